"""民生工程月度通报 and 季度通报: how a list stands at the end of a period.

The order is that of published bulletins (灌南 2017, 宣城 2020, 咸宁 2020, 紫阳 2022): 总体情况, 主要指标, 分项进展,
存在问题, 报送情况, 下一步工作要求, annex table. What counts as finished is the office's word alone; a unit's own
word is told as such.
"""

from __future__ import annotations

import re
from datetime import date

from ledger import lights, rulebook, twins, unitlists
from ledger.bulletins import drawings, indicated, itemised, lagging, lamps, prose
from ledger.bulletins.facts import SAID, Facts, by_category, lags, reported, split
from ledger.bulletins.prose import BLANK, HEAD, TEXT, Annex, Bulletin, Figure, Head, Paragraph, Sentence
from ledger.errors import NotFound, UsageProblem
from ledger.metrics import STATUSES, seen, status
from ledger.model import Record
from ledger.periods import Period
from ledger.selection import Query, select
from ledger.store import Ledger
from ledger.values import replace
from ledger.workdays import WorkCalendar

NAMES = {"minsheng": "民生工程月度通报", "quarter": "季度通报"}
_SPANS = {"minsheng": "month", "quarter": "quarter"}
_SUBJECT = re.compile(r"^\d{4}年|(?:责任)?(?:分解)?(?:立项)?表$")
HEADS = (
    Head("number", "序号", 90, centred=True),
    Head("text", "主要任务", 260),
    Head("units", "责任单位", 160),
    Head("done", "进展情况", 390),
    Head("status", "状态", 100, centred=True),
)


def periodic(
    ledger: Ledger,
    kind: str,
    period: Period,
    on: date,
    calendar: WorkCalendar,
    listed: str = "",
    earlier: Ledger | None = None,
) -> Bulletin:
    """The draft of a month (``minsheng``) or quarter (``quarter``), as seen on the day ``on``.

    ``earlier`` is last year's ledger: indicators of the same name and measure are compared with it (同比).

    ``listed`` narrows it to one list; ``minsheng`` is about the list of that name unless it says otherwise.
    ``UsageProblem`` for a period of the wrong kind, ``NotFound`` for a list that is not there or is empty.
    """
    if period.kind != _SPANS[kind]:
        example = f"{period.year}-04" if kind == "minsheng" else f"{period.year}-Q1"
        raise UsageProblem(f"{NAMES[kind]}的周期不能是 {period}", f"写成 {example} 的样子")
    if period.year != ledger.config.year:
        raise UsageProblem(f"{period} 不在台账 {ledger.name} 的年度里", f"这本台账是 {ledger.config.year} 年的")
    if kind == "minsheng" and not listed:
        listed = "minsheng"
        if listed not in ledger.config.lists:
            known = "、".join(ledger.config.lists)
            raise NotFound(f"台账 {ledger.name} 没有民生工程清单（minsheng）", f"用 --list 指定清单，可选：{known}")
    ledger = prose.dated(ledger, on)
    everything = tuple(seen(record, on) for record in ledger.records)
    others = twins.covering(everything)
    records = tuple(
        twins.adopted(seen(record, on), others.get(record.task.id, ()), ledger.registry)
        for record in select(ledger, Query(list=listed or None))
    )
    if not records:
        raise NotFound(f"台账 {ledger.name} 的这个清单里没有任务", "用 taizhang stats 看各清单的任务数")
    facts = Facts(ledger, records, period, on, calendar, _subject(ledger, listed), earlier)
    parts: list[tuple[str, list[Paragraph]]] = [
        ("总体情况", _overall(facts)),
        ("主要指标", indicated.indicators(facts)),
        ("分项进展情况", itemised.items(facts) if kind == "minsheng" else itemised.categories(facts)),
        ("存在问题和滞后事项", lagging.problems(facts)),
        ("报送情况", [Paragraph(TEXT, one) for one in facts.reports.told]),
        ("下一步工作要求", lagging.asked(facts)),
    ]
    paragraphs = [Paragraph(TEXT, _opening(facts))]
    for n, (head, content) in enumerate(parts, 1):
        paragraphs += [Paragraph(HEAD, (f"{prose.ordinal(n)}、{head}",)), *content]
    return Bulletin(
        kind,
        NAMES[kind],
        ("关于", prose.span(period), facts.subject, "进展情况的通报"),
        tuple(paragraphs),
        on,
        prose.signature(ledger.config),
        _annexes(facts),
    )


def _subject(ledger: Ledger, listed: str) -> Figure:
    """What the bulletin is about, as the list's own title says: “12100”民生工程."""
    title = ledger.config.lists[listed].title if listed else ""
    said = _SUBJECT.sub("", title) or ("民生工程" if listed == "minsheng" else "重点工作任务")
    return Figure(said, "清单的标题", (f"{ledger.name}/ledger.yaml lists.{listed}.title",) if title else ())


def _opening(facts: Facts) -> Sentence:
    office = facts.ledger.config.office
    return (
        *prose.basis(facts.ledger.config),
        f"{office}对各责任单位报送的",
        prose.span(facts.period),
        facts.subject,
        "进展情况进行了汇总（数据截至",
        prose.day(facts.on, "通报日期（--on）"),
        "）。现将有关情况通报如下：",
    )


def _overall(facts: Facts) -> list[Paragraph]:
    records = facts.records
    states = [(one, [r.task.id for r in records if status(r.task, facts.period) == one]) for one in STATUSES]
    total: Sentence = (
        facts.subject,
        "共",
        prose.count(facts.ids, "列入通报的任务"),
        "项",
        *split([(SAID[state], ids) for state, ids in states], facts.ids),
        "。",
    )
    drawn = drawings.by_category(by_category(facts), facts.period) if facts.period.kind == "quarter" else []
    ledger = replace(facts.ledger, records=facts.records)
    asked = lights.Facts(ledger, rulebook.of(ledger.config), facts.calendar, facts.on)
    lit = lamps.lit(asked, facts.records, facts.period, facts.name)
    return [Paragraph(TEXT, total), *drawn, *(Paragraph(TEXT, line) for line in (_by_time(facts), *lit))]


def _by_time(facts: Facts) -> Sentence:
    measured = tuple(facts.standings)
    if not measured:
        return (f"台账没有登记这些任务的量化指标，是否达到序时进度{BLANK}。",)
    behind = [name for name, each in facts.standings.items() if any(map(lags, each))]
    unsure = [n for n, each in facts.standings.items() if n not in behind and not all(one.judged for one in each)]
    level = [name for name in measured if name not in (*behind, *unsure)]
    said = [("达到序时进度", level), ("未达序时进度", behind), ("报数不全、还不能判断", unsure)]
    return ("有量化指标的任务", prose.count(measured, "登记了指标"), "项", *split(said, measured), "。")


def _annexes(facts: Facts) -> tuple[Annex, ...]:
    """The tasks; the indicators and the reports where the text tells only some of them."""
    span = prose.span(facts.period)
    found = [Annex((span, facts.subject, lagging.ANNEX), HEADS, tuple(_row(facts, r) for r in facts.records))]
    if len(facts.told) > prose.MOST:
        rows = tuple(indicated.row(facts, record, one) for record, one in facts.told)
        found.append(Annex((span, facts.subject, indicated.TITLE), indicated.HEADS, rows))
    return (*found, *((facts.reports.annex,) if facts.reports.annex else ()))


def _row(facts: Facts, record: Record) -> tuple[Sentence, ...]:
    task, registry = record.task, facts.ledger.registry
    said = itemised.progress(facts, record)
    if len(facts.troubles) > prose.MOST:
        said = (*said, *(piece for line in reported(facts, record, named=False) for piece in line))
    late = "\n滞后" if len(facts.lagging) > prose.MOST and record in facts.lagging else ""
    units = task.units.printed or unitlists.print_list(registry, task.units.all)
    return (
        facts.number(record),
        (prose.quote(prose.words(task), f"{task.id} text"),),
        (Figure(prose.flowing(units), "责任单位", (f"{task.id} units",)),),
        said,
        (status(task, facts.period) + late,),
    )
