"""P110: nearly the same words and exactly the same figures as another unit's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ledger.checks.base import Context, Found, Holder, shared_rule
from ledger.checks.settings import is_on, number
from ledger.checks.truth import alike
from ledger.diagnostics import Level
from ledger.model import Entry, Task
from ledger.text import fold
from ledger.wording import bare, is_stock_phrase

_TELLING = 3
"""So many figures of two digits or more, the same in the same order, are hardly chance."""
_FIGURES = re.compile(r"[0-9０-９][0-9０-９.．,，]*[0-9０-９]")
"""In either width: folding what was found is cheaper than folding every text."""
_SHORTEST, _LONGEST = 20, 2000


def _figures_and_period(entry: Entry) -> str:
    """What P110 groups by: the period and the telling figures in their order; empty where there are too few."""
    found = _FIGURES.findall(entry.done) if len(entry.done) >= _SHORTEST else []
    if len(found) < _TELLING:
        return ""
    telling = " ".join(found)
    return f"{entry.period} {telling if telling.isascii() else fold(telling)}"


def _all_figures(task: Task, context: Context) -> Iterator[tuple[int, str]]:
    if is_on(context, "P110"):
        for n, entry in context.entries(task):
            key = _figures_and_period(entry)
            if key:
                yield n, key


@shared_rule("P110", "nearly-copied-from-other-unit", Level.NOTICE, keys=_all_figures)
def nearly_copied_from_other(key: str, held: Sequence[Holder], context: Context) -> Iterator[Found]:
    """完成情况与别的单位几乎一样，数字一个不差

    为什么要紧：改了单位名、换了几个词，三个以上的数字一个不差，多半是照着别人的材料报的，或者只有一家做了。
    一字不差的由 P102 管；同一件事的任务（same_as）、联合填报的（joint）不算。相似到什么程度才算，由
    rules.checks.P110.similarity 定（默认0.8）。

    错误写法：

        unit: 区教体局
        done: 区教体局走访托管机构126家，发现隐患98条，整改87条，其余本月底前完成。
        # 区住建局在另一项任务里写了：区住建局走访托管机构126家，发现隐患98条，已整改87条，其余月底前完成。

    正确写法：

        unit: 区教体局
        done: 走访托管机构54家，发现隐患41条，整改36条。
    """
    wanted = number(context, "P110", "similarity", 0.8)
    entries = ((record, n, record.task.progress[n]) for record, n in held)
    found = [each for each in entries if not is_stock_phrase(each[2].done)]
    for (one, _, before), (record, n, entry) in pairwise(found):
        twins = one.task.id in record.task.same_as or record.task.id in one.task.same_as
        if context.key(before.unit) == context.key(entry.unit) or twins or _together(before, entry, context):
            continue
        first, second = bare(before.done)[:_LONGEST], bare(entry.done)[:_LONGEST]
        if first != second and alike(first, second, wanted):
            yield Found(
                ("progress", n, "done"),
                f"{entry.unit} {entry.period} 的完成情况与 {before.unit}（{one.task.id}）几乎一样，数字一个不差",
                "请单位写自己做了什么；确实是联合填报就用 joint 写在一条里",
                file=record.path,
            )


def _together(one: Entry, two: Entry, context: Context) -> bool:
    units = [{context.key(unit) for unit in (entry.unit, *entry.joint)} for entry in (one, two)]
    return bool(units[0] & units[1])
