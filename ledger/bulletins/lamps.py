"""Lights in a bulletin: how many tasks are lit how, and which have the gravest light."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ledger.bulletins import prose
from ledger.bulletins.prose import Figure, Sentence
from ledger.lights import Facts, reported_by
from ledger.model import Record
from ledger.periods import Period


def lit(
    facts: Facts, records: Sequence[Record], period: Period, name: Callable[[Record], Sentence], few: int = 3
) -> list[Sentence]:
    """The tasks by light at the end of the period, the gravest first; nothing where the rules have no lights."""
    colours = facts.book.colours
    at = reported_by(facts.ledger, period)
    if not colours or at is None:
        return []
    found = {record.task.id: facts.light(record.task, at) for record in records}
    each: list[Sentence] = []
    for colour in colours:
        ids = [task for task, light in found.items() if light.light == colour]
        if ids:
            each.append((f"{prose.lamp(colour)}的", prose.count(ids, f"亮灯：{colour}"), "项"))
    if not each:
        return []
    lines: list[Sentence] = [("从任务进度看，", *prose.joined(each, "，"), "。")]
    gravest = [record for record in records if found[record.task.id].light == colours[0]]
    items: list[Sentence] = []
    for record in gravest[:few]:
        task = record.task
        why = Figure(found[task.id].why, "亮灯的原因", (task.id,))
        items.append((*name(record), *prose.led(facts.ledger, task), "，", why))
    if items:
        rest: Sentence = ("等",) if len(gravest) > few else ()
        lines.append((f"{prose.lamp(colours[0])}的任务：", *prose.joined(items, "；"), *rest, "。"))
    return lines
