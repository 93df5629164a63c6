"""Tables of a form → rows of texts, one a task, and the lines that are no rows (titles, 填报单位, bands, signatures).

Two layouts are read: heads above their columns, and heads beside their values (one table, or one block, a task).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ledger.document import Cell, Paragraph, SourceDocument, Table
from ledger.importers import heads
from ledger.importers.forms import columns as kinds
from ledger.importers.forms.columns import FIELDS, KNOWN, REPORTS, Column
from ledger.importers.sheets import where
from ledger.periods import Period
from ledger.text import key, squeeze, tidy

_FOOT = re.compile(
    r"(?:填报|填表|制表|审核|审批|联系|负责|报送|上报|经办|签发|主要负责|分管)(?:人|单位|部门|时间|日期|电话|领导)(?:人)?"
    r"(?:签字|签名|签章|[（(].{1,8}[)）])?(?:[:：]|$)"
    r"|(?:联系)?电话[:：]|(?:注|备注|说明|填表说明|附注)[:：.、]|(?:单位)?[（(](?:盖章|公章)[)）]|(?:日期|时间|单位|部门|签字|签名|盖章)[:：]"
)
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)")
_BAND = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|附件|附表|第[一二三四五六七八九十]部分|[Ⅰ-Ⅹ])")
_LABEL = re.compile(r"^\s*([^:：\n]{1,24})[:：]\s*(.*)$", re.DOTALL)
_HEADER_LABEL = re.compile(
    r"(?:填报|填表|报送|上报)(?:单位|部门|时间|日期|人)|联系电话|.{0,6}负责人签字|月份|报告期|期间"
)
_HEADER_ROWS = 8
"""Rows above the heads up to which they are titles and 填报单位, not rows of the table before."""
_TURNED_ROWS = 40
_LEADING_NUMBER = re.compile(r"^\s*(?:[（(]\s*\d{1,4}\s*[)）]|\d{1,4}\s*[、.．)）](?!\d))\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """A text that is no row: where it stands; ``band`` when it opens a part of the table or stands right above one."""

    text: str
    place: str
    after_rows: bool = False


@dataclass
class RawRow:
    """One row of a form, texts as printed. ``cells``: role to text, only for columns (or labels) that exist."""

    place: str
    number: str = ""
    texts: tuple[str, ...] = ()
    cells: dict[str, str] = field(default_factory=dict)
    plans: dict[Period, str] = field(default_factory=dict)
    """A plan by quarter or month, with year 1."""
    options: dict[str, str] = field(default_factory=dict)
    """What stands under 完成 and under 未完成."""
    extra: dict[str, str] = field(default_factory=dict)
    """Columns that the ledger has no field for, by head."""
    bands: tuple[str, ...] = ()
    """The lines above it that may name its list, the nearest last."""
    shared: tuple[str, ...] = ()
    """Roles whose cell covers several rows."""
    segment: int = 0
    """Which run of rows it belongs to: numbers may start anew in each."""

    @property
    def text(self) -> str:
        """The task as printed."""
        return "\n".join(self.texts)

    @property
    def filled(self) -> bool:
        """Whether the unit wrote anything."""
        own = {
            role: text for role, text in self.cells.items() if role in (*REPORTS, heads.NOTE, kinds.CHIEF, kinds.DEPUTY)
        }
        texts = (*own.values(), *self.plans.values(), *self.options.values())
        return any(squeeze(text).strip("/／-—－_") for text in texts)


@dataclass
class Read:
    """What the tables of a document hold."""

    rows: list[RawRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Places of tables that are no part of the form."""
    roles: set[str] = field(default_factory=set)
    periods: set[Period] = field(default_factory=set)
    joined: dict[str, str] = field(default_factory=dict)
    """Heads that ask for two things at once, and the role their cells were given."""


def read(document: SourceDocument) -> Read:
    """The rows and lines of every table and paragraph, in reading order."""
    return _Reader().run(document)


class _Reader:
    def __init__(self) -> None:
        self.found = Read()
        self.captions: list[str] = []
        self.columns: tuple[Column, ...] = ()
        self.width = 0
        self.segment = 0
        self.line_word = "行"
        """What a row of the table at hand is in the file: a column where the heads stand at the left."""
        self.pairs = _Pairs(self)

    def run(self, document: SourceDocument) -> Read:
        for block in document.blocks:
            if isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)
        self.pairs.close()
        return self.found

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = tidy(paragraph.text)
        if not squeeze(text):
            return
        if self.pairs.line(text, paragraph.place):
            return
        self.line(text, paragraph.place)
        if len(squeeze(text)) <= 60:
            self.captions.append(text)

    def line(self, text: str, place: str) -> None:
        self.found.lines.append(Line(text, place, bool(self.found.rows)))

    def _table(self, table: Table) -> None:
        turned = _turned(table)
        self.line_word = "行" if turned is None else "列"
        table = turned or table
        has_head = next((r for r in range(min(table.rows, 400)) if kinds.head_at(table, r)), None)
        if has_head is None and self.columns and table.columns == self.width and self._goes_on(table):
            self._rows(table, 0)
        elif has_head is not None:
            self.pairs.close()
            if has_head < _HEADER_ROWS or table.columns != self.width:
                self.columns = ()  # what stands above the heads is the header of this table
            self._rows(table, 0)
        elif not self.pairs.table(table):
            for row in range(min(table.rows, 40)):
                self._loose(table, table.row_cells(row))
            if table.rows > 2:
                self.found.unread.append(table.place)
        self.captions = []

    def _goes_on(self, table: Table) -> bool:
        numbers = [n for n, column in enumerate(self.columns) if column.role == heads.NUMBER]
        texts = [n for n, column in enumerate(self.columns) if column.role == heads.TEXT]
        first = [table.grid[0][n] for n in (*numbers, *texts)]
        return any(cell is not None and squeeze(cell.text) for cell in first)

    # ------------------------------------------------------------------ heads above

    def _rows(self, table: Table, start: int) -> None:
        row, bands = start, tuple(self.captions)
        self.segment += 1
        previous: RawRow | None = None
        previous_cells: list[Cell] = []
        while row < table.rows:
            found = kinds.head_at(table, row)
            if found:
                self.columns = kinds.with_numbers(table, found[0], found[1])
                self.width = table.columns
                self.found.joined |= {c.head: c.role for c in self.columns if kinds.joins_two(c)}
                self.found.roles |= {column.role for column in self.columns}
                self.found.periods |= {column.period for column in self.columns if column.period}
                row, previous = found[1], None
                continue
            cells = table.row_cells(row)
            filled = [cell for cell in cells if squeeze(cell.text)]
            if not filled:
                row += 1
                continue
            if not self.columns:
                self._loose(table, cells)
                if len(filled) == 1 and len(squeeze(filled[0].text)) <= 60:
                    bands = (*bands, tidy(filled[0].text))
            elif self._is_band(table, filled):
                text = tidy(filled[0].text)
                if _FOOT.match(squeeze(text)) or len(squeeze(text)) > 80:
                    self.line(text, where(table, filled[0]))
                else:
                    bands = (text,)
                    self.segment += 1
                    self.line(text, where(table, filled[0]))
                previous = None
            elif self._is_foot(filled):
                self._loose(table, cells)
                previous = None
            else:
                marks = [table.grid[row][n] for n, c in enumerate(self.columns) if c.role == heads.NUMBER]
                marks = marks or [table.grid[row][n] for n, c in enumerate(self.columns) if c.role == heads.TEXT]
                mark_cells = [cell for cell in marks if cell is not None]
                if previous and mark_cells and all(any(c is o for o in previous_cells) for c in mark_cells):
                    self._continue(table, row, previous)
                else:
                    previous = self._row(table, row, bands)
                    self.found.rows.append(previous)
                    previous_cells = mark_cells
            row += 1

    def _is_band(self, table: Table, filled: Sequence[Cell]) -> bool:
        if len(filled) != 1:
            return False
        cell = filled[0]
        text = squeeze(cell.text)
        if cell.colspan >= max(2, table.columns - 1):
            return True
        columns = {self.columns[n].role for n in range(cell.column, min(cell.column + cell.colspan, table.columns))}
        if columns == {heads.NUMBER} or cell.column == 0:
            return not re.search(r"\d", key(text)) or (
                _BAND.match(text) is not None and (len(text) > 5 or text.startswith("附件"))
            )
        return _BAND.match(text) is not None and ("附件" in text or cell.colspan > 1)

    def _is_foot(self, filled: Sequence[Cell]) -> bool:
        first = squeeze(filled[0].text)
        if _TOTAL.match(first) or _FOOT.match(first):
            return True
        return sum(_FOOT.match(squeeze(cell.text)) is not None for cell in filled) * 2 > len(filled)

    def _loose(self, table: Table, cells: Sequence[Cell]) -> None:
        """A row that is no task: one line, cells parted so that labels and values still stand together."""
        texts = [tidy(cell.text) for cell in cells if squeeze(cell.text)]
        if texts:
            self.line("\t".join(texts), where(table, cells[0]))

    def _row(self, table: Table, row: int, bands: tuple[str, ...]) -> RawRow:
        made = RawRow(f"{table.place}第{row + 1}{self.line_word}", bands=bands, segment=self.segment)
        self._fill(made, table, row, first=True)
        return made

    def _continue(self, table: Table, row: int, previous: RawRow) -> None:
        self._fill(previous, table, row, first=False)

    def _fill(self, made: RawRow, table: Table, row: int, *, first: bool) -> None:
        seen: list[Cell] = []
        by_role: dict[str, list[tuple[str, str]]] = {}
        texts: list[str] = []
        for n, column in enumerate(self.columns):
            cell = table.grid[row][n]
            if cell is None:
                if first and column.role in (*REPORTS, heads.NOTE, heads.PLAN):
                    by_role.setdefault(column.role, [])
                continue
            if any(cell is other for other in seen):
                continue
            seen.append(cell)
            if not first and cell.row < row:
                continue
            text = tidy(cell.text)
            if cell.rowspan > 1 and first and squeeze(text) and column.role in (*REPORTS, heads.NOTE):
                # the number's own span is followed by ``_continue``; a cell taller than that covers several tasks
                number = next((table.grid[row][m] for m, c in enumerate(self.columns) if c.role == heads.NUMBER), None)
                if number is None or number.rowspan < cell.rowspan:
                    made.shared = (*made.shared, column.role)
            self._put(made, column, text, by_role, texts)
        if first:
            made.texts = tuple(texts)
            if not any(column.role == heads.NUMBER for column in self.columns) and texts:
                made.number, made.texts = _split_number(texts)
        elif texts:
            made.texts = (*made.texts, *(text for text in texts if text not in made.texts))
        for role, found in by_role.items():
            # two columns of one role keep their heads, so that nobody takes one for the other
            several = len({head for head, text in found if text}) > 1
            text = "\n".join(f"{head}：{text}" if several else text for head, text in found if text)
            before = made.cells.get(role, "")
            made.cells[role] = f"{before}\n{text}" if before and text else before or text

    def _put(
        self, made: RawRow, column: Column, text: str, by_role: dict[str, list[tuple[str, str]]], texts: list[str]
    ) -> None:
        role = column.role
        if role == heads.NUMBER:
            made.number = f"{made.number} {text}".strip()
        elif role == heads.TEXT:
            if squeeze(text):
                texts.append(text)
        elif role == heads.VERDICT and column.option:
            made.options[column.option] = text
        elif role == heads.PLAN and column.period:
            before = made.plans.get(column.period, "")
            made.plans[column.period] = f"{before}\n{text}" if before and text else before or text
        elif role in FIELDS or role == heads.NOTE:
            by_role.setdefault(role, []).append((column.head, text))
        elif role == heads.CATEGORY and squeeze(text):
            made.bands = (*made.bands, text)  # 附件1, 附件2 may stand in a column of their own
        elif role not in KNOWN and squeeze(text):
            head = column.head or "（无表头）"
            made.extra[head] = f"{made.extra[head]}\n{text}" if head in made.extra else text


def _turned(table: Table) -> Table | None:
    """A table with its heads at the left and a task in each further column, laid out as usual; ``None`` for others."""
    if table.columns < 3 or table.rows > _TURNED_ROWS:
        return None
    roles = [kinds.role_of(cell.text) if (cell := row[0]) and cell.colspan == 1 else heads.OTHER for row in table.grid]
    if len(set(roles) & {*FIELDS, heads.TEXT, heads.NUMBER}) < 3:
        return None
    beside = [cell for cell in table.cells if cell.column > 0 and squeeze(cell.text)]
    if sum(kinds.role_of(cell.text) != heads.OTHER for cell in beside) > 1:
        return None
    marks = {row for row, role in enumerate(roles) if role in (heads.NUMBER, heads.TEXT)}
    if len({cell.column for cell in beside if cell.row in marks and cell.colspan == 1}) < 2:
        return None
    cells = (Cell(cell.column, cell.row, cell.colspan, cell.rowspan, cell.paragraphs) for cell in table.cells)
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    return Table(tuple(ordered), table.columns, table.rows, table.place)


def _split_number(texts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """``12、完成…`` → the number and the text, where there is no column for numbers."""
    found = _LEADING_NUMBER.match(texts[0])
    if not found:
        return "", tuple(texts)
    return found[0].strip(), (texts[0][found.end() :], *texts[1:])


# ---------------------------------------------------------------------- heads beside


class _Pairs:
    """Rows made of labels and values: 主要任务 | …, or lines such as 完成情况：…."""

    def __init__(self, reader: _Reader) -> None:
        self.reader = reader
        self.row: RawRow | None = None
        self.last = ""
        self.active = False
        self.opened: set[str] = set()

    def close(self) -> None:
        """The row under way is finished."""
        if self.row is not None and (self.row.cells or self.row.plans):
            self.reader.found.rows.append(self.row)
        self.row, self.last, self.opened = None, "", set()

    def line(self, text: str, place: str) -> bool:
        """Take a paragraph that is a label and its value, or goes on with one."""
        found = _LABEL.match(text)
        role = kinds.role_of(found[1]) if found else heads.OTHER
        if (
            found
            and (role in FIELDS or role in (heads.NUMBER, heads.TEXT))
            and not _HEADER_LABEL.fullmatch(squeeze(found[1]))
        ):
            self._take(found[1], role, found[2], place)
            return True
        if found and role in KNOWN and self.row is not None:
            return True  # 责任单位 of the task, which the ledger knows
        if found or self.row is None or not self.last or _FOOT.match(squeeze(text)) or _BAND.match(squeeze(text)):
            return False
        self._more(text)
        return True

    def table(self, table: Table) -> bool:
        """Take a table whose heads stand beside their values; ``False`` for any other table."""
        pairs = list(self._pairs(table))
        roles = {role for _, role, _, _ in pairs}
        if len(roles & set(FIELDS)) < 1 or len(roles & {*FIELDS, heads.TEXT, heads.NUMBER}) < 3:
            return False
        self.close()
        self.reader.segment += 1
        for label, role, text, place in pairs:
            if role == heads.OTHER:
                if label:
                    self.reader.line(f"{label}：{text}", place)
                else:
                    self.reader.line(text, place)
                    if len(squeeze(text)) <= 60:
                        self.reader.captions.append(text)
            else:
                self._take(label, role, text, place)
        self.close()
        return True

    def _pairs(self, table: Table) -> Iterator[tuple[str, str, str, str]]:
        for row in range(table.rows):
            cells = [cell for cell in table.row_cells(row) if cell.row == row]
            n = 0
            while n < len(cells):
                cell = cells[n]
                label = squeeze(cell.text)
                role = kinds.role_of(label)
                place = where(table, cell)
                inline = _LABEL.match(tidy(cell.text))
                if role == heads.OTHER and inline and kinds.role_of(inline[1]) != heads.OTHER:
                    yield inline[1], kinds.role_of(inline[1]), inline[2], place
                elif role != heads.OTHER or _HEADER_LABEL.fullmatch(label.rstrip(":：")):
                    following = cells[n + 1] if n + 1 < len(cells) else None
                    if following is not None and kinds.role_of(squeeze(following.text)) == heads.OTHER:
                        role = heads.OTHER if _HEADER_LABEL.fullmatch(label.rstrip(":：")) else role
                        yield label.rstrip(":："), role, tidy(following.text), place
                        n += 1
                elif label:
                    yield "", heads.OTHER, tidy(cell.text), place
                n += 1

    def _take(self, label: str, role: str, text: str, place: str) -> None:
        period = heads.period_of(heads.bare(label), 1) if role == heads.PLAN else None
        mark = f"{role}{period or ''}"
        starts = role in (heads.NUMBER, heads.TEXT) and mark in self.opened
        starts = starts or (role == heads.NUMBER and heads.DONE in self.opened)
        if self.row is None or starts:
            self.close()
            self.row = RawRow(place, bands=tuple(self.reader.captions), segment=self.reader.segment)
        self.opened.add(mark)
        self.reader.found.roles.add(role)
        self.last = mark
        row, text = self.row, tidy(text)
        if role == heads.NUMBER:
            row.number = text
        elif role == heads.TEXT:
            row.texts = (*row.texts, text) if squeeze(text) else row.texts
        elif period:
            self.reader.found.periods.add(period)
            row.plans[period] = text
        elif role in FIELDS or role == heads.NOTE:
            row.cells[role] = text
        elif role not in KNOWN and squeeze(text):
            row.extra[label] = text

    def _more(self, text: str) -> None:
        """A further line of the value under way."""
        row = self.row
        if row is None:
            return
        for period in row.plans:
            if self.last == f"{heads.PLAN}{period}":
                row.plans[period] = f"{row.plans[period]}\n{text}".strip("\n")
                return
        if self.last == heads.TEXT:
            row.texts = ("\n".join((*row.texts, text)),)
        elif self.last in row.cells:
            row.cells[self.last] = f"{row.cells[self.last]}\n{text}".strip("\n")


def filled_rows(rows: Iterable[RawRow]) -> list[RawRow]:
    """The rows in which the unit wrote something."""
    return [row for row in rows if row.filled]
