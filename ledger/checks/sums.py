"""N009 and N010: amounts that tasks tied by ``sum_of`` state, and what units report of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ledger.checks.base import LINKED, Context, Found, Ledger, ledger_rule
from ledger.checks.settings import is_on
from ledger.claims import arithmetic as a
from ledger.claims.links import comparable
from ledger.diagnostics import Level
from ledger.measures import convert, convertible
from ledger.model import Indicator, Task
from ledger.periods import Period


@ledger_rule("N009", "parts-and-total", Level.WARNING)
def parts_and_total(ledger: Ledger, context: Context) -> Iterator[Found]:
    """分项任务的目标加起来，不等于总数

    为什么要紧：总的说拆迁1532户，分到几项任务里只有1460户，差的72户没有人管。sum_of 是人确认过的：这一项的数等于
    那几项相加。总数和每个分项里同一计量单位各只有一个数时才核对；带“约、以上”的不核对。哪些可能是合计，用
    taizhang numbers --links 查。

    错误写法：

        id: 2020-main-010
        text: 完成拆迁1532户。
        sum_of: [2020-main-011, 2020-main-012]      # 那两项写的是拆迁900户、拆迁560户

    正确写法：

        id: 2020-main-010
        text: 完成拆迁1532户。
        sum_of: [2020-main-011, 2020-main-012]      # 那两项写的是拆迁900户、拆迁632户
    """
    if not is_on(context, "N009"):
        return
    by_id = {record.task.id: record.task for record in ledger.records}
    for record in ledger.records:
        task = record.task
        if not task.sum_of:
            continue
        for n, part in enumerate(task.sum_of):
            if part not in by_id or part == task.id:
                found = "没有这项任务" if part != task.id else "写的是自己"
                yield Found(("sum_of", n), f"分项任务 {part}：{found}", "核对清单名和序号", file=record.path)
        known = [by_id[part] for part in task.sum_of if part in by_id and part != task.id]
        if len(known) != len(task.sum_of):
            continue
        for total, parts in comparable(task, known):
            added = sum((part.exact for part in parts), Fraction(0))
            if added != total.exact and total.is_exact and all(part.is_exact for part in parts):
                sum_ = "+".join(a.bare(part) for part in parts)
                yield Found(
                    ("sum_of",),
                    f"{task.id} 是{a.bare(total)}，{'、'.join(task.sum_of)} 相加是{sum_}={a.like(added, total)}",
                    "核对各项的数；分项没有列全就补上，不是合计就删去 sum_of",
                    file=record.path,
                )


@ledger_rule("N010", "reported-parts-and-total", Level.WARNING, reads=LINKED)
def reported_parts_and_total(ledger: Ledger, context: Context) -> Iterator[Found]:
    """同一期报的数，分项加起来不等于总数

    为什么要紧：几项分任务各报各的，总任务另报一个数，三张表凑在一起对不上，公开以后最容易被人问住。只在总任务和
    每一项分任务同一期都填了指标值（同一计量单位各一个累计指标）时核对。

    错误写法：

        id: 2020-main-010
        sum_of: [2020-main-011, 2020-main-012]
        progress:
          - {period: 2020-04, unit: 区住建局, done: 累计拆迁800户。, indicators: {拆迁户数: 800}}
          # 那两项2020-04填的是 500 户、260 户

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 累计拆迁760户。, indicators: {拆迁户数: 760}}
    """
    if not is_on(context, "N010"):
        return
    by_id = {record.task.id: record.task for record in ledger.records}
    for record in ledger.records:
        parts = [by_id[part] for part in record.task.sum_of if part in by_id]
        if not parts or len(parts) != len(record.task.sum_of):
            continue
        for indicator in record.task.indicators:
            yield from _of_indicator(record.path, record.task, indicator, parts)


def _of_indicator(path: str, task: Task, indicator: Indicator, parts: list[Task]) -> Iterator[Found]:
    same = [_only(part, indicator) for part in parts]
    known = [one for one in same if one is not None]
    if indicator.basis != "cumulative" or len(known) != len(parts):
        return
    for n, entry in enumerate(task.progress):
        stated = entry.indicators.get(indicator.name)
        told = [_value(part, one, entry.period) for part, one in zip(parts, known, strict=True)]
        values = [
            convert(Fraction(value), one.measure, indicator.measure)
            for value, one in zip(told, known, strict=True)
            if value is not None
        ]
        if stated is None or len(values) != len(parts) or sum(values, Fraction(0)) == Fraction(stated):
            continue
        sum_ = "+".join(f"{a.plain(value, 6)}" for value in values)
        yield Found(
            ("progress", n, "indicators", indicator.name),
            f"{entry.period} “{indicator.name}”填的是 {stated:f}{indicator.measure}，"
            f"{'、'.join(task.sum_of)} 相加是 {sum_}={a.plain(sum(values, Fraction(0)), 6)}{indicator.measure}",
            "核对各项的数，改成对得上的；口径不同就加豁免写明",
            file=path,
        )


def _only(task: Task, like: Indicator) -> Indicator | None:
    """The one cumulative indicator of a task in a measure that can be compared."""
    found = [one for one in task.indicators if one.basis == "cumulative" and convertible(one.measure, like.measure)]
    return found[0] if len(found) == 1 else None


def _value(task: Task, indicator: Indicator, period: Period) -> Decimal | None:
    """What was reported for a period, where one unit alone reported it."""
    found = [
        e.indicators[indicator.name] for e in task.progress if e.period == period and indicator.name in e.indicators
    ]
    return found[0] if len(found) == 1 else None
