"""民生工程月度通报 and 季度通报: how a list stands at the end of a period.

The order is that of published bulletins (灌南 2017, 宣城 2020, 咸宁 2020, 紫阳 2022): 总体情况, 主要指标, 分项进展,
存在问题, 报送情况, 下一步工作要求, annex table. What counts as finished is the office's word alone; a unit's own
word is told as such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property

from ledger import lights, rulebook, twins, unitlists
from ledger.bulletins import compared, drawings, lamps, prose, submitted
from ledger.bulletins.prose import BLANK, HEAD, SUBHEAD, TEXT, Annex, Bulletin, Figure, Head, Paragraph, Sentence
from ledger.deadlines import leads
from ledger.errors import NotFound, UsageProblem
from ledger.measures import plain
from ledger.metrics import STATUSES, seen, status, time_progress
from ledger.model import Entry, Record
from ledger.periods import Period
from ledger.selection import Query, select
from ledger.standings import BEHIND, BEHIND_PLAN, OVER, SHORT, Settings, Standing, shown, standings
from ledger.store import Ledger
from ledger.values import Struct, replace
from ledger.workdays import WorkCalendar

NAMES = {"minsheng": "民生工程月度通报", "quarter": "季度通报"}
_SPANS = {"minsheng": "month", "quarter": "quarter"}
_SUBJECT = re.compile(r"^\d{4}年|(?:责任)?(?:分解)?(?:立项)?表$")
_TARGET = {">=": "目标{}", "<=": "控制目标{}以内", "=": "目标{}", "~": "目标约{}"}
_SAID = {
    "办结": "已办结",
    "核实完成": "最近一次核实为完成",
    "自报完成": "最近一期自报完成、有待核实",
    "未完成": "最近一次评价为未完成",
    "推进中": "正在推进",
    "未报": "没有报送过进展",
}
_LONG, _FEW = 30, 3
"""More tasks than this do not get a paragraph each: of every category the first few, the rest counted."""
_PROGRESS, _INDICATORS = "进展情况表", "指标完成情况表"
HEADS = (
    Head("number", "序号", 90, centred=True),
    Head("text", "主要任务", 260),
    Head("units", "责任单位", 160),
    Head("done", "进展情况", 390),
    Head("status", "状态", 100, centred=True),
)
_INDICATOR_HEADS = (
    Head("number", "序号", 90, centred=True),
    Head("name", "指标", 270),
    Head("target", "目标值", 150, centred=True),
    Head("value", "完成数", 150, centred=True),
    Head("rate", "完成率和序时进度", 340),
)


class Facts(Struct, frozen=True, dict=True):
    """What a periodic bulletin rests on, looked up once."""

    ledger: Ledger
    records: tuple[Record, ...]
    period: Period
    on: date
    calendar: WorkCalendar
    subject: Figure
    earlier: Ledger | None = None
    """Last year's ledger, for 同比."""

    @cached_property
    def settings(self) -> Settings:
        """How time passes and whose figures count."""
        return rulebook.of(self.ledger.config).indicators

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All tasks."""
        return tuple(record.task.id for record in self.records)

    @cached_property
    def standings(self) -> dict[str, tuple[Standing, ...]]:
        """Task id → its indicators, of tasks that have some."""
        registry = self.ledger.registry
        found = ((r.task, standings(r.task, self.period, registry, self.settings)) for r in self.records)
        return {task.id: each for task, each in found if each}

    @cached_property
    def told(self) -> tuple[tuple[Record, Standing], ...]:
        """Every indicator with its task."""
        return tuple((record, one) for record in self.records for one in self.standings.get(record.task.id, ()))

    @property
    def long(self) -> bool:
        """Whether there are too many tasks for a paragraph each."""
        return len(self.records) > _LONG

    @cached_property
    def troubles(self) -> tuple[Sentence, ...]:
        """What units say stands in the way."""
        return tuple(line for record in self.records for line in _reported(self, record))

    @cached_property
    def lagging(self) -> tuple[Record, ...]:
        """Tasks that are behind: by a figure, or because they were judged 未完成. A closed one is not."""
        states = {record.task.id: status(record.task, self.period) for record in self.records}
        return tuple(
            record
            for record in self.records
            if states[record.task.id] != "办结"
            and (states[record.task.id] == "未完成" or any(map(lags, self.standings.get(record.task.id, ()))))
        )

    @cached_property
    def reports(self) -> submitted.Submitted:
        """How the reports came in."""
        return submitted.submitted(self.ledger, self.records, self.period, self.on, self.calendar)

    def worst(self, record: Record) -> tuple[bool, Fraction]:
        """The worst first: judged 未完成, then by how far behind the year."""
        gaps = [one.behind or Fraction(0) for one in self.standings.get(record.task.id, ()) if lags(one)]
        return status(record.task, self.period) != "未完成", -max(gaps, default=Fraction(0))

    def entries(self, record: Record) -> tuple[Entry, ...]:
        """The last thing each unit reported in the period."""
        canonical = self.ledger.registry.canonical
        last: dict[str, Entry] = {}
        for entry in sorted(record.task.progress, key=lambda entry: entry.period.sort_key):
            if self.period.contains(entry.period):
                last[canonical(entry.unit)] = entry
        return tuple(last.values())

    def name(self, record: Record) -> Sentence:
        """附件1第3项; 第3项 where only one list is told about."""
        one_list = len({each.list for each in self.records}) == 1
        return prose.number(record) if one_list else prose.named(self.ledger.config, record)


def lags(standing: Standing) -> bool:
    """Whether an indicator is behind the year, short of its rate, or over its bound."""
    return standing.judged in (BEHIND, BEHIND_PLAN, SHORT, OVER)


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
        ("主要指标", _indicators(facts)),
        ("分项进展情况", _items(facts) if kind == "minsheng" else _categories(facts)),
        ("存在问题和滞后事项", _problems(facts)),
        ("报送情况", [Paragraph(TEXT, one) for one in facts.reports.told]),
        ("下一步工作要求", _next(facts)),
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


# ---------------------------------------------------------------------- 一、总体情况


def split(groups: Sequence[tuple[str, Sequence[str]]], whole: Sequence[str]) -> Sentence:
    """What follows 共N项: “。其中，A的1项，占50%；…”, or “，均A” where one group is all of them.

    Groups without tasks are not told.
    """
    told = [(phrase, ids) for phrase, ids in groups if ids]
    if len(told) == 1:
        return (f"，{'均' if len(whole) > 1 else ''}{told[0][0]}",)
    each: list[Sentence] = [
        (f"{phrase}的", prose.count(ids, phrase), "项，占", prose.share(ids, whole)) for phrase, ids in told
    ]
    return ("。其中，", *prose.joined(each, "；"))


def _overall(facts: Facts) -> list[Paragraph]:
    records = facts.records
    states = [(one, [r.task.id for r in records if status(r.task, facts.period) == one]) for one in STATUSES]
    total: Sentence = (
        facts.subject,
        "共",
        prose.count(facts.ids, "列入通报的任务"),
        "项",
        *split([(_SAID[state], ids) for state, ids in states], facts.ids),
        "。",
    )
    drawn = drawings.by_category(_by_category(facts), facts.period) if facts.period.kind == "quarter" else []
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


# ---------------------------------------------------------------------- 二、主要指标


def _indicators(facts: Facts) -> list[Paragraph]:
    if not facts.standings:
        return [Paragraph(TEXT, (f"主要指标完成情况{BLANK}。",))]
    by = facts.settings.time_progress
    share = plain(time_progress(facts.period, by) * 100)
    how = f"时间进度：截至{facts.period.chinese}，按{'天' if by == 'days' else '月'}计算"
    end = facts.period.months[-1]
    lines: list[Sentence] = [("截至", prose.span(end, "周期的末月"), "底，时间进度为", Figure(f"{share}%", how), "。")]
    told = list(facts.told)
    if len(told) > prose.MOST:
        lines.append(_in_short(facts))
        told = sorted((each for each in told if lags(each[1])), key=_gap)[: prose.MOST]
    lines += [(*facts.name(record), *_standing(facts, record, one)) for record, one in told]
    lines.append((f"上述指标在全市的位次{BLANK}。",))
    names = {record.task.id: prose.written(facts.name(record)) for record in facts.records}
    drawn = drawings.rates(facts.standings, names, facts.period) if facts.period.kind == "quarter" else []
    return [*(Paragraph(TEXT, line) for line in lines), *drawn]


def _in_short(facts: Facts) -> Sentence:
    """How many indicators are on time and how many are not, where there are too many to tell each."""
    names = {id(one): f"{record.task.id} indicators.{one.indicator.name}" for record, one in facts.told}
    behind = [names[id(one)] for _, one in facts.told if lags(one)]
    unsure = [names[id(one)] for _, one in facts.told if not one.judged]
    level = [name for name in names.values() if name not in (*behind, *unsure)]
    told = [("达到序时进度", level), ("未达序时进度", behind), ("报数不全、还不能判断", unsure)]
    said = split(told, tuple(names.values()))
    shown: Sentence = (f"。未达序时进度的{'前几个' if len(behind) > prose.MOST else ''}如下",) if behind else ()
    return (
        "共有指标",
        prose.count(tuple(names.values()), "登记的指标"),
        "个",
        *said,
        f"，见附件{_INDICATORS}",
        *shown,
        "。",
    )


def _gap(each: tuple[Record, Standing]) -> Fraction:
    """The worst first: how far behind in 个百分点, negated."""
    return -(each[1].behind or Fraction(0))


def _standing(facts: Facts, record: Record, one: Standing) -> Sentence:
    indicator, where = one.indicator, f"{record.task.id} indicators.{one.indicator.name}"
    name = Figure(indicator.name, "指标名称", (where,))
    if one.value is None:
        return (name, "：", Figure(one.why, "指标报数", (where,)), "。")
    rows = tuple(
        f"{record.task.id} {entry.period} {entry.unit}"
        for entry in record.task.progress
        if indicator.name in entry.indicators and entry.period.end <= one.period.end
    )
    target: Sentence = ()
    if indicator.target is not None:
        told = _TARGET[indicator.comparator].format(shown(indicator.target, indicator))
        target = ("（", Figure(told, "目标值", (where,)), "）")
    value = Figure(shown(one.value, indicator), f"报数：{one.as_of}", rows)
    beside = compared.beside(record, one, facts.earlier)
    return (name, "为", value, *target, *beside, "，", Figure(one.told, "完成率与时间进度比较", (where, *rows)), "。")


# ---------------------------------------------------------------------- 三、分项进展


def _by_category(facts: Facts) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = {}
    for record in facts.records:
        groups.setdefault(record.task.category[0] if record.task.category else "", []).append(record)
    return groups


def _items(facts: Facts) -> list[Paragraph]:
    """Every task in a paragraph, under its category."""
    found: list[Paragraph] = []
    for n, (category, records) in enumerate(_by_category(facts).items(), 1):
        if category:
            name = Figure(prose.flowing(category).rstrip("。；"), "类别", (records[0].task.id,))
            found.append(Paragraph(SUBHEAD, (f"（{prose.ordinal(n)}）", name)))
        found += [Paragraph(TEXT, line) for line in (_briefly(facts, records) if facts.long else
                                                     [_item(facts, record) for record in records])]  # fmt: skip
    return found


def _briefly(facts: Facts, records: Sequence[Record]) -> list[Sentence]:
    """The first tasks of a category that were reported; the others by number, those without a report too."""
    said = [record for record in records if any(entry.done.strip() for entry in facts.entries(record))]
    silent = [record for record in records if record not in said]
    lines = [_item(facts, record) for record in said[:_FEW]]
    if len(said) > _FEW:
        rest = [record.task.id for record in said[_FEW:]]
        lines.append(("其余", prose.count(rest, "本类其余有进展的任务"), "项有进展的任务见附件。"))
    for phrase, whole, some in (
        ("本期没有报送进展", "本期均没有报送进展", [r for r in silent if status(r.task, facts.period) != "办结"]),
        ("已经办结，不再报送", "均已办结，不再报送", [r for r in silent if status(r.task, facts.period) == "办结"]),
    ):
        if not some:
            continue
        ids = [record.task.id for record in some]
        if len(some) == len(records) > 1:
            lines.append(("本类", prose.count(ids, phrase), f"项任务{whole}。"))
        else:
            total: Sentence = ("共", prose.count(ids, phrase), "项")
            lines.append((*prose.numbers(some), *(total if len(some) > 1 else ()), f"{phrase}。"))
    return lines


def _item(facts: Facts, record: Record) -> Sentence:
    task = record.task
    head: Sentence = (*facts.name(record), *prose.brief(task))
    return (*head, *prose.led(facts.ledger, task), "：", *_progress(facts, record, _FEW))


def _progress(facts: Facts, record: Record, most: int = 0) -> Sentence:
    """What the units said, lead units first; of more than ``most`` units the others are counted (0: all of them)."""
    entries = [entry for entry in facts.entries(record) if entry.done.strip()]
    if not entries:
        return ("办结以后不再报送。",) if status(record.task, facts.period) == "办结" else ("本期没有报送进展。",)
    said: list[Sentence] = []
    told = sorted(entries, key=lambda entry: not leads(record.task, facts.ledger.registry, entry.unit))
    for entry in told[: most or None]:
        unit = prose.speaker(facts.ledger, entry, facts.on)
        source = f"{record.task.id} {entry.period} {entry.unit}"
        speaker: Sentence = (Figure(unit, "填报单位", (source,)), "：") if len(entries) > 1 else ()
        said.append(
            (*speaker, *prose.stopped(prose.quote(entry.done, f"{source} done")), *prose.elsewhere(facts.ledger, entry))
        )
    rest = [entry.unit for entry in told[most:]] if most else []
    if rest:
        said.append(("其余", prose.count(rest, "其余报送了进展的单位"), "个单位的进展见附件。"))
    return prose.joined(said, "")


def _categories(facts: Facts) -> list[Paragraph]:
    """Category by category in numbers; the annex has the tasks."""
    found: list[Paragraph] = []
    groups = _by_category(facts)
    # tasks without any category are what 总体情况 has counted already
    for category, records in groups.items() if list(groups) != [""] else ():
        ids = [record.task.id for record in records]
        states = [(_SAID[one], [r.task.id for r in records if status(r.task, facts.period) == one]) for one in STATUSES]
        name = Figure(prose.flowing(category).rstrip("。；") or "其他任务", "类别", (ids[0],))
        said = split(states, ids)
        found.append(Paragraph(TEXT, (name, "：共", prose.count(ids, "本类任务"), "项", *said, "。")))
    return [*found, Paragraph(TEXT, ("各项任务的进展情况见附件。",))]


# ---------------------------------------------------------------------- 四、存在问题和滞后事项


def _problems(facts: Facts) -> list[Paragraph]:
    found: list[Paragraph] = []
    if facts.lagging:
        ids = [record.task.id for record in facts.lagging]
        found.append(Paragraph(TEXT, ("进度滞后的事项有", prose.count(ids, "未达序时进度或评价为未完成"), "项：")))
        named = facts.lagging if len(ids) <= prose.MOST else sorted(facts.lagging, key=facts.worst)[: prose.MOST]
        found += [Paragraph(TEXT, _behind(facts, record)) for record in named]
        found += _others(len(named), ids, "滞后事项", "项")
    elif all(status(record.task, facts.period) == "未报" for record in facts.records):
        found.append(Paragraph(TEXT, (f"台账里还没有任何进展，滞后事项{BLANK}。",)))
    elif len(facts.standings) == len(facts.records):
        found.append(Paragraph(TEXT, ("没有进度滞后的事项。",)))
    else:
        found.append(Paragraph(TEXT, ("从已报送的情况看，没有评价为未完成或未达序时进度的事项。",)))
    if facts.troubles:
        found.append(Paragraph(TEXT, ("责任单位反映的问题：",)))
        found += [Paragraph(TEXT, line) for line in facts.troubles[: prose.MOST]]
        found += _others(prose.MOST, [str(n) for n, _ in enumerate(facts.troubles, 1)], "反映的问题", "条")
    return [*found, Paragraph(TEXT, (f"督查中发现的其他问题：{BLANK}。",))]


def _others(named: int, all_of_them: Sequence[str], what: str, measure: str) -> list[Paragraph]:
    """其余N项滞后事项见附件, where not all were named."""
    rest = all_of_them[named:]
    if not rest:
        return []
    return [Paragraph(TEXT, ("其余", prose.count(rest, f"没有列出的{what}"), f"{measure}{what}见附件{_PROGRESS}。"))]


def _behind(facts: Facts, record: Record) -> Sentence:
    task = record.task
    why: list[Sentence] = [
        (Figure(f"{one.indicator.name}{one.told}", "完成率与时间进度比较", (f"{task.id} indicators",)),)
        for one in facts.standings.get(task.id, ())
        if lags(one)
    ]
    if status(task, facts.period) == "未完成":
        why.append(("最近一次评价为未完成",))
    head: Sentence = (*facts.name(record), *prose.brief(task))
    return (*head, *prose.led(facts.ledger, task), "：", *prose.joined(why, "；"), "。")


def _reported(facts: Facts, record: Record, *, named: bool = True) -> list[Sentence]:
    """What units say stands in the way, with the causes they name; under the task's name, or as its 存在问题."""
    lines: list[Sentence] = []
    for entry in facts.entries(record):
        source = f"{record.task.id} {entry.period} {entry.unit}"
        unit = Figure(prose.speaker(facts.ledger, entry, facts.on), "填报单位", (source,))
        head: Sentence = facts.name(record) if named else ("存在问题",)
        lines += prose.trouble((*head, "（", unit, "）："), entry, source)
    return lines


# ---------------------------------------------------------------------- 六、下一步工作要求


def _next(facts: Facts) -> list[Paragraph]:
    wanted: list[Sentence] = []
    units = list(dict.fromkeys(unit for record in facts.lagging for unit in record.task.units.lead))
    if units:
        named = unitlists.print_list(facts.ledger.registry, units)
        who: Sentence = (Figure(named, "滞后事项的牵头单位", tuple(units)),)
        if len(units) > prose.MOST:
            who = ("滞后事项的", prose.count(units, "滞后事项的牵头单位"), "个牵头单位")
        wanted.append(("抓紧赶上进度。请", *who, "查找原因，明确措施和完成时限，尽快赶上计划进度。"))
    wanted += facts.reports.wanted
    several = len(wanted) > 1
    said = [(f"{prose.ordinal(n)}是" if several else "", *one) for n, one in enumerate(wanted, 1)]
    return [Paragraph(TEXT, one) for one in (*said, (f"其他工作要求：{BLANK}。",))]


# ---------------------------------------------------------------------- annex


def _annexes(facts: Facts) -> tuple[Annex, ...]:
    """The tasks; the indicators and the reports where the text tells only some of them."""
    span = prose.span(facts.period)
    found = [Annex((span, facts.subject, _PROGRESS), HEADS, tuple(_row(facts, r) for r in facts.records))]
    if len(facts.told) > prose.MOST:
        rows = tuple(_indicator_row(facts, record, one) for record, one in facts.told)
        found.append(Annex((span, facts.subject, _INDICATORS), _INDICATOR_HEADS, rows))
    return (*found, *((facts.reports.annex,) if facts.reports.annex else ()))


def _indicator_row(facts: Facts, record: Record, one: Standing) -> tuple[Sentence, ...]:
    indicator, where = one.indicator, f"{record.task.id} indicators.{one.indicator.name}"
    target: Sentence = ("—",)
    if indicator.target is not None:
        told = _TARGET[indicator.comparator].format(shown(indicator.target, indicator)).removeprefix("目标")
        target = (Figure(told.removeprefix("控制目标"), "目标值", (where,)),)
    value: Sentence = ("—",)
    if one.value is not None:
        value = (Figure(shown(one.value, indicator), f"报数：{one.as_of}", (where,)),)
    told = one.told if one.value is not None else one.why
    return (
        _number(facts, record),
        (Figure(indicator.name, "指标名称", (where,)),),
        target,
        value,
        (Figure(told, "完成率与时间进度比较", (where,)),),
    )


def _number(facts: Facts, record: Record) -> Sentence:
    if len({each.list for each in facts.records}) > 1:
        return prose.named(facts.ledger.config, record)
    return (Figure(str(record.task.number), "分解序号", (record.task.id,)),)


def _row(facts: Facts, record: Record) -> tuple[Sentence, ...]:
    task, registry = record.task, facts.ledger.registry
    said = _progress(facts, record)
    if len(facts.troubles) > prose.MOST:
        said = (*said, *(piece for line in _reported(facts, record, named=False) for piece in line))
    late = "\n滞后" if len(facts.lagging) > prose.MOST and record in facts.lagging else ""
    units = task.units.printed or unitlists.print_list(registry, task.units.all)
    return (
        _number(facts, record),
        (prose.quote(prose.words(task), f"{task.id} text"),),
        (Figure(prose.flowing(units), "责任单位", (f"{task.id} units",)),),
        said,
        (status(task, facts.period) + late,),
    )
