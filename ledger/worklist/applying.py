"""A returned working list against the ledger: cell by cell, with what changed on both sides, then one commit a unit.

A cell counts as edited when it is not what was exported. If the ledger's own text is not what was exported either,
somebody changed it meanwhile: then the cell is held, unless both say the same now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from ledger import actions, catalogue, codec, edits, yamlfile
from ledger.actions import Edit, How
from ledger.edits import entrytext
from ledger.edits.proof import proved
from ledger.errors import LedgerError, UsageProblem
from ledger.model import Entry, Record, Task
from ledger.periods import Period
from ledger.store import Ledger
from ledger.text import squeeze
from ledger.values import replace
from ledger.worklines import EDITABLE, LOCKED, cells_of, digest, plan_period
from ledger.worklist.returned import Returned, ReturnedLine

_UNSAID = "工作清单", ()
"""The message of a commit that is only tried, never made."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell. ``act``: new, changed, cleared; conflict (changed on both sides), or held for the reason in ``why``."""

    field: str
    title: str
    before: str
    after: str
    act: str
    why: str = ""


@dataclass(frozen=True)
class RowChange:
    """A line with cells to write or to decide about. ``held``: why the line as a whole is not written."""

    line: ReturnedLine
    record: Record | None
    unit: str
    cells: tuple[CellChange, ...]
    held: str = ""

    @property
    def writes(self) -> tuple[CellChange, ...]:
        """The cells that are written."""
        return () if self.held else tuple(cell for cell in self.cells if cell.act in ("new", "changed", "cleared"))


@dataclass(frozen=True, slots=True)
class Applied:
    """The commits that were made: unit (empty: plans) and id; and remarks."""

    commits: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()


def changes(root: Path, ledger: Ledger, returned: Returned, how: How, approved_by: str = "") -> list[RowChange]:
    """Every line with something to write, to decide, or that cannot be placed; each tried out on its task's text."""
    catalogue.rules()  # every rule is declared before waivers are looked up
    found = [_row(ledger, line, returned.period, approved_by, returned.unsure) for line in returned.lines]
    found = _told_apart([row for row in found if row.cells or row.held])
    return [_tried(root, ledger, returned, row, how, approved_by) for row in found]


def _row(ledger: Ledger, line: ReturnedLine, period: Period, approved_by: str, unsure: bool) -> RowChange:
    record = ledger.by_id.get(line.task)
    if record is None:
        return RowChange(line, None, line.unit, (), f"任务 {line.task} 已经不在台账里")
    task, same = record.task, ledger.registry.same
    now = cells_of(task, period, line.unit, same)
    cells = [
        cell
        for name in EDITABLE
        if name in line.cells
        and (cell := _cell(name, line.digests[name], now[name], line.cells[name], approved_by, unsure))
    ]
    wanted = {"id": task.id, "number": str(task.number), "text": task.parent + task.text, "unit": line.unit}
    cells += [
        CellChange(name, LOCKED[name], text, line.locked[name], "held", "这一栏不能在清单里改")
        for name, text in wanted.items()
        if name in line.locked and squeeze(line.locked[name]) != squeeze(text)
    ]
    n = edits.find_entry(task, period, line.unit, same)
    return RowChange(line, record, task.progress[n].unit if n is not None else line.unit, tuple(cells))


def _cell(name: str, exported: str, now: str, typed: str, approved_by: str, unsure: bool) -> CellChange | None:
    """What a cell does; ``None`` when its user left it alone, or both sides say the same."""
    if digest(typed) == exported or squeeze(typed) == squeeze(now):
        return None
    if name == "reported" and typed and now and _day(typed) == _day(now):
        return None
    title = EDITABLE[name]
    if digest(now) != exported:
        return CellChange(name, title, now, typed, "conflict", "导出以后台账里也改过")
    if name == "reported" and typed and _day(typed) is None:
        return CellChange(name, title, now, typed, "held", "看不出是哪一天，写成 2020-05-09")
    if not typed and unsure:
        return CellChange(name, title, now, typed, "held", "表里有没算出结果的公式，分不清这一格是不是清空了")
    if name == "plan" and now and not approved_by.strip():
        return CellChange(name, title, now, typed, "held", "改已有的计划要写明谁同意：--approved-by 姓名")
    return CellChange(name, title, now, typed, "cleared" if not typed else "changed" if now else "new")


def _day(text: str) -> date | None:
    try:
        return entrytext.day(text)
    except UsageProblem:
        return None


def _told_apart(rows: Sequence[RowChange]) -> list[RowChange]:
    """Lines that were copied, and plans that differ among the lines of one task, are for the user to decide."""
    versions: dict[tuple[str, str], list[dict[str, str]]] = {}
    plans: dict[str, set[str]] = {}
    for row in rows:
        known = versions.setdefault((row.line.task, row.line.unit), [])
        if _typed(row) not in known:
            known.append(_typed(row))
        plans.setdefault(row.line.task, set()).update(squeeze(c.after) for c in row.writes if c.field == "plan")
    kept: dict[tuple[str, str, int], RowChange] = {}
    for row in rows:
        known = versions[row.line.task, row.line.unit]
        one = replace(row, held="同一行在表里出现了两次，内容不一样") if len(known) > 1 else row
        if len(plans[row.line.task]) > 1:
            one = replace(one, cells=tuple(_undecided(cell) if cell.field == "plan" else cell for cell in one.cells))
        kept.setdefault((row.line.task, row.line.unit, known.index(_typed(row))), one)
    return list(kept.values())


def _undecided(cell: CellChange) -> CellChange:
    return replace(cell, act="held", why="同一项任务的几行，计划写得不一样")


def _typed(row: RowChange) -> dict[str, str]:
    return {name: squeeze(text) for name, text in row.line.cells.items()}


def _tried(root: Path, ledger: Ledger, returned: Returned, row: RowChange, how: How, approved_by: str) -> RowChange:
    """The row as it is if its edits can be made; held with the reason otherwise."""
    if row.record is None or not row.writes:
        return row
    try:
        steps = [edit for _, edit in _edits(ledger, returned, row, approved_by)]
        actions.commit_edits(
            root, ledger, {row.record.path: partial(_all, steps)}, lambda: _UNSAID, replace(how, dry_run=True)
        )
    except LedgerError as refusal:
        return replace(row, held=refusal.message.removeprefix(f"{row.record.path}："))
    return row


def _all(steps: Sequence[Edit], text: str) -> str:
    for edit in steps:
        text = edit(text)
    return text


# ---------------------------------------------------------------------- edits


def _edits(ledger: Ledger, returned: Returned, row: RowChange, approved_by: str) -> list[tuple[str, Edit]]:
    """The edits of a line: that of the plan under ``""``, that of the progress under its unit."""
    assert row.record is not None  # noqa: S101 - a line without a task is held
    wanted = {cell.field: cell.after for cell in row.writes}
    found: list[tuple[str, Edit]] = []
    if "plan" in wanted:
        reason = f"工作清单调整（{returned.name}）"
        found.append(("", partial(_plan, plan_period(returned.period), wanted.pop("plan"), reason, approved_by)))
    if wanted:
        fields = _fields(row.record.task, wanted)
        same = ledger.registry.same
        found.append((row.unit, partial(_progress, returned.period, row.unit, fields, same)))
    return found


def _fields(task: Task, wanted: Mapping[str, str]) -> dict[str, Any]:
    fields: dict[str, Any] = dict(wanted)
    if "reported" in fields:
        fields["reported"] = entrytext.day(fields["reported"]) if fields["reported"] else None
    if "indicators" in fields:
        measures = {indicator.name: indicator.measure for indicator in task.indicators}
        lines = [part.strip() for part in fields["indicators"].replace("；", "\n").replace(";", "\n").split("\n")]
        fields["indicators"] = entrytext.amounts_of([line.replace("＝", "=") for line in lines if line], measures)
    return fields


def _progress(period: Period, unit: str, fields: Mapping[str, Any], same: Callable[[str, str], bool], text: str) -> str:
    task = edits.read_task(text)
    n = edits.find_entry(task, period, unit, same)
    entry = replace(task.progress[n] if n is not None else Entry(period, unit), **fields)
    if not any((entry.done, entry.problems, entry.causes, entry.next, entry.verdict, entry.indicators)):
        raise UsageProblem("这一行的内容全清空了，不登记", "确实报错了的，直接在任务文件里删去这一条并提交")
    return edits.add_entry(text, entry, replace=n is not None, same=same)


def _plan(period: Period, words: str, reason: str, approved_by: str, text: str) -> str:
    task = edits.read_task(text)
    present = task.plan.get(period, "")
    if squeeze(present) == squeeze(words):
        return text  # another line of the same task has set it
    if present:
        kind = "adjustment"
        return edits.correct(text, f"plan/{period}", words, reason=reason, approved_by=approved_by, kind=kind)[0]
    edited = yamlfile.set_value(text, ("plan", str(period)), words, block=codec.BLOCK, order=codec.ORDER)
    return proved(text, edited, replace(task, plan={**task.plan, period: words}))


# ---------------------------------------------------------------------- commits


def apply(
    root: Path, ledger: Ledger, returned: Returned, rows: Iterable[RowChange], how: How, approved_by: str = ""
) -> Applied:
    """Write what can be written: plans in one commit, the progress of each unit in one.

    ``LedgerError`` of the first commit that git refuses; those before it stand.
    """
    groups: dict[str, dict[str, list[Edit]]] = {}
    ids: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.record is None or not row.writes:
            continue
        for unit, edit in _edits(ledger, returned, row, approved_by):
            groups.setdefault(unit, {}).setdefault(row.record.path, []).append(edit)
            ids.setdefault(unit, {})[row.record.task.id] = None
    commits: list[tuple[str, str]] = []
    notes: list[str] = []
    for unit in sorted(groups, key=lambda name: name != ""):
        steps = {path: partial(_all, found) for path, found in groups[unit].items()}
        message = partial(_message, ledger, returned, unit, list(ids[unit]))
        made = actions.commit_edits(root, ledger, steps, message, how)
        notes += made.notes
        if made.commit:
            commits.append((unit, made.commit))
    return Applied(tuple(commits), tuple(dict.fromkeys(notes)))


def _message(ledger: Ledger, returned: Returned, unit: str, ids: Sequence[str]) -> tuple[str, list[tuple[str, str]]]:
    period = returned.period if unit else plan_period(returned.period)
    subject = f"{'进展' if unit else '计划'}({ids[0] if len(ids) == 1 else ledger.name}): {period} {unit or '工作清单'}"
    return subject + ("" if len(ids) == 1 else f" {len(ids)}项"), [
        *(("Task", name) for name in ids),
        ("Period", str(period)),
        ("Unit", unit),
        ("Kind", "progress" if unit else "plan"),
        ("Source", f"{returned.name} sha256:{returned.sha256}"),
    ]
