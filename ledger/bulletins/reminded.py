"""催办情况通报: which notices went out for a period, who answered, and who is still silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.bulletins import prose
from ledger.bulletins.prose import BLANK, HEAD, TEXT, Bulletin, Figure, Paragraph, Sentence
from ledger.bulletins.submitted import submitted
from ledger.deadlines import owed
from ledger.errors import UsageProblem
from ledger.periods import Period
from ledger.reminders import Issued
from ledger.store import Ledger
from ledger.workdays import WorkCalendar

NAME = "催办情况通报"
_EVERY = {"month": "月", "quarter": "季度", "half": "半年", "year": "年"}


def reminded(ledger: Ledger, period: Period, on: date, calendar: WorkCalendar, issued: Sequence[Issued]) -> Bulletin:
    """The draft for one reporting period, as seen on the day ``on``; ``issued`` is the register of what was sent.

    ``UsageProblem`` for a period that is none of the ledger's reporting periods.
    """
    if period.kind != ledger.config.reporting.every or period.year != ledger.config.year:
        raise UsageProblem(
            f"{NAME}的周期不能是 {period}",
            f"写台账 {ledger.name} 的一个填报周期（每{_EVERY[ledger.config.reporting.every]}）",
        )
    sent = [one for one in issued if one.period == period and one.on <= on]
    parts: list[tuple[str, list[Sentence]]] = [
        ("报送情况", list(submitted(ledger, ledger.records, period, on, calendar).told)),
        ("催办情况", _sent(ledger, period, on, calendar, sent)),
        ("下一步工作要求", [(f"{BLANK}。",)]),
    ]
    opening: Sentence = (
        *prose.basis(ledger.config),
        "现将",
        prose.span(period),
        "落实情况的报送和催办情况（数据截至",
        prose.day(on, "通报日期（--on）"),
        "）通报如下：",
    )
    paragraphs = [Paragraph(TEXT, opening)]
    for n, (head, lines) in enumerate(parts, 1):
        paragraphs.append(Paragraph(HEAD, (f"{prose.ordinal(n)}、{head}",)))
        paragraphs += [Paragraph(TEXT, line) for line in lines]
    title: Sentence = ("关于", prose.span(period), "落实情况报送和催办情况的通报")
    return Bulletin("reminders", NAME, title, tuple(paragraphs), on, prose.signature(ledger.config))


def _sent(ledger: Ledger, period: Period, on: date, calendar: WorkCalendar, sent: Sequence[Issued]) -> list[Sentence]:
    if not sent:
        return [("台账里没有登记发出的催办通知。",)]
    names = [f"{one.unit} {one.on} 第{one.grade}次" for one in sent]
    canonical = ledger.registry.canonical
    units = list(dict.fromkeys(canonical(one.unit) for one in sent))
    lines: list[Sentence] = [
        (
            "共发出催办通知单",
            prose.count(names, "登记的催办通知"),
            "份，催办单位",
            prose.count(units, "被催办的单位"),
            "个。",
        )
    ]
    for grade in sorted({one.grade for one in sent}):
        each: list[Sentence] = [
            (
                Figure(one.unit, "催办登记"),
                "（",
                prose.day(one.on, "发出日期", (f"reminders.yaml {one.unit} {one.period}",)),
                "发出，限",
                prose.day(one.until, "限期", (f"reminders.yaml {one.unit} {one.period}",)),
                "前报）",
            )
            for one in sent
            if one.grade == grade
        ]
        lines.append((f"第{prose.ordinal(grade)}次催办：", *prose.joined(each, "、"), "。"))
    return [*lines, *_answers(ledger, period, on, calendar, sent)]


def _answers(
    ledger: Ledger, period: Period, on: date, calendar: WorkCalendar, sent: Sequence[Issued]
) -> list[Sentence]:
    """Of the units that were reminded: who has since reported all that was asked for, who has not."""
    canonical = ledger.registry.canonical
    asked: dict[str, set[str]] = {}
    for one in sent:
        asked.setdefault(canonical(one.unit), set()).update(one.tasks)
    answered: list[str] = []
    silent: list[str] = []
    for unit in owed(ledger.config, ledger.registry, ledger.records, period, calendar, on).units:
        wanted = asked.get(canonical(unit.unit))
        if wanted is not None:
            missing = any(one.task in wanted and one.status not in ("已报", "迟报") for one in unit.details)
            (silent if missing else answered).append(unit.unit)
    lines: list[Sentence] = []
    for phrase, units in (("催办后已报齐的", answered), ("催办后仍未报齐的", silent)):
        if units:
            who = Figure("、".join(units), phrase, tuple(units))
            lines.append((phrase, prose.count(units, phrase.rstrip("的")), "个：", who, "。"))
    return lines
