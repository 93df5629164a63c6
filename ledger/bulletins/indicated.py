"""主要指标 of a periodic bulletin: each indicator against its target and the year, in the text and in the annex."""

from __future__ import annotations

from fractions import Fraction

from ledger.bulletins import compared, drawings, prose
from ledger.bulletins.facts import Facts, lags, split
from ledger.bulletins.prose import BLANK, TEXT, Figure, Head, Paragraph, Sentence
from ledger.measures import plain
from ledger.metrics import time_progress
from ledger.model import Record
from ledger.standings import Standing, shown

_TARGET = {">=": "目标{}", "<=": "控制目标{}以内", "=": "目标{}", "~": "目标约{}"}
TITLE = "指标完成情况表"
"""The title of the annex."""
HEADS = (
    Head("number", "序号", 90, centred=True),
    Head("name", "指标", 270),
    Head("target", "目标值", 150, centred=True),
    Head("value", "完成数", 150, centred=True),
    Head("rate", "完成率和序时进度", 340),
)


def indicators(facts: Facts) -> list[Paragraph]:
    """Every indicator beside its target and the year; of many the counts and those furthest behind."""
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
        f"，见附件{TITLE}",
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


def row(facts: Facts, record: Record, one: Standing) -> tuple[Sentence, ...]:
    """One indicator in the annex, in the order of ``HEADS``."""
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
        facts.number(record),
        (Figure(indicator.name, "指标名称", (where,)),),
        target,
        value,
        (Figure(told, "完成率与时间进度比较", (where,)),),
    )
