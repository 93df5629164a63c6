"""The same in another money or measure: 1.2亿美元，折合人民币8.52亿元; 4.05公顷，约合60.8亩; 34.6万吨，合6.92亿斤."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, kind, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

FOREIGN = ("dollar", "euro", "yen", "hkd")
_TO = ("折合", "约合", "折", "相当于", "合")
_LEAST = {"dollar": Fraction(6), "euro": Fraction(6), "yen": Fraction(1, 30), "hkd": Fraction(7, 10)}
_MOST = {"dollar": Fraction(17, 2), "euro": Fraction(11), "yen": Fraction(1, 10), "hkd": Fraction(11, 10)}
"""What one unit has cost in yuan at the least and at the most in these twenty years, with room to spare."""


@kind("exchange", "折合金额", "dollar euro yen hkd", "money")
def exchanges(reading: Reading, given: Given) -> Iterator[Claim]:
    """外币与折合的人民币

    查什么：“实际使用外资1.2亿美元，折合人民币8.52亿元（按1美元折合7.1元人民币计算）”：外币数 × 文中的汇率。

    怎样算相符：四舍五入到文中的位数相同；外币数取过整的，差在取整以内算取整之差。

    什么时候不作声：没有写汇率而折合数在常见的汇率之内（汇率哪一天的没有说）；没有写汇率而远不在常见汇率之内的，说
    “无法判断”，多半是万与亿写错。
    """
    for figure in reading.figures:
        if figure.kind == AMOUNT and figure.dimension == "money" and not figure.weak and _is_converted(figure):
            found = _exchange(reading, figure)
            if found:
                yield found


def _is_converted(figure: Figure) -> bool:
    lead = figure.lead.replace("人民币", "").rstrip("约为")
    return lead.endswith(_TO)


def _exchange(reading: Reading, figure: Figure) -> Claim | None:
    here = reading.in_sentence(figure.sentence)
    before = [f for f in here if f.end <= figure.start and f.kind == AMOUNT and f.dimension in FOREIGN]
    if not before or before[-1].clause < figure.clause - 1:
        return None
    amount = before[-1]
    rate = _rate(here, amount)
    if rate is None:
        return _without_rate(figure, amount)
    if rate is figure:
        return None
    computed = a.multiply(a.of(amount), rate.exact)
    verdict, shown = a.compare(figure, computed), a.like(computed.exact, figure)
    why = f"{a.bare(amount)}×{a.bare(rate)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("exchange", figure, shown, verdict, why)


def _rate(here: tuple[Figure, ...], amount: Figure) -> Figure | None:
    """1美元折合7.1元: what one unit is said to cost."""
    for one, cost in pairwise(here):
        if one is not amount and one.dimension == amount.dimension and one.value == 1 and cost.dimension == "money":
            return cost
    return None


def _without_rate(figure: Figure, amount: Figure) -> Claim | None:
    price = a.divide(a.of(figure), a.of(amount))
    if price is None or _LEAST[amount.dimension] <= price.exact <= _MOST[amount.dimension]:
        return None
    shown = f"{a.plain(price.exact, 3)}元"
    why = f"{a.bare(figure)}÷{a.bare(amount)}，1个外币单位折合{shown}，远不在常见的汇率之内；文中没有写汇率"
    return claim("exchange", figure, "", Verdict.UNCLEAR, why)


_LAND = {"mu": Fraction(10_000, 15), "hectare": Fraction(10_000), "area": Fraction(1)}
"""How many square metres one of them is."""
_SAME = late("^(?:大?约)?(?:折合|折算|折|合(?![计格同作理法规并适])|相当于|即|也就是)[\u4e00-\u9fff]{0,5}$")
_MULTIPLIERS = "百千万亿"
_BESIDE = ("", "约", "近", "约为", "大约", "计", "共")


@wider("unit", "mu hectare mass")
def conversions(reading: Reading, given: Given) -> Iterator[Claim]:
    """33.75万亩，合2.25万公顷; 4.05公顷（约60.8亩）; 34.6万吨，合6.92亿斤: fifteen 亩 are a 公顷, two 斤 a 公斤."""
    for one, other in pairwise(reading.figures):
        if other.kind == AMOUNT and one.kind == AMOUNT and one.sentence == other.sentence:
            factor = _factor(one, other)
            if factor is not None and one.is_exact and other.top is None and 0 <= other.clause - one.clause <= 1:
                found = _converted(reading, one, other, factor)
                if found is not None:
                    yield found


def _factor(one: Figure, other: Figure) -> Fraction | None:
    """How many of the second one of the first comes to, where they measure the same in another measure."""
    if one.dimension == other.dimension:
        plain = one.measure.lstrip(_MULTIPLIERS) != other.measure.lstrip(_MULTIPLIERS)
        return Fraction(1) if one.dimension == "mass" and plain else None
    size, beside = _LAND.get(one.dimension), _LAND.get(other.dimension)
    return size / beside if size is not None and beside is not None else None


def _converted(reading: Reading, one: Figure, other: Figure, factor: Fraction) -> Claim | None:
    """Told by its word, or right beside with none: then only where it fits, or a digit slipped."""
    said = _SAME.search(other.lead) is not None
    if not said and (other.lead not in _BESIDE or one.tail):
        return None
    computed = a.multiply(a.of(one), factor)
    verdict, shown = a.compare(other, computed), a.like(computed.exact, other)
    if verdict is Verdict.INCONSISTENT and not said:
        bracketed = other.depth == one.depth + 1 and other.start - len(other.lead) == one.end + 1
        near = bracketed and computed.exact < 2 * other.exact < 4 * computed.exact
        if not near and not a.agreeing(other, computed.exact):
            return None
    why = f"{a.bare(one)}合{shown}，与文中{other.printed}{SAYS[verdict]}"
    return claim("unit", other, shown, verdict, why)
