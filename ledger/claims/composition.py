"""Compositions: shares of one whole that should make 100%."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.bases import run_of
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.figures import Figure, Ratio, Reading
from ledger.figures.values import AMOUNT, PERCENT

_LEAST = 3
_MOST = 12
_SECTORS = ("三次产业", "产业结构", "三产结构", "产业比", "三产业")
_NAMES = (("第一产业", "一产"), ("第二产业", "二产"), ("第三产业", "三产"))
_STRUCTURE = ("结构为", "结构比为", "结构", "之比为", "比例为", "占比", "占比为")
_HEADINGS = ("比重", "占比", "构成", "结构", "比例")
_REST = ("其他", "其它", "其余", "其他类", "剩余")
_FAR = 5
_HUNDRED = Fraction(100)


@kind("composition", "占比合计", "ratios share separately")
def compositions(reading: Reading, given: Given) -> Iterator[Claim]:
    """各项占比加起来是不是100%

    查什么：“三次产业结构比为5.1:42.5:52.4”“第一产业占8.2%，第二产业占41.6%，第三产业占51.2%”“……其他占2.2%”。

    怎样算相符：各项之和是100，或者差额在各项四舍五入的范围之内。三次产业的比例，前文印有三个增加值的，还逐项
    重算。

    什么时候不作声：看不出各项合起来是全部（没有“其他”，也不是三次产业）而合不到100；不足三项；和在95到105之外
    （多半不是一个总数的占比）。
    """
    for ratio in reading.ratios:
        found = _ratio(reading, ratio)
        if found:
            yield found
    if reading.text.count("%") >= _LEAST:
        yield from _shares(reading)


def _ratio(reading: Reading, ratio: Ratio) -> Claim | None:
    added = sum(ratio.parts, Decimal(0))
    sectors = any(word in ratio.lead for word in _SECTORS) or (
        ratio.lead.endswith(_STRUCTURE) and bool(_amounts(reading, ratio))
    )
    if len(ratio.parts) < _LEAST or not sectors or not 90 <= added <= 110:
        return None
    printed = reading.text[ratio.start : ratio.end]
    step = Fraction(max(Decimal(1).scaleb(int(part.as_tuple().exponent)) for part in ratio.parts))
    off = abs(Fraction(added) - _HUNDRED)
    verdict = Verdict.CONSISTENT if off <= step * len(ratio.parts) / 2 else Verdict.INCONSISTENT
    sum_ = "+".join(f"{part:f}" for part in ratio.parts)
    why = f"{sum_}={added:f}，{_said(off, verdict)}"
    amounts = _amounts(reading, ratio)
    if verdict is Verdict.CONSISTENT and amounts:
        whole = sum((f.exact for f in amounts), Fraction(0))
        for part, amount in zip(ratio.parts, amounts, strict=True):
            share = amount.exact * 100 / whole
            apart = abs(share - Fraction(part))
            if apart <= step * 3 / 2:  # the last place is often moved by one to make 100
                continue
            verdict = Verdict.INCONSISTENT
            why += f"；{a.bare(amount)}占{a.plain(share, 2)}%，文中是{part:f}"
    return Claim("composition", ratio.start, ratio.end, printed, f"{added:f}", verdict, why)


def _amounts(reading: Reading, ratio: Ratio) -> list[Figure]:
    """The three added values of the sentences before, where exactly those are printed: 第一产业…第二产业…第三产业."""
    if "由" in ratio.lead and "为" not in ratio.lead.rpartition("由")[2]:
        return []  # the structure of another year
    found = [
        f
        for n in range(max(0, ratio.sentence - 2), ratio.sentence + 1)
        for f in reading.in_sentence(n)
        if f.kind == AMOUNT and f.dimension == "money" and f.end <= ratio.start and f.paragraph == ratio.paragraph
    ]
    named = [next((f for f in found if any(name in f.lead for name in names)), None) for names in _NAMES]
    known = [f for f in named if f is not None]
    if len(known) != _LEAST:
        first = next((n for n, f in enumerate(found) if "三产业" in f.lead and "分别" in f.lead), len(found))
        known = found[first : first + _LEAST]
    return known if len(known) == len(ratio.parts) == _LEAST else []


def _said(off: Fraction, verdict: Verdict) -> str:
    if not off:
        return "正好100"
    return "差额是四舍五入所致" if verdict is Verdict.CONSISTENT else "不是100"


def _shares(reading: Reading) -> Iterator[Claim]:
    for n in range(len(reading.sentences)):
        figures = [f for f in reading.in_sentence(n) if f.kind == PERCENT and not f.weak]
        if len(figures) >= _LEAST:
            found = _sentence(reading, figures)
            if found:
                yield found


def _sentence(reading: Reading, figures: list[Figure]) -> Claim | None:
    run = run_of(reading, figures[0])
    spread = [f for f in figures if f.has("share") and not f.has("up", "down", "yoy", "part")]
    shares = run if len(run) >= _LEAST and (run[0].has("share") or "贡献率" in run[0].lead) else spread
    under = [f for f in figures if f.label.endswith(_HEADINGS) and not f.has("up", "down", "yoy", "part")]
    if len(under) > len(shares):  # 比重：制造38.1%，物流27.7%，…
        shares = run = under
    if not _LEAST <= len(shares) <= _MOST or len({f.depth for f in shares}) > 1 or any(f.bound for f in shares):
        return None
    whole = all("占" in f.lead or f.lead == "" or f in run for f in shares)
    added = sum((f.value for f in shares), Decimal(0))
    step = Fraction(max(f.step for f in shares))
    off = abs(Fraction(added) - _HUNDRED)
    sum_ = "+".join(a.plain(f.exact, 4) for f in shares)
    begin, end = shares[0].start - len(shares[0].lead), shares[-1].end
    if whole and off <= step * len(shares) / 2:
        why = f"{sum_}={added:f}，{_said(off, Verdict.CONSISTENT)}"
        return Claim("composition", begin, end, shares[-1].printed, f"{added:f}", Verdict.CONSISTENT, why)
    if whole and off <= _FAR and _everything(reading, shares):
        why = f"{sum_}={added:f}，不是100；“其他”或者三次产业都在内，占比应当合计100%"
        return Claim("composition", begin, end, shares[-1].printed, f"{added:f}", Verdict.INCONSISTENT, why)
    return None


def _everything(reading: Reading, shares: list[Figure]) -> bool:
    """Whether the words say that nothing is left out."""
    begin = reading.sentences[shares[0].sentence][0]
    words = reading.text[begin : shares[-1].end]
    if "第一产业" in words and "第三产业" in words and len(shares) == 3:
        return True
    last = reading.text[shares[-2].end : shares[-1].start]
    return any(word in last for word in _REST)
