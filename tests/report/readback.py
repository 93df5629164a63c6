"""Independent readers of finished documents: raw zip and XML, plain Markdown, plain HTML.

Nothing here knows the renderer: a document is read as Word, or a person, would read it.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class WordCell:
    text: str
    bold: str = ""
    columns: int = 1
    merge: str = ""
    """"" for none, "top" for the first cell of a merged block, "more" for the cells below."""
    width: int = 0


@dataclass
class WordRow:
    cells: list[WordCell]
    head: bool = False
    may_split: bool = False
    keeps_with_next: bool = False


@dataclass
class WordTable:
    rows: list[WordRow]
    grid: list[int]

    def texts(self) -> list[list[str]]:
        """Every body row with a text for each grid column; merged cells repeat their text."""
        found: list[list[str]] = []
        above: dict[int, str] = {}
        for row in self.rows:
            if row.head:
                continue
            line: list[str] = []
            for cell in row.cells:
                text = above[len(line)] if cell.merge == "more" else cell.text
                line += [text] * cell.columns
                for column in range(len(line) - cell.columns, len(line)):
                    above[column] = text
            found.append(line)
        return found


def package(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def document(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(package(data).read("word/document.xml"))  # noqa: S314 - our own output


def _text(paragraph: ElementTree.Element, *, bold_only: bool = False) -> str:
    found = ""
    for run in paragraph.iter(f"{W}r"):
        mark = run.find(f"{W}rPr/{W}b")
        bold = mark is not None and mark.get(f"{W}val") not in ("0", "false")
        for node in run:
            if bold_only and not bold:
                continue
            if node.tag == f"{W}t":
                found += node.text or ""
            elif node.tag == f"{W}tab":
                found += "\t"
            elif node.tag == f"{W}br":
                found += "\n"
    return found


def paragraphs(data: bytes) -> list[str]:
    """The paragraphs outside of tables."""
    body = document(data).find(f"{W}body")
    assert body is not None
    return [_text(node) for node in body if node.tag == f"{W}p"]


def word_tables(data: bytes) -> list[WordTable]:
    found: list[WordTable] = []
    for table in document(data).iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w") or 0) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        found.append(WordTable([_row(row) for row in table.findall(f"{W}tr")], grid))
    return found


def _row(row: ElementTree.Element) -> WordRow:
    head = row.find(f"{W}trPr/{W}tblHeader") is not None
    may_split = row.find(f"{W}trPr/{W}cantSplit") is None
    keeps = row.find(f"{W}tc/{W}p/{W}pPr/{W}keepNext") is not None
    return WordRow([_cell(cell) for cell in row.findall(f"{W}tc")], head, may_split, keeps)


def _cell(cell: ElementTree.Element) -> WordCell:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    width = cell.find(f"{W}tcPr/{W}tcW")
    lines = [_text(paragraph) for paragraph in cell.findall(f"{W}p")]
    assert lines, "Word calls a cell without a paragraph damaged"
    return WordCell(
        "\n".join(lines),
        "".join(_text(paragraph, bold_only=True) for paragraph in cell.findall(f"{W}p")),
        int(span.get(f"{W}val") or 1) if span is not None else 1,
        "" if merge is None else "top" if merge.get(f"{W}val") == "restart" else "more",
        int(width.get(f"{W}w") or 0) if width is not None else 0,
    )


_BARE_PIPE = re.compile(r"(?<!\\)\|")
_INLINE = re.compile(r"\\([!-/:-@\[-`{-~])|<br>|\*\*|<!-- -->")


def markdown_tables(text: str) -> list[list[list[str]]]:
    """The tables of a Markdown text, heads first, as the characters a reader sees."""
    tables: list[list[list[str]]] = []
    inside = False
    for line in text.split("\n"):
        if not line.startswith("|"):
            inside = False
            continue
        if not inside:
            tables.append([])
            inside = True
        cells = [cell.strip(" ") for cell in _BARE_PIPE.split(line)[1:-1]]
        if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            continue
        tables[-1].append([_seen(cell) for cell in cells])
    return tables


def _seen(cell: str) -> str:
    """Escapes, line breaks and bold marks as a Markdown reader takes them."""
    return _INLINE.sub(lambda found: found[1] or ("\n" if found[0] == "<br>" else ""), cell)


def filled_down(rows: list[list[str]], columns: list[int], key: int) -> list[list[str]]:
    """Rows in which a blank cell of ``columns`` says what stands above, where the ``key`` cell is blank too."""
    found: list[list[str]] = []
    for row in rows:
        above = found[-1] if found and not row[key] else row
        found.append([above[n] if n in columns and not cell else cell for n, cell in enumerate(row)])
    return found


@dataclass
class HtmlTable(HTMLParser):
    """The cells of every table row with their spans, and whatever tags were met."""

    rows: list[list[tuple[str, int, int]]] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    _open: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append(("", int(values.get("colspan") or 1), int(values.get("rowspan") or 1)))
            self._open = True
        elif tag == "br" and self._open:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            text, columns, rows = self.rows[-1][-1]
            self.rows[-1][-1] = (text + data, columns, rows)


def html_rows(text: str) -> HtmlTable:
    found = HtmlTable()
    found.feed(text)
    return found


def html_grid(table: HtmlTable) -> list[list[str]]:
    """Every row with a text for each column, spans filled."""
    slots: dict[tuple[int, int], str] = {}
    for r, row in enumerate(table.rows):
        c = 0
        for text, columns, rows in row:
            while (r, c) in slots:
                c += 1
            for down in range(rows):
                for right in range(columns):
                    slots[r + down, c + right] = text
            c += columns
    width = 1 + max(c for _, c in slots)
    return [[slots.get((r, c), "") for c in range(width)] for r in range(len(table.rows))]
