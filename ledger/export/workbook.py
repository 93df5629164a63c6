"""A workbook with a sheet a table, streamed row by row; texts are texts, whatever they begin with."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml.etree import LxmlError
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from ledger.export.rows import Row
from ledger.export.tables import TEXT, Table
from ledger.export.texts import shown

MOST_ROWS = 1_048_576
"""Rows a sheet can have, the head included."""
LONGEST = 32_767
"""Characters a cell can hold."""
BROKEN: tuple[type[Exception], ...] = (OSError, LxmlError)
"""How openpyxl says that its temporary files cannot be written: lxml writes them."""
_EPOCH = datetime(1980, 1, 1)
_WIDTHS = {"text": 40, "done": 60, "problems": 40, "next": 40, "before": 40, "after": 40, "unit": 18, "unit_name": 26}


class Book:
    """Takes rows of several tables in any order; ``save`` writes the file.

    ``cut`` counts the texts that were too long for a cell, ``sheets`` the tables that needed more than one sheet.
    """

    def __init__(self, tables: Sequence[Table]) -> None:
        self._book = Workbook(write_only=True)
        self._sheets: dict[str, WriteOnlyWorksheet] = {}
        self._rows: dict[str, int] = {}
        self.cut = 0
        self.more: dict[str, int] = {}
        for table in tables:
            self._open(table, table.name)

    def _open(self, table: Table, name: str) -> None:
        sheet = self._book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for n, column in enumerate(table.columns, 1):
            sheet.column_dimensions[get_column_letter(n)].width = _WIDTHS.get(column.name, 14)
        heads = [WriteOnlyCell(sheet, column.name) for column in table.columns]
        for head in heads:
            head.font = Font(bold=True)
        sheet.append(heads)
        self._sheets[table.name] = sheet
        self._rows[table.name] = 1

    def write(self, table: Table, rows: Sequence[Row]) -> None:
        """Append rows to the sheet of a table; a full sheet is followed by another."""
        for row in rows:
            if self._rows[table.name] == MOST_ROWS:
                self.more[table.name] = self.more.get(table.name, 1) + 1
                self._open(table, f"{table.name} {self.more[table.name]}")
            sheet = self._sheets[table.name]
            sheet.append(
                [self._cell(sheet, value, column.kind) for value, column in zip(row, table.columns, strict=True)]
            )
            self._rows[table.name] += 1

    def _cell(self, sheet: WriteOnlyWorksheet, value: Any, kind: str) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        if kind != TEXT or not value:
            return value if isinstance(value, (int, float, date)) else None
        text = shown(value)
        if len(text) > LONGEST:
            self.cut += 1
            text = text[: LONGEST - 1] + "…"
        if text[0] != "=" and not text.startswith("#"):
            return text
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"  # openpyxl would take it for a formula, or an error value
        return cell

    def save(self, target: Path) -> None:
        """The workbook at ``target``, equal bytes for equal rows."""
        properties = self._book.properties
        properties.creator = ""
        properties.created = properties.modified = _EPOCH
        with target.open("wb") as handle:
            self._book.save(handle)
        _repack(target)


_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def _repack(path: Path) -> None:
    """The same members in the same order with fixed times, stored: no byte hangs on the clock or the machine's zlib."""
    plain = path.with_name(f"{path.name}.plain")
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as new:
            for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.external_attr = 0o644 << 16
                with old.open(name) as source, new.open(info, "w", force_zip64=False) as sink:
                    if name == "docProps/core.xml":
                        sink.write(_MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", source.read()))
                    shutil.copyfileobj(source, sink, 1 << 20)
        plain.replace(path)
    finally:
        plain.unlink(missing_ok=True)
