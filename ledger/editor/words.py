"""The words one ledger uses: what an editor may offer where a person would otherwise type."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ledger.model import VERDICTS, Record
from ledger.periods import Period
from ledger.store import Ledger

CATEGORY_LEVELS = 4
"""Deeper levels of categories are not offered."""


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in the order a person looks for it: the registry's, the document's, the calendar's.

    ``units`` are pairs of a form and what it stands for (the full name, or the kind of a group); ``tasks`` pairs
    of an id and the task's text. Without a ledger everything is empty and the schema is the general one.
    """

    name: str = ""
    year: int = 0
    every: str = "month"
    lists: tuple[str, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    leaders: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    tasks: tuple[tuple[str, str], ...] = ()
    indicators: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = VERDICTS
    kinds: tuple[str, ...] = ()
    """Kinds of units (政府部门, 街道)."""

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of the year, those of the reporting rhythm first; none without a year."""
        return periods_of(self.year, self.every)


def periods_of(year: int, every: str = "month") -> tuple[Period, ...]:
    """Months, quarters, half years and the year, those of the rhythm ``every`` first; none for year 0."""
    if not 0 < year < 10_000:
        return ()
    count = {"month": 12, "quarter": 4, "half": 2, "year": 1}
    kinds = sorted(count, key=lambda kind: (kind != every, -count[kind]))
    return tuple(Period(year, kind, n) for kind in kinds for n in range(1, count[kind] + 1))


def of(ledger: Ledger) -> Words:
    """The words of a ledger as it was read."""
    config, tasks = ledger.config, [record.task for record in ledger.records]
    return Words(
        name=ledger.name,
        year=config.year,
        every=config.reporting.every,
        lists=tuple(config.lists),
        units=units_of(ledger),
        leaders=once(leader for task in tasks for leader in task.leaders),
        categories=once(level for task in tasks for level in task.category[:CATEGORY_LEVELS]),
        tasks=tuple((task.id, task.text) for task in tasks),
        indicators=once(item.name for task in tasks for item in task.indicators),
        measures=once(item.measure for task in tasks for item in task.indicators if item.measure),
        verdicts=config.verdicts,
        kinds=once(unit.kind for unit in ledger.registry.units if unit.kind),
    )


def units_of(ledger: Ledger) -> tuple[tuple[str, str], ...]:
    """Every form a unit may be written in here: short forms, groups, full names, then what only the tasks use."""
    registry = ledger.registry
    found: dict[str, str] = {}
    for unit in registry.units:
        found.setdefault(unit.form, unit.name if unit.short else unit.kind)
    for group in registry.groups:
        members = registry.members(group.name)
        found.setdefault(group.name, f"{len(members)}个单位" if members else "统称，没有列出成员")
    for unit in registry.units:
        found.setdefault(unit.name, f"简称{unit.short}" if unit.short else unit.kind)
    for named in _used(ledger.records):
        found.setdefault(named, "" if registry.knows(named) or not registry.units else "名录里没有")
    return tuple(found.items())


def _used(records: Iterable[Record]) -> tuple[str, ...]:
    return once(unit for record in records for unit in record.task.units.all)


def once(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, in the order they first come; empty ones are left out."""
    return tuple(dict.fromkeys(word for word in words if word))
