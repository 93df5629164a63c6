"""Collecting text into lines, the same way in every reader."""

from __future__ import annotations

import re

from ledger.document import Paragraph, Remark, Run, Table
from ledger.importers.limits import Budget

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\uffff\ud800-\udfff]"
)
"""Control characters, direction marks and zero-width blanks; the joiner U+200D stays, emoji need it."""
_BLANK = re.compile("[\xa0\u2007\u202f\u2028\u2029\x85\n]")


def clean(text: str) -> str:
    """``text`` without characters that cannot be seen; hard and line-breaking blanks become plain ones."""
    return _INVISIBLE.sub("", _BLANK.sub(" ", text))


def excerpt(text: str, length: int = 60) -> str:
    """``text`` on one line and no longer than ``length`` characters, for use inside a remark."""
    flat = " ".join(clean(text).split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"


class Lines:
    """Runs on their way to paragraphs: neighbours of one style are joined, a line break starts a new line."""

    def __init__(self) -> None:
        self._lines: list[list[tuple[bool, list[str]]]] = [[]]

    def add(self, text: str, bold: bool = False) -> None:
        """Put text at the end of the last line."""
        text = clean(text)
        if not text:
            return
        line = self._lines[-1]
        if line and line[-1][0] == bold:
            line[-1][1].append(text)
        else:
            line.append((bold, [text]))

    def put_first(self, text: str) -> None:
        """Put text before everything else (an automatic number)."""
        self._lines[0].insert(0, (False, [clean(text)]))

    def break_line(self) -> None:
        """Go on in a new line."""
        self._lines.append([])

    @property
    def text(self) -> str:
        """All lines joined by line breaks."""
        return "\n".join("".join(piece for _, pieces in line for piece in pieces) for line in self._lines)

    def paragraphs(self, place: str, budget: Budget, number: str = "") -> list[Paragraph]:
        """One paragraph a line, all of the same place; the automatic number is the first line's."""
        made = []
        for index, line in enumerate(self._lines):
            budget.line()
            runs = tuple(Run("".join(pieces), bold) for bold, pieces in line)
            made.append(Paragraph(runs, place, "" if index else number))
        return made


def without_blank_ends(paragraphs: list[Paragraph]) -> tuple[Paragraph, ...]:
    """The paragraphs of a cell without empty ones at its top and bottom."""
    first, last = 0, len(paragraphs)
    while first < last and not paragraphs[first].text.strip():
        first += 1
    while last > first and not paragraphs[last - 1].text.strip():
        last -= 1
    return tuple(paragraphs[first:last])


def flattened(table: Table) -> list[Paragraph]:
    """A table inside a cell as lines of text: one a row, cells parted by tabs."""
    lines = []
    for row in range(table.rows):
        runs: list[Run] = []
        for cell in (cell for cell in table.cells if cell.row == row):
            if runs:
                runs.append(Run("\t"))
            for index, paragraph in enumerate(cell.paragraphs):
                runs += [Run(" "), *paragraph.runs] if index else paragraph.runs
        if any(run.text.strip() for run in runs):
            lines.append(Paragraph(tuple(runs), table.place))
    return lines


class Remarks:
    """Remarks in order, each said once, bounded in number."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: dict[Remark, None] = {}
        self._more = 0

    def add(self, place: str, text: str) -> None:
        """Note something about a place (``""``: the whole file)."""
        remark = Remark(place, text)
        if len(self._kept) < self._limit:
            self._kept[remark] = None
        elif remark not in self._kept:
            self._more += 1

    def all(self) -> tuple[Remark, ...]:
        """Everything noted; the last one counts those that were too many to keep."""
        tail = (Remark("", f"另有{self._more}处类似情况，未一一列出"),) if self._more else ()
        return (*self._kept, *tail)
