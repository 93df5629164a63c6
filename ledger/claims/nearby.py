"""Which figures near by give another one, and how likely that is by chance.

What stands nearest and bears the name of what is looked for is tried first. A fit tells something only as far as few
others were there to be tried before it, and as the figure is printed finely: 74项 is the difference of two of twenty
amounts sooner or later, 18263户 is not.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.claims.again import bears, clause_before, telling_pairs
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, AT_MOST, PERCENT, ZERO

_BACK, _AHEAD = 44, 6
"""So many levels before a figure, and so many after it in its sentence, are near."""
_FURTHEST = 160
"""So many may bear a name that is looked for."""
_PARAGRAPHS = 2
_OTHER_SENTENCE, _OTHER_PARAGRAPH = 1.5, 4.0
"""What it costs to stand so far off, in figures that stand between."""
_ASIDE = 3.0
"""The same for what stands in a bracket that the figure does not stand in."""
_NAMED = 4.0
"""What bears the name stands so many times nearer."""
_BEHIND = 2.0

_SLACK = 1e-9
Extra = Callable[["Level", "Level"], float]
"""What it costs besides that two figures are taken together."""


class Level:
    """A figure that others may be computed from: its value as a float, for quick looks, and its place in the text."""

    __slots__ = ("at", "figure", "value")

    def __init__(self, at: int, figure: Figure) -> None:
        self.at = at
        self.figure = figure
        self.value = float(figure.value)


class Field:
    """The exact amounts and percentages of a text, found once for all the figures that are looked at."""

    __slots__ = ("_largest", "_places", "amounts", "levels", "reading")

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.levels = [Level(at, f) for at, f in enumerate(map(_plainly, reading.figures)) if _is_level(f)]
        self.amounts = [level for level in self.levels if level.figure.kind == AMOUNT]
        self._places = [level.at for level in self.levels]
        self._largest: dict[str, Decimal] = {}

    def near(self, at: int) -> list[Level]:
        """Those near the figure with this number: before it, a few paragraphs back, and behind it in its sentence."""
        figures = self.reading.figures
        figure = figures[at]
        low, high = bisect_left(self._places, at), bisect_right(self._places, at)
        before = self.levels[max(0, low - _BACK) : low]
        least = figure.paragraph - _PARAGRAPHS
        behind = self.levels[high : high + _AHEAD]
        return [level for level in before if level.figure.paragraph >= least] + [
            level for level in behind if level.figure.sentence == figure.sentence
        ]

    def has_more_than(self, figure: Figure) -> bool:
        """Whether some amount of the text, counted alike, is more than this one."""
        if not self._largest:
            for level in self.amounts:
                dimension, value = level.figure.dimension, level.figure.value
                self._largest[dimension] = max(value, self._largest.get(dimension, value))
        return self._largest.get(figure.dimension, figure.value) > figure.value

    def before(self, at: int) -> list[Level]:
        """Those before the figure with this number, in all of a text that is not very long, the nearest first."""
        here = bisect_left(self._places, at)
        return self.levels[max(0, here - _FURTHEST) : here][::-1]


def _plainly(figure: Figure) -> Figure:
    """控制在限额20.5亿元以内: the limit is so much."""
    if figure.bound == AT_MOST and figure.printed.endswith("以内"):
        return figure._replace(bound="", grain=ZERO)
    return figure


def _is_level(figure: Figure) -> bool:
    plain = figure.kind in (AMOUNT, PERCENT) and not figure.weak and figure.top is None and not figure.bound
    return plain and figure.value > 0


def costs(reading: Reading, at: int, near: Sequence[Level]) -> dict[int, float]:
    """How far off each of them stands, by its number: the figures in between, less where it bears the name."""
    figure = reading.figures[at]
    name = telling_pairs(f"{clause_before(reading, figure)}|{figure.tail}|{figure.label}")
    found: dict[int, float] = {}
    for beside, levels in ((0.0, [n for n in reversed(near) if n.at < at]), (_BEHIND, [n for n in near if n.at > at])):
        rank = -1
        for level in levels:
            other = level.figure
            aside = other.depth > figure.depth and level.at < at  # 1236个（路内428个、立体车库560个），为任务数的103%
            rank += not aside
            cost = beside + max(rank, 0) + (_ASIDE if aside else 0.0)
            if other.sentence != figure.sentence:
                cost += _OTHER_SENTENCE
            if other.paragraph != figure.paragraph:
                cost += _OTHER_PARAGRAPH
            if name and bears(other, name):
                cost = min(cost, 1 + cost / _NAMED)
            found[level.at] = cost
    return found


class Line(NamedTuple):
    """Between which ends ``one`` has to lie for each ``other``: ``slope * other + offset``, the least and the most."""

    slopes: tuple[float, float]
    offsets: tuple[float, float] = (0.0, 0.0)


def on_line(line: Line, ones: Sequence[Level], others: Sequence[Level]) -> Iterator[tuple[Level, Level]]:
    """The pairs that lie on a line, in no order: found by halving, for nearly always there are none."""
    ordered = sorted(ones, key=_value)
    values = [level.value for level in ordered]
    (flat, steep), (under, over) = line
    for other in others:
        low, high = flat * other.value + under, steep * other.value + over
        slack = _SLACK * max(abs(low), abs(high))
        for one in ordered[bisect_left(values, low - slack) : bisect_right(values, high + slack)]:
            if one.at != other.at:
                yield one, other


def tried_before(
    ones: Sequence[Level],
    others: Sequence[Level],
    far: Mapping[int, float],
    cost: float,
    extra: Extra,
    *,
    within: bool = False,
) -> int:
    """How many different pairs stand no further off than ``cost``; ``within``: no more than all of it is a part."""
    seen = {
        (one.value, other.value)
        for one in ones
        for other in others
        if one.at != other.at
        and (one.value < other.value if within else one.value != other.value)
        and far[one.at] + far[other.at] + extra(one, other) <= cost
    }
    return len(seen)


def _value(level: Level) -> float:
    return level.value
