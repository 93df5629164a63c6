"""What the pages need of every task apart from its reports, kept by content: only new files are read whole.

The lists, tables and the search of a dashboard speak of all tasks, and of each they need little. That little of ten
thousand tasks is read in one piece; the tasks themselves are read when their own page is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from ledger import packing, store
from ledger.cache import Cache
from ledger.diagnostics import Diagnostic
from ledger.model import EMPTY, Record, Task
from ledger.periods import Period
from ledger.site.facts import Reported, Source
from ledger.snapshot import Snapshot
from ledger.store import Ledger, ReadTask
from ledger.values import replace

_KIND = "site-heads"


@dataclass(frozen=True, slots=True)
class _Head:
    """A file: its task without what is long, when reports begin, the last period of each kind, and its faults."""

    task: Task | None
    begun: date | None = None
    ends: tuple[Period, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


class Heads:
    """The heads of a ledger's files; ``known.reader`` reads what is not kept."""

    def __init__(self, tree: Snapshot, name: str, cache: Cache, read: ReadTask) -> None:
        self._tree, self._name, self._cache, self._read = tree, name, cache, read
        stored = cache.get(_KIND, name)
        self._kept = (packing.unpack(stored, dict[str, _Head]) if stored else None) or {}
        self._found: dict[str, _Head] = {}

    def source(self) -> Source:
        """The ledger of heads, and the way to each whole task. Errors as of ``store.load``."""
        tree, paths = self._tree, store.files(self._tree, self._name)
        config, registry, findings = store.load_settings(tree, self._name, paths)
        records: list[Record] = []
        heads: list[_Head] = []
        for path in filter(store.is_task_file, paths):
            head = self._head(path)
            heads.append(head)
            findings += [finding.in_file(path) for finding in head.findings]
            if head.task:
                records.append(store.record_of(path, head.task))
        ledger = Ledger(self._name, config, registry, tuple(store.in_order(records, config)), tuple(findings), tree)
        return Source(ledger, _reported(heads, config.reporting.every), self.whole)

    def whole(self, record: Record) -> Record:
        """The task of a head with everything; a file that broke since it was listed stays as far as it is known."""
        task, _ = self._read(self._tree, record.path)
        return replace(record, task=task or record.task)

    def keep(self) -> None:
        """Leave what was read to the next run; to be called only when the files still are what they were."""
        if self._found.keys() != self._kept.keys():
            with suppress(UnicodeEncodeError):
                self._cache.put(_KIND, self._name, packing.pack(self._found))

    def _head(self, path: str) -> _Head:
        blob = self._tree.blob(path)
        head = self._kept.get(blob) if blob else None
        if head is None:
            head = _of(*self._read(self._tree, path))
        if blob:
            self._found[blob] = head
        return head


def _of(task: Task | None, findings: Sequence[Diagnostic]) -> _Head:
    plain = tuple(finding.in_file("") for finding in findings)
    if task is None:
        return _Head(None, findings=plain)
    ends: dict[str, Period] = {}
    for entry in task.progress:
        kind = entry.period.kind
        ends[kind] = max(ends.get(kind, entry.period), entry.period)
    short = replace(
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
    begun = min((entry.period.begin for entry in task.progress), default=None)
    return _Head(short, begun, tuple(ends.values()), plain)


def _reported(heads: Sequence[_Head], every: str) -> Reported:
    ends = {period for head in heads if head.task for period in head.ends}
    rhythm = [period for period in ends if period.kind == every]
    return Reported(
        max(rhythm or ends, default=None, key=lambda period: period.sort_key),
        min((head.begun for head in heads if head.task and head.begun), default=None),
    )
