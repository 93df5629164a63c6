"""Tables that have become text: cells found again in pasted tables and in the text of web pages.

Two kinds are met. In pasted tables a tab begins every cell and a blank line ends every row (``pasted``). In
the text of web pages a blank line parts paragraphs and cells alike, and two blank lines part rows (``spaced``).
Both have lost the merging. The result is an ordinary ``Table`` with spans, so that everything after this reads
one kind of table; what had to be guessed on the way is a finding.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger.document import Block, SourceDocument
from ledger.importers import pasted, spaced
from ledger.importers.findings import Notebook
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
    else:
        blocks = spaced.blocks(lines, registry, notes)
    return replace(document, blocks=tuple(blocks))
