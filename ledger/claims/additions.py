"""Parts and their sum: how near a list comes to its total, whether a digit slipped, whether nothing is left out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Special, Verdict, Working
from ledger.claims.words import CHANGE, SAYS
from ledger.figures import Figure, Reading
from ledger.figures.values import ONE, ZERO, fraction

_FEW = 12
ALL_OF_THEM = ("共", "合计", "共计", "总计", "累计", "相加", "共有", "合计为", "总共")
SLIP = "；只差一个数字，像是笔误"
_SLIP_DIGITS = 2
_MOST_NOUGHTS = 9
_NEAR = Fraction(6, 100)
"""So near the total a list comes that should make it and does not: parts of something else are further off."""
_UNITS = 2
CHARACTERS = 12
COARSE = 20
_HALVES = (
    "地上/地下 出口/进口 城市/农村 城镇/农村 城镇/乡村 男/女 公立/民营 公办/民办 满意/不满意 合格/不合格 "
    "线上/线下 直办/转办 国内/入境 职工/居民 夏粮/秋粮 税收/非税 集中/分散 省内/省外 市内/市外 区内/区外 "
    "内资/外资 已/未 新建/续建 新开工/续建 室内/室外 党员/非党员 在职/退休 流入/流出 当场/限期 "
    "立行立改/限期 线索/非线索 境内/境外 固定/流动 完毕/正在 "
)
_COMPLEMENTS = tuple(tuple(pair.split("/")) for pair in _HALVES.split())
"""Words for halves that leave nothing out."""
_GRADES = ("优好", "差劣")
_THIRDS = "立行立改/限期 当场/限期 已完工/在建 县道/乡道 A类/B类 已办结/在办 办结/尚未 完成/尚未 推进/尚未 完工/未开工"
_LASTING_COMPLEMENTS = tuple(tuple(pair.split("/")) for pair in _THIRDS.split())
"""Halves beside which a third may stand and still nothing is left out."""


def sum_claim(
    total: Figure, parts: list[Figure], verdict: Verdict, extra: str = "", special: Special = Special.NONE
) -> Claim:
    """The claim that a total is the sum of parts, with the addition in words."""
    added = a.add(*map(a.of, parts))
    shown = a.like(added.exact, total)
    sum_ = "+".join(a.bare(part) for part in parts)
    return Claim(
        "sum", total.start, max(total.end, parts[-1].end), total.printed, shown, verdict,
        f"{sum_}={shown}，与文中{total.printed}{SAYS[verdict]}{extra}",
        working=Working(total, added.exact, tuple(parts), special),
    )  # fmt: skip


def sum_verdict(total: Figure, parts: list[Figure]) -> Verdict:
    """Sums are exact in the printed places; coarser rounding of one of them explains a difference."""
    off = abs(sum((part.value for part in parts), -total.value))
    if not off:
        return Verdict.CONSISTENT
    if total.is_exact and all(part.is_exact for part in parts):
        return Verdict.ROUNDING if off * 2 <= _steps(total, parts) else Verdict.INCONSISTENT
    return a.compare(total, a.add(*map(a.of, parts)))


def _steps(total: Figure, parts: Sequence[Figure]) -> Decimal:
    """By how much the sum may be off at most, twice over."""
    return sum((part.step for part in parts), total.step)


def slipped(total: Figure, parts: list[Figure], least: int = _SLIP_DIGITS) -> bool:
    """Whether one wrong digit, in the total or in a part, explains why it does not add up, hardly by chance.

    Only the digits below the wrong one speak for it: those above agree wherever a list is nearly complete.
    """
    if not total.is_exact or not all(part.is_exact for part in parts):
        return False
    added = sum_of(parts)
    unit = _printed_unit((total, *parts))
    off = str(abs(int((total.exact - added) / unit)))
    if len(off) - len(off.rstrip("0")) < least or len(off.rstrip("0")) != 1:
        return False
    return a.agreeing(total, added) > 0 or any(a.agreeing(part, part.exact + total.exact - added) for part in parts)


def _printed_unit(figures: tuple[Figure, ...]) -> Fraction:
    """The least power of ten that all of them are printed to: round figures agree in their noughts without a cause."""
    unit = fraction(min(f.step or f.scale for f in figures))
    for _ in range(_MOST_NOUGHTS):
        if any((f.exact / (unit * 10)).denominator != 1 for f in figures):
            break
        unit *= 10
    return unit


def complete(parts: list[Figure]) -> bool:
    """Whether the parts leave nothing out: 地上、地下; or the last is 其他."""
    if not 2 <= len(parts) <= _FEW:
        return False
    words = [part.lead + part.tail for part in parts]
    if any(word in words[-1] for word in ("其他", "其它", "其余", "普通型", "一般型", "普通类", "一般类")):
        return True
    heads = [part.lead.rstrip("的为评")[-1:] for part in parts]
    if all(heads) and heads[0] in _GRADES[0] and heads[-1] in _GRADES[1]:
        return True
    halves = _COMPLEMENTS if len(parts) == 2 else _LASTING_COMPLEMENTS
    return any(
        one in word and other not in word and other in beside
        for one, other in halves
        for word in words
        for beside in words
        if beside is not word
    )


def are_listed(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether they are joined by 、."""
    return all("、" in reading.text[one.end : two.start] for one, two in pairwise(parts))


def is_part(figure: Figure) -> bool:
    """Whether it may be one of a list: no difference, no base of a share, no plan."""
    return not figure.has(*CHANGE, "from", "share", "plan", "grand", "gap") and figure.is_exact


def told_sum(
    total: Figure, parts: Sequence[Figure], verdict: Verdict, extra: str = "", special: Special = Special.NONE
) -> Claim:
    added = a.add(*map(a.of, parts))
    shown = a.like(added.exact, total)
    sum_ = "+".join(a.bare(part) for part in parts)
    here = total.sentence == parts[0].sentence and total.start < parts[0].start
    first = total if here or total.start > parts[-1].start else parts[0]
    begin = first.start if first is total else first.start - len(first.lead)
    end = max(parts[-1].end, total.end)
    why = f"{sum_}={shown}，与文中{total.printed}{SAYS[verdict]}{extra}"
    return Claim(
        "sum",
        begin,
        end,
        total.printed,
        shown,
        verdict,
        why,
        working=Working(total, added.exact, tuple(parts), special),
    )


def sum_of(parts: Sequence[Figure]) -> Fraction:
    """What they come to; added as decimals, which keep 28 digits, more than printed sums have."""
    return Fraction(sum((part.value for part in parts), ZERO))


def least_unit(total: Figure, parts: Sequence[Figure]) -> Fraction:
    return fraction(min(f.step or f.scale or ONE for f in (total, *parts)))


def resolution(total: Figure, parts: Sequence[Figure]) -> Fraction:
    """How many different values the total might have had."""
    return total.exact / least_unit(total, parts)


def is_off(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the sum misses the total by more than rounding explains."""
    return abs(sum((part.value for part in parts), -total.value)) * 2 > _steps(total, parts)


def is_near(total: Figure, parts: Sequence[Figure]) -> bool:
    off = abs(sum_of(parts) - total.exact)
    return off <= total.exact * _NEAR or off <= _UNITS * least_unit(total, parts)


def words_before(reading: Reading, figure: Figure, back: int = CHARACTERS) -> str:
    """The words that lead to an amount, over its clause's beginning, in its sentence."""
    begin = max(reading.sentences[figure.sentence][0], figure.start - len(figure.lead) - back)
    return reading.text[begin : figure.start]
