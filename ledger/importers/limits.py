"""How much an incoming file may cost: sizes that bound time and memory, and the one way to say no.

Readers never trust a size that a file states about itself; they count what they really read and stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from ledger.errors import FileRefused

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one file; the defaults are some fifty times what real notices and forms need."""

    file_bytes: int = 50 * MEGABYTE
    text_bytes: int = 10 * MEGABYTE
    """Bytes of a page or a plain text."""
    members: int = 2_000
    """Members of a zip package."""
    unpacked_bytes: int = 200 * MEGABYTE
    """All members of a package together, as stated by the package."""
    ratio: int = 300
    """Unpacked over packed size of one member larger than a megabyte."""
    xml_bytes: int = 32 * MEGABYTE
    """One XML part, as really unpacked."""
    tags: int = 2_000_000
    """Tags of one XML part or page: what the memory of a parsed tree depends on."""
    rows: int = 20_000
    """Table rows of the whole file."""
    columns: int = 200
    """Columns of one table, after columns in which no cell begins are dropped."""
    slots: int = 400_000
    """Rows times columns, over all tables."""
    lines: int = 100_000
    """Paragraphs and lines, inside and outside tables."""
    remarks: int = 500
    """Remarks that are kept one by one; the rest are counted in the last one."""


class Budget:
    """Counts what was read of one file and refuses the file when a limit is passed."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._rows = 0
        self._slots = 0
        self._lines = 0

    def rows(self, count: int) -> None:
        """Account for the rows of a table before they are laid out; ``FileRefused`` when there are too many."""
        self._rows += count
        if self._rows > self.limits.rows:
            self.refuse(f"里的表格超过{self.limits.rows}行", "请确认文件无误，删去多余的空行，或拆成几个文件后再导入")

    def table(self, rows: int, columns: int) -> None:
        """Account for a table of this size before its cells are read; ``FileRefused`` when it is too much."""
        self._slots += rows * columns
        if columns > self.limits.columns:
            self.refuse(f"里有一张表超过{self.limits.columns}列", "请删去多余的列后再导入")
        if self._slots > self.limits.slots:
            self.refuse("里的表格太大（行数乘列数过多）", "请删去多余的空行、空列，或拆成几个文件后再导入")

    def line(self) -> None:
        """Account for one line of text; ``FileRefused`` when there are too many."""
        self._lines += 1
        if self._lines > self.limits.lines:
            self.refuse(f"里的文字超过{self.limits.lines}行", "请确认文件无误，或拆成几个文件后再导入")

    def refuse(self, found: str, hint: str) -> NoReturn:
        """Refuse the file: ``found`` completes the sentence “某文件……”."""
        raise FileRefused(f"“{self.name}”{found}，没有读取", hint)
