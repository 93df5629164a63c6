"""Counting where tasks stand: the figures behind ``stats``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ledger.metrics import STATUSES, status
from ledger.model import Record
from ledger.periods import Period
from ledger.store import Ledger


def overview(
    ledger: Ledger, records: Sequence[Record], period: Period | None = None, lights: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Totals, and how tasks stand by list, leader, lead unit and category.

    Shape: ``{ledger, title, period, total, statuses{}, lights{}, lists[], leaders[], units[], categories[]}``; each
    group is ``{name, total, statuses{}, lights{}}``. A task with two leaders or lead units counts under each of
    them. ``lights`` gives the colour of a task by its id, gravest colours first; without it ``lights{}`` are empty.
    """
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
        "total": len(records),
        "statuses": _all(Counter(states.values())),
        "lights": {colour: list(colours.values()).count(colour) for colour in order},
        "lists": sorted(
            lists, key=lambda row: list(titles).index(row["name"]) if row["name"] in titles else len(titles)
        ),
        "leaders": group(lambda r: r.task.leaders),
        "units": group(lambda r: r.task.units.lead),
        "categories": group(lambda r: r.task.category[:1]),
    }


def _all(seen: Counter[str]) -> dict[str, int]:
    return {name: seen[name] for name in STATUSES}
