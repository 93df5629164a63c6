"""A last look at growth: the level of then stands clauses or a sentence before. Only what fits is told.

次均6500元，同比降低180元（上年同期6680元），降幅2.7%; 去年同期为900起、亡7人，相比之下，起数下降6%.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.again import is_hardly_chance
from ledger.claims.levels import is_then
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_UP = late("(?:增长|上升|提高|增幅|涨幅|提升|增加|增|涨|升|多)[了约近达为至到]*$")
_DOWN = late("(?:下降|降低|减少|降幅|跌幅|压缩|缩短|回落|提速|下跌|降|跌|减|少)[了约近达为至到]*$")
_THEN = late("(?:比|较|环比|同比|上年|去年|上月|上季度?|同期)[^，,。；;：:0-9]{0,8}(?:的|为)?$")
_MOST, _SENTENCES = 16, 1
_FEW = 3


@last("growth", "amount", "percent")
def growth_from_then(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """次均6500元，同比降低180元（上年同期6680元），降幅2.7%."""
    for at in open_:
        figure = reading.figures[at]
        if figure.kind == PERCENT and figure.is_exact and figure.value > 0:
            way = 1 if _UP.search(figure.lead) else -1 if _DOWN.search(figure.lead) else 0
            found = _rate(figure, _levels(reading, at), way) if way else None
            if found is not None:
                yield found


def _levels(reading: Reading, at: int) -> list[Figure]:
    figure = reading.figures[at]
    near = [f for f in reading.figures[max(0, at - _MOST) : at] if f.kind == AMOUNT and f.is_exact and not f.weak]
    near = [f for f in near if f.paragraph == figure.paragraph and f.sentence >= figure.sentence - _SENTENCES]
    return near[::-1]


def _stands_for_then(near: list[Figure], level: Figure) -> bool:
    """上年同期6680元; 环比260件; 亡7人 of 去年同期为900起、亡7人: the words, or those of the list it stands in."""
    if is_then(level) or _THEN.search(level.lead) is not None:
        return True
    return any(
        f.start < level.start and f.sentence == level.sentence and f.clause <= level.clause and is_then(f)
        for f in near
        if level.clause - f.clause <= _FEW
    )


def _rate(figure: Figure, near: list[Figure], way: int) -> Claim | None:
    tries: set[tuple[Fraction, Fraction]] = set()
    plain = [f for f in near if not f.has("up", "down", "gap", "plan")]
    beside = [f for f in plain[:1] if f.clause == figure.clause and _stands_for_then(near, f)]
    for then in beside or plain:  # 比上年同期的8.40亿元下降33.3%: it is said of what
        if not _stands_for_then(near, then):
            continue
        for now in plain:
            if now.dimension != then.dimension or now.start == then.start or (now.exact - then.exact) * way <= 0:
                continue
            if then.exact <= 0 or (now.exact, then.exact) in tries:
                continue
            tries.add((now.exact, then.exact))
            one, two = (now, then) if way > 0 else (then, now)
            rate = a.percent(a.subtract(a.of(one), a.of(two)), a.of(then))
            if rate is None or a.compare(figure, rate) is not Verdict.CONSISTENT:
                continue
            if len(tries) <= _FEW or is_hardly_chance(figure, len(tries)):
                shown = a.like(rate.exact, figure)
                why = f"({a.bare(one)}−{a.bare(two)})÷{a.bare(then)}={shown}，与文中{figure.printed}相符"
                return claim("growth", figure, shown, Verdict.CONSISTENT, why)
    return None
