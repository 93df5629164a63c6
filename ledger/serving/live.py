"""The ledger as it lies on disk, and its pages: what was read and made stays until a file changes.

A look costs one walk over the names and times of the files. Only files whose time, size or number changed are read
again, the pages are made when somebody asks for them, and commits are read again only when HEAD has moved.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ledger import store
from ledger.diagnostics import Diagnostic
from ledger.errors import FileRefused, LedgerError
from ledger.gitrepo import repository
from ledger.model import Task
from ledger.site.build import Options, Site, site
from ledger.site.trail import Trail
from ledger.store import Ledger, Tree, WorkTree

REST = 0.5
"""Seconds between two looks at the disk, however many people look at the pages."""
_SETTLED = 2_500_000_000
"""Nanoseconds after which a change must show in a file's time, also on a USB stick; younger files are read again."""

Stat = tuple[int, int, int, int]
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
class _Seen:
    """The work tree; files that were read during a look are not read twice, or they could differ."""

    tree: WorkTree
    fresh: dict[str, bytes]

    def files(self, under: str) -> Iterator[str]:
        return self.tree.files(under)

    def read(self, path: str) -> bytes:
        return self.fresh[path] if path in self.fresh else self.tree.read(path)


@dataclass
class Live:
    """The live pages of one ledger below ``root``. Safe to ask from several threads."""

    root: Path
    name: str
    options: Options = field(default_factory=Options)
    clock: Callable[[], float] = time.monotonic
    read_tasks: int = 0
    """How many task files were taken apart so far."""
    _known: dict[str, tuple[Stat, bool, str]] = field(default_factory=dict)
    """Path → its stat, whether that could no longer hide a change, and the digest of its bytes."""
    _tasks: dict[str, tuple[str, ReadTask]] = field(default_factory=dict)
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
        tree = _Seen(WorkTree(self.root), {})
        base = f"{store.FOLDER}/{self.name}"
        paths = [f"{store.FOLDER}/{store.CALENDAR}", *tree.files(base)]
        digests = {path: self._digest(tree, path) for path in paths}
        head = self._head()
        version = hashlib.sha256(repr((head, digests)).encode("utf-8", "surrogatepass")).hexdigest()
        if self._view and self._view.version == version:
            return self._view
        self._known = {path: self._known[path] for path in paths if path in self._known}
        self._tasks = {path: self._tasks[path] for path in paths if path in self._tasks}
        try:
            ledger = store.load(tree, self.name, lambda _, path: self._read(tree, path, digests.get(path, "")))
            return View(version, self._site(ledger, head))
        except LedgerError as fault:
            return View(version, None, fault)
        finally:
            tree.fresh.clear()

    def _head(self) -> str:
        try:
            return repository.find(self.root).head() or ""
        except LedgerError:
            return ""

    def _digest(self, tree: _Seen, path: str) -> str:
        """What tells one content of a file from another; empty where there is no file to be read."""
        try:
            found = os.stat(self.root / path)  # noqa: PTH116 - ten thousand files a look
        except OSError:
            return ""
        stat = (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)
        known = self._known.get(path)
        if known and known[0] == stat and known[1]:
            return known[2]
        settled = time.time_ns() - found.st_mtime_ns > _SETTLED
        try:
            data = tree.tree.read(path)
        except FileRefused:
            return ""
        digest = hashlib.sha256(data).hexdigest()
        self._known[path] = (stat, settled, digest)
        if known is None or known[2] != digest:
            tree.fresh[path] = data
        return digest

    def _read(self, tree: Tree, path: str, digest: str) -> ReadTask:
        known = self._tasks.get(path)
        if known is None or known[0] != digest or not digest:
            self.read_tasks += 1
            known = self._tasks[path] = (digest, store.read_task(tree, path))
        return known[1]

    def _site(self, ledger: Ledger, head: str) -> Site:
        if self._trail is None or self._trail[0] != head:
            made = site(ledger, self.options, self.root)
            self._trail = (head, made.trail)
            return made
        return Site(site(ledger, self.options).picture, self._trail[1], self.options)
