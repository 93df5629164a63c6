"""What a filled Word table still needs: widths in its own measure, and rows that may or may not break."""

from __future__ import annotations

from collections.abc import Container, Iterable
from copy import deepcopy
from itertools import accumulate, pairwise

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHARACTER, LINE, _PADDING = 240, 360, 216
"""Twentieths of a point: a 12 pt character, its line, both side margins of a cell. Forms use this or less."""
WIDTH = 2000
"""Of a cell that does not say its own."""
SHORT = 100
"""A cell with fewer characters never fills a page, not even in a narrow column."""
_HEAD_ROOM = 1800
"""What title and table head take of a page."""
_TOGETHER = 3
"""A merged block of at most this part of a page is kept on one."""

_NAMES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
_LONG_ROWS = etree.XPath(f"w:tr[w:tc[string-length(.) >= {SHORT}]]", namespaces=_NAMES)
_TABLE, _MERGE = f"{_W}tbl", f"{_W}vMerge"

Element = etree._Element


def arrange(document: Element) -> None:
    """Finish every table of a document in place."""
    height = page_height(document)
    found = list(document.iter(_TABLE, _MERGE))  # once through the document, which may have ten thousand rows
    tables = [element for element in found if element.tag == _TABLE]
    merged = len(tables) < len(found)
    for table in tables:
        _rebuild_grid(table)
        long: list[Element] = list(_LONG_ROWS(table))  # type: ignore[arg-type]  # rows are all it can give
        tall = [row for row in long if any(_height(cell) > height for cell in row.iterfind(f"{_W}tc"))]
        if tall:
            # where nothing is merged the other rows stay as they are
            _let_tall_rows_break(table.iterfind(f"{_W}tr") if merged else tall, set(tall), height)
        if merged:
            _keep_blocks_together(table, height // _TOGETHER)
        _keep_with_signature(table)


def _number(element: Element | None, name: str, otherwise: int) -> int:
    value = element.get(f"{_W}{name}", "") if element is not None else ""
    return int(value) if value.isdigit() else otherwise


def page_height(document: Element) -> int:
    """The height of the type area of the last section, less title and head."""
    section = document.find(f"{_W}body/{_W}sectPr")
    size = section.find(f"{_W}pgSz") if section is not None else None
    margins = section.find(f"{_W}pgMar") if section is not None else None
    area = _number(size, "h", 16838) - _number(margins, "top", 2098) - _number(margins, "bottom", 1984)
    return max(area - _HEAD_ROOM, 3000)


def _cell_facts(row: Element) -> list[tuple[Element, int, int]]:
    """Each cell with the grid column it begins in and how many it covers."""
    found: list[tuple[Element, int, int]] = []
    column = 0
    for cell in row.iterfind(f"{_W}tc"):
        span = _number(cell.find(f"{_W}tcPr/{_W}gridSpan"), "val", 1)
        found.append((cell, column, span))
        column += span
    return found


def _rebuild_grid(table: Element) -> None:
    """A table whose columns came from a loop gets the grid its cells have.

    The template's one grid stands for however many columns there are; columns that no row tells apart
    share their width.
    """
    grid = table.find(f"{_W}tblGrid")
    rows = table.iterfind(f"{_W}tr")
    first = next(rows, None)
    if grid is None or first is None or _fits(grid, first):
        return
    columns = sum(span for _, _, span in _cell_facts(first))
    edges = {0: 0, **_edges(first)}
    for row in rows:
        if len(edges) > columns:
            break
        for column, left in _edges(row).items():
            edges.setdefault(column, left)
    for row in table.iterfind(f"{_W}tr"):
        for name in ("gridBefore", "gridAfter", "wBefore", "wAfter"):
            for gap in row.findall(f"{_W}trPr/{_W}{name}"):
                gap.getparent().remove(gap)  # type: ignore[union-attr]
    for old in list(grid):
        grid.remove(old)
    for start, end in pairwise(sorted(edges)):
        for _ in range(start, end):
            share = (edges[end] - edges[start]) // (end - start)
            etree.SubElement(grid, f"{_W}gridCol", {f"{_W}w": str(max(share, 1))})


def _fits(grid: Element, row: Element) -> bool:
    """Whether a row has the columns of the grid, about as wide."""
    lefts = [0, *accumulate(_number(one, "w", 0) for one in grid)]
    edges = _edges(row)
    return max(edges, default=0) == len(lefts) - 1 and all(
        abs(lefts[column] - left) <= lefts[-1] // 20 for column, left in edges.items()
    )


def _edges(row: Element) -> dict[int, int]:
    """Grid column → where it begins, as far as this row tells."""
    found: dict[int, int] = {}
    left = 0
    for cell, column, span in _cell_facts(row):
        left += _number(cell.find(f"{_W}tcPr/{_W}tcW"), "w", 0)
        found[column + span] = left
    return found


def _let_tall_rows_break(rows: Iterable[Element], taller: Container[Element], page: int) -> None:
    """Rows do not split over pages, unless they are taller than one: else Word would cut them off.

    What is split stands at the top and in no merged block: LibreOffice centres text in each part of a split row,
    and does not split the rows of a block at all. The number and the task are then printed again, as offices do
    where a table runs over the page.
    """
    tops: dict[int, Element] = {}
    parted = False
    for row in rows:
        tall = row in taller
        facts = _cell_facts(row) if tall or parted or row.find(f"{_W}tc/{_W}tcPr/{_W}vMerge") is not None else []
        for cell, column, _ in facts:
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is None:
                continue
            goes_on = merge.get(f"{_W}val") != "restart" and column in tops
            if goes_on and (tall or parted):
                _print_again(cell, tops[column], page)
                merge.set(f"{_W}val", "restart")
            if not goes_on or tall or parted:
                tops[column] = cell
        if tall:
            for fixed in row.findall(f"{_W}trPr/{_W}cantSplit"):
                fixed.getparent().remove(fixed)  # type: ignore[union-attr]
            for cell, _, _ in facts:
                _align_top(cell)
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                if merge is not None:
                    merge.getparent().remove(merge)  # type: ignore[union-attr]
        parted = tall


def _print_again(cell: Element, top: Element, page: int) -> None:
    """The text of a merged cell once more in a row that stands alone; a text longer than a page is not repeated."""
    if _height(top) > page:
        return
    for paragraph in cell.findall(f"{_W}p"):
        cell.remove(paragraph)
    cell.extend(deepcopy(paragraph) for paragraph in top.iterfind(f"{_W}p"))


def _length(element: Element) -> int:
    return sum(len(node.text or "") for node in element.iter(f"{_W}t"))


def _height(cell: Element) -> int:
    """About how high the text of a cell stands."""
    characters = in_line(_number(cell.find(f"{_W}tcPr/{_W}tcW"), "w", WIDTH))
    return LINE * sum(
        lines(_length(paragraph), characters) + len(paragraph.findall(f".//{_W}br"))
        for paragraph in cell.iterfind(f"{_W}p")
    )


def in_line(width: int) -> int:
    """How many characters a line of a cell holds."""
    return max((width - _PADDING) // _CHARACTER, 1)


def lines(characters: int, in_line: int) -> int:
    """How many lines a paragraph of so many characters takes."""
    return 1 + (characters - 1) // in_line


def _keep_blocks_together(table: Element, limit: int) -> None:
    """Rows under one merged cell begin on one page, so that the cell's text is not cut off at its end.

    Word and LibreOffice lay a merged cell's text over the rows of its block and lose what finds no room after
    a page break. So the first rows that hold the text keep together (and small blocks altogether), and a text
    longer than its first row stands at the top, where a break takes nothing away.
    """
    rows = list(table.iterfind(f"{_W}tr"))
    heights: dict[int, int] = {}
    begun: dict[int, tuple[int, Element]] = {}
    for n, row in enumerate(rows):
        going_on: dict[int, tuple[int, Element]] = {}
        for cell, column, _ in _cell_facts(row):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None:
                fresh = merge.get(f"{_W}val") == "restart" or column not in begun
                going_on[column] = (n, cell) if fresh else begun[column]
        # blocks that begin and end together (number, task, units of one task) are one
        ended: dict[int, list[Element]] = {}
        for column, (start, top) in begun.items():
            if column not in going_on or going_on[column][0] != start:
                ended.setdefault(start, []).append(top)
        for start, tops in ended.items():
            _keep(rows[start:n], start, tops, limit, heights)
        begun = going_on
    for start in {start for start, _ in begun.values()}:
        _keep(rows[start:], start, [top for first, top in begun.values() if first == start], limit, heights)


def _keep(rows: list[Element], first: int, tops: list[Element], limit: int, heights: dict[int, int]) -> None:
    """One merged block: ``rows`` from row ``first`` on, with the merged cells ``tops``."""
    wanted = max(_height(top) for top in tops)
    is_head = rows[0].find(f"{_W}trPr/{_W}tblHeader") is not None
    total, holding = 0, 0
    for n, row in enumerate(rows, first):
        if n not in heights:
            heights[n] = _own_height(row)
        if n == first and wanted > heights[n] and not is_head:
            for top in tops:
                _align_top(top)
        if total < wanted:
            holding += 1
        total += heights[n]
        if total > max(wanted, limit):
            break
    kept = len(rows) if total <= limit else holding
    for row in rows[: kept - 1]:
        _keep_with_next(row)


def _own_height(row: Element) -> int:
    """How high a row stands for its own cells, without those it shares with other rows."""
    own = (cell for cell in row.iterfind(f"{_W}tc") if cell.find(f"{_W}tcPr/{_W}vMerge") is None)
    return max((_height(cell) for cell in own), default=LINE)


def _align_top(cell: Element) -> None:
    align = cell.find(f"{_W}tcPr/{_W}vAlign")
    if align is not None:
        align.set(f"{_W}val", "top")


def _keep_with_signature(table: Element) -> None:
    """The line below a form never stands on a page of its own."""
    below = table.getnext()
    last = next(table.iterchildren(f"{_W}tr", reversed=True), None)
    if below is not None and last is not None and below.tag == f"{_W}p" and _length(below):
        _keep_with_next(last)


def _keep_with_next(row: Element) -> None:
    for paragraph in row.iterfind(f"{_W}tc/{_W}p"):
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            properties = etree.Element(f"{_W}pPr")
            paragraph.insert(0, properties)
        if properties.find(f"{_W}keepNext") is None:
            # the schema wants it right after the style
            at = 1 if properties.find(f"{_W}pStyle") is not None else 0
            properties.insert(at, etree.Element(f"{_W}keepNext"))
