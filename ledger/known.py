"""Loading a ledger with the help of the cache: only files with new content are parsed.

Each task is kept under the name of its bytes, so it is found again whatever the file is called and in whatever
commit it stands. Who looks for one unit or leader asks a table of names first and decodes only their tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING

from ledger import packing, store, twins
from ledger.cache import Cache
from ledger.diagnostics import Diagnostic
from ledger.errors import FileRefused
from ledger.model import Task
from ledger.snapshot import Snapshot
from ledger.store import Ledger, ReadTask, Tree
from ledger.units import Registry
from ledger.values import Struct, field

if TYPE_CHECKING:
    from ledger.taskline import Memory

_TASK, _NAMES = "task", "names"
Progress = Callable[[int, int], None]
"""Is told how many files are done, and of how many."""
_AT_ONCE = 500
"""Files whose kept tasks are fetched together."""


class _Kept(Struct, frozen=True):
    """What ``store.read_task`` gives for some bytes, the findings without a file."""

    task: Task | None
    findings: tuple[Diagnostic, ...] = ()


class Only(Struct, frozen=True):
    """Whose tasks are wanted; empty for everybody's."""

    unit: str = ""
    leader: str = ""


class _Register(Struct, frozen=True):
    """Whom the files of a ledger name, as written. A file is its place in ``paths``.

    Columns, and a list of places for each name: asking for one unit costs a look at each name, not at each file.
    """

    paths: list[str] = field(default_factory=list)
    blobs: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    units: dict[str, list[int]] = field(default_factory=dict)
    """Responsible and reporting units."""
    leaders: dict[str, list[int]] = field(default_factory=dict)
    faulty: list[int] = field(default_factory=list)
    ties: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """``same_as`` of those that have some: which tasks speak for each other."""

    def known(self, blobs: Mapping[str, str]) -> set[int]:
        """The files that are still as they were."""
        now = list(map(blobs.get, self.paths))
        if now == self.blobs:  # as a rule
            return set(range(len(now)))
        return {place for place, (one, other) in enumerate(zip(now, self.blobs, strict=False)) if one == other}

    def meant(self, known: set[int], only: Only, registry: Registry) -> set[int]:
        """Of the ``known`` files those that name this unit and this leader, with the twins of their tasks."""
        meant = known
        if only.unit:  # by name, or as a member of a group
            meant = meant & _places(self.units, lambda name: _is_or_has(registry, name, only.unit))
        if only.leader:
            leader = only.leader.replace(" ", "")
            meant = meant & _places(self.leaders, lambda name: name.replace(" ", "") == leader)
        ties = {self.ids[place]: others for place, others in self.ties.items() if place in known}
        if ties and meant:
            # a task may be reported under its twin, which nobody has asked for
            near = twins.linked(ties, [self.ids[place] for place in meant])
            meant = meant | {place for place in known if self.ids[place] in near}
        return meant

    def renewed(self, known: set[int], new: Iterable[tuple[str, Task, bool]], blobs: Mapping[str, str]) -> _Register:
        """Only the ``known`` files, and the ``new`` ones: path, task, whether something is wrong with the file."""
        place = {old: n for n, old in enumerate(sorted(known))}

        def moved(column: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
            left = {name: [place[n] for n in places if n in place] for name, places in column.items()}
            return {name: places for name, places in left.items() if places}

        found = _Register(
            paths=[self.paths[n] for n in place],
            blobs=[self.blobs[n] for n in place],
            ids=[self.ids[n] for n in place],
            units=moved(self.units),
            leaders=moved(self.leaders),
            faulty=[place[n] for n in self.faulty if n in place],
            ties={place[n]: others for n, others in self.ties.items() if n in place},
        )
        for path, task, is_faulty in new:
            n = len(found.paths)
            found.paths.append(path)
            found.blobs.append(blobs[path])
            found.ids.append(task.id)
            for column, names in ((found.units, _units(task)), (found.leaders, task.leaders)):
                for name in dict.fromkeys(names):
                    column.setdefault(name, []).append(n)
            if is_faulty:
                found.faulty.append(n)
            if task.same_as:
                found.ties[n] = task.same_as
        return found


def _places(column: Mapping[str, Sequence[int]], is_meant: Callable[[str], bool]) -> set[int]:
    return {place for name, places in column.items() if is_meant(name) for place in places}


def _is_or_has(registry: Registry, named: str, unit: str) -> bool:
    return any(registry.same(unit, one) for one in (named, *(registry.members(named) or ())))


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
    def __init__(
        self,
        tree: Snapshot,
        name: str,
        cache: Cache,
        progress: Progress | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.progress = progress
        self.memory = memory
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
        register = self._register()
        known = register.known(self.tree.blobs)
        wanted = self._wanted(register, known, only) if only != Only() else None
        paths = self.paths if wanted is None else wanted
        read = told(self.ahead(paths), self.progress, len(paths)) if self.progress else self.ahead(paths)
        loaded = store.load(self.tree, self.name, read, settings=self.settings, wanted=wanted)
        self.store_new()
        self._keep(register, known, loaded)
        return loaded

    def ahead(self, paths: Sequence[str], *, learn: bool = True) -> ReadTask:
        """``read`` for whoever asks for ``paths`` in about this order: some hundred are fetched at a time, so that what
        is kept of all of them never lies in memory at once. Without ``learn`` what had to be parsed is not kept.
        """
        place = {path: n for n, path in enumerate(paths)}
        end = -1

        def read(tree: Tree, path: str) -> tuple[Task | None, list[Diagnostic]]:
            nonlocal end
            n = place.get(path, 0)
            if not learn:
                self.new.clear()
            if not end - _AT_ONCE <= n < end:
                self.store_new()
                end = n + _AT_ONCE
                some = (self.tree.blob(one) for one in paths[n:end])
                self.kept = self.cache.get_many(_TASK, {blob for blob in some if blob})
            return self.read(tree, path)

        return read

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
            task, found = store.task_of(data, self.memory)
            known = _Kept(task, tuple(found))
            if blob and path not in self.tree.strayed:
                self.new[blob] = known
        return known.task, [finding.in_file(path) for finding in known.findings]

    def _register(self) -> _Register:
        stored = self.cache.get(_NAMES, self.name)
        return (packing.unpack(stored, _Register) if stored else None) or _Register()

    def _wanted(self, register: _Register, known: set[int], only: Only) -> list[str] | None:
        """The files that name whom we look for, and those nothing is known of yet; ``None`` for all."""
        if len(known) < len(self.paths) // 2:
            return None
        meant = register.meant(known, only, self.settings[1])
        if not meant:
            return None
        wanted = {register.paths[place] for place in known.intersection(meant.union(register.faulty))}
        if len(known) < len(self.paths):
            wanted |= set(self.paths).difference(register.paths[place] for place in known)
        return sorted(wanted)

    def store_new(self) -> None:
        """What was parsed since the last time goes into the cache."""
        packed = {}
        for blob, kept in self.new.items():
            with suppress(UnicodeEncodeError):
                packed[blob] = packing.pack(kept)
        self.cache.put_many(_TASK, packed)
        self.new.clear()

    def _keep(self, register: _Register, known: set[int], loaded: Ledger) -> None:
        """What is known of whom the files name, with what was read now."""
        there = {register.paths[place] for place in known}
        faulty = {finding.file for finding in loaded.findings}
        new = [
            (record.path, record.task, record.path in faulty)
            for record in loaded.records
            if record.path not in there and self.tree.blob(record.path)
        ]
        if new or len(known) < len(register.paths):
            with suppress(UnicodeEncodeError):
                self.cache.put(_NAMES, self.name, packing.pack(register.renewed(known, new, self.tree.blobs)))


@contextmanager
def reader(
    tree: Snapshot,
    cache: Cache,
    progress: Progress | None = None,
    *,
    learn: bool = True,
    memory: Memory | None = None,
) -> Iterator[ReadTask]:
    """``store.read_task`` with the help of the cache, for whoever lets go of each task before the next.

    So memory does not grow with the ledger. ``progress`` is told of all task files, of every ledger. ``learn``: see
    ``_Loading.ahead``; ``memory``: see ``store.task_of``.
    """
    paths = [path for path in tree.files(store.FOLDER) if store.is_task_file(path)] if cache.is_on or progress else []
    if not cache.is_on and memory is None:
        yield told(store.read_task, progress, len(paths)) if progress else store.read_task
        return
    learn = learn and cache.is_on
    loading = _Loading(tree, "", cache, memory=memory)
    read = loading.ahead(paths, learn=learn)
    yield told(read, progress, len(paths)) if progress else read
    if learn:
        loading.store_new()


def _units(task: Task) -> tuple[str, ...]:
    reporting = (name for entry in task.progress for name in (entry.unit, *entry.joint))
    return tuple(dict.fromkeys((*task.units.all, *reporting)))
