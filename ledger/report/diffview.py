"""A comparison as readers see it: tasks, blocks, lines, and the marks inside a text. Values only."""

from __future__ import annotations

import re
from datetime import datetime

from ledger.values import Struct

SAME, GONE, NEW, MOVED_FROM, MOVED_TO = "same", "gone", "new", "moved_from", "moved_to"
_BREAK_BEHIND_MARK = re.compile(r"(?<=[，。、；：！？,;:!?”）])\n+|\n+\Z")
_AROUND = 18
"""Characters of unchanged text kept on each side of a change where space is short."""


class Mark(Struct, frozen=True):
    """A stretch of text: kept, gone, new, or moved from or to here."""

    kind: str
    text: str


class Inline(Struct, frozen=True):
    """Marks in a row: what the templates print."""

    marks: tuple[Mark, ...] = ()

    @property
    def short(self) -> Inline:
        """The same in one line, with long unchanged stretches cut: ``……``."""
        if len(self.marks) == 1 and self.marks[0].kind != SAME and "\n" not in self.marks[0].text:
            return self
        last = len(self.marks) - 1
        found: list[Mark] = []
        for n, mark in enumerate(self.marks):
            text = _in_one_line(mark.text)
            found.append(Mark(mark.kind, _cut(text, start=n > 0, end=n < last) if mark.kind == SAME else text))
        return Inline(tuple(mark for mark in found if mark.text))

    @property
    def before(self) -> Inline:
        """The first side alone."""
        return Inline(tuple(mark for mark in self.marks if mark.kind in (SAME, GONE, MOVED_FROM)))

    @property
    def after(self) -> Inline:
        """The second side alone."""
        return Inline(tuple(mark for mark in self.marks if mark.kind in (SAME, NEW, MOVED_TO)))

    @property
    def text(self) -> str:
        """All of it, unmarked."""
        return "".join(mark.text for mark in self.marks)


class Line(Struct, frozen=True):
    """One changed field. ``note`` is what a reader wants to be told beside it: figures, where a sentence went."""

    name: str
    marks: Inline
    note: str = ""
    author: str = ""
    made: datetime | None = None
    remark: bool = False
    """Follows from other lines; no text of either side."""
    figure: bool = False
    """An amount that moved: ``note`` alone says it all."""


class Block(Struct, frozen=True):
    """The lines of one unit, or of the task itself (no unit). ``what`` is 新报, 未报, a period or nothing."""

    unit: str
    what: str
    lines: tuple[Line, ...]
    side: str = ""
    """``new`` or ``gone`` where only one side has an entry of the unit."""
    period: str = ""


class Item(Struct, frozen=True):
    """One task with all its changes."""

    id: str
    place: str
    text: str
    status: str
    blocks: tuple[Block, ...]
    side: str = ""
    """``new`` or ``gone`` where only one side has the task."""


class View(Struct, frozen=True):
    """A whole comparison, ready to be printed."""

    title: str
    before: str
    after: str
    summary: tuple[tuple[str, int], ...]
    items: tuple[Item, ...]
    notes: tuple[str, ...]
    made: datetime | None = None
    differs: bool = True
    """Whether there is any change; ``items`` may have been left out."""

    @property
    def told(self) -> str:
        """The summary as one line: 新报 3，办结 1 …"""
        return "，".join(f"{name} {number}" for name, number in self.summary)


def _in_one_line(text: str) -> str:
    """Line breaks behind a mark are dropped, others become a blank: where space is short, paragraphs do not matter."""
    return _BREAK_BEHIND_MARK.sub("", text).replace("\n", " ")


def _cut(text: str, *, start: bool, end: bool) -> str:
    """An unchanged stretch with its middle left out; ``start`` and ``end`` say on which sides a change stands."""
    head = text[:_AROUND] if start else ""
    tail = text[-_AROUND:] if end else ""
    if len(head) + len(tail) + 4 >= len(text):
        return text
    return f"{head}……{tail}"
