"""Tables in the text of web pages: blank lines part paragraphs and cells alike, two blank lines part rows.

Rows are found by the running number that is expected next, never by a pattern: a bare “19” is a row, the
“1.” inside a text is not. Which paragraph belongs to which column is decided for a whole row at once, by
what each column can hold (a list of units, a name, a date, a sentence) and by the order of the heads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger import unitwords
from ledger.document import Block, Paragraph
from ledger.importers import findings as rules
from ledger.importers import heads
from ledger.importers.findings import Notebook
from ledger.importers.textgrid import FURNITURE, Draftcell, Grid
from ledger.text import squeeze
from ledger.units import Registry

_HEAD_LINES = 30
_WEIGHED = 500
"""Paragraphs of one row that are weighed; what follows belongs to the column reached by then."""
_UNIT_ROLES = (heads.UNITS, heads.LEAD, heads.SUPPORT)
_IN_BRACKETS = re.compile(r"[（(].*[)）]")
_SENTENCE = re.compile(r"[。；;：:！？]")
_DATE = re.compile(r"\d{1,2}月|\d{4}年|年底|季度|长期|全年|常态|持续")
_NAME = re.compile(r"(?:[\u4e00-\u9fff·]{2,4}[、,，]?)+|.*(?:领导|[区县市]长)")


@dataclass(frozen=True, slots=True)
class _Head:
    role: str
    lines: tuple[Paragraph, ...]


def blocks(lines: Sequence[Paragraph], registry: Registry, notes: Notebook) -> list[Block]:
    """The lines with the first table found among them rebuilt; unchanged where none is."""
    for n, line in enumerate(lines):
        if squeeze(line.text) == "1":
            found = _heads_before(lines, n)
            roles = {head.role for head in found}
            if len(roles) >= 3 and heads.NUMBER in roles and (heads.TEXT in roles or heads.GOAL in roles):
                return _Spaced(lines, n, found, registry, notes).blocks()
    return list(lines)


def _heads_before(lines: Sequence[Paragraph], first: int) -> list[_Head]:
    """The heads right above the first row, from left to right; a head may stand on several lines."""
    above = [line for line in lines[max(0, first - _HEAD_LINES) : first] if squeeze(line.text)]
    found: list[_Head] = []
    end = len(above)
    while end:
        taken = next((k for k in (1, 2, 3) if k <= end and _role(above[end - k : end]) != heads.OTHER), None)
        if taken is None:
            break
        while end > taken and _role(above[end - taken - 1 : end - taken]) == heads.OTHER:
            if _role(above[end - taken - 1 : end]) == heads.OTHER or _IN_BRACKETS.fullmatch(
                squeeze(above[end - taken - 1].text)
            ):
                break
            taken += 1
        found.insert(0, _Head(_role(above[end - taken : end]), tuple(above[end - taken : end])))
        end -= taken
    return found


def _role(lines: Sequence[Paragraph]) -> str:
    return heads.role_of("".join(squeeze(line.text) for line in lines))


class _Spaced:
    """One table of page text on its way to a grid."""

    def __init__(
        self, lines: Sequence[Paragraph], first: int, found: Sequence[_Head], registry: Registry, notes: Notebook
    ) -> None:
        self.lines = lines
        self.first = first
        self.found = found
        self.registry = registry
        self.notes = notes
        self.roles = [head.role for head in found]
        text = self.roles.index(heads.TEXT if heads.TEXT in self.roles else heads.GOAL)
        self.later = [n for n, role in enumerate(self.roles) if n > text and role != heads.NUMBER]

    def blocks(self) -> list[Block]:
        head_lines = {id(line) for head in self.found for line in head.lines}
        before = [line for line in self.lines[: self.first] if id(line) not in head_lines]
        tasks, end = self._tasks()
        grid = Grid(len(self.found))
        for column, head in enumerate(self.found):
            grid.put(0, column, 1, head.lines)
        for rows in tasks:
            self._put_task(grid, rows)
        return [*before, grid.table("表1"), *self.lines[end:]]

    def _tasks(self) -> tuple[list[list[list[Paragraph]]], int]:
        """For each task its rows, for each row its paragraphs; and the line after the table."""
        tasks: list[list[list[Paragraph]]] = []
        expected, gap = 1, 2
        n = self.first
        while n < len(self.lines):
            line = self.lines[n]
            text = squeeze(line.text)
            if FURNITURE.match(text):
                break
            if not text:
                gap += 1
            elif text == str(expected) and gap >= 2:
                tasks.append([[line]])
                expected, gap = expected + 1, 0
            elif gap >= 2 and (len(tasks[-1]) > 1 or len(tasks[-1][-1]) > 2):
                tasks[-1].append([line])
                gap = 0
            else:
                tasks[-1][-1].append(line)
                gap = 0
            n += 1
        return tasks, n

    def _put_task(self, grid: Grid, rows: Sequence[Sequence[Paragraph]]) -> None:
        start = grid.rows
        for k, row in enumerate(rows):
            columns = list(range(len(self.found))) if k == 0 else self.later
            for column, paragraphs in self._assigned(row, columns).items():
                grid.put(start + k, column, 1, paragraphs)
            grid.rows = max(grid.rows, start + k + 1)
        end = start + len(rows)
        for column in range(len(self.found)):
            own = [cell for cell in grid.cells if cell.column == column and cell.row >= start]
            self._stretch(grid, column, own, start, end)

    def _stretch(self, grid: Grid, column: int, own: list[Draftcell], start: int, end: int) -> None:
        """Cells reach down to the next one of their column; a task without units shares those above it."""
        role = self.roles[column]
        for cell, following in zip(own, [*own[1:], None], strict=False):
            if role not in (heads.DONE, heads.PROBLEMS, heads.CAUSES, heads.NEXT):
                cell.rowspan = (following.row if following else end) - cell.row
        if own or role not in (*_UNIT_ROLES, heads.LEADERS, heads.CATEGORY) or role == heads.SUPPORT:
            return
        above = grid.above(start, column)
        if above is None or above.row == 0:
            return
        above.rowspan += end - start
        if role in _UNIT_ROLES:
            number = next(cell for cell in grid.cells if cell.row == start)
            self.notes.add(
                rules.GUESSED_MERGE,
                number.place,
                f"第{number.text}项没有责任单位的格子，按合并单元格读，同上一项“{above.text[:30]}”",
                "对照原件核对",
            )

    def _assigned(self, row: Sequence[Paragraph], columns: Sequence[int]) -> dict[int, list[Paragraph]]:
        """The best way to lay the paragraphs of a row into these columns, keeping both orders."""
        scores = [0.0] * len(columns)
        steps: list[list[int]] = []
        weighed = row[:_WEIGHED]
        for n, paragraph in enumerate(weighed):
            first = [self._fit(paragraph, column, again=False) for column in columns]
            again = [self._fit(paragraph, column, again=n > 0) for column in columns]
            line: list[float] = []
            step: list[int] = []
            for c in range(len(columns)):
                options = [scores[b] + (again[c] if b == c else first[c]) for b in range(c + 1)]
                best = options.index(max(options))
                line.append(options[best])
                step.append(best)
            scores = line
            steps.append(step)
        at = scores.index(max(scores))
        path = [at]
        for step in reversed(steps[1:]):
            path.append(step[path[-1]])
        path.reverse()
        path += [path[-1]] * (len(row) - len(weighed))
        found: dict[int, list[Paragraph]] = {}
        for paragraph, c in zip(row, path, strict=True):
            found.setdefault(columns[c], []).append(paragraph)
        return found

    def _fit(self, paragraph: Paragraph, column: int, *, again: bool) -> float:
        """How well a paragraph fits a column; ``again`` when the column has one already."""
        text = squeeze(paragraph.text)
        role = self.roles[column]
        if role == heads.NUMBER:
            return 8.0 if text.isdigit() and not again else -9.0
        if role in _UNIT_ROLES:
            return self._fit_units(text)
        if role == heads.LEADERS:
            return 3.0 if _NAME.fullmatch(text) and not unitwords.looks_like_unit(text) else -4.0
        if role == heads.DEADLINE:
            return 3.0 if _DATE.search(text) and len(text) < 30 else -3.0
        if role in (heads.TEXT, heads.GOAL):
            return -2.0 if again else 1.5
        if role == heads.CATEGORY:
            return -3.0 if again or len(text) > 40 else 0.8
        if role in (heads.DONE, heads.PROBLEMS, heads.NEXT, heads.CAUSES):
            return 1.0
        return 0.2

    def _fit_units(self, text: str) -> float:
        if _SENTENCE.search(text):
            return -6.0
        parts = [text[start:end] for start, end in unitwords.chunks(text)]
        words = [part for part in parts if part]
        complete = [w for w in words if self.registry.knows(w) or unitwords.looks_like_unit(w)]
        if words and len(complete) == len(words):
            return 4.0
        if len(complete) * 3 >= len(words) * 2 and len(words) > 2:
            return 3.0
        return 1.2 if len(text) <= 5 else -4.0
