"""An independent reading of the sources, for comparison: nothing here knows the importers.

Merged cells are followed by hand (rowspan and colspan of the pages, python-docx for Word), blanks at the ends
of lines go, nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import docx
import lxml.html

SOURCES = Path(__file__).parent.parent / "data" / "sources"


@dataclass
class Row:
    """One numbered task as the page prints it."""

    number: int
    text: str
    progress: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    category: list[str] = field(default_factory=list)
    leaders: str = ""


def lines_of(element: lxml.html.HtmlElement) -> list[str]:
    """The paragraphs of a page's cell."""
    for br in element.iter("br"):
        br.tail = "\n" + (br.tail or "")
    paragraphs = element.findall(".//p") or [element]
    texts = [p.text_content().replace("\xa0", " ").strip() for p in paragraphs]
    return [line.strip() for text in texts for line in text.split("\n") if line.strip()]


def html_grid(path: Path, marker: str) -> list[list[lxml.html.HtmlElement | None]]:
    """The slots of the table whose first rows contain ``marker``; merged cells stand in all their slots."""
    page = lxml.html.fromstring(path.read_bytes().decode("utf-8"))
    table = next(t for t in page.iter("table") if marker in t.text_content()[:300])
    grid: list[list[lxml.html.HtmlElement | None]] = []
    rows = list(table.iter("tr"))
    width = max(sum(int(td.get("colspan", 1)) for td in tr.findall("td")) for tr in rows)
    grid = [[None] * width for _ in rows]
    for r, tr in enumerate(rows):
        column = 0
        for td in tr.findall("td"):
            while grid[r][column] is not None:
                column += 1
            for down in range(int(td.get("rowspan", 1))):
                for right in range(int(td.get("colspan", 1))):
                    grid[r + down][column + right] = td
            column += int(td.get("colspan", 1))
    return grid


def quarter() -> dict[int, Row]:
    """The 110 tasks of the 2019 table."""
    found: dict[int, Row] = {}
    seen: set[int] = set()
    for slots in html_grid(SOURCES / "quarter-2019q2.html", "进展情况")[1:]:
        cells = [cell for cell in slots if cell is not None]
        number = int("".join(lines_of(cells[0])))
        row = found.setdefault(number, Row(number, "\n".join(lines_of(cells[1]))))
        if id(cells[2]) not in seen and lines_of(cells[2]):
            row.progress.append("\n".join(lines_of(cells[2])))
        seen.add(id(cells[2]))
        cell = "\n".join(lines_of(cells[3])) if len(cells) > 3 else ""
        if cell and re.sub(r"\s", "", cell) not in (re.sub(r"\s", "", other) for other in row.units):
            row.units.append(cell)
    return found


def annexes() -> tuple[dict[int, Row], dict[int, Row]]:
    """附件1 and 附件2 of the 2020 notice, from the Word file."""
    document = docx.Document(str(SOURCES / "notice-2020.docx"))
    found: list[dict[int, Row]] = []
    for table in document.tables[:2]:
        rows: dict[int, Row] = {}
        for line in table.rows[1:]:
            cells = []
            for cell in line.cells:
                if not any(cell._tc is other._tc for other in cells):
                    cells.append(cell)
            texts = [cell.text.replace("\xa0", " ") for cell in cells]
            at = next(n for n, text in enumerate(texts) if text.strip().isdigit())
            number = int(texts[at])
            category = [re.sub(r"\s", "", text) for text in texts[:at]]
            rows[number] = Row(
                number,
                "".join(texts[at + 1 : -2]),
                units=[texts[-1]],
                category=category,
                leaders=texts[-2],
            )
        found.append(rows)
    return found[0], found[1]
