"""What a seal holds, task by task: worked out once for each sealed commit and kept.

A commit never changes under its name, so who audits again, or checks after an edit, reads of the sealed versions only
the tasks whose records of the period read otherwise now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ledger import packing, sealing, store
from ledger.cache import Cache
from ledger.gitrepo.tree import CommitTree
from ledger.known import reader
from ledger.model import Entry, Review, Task
from ledger.periods import Period
from ledger.snapshot import take
from ledger.values import Struct

if TYPE_CHECKING:
    from ledger.taskline import Memory

_KIND = "sealed"


class Held(Struct, frozen=True):
    """A task as it was sealed: its file, git's name of that content, and one name of its records of the period."""

    id: str
    path: str
    blob: str
    records: str
    """Empty where it had none."""


class Version(Struct, frozen=True):
    """Everything a seal holds, and the digest of that."""

    digest: str
    tasks: tuple[Held, ...]


@dataclass
class Reader:
    """Sealed versions of a ledger; contents in ``known`` (by git's names) are not read again."""

    root: Path
    ledger: str
    known: dict[str, Task | None] = field(default_factory=dict)
    cache: Cache = field(default_factory=lambda: Cache(None))
    _memory: Memory | None = None

    def version(self, commit: str, period: Period) -> Version:
        """What the seal of a period in a commit (its full name) holds."""
        key = f"{commit}\0{self.root.resolve()}\0{self.ledger}\0{period}"
        stored = self.cache.get(_KIND, key)
        kept = packing.unpack(stored, Version) if stored else None
        if kept is not None:
            return kept
        with CommitTree(self.root, commit) as then:
            found, whole = self._read(then, period)
        if whole:
            self.cache.put(_KIND, key, packing.pack(found))
        return found

    def _read(self, then: CommitTree, period: Period) -> tuple[Version, bool]:
        """The version, and whether all of it was there to be read."""
        folder = f"{store.FOLDER}/{self.ledger}"
        paths = [path for path in then.files(folder) if store.is_task_file(path)]
        then.expect([path for path in paths if then.blob(path) not in self.known])
        tasks: dict[str, Task] = {}
        held: dict[str, Held] = {}
        whole = True
        names = Names([period])
        # they are summed up here, and hardly ever read again
        self._memory = self._memory or store.memory_for(len(paths))
        listed = take(then, store.FOLDER, self.cache)
        with reader(listed, self.cache, learn=False, memory=self._memory) as read:
            for path in paths:
                blob = then.blob(path)
                if blob not in self.known:
                    self.known[blob], wrong = read(then, path)
                    whole = whole and store.UNREADABLE.code not in [one.code for one in wrong]
                task = self.known[blob]
                if task and task.id not in tasks:
                    tasks[task.id] = task
                    held[task.id] = Held(task.id, path, blob, names.of(task).get(period, ""))
        digest = sealing.digest(sealing.lines(tasks.values(), period))
        return Version(digest, tuple(held.values())), whole

    def tasks(self, commit: str, wanted: Sequence[Held]) -> list[tuple[Held, Task]]:
        """Some tasks of a version, read."""
        with CommitTree(self.root, commit) as then:
            then.expect([one.path for one in wanted if one.blob not in self.known])
            for one in wanted:
                if one.blob not in self.known:
                    self.known[one.blob] = store.read_task(then, one.path)[0]
        return [(one, task) for one in wanted if (task := self.known[one.blob])]


class Names:
    """Names of records of some periods: equal names, equal records; who differs in nothing but the order of amounts has
    another name."""

    def __init__(self, periods: Iterable[Period]) -> None:
        self._periods = tuple(dict.fromkeys(periods))
        self._holding: dict[Period, tuple[Period, ...]] = {}

    def of(self, task: Task) -> dict[Period, str]:
        """One name for a task's entries and reviews of each period, in their order; none where there are none."""
        found: dict[Period, tuple[list[Entry], list[Review]]] = {}
        for entry in task.progress:
            for period in self._around(entry.period):
                found.setdefault(period, ([], []))[0].append(entry)
        for review in task.reviews:
            for period in self._around(review.period):
                found.setdefault(period, ([], []))[1].append(review)
        return {period: _named(tuple(entries), tuple(reviews)) for period, (entries, reviews) in found.items()}

    def _around(self, inner: Period) -> tuple[Period, ...]:
        known = self._holding.get(inner)
        if known is None:
            known = self._holding[inner] = tuple(period for period in self._periods if period.contains(inner))
        return known


def _named(entries: tuple[Entry, ...], reviews: tuple[Review, ...]) -> str:
    try:
        data = packing.pack((entries, reviews))
    except UnicodeEncodeError:  # half of a surrogate pair, written as an escape
        data = repr((entries, reviews)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()
