"""What a ledger remembers: the targets and amounts of its tasks, for texts to be held against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.claims.values import Fact, Memory
from ledger.claims.words import pairs
from ledger.figures import Figure, Reading, read
from ledger.figures.values import AMOUNT
from ledger.model import Config, Record

_TELLING = 4
"""A pair of characters in more different tasks than this does not tell one from another."""
_EVERYWHERE = frozenset(
    (
        "道路",
        "进行",
        "服务",
        "社区",
        "综合",
        "改造",
        "提升",
        "建设",
        "项目",
        "工程",
        "完成",
        "中心",
        "重点",
        "工作",
        "街道",
    )
)
_CLAUSE_ENDS = "，。；！？\n,;"


def memory(records: Iterable[Record], config: Config) -> Memory:
    """The amounts in the tasks' own words and their indicators' targets, with the words around them."""
    known = [fact for record in records for fact in _of_record(record, config)]
    by_dimension: dict[str, list[Fact]] = {}
    tasks_with: dict[str, set[str]] = {}
    for fact in known:
        by_dimension.setdefault(fact.figure.dimension, []).append(fact)
        for pair in pairs(fact.words):
            tasks_with.setdefault(pair, set()).add(fact.words)
    common = frozenset(pair for pair, tasks in tasks_with.items() if len(tasks) > _TELLING)
    common |= _EVERYWHERE
    return Memory({dimension: tuple(group) for dimension, group in by_dimension.items()}, common)


def _of_record(record: Record, config: Config) -> Iterator[Fact]:
    task = record.task
    spec = config.lists.get(record.list)
    annex = spec.annex if spec and spec.annex else record.list
    where = f"{task.id}（{annex}第{task.number}项）"
    for text in (task.text, task.goal):
        reading = read(text)
        for figure in reading.figures:
            if figure.kind == AMOUNT and not figure.weak and figure.value > 0:
                yield Fact(where, clause(reading, figure), figure, _comparator(figure), task.id)
    for indicator in task.indicators:
        if indicator.target and indicator.target > 0 and indicator.basis == "cumulative":
            printed = read(f"{indicator.name}{indicator.target:f}{indicator.measure}").figures
            if len(printed) == 1 and printed[0].kind == AMOUNT:
                yield Fact(where, indicator.name, printed[0], indicator.comparator, task.id)


def clause(reading: Reading, figure: Figure) -> str:
    """The words between the commas around a figure."""
    text = reading.text
    begin, end = figure.start, figure.end
    while begin > 0 and text[begin - 1] not in _CLAUSE_ENDS and figure.start - begin < 60:
        begin -= 1
    while end < len(text) and text[end] not in _CLAUSE_ENDS and end - figure.end < 60:
        end += 1
    return text[begin:end]


def _comparator(figure: Figure) -> str:
    return {"at-most": "<=", "at-least": ">="}.get(figure.bound, ">=")
