"""分项进展 of a periodic bulletin: task by task under their categories, or category by category in numbers."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.bulletins import prose
from ledger.bulletins.facts import SAID, Facts, by_category, split
from ledger.bulletins.prose import SUBHEAD, TEXT, Figure, Paragraph, Sentence
from ledger.deadlines import leads
from ledger.metrics import STATUSES, status
from ledger.model import Record

_FEW = 3
"""Of a long list the first few of every category get a paragraph, the rest are counted."""


def items(facts: Facts) -> list[Paragraph]:
    """Every task in a paragraph, under its category."""
    found: list[Paragraph] = []
    for n, (category, records) in enumerate(by_category(facts).items(), 1):
        if category:
            name = Figure(prose.flowing(category).rstrip("。；"), "类别", (records[0].task.id,))
            found.append(Paragraph(SUBHEAD, (f"（{prose.ordinal(n)}）", name)))
        found += [Paragraph(TEXT, line) for line in (_briefly(facts, records) if facts.long else
                                                     [_item(facts, record) for record in records])]  # fmt: skip
    return found


def _briefly(facts: Facts, records: Sequence[Record]) -> list[Sentence]:
    """The first tasks of a category that were reported; the others by number, those without a report too."""
    said = [record for record in records if any(entry.done.strip() for entry in facts.entries(record))]
    silent = [record for record in records if record not in said]
    lines = [_item(facts, record) for record in said[:_FEW]]
    if len(said) > _FEW:
        rest = [record.task.id for record in said[_FEW:]]
        lines.append(("其余", prose.count(rest, "本类其余有进展的任务"), "项有进展的任务见附件。"))
    for phrase, whole, some in (
        ("本期没有报送进展", "本期均没有报送进展", [r for r in silent if status(r.task, facts.period) != "办结"]),
        ("已经办结，不再报送", "均已办结，不再报送", [r for r in silent if status(r.task, facts.period) == "办结"]),
    ):
        if not some:
            continue
        ids = [record.task.id for record in some]
        if len(some) == len(records) > 1:
            lines.append(("本类", prose.count(ids, phrase), f"项任务{whole}。"))
        else:
            total: Sentence = ("共", prose.count(ids, phrase), "项")
            lines.append((*prose.numbers(some), *(total if len(some) > 1 else ()), f"{phrase}。"))
    return lines


def _item(facts: Facts, record: Record) -> Sentence:
    task = record.task
    head: Sentence = (*facts.name(record), *prose.brief(task))
    return (*head, *prose.led(facts.ledger, task), "：", *progress(facts, record, _FEW))


def progress(facts: Facts, record: Record, most: int = 0) -> Sentence:
    """What the units said, lead units first; of more than ``most`` units the others are counted (0: all of them)."""
    entries = [entry for entry in facts.entries(record) if entry.done.strip()]
    if not entries:
        return ("办结以后不再报送。",) if status(record.task, facts.period) == "办结" else ("本期没有报送进展。",)
    said: list[Sentence] = []
    told = sorted(entries, key=lambda entry: not leads(record.task, facts.ledger.registry, entry.unit))
    for entry in told[: most or None]:
        unit = prose.speaker(facts.ledger, entry, facts.on)
        source = f"{record.task.id} {entry.period} {entry.unit}"
        speaker: Sentence = (Figure(unit, "填报单位", (source,)), "：") if len(entries) > 1 else ()
        said.append(
            (*speaker, *prose.stopped(prose.quote(entry.done, f"{source} done")), *prose.elsewhere(facts.ledger, entry))
        )
    rest = [entry.unit for entry in told[most:]] if most else []
    if rest:
        said.append(("其余", prose.count(rest, "其余报送了进展的单位"), "个单位的进展见附件。"))
    return prose.joined(said, "")


def categories(facts: Facts) -> list[Paragraph]:
    """Category by category in numbers; the annex has the tasks."""
    found: list[Paragraph] = []
    groups = by_category(facts)
    # tasks without any category are what 总体情况 has counted already
    for category, records in groups.items() if list(groups) != [""] else ():
        ids = [record.task.id for record in records]
        states = [(SAID[one], [r.task.id for r in records if status(r.task, facts.period) == one]) for one in STATUSES]
        name = Figure(prose.flowing(category).rstrip("。；") or "其他任务", "类别", (ids[0],))
        said = split(states, ids)
        found.append(Paragraph(TEXT, (name, "：共", prose.count(ids, "本类任务"), "项", *said, "。")))
    return [*found, Paragraph(TEXT, ("各项任务的进展情况见附件。",))]
