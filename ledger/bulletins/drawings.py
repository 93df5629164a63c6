"""Charts of a bulletin: where each category stands, and how 完成率 compares with 时间进度.

Like its sentences, a chart's values are figures with their origin; how it is drawn is the document's affair.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from ledger.bulletins import prose
from ledger.bulletins.prose import CHART, Bars, Drawing, Figure, Paragraph, Sentence
from ledger.measures import plain
from ledger.metrics import STATUSES, status
from ledger.model import Record
from ledger.periods import Period
from ledger.standings import Standing

MOST = 15
"""Bars that a page can hold; of more indicators, those furthest behind."""
_LONG = 16
"""Characters of a name beside a bar."""


def by_category(groups: Mapping[str, Sequence[Record]], period: Period) -> list[Paragraph]:
    """How many tasks of each category stand where; nothing for one category or one status, which the text has told."""
    if not 2 <= len(groups) <= MOST:
        return []
    names = tuple(_named(category or "其他任务", records[0].task.id) for category, records in groups.items())
    bars = []
    for state in STATUSES:
        each = [[r.task.id for r in records if status(r.task, period) == state] for records in groups.values()]
        if any(each):
            bars.append(Bars(state, tuple(prose.count(ids, state) if ids else None for ids in each)))
    if len(bars) < 2:
        return []
    return [Paragraph(CHART, ("各类任务进展情况（项）",), Drawing(names, tuple(bars), stacked=True))]


def rates(standings: Mapping[str, Sequence[Standing]], names: Mapping[str, str], period: Period) -> list[Paragraph]:
    """完成率 of each indicator beside 时间进度, the one furthest behind on top; ``names`` is 第3项 by task id.

    Growth rates and bounds have no 完成率 and stay in the text. Nothing for fewer than two.
    """
    rated = [(task, one) for task, each in standings.items() for one in each if one.rate is not None]
    if len(rated) < 2:
        return []
    some: Sentence = ("（最慢的", Figure(str(MOST), "图里画得下的个数"), "个）") if len(rated) > MOST else ()
    rated = sorted(rated, key=lambda pair: pair[1].points or 0)[:MOST]
    done, passed = [], []
    for task, one in rated:
        where = (f"{task} indicators.{one.indicator.name}",)
        done.append(_share(one.rate, "完成率", where))
        passed.append(_share(one.share, f"时间进度：截至{period.chinese}", where))
    bars = (Bars("完成率", tuple(done)), Bars("时间进度", tuple(passed), labelled=False))
    labels = tuple(_named(f"{names[task]} {one.indicator.name}", task) for task, one in rated)
    return [Paragraph(CHART, ("主要指标完成率与时间进度", *some), Drawing(labels, bars, measure="%"))]


def _share(share: Fraction | None, how: str, where: tuple[str, ...]) -> Figure | None:
    return None if share is None else Figure(plain(share * 100, 1), how, where)


def _named(text: str, source: str) -> Figure:
    name = prose.flowing(text).rstrip("。；")
    return Figure(name if len(name) <= _LONG else f"{name[: _LONG - 1]}…", "名称", (source,))
