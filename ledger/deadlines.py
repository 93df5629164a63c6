"""Who owes which report by when: 报送时限 from the ledger's rule, 已报、迟报、未报、已延期 from its entries.

The rule is ``reporting.due`` of ``ledger.yaml``:

    {working_days: 5}              the 5th working day after the period (市中政办发〔2020〕1号，二：次月初5个工作日内)
    {day: 25}                      the 25th of the period's last month (鄂温克旗 2022: 每月25日前)
    {day: 5, month: next}          the 5th of the month after the period
    {day: 30}                      a month without a 30th: its last day (蔡甸 2023: 季度末月30日前)

"Within the first 5 working days" is read inclusively: counted from the first working day of the month, a
report dated on the 5th is on time. No source says otherwise, none spells it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ledger.errors import LedgerError
from ledger.model import Config, Entry, Record, Task
from ledger.periods import Period
from ledger.units import Registry
from ledger.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Due:
    """The day, how it was found, and what had to be assumed (empty when nothing)."""

    day: date
    rule: str
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class TaskDue:
    """One report: of one unit, on one task. ``first_due`` is the date before any extension and stays what it was."""

    task: str
    unit: str
    status: str
    reported_on: date | None
    due: date
    first_due: date
    late_working_days: int


@dataclass(frozen=True, slots=True)
class UnitDue:
    """What one unit owes for a period. ``tasks`` and ``missing`` are task ids."""

    unit: str
    tasks: tuple[str, ...]
    missing: tuple[str, ...]
    status: str
    reported_on: date | None
    due: date
    late_working_days: int
    undated: tuple[str, ...] = ()
    """Tasks reported without a date on the form: counted as reported, not as on time."""
    details: tuple[TaskDue, ...] = ()
    """Task by task."""


@dataclass(frozen=True, slots=True)
class PeriodDue:
    """Everything owed for a period; ``unresolved`` are groups nobody can be chased for by name."""

    period: Period
    due: Due
    units: tuple[UnitDue, ...]
    unresolved: tuple[tuple[str, tuple[str, ...]], ...]


def due_date(config: Config, period: Period, calendar: WorkCalendar) -> Due:
    """When reports for ``period`` are due. ``LedgerError`` when the ledger has no usable rule."""
    rule: Mapping[str, Any] = config.reporting.due
    wrong = LedgerError(
        f"台账 {config.name} 没有写明报送时限", "在 ledger.yaml 的 reporting 里写 due: {working_days: 5} 或 {day: 25}"
    )
    count, day = rule.get("working_days"), rule.get("day")
    if isinstance(count, int) and 1 <= count <= 60:
        found = calendar.nth(period.end, count)
        span = [period.end + timedelta(days=n) for n in range((found - period.end).days + 1)]
        return Due(found, f"{period.chinese}结束后第{count}个工作日", _assumption(calendar, span))
    if isinstance(day, int) and 1 <= day <= 31:
        last = Period.of_month(period.end - timedelta(days=1))
        month = last.next() if rule.get("month") == "next" else last
        found = min(date(month.year, month.index, 1) + timedelta(days=day - 1), month.end - timedelta(days=1))
        return Due(found, f"{month.chinese}{day}日前")
    raise wrong


def _assumption(calendar: WorkCalendar, days: Sequence[date]) -> str:
    years = sorted({day.year for day in days if calendar.assumed(day)})
    if not years:
        return ""
    return f"{'、'.join(map(str, years))}年放假安排还没有公布，按周一至周五计算；公布后请写进 tasks/calendar.yaml"


def owed(
    config: Config,
    registry: Registry,
    records: Sequence[Record],
    period: Period,
    calendar: WorkCalendar,
    on: date | None,
) -> PeriodDue:
    """Who owes what for ``period``, seen on the day ``on`` (``None``: seen after everything has come in).

    Every unit of a task's list owes, not only those that wrote; groups are resolved where the registry
    names their members. A closed task owes nothing after the period in which it was closed.
    """
    due = due_date(config, period, calendar)
    owes, open_groups = responsible(registry, records, period)
    units = tuple(_unit(registry, tasks, period, due.day, calendar, on) for tasks in owes.values())
    order = {"未报": 0, "部分未报": 1, "迟报": 2, "已延期": 3, "未到期": 4, "已报": 5}
    ranked = sorted(units, key=lambda unit: order[unit.status])
    return PeriodDue(period, due, tuple(ranked), open_groups)


def responsible(
    registry: Registry, records: Sequence[Record], period: Period
) -> tuple[dict[str, list[tuple[Task, str]]], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Each unit by its canonical name with its tasks, and the unit's form in documents, in the ledger's order.

    Groups are resolved where the registry names their members; the others come second, with the ids of their
    tasks. A task closed before the period began is nobody's any more.
    """
    owes: dict[str, list[tuple[Task, str]]] = {}
    open_groups: dict[str, list[str]] = {}
    for record in records:
        task = record.task
        if task.closed and task.closed.on and task.closed.on < period.begin:
            continue
        for unit in task.units.all:
            members = registry.members(unit) if registry.group(unit) else (unit,)
            if members is None:
                open_groups.setdefault(unit, []).append(task.id)
                continue
            for member in members:
                tasks = owes.setdefault(registry.canonical(member), [])
                if not any(known.id == task.id for known, _ in tasks):
                    tasks.append((task, registry.form(member)))
    return owes, tuple((name, tuple(ids)) for name, ids in open_groups.items())


def _unit(
    registry: Registry,
    tasks: Sequence[tuple[Task, str]],
    period: Period,
    due: date,
    calendar: WorkCalendar,
    on: date | None,
) -> UnitDue:
    form = tasks[0][1]
    details = tuple(_report(task, registry, form, period, due, calendar, on) for task, form in tasks)
    missing = tuple(one.task for one in details if one.status not in ("已报", "迟报"))
    undated = tuple(one.task for one in details if one.status in ("已报", "迟报") and one.reported_on is None)
    late = max(one.late_working_days for one in details)
    extended = max(one.due for one in details)
    return UnitDue(
        form,
        tuple(task.id for task, _ in tasks),
        missing,
        _status(len(tasks), len(missing), late, extended > due, on, extended),
        max((one.reported_on for one in details if one.reported_on), default=None),
        extended,
        late,
        undated,
        details,
    )


def _report(
    task: Task, registry: Registry, unit: str, period: Period, due: date, calendar: WorkCalendar, on: date | None
) -> TaskDue:
    """One report as seen on the day ``on``: what came in later had not come in."""
    until = _extended(task, registry, unit, period, due)
    entry = _entry_of(task, registry, unit, period)
    if entry is not None and not (on and entry.reported and entry.reported > on):
        late = calendar.late(until, entry.reported) if entry.reported else 0
        return TaskDue(task.id, unit, "迟报" if late else "已报", entry.reported, until, due, late)
    if on is not None and on <= until:
        return TaskDue(task.id, unit, "已延期" if until > due else "未到期", None, until, due, 0)
    return TaskDue(task.id, unit, "未报", None, until, due, calendar.late(until, on) if on else 0)


def _status(tasks: int, missing: int, late: int, extended: bool, on: date | None, until: date) -> str:
    if missing:
        if on is not None and on <= until:
            return "已延期" if extended else "未到期"
        return "未报" if missing == tasks else "部分未报"
    return "迟报" if late else "已报"


def _entry_of(task: Task, registry: Registry, unit: str, period: Period) -> Entry | None:
    for entry in task.progress:
        if entry.period == period and any(registry.same(unit, name) for name in (entry.unit, *entry.joint)):
            return entry
    return None


def _extended(task: Task, registry: Registry, unit: str, period: Period, due: date) -> date:
    """The due date after extensions of this report; the first due date stays what it was."""
    found = due
    for change in task.changes:
        if (
            change.kind != "extension"
            or change.period != period
            or (change.unit and not registry.same(change.unit, unit))
        ):
            continue
        try:
            found = max(found, date.fromisoformat(change.after))
        except ValueError:
            continue
    return found
