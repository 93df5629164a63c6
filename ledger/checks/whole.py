"""A whole ledger as ``check`` sees it: read, judged, and never the end of the work.

Settings that cannot be used stop every other command; here they are a finding among others, and the task
files are read all the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ledger import configfile, echoes, shapes, store, unitsfile
from ledger.checks import base, records, shifts, waivers
from ledger.diagnostics import Diagnostic, Level, declare, in_order
from ledger.errors import LedgerError
from ledger.periods import Period
from ledger.values import Struct

NO_SETTINGS = declare(
    "R033",
    "folder-without-settings",
    Level.ERROR,
    """目录里有任务文件，却没有 ledger.yaml

    为什么要紧：没有 ledger.yaml 的目录不算台账，里面的任务不会被读到，也不会出现在任何表里。

    错误写法：

        tasks/2020/main/037.yaml        # 没有 tasks/2020/ledger.yaml

    正确写法：

        tasks/2020/ledger.yaml
        tasks/2020/main/037.yaml
    """,
)


ODD_GRADE = declare(
    "R041",
    "unknown-reminder-grade",
    Level.WARNING,
    """催办登记里的级别，规则里没有

    为什么要紧：下一次催办发哪一级，是照上一次的级别往上数的；写错了，第二次就发成了最后一次，通报里也会印出“第9次催办”。

    错误写法（tasks/2020/reminders.yaml，催办共三级）：

        - {period: 2020-04, unit: 区住建局, grade: 9, on: 2020-05-12, until: 2020-05-14, tasks: [2020-main-001]}

    正确写法：

        - {period: 2020-04, unit: 区住建局, grade: 1, on: 2020-05-12, until: 2020-05-14, tasks: [2020-main-001]}

    有几级，看 ledger.yaml 的 rules.reminders；没有写的，是三级。
    """,
)


def run(
    ledger: base.Ledger,
    *,
    on: date | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    period: Period | None = None,
) -> list[Diagnostic]:
    """Every finding about a ledger, those of reading it included, sorted by place; waivers are applied.

    ``on`` is the day asked about: rules that compare with today stay silent when it is ``None``. With a ``period``
    what is about others is left out; the rules are asked about all of it all the same.
    Raises ``UsageProblem`` for a word in ``select`` or ``ignore`` that names no rule.
    """
    choice = base.Choice.of(select, ignore)
    context = base.Context(ledger.config, ledger.registry, on)
    found = [finding for finding in ledger.findings if choice.takes(finding.code)]
    checks = base.chosen(base.task_checks(), context, choice)
    for record in ledger.records:
        for check in checks:
            for each in check.find(record.task, context):
                finding = check.rule.at(each.path, each.message, each.hint, level=each.level)
                found.append(finding.in_file(record.path))
    found.extend(base.ledger_findings(ledger, context, choice))
    wanted = base.Context(ledger.config, ledger.registry, on, period)
    return in_order(waivers.apply(ledger, found, base.ran(choice, on), choice, wanted))


class Checked(Struct, frozen=True):
    """What was found in one ledger, and which files were read."""

    name: str
    findings: tuple[Diagnostic, ...]
    files: frozenset[str]


def check(
    tree: store.Tree,
    name: str,
    *,
    on: date | None = None,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    period: Period | None = None,
) -> Checked:
    """Read and judge one ledger of ``tree``. ``NotFound`` for a name that is none; see ``run`` for the rest."""
    folder = f"{store.FOLDER}/{name}"
    own = {f"{folder}/{store.CONFIG}", f"{folder}/{store.REGISTRY}"}
    try:
        ledger = store.load(tree, name)
    except LedgerError as failure:
        if name not in store.names(tree):
            raise
        choice = base.Choice.of(select, ignore)
        found, read = _without_settings(tree, folder, failure)
        return Checked(name, tuple(in_order(f for f in found if choice.takes(f.code))), frozenset(read | own))
    found = _in_files(ledger, run(ledger, on=on, select=select, ignore=ignore, period=period))
    read = {record.path for record in ledger.records} | {finding.file for finding in ledger.findings}
    return Checked(name, tuple(found), frozenset(read | own))


def folders_without_settings(tree: store.Tree) -> list[Diagnostic]:
    """Folders under ``tasks/`` that hold task files and are no ledger: nothing in them would ever be read."""
    known = set(store.names(tree))
    first: dict[str, str] = {}
    for path in tree.files(store.FOLDER):
        parts = path.split("/")
        if len(parts) > 2 and parts[1] not in known and path.endswith((".yaml", ".yml")):
            first.setdefault(parts[1], path)
    hint = f"补上 {store.CONFIG}，或从 git 取回；不是台账就移到 {store.FOLDER}/ 以外"
    return [
        NO_SETTINGS.at((), f"{store.FOLDER}/{name} 里没有 {store.CONFIG}，里面的文件都没有读", hint).in_file(path)
        for name, path in first.items()
    ]


def beside_the_tasks(tree: store.Tree) -> list[Diagnostic]:
    """What is wrong with the files that no ledger's reading opens: working days, notices that were sent, strays."""
    from ledger import reminders  # with due dates and the words of rules, which no other check needs

    found: list[Diagnostic] = []
    for path in tree.files(store.FOLDER):
        parts = path.split("/")
        if path == f"{store.FOLDER}/{store.CALENDAR}":
            found += store.read_calendar(tree)[1]
        elif len(parts) == 3 and parts[2] == reminders.REGISTER:
            found += reminders.read_register(tree, path)[1]
            found += _odd_grades(tree, path)
        elif len(parts) == 2 and parts[1][0].isdigit() and path.endswith((".yaml", ".yml")):
            hint = f"移到台账的清单目录下，如 {store.FOLDER}/2020/main/"
            found.append(records.UNREAD_FILE.at((), f"{parts[1]} 不在台账目录里，没有读", hint).in_file(path))
    return found


def _odd_grades(tree: store.Tree, path: str) -> list[Diagnostic]:
    """Notices of grades that the rules of their ledger do not know."""
    from ledger import rulebook

    settings = f"{path.rpartition('/')[0]}/{store.CONFIG}"
    value = store.read_yaml(tree, settings)[0] if settings in tree.files(path.rpartition("/")[0]) else None
    steps = rulebook.decode(value.get("rules") if isinstance(value, dict) else None)[0].reminders
    noted = store.read_yaml(tree, path)[0]
    names = "、".join(f"{n}（{step.name}）" for n, step in enumerate(steps, 1))
    return [
        ODD_GRADE.at((n, "grade"), f"没有第{grade}次催办，催办只有{len(steps)}级", f"写成 {names} 中的一个").in_file(
            path
        )
        for n, item in enumerate(noted if isinstance(noted, list) else ())
        if isinstance(item, dict) and type(grade := item.get("grade")) is int and not 1 <= grade <= len(steps)
    ]


def _in_files(ledger: store.Ledger, found: list[Diagnostic]) -> list[Diagnostic]:
    """Findings with list positions as the files have them; only files that were read in part are looked at again."""
    in_part = {finding.file for finding in ledger.findings if finding.level is Level.ERROR}
    tasks = {record.path: record.task for record in ledger.records if record.path in in_part}
    reading = set(ledger.findings)
    moved = [finding for finding in found if finding.file not in tasks or finding in reading]
    for path, task in tasks.items():
        value, _ = store.read_yaml(ledger.tree, path)
        mine = [finding for finding in found if finding.file == path and finding not in reading]
        said = [finding for finding in ledger.findings if finding.file == path]
        moved += echoes.judged(shifts.in_file(mine, task, value), said, value)
    return in_order(moved)


def _without_settings(tree: store.Tree, folder: str, failure: LedgerError) -> tuple[list[Diagnostic], set[str]]:
    """Everything that can be said of the files when ``ledger.yaml`` cannot be used."""
    config = f"{folder}/{store.CONFIG}"
    value, found = store.read_yaml(tree, config)
    if value is not None:
        found += [finding.in_file(config) for finding in echoes.read(found, configfile.decode(value, "")[1])]
    if not any(finding.level is Level.ERROR for finding in found):
        found.append(shapes.MISSING.at((), failure.message, failure.hint).in_file(config))
    read = set()
    for path in tree.files(folder):
        inside = path.removeprefix(f"{folder}/")
        if inside == store.REGISTRY:
            value, wrong = store.read_yaml(tree, path)
            found += wrong
            if value is not None:
                found += [finding.in_file(path) for finding in echoes.read(wrong, unitsfile.decode(value)[1])]
        elif "/" in inside and path.endswith((".yaml", ".yml")):
            found += store.read_task(tree, path)[1]
            read.add(path)
    return found, read
