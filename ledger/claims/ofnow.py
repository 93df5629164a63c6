"""A rate of growth that was divided by what is now, the one way in which offices take the wrong base.

增长30.2%, where 16 more than 37 are 43.2%: it is the 16 of the 53 of now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.levels import is_of_earlier_time, is_then
from ledger.claims.nearby import Level
from ledger.claims.values import Claim, Verdict
from ledger.claims.words import claim
from ledger.figures import Figure, Reading

_FINEST = 0.3
"""A rate that is printed more coarsely fits one of the two by chance too often."""
_FALLS = ("down", "behind")
_REACHED = ("至", "到", "达", "为")
_MOST = 16


def of_now(reading: Reading, at: int, near: Sequence[Level]) -> Claim | None:
    """增长30.2%: 16 of 53, which is what they are now; of the 37 of then it would be 43.2%."""
    figure = reading.figures[at]
    here = [level for level in near if level.figure.sentence == figure.sentence and level.at < at]
    if not figure.step or figure.step > _FINEST:
        return None
    for now, other in _nows(reading, here):
        if other.figure.dimension != now.figure.dimension or other.value >= now.value:
            continue
        told = _if_of_now(figure, now.figure, other.figure, is_change=not is_then(other.figure))
        if told is not None:
            return told
    return None


def _nows(reading: Reading, here: Sequence[Level]) -> Iterator[tuple[Level, Level]]:
    """``(now, change)`` and ``(now, then)``: 53部，去年同期37部; 86户, 9 of them new; 312.8, 34.8 more than before."""
    for n, (one, other) in enumerate(pairwise(here)):
        first, second = one.figure, other.figure
        if is_then(second) and not is_then(first) and not first.has("up", "down"):
            yield one, other
        elif is_then(first) and not is_then(second) and not second.has("up", "down"):
            yield other, one
        elif _is_change_since(second) and not is_then(first) and not first.has("up", "down", "from", "plan"):
            if not is_of_earlier_time(reading, first, second):
                yield one, other
        elif first.has("up", "down") and (second.has("to-up", "to-down") or second.lead.endswith(_REACHED)):
            yield other, one
        if n > _MOST:
            return


def _is_change_since(figure: Figure) -> bool:
    """比上年多34.8万千瓦: of a year before; what an extension adds may be of what there was."""
    return figure.has("up", "down") and figure.has("yoy", "step")


def _if_of_now(figure: Figure, now: Figure, other: Figure, *, is_change: bool) -> Claim | None:
    level, beside = a.of(now), a.of(other)
    wrong = a.percent(beside if is_change else a.subtract(level, beside), level)
    if wrong is None or a.compare(figure, wrong) is not Verdict.CONSISTENT:
        return None
    falls = figure.has(*_FALLS)
    if is_change:
        then = a.add(level, beside) if falls else a.subtract(level, beside)
        due = a.percent(beside, then)
        written, of = f"{a.bare(other)}÷({a.bare(now)}{'+' if falls else '−'}{a.bare(other)})", (other, now, other)
    else:
        due = None if falls else a.percent(a.subtract(level, beside), beside)
        written, of = f"({a.bare(now)}−{a.bare(other)})÷{a.bare(other)}", (now, other, other)
    if due is None or a.compare(figure, due) is not Verdict.INCONSISTENT:
        return None
    shown = a.like(due.exact, figure)
    why = f"{written}={shown}，与文中{figure.printed}不符；以本期的{a.bare(now)}作基数才是{figure.printed}"
    return claim("growth", figure, shown, Verdict.INCONSISTENT, why, exact=due.exact, of=of)
