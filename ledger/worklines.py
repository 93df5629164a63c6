"""The lines of a working list: one for each task and reporting unit, with cells that may be edited.

Every line carries a mark: the task, the unit and a digest of each editable cell as it was exported. So a returned
sheet tells what its user changed, whatever the order of its lines, and the ledger tells what changed meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ledger.edits import find_entry
from ledger.errors import NotFound, UsageProblem
from ledger.model import Entry, Record, Task
from ledger.periods import Period
from ledger.selection import Query, select
from ledger.store import Ledger
from ledger.text import squeeze
from ledger.values import replace

PROPERTY = "taizhang-worklist"
FORM = 1
LOCKED = {"id": "编号", "list": "清单", "number": "序号", "text": "主要任务", "unit": "填报单位"}
"""Columns that say which line it is; nobody changes them here."""
EDITABLE = {
    "plan": "计划",
    "done": "完成情况",
    "problems": "存在问题",
    "causes": "原因分析",
    "next": "下一步计划",
    "verdict": "自报评价",
    "reported": "填报时间",
    "indicators": "指标数值",
}
MARK = "校验（勿改）"
_DIGITS = 10
_NONE = "-"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the locked cells and the editable ones, as texts by field."""

    locked: Mapping[str, str]
    cells: Mapping[str, str]

    @property
    def mark(self) -> str:
        """``2020-main-037|区住建局|3f0a…\u200b.-.…``: task, unit, a digest for every editable cell."""
        return "|".join(
            (self.locked["id"], self.locked["unit"], ".".join(digest(self.cells[name]) for name in EDITABLE))
        )


@dataclass(frozen=True)
class Worklist:
    """All that a workbook shows."""

    ledger: str
    title: str
    period: Period
    plan: Period
    """Whose plan stands in the plan column: the quarter of a month."""
    lines: tuple[Line, ...]
    verdicts: tuple[str, ...]


def digest(text: str) -> str:
    """A few digits that name a cell's text, blanks aside; ``-`` for an empty one."""
    folded = squeeze(text)
    return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS] if folded else _NONE


def plan_period(period: Period) -> Period:
    """The period whose plan is edited beside the progress of ``period``."""
    return period.quarter if period.kind == "month" else period


def build(ledger: Ledger, period: Period, query: Query) -> Worklist:
    """The working list of a period: a line for every unit that reported, and for every lead unit that has not.

    With a unit in ``query`` only its own lines. ``UsageProblem`` for a period of another year, ``NotFound`` where
    nothing fits.
    """
    if period.year != ledger.config.year:
        raise UsageProblem(
            f"台账 {ledger.name} 是{ledger.config.year}年的，没有 {period} 这一期", f"改成{ledger.config.year}年的周期"
        )
    # a member of 各街道办事处 has its lines too, which the filter of tasks does not know
    records = select(ledger, replace(query, unit=None))
    lines = [line for record in records for line in _lines(ledger, record, period, query.unit)]
    if not lines:
        near = ledger.registry.suggest(query.unit or "")
        raise NotFound(
            f"“{query.unit}”没有要填的任务" if query.unit else "没有符合条件的任务",
            f"是不是 {near}？" if near else "放宽 --unit、--list、--leader 再试",
        )
    title = f"{ledger.config.title}  {period.chinese}工作清单"
    return Worklist(ledger.name, title, period, plan_period(period), tuple(lines), ledger.config.verdicts)


def _lines(ledger: Ledger, record: Record, period: Period, only: str | None) -> list[Line]:
    task, registry = record.task, ledger.registry
    names = [entry.unit for entry in task.entries(period)]
    for unit in task.units.lead if only is None else task.units.all:
        members = registry.members(unit) or (unit,)
        names += [name for name in members if find_entry(task, period, name, registry.same) is None]
    names = [name for n, name in enumerate(names) if not any(registry.same(name, known) for known in names[:n])]
    if only is not None:
        wanted = registry.members(only) or (only,)
        names = [name for name in names if any(registry.same(name, one) for one in wanted)]
    spec = ledger.config.lists.get(record.list)
    return [
        Line(
            {
                "id": task.id,
                "list": (spec.annex or spec.title) if spec else record.list,
                "number": str(task.number),
                "text": task.parent + task.text,
                "unit": name,
            },
            cells_of(task, period, name, registry.same),
        )
        for name in names
    ]


def cells_of(task: Task, period: Period, unit: str, same: Callable[[str, str], bool]) -> dict[str, str]:
    """The editable cells of a unit's line as the task has them now."""
    n = find_entry(task, period, unit, same)
    entry = task.progress[n] if n is not None else Entry(period, unit)
    return {
        "plan": task.plan.get(plan_period(period), ""),
        "done": entry.done,
        "problems": entry.problems,
        "causes": entry.causes,
        "next": entry.next,
        "verdict": entry.verdict,
        "reported": entry.reported.isoformat() if entry.reported else "",
        "indicators": "\n".join(f"{name}={value:f}" for name, value in entry.indicators.items()),
    }


def unmarked(text: str) -> tuple[str, str, Sequence[str]] | None:
    """Task, unit and digests of a mark; ``None`` for anything else."""
    parts = text.strip().split("|")
    if len(parts) != 3 or not parts[0] or not parts[1]:
        return None
    digests = parts[2].split(".")
    return (parts[0], parts[1], digests) if len(digests) == len(EDITABLE) else None
