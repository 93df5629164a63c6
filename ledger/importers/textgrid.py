"""A table under construction from lines of text, and the lines that are no part of any document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ledger.document import Cell, Paragraph, Table
from ledger.text import squeeze

FURNITURE = re.compile(
    r"^(?:扫码使用|扫一扫|打印(?:整页|内容|本页)|单位概况|信息发布总数|点击量|网站标识码|主办[:：]|承办[:：]|版权所有|备案号|ICP备"
    r"|上一篇|下一篇|相关(?:链接|文件|稿件|解读)|关闭窗口|返回顶部|分享到|无障碍阅读|附件下载|政策解读[:：]?$|浏览次数|责任编辑)"
)
"""Lines of the web page around a document."""


@dataclass
class Draftcell:
    """A cell whose span is still growing."""

    row: int
    column: int
    colspan: int
    paragraphs: list[Paragraph]
    rowspan: int = 1

    @property
    def text(self) -> str:
        """Its text without blanks and line breaks."""
        return squeeze("".join(paragraph.text for paragraph in self.paragraphs))

    @property
    def place(self) -> str:
        """Where it stands: the place of its first line."""
        return next((paragraph.place for paragraph in self.paragraphs), "")


@dataclass
class Grid:
    """A table under construction."""

    columns: int
    cells: list[Draftcell] = field(default_factory=list)
    rows: int = 0
    _lowest: dict[int, Draftcell] = field(default_factory=dict)

    def put(self, row: int, column: int, colspan: int, paragraphs: Sequence[Paragraph]) -> Draftcell:
        """A new cell; blank lines at its ends go."""
        kept = list(paragraphs)
        while kept and not squeeze(kept[-1].text):
            kept.pop()
        while kept and not squeeze(kept[0].text):
            kept.pop(0)
        cell = Draftcell(row, column, colspan, kept)
        self.cells.append(cell)
        self._lowest |= dict.fromkeys(range(column, column + colspan), cell)
        self.rows = max(self.rows, row + 1)
        return cell

    def above(self, row: int, column: int) -> Draftcell | None:
        """The cell that ends right above this slot."""
        cell = self._lowest.get(column)
        return cell if cell and cell.row + cell.rowspan == row else None

    def lowest(self, column: int) -> Draftcell | None:
        """The last cell put into a column."""
        return self._lowest.get(column)

    def table(self, place: str) -> Table:
        """The finished table."""
        cells = tuple(
            Cell(cell.row, cell.column, cell.rowspan, cell.colspan, tuple(p for p in cell.paragraphs if p.runs))
            for cell in self.cells
        )
        return Table(cells, self.rows, self.columns, place)
