"""Loading a ledger with the help of the cache: only files with new content are parsed.

Each task is kept under the name of its bytes, so it is found again whatever the file is called and in whatever
commit it stands. Who looks for one unit or leader asks a table of names first and decodes only their tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cached_property

from ledger import packing, store, twins
from ledger.cache import Cache
from ledger.diagnostics import Diagnostic
from ledger.errors import FileRefused
from ledger.model import Task
from ledger.snapshot import Snapshot
from ledger.store import Ledger, ReadTask, Tree
from ledger.units import Registry
from ledger.values import Struct

_TASK, _NAMES = "task", "names"
Progress = Callable[[int, int], None]
"""Is told how many files are done, and of how many."""
_AT_ONCE = 500
"""Files whose kept tasks are fetched together by ``reader``."""


class _Kept(Struct, frozen=True):
    """What ``store.read_task`` gives for some bytes, the findings without a file."""

    task: Task | None
    findings: tuple[Diagnostic, ...] = ()


class _Names(Struct, frozen=True):
    """Whom a file names, as written: its responsible and reporting units, its leaders; and whether it has faults.

    ``id`` and ``same_as`` say which tasks speak for each other.
    """

    blob: str
    units: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    faulty: bool = False
    id: str = ""
    same_as: tuple[str, ...] = ()


class Only(Struct, frozen=True):
    """Whose tasks are wanted; empty for everybody's."""

    unit: str = ""
    leader: str = ""


def load(tree: Snapshot, name: str, cache: Cache, only: Only | None = None, progress: Progress | None = None) -> Ledger:
    """``store.load``; with ``only`` at least the tasks that a unit or leader has to do with, with their twins, and all
    findings.

    Where nobody of that name is found the whole ledger is given, so that whoever asked can say what is near.
    """
    with packing.without_pauses():
        if not cache.is_on:
            read: ReadTask | None = None
            if progress:
                files = filter(store.is_task_file, tree.files(f"{store.FOLDER}/{name}"))
                read = told(store.read_task, progress, sum(1 for _ in files))
            return store.load(tree, name, read)
        return _Loading(tree, name, cache, progress).ledger(only or Only())


def told(read: ReadTask, progress: Progress, total: int) -> ReadTask:
    """``read``, which tells how many files it has read."""
    done = 0

    def counting(tree: Tree, path: str) -> tuple[Task | None, list[Diagnostic]]:
        nonlocal done
        found = read(tree, path)
        done += 1
        progress(done, total)
        return found

    return counting


class _Loading:
    def __init__(self, tree: Snapshot, name: str, cache: Cache, progress: Progress | None = None) -> None:
        self.progress = progress
        self.tree = tree
        self.name = name
        self.cache = cache
        self.kept: Mapping[str, bytes] = {}
        self.new: dict[str, _Kept] = {}

    @cached_property
    def settings(self) -> store.Settings:
        """The ledger's own two files and what is wrong with them."""
        return store.load_settings(self.tree, self.name, store.files(self.tree, self.name))

    @cached_property
    def paths(self) -> list[str]:
        """The task files of the ledger."""
        return [path for path in store.files(self.tree, self.name) if store.is_task_file(path)]

    def ledger(self, only: Only) -> Ledger:
        names = self._names()
        wanted = self._wanted(names, only) if only != Only() else None
        paths = self.paths if wanted is None else wanted
        self.kept = self.cache.get_many(_TASK, {blob for path in paths if (blob := self.tree.blob(path))})
        read = told(self.read, self.progress, len(paths)) if self.progress else self.read
        loaded = store.load(self.tree, self.name, read, settings=self.settings, wanted=wanted)
        self._keep(names, loaded)
        return loaded

    def read(self, _: Tree, path: str) -> tuple[Task | None, list[Diagnostic]]:
        """See ``store.read_task``; what is not kept is parsed and remembered in ``new``."""
        blob = self.tree.blob(path)
        stored = self.kept.get(blob)
        known = packing.unpack(stored, _Kept) if stored else None
        if known is None:
            try:
                data = self.tree.read(path)
            except FileRefused as refusal:
                return None, [store.UNREADABLE.at((), refusal.message, refusal.hint).in_file(path)]
            task, found = store.task_of(data)
            known = _Kept(task, tuple(found))
            if blob and path not in self.tree.strayed:
                self.new[blob] = known
        return known.task, [finding.in_file(path) for finding in known.findings]

    def _names(self) -> dict[str, _Names]:
        stored = self.cache.get(_NAMES, self.name)
        return (packing.unpack(stored, dict[str, _Names]) if stored else None) or {}

    def _wanted(self, names: Mapping[str, _Names], only: Only) -> list[str] | None:
        """The files that name whom we look for, and those nothing is known of yet; ``None`` for all."""
        known = {path: each for path in self.paths if (each := names.get(path)) and each.blob == self.tree.blob(path)}
        if len(known) < len(self.paths) // 2:
            return None
        is_meant = _matcher(self.settings[1], only)
        meant = {path for path, each in known.items() if is_meant(each)}
        if not meant:
            return None
        ties = {each.id: each.same_as for each in known.values() if each.same_as}
        if ties:
            # a task may be reported under its twin, which nobody has asked for
            near = twins.linked(ties, [known[path].id for path in meant])
            meant = {path for path, each in known.items() if path in meant or each.id in near}
        return [path for path in self.paths if path not in known or path in meant or known[path].faulty]

    def store_new(self) -> None:
        """What was parsed since the last time goes into the cache."""
        packed = {}
        for blob, kept in self.new.items():
            with suppress(UnicodeEncodeError):
                packed[blob] = packing.pack(kept)
        self.cache.put_many(_TASK, packed)
        self.new.clear()

    def _keep(self, names: dict[str, _Names], loaded: Ledger) -> None:
        self.store_new()
        now = {path: each for path in self.paths if (each := names.get(path)) and each.blob == self.tree.blob(path)}
        faulty = {finding.file for finding in loaded.findings}
        for record in loaded.records:
            if record.path not in now and (blob := self.tree.blob(record.path)):
                now[record.path] = _names_of(blob, record.task, record.path in faulty)
        if now != names:
            with suppress(UnicodeEncodeError):
                self.cache.put(_NAMES, self.name, packing.pack(now))


@contextmanager
def reader(tree: Snapshot, cache: Cache, progress: Progress | None = None, *, learn: bool = True) -> Iterator[ReadTask]:
    """``store.read_task`` with the help of the cache, for whoever lets go of each task before the next.

    Some hundred files are asked for at a time, so memory does not grow with the ledger. ``progress`` is told of all
    task files, of every ledger. Without ``learn`` what had to be parsed is not kept.
    """
    paths = [path for path in tree.files(store.FOLDER) if store.is_task_file(path)] if cache.is_on or progress else []
    if not cache.is_on:
        yield told(store.read_task, progress, len(paths)) if progress else store.read_task
        return
    place = {path: n for n, path in enumerate(paths)}
    loading = _Loading(tree, "", cache)
    end = -1

    def read(_: Tree, path: str) -> tuple[Task | None, list[Diagnostic]]:
        nonlocal end
        n = place.get(path, 0)
        if not learn:
            loading.new.clear()
        if not end - _AT_ONCE <= n < end:
            loading.store_new()
            end = n + _AT_ONCE
            loading.kept = cache.get_many(_TASK, {blob for one in paths[n:end] if (blob := tree.blob(one))})
        return loading.read(tree, path)

    yield told(read, progress, len(paths)) if progress else read
    if learn:
        loading.store_new()


def _names_of(blob: str, task: Task, faulty: bool) -> _Names:
    return _Names(blob, _units(task), task.leaders, faulty, task.id, task.same_as)


def _units(task: Task) -> tuple[str, ...]:
    reporting = (name for entry in task.progress for name in (entry.unit, *entry.joint))
    return tuple(dict.fromkeys((*task.units.all, *reporting)))


def _matcher(registry: Registry, only: Only) -> Callable[[_Names], bool]:
    """Whether a file may be meant: by name, or as a member of a group. Each name is compared once."""
    leader = only.leader.replace(" ", "")
    judged: dict[str, bool] = {}

    def is_unit(named: str) -> bool:
        if named not in judged:
            members = registry.members(named) or ()
            judged[named] = any(registry.same(only.unit, one) for one in (named, *members))
        return judged[named]

    def matches(names: _Names) -> bool:
        return (not only.unit or any(map(is_unit, names.units))) and (
            not leader or any(leader == known.replace(" ", "") for known in names.leaders)
        )

    return matches
