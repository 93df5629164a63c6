"""What a periodic bulletin rests on, looked up once, and the turns of phrase that several of its parts share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property

from ledger import rulebook
from ledger.bulletins import prose, submitted
from ledger.bulletins.prose import Figure, Sentence
from ledger.metrics import status
from ledger.model import Entry, Record
from ledger.periods import Period
from ledger.standings import BEHIND, BEHIND_PLAN, OVER, SHORT, Settings, Standing, standings
from ledger.store import Ledger
from ledger.values import Struct
from ledger.workdays import WorkCalendar

SAID = {
    "办结": "已办结",
    "核实完成": "最近一次核实为完成",
    "自报完成": "最近一期自报完成、有待核实",
    "未完成": "最近一次评价为未完成",
    "推进中": "正在推进",
    "未报": "没有报送过进展",
}
_LONG = 30
"""More tasks than this do not get a paragraph each."""


class Facts(Struct, frozen=True, dict=True):
    """What a periodic bulletin rests on, looked up once."""

    ledger: Ledger
    records: tuple[Record, ...]
    period: Period
    on: date
    calendar: WorkCalendar
    subject: Figure
    earlier: Ledger | None = None
    """Last year's ledger, for 同比."""

    @cached_property
    def settings(self) -> Settings:
        """How time passes and whose figures count."""
        return rulebook.of(self.ledger.config).indicators

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """All tasks."""
        return tuple(record.task.id for record in self.records)

    @cached_property
    def standings(self) -> dict[str, tuple[Standing, ...]]:
        """Task id → its indicators, of tasks that have some."""
        registry = self.ledger.registry
        found = ((r.task, standings(r.task, self.period, registry, self.settings)) for r in self.records)
        return {task.id: each for task, each in found if each}

    @cached_property
    def told(self) -> tuple[tuple[Record, Standing], ...]:
        """Every indicator with its task."""
        return tuple((record, one) for record in self.records for one in self.standings.get(record.task.id, ()))

    @property
    def long(self) -> bool:
        """Whether there are too many tasks for a paragraph each."""
        return len(self.records) > _LONG

    @cached_property
    def troubles(self) -> tuple[Sentence, ...]:
        """What units say stands in the way."""
        return tuple(line for record in self.records for line in reported(self, record))

    @cached_property
    def lagging(self) -> tuple[Record, ...]:
        """Tasks that are behind: by a figure, or because they were judged 未完成. A closed one is not."""
        states = {record.task.id: status(record.task, self.period) for record in self.records}
        return tuple(
            record
            for record in self.records
            if states[record.task.id] != "办结"
            and (states[record.task.id] == "未完成" or any(map(lags, self.standings.get(record.task.id, ()))))
        )

    @cached_property
    def reports(self) -> submitted.Submitted:
        """How the reports came in."""
        return submitted.submitted(self.ledger, self.records, self.period, self.on, self.calendar)

    def worst(self, record: Record) -> tuple[bool, Fraction]:
        """The worst first: judged 未完成, then by how far behind the year."""
        gaps = [one.behind or Fraction(0) for one in self.standings.get(record.task.id, ()) if lags(one)]
        return status(record.task, self.period) != "未完成", -max(gaps, default=Fraction(0))

    def entries(self, record: Record) -> tuple[Entry, ...]:
        """The last thing each unit reported in the period."""
        canonical = self.ledger.registry.canonical
        last: dict[str, Entry] = {}
        for entry in sorted(record.task.progress, key=lambda entry: entry.period.sort_key):
            if self.period.contains(entry.period):
                last[canonical(entry.unit)] = entry
        return tuple(last.values())

    def name(self, record: Record) -> Sentence:
        """附件1第3项; 第3项 where only one list is told about."""
        one_list = len({each.list for each in self.records}) == 1
        return prose.number(record) if one_list else prose.named(self.ledger.config, record)

    def number(self, record: Record) -> Sentence:
        """The cell that names a task: its number alone where only one list is told about."""
        if len({each.list for each in self.records}) > 1:
            return prose.named(self.ledger.config, record)
        return (Figure(str(record.task.number), "分解序号", (record.task.id,)),)


def lags(standing: Standing) -> bool:
    """Whether an indicator is behind the year, short of its rate, or over its bound."""
    return standing.judged in (BEHIND, BEHIND_PLAN, SHORT, OVER)


def by_category(facts: Facts) -> dict[str, list[Record]]:
    """Outermost category → its tasks, in their order; "" of tasks without one."""
    groups: dict[str, list[Record]] = {}
    for record in facts.records:
        groups.setdefault(record.task.category[0] if record.task.category else "", []).append(record)
    return groups


def split(groups: Sequence[tuple[str, Sequence[str]]], whole: Sequence[str]) -> Sentence:
    """What follows 共N项: “。其中，A的1项，占50%；…”, or “，均A” where one group is all of them.

    Groups without tasks are not told.
    """
    told = [(phrase, ids) for phrase, ids in groups if ids]
    if len(told) == 1:
        return (f"，{'均' if len(whole) > 1 else ''}{told[0][0]}",)
    each: list[Sentence] = [
        (f"{phrase}的", prose.count(ids, phrase), "项，占", prose.share(ids, whole)) for phrase, ids in told
    ]
    return ("。其中，", *prose.joined(each, "；"))


def reported(facts: Facts, record: Record, *, named: bool = True) -> list[Sentence]:
    """What units say stands in the way, with the causes they name; under the task's name, or as its 存在问题."""
    lines: list[Sentence] = []
    for entry in facts.entries(record):
        source = f"{record.task.id} {entry.period} {entry.unit}"
        unit = Figure(prose.speaker(facts.ledger, entry, facts.on), "填报单位", (source,))
        head: Sentence = facts.name(record) if named else ("存在问题",)
        lines += prose.trouble((*head, "（", unit, "）："), entry, source)
    return lines
