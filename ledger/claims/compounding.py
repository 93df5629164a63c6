"""A last look at growth by the year, as rates alone: 比2019年同期增长13.2%，两年平均6.4%."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.growth import is_in_fixed_prices
from ledger.claims.pointruns import signed
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import PERCENT
from ledger.patterns import late

_YEARLY = late("(?:年均|平均|平均每年)(?:增长率?|增速|递增|增幅|下降|递减|增加)?(?:为|约|达|达到|了)?$")
_SPOKEN = late("(?P<n>[两三四五六七八九])年(?:平均|年均)?$")
_CENSUS = late("普查|[五六七]普")
_YEAR = late("(?P<year>(?:19|20)[0-9]{2})年")
_COUNTS = {character: n for n, character in enumerate("零一两三四五六七八九十")}
_TENS = {"十": 10, "二十": 20}
_REACH, _ALL = 90, 100
_LEAST, _MOST = 2, 30


@last("growth", "percent")
def yearly_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """The rate a year of a rate over years right before it, or of the rates of two years in a row."""
    if "年" not in reading.text or "均" not in reading.text:
        return
    for at in open_:
        figure = reading.figures[at]
        if figure.kind == PERCENT and figure.is_exact and "均" in figure.lead:
            found = _yearly(reading, at)
            if found is not None:
                yield found


def _yearly(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    begin = reading.sentences[figure.sentence][0]
    words = reading.text[max(begin, figure.start - _REACH) : figure.start]
    rates = [f for f in reading.figures[max(0, at - 4) : at] if f.kind == PERCENT and f.sentence == figure.sentence]
    rates = [f for f in rates if f.is_exact and not f.has("share", "each") and figure.clause - f.clause <= 3]
    if not rates or is_in_fixed_prices(reading, figure):
        return None
    if not _YEARLY.search(figure.lead):
        return None
    spoken = _SPOKEN.search(words[: len(words) - len(figure.lead)])
    count = _COUNTS[spoken.group("n")] if spoken is not None else _years(words)
    if not _LEAST <= count <= _MOST:
        return None
    over = rates[-1]
    sure = figure.clause - over.clause == 1 and ("同期" in over.lead or _CENSUS.search(words) is not None)
    return _told(figure, over, count, sure=sure) or (_of_two(reading, at, rates) if count == _LEAST else None)


def _years(words: str) -> int:
    """Over how many years: between two censuses ten, 十年 as it is said, else what lies between two years."""
    years = sorted({int(hit.group("year")) for hit in _YEAR.finditer(words)})
    if len(years) > 1:
        return years[-1] - years[0]
    if _CENSUS.search(words):
        return 10
    return next((n for word, n in _TENS.items() if f"{word}年" in words), 0)


def _told(figure: Figure, over: Figure, count: int, *, sure: bool) -> Claim | None:
    """Right where so many years of it give the rate over all of them; wrong where it is no plain mean of it either."""
    rate, half = signed(over), Fraction(over.step) / 2
    own, fine = signed(figure), Fraction(figure.step) / 2
    low, high = (1 + (own - fine) / _ALL) ** count, (1 + (own + fine) / _ALL) ** count
    due = _root(1 + rate / _ALL, count)
    if due is None:
        return None
    shown = a.like(due, figure)
    sum_ = f"{over.printed}开{count}次方，年均{shown}"
    if low <= 1 + (rate + half) / _ALL and 1 + (rate - half) / _ALL <= high:
        return claim("growth", figure, shown, Verdict.CONSISTENT, f"{sum_}，与文中{figure.printed}相符")
    plain = a.compare(figure, a.constant(rate / count))
    if not sure or plain is not Verdict.INCONSISTENT or abs(due - own) < figure.step * 3:
        return None
    why = f"{sum_}，与文中{figure.printed}{SAYS[Verdict.INCONSISTENT]}"
    return claim("growth", figure, shown, Verdict.INCONSISTENT, why, exact=due, of=(over,))


def _root(value: Fraction, count: int) -> Fraction | None:
    """The rate a year in percent, to six places: a hint for readers, the bounds above are exact."""
    if value <= 0:
        return None
    return Fraction(round((float(value) ** (1 / count) - 1) * _ALL, 6)).limit_denominator(10**6)


def _of_two(reading: Reading, at: int, rates: list[Figure]) -> Claim | None:
    """增长12.4%，两年平均增长4.2%，上年同期下降3.4%: of this year and of the year before."""
    figure = reading.figures[at]
    others = [*rates, *(f for f in reading.figures[at + 1 : at + 2] if f.sentence == figure.sentence)]
    others = [f for f in others if f.kind == PERCENT and f.is_exact]
    own, fine = signed(figure), Fraction(figure.step) / 2
    low, high = (1 + (own - fine) / _ALL) ** 2, (1 + (own + fine) / _ALL) ** 2
    for n, one in enumerate(others):
        for two in others[n + 1 :]:
            before = [f for f in (one, two) if f.has("last-year") or f.lead.startswith(("上年", "去年"))]
            if len(before) == 1 and low <= (1 + signed(one) / _ALL) * (1 + signed(two) / _ALL) <= high:
                why = f"{one.printed}和{two.printed}两年平均，与文中{figure.printed}相符"
                return claim("growth", figure, figure.printed, Verdict.CONSISTENT, why)
    return None
