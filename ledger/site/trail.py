"""Which commits speak of which task and entry.

A commit's trailers name task, period and unit. Where somebody edited by hand and there are none, the contents are
asked which entries the commit brought or changed, as ``log`` tells it; commits of very many files are not opened.
What came with the one commit that names nothing, such as the import of the notice, came with that; where there are
several of those, none is told as the entry's. The whole is kept under the name of the last commit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from pathlib import Path

from ledger import packing
from ledger.cache import Cache
from ledger.errors import GitRefused, NotFound
from ledger.gitrepo.history import Made
from ledger.gitrepo.recorded import view
from ledger.history.log import KINDS, OFFICE_TIME, Row
from ledger.history.told import Told
from ledger.history.versions import Past
from ledger.model import Record
from ledger.store import Ledger
from ledger.values import replace

_KIND = "site-trail"
_ENTRY_KINDS = ("progress", "correction", "notice", "")
_WHOLE_KINDS = ("notice", "")
"""Kinds of commits that may have brought any part of a task."""
_EDIT = "edit"
"""The kind of a commit by hand that brought neither a task nor an entry."""
_OPENED = 50
"""Files of a commit without trailers up to which its contents are asked: a person changes few at a time."""


@dataclass(frozen=True, slots=True)
class Note:
    """A commit as a page shows it."""

    short: str
    day: date
    author: str
    subject: str
    kind: str
    source: str = ""
    periods: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def brings(self) -> bool:
        """Whether it may have brought or changed an entry."""
        return self.kind in _ENTRY_KINDS

    @property
    def is_whole(self) -> bool:
        """Whether it may have brought any part of a task."""
        return not self.periods and self.kind in _WHOLE_KINDS


_Places = dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class Trail:
    """The commits of each task, newest first: places in ``notes`` by the task's id and by the path of its file."""

    notes: tuple[Note, ...] = ()
    by_task: _Places = field(default_factory=dict)
    by_path: _Places = field(default_factory=dict)

    def of(self, record: Record) -> tuple[Note, ...]:
        """The commits of a task, newest first."""
        return tuple([self.notes[n] for n in self.places(record)])

    def places(self, record: Record) -> Sequence[int]:
        """The same as places in ``notes``."""
        named, touched = self.by_task.get(record.task.id, []), self.by_path.get(record.path, [])
        if not named or not touched or named == touched:
            return touched or named
        return sorted({*named, *touched})


def read(root: Path, ledger: Ledger, revision: str = "HEAD", kept: Cache | None = None) -> Trail:
    """The trail of a ledger up to ``revision``; empty outside a repository and before the first commit."""
    try:
        with Past(root, revision, kept) as past:
            if not past.tip:
                return Trail()
            key = _key(past, ledger)
            stored = past.kept.get(_KIND, key)
            found = packing.unpack(stored, Trail) if stored else None
            if found is None:
                found = _read(past, ledger)
                with suppress(UnicodeEncodeError):
                    past.kept.put(_KIND, key, packing.pack(found))
            return found
    except (GitRefused, NotFound):
        return Trail()


def _key(past: Past, ledger: Ledger) -> str:
    units = blake2b(repr(ledger.registry).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return "\0".join((past.tip, past.prefix, ledger.name, view(past.repo), units))


def _read(past: Past, ledger: Ledger) -> Trail:
    notes: list[Note] = []
    by_task: _Places = {}
    by_path: _Places = {}
    told = {
        made.name: rows
        for made, rows in Told(past, ledger.name, lambda _: ledger.registry, wanted=_is_by_hand).commits()
    }
    for made in past.commits(ledger.name):
        if not made.touched:
            continue
        plain = _note(made)
        general = len(notes)
        notes.append(plain)
        own = _by_task(plain, told.get(made.name, ()))
        places = {identity: general + 1 + n for n, identity in enumerate(own)}
        notes += own.values()
        for identity in dict.fromkeys((*made.said("Task"), *own)):
            by_task.setdefault(identity, []).append(places.get(identity, general))
        files = {row.about.path: row.id for row in told.get(made.name, ()) if row.about} if own else {}
        for touched in made.touched:
            path = touched.path.removeprefix(past.prefix)
            by_path.setdefault(path, []).append(places.get(files.get(path, ""), general))
    return Trail(tuple(notes), by_task, by_path)


def _is_by_hand(made: Made) -> bool:
    """Whether a commit says nothing of itself, and is small enough to be opened."""
    return bool(made.touched) and len(made.touched) <= _OPENED and not made.said("Kind") and not made.said("Period")


def _by_task(note: Note, rows: Iterable[Row]) -> dict[str, Note]:
    """Task id → the note with the entries that a commit by hand brought; a commit that made the task brought all."""
    changed: dict[str, list[Row]] = {}
    for row in rows:
        if row.id:
            changed.setdefault(row.id, []).append(row)
    found: dict[str, Note] = {}
    for identity, mine in changed.items():
        changes = [change for row in mine for change in row.changes]
        if any(change.kind == "added" for change in changes):
            continue
        entries = [change for change in changes if change.field.partition(".")[0] == "progress" and change.period]
        if entries:
            periods = tuple(dict.fromkeys(str(change.period) for change in entries))
            units = tuple(dict.fromkeys(change.unit for change in entries if change.unit))
            found[identity] = replace(note, periods=periods, units=units)
        else:
            found[identity] = replace(note, kind=_EDIT)
    return found


def _note(made: Made) -> Note:
    kinds = made.said("Kind")
    return Note(
        made.short,
        made.authored.astimezone(OFFICE_TIME).date(),
        made.author,
        made.subject,
        kinds[0] if len(kinds) == 1 and kinds[0] in KINDS else "",
        "；".join(re.sub(r"\s*sha256:\S+", "", said) for said in made.said("Source")),
        made.said("Period"),
        made.said("Unit"),
    )
