"""D rules about the days and periods that stand in fields: of reports, reviews and changes, and the ledger's year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from ledger.checks.base import WHOLE, Context, Found, Ledger, config_path, ledger_rule, rule
from ledger.diagnostics import Level
from ledger.model import Task
from ledger.periods import Period

_LATE_BEYOND_BELIEF = timedelta(days=183)
_YEAR_OF_NAME = re.compile("((?:19|20)[0-9]{2})(?![0-9])")


@rule("D001", "reported-too-early", Level.ERROR, of="progress")
def reported_too_early(task: Task, context: Context) -> Iterator[Found]:
    """填报时间在这一期开始之前

    为什么要紧：4月还没开始，不可能报4月的进展。不是年份写错，就是周期写错。

    错误写法：

        progress:
          - {period: 2020-04, unit: 区住建局, reported: 2019-05-09, done: 备案19部。}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, reported: 2020-05-09, done: 备案19部。}
    """
    for n, (entry, (begin, _, _)) in enumerate(zip(task.progress, context.timeline(task).spans, strict=True)):
        if entry.reported and entry.reported < begin and entry.period.year == context.config.year:
            yield Found(
                ("progress", n, "reported"),
                f"{entry.unit} 的 {entry.period} 进展写着 {entry.reported} 填报，那时这一期还没开始",
                "核对 reported 和 period 的年份、月份",
            )


@rule("D002", "dated-in-future", Level.ERROR, needs_today=True, reads=WHOLE)
def dated_in_future(task: Task, context: Context) -> Iterator[Found]:
    """日期在今天之后

    为什么要紧：填报、评价、办结都是已经发生的事，日期不会在将来。用 --on 说明按哪一天检查时才判断。

    错误写法（2020年5月12日检查）：

        progress:
          - {period: 2020-04, unit: 区住建局, reported: 2020-06-09, done: 备案19部。}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, reported: 2020-05-09, done: 备案19部。}
    """
    today = context.on
    if today is None:
        return
    dated = [(("progress", n, "reported"), entry.reported) for n, entry in enumerate(task.progress)]
    dated += [(("reviews", n, "on"), review.on) for n, review in enumerate(task.reviews)]
    dated += [(("changes", n, "on"), change.on) for n, change in enumerate(task.changes)]
    for path, day in dated:
        if day and day > today:
            yield Found(path, f"{day} 在检查日 {today} 之后", "核对日期")


@rule("D003", "reported-in-wrong-year", Level.WARNING, of="progress")
def reported_in_wrong_year(task: Task, context: Context) -> Iterator[Found]:
    """填报时间比这一期晚了半年以上

    为什么要紧：多半是年份随手写成了今年；按这个日期计算，单位就成了严重迟报。

    错误写法：

        progress:
          - {period: 2020-04, unit: 区住建局, reported: 2021-05-09, done: 备案19部。}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, reported: 2020-05-09, done: 备案19部。}
    """
    for n, (entry, (_, end, _)) in enumerate(zip(task.progress, context.timeline(task).spans, strict=True)):
        if not entry.reported or entry.period.year != context.config.year:
            continue
        if entry.reported > end and entry.reported >= end + _LATE_BEYOND_BELIEF:
            yield Found(
                ("progress", n, "reported"),
                f"{entry.unit} 的 {entry.period} 进展到 {entry.reported} 才填报，晚了半年以上",
                "核对年份；确实是补报就加豁免，写明原因",
            )


@rule("D004", "period-outside-year", Level.ERROR, reads=WHOLE)
def period_outside_year(task: Task, context: Context) -> Iterator[Found]:
    """进展或评价的周期不在本台账的年度里

    为什么要紧：一本台账管一年。周期写成别的年份，这条进展就进不了任何一期报表。

    错误写法（2020年台账）：

        progress:
          - {period: 2019-04, unit: 区住建局, done: 备案19部。}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 备案19部。}
    """
    year = context.config.year
    if year_in_doubt(context):
        return
    for n, entry in enumerate(task.progress):
        if entry.period.year != year:
            yield Found(("progress", n, "period"), *other_year(entry.period, year))
    for n, review in enumerate(task.reviews):
        if review.period.year != year:
            yield Found(("reviews", n, "period"), *other_year(review.period, year))


def other_year(period: Period, year: int) -> tuple[str, str]:
    meant = f"{year:04}{str(period)[4:]}"
    return f"周期 {period} 不在 {year} 年的台账里", f"是不是 {meant}？"


@ledger_rule("D017", "year-differs-from-folder", Level.ERROR)
def year_differs_from_folder(ledger: Ledger, context: Context) -> Iterator[Found]:
    """ledger.yaml 的年度和台账目录名对不上

    为什么要紧：年度写错，全年的周期都成了“别的年份”，哪一期的报表里也没有它们。

    错误写法（tasks/2020/ledger.yaml）：

        year: 2002

    正确写法：

        year: 2020

    目录名开头不是四位年份的不查。
    """
    if year_in_doubt(context):
        name, year = context.config.name, context.config.year
        yield Found(
            ("year",), f"台账目录叫 {name}，year 写的是 {year}", f"写成 year: {name[:4]}", file=config_path(ledger)
        )


def year_in_doubt(context: Context) -> bool:
    """Whether the settings' year is not the one the folder is named for: then no period is measured by it."""
    named = _YEAR_OF_NAME.match(context.config.name)
    return named is not None and int(named[1]) != context.config.year


@rule("D011", "review-before-report", Level.WARNING, of="reviews", reads=WHOLE)
def review_before_report(task: Task, context: Context) -> Iterator[Found]:
    """评价的日期早于单位填报的日期

    为什么要紧：评价要以单位报来的材料和现场核查为依据，先评后报说明其中一个日期写错了。

    错误写法：

        progress:
          - {period: 2020-04, unit: 区住建局, reported: 2020-05-09, done: 备案19部。}
        reviews:
          - {period: 2020-04, verdict: 完成, by: 督查室, on: 2020-05-02}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, reported: 2020-05-09, done: 备案19部。}
        reviews:
          - {period: 2020-04, verdict: 完成, by: 督查室, on: 2020-05-12}
    """
    for n, review in enumerate(task.reviews):
        if not review.on:
            continue
        reported = [entry.reported for entry in context.timeline(task).of(review.period) if entry.reported]
        if reported and review.on < min(reported):
            yield Found(
                ("reviews", n, "on"),
                f"{review.period} 的评价日期 {review.on} 早于单位最早的填报日期 {min(reported)}",
                "核对两个日期",
            )
