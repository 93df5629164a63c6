"""The same matter listed twice: items of a second list that repeat a task of the first.

附件2 of the 2020 notice repeats 附件1 in the same words, in part, or with small changes of wording. Two tasks
are linked when the words of the shorter one stand in the longer one and their figures agree; every link is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from ledger.model import Task
from ledger.text import fold, squeeze

_SIGNS = re.compile(r"[，。、；：,.;:“”\"（）()《》\s]")
_FIGURE = re.compile(r"\d[\d.]*")
_AMOUNT = re.compile(r"\d[\d.]*[^\d]{0,5}")
_ENOUGH = 0.68

Same = Callable[[str, str], bool]


def link(first: Sequence[Task], second: Sequence[Task], same: Same) -> list[tuple[Task, Task, float]]:
    """Pairs (task of the first list, item of the second, how much of the item's words the task holds)."""
    pairs: list[tuple[Task, Task, float]] = []
    for item in second:
        scored = [(score(task, item), task) for task in first if _same_lead(task, item, same)]
        best = max(scored, key=lambda pair: pair[0], default=None)
        if best and best[0] >= _ENOUGH:
            pairs.append((best[1], item, best[0]))
    return pairs


def _same_lead(task: Task, item: Task, same: Same) -> bool:
    return bool(task.units.all and item.units.all) and same(task.units.all[0], item.units.all[0])


def score(task: Task, item: Task) -> float:
    """How much of the item stands in the task, 0 to 1; 0 where a figure of the item is not in the task."""
    whole, part = _plain(task.text), _plain(item.text)
    if not part or not set(_FIGURE.findall(part)) <= set(_FIGURE.findall(whole)):
        return 0.0
    if part in whole:
        return 1.0
    matcher = SequenceMatcher(None, whole, part, autojunk=False)
    in_order = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1) / len(part)
    pairs = [part[n : n + 2] for n in range(len(part) - 1)]
    any_order = sum(pair in whole for pair in pairs) / max(len(pairs), 1)
    return max(in_order, any_order, _ENOUGH if _same_amounts(whole, part) else 0.0)


def _same_amounts(whole: str, part: str) -> bool:
    """Whether every figure of the item stands in the task before the same words (6条花漾街区)."""
    amounts = _AMOUNT.findall(part)
    return bool(amounts) and all(len(amount) >= 5 and amount in whole for amount in amounts)


def _plain(text: str) -> str:
    return _SIGNS.sub("", squeeze(fold(text)))


def linked(tasks: Sequence[Task], pairs: Sequence[tuple[str, str]]) -> tuple[Task, ...]:
    """The tasks with the ids of their counterparts under ``same_as``."""
    found: list[Task] = []
    for task in tasks:
        others = [b if a == task.id else a for a, b in pairs if task.id in (a, b)]
        found.append(replace(task, same_as=tuple(dict.fromkeys((*task.same_as, *others)))) if others else task)
    return tuple(found)
