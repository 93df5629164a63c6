"""Sealed periods: is every tag what it was, and has any record changed since without a correction?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ledger import echoes, sealing, store
from ledger import historyrules as rules
from ledger.audit.held import Held, Names, Reader, Version
from ledger.cache import open_at
from ledger.diagnostics import Diagnostic, Level, Path
from ledger.gitrepo.tags import Tag, merged
from ledger.gitrepo.tree import CommitTree
from ledger.history.values import flat, words
from ledger.model import Record, Task
from ledger.periods import Period
from ledger.snapshot import Snapshot

_SHOWN = 24


def findings(
    now: CommitTree,
    records: Sequence[Record],
    ledger: str,
    tags: Sequence[Tag],
    *,
    complete: bool,
    files: Snapshot | None = None,
    reading: Sequence[Diagnostic] = (),
) -> Iterator[Diagnostic]:
    """Everything that is wrong with the seals of a ledger, seen from the commit ``now`` with its ``records``.

    ``files`` is where the records were read when that is not ``now`` itself: the work tree, edits and all.
    ``complete`` is false for a shallow clone, in which a commit that is not there proves nothing. ``reading`` is what
    is told anyway about reading the files: what cannot be read is then not told again as gone.
    """
    settings = f"{store.FOLDER}/{ledger}/{store.CONFIG}"
    for finding in _chain(tags, complete=complete):
        yield finding.in_file(settings)
    blobs = {r.path: now.blob(r.path) if files is None else _blob(now, files, r.path) for r in records}
    tasks: dict[str, Task | None] = {blobs[record.path]: record.task for record in records}
    with open_at(now.root) as cache:
        unread = _Unread.of(now if files is None else files, records, reading)
        known = Reader(now.root, ledger, tasks, cache)
        periods = [period for tag in tags if (period := sealing.period_of(tag)) is not None]
        changed = _Changed(known, _Present.of(records, blobs, periods), unread)
        yield from _of_tags(now, changed, tags, complete=complete)


def _blob(now: CommitTree, files: Snapshot, path: str) -> str:
    """What this repository calls the content of a file that lies in the work tree."""
    known = files.blob(path)
    return known if len(known) == len(now.commit.name) else now.blob_of(files.read(path))


def _of_tags(now: CommitTree, changed: _Changed, tags: Sequence[Tag], *, complete: bool) -> Iterator[Diagnostic]:
    ledger = changed.reader.ledger
    settings = f"{store.FOLDER}/{ledger}/{store.CONFIG}"
    behind = (
        merged(now.repository, f"{sealing.PREFIX}/{ledger}/", now.commit.name) if complete and tags else frozenset()
    )
    for tag in tags:
        period = sealing.period_of(tag)
        if period is None:
            continue
        wrong = _tag(tag)
        if wrong:
            yield wrong.in_file(settings)
        if not tag.commit:
            continue
        if complete and tag.name not in behind:
            yield rules.REWRITTEN.at(
                (),
                f"{period} 封存时的提交 {tag.commit[:10]} 不在现在的历史上，历史被改写过",
                "从服务器取回原来的分支；确实要换历史，由负责人说明后重新封存",
            ).in_file(settings)
        sealed = changed.reader.version(tag.commit, period)
        stated = tag.said("Digest")
        if not wrong and stated and stated[0] != sealed.digest:
            yield rules.SEAL_MOVED.at(
                (), f"标签 {tag.name} 写的摘要和它指向的记录对不上，标签不是原来封存的那一个", _RESTORE
            ).in_file(settings)
        changed.compare(sealed, tag.commit, period)
    yield from changed.findings(settings)


_RESTORE = "git fetch --tags --force 从服务器取回原来的标签"


def _tag(tag: Tag) -> Diagnostic | None:
    if not tag.annotated:
        return rules.SEAL_MOVED.at((), f"标签 {tag.name} 没有封存说明，不是 seal 建的", _RESTORE)
    said = tag.said("Commit")
    if not said or not tag.said("Digest"):
        return rules.SEAL_MOVED.at((), f"标签 {tag.name} 的说明里没有提交和摘要，不是 seal 建的", _RESTORE)
    if said[0] != tag.commit:
        where = f"现在指向 {tag.commit[:10]}" if tag.commit else "现在指向的不是提交"
        return rules.SEAL_MOVED.at((), f"标签 {tag.name} 被移动过：封存的是 {said[0][:10]}，{where}", _RESTORE)
    return None


def _chain(tags: Sequence[Tag], *, complete: bool) -> Iterator[Diagnostic]:
    """What later seals say of earlier ones; a shallow clone need not have fetched those."""
    known: Mapping[str, Tag] = {tag.name: tag for tag in tags}
    told: set[str] = set()
    for tag in tags:
        for said in tag.said("Previous"):
            name, _, named = said.partition(" ")
            there = known.get(name)
            fine = there.object == named if there else not complete
            if fine or said in told:
                continue
            told.add(said)
            what = "不见了，被删除或改名" if there is None else "被重建过，不是当时的那一个"
            yield rules.SEAL_MOVED.at((), f"{tag.name} 封存时有标签 {name}，现在{what}", _RESTORE)


@dataclass(frozen=True)
class _Unread:
    """The files that are there and hold no task that can be read, and the fields of others that are not read whole."""

    files: frozenset[str] = frozenset()
    fields: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tree: store.Tree, records: Sequence[Record], reading: Sequence[Diagnostic]) -> _Unread:
        wrong: dict[str, list[Diagnostic]] = {}
        for finding in reading:
            if finding.level is Level.ERROR:
                wrong.setdefault(finding.file, []).append(finding)
        read = {record.path for record in records}
        fields = {
            path: echoes.unread(found, store.read_yaml(tree, path)[0]) for path, found in wrong.items() if path in read
        }
        return cls(frozenset(wrong.keys() - read), fields)


@dataclass(frozen=True)
class _Present:
    """The tasks as they are now by their ids; git's names of their contents; one name for their records of a period."""

    tasks: Mapping[str, Record]
    blobs: Mapping[str, str]
    records: Mapping[str, Mapping[Period, str]]

    @classmethod
    def of(cls, records: Sequence[Record], blobs: Mapping[str, str], periods: Sequence[Period]) -> _Present:
        tasks: dict[str, Record] = {}
        for record in records:
            tasks.setdefault(record.task.id, record)
        names = Names(periods)
        named = {identity: names.of(record.task) for identity, record in tasks.items()}
        return cls(tasks, {identity: blobs[record.path] for identity, record in tasks.items()}, named)

    def reads_alike(self, sealed: Held, period: Period) -> bool:
        """Whether a task's records of the period certainly say what was sealed."""
        if self.blobs[sealed.id] == sealed.blob:
            return True
        # a correction of the unit or the period gives sealed fields other names: then each is looked at
        acts = self.tasks[sealed.id].task.changes
        return self.records[sealed.id].get(period, "") == sealed.records and not any(
            act.kind in sealing.ALLOWED and act.renames for act in acts
        )


class _Changed:
    """What changed in sealed records, gathered over all seals: a month is sealed with its year too."""

    def __init__(self, reader: Reader, present: _Present, unread: _Unread) -> None:
        self.reader = reader
        self._now = present
        self._present = present.tasks
        self._unread = unread
        self._lost: dict[tuple[str, str], list[str]] = {}
        self._wrong: dict[tuple[str, str, str, str], list[str]] = {}
        self._new: dict[str, list[str]] = {}

    def compare(self, sealed: Version, commit: str, period: Period) -> None:
        """Remember what one seal has otherwise than the records that are there now."""
        otherwise: list[Held] = []
        for held in sealed.tasks:
            if held.id in self._present:
                if not self._now.reads_alike(held, period):
                    otherwise.append(held)
            elif held.records and held.path not in self._unread.files:
                self._lost.setdefault((held.id, held.path), []).append(str(period))
        for held, before in self.reader.tasks(commit, otherwise) if otherwise else ():
            after = self._present[held.id]
            hidden = self._unread.fields.get(after.path, frozenset())
            for wrong in sealing.unexplained(before, after.task, period):
                if wrong.field.partition("/")[0] not in hidden or (wrong.before and wrong.after):
                    key = (held.id, wrong.field, wrong.before, wrong.after)
                    self._wrong.setdefault(key, []).append(str(period))
        there = {held.id for held in sealed.tasks}
        for identity, named in self._now.records.items():
            if identity not in there and period in named:
                self._new.setdefault(identity, []).append(str(period))

    def findings(self, settings: str) -> Iterator[Diagnostic]:
        """One finding for each file that is gone, each record that is gone or new, and each field that changed."""
        for (identity, path), periods in self._lost.items():
            yield rules.SEALED_CHANGED.at(
                (),
                f"{'、'.join(periods)} 封存的任务 {identity}（{path}）不见了或读不出来",
                f"用 taizhang log {identity} 看是哪次提交，把文件取回",
            ).in_file(settings)
        told: set[tuple[str, str]] = set()
        for (identity, name, before, after), periods in self._wrong.items():
            record = self._present[identity]
            head = "/".join(name.split("/")[: 3 if name.startswith("progress/") else 2])
            if not after and not any(one.startswith(f"{head}/") for one in flat(record.task)):
                if (identity, head) in told:
                    continue
                told.add((identity, head))
                what = f"{head} 整条不见了（原来写着“{_short(before)}”）"
            else:
                what = f"{name} 由“{_short(before)}”变成“{_short(after)}”"
            yield rules.SEALED_CHANGED.at(
                place(record.task, name),
                f"{'、'.join(periods)} 封存以后，{identity} 的 {what}，没有相应的更正登记",
                f"用 taizhang log {identity} 看是哪次提交；改回去，再用 taizhang correct 更正",
            ).in_file(record.path)
        for identity, periods in self._new.items():
            yield rules.SEALED_CHANGED.at(
                (),
                f"{'、'.join(periods)} 封存以后，新的任务 {identity} 里写了这一期的记录",
                "删去这一期的记录，写进下一期",
            ).in_file(self._present[identity].path)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return (flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…") or "（空）"


def place(task: Task, name: str) -> Path:
    """Where a field stands in the file: the entry or review it belongs to; the top for one that is gone."""
    head, *rest = name.split("/")
    found: Path = (head,) if head in ("progress", "reviews") and getattr(task, str(head)) else ()
    if head == "progress":
        for n, entry in enumerate(task.progress):
            if [str(entry.period), entry.unit] == rest[:2]:
                return (head, n, rest[2]) if len(rest) == 3 and words(getattr(entry, rest[2], None)) else (head, n)
    if head == "reviews":
        for n, review in enumerate(task.reviews):
            if str(review.period) == rest[0]:
                return (head, n)
    return found
