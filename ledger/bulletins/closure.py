"""单项办结通报: one task from its words to the office's closing act."""

from __future__ import annotations

from datetime import date

from ledger.bulletins import prose, single
from ledger.bulletins.prose import BLANK, HEAD, TEXT, Bulletin, Figure, Paragraph, Sentence
from ledger.errors import LedgerError
from ledger.model import Change, Record
from ledger.periods import Period
from ledger.store import Ledger

NAME = "单项办结通报"


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
    ledger, record = prose.known(ledger, record, on)
    task = record.task
    name = prose.named(ledger.config, record)
    month = Period.of_month(act.on)
    closing = month if month.year == ledger.config.year else Period(ledger.config.year)
    parts: list[tuple[str, list[Sentence]]] = [
        ("任务和目标", single.goal(ledger, record)),
        ("完成情况", [*single.said(ledger, record, on), *single.figures(ledger, record, closing, ended=True)]),
        ("督查和办结情况", [*single.verdicts(ledger, record), _act(record, act, act.on)]),
        ("经验做法和下一步工作要求", [(f"{BLANK}。",)]),
    ]
    opening: Sentence = (
        *prose.basis(ledger.config),
        f"{ledger.config.office}对",
        *name,
        *prose.brief(task),
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


def _act(record: Record, act: Change, closed: date) -> Sentence:
    task = record.task
    when = prose.day(closed, "办结日期", (f"{task.id} changes",))
    approved: Sentence = ("经", Figure(act.approved_by, "批准人", (task.id,)), "批准，") if act.approved_by else ()
    reason: Sentence = (
        ("办结依据：", *prose.stopped(prose.quote(act.reason, f"{task.id} changes"))) if act.reason else ()
    )
    return (*approved, "该项任务于", when, "办结。", *reason)
