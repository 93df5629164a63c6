"""From a sheet to drafts of tasks: one draft a number, whatever the order of columns.

``drafts`` walks the rows. Merged cells are followed through the grid, repeated head rows are passed over, rows
across the whole table (一、…) open a category. Cells are handed on as they are: units and progress are read by
their own modules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger.document import Cell
from ledger.errors import FileRefused
from ledger.importers import findings as rules
from ledger.importers import heads
from ledger.importers.findings import Notebook
from ledger.importers.leaders import read_leaders
from ledger.importers.sheets import Sheet, number_of, uncounted, where
from ledger.periods import Period
from ledger.text import chinese_number, key, squeeze, tidy

_ROWS_OF_A_TASK = 500
_DEEP_NUMBER = re.compile(r"[第（(]?(\d{1,4})(?:[-—–.．]\d{1,3}){1,3}[.．、)）项]?")
"""1.1, 2-3, 1.2.3: a number with its part before it."""
_COUNTED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|第[一二三四五六七八九十]{1,3}(?:部分|篇|章|类)")
_NOTE_ROW = re.compile(r"(?:注|备注|说明|附注)[:：.、]?")
_TOTAL_ROW = re.compile(r"(?:合计|总计|小计|共计)")
_BAND_COUNT = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?)\s*")
_LEADER_BAND = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．]?)?(?:牵头|责任|分管|包抓|包保|联系)(?:[省市县区]级)?领导[:：](?P<names>[^。；;]{2,60}?)"
    r"(?:[（(](?:共?\d+[项件个])[)）])?"
)


@dataclass
class Draft:
    """A task on its way: texts as printed, units and progress still as cells."""

    number: int
    place: str
    printed_number: str = ""
    category: tuple[str, ...] = ()
    parent: str = ""
    text: str = ""
    goal: str = ""
    deadline: str = ""
    leaders: tuple[str, ...] = ()
    units: list[Cell] = field(default_factory=list)
    lead: list[Cell] = field(default_factory=list)
    support: list[Cell] = field(default_factory=list)
    progress: list[dict[str, Cell]] = field(default_factory=list)
    """A mapping of role (done, problems, causes, next, verdict) to cell for each row that reports."""
    plan: dict[Period, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    note: str = ""
    units_inherited: bool = False
    """Whether the unit cell began at an earlier task."""


class _Walk:
    """The rows of a sheet, one after another."""

    def __init__(self, sheet: Sheet, notes: Notebook, *, by_measure: bool = False) -> None:
        self.sheet = sheet
        self.by_measure = by_measure and bool(sheet.of(heads.GOAL) and sheet.of(heads.TEXT))
        self.measures: dict[str, list[int]] = {}
        """Of each draft's place the rows in which one of its measures begins."""
        self.table = sheet.table
        self.notes = notes
        self.drafts: list[Draft] = []
        self.bands: list[str] = []
        self.leaders: tuple[str, ...] = ()
        """Who leads the tasks below a row 责任领导：…, where no column says it."""
        self.categories = _category_columns(sheet)
        self.inherited: list[str] = []
        self.flat = all(cell.rowspan == 1 for cell in self.table.cells)
        self.units_before: dict[str, list[Cell]] = {}
        self.progress_cells: dict[str, set[int]] = {}
        self.rows_of_task = 0
        head_rows = range(sheet.body)
        self.heads = {tuple(squeeze(c.text) for c in self.table.row_cells(r)) for r in head_rows}
        self.numbers_are_chinese = self._only_chinese_numbers()

    def _only_chinese_numbers(self) -> bool:
        columns = self.sheet.of(heads.NUMBER)
        cells = [c for r in range(self.sheet.body, self.table.rows) for c in self.sheet.cells(r, columns)]
        texts = [uncounted(c.text) for c in cells if squeeze(c.text)]
        return bool(texts) and all(chinese_number(text) for text in texts)

    def run(self) -> list[Draft]:
        for row in range(self.sheet.body, self.table.rows):
            self._row(row)
        return self.drafts

    def _row(self, row: int) -> None:
        cells = self.table.row_cells(row)
        filled = [cell for cell in cells if squeeze(cell.text)]
        if not filled:
            return
        if tuple(squeeze(cell.text) for cell in cells) in self.heads:
            self.notes.add(rules.REPEATED_CELL, where(self.table, cells[0]), "换页重复的表头，没有读")
        elif self._is_note(filled):
            self.notes.add(
                rules.DROPPED, where(self.table, filled[0]), f"表中的说明没有收：{_short(tidy(filled[0].text))}"
            )
        elif self._is_band(filled):
            self._band(filled[min(1, len(filled) - 1)])
            beside = "、".join(_short(cell.text) for cell in filled[2:])
            if beside:
                self.notes.add(rules.DROPPED, where(self.table, filled[2]), f"分类一行里的“{_short(beside)}”没有收")
        else:
            self._task_row(row)

    def _is_note(self, filled: Sequence[Cell]) -> bool:
        """A row 注：… or 合计, which is no task."""
        first = squeeze(filled[0].text)
        return bool(_TOTAL_ROW.fullmatch(first) or (len(filled) == 1 and _NOTE_ROW.match(first)))

    def _is_band(self, filled: Sequence[Cell]) -> bool:
        """A row that only opens a category: across the table, or 一、… alone in a row, or 一 with its words beside."""
        first, last = squeeze(filled[0].text), filled[-1]
        if len(filled) == 1:
            wide = last.colspan >= max(2, self.table.columns - 1)
            heading = len(first) <= 40 and not first.endswith("。") and _COUNTED.match(first)
            return (wide and number_of(first) is None) or bool(heading and last.rowspan == 1)
        if self.numbers_are_chinese or chinese_number(uncounted(first)) is None:
            return False
        about = {self.sheet.columns[cell.column].role for cell in filled[1:]}
        who = {heads.UNITS, heads.LEAD, heads.SUPPORT, heads.LEADERS}
        counts = filled[0].column in self.sheet.of(heads.NUMBER)
        return counts and not about & who and filled[1].column in (*self.sheet.of(heads.TEXT), *self.categories)

    def _band(self, cell: Cell) -> None:
        text = squeeze(cell.text)
        if _TOTAL_ROW.match(text):
            self.notes.add(rules.DROPPED, where(self.table, cell), f"表中的说明没有收：{_short(tidy(cell.text))}")
            return
        led = _LEADER_BAND.fullmatch(text)
        if led:
            self.leaders = read_leaders(led["names"])
            return
        level = 1 if re.match(r"[（(]", text) and self.bands else 0
        self.bands = [*self.bands[:level], _BAND_COUNT.sub("", text, count=1) or text]

    def _task_row(self, row: int) -> None:
        sheet = self.sheet
        number_cells = sheet.cells(row, sheet.of(heads.NUMBER))
        text_cells = [c for c in sheet.cells(row, sheet.of(heads.TEXT)) if c not in number_cells]
        number = self._number_of(number_cells)
        starts = number is not None and number_cells[0].row == row
        current = self.drafts[-1] if self.drafts else None
        own_text = any(squeeze(c.text) and c.row == row for c in text_cells)
        measure = any(squeeze(c.text) and c.row == row for c in sheet.cells(row, sheet.of(heads.GOAL)))
        if number is not None and self.by_measure and measure:
            starts = True
        if number is not None and sheet.of(heads.PARENT) and own_text:
            starts = True  # each part of a sentence of the report is a task, also where they share its number
        if not sheet.of(heads.NUMBER):
            starts = any(squeeze(c.text) and c.row == row for c in text_cells)
            number = len(self.drafts) + 1 if starts else None
            if starts and number == 1:
                self.notes.add(rules.NUMBERING, self.table.place, "表里没有序号，按先后编号")
        elif number is None and self._lacks_number(row, number_cells, text_cells):
            starts, number = True, (current.number if current else 0) + 1
            said = squeeze(number_cells[0].text)
            why = f"序号“{_short(said, 12)}”认不出" if said else "这一项没有序号"
            self.notes.add(rules.NUMBERING, where(self.table, text_cells[0]), f"{why}，按 {number} 读", "对照原件核对")
        if starts and number is not None:
            current = self._open(row, number, number_cells, text_cells)
        elif current is None:
            cells = [c for c in self.table.row_cells(row) if squeeze(c.text)]
            self.notes.add(
                rules.DROPPED, where(self.table, cells[0]), f"第一项任务之前的一行没有收：{_short(cells[0].text)}"
            )
            return
        else:
            self._go_on(current, row, text_cells)
        self.rows_of_task = 1 if starts else self.rows_of_task + 1
        if self.rows_of_task > _ROWS_OF_A_TASK:
            raise FileRefused(
                f"{self.table.place}里第{current.number}项占了{_ROWS_OF_A_TASK}行以上，不像任务表，没有读取",
                "检查序号一栏是不是空着；确是任务表的，补上序号再导入",
            )
        if measure and self._has_own(row, heads.UNITS, heads.LEAD, heads.LEADERS, heads.DEADLINE):
            self.measures.setdefault(current.place, []).append(row)
        self._collect(current, row, starts)
        if self.by_measure and current.goal:
            current.parent, current.text = current.parent + current.text, current.goal
            current.goal = ""

    def _lacks_number(self, row: int, number_cells: Sequence[Cell], text_cells: Sequence[Cell]) -> bool:
        """Whether a row without a number is a task of its own: it has a text and units."""
        if not any(squeeze(c.text) and c.row == row for c in text_cells):
            return False
        if not number_cells:
            return False
        if squeeze(number_cells[0].text):
            return number_cells[0].row == row and number_cells[0] not in text_cells
        return not self.drafts or self._has_own(row, heads.UNITS, heads.LEAD)

    def _has_own(self, row: int, *roles: str) -> bool:
        columns = tuple(n for role in roles for n in self.sheet.of(role))
        return any(squeeze(c.text) and c.row == row for c in self.sheet.cells(row, columns))

    def _number_of(self, cells: Sequence[Cell]) -> int | None:
        if not cells:
            return None
        if self.numbers_are_chinese:
            return chinese_number(uncounted(cells[0].text))
        deep = _DEEP_NUMBER.fullmatch(key(cells[0].text))
        return int(deep[1]) or None if deep else number_of(cells[0].text)

    def _open(self, row: int, number: int, number_cells: Sequence[Cell], text_cells: Sequence[Cell]) -> Draft:
        place = where(self.table, (list(number_cells) or list(text_cells))[0])
        draft = Draft(number, place, squeeze(number_cells[0].text) if number_cells else "")
        draft.category = (*self.bands, *self._category(row))
        filled = [cell for cell in text_cells if squeeze(cell.text)]
        draft.text = tidy(filled[-1].text) if filled else ""
        draft.parent = "".join(tidy(cell.text) for cell in filled[:-1])
        for cell in self.sheet.cells(row, self.sheet.of(heads.PARENT)):
            if draft.text:
                draft.parent += tidy(cell.text)
            else:
                draft.text = tidy(cell.text)
        self.drafts.append(draft)
        return draft

    def _go_on(self, draft: Draft, row: int, text_cells: Sequence[Cell]) -> None:
        more = [c for c in text_cells if c.row == row and squeeze(c.text)]
        for cell in more:
            text = tidy(cell.text)
            if text in draft.text:
                self.notes.add(
                    rules.REPEATED_CELL, where(self.table, cell), f"第{draft.number}项的任务又印了一遍，没有读"
                )
            else:
                draft.text += f"\n{text}"
                self.notes.add(
                    rules.CELL_ALIGNED, where(self.table, cell), f"第{draft.number}项的任务分在几个格子里，合成一项", ""
                )

    def _category(self, row: int) -> list[str]:
        values: list[tuple[str, bool]] = []
        for cell in self.sheet.cells(row, self.categories):
            values.append((squeeze_lines(cell.text), cell.row == row))
        fresh = False
        result: list[str] = []
        for level, (printed, new) in enumerate(values):
            before = self.inherited[level : level + 1]
            value = printed or (before[0] if before and not fresh else "")
            fresh = fresh or bool(printed and new and before != [printed])
            if value:
                result.append(value)
        self.inherited = result
        return result

    def _collect(self, draft: Draft, row: int, starts: bool) -> None:
        sheet = self.sheet
        for role in (heads.UNITS, heads.LEAD, heads.SUPPORT):
            self._collect_units(draft, row, role, starts)
        for cell in sheet.cells(row, sheet.of(heads.LEADERS)):
            if starts or cell.row == row:
                draft.leaders += tuple(name for name in read_leaders(cell.text) if name not in draft.leaders)
        draft.leaders = draft.leaders or self.leaders
        self._collect_progress(draft, row)
        for role in (heads.GOAL, heads.DEADLINE, heads.NOTE):
            self._collect_text(draft, row, role, starts)
        for n in sheet.of(heads.PLAN):
            self._collect_plan(draft, row, n, starts)
        for n in sheet.of(heads.OTHER):
            column = sheet.columns[n]
            slot = self.table.grid[row][n]
            text = tidy(slot.text) if slot and (starts or slot.row == row) else ""
            if text:
                head = column.head if not column.sub else f"{column.head}/{column.sub}"
                self._add_other(draft, head or f"第{n + 1}列", text)

    def _add_other(self, draft: Draft, head: str, text: str) -> None:
        before = draft.other.get(head)
        if before is None:
            draft.other[head] = text
        elif text not in before:
            draft.other[head] = f"{before}\n{text}"

    def _collect_text(self, draft: Draft, row: int, role: str, starts: bool) -> None:
        for cell in self.sheet.cells(row, self.sheet.of(role)):
            text = tidy(cell.text)
            before: str = getattr(draft, role)
            if text and (starts or cell.row == row) and text not in before:
                setattr(draft, role, f"{before}\n{text}" if before else text)

    def _collect_plan(self, draft: Draft, row: int, column: int, starts: bool) -> None:
        cell = self.table.grid[row][column]
        if cell is None or not squeeze(cell.text) or not (starts or cell.row == row):
            return
        spec = self.sheet.columns[column]
        period = heads.period_of(spec.sub or spec.head, 1)
        if period:
            draft.plan.setdefault(period, tidy(cell.text))
        else:
            self._add_other(draft, spec.head, tidy(cell.text))

    def _collect_units(self, draft: Draft, row: int, role: str, starts: bool) -> None:
        kept: list[Cell] = getattr(draft, role)
        for cell in self.sheet.cells(row, self.sheet.of(role)):
            if any(cell is other for other in kept):
                continue
            if not squeeze(cell.text):
                if starts and self.flat and role != heads.SUPPORT and self.units_before.get(role):
                    kept += self.units_before[role]
                    draft.units_inherited = True
                    self.notes.add(
                        rules.GUESSED_MERGE,
                        where(self.table, cell),
                        f"第{draft.number}项的责任单位是空格，按上一项“{_short(kept[0].text)}”读",
                    )
                continue
            if any(squeeze(other.text) == squeeze(cell.text) for other in kept):
                self.notes.add(
                    rules.REPEATED_CELL, where(self.table, cell), f"第{draft.number}项的责任单位又印了一遍，没有读"
                )
                continue
            if starts and cell.row < row:
                draft.units_inherited = True
            kept.append(cell)
        if kept:
            self.units_before[role] = list(kept)

    def _collect_progress(self, draft: Draft, row: int) -> None:
        found: dict[str, Cell] = {}
        earlier = self.progress_cells.setdefault(draft.place, set())
        for role in (heads.DONE, heads.PROBLEMS, heads.CAUSES, heads.NEXT, heads.VERDICT):
            for cell in self.sheet.cells(row, self.sheet.of(role)):
                if squeeze(cell.text) and id(cell) not in earlier:
                    found.setdefault(role, cell)
                    earlier.add(id(cell))
        if found:
            draft.progress.append(found)


def drafts(sheet: Sheet, notes: Notebook, *, by_measure: bool = False) -> list[Draft]:
    """The tasks of a sheet in printed order; columns without a field of their own are named once.

    A number that covers several measures (具体措施) with units of their own is one task; with ``by_measure`` each
    measure is, and the words beside the number are what it comes from (``parent``).
    """
    for n, column in enumerate(sheet.columns):
        if column.role == heads.OTHER and column.head and sheet.columns[:n].count(column) == 0:
            notes.add(
                rules.UNPLACED_COLUMN,
                sheet.table.place,
                f"“{column.head}”一栏没有对应的字段，内容照录在 other 下面",
                "属于已有字段的，把表头改成常用写法再导入",
            )
    walk = _Walk(sheet, notes, by_measure=by_measure)
    found = walk.run()
    covering = [draft.number for draft in found if len(walk.measures.get(draft.place, ())) > 1]
    if covering and not by_measure:
        head = next((sheet.columns[n].head for n in sheet.of(heads.GOAL)), "")
        listed = "、".join(map(str, covering[:6])) + (f" 等{len(covering)}项" if len(covering) > 6 else "")
        notes.add(
            rules.MEASURES_TOGETHER,
            sheet.table.place,
            f"第{listed}项各有几条“{head}”，责任单位、领导或时限各写各的，按序号各立一项",
            "要一条立一项、分开报送的，加 --by-measure，序号重新编",
        )
    return found


def _category_columns(sheet: Sheet) -> tuple[int, ...]:
    """Category columns without the narrow one that only counts 一、二、三."""
    return tuple(n for n in sheet.of(heads.CATEGORY) if not _counts_only(sheet, n))


def category_ordinals(sheet: Sheet) -> bool:
    """Whether a narrow column before the categories counts them 一、二、三."""
    return len(_category_columns(sheet)) < len(sheet.of(heads.CATEGORY))


def _counts_only(sheet: Sheet, column: int) -> bool:
    if len(sheet.of(heads.CATEGORY)) < 2:
        return False
    cells = [c for r in range(sheet.body, sheet.table.rows) if (c := sheet.table.grid[r][column])]
    texts = {key(cell.text).strip("、.()") for cell in cells if squeeze(cell.text) and cell.colspan == 1}
    return bool(texts) and all(chinese_number(text) for text in texts)


def squeeze_lines(text: str) -> str:
    """A category without the line breaks and blanks that only fit it into its narrow column."""
    return squeeze(text)


def _short(text: str, length: int = 40) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"
