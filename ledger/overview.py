"""Counting where tasks stand: the figures behind ``stats``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ledger.metrics import STATUSES, status
from ledger.model import Record
from ledger.periods import Period
from ledger.store import Ledger


def overview(ledger: Ledger, records: Sequence[Record], period: Period | None = None) -> dict[str, Any]:
    """Totals, and how tasks stand by list, leader, lead unit and category.

    Shape: ``{ledger, title, period, total, statuses{}, lists[], leaders[], units[], categories[]}``; each
    group is ``{name, total, statuses{}}``. A task with two leaders or lead units counts under each of them.
    """
    states = {id(record): status(record.task, period) for record in records}

    def group(keys: Callable[[Record], Iterable[str]]) -> list[dict[str, Any]]:
        counts: dict[str, Counter[str]] = {}
        for record in records:
            for key in dict.fromkeys(keys(record)):
                counts.setdefault(key, Counter())[states[id(record)]] += 1
        rows = [{"name": name, "total": sum(seen.values()), "statuses": _all(seen)} for name, seen in counts.items()]
        return sorted(rows, key=lambda row: -row["total"])

    titles = {name: spec.title for name, spec in ledger.config.lists.items()}
    lists = [{**row, "title": titles.get(row["name"], "")} for row in group(lambda r: [r.list])]
    return {
        "ledger": ledger.name,
        "title": ledger.config.title,
        "period": str(period) if period else None,
        "total": len(records),
        "statuses": _all(Counter(states.values())),
        "lists": sorted(
            lists, key=lambda row: list(titles).index(row["name"]) if row["name"] in titles else len(titles)
        ),
        "leaders": group(lambda r: r.task.leaders),
        "units": group(lambda r: r.task.units.lead),
        "categories": group(lambda r: r.task.category[:1]),
    }


def _all(seen: Counter[str]) -> dict[str, int]:
    return {name: seen[name] for name in STATUSES}
