"""Reading a saved web page (or a page saved as .doc): paragraphs and tables as the browser would show them.

Tables follow the row and column model of the HTML standard: ``rowspan="0"`` runs to the end of its group,
spans end with the table, cells never overlap. A table that only arranges the page (it holds a larger one, or is a
single cell) is not a table here: what is in it is read in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

import lxml.html
from lxml import etree

from ledger import unitwords
from ledger.document import Block, Cell, Paragraph, Remark, SourceDocument, Table
from ledger.errors import FileRefused
from ledger.importers.grid import Slot, compact
from ledger.importers.leaders import is_person
from ledger.importers.limits import Budget, Limits
from ledger.importers.lines import Lines, Remarks, clean, excerpt, flattened, without_blank_ends
from ledger.importers.wordnumbers import rendered
from ledger.values import replace

Element = etree._Element

_DROPPED = {
    "head", "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "audio",
    "video", "select", "textarea", "button", "input", "nav", "title", "meta", "link", "base", "colgroup", "col",
}  # fmt: skip
_CONTROLS = {"select", "textarea", "input"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "legend", "li", "main", "menu", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "ul",
}  # fmt: skip
_GROUPS = {"thead", "tbody", "tfoot"}
_LIST_STYLES = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_WEIGHT = re.compile(r"(?:^|[;{\s])font-weight\s*:\s*([a-z]+|\d{1,4})", re.IGNORECASE)
_FONT = re.compile(r"(?:^|[;{\s])font\s*:\s*(?:[a-z-]+\s+)*?(bold|bolder|[6-9]00)\b", re.IGNORECASE)
_UNNUMBERED = re.compile(r"list-style[a-z-]*\s*:[^;]*none", re.IGNORECASE)
_CLASS_RULE = re.compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_CHINESE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_WRAPPED = re.compile(rf"(?<=[{_CHINESE}])[ \t]*[\r\n]\s*(?=[{_CHINESE}])")
"""A source line that ends between two Chinese characters: a blank there is the editor's, not the author's.

Except between two names, of units or people: then each has a line of its own, and the end of the line stands for a 、.
"""
_LONGEST_NAME = 20
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_MAX_SPAN = 1000
"""The HTML standard's own bound for ``colspan``."""


def _between_lines(found: re.Match[str]) -> str:
    text = found.string
    before = text[max(found.start() - _LONGEST_NAME - 1, 0) : found.start()].split("\n")[-1].strip()
    after = text[found.end() : found.end() + _LONGEST_NAME + 1].split("\n")[0].strip()
    return " " if (_is_name(before) and _is_name(after)) or (is_person(before) and is_person(after)) else ""


def _is_name(line: str) -> bool:
    return len(line) <= _LONGEST_NAME and unitwords.looks_like_unit(line) and not _MARKS.search(line)


_MARKS = re.compile("[、，,；;]")


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool = False
    pre: bool = False


@dataclass(slots=True)
class _Flow:
    """Where content goes: the page, or one cell."""

    place: str = ""
    blocks: list[Block] = field(default_factory=list)
    runs: list[tuple[str, bool]] = field(default_factory=list)
    number: str = ""
    """The number of the list item whose first line is to come."""


def read(text: str, name: str, sha256: str, limits: Limits, remarks: tuple[Remark, ...] = ()) -> SourceDocument:
    """The page in ``text``; ``FileRefused`` when there is no page in it or a limit is passed."""
    return _Reader(text, name, limits, remarks).document(sha256)


def _parse(text: str, name: str) -> Element:
    # A form tag between table and row would make the parser put rows into cells; it shows nothing itself.
    text = re.sub(r"</?form\b[^<>]*>", "", text.replace("\x00", ""), flags=re.IGNORECASE)
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.LxmlError as failure:
        raise FileRefused(
            f"“{name}”里没有可读的网页内容", "请在浏览器里打开原网页，重新保存为“仅网页”后再导入"
        ) from failure
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise FileRefused(
            f"“{name}”的网页元素嵌套过深，不能完整读取", "请在浏览器里把正文和表格复制到Word，另存为docx后再导入"
        )
    return root


class _Reader:
    def __init__(self, text: str, name: str, limits: Limits, remarks: tuple[Remark, ...]) -> None:
        self._name = name
        self._limits = limits
        self._budget = Budget(name, limits)
        self._remarks = Remarks(limits.remarks)
        for remark in remarks:
            self._remarks.add(remark.place, remark.text)
        if text.count("<") > limits.tags // 2:
            self._budget.refuse("的内容多得不正常", "请在浏览器里把正文和表格复制到Word，另存为docx后再导入")
        self._root = _parse(text, name)
        self._weights = dict(_class_weights(self._root))
        self._arranging = _arranging_tables(self._root)
        self._items: dict[Element, int] = {}
        self._tables = 0
        self._paragraphs = 0

    def document(self, sha256: str) -> SourceDocument:
        flow = _Flow()
        self._children(self._root, flow, _Style())
        self._end_line(flow)
        title = self._root.find(".//title")
        return SourceDocument(
            name=self._name,
            kind="html",
            sha256=sha256,
            blocks=tuple(flow.blocks),
            title="" if title is None else excerpt(title.text or "", 300),
            remarks=self._remarks.all(),
            properties=tuple(
                (clean(meta.get("name", "")), clean(meta.get("content", "")))
                for meta in self._root.iter("meta")
                if meta.get("name")
            ),
        )

    def _next_place(self, flow: _Flow) -> str:
        return flow.place or f"第{self._paragraphs + 1}段"

    # Content

    def _children(self, element: Element, flow: _Flow, style: _Style) -> None:
        self._text(element.text, flow, style)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child, flow, style)
            self._text(child.tail, flow, style)

    def _element(self, element: Element, flow: _Flow, style: _Style) -> None:
        tag = str(element.tag).lower()
        if tag in _DROPPED:
            self._dropped(element, tag, flow)
        elif self._is_hidden(element):
            if _text_of(element):
                self._remarks.add(self._next_place(flow), f"隐藏的文字“{excerpt(_text_of(element))}”没有读入")
        elif tag == "del":
            self._remarks.add(self._next_place(flow), f"含修订：删除的文字“{excerpt(_text_of(element))}”未计入")
        elif tag == "br":
            self._end_line(flow)
        elif tag == "img":
            if flow.place:
                self._remarks.add(flow.place, "有图片，图中内容没有读取")
        elif tag == "table" and element not in self._arranging:
            self._end_line(flow)
            self._table(element, flow)
        else:
            self._ordinary(element, tag, flow, style)

    def _dropped(self, element: Element, tag: str, flow: _Flow) -> None:
        """Say what is not read, where it could matter."""
        if tag == "nav" and _text_of(element):
            self._remarks.add("", "网页导航栏的文字没有读入")
        elif tag == "iframe" and element.get("src"):
            self._remarks.add(self._next_place(flow), "网页里嵌入的另一个页面没有打开，也没有读取")
        elif tag in _CONTROLS and flow.place:
            text = _text_of(element) or element.get("value", "")
            if text.strip() and element.get("type", "") != "hidden":
                self._remarks.add(flow.place, f"网页控件里的内容“{excerpt(text)}”没有读入")

    def _ordinary(self, element: Element, tag: str, flow: _Flow, style: _Style) -> None:
        """An element that shows what is in it."""
        if tag in ("s", "strike"):
            self._remarks.add(self._next_place(flow), f"划了删除线的文字“{excerpt(_text_of(element))}”按原样计入")
        block = tag in _BLOCKS
        if block:
            self._end_line(flow)
        if tag == "li":
            flow.number = self._item_number(element)
        inner = replace(style, bold=self._is_bold(element, tag, style.bold), pre=style.pre or tag == "pre")
        self._children(element, flow, inner)
        if block:
            self._end_line(flow)
            flow.number = ""

    def _text(self, text: str | None, flow: _Flow, style: _Style) -> None:
        if not text:
            return
        if style.pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            flow.runs.append((first, style.bold))
            for line in rest:
                self._end_line(flow)
                flow.runs.append((line, style.bold))
            return
        text = _BLANKS.sub(" ", _WRAPPED.sub(_between_lines, text))
        if not flow.runs or flow.runs[-1][0].endswith(" "):
            text = text.lstrip(" ")
        if text:
            flow.runs.append((text, style.bold))

    def _end_line(self, flow: _Flow) -> None:
        """Finish the line; blank ones are not kept."""
        runs, flow.runs = flow.runs, []
        while runs and not runs[0][0].strip(" \t\xa0"):
            runs.pop(0)
        while runs and not runs[-1][0].strip(" \t\xa0"):
            runs.pop()
        if not runs:
            return
        runs[0] = (runs[0][0].lstrip(" \t\xa0"), runs[0][1])
        runs[-1] = (runs[-1][0].rstrip(" \t\xa0"), runs[-1][1])
        line = Lines()
        number, flow.number = flow.number, ""
        if number:
            line.add(f"{number} ")
        for text, bold in runs:
            line.add(text, bold)
        if not line.text.strip():
            return
        self._paragraphs += not flow.place
        flow.blocks += line.paragraphs(flow.place or f"第{self._paragraphs}段", self._budget, number)

    def _item_number(self, item: Element) -> str:
        """The number that an ordered list puts before an item, with its point; ``""`` for other lists."""
        parent = item.getparent()
        if parent is None or parent.tag != "ol" or _UNNUMBERED.search(parent.get("style", "")):
            return ""
        before = self._items.get(parent, _integer(parent.get("start"), 1) - 1)
        self._items[parent] = number = _integer(item.get("value"), before + 1)
        return f"{rendered(number, _LIST_STYLES.get(parent.get('type', '1'), 'decimal'))}."

    # Style

    @staticmethod
    def _is_hidden(element: Element) -> bool:
        return element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None

    def _is_bold(self, element: Element, tag: str, inherited: bool) -> bool:
        said = _weight(element.get("style", ""))
        if said is None:
            classes = element.get("class", "").split()
            said = next((self._weights[name] for name in classes if name in self._weights), None)
        if said is None:
            return inherited or tag in ("b", "strong")
        return said

    # Tables

    def _table(self, element: Element, flow: _Flow) -> None:
        nested = bool(flow.place)
        caption = element.find("caption")
        if caption is not None:
            self._element(caption, flow, _Style())
        if not nested:
            self._tables += 1
        table = self._read_table(element, flow.place or f"表{self._tables}", nested)
        if nested:
            lines = flattened(table)
            if lines:
                self._remarks.add(flow.place, "单元格里套了表格，已按行读成文字")
            flow.blocks += lines
        elif table.cells:
            flow.blocks.append(table)
        else:
            self._tables -= 1

    def _read_table(self, element: Element, place: str, nested: bool) -> Table:
        groups = self._groups(element, place)
        rows = sum(len(group) for group in groups)
        self._budget.rows(rows)
        slots, columns = compact(self._layout(groups, place))
        self._budget.table(rows, columns)
        head = len(groups[0]) if groups and element.find("thead") is not None else 0
        if not head:
            flat = (row for group in groups for row in group)
            head = sum(1 for _ in takewhile(lambda row: row and all(cell.tag == "th" for cell in row), flat))
        table = Table((), rows, columns, place, head if head < rows else 0)
        cells = []
        for slot in slots:
            cell = Cell(slot.row, slot.column, slot.rowspan, slot.colspan, ())
            inner = _Flow(place=place if nested else table.where(cell))
            style = _Style(bold=self._is_bold(slot.source, "", self._is_bold(element, "", False)))
            self._children(slot.source, inner, style)
            self._end_line(inner)
            paragraphs = [block for block in inner.blocks if isinstance(block, Paragraph)]
            cells.append(replace(cell, paragraphs=without_blank_ends(paragraphs)))
        return replace(table, cells=tuple(cells))

    def _groups(self, table: Element, place: str) -> list[list[list[Element]]]:
        """Row groups, their rows, the cells of each; cells that stand outside any row make one."""
        groups: list[list[list[Element]]] = []
        loose: list[list[Element]] = []
        for child in table:
            if child.tag in _GROUPS:
                if loose:
                    groups.append(loose)
                    loose = []
                groups.append(self._rows(child, place))
            else:
                loose += self._rows_of(child, loose, place)
        return [group for group in [*groups, loose] if group]

    def _rows(self, group: Element, place: str) -> list[list[Element]]:
        if self._hides(group, place):
            return []
        rows: list[list[Element]] = []
        for child in group:
            rows += self._rows_of(child, rows, place)
        return rows

    def _rows_of(self, child: Element, before: list[list[Element]], place: str) -> list[list[Element]]:
        """The row that ``child`` is; a cell without a row joins the one before it or begins one."""
        if child.tag == "tr":
            return [] if self._hides(child, place) else [self._cells(child, place)]
        if child.tag in ("td", "th") and not self._hides(child, place):
            if before:
                before[-1].append(child)
                return []
            return [[child]]
        return []

    def _cells(self, row: Element, place: str) -> list[Element]:
        return [cell for cell in row if cell.tag in ("td", "th") and not self._hides(cell, place)]

    def _hides(self, element: Element, place: str) -> bool:
        if not self._is_hidden(element):
            return False
        if _text_of(element):
            self._remarks.add(place, f"隐藏的文字“{excerpt(_text_of(element))}”没有读入")
        return True

    def _layout(self, groups: list[list[list[Element]]], place: str) -> Iterator[Slot[Element]]:
        """Where each cell stands, by the standard's algorithm; a span that would overlap is cut."""
        first = 0
        covered = 0
        for group in groups:
            taken: list[int] = []  # for each column, the first row that is free again
            for row, cells in enumerate(group):
                column = 0
                for cell in cells:
                    while column < len(taken) and taken[column] > row:
                        column += 1
                    colspan = _span(cell.get("colspan"), _MAX_SPAN)
                    rowspan = _span(cell.get("rowspan"), len(group) - row)
                    free = 1
                    while free < colspan and not (column + free < len(taken) and taken[column + free] > row):
                        free += 1
                    if free < colspan:
                        self._remarks.add(place, f"第{first + row + 1}行有单元格互相重叠，已按不重叠读取")
                        colspan = free
                    covered += colspan
                    if covered > self._limits.slots or column + colspan > 5 * self._limits.columns:
                        self._budget.refuse("里的表格太大（列数过多）", "请删去多余的列后再导入")
                    taken += [0] * (column + colspan - len(taken))
                    taken[column : column + colspan] = [row + rowspan] * colspan
                    yield Slot(first + row, column, rowspan, colspan, cell)
                    column += colspan
            first += len(group)


def _span(text: str | None, highest: int) -> int:
    """A span attribute: 0 means all there is, nonsense means 1."""
    digits = (text or "1").strip()
    if not digits.isascii() or not digits.isdigit():
        return 1
    number = int(digits[:7])
    return min(number or highest, max(highest, 1))


def _text_of(element: Element) -> str:
    """The text below an element, blanks collapsed, without scripts."""
    pieces: list[str] = []
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in ("script", "style"):
            pieces.append(node.text or "")
        if node is not element:
            pieces.append(node.tail or "")
    return " ".join("".join(pieces).split())


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,6}", text.strip()) else default


def _weight(css: str) -> bool | None:
    """What a declaration list says of boldness; ``None`` when nothing."""
    match = _WEIGHT.search(css)
    if match is None:
        return True if _FONT.search(css) else None
    said = match[1].lower()
    if said.isdigit():
        return int(said) >= 600
    return True if said in ("bold", "bolder") else False if said in ("normal", "lighter") else None


def _class_weights(root: Element) -> Iterator[tuple[str, bool]]:
    """Classes that the page's own style sheets make bold or not: ``.xl65 {font-weight:700}`` of Office pages."""
    for sheet in root.iter("style"):
        for selectors, body in _CLASS_RULE.findall((sheet.text or "")[:500_000]):
            weight = _weight(body)
            if weight is not None:
                for selector in selectors.split(","):
                    match = re.fullmatch(r"\s*(?:[a-z0-9]+)?\.([\w-]+)\s*", selector, re.IGNORECASE)
                    if match:
                        yield match[1], weight


def _arranging_tables(root: Element) -> set[Element]:
    """Tables that only arrange the page: a single cell, or cells fewer than a table inside them has."""
    tables = list(root.iter("table"))
    cells = dict.fromkeys(tables, 0)
    inside: dict[Element, int] = dict.fromkeys(tables, 0)
    for cell in root.iter("td", "th"):
        owner = next(cell.iterancestors("table"), None)
        if owner is not None:
            cells[owner] += 1
    for table in reversed(tables):
        outer = next(table.iterancestors("table"), None)
        if outer is not None:
            inside[outer] = max(inside[outer], cells[table], inside[table])
    return {table for table in tables if cells[table] <= 1 or 0 < cells[table] <= inside[table]}
