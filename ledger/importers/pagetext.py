"""Tables that have become text: cells found again in pasted tables and in the text of web pages.

Three kinds are met. In pasted tables a tab begins every cell and a blank line ends every row (``pasted``); copied
from a workbook, tabs part the cells of a line (``forms.textforms``). In the text of web pages a blank line parts
paragraphs and cells alike, and two blank lines part rows (``spaced``). All have lost the merging. The result is an
ordinary ``Table`` with spans, so that everything after this reads one kind of table; what had to be guessed on the
way is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.document import Block, SourceDocument
from ledger.importers import heads, pasted, spaced
from ledger.importers.findings import Notebook
from ledger.importers.forms import textforms
from ledger.units import Registry
from ledger.values import replace


def rebuilt(document: SourceDocument, registry: Registry, notes: Notebook) -> SourceDocument:
    """The document with its text tables as tables; the same document when it has tables of its own or none."""
    lines = list(document.paragraphs)
    if len(lines) != len(document.blocks):
        return document
    blocks: Sequence[Block]
    if any(line.text.startswith("\t") for line in lines):
        blocks = pasted.blocks(lines, notes)
    elif parted := textforms.marked(lines, _are_heads):
        blocks = parted
    else:
        blocks = spaced.blocks(lines, registry, notes)
    return replace(document, blocks=tuple(blocks))


def _are_heads(cells: Sequence[str]) -> bool:
    """Whether the cells of a line are the heads of a task table: 序号, 重点任务, 责任单位 …"""
    roles = [heads.role_of(cell) for cell in cells if cell.strip()]
    placed = set(roles) - {heads.OTHER}
    return len(placed) > 2 and bool(placed & {heads.TEXT, heads.GOAL}) and len(placed) * 2 >= len(roles)
