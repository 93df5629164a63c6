"""From what was typed to ledgers: opens both sides, reads of them only what can differ, and compares.

Two commits are told apart by the names git gives their files, so a comparison reads the files that changed and
no others; only two different periods need every task.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ledger import store
from ledger.cache import Cache, open_at
from ledger.compare.ledgers import Comparison, compare
from ledger.compare.sides import SEALED, Side, Sides
from ledger.errors import FileRefused, LedgerError, NotFound, UsageProblem
from ledger.gitrepo.tree import Commit, CommitTree, fork
from ledger.known import reader
from ledger.model import Record
from ledger.snapshot import Snapshot, take
from ledger.store import CONFIG, FOLDER, REGISTRY, Ledger, Tree, WorkTree
from ledger.values import Struct, replace

if TYPE_CHECKING:
    from ledger.taskline import Memory


class Named(Struct, frozen=True):
    """A side as it was found: what to call it, and the commit it is, if it is one."""

    side: Side
    commit: Commit | None = None

    @property
    def label(self) -> str:
        """Short and unmistakable: ``2020-03``, ``2020-03@sealed``, ``HEAD~3``, 工作区."""
        return self.side.typed or (str(self.side.period) if self.side.period else "工作区")

    @property
    def title(self) -> str:
        """As a document says it: 2020年3月（提交 1a2b3c4d5e，2020-05-09）."""
        where = f"提交 {self.commit.short}，{self.commit.made:%Y-%m-%d}" if self.commit else "工作区"
        if self.side.period:
            return f"{self.side.period.chinese}（{where}）"
        if self.commit and self.side.typed and not self.commit.name.startswith(self.side.typed):
            return f"{self.side.typed}（{where}）"
        return where

    @property
    def author(self) -> str:
        """Who made the commit; empty for the work tree."""
        return self.commit.author if self.commit else ""

    @property
    def made(self) -> datetime | None:
        """When, with the author's offset from UTC; ``None`` for the work tree."""
        return self.commit.made if self.commit else None


class Result(Struct, frozen=True):
    """A comparison with the names of its sides, the ledgers it is about, and what could not be compared."""

    before: Named
    after: Named
    comparison: Comparison
    ledgers: tuple[tuple[Ledger, Ledger], ...] = ()
    notes: tuple[str, ...] = ()


class Filters(Struct, frozen=True):
    """Which tasks are compared; every part that is given must hold."""

    ledger: str = ""
    listed: str = ""
    unit: str = ""
    task: str = ""

    def wanted(self, ledgers: tuple[Ledger, Ledger]) -> Callable[[Record], bool] | None:
        """Whether a record is asked about; ``None`` when all are."""
        if not (self.listed or self.unit or self.task):
            return None
        number = re.fullmatch(r"(?:([^/\s]+)/)?0*(\d{1,18})", self.task)

        def fits(record: Record) -> bool:
            if self.listed and record.list != self.listed:
                return False
            if self.task and record.task.id != self.task:
                in_list = number and number[1] in (None, record.list)
                if not (number and in_list and record.task.number == int(number[2])):
                    return False
            return not self.unit or any(_concerns(ledger, record, self.unit) for ledger in ledgers)

        return fits


def run(
    root: Path,
    sides: Sides,
    filters: Filters,
    *,
    exact: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Compare what was asked for, in the ledger repository at ``root``.

    ``NotFound`` for a commit, ledger, list, unit or task that neither side knows; ``UsageProblem`` where the
    question stays open. A file that cannot be read on one side is left out and said in ``notes``.
    """
    with open_at(root) as cache, _opened(root, sides, filters.ledger, cache) as (before, after):
        pairs: list[tuple[Ledger, Ledger]] = []
        notes: list[str] = []
        whole = Comparison()
        for one, other in _names(before, after, filters.ledger):
            pair = _load(before, after, one, other, notes, cache, filters.task)
            _check_years(before, after, pair)
            pairs.append(pair)
            whole += compare(
                *pair,
                period_before=before.named.side.period,
                period_after=after.named.side.period,
                exact=exact,
                wanted=filters.wanted(pair),
                unit=filters.unit,
                progress=progress,
            )
        if not whole.tasks:
            _check_filters(before, after, pairs, filters)
        return Result(before.named, after.named, whole, tuple(pairs), tuple(dict.fromkeys([*notes, *whole.notes])))


def _check_years(before: _Open, after: _Open, pair: tuple[Ledger, Ledger]) -> None:
    for side, ledger in zip((before, after), pair, strict=True):
        period = side.named.side.period
        if period and period.year != ledger.config.year:
            raise UsageProblem(
                f"台账 {ledger.name} 是{ledger.config.year}年的，没有 {period} 这一期",
                f"两边都写{ledger.config.year}年的周期，或用 --ledger 换一本",
            )


# ---------------------------------------------------------------------- opening


class _Open(Struct, frozen=True):
    named: Named
    tree: Snapshot


@dataclass
class _opened:  # noqa: N801 - used as a function, in a with statement
    """Both sides as trees; the reading processes end with the block."""

    root: Path
    sides: Sides
    ledger: str
    cache: Cache

    def __enter__(self) -> tuple[_Open, _Open]:
        before, after = self._in_commits(self.sides.before), self._in_commits(self.sides.after)
        work = WorkTree(self.root)
        after_tree = self._tree(after, work)
        if self.sides.since_fork:
            here = CommitTree(self.root, "HEAD").repository
            before = before._replace(revision=fork(here, self._revision(before), self._revision(after)).name)
        same = self._revision(before) == self._revision(after) and not self.sides.since_fork
        before_tree = after_tree if same else self._tree(before, work)
        self.trees = (before_tree, after_tree)
        listed = take(after_tree, FOLDER, self.cache)
        first = listed if before_tree is after_tree else take(before_tree, FOLDER, self.cache)
        return _named(before, first), _named(after, listed)

    def __exit__(self, *_: object) -> None:
        for tree in self.trees:
            if isinstance(tree, CommitTree):
                tree.close()

    def _in_commits(self, side: Side) -> Side:
        """Of a bare repository, which has no work tree, a period is read from the last commit."""
        if side.revision or (self.root / FOLDER).is_dir():
            return side
        if side.period is None:
            raise UsageProblem(
                "这是裸仓库，没有工作区，两边都要写明", "写成 taizhang diff HEAD~1 HEAD，或 diff 2020-03 2020-04"
            )
        return side._replace(revision="HEAD")

    def _tree(self, side: Side, work: WorkTree) -> Tree:
        revision = self._revision(side)
        if not revision:
            return work
        try:
            return CommitTree(self.root, revision)
        except NotFound as failure:
            if side.revision == SEALED and side.period:
                raise NotFound(
                    f"{side.period} 还没有封存（没有标签 {revision}）",
                    f"先运行 taizhang seal {side.period}；在别处封存过的，git fetch --tags 取回标签；或写明提交",
                ) from failure
            raise

    def _revision(self, side: Side) -> str:
        if side.revision != SEALED or side.period is None:
            return side.revision
        if self.ledger:
            return f"{SEALED}/{self.ledger}/{side.period}"
        if (self.root / FOLDER).is_dir():
            name = store.choose(WorkTree(self.root), None, period=side.period)
        else:
            with CommitTree(self.root, "HEAD") as last:
                name = store.choose(last, None, period=side.period)
        return f"{SEALED}/{name}/{side.period}"


def _named(side: Side, tree: Snapshot) -> _Open:
    return _Open(Named(side, tree.tree.commit if isinstance(tree.tree, CommitTree) else None), tree)


def _names(before: _Open, after: _Open, wanted: str) -> list[tuple[str, str]]:
    """The ledgers to compare, by their names on both sides."""
    if before.named.side.period or after.named.side.period:
        return [
            (
                store.choose(before.tree, wanted or None, period=before.named.side.period),
                store.choose(after.tree, wanted or None, period=after.named.side.period),
            )
        ]
    known = sorted({*store.names(before.tree), *store.names(after.tree)})
    if wanted and wanted not in known:
        raise NotFound(f"两边都没有台账“{wanted}”", f"现有台账：{'、'.join(known) or '（一个都没有）'}")
    return [(name, name) for name in known if not wanted or name == wanted]


# ---------------------------------------------------------------------- reading


def _load(
    before: _Open, after: _Open, one: str, other: str, notes: list[str], cache: Cache, task: str = ""
) -> tuple[Ledger, Ledger]:
    found = _of_task(before, after, one, other, cache, task) if task else None
    if found is not None:
        return found
    across = before.named.side.period != after.named.side.period
    if before.tree is after.tree and one == other:
        # one state: only two different periods of it need its tasks
        paths = list(after.tree.files(f"{FOLDER}/{other}")) if across else []
        ledger = _ledger(after.tree, other, paths, cache)
        if ledger is None:
            raise NotFound(f"没有台账“{other}”", "用 taizhang list 查看")
        _unread(ledger, notes, after.named)
        return ledger, ledger
    paths_a, paths_b = list(before.tree.files(f"{FOLDER}/{one}")), list(after.tree.files(f"{FOLDER}/{other}"))
    if not across and one == other:
        same = _equal(before.tree, after.tree, set(paths_a) & set(paths_b))
        paths_a, paths_b = ([path for path in paths if path not in same] for paths in (paths_a, paths_b))
    memory = store.memory_for(len(paths_a) + len(paths_b))  # most of a file is on both sides
    first = _ledger(before.tree, one, paths_a, cache, memory)
    second = _ledger(after.tree, other, paths_b, cache, memory)
    if first is None or second is None:
        present = first or second
        if present is None:
            raise LedgerError(f"台账 {other} 两边都读不出来", "用 taizhang check 查看问题")
        empty = Ledger(present.name, present.config, present.registry, ())
        return first or empty, second or empty
    lost_a, lost_b = _unread(first, notes, before.named), _unread(second, notes, after.named)
    return _without(first, lost_b), _without(second, lost_a)


def _of_task(
    before: _Open, after: _Open, one: str, other: str, cache: Cache, task: str
) -> tuple[Ledger, Ledger] | None:
    """The part of both ledgers in the files named for the number of ``task``, if that is all there is of it.

    ``None`` where a side has the task elsewhere or not at all: it was renamed, is new, or is gone, and then every
    file that changed is read.
    """
    number = re.fullmatch(r"(?:([^/\s]+)/|\S*-)?0*(\d{1,18})", task)
    if not number:
        return None
    listed, place = number[1], int(number[2])
    wanted = Filters(task=task).wanted
    found: list[Ledger] = []
    for side, name in ((before, one), (after, other)):
        if found and before.tree is after.tree and one == other:
            return found[0], found[0]
        paths = [path for path in side.tree.files(f"{FOLDER}/{name}") if _is_numbered(path, listed, place)]
        ledger = _ledger(side.tree, name, paths, cache) if paths else None
        fits = wanted((ledger, ledger)) if ledger else None
        if ledger is None or fits is None or len(ledger.records) < len(paths):
            return None
        of_task = tuple(filter(fits, ledger.records))
        if not of_task or (task not in ledger.by_id and len(of_task) < len(ledger.records)):
            return None
        found.append(replace(ledger, records=of_task))
    ids = [{record.task.id for record in ledger.records} for ledger in found]
    return (found[0], found[1]) if ids[0] == ids[1] else None


def _is_numbered(path: str, listed: str | None, number: int) -> bool:
    stem = PurePosixPath(path).stem
    in_list = store.is_task_file(path) and listed in (None, path.split("/")[2])
    return in_list and stem.isdecimal() and int(stem) == number


def _ledger(tree: Snapshot, name: str, paths: list[str], cache: Cache, memory: Memory | None = None) -> Ledger | None:
    """The part of a ledger in these files, with its settings; ``None`` where the side has no such ledger."""
    settings = [f"{FOLDER}/{name}/{CONFIG}", f"{FOLDER}/{name}/{REGISTRY}"]
    existing = {*tree.files(f"{FOLDER}/{name}")} & {*settings}
    if settings[0] not in existing:
        return None
    chosen = sorted({*paths, *existing})
    part = Snapshot(tree.tree, {path: tree.blob(path) for path in chosen}, chosen)
    if isinstance(tree.tree, CommitTree):
        tree.tree.expect(chosen)
    # what a commit held is asked about once: keeping what is parsed takes longer than parsing it again
    with reader(part, cache, learn=not isinstance(tree.tree, CommitTree), memory=memory) as read:
        return store.load(part, name, read)


def _equal(one: Snapshot, other: Snapshot, paths: set[str]) -> set[str]:
    """The files that are the same on both sides, byte for byte."""
    return {path for path in sorted(paths) if _same(one, other, path)}


def _same(one: Snapshot, other: Snapshot, path: str) -> bool:
    first, second = one.blob(path), other.blob(path)
    if first and second and len(first) == len(second):
        return first == second
    try:  # a repository may name contents by another hash than the listing of the work tree
        return one.read(path) == other.read(path)
    except FileRefused:
        return False


def _unread(ledger: Ledger, notes: list[str], named: Named) -> set[str]:
    """Task files that gave no task."""
    read = {record.path for record in ledger.records}
    lost = {
        path
        for path in ledger.tree.files(ledger.folder)
        if path.endswith((".yaml", ".yml")) and len(PurePosixPath(path).parts) >= 4 and path not in read
    }
    notes += (f"{path} 在“{named.label}”一边读不出来，没有比较" for path in sorted(lost))
    return lost


def _without(ledger: Ledger, paths: set[str]) -> Ledger:
    """What cannot be read on one side is neither new nor gone on the other."""
    if not paths:
        return ledger
    return replace(ledger, records=tuple(record for record in ledger.records if record.path not in paths))


# ---------------------------------------------------------------------- filters


def _concerns(ledger: Ledger, record: Record, unit: str) -> bool:
    """Whether a unit is responsible, by name or as a member of a group, or has reported on the task."""
    registry, task = ledger.registry, record.task
    for name in task.units.all:
        if registry.same(unit, name) or any(registry.same(unit, one) for one in registry.members(name) or ()):
            return True
    return any(registry.same(unit, name) for entry in task.progress for name in (entry.unit, *entry.joint))


def _check_filters(before: _Open, after: _Open, pairs: list[tuple[Ledger, Ledger]], filters: Filters) -> None:
    """Nothing was found: because nothing changed, or because what was asked for does not exist?"""
    if not pairs or not (filters.listed or filters.unit or filters.task):
        return
    whole = [
        store.load(side.tree, ledger.name)
        for side, ledger in ((before, pairs[0][0]), (after, pairs[0][1]))
        if f"{FOLDER}/{ledger.name}/{CONFIG}" in set(side.tree.files(f"{FOLDER}/{ledger.name}"))
    ]
    if filters.listed and not any(filters.listed in ledger.config.lists for ledger in whole):
        known = dict.fromkeys(name for ledger in whole for name in ledger.config.lists)
        raise NotFound(f"没有清单“{filters.listed}”", f"可选：{'、'.join(known)}")
    if filters.unit and not any(
        ledger.registry.knows(filters.unit) or any(_concerns(ledger, record, filters.unit) for record in ledger.records)
        for ledger in whole
    ):
        near = next((found for ledger in whole if (found := ledger.registry.suggest(filters.unit))), "")
        raise NotFound(f"没有责任单位“{filters.unit}”", f"是不是 {near}？" if near else "用 taizhang stats 看全部单位")
    if filters.task:
        for n, ledger in enumerate(whole):
            try:
                store.resolve(ledger, filters.task)
            except UsageProblem:
                return
            except NotFound:
                if n == len(whole) - 1:
                    raise
            else:
                return
