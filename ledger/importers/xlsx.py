"""Reading an xlsx: each visible sheet is a heading and one table, cells as their user sees them.

Only values that are stored in the file count: formulas are never computed, links to other workbooks never
followed. Sheets are streamed row by row, so that a sheet of a million rows is refused after the first few
thousand. openpyxl is not used here: it lays out merged and linked ranges cell by cell in memory before anyone
can bound them, gives up on a whole file over one odd style, and does not know the Chinese date formats.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from ledger.document import Block, Cell, Paragraph, SourceDocument, Table
from ledger.errors import FileRefused
from ledger.importers.cellformats import BUILT_IN, shown
from ledger.importers.limits import Budget, Limits
from ledger.importers.lines import Lines, Remarks, excerpt, without_blank_ends
from ledger.importers.package import BROKEN_HINT, Package, custom_properties, refuse_doctype, without_strict_names
from ledger.importers.wordxml import DRAWING, Element, whole

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})\Z")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OFF = {"0", "false"}

Runs = tuple[tuple[str, bool], ...]
"""Text in pieces, each with its boldness."""


def read(package: Package, sha256: str, limits: Limits) -> SourceDocument:
    """The visible sheets of the workbook in ``package``; ``FileRefused`` when damaged or too large."""
    return _Reader(package, limits).document(sha256)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a cell style says: its number format and whether its font is bold."""

    code: str = "General"
    bold: bool = False


@dataclass(slots=True)
class _Sheet:
    """A sheet as it was streamed: texts by (row, column) from 1, and what merges and hides them."""

    cells: dict[tuple[int, int], Runs] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Top, left, bottom, right, all included."""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    last_row: int = 0
    """The row that was streamed last; rows without a number follow it."""


class _Reader:
    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._limits = limits
        self._budget = Budget(package.name, limits)
        self._remarks = Remarks(limits.remarks)
        self._main = next(iter(package.related("", "officeDocument")), "xl/workbook.xml")
        self._strings = [_string_runs(item) for item in self._children("sharedStrings", "si")]
        self._looks = _looks(self._part("styles"))

    def _part(self, kind: str) -> Element | None:
        paths = self._package.related(self._main, kind) or (f"xl/{kind}.xml",)
        return self._package.xml(paths[0])

    def _children(self, kind: str, name: str) -> Iterable[Element]:
        root = self._part(kind)
        return () if root is None else root.iterchildren(S + name)

    def document(self, sha256: str) -> SourceDocument:
        name = self._package.name
        if self._main.endswith(".bin") or "xl/workbook.bin" in self._package:
            hint = "请用Excel或WPS表格打开，另存为“Excel工作簿（*.xlsx）”后再导入"
            raise FileRefused(f"“{name}”是二进制Excel工作簿（xlsb），不能直接读取", hint)
        workbook = self._package.xml(self._main)
        if workbook is None:
            raise FileRefused(f"“{name}”里没有Excel工作簿，可能已损坏", BROKEN_HINT)
        if any(path.endswith("vbaproject.bin") for path in self._package.paths):
            self._remarks.add("", "文件带有宏，宏没有运行，也没有读取")
        if any(path.startswith("xl/externallinks/") for path in self._package.paths):
            self._remarks.add("", "文件引用了别的工作簿，没有打开它们，只读了保存在本文件里的数值")
        properties = workbook.find(f"{S}workbookPr")
        old_epoch = properties is not None and properties.get("date1904", "0") not in _OFF
        targets = {relation.key: relation for relation in self._package.relations(self._main)}
        blocks: list[Block] = []
        for element in workbook.iterfind(f"{S}sheets/{S}sheet"):
            title = excerpt(element.get("name", ""), 60)
            relation = targets.get(element.get(_LINK, ""))
            if relation is None or relation.kind != "worksheet":
                self._remarks.add(f"工作表“{title}”", "不是表格（图表等），没有读取")
            elif element.get("state", "visible") != "visible":
                self._remarks.add(f"工作表“{title}”", "是隐藏的，没有读取")
            else:
                blocks += self._sheet(title, relation.target, old_epoch)
        return SourceDocument(
            name=name,
            kind="xlsx",
            sha256=sha256,
            blocks=tuple(blocks),
            title=self._package.title(),
            remarks=self._remarks.all(),
            properties=tuple(custom_properties(self._package)),
        )

    # One sheet

    def _sheet(self, title: str, path: str, old_epoch: bool) -> list[Block]:
        place = f"工作表“{title}”"
        sheet = _Sheet()
        for element in self._stream(path):
            if element.tag == f"{S}row":
                self._row(element, sheet, place, old_epoch)
            elif element.tag == f"{S}mergeCell":
                area = _area(element.get("ref", ""))
                if area is not None:
                    sheet.merges.append(area)
            elif element.get("hidden", "0") not in _OFF:  # a column
                sheet.hidden_columns.append((whole(element.get("min", ""), 1), whole(element.get("max", ""), 1)))
        self._beside(path, place)
        if not sheet.cells:
            return []
        table = self._table(sheet, place)
        self._hidden(sheet, table, place)
        heading = Lines()
        heading.add(title)
        return [*heading.paragraphs(place, self._budget), table]

    def _stream(self, path: str) -> Iterator[Element]:
        """Rows, merged areas and columns of a sheet, each freed once it was looked at."""
        data = self._package.part(path)
        refuse_doctype(data, self._package.name)
        wanted = [S + name for name in ("row", "mergeCell", "col")]
        events = etree.iterparse(
            io.BytesIO(without_strict_names(data)),
            events=("end",),
            tag=wanted,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for _, element in events:
                yield element
                parent = element.getparent()
                element.clear()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
        except etree.XMLSyntaxError as failure:
            raise FileRefused(f"“{self._package.name}”已损坏，里面的XML不完整", BROKEN_HINT) from failure

    def _row(self, element: Element, sheet: _Sheet, place: str, old_epoch: bool) -> None:
        row = sheet.last_row = whole(element.get("r", ""), sheet.last_row + 1, 1 << 21)
        column = 0
        filled = False
        for cell in element.iterchildren(f"{S}c"):
            at = _reference(cell.get("r", ""))
            column = at[1] if at else column + 1
            if not len(cell):
                continue  # only a style
            runs = self._cell(cell, f"{place}第{row}行第{column}列", old_epoch)
            if "".join(text for text, _ in runs).strip():
                sheet.cells[row, column] = runs
                filled = True
        if filled:
            self._budget.rows(1)
        if len(sheet.cells) > self._limits.slots:
            self._budget.refuse("里的表格太大", "请删去多余的行和列，或拆成几个文件后再导入")
        if element.get("hidden", "0") not in _OFF:
            sheet.hidden_rows.append(row)

    def _cell(self, cell: Element, place: str, old_epoch: bool) -> Runs:
        kind = cell.get("t", "n")
        look = self._looks[index] if 0 <= (index := whole(cell.get("s", ""), 0)) < len(self._looks) else _Look()
        stored = cell.findtext(f"{S}v") or ""
        if not stored and kind != "str" and cell.find(f"{S}f") is not None:
            self._remarks.add(place, "公式没有保存计算结果，读作空白；请用Excel或WPS打开并保存一次")
            return ()
        if kind == "inlineStr":
            inline = cell.find(f"{S}is")
            return () if inline is None else _bolder(_string_runs(inline), look.bold)
        if kind == "s":
            key = whole(stored, -1, 1 << 30)
            if not 0 <= key < len(self._strings):
                self._remarks.add(place, "单元格的文字在文件里找不到，读作空白")
                return ()
            return _bolder(self._strings[key], look.bold)
        if kind == "b":
            stored = "TRUE" if stored.strip() not in ("", *_OFF) else "FALSE"
        elif kind == "e":
            self._remarks.add(place, f"单元格里是错误值{excerpt(stored, 20)}，读作空白")
            return ()
        elif kind == "n" and stored:
            stored = shown(stored, look.code, old_epoch)
        elif kind == "str":
            stored = _unescaped(stored)
        return ((stored, look.bold),)

    # The table of a sheet

    def _table(self, sheet: _Sheet, place: str) -> Table:
        rows = max(row for row, _ in sheet.cells)
        columns = max(column for _, column in sheet.cells)
        if rows > 5 * self._limits.rows:
            self._budget.refuse(f"{place}用到了第{rows}行", "请删去表格下面零散的内容后再导入")
        self._budget.table(rows, columns)
        spans = self._spans(sheet, rows, columns, place)
        filled = {row for row, _ in sheet.cells} | {row for row, _ in spans}
        table = Table((), rows, columns, place)
        cells = []
        for row in sorted(filled):
            for column in range(1, columns + 1):
                bottom, right = spans.get((row, column), (row, column))
                if bottom:
                    cell = Cell(row - 1, column - 1, bottom - row + 1, right - column + 1, ())
                    runs = sheet.cells.get((row, column), ())
                    cells.append(self._filled(cell, runs, table.where(cell)))
        return Table(tuple(cells), rows, columns, place)

    def _filled(self, cell: Cell, runs: Runs, place: str) -> Cell:
        lines = Lines()
        for text, bold in runs:
            first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            lines.add(first, bold)
            for line in rest:
                lines.break_line()
                lines.add(line, bold)
        paragraphs: tuple[Paragraph, ...] = ()
        if runs:
            paragraphs = without_blank_ends(lines.paragraphs(place, self._budget))
        return Cell(cell.row, cell.column, cell.rowspan, cell.colspan, paragraphs)

    def _spans(self, sheet: _Sheet, rows: int, columns: int, place: str) -> dict[tuple[int, int], tuple[int, int]]:
        """For merged slots: the corner of their area at its first slot, (0, 0) at the covered ones."""
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        looked_at = 0
        for top, left, lowest, rightmost in sheet.merges:
            bottom, right = min(lowest, rows), min(rightmost, columns)
            looked_at += max(bottom - top + 1, 0) * max(right - left + 1, 0)
            if looked_at > 4 * self._limits.slots:
                self._budget.refuse(f"{place}的合并单元格多得不正常", "请取消合并单元格后再导入")
            slots = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            if len(slots) < 2 or any(slot in spans for slot in slots):
                continue
            for slot in slots[1:]:
                spans[slot] = (0, 0)
                if slot in sheet.cells:
                    text = "".join(piece for piece, _ in sheet.cells[slot])
                    self._remarks.add(
                        f"{place}第{slot[0]}行第{slot[1]}列", f"合并单元格盖住的文字“{excerpt(text)}”没有读入"
                    )
            spans[slots[0]] = (bottom, right)
        return spans

    def _hidden(self, sheet: _Sheet, table: Table, place: str) -> None:
        used = {row for row, _ in sheet.cells}
        rows = [row for row in sheet.hidden_rows if row in used]
        if rows:
            self._remarks.add(place, f"第{_ranges(rows)}行是隐藏的，内容照常读入")
        columns = [
            column for first, last in sheet.hidden_columns for column in range(first, min(last, table.columns) + 1)
        ]
        if columns:
            self._remarks.add(place, f"第{_ranges(columns)}列是隐藏的，内容照常读入")

    def _beside(self, path: str, place: str) -> None:
        """Comments, and the texts and pictures that float over the sheet: said, not read."""
        for relation in self._package.relations(path):
            if relation.kind == "comments":
                root = self._package.xml(relation.target)
                for comment in () if root is None else root.iter(f"{S}comment"):
                    text = "".join(piece for piece, _ in _string_runs(comment.find(f"{S}text")))
                    at = _reference(comment.get("ref", ""))
                    where = f"{place}第{at[0]}行第{at[1]}列" if at else place
                    self._remarks.add(where, f"批注“{excerpt(text, 200)}”不算正文，没有读入")
            elif relation.kind == "drawing":
                root = self._package.xml(relation.target)
                if root is None:
                    continue
                text = "".join(node.text or "" for node in root.iter(f"{DRAWING}t"))
                if text.strip():
                    self._remarks.add(place, f"文本框中的文字“{excerpt(text, 200)}”没有读入")
                if next(root.iter(f"{DRAWING}blip"), None) is not None:
                    self._remarks.add(place, "有图片，图中内容没有读取")


def _looks(root: Element | None) -> list[_Look]:
    """The cell styles of ``styles.xml`` in order."""
    if root is None:
        return []
    codes = {
        whole(entry.get("numFmtId", ""), -1): entry.get("formatCode", "")
        for entry in root.iterfind(f"{S}numFmts/{S}numFmt")
    }
    fonts = [_is_on(font.find(f"{S}b")) for font in root.iterfind(f"{S}fonts/{S}font")]
    looks = []
    for style in root.iterfind(f"{S}cellXfs/{S}xf"):
        number = whole(style.get("numFmtId", ""), 0)
        font = whole(style.get("fontId", ""), 0)
        code = codes.get(number) or BUILT_IN.get(number, "General")
        looks.append(_Look(code, 0 <= font < len(fonts) and fonts[font]))
    return looks


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get("val", "1") not in _OFF


def _string_runs(item: Element | None) -> Runs:
    """A string item: plain, or in runs with their own font; phonetic guides are left out."""
    if item is None:
        return ()
    runs = []
    for child in item:
        if child.tag == f"{S}t":
            runs.append((_unescaped(child.text or ""), False))
        elif child.tag == f"{S}r":
            bold = _is_on(child.find(f"{S}rPr/{S}b"))
            runs.append((_unescaped(child.findtext(f"{S}t") or ""), bold))
    return tuple(runs)


def _bolder(runs: Runs, bold: bool) -> Runs:
    """Runs in a cell whose font is bold: a plain string takes it on, rich text speaks for itself."""
    return ((runs[0][0], True),) if bold and len(runs) == 1 else runs


def _unescaped(text: str) -> str:
    """``_x000A_`` and its like stand for characters that XML cannot hold."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _reference(text: str) -> tuple[int, int] | None:
    """``B3`` → (3, 2)."""
    match = _REFERENCE.match(text)
    if match is None:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _area(text: str) -> tuple[int, int, int, int] | None:
    first, _, last = text.partition(":")
    start, end = _reference(first), _reference(last or first)
    if start is None or end is None or start[0] > end[0] or start[1] > end[1]:
        return None
    return (*start, *end)


def _ranges(numbers: list[int]) -> str:
    """3、5-9、12"""
    pieces: list[list[int]] = []
    for number in sorted(set(numbers)):
        if pieces and number == pieces[-1][1] + 1:
            pieces[-1][1] = number
        else:
            pieces.append([number, number])
    shown = "、".join(str(first) if first == last else f"{first}-{last}" for first, last in pieces[:20])
    return shown + ("等" if len(pieces) > 20 else "")
