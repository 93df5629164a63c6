"""Plain text → tables: cells parted by tabs or by ``|``, or one cell a line under heads one a line.

What Word, WPS and LibreOffice write for “save as plain text”, and what people paste into a message.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ledger.document import Block, Cell, Paragraph, Run, SourceDocument, Table
from ledger.errors import FileRefused
from ledger.importers import heads
from ledger.importers.forms import columns as kinds
from ledger.text import key, squeeze
from ledger.values import replace

_RULE = re.compile(r"[\s|:+\-—=]+")
_NUMBER = re.compile(r"(?:附件\d+-)?[（(第]?\d{1,4}[)）.．、项]?")
_BAND = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[)）、.．]|附件)")
_FOOT = re.compile(r"(?:填报人|填表人|联系电话|联系人|负责人|审核人|填报单位|填报时间|注[:：])")
_MOST_ROWS = 3_000
_MOST_LINES = 500
"""Lines of one record, beyond which a text is no table."""


def rebuilt(document: SourceDocument) -> SourceDocument:
    """The document with its text tables as tables; the same document when it has none, or tables of its own."""
    if document.kind != "txt":
        return document
    lines = list(document.paragraphs)
    blocks = marked(lines, _is_head) or _stacked(lines)
    return replace(document, blocks=tuple(blocks)) if blocks is not None else document


def marked(lines: Sequence[Paragraph], is_head: Callable[[Sequence[str]], bool]) -> list[Block] | None:
    """The lines with their tables of cells parted by tabs or ``|``; ``None`` where no line holds heads.

    ``is_head`` tells from its cells whether a line is the heads of a table.
    """
    for mark in ("\t", "|", "｜"):
        if any(mark in line.text and is_head(_cells(line.text, mark)) for line in lines):
            return _marked(lines, mark, is_head)
    return None


def _cells(text: str, mark: str) -> list[str]:
    parts = text.split(mark)
    if mark in "|｜":
        parts = parts[1:] if not parts[0].strip() else parts
        parts = parts[:-1] if parts and not parts[-1].strip() else parts
    return [part.strip() for part in parts]


def _is_head(cells: Sequence[str]) -> bool:
    roles = [kinds.role_of(part) for part in cells if squeeze(part)]
    placed = {role for role in roles if role != heads.OTHER}
    return len(placed) >= 3 and bool(placed & set(kinds.FIELDS)) and len(placed) * 2 >= len(roles)


def _marked(lines: Sequence[Paragraph], mark: str, is_head: Callable[[Sequence[str]], bool]) -> list[Block]:
    blocks: list[Block] = []
    rows: list[tuple[list[str], str]] = []
    width = tables = 0

    def flush() -> None:
        nonlocal rows, tables
        if rows:
            tables += 1
            blocks.append(_table(rows, width, f"表{tables}"))
        rows = []

    for line in lines:
        text = line.text
        if mark in text and is_head(_cells(text, mark)):
            flush()
            width = len(_cells(text, mark))
            rows = [(_cells(text, mark), line.place)]
        elif not rows:
            blocks.append(line)
        elif mark in text and not (mark in "|｜" and _RULE.fullmatch(text)):
            cells = _cells(text, mark)
            last = rows[-1][0]
            if len(last) < width and len(rows) > 1 and len(last) + len(cells) - 1 <= width:
                # a cell of several paragraphs was broken into lines: its end and the next cells follow
                last[-1] = f"{last[-1]}\n{cells[0]}".strip("\n")
                last += cells[1:]
            else:
                rows.append((cells[:width], line.place))
                _require_few(len(rows))
        elif not squeeze(text) or (mark in "|｜" and _RULE.fullmatch(text)):
            continue
        elif _FOOT.match(squeeze(text)):
            flush()
            blocks.append(line)
        elif _BAND.match(squeeze(text)) and len(rows[-1][0]) in (1, width):
            rows.append(([squeeze(text)], line.place))
        elif len(rows) > 1:
            last = rows[-1][0]
            last[-1] = f"{last[-1]}\n{text.strip()}".strip("\n")
        else:
            flush()
            blocks.append(line)
    flush()
    return blocks


def _require_few(rows: int) -> None:
    if rows > _MOST_ROWS:
        raise FileRefused(f"文字里的表格超过{_MOST_ROWS}行，不像一个单位的表，没有读取", "请核对文件，删去多余的行")


def _table(rows: Sequence[tuple[list[str], str]], width: int, place: str) -> Table:
    cells: list[Cell] = []
    for r, (texts, where) in enumerate(rows):
        if len(texts) == 1 and width > 1 and r:
            cells.append(_cell(r, 0, texts[0], where, width))
            continue
        for column in range(width):
            cells.append(_cell(r, column, texts[column] if column < len(texts) else "", where))
    return Table(tuple(cells), len(rows), width, place)


_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
"""A cell of several lines as a workbook copies it."""


def _cell(row: int, column: int, text: str, place: str, colspan: int = 1) -> Cell:
    quoted = _QUOTED.fullmatch(text) if "\n" in text else None
    text = quoted[1].replace('""', '"') if quoted else text
    paragraphs = tuple(Paragraph((Run(line),), place) for line in text.split("\n")) if text else ()
    return Cell(row, column, 1, colspan, paragraphs)


# ---------------------------------------------------------------------- one cell a line


def _stacked(lines: Sequence[Paragraph]) -> list[Block] | None:
    """Heads one a line, then the cells of each row one a line; ``None`` where the lines are not that."""
    blocks: list[Block] = []
    n = tables = 0
    while n < len(lines):
        width = _head_lines(lines, n)
        if not width:
            blocks.append(lines[n])
            n += 1
            continue
        top = ([squeeze(line.text) for line in lines[n : n + width]], lines[n].place)
        records, n = _records(lines, n + width, width)
        tables += 1
        blocks.append(_table([top, *records], width, f"表{tables}"))
    return blocks if tables else None


def _head_lines(lines: Sequence[Paragraph], start: int) -> int:
    """How many lines from ``start`` on are heads, beginning with the number's; 0 for fewer than four."""
    if kinds.role_of(lines[start].text) != heads.NUMBER:
        return 0
    end = start
    while end < len(lines) and end - start < 12 and kinds.role_of(lines[end].text) != heads.OTHER:
        end += 1
    roles = {kinds.role_of(line.text) for line in lines[start:end]}
    return end - start if end - start >= 4 and roles & set(kinds.FIELDS) else 0


def _records(lines: Sequence[Paragraph], start: int, width: int) -> tuple[list[tuple[list[str], str]], int]:
    records: list[tuple[list[str], str]] = []
    n = start
    while n < len(lines):
        text = squeeze(lines[n].text)
        if _FOOT.match(text) or _head_lines(lines, n):
            break
        if _NUMBER.fullmatch(key(text)) and n + 1 < len(lines):
            end = _record_end(lines, n, width)
            if end - n > width:
                raise FileRefused(
                    f"{lines[n].place}起的一项有{end - n}行、表头只有{width}栏，分不清哪几行是同一格，没有读取",
                    "请单位发Word或Excel原件，或在Word里把表格转换成以制表符分隔的文本再导入",
                )
            records.append(([line.text.strip() for line in lines[n:end]], lines[n].place))
            _require_few(len(records))
            n = end
        else:
            if _BAND.match(text):
                records.append(([text], lines[n].place))
            n += 1
    return records, n


def _record_end(lines: Sequence[Paragraph], start: int, width: int) -> int:
    """The line after a record: the next number, band, foot or head, but not within its own cells."""
    for n in range(start + width, min(start + _MOST_LINES, len(lines))):
        text = squeeze(lines[n].text)
        if not text:
            following = squeeze(lines[n + 1].text) if n + 1 < len(lines) else ""
            if not following or _BAND.match(following) or _FOOT.match(following) or _NUMBER.fullmatch(key(following)):
                return n
        if _NUMBER.fullmatch(key(text)) or _BAND.match(text) or _FOOT.match(text) or _head_lines(lines, n):
            return n
    return min(start + width, len(lines))
