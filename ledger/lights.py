"""亮灯: which rule of the ledger's rule book fits a task in a period, and why.

自报, 核实 and 时限 are asked apart; a rule that wants several periods in a row looks back through the reporting
periods of the same year. A task with several indicators has the gravest light of them, and a green one only
when every indicator is lit: two measures never hide one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from ledger import rulebook, store
from ledger.deadlines import TaskDue, last_reporting, owed
from ledger.metrics import status
from ledger.model import Task
from ledger.periods import Period
from ledger.rulebook import Bounds, Condition, Rulebook
from ledger.standings import Standing, standings
from ledger.store import Ledger
from ledger.values import Struct
from ledger.workdays import WorkCalendar


class Light(Struct, frozen=True):
    """The light of a task, or of one of its indicators. ``light`` is empty where no rule fits; ``why`` says why.

    ``rule`` counts from 0 in the rule book; -1 for none. ``indicator`` is empty when the task itself earned it.
    """

    light: str
    why: str
    rule: int = -1
    indicator: str = ""
    each: tuple[Light, ...] = ()


@dataclass
class Facts:
    """What a rule may ask about the tasks of a ledger, looked up once each.

    ``on`` is the day the reports are looked at (``None``: after everything has come in).
    """

    ledger: Ledger
    book: Rulebook
    calendar: WorkCalendar
    on: date | None = None
    _reports: dict[Period, Mapping[str, Mapping[str, TaskDue]]] = field(default_factory=dict)
    _standings: dict[tuple[str, Period], tuple[Standing, ...]] = field(default_factory=dict)
    _lights: dict[tuple[str, Period], Light] = field(default_factory=dict)

    def reports(self, period: Period) -> Mapping[str, Mapping[str, TaskDue]]:
        """Task id → canonical unit → how its report came in. ``LedgerError`` without a rule for due dates."""
        if period not in self._reports:
            ledger = self.ledger
            due = owed(ledger.config, ledger.registry, ledger.records, period, self.calendar, self.on)
            found: dict[str, dict[str, TaskDue]] = {}
            for unit in due.units:
                for one in unit.details:
                    found.setdefault(one.task, {})[ledger.registry.canonical(one.unit)] = one
            self._reports[period] = found
        return self._reports[period]

    def standings(self, task: Task, period: Period) -> tuple[Standing, ...]:
        """Where the indicators of a task stand at the end of the period."""
        key = (task.id, period)
        if key not in self._standings:
            self._standings[key] = standings(task, period, self.ledger.registry, self.book.indicators)
        return self._standings[key]

    def light(self, task: Task, period: Period) -> Light:
        """The task's light at the end of the period."""
        key = (task.id, period)
        if key not in self._lights:
            self._lights[key] = _light(self, task, period)
        return self._lights[key]

    # ------------------------------------------------------------------ conditions

    def holds(
        self, when: Condition, task: Task, period: Period, unit: str = "", standing: Standing | None = None
    ) -> str:
        """Why a condition holds, as a Chinese phrase; empty when it does not.

        ``unit`` (canonical) narrows reports and own words to one unit; without it any unit of the task counts.
        ``standing`` narrows figures to one indicator; without it any indicator counts.
        """
        said = self._holds_now(when, task, period, unit, standing)
        earlier = period
        for _ in range(when.in_a_row - 1):
            if not said or earlier.index == 1:
                return ""
            earlier = earlier.previous()
            again = self._standing_of(task, earlier, standing)
            if not self._holds_now(when, task, earlier, unit, again):
                return ""
        return f"连续{when.in_a_row}期{said}" if said and when.in_a_row > 1 else said

    def _standing_of(self, task: Task, period: Period, standing: Standing | None) -> Standing | None:
        if standing is None:
            return None
        return next(one for one in self.standings(task, period) if one.indicator is standing.indicator)

    def _holds_now(self, when: Condition, task: Task, period: Period, unit: str, standing: Standing | None) -> str:
        parts: list[str] = []
        for asked, answer in self._answers(when, task, period, unit, standing):
            if asked and not answer:
                return ""
            if asked:
                parts.append(answer)
        return "，".join(parts)

    def _answers(
        self, when: Condition, task: Task, period: Period, unit: str, standing: Standing | None
    ) -> Iterator[tuple[bool, str]]:
        """(whether the condition asks this, the phrase that answers it), one after another."""
        yield bool(when.report), self._report(when, task, period, unit)
        yield bool(when.claimed), self._claimed(when, task, period, unit)
        yield bool(when.verdict), self._verdict(when, task, period)
        yield bool(when.status), _phrase(status(task, period), when.status, "") if when.status else ""
        yield when.closed, _closed(task, period) if when.closed else ""
        yield when.by_indicator, self._figures(when, task, period, standing)
        if when.light:
            found = self.light(task, period)
            yield True, f"亮{found.light}灯（{found.why}）" if found.light in when.light else ""

    def _report(self, when: Condition, task: Task, period: Period, unit: str) -> str:
        if not when.report:
            return ""
        found = self.reports(period).get(task.id, {})
        wanted = [one for name, one in found.items() if (not unit or name == unit) and one.status in when.report]
        return "、".join(told(one, named=not unit) for one in sorted(wanted, key=lambda one: one.unit))

    def _claimed(self, when: Condition, task: Task, period: Period, unit: str) -> str:
        if not when.claimed:
            return ""
        same = self.ledger.registry.canonical
        for entry in task.progress:
            mine = not unit or unit in (same(name) for name in (entry.unit, *entry.joint))
            if entry.period == period and mine and entry.verdict in when.claimed:
                return f"自报{entry.verdict}"
        return ""

    def _verdict(self, when: Condition, task: Task, period: Period) -> str:
        if not when.verdict:
            return ""
        found = [review.verdict for review in task.reviews if review.period == period]
        return _phrase(found[-1], when.verdict, "核实为") if found else ""

    def _figures(self, when: Condition, task: Task, period: Period, standing: Standing | None) -> str:
        if not when.by_indicator:
            return ""
        for one in (standing,) if standing else self.standings(task, period):
            if _fits(when, one):
                return f"{one.indicator.name}{one.told}"
        return ""


def _phrase(word: str, wanted: tuple[str, ...], before: str) -> str:
    return before + word if word in wanted else ""


def _closed(task: Task, period: Period) -> str:
    act = task.closed
    return f"{act.on}办结" if act and act.on and period.contains(act.on) else ""


def _fits(when: Condition, standing: Standing) -> bool:
    for name in ("behind_points", "behind_share", "rate"):
        bounds: Bounds | None = getattr(when, name)
        if bounds is not None:
            value = _measured(standing, name)
            if value is None or not bounds.holds(value):
                return False
    return True


def _measured(standing: Standing, name: str) -> Fraction | None:
    """The number of a standing that a part of a condition asks about, in 个百分点 or per cent."""
    if name == "behind_points":
        return standing.behind
    if name == "behind_share":
        return standing.behind_share
    return None if standing.rate is None else standing.rate * 100


def told(report: TaskDue, *, named: bool) -> str:
    """How a report came in, as a phrase: 区住建局迟报2个工作日（应于2020-05-11前报，2020-05-13报）."""
    who = report.unit if named else ""
    extended = f"，延期至{report.due}" if report.due > report.first_due else ""
    under = f"在同一事项 {report.via}" if report.via else ""
    limit = f"应于{report.first_due}前报{extended}"
    if report.status == "迟报":
        return f"{who}迟报{report.late_working_days}个工作日（{limit}，{report.reported_on}报{under}）"
    if report.status == "已报":
        when = f"{report.reported_on}报" if report.reported_on else "表上没有填报时间"
        return f"{who}{'按时报送' if report.reported_on else '已报'}（{limit}，{when}{under}）"
    return f"{who}{report.status}（{limit}）"


# ---------------------------------------------------------------------- lights


def _light(facts: Facts, task: Task, period: Period) -> Light:
    rules = facts.book.lights
    if not rules:
        return Light("", "台账没有写亮灯规则")
    each = tuple(_of_indicator(facts, task, period, one) for one in facts.standings(task, period))
    whole = _of_task(facts, task, period)
    lit = [one for one in (*each, *((whole,) if whole else ())) if one.light]
    if not lit:
        return Light("", each[0].why if len(each) == 1 else _unlit(each), each=each)
    gravest = min(lit, key=lambda one: (one.rule, one.indicator))
    unlit = [one for one in each if not one.light]
    if unlit and gravest.indicator and rules[gravest.rule].every:
        return Light("", f"指标“{unlit[0].indicator}”{unlit[0].why}", each=each)
    return Light(gravest.light, gravest.why, gravest.rule, gravest.indicator, each)


def _of_indicator(facts: Facts, task: Task, period: Period, standing: Standing) -> Light:
    for n, rule in enumerate(facts.book.lights):
        if rule.when.by_indicator:
            why = facts.holds(rule.when, task, period, standing=standing)
            if why:
                return Light(rule.light, why, n, standing.indicator.name)
    why = f"{standing.told}，规则没有写这种情况" if standing.judged else standing.told
    return Light("", why, indicator=standing.indicator.name)


def _of_task(facts: Facts, task: Task, period: Period) -> Light | None:
    for n, rule in enumerate(facts.book.lights):
        if not rule.when.by_indicator:
            why = facts.holds(rule.when, task, period)
            if why:
                return Light(rule.light, why, n)
    return None


def _unlit(each: tuple[Light, ...]) -> str:
    if not each:
        return "任务没有指标，也没有别的规则适用"
    return "；".join(f"{one.indicator}：{one.why}" for one in each)


def lights_of(ledger: Ledger, period: Period | None = None, book: Rulebook | None = None) -> dict[str, Light]:
    """Task id → light at the end of ``period`` (of the latest one reported when ``None``).

    Empty when the ledger has no light rules or nothing was reported yet. ``LedgerError`` for rules that cannot
    be understood or ask for due dates the ledger does not set.
    """
    book = book or rulebook.of(ledger.config)
    if not book.lights:
        return {}
    at = reported_by(ledger, period)
    if at is None:
        return {}
    facts = Facts(ledger, book, store.load_calendar(ledger.tree))
    return {record.task.id: facts.light(record.task, at) for record in ledger.records}


def reported_by(ledger: Ledger, period: Period | None) -> Period | None:
    """The reporting period whose lights are meant: the last that is over when ``period`` ends (March for Q1).

    The latest one reported when ``period`` is ``None``; ``None`` when there is none.
    """
    return last_reporting(ledger.config.reporting.every, period) if period else latest(ledger)


def latest(ledger: Ledger) -> Period | None:
    """The last reporting period for which anything came in."""
    periods = {entry.period for record in ledger.records for entry in record.task.progress}
    rhythm = [period for period in periods if period.kind == ledger.config.reporting.every]
    return max(rhythm or periods, default=None, key=lambda period: period.sort_key)
