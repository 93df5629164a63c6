"""What lies open in an editor, beside the ledgers on disk, and what ``check`` says of it.

The text in a buffer always counts, never the file under it. A file is parsed when its text has changed and at no
other time: a key press costs one parse of one file, saving costs a look at the dates of the others. Judging one
file takes the rules about a task; the rules that compare tasks are asked on ``review``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ledger import codec, configfile, echoes, store, units, unitsfile, yamlfile
from ledger.audit.present import changed_since_sealed
from ledger.checks import base, shifts, waivers
from ledger.diagnostics import Diagnostic, Level, in_order
from ledger.editor import schema
from ledger.editor.words import Words
from ledger.editor.words import of as words_of
from ledger.errors import FileRefused, LedgerError
from ledger.model import Config, Record, Task

REMINDERS = "reminders.yaml"
Stamp = tuple[int, int, int] | str
"""What tells one state of a file from another: its date, size and inode on disk, or the text in the buffer."""


def kind_of(path: str) -> str:
    """``task``, ``ledger``, ``units``, ``calendar`` or ``other``; empty for a file that is no ledger's."""
    parts = PurePosixPath(path).parts
    if len(parts) < 2 or parts[0] != store.FOLDER or not path.endswith((".yaml", ".yml")):
        return ""
    if len(parts) == 2:
        return "calendar" if parts[1] == store.CALENDAR else ""
    if len(parts) == 3:
        return {store.CONFIG: "ledger", store.REGISTRY: "units", REMINDERS: "other"}.get(parts[2], "")
    return "task"


@dataclass(frozen=True)
class Buffers:
    """A ``store.Tree``: the files on disk, with the open texts in their place."""

    disk: store.WorkTree
    texts: dict[str, str]

    def files(self, under: str) -> Iterator[str]:
        """See ``store.Tree.files``."""
        # a copy: the review of a whole ledger runs beside the typing
        mine = {path for path in list(self.texts) if path.startswith(f"{under}/")}
        return iter(sorted({*self.disk.files(under), *mine}))

    def read(self, path: str) -> bytes:
        """See ``store.Tree.read``."""
        text = self.texts.get(path)
        return self.disk.read(path) if text is None else text.encode("utf-8", "surrogatepass")

    def stamp(self, path: str) -> Stamp | None:
        """The state of a file now; ``None`` where there is none."""
        text = self.texts.get(path)
        if text is not None:
            return text
        try:
            found = (self.disk.root / path).stat()
        except OSError:
            return None
        return (found.st_mtime_ns, found.st_size, found.st_ino)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file as it was read: its plain value, the task in it, and what is wrong with its writing."""

    stamp: Stamp
    value: object
    task: Task | None
    findings: tuple[Diagnostic, ...]


@dataclass
class Shelf:
    """One ledger: its settings as they were last usable, its tasks as they were last read."""

    name: str
    config: Config | None = None
    registry: units.Registry = field(default_factory=units.Registry)
    stamps: tuple[Stamp | None, Stamp | None] | None = None
    ledger: store.Ledger | None = None
    words: Words = field(default_factory=Words)
    between: dict[str, list[Diagnostic]] | None = None
    """Findings of the rules that compare tasks, by file, as of the last review; ``None`` before it."""
    schemas: dict[str, schema.Schema] = field(default_factory=dict)


class Desk:
    """The open buffers of one repository, and the ledgers around them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.buffers: dict[str, str] = {}
        self.tree = Buffers(store.WorkTree(root), self.buffers)
        self.parses: Counter[str] = Counter()
        """How often each file was parsed: what a test counts."""
        self._sheets: dict[str, Sheet] = {}
        self._last: dict[str, Task] = {}
        self._shelves: dict[str, Shelf] = {}

    # -------------------------------------------------------------- buffers

    def put(self, path: str, text: str) -> None:
        """A buffer was opened or has changed; nothing is read yet."""
        self.buffers[path] = text

    def drop(self, path: str) -> None:
        """A buffer was closed: the file on disk counts again."""
        self.buffers.pop(path, None)

    def text(self, path: str) -> str | None:
        """The text of a file, from its buffer or from disk; ``None`` when it cannot be read as text."""
        found = self.buffers.get(path)
        if found is not None:
            return found
        try:
            return self.tree.read(path).decode("utf-8")
        except (FileRefused, UnicodeDecodeError):
            return None

    # -------------------------------------------------------------- reading

    def shelf(self, path: str) -> Shelf | None:
        """The ledger a file belongs to, its settings read; ``None`` for a file of no ledger."""
        parts = PurePosixPath(path).parts
        if len(parts) < 3 or parts[0] != store.FOLDER:
            return None
        name = parts[1]
        if name not in self._shelves:
            folder = f"{store.FOLDER}/{name}"
            if self.tree.stamp(f"{folder}/{store.CONFIG}") is None:
                return None
            self._shelves[name] = Shelf(name)
        shelf = self._shelves[name]
        self._settings(shelf)
        return shelf

    def _settings(self, shelf: Shelf) -> None:
        """Settings and registry, read again when their text has changed; what cannot be used changes nothing."""
        folder = f"{store.FOLDER}/{shelf.name}"
        paths = f"{folder}/{store.CONFIG}", f"{folder}/{store.REGISTRY}"
        stamps = (self.tree.stamp(paths[0]), self.tree.stamp(paths[1]))
        if stamps == shelf.stamps:
            return
        shelf.stamps = stamps
        config = configfile.decode(self.sheet(paths[0]).value, shelf.name)[0] if stamps[0] is not None else None
        shelf.config = config or shelf.config
        if stamps[1] is not None:
            value = self.sheet(paths[1]).value
            if isinstance(value, dict):
                shelf.registry = unitsfile.decode(value)[0]
        shelf.schemas.clear()

    def sheet(self, path: str) -> Sheet:
        """One file as it is now, parsed only when its text has changed since the last time."""
        stamp = self.tree.stamp(path)
        known = self._sheets.get(path)
        if known is not None and known.stamp == stamp:
            return known
        sheet = self._sheets[path] = self.read(path, stamp)
        if sheet.task is not None:
            self._last[path] = sheet.task
        return sheet

    def read(self, path: str, stamp: Stamp | None = None) -> Sheet:
        """Read and decode one file."""
        self.parses[path] += 1
        text = self.buffers.get(path)
        if text is None:
            value, found = store.read_yaml(self.tree, path)
        else:
            value, found = yamlfile.load(text)
            found = [*self._of_bytes(path, text, found), *found]
        task = None
        if kind_of(path) == "task" and value is not None:
            task, wrong = codec.decode(value)
            found = [*found, *echoes.read(found, wrong)]
        return Sheet(stamp or "", value, task, tuple(finding.in_file(path) for finding in found))

    def _of_bytes(self, path: str, text: str, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """What only the bytes on disk can tell of a buffer that shows them: encoding, byte order mark."""
        try:
            data = self.tree.disk.read(path)
        except FileRefused:
            return []
        if data.isascii() or data.decode("utf-8", "replace").removeprefix("\ufeff") != text.removeprefix("\ufeff"):
            return []
        said = {finding.code for finding in found}
        return [one for one in yamlfile.load(data)[1] if one.code in ("Y020", "Y022") and one.code not in said]

    def load(self, name: str) -> Shelf | None:
        """A whole ledger as it is now; files that have not changed are not parsed again. ``None`` for no ledger."""
        folder = f"{store.FOLDER}/{name}"
        shelf = self.shelf(f"{folder}/{store.CONFIG}")
        if shelf is None or shelf.config is None:
            return shelf
        records: list[Record] = []
        found: list[Diagnostic] = []
        paths = list(self.tree.files(folder))
        for path in paths:
            kind = kind_of(path)
            if not kind or kind == "other":
                continue
            sheet = self.sheet(path)
            found += sheet.findings
            if sheet.task:
                records.append(Record(path, PurePosixPath(path).parts[2], sheet.task))
        for gone in [path for path in list(self._sheets) if path.startswith(f"{folder}/") and path not in set(paths)]:
            del self._sheets[gone]
        order = {listed: n for n, listed in enumerate(shelf.config.lists)}
        records.sort(key=lambda r: (order.get(r.list, len(order)), r.list, r.task.number, r.path))
        shelf.ledger = store.Ledger(name, shelf.config, shelf.registry, tuple(records), tuple(found), self.tree)
        shelf.words = words_of(shelf.ledger)
        shelf.schemas.clear()
        return shelf

    # -------------------------------------------------------------- judging

    def judge(self, path: str) -> list[Diagnostic]:
        """What ``check`` says of one file, without comparing tasks anew; empty for a file of no ledger."""
        kind = kind_of(path)
        if not kind or self.tree.stamp(path) is None:
            return []
        sheet, shelf = self.sheet(path), self.shelf(path)
        found = list(sheet.findings)
        between = list((shelf.between or {}).get(path, ())) if shelf else []
        if kind == "calendar":
            found += store.calendar_of(sheet.value)[1] if sheet.value is not None else []
        elif kind == "units" and sheet.value is not None:
            found += unitsfile.decode(sheet.value)[1]
        elif kind == "ledger" and sheet.value is not None:
            found += configfile.decode(sheet.value, PurePosixPath(path).parts[1])[1]
        elif kind == "task" and shelf and shelf.config:
            return self._judge_task(path, sheet, shelf, between)
        return in_order(_once(finding.in_file(path) for finding in [*found, *between]))

    def _judge_task(self, path: str, sheet: Sheet, shelf: Shelf, between: list[Diagnostic]) -> list[Diagnostic]:
        config = shelf.config
        if sheet.task is None or config is None:
            return in_order(_once([*sheet.findings, *between]))
        record = Record(path, PurePosixPath(path).parts[2], sheet.task)
        alone = store.Ledger(shelf.name, config, shelf.registry, (record,), (), self.tree)
        context = base.Context(config, shelf.registry)
        said = [finding.in_file(path) for finding in base.task_findings(sheet.task, context)]
        judged = {check.rule.code for check in base.chosen(base.task_checks(), context)}
        if shelf.between is not None:
            judged |= {check.rule.code for check in base.chosen(base.ledger_checks(), context)}
        kept = waivers.apply(alone, [*said, *between], judged, base.Choice())
        kept = [finding for finding in kept if finding.file == path]
        if any(finding.level is Level.ERROR for finding in sheet.findings):
            kept = echoes.judged(shifts.in_file(kept, sheet.task, sheet.value), sheet.findings, sheet.value)
        return in_order(_once([*sheet.findings, *kept]))

    def review(self, name: str) -> None:
        """Ask the rules that compare tasks, and the seals, about a whole ledger; ``judge`` then knows their answers."""
        shelf = self.load(name)
        if shelf is None or shelf.ledger is None:
            return
        between: dict[str, list[Diagnostic]] = {}
        context = base.Context(shelf.ledger.config, shelf.registry)
        for finding in base.ledger_findings(shelf.ledger, context):
            between.setdefault(finding.file, []).append(finding)
        try:
            past = changed_since_sealed(self.root, self.tree, [name])
        except LedgerError:
            past = []
        for finding in past:
            between.setdefault(finding.file, []).append(finding)
        shelf.between = between

    def shelves(self) -> list[Shelf]:
        """The ledgers that were looked at so far."""
        return list(self._shelves.values())

    def names(self) -> list[str]:
        """The ledgers of the repository."""
        return store.names(self.tree)

    def schema_of(self, path: str) -> schema.Schema | None:
        """The schema of a file with the words of its ledger, built once after each change of them."""
        kind, shelf = kind_of(path), self.shelf(path)
        if kind not in schema.KINDS:
            return None
        if shelf is None:
            return schema.for_words(Words(), kind)
        if kind not in shelf.schemas:
            shelf.schemas[kind] = schema.for_words(self.words(shelf), kind)
        return shelf.schemas[kind]

    def task_of(self, path: str) -> Task | None:
        """The task of a file as it was last judged: of a text that is broken just now, the one before."""
        known = self._sheets.get(path)
        if known is not None and known.task is not None:
            return known.task
        return self._last.get(path)

    def words(self, shelf: Shelf) -> Words:
        """The words of a ledger: of all its tasks once they were read, until then of its settings and registry."""
        if shelf.ledger is None and shelf.config is not None and not shelf.words.name:
            bare = store.Ledger(shelf.name, shelf.config, shelf.registry, ())
            shelf.words = words_of(bare)
        return shelf.words


def _once(findings: Iterator[Diagnostic] | Sequence[Diagnostic]) -> list[Diagnostic]:
    return list(dict.fromkeys(findings))
