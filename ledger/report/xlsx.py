"""A report as a workbook: a sheet a section, the same cells and merges, nothing that a spreadsheet would run."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ledger.report.values import Cell, Report, Row, Section
from ledger.sheetcells import LONGEST, fitting

_CUT = "…（后文略）"
_CHARACTERS_WIDE, _NARROWEST = 130, 6
_LINE, _LEAST, _HIGHEST = 15, 20, 409
"""Points: a line of 11 pt text, the least and the greatest height a spreadsheet gives a row."""
_MERGES = re.compile(rb"(<mergeCells[^>]*>)(.*?)(</mergeCells>)", re.DOTALL)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_THIN = Side(style="thin")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_TITLE, _HEAD, _BODY = (
    Font(name="方正小标宋简体", size=18),
    Font(name="黑体", size=11),
    Font(name="仿宋_GB2312", size=11),
)


def render(report: Report) -> bytes:
    """The workbook as bytes, equal for equal reports."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number, section in enumerate(report.sections, 1):
        _fill(book.create_sheet(_sheet_name(section, number)), section)
    moment = datetime(1980, 1, 1) if report.created is None else datetime(*report.created.timetuple()[:3])
    book.properties.title = report.title
    book.properties.creator = ""
    book.properties.description = report.facts.get("as_of") or None
    book.properties.created = moment
    buffer = io.BytesIO()
    book.save(buffer)
    return repacked(buffer, moment)


def clipped(report: Report) -> list[str]:
    """A remark for each text that is longer than a cell can hold: whose row it is, and under which head."""
    said = []
    for section in report.sections:
        for row in section.rows:
            number = str(row.by_role.get("number", ""))
            for column in section.columns:
                own = row.by_role.get(column.role)
                if own and own.rows and fitting(own.text):
                    whose = f"第{number}项的" if number else ""
                    said.append(
                        f"{section.title}：{whose}“{column.title}”超过 {LONGEST} 字，Excel 的格子放不下，截去了后面，"
                        f"末尾是“{_CUT}”；要全文，出 Word 或 Markdown"
                    )
    return said


def _sheet_name(section: Section, number: int) -> str:
    name = re.sub(r"[\\/*?:\[\]']", "", section.annex or section.title)[:25]
    return f"{number} {name}" if number > 1 or not name else name


def _fill(sheet: Worksheet, section: Section) -> None:
    width = len(section.columns)
    line = 1
    for text, font in (
        (section.annex, _HEAD),
        (section.title, _TITLE),
        (section.subtitle, _BODY),
        (section.scope, _BODY),
    ):
        if text:
            _across(sheet, line, width, text, font, "left" if text is section.annex else "center")
            sheet.row_dimensions[line].height = _LEAST if font is not _TITLE else 2 * _LEAST
            line += 1
    if section.form:
        _across(
            sheet, line, width, f"填报单位：{section.form.unit}　　填报时间：{section.form.reported}", _BODY, "left"
        )
        line += 1
    first = line
    for cells in section.heads:
        _place(sheet, line, cells, _HEAD)
        line += 1
    sheet.print_title_rows = f"{first}:{line - 1}"
    sheet.freeze_panes = f"A{line}"
    for row in section.rows:
        if row.band:
            _across(sheet, line, width, row.band, _HEAD, "left", bordered=True)
        else:
            _place_row(sheet, line, section, row)
        line += 1
    if section.form:
        _across(sheet, line, width, "填报人：　　　　　　联系电话：　　　　　　负责人签字：", _BODY, "left")
    for position, column in enumerate(section.columns, 1):
        sheet.column_dimensions[get_column_letter(position)].width = max(
            _NARROWEST, column.width * _CHARACTERS_WIDE // 1000
        )
    widths = [max(_NARROWEST, column.width * _CHARACTERS_WIDE // 1000) for column in section.columns]
    for line, cells in enumerate([*section.heads, *(() if row.band else row.cells for row in section.rows)], first):
        sheet.row_dimensions[line].height = _row_height(cells, widths)
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _row_height(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """A height that shows the cells of one row; spreadsheets do not fit rows that hold merged cells themselves."""
    lines, column = 1, 0
    for own in cells:
        wide = sum(widths[column : column + own.columns]) - 1
        column += own.columns
        if own.rows:
            shown = sum(1 + (_half_widths(line) - 1) // wide for line in own.text.split("\n"))
            lines = max(lines, -(-shown // own.rows))
    return min(max(_LEAST, lines * _LINE + 4), _HIGHEST)


def _half_widths(text: str) -> int:
    return sum(1 if ord(character) < 0x2000 else 2 for character in text)


def _across(
    sheet: Worksheet, line: int, width: int, text: str, font: Font, align: str, *, bordered: bool = False
) -> None:
    if width > 1:
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=width)
    _write(sheet.cell(line, 1), text, font, align)
    if bordered:
        for column in range(1, width + 1):
            sheet.cell(line, column).border = _BORDER


def _place_row(sheet: Worksheet, line: int, section: Section, row: Row) -> None:
    cells = tuple(row.cells)
    _place(sheet, line, cells, _BODY)
    position = next((n for n, column in enumerate(section.columns, 1) if column.role == "number"), 1)
    number = sheet.cell(line, position)
    if isinstance(number.value, str) and number.value.isascii() and number.value.isdigit() and len(number.value) < 10:
        number.value = int(number.value)


def _place(sheet: Worksheet, line: int, cells: tuple[Cell, ...], font: Font) -> None:
    """The cells of one line from the first column on; merged ones cover their block."""
    column = 1
    for own in cells:
        last = column + own.columns - 1
        if own.rows and (own.rows > 1 or own.columns > 1):
            sheet.merge_cells(start_row=line, start_column=column, end_row=line + own.rows - 1, end_column=last)
        if own.rows:
            _write(sheet.cell(line, column), _content(own), font, own.align)
        for position in range(column, last + 1):
            sheet.cell(line, position).border = _BORDER
            if not own.text:
                # a blank waits for words: Excel would turn a typed 5-3 into a date
                sheet.cell(line, position).number_format = "@"
        column = last + 1


def _content(own: Cell) -> str | CellRichText:
    """Plain text, or text with bold parts."""
    if fitting(own.text) or not any(part.bold for parts in own.paragraphs for part in parts):
        return own.text
    blocks: list[str | TextBlock] = []
    for number, parts in enumerate(own.paragraphs):
        for part in parts:
            text = ("\n" if number and part is parts[0] else "") + part.text
            inline = InlineFont(rFont=_BODY.name, sz=_BODY.size, b=part.bold)
            if text:
                blocks.append(TextBlock(inline, text))
    return CellRichText(blocks)


def _write(target: SheetCell | MergedCell, content: str | CellRichText, font: Font, align: str) -> None:
    """Always text, whatever it begins with: ``=1+1`` from a form is no formula here."""
    if isinstance(content, str):
        content = fitting(content, _CUT) or content
    target.value = content
    target.data_type = "s"
    target.font = font
    target.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
    if isinstance(content, str) and content.startswith(("=", "+", "-", "@", "\t")):
        target.quotePrefix = True


def repacked(buffer: io.BytesIO, moment: datetime) -> bytes:
    """Fixed order, times and properties; stored, because compressors differ between machines."""
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    target = io.BytesIO()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = source.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), data)
            elif name.startswith("xl/worksheets/"):
                data = _MERGES.sub(_in_order, data)
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 0
            package.writestr(member, data)
    return target.getvalue()


def _in_order(found: re.Match[bytes]) -> bytes:
    """openpyxl keeps merged areas in a set, whose order changes from run to run."""
    return b"".join((found[1], *sorted(re.findall(rb"<mergeCell [^>]*/>", found[2])), found[3]))
