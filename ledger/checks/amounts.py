"""P rules about indicator values: what can be said from the declared figures alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from ledger.checks.base import Context, Found, rule
from ledger.checks.quoted import unquoted
from ledger.diagnostics import Level
from ledger.model import Entry, Indicator, Task

_JUMP = 10
_WELL_OVER = 5
_ABSURD = 1000
_COUNTED = re.compile(r"(?:[十百千万亿]*[^%％‰℃度点分\s]{1,4})")
_MAY_SINK = re.compile("增长|增速|增幅|增减|净|利润|盈|顺差|逆差|差额|结余|盈余|变化|升降|下降|同比|环比|位次|温")
"""What is a difference or a balance by its name may be below zero."""


def _series(task: Task, context: Context, name: str) -> Iterator[list[tuple[int, Entry, Decimal]]]:
    """The values of one indicator by unit, each in the order of periods, with their place in the file."""
    for entries in context.timeline(task).by_unit:
        yield [(n, entry, entry.indicators[name]) for n, entry in entries if name in entry.indicators]


def _amount(value: Decimal, indicator: Indicator) -> str:
    return f"{value:f}{indicator.measure}"


def _corrected(task: Task, entry: Entry, name: str) -> bool:
    return any(
        change.kind == "correction"
        and change.period in (None, entry.period)
        and (name in change.field or change.field in ("", "indicators"))
        for change in task.changes
    )


@rule("P003", "shrinking-total", Level.ERROR, of="indicators")
def shrinking_total(task: Task, context: Context) -> Iterator[Found]:
    """累计数比上一期少了

    为什么要紧：累计数只增不减。变少了，不是这次填错就是上次填错；两期都已经进了报表，必须说清楚。
    确实是更正上期的，登记一条更正（taizhang correct），这里就不再提示。

    错误写法：

        indicators:
          - {name: 加装电梯, target: 60, measure: 部, comparator: ">="}
        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计21部。, indicators: {加装电梯: 21}}
          - {period: 2020-04, unit: 区住建局, done: 累计12部。, indicators: {加装电梯: 12}}

    正确写法（当月数用 basis: period 另立一个指标）：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计21部。, indicators: {加装电梯: 21}}
          - {period: 2020-04, unit: 区住建局, done: 当月12部，累计33部。, indicators: {加装电梯: 33}}
    """
    for indicator in task.indicators:
        if indicator.basis != "cumulative" or indicator.comparator == "<=":
            continue
        for values in _series(task, context, indicator.name):
            for (_, before, had), (n, entry, has) in pairwise(values):
                if has < had and before.period < entry.period and not _corrected(task, entry, indicator.name):
                    yield Found(
                        ("progress", n, "indicators", indicator.name),
                        f"{entry.unit}“{indicator.name}”的累计数从 {_amount(had, indicator)}（{before.period}）"
                        f"降到 {_amount(has, indicator)}（{entry.period}）",
                        "填的是当月数就改成累计数；是更正上期就用 taizhang correct 登记",
                    )


@rule("P004", "tenfold-jump", Level.NOTICE, of="indicators")
def tenfold_jump(task: Task, context: Context) -> Iterator[Found]:
    """数值比上一期一下子多了十倍，或者远远超过目标

    为什么要紧：多打一个零、把万元填成元，是最常见的填报差错。可能真有这样的增长，所以只作提示。

    错误写法（目标是60部）：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计21部。, indicators: {加装电梯: 21}}
          - {period: 2020-04, unit: 区住建局, done: 累计32部。, indicators: {加装电梯: 320}}

    正确写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计21部。, indicators: {加装电梯: 21}}
          - {period: 2020-04, unit: 区住建局, done: 累计32部。, indicators: {加装电梯: 32}}
    """
    for indicator in task.indicators:
        if indicator.basis == "growth" or indicator.comparator == "<=":
            continue
        target = indicator.target
        for values in _series(task, context, indicator.name):
            if target is not None and target > 0 and all(has <= target for _, _, has in values):
                continue  # ``_jump`` has nothing to say: the usual case
            for before, (n, entry, has) in zip((None, *values), values, strict=False):
                why = _jump(before, entry, has, indicator)
                if why:
                    yield Found(
                        ("progress", n, "indicators", indicator.name),
                        f"{entry.unit}“{indicator.name}”{entry.period} 填的是 {_amount(has, indicator)}，{why}",
                        "核对是不是多打了零，或者计量单位弄错了",
                    )
                    break


def _jump(before: tuple[int, Entry, Decimal] | None, entry: Entry, has: Decimal, indicator: Indicator) -> str:
    target = indicator.target
    if target is not None and target > 0 and has >= _ABSURD * target:
        return ""  # P025 tells it
    if target is not None and target > 0 and has >= _WELL_OVER * target:
        return f"是目标 {_amount(target, indicator)} 的 {has / target:.0f} 倍"
    if before and before[2] >= _JUMP and _JUMP * before[2] <= has and not (target and has <= target):
        return f"是上一期 {_amount(before[2], indicator)} 的 {has / before[2]:.0f} 倍"
    return ""


@rule("P025", "impossible-amount", Level.WARNING, of="indicators")
def impossible_amount(task: Task, context: Context) -> Iterator[Found]:
    """指标填了不可能的数

    为什么要紧：套数、里程不会是负数；比目标大一千倍以上的，不是多打了零，就是把元填进了万元的格子。这样的数一加总，
    整张表都错。增长率、净增、利润一类可以是负数的，不查负数。

    错误写法（目标是60部）：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计21部。, indicators: {加装电梯: -21}}

    正确写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 累计21部。, indicators: {加装电梯: 21}}
    """
    for n, indicator in enumerate(task.indicators):
        target, counted = indicator.target, _never_below_zero(indicator)
        if counted and target is not None and target < 0:
            yield Found(
                ("indicators", n, "target"),
                f"“{indicator.name}”的目标是负数：{_amount(target, indicator)}",
                f"去掉负号：target: {-target:f}",
            )
        most = _ABSURD * target if target is not None and target > 0 else None
        for values in _series(task, context, indicator.name):
            for at, entry, has in values:
                where = ("progress", at, "indicators", indicator.name)
                said = f"{entry.unit}“{indicator.name}”{entry.period} 填的是 {_amount(has, indicator)}"
                if counted and has < 0:
                    yield Found(where, f"{said}，不会是负数", f"核对原表，去掉负号：{indicator.name}: {-has:f}")
                elif most is not None and has >= most and indicator.target:
                    times = f"{has / indicator.target:.0f}"
                    hint = f"按目标的计量单位{f'（{indicator.measure}）' if indicator.measure else ''}重填"
                    yield Found(where, f"{said}，是目标 {_amount(indicator.target, indicator)} 的 {times} 倍", hint)


def _never_below_zero(indicator: Indicator) -> bool:
    return (
        indicator.basis != "growth"
        and bool(_COUNTED.fullmatch(indicator.measure))
        and not _MAY_SINK.search(indicator.name)
        and (indicator.baseline is None or indicator.baseline >= 0)
    )


@rule("P020", "undeclared-indicator", Level.ERROR, of="progress")
def undeclared_indicator(task: Task, context: Context) -> Iterator[Found]:
    """进展里填的指标，任务里没有列出

    为什么要紧：没有列出的指标没有目标和计量单位，算不出完成率，等于白填；多半是名称写得不一样。

    错误写法：

        indicators:
          - {name: 加装电梯, target: 60, measure: 部, comparator: ">="}
        progress:
          - {period: 2020-04, unit: 区住建局, done: 累计33部。, indicators: {电梯: 33}}

    正确写法：

        progress:
          - {period: 2020-04, unit: 区住建局, done: 累计33部。, indicators: {加装电梯: 33}}
    """
    names = [indicator.name for indicator in task.indicators]
    declared = {*names, *map(unquoted, names)}  # a name in marks is told by R038
    strange: dict[str, list[int]] = {}
    for n, entry in enumerate(task.progress):
        for name in entry.indicators:
            if name not in declared:
                strange.setdefault(name, []).append(n)
    for name, places in strange.items():
        more = f"（共{len(places)}条进展）" if len(places) > 1 else ""
        yield Found(
            ("progress", places[0], "indicators", name),
            f"任务里没有“{name}”这个指标{more}",
            f"已列出的指标：{'、'.join(names)}" if names else "先在 indicators: 里列出它的名称、目标和计量单位",
        )


@rule("P021", "repeated-indicator", Level.ERROR, of="indicators")
def repeated_indicator(task: Task, context: Context) -> Iterator[Found]:
    """两个指标同名

    为什么要紧：进展里按名称填数，同名就不知道填的是哪一个。

    错误写法：

        indicators:
          - {name: 拆迁, target: 1532, measure: 户, comparator: ">="}
          - {name: 拆迁, target: 36, measure: 万平方米, comparator: ">="}

    正确写法：

        indicators:
          - {name: 拆迁户数, target: 1532, measure: 户, comparator: ">="}
          - {name: 拆迁面积, target: 36, measure: 万平方米, comparator: ">="}
    """
    seen: set[str] = set()
    for n, indicator in enumerate(task.indicators):
        if indicator.name in seen:
            yield Found(("indicators", n, "name"), f"指标“{indicator.name}”列了两次", "换一个能区别开的名称")
        seen.add(indicator.name)


_MEASURES = (
    "万平方米|平方米|万亩|亩|公里|万元|亿元|万户|户|万套|套|万人次|人次|万人|人"
    "|部|处|个|家|所|条|座|栋|名|株|件|起|项|场|辆|台|米"
)
_AMOUNT = rf"(\d+(?:\.\d+)?)({_MEASURES})"
_SHARE = re.compile(
    rf"{_AMOUNT}[、，,]?(?:占|完成|达到|为)?(?:全年|年度|今年)(?:目标)?(?:任务|目标|计划)(?:数|量|总数)?的(\d+(?:\.\d+)?)[%％]"
)
_BEFORE_YEAR = 7
"""Characters at most that ``_SHARE`` holds between its first number and 全年: a measure, a mark, a verb."""
_OF_THE_YEAR = re.compile(r"(?:全年|年度|今年)(?:目标)?(?:任务|目标|计划)(?:数|量|总数)?的\d+(?:\.\d+)?[%％]")
_STATED = re.compile(rf"(?<![\d.]){_AMOUNT}")


@rule("P022", "share-of-target", Level.WARNING, of="progress", signs="%％")
def share_of_target(task: Task, context: Context) -> Iterator[Found]:
    """“占全年任务的百分之几”与任务里的目标对不上

    为什么要紧：百分比是拿另一个目标除出来的，公开以后一除就露馅。任务里同一计量单位的数不止一个时，
    不知道以哪个为准，就不判断。

    错误写法（任务是“加装电梯60部”）：

        done: 建成电梯85部、占全年任务的170%

    正确写法：

        done: 建成电梯85部、占全年任务的141.7%
    """
    targets: dict[str, Decimal | None] = {}
    for n, entry in context.entries(task):
        if "%" not in entry.done and "％" not in entry.done:
            continue
        for found in _shares(entry.done):
            if found[2] not in targets:
                targets[found[2]] = _only_target(task, found[2])
            target = targets[found[2]]
            if target is None:
                continue
            share = Decimal(found[1]) / target * 100
            digits = len(found[3].partition(".")[2])
            if abs(share - Decimal(found[3])) > Decimal(1).scaleb(-digits):
                yield Found(
                    ("progress", n, "done"),
                    f"“{found[0]}”：任务写的是{target:f}{found[2]}，{found[1]}÷{target:f}={share:.1f}%",
                    "核对目标和百分比；目标调整过的登记一条调整（changes: kind: adjustment）",
                )


def _shares(text: str) -> Iterator[re.Match[str]]:
    """What ``_SHARE.finditer`` gives, tried only where its rare words stand."""
    at = 0
    for words in _OF_THE_YEAR.finditer(text) if "的" in text and "年" in text else ():
        start = max(at, words.start() - _BEFORE_YEAR)
        while start > at and (text[start - 1].isdecimal() or text[start - 1] == "."):
            start -= 1
        found = _SHARE.search(text, start, words.end())
        if found:
            yield found
            at = found.end()


def _only_target(task: Task, measure: str) -> Decimal | None:
    """The one amount of this measure that the task asks for; ``None`` when there is none, or more than one."""
    asked = {item.target for item in task.indicators if item.measure == measure and item.target}
    if not asked:
        asked = {Decimal(found[1]) for found in _STATED.finditer(task.text) if found[2] == measure}
    only = asked.pop() if len(asked) == 1 else None
    return only if only else None
