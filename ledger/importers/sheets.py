"""A table whose heads were understood: which row they stand in, what each column is.

``recognise`` finds the head rows and gives every column its role; slips of one task, whose heads stand at the left,
are turned round first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ledger.document import Cell, Table
from ledger.importers import heads
from ledger.importers.heads import Column
from ledger.text import key, squeeze
from ledger.unitwords import looks_like_group, looks_like_unit
from ledger.values import replace

_HEAD_ROWS = 6
_NUMBER = re.compile(r"[第（(]?(\d{1,4})(?:[-—–]\d+)?[.．、)）项]?")
_BESIDE_TITLE = re.compile(r"(?:计量|金额)?单位[:：]|填[报表]|报送|制表|日期[:：]|时间[:：]")
"""What stands between a title and the heads in the same table: 单位：万元, 填表单位：…"""
_CONTENT = (heads.TEXT, heads.GOAL)
_UNITS = (heads.UNITS, heads.LEAD)
_CARD_ROWS = 20


@dataclass(frozen=True)
class Sheet:
    """A table whose heads were understood. ``body`` is its first row after the heads."""

    table: Table
    body: int
    columns: tuple[Column, ...]
    title: str = ""
    """A title that stood in the table itself, above the heads."""
    banded: bool = False
    """Whether headings that stood above its parts were put into it as rows."""

    def of(self, role: str) -> tuple[int, ...]:
        """The grid columns of a role."""
        return tuple(n for n, column in enumerate(self.columns) if column.role == role)

    @property
    def roles(self) -> set[str]:
        """Every role that occurs."""
        return {column.role for column in self.columns}

    def cells(self, row: int, columns: Iterable[int]) -> list[Cell]:
        """The cells that cover these columns in a row, each once, from left to right."""
        found: list[Cell] = []
        for column in columns:
            cell = self.table.grid[row][column]
            if cell is not None and all(cell is not other for other in found):
                found.append(cell)
        return found

    @property
    def heads(self) -> dict[str, str]:
        """Role → printed head, in printed order; numbers that stand under another head have none."""
        found: dict[str, str] = {}
        for column in self.columns:
            if column.role != heads.OTHER and column.head:
                found.setdefault(column.role, column.head)
        if found.get(heads.NUMBER) == found.get(heads.TEXT):
            found.pop(heads.NUMBER, None)
        return found

    @property
    def blank(self) -> bool:
        """Whether this is a form to fill in: no task has a text."""
        columns = self.of(heads.TEXT)
        return not any(squeeze(cell.text) for r in range(self.body, self.table.rows) for cell in self.cells(r, columns))


def where(table: Table, cell: Cell) -> str:
    """Where a cell stands, in the words of its reader: 表2第3行第1列, 第120行."""
    return next((paragraph.place for paragraph in cell.paragraphs if paragraph.place), "") or table.where(cell)


def recognise(table: Table) -> Sheet | None:
    """The table with its columns understood; ``None`` for a table that has no task column."""
    for row in range(min(_HEAD_ROWS, table.rows)):
        cells = table.row_cells(row)
        roles = [heads.role_of(cell.text) for cell in cells if squeeze(cell.text)]
        placed = [role for role in roles if role != heads.OTHER]
        content = any(role in _CONTENT for role in placed)
        if len(set(placed)) >= 2 and content and len(placed) * 2 >= len(roles):
            return _sheet(table, row)
    card = _card(table)
    return None if card is None else _sheet(card, 0)


def _card(table: Table) -> Table | None:
    """A slip of one task, its heads at the left (督查事项, 责任单位, 完成时限), laid out as heads above one row."""
    pairs: list[tuple[Cell, Cell]] = []
    for row in range(min(table.rows, _CARD_ROWS + 1)):
        cells = table.row_cells(row)
        if len(cells) > 1 and len(cells) % 2:
            return None
        pairs += [pair for pair in zip(cells[::2], cells[1::2], strict=False) if squeeze(pair[0].text)]
    roles = [heads.role_of(label.text) for label, _ in pairs]
    known = {role for role in roles if role != heads.OTHER}
    if table.rows > _CARD_ROWS or len(known) < 3 or not known & set(_CONTENT) or not known & set(_UNITS):
        return None
    if len(known) * 2 < len(roles):
        return None
    cells = [
        replace(cell, row=n, column=k, rowspan=1, colspan=1)
        for k, pair in enumerate(pairs)
        for n, cell in enumerate(pair)
    ]
    return Table(tuple(cells), 2, len(pairs), table.place)


def resembles_tasks(table: Table) -> bool:
    """Whether a table that was not understood may yet hold tasks: a row of it names units and something else."""
    for row in range(min(_HEAD_ROWS, table.rows - 1)):
        roles = {heads.role_of(cell.text) for cell in table.row_cells(row)} - {heads.OTHER}
        if len(roles) > 1 and roles & {heads.UNITS, heads.LEAD, heads.TEXT, heads.GOAL}:
            return True
    return False


def _sheet(table: Table, head: int) -> Sheet | None:
    body = max(cell.row + cell.rowspan for cell in table.row_cells(head) if cell.row == head)
    if body == head + 1 and body < table.rows and _is_subhead(table, head, body):
        body += 1
    columns = [_column(table, n, range(head, body)) for n in range(table.columns)]
    above = (squeeze(cell.text) for row in range(head) for cell in table.row_cells(row))
    title = "".join(text for text in above if not _BESIDE_TITLE.match(text))
    resolved = _resolved(Sheet(table, body, tuple(columns), title))
    return resolved if resolved.of(heads.TEXT) else None


def _is_subhead(table: Table, head: int, row: int) -> bool:
    """A second head row whose upper cells were not merged downwards."""
    wide = any(cell.colspan > 1 for cell in table.row_cells(head))
    texts = [cell.text for cell in table.row_cells(row) if squeeze(cell.text)]
    return wide and bool(texts) and all(_may_be_subhead(text) for text in texts)


def _may_be_subhead(text: str) -> bool:
    if number_of(text):
        return False
    return heads.role_of(text) != heads.OTHER or heads.role_under(heads.UNITS, text) != heads.UNITS


def _column(table: Table, column: int, rows: range) -> Column:
    texts = heads.printed(table, column, rows)
    if not texts:
        return Column(heads.OTHER, "")
    top, leaf = texts[0], texts[-1]
    role = heads.role_of(leaf)
    if role == heads.OTHER or (heads.role_of(top) == heads.PLAN and role != heads.PLAN):
        role = heads.role_under(heads.role_of(top), leaf) if len(texts) > 1 else heads.role_of(top)
    elif role != heads.PLAN:
        return Column(role, leaf)
    return Column(role, top, leaf if len(texts) > 1 else "")


def _resolved(sheet: Sheet) -> Sheet:
    """Columns whose role depends on their neighbours or on what stands in them."""
    sheet = _with_number(sheet)
    sheet = _with_one_text(sheet)
    changes = {n: heads.OTHER for n in sheet.of(heads.UNITS) if _holds_measures(sheet, n)}
    sheet = _changed(sheet, changes)
    roles = sheet.roles
    changes = {}
    if heads.LEAD in roles:
        changes |= dict.fromkeys(sheet.of(heads.UNITS), heads.SUPPORT)
    elif heads.SUPPORT in roles:
        changes |= dict.fromkeys(sheet.of(heads.UNITS), heads.LEAD)
    for role in (heads.LEADERS, heads.DEADLINE, heads.NOTE):
        columns = sheet.of(role)
        changes |= {n: heads.OTHER for n in columns if sheet.columns[n].head != sheet.columns[columns[0]].head}
    return _changed(sheet, changes)


def _holds_measures(sheet: Sheet, column: int) -> bool:
    """Whether a column headed 单位 counts (亿元, %, 万亩) and names nobody."""
    if heads.bare(sheet.columns[column].head) != "单位":
        return False
    rows = range(sheet.body, sheet.table.rows)
    said = {key(cell.text) for row in rows if (cell := sheet.table.grid[row][column]) and squeeze(cell.text)}
    return bool(said) and not any(looks_like_unit(word) or looks_like_group(word) for word in said)


def _changed(sheet: Sheet, roles: dict[int, str]) -> Sheet:
    columns = tuple(replace(column, role=roles.get(n, column.role)) for n, column in enumerate(sheet.columns))
    return replace(sheet, columns=columns)


def _with_number(sheet: Sheet) -> Sheet:
    """Numbers may stand under the head of their neighbour (附件1: under 重点任务目标)."""
    if sheet.of(heads.NUMBER):
        return sheet
    rows = range(sheet.body, sheet.table.rows)
    for n, column in enumerate(sheet.columns):
        if column.role not in (heads.TEXT, heads.GOAL, heads.CATEGORY, heads.OTHER):
            continue
        values = [cell.text for r in rows if (cell := sheet.table.grid[r][n]) and squeeze(cell.text)]
        numbers = [number for value in values if (number := number_of(value))]
        if len(numbers) > 1 and len(numbers) * 3 >= len(values) * 2 and numbers[0] <= numbers[-1]:
            return _changed(sheet, {n: heads.NUMBER})
        if len(numbers) == len(values) == 1:
            return _changed(sheet, {n: heads.NUMBER})
    return sheet


def _with_one_text(sheet: Sheet) -> Sheet:
    """Of several columns that announce content, which is the task, which its goal, which a category."""
    names: list[str] = []
    for n in sheet.of(heads.TEXT):
        head = sheet.columns[n].head
        if head not in names:
            names.append(head)
    if not names:
        return _changed(sheet, dict.fromkeys(sheet.of(heads.GOAL), heads.TEXT))
    changes: dict[int, str] = {}
    if len(names) > 1 and heads.quotes_report(names[0]) and not heads.quotes_report(names[1]):
        changes |= {n: heads.PARENT for n in sheet.of(heads.TEXT) if sheet.columns[n].head == names[0]}
        names.pop(0)
    while len(names) > 1 and _spans_tasks(sheet, names[0]):
        changes |= {n: heads.CATEGORY for n in sheet.of(heads.TEXT) if sheet.columns[n].head == names[0]}
        names.pop(0)
    has_goal = bool(sheet.of(heads.GOAL))
    for name in names[1:]:
        role = heads.OTHER if has_goal else heads.GOAL
        changes |= {n: role for n in sheet.of(heads.TEXT) if sheet.columns[n].head == name}
        has_goal = True
    return _changed(sheet, changes)


def _spans_tasks(sheet: Sheet, head: str) -> bool:
    """Whether cells under a head are merged over several rows with numbers or texts of their own."""
    mine = [n for n in sheet.of(heads.TEXT) if sheet.columns[n].head == head]
    marks = sheet.of(heads.NUMBER) or [n for n in sheet.of(heads.TEXT) if sheet.columns[n].head != head]
    for row in range(sheet.body + 1, sheet.table.rows):
        above, here = sheet.cells(row - 1, mine), sheet.cells(row, mine)
        if here and above and here[0] is above[0] and squeeze(here[0].text):
            new = [c for c in sheet.cells(row, marks) if c not in sheet.cells(row - 1, marks) and squeeze(c.text)]
            if new:
                return True
    return False


def uncounted(text: str) -> str:
    """``（二）`` and ``二、`` as ``二``."""
    return key(text).strip("()、.")


def number_of(text: str) -> int | None:
    """The number of a cell such as ``12``, ``12.``, ``（12）``, ``第12项``."""
    plain = key(text)
    if not plain.isascii() and len(plain) < 8:
        plain = unicodedata.normalize("NFKC", plain)  # ①, ⑵, ⒊
    found = _NUMBER.fullmatch(plain)
    return int(found[1]) if found and int(found[1]) else None


def continues(sheet: Sheet, table: Table, last: int) -> bool:
    """Whether a table without heads of its own goes on with the numbers of the sheet before it."""
    columns = sheet.of(heads.NUMBER)
    if table.columns != sheet.table.columns or not columns or not table.rows:
        return False
    first = table.grid[0][columns[0]]
    return first is not None and number_of(first.text) == last + 1
