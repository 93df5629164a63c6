"""Reading a docx as a person sees it: paragraphs and tables in order, with automatic numbers and bold.

What Word shows is kept (also in content controls, text boxes and tracked insertions), what it does not show
is dropped (tracked deletions, hidden text), and whatever could surprise is a remark with its place. The
package is read with ``package`` and lxml; python-docx would lose half of this and loads its own files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from ledger.document import Block, Cell, Paragraph, SourceDocument, Table
from ledger.errors import FileRefused
from ledger.importers.grid import Slot, compact
from ledger.importers.limits import Budget, Limits
from ledger.importers.lines import Lines, Remarks, clean, excerpt, flattened, without_blank_ends
from ledger.importers.package import BROKEN_HINT, Package, custom_properties
from ledger.importers.wordnumbers import Numbering
from ledger.importers.wordstyles import CellLook, Styles
from ledger.importers.wordxml import (
    DRAWING,
    MATH,
    MC,
    VML,
    W14,
    Element,
    W,
    chosen,
    plain_text,
    spread,
    switch,
    value,
    whole,
)

_WRAPPERS = frozenset(
    W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "dir", "bdo")
)
"""Elements that only wrap content: what is in them counts."""
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_SYMBOLS = {
    "wingdings": {0xFC: "√", 0xFE: "☑", 0xFB: "×", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x6E: "■", 0x6C: "●"},
    "wingdings 2": {0x50: "√", 0x52: "☑", 0x4F: "×", 0x51: "☒", 0x53: "☒", 0xA3: "□", 0x2A: "□"},
    "symbol": {0xD6: "√", 0xB4: "×", 0xB3: "≥", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB7: "•"},
}
"""Signs of the symbol fonts that stand in forms, by character code without the private-use offset F000."""
_PAGE_WORDS = re.compile(r"[\s\d第页共/—–\-·.，,]+")


def read(package: Package, sha256: str, limits: Limits) -> SourceDocument:
    """The document in ``package``; ``FileRefused`` when it has no readable body or passes a limit."""
    return _Reader(package, limits).document(sha256)


@dataclass(slots=True)
class _Flow:
    """Where block content goes: the body, a cell or a text box."""

    blocks: list[Block] = field(default_factory=list)
    place: str = ""
    """The fixed place of everything in it; empty in the body, where paragraphs are counted."""
    look: CellLook | None = None
    in_cell: bool = False
    open_line: _Line | None = None
    """A paragraph whose mark was deleted in tracking: the next one goes on in it."""


@dataclass(slots=True)
class _Line:
    """A paragraph being read, and what its remarks will say."""

    place: str
    style: str
    look: CellLook | None
    lines: Lines = field(default_factory=Lines)
    inserting: int = 0
    inserted: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    striking: bool = False
    struck: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    pictures: int = 0
    embedded: int = 0
    notes: list[str] = field(default_factory=list)
    """Finished remarks: comments, footnotes, placeholders."""


class _Reader:
    def __init__(self, package: Package, limits: Limits) -> None:
        self._package = package
        self._budget = Budget(package.name, limits)
        self._remarks = Remarks(limits.remarks)
        self._main = next(iter(package.related("", "officeDocument")), "word/document.xml")
        self._styles = Styles(self._xml("styles"))
        self._numbering = Numbering(self._xml("numbering"), self._styles)
        self._comments = {note.get(f"{W}id", ""): note for note in self._notes("comments", "comment")}
        self._said_comments: set[str] = set()
        self._footnotes = {
            kind: {note.get(f"{W}id", ""): note for note in self._notes(f"{kind}s", kind)}
            for kind in ("footnote", "endnote")
        }
        self._paragraphs = 0
        self._tables = 0

    def _xml(self, kind: str) -> Element | None:
        """A part that the body points to, or the one with the usual name."""
        paths = self._package.related(self._main, kind) or (f"word/{kind}.xml",)
        return self._package.xml(paths[0])

    def _notes(self, kind: str, name: str) -> Iterator[Element]:
        root = self._xml(kind)
        return iter(()) if root is None else root.iter(W + name)

    def document(self, sha256: str) -> SourceDocument:
        root = self._package.xml(self._main)
        body = None if root is None else root.find(f"{W}body")
        if body is None:
            raise FileRefused(f"“{self._package.name}”里没有Word正文，可能已损坏", BROKEN_HINT)
        if any(path.endswith("vbaproject.bin") for path in self._package.paths):
            self._remarks.add("", "文件带有宏，宏没有运行，也没有读取")
        flow = _Flow()
        self._flow(body, flow)
        self._close(flow)
        headers = self._headers()
        for comment in self._comments:
            self._comment(comment, "")
        return SourceDocument(
            name=self._package.name,
            kind="docx",
            sha256=sha256,
            blocks=tuple(flow.blocks),
            title=self._package.title(),
            remarks=self._remarks.all(),
            properties=(*custom_properties(self._package), *headers),
        )

    # Parts beside the body

    def _headers(self) -> tuple[tuple[str, str], ...]:
        """Texts of page headers and footers that are more than a page number; never part of the text."""
        said: dict[str, None] = {}
        for kind in ("header", "footer"):
            for path in self._package.related(self._main, kind):
                root = self._package.xml(path)
                text = "" if root is None else excerpt(plain_text(root), 200)
                if _PAGE_WORDS.sub("", text):
                    said[text] = None
        for text in said:
            self._remarks.add("页眉页脚", f"文字“{excerpt(text)}”不算正文，没有读入")
        return tuple(("header", text) for text in said)

    # Blocks

    def _flow(self, parent: Element, flow: _Flow) -> None:
        """Read block content into ``flow``."""
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child, flow)
            elif child.tag == f"{W}tbl":
                self._close(flow)
                self._table(child, flow)
            elif child.tag == f"{W}sdt" and self._is_placeholder(child):
                self._remarks.add(flow.place or self._next_place(), _prompt(child))
            elif child.tag in _WRAPPERS:
                self._flow(child, flow)
            elif child.tag == f"{MC}AlternateContent":
                branch = chosen(child)
                if branch is not None:
                    self._flow(branch, flow)
            elif child.tag in _GONE:
                self._remarks.add(flow.place or self._next_place(), _deleted([plain_text(child)]))
            elif child.tag == f"{W}altChunk":
                self._remarks.add(flow.place or self._next_place(), "插入的外部文档内容没有读取")

    def _next_place(self) -> str:
        return f"第{self._paragraphs + 1}段"

    def _paragraph(self, element: Element, flow: _Flow) -> None:
        self._paragraphs += not flow.place
        place = flow.place or f"第{self._paragraphs}段"
        ppr = element.find(f"{W}pPr")
        line = flow.open_line or _Line(place, value(ppr, "pStyle"), flow.look)
        line.style = value(ppr, "pStyle")
        flow.open_line = None
        self._inline(element, line)
        mark = None if ppr is None else ppr.find(f"{W}rPr")
        if mark is not None and any(mark.find(name) is not None for name in _GONE):
            flow.open_line = line
            return
        number = self._numbering.next(ppr)
        if number:
            line.lines.put_first(number)
        self._finish(line, flow, number.strip())

    def _close(self, flow: _Flow) -> None:
        """End a paragraph that waits for the next one although none comes."""
        line, flow.open_line = flow.open_line, None
        if line is not None and (line.lines.text or line.deleted):
            self._finish(line, flow, "")

    def _finish(self, line: _Line, flow: _Flow, number: str) -> None:
        flow.blocks += line.lines.paragraphs(line.place, self._budget, number)
        if line.inserted:
            self._remarks.add(line.place, f"含修订：插入的文字“{excerpt(''.join(line.inserted))}”已计入")
        if line.deleted:
            self._remarks.add(line.place, _deleted(line.deleted))
        if line.hidden:
            self._remarks.add(line.place, f"隐藏的文字“{excerpt(''.join(line.hidden))}”没有读入")
        if "".join(line.struck).strip():
            self._remarks.add(line.place, f"划了删除线的文字“{excerpt(''.join(line.struck))}”按原样计入")
        if line.pictures:
            self._remarks.add(line.place, f"有{line.pictures}张图片，图中内容没有读取")
        if line.embedded:
            self._remarks.add(line.place, "有嵌入的对象，其中内容没有读取")
        for note in line.notes:
            self._remarks.add(line.place, note)
        for box in line.boxes:
            inner = _Flow(place=flow.place or f"{line.place}文本框", in_cell=flow.in_cell, look=None)
            self._flow(box, inner)
            self._close(inner)
            said = "".join(b.text for b in inner.blocks if isinstance(b, Paragraph))
            if said.strip() or any(isinstance(b, Table) for b in inner.blocks):
                self._remarks.add(line.place, f"文本框中的文字“{excerpt(said)}”已计入")
                flow.blocks += inner.blocks

    # Inside paragraphs

    def _inline(self, parent: Element, line: _Line) -> None:
        """Read the runs below ``parent`` into ``line``."""
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, line)
            elif tag in (f"{W}ins", f"{W}moveTo"):
                line.inserting += 1
                self._inline(child, line)
                line.inserting -= 1
            elif tag in _GONE:
                line.deleted.append(plain_text(child))
            elif tag == f"{W}sdt":
                self._control(child, line)
            elif tag in _WRAPPERS or tag == f"{W}fldSimple":
                self._inline(child, line)
            elif tag == f"{MC}AlternateContent":
                branch = chosen(child)
                if branch is not None:
                    self._inline(branch, line)
            elif tag in (f"{MATH}oMath", f"{MATH}oMathPara"):
                self._add("".join(node.text or "" for node in child.iter(f"{MATH}t")), False, line)
            elif tag == f"{W}commentRangeStart":
                self._comment(child.get(f"{W}id", ""), line.place)

    def _control(self, sdt: Element, line: _Line) -> None:
        """A content control inside a paragraph; one that still shows its prompt is empty."""
        if self._is_placeholder(sdt):
            line.notes.append(_prompt(sdt))
            return
        content = sdt.find(f"{W}sdtContent")
        if content is not None:
            self._inline(content, line)

    @staticmethod
    def _is_placeholder(sdt: Element) -> bool:
        properties = sdt.find(f"{W}sdtPr")
        ticked = properties is not None and properties.find(f"{W14}checkbox") is not None
        return switch(properties, "showingPlcHdr") is True and not ticked

    def _run(self, run: Element, line: _Line) -> None:
        rpr = run.find(f"{W}rPr")
        bold = self._styles.is_on("b", rpr, line.style, line.look)
        if self._styles.is_on("vanish", rpr, line.style, line.look):
            line.hidden.append(plain_text(run))
            return
        line.striking = switch(rpr, "strike") is True or switch(rpr, "dstrike") is True
        self._run_content(run, bold, line)
        line.striking = False

    def _run_content(self, parent: Element, bold: bool, line: _Line) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}t":
                text = child.text or ""
                kept = child.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
                self._add(text if kept else text.strip(" \t\r\n"), bold, line)
            elif tag in _SIGNS:
                self._add(_SIGNS[tag], bold, line)
            elif tag in (f"{W}br", f"{W}cr"):
                line.lines.break_line()
            elif tag == f"{W}sym":
                self._symbol(child, bold, line)
            elif tag == f"{W}fldChar":
                self._add(_form_field(child), bold, line)
            elif tag == f"{W}ruby":
                for inner in child.iterfind(f"{W}rubyBase/{W}r"):
                    self._run(inner, line)
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._drawing(child, line)
                line.embedded += tag == f"{W}object"
            elif tag == f"{MC}AlternateContent":
                branch = chosen(child)
                if branch is not None:
                    self._run_content(branch, bold, line)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self._footnote(child, line)
            elif tag == f"{W}commentReference":
                self._comment(child.get(f"{W}id", ""), line.place)

    @staticmethod
    def _add(text: str, bold: bool, line: _Line) -> None:
        line.lines.add(text, bold)
        if line.inserting and text:
            line.inserted.append(text)
        if line.striking:
            line.struck.append(text)

    def _symbol(self, element: Element, bold: bool, line: _Line) -> None:
        font = element.get(f"{W}font", "").lower()
        try:
            code = int(element.get(f"{W}char", ""), 16)
        except ValueError:
            return
        sign = _SYMBOLS.get(font, {}).get(code & 0xFFF if code >= 0xF000 else code)
        if sign is None and 0x20 <= code < 0xD800:
            sign = chr(code)
        if sign is None:
            line.notes.append(f"有一个认不出的符号（字体{clean(font)}，代码{code:X}），没有读入")
        else:
            self._add(sign, bold, line)

    def _drawing(self, element: Element, line: _Line) -> None:
        """Find the text boxes and pictures of a drawing, of one branch of every alternative."""
        for child in element:
            if child.tag == f"{W}txbxContent":
                line.boxes.append(child)
            elif child.tag in (f"{DRAWING}blip", f"{VML}imagedata"):
                line.pictures += 1
            elif child.tag == f"{MC}AlternateContent":
                branch = chosen(child)
                if branch is not None:
                    self._drawing(branch, line)
            else:
                self._drawing(child, line)

    def _footnote(self, reference: Element, line: _Line) -> None:
        kind = "footnote" if reference.tag == f"{W}footnoteReference" else "endnote"
        note = self._footnotes[kind].get(reference.get(f"{W}id", ""))
        if note is not None:
            name = "脚注" if kind == "footnote" else "尾注"
            line.notes.append(f"{name}“{excerpt(plain_text(note), 200)}”不算正文，没有读入")

    def _comment(self, key: str, place: str) -> None:
        """Remark a comment at the first place that mentions it."""
        comment = self._comments.get(key)
        if comment is None or key in self._said_comments:
            return
        self._said_comments.add(key)
        author = excerpt(comment.get(f"{W}author", ""), 20)
        by = f"（{author}）" if author else ""
        self._remarks.add(place, f"批注{by}：“{excerpt(plain_text(comment), 200)}”，不算正文，没有读入")

    # Tables

    def _table(self, element: Element, flow: _Flow) -> None:
        if flow.in_cell:
            table = self._read_table(element, flow.place, nested=True)
            if table.rows:
                self._remarks.add(flow.place, "单元格里套了表格，已按行读成文字")
            flow.blocks += flattened(table)
            return
        self._tables += 1
        table = self._read_table(element, f"表{self._tables}", nested=False)
        if table.rows and table.columns:
            flow.blocks.append(table)
        else:
            self._tables -= 1

    def _read_table(self, element: Element, place: str, nested: bool) -> Table:
        rows = list(self._rows(element, place))
        self._budget.rows(len(rows))
        slots, columns = compact(self._layout(rows))
        self._budget.table(len(rows), columns)
        looks = _Looks(element, len(rows), columns)
        head = sum(1 for _ in takewhile(lambda row: switch(row.find(f"{W}trPr"), "tblHeader") is True, rows))
        table = Table((), len(rows), columns, place, head)
        cells = []
        for slot in slots:
            cell = Cell(slot.row, slot.column, slot.rowspan, slot.colspan, ())
            where = place if nested else table.where(cell)
            inner = _Flow(place=where, look=looks.of(slot), in_cell=True)
            self._flow(slot.source, inner)
            self._close(inner)
            for covered in slot.covered:
                text = plain_text(covered)
                if text.strip():
                    self._remarks.add(where, f"合并单元格盖住的文字“{excerpt(text)}”没有读入")
            paragraphs = [block for block in inner.blocks if isinstance(block, Paragraph)]
            cells.append(Cell(slot.row, slot.column, slot.rowspan, slot.colspan, without_blank_ends(paragraphs)))
        return Table(tuple(cells), len(rows), columns, place, head)

    def _rows(self, table: Element, place: str) -> Iterator[Element]:
        """Rows that are still there: a row deleted in tracking is remarked instead."""
        for row in spread(table, f"{W}tr", _WRAPPERS):
            properties = row.find(f"{W}trPr")
            if properties is not None and properties.find(f"{W}del") is not None:
                self._remarks.add(place, f"含修订：删除的一行“{excerpt(plain_text(row))}”未计入")
                continue
            if properties is not None and properties.find(f"{W}ins") is not None:
                self._remarks.add(place, f"含修订：插入的一行“{excerpt(plain_text(row))}”已计入")
            yield row

    @staticmethod
    def _layout(rows: list[Element]) -> list[Slot[Element]]:
        """Where each cell stands. A ``w:vMerge`` that continues belongs to the cell above in its column."""
        slots: list[Slot[Element]] = []
        above: dict[int, Slot[Element]] = {}
        for index, row in enumerate(rows):
            column = whole(value(row.find(f"{W}trPr"), "gridBefore"), 0)
            merging: dict[int, Slot[Element]] = {}
            previous: Slot[Element] | None = None
            for cell in spread(row, f"{W}tc", _WRAPPERS):
                properties = cell.find(f"{W}tcPr")
                span = max(whole(value(properties, "gridSpan"), 1), 1)
                merge = None if properties is None else properties.find(f"{W}vMerge")
                sideways = value(properties, "hMerge", "continue" if _has(properties, "hMerge") else "")
                if sideways == "continue" and previous is not None:
                    previous.colspan += span
                    previous.covered.append(cell)
                    column += span
                    continue
                goes_down = merge is not None and merge.get(f"{W}val", "continue") != "restart"
                if goes_down and column in above:
                    previous = above[column]
                    previous.rowspan = index - previous.row + 1
                    previous.covered.append(cell)
                else:
                    previous = Slot(index, column, 1, span, cell)
                    slots.append(previous)
                if merge is not None:
                    merging[column] = previous
                column += span
            above = merging
        return slots


class _Looks:
    """Which special rows and columns of its table style a cell is in."""

    def __init__(self, table: Element, rows: int, columns: int) -> None:
        properties = table.find(f"{W}tblPr")
        self._style = value(properties, "tblStyle")
        self._rows, self._columns = rows, columns
        look = None if properties is None else properties.find(f"{W}tblLook")
        self._on = frozenset() if look is None else frozenset(_look_flags(look))

    def of(self, slot: Slot[Element]) -> CellLook | None:
        if not self._style:
            return None
        holds: dict[str, Callable[[], bool]] = {
            "firstRow": lambda: slot.row == 0,
            "lastRow": lambda: slot.row + slot.rowspan == self._rows,
            "firstCol": lambda: slot.column == 0,
            "lastCol": lambda: slot.column + slot.colspan == self._columns,
        }
        return CellLook(self._style, tuple(name for name, test in holds.items() if name in self._on and test()))


def _look_flags(look: Element) -> Iterator[str]:
    bits = {"firstRow": 0x20, "lastRow": 0x40, "firstCol": 0x80, "lastCol": 0x100}
    attributes = {"firstCol": "firstColumn", "lastCol": "lastColumn"}
    text = look.get(f"{W}val", "")
    mask = int(text, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", text) else 0
    for name, bit in bits.items():
        said = look.get(W + attributes.get(name, name))
        if said in ("1", "true", "on") or (said is None and mask & bit):
            yield name


_SIGNS = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}noBreakHyphen": "-",
}


def _has(parent: Element | None, name: str) -> bool:
    return parent is not None and parent.find(W + name) is not None


def _prompt(control: Element) -> str:
    return f"提示文字“{excerpt(plain_text(control))}”未填写，没有读入"


def _deleted(texts: list[str]) -> str:
    return f"含修订：删除的文字“{excerpt(''.join(texts))}”未计入"


def _form_field(begin: Element) -> str:
    """What a legacy form field shows without a result of its own: a tick box or the chosen entry of a list."""
    box = begin.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        ticked = switch(box, "checked")
        return "☑" if (switch(box, "default") if ticked is None else ticked) else "□"
    entries = begin.find(f"{W}ffData/{W}ddList")
    if entries is not None:
        items = [entry.get(f"{W}val", "") for entry in entries.findall(f"{W}listEntry")]
        index = whole(value(entries, "result") or value(entries, "default"), 0)
        return items[index] if 0 <= index < len(items) else ""
    return ""
