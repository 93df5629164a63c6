"""N011: an amount that does not change by work (总投资, 台账数, 年度任务) stays what it was, or somebody says why."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.checks.base import Context, Found, rule
from ledger.checks.figures import reading
from ledger.checks.settings import is_on
from ledger.checks.timeline import needed
from ledger.diagnostics import Level
from ledger.figures import Figure
from ledger.figures.values import AMOUNT
from ledger.model import Entry, Task

_STEADY_WORDS = (
    "总投资 计划投资 概算 合同额 合同价 年度任务 全年任务 任务数 总任务 年度计划 全年计划 年度目标 总面积 "
    "总建筑面积 总长 全长 总里程 总户数 总数 台账 在册 应签约 应拆 应改造 应整改"
)
_EXPLAINED_WORDS = "调整 调增 调减 变更 核减 核增 核定 追加 更正 修订 新增 增补 扩大 优化 复核 重新 增加到 减少到 由原"
_STEADY, _EXPLAINED = tuple(_STEADY_WORDS.split()), tuple(_EXPLAINED_WORDS.split())
_PASSING = ("本月", "当月", "月度", "本季", "季度", "本周", "上月", "下月", "今日", "预计", "力争")
_SAID_ABOUT = ("总", "共", "约", "为", "达", "达到", "计", "是", "的")
_LONGEST = 10


@rule("N011", "base-moves", Level.NOTICE)
def base_moves(task: Task, context: Context) -> Iterator[Found]:
    """总数、计划数前后两期说得不一样，没有说明

    为什么要紧：三月说总投资5.6亿元，四月说5.2亿元，完成率就跟着变了，没有人知道是改了计划还是填错了。总投资、台账数、年度任务
    这样的数不会因为干活而变，变了要说明。只比较同一项任务里叫法相同、计量单位相同、都是确数的；这一期写了“调整、变更、核减、
    新增”一类的话，或者登记过变动的，不提示。

    错误写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 项目总投资5.6亿元，完成1.2亿元。}
          - {period: 2020-04, unit: 区住建局, done: 项目总投资5.2亿元，完成1.9亿元。}

    正确写法：

        progress:
          - {period: 2020-03, unit: 区住建局, done: 项目总投资5.6亿元，完成1.2亿元。}
          - {period: 2020-04, unit: 区住建局, done: 项目总投资调整为5.2亿元（4月10日批复），完成1.9亿元。}
    """
    if not is_on(context, "N011") or task.changes:
        return
    asked = context.entries(task)
    words = tuple(word for word in _STEADY if any(word in entry.done for _, entry in asked))
    if not words:
        return
    last: dict[tuple[str, str], tuple[Entry, Figure]] = {}
    ordered = sorted(enumerate(task.progress), key=lambda item: (item[1].period.sort_key, item[0]))
    for n, entry in needed(ordered, context.passes_over, lambda each: [key for key, _ in _steady(each, words)]):
        for key, figure in _steady(entry, words):
            before = last.get(key)
            last[key] = (entry, figure)
            if before is None or before[1].value == figure.value or _explained(entry.done):
                continue
            if abs(before[1].value - figure.value) <= max(before[1].step, figure.step):
                continue  # one of them is printed more coarsely
            yield Found(
                ("progress", n, "done"),
                f"{entry.unit} {entry.period} 说{key[0]}{figure.printed}，"
                f"{before[0].unit} {before[0].period} 说的是{before[1].printed}",
                "改了计划就写明调整的依据，或者登记变动；填错就改正",
            )


def _steady(entry: Entry, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], Figure]]:
    """The amounts of an entry that work does not change, each once, by what they are called and their measure.

    It is read only if one of the ``words`` stands in it, with one of which each of the names asked for ends.
    """
    if not entry.done or not any(word in entry.done for word in words):
        return
    found: dict[tuple[str, str], list[Figure]] = {}
    for figure in reading(entry.done).figures:
        name = _name(figure)
        if name:
            found.setdefault((name, figure.dimension), []).append(figure)
    for key, figures in found.items():
        if len({figure.value for figure in figures}) == 1:
            yield key, figures[0]


def _name(figure: Figure) -> str:
    """What such an amount is called, without the words that only introduce the number; empty for other amounts."""
    if figure.kind != AMOUNT or figure.weak or not figure.is_exact or figure.depth:
        return ""
    name = figure.lead
    while name.endswith(_SAID_ABOUT):
        name = name[:-1]
    if not name.endswith(_STEADY) or any(word in figure.lead for word in _PASSING) or figure.has("up", "down", "part"):
        return ""
    return name[-_LONGEST:]


def _explained(text: str) -> bool:
    return any(word in text for word in _EXPLAINED)
