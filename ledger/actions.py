"""What people do to a ledger, each as one commit: edit, check, write, commit.

Everything is read, edited and judged while the repository's writing lock is held, so an edit is always
made from the latest text, and two people at once both get their way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import unified_diff
from pathlib import Path
from typing import Any

from ledger import catalogue, edits, gitrepo, targets
from ledger.checks import base, waivers
from ledger.diagnostics import Diagnostic, Level
from ledger.errors import EditRefused, NotFound, UsageProblem
from ledger.gitrepo import files
from ledger.gitrepo.message import Trailer, one_line
from ledger.model import Change, Entry, Indicator, Record, Review, Task
from ledger.periods import Period
from ledger.sealing import refuse_sealed
from ledger.store import Ledger
from ledger.text import tidy
from ledger.values import replace

Edit = Callable[[str], str]
"""The text of a task file → its new text."""

_CHANGES = {
    "extension": "延期",
    "adjustment": "调整",
    "correction": "更正",
    "closure": "办结",
    "reopening": "重新督办",
}


@dataclass(frozen=True, slots=True)
class How:
    """How a change is made. ``force`` writes what breaks a rule of the ledger (never what cannot be read back)."""

    author: str | None = None
    date: datetime | None = None
    allow_detached: bool = False
    force: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The task to change: the folder that holds ``tasks/``, its ledger, its record."""

    root: Path
    ledger: Ledger
    record: Record


@dataclass(frozen=True, slots=True)
class Result:
    """What was done. ``commit`` is ``None`` for a dry run.

    ``findings`` are what the change adds to ``check`` (never an error unless forced), ``notes`` Chinese
    sentences about what else happened, ``diff`` the change of the file as text.
    """

    commit: str | None
    path: str
    id: str
    period: Period | None
    diff: str = ""
    findings: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Committed:
    """What ``commit_edits`` did: the commit (``None`` for a dry run), the diff, findings and notes."""

    commit: str | None
    diff: str
    findings: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = field(default=())


def commit_edits(
    root: Path,
    ledger: Ledger,
    edits_by_path: Mapping[str, Edit],
    message: Callable[[], tuple[str, Sequence[Trailer]]],
    how: How,
) -> Committed:
    """Apply an edit to each task file (paths as in ``Record.path``) and commit them together.

    ``message`` gives subject and trailers once the edits have been made. ``EditRefused`` when a file cannot
    be read as a task, an edit refuses, the result breaks a rule that the file did not break before, or it
    changes a sealed record without a correction.
    """
    if how.dry_run:
        texts = {path: _edited(root, path, edit) for path, edit in edits_by_path.items()}
        refuse_sealed(root, ledger.name, ((text.before, text.after) for text in texts.values()))
        return Committed(None, _diff(texts), _judged(ledger, texts, how))
    repo = gitrepo.find(root)
    with gitrepo.writing(repo) as writer:
        texts = {path: _edited(root, path, edit) for path, edit in edits_by_path.items()}
        refuse_sealed(root, ledger.name, ((text.before, text.after) for text in texts.values()))
        findings = _judged(ledger, texts, how)
        prefix = repo.relative(root)
        names = {path: path if prefix == "." else f"{prefix}/{path}" for path in texts}
        subject, trailers = message()
        commit = writer.commit(
            {names[path]: text.after_bytes for path, text in texts.items()},
            subject,
            trailers,
            expected={names[path]: text.data for path, text in texts.items()},
            author=how.author,
            date=how.date,
            allow_detached=how.allow_detached,
        )
        return Committed(commit, _diff(texts), findings, tuple(writer.notes))


@dataclass(frozen=True, slots=True)
class _Text:
    """One file before and after: its bytes, its text, its new text."""

    data: bytes
    before: str
    after: str

    @property
    def after_bytes(self) -> bytes:
        return self.after.encode("utf-8")


def _edited(root: Path, path: str, edit: Edit) -> _Text:
    data = files.read(files.confined(root.resolve(), path))
    if data is None:
        raise NotFound(f"{path} 不在了，可能刚被改名或移动", "再运行一次")
    try:
        before = data.decode("utf-8")
    except UnicodeDecodeError as failure:
        raise EditRefused(
            f"{path} 不是 UTF-8 编码，没有改动", "另存为 UTF-8，或先运行 taizhang check 看说明"
        ) from failure
    try:
        return _Text(data, before, edit(before))
    except EditRefused as refusal:
        raise EditRefused(f"{path}：{refusal.message}", refusal.hint) from refusal


def _diff(texts: Mapping[str, _Text]) -> str:
    shown = (
        unified_diff(text.before.splitlines(), text.after.splitlines(), f"a/{path}", f"b/{path}", lineterm="")
        for path, text in texts.items()
    )
    return "".join(f"{line}\n" for lines in shown for line in lines)


def _judged(ledger: Ledger, texts: Mapping[str, _Text], how: How) -> tuple[Diagnostic, ...]:
    """What the edits add to the findings of the task rules; ``EditRefused`` when errors are among it."""
    catalogue.rules()  # every rule is declared before waivers are looked up
    found: list[Diagnostic] = []
    for path, text in texts.items():
        found += [
            finding.in_file(path)
            for finding in _added(ledger, edits.read_task(text.before), edits.read_task(text.after))
        ]
    errors = [finding for finding in found if finding.level is Level.ERROR]
    if errors and not how.force:
        raise EditRefused(
            "；".join(f"{finding.message}（{finding.code}）" for finding in errors) + "，没有登记",
            "；".join(dict.fromkeys(finding.hint for finding in errors if finding.hint))
            + "；情况属实就加 --force 照登",
        )
    return tuple(found)


def _added(ledger: Ledger, before: Task, after: Task) -> list[Diagnostic]:
    """Findings about ``after`` that ``before`` did not have; places shift, so they are told apart by their words."""
    context = base.Context(ledger.config, ledger.registry)
    known = Counter((f.code, f.message) for f in base.task_findings(before, context))
    added = []
    for finding in base.task_findings(after, context):
        if known[finding.code, finding.message]:
            known[finding.code, finding.message] -= 1
        elif not _waived(finding, after, ledger):
            added.append(finding)
    return added


def _waived(finding: Diagnostic, task: Task, ledger: Ledger) -> bool:
    period = waivers.period_of(finding, task)
    return any(
        finding.code in waivers.codes_named(waiver.rule)
        and waiver.reason.strip()
        and (waiver.period is None or (period is not None and waiver.period.contains(period)))
        for waiver in (*task.waivers, *ledger.config.waivers)
    )


def _done(place: Place, made: Committed, period: Period | None) -> Result:
    record = place.record
    return Result(made.commit, record.path, record.task.id, period, made.diff, made.findings, made.notes)


def unit_form(place: Place, name: str) -> str:
    """A unit however it is written → the form this task's own document uses; else the registry's."""
    registry, task = place.ledger.registry, place.record.task
    named = [*task.units.all, *(unit for entry in task.progress for unit in (entry.unit, *entry.joint))]
    if name in named:
        return name
    return next((known for known in named if registry.same(name, known)), registry.form(name))


def update(
    place: Place,
    period: Period,
    unit: str,
    given: Mapping[str, Any],
    *,
    replace_existing: bool = False,
    source: str = "",
    expected: Callable[[Entry | None], None] | None = None,
    how: How = How(),
) -> Result:
    """进展: one unit's report for one period. ``given`` holds fields of ``Entry`` by name.

    With ``replace_existing`` the fields that are given replace those of an entry that exists, the others
    stay. ``source`` becomes the ``Source:`` trailer. ``expected`` is shown the entry as it stands (``None`` for
    none) while the repository is locked, and raises to refuse: for somebody who edits what they saw a while ago.
    """
    same = place.ledger.registry.same
    form = unit_form(place, unit)
    fields: dict[str, Any] = {key: tidy(value) if isinstance(value, str) else value for key, value in given.items()}
    if not any(fields.get(key) for key in ("done", "problems", "causes", "next", "verdict", "indicators")) and not (
        replace_existing and fields
    ):
        raise UsageProblem(
            "没有要登记的内容", "至少写一项：--done、--problems、--causes、--next、--verdict、--indicator"
        )
    named = [form]

    def edit(text: str) -> str:
        task = edits.read_task(text)
        n = edits.find_entry(task, period, form, same)
        if expected:
            expected(None if n is None else task.progress[n])
        if n is None or not replace_existing:
            entry = Entry(period, form, **fields)
        else:
            named[0] = task.progress[n].unit
            entry = replace(task.progress[n], **fields)
        return edits.add_entry(text, entry, replace=replace_existing, same=same)

    def message() -> tuple[str, list[Trailer]]:
        return f"进展({place.record.task.id}): {period} {named[0]}", [
            ("Task", place.record.task.id),
            ("Period", str(period)),
            ("Unit", named[0]),
            ("Kind", "progress"),
            ("Source", source),
        ]

    return _done(place, commit_edits(place.root, place.ledger, {place.record.path: edit}, message, how), period)


def review(
    place: Place,
    period: Period,
    verdict: str,
    *,
    by: str = "",
    on: date | None = None,
    note: str = "",
    replace_existing: bool = False,
    how: How = How(),
) -> Result:
    """评价: the office's own verdict on a task for a period; ``by`` defaults to the ledger's office."""
    act = Review(period, one_line(verdict), one_line(by) or place.ledger.config.office, on, tidy(note))

    def edit(text: str) -> str:
        return edits.add_review(text, act, replace=replace_existing)

    def message() -> tuple[str, list[Trailer]]:
        identity = place.record.task.id
        return f"评价({identity}): {period} {act.verdict}", [
            ("Task", identity),
            ("Period", str(period)),
            ("Kind", "review"),
        ]

    return _done(place, commit_edits(place.root, place.ledger, {place.record.path: edit}, message, how), period)


def confirm_targets(place: Place, chosen: Sequence[Indicator], how: How = How()) -> Result:
    """指标: proposed targets that a person has confirmed become indicators of the task."""
    identity = place.record.task.id

    def message() -> tuple[str, list[Trailer]]:
        names = "、".join(indicator.name for indicator in chosen)
        return f"指标({identity}): {names}", [("Task", identity), ("Kind", "target")]

    made = commit_edits(
        place.root, place.ledger, {place.record.path: lambda text: targets.confirm(text, chosen)}, message, how
    )
    return _done(place, made, None)


def confirm_all_targets(
    root: Path, ledger: Ledger, chosen: Mapping[str, Sequence[Indicator]], how: How = How()
) -> Committed:
    """指标: the targets of many tasks that a person has confirmed, in one commit. ``NotFound`` for an unknown task."""
    strangers = [task for task in chosen if task not in ledger.by_id]
    if strangers:
        raise NotFound(
            f"台账 {ledger.name} 里没有任务：{'、'.join(strangers)}", "核对任务编号，或用 --ledger 换一本台账"
        )
    wanted = {task: tuple(each) for task, each in chosen.items() if each}
    count = sum(map(len, wanted.values()))

    def message() -> tuple[str, list[Trailer]]:
        trailers: list[Trailer] = [("Task", task) for task in wanted]
        return f"指标({ledger.name}): {len(wanted)}项任务，{count}个指标", [*trailers, ("Kind", "target")]

    def edit(each: tuple[Indicator, ...]) -> Edit:
        return lambda text: targets.confirm(text, each)

    return commit_edits(
        root, ledger, {ledger.by_id[task].path: edit(each) for task, each in wanted.items()}, message, how
    )


def extend(
    place: Place, to: date, *, reason: str, approved_by: str, on: date | None = None, how: How = How()
) -> Result:
    """延期: a later deadline for a task; the first one stays as it was."""
    return _change(
        place,
        lambda text: edits.extend(text, to, reason=tidy(reason), approved_by=one_line(approved_by), on=on),
        lambda change: f"至 {change.after}",
        how,
    )


def extend_report(
    place: Place,
    to: date,
    *,
    period: Period,
    unit: str,
    due: date,
    reason: str,
    approved_by: str,
    on: date | None = None,
    how: How = How(),
) -> Result:
    """延期报送: a later date for one unit's report of one period; ``due``, the first date, is kept in the record."""
    named = unit_form(place, unit)
    return _change(
        place,
        lambda text: edits.extend_report(
            text,
            to,
            period=period,
            unit=named,
            due=due,
            reason=tidy(reason),
            approved_by=one_line(approved_by),
            on=on,
        ),
        lambda change: f"{period} {named} 报送至 {change.after}",
        how,
    )


def correct(
    place: Place,
    name: str,
    to: str,
    *,
    reason: str,
    approved_by: str,
    on: date | None = None,
    adjust: bool = False,
    how: How = How(),
) -> Result:
    """更正 (or, with ``adjust``, 调整): one field of a task changes; the old value is kept in the record."""
    return _change(
        place,
        lambda text: edits.correct(
            text,
            name,
            tidy(to),
            reason=tidy(reason),
            approved_by=one_line(approved_by),
            on=on,
            kind="adjustment" if adjust else "correction",
            same=place.ledger.registry.same,
        ),
        lambda change: change.field,
        how,
    )


def close(place: Place, on: date, *, reason: str, approved_by: str, reopen: bool = False, how: How = How()) -> Result:
    """办结 or, with ``reopen``, 重新督办: the office's act, not the unit's word."""
    act = edits.reopen if reopen else edits.close
    return _change(
        place,
        lambda text: act(text, on=on, reason=tidy(reason), approved_by=one_line(approved_by)),
        lambda _: str(on),
        how,
    )


def _change(
    place: Place, make: Callable[[str], tuple[str, Change]], words: Callable[[Change], str], how: How
) -> Result:
    made: list[Change] = []

    def edit(text: str) -> str:
        edited, change = make(text)
        made[:] = [change]
        return edited

    def message() -> tuple[str, list[Trailer]]:
        change, identity = made[0], place.record.task.id
        return f"{_CHANGES[change.kind]}({identity}): {words(change)}", [
            ("Task", identity),
            ("Period", str(change.period or "")),
            *([("Period", change.after)] if change.field.endswith("/period") else []),
            ("Unit", change.unit),
            ("Kind", change.kind),
        ]

    committed = commit_edits(place.root, place.ledger, {place.record.path: edit}, message, how)
    return _done(place, committed, made[0].period)
