"""Which commits speak of which task and entry, from one reading of the commits alone.

Contents are not read: a commit's trailers name task, period and unit; what no trailer names came with the one commit
that names nothing, such as the import of the notice. Where there are several of those, none is told as the entry's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ledger.errors import GitRefused, NotFound
from ledger.gitrepo import repository
from ledger.gitrepo.history import Made, commits
from ledger.history.log import KINDS, OFFICE_TIME
from ledger.model import Record
from ledger.store import FOLDER, Ledger

_ENTRY_KINDS = ("progress", "correction", "notice", "")
_WHOLE_KINDS = ("notice", "")
"""Kinds of commits that may have brought any part of a task."""


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


@dataclass(frozen=True, slots=True)
class Trail:
    """The commits of each task, newest first, by the task's id and by the path of its file."""

    by_task: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    by_path: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)

    def of(self, record: Record) -> tuple[Note, ...]:
        """The commits of a task, newest first."""
        named, touched = self.by_task.get(record.task.id, ()), self.by_path.get(record.path, ())
        if not named or not touched or named == touched:
            return touched or named
        known = {note.short for note in touched}
        elsewhere = [note for note in named if note.short not in known]
        return tuple(sorted((*touched, *elsewhere), key=lambda note: note.day, reverse=True)) if elsewhere else touched


def read(root: Path, ledger: Ledger, revision: str = "HEAD") -> Trail:
    """The trail of a ledger up to ``revision``; empty outside a repository and before the first commit."""
    try:
        repo = repository.find(root)
    except NotFound:
        return Trail()
    below = "" if repo.bare else repo.relative(root)
    prefix = "" if below in ("", ".") else f"{below}/"
    by_task: dict[str, list[Note]] = {}
    by_path: dict[str, list[Note]] = {}
    shared: dict[Note, Note] = {}
    try:
        with closing(commits(repo, revision, paths=[f"{prefix}{FOLDER}/{ledger.name}"])) as found:
            for made in found:
                note = _note(made)
                note = shared.setdefault(note, note)
                for identity in dict.fromkeys(made.said("Task")):
                    by_task.setdefault(identity, []).append(note)
                for touched in made.touched:
                    by_path.setdefault(touched.path.removeprefix(prefix), []).append(note)
    except (GitRefused, NotFound):
        return Trail()
    return Trail(_settled(by_task), _settled(by_path))


def _settled(found: Mapping[str, Iterable[Note]]) -> dict[str, tuple[Note, ...]]:
    return {name: tuple(notes) for name, notes in found.items()}


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
