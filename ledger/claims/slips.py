"""Last looks at what one slip of the pen explains: digits that changed places, or a point that stands elsewhere.

上半年218.4亿元…全年450亿元，下半年须完成213.6亿元; 8.64亿元，完成7.43亿元，还有1210万元. A difference only of what
stands right before it and another amount near by; a list only where it is whole (发放5200份。一组1840份、二组1950份、
三组1610份: 其中 and the like may leave some out, and more than all there cannot be); and both only where hardly any
other would have been hit so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before, counted_like
from ledger.claims.closed import is_closed
from ledger.claims.tallies import added, is_level, is_off, makes, tell, turned
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_SURELY = 0.005
"""So likely may it be that a difference near by is hit by a slip of a figure that was made of something else."""
_SPREAD = 5.0
_SEEN, _PARAGRAPHS, _MOST = 160, 24, 30
_TELLING = 3
_DIFFERS = late("还[有差需剩]|[须需](?:完成|再)|剩|余|缺|欠|[多少增减净省]")
_EACH = late("[均每]|单[价产个位]")
_POINTS = 2
_TENS = (10,)
_LEAST, _LONGEST = 3, 14
_BACK = 12
"""So many amounts of its measure before a list may be what it comes to."""
_OFF = Decimal("0.2")
"""So much of a list may two digits that changed places make up."""
_OF_SOME = late("其中|包括|主要|重点|如|例如|前[三五十](?!季|个?月)|部分|较|另|兼|既|还|同时|涉及")
_NINES = Decimal("0.9")
"""Two digits that changed places, and a point that did, are off by nines of the last place."""
_REST = late("其他|其它|其余|余下")


@last("remainder", "alike", unsaid=True)
def slips(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """Differences that one slip of the pen explains."""
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != AMOUNT or not figure.is_exact or figure.weak or figure.has("each", "part", "grand"):
            continue
        if _digits(figure) < _TELLING:
            continue
        words = clause_before(reading, figure)
        if _DIFFERS.search(words) is None or _EACH.search(words) is not None:
            continue
        found = _slipped(reading, at)
        if found is not None:
            yield found


def _digits(figure: Figure) -> int:
    return len(f"{figure.value:f}".replace(".", "").strip("0"))


def _slipped(reading: Reading, at: int) -> Claim | None:
    figure = reading.figures[at]
    levels = _levels(reading, at)
    if len(levels) < 2 or levels[0].sentence != figure.sentence:
        return None
    beside = levels[0]
    others: list[Figure] = []
    for other in levels[1:]:
        if other.value == beside.value or any(other.value == f.value for f in others):
            continue
        others.append(other)
        due = abs(other.value - beside.value)
        if due == figure.value or figure.value in (other.value, beside.value):
            return None
        ways = _ways(figure, due)
        if not ways or _digits(figure._replace(value=due)) < _TELLING:
            continue
        own = _unit(figure) * due / figure.value  # moves with the point
        unit = float(max(own, min(_unit(beside), _unit(other))))
        if len(others) * ways * unit / (_SPREAD * float(due)) > _SURELY:
            return None
        one, less = (other, beside) if other.value > beside.value else (beside, other)
        left = a.subtract(a.of(one), a.of(less))
        shown = a.like(left.exact, figure)
        why = f"{a.bare(one)}−{a.bare(less)}={shown}，与文中{figure.printed}{SAYS[Verdict.INCONSISTENT]}；像是笔误"
        of = (one, less)
        return claim("remainder", figure, shown, Verdict.INCONSISTENT, why, exact=left.exact, of=of)
    return None


def _levels(reading: Reading, at: int) -> list[Figure]:
    """The amounts of its measure before a figure, the nearest first."""
    figure = reading.figures[at]
    found: list[Figure] = []
    for other in reversed(reading.figures[max(0, at - _SEEN) : at]):
        if other.paragraph < figure.paragraph - _PARAGRAPHS or len(found) == _MOST:
            break
        plain = other.kind == AMOUNT and other.dimension == figure.dimension and other.is_exact and not other.weak
        if plain and other.value and not other.has("each", "up", "down"):
            found.append(other)
    return found


def _ways(figure: Figure, due: Decimal) -> int:
    """In how many ways a figure may slip like this: two digits beside each other, or the point."""
    if any(due in (figure.value * tens, figure.value / tens) for tens in _TENS):
        return _POINTS * len(_TENS)
    return len(str(int(figure.value / _unit(figure)))) - 1 if turned(figure, due) else 0


def _unit(figure: Figure) -> Decimal:
    return figure.step or figure.scale


@last("sum", "alike", unsaid=True)
def slipped_lists(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """Lists that would come to what stands before them, were it not for two digits of one part, or its point."""
    rows: dict[tuple[int, str], list[int]] = {}
    for at in open_ if len(open_) >= _LEAST else ():
        figure = reading.figures[at]
        if figure.kind == AMOUNT and figure.value > 1 and not figure.depth:
            rows.setdefault((figure.segment, figure.dimension), []).append(at)
    for (segment, dimension), ats in rows.items():
        if len(ats) < _LEAST:
            continue
        near = reading.figures[ats[0] - 1 : ats[-1] + 1] if ats[0] else reading.figures[: ats[-1] + 1]
        row = [f for f in near if f.segment == segment and f.dimension == dimension and is_level(f) and not f.depth]
        found = _slipped_list(reading, row)
        if found is not None:
            yield found


def _slipped_list(reading: Reading, row: Sequence[Figure]) -> Claim | None:
    if not _LEAST <= len(row) <= _LONGEST or row[0].has("last-year", "plan"):
        return None
    first = row[0]
    found: Claim | None = None
    if len(row) > _LEAST and _is_off_by_nines(first, row[1:]):
        dues = _dues(row[1:], is_whole=_is_whole(row[1:], first))
        if first.value in dues and _likelihood(first, row[1:], dues) <= _SURELY:
            found = tell(first, row[1:], Verdict.INCONSISTENT)
    if found is None and all(two.clause - one.clause <= 1 for one, two in pairwise(row)):
        found = _of_one_before(reading, row)
    if found is None or _OF_SOME.search(reading.text, reading.sentences[first.sentence][0], row[-1].end) is not None:
        return None
    return found


def _of_one_before(reading: Reading, row: Sequence[Figure]) -> Claim | None:
    first, largest = row[0], max(f.value for f in row)
    dues: dict[bool, tuple[set[Decimal], set[Decimal]]] = {}
    near, far, tried = 0.0, 0.0, set[Decimal]()
    at = bisect_left(reading.figures, first.start, key=_start)
    kinds = counted_like(first)
    before = [f for f in reading.figures[max(0, at - _SEEN) : at] if f.dimension in kinds and f.value > largest]
    if not any(_is_off_by_nines(total, row) for total in before):
        return None
    for total in reversed(before):
        if total.paragraph < first.paragraph - _PARAGRAPHS or len(tried) == _BACK:
            break
        if total.value in tried or not is_level(total) or total.has("plan", "last-year", "each"):
            continue
        if makes(total, row):
            return None
        tried.add(total.value)
        whole = _is_whole(row, total)
        if whole not in dues:
            every = _dues(row, is_whole=whole)
            dues[whole] = every, {due for due in every if _is_close(due, row)}
        every, close = dues[whole]
        near += _likelihood(total, row, close)
        far += _likelihood(total, row, every)
        if near > _SURELY:
            return None
        if total.value in every:
            told = is_off(total, row) and (far <= _SURELY or total.value in close)
            return tell(total, row, Verdict.INCONSISTENT) if told else None
    return None


def _is_off_by_nines(total: Figure, parts: Sequence[Figure]) -> bool:
    off = total.value - added(parts)
    return bool(off) and total.value > max(f.value for f in parts) and not off % (_NINES * min(map(_unit, parts)))


def _is_whole(parts: Sequence[Figure], total: Figure) -> bool:
    return _REST.search(parts[-1].lead) is not None or is_closed(parts, total)


def _dues(parts: Sequence[Figure], *, is_whole: bool) -> set[Decimal]:
    """What a list may have come to before its slip: less than it does; more only where nothing was left out."""
    sum_ = added(parts)
    found: set[Decimal] = set()
    for part in parts:
        for due in _swapped(part):
            if (is_whole or due < part.value) and _is_close(sum_ + due - part.value, parts):
                found.add(sum_ + due - part.value)
        for due in (part.value / 10, part.value * 10):
            if (is_whole or due < part.value) and (part.step or due == int(due)):
                found.add(sum_ + due - part.value)
    return found


def _is_close(due: Decimal, parts: Sequence[Figure]) -> bool:
    sum_ = added(parts)
    return abs(due - sum_) <= sum_ * _OFF


def _swapped(figure: Figure) -> Iterator[Decimal]:
    """A figure with two digits beside each other in each other's place."""
    unit = _unit(figure)
    digits = str(int(figure.value / unit))
    for at, (one, other) in enumerate(pairwise(digits)):
        if one != other and (at or other != "0"):
            yield Decimal(digits[:at] + other + one + digits[at + 2 :]) * unit


def _likelihood(total: Figure, parts: Sequence[Figure], dues: Collection[Decimal]) -> float:
    """How likely a total that the list does not belong to is one of what it may have come to."""
    if not dues:
        return 0.0
    return len(dues) * float(max(map(_unit, (total, *parts)))) / (_SPREAD * float(added(parts)))


def _start(figure: Figure) -> int:
    return figure.start
