"""The history as rows: one commit, one task, the fields it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ledger import codec
from ledger.compare.changes import Change, Value
from ledger.compare.names import Names
from ledger.compare.tasks import Terms, compare_tasks, whole
from ledger.gitrepo.history import OFFICE_TIME as OFFICE_TIME
from ledger.gitrepo.history import Made
from ledger.history.values import flat
from ledger.history.versions import Settings, Text, Version
from ledger.model import Change as Act
from ledger.model import Entry, Indicator, Record, Review, Waiver
from ledger.periods import Period
from ledger.units import Registry
from ledger.values import Struct, replace

KINDS = {
    "notice": "立项",
    "plan": "计划",
    "progress": "进展",
    "review": "评价",
    "extension": "延期",
    "adjustment": "调整",
    "correction": "更正",
    "closure": "办结",
    "reopening": "重新督办",
    "edit": "改动",
    "settings": "设置",
}
"""Kind of a row → its Chinese name; the first nine are what the ``Kind`` trailer says."""

UNREADABLE, PATH, NUMBER = "file", "path", "number"


class About(Struct, frozen=True):
    """What rows are chosen by: the file of the task, its leaders, its responsible units."""

    path: str
    leaders: tuple[str, ...]
    units: tuple[str, ...]


class Row(Struct, frozen=True):
    """What one commit changed of one task (``id`` empty: of the ledger's settings).

    ``stated`` says whether the trailers name the kind; else it follows from what was changed.
    """

    made: Made
    id: str
    changes: tuple[Change, ...]
    period: str = ""
    unit: str = ""
    kind: str = "edit"
    stated: bool = False
    reported: date | None = None
    source: str = ""
    about: About | None = None
    """The task after the commit; before it, where the commit removed it."""

    @property
    def day(self) -> date:
        """The day it was written, as the calendar in China had it."""
        return self.made.authored.astimezone(OFFICE_TIME).date()


class Filters(Struct, frozen=True):
    """Which rows are wanted; every part that is given must hold."""

    unit: str = ""
    leader: str = ""
    period: Period | None = None
    since: date | None = None
    until: date | None = None


def terms(registry: Registry) -> Terms:
    """On what terms versions are compared; worth making once for many of them."""
    return Terms(Names(registry, registry), exact=True, derived=False)


def rows(versions: Iterable[Version], registry: Registry | Terms) -> Iterator[Row]:
    """A row for each version in which something changed; in the order given."""
    agreed = registry if isinstance(registry, Terms) else terms(registry)
    for version in versions:
        found = _changes(version, agreed)
        if found:
            yield _row(version, found)


def settings_rows(found: Iterable[Settings]) -> Iterator[Row]:
    """A row for each file of the ledger itself: which one, not what in it."""
    for one in found:
        was, now = ("有" if there else None for there in (one.before, one.after))
        yield Row(one.made, "", (Change("", one.path, was, now),), kind="settings", source=_source(one.made))


def _changes(version: Version, terms: Terms) -> tuple[Change, ...]:
    """What the commit changed; of a merge what it has from none of its parents."""
    if len(version.before) == 1:
        return tuple(_against(version, 0, terms))
    readable = [text.record.task for text in version.before if text and text.record]
    if version.after is None or version.after.record is None or not readable:
        return tuple(_against(version, 0, terms))
    parents = [flat(task) for task in readable]
    after = flat(version.after.record.task)
    names = dict.fromkeys([*after, *(name for parent in parents for name in parent)])
    return tuple(
        _of_merge(name, [parent.get(name) for parent in parents], after.get(name))
        for name in names
        if all(parent.get(name) != after.get(name) for parent in parents) and not _moved(name, after, parents)
    )


def _moved(name: str, after: dict[str, str], parents: Sequence[dict[str, str]]) -> bool:
    """Whether an item of a list without keys only has another place than on the side it came from."""
    value = after.get(name)
    return name.startswith(("changes/", "waivers/")) and any(value in parent.values() for parent in parents)


def _of_merge(name: str, before: Sequence[str | None], after: str | None) -> Change:
    old = next((value for value in before if value is not None), None)
    head, *rest = name.split("/")
    if head == "progress":
        return Change("", f"progress.{'.'.join(rest[2:])}", old, after, rest[1], Period.parse(rest[0]))
    if head in ("plan", "reviews"):
        return Change("", ".".join([head, *rest[1:]]), old, after, period=Period.parse(rest[0]))
    return Change("", head if head in ("changes", "waivers") else ".".join([head, *rest]), old, after)


def _against(version: Version, parent: int, terms: Terms) -> list[Change]:
    before, after = version.before[parent], version.after
    old, new = before.record if before else None, after.record if after else None
    if before == after:
        return []
    if (before and old is None) or (after and new is None):
        return [Change(version.id, UNREADABLE, _state(before), _state(after))]
    if old is None or new is None:
        return [whole(old, new)]
    found = [change for change in compare_tasks(old, new, terms) if not change.derived and change.field != "status"]
    if old.task.number != new.task.number:
        found.insert(0, Change(version.id, NUMBER, str(old.task.number), str(new.task.number)))
    if old.path != new.path:
        found.insert(0, Change(version.id, PATH, old.path, new.path))
    return found


def _state(text: Text | None) -> str | None:
    return None if text is None else "读得出" if text.record else "读不出"


def _row(version: Version, changes: tuple[Change, ...]) -> Row:
    made = version.made
    texts = (version.after, *version.before)
    record = next((text.record for text in texts if text and text.record), None)
    kinds = made.said("Kind")
    period = _one({str(change.period) for change in changes if change.period}, made.said("Period"))
    unit = _one({change.unit for change in changes if change.unit}, made.said("Unit"))
    stated = len(kinds) == 1 and (version.id in made.said("Task") or not made.said("Task"))
    return Row(
        made,
        version.id,
        changes,
        period,
        unit,
        kinds[0] if stated else _kind(changes),
        stated,
        _reported(record, changes),
        _source(made),
        About(record.path, record.task.leaders, record.task.units.all) if record else None,
    )


def _one(seen: set[str], said: tuple[str, ...]) -> str:
    """What was changed has the word; the trailers where it leaves the question open."""
    if len(seen) == 1:
        return next(iter(seen))
    return said[0] if len(said) == 1 else ""


def _kind(changes: tuple[Change, ...]) -> str:
    fields = [change.field.partition(".")[0] for change in changes]
    if "task" in fields:
        return "notice" if changes[0].before is None else "edit"
    acts = {value.kind for change in changes if isinstance(value := change.after, Act)}
    if len(acts) == 1:
        return acts.pop()
    for field, kind in (("progress", "progress"), ("reviews", "review"), ("plan", "plan")):
        if set(fields) == {field}:
            return kind
    return "edit"


def _reported(record: Record | None, changes: tuple[Change, ...]) -> date | None:
    """填报时间 of the one entry that was changed."""
    if record is None:
        return None
    keys = {(change.period, change.unit) for change in changes if change.field.partition(".")[0] == "progress"}
    days = {entry.reported for entry in record.task.progress if (entry.period, entry.unit) in keys}
    return days.pop() if len(days) == 1 else None


def _source(made: Made) -> str:
    return "；".join(made.said("Source"))


# ---------------------------------------------------------------------- filters


def matching(found: Iterable[Row], filters: Filters, same: Callable[[str, str], bool]) -> Iterator[Row]:
    """The rows that fit, each with the changes that fit."""
    for row in found:
        if (filters.since and row.day < filters.since) or (filters.until and row.day > filters.until):
            continue
        if filters.leader and not (row.about and _led(row.about, filters.leader)):
            continue
        kept = tuple(change for change in row.changes if _fits(change, row, filters, same))
        if kept:
            yield replace(row, changes=kept)


def _led(about: About, leader: str) -> bool:
    name = leader.replace(" ", "")
    return any(name == known.replace(" ", "") for known in about.leaders)


def _fits(change: Change, row: Row, filters: Filters, same: Callable[[str, str], bool]) -> bool:
    if filters.period and not _in_period(change, filters.period):
        return False
    if not filters.unit:
        return True
    return any(same(filters.unit, unit) for unit in _concerned(change, row))


def _in_period(change: Change, period: Period) -> bool:
    if isinstance(change.after, Record) or isinstance(change.before, Record):
        record = change.after if isinstance(change.after, Record) else change.before
        assert isinstance(record, Record)  # noqa: S101 - one of the two is
        return any(period.contains(entry.period) for entry in record.task.progress)
    value = change.after or change.before
    named = change.period or (value.period if isinstance(value, Act) else None)
    return named is not None and period.contains(named)


def _concerned(change: Change, row: Row) -> tuple[str, ...]:
    """The units a change is about: the one that reported, else all that are responsible for the task."""
    value = change.after or change.before
    named = change.unit or (value.unit if isinstance(value, Act) else "")
    if named:
        joint = value.joint if isinstance(value, Entry) else ()
        return (named, *joint)
    return row.about.units if row.about else ()


# ---------------------------------------------------------------------- for programs


def as_json(row: Row) -> dict[str, Any]:
    """``{commit, author, date, id, period, unit, kind, subject, fields}`` and what else is known."""
    made = row.made
    return {
        "commit": made.name,
        "author": made.author,
        "date": made.authored.isoformat(),
        "committed": made.committed.isoformat(),
        "reported": row.reported.isoformat() if row.reported else None,
        "id": row.id,
        "period": row.period,
        "unit": row.unit,
        "kind": row.kind,
        "stated": row.stated,
        "subject": made.subject,
        "source": row.source,
        "fields": [
            {
                "field": change.field,
                "period": str(change.period) if change.period else "",
                "unit": change.unit,
                "before": plain(change.before),
                "after": plain(change.after),
            }
            for change in row.changes
        ],
    }


def plain(value: Value) -> Any:
    """A value as it would stand in the file."""
    match value:
        case Entry():
            return codec.encode_entry(value)
        case Review():
            return codec.encode_review(value)
        case Act():
            return codec.encode_change(value)
        case Waiver():
            return codec.encode_waiver(value)
        case Indicator():
            return codec.encode_indicator(value)
        case Record():
            return codec.encode(value.task)
    return list(value) if isinstance(value, tuple) else value
