"""Tables pasted as text: a tab begins every cell, a blank line ends every row, merged cells are empty.

The columns follow from the heads and from where the running number stands: what comes before it are
categories, what comes after it are the task and the columns of the remaining heads.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.document import Block, Paragraph, Table
from ledger.importers import findings as rules
from ledger.importers import heads
from ledger.importers.findings import Notebook
from ledger.importers.textgrid import FURNITURE, Draftcell, Grid
from ledger.text import squeeze
from ledger.values import replace

_MERGED = (heads.UNITS, heads.LEAD, heads.LEADERS)
"""Columns in which an empty cell means: as above."""
_ANNEX = re.compile(r"附件\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[:：]?")
_AFTER_TABLE = re.compile(r"^(?:附件\s*(?:\d|[一二三四五六七八九十])|抄送[:：]|填报人[:：]|填报单位[:：]|[（(]此件)")


@dataclass
class _Piece:
    """A pasted cell: its lines, and whether a blank line stood before it."""

    lines: list[Paragraph]
    after_blank: bool

    @property
    def text(self) -> str:
        return squeeze("".join(line.text for line in self.lines))


def blocks(lines: Sequence[Paragraph], notes: Notebook) -> list[Block]:
    """The lines with every run of tab-marked cells made a table."""
    found: list[Block] = []
    n, count = 0, 0
    while n < len(lines):
        if not _begins_cell(lines[n]):
            found.append(_without_tab(lines[n]))
            n += 1
            continue
        pieces, n = _pieces(lines, n)
        count += 1
        found.append(_Pasted(pieces, f"表{count}", notes).table())
    return found


def _pieces(lines: Sequence[Paragraph], start: int) -> tuple[list[_Piece], int]:
    """The cells from ``start`` on, and the line after the table."""
    pieces: list[_Piece] = []
    n, blank = start, True
    while n < len(lines):
        line = lines[n]
        if _begins_cell(line):
            pieces.append(_Piece([_without_tab(line)], blank))
            blank = False
        elif not squeeze(line.text):
            blank = True
        elif _ends_table(lines, n, blank, pieces[-1]):
            return pieces, n
        else:
            pieces[-1].lines.append(line)
            blank = False
        n += 1
    return pieces, n


def _begins_cell(line: Paragraph) -> bool:
    """A tab begins a cell, except before the label of the next annex."""
    return line.text.startswith("\t") and not _ANNEX.fullmatch(squeeze(line.text))


def _without_tab(line: Paragraph) -> Paragraph:
    if not line.runs:
        return line
    first = replace(line.runs[0], text=line.runs[0].text.removeprefix("\t"))
    return replace(line, runs=(first, *line.runs[1:]))


def _ends_table(lines: Sequence[Paragraph], n: int, after_blank: bool, last: _Piece) -> bool:
    text = squeeze(lines[n].text)
    if _AFTER_TABLE.match(text) or FURNITURE.match(text):
        return True
    goes_on = any(_begins_cell(line) for line in lines[n + 1 : n + 40])
    return after_blank and not goes_on and bool(last.text)


class _Pasted:
    """One pasted table on its way to a grid."""

    def __init__(self, pieces: Sequence[_Piece], place: str, notes: Notebook) -> None:
        self.place = place
        self.notes = notes
        segments: list[list[_Piece]] = []
        for piece in pieces:
            if piece.after_blank or not segments:
                segments.append([])
            segments[-1].append(piece)
        first = next((n for n, row in enumerate(segments) if _at(row, 1) is not None), None)
        self.numbered = first is not None
        self.heads = segments[: first if first is not None else 1]
        self.rows = segments[len(self.heads) :]
        self.bearer = self._bearer()
        names = self.heads[0] if self.heads else []
        self.tail = len(names) - self.bearer - 1
        self._mend()
        self._measure()

    def _bearer(self) -> int:
        """Which head the numbers stand under: their own, or that of the task."""
        roles = [heads.role_of(piece.text) for piece in self.heads[0]] if self.heads else []
        for role in (heads.NUMBER, heads.TEXT, heads.GOAL):
            if role in roles:
                return roles.index(role)
        return 0

    @property
    def own_number_head(self) -> bool:
        return bool(self.heads) and heads.role_of(self.heads[0][self.bearer].text) == heads.NUMBER

    def _mend(self) -> None:
        """A blank line that only ended a cell does not end its row."""
        need = self.tail if self.own_number_head else self.tail + 1
        mended: list[list[_Piece]] = []
        expected = 1
        at: int | None = None
        for row in self.rows:
            if _at(row, expected) is None and mended and at is not None and len(mended[-1]) - at - 1 < need:
                mended[-1] += row
                continue
            at = _at(row, expected)
            if at is not None:
                expected += 1
            mended.append(row)
        self.rows = mended

    def _measure(self) -> None:
        self.before, self.after = 0, 0
        self.marks: list[int | None] = []
        expected = 1
        for row in self.rows:
            at = _at(row, expected)
            self.marks.append(at)
            if at is not None:
                expected += 1
                self.before = max(self.before, at)
                self.after = max(self.after, len(row) - at - 1)
        self.columns = self.before + 1 + self.after
        if not self.numbered:
            self.columns = max((len(row) for row in [*self.heads, *self.rows]), default=1)

    def table(self) -> Table:
        grid = Grid(self.columns)
        for n, row in enumerate(self.heads):
            self._head(grid, n, row)
        for n, (row, at) in enumerate(zip(self.rows, self.marks, strict=True), len(self.heads)):
            if at is not None:
                self._numbered(grid, n, row, at)
            else:
                self._unnumbered(grid, n, row)
        return grid.table(self.place)

    def _head(self, grid: Grid, n: int, row: Sequence[_Piece]) -> None:
        if n == 0 or len(row) != self.columns:
            spans = self._head_spans(row) if n == 0 else [1] * len(row)
            column = 0
            for piece, span in zip(row, spans, strict=True):
                if column < self.columns:
                    grid.put(n, column, min(span, self.columns - column), piece.lines)
                column += span
            return
        for column, piece in enumerate(row):
            above = grid.above(n, column)
            if piece.text or above is None:
                grid.put(n, column, 1, piece.lines)
            elif above.colspan == 1:
                above.rowspan += 1
        grid.rows = max(grid.rows, n + 1)

    def _head_spans(self, row: Sequence[_Piece]) -> list[int]:
        """How many columns each head of the first row covers."""
        spans = [1] * len(row)
        spare = self.columns - len(row)
        if spare <= 0 or not row:
            return spans
        below = self.heads[1] if len(self.heads) > 1 else []
        if len(below) == self.columns:
            first = next((n for n, piece in enumerate(below) if piece.text), 0)
            spans[min(first, len(row) - 1)] += spare
            return spans
        wide = self.before - self.bearer
        if self.bearer and wide > 0:
            spans[self.bearer - 1] += wide
            spare -= wide
        text = self.bearer + 1 if self.own_number_head else self.bearer
        spans[min(text, len(row) - 1)] += spare
        return spans

    def _numbered(self, grid: Grid, n: int, row: Sequence[_Piece], at: int) -> None:
        column = 0
        for k, piece in enumerate(row[:at]):
            span = self.before - at + 1 if k == at - 1 else 1
            self._category(grid, n, column, span, piece)
            column += span
        column = self.before
        grid.put(n, column, 1, row[at].lines)
        rest = list(row[at + 1 :])
        tail = min(self.tail if not self.own_number_head else self.tail - 1, max(len(rest) - 1, 0))
        middle = rest[: len(rest) - tail]
        spare = self.after - len(rest)
        has_text = any(piece.text for piece in middle)
        if len(middle) > 1:
            self.notes.add(
                rules.CELL_ALIGNED,
                next((line.place for line in middle[0].lines), ""),
                f"第{row[at].text}项比表头多{len(middle) - 1}格，多的按任务前面的总领句读",
                "对照原件核对",
                level=rules.GUESSED_MERGE.level,
            )
        column += 1
        for k, piece in enumerate(rest):
            last_of_middle = k == len(middle) - 1
            span = 1 + (spare if last_of_middle else 0)
            role = self._tail_role(k - len(rest))
            merge = has_text and (k < len(middle) or role in _MERGED)
            self._cell(grid, n, column, span, piece, merge=merge, shared=k < len(middle) - 1)
            column += span

    def _tail_role(self, from_end: int) -> str:
        """The role of a head counted from the last one (-1)."""
        names = self.heads[0] if self.heads else []
        return heads.role_of(names[from_end].text) if -from_end <= len(names) else heads.OTHER

    def _category(self, grid: Grid, n: int, column: int, span: int, piece: _Piece) -> None:
        above = grid.above(n, column)
        left = all(cell.row < n for c in range(column) if (cell := grid.lowest(c)))
        if not piece.text and above and above.row >= len(self.heads) and left and above.column == column:
            above.rowspan += 1
        else:
            grid.put(n, column, span, piece.lines)

    def _cell(self, grid: Grid, n: int, column: int, span: int, piece: _Piece, *, merge: bool, shared: bool) -> None:
        above = grid.above(n, column)
        if piece.text or not merge or above is None or above.row < len(self.heads) or above.colspan != span:
            grid.put(n, column, span, piece.lines)
            return
        above.rowspan += 1
        if not shared:
            place = next((line.place for line in piece.lines), "")
            self.notes.add(
                rules.GUESSED_MERGE, place, f"空格按合并单元格读，内容同上一行“{_short(above)}”", "对照原件核对"
            )

    def _unnumbered(self, grid: Grid, n: int, row: Sequence[_Piece]) -> None:
        filled = [piece for piece in row if piece.text]
        if len(row) == 1 or (len(filled) == 1 and len(row) < self.columns):
            grid.put(n, 0, self.columns, (filled or list(row))[0].lines)
            return
        if len(row) != self.columns and filled:
            place = next((line.place for piece in filled for line in piece.lines), "")
            self.notes.add(
                rules.CELL_ALIGNED, place, f"这一行有{len(row)}格，表有{self.columns}栏，从左边对起", "对照原件核对"
            )
        for column, piece in enumerate(row[: self.columns]):
            above = grid.above(n, column)
            if not piece.text and self.numbered and above and above.row >= len(self.heads) and above.colspan == 1:
                above.rowspan += 1
            else:
                grid.put(n, column, 1, piece.lines)
        grid.rows = max(grid.rows, n + 1)


def _short(cell: Draftcell) -> str:
    return cell.text if len(cell.text) <= 30 else f"{cell.text[:29]}…"


def _at(row: Sequence[_Piece], number: int) -> int | None:
    """Where the running number stands in a row."""
    return next((n for n, piece in enumerate(row) if piece.text == str(number)), None)
