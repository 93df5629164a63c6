"""The same matter listed twice: items of a second list that repeat a task of the first.

附件2 of the 2020 notice repeats 附件1 in the same words, in part, or with small changes of wording. Two tasks
are linked when the words of the item stand in the task and its figures agree; every link is a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ledger.model import Task
from ledger.text import fold, squeeze
from ledger.values import replace

_SIGNS = re.compile(r"[，。、；：,.;:“”\"（）()《》\s]")
_FIGURE = re.compile(r"\d[\d.]*")
_AMOUNT = re.compile(r"\d[\d.]*[^\d]{0,5}")
_ENOUGH, _WORTH_A_LOOK = 0.68, 0.3
_CAREFUL_LOOKS = 3000

Same = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class _Words:
    """A task as it is compared: without signs, its figures, its pairs of neighbouring characters."""

    task: Task
    plain: str
    figures: frozenset[str]
    pairs: frozenset[str]

    @classmethod
    def of(cls, task: Task) -> _Words:
        folded = squeeze(fold(task.text))
        plain = _SIGNS.sub("", folded)
        pairs = frozenset(plain[n : n + 2] for n in range(len(plain) - 1))
        return cls(task, plain, frozenset(_FIGURE.findall(plain)), pairs)


def link(first: Sequence[Task], second: Sequence[Task], same: Same) -> list[tuple[Task, Task, float]]:
    """Pairs (task of the first list, item of the second, how much of the item's words the task holds)."""
    tasks = [_Words.of(task) for task in first]
    looks = [_CAREFUL_LOOKS]
    found: list[tuple[Task, Task, float]] = []
    for item in (_Words.of(task) for task in second):
        scored = [
            (score, whole.task)
            for whole in tasks
            if (score := _score(whole, item, looks)) >= _ENOUGH and _same_lead(whole.task, item.task, same)
        ]
        best = max(scored, key=lambda pair: pair[0], default=None)
        if best:
            found.append((best[1], item.task, best[0]))
    return found


def _same_lead(task: Task, item: Task, same: Same) -> bool:
    return bool(task.units.all and item.units.all) and same(task.units.all[0], item.units.all[0])


def _score(whole: _Words, part: _Words, looks: list[int]) -> float:
    """How much of the item stands in the task, 0 to 1; 0 where a figure of the item is not in the task."""
    if not part.pairs or not part.figures <= whole.figures:
        return 0.0
    if part.plain in whole.plain:
        return 1.0
    shared = len(part.pairs & whole.pairs) / len(part.pairs)
    if shared < _WORTH_A_LOOK:
        return 0.0
    amounts = _AMOUNT.findall(part.plain)
    if amounts and all(len(amount) >= 5 and amount in whole.plain for amount in amounts):
        shared = max(shared, _ENOUGH)  # 6条花漾街区 stands in both, the names before it are only some of them
    if shared < _ENOUGH and looks[0]:
        looks[0] -= 1  # the careful look takes long, and lists from strangers may be long and all alike
        blocks = SequenceMatcher(None, whole.plain, part.plain, autojunk=False).get_matching_blocks()
        shared = max(shared, sum(block.size for block in blocks if block.size > 1) / len(part.plain))
    return shared


def linked(tasks: Sequence[Task], pairs: Sequence[tuple[str, str]]) -> tuple[Task, ...]:
    """The tasks with the ids of their counterparts under ``same_as``."""
    others: dict[str, list[str]] = {}
    for one, other in pairs:
        others.setdefault(one, []).append(other)
        others.setdefault(other, []).append(one)
    return tuple(
        replace(task, same_as=tuple(dict.fromkeys((*task.same_as, *others[task.id])))) if task.id in others else task
        for task in tasks
    )
