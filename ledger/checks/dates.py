"""D rules: plans, deadlines and the dates inside the words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger import guesses
from ledger.checks.base import Context, Found, Ledger, config_path, ledger_rule, rule
from ledger.checks.datewords import impossible_dates, may_plan, may_promise, names_a_day, promised_dates, says_when
from ledger.checks.days import other_year, year_in_doubt
from ledger.diagnostics import Level, Path
from ledger.model import Entry, Task
from ledger.patterns import late

_LIKE_A_DAY = late(r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}")


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
    if year_in_doubt(context):
        return
    for period in task.plan:
        if period.year != year:
            yield Found(("plan", str(period)), *other_year(period, year))
    for n, indicator in enumerate(task.indicators):
        for period, _ in indicator.plan:
            if period.year != year:
                yield Found(("indicators", n, "plan", str(period)), *other_year(period, year))


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
    for n, entry in context.entries(task):
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
