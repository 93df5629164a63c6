"""D rules: days and periods of plans, reports and reviews, and the dates inside the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from ledger import guesses
from ledger.checks.base import Context, Found, Ledger, config_path, ledger_rule, rule
from ledger.checks.datewords import impossible_dates, may_plan, may_promise, names_a_day, promised_dates, says_when
from ledger.diagnostics import Level, Path
from ledger.model import Entry, Task
from ledger.periods import Period

_LATE_BEYOND_BELIEF = timedelta(days=183)
_YEAR_OF_NAME = re.compile("((?:19|20)[0-9]{2})(?![0-9])")
_LIKE_A_DAY = re.compile(r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}")


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


@rule("D002", "dated-in-future", Level.ERROR, needs_today=True)
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


@rule("D004", "period-outside-year", Level.ERROR)
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
    if _year_in_doubt(context):
        return
    for n, entry in enumerate(task.progress):
        if entry.period.year != year:
            yield Found(("progress", n, "period"), *_other_year(entry.period, year))
    for n, review in enumerate(task.reviews):
        if review.period.year != year:
            yield Found(("reviews", n, "period"), *_other_year(review.period, year))


def _other_year(period: Period, year: int) -> tuple[str, str]:
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
    if _year_in_doubt(context):
        name, year = context.config.name, context.config.year
        yield Found(
            ("year",), f"台账目录叫 {name}，year 写的是 {year}", f"写成 year: {name[:4]}", file=config_path(ledger)
        )


def _year_in_doubt(context: Context) -> bool:
    """Whether the settings' year is not the one the folder is named for: then no period is measured by it."""
    named = _YEAR_OF_NAME.match(context.config.name)
    return named is not None and int(named[1]) != context.config.year


@rule("D005", "plan-outside-year", Level.WARNING, of="plan")
def plan_outside_year(task: Task, context: Context) -> Iterator[Found]:
    """推进计划的周期不在本台账的年度里

    为什么要紧：别的年份的计划不会印进计划表，也不会拿来对照进展。

    错误写法（2020年台账）：

        plan:
          2019-Q2: 完成3个项目回迁选房。

    正确写法：

        plan:
          2020-Q2: 完成3个项目回迁选房。
    """
    year = context.config.year
    if _year_in_doubt(context):
        return
    for period in task.plan:
        if period.year != year:
            yield Found(("plan", str(period)), *_other_year(period, year))


@rule("D006", "unreadable-deadline", Level.NOTICE, of="deadline")
def unreadable_deadline(task: Task, context: Context) -> Iterator[Found]:
    """完成时限里看不出时间

    为什么要紧：看不出时间的时限没法催办，也没法判断逾期。文件原文就是这样的，加豁免即可。

    错误写法：

        deadline: 尽快

    正确写法：

        deadline: 2020年9月底前
    """
    if _LIKE_A_DAY.fullmatch(task.deadline) and (day := guesses.day(task.deadline)) != task.deadline:
        hint = f"写成 {day}" if day else "日历上没有这一天，核对月和日"
        yield Found(("deadline",), f"完成时限“{task.deadline}”不是日期", hint, Level.WARNING)
    elif task.deadline and not says_when(task.deadline):
        yield Found(("deadline",), f"完成时限“{task.deadline}”里看不出时间", "写成日期，或“9月底前”“全年”这样的说法")


@rule("D011", "review-before-report", Level.WARNING, of="reviews")
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


@rule("D013", "passed-promise", Level.WARNING, of="progress")
def passed_promise(task: Task, context: Context) -> Iterator[Found]:
    """说“预计某日前完成”，而那一天在填报时已经过去

    为什么要紧：填报时日子已过，还写“预计”，多半是照搬旧材料；到底做成没有，看的人不知道。
    没有填报时间的，按这一期结束那天判断，只作提示。

    错误写法：

        progress:
          - {period: 2020-06, unit: 区住建局, reported: 2020-07-06, done: 预计6月底前完工。}

    正确写法：

        progress:
          - {period: 2020-06, unit: 区住建局, reported: 2020-07-06, done: 6月28日完工，正在组织验收。}
    """
    for n, entry in enumerate(task.progress):
        places = []
        if "月" in entry.done and may_promise(entry.done):
            places.append(("done", entry.done))
        if "月" in entry.next and may_plan(entry.next):
            places.append(("next", entry.next))
        for key, text in places:
            found = _first_passed(entry, text, key == "next")
            if found:
                words, day = found
                since = f"填报时（{entry.reported}）" if entry.reported else f"{entry.period} 结束时"
                yield Found(
                    ("progress", n, key),
                    f"“{words}”：{since}，{day.month}月{day.day}日已经过去",
                    "写明到底完成没有；推迟了就写新的时间和原因",
                    None if entry.reported else Level.NOTICE,
                )


def _first_passed(entry: Entry, text: str, planned: bool) -> tuple[str, date] | None:
    told = entry.reported or entry.period.end
    return next(promised_dates(text, entry.period.begin, planned=planned, before=told), None)


@rule("D014", "impossible-date", Level.WARNING, signs="月")
def impossible_date(task: Task, context: Context) -> Iterator[Found]:
    """文字里有日历上没有的日子

    为什么要紧：“6月31日”“2月30日”一看就是没有核对过，公开后最伤可信度。

    错误写法：

        done: 6月31日完成招标。

    正确写法：

        done: 6月30日完成招标。
    """
    places: list[tuple[Path, str]] = [(("text",), task.text), (("deadline",), task.deadline), (("goal",), task.goal)]
    places += [(("plan", str(period)), text) for period, text in task.plan.items() if names_a_day(text)]
    for n, entry in enumerate(task.progress):
        if names_a_day(f"{entry.done}\n{entry.problems}\n{entry.next}"):
            for key, text in (("done", entry.done), ("problems", entry.problems), ("next", entry.next)):
                places.append((("progress", n, key), text))
    for path, text in places:
        for words in impossible_dates(text, context.config.year):
            yield Found(path, f"日历上没有“{words}”这一天", "核对日期")


@ledger_rule("D012", "plan-missing", Level.WARNING, needs_today=True)
def plan_missing(ledger: Ledger, context: Context) -> Iterator[Found]:
    """过了报送期限，还有任务没有推进计划

    为什么要紧：没有计划就没有每个季度的对照，月报里的“季度计划完成目标”一栏也是空的。
    用 --on 说明按哪一天检查时才判断。

    错误写法（计划应于2020年2月24日前报送，3月1日检查，任务里没有 plan）：

        number: 37
        text: 完成经四纬一等9个项目的回迁安置。

    正确写法：

        number: 37
        text: 完成经四纬一等9个项目的回迁安置。
        plan:
          2020-Q2: 完成3个项目回迁选房。
    """
    due = ledger.config.reporting.plan_due
    if not due or context.on is None or context.on <= due:
        return
    for listed in ledger.config.lists:
        numbers = [r.task.number for r in ledger.records if r.list == listed and not r.task.plan and not r.task.closed]
        if numbers:
            some = "、".join(str(number) for number in numbers[:8]) + (" …" if len(numbers) > 8 else "")
            yield Found(
                ("reporting", "plan_due"),
                f"推进计划 {due} 到期，{listed} 还有 {len(numbers)} 项没有计划：第 {some} 项",
                "催单位报《工作任务落实计划表》，导入后就有 plan",
                file=config_path(ledger),
            )
