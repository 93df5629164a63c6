"""催办情况通报: which notices went out for a period, who answered, and who is still silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.bulletins import prose
from ledger.bulletins.prose import BLANK, HEAD, TEXT, Annex, Bulletin, Figure, Head, Paragraph, Sentence
from ledger.bulletins.submitted import submitted
from ledger.deadlines import owed
from ledger.errors import UsageProblem
from ledger.periods import Period
from ledger.reminders import Issued
from ledger.store import Ledger
from ledger.workdays import WorkCalendar

NAME = "催办情况通报"
_ANSWERS = ("催办后已报齐的", "催办后仍未报齐的")
_ANNEX = "催办情况表"
_HEADS = (
    Head("unit", "单位", 300),
    Head("grade", "催办", 120, centred=True),
    Head("on", "发出日期", 200, centred=True),
    Head("until", "限期", 200, centred=True),
    Head("result", "结果", 130, centred=True),
)
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
    ledger = prose.dated(ledger, on)
    sent = [one for one in issued if one.period == period and one.on <= on]
    reported = submitted(ledger, ledger.records, period, on, calendar)
    annexes = (*((reported.annex,) if reported.annex else ()), *_annex(ledger, period, on, calendar, sent))
    parts: list[tuple[str, list[Sentence]]] = [
        ("报送情况", list(reported.told)),
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
    return Bulletin("reminders", NAME, title, tuple(paragraphs), on, prose.signature(ledger.config), annexes)


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
        mine = [one for one in sent if one.grade == grade]
        lines.append((f"第{prose.ordinal(grade)}次催办", *_notices(ledger, mine, on), "。"))
    for phrase, names in zip(_ANSWERS, _answers(ledger, period, on, calendar, sent), strict=True):
        if names:
            who = prose.listing([(Figure(name, "被催办的单位", (name,)),) for name in names], "、", _ANNEX)
            lines.append((phrase, prose.count(names, phrase.rstrip("的")), "个：", *who, "。"))
    return lines


def _notices(ledger: Ledger, sent: Sequence[Issued], on: date) -> Sentence:
    """The units, with the day and the limit once where they are the same for all."""
    facts = [_facts(ledger, one, on) for one in sent]
    if len(sent) > 1 and len({(one.on, one.until) for one in sent}) == 1:
        _, day, until = facts[0]
        units: list[Sentence] = [(unit,) for unit, _, _ in facts]
        return ("（", day, "发出，限", until, "前报）：", *prose.listing(units, "、", _ANNEX))
    each: list[Sentence] = [(unit, "（", day, "发出，限", until, "前报）") for unit, day, until in facts]
    return ("：", *prose.listing(each, "、", _ANNEX))


def _facts(ledger: Ledger, one: Issued, on: date) -> tuple[Figure, Figure, Figure]:
    """The unit under its name of the day, when the notice went out, and its limit."""
    source = (f"reminders.yaml {one.unit} {one.period}",)
    name = Figure(ledger.registry.current(one.unit, on), "催办登记")
    return name, prose.day(one.on, "发出日期", source), prose.day(one.until, "限期", source)


def _annex(
    ledger: Ledger, period: Period, on: date, calendar: WorkCalendar, sent: Sequence[Issued]
) -> tuple[Annex, ...]:
    """Every notice, where they are too many for the text."""
    if len(sent) <= prose.MOST:
        return ()
    _, silent = _answers(ledger, period, on, calendar, sent)
    rows: list[tuple[Sentence, ...]] = []
    for one in sorted(sent, key=lambda one: one.grade):
        unit, day, until = _facts(ledger, one, on)
        same = any(ledger.registry.same(one.unit, name) for name in silent)
        result = "仍未报齐" if same else "已报齐"
        rows.append(((unit,), (f"第{prose.ordinal(one.grade)}次",), (day,), (until,), (result,)))
    return (Annex((prose.span(period), _ANNEX), _HEADS, tuple(rows)),)


def _answers(
    ledger: Ledger, period: Period, on: date, calendar: WorkCalendar, sent: Sequence[Issued]
) -> tuple[list[str], list[str]]:
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
    return answered, silent
