"""A workbook with a sheet a table, streamed row by row; texts are texts, whatever they begin with.

openpyxl makes the package, the styles and the heads. The rows below them are put in here, as text: an object for each
of millions of cells is what takes a library its time. No more than the rows at hand is in memory.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import IO, Any

from lxml.etree import LxmlError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ledger.export.rows import Row
from ledger.export.tables import TEXT, TIME, Table
from ledger.export.texts import shown
from ledger.sheetcells import LONGEST, fitting

MOST_ROWS = 1_048_576
"""Rows a sheet can have, the head included."""
BROKEN: tuple[type[Exception], ...] = (OSError, LxmlError)
"""How openpyxl says that its temporary files cannot be written: lxml writes them."""
_EPOCH = datetime(1980, 1, 1)
_FIRST_YEAR = 1901
"""Spreadsheets count days from 1900, whose February they get wrong."""
_DAY_ZERO = date(1899, 12, 30).toordinal()
_WIDTHS = {"text": 40, "done": 60, "problems": 40, "next": 40, "before": 40, "after": 40, "unit": 18, "unit_name": 26}
_END = b"</sheetData>"
_LARGE = 2**31 - 2**20
_PIECE = 1 << 20


class Book:
    """Takes rows of several tables in any order; ``save`` writes the file. Use in a ``with`` statement.

    ``cut`` names the texts that were too long for a cell (table, row, column), ``more`` the tables that needed more
    than one sheet, and how many.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self._book = Workbook(write_only=True)
        self._stack = ExitStack()
        self._folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="taizhang-")))
        self._files: list[tuple[Path, IO[str]]] = []
        self._sheets: dict[str, _Sheet] = {}
        self.cut: list[tuple[Table, Row, str]] = []
        self.more: dict[str, int] = {}
        self._saved = False
        for table in tables:
            self._open(table, table.name)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._saved:  # sheets that are left open complain on stderr when they are thrown away
            for sheet in self._book.worksheets:
                with suppress(*BROKEN):
                    sheet.close()
        self._stack.close()

    def _open(self, table: Table, name: str) -> None:
        sheet = self._book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for n, column in enumerate(table.columns, 1):
            sheet.column_dimensions[get_column_letter(n)].width = _WIDTHS.get(column.name, 14)
        heads = [WriteOnlyCell(sheet, column.name) for column in table.columns]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        day = WriteOnlyCell(sheet, datetime(_FIRST_YEAR, 1, 1))
        day.number_format = "yyyy-mm-dd"
        path = self._folder / f"{len(self._files) + 1}.xml"
        stream = self._stack.enter_context(path.open("w", encoding="utf-8", newline="", buffering=_PIECE))
        self._files.append((path, stream))
        self._sheets[table.name] = _Sheet(stream, table, int(day.style_id), self.cut)

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows to the sheet of a table; a full sheet is followed by another."""
        rest = rows
        while rest:
            sheet = self._sheets[table.name]
            room = MOST_ROWS - sheet.rows
            sheet.append(rest[:room])
            rest = rest[room:]
            if rest:
                self.more[table.name] = self.more.get(table.name, 1) + 1
                self._open(table, f"{table.name} {self.more[table.name]}")

    def save(self, target: Path) -> None:
        """The workbook at ``target``, equal bytes for equal rows."""
        for _, stream in self._files:
            stream.close()
        properties = self._book.properties
        properties.creator = ""
        properties.created = properties.modified = _EPOCH
        bare = self._folder / "bare.xlsx"
        self._saved = True
        with bare.open("wb") as handle:
            self._book.save(handle)
        bodies = {f"xl/worksheets/sheet{n}.xml": path for n, (path, _) in enumerate(self._files, 1)}
        _pack(bare, bodies, target)


class _Sheet:
    """The rows of one sheet, written as the XML they are in the package."""

    def __init__(self, stream: IO[str], table: Table, day: int, cut: list[tuple[Table, Row, str]]) -> None:
        self._stream = stream
        self._table = table
        self._day = f' s="{day}"><v>'
        self._cut = cut
        self._long: list[str] = []
        self._cells = [
            (f'<c r="{get_column_letter(n)}', self._texts(column.name) if column.kind == TEXT else self._other)
            for n, column in enumerate(table.columns, 1)
        ]
        if any(column.kind == TIME for column in table.columns):
            self._cells = [
                (place, _moment if column.kind == TIME else write)
                for (place, write), column in zip(self._cells, table.columns, strict=True)
            ]
        self.rows = 1

    def append(self, rows: Sequence[Row]) -> None:
        """Write rows below the others."""
        out: list[str] = []
        for row in rows:
            self.rows += 1
            at = f'{self.rows}"'
            out.append(f'<row r="{at}>')
            for (place, write), value in zip(self._cells, row, strict=True):
                if value is not None and value != "":
                    out.append(f"{place}{at}{write(value)}</c>")
            out.append("</row>")
            if self._long:
                self._cut += [(self._table, row, name) for name in self._long]
                self._long.clear()
        self._stream.write("".join(out))

    def _texts(self, name: str) -> Callable[[Any], str]:
        """What writes the texts of a column, and remembers its name where one had to be cut."""

        def write(value: str) -> str:
            if len(value) > LONGEST // 2:
                short = fitting(shown(value))
                if short is not None:
                    self._long.append(name)
                    return _inline(short)
            return _inline(shown(value))

        return write

    def _other(self, value: Any) -> str:
        if isinstance(value, date):
            known = value.year >= _FIRST_YEAR
            return f"{self._day}{value.toordinal() - _DAY_ZERO}</v>" if known else _inline(value.isoformat())
        return _number(value)


def _inline(text: str) -> str:
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kept = "" if text == text.strip() else ' xml:space="preserve"'
    return f' t="inlineStr"><is><t{kept}>{text}</t></is>'


def _number(value: Any) -> str:
    if isinstance(value, bool):
        return f' t="b"><v>{value:d}</v>'
    if isinstance(value, Decimal) and value == value.to_integral_value() and value.adjusted() < 300:
        value = int(value)
    if isinstance(value, Decimal):
        near = float(value)
        return f"><v>{near!r}</v>" if isfinite(near) else _inline(str(value))
    return f"><v>{value}</v>"


def _moment(value: datetime) -> str:
    return _inline(value.isoformat())


_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def _pack(bare: Path, bodies: dict[str, Path], target: Path) -> None:
    """The members of ``bare``, each sheet with its rows, in one order with fixed times, stored: no byte hangs on the
    clock or the machine's zlib.
    """
    with zipfile.ZipFile(bare) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0o644 << 16
            head, rows, tail = old.read(name), bodies.get(name), b""
            if name == "docProps/core.xml":
                head = _MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", head)
            if rows:
                head, _, tail = head.partition(_END)
                tail = _END + tail
            large = rows is not None and rows.stat().st_size > _LARGE
            with new.open(info, "w", force_zip64=large) as sink:
                sink.write(head)
                if rows:
                    with rows.open("rb") as source:
                        shutil.copyfileobj(source, sink, _PIECE)
                sink.write(tail)
