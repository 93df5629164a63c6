"""A task as flat fields: ``progress/2020-04/区住建局/done`` → its value in words.

The names are those that ``correct`` takes, so a field in a log, a blame or a correction is the same field.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ledger.model import Change, Entry, Indicator, Review, Task
from ledger.values import fields

_TEXTS = ("text", "parent", "goal", "deadline", "note")
_LISTS = ("category", "leaders", "same_as", "sum_of")


def words(value: object) -> str:
    """A value as a person reads it; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def flat(task: Task) -> dict[str, str]:
    """Every field that says something, by name. What stands twice is counted: ``progress/2020-04/区住建局#2/done``."""
    return {name: value for name, value in _all(task) if value}


def of_period(values: dict[str, str], period: str) -> dict[str, str]:
    """The fields of entries and reviews of exactly this period."""
    heads = (f"progress/{period}/", f"reviews/{period}/", f"reviews/{period}#")
    return {name: value for name, value in values.items() if name.startswith(heads)}


def _all(task: Task) -> Iterator[tuple[str, str]]:
    yield "number", str(task.number)
    for name in (*_TEXTS, *_LISTS):
        yield name, words(getattr(task, name))
    for name in ("lead", "support", "lead_source", "printed"):
        yield f"units/{name}", words(getattr(task.units, name))
    for head, text in task.other.items():
        yield f"other/{head}", text
    for indicator in task.indicators:
        yield from _part(f"indicators/{indicator.name}", indicator, ("name",))
    for period, text in task.plan.items():
        yield f"plan/{period}", text
    seen: Counter[str] = Counter()
    for entry in task.progress:
        base = _counted(f"progress/{entry.period}/{entry.unit}", seen)
        yield from _part(base, entry, ("period", "unit", "indicators"))
        for name, amount in entry.indicators.items():
            yield f"{base}/indicators/{name}", words(amount)
    for review in task.reviews:
        yield from _part(_counted(f"reviews/{review.period}", seen), review, ("period",))
    for n, change in enumerate(task.changes):
        yield f"changes/{n + 1}", _act(change)
    for n, waiver in enumerate(task.waivers):
        yield f"waivers/{n + 1}", "；".join(filter(None, (waiver.rule, words(waiver.period), waiver.reason, waiver.by)))


def _counted(base: str, seen: Counter[str]) -> str:
    seen[base] += 1
    return base if seen[base] == 1 else f"{base}#{seen[base]}"


def _part(base: str, part: Entry | Review | Indicator, without: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in fields(part):
        if name not in without:
            yield f"{base}/{name}", words(getattr(part, name))


def _act(change: Change) -> str:
    moved = f"{change.field}：{change.before} → {change.after}" if change.field else ""
    parts = (change.kind, words(change.on), words(change.period), change.unit, moved, change.reason, change.approved_by)
    return "；".join(filter(None, parts))
