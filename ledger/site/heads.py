"""What the pages need of every task apart from its reports, kept by content: only new files are read whole.

The lists, tables and the search of a dashboard speak of all tasks, and of each they need little. That little of ten
thousand tasks is read in one piece; the tasks themselves are read when their own page is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ledger import packing, store
from ledger.cache import Cache
from ledger.diagnostics import Diagnostic
from ledger.model import EMPTY, Record, Task
from ledger.periods import Period
from ledger.site.edition import Cut, confirm_settings, internal, linked
from ledger.site.facts import Reported, Source, settings_of
from ledger.snapshot import Snapshot
from ledger.store import Ledger, ReadTask
from ledger.values import replace

_KIND = "site-heads"


@dataclass(frozen=True, slots=True)
class _Head:
    """A file: its task without what is long, when reports begin, the last period of each kind, and its faults.

    ``id`` is there also of a task that a public edition does not show.
    """

    task: Task | None
    begun: date | None = None
    ends: tuple[Period, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    id: str = ""


class Heads:
    """The heads of a ledger's files; ``read`` (``known.reader``) reads what is not kept.

    Of a ``public`` edition every task is cut as soon as it is read: nothing internal gets as far as a head.
    """

    def __init__(self, tree: Snapshot, name: str, cache: Cache, read: ReadTask, *, public: bool = False) -> None:
        self._tree, self._name, self._cache, self._read = tree, name, cache, read
        self._paths = store.files(tree, name)
        self.config, self.registry, self._findings = store.load_settings(tree, name, self._paths)
        self._cut = Cut.of(self.config) if public else None
        self._kind = f"{_KIND} {self._cut.name}" if self._cut else _KIND
        stored = cache.get(self._kind, name)
        self._kept = (packing.unpack(stored, dict[str, _Head]) if stored else None) or {}
        self._found: dict[str, _Head] = {}
        self._ids: set[str] = set()
        self.faults = 0
        """How many findings there are, in a public edition as in any other."""

    def source(self) -> Source:
        """The ledger of heads, and the way to each whole task. Errors as of ``store.load`` and ``published``."""
        findings, config, cut = list(self._findings), self.config, self._cut
        records: list[Record] = []
        heads: list[_Head] = []
        for path in filter(store.is_task_file, self._paths):
            head = self._head(path)
            heads.append(head)
            findings += [finding.in_file(path) for finding in head.findings]
            if head.task:
                records.append(store.record_of(path, head.task))
        self.faults = len(findings)
        self._ids = {record.task.id for record in records}
        settings = settings_of(config, self.registry)
        if cut:
            folder = f"{store.FOLDER}/{self._name}"
            confirm_settings(folder, config, findings, {head.id for head in heads if head.id})
            config, findings = cut.config(config), []
            records = [replace(record, task=linked(record.task, self._ids)) for record in records]
        ordered = tuple(store.in_order(records, config))
        ledger = Ledger(self._name, config, self.registry, ordered, tuple(findings), self._tree)
        hidden = internal(self.config) if cut else ()
        reported = _reported(heads, config.reporting.every)
        return Source(ledger, reported, self.whole, settings, cut is not None, hidden)

    def whole(self, record: Record) -> Record:
        """The task of a head with everything; a file that broke since it was listed stays as far as it is known."""
        task, _ = self._read(self._tree, record.path)
        if task and self._cut:
            task = self._cut.task(task)
            task = linked(task, self._ids) if task else None
        return replace(record, task=task or record.task)

    def tasks(self) -> Iterator[Task]:
        """Every task as it is, what is internal included, one after another."""
        for path in filter(store.is_task_file, self._paths):
            task, _ = self._read(self._tree, path)
            if task:
                yield task

    def keep(self) -> None:
        """Leave what was read to the next run; to be called only when the files still are what they were."""
        if self._found.keys() != self._kept.keys():
            with suppress(UnicodeEncodeError):
                self._cache.put(self._kind, self._name, packing.pack(self._found))

    def _head(self, path: str) -> _Head:
        blob = self._tree.blob(path)
        head = self._kept.get(blob) if blob else None
        if head is None:
            head = self._of(*self._read(self._tree, path))
        if blob:
            self._found[blob] = head
        return head

    def _of(self, task: Task | None, findings: Sequence[Diagnostic]) -> _Head:
        plain = tuple(finding.in_file("") for finding in findings)
        if task is None:
            return _Head(None, findings=plain)
        shown = self._cut.task(task) if self._cut else task
        if shown is None:
            return _Head(None, findings=plain, id=task.id)
        ends: dict[str, Period] = {}
        for entry in shown.progress:
            kind = entry.period.kind
            ends[kind] = max(ends.get(kind, entry.period), entry.period)
        begun = min((entry.period.begin for entry in shown.progress), default=None)
        return _Head(_short(shown), begun, tuple(ends.values()), plain, task.id)


def _short(task: Task) -> Task:
    return replace(
        task,
        deadline="",
        goal="",
        indicators=(),
        plan=EMPTY,
        progress=(),
        reviews=(),
        changes=(),
        waivers=(),
        other=EMPTY,
        note="",
    )


def _reported(heads: Sequence[_Head], every: str) -> Reported:
    ends = {period for head in heads if head.task for period in head.ends}
    rhythm = [period for period in ends if period.kind == every]
    return Reported(
        max(rhythm or ends, default=None, key=lambda period: period.sort_key),
        min((head.begun for head in heads if head.task and head.begun), default=None),
    )
