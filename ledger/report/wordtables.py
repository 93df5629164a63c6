"""What a filled Word table still needs: widths in its own measure, and rows that may or may not break."""

from __future__ import annotations

from itertools import pairwise

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHARACTER, _LINE, _PADDING = 240, 360, 216
"""Twentieths of a point: a 12 pt character, its line, both side margins of a cell. Forms use this or less."""
_SHORT = 400
"""A row with fewer characters never fills a page."""
_HEAD_ROOM = 1800
"""What title and table head take of a page."""
_TOGETHER = 3
"""A merged block of at most this part of a page is kept on one."""

_NAMES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
_LONG_ROWS = etree.XPath(f"boolean(w:tr[string-length(.) >= {_SHORT}])", namespaces=_NAMES)
_MERGED = etree.XPath("boolean(w:tr/w:tc/w:tcPr/w:vMerge)", namespaces=_NAMES)

Element = etree._Element


def arrange(document: Element) -> None:
    """Finish every table of a document in place."""
    height = _page_height(document)
    for table in document.iter(f"{_W}tbl"):
        _rebuild_grid(table)
        merged = _MERGED(table)
        if merged or _LONG_ROWS(table):
            _let_tall_rows_break(table, height)
        if merged:
            _keep_blocks_together(table, height // _TOGETHER)


def _number(element: Element | None, name: str, otherwise: int) -> int:
    value = element.get(f"{_W}{name}", "") if element is not None else ""
    return int(value) if value.isdigit() else otherwise


def _page_height(document: Element) -> int:
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
    if grid is None or first is None:
        return
    columns = sum(span for _, _, span in _cell_facts(first))
    if columns == len(grid):
        return
    edges = {0: 0, **_edges(first)}
    for row in rows:
        if len(edges) > columns:
            break
        for column, left in _edges(row).items():
            edges.setdefault(column, left)
    for old in list(grid):
        grid.remove(old)
    for start, end in pairwise(sorted(edges)):
        for _ in range(start, end):
            share = (edges[end] - edges[start]) // (end - start)
            etree.SubElement(grid, f"{_W}gridCol", {f"{_W}w": str(max(share, 1))})


def _edges(row: Element) -> dict[int, int]:
    """Grid column → where it begins, as far as this row tells."""
    found: dict[int, int] = {}
    left = 0
    for cell, column, span in _cell_facts(row):
        left += _number(cell.find(f"{_W}tcPr/{_W}tcW"), "w", 0)
        found[column + span] = left
    return found


def _let_tall_rows_break(table: Element, page: int) -> None:
    """Rows do not split over pages, unless they are taller than one: else Word would cut them off."""
    tall_columns: set[int] = set()
    for row in table.iterfind(f"{_W}tr"):
        merged = bool(tall_columns)
        if not merged and _length(row) < _SHORT:
            continue
        facts = _cell_facts(row)
        going_on = {
            column
            for cell, column, _ in facts
            if column in tall_columns
            and (merge := cell.find(f"{_W}tcPr/{_W}vMerge")) is not None
            and merge.get(f"{_W}val") != "restart"
        }
        tall = {column for cell, column, _ in facts if _height(cell) > page}
        tall_columns = going_on | tall
        if tall_columns:
            for fixed in row.findall(f"{_W}trPr/{_W}cantSplit"):
                fixed.getparent().remove(fixed)  # type: ignore[union-attr]


def _length(element: Element) -> int:
    return sum(len(node.text or "") for node in element.iter(f"{_W}t"))


def _height(cell: Element) -> int:
    """About how high the text of a cell stands."""
    width = _number(cell.find(f"{_W}tcPr/{_W}tcW"), "w", 2000)
    in_line = max((width - _PADDING) // _CHARACTER, 1)
    lines = sum(
        1 + (_length(paragraph) - 1) // in_line + len(paragraph.findall(f".//{_W}br"))
        for paragraph in cell.iterfind(f"{_W}p")
    )
    return lines * _LINE


def _keep_blocks_together(table: Element, limit: int) -> None:
    """Rows under one merged cell stay on one page where they easily can: Word prints a merged cell's text once."""
    rows = list(table.iterfind(f"{_W}tr"))
    heights: dict[int, int] = {}
    begun: dict[int, int] = {}
    for n, row in enumerate(rows):
        going_on: dict[int, int] = {}
        for cell, column, _ in _cell_facts(row):
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is None:
                continue
            going_on[column] = n if merge.get(f"{_W}val") == "restart" else begun.get(column, n)
        ending = [(start, n) for column, start in begun.items() if going_on.get(column) != start]
        begun = going_on
        for start, end in ending:
            _keep(rows[start:end], start, limit, heights)
    for start in set(begun.values()):
        _keep(rows[start:], start, limit, heights)


def _keep(rows: list[Element], first: int, limit: int, heights: dict[int, int]) -> None:
    total = 0
    for n, row in enumerate(rows, first):
        if n not in heights:
            heights[n] = max((_height(cell) for cell in row.iterfind(f"{_W}tc")), default=0)
        total += heights[n]
        if total > limit:
            return
    for row in rows[:-1]:
        for paragraph in row.iterfind(f"{_W}tc/{_W}p"):
            properties = paragraph.find(f"{_W}pPr")
            if properties is None:
                properties = etree.Element(f"{_W}pPr")
                paragraph.insert(0, properties)
            if properties.find(f"{_W}keepNext") is None:
                # the schema wants it right after the style
                at = 1 if properties.find(f"{_W}pStyle") is not None else 0
                properties.insert(at, etree.Element(f"{_W}keepNext"))
