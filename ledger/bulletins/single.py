"""What a bulletin about one task tells of it, closed or not: its goal, what units said, what was decided."""

from __future__ import annotations

from datetime import date

from ledger import rulebook, unitlists
from ledger.bulletins import prose
from ledger.bulletins.prose import BLANK, Figure, Sentence
from ledger.measures import plain
from ledger.model import Change, Entry, Record, Task
from ledger.periods import Period
from ledger.standings import shown, standings
from ledger.store import Ledger

KINDS = {"extension": "延期", "adjustment": "调整", "correction": "更正", "reopening": "重新督办"}
"""Changes that are told; closing is told where it is the matter."""


def goal(ledger: Ledger, record: Record) -> list[Sentence]:
    """The task's words, targets, limit, and who answers for it."""
    task = record.task
    lines: list[Sentence] = [("任务：", *prose.stopped(prose.quote(prose.words(task), f"{task.id} text")))]
    if task.goal:
        lines.append(("工作目标：", *prose.stopped(prose.quote(task.goal, f"{task.id} goal"))))
    for one in task.indicators:
        if one.target is not None:
            value = Figure(shown(one.target, one), "目标值", (f"{task.id} indicators.{one.name}",))
            mark = {"<=": "以内", "~": "左右"}.get(one.comparator, "")
            lines.append(("目标值：", Figure(one.name, "指标名称", (task.id,)), value, f"{mark}。"))
    if task.deadline:
        lines.append(("完成时限：", *prose.stopped(prose.quote(task.deadline, f"{task.id} deadline"))))
    who: list[Sentence] = []
    registry = ledger.registry
    people = "、".join(name.replace(" ", "") for name in task.leaders)
    lead, support = unitlists.print_list(registry, task.units.lead), unitlists.print_list(registry, task.units.support)
    for label, names in (("牵头领导", people), ("牵头单位", lead), ("配合单位", support)):
        if names:
            who.append((f"{label}：", Figure(names, label, (task.id,))))
    return [*lines, (*prose.joined(who, "；"), "。")] if who else lines


def latest(ledger: Ledger, task: Task) -> tuple[Entry, ...]:
    """The last entry of every unit that says something."""
    last: dict[str, Entry] = {}
    for entry in sorted(task.progress, key=lambda entry: entry.period.sort_key):
        if entry.done.strip():
            last[ledger.registry.canonical(entry.unit)] = entry
    return tuple(last.values())


def said(ledger: Ledger, record: Record, on: date) -> list[Sentence]:
    """The last words of every unit."""
    task = record.task
    lines: list[Sentence] = []
    for entry in latest(ledger, task):
        source = f"{task.id} {entry.period} {entry.unit}"
        unit = Figure(prose.speaker(ledger, entry, on), "填报单位", (source,))
        words = prose.stopped(prose.quote(entry.done, f"{source} done"))
        lines.append(
            (
                unit,
                "报送（",
                prose.span(entry.period, f"进展的周期：{source}"),
                "）：",
                *words,
                *prose.elsewhere(ledger, entry),
            )
        )
    if not lines:
        lines.append((f"台账里没有责任单位报送的进展，完成情况{BLANK}。",))
    return lines


def figures(ledger: Ledger, record: Record, period: Period, *, ended: bool) -> list[Sentence]:
    """Where the indicators stand at the end of a period; time does not enter any more once a task has ``ended``."""
    task, registry = record.task, ledger.registry
    lines: list[Sentence] = []
    settings = rulebook.of(ledger.config).indicators
    for one in standings(task, period, registry, settings):
        where = f"{task.id} indicators.{one.indicator.name}"
        name = Figure(one.indicator.name, "指标名称", (where,))
        if one.value is None:
            lines.append((name, "：", Figure(one.why, "指标报数", (where,)), "。"))
            continue
        entries = tuple(
            f"{task.id} {e.period} {e.unit}"
            for e in task.progress
            if one.indicator.name in e.indicators and e.period.end <= period.end
        )
        value = Figure(shown(one.value, one.indicator), f"报数：{one.as_of}", entries)
        told = one.told if one.rate is None or not ended else f"完成率{plain(one.rate * 100)}%"
        rate = Figure(told, "报数与目标值比较", (where, *entries))
        lines.append((name, "：报数", value, "，", rate, "。"))
    return lines


def verdicts(ledger: Ledger, record: Record) -> list[Sentence]:
    """延期, 调整, 更正, and the office's own verdicts, one after another."""
    task = record.task
    lines = [change(record, each) for each in task.changes if each.kind in KINDS]
    office = ledger.config.office
    for review in task.reviews:
        by = Figure(review.by or office, "评价人", (task.id,))
        at = prose.span(review.period, f"评价的周期：{task.id} reviews")
        source = f"{task.id} reviews {review.period}"
        note: Sentence = ("（", prose.quote(review.note, source), "）") if review.note else ()
        verdict = Figure(review.verdict, "核实", (source,))
        lines.append((by, "对", at, "进展的评价为", verdict, *note, "。"))
    if not task.reviews:
        lines.append((f"核实情况{BLANK}。",))
    return lines


def change(record: Record, change: Change) -> Sentence:
    """One change: when, about what, from what to what, and why."""
    source = f"{record.task.id} changes"
    when: Sentence = (prose.day(change.on, "登记日期", (source,)),) if change.on else ()
    about: Sentence = (Figure(change.unit, "单位", (source,)),) if change.unit else ()
    span: Sentence = (prose.span(change.period, f"周期：{source}"),) if change.period else ()
    what: Sentence = (*when, *about, *span, KINDS[change.kind])
    if change.kind == "extension" and change.period:
        what = (*when, "同意", *about, *span, "落实情况延期报送")
    if change.after:
        before: Sentence = ("由", _value(change.before, source)) if change.before else ()
        what = (*what, "：", *before, "改为", _value(change.after, source))
    reason: Sentence = ("，原因：", prose.quote(change.reason.rstrip("。"), source)) if change.reason else ()
    return (*what, *reason, "。")


def _value(text: str, source: str) -> Figure:
    """What was changed: a day as an office writes it, anything else as it stands."""
    try:
        return prose.day(date.fromisoformat(text), "照录", (source,))
    except ValueError:
        return prose.quote(text, source)
