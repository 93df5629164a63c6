"""Where the cells of a table stand, before anyone reads what is in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ledger.values import replace

Source = TypeVar("Source")


@dataclass(slots=True)
class Slot(Generic[Source]):
    """A cell to be: its place and span (from 0), what it is read from, and what it covers."""

    row: int
    column: int
    rowspan: int
    colspan: int
    source: Source
    covered: list[Source] = field(default_factory=list)
    """Cells that merging hides behind this one; their text is not part of the table."""


def compact(slots: Iterable[Slot[Source]]) -> tuple[list[Slot[Source]], int]:
    """Slots without the columns in which no cell begins, and the number of columns left.

    Word's grid lines that miss each other by a hair and ``colspan="100"`` both make such columns;
    a reader of the document does not see them.
    """
    slots = list(slots)
    starts = sorted({slot.column for slot in slots})
    new = {column: index for index, column in enumerate(starts)}
    moved = []
    for slot in slots:
        behind = bisect_left(starts, slot.column + slot.colspan)
        moved.append(replace(slot, column=new[slot.column], colspan=max(behind - new[slot.column], 1)))
    return moved, len(starts)
