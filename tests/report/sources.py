"""The issued tables as they stand in the source pages: a small reader of its own, for round trips."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "data" / "sources"


class _Tables(HTMLParser):
    """Every table inside the page's text (``id="zoom"``) as a grid with spans filled in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[dict[tuple[int, int], tuple[str, bool]]] = []
        self._inside = False
        self._skip = 0
        self._row = -1
        self._slot: list[tuple[int, int]] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._inside = self._inside or values.get("id") == "zoom"
        self._skip += tag == "script"
        if not self._inside:
            return
        if tag == "table":
            self.tables.append({})
            self._row = -1
        elif tag == "tr":
            self._row += 1
        elif tag in ("td", "th"):
            grid = self.tables[-1]
            column = next(n for n in range(100) if (self._row, n) not in grid)
            rows, columns = int(values.get("rowspan") or 1), int(values.get("colspan") or 1)
            self._slot = [(self._row + r, column + c) for r in range(rows) for c in range(columns)]
            for slot in self._slot:
                grid[slot] = ("", slot == self._slot[0])
            self._text = ""
        elif tag in ("p", "br") and self._slot:
            self._text += "\n"

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag == "script"
        if tag in ("td", "th") and self._slot:
            for slot in self._slot:
                self.tables[-1][slot] = (self._text, slot == self._slot[0])
            self._slot = []

    def handle_data(self, data: str) -> None:
        if self._slot and not self._skip:
            self._text += data


def bare(text: str) -> str:
    """A cell's text without blanks and line breaks, which a page may set as it likes."""
    return re.sub(r"\s", "", text)


def lines(text: str) -> list[str]:
    """The paragraphs of a cell that say something, without blanks."""
    return [bare(line) for line in text.split("\n") if bare(line)]


def tables(name: str, head: str) -> list[list[list[str]]]:
    """The body rows of every table of a source page that has this head, with spans filled in."""
    reader = _Tables()
    reader.feed((SOURCES / name).read_text("utf-8"))
    found: list[list[list[str]]] = []
    for grid in reader.tables:
        height, width = (1 + max(slot[n] for slot in grid) for n in (0, 1))
        if head not in {bare(grid[0, c][0]) for c in range(width)}:
            continue
        found.append([[grid[r, c][0] for c in range(width)] for r in range(1, height)])
    return found
