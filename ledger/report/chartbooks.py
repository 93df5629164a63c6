"""The small workbook behind a chart of a Word document, which “编辑数据” opens.

Made by the library that makes our workbooks, with the same care: texts are texts, equal charts give equal bytes.
"""

from __future__ import annotations

import io
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.worksheet import Worksheet

from ledger.report.values import Chart
from ledger.report.xlsx import repacked
from ledger.sheetcells import fitting

SHEET = "Sheet1"
"""The name that the chart's own references use."""
_MOMENT = datetime(1980, 1, 1)


def workbook(chart: Chart) -> bytes:
    """One sheet: names in column A, a series a column, its name on top."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    sheet = book.create_sheet(SHEET)
    for column, series in enumerate(chart.series, 2):
        _text(sheet, 1, column, series.name)
        for row, value in enumerate(series.values, 2):
            if value is not None:
                sheet.cell(row, column).value = value
    for row, name in enumerate(chart.names, 2):
        _text(sheet, row, 1, name)
    sheet.column_dimensions["A"].width = 40
    book.properties.creator = ""
    book.properties.created = _MOMENT
    buffer = io.BytesIO()
    book.save(buffer)
    return repacked(buffer, _MOMENT)


def _text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """A text that no spreadsheet takes for a formula."""
    said = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    cell = sheet.cell(row, column, fitting(said) or said)
    if isinstance(cell, Cell):
        cell.data_type = "s"
