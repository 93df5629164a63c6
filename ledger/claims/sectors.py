"""A last look at the three sectors: 第一产业…、第二产业…、第三产业…, and what each takes of all three in percent."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_SECTORS = (("第一产业", "一产"), ("第二产业", "二产"), ("第三产业", "三产"))
_SAID = late("三次产业|三产|第[一二三]产业|一二三产")
_SHARED = late("结构|比重|占比|比例|占")
_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_COUNT = len(_SECTORS)
_MOST_SEEN = 40
_REACH = 48
_ALL, _NEARLY = 100, 10
_FORMER = ("由", "从", "上年", "去年", "上期", "同期")


@last("share", "percent", "money", "several")
def sectors_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """三次产业占比由上年的22.3%、28.6%和49.1%变为21.4%、27.9%和50.7%: of the added values that were told before."""
    wanted = {reading.figures[at].start for at in open_}
    percents = [f for f in reading.figures if f.kind == PERCENT and not f.weak]
    n = 0
    while n + _COUNT <= len(percents):
        three = percents[n : n + _COUNT]
        if not _is_structure(reading, three):
            n += 1
            continue
        n += _COUNT
        amounts = _amounts(reading, three[0]) if any(f.start in wanted for f in three) else []
        if amounts:
            yield from _told(three, amounts)


def _is_structure(reading: Reading, three: Sequence[Figure]) -> bool:
    """Three percentages of now, side by side, that may make all of it, under words that name the sectors."""
    first, last_ = three[0], three[-1]
    if len({f.sentence for f in three}) > 1 or any(f.has("up", "down", "yoy", "from") for f in three):
        return False
    if last_.clause - first.clause >= 2 * _COUNT or abs(sum((f.value for f in three), Decimal(0)) - _ALL) > _NEARLY:
        return False
    begin = max(reading.sentences[first.sentence][0], first.start - _REACH)
    words = reading.text[begin : first.start]
    if any(word in first.lead for word in _FORMER) and "为" not in first.lead.rpartition("由")[2]:
        return False
    return _SAID.search(words) is not None and _SHARED.search(words) is not None


def _amounts(reading: Reading, figure: Figure) -> list[Figure]:
    """The last three amounts of money before it that stand under the names of the sectors, in their order."""
    at = bisect_left(reading.figures, figure.start, key=lambda f: f.start)
    near = list(reading.figures[max(0, at - _MOST_SEEN) : at])
    near = [f for f in near if f.kind == AMOUNT and f.dimension == "money" and f.is_exact and not f.has("up", "down")]
    for n in range(len(near) - _COUNT, -1, -1):
        run = near[n : n + _COUNT]
        named = all(
            any(name in f.lead for name in names) for f, names in zip(run, _SECTORS, strict=True)
        )  # 其中工业 between them is another list
        if named and run[-1].sentence - run[0].sentence < _COUNT:
            return run
    return _apart(near)


def _apart(near: Sequence[Figure]) -> list[Figure]:
    """The same with amounts of other things between them."""
    found = [next((f for f in reversed(near) if any(name in f.lead for name in names)), None) for names in _SECTORS]
    run = [f for f in found if f is not None]
    ordered = len(run) == _COUNT and run[0].start < run[1].start < run[2].start
    return run if ordered and run[-1].sentence - run[0].sentence <= _COUNT else []


def _told(three: Sequence[Figure], amounts: Sequence[Figure]) -> Iterator[Claim]:
    whole = amounts[0]._replace(value=sum((f.value for f in amounts), Decimal(0)), step=max(f.step for f in amounts))
    judged = []
    for figure, part in zip(three, amounts, strict=True):
        computed = a.percent(a.of(part), a.of(whole))
        if computed is None:
            return
        judged.append((figure, part, computed, a.compare(figure, computed)))
    right = sum(verdict in _FITS for *_, verdict in judged)
    for figure, part, computed, verdict in judged:
        if right >= _COUNT - 1:  # where two of three are right, they are meant
            shown = a.like(computed.exact, figure)
            why = f"{a.bare(part)}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
            yield claim("share", figure, shown, verdict, why, exact=computed.exact, of=(part, whole))
