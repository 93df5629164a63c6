"""A notice as a ledger: its own facts, its lists of tasks, and every guess that was needed.

``interpret`` takes what any reader gives (docx, html, page text, xlsx) and needs nothing else but the
registry of units. Tables come first; where there are none, page text is searched for them, then running
text. The result is values only: writing is another module's work.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ledger.diagnostics import Diagnostic
from ledger.document import Block, Cell, Paragraph, Run, SourceDocument, Table
from ledger.errors import FileRefused
from ledger.importers import facts as notice_facts
from ledger.importers import findings as rules
from ledger.importers import heads, links, pagetext, prose, sheets, tables
from ledger.importers.facts import Facts
from ledger.importers.findings import Notebook
from ledger.importers.progress import ProgressReader, check_task_end, label_mark
from ledger.importers.responsible import UnitReader, lead_rule
from ledger.importers.sheets import Sheet
from ledger.importers.tables import Draft
from ledger.importers.textgrid import FURNITURE
from ledger.model import Config, ListSpec, Reporting, Task
from ledger.periods import Period
from ledger.text import key, squeeze, tidy
from ledger.units import Registry
from ledger.values import replace

_ANNEX = re.compile(r"附件\s*(\d{1,2}|[一二三四五六七八九十]{1,3})?[:：]?")
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}(?:部分|篇|章)"
)
"""A heading that counts 一、二、三: above tables with the same heads it names a category, no list of its own."""
_NOTE = re.compile(r"(?:备?注|说明|附注)[:：]")
_PEOPLE = "minsheng"
_MAX_TASKS = 5000
_COMPARED = 250_000


@dataclass(frozen=True)
class Notice:
    """What an import would make: settings, tasks by list, blank forms by annex, and the findings."""

    config: Config
    tasks: Mapping[str, tuple[Task, ...]]
    findings: tuple[Diagnostic, ...] = ()
    forms: Mapping[str, str] = field(default_factory=dict)
    """Blank forms that belong to the notice: annex → title."""

    @property
    def all(self) -> tuple[Task, ...]:
        """Every task, list by list."""
        return tuple(task for tasks in self.tasks.values() for task in tasks)


@dataclass
class _Found:
    """A list on its way: its spec, its tasks, and the mark its progress uses."""

    spec: ListSpec
    tasks: list[Task]
    mark: str = "："
    has_progress: bool = False


@dataclass
class _Titled:
    """A sheet with what stands above it."""

    sheet: Sheet
    annex: str
    title: str


def interpret(
    document: SourceDocument,
    registry: Registry,
    *,
    ledger: str = "",
    year: int | None = None,
    lists: Sequence[str] = (),
    title: str = "",
    period: Period | None = None,
    office: str = "督查室",
    by_measure: bool = False,
) -> Notice:
    """The ledger that a document describes.

    ``ledger`` defaults to the year, ``lists`` names the lists in order of appearance, ``period`` is that of
    reported progress where the document does not say; ``by_measure`` as for ``tables.drafts``. ``FileRefused`` when no
    task is found, or no year.
    """
    notes = Notebook(document.name)
    for remark in document.remarks:
        notes.add(rules.READER_REMARK, remark.place, remark.text)
    source = _without_furniture(pagetext.rebuilt(document, registry, notes), notes)
    inside = [sheet.title for table in source.tables if (sheet := sheets.recognise(table)) and sheet.title]
    facts = notice_facts.read(source, document.name, inside)
    found_year = year or facts.year
    if found_year is None:
        raise FileRefused(f"{document.name} 里看不出是哪一年的任务", "加 --year 写明年份")
    name = ledger or str(found_year)
    reading = _Reading(source, registry, facts, name, found_year, lists, period or facts.period, notes)
    reading.by_measure = by_measure
    found, forms = reading.lists()
    if not any(item.tasks for item in found):
        raise FileRefused(
            f"{document.name} 里没有认出任务",
            "请用Excel或WPS表格打开，另存为xlsx后再导入"
            if document.name.lower().endswith(".csv")
            else "任务表要有“主要任务”一类的表头，正文里的任务要写（责任单位：…）；可加 --dry-run --json 看读到了什么",
        )
    tasks = {item.spec.name: tuple(item.tasks) for item in found}
    tasks = _linked(tasks, registry, notes)
    config = Config(
        name=name,
        title=title or _ledger_title(facts.document.title, found_year),
        year=found_year,
        lists={item.spec.name: item.spec for item in found},
        office=office,
        document=facts.document,
        reporting=_reporting(facts, forms, found),
        bulletins=facts.bulletins,
        label_mark=next((item.mark for item in found if item.has_progress), "："),
    )
    _missing_facts(config, notes)
    return Notice(config, tasks, notes.all, forms)


class _Reading:
    """One document being read into lists."""

    def __init__(
        self,
        document: SourceDocument,
        registry: Registry,
        facts: Facts,
        ledger: str,
        year: int,
        names: Sequence[str],
        period: Period | None,
        notes: Notebook,
    ) -> None:
        self.document = document
        self.registry = registry
        self.facts = facts
        self.ledger = ledger
        self.year = year
        self.names = list(names)
        self.period = period
        self.notes = notes
        self.used: list[str] = []
        self.by_measure = False

    def lists(self) -> tuple[list[_Found], dict[str, str]]:
        """Every list of tasks, and the blank forms by annex."""
        forms: dict[str, str] = {}
        found: list[_Found] = []
        sheets = self._sheets()
        for titled in sheets:
            if titled.sheet.blank:
                forms[titled.annex or titled.sheet.table.place] = titled.title
            else:
                found.append(self._of_table(titled))
        if not found:
            found = self._of_prose()
        return [item for item in found if item.tasks], forms

    # ------------------------------------------------------------------ tables

    def _sheets(self) -> list[_Titled]:
        """Tables whose heads are understood; a table that goes on with the one before is joined to it."""
        found: list[_Titled] = []
        blocks = self.document.blocks
        for n, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                if found and _NOTE.match(squeeze(block.text)):
                    self.notes.add(rules.DROPPED, block.place, f"表下的说明没有收：{tidy(block.text)[:60]}")
                continue
            sheet = sheets.recognise(block)
            annex, title = self._above(blocks, n)
            before = found[-1] if found else None
            if sheet is None and before and self._goes_on(before.sheet, block):
                before.sheet = _joined(before.sheet, block, 0)
                self.notes.add(
                    rules.GUESSED_MERGE, block.place, f"没有表头，序号接着{before.sheet.table.place}，合成一张表"
                )
            elif sheet is None:
                self._unread(block)
            elif before and self._repeats(before, sheet, annex, title):
                if title and _HEADING.match(before.title):
                    before.sheet = _under(before.sheet, before.title)
                    before.title = ""
                before.sheet = _joined(before.sheet, _under(sheet, title).table if title else sheet.table, sheet.body)
                self.notes.add(rules.REPEATED_CELL, block.place, f"表头与{before.sheet.table.place}相同，合成一张表")
            else:
                own = _ANNEX.match(sheet.title) if sheet.title else None
                annex = annex or (own[0].rstrip(":：") if own and own[1] else "")
                found.append(_Titled(sheet, annex, sheet.title[own.end() :] if own else sheet.title or title))
        return found

    def _repeats(self, before: _Titled, sheet: Sheet, annex: str, title: str) -> bool:
        """Whether a table with heads goes on with the one before: on a new page, or with the next category (二、…)."""
        if annex or sheet.blank or [c.head for c in sheet.columns] != [c.head for c in before.sheet.columns]:
            return False
        return not title or bool(_HEADING.match(title) and (before.sheet.banded or _HEADING.match(before.title)))

    def _goes_on(self, before: Sheet, table: Table) -> bool:
        numbers = [c for c in before.table.cells if c.column in before.of(heads.NUMBER) and key(c.text).isdigit()]
        last = max((int(key(cell.text)) for cell in numbers), default=0)
        return sheets.continues(before, table, last)

    def _unread(self, table: Table) -> None:
        first = [squeeze(cell.text) for cell in table.cells if cell.row == 0 and squeeze(cell.text)]
        large = table.rows > 5 and table.columns > 2
        level = rules.UNPLACED_COLUMN.level if large or sheets.resembles_tasks(table) else None
        self.notes.add(
            rules.UNREAD_TABLE,
            table.place,
            f"不是任务表，没有读；首行：{'、'.join(first)[:60]}",
            "确是任务表的，把表头改成常用写法（序号、主要任务、责任单位）再导入" if level else "",
            level=level,
        )

    def _above(self, blocks: Sequence[Block], n: int) -> tuple[str, str]:
        """The annex and the title that stand above a table, nearest first, up to the table before."""
        annex, title = "", ""
        for block in reversed(blocks[max(0, n - 12) : n]):
            if isinstance(block, Table):
                break
            text = squeeze(block.text)
            if not text:
                continue
            label = _ANNEX.fullmatch(text)
            if label:
                annex = text.rstrip(":：")
                break
            if not title and (_may_be_title(text) or _names_sheet(block)):
                title = text
            elif text.endswith("。") or len(text) > 60:
                break
        return annex, title

    def _of_table(self, titled: _Titled) -> _Found:
        sheet = titled.sheet
        drafts = tables.drafts(sheet, self.notes, by_measure=self.by_measure)
        if len(drafts) > _MAX_TASKS:
            raise FileRefused(
                f"{self.document.name} 的一张表有 {len(drafts)} 项任务，太多了，没有读取", "拆成几个文件再导入"
            )
        title = titled.title or self.facts.document.title
        name = self._name(title)
        self._check_numbers(drafts, sheet)
        said = "\n".join((self.facts.document.body, *self._notes_on(titled)))
        reader = UnitReader(self.registry, lead_rule(sheet, drafts, said), sheet.table.place, self.notes)
        mark = label_mark(drafts)
        period = self._period(drafts, sheet)
        progress = ProgressReader(self.registry, period, mark, sheet, self.notes)
        made = [self._task(name, draft, sheet, reader, progress) for draft in drafts]
        reader.finish(title)
        levels = max((len(task.category) for task in made), default=0)
        has_progress = any(draft.progress for draft in drafts)
        spec = ListSpec(
            name=name,
            title=_list_title(title, period) if has_progress else title,
            annex=titled.annex,
            columns=_heads_by_measure(sheet.heads) if self.by_measure else sheet.heads,
            category_levels=levels,
            category_ordinals=tables.category_ordinals(sheet),
        )
        return _Found(spec, made, mark, has_progress)

    def _notes_on(self, titled: _Titled) -> list[str]:
        """注：… in a table or under one: it may say who leads."""
        cells = [squeeze(cell.text) for cell in titled.sheet.table.cells]
        below = [squeeze(paragraph.text) for paragraph in self.document.paragraphs]
        return [text for text in (*cells, *below) if _NOTE.match(text)]

    def _period(self, drafts: Sequence[Draft], sheet: Sheet) -> Period:
        said = (sheet.columns[n].head for n in sheet.of(heads.DONE))
        period = self.period or next((p for head in said if (p := notice_facts.period_of(head, (), self.year))), None)
        if period:
            return period
        if any(draft.progress for draft in drafts):
            self.notes.add(
                rules.MISSING_FACT,
                sheet.table.place,
                f"表里有进展，但看不出是哪一期，记作 {self.year} 年全年",
                "加 --period 写明，如 2020-Q2",
                level=rules.UNPLACED_COLUMN.level,
            )
        return Period(self.year)

    def _task(self, name: str, draft: Draft, sheet: Sheet, reader: UnitReader, progress: ProgressReader) -> Task:
        units, entries = progress.read(draft, reader.units(draft, sheet))
        if not units.all:
            self.notes.add(rules.NO_UNITS, draft.place, f"第{draft.number}项没有写责任单位")
        if not draft.text:
            self.notes.add(rules.CELL_ALIGNED, draft.place, f"第{draft.number}项没有任务内容", "对照原件补上")
        check_task_end(self.notes, draft.place, draft.number, draft.text)
        return Task(
            id=f"{self.ledger}-{name}-{draft.number:03}",
            number=draft.number,
            text=draft.text or "（原表空缺）",
            category=draft.category,
            parent=draft.parent,
            leaders=draft.leaders,
            units=units,
            deadline=draft.deadline,
            goal=draft.goal,
            plan={replace(when, year=self.year): text for when, text in sorted(draft.plan.items(), key=_by_period)},
            progress=entries,
            other=draft.other,
            note=draft.note,
        )

    def _check_numbers(self, drafts: Sequence[Draft], sheet: Sheet) -> None:
        """Numbers must run without repetition; where they begin again, the list is counted through."""
        numbers = [draft.number for draft in drafts]
        place = sheet.table.place
        if len(set(numbers)) < len(numbers):
            twice = sorted(n for n, count in Counter(numbers).items() if count > 1)
            head = next((sheet.columns[n].head for n in sheet.of(heads.NUMBER)), "") or "序号"
            self.notes.add(
                rules.NUMBERING,
                place,
                f"序号有重复（{_few(twice)}），按先后重新编号，原序号照录在 other 的“{head}”下面",
                "对照原件核对；每类各编各的属于正常",
            )
            for n, draft in enumerate(drafts, 1):
                draft.other = {head: draft.printed_number or str(draft.number), **draft.other}
                draft.number = n
            return
        missing = sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))
        if missing and len(missing) <= len(numbers):
            self.notes.add(rules.NUMBERING, place, f"缺少第{_few(missing)}项", "对照原件核对是否漏读")
        if numbers != sorted(numbers):
            self.notes.add(rules.NUMBERING, place, "序号的先后不是从小到大", "对照原件核对")

    # ------------------------------------------------------------------ running text

    def _of_prose(self) -> list[_Found]:
        plan = prose.read(list(self.document.paragraphs), self.registry, self.notes)
        found: list[_Found] = []
        for name, items, title in (
            ("targets", plan.targets, plan.targets_title),
            ("main", plan.tasks, plan.tasks_title or self.facts.document.title),
            ("measures", plan.measures, plan.measures_title),
        ):
            if items:
                chosen = self._name(title, name)
                made = [self._of_item(chosen, n, item) for n, item in enumerate(items, 1)]
                levels = max(len(task.category) for task in made)
                found.append(_Found(ListSpec(name=chosen, title=title, category_levels=levels), made))
        return found

    def _of_item(self, name: str, number: int, item: prose.Item) -> Task:
        return Task(
            id=f"{self.ledger}-{name}-{number:03}",
            number=number,
            text=item.text,
            category=item.category,
            leaders=item.leaders,
            units=item.units,
            deadline=item.deadline,
            note=item.note,
        )

    # ------------------------------------------------------------------ names

    def _name(self, title: str, usual: str = "") -> str:
        """The next list's name: as asked for, else ``minsheng`` for 民生 lists, ``main``, ``list2`` …"""
        if len(self.used) < len(self.names):
            name = self.names[len(self.used)]
        elif usual:
            name = usual
        elif "民生" in title and _PEOPLE not in self.used:
            name = _PEOPLE
        else:
            name = "main"
        number = 2
        while name in self.used:
            name = f"list{number}"
            number += 1
        self.used.append(name)
        return name


def _heads_by_measure(printed: dict[str, str]) -> dict[str, str]:
    """The heads where the measures are the tasks: what stood beside the number is what they come from."""
    if heads.GOAL not in printed or heads.TEXT not in printed:
        return printed
    roles = {heads.TEXT: heads.PARENT, heads.GOAL: heads.TEXT}
    return {roles.get(role, role): head for role, head in printed.items()}


def _without_furniture(document: SourceDocument, notes: Notebook) -> SourceDocument:
    """The document without the lines of the web page that follow it; they are named once, from first to last."""
    blocks = document.blocks
    last_table = max((n for n, b in enumerate(blocks) if isinstance(b, Table) and sheets.recognise(b)), default=-1)
    for n, block in enumerate(blocks):
        if n > max(last_table, 5) and isinstance(block, Paragraph) and FURNITURE.match(squeeze(block.text)):
            rest = [b for b in blocks[n:] if isinstance(b, Paragraph) and squeeze(b.text)]
            shown = "、".join(squeeze(paragraph.text) for paragraph in rest)[:60]
            notes.add(rules.DROPPED, block.place, f"网页页脚{len(rest)}行没有收：{shown}")
            kept = tuple(b for b in blocks[n:] if isinstance(b, Table))
            return replace(document, blocks=blocks[:n] + kept)
    return document


def _by_period(item: tuple[Period, str]) -> tuple[date, int]:
    return item[0].sort_key


def _joined(sheet: Sheet, table: Table, body: int) -> Sheet:
    """The sheet with the rows of another table from ``body`` on put below its own."""
    first = sheet.table
    moved = tuple(replace(cell, row=cell.row - body + first.rows) for cell in table.cells if cell.row >= body)
    rows = first.rows + table.rows - body
    return replace(sheet, table=Table(first.cells + moved, rows, first.columns, first.place))


def _under(sheet: Sheet, heading: str) -> Sheet:
    """The sheet with the heading that stood above its table as a first row across all columns."""
    table, body = sheet.table, sheet.body
    band = Cell(body, 0, 1, table.columns, (Paragraph((Run(heading),), table.place),))
    heads = tuple(cell for cell in table.cells if cell.row < body)
    rows = tuple(replace(cell, row=cell.row + 1) for cell in table.cells if cell.row >= body)
    return replace(sheet, banded=True, table=Table((*heads, band, *rows), table.rows + 1, table.columns, table.place))


def _may_be_title(text: str) -> bool:
    if not 5 <= len(text) <= 60 or len(re.findall(r"[\u4e00-\u9fff]", text)) < 5:
        return False
    return not re.search(r"[。：:]|^[（(]|^填报|^\d{4}年\d{1,2}月\d{1,2}日$|^字号|^打印", text)


def _names_sheet(block: Paragraph) -> bool:
    """Whether a paragraph is the name that a person gave a sheet of a workbook."""
    return block.place.startswith("工作表") and not re.match(r"(?i)sheet|工作表|\d+$", squeeze(block.text))


def _list_title(title: str, period: Period) -> str:
    """The title of a reported list without its period: 《政府工作报告》主要工作任务落实情况表."""
    return re.sub(rf"{period.year}年(?:第?[一二三四1-4]季度|[上下]半年|\d{{1,2}}月份?)?", "", title, count=1) or title


def _ledger_title(title: str, year: int) -> str:
    """What the year's ledger is called: the matter of the notice, without office, period and kind of document."""
    plain = squeeze(tidy(title))
    plain = re.sub(r"^.{0,24}?(?:人民政府办公[室厅]|人民政府|政府办公[室厅]|督查室)(?=关于|印发)", "", plain)
    plain = re.sub(r"^关于(?:对|印发|做好)?", "", plain)
    plain = re.sub(r"(?:立项督查)?的?通知$", "", plain)
    inner = re.fullmatch(r"《([^《》]+)》", plain)
    plain = inner[1] if inner else plain
    plain = re.sub(r"第?[一二三四]季度|[上下]半年", "", plain)
    plain = re.sub(r"(?:落实|完成|进展)情况(?:统计)?表$", "", plain)
    return plain if plain else f"{year}年工作任务"


def _reporting(facts: Facts, forms: Mapping[str, str], found: Sequence[_Found]) -> Reporting:
    """What the text orders, completed by the annexed forms and by a table that is itself a report."""
    reporting = facts.reporting
    titles = {annex: title for annex, title in forms.items() if annex.startswith("附件")}
    for annex, title in titles.items():
        if "计划" in title and not reporting.plan_form:
            reporting = replace(reporting, plan_form=annex, plan_title=reporting.plan_title or title)
        elif "情况" in title and not reporting.form:
            reporting = replace(reporting, form=annex, title=reporting.title or title)
    reported = next((item for item in found if item.has_progress), None)
    if reported and not reporting.title and facts.period:
        every = {"month": "month", "quarter": "quarter", "half": "half"}.get(facts.period.kind, "year")
        reporting = replace(reporting, every=every, title=reported.spec.title)
    return reporting


def _linked(tasks: dict[str, tuple[Task, ...]], registry: Registry, notes: Notebook) -> dict[str, tuple[Task, ...]]:
    """Items of later lists that repeat tasks of the first, linked on both sides."""
    names = list(tasks)
    if len(names) < 2 or any(task.progress for task in tasks[names[0]]):
        return tasks
    pairs: list[tuple[str, str]] = []
    for name in names[1:]:
        if len(tasks[names[0]]) * len(tasks[name]) > _COMPARED:
            notes.add(rules.SAME_MATTER, name, "两张清单都很长，没有比对是否有重复的任务", "需要的在 same_as 里写明")
            continue
        for task, item, share in links.link(tasks[names[0]], tasks[name], registry.same):
            pairs.append((task.id, item.id))
            how = "文字相同" if share >= 1 else f"文字大部分相同（{share:.0%}）"
            notes.add(
                rules.SAME_MATTER,
                item.id,
                f"与 {task.id} 看来是同一件事：{how}，单位和数字相符",
                "不是一件事的，从两边的 same_as 里删掉",
            )
    return {name: links.linked(listed, pairs) for name, listed in tasks.items()}


def _missing_facts(config: Config, notes: Notebook) -> None:
    document = config.document
    missing = [
        word
        for word, value in (("标题", document.title), ("发文机关", document.issuer), ("成文日期", document.issued))
        if not value
    ]
    if missing:
        notes.add(rules.MISSING_FACT, "", f"没有找到{'、'.join(missing)}", "在 ledger.yaml 的 document 里补上")
    if not config.reporting.due:
        notes.add(
            rules.MISSING_FACT, "", "没有找到报送时限", "在 ledger.yaml 的 reporting 里补上 due，如 {working_days: 5}"
        )


def _few(numbers: Sequence[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:8])
    return shown if len(numbers) <= 8 else f"{shown} 等{len(numbers)}个"
