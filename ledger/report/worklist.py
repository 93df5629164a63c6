"""The working list as a workbook: locked columns that say which line it is, open ones to fill in, a hidden mark."""

from __future__ import annotations

import io
import json
import re
from copy import copy
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ledger.report.properties import with_property
from ledger.report.xlsx import repacked
from ledger.sheetcells import fitting
from ledger.worklines import EDITABLE, FORM, LOCKED, MARK, PROPERTY, Line, Worklist

_WIDTHS = {
    "id": 17,
    "list": 8,
    "number": 6,
    "text": 36,
    "unit": 16,
    "plan": 22,
    "done": 44,
    "problems": 24,
    "causes": 20,
    "next": 28,
    "verdict": 10,
    "reported": 12,
    "indicators": 24,
}
_LINE, _HIGHEST = 15, 300
_THIN = Side(style="thin", color="FFBFBFBF")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_GREY, _HEAD = PatternFill("solid", fgColor="FFF2F2F2"), PatternFill("solid", fgColor="FFD9E2F3")
_PLAIN, _BOLD = "仿宋_GB2312", "黑体"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FIRST = 3
"""The first line of data: below the remark and the heads."""


def render(work: Worklist) -> bytes:
    """The workbook as bytes, equal for equal lists. Too long a text is refused by the caller, never cut."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 - a new workbook has one
    sheet.title = f"{work.period}工作清单"
    fields = [*LOCKED, *EDITABLE]
    looks = _Looks(sheet)
    _heads(sheet, looks, work, fields)
    for row, line in enumerate(work.lines, _FIRST):
        _line(sheet, looks, row, line, fields)
    _protect(sheet, work, fields)
    moment = datetime(1980, 1, 1)
    book.properties.title = work.title
    book.properties.creator = ""
    book.properties.created = moment
    buffer = io.BytesIO()
    book.save(buffer)
    mark = {"form": FORM, "ledger": work.ledger, "period": str(work.period)}
    return with_property(repacked(buffer, moment), PROPERTY, json.dumps(mark, ensure_ascii=False, sort_keys=True))


def too_long(work: Worklist) -> list[str]:
    """The ids of tasks with a text that no cell can hold."""
    return [
        line.locked["id"]
        for line in work.lines
        if any(fitting(text) for text in (*line.locked.values(), *line.cells.values()))
    ]


def unprintable(work: Worklist) -> tuple[str, str] | None:
    """The first text with a character that no cell can hold: the id of its task (none for the title), and that.

    Written as something else it would come back as an edit that nobody made.
    """
    texts = [("", work.title)]
    for line in work.lines:
        texts += [(line.locked["id"], text) for text in (*line.locked.values(), *line.cells.values())]
    return next(((task, found[0]) for task, text in texts if (found := _UNPRINTABLE.search(text))), None)


class _Looks:
    """The looks of cells, each worked out once: openpyxl compares every font and border it is given with all others."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._known: dict[tuple[str, bool, bool], StyleArray] = {}

    def write(self, row: int, column: int, text: str, font: str, *, locked: bool) -> None:
        """Always text, whatever it begins with: ``=1+1`` is no formula here, and a typed 5-3 stays what was typed."""
        cell: Any = self._sheet.cell(row, column)  # the type stubs do not know _style
        if text:
            cell.value = text
            cell.data_type = "s"
        look = (font, locked, text.startswith(("=", "+", "-", "@", "\t")))
        if look in self._known:
            cell._style = copy(self._known[look])
            return
        cell.number_format = "@"
        cell.font = Font(name=font, size=11)
        cell.border = _BORDER
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        cell.protection = Protection(locked=locked)
        if locked:
            cell.fill = _HEAD if font == _BOLD else _GREY
        cell.quotePrefix = look[2]
        self._known[look] = copy(cell._style)


def _heads(sheet: Worksheet, looks: _Looks, work: Worklist, fields: list[str]) -> None:
    remark = f"{work.title}：白色的格子可以改，灰色的不能改。填好存成 xlsx，用 taizhang worklist import 导入。"
    looks.write(1, 1, remark, _PLAIN, locked=True)
    sheet.cell(1, 1).alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 22
    for column, name in enumerate(fields, 1):
        title = f"{EDITABLE['plan']}（{work.plan}）" if name == "plan" else (LOCKED | EDITABLE)[name]
        looks.write(2, column, title, _BOLD, locked=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS[name]
    last = len(fields) + 1
    looks.write(2, last, MARK, _BOLD, locked=True)
    sheet.column_dimensions[get_column_letter(last)].hidden = True


def _line(sheet: Worksheet, looks: _Looks, row: int, line: Line, fields: list[str]) -> None:
    height = 1
    for column, name in enumerate(fields, 1):
        locked = name in LOCKED
        text = line.locked[name] if locked else line.cells[name]
        looks.write(row, column, text, _PLAIN, locked=locked)
        wide = _WIDTHS[name] - 1
        shown = sum(1 + (sum(1 if c < "\u2000" else 2 for c in part) - 1) // wide for part in text.split("\n"))
        height = max(height, shown)
    looks.write(row, len(fields) + 1, line.mark, _PLAIN, locked=True)
    sheet.row_dimensions[row].height = min(height * _LINE + 5, _HIGHEST)


def _protect(sheet: Worksheet, work: Worklist, fields: list[str]) -> None:
    last = _FIRST + len(work.lines) - 1
    sheet.freeze_panes = f"{get_column_letter(fields.index('text') + 2)}{_FIRST}"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(fields))}{last}"
    # without a password: it keeps slips out, not people
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.autoFilter = False
    choice = ",".join(work.verdicts)
    if '"' not in choice and len(choice) < 250:
        rule = DataValidation(type="list", formula1=f'"{choice}"', allow_blank=True, showErrorMessage=False)
        at = get_column_letter(fields.index("verdict") + 1)
        rule.add(f"{at}{_FIRST}:{at}{last}")
        sheet.add_data_validation(rule)
    sheet.page_setup.paperSize = 8
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_title_rows = "2:2"
