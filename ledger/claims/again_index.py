"""A last look at indices and ratios: 上年=100，指数102.3，上涨2.3%; 收入比由1.93∶1缩小到1.88∶1，缩小0.05."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import BARE, PERCENT
from ledger.patterns import late

_HUNDRED = 100
_LEAST, _MOST = 20, 1000
"""An index is hardly below or above."""
_MOST_SEEN = 6
_MOVED = late(
    "同比|环比|比上年同期|比上年|较上年|比去年|[比较](?:19|20)[0-9]{2}年|累计|[二两三四五六七八九十]年|"
    "上涨|增长|上升|提高|下降|下跌|回落|降低|缩小|扩大|缩|即|也就是|了|约"
)
_YEAR, _OVER_YEARS = late("(?:19|20)[0-9]{2}年"), late("累计|[二两三四五六七八九十]年")
_THAN = ("比", "较")


@last("growth", "percent", "bare", "up down")
def indices_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """以上年为100，居民消费价格指数为102.3，上涨2.3%: what an index is above or below its hundred."""
    if "指数" not in reading.text:
        return
    for at in open_:
        figure = reading.figures[at]
        way = figure.has("up") - figure.has("down")
        if figure.kind != PERCENT or not way or not figure.is_exact or figure.has("each", "share"):
            continue
        near = [f for f in reversed(reading.figures[max(0, at - _MOST_SEEN) : at]) if _may_be_index(f)]
        near = [f for f in near if f.sentence == figure.sentence and f.exact != _HUNDRED]
        index = near[0] if near and figure.clause - near[0].clause <= 1 else None
        if index is None:
            continue
        based = _is_of_hundred(reading, figure)
        if near[1:] and index.clause == figure.clause and index.lead.startswith(_THAN):
            found = _against(figure, near[1], index, way)  # 指数104.6，比上月的101.8上升2.8%
        else:
            found = _of_hundred(figure, index, way, sure=based)
        if found is not None:
            yield found


def _may_be_index(figure: Figure) -> bool:
    return figure.kind == BARE and figure.is_exact and figure.scale == 1 and _LEAST <= figure.exact <= _MOST


def _is_of_hundred(reading: Reading, figure: Figure) -> bool:
    """Whether the one hundred of the paragraph is what a rate is counted from: 上年=100 of 同比, 2015年=100 of its own.

    A rate with a noun of its own (其中食品价格上涨) is another's.
    """
    if _MOVED.sub("", figure.lead):
        return False
    begin = reading.paragraphs[figure.paragraph][0]
    told = [f for f in reading.figures if f.kind == BARE and f.exact == _HUNDRED and begin <= f.start < figure.start]
    told = [f for f in told if f.lead.endswith(("=", "＝", "为", "以", "作"))]
    bases = {f.lead.rstrip("=＝为以作").removeprefix("以") for f in told}
    if len(bases) != 1:
        return False
    year, own = _YEAR.search(bases.pop()), _YEAR.search(figure.lead)
    if year is None or own is None:
        return (year is None and own is None) or (year is not None and _spoken_of_years(reading, figure))
    return year.group() == own.group()


def _spoken_of_years(reading: Reading, figure: Figure) -> bool:
    """三年增长18.4%, 累计增长18.4%."""
    return _OVER_YEARS.search(clause_before(reading, figure)) is not None


def _of_hundred(figure: Figure, index: Figure, way: int, *, sure: bool) -> Claim | None:
    change = (index.exact - _HUNDRED) * way
    verdict = a.compare(figure, a.constant(change))
    if verdict is not Verdict.CONSISTENT and not (sure and (change > 0 or a.agreeing(figure, -change))):
        return None
    one, two = (a.plain(index.exact, 4), "100") if way > 0 else ("100", a.plain(index.exact, 4))
    shown = a.like(change, figure)
    why = f"{one}−{two}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, exact=change, of=(index,))


def _against(figure: Figure, level: Figure, base: Figure, way: int) -> Claim | None:
    """An index against another one: in percent of it; told only where it fits."""
    rate = (level.exact - base.exact) * way * _HUNDRED / base.exact
    if a.compare(figure, a.constant(rate)) is not Verdict.CONSISTENT:
        return None
    shown = a.like(rate, figure)
    one, two = a.plain(level.exact, 4), a.plain(base.exact, 4)
    why = f"({one}−{two})÷{two}={shown}，与文中{figure.printed}相符"
    return claim("growth", figure, shown, Verdict.CONSISTENT, why)


@last("growth", "bare", "up down")
def bare_changes_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """收入比由2.31缩小到2.24，缩小0.07; 1.88∶1，比上年的1.93∶1缩小0.05: numbers without a measure, side by side."""
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != BARE or not figure.step or not figure.is_exact or figure.has("each", "plan"):
            continue
        way = figure.has("up") - figure.has("down")
        pair = _two_before(reading, at) if way and not _MOVED.sub("", figure.lead.partition("的")[0]) else None
        if pair is None:
            continue
        first, second = pair
        change = (second - first) * way
        verdict = a.compare(figure, a.constant(change))
        one, two = (second, first) if way > 0 else (first, second)
        shown = a.plain(change, a.places_of(figure))
        why = f"{a.plain(one, 4)}−{a.plain(two, 4)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
        yield claim("growth", figure, shown, verdict, why, exact=change)


def _two_before(reading: Reading, at: int) -> tuple[Fraction, Fraction] | None:
    """What it was and what it is: 由2.31缩小到2.24, or two ratios to one, of which the later is compared with."""
    figure = reading.figures[at]
    near = reading.figures[max(0, at - 2) : at]
    if len(near) == 2 and all(f.kind == BARE and f.step and f.is_exact for f in near):
        first, second = near
        straight = second.clause == first.clause and figure.clause - second.clause <= 1
        if (
            straight
            and first.sentence == figure.sentence
            and first.has("from")
            and second.has("to", "to-up", "to-down")
        ):
            return first.exact, second.exact
    ratios = [r for r in reading.ratios if r.sentence == figure.sentence and r.end <= figure.start][-2:]
    if len(ratios) < 2 or any(len(r.parts) != 2 or r.parts[1] != 1 for r in ratios):
        return None
    level, base = ratios
    between = reading.text[base.end : figure.start]
    compared = base.lead.startswith(_THAN) and not any(mark in between for mark in "，,；;。")
    if compared:
        return Fraction(base.parts[0]), Fraction(level.parts[0])
    turned = level.lead.endswith(("由", "从", "的")) and "，" not in reading.text[level.end : base.start]
    return (Fraction(level.parts[0]), Fraction(base.parts[0])) if turned else None
