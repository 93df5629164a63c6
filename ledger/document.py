"""What every reader gives, whatever the file was: paragraphs and tables in reading order.

Readers (docx, html, page text, xlsx) know files; interpreters (``notice``, ``forms``) know supervision
documents; this module is all they share. Cells keep their span, runs keep bold, and every piece can say
where it stands, so that a guess can be listed with the place it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from ledger.values import Struct


class Run(Struct, frozen=True):
    """A stretch of text in one style; ``bold`` marks lead units in many notices."""

    text: str
    bold: bool = False


class Paragraph(Struct, frozen=True):
    """One line of the document as a person sees it; automatic numbers are part of the text."""

    runs: tuple[Run, ...]
    place: str = ""
    """Where it stands, in Chinese: 第12段, 表2第3行第1列."""
    number: str = ""
    """The automatic number with which ``text`` begins; empty where a person typed the number or there is none."""

    @property
    def text(self) -> str:
        """All runs joined."""
        return "".join(run.text for run in self.runs)


class Cell(Struct, frozen=True):
    """A table cell at its first row and column (from 0), with its span and its paragraphs."""

    row: int
    column: int
    rowspan: int
    colspan: int
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        """Paragraphs joined by line breaks."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


class Table(Struct, frozen=True, dict=True):
    """A table as a grid. ``cells`` holds each cell once; ``grid`` has it in every slot it covers."""

    cells: tuple[Cell, ...]
    rows: int
    columns: int
    place: str = ""
    """表1, 表2 … in order of appearance."""
    head_rows: int = 0
    """How many first rows the file itself marks as heads (repeated on every page, ``thead``); 0: it does not say."""

    @cached_property
    def grid(self) -> tuple[tuple[Cell | None, ...], ...]:
        """Row by row, the cell that covers each slot; ``None`` where no cell is."""
        slots: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.rowspan, self.rows)):
                for column in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                    slots[row][column] = cell
        return tuple(tuple(row) for row in slots)

    def row_cells(self, row: int) -> list[Cell]:
        """The cells that cover a row, each once, from left to right."""
        return list({id(cell): cell for cell in self.grid[row] if cell is not None}.values())

    def where(self, cell: Cell) -> str:
        """The cell's place in Chinese, counted from 1."""
        return f"{self.place}第{cell.row + 1}行第{cell.column + 1}列"


class Remark(Struct, frozen=True):
    """Something the reader dropped, repaired or accepted with a reading of its own; never silent."""

    place: str
    text: str


Block = Paragraph | Table


class SourceDocument(Struct, frozen=True):
    """A file that was read: its blocks in order and what was noticed on the way."""

    name: str
    """File name without folders."""
    kind: str
    """docx, html, txt or xlsx."""
    sha256: str
    blocks: tuple[Block, ...]
    title: str = ""
    remarks: tuple[Remark, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    """Names and values that are not text: custom document properties, custom XML texts by path (forms may carry a
    hidden mark there), page headers and footers (``header``), a page's ``meta`` entries."""

    @property
    def tables(self) -> Iterator[Table]:
        """Its tables in order."""
        return (block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """Its paragraphs outside tables, in order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))
