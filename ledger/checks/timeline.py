"""The entries of one task by time, by unit and by period: what many rules ask, worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledger.model import Entry, Task
from ledger.periods import Period

Placed = tuple[int, Entry]
"""An entry with its place in the file."""


class Span(NamedTuple):
    """A period's first day, the first day after it, and its ``sort_key``."""

    begin: date
    end: date
    rank: tuple[date, int]


def needed(
    entries: Sequence[Placed], passes_over: Callable[[Period], bool], keys: Callable[[Entry], Iterable[Hashable]]
) -> Sequence[Placed]:
    """Of entries in their order those that are to be read: those asked about, and back to what they all go on from.

    ``keys`` gives by what an entry is compared with the one before it.
    """
    asked = [at for at, (_, entry) in enumerate(entries) if not passes_over(entry.period)]
    if len(asked) == len(entries) or not asked:
        return entries if asked else ()
    open_ = {key for at in asked for key in keys(entries[at][1])}
    first = asked[0]
    while open_ and first:
        first -= 1
        open_.difference_update(keys(entries[first][1]))
    return entries[first : asked[-1] + 1]


class Timeline:
    """``key`` gives the full name of a unit, ``span`` the days of a period; see ``base.Context``.

    An entry of another year than the ledger's stands nowhere in the order: D004 says that its period is wrong, and what
    it would be compared with by that period is not what it belongs to.
    """

    __slots__ = ("_by_period", "_by_unit", "_in_order", "_key", "_names", "_own", "is_in_order", "spans", "task")

    def __init__(self, task: Task, key: Callable[[str], str], span: Callable[[Period], Span], year: int) -> None:
        self.task = task
        self._key = key
        self.spans = [span(entry.period) for entry in task.progress]
        """Of each entry, as they stand in the file."""
        self._own = [entry.period.year == year for entry in task.progress]
        ranks = [each.rank for each, own in zip(self.spans, self._own, strict=True) if own]
        self.is_in_order = sorted(ranks) == ranks
        """Whether the entries stand in the file in the order of their periods."""
        self._in_order: list[Placed] | None = None
        self._by_unit: list[list[Placed]] | None = None
        self._names: set[str] | None = None
        self._by_period: dict[Period, list[Entry]] | None = None

    @property
    def in_order(self) -> list[Placed]:
        """All entries of the ledger's year in the order of their periods."""
        if self._in_order is None:
            self._in_order = [
                placed for placed, own in zip(enumerate(self.task.progress), self._own, strict=True) if own
            ]
            if not self.is_in_order:
                self._in_order.sort(key=lambda placed: self.spans[placed[0]].rank)
        return self._in_order

    @property
    def by_unit(self) -> list[list[Placed]]:
        """The entries of each unit in the order of their periods; units as they first appear in the file."""
        if self._by_unit is None:
            if len({entry.unit for entry in self.task.progress}) == 1:  # the usual case
                self._by_unit = [self.in_order]
                return self._by_unit
            units: dict[str, list[Placed]] = {}
            key = self._key
            for entry, own in zip(self.task.progress, self._own, strict=True):
                if own:
                    units.setdefault(key(entry.unit), [])
            for placed in self.in_order:
                units[key(placed[1].unit)].append(placed)
            self._by_unit = list(units.values())
        return self._by_unit

    @property
    def names(self) -> set[str]:
        """Every name of a unit that stands in the task."""
        if self._names is None:
            task = self.task
            self._names = {*task.units.lead, *task.units.support}
            for entry in task.progress:
                self._names.add(entry.unit)
                if entry.joint:
                    self._names.update(entry.joint)
            self._names.update(change.unit for change in task.changes if change.unit)
        return self._names

    def of(self, period: Period) -> list[Entry]:
        """What was reported for exactly this period, in the order of the file."""
        if self._by_period is None:
            self._by_period = {}
            for entry in self.task.progress:
                self._by_period.setdefault(entry.period, []).append(entry)
        return self._by_period.get(period, [])
