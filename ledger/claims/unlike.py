"""Last looks at what is left, or more, of things that are counted otherwise, or in two ways at once.

床位8640张…入住5175人，空床3465张; 均价5860元/平方米，比上年6120元低260元. Two ways at once:
18个村、5400户，完成12个村、3700户，余6个村、1700户. Where one of them holds, the three are a
whole, what was done of it and what is left: the other has to hold as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from ledger.claims.differing import is_off, is_plain, told_difference
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_SURELY, _BESIDE = 0.002, 0.05
"""So likely may it be that two amounts near by, or the nearest two, differ by a figure that was made of others."""
_SPREAD, _TEN = 5.0, 10
_NEAR, _SEEN = 6, 20
_DIFFERS = late("空|闲|还[有差剩需]|[剩余缺欠差低高少多]")
_EACH = late("[均每]|多[种项次个名家]|高[新中]")
_LEFT = late("^(?:其余|剩余|余下|剩下|尚余|还剩|还有|尚有|剩|余|尚剩)[^，,。；;：:、0-9]{0,4}$")
_NOT_COUNTED = frozenset(("天", "年", "个月", "岁", "小时", "次"))


@last("remainder", "several", unsaid=True)
def unlike(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """Differences of amounts of which one is of another measure: told only where they fit, and hardly by chance."""
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != AMOUNT or not figure.is_exact or figure.weak or figure.value < _TEN or figure.depth:
            continue
        words = figure.lead
        if _DIFFERS.search(words) is None or _EACH.search(words) is not None or figure.has("part", "grand", "each"):
            continue
        found = _fitting(reading, at)
        if found is not None:
            yield told_difference(*found, figure, Verdict.CONSISTENT)


def _fitting(reading: Reading, at: int) -> tuple[Figure, Figure] | None:
    figure = reading.figures[at]
    near: list[Figure] = []
    for other in reversed(reading.figures[max(0, at - _SEEN) : at]):
        if other.paragraph != figure.paragraph or len(near) == _NEAR:
            break
        if other.kind == AMOUNT and other.is_exact and not other.weak and other.dimension not in _NOT_COUNTED:
            near.append(other)
    kinds = (figure.dimension, f"{figure.dimension}/")
    tries = 0
    for nearer, further in sorted(combinations(range(len(near)), 2), key=sum):
        first, second = near[nearer], near[further]
        if first.dimension == second.dimension or not all(_goes_with(f, figure) for f in (first, second)):
            continue
        if not any(f.dimension.startswith(kinds) for f in (first, second)):
            continue
        tries += 1
        if abs(first.value - second.value) == figure.value and figure.value not in (first.value, second.value):
            chance = tries * _unit(figure, first, second) / (_SPREAD * float(figure.value))
            beside = nearer == 0 and tries == 1
            if chance > (_BESIDE if beside else _SURELY):
                return None
            return (first, second) if first.value > second.value else (second, first)
    return None


def _goes_with(other: Figure, figure: Figure) -> bool:
    """People and beds are both counted; money is of money, and of so much for each."""
    return other.dimension.partition("/")[0] == figure.dimension or not (
        other.step or figure.step or "/" in other.dimension
    )


def _unit(*figures: Figure) -> float:
    """What all of them are printed to."""
    unit = max(float(figure.step or figure.scale) for figure in figures)
    while all(float(figure.value) % (unit * _TEN) == 0 for figure in figures):
        unit *= _TEN
    return unit


@last("remainder", "rest rest-weak", "alike", unsaid=True)
def counted_twice(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """What is left, told in two measures side by side, where the whole and what was done are told in both too."""
    for at in open_:
        couple = _couple(reading, at)
        if couple is None or _LEFT.search(couple[0].lead) is None or couple[1].has("part"):
            continue
        found: list[tuple[Figure, Figure]] = []
        for n in range(at - 2, max(0, at - _SEEN), -1):
            other = _couple(reading, n)
            if other is not None and [f.dimension for f in other] == [f.dimension for f in couple]:
                found.append(other)
        if len(found) < 2 or found[1][0].sentence < couple[0].sentence - 1 or not all(map(is_plain, found[0])):
            continue
        done, whole = found[:2]
        if not all(map(is_plain, whole)) or whole[0].exact - done[0].exact != couple[0].exact:
            continue
        if whole[1].exact > done[1].exact:
            verdict = Verdict.INCONSISTENT if is_off(whole[1], done[1], couple[1]) else Verdict.CONSISTENT
            yield told_difference(whole[1], done[1], couple[1], verdict)


def _couple(reading: Reading, at: int) -> tuple[Figure, Figure] | None:
    """16个小区、8400户: an amount, and the one before it, joined in one clause."""
    if not at:
        return None
    one, other = reading.figures[at - 1], reading.figures[at]
    joined = one.clause == other.clause and other.kind == one.kind == AMOUNT and one.dimension != other.dimension
    if not joined or not one.is_exact or not other.is_exact or other.lead or one.depth or other.depth:
        return None
    return (one, other) if "、" in reading.text[one.end : other.start] else None
