"""Places and values of the ledger in the words of the protocol.

The protocol counts lines at ``\\n``, ``\\r\\n`` and ``\\r``, and columns in UTF-16 code units unless the client has
asked otherwise; the ledger counts lines at ``\\n`` alone and columns in characters, from 1.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol import types

from cli.findings import Placed
from ledger.diagnostics import Level, Where
from ledger.editor.hover import page, rule_named
from ledger.editor.links import Entry
from ledger.editor.offers import Offer

SOURCE = "taizhang"
_LEVELS = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.NOTICE: types.DiagnosticSeverity.Information,
}
_KINDS = {
    "key": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.EnumMember,
    "unit": types.CompletionItemKind.Class,
    "task": types.CompletionItemKind.Reference,
    "period": types.CompletionItemKind.Event,
    "rule": types.CompletionItemKind.Constant,
}
_SYMBOLS = {"list": types.SymbolKind.Object, "field": types.SymbolKind.Field}
_UNITS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
_SIZE = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class TextMap:
    """Offsets of a text ⇄ positions of the protocol."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self._codec, self._size = _UNITS[encoding], _SIZE[encoding]
        self._starts = [0, *(found.end() for found in re.finditer("\r\n|\n|\r", text))]
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def position(self, offset: int) -> types.Position:
        """The position of an offset; one behind the end is at the end."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        return types.Position(line, self._length(self.text[self._starts[line] : offset]))

    def offset(self, position: types.Position) -> int:
        """The offset of a position; behind the end of a line is at its end."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        stop = self._starts[position.line + 1] if position.line + 1 < len(self._starts) else len(self.text)
        line = self.text[start:stop].rstrip("\r\n")
        data = line.encode(self._codec, "surrogatepass")[: position.character * self._size]
        return start + len(data.decode(self._codec, "ignore"))

    def range(self, start: int, end: int) -> types.Range:
        """The range between two offsets."""
        return types.Range(self.position(start), self.position(max(start, end)))

    def of(self, where: Where) -> types.Range:
        """The range of a place; one behind the end of the text is at its end."""
        start = self._offset_of(where)
        end = min(start + where.length, self._line_end(start))
        return self.range(start, max(end, start))

    def _offset_of(self, where: Where) -> int:
        if where.line > len(self._lines):
            return len(self.text)
        mark = 1 if where.line == 1 and self.text.startswith("\ufeff") else 0
        start = self._lines[where.line - 1]
        return min(start + where.column - 1 + mark, self._line_end(start))

    def _line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        end = len(self.text) if end < 0 else end
        return end - 1 if end > offset and self.text[end - 1] == "\r" else end

    def _length(self, text: str) -> int:
        return len(text.encode(self._codec, "surrogatepass")) // self._size


def diagnostic(item: Placed, places: TextMap) -> types.Diagnostic:
    """A finding as editors show it: message, and the fix on a line of its own."""
    finding = item.finding
    said = f"{finding.message}\n改法：{finding.hint}" if finding.hint else finding.message
    return types.Diagnostic(
        range=places.of(item.where),
        message=said,
        severity=_LEVELS[finding.level],
        code=finding.code,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if finding.code in ("R004", "R091") else None,
    )


def item(offer: Offer, n: int, places: TextMap) -> types.CompletionItem:
    """A completion; ``n`` keeps the order in which they were offered."""
    return types.CompletionItem(
        label=offer.label,
        kind=_KINDS[offer.kind],
        detail=offer.detail or None,
        label_details=types.CompletionItemLabelDetails(description=offer.detail) if offer.detail else None,
        documentation=offer.about or None,
        filter_text=offer.search or None,
        sort_text=f"{n:05}",
        preselect=True if n == 0 and offer.here else None,
        text_edit=types.TextEdit(places.range(offer.start, offer.end), offer.new),
    )


def symbol(entry: Entry, places: TextMap) -> types.DocumentSymbol:
    """One line of the outline; its range holds those of its children."""
    chosen, last = places.of(entry.where), places.of(entry.last)
    return types.DocumentSymbol(
        name=entry.name or "（空）",
        detail=entry.detail or None,
        kind=_SYMBOLS[entry.kind],
        range=types.Range(chosen.start, max(chosen.end, last.end)),
        selection_range=chosen,
        children=[symbol(child, places) for child in entry.children] or None,
    )


def edit(before: str, after: str, encoding: str = "utf-16") -> types.TextEdit | None:
    """The one edit that turns a text into another, whole lines left out where they are equal; ``None`` for none."""
    if before == after:
        return None
    start = 0
    shorter = min(len(before), len(after))
    while start < shorter and before[start] == after[start]:
        start += 1
    start = before.rfind("\n", 0, start) + 1
    end = 0
    while end < shorter - start and before[-1 - end] == after[-1 - end]:
        end += 1
    stop = len(before) - end
    line_end = before.find("\n", stop)
    if end and before[stop - 1 : stop] != "\n":
        # up to the end of the line, so that no pair of surrogates or line end is cut in two
        more = (line_end + 1 if line_end >= 0 else len(before)) - stop
        stop, end = stop + more, end - more
    return types.TextEdit(TextMap(before, encoding).range(start, stop), after[start : len(after) - end])


def explained(code: str) -> str:
    """The page of a rule in Markdown; empty for a code that is none."""
    rule = rule_named(code)
    return page(rule) if rule else ""
