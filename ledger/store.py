"""Where a ledger lies on disk, and how it is read and written.

    tasks/<ledger>/ledger.yaml          settings
    tasks/<ledger>/units.yaml           registry of responsible units
    tasks/<ledger>/<list>/…/<number>.yaml

Reading goes through a ``Tree`` (the work tree here; a commit in ``gitrepo``), so that the same code reads
the ledger as it is and as it was. A broken file is a finding among others, never the end of the reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from ledger import codec, configfile, echoes, units, unitsfile, yamlfile
from ledger.diagnostics import Diagnostic, Level, declare
from ledger.errors import FileRefused, LedgerError, NotFound, UsageProblem
from ledger.model import Config, Record, Task
from ledger.periods import Period
from ledger.shapes import Reader
from ledger.system import write_bytes as write_bytes
from ledger.trees import FOLDER as FOLDER
from ledger.trees import Tree as Tree
from ledger.trees import WorkTree as WorkTree
from ledger.trees import find_root as find_root
from ledger.trees import ledger_names
from ledger.values import replace
from ledger.workdays import WorkCalendar

if TYPE_CHECKING:
    from ledger.taskline import Memory

CONFIG, REGISTRY, CALENDAR = "ledger.yaml", "units.yaml", "calendar.yaml"
SUBFOLDER_ABOVE, SUBFOLDER_SIZE = 200, 100
"""Lists longer than this are split: git walks small folders fast."""

names = ledger_names

UNREADABLE = declare(
    "S010",
    "unreadable-file",
    Level.ERROR,
    """文件打不开

    为什么要紧：打不开的文件里可能有任务或进展，漏掉了没有人会知道。

    错误写法：tasks/ 下放了没有读取权限的文件、断开的符号链接，或者指向台账以外的链接。

    正确写法：换成普通文件，给当前用户读取权限。
    """,
)


ReadTask = Callable[[Tree, str], tuple[Task | None, list[Diagnostic]]]
"""What ``read_task`` does."""

EMPTY_FILE = declare(
    "S011",
    "empty-task-file",
    Level.ERROR,
    """任务文件是空的

    为什么要紧：文件在，任务没了：情况表里少一行，催办漏一项。多半是保存时出了意外，或者内容全被注释掉了。

    错误写法：tasks/2020/main/037.yaml 里什么也没有，或只有注释。

    正确写法：从 git 取回上一版（git checkout HEAD -- 文件）；任务确实不要了就删掉文件。
    """,
)


@dataclass(frozen=True)
class Ledger:
    """One yearly ledger as it was read: settings, registry, tasks, and what was wrong with the files."""

    name: str
    config: Config
    registry: units.Registry
    records: tuple[Record, ...]
    findings: tuple[Diagnostic, ...] = ()
    tree: Tree = field(default=WorkTree(Path()), compare=False)

    @property
    def folder(self) -> str:
        """``tasks/2020``."""
        return f"{FOLDER}/{self.name}"

    @cached_property
    def by_id(self) -> dict[str, Record]:
        """The first record of each id."""
        found: dict[str, Record] = {}
        for record in self.records:
            found.setdefault(record.task.id, record)
        return found

    def of_list(self, name: str) -> tuple[Record, ...]:
        """The tasks of one list in the order of their numbers."""
        return tuple(record for record in self.records if record.list == name)


Settings = tuple[Config, units.Registry, list[Diagnostic]]
"""What ``load_settings`` gives."""


def load(
    tree: Tree,
    name: str,
    read: ReadTask | None = None,
    *,
    settings: Settings | None = None,
    wanted: Sequence[str] | None = None,
) -> Ledger:
    """Read a whole ledger. ``NotFound`` for an unknown name, ``LedgerError`` if its settings are unusable.

    ``read`` stands in for ``read_task`` where what was read before is kept, ``settings`` for ``load_settings`` where
    they are at hand; of the task files only those ``wanted`` are read.
    """
    read = read or read_task
    paths = files(tree, name)
    config, registry, wrong = settings or load_settings(tree, name, paths)
    findings = list(wrong)
    records: list[Record] = []
    for path in filter(is_task_file, paths) if wanted is None else wanted:
        task, found = read(tree, path)
        findings += found
        if task:
            records.append(record_of(path, task))
    return Ledger(name, config, registry, tuple(in_order(records, config)), tuple(findings), tree)


def files(tree: Tree, name: str) -> list[str]:
    """The paths of everything in a ledger's folder. ``NotFound`` for a name that is none."""
    base = f"{FOLDER}/{name}"
    paths = list(tree.files(base)) if _is_plain_name(name) else []
    if f"{base}/{CONFIG}" not in paths:
        known = "、".join(names(tree)) or "（一个都没有）"
        raise NotFound(f"没有台账“{name}”", f"现有台账：{known}")
    return paths


def is_task_file(path: str) -> bool:
    """Whether a file of a ledger's folder is read as a task: a YAML file below one of the folders inside."""
    return path.endswith((".yaml", ".yml")) and path.count("/") >= 3


def record_of(path: str, task: Task) -> Record:
    """A task with the list that its file lies in."""
    return Record(path, path.split("/", 3)[2], task)


def in_order(records: Iterable[Record], config: Config) -> list[Record]:
    """By list as the settings name them, then by number."""
    order = {listed: n for n, listed in enumerate(config.lists)}
    return sorted(records, key=lambda r: (order.get(r.list, len(order)), r.list, r.task.number, r.path))


def load_settings(tree: Tree, name: str, paths: Sequence[str]) -> Settings:
    """``ledger.yaml`` and ``units.yaml`` of a ledger with the files ``paths``, and every finding about the two.

    ``LedgerError`` when ``ledger.yaml`` is unusable.
    """
    base = f"{FOLDER}/{name}"
    value, found = read_yaml(tree, f"{base}/{CONFIG}")
    config, wrong = configfile.decode(value, name) if value is not None else (None, [])
    findings = found + [finding.in_file(f"{base}/{CONFIG}") for finding in echoes.read(found, wrong)]
    if config is None:
        first = next(iter(findings), None)
        line = f"第{first.where.line}行，" if first and first.where else ""
        raise LedgerError(
            f"{base}/{CONFIG} 用不了：{line}{first.message if first else '没有内容'}",
            (first.hint if first else "") or "写明 title、year、lists",
        )
    registry = units.Registry()
    if f"{base}/{REGISTRY}" in paths:
        value, found = read_yaml(tree, f"{base}/{REGISTRY}")
        findings += found
        if value is not None:
            registry, wrong = unitsfile.decode(value)
            findings += [finding.in_file(f"{base}/{REGISTRY}") for finding in echoes.read(found, wrong)]
    return config, registry, findings


def read_yaml(tree: Tree, path: str) -> tuple[yamlfile.Value, list[Diagnostic]]:
    """The values of one file and its findings, already named for the file."""
    try:
        data = tree.read(path)
    except FileRefused as refusal:
        return None, [UNREADABLE.at((), refusal.message, refusal.hint).in_file(path)]
    value, found = yamlfile.load(data)
    return value, [finding.in_file(path) for finding in found]


def read_task(tree: Tree, path: str) -> tuple[Task | None, list[Diagnostic]]:
    """One task file: the task if it could be read, and every finding, named for the file."""
    try:
        data = tree.read(path)
    except FileRefused as refusal:
        return None, [UNREADABLE.at((), refusal.message, refusal.hint).in_file(path)]
    task, found = task_of(data)
    return task, [finding.in_file(path) for finding in found]


def task_of(data: bytes, memory: Memory | None = None) -> tuple[Task | None, list[Diagnostic]]:
    """The task that the bytes of a file hold, and every finding, which names no file.

    ``memory`` (``taskline.Memory``) is for whoever reads many versions of the same files.
    """
    quick = at_once(data, memory)
    if quick is not None:
        return quick[0], []
    value, found = yamlfile.load(data)
    if value is None:
        return None, found or nothing_in_it()
    task, wrong = codec.decode(value)
    return task, found + echoes.read(found, wrong)


_FEW = 40
_asked = count()


def at_once(data: bytes, memory: Memory | None = None) -> tuple[Task, str] | None:
    """The task and the text of a file that ``taskline`` can read; ``None`` where the general way is to be taken.

    The first few files of a process go that way too: the patterns of ``taskline`` take as long to compile as
    they save with so many. Which way a file is read makes no difference to what is read.
    """
    if next(_asked) < _FEW:
        return None
    from ledger import taskline

    return taskline.read(data, memory)


def memory_for(files: int) -> Memory | None:
    """A memory for reading so many files of some versions; ``None`` where there is little to remember."""
    if files < 2 * _FEW:
        return None
    from ledger.taskline import Memory

    return Memory()


def nothing_in_it() -> list[Diagnostic]:
    """What is said of a task file that can be read and holds no value."""
    return [EMPTY_FILE.at((), "任务文件是空的，没有读到任务", "从 git 取回上一版；不要的任务就删掉文件")]


def load_calendar(tree: Tree) -> WorkCalendar:
    """The repository's own working days, ``tasks/calendar.yaml``: ``{off: [2027-01-01], work: [2027-01-24]}``.

    Absent, the published calendar alone. ``LedgerError`` when the file cannot be understood: a due date
    computed from half a calendar would be wrong in silence.
    """
    if f"{FOLDER}/{CALENDAR}" not in tree.files(FOLDER):
        return WorkCalendar()
    own, wrong = read_calendar(tree)
    if wrong:
        raise LedgerError(f"{FOLDER}/{CALENDAR} 用不了：{wrong[0].message}", wrong[0].hint)
    return WorkCalendar(own)


CALENDAR_KEYS = ("off", "work")


def read_calendar(tree: Tree) -> tuple[dict[date, bool], list[Diagnostic]]:
    """The days of ``tasks/calendar.yaml``, each with whether it is worked, and every finding, named for the file."""
    path = f"{FOLDER}/{CALENDAR}"
    value, found = read_yaml(tree, path)
    own, wrong = calendar_of(value) if value is not None else ({}, [])
    return own, found + [finding.in_file(path) for finding in echoes.read(found, wrong)]


def calendar_of(value: object) -> tuple[dict[date, bool], list[Diagnostic]]:
    """The same of the plain values of such a file."""
    reader = Reader()
    fields = reader.mapping(value, (), CALENDAR_KEYS)
    own: dict[date, bool] = {}
    for key, works in zip(CALENDAR_KEYS, (False, True), strict=True):
        for n, typed in enumerate(reader.texts(fields, key, ())):
            one = Reader()
            day = one.day({key: typed}, key, ())
            reader.found += [replace(finding, path=(key, n)) for finding in one.found]
            if day:
                own[day] = works
    return own, reader.found


def choose(tree: Tree, ledger: str | None, task: str | None = None, period: Period | None = None) -> str:
    """Which ledger is meant: named, or following from a task id, a period, or there being only one.

    ``NotFound`` when it does not exist, ``UsageProblem`` when it stays open.
    """
    known = names(tree)
    if ledger:
        if ledger not in known:
            raise NotFound(f"没有台账“{ledger}”", f"现有台账：{'、'.join(known) or '（一个都没有）'}")
        return ledger
    if task:
        named = [name for name in known if task.startswith(f"{name}-")]
        if named:
            return max(named, key=len)
        filed = re.search(rf"(?:^|/){FOLDER}/([^/]+)/[^/]+/", task.replace("\\", "/"))
        if filed and filed[1] in known:
            return filed[1]
    if period and str(period.year) in known:
        return str(period.year)
    of_year = [name for name in known if period and name.startswith(f"{period.year}-")]
    if len(of_year) == 1:
        return of_year[0]
    if len(known) == 1:
        return known[0]
    if not known:
        raise NotFound(f"{FOLDER}/ 下还没有台账", "用 taizhang import notice 文件 立一本")
    raise UsageProblem("没有说是哪本台账", f"加 --ledger，可选：{'、'.join(known)}")


def _refuse_unread(ledger: Ledger, listed: str | None, number: int) -> None:
    """``NotFound`` where the file that bears the number could not be read: another task must not be taken for it."""
    first = next((r for r in ledger.records if r.task.number == number and r.list == (listed or "main")), None)
    if first is not None or not ledger.findings:
        return
    read = {record.path for record in ledger.records}
    for finding in ledger.findings:
        folder, _, file = finding.file.removeprefix(f"{ledger.folder}/").partition("/")
        named = re.fullmatch(r"(?:.*/)?0*(\d{1,18})\.yaml", file)
        if finding.file not in read and named and int(named[1]) == number and listed in (None, folder):
            raise NotFound(
                f"{finding.file} 读不出来，不知道里面是什么任务：{finding.message}",
                "用 taizhang check 看怎样改，改好再来",
            )


def resolve(ledger: Ledger, name: str) -> Record:
    """The task named ``2020-main-037``, ``main/37``, ``37`` (附件1 first when several lists have 37), or by its file.

    ``NotFound`` with what is near; ``UsageProblem`` when a bare number fits several lists and none is ``main``.
    """
    if name in ledger.by_id:
        return ledger.by_id[name]
    if name.endswith(".yaml"):  # the file itself, as the shell completes it
        typed = name.replace("\\", "/")
        filed = next((r for r in ledger.records if f"/{typed}".endswith(f"/{r.path}")), None)
        if filed:
            return filed
    found = re.fullmatch(rf"(?:{re.escape(ledger.name)}-(?=[^/]*-)|)(?:([^/\s]+)[/-])?0*(\d{{1,18}})", name)
    if found:
        _refuse_unread(ledger, found[1], int(found[2]))
    found = re.fullmatch(r"(?:([^/\s]+)/)?0*(\d{1,18})", name)
    if not found:
        raise NotFound(f"台账 {ledger.name} 里没有任务“{name}”", "写法：2020-main-037、main/37 或 37")
    listed, number = found[1], int(found[2])
    records = [r for r in ledger.records if r.task.number == number and listed in (None, r.list)]
    if not records:
        where = f"清单 {listed}" if listed else f"台账 {ledger.name}"
        raise NotFound(f"{where} 里没有第 {number} 项", f"清单有：{'、'.join(ledger.config.lists)}")
    if len({record.list for record in records}) > 1:
        main = [record for record in records if record.list == "main"]
        if not main:
            options = "、".join(f"{record.list}/{number}" for record in records)
            raise UsageProblem(f"有几个第 {number} 项", f"写清是哪个清单：{options}")
        records = main
    return records[0]


def task_path(ledger: str, listed: str, number: int, size: int) -> str:
    """Where task ``number`` of a list of ``size`` tasks is filed: ``tasks/2020/main/037.yaml``."""
    width = max(3, len(str(size)))
    folder = f"{FOLDER}/{ledger}/{listed}"
    if size > SUBFOLDER_ABOVE:
        first = (number - 1) // SUBFOLDER_SIZE * SUBFOLDER_SIZE + 1
        folder += f"/{first:0{width}}-{first + SUBFOLDER_SIZE - 1:0{width}}"
    return f"{folder}/{number:0{width}}.yaml"


def task_id(ledger: str, listed: str, number: int) -> str:
    """The id a task gets when it is made: ``2020-main-037``."""
    return f"{ledger}-{listed}-{number:03}"


def _is_plain_name(name: str) -> bool:
    return bool(name) and not re.search(r"[/\\\0]|^\.", name)
