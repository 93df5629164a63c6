"""A last look at sums: the amounts side by side, or the two, that give one of which nothing is said yet.

投诉17件，均在时限内答复，质量9件、信息5件、服务3件; 已签793户，再签25户，累计达到818户. Told to be right only where
that is hardly chance: how many other runs could have been tried before it, and how finely it is printed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, combinations, islice, pairwise
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before, counted_like
from ledger.claims.tallies import goes_on, is_level, tell
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_BEHIND, _SUMMED_UP, _ELSEWHERE, _ROUNDED = 0.15, 0.05, 0.005, 0.001
"""So likely may it be that a run fits an amount that was made of nothing: where the run stands right behind it; right
before it, and a word says that it is a sum; else; and where it only comes to it when it is rounded."""
_SPREAD = 5.0
"""Sums of a text lie spread over some decades: how many times its own size an amount may come to."""
_AWAY, _MOST = 16, 14
"""So many amounts of its measure may stand between a total and its parts, and so many parts may there be."""
_PARAGRAPHS = 8
_CLAUSES = 4
_LEAST = 3
_SLACK = 1e-9
_TEN = 10
_MOST_NOUGHTS = 9
_SUMMED = late("[共合总累]|[小项者类]计|一起|起来|加|[两二三四五六七八九十][项类种个家者][^，,。；;：:、]{0,6}$")
_REACHED = late("累计|届时|达|至|到|总[计数共]|共|为")
_BOTH = late("[合共小总]计|一起|起来|相加|[两二][项类者]")
_MORE = late("[再又新增添预将计拟加]")
_MORE_OR_SO = 0.12
"""So likely may it be where the words say that something came to what there was."""
_LEFT = late("[仍尚剩余欠缺]|还[有差剩余欠]|未")
_REST = ("rest", "rest-weak", "gap")
_NO_TOTAL = ("each", "ahead", "behind", "from")
_OTHERS = ("each", "down", "ahead", "behind", "yoy", "step")
_FROM, _BESIDE = 12, 7
"""So many amounts of its measure stand near enough to be what there was; and to be one of two."""


class _Row:
    """The amounts of one measure in the order of the text, and what they come to from the first up to each."""

    __slots__ = ("ats", "figures", "sums")

    def __init__(self, levels: Sequence[tuple[int, Figure]]) -> None:
        self.ats = [at for at, _ in levels]
        self.figures = [figure for _, figure in levels]
        self.sums = list(accumulate((float(figure.value) for figure in self.figures), initial=0.0))


class _Fit(NamedTuple):
    chance: float
    parts: list[Figure]
    behind: bool
    most: float


@last("sum", "alike", unsaid=True)
def runs(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """Amounts that the nearest run of their measure gives."""
    rows = _rows(reading)
    left = frozenset(open_)
    for at, figure in enumerate(reading.figures) if rows else ():
        if figure.dimension not in rows or figure.kind != AMOUNT or figure.bound or figure.top is not None:
            continue
        if figure.weak or figure.value <= 1 or figure.has(*_NO_TOTAL):
            continue
        found = _best(reading, at, rows[figure.dimension], left)
        if found is not None:
            yield _told(reading, figure, found)


@last("sum", "alike", unsaid=True)
def additions(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """再签25户，累计达到818户, with 已签约793户 before: what there was, and what came; 国、省控合计30个: any two."""
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != AMOUNT or not figure.is_exact or figure.weak or figure.value <= _LEAST or figure.has("each"):
            continue
        words = clause_before(reading, figure)
        both = _BOTH.search(words) is not None
        if not both and _REACHED.search(words) is None:
            continue
        found = _addition(reading, at, both=both)
        if found is not None:
            one, other = sorted(found, key=_start)
            shown = a.like(a.add(a.of(one), a.of(other)).exact, figure)
            why = f"{a.bare(one)}+{a.bare(other)}={shown}，与文中{figure.printed}{SAYS[Verdict.CONSISTENT]}"
            yield claim("sum", figure, shown, Verdict.CONSISTENT, why)


def _addition(reading: Reading, at: int, *, both: bool) -> tuple[Figure, Figure] | None:
    figure = reading.figures[at]
    addends = _addends(reading, at)
    came = next(addends, None)
    if came is None:
        return None
    if not both and (figure.clause - came.clause > 2 or not _MORE.search(clause_before(reading, came))):
        return None
    near = [came, *islice(addends, _FROM - 1)]
    if both:
        near = [f for f in near[:_BESIDE] if f.paragraph == figure.paragraph]
        pairs = sorted(combinations(range(len(near)), 2), key=sum)
    else:
        pairs = [(0, n) for n in range(1, len(near))]
    tried: set[tuple[Decimal, Decimal]] = set()
    for one, other in pairs:
        first, second = near[one], near[other]
        tried.add((first.value, second.value))
        if first.value + second.value == figure.value:
            chance = len(tried) * _width(figure, (first, second))
            return (first, second) if chance <= (_SUMMED_UP if both else _MORE_OR_SO) else None
    return None


def _addends(reading: Reading, at: int) -> Iterator[Figure]:
    """Amounts of its measure near a figure: the one before it, what stands in a bracket behind, the others before."""
    figure = reading.figures[at]
    measures, least = counted_like(figure), figure.paragraph - 2
    before = (f for f in reversed(reading.figures[max(0, at - _FROM * 4) : at]) if f.paragraph >= least)
    near = (f for f in before if _may_be_added(f, measures))
    yield from islice(near, 1)
    behind = reading.figures[at + 1 : at + 2]
    yield from (
        f for f in behind if f.depth > figure.depth and f.sentence == figure.sentence and _may_be_added(f, measures)
    )
    yield from near


def _may_be_added(figure: Figure, measures: Collection[str]) -> bool:
    counted = figure.kind == AMOUNT and figure.dimension in measures and figure.is_exact and not figure.weak
    return counted and bool(figure.value) and not figure.has(*_OTHERS)


def _rows(reading: Reading) -> dict[str, list[_Row]]:
    """By measure, all of them; and without what stands in brackets and 其中, where there is such."""
    found: dict[str, list[tuple[int, Figure]]] = {}
    for at, figure in enumerate(reading.figures):
        if is_level(figure) or (figure.has("gap") and is_level(figure._replace(signs=figure.signs - {"gap"}))):
            found.setdefault(figure.dimension, []).append((at, figure))
    rows: dict[str, list[_Row]] = {}
    for dimension, levels in found.items():
        if len(levels) >= _LEAST:
            plain = [level for level in levels if not level[1].depth and not level[1].has("part")]
            rows[dimension] = [_Row(levels)] + ([_Row(plain)] if _LEAST <= len(plain) < len(levels) else [])
    return rows


def _best(reading: Reading, at: int, rows: Sequence[_Row], left: Collection[int]) -> _Fit | None:
    figure = reading.figures[at]
    fits: list[_Fit] = []
    said: bool | None = None
    for row in rows:
        here = bisect_left(row.ats, at)
        after = here + (here < len(row.ats) and row.ats[here] == at)
        before = _before(row, here, figure) if at in left else ()
        for first, end, behind in (*_behind(row, after, figure), *before):
            between = (at, row.ats[first]) if behind else (row.ats[end - 1], at)
            gap = bisect_left(rows[0].ats, between[1]) - bisect_right(rows[0].ats, between[0])
            parts = row.figures[first:end]
            if (behind and row.ats[end - 1] not in left) or not _are_a_list(reading, parts, figure, behind):
                continue
            if not behind and not gap and said is None:
                said = _SUMMED.search(clause_before(reading, figure)) is not None
            beside = not gap and (behind or bool(said))
            if not beside and (_is_cut(row, first, end) or _is_half(parts)):
                continue
            most = (_BEHIND if behind else _SUMMED_UP) if beside else _ELSEWHERE
            if sum((part.value for part in parts), -figure.value):
                most = _ROUNDED
            tries = (gap + 1) * (len(parts) - 1) * len(rows)
            fits.append(_Fit(tries * _width(figure, parts), parts, behind, most))
    best = min(fits, key=_chance, default=None)
    return best if best is not None and best.chance <= best.most else None


def _chance(fit: _Fit) -> float:
    return fit.chance / fit.most


def _is_half(parts: Sequence[Figure]) -> bool:
    """600 and 600 of 1200: a half is a half of many things."""
    return len(parts) < _LEAST and parts[0].value == parts[1].value


def _is_cut(row: _Row, first: int, end: int) -> bool:
    """Whether one more of the list stands right before it or behind it: 12.1亿元，9.3亿元，1.3亿元."""
    figures = row.figures
    apart = max(two.clause - one.clause for one, two in pairwise(figures[first:end]))
    edges = figures[max(0, first - 1) : first + 1], figures[end - 1 : end + 1]
    return any(len(edge) > 1 and edge[1].clause - edge[0].clause <= apart for edge in edges)


def _ends(figure: Figure) -> tuple[float, float]:
    value, half = float(figure.value), float(figure.step) / 2
    slack = _SLACK * value
    return value - half - slack, value + half + slack


def _behind(row: _Row, after: int, figure: Figure) -> Iterator[tuple[int, int, bool]]:
    """Runs behind a total: ``(first, end, True)``."""
    low, high = _ends(figure)
    sums = row.sums
    for first in range(after, min(after + _AWAY, len(row.figures) - 1)):
        end = bisect_left(sums, sums[first] + low, first + 2, min(first + _MOST, len(sums)))
        if end < len(sums) and low <= sums[end] - sums[first] <= high:
            yield first, end, True


def _before(row: _Row, here: int, figure: Figure) -> Iterator[tuple[int, int, bool]]:
    """Runs before a total: ``(first, end, False)``."""
    low, high = _ends(figure)
    sums = row.sums
    for end in range(here, max(1, here - _AWAY), -1):
        first = bisect_right(sums, sums[end] - low, max(0, end - _MOST), end - 1) - 1
        if first >= 0 and low <= sums[end] - sums[first] <= high:
            yield first, end, False


def _are_a_list(reading: Reading, parts: Sequence[Figure], total: Figure, behind: bool) -> bool:
    """Whether they stand side by side, alike, are cut off from what stands around, and are not beside the total."""
    first, final = parts[0], parts[-1]
    near, far = (total, first) if behind else (final, total)
    if far.paragraph - near.paragraph > _PARAGRAPHS or any(f.value >= total.value for f in parts):
        return False
    if any(two.clause - one.clause > _CLAUSES or two.depth != one.depth for one, two in pairwise(parts)):
        return False
    sentences = {f.sentence for f in parts}
    if 1 < len(sentences) < len(parts) or (len(sentences) > 1 and total.sentence in sentences):
        return False
    if any("其中" in f.lead for f in parts[1:]) or (first.has("part") and total.has("part")):
        return False
    if goes_on(reading, final, forward=True) or goes_on(reading, first, forward=False):
        return False
    return not behind or not _is_beside(reading, total, parts)


def _is_beside(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether the total is rather one more of the list: 西津46件；南山24件；中溪22件."""
    first = parts[0]
    if first.sentence != total.sentence:
        return False
    text = reading.text
    if text[total.end : total.end + 1] == "、" and total.clause == first.clause:
        return True
    if first.segment != total.segment:
        return parts[1].segment != first.segment
    before = [f for f in reading.amounts_in(total.sentence) if f.end <= total.start and f.dimension == total.dimension]
    return bool(before) and total.clause - before[-1].clause == first.clause - total.clause == 1


def _start(figure: Figure) -> int:
    return figure.start


def _width(figure: Figure, parts: Sequence[Figure]) -> float:
    """How likely one run is to fit: one unit, the coarsest that all of them are printed to, of all there may be."""
    unit = max(float(f.step or f.scale) for f in (figure, *parts))
    for _ in range(_MOST_NOUGHTS):
        if any(abs(f.value / _TEN) % 1 or float(f.value) % (unit * _TEN) > _SLACK for f in (figure, *parts)):
            break
        unit *= _TEN
    return unit / (float(figure.value) * _SPREAD)


def _told(reading: Reading, total: Figure, fit: _Fit) -> Claim:
    rest = fit.parts[-1]
    if not fit.behind or not (rest.has(*_REST) or _LEFT.search(clause_before(reading, rest))):
        return tell(total, fit.parts, Verdict.CONSISTENT)
    left = a.subtract(a.of(total), a.add(*map(a.of, fit.parts[:-1])))
    shown = a.like(left.exact, rest)
    minus = "−".join(a.bare(part) for part in fit.parts[:-1])
    why = f"{a.bare(total)}−{minus}={shown}，与文中{rest.printed}{SAYS[Verdict.CONSISTENT]}"
    return claim("remainder", rest, shown, Verdict.CONSISTENT, why)
