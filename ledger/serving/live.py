"""The ledger as it lies on disk, and its pages: what was read and made stays until a file changes.

A look costs one walk over the names and times of the files (``snapshot``). Only files with new content are read
again, only tasks that they touch are looked at again, the pages are made when somebody asks for them, and commits are
read again only when HEAD has moved.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ledger import known, store
from ledger.cache import Cache, open_at
from ledger.diagnostics import Diagnostic
from ledger.errors import LedgerError
from ledger.gitrepo import repository
from ledger.model import Record, Task
from ledger.site.build import Options, Site, site
from ledger.site.memory import Memory
from ledger.site.seen import Seen
from ledger.site.shelf import Shelf
from ledger.site.trail import Trail
from ledger.snapshot import Snapshot, take
from ledger.store import Ledger
from ledger.trees import FOLDER, Tree, WorkTree

REST = 0.5
"""Seconds between two looks at the disk, however many people look at the pages."""

ReadTask = tuple[Task | None, list[Diagnostic]]


@dataclass(frozen=True, slots=True)
class View:
    """The ledger at one moment. ``version`` changes with files and commits; ``fault`` says why there are no pages."""

    version: str
    site: Site | None
    fault: LedgerError | None = None

    @property
    def ledger(self) -> Ledger:
        """The ledger; the fault, where it cannot be read."""
        if self.site is None:
            raise self.fault or LedgerError("台账读不出来")
        return self.site.picture.ledger


@dataclass(frozen=True)
class _Both:
    """A memory that asks the shelf of all runs for what it does not know."""

    own: Memory
    shelf: Shelf

    def look(
        self, records: Sequence[Record], key: object, see: Callable[[Sequence[Record]], Iterable[Seen]]
    ) -> list[Seen]:
        return self.own.look(records, key, lambda fresh: self.shelf.look(fresh, key, see))


@dataclass
class Live:
    """The live pages of one ledger below ``root``. Safe to ask from several threads."""

    root: Path
    name: str
    options: Options = field(default_factory=Options)
    clock: Callable[[], float] = time.monotonic
    read_tasks: int = 0
    """How many task files were taken apart so far."""
    _tasks: dict[str, tuple[str, ReadTask]] = field(default_factory=dict)
    """Path → the blob id of the file, and what was read from it."""
    _memory: Memory = field(default_factory=Memory)
    _repo: repository.Repository | None = None
    _trail: tuple[str, Trail] | None = None
    _view: View | None = None
    _looked: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def view(self, *, now: bool = False) -> View:
        """The ledger as it is; ``now`` looks at the disk even if somebody has just done so."""
        with self._lock:
            if self._view is None or now or self.clock() - self._looked >= REST:
                self._view = self._look()
                self._looked = self.clock()
            return self._view

    # ------------------------------------------------------------------ looking

    def _look(self) -> View:
        with open_at(self.root) as cache:
            tree = take(WorkTree(self.root), FOLDER, cache)
            base = f"{FOLDER}/{self.name}"
            paths = [f"{FOLDER}/{store.CALENDAR}", *tree.files(base)]
            head = self._head()
            blobs = [(path, tree.blob(path)) for path in paths]
            version = hashlib.sha256(repr((head, blobs)).encode("utf-8", "surrogatepass")).hexdigest()
            # a link or a file that cannot be read has no id to tell its contents apart
            if self._view and self._view.version == version and all(blob for _, blob in blobs[1:]):
                return self._view
            try:
                ledger = self._load(tree, cache)
                shelf = Shelf(cache, tree, repr((False, ledger.config.site, "", "")))
                return View(version, self._site(ledger, head, shelf))
            except LedgerError as fault:
                return View(version, None, fault)

    def _head(self) -> str:
        try:
            self._repo = self._repo or repository.find_to_read(self.root)
            return self._repo.head() or ""
        except LedgerError:
            return ""

    def _load(self, tree: Snapshot, cache: Cache) -> Ledger:
        """The ledger; the first time out of the cache that all commands share."""
        if not self._tasks:
            ledger = known.load(tree, self.name, cache)
            found: dict[str, list[Diagnostic]] = {}
            for finding in ledger.findings:
                found.setdefault(finding.file, []).append(finding)
            read = {record.path: record.task for record in ledger.records}
            for path in filter(store.is_task_file, store.files(tree, self.name)):
                self._tasks[path] = (tree.blob(path), (read.get(path), found.get(path, [])))
            self.read_tasks += len(self._tasks)
            return ledger
        self._tasks = {path: kept for path, kept in self._tasks.items() if kept[0] == tree.blob(path) != ""}
        return store.load(tree, self.name, self._read)

    def _read(self, tree: Tree, path: str) -> ReadTask:
        kept = self._tasks.get(path)
        if kept is None:
            self.read_tasks += 1
            blob = tree.blob(path) if isinstance(tree, Snapshot) else ""
            kept = (blob, store.read_task(tree, path))
            if blob:
                self._tasks[path] = kept
        return kept[1]

    def _site(self, ledger: Ledger, head: str, shelf: Shelf) -> Site:
        known = self._trail[1] if self._trail and self._trail[0] == head else None
        # what this run does not know another may have found out; later looks are too small to be worth keeping
        memory = _Both(self._memory, shelf) if self._trail is None else self._memory
        made = site(ledger, self.options, self.root, known=known, memory=memory, kept=shelf.cache)
        self._trail = (head, made.trail)
        return made
