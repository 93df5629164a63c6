"""Amounts in foreign money and what they come to: 1.2亿美元，折合人民币8.52亿元."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT

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
