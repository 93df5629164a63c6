"""Counting where tasks stand: the figures behind ``stats``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ledger.lights import reported_by
from ledger.measures import rounded
from ledger.metrics import STATUSES, status, time_progress
from ledger.model import Record
from ledger.periods import Period
from ledger.standings import Settings, standings
from ledger.store import Ledger
from ledger.views import stood


def overview(
    ledger: Ledger,
    records: Sequence[Record],
    period: Period | None = None,
    lights: Mapping[str, str] | None = None,
    settings: Settings | None = None,
) -> dict[str, Any]:
    """Totals, how tasks stand by list, leader, lead unit and category, and how far every indicator is.

    Shape: ``{ledger, title, period, at, time_progress, total, statuses{}, lights{}, lists[], leaders[], units[],
    categories[], indicators[]}``; each group is ``{name, total, statuses{}, lights{}}``. A task with two leaders or
    lead units counts under each of them. ``lights`` gives the colour of a task by its id, gravest colours first;
    without it ``lights{}`` are empty. ``at`` is the reporting period indicators and 时间进度 (in per cent) are counted
    for, null where nothing was reported; ``indicators`` are as in ``measured``.
    """
    settings = settings or Settings()
    at = reported_by(ledger, period)
    states = {id(record): status(record.task, period) for record in records}
    colours = {id(record): (lights or {}).get(record.task.id, "") for record in records}
    order = list(dict.fromkeys(colour for colour in (lights or {}).values() if colour))

    def group(keys: Callable[[Record], Iterable[str]]) -> list[dict[str, Any]]:
        counts: dict[str, Counter[str]] = {}
        lit: dict[str, Counter[str]] = {}
        for record in records:
            for key in dict.fromkeys(keys(record)):
                counts.setdefault(key, Counter())[states[id(record)]] += 1
                lit.setdefault(key, Counter())[colours[id(record)]] += 1
        rows = [
            {
                "name": name,
                "total": sum(seen.values()),
                "statuses": _all(seen),
                "lights": {colour: lit[name][colour] for colour in order},
            }
            for name, seen in counts.items()
        ]
        return sorted(rows, key=lambda row: -row["total"])

    titles = {name: spec.title for name, spec in ledger.config.lists.items()}
    lists = [{**row, "title": titles.get(row["name"], "")} for row in group(lambda r: [r.list])]
    return {
        "ledger": ledger.name,
        "title": ledger.config.title,
        "period": str(period) if period else None,
        "at": str(at) if at else None,
        "time_progress": rounded(time_progress(at, settings.time_progress) * 100, 2) if at else None,
        "total": len(records),
        "statuses": _all(Counter(states.values())),
        "lights": {colour: list(colours.values()).count(colour) for colour in order},
        "lists": sorted(
            lists, key=lambda row: list(titles).index(row["name"]) if row["name"] in titles else len(titles)
        ),
        "leaders": group(lambda r: r.task.leaders),
        "units": group(lambda r: r.task.units.lead),
        "categories": group(lambda r: r.task.category[:1]),
        "indicators": measured(ledger, records, at, lights or {}, settings) if at else [],
    }


def measured(
    ledger: Ledger, records: Sequence[Record], at: Period, lights: Mapping[str, str], settings: Settings
) -> list[dict[str, Any]]:
    """Where every indicator stands at the end of ``at``: ``{id, list, number, lead[], light, …}``, as ``views.stood``.

    The one furthest behind 时间进度 first; those without a 完成率 (growth, bounds, no figure) last. ``light`` is that
    of the task.
    """
    rows = [
        {
            "id": record.task.id,
            "list": record.list,
            "number": record.task.number,
            "lead": list(record.task.units.lead),
            "light": lights.get(record.task.id) or None,
            **stood(standing),
        }
        for record in records
        for standing in standings(record.task, at, ledger.registry, settings)
    ]
    return sorted(rows, key=lambda row: (row["completion"] is None, row["lead_points"] or 0))


def _all(seen: Counter[str]) -> dict[str, int]:
    return {name: seen[name] for name in STATUSES}
