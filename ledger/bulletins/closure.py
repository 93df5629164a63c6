"""单项办结通报: one task from its words to the office's closing act."""

from __future__ import annotations

from datetime import date

from ledger import rulebook
from ledger.bulletins import prose
from ledger.bulletins.prose import BLANK, HEAD, TEXT, Bulletin, Figure, Paragraph, Sentence
from ledger.errors import LedgerError
from ledger.measures import plain
from ledger.metrics import seen
from ledger.model import Change, Entry, Record
from ledger.periods import Period
from ledger.standings import shown, standings
from ledger.store import Ledger

NAME = "单项办结通报"
_KINDS = {"extension": "延期", "adjustment": "调整", "correction": "更正", "reopening": "重新督办"}


def closure(ledger: Ledger, record: Record, on: date) -> Bulletin:
    """The draft for a closed task. ``LedgerError`` for one that is not closed, or was closed without a date."""
    task = record.task
    act = task.closed
    if act is None:
        raise LedgerError(f"{task.id} 还没有办结，不能出办结通报", f"先登记办结：taizhang close {task.id}")
    if act.on is None:
        raise LedgerError(f"{task.id} 的办结没有写日期", f"在 {record.path} 的办结记录（changes）里补上 on")
    if act.on > on:
        raise LedgerError(f"{task.id} 于 {act.on} 办结，通报日期 {on} 在它之前", "换一个 --on 日期")
    record = seen(record, on)
    task = record.task
    name = prose.named(ledger.config, record)
    parts: list[tuple[str, list[Sentence]]] = [
        ("任务和目标", _goal(ledger, record)),
        ("完成情况", _done(ledger, record, act.on)),
        ("督查和办结情况", _acts(ledger, record, act, act.on)),
        ("经验做法和下一步工作要求", [(f"{BLANK}。",)]),
    ]
    opening: Sentence = (
        *prose.basis(ledger.config),
        f"{ledger.config.office}对",
        *name,
        *prose.inside(prose.words(task), f"{task.id} text"),
        "的落实情况进行了跟踪督查，该项任务已于",
        prose.day(act.on, "办结日期", (f"{task.id} changes",)),
        "办结。现将有关情况通报如下：",
    )
    paragraphs = [Paragraph(TEXT, opening)]
    for n, (head, lines) in enumerate(parts, 1):
        paragraphs.append(Paragraph(HEAD, (f"{prose.ordinal(n)}、{head}",)))
        paragraphs += [Paragraph(TEXT, line) for line in lines]
    title: Sentence = ("关于", *name, "任务办结情况的通报")
    return Bulletin("closure", NAME, title, tuple(paragraphs), on, prose.signature(ledger.config))


def _goal(ledger: Ledger, record: Record) -> list[Sentence]:
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
    lead, support = registry.print_list(task.units.lead), registry.print_list(task.units.support)
    for label, names in (("牵头领导", people), ("牵头单位", lead), ("配合单位", support)):
        if names:
            who.append((f"{label}：", Figure(names, label, (task.id,))))
    return [*lines, (*prose.joined(who, "；"), "。")] if who else lines


def _done(ledger: Ledger, record: Record, closed: date) -> list[Sentence]:
    """The last words of every unit, and where the indicators stood in the month of closing."""
    task, registry = record.task, ledger.registry
    last: dict[str, Entry] = {}
    for entry in sorted(task.progress, key=lambda entry: entry.period.sort_key):
        if entry.done.strip():
            last[registry.canonical(entry.unit)] = entry
    lines: list[Sentence] = []
    for entry in last.values():
        source = f"{task.id} {entry.period} {entry.unit}"
        unit = Figure(registry.print_list((entry.unit, *entry.joint)), "填报单位", (source,))
        said = prose.stopped(prose.quote(entry.done, f"{source} done"))
        lines.append((unit, "报送（", prose.span(entry.period, f"进展的周期：{source}"), "）：", *said))
    if not lines:
        lines.append((f"台账里没有责任单位报送的进展，完成情况{BLANK}。",))
    settings = rulebook.of(ledger.config).indicators
    closing = Period.of_month(closed)
    period = closing if closing.year == ledger.config.year else Period(ledger.config.year)
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
        # time does not enter any more: what counts at the end is how much of the target is there
        told = one.told if one.rate is None else f"完成率{plain(one.rate * 100)}%"
        rate = Figure(told, "报数与目标值比较", (where, *entries))
        lines.append((name, "：报数", value, "，", rate, "。"))
    return lines


def _acts(ledger: Ledger, record: Record, act: Change, closed: date) -> list[Sentence]:
    task = record.task
    lines: list[Sentence] = []
    for change in task.changes:
        if change.kind in _KINDS:
            lines.append(_change(record, change))
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
    when = prose.day(closed, "办结日期", (f"{task.id} changes",))
    approved: Sentence = ("经", Figure(act.approved_by, "批准人", (task.id,)), "批准，") if act.approved_by else ()
    reason: Sentence = (
        ("办结依据：", *prose.stopped(prose.quote(act.reason, f"{task.id} changes"))) if act.reason else ()
    )
    lines.append((*approved, "该项任务于", when, "办结。", *reason))
    return lines


def _change(record: Record, change: Change) -> Sentence:
    source = f"{record.task.id} changes"
    when: Sentence = (prose.day(change.on, "登记日期", (source,)),) if change.on else ()
    about: Sentence = (Figure(change.unit, "单位", (source,)),) if change.unit else ()
    span: Sentence = (prose.span(change.period, f"周期：{source}"),) if change.period else ()
    what: Sentence = (*when, *about, *span, _KINDS[change.kind])
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
