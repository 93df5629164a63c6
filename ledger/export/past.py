"""Git history → rows of ``field_changes``: one row for each field that a commit changed, newest commit first.

What came or went whole (a task, an entry, a review) is taken apart into its fields, so that a field has one
name however it came to be: ``progress.done`` with its period and unit, ``units.lead``, ``plan`` with its period. Items
without a key of their own (延期 and the like, waivers) stay whole, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.compare.changes import Change
from ledger.export.rows import Put
from ledger.history import log
from ledger.history.told import Told
from ledger.history.versions import Past
from ledger.model import Entry, Record, Review
from ledger.units import Registry

TABLE = "field_changes"
_AT_ONCE = 1000

Field = tuple[str, str, str, str]
"""Name, period, unit, value in words."""


def pour(
    past: Past,
    name: str,
    registry: Callable[[str], Registry],
    put: Put,
    told: Callable[[int, int], None] | None = None,
) -> int:
    """Hand every field change of one ledger to ``put``; how many there were. ``told`` hears how far the reading is."""
    rows: list[tuple[Any, ...]] = []
    count = 0
    for row in Told(past, name, registry, told).rows():
        made = row.made
        head = (name, made.name, made.authored, made.committed, made.author, row.id or None, row.kind, row.stated)
        foot = (row.reported, row.source, made.subject)
        rows += [(*head, *change, *foot) for one in row.changes for change in fields(one)]
        if len(rows) >= _AT_ONCE:
            put(TABLE, rows)
            count += len(rows)
            rows = []
    if rows:
        put(TABLE, rows)
    return count + len(rows)


def fields(change: Change) -> Iterator[tuple[str, str, str, str | None, str | None]]:
    """Field, period, unit, before, after: one for each field the change touches."""
    period = str(change.period) if change.period else ""
    whole = next((side for side in (change.before, change.after) if isinstance(side, (Record, Entry, Review))), None)
    if whole is None:
        name = change.field
        yield name, period, change.unit, _words(change.before), _words(change.after)
        return
    # what came or went whole has one side; an entry put in place of another has both
    before = _apart(change.before, period, change.unit)
    after = _apart(change.after, period, change.unit)
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield (*key, old, new)


def _apart(value: object, period: str, unit: str) -> dict[tuple[str, str, str], str]:
    match value:
        case Record():
            return {(name, at, whose): text for name, at, whose, text in _of_task(value)}
        case Entry():
            return {(name, at, whose): text for name, at, whose, text in _of_entry(value)}
        case Review():
            return {(name, at, whose): text for name, at, whose, text in _of_review(value)}
    return {}


def _of_task(record: Record) -> Iterator[Field]:
    values: Mapping[str, Any] = log.plain(record)
    for name, value in values.items():
        match name:
            case "id":
                yield "id", "", "", str(value)
            case "units" | "other":
                yield from ((f"{name}.{part}", "", "", _text(one)) for part, one in value.items())
            case "plan":
                yield from (("plan", period, "", text) for period, text in value.items())
            case "indicators" | "progress" | "reviews":
                continue
            case "changes" | "waivers":
                yield from ((f"{name}.{n}", "", "", _text(one)) for n, one in enumerate(value, 1))
            case _:
                yield name, "", "", _text(value)
    for indicator in record.task.indicators:
        yield f"indicators.{indicator.name}", "", "", _text(log.plain(indicator))
    for entry in record.task.progress:
        yield from _of_entry(entry)
    for review in record.task.reviews:
        yield from _of_review(review)


def _of_entry(entry: Entry) -> Iterator[Field]:
    period, seen = str(entry.period), False
    for name, value in log.plain(entry).items():
        if name == "indicators":
            yield from ((f"progress.indicators.{key}", period, entry.unit, _text(one)) for key, one in value.items())
        elif name not in ("period", "unit"):
            yield f"progress.{name}", period, entry.unit, _text(value)
        else:
            continue
        seen = True
    if not seen:
        yield "progress", period, entry.unit, ""


def _of_review(review: Review) -> Iterator[Field]:
    for name, value in log.plain(review).items():
        if name != "period":
            yield f"reviews.{name}", str(review.period), "", _text(value)


def _words(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, (str, Decimal, tuple)):
        return _text(list(value) if isinstance(value, tuple) else value)
    return _text(log.plain(value))  # type: ignore[arg-type]


def _text(value: object) -> str:
    """A value as text: digits as they came, structures as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, date)):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


__all__ = ["TABLE", "fields", "pour"]
