"""Reading plain text: a paragraph a line, blank lines kept, tabs kept.

Page text that was copied from a table has lost its cells; whoever interprets it needs the blank lines,
sometimes the double ones, to find them again.
"""

from __future__ import annotations

import re

from ledger.document import Paragraph, Remark, SourceDocument
from ledger.importers.limits import Budget, Limits
from ledger.importers.lines import Lines

_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def read(text: str, name: str, sha256: str, limits: Limits, remarks: tuple[Remark, ...] = ()) -> SourceDocument:
    """The lines of ``text``, with their number as place; blanks at the end of a line are dropped."""
    budget = Budget(name, limits)
    blocks: list[Paragraph] = []
    for number, content in enumerate(_LINE_END.split(text), 1):
        line = Lines()
        line.add(content.rstrip(" \u3000\xa0"))
        blocks += line.paragraphs(f"第{number}行", budget)
    while blocks and not blocks[-1].runs:
        blocks.pop()
    return SourceDocument(name=name, kind="txt", sha256=sha256, blocks=tuple(blocks), remarks=remarks)
