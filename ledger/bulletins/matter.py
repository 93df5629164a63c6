"""重大事项通报: one task that is still under way (市中政办发〔2020〕1号，三：重大事项一事一通报)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger import rulebook
from ledger.bulletins import prose, single
from ledger.bulletins.prose import BLANK, HEAD, TEXT, Bulletin, Figure, Paragraph, Sentence
from ledger.deadlines import asked_for, due_date, owed, reporting_periods
from ledger.errors import LedgerError
from ledger.lights import Facts
from ledger.measures import plain
from ledger.metrics import time_progress
from ledger.model import Record, Task
from ledger.periods import Period
from ledger.store import Ledger
from ledger.workdays import WorkCalendar

NAME = "重大事项通报"


def matter(ledger: Ledger, record: Record, on: date, calendar: WorkCalendar) -> Bulletin:
    """The draft for a task as it stands on the day ``on``; ``LedgerError`` for one that is closed by then."""
    ledger, record = prose.known(ledger, record, on)
    task = record.task
    if task.closed:
        raise LedgerError(f"{task.id} 已经办结，不再出重大事项通报", f"出办结通报：taizhang bulletin closure {task.id}")
    name = prose.named(ledger.config, record)
    month = Period.of_month(on).previous()
    period = month if month.year == ledger.config.year else Period.of_month(on)
    if period.year != ledger.config.year:
        period = Period(ledger.config.year)
    parts: list[tuple[str, list[Sentence]]] = [
        ("任务和目标", [*single.goal(ledger, record), *_plan(task, period)]),
        ("进展情况", _progress(ledger, record, period, on)),
        ("报送和督查情况", [*_reports(ledger, record, on, calendar), *single.verdicts(ledger, record)]),
        ("存在问题", _problems(ledger, record, period, on, calendar)),
        ("下一步工作要求", _next(ledger, record, on)),
    ]
    opening: Sentence = (
        *prose.basis(ledger.config),
        f"{ledger.config.office}对",
        *name,
        *prose.brief(task),
        "的落实情况进行了跟踪督查（数据截至",
        prose.day(on, "通报日期（--on）"),
        "）。现将有关情况通报如下：",
    )
    paragraphs = [Paragraph(TEXT, opening)]
    for n, (head, lines) in enumerate(parts, 1):
        paragraphs.append(Paragraph(HEAD, (f"{prose.ordinal(n)}、{head}",)))
        paragraphs += [Paragraph(TEXT, line) for line in lines]
    title: Sentence = ("关于", *name, "任务进展情况的通报")
    return Bulletin("matter", NAME, title, tuple(paragraphs), on, prose.signature(ledger.config))


def _plan(task: Task, period: Period) -> list[Sentence]:
    """What the plan says for the quarter and the month at hand."""
    return [
        (prose.span(one, "计划的周期"), "计划：", *prose.stopped(prose.quote(task.plan[one], f"{task.id} plan.{one}")))
        for one in dict.fromkeys((period.quarter, period))
        if one in task.plan
    ]


def _progress(ledger: Ledger, record: Record, period: Period, on: date) -> list[Sentence]:
    lines = single.said(ledger, record, on)
    if not record.task.indicators:
        return lines
    by = rulebook.of(ledger.config).indicators.time_progress
    how = f"时间进度：截至{period.chinese}，按{'天' if by == 'days' else '月'}计算"
    share = Figure(f"{plain(time_progress(period, by) * 100)}%", how)
    gone: Sentence = ("截至", prose.span(period.months[-1], "最近一个完整的月份"), "底，时间进度为", share, "。")
    return [*lines, gone, *single.figures(ledger, record, period, ended=False)]


def _reports(ledger: Ledger, record: Record, on: date, calendar: WorkCalendar) -> list[Sentence]:
    """The reports on this task whose day has passed: which unit was late or silent, period by period."""
    config = ledger.config
    if not config.reporting.due:
        return [(f"台账没有写明报送时限，责任单位的报送情况{BLANK}。",)]
    silent: dict[str, list[Period]] = {}
    late: dict[str, list[Period]] = {}
    asked = False
    for period in reporting_periods(config.reporting.every, Period(config.year)):
        if not asked_for(config, period, calendar) or due_date(config, period, calendar).day >= on:
            continue
        for unit in owed(config, ledger.registry, (record,), period, calendar, on, ledger.records).units:
            asked = True
            kept = {"未报": silent, "迟报": late}.get(unit.status)
            if kept is not None:
                kept.setdefault(unit.unit, []).append(period)
    lines: list[Sentence] = [
        (Figure(unit, "单位"), phrase, _spans(periods, record.task, unit), "的落实情况。")
        for phrase, kept in (("没有报送", silent), ("迟报", late))
        for unit, periods in kept.items()
    ]
    if asked and not lines:
        return [("责任单位均按时报送。",)]
    return lines or [("报送时限还没有到。" if record.task.units.all else "这项任务没有责任单位，不用报送。",)]


def _spans(periods: Sequence[Period], task: Task, unit: str) -> Figure:
    """2020年2月至4月、6月, with how many where there are several."""
    runs: list[list[Period]] = []
    for period in periods:
        if runs and runs[-1][-1].next() == period:
            runs[-1].append(period)
        else:
            runs.append([period])
    year = f"{periods[0].year}年"
    named = [
        f"{run[0].chinese}至{run[-1].chinese.removeprefix(year)}" if len(run) > 2 else "、".join(p.chinese for p in run)
        for run in runs
    ]
    text = year + "、".join(named).replace(year, "")
    several = f"共{len(periods)}期" if len(periods) > 1 else ""
    how = "报送时限已过的各期（时限、延期、填报时间，按工作日历）"
    return Figure(text + several, how, tuple(f"{task.id} {period} {unit}" for period in periods))


def _problems(ledger: Ledger, record: Record, period: Period, on: date, calendar: WorkCalendar) -> list[Sentence]:
    task = record.task
    lines: list[Sentence] = []
    book = rulebook.of(ledger.config)
    if book.lights:
        light = Facts(ledger, book, calendar, on).light(task, period)
        if light.light:
            why = Figure(light.why, "亮灯的原因", (f"{task.id}",))
            lines.append((f"按亮灯规则，该项任务{prose.lamp(light.light)}：", why, "。"))
    for entry in single.latest(ledger, task):
        source = f"{task.id} {entry.period} {entry.unit}"
        unit = Figure(prose.speaker(ledger, entry, on), "填报单位", (source,))
        lines += prose.trouble((unit, "反映："), entry, source)
    return [*lines, (f"督查中发现的其他问题：{BLANK}。",)]


def _next(ledger: Ledger, record: Record, on: date) -> list[Sentence]:
    """What the units themselves mean to do next, then what the office asks."""
    lines: list[Sentence] = []
    for entry in single.latest(ledger, record.task):
        if entry.next.strip():
            source = f"{record.task.id} {entry.period} {entry.unit}"
            unit = Figure(prose.speaker(ledger, entry, on), "填报单位", (source,))
            lines.append((unit, "下一步计划：", *prose.stopped(prose.quote(entry.next, f"{source} next"))))
    return [*lines, (f"工作要求：{BLANK}。",)]
