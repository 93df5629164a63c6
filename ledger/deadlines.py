"""Who owes which report by when: 报送时限 from the ledger's rule, 已报、迟报、未报、已延期 from its entries.

The rule is ``reporting.due`` of ``ledger.yaml``:

    {working_days: 5}              the 5th working day after the period (市中政办发〔2020〕1号，二：次月初5个工作日内)
    {day: 25}                      the 25th of the period's last month (鄂温克旗 2022: 每月25日前)
    {day: 5, month: next}          the 5th of the month after the period
    {day: 30}                      a month without a 30th: its last day (蔡甸 2023: 季度末月30日前)
    {day: 25, support: {day: 15}}  two stages: support units report to the lead unit first, the lead unit to the
                                   office (广丰 2021: 责任单位6月15日前报牵头单位，牵头单位6月25日前报督查室)

"Within the first 5 working days" is read inclusively: counted from the first working day of the month, a
report dated on the 5th is on time. No source says otherwise, none spells it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ledger import twins
from ledger.errors import LedgerError
from ledger.model import Config, Entry, Record, Task
from ledger.periods import Period
from ledger.units import Registry
from ledger.values import Struct
from ledger.workdays import WorkCalendar

Others = Mapping[str, Sequence[tuple[Record, bool]]]
"""Task id → the records whose reports speak for it too; see ``twins.covering``."""


class Due(Struct, frozen=True):
    """The day, how it was found, and what had to be assumed (empty when nothing)."""

    day: date
    rule: str
    assumption: str = ""


class TaskDue(Struct, frozen=True):
    """One report: of one unit, on one task. ``first_due`` is the date before any extension and stays what it was."""

    task: str
    unit: str
    status: str
    reported_on: date | None
    due: date
    first_due: date
    late_working_days: int
    via: str = ""
    """The task that is the same matter, where the report stands only under that one."""


class UnitDue(Struct, frozen=True):
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


class Days(Struct, frozen=True):
    """The due days of a period: for the lead units of a task, and for its support units."""

    lead: date
    support: date

    def of(self, task: Task, registry: Registry, unit: str) -> date:
        """The day for one unit's report on one task."""
        if self.lead == self.support or leads(task, registry, unit):
            return self.lead
        return self.support


def leads(task: Task, registry: Registry, unit: str) -> bool:
    """Whether a unit leads a task, by name or as a member of a group."""
    return any(
        registry.same(unit, name) or any(registry.same(unit, member) for member in registry.members(name) or ())
        for name in task.units.lead
    )


class PeriodDue(Struct, frozen=True):
    """Everything owed for a period; ``unresolved`` are groups nobody can be chased for by name."""

    period: Period
    due: Due
    units: tuple[UnitDue, ...]
    unresolved: tuple[tuple[str, tuple[str, ...]], ...]
    support: Due | None = None
    """When support units must have reported to the lead unit, where the rule has two stages."""


def due_date(config: Config, period: Period, calendar: WorkCalendar) -> Due:
    """When reports for ``period`` are due. ``LedgerError`` when the ledger has no usable rule."""
    found = _by_rule(config.reporting.due, period, calendar)
    if found is None:
        raise LedgerError(
            f"台账 {config.name} 没有写明报送时限",
            "在 ledger.yaml 的 reporting 里写 due: {working_days: 5} 或 {day: 25}",
        )
    return found


def reporting_periods(every: str, period: Period) -> tuple[Period, ...]:
    """The ledger's reporting periods (months, quarters …) that lie inside ``period``."""
    found = dict.fromkeys(_containing(every, month) for month in period.months)
    return tuple(one for one in found if period.contains(one))


def _containing(every: str, month: Period) -> Period:
    span = {"month": 1, "quarter": 3, "half": 6, "year": 12}[every]
    return Period(month.year, every, (month.index - 1) // span + 1)


def last_reporting(every: str, period: Period) -> Period | None:
    """The last reporting period of the year that is over when ``period`` ends: of Q1 March, of April Q1."""
    over = [one for one in reporting_periods(every, Period(period.year)) if one.end <= period.end]
    return over[-1] if over else None


def asked_for(config: Config, period: Period, calendar: WorkCalendar) -> bool:
    """Whether the period was reported on at all: a notice of 17 February asks for no January report due on the 7th."""
    issued = config.document.issued
    found = _by_rule(config.reporting.due, period, calendar)
    return issued is None or found is None or found.day >= issued


def support_due(config: Config, period: Period, calendar: WorkCalendar) -> Due | None:
    """When support units must have reported to the lead unit; ``None`` where the rule has one stage only."""
    rule = config.reporting.due.get("support")
    if rule is None:
        return None
    found = _by_rule(rule, period, calendar) if isinstance(rule, Mapping) else None
    if found is None:
        raise LedgerError(
            f"台账 {config.name} 的第一步报送时限（support）看不懂",
            "写成 due: {day: 25, support: {day: 15}}：配合单位15日前报牵头单位，牵头单位25日前报督查机构",
        )
    return found


def _by_rule(rule: Mapping[str, Any], period: Period, calendar: WorkCalendar) -> Due | None:
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
    return None


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
    among: Sequence[Record] = (),
) -> PeriodDue:
    """Who owes what for ``period``, seen on the day ``on`` (``None``: seen after everything has come in).

    Every unit of a task's list owes, not only those that wrote; groups are resolved where the registry
    names their members. A closed task owes nothing after the period in which it was closed. A report that stands
    under a task which is the same matter counts for both; ``among`` are all records such a task may be found in,
    where ``records`` are only some of the ledger.
    """
    due = due_date(config, period, calendar)
    others = twins.covering(among or records)
    owes, open_groups = responsible(registry, records, period)
    support = support_due(config, period, calendar)
    days = Days(due.day, support.day if support else due.day)
    units = tuple(_unit(registry, tasks, period, days, calendar, on, others) for tasks in owes.values())
    order = {"未报": 0, "部分未报": 1, "迟报": 2, "已延期": 3, "未到期": 4, "已报": 5}
    ranked = sorted(units, key=lambda unit: order[unit.status])
    return PeriodDue(period, due, tuple(ranked), open_groups, support)


def responsible(
    registry: Registry, records: Sequence[Record], period: Period
) -> tuple[dict[str, list[tuple[Task, str]]], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Each unit by its canonical name with its tasks, and the unit's form in documents, in the ledger's order.

    Groups are resolved where the registry names their members; the others come second, with the ids of their
    tasks. A task closed before the period began is nobody's any more.
    """
    owes: dict[str, list[tuple[Task, str]]] = {}
    open_groups: dict[str, list[str]] = {}
    known: set[tuple[str, str]] = set()
    for record in records:
        task = record.task
        if task.closed and task.closed.on and task.closed.on < period.begin:
            continue
        for name in task.units.all:
            members = registry.members(name) if registry.group(name) else (name,)
            if members is None:
                open_groups.setdefault(name, []).append(task.id)
                continue
            for member in members:
                unit = registry.canonical(member)
                if (unit, task.id) not in known:
                    known.add((unit, task.id))
                    owes.setdefault(unit, []).append((task, registry.form(member)))
    return owes, tuple((name, tuple(ids)) for name, ids in open_groups.items())


class DueDays:
    """When a report is due, extensions counted, by task, period and the unit's canonical name.

    The days that ``owed`` gives, without asking who has reported. A few thousand tasks and a year of months are asked
    about, so names are looked up once.
    """

    def __init__(
        self,
        config: Config,
        registry: Registry,
        records: Sequence[Record],
        periods: Iterable[Period],
        calendar: WorkCalendar,
    ) -> None:
        self._registry = registry
        self._days: dict[Period, Days] = {}
        for period in periods:
            try:
                lead, support = due_date(config, period, calendar), support_due(config, period, calendar)
            except LedgerError:
                continue
            self._days[period] = Days(lead.day, support.day if support else lead.day)
        self._soonest = {period: min(both.lead, both.support) for period, both in self._days.items()}
        self._tasks: dict[str, list[Task]] = {}
        for record in records:
            self._tasks.setdefault(record.task.id, []).append(record.task)
        self._resolved: dict[str, tuple[tuple[str, str], ...]] = {}

    def soonest(self, period: Period) -> date:
        """A day before which no report for the period is due; for a period without a rule the last day there is."""
        return self._soonest.get(period, date.max)

    def __call__(self, identity: str, period: Period, unit: str) -> date | None:
        """The day; ``None`` for what nobody owes and for periods for which the ledger has no rule."""
        both = self._days.get(period)
        if both is None:
            return None
        for task in self._tasks.get(identity, ()):
            if task.closed and task.closed.on and task.closed.on < period.begin:
                continue
            for form in (form for name in task.units.all for one, form in self._forms(name) if one == unit):
                day = both.lead if both.lead == both.support else both.of(task, self._registry, form)
                return _extended(task, self._registry, form, period, day) if task.changes else day
        return None

    def _forms(self, name: str) -> tuple[tuple[str, str], ...]:
        if name not in self._resolved:
            registry = self._registry
            members = registry.members(name) if registry.group(name) else (name,)
            self._resolved[name] = tuple((registry.canonical(one), registry.form(one)) for one in members or ())
        return self._resolved[name]


def _unit(
    registry: Registry,
    tasks: Sequence[tuple[Task, str]],
    period: Period,
    days: Days,
    calendar: WorkCalendar,
    on: date | None,
    others: Others,
) -> UnitDue:
    form = tasks[0][1]
    details = tuple(
        _report(task, registry, form, period, days.of(task, registry, form), calendar, on, others)
        for task, form in tasks
    )
    missing = tuple(one.task for one in details if one.status not in ("已报", "迟报"))
    undated = tuple(one.task for one in details if one.status in ("已报", "迟报") and one.reported_on is None)
    late = max(one.late_working_days for one in details)
    extended = max(one.due for one in details)
    return UnitDue(
        form,
        tuple(task.id for task, _ in tasks),
        missing,
        _status(details),
        max((one.reported_on for one in details if one.reported_on), default=None),
        extended,
        late,
        undated,
        details,
    )


def _report(
    task: Task,
    registry: Registry,
    unit: str,
    period: Period,
    due: date,
    calendar: WorkCalendar,
    on: date | None,
    others: Others,
) -> TaskDue:
    """One report as seen on the day ``on``: what came in later had not come in."""
    until = _extended(task, registry, unit, period, due)
    for one in (task, *(other.task for other, _ in others.get(task.id, ()))):
        entry = _entry_of(one, registry, unit, period)
        if entry is not None and not (on and entry.reported and entry.reported > on):
            late = calendar.late(until, entry.reported) if entry.reported else 0
            via = "" if one is task else one.id
            return TaskDue(task.id, unit, "迟报" if late else "已报", entry.reported, until, due, late, via)
    if on is not None and on <= until:
        return TaskDue(task.id, unit, "已延期" if until > due else "未到期", None, until, due, 0)
    return TaskDue(task.id, unit, "未报", None, until, due, calendar.late(until, on) if on else 0)


def _status(details: Sequence[TaskDue]) -> str:
    """The unit's word: what is missing past its day goes before what may still come, that before what was late."""
    statuses = [one.status for one in details]
    if "未报" in statuses:
        return "未报" if statuses.count("未报") == len(statuses) else "部分未报"
    return next((status for status in ("已延期", "未到期", "迟报") if status in statuses), "已报")


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
