"""存在问题和滞后事项 and 下一步工作要求 of a periodic bulletin."""

from __future__ import annotations

from collections.abc import Sequence

from ledger import unitlists
from ledger.bulletins import prose
from ledger.bulletins.facts import Facts, lags
from ledger.bulletins.prose import BLANK, TEXT, Figure, Paragraph, Sentence
from ledger.metrics import status
from ledger.model import Record

ANNEX = "进展情况表"
"""The annex that lists every task."""


def problems(facts: Facts) -> list[Paragraph]:
    """What is behind, the worst first where not all are named, and what units say stands in the way."""
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
    return [Paragraph(TEXT, ("其余", prose.count(rest, f"没有列出的{what}"), f"{measure}{what}见附件{ANNEX}。"))]


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


def asked(facts: Facts) -> list[Paragraph]:
    """What is asked of the units: to catch up, to report; the rest is left for the office to write."""
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
