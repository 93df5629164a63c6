"""Records → rows, in the order of ``tables.TABLES``' columns.

A ledger is read file by file and each file's rows are handed on at once, in the order of the paths, so memory
does not grow with the ledger. Only lights need the whole of it; they are asked for where the ledger has rules.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from ledger import lights, rulebook, store, unitsfile
from ledger.diagnostics import Diagnostic
from ledger.errors import LedgerError
from ledger.export.tables import OF_SETTINGS, TABLES
from ledger.metrics import status
from ledger.model import Config, Entry, Record, Task
from ledger.periods import Period
from ledger.units import Registry

Row = Sequence[Any]
Put = Callable[[str, Sequence[Row]], None]
"""Takes rows of a table by its name."""

_OF_TASKS = frozenset(table.name for table in TABLES if not table.past) - OF_SETTINGS
"""Tables for which the task files need to be read."""


def pour(
    tree: store.Tree, name: str, put: Put, wanted: Collection[str], read: store.ReadTask | None = None
) -> tuple[Diagnostic, ...]:
    """Hand every row of one ledger to ``put``, of the ``wanted`` tables only; the findings of reading it.

    ``read`` as in ``store.load``. Raises what ``store.load`` raises.
    """
    registry = registry_of(tree, name)
    canonical = _remembered(registry)
    inner = read or store.read_task
    lit: Mapping[str, str] = {}
    if "tasks" in wanted:
        lit = _lights(tree, name, inner)

    def stream(tree: store.Tree, path: str) -> tuple[Task | None, list[Diagnostic]]:
        task, found = inner(tree, path)
        if task:
            for table, rows in of_task(name, Record(path, path.split("/")[2], task), canonical, lit):
                if rows and table in wanted:
                    put(table, rows)
        return None, found

    ledger = store.load(tree, name, stream if _OF_TASKS.intersection(wanted) else _unread)
    for table, rows in (*of_settings(name, ledger.config), *of_registry(name, registry)):
        if rows and table in wanted:
            put(table, rows)
    return ledger.findings


def registry_of(tree: store.Tree, name: str) -> Registry:
    """The units of a ledger; none where it has no registry. Its findings are those of ``store.load``."""
    path = f"{store.FOLDER}/{name}/{store.REGISTRY}"
    if path not in tree.files(f"{store.FOLDER}/{name}"):
        return Registry()
    value, _ = store.read_yaml(tree, path)
    return unitsfile.decode(value)[0] if value is not None else Registry()


def _remembered(registry: Registry) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def canonical(name: str) -> str:
        if name not in known:
            known[name] = registry.canonical(name)
        return known[name]

    return canonical


def _lights(tree: store.Tree, name: str, read: store.ReadTask) -> dict[str, str]:
    """Task id → light; empty for a ledger without usable rules, which is then not read for them."""
    bare = store.load(tree, name, _unread)
    try:
        if not rulebook.of(bare.config).lights:
            return {}
        return {task: light.light for task, light in lights.lights_of(store.load(tree, name, read)).items()}
    except LedgerError:
        return {}  # ``check`` says what is wrong with the rules; the rest of the ledger is exported


def _unread(tree: store.Tree, path: str) -> tuple[Task | None, list[Diagnostic]]:
    return None, []


# ---------------------------------------------------------------------- one task


def of_task(
    ledger: str, record: Record, canonical: Callable[[str], str], lit: Mapping[str, str]
) -> Iterator[tuple[str, list[Row]]]:
    """The rows of one task, table by table."""
    task = record.task
    key = (ledger, task.id)
    closed = task.closed
    yield (
        "tasks",
        [
            (
                *key,
                record.list,
                task.number,
                task.text,
                " / ".join(task.category),
                task.parent,
                task.goal,
                task.deadline,
                status(task),
                lit.get(task.id) or None,
                closed.on if closed else None,
                task.units.lead_source,
                task.units.printed,
                task.note,
                record.path,
            )
        ],
    )
    yield "task_categories", [(*key, n, one) for n, one in enumerate(task.category, 1)]
    yield (
        "task_units",
        [
            (*key, role, n, unit, canonical(unit))
            for role, names in (("lead", task.units.lead), ("support", task.units.support))
            for n, unit in enumerate(names, 1)
        ],
    )
    yield "task_leaders", [(*key, n, leader) for n, leader in enumerate(task.leaders, 1)]
    yield "task_links", [(*key, other) for other in task.same_as]
    yield "task_parts", [(*key, n, part) for n, part in enumerate(task.sum_of, 1)]
    yield "task_other", [(*key, *pair) for pair in task.other.items()]
    yield (
        "indicators",
        [
            (
                *key,
                n,
                one.name,
                one.target,
                printed(one.target),
                one.measure,
                one.comparator,
                one.basis,
                one.baseline,
                one.note,
            )
            for n, one in enumerate(task.indicators, 1)
        ],
    )
    yield (
        "indicator_plan",
        [
            (*key, one.name, str(period), *_span(period), amount, printed(amount))
            for one in task.indicators
            for period, amount in one.plan
        ],
    )
    yield "plan", [(*key, str(period), *_span(period), text) for period, text in task.plan.items()]
    yield "entries", [_entry(key, n, entry, canonical) for n, entry in enumerate(task.progress, 1)]
    yield (
        "entry_indicators",
        [
            (*key, n, str(entry.period), entry.unit, name, amount, printed(amount))
            for n, entry in enumerate(task.progress, 1)
            for name, amount in entry.indicators.items()
        ],
    )
    yield (
        "reviews",
        [
            (*key, n, str(one.period), *_span(one.period), one.verdict, one.by, one.on, one.note)
            for n, one in enumerate(task.reviews, 1)
        ],
    )
    yield (
        "changes",
        [
            (
                *key,
                n,
                one.kind,
                one.on,
                str(one.period) if one.period else None,
                one.unit,
                one.field,
                one.before,
                one.after,
                one.reason,
                one.approved_by,
            )
            for n, one in enumerate(task.changes, 1)
        ],
    )
    yield (
        "waivers",
        [(*key, one.rule, str(one.period) if one.period else None, one.reason, one.by) for one in task.waivers],
    )


def _entry(key: tuple[str, str], n: int, entry: Entry, canonical: Callable[[str], str]) -> Row:
    return (
        *key,
        n,
        str(entry.period),
        *_span(entry.period),
        entry.unit,
        canonical(entry.unit),
        "、".join(entry.joint),
        entry.reported,
        entry.done,
        entry.problems,
        entry.causes,
        entry.next,
        entry.verdict,
        entry.label,
        entry.source,
        entry.note,
    )


def _span(period: Period) -> tuple[date, date]:
    if period not in _SPANS:
        _SPANS[period] = period.begin, period.end - timedelta(days=1)
    return _SPANS[period]


_SPANS: dict[Period, tuple[date, date]] = {}


@cache
def period_end(period: str) -> date:
    """The last day of a period in writing."""
    return _span(Period.parse(period))[1]


def printed(amount: Decimal | None) -> str | None:
    """An amount with the digits it came with."""
    return None if amount is None else f"{amount:f}"


# ---------------------------------------------------------------------- the ledger itself


def of_settings(name: str, config: Config) -> Iterator[tuple[str, list[Row]]]:
    """The rows of ``ledger.yaml``."""
    document = config.document
    about = (config.title, config.year, config.office, document.issuer, document.number, document.issued)
    yield "ledgers", [(name, *about, config.reporting.every)]
    yield "lists", [(name, one.name, one.title, one.annex) for one in config.lists.values()]


def of_registry(name: str, registry: Registry) -> Iterator[tuple[str, list[Row]]]:
    """The rows of ``units.yaml``."""
    yield (
        "units",
        [(name, one.name, one.short, one.kind, one.prefix, one.successor, one.note) for one in registry.units],
    )
    yield (
        "unit_aliases",
        [(name, unit.name, one.name, one.begin, one.end) for unit in registry.units for one in unit.aliases],
    )
    groups: list[Row] = []
    for group in registry.groups:
        groups += [(name, group.name, member) for member in registry.members(group.name) or (None,)]
    yield "unit_groups", groups


__all__ = ["Put", "Row", "of_registry", "of_settings", "of_task", "period_end", "pour", "printed", "registry_of"]
