"""Making the second side from the first and the changes: the proof that a comparison says everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from ledger.compare.changes import Change
from ledger.compare.names import Names
from ledger.model import Entry, Record, Review, Task
from ledger.periods import Period
from ledger.values import replace

T = TypeVar("T", Task, Entry)
_ENTRY_ROWS = ("joint",)
_WHOLE = ("progress", "reviews", "changes", "waivers")
_TEXT_FIELDS = ("text", "parent", "goal", "deadline", "note")


def apply(records: Sequence[Record], changes: Iterable[Change], names: Names | None = None) -> tuple[Record, ...]:
    """The records after the changes. ``ValueError`` where a change does not fit what it is applied to.

    Derived changes, settings and the registry are passed over; new records come last, in the order of the changes.
    For two different periods, ``records`` are their projections (``tasks.project``).
    """
    by_task: dict[str, list[Change]] = {}
    for change in changes:
        if not change.derived and change.kind != "settings":
            by_task.setdefault(change.was or change.id, []).append(change)
    found: list[Record] = []
    for record in records:
        mine = by_task.pop(record.task.id, [])
        if any(change.kind == "removed" for change in mine):
            continue
        found.append(_applied(record, mine, names))
    for left in by_task.values():
        for change in left:
            if not isinstance(change.after, Record) or change.kind != "added":
                raise ValueError(f"{change.id}: no task to apply {change.field} to")
            found.append(change.after)
    return tuple(found)


def _applied(record: Record, changes: Sequence[Change], names: Names | None) -> Record:
    task = record.task
    for change in sorted(changes, key=_turn):
        if change.field == "list":
            record = replace(record, list=str(change.after))
        else:
            task = _one(task, change, names)
        if change.was:
            task = replace(task, id=change.id)
    return replace(record, task=task)


def _turn(change: Change) -> tuple[int, int]:
    """What goes, then edits, then what comes; of equals the last first, so that the places of the others stay true."""
    if change.field == "progress.period":  # the others are told under the new one
        return -1, 0
    stands_alone = change.field in _WHOLE or change.field.startswith("indicators.")
    if stands_alone and change.before is None:
        return 2, change.place
    return (0 if stands_alone and change.after is None else 1), -change.place


def _one(task: Task, change: Change, names: Names | None) -> Task:
    top, _, rest = change.field.partition(".")
    after: Any = change.after
    if top in _TEXT_FIELDS:
        return _with(task, top, after or "")
    if top in ("category", "leaders", "same_as", "sum_of"):
        return _with(task, top, after or ())
    if top == "units":
        empty: Any = () if rest in ("lead", "support") else ""
        parts: dict[str, Any] = {rest: after or empty}
        return replace(task, units=replace(task.units, **parts))
    if top == "plan":
        return replace(task, plan=_put(task.plan, change.period, after))
    if top == "other":
        return replace(task, other=_put(task.other, rest, after))
    if top in ("changes", "waivers"):
        return _with(task, top, _listed(getattr(task, top), change))
    if top == "indicators":
        return replace(task, indicators=_placed(task.indicators, change, lambda one: one.name, rest))
    if top == "reviews":
        return replace(task, reviews=_placed(task.reviews, change, _period_of(change), change.period_before))
    if top == "progress":
        return replace(task, progress=_entries(task.progress, change, rest, names))
    raise ValueError(f"{task.id}: {change.field}")


def _put(values: Any, key: object, after: object) -> dict[Any, Any]:
    kept = {name: value for name, value in values.items() if name != key}
    if after is not None:
        kept[key] = after
    return kept


def _listed(values: tuple[Any, ...], change: Change) -> tuple[Any, ...]:
    if change.before is None:
        return (*values, change.after)
    return tuple(values[n] for n in range(len(values)) if n != values.index(change.before))


def _period_of(change: Change) -> Callable[[Review | Entry], Period | None]:
    return lambda item: item.period


def _placed(values: tuple[Any, ...], change: Change, key: Callable[[Any], Hashable], wanted: object) -> tuple[Any, ...]:
    """``values`` with the one of that key and place replaced, taken out, or added at the end."""
    if change.before is None:
        return (*values, change.after)
    times: Counter[Hashable] = Counter()
    found: list[Any] = []
    hit = False
    for value in values:
        name = key(value)
        if name == wanted and times[name] == change.place:
            hit = True
            if change.after is not None:
                found.append(change.after)
        else:
            found.append(value)
        times[name] += 1
    if not hit:
        raise ValueError(f"{change.id}: nothing to change in {change.field}")
    return tuple(found)


def _entries(entries: tuple[Entry, ...], change: Change, part: str, names: Names | None) -> tuple[Entry, ...]:
    def same_unit(entry: Entry) -> bool:
        return entry.unit == change.unit or (names is not None and names.before(entry.unit) == names.after(change.unit))

    def key(entry: Entry) -> Hashable:
        return entry.period, same_unit(entry)

    wanted = (change.period_before, True)
    if not part:
        return _placed(entries, change, key, wanted)
    at = [n for n, entry in enumerate(entries) if key(entry) == wanted]
    if change.place >= len(at):
        raise ValueError(f"{change.id}: no entry of {change.unit} to change {change.field} in")
    n = at[change.place]
    return (*entries[:n], _edited(entries[n], part, change.after), *entries[n + 1 :])


def _edited(entry: Entry, part: str, after: Any) -> Entry:
    top, _, name = part.partition(".")
    if top == "indicators":
        return replace(entry, indicators=_put(entry.indicators, name, after))
    if top == "reported":
        from datetime import date

        return replace(entry, reported=date.fromisoformat(after) if after else None)
    if top == "period":
        return replace(entry, period=Period.parse(str(after)))
    if top == "label":
        return replace(entry, label=after)
    return _with(entry, top, after or (() if top in _ENTRY_ROWS else ""))


def _with(value: T, name: str, part: Any) -> T:
    parts: dict[str, Any] = {name: part}
    return replace(value, **parts)
