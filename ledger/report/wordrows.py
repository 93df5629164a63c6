"""Rows of a Word table that differ in their texts alone: only the first of each kind goes through the XML tree.

As a tree, ten thousand rows take most of the time and memory of a document, and nearly all of them are built alike.
So those that nothing is merged in are set aside before the text is parsed, and written again as the first of their
kind came out, each with its own texts. Rows of a kind have the same markup and are, or are not, taller than a page;
nothing else decides how ``wordtables`` arranges a row that is neither merged nor the last of its table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ledger.report import wordtables

_BEGIN, _END, _TEXT_END = ("<w:tr>", "<w:tr "), "</w:tr>", "</w:t>"
_OTHER = re.compile(r"<(?:w:(?:tbl|vMerge|sdt|drawing|pict|object|txbxContent)|mc:|[!?])")
"""What makes a row one of its own: tables and pictures in it, cells that go on, what is no element."""
_PLACES = re.compile(r'<w:(tcW|tc|p|br)(?=[ />])(?:[^>]* w:w="(\d+)")?')
_KIND, _ASIDE = "w:rowKind", "w:rowsAside"
_FIRST = re.compile(rb' w:rowKind="(\d+)"')
_GAP = re.compile(rb'<w:tr w:rowsAside="(\d+)"/>')

Markup = tuple[str, ...]
"""What stands before, between and behind the texts of a row."""


class Rows:
    """The rows of one document that were set aside. ``page``: the height that a row may have, see ``wordtables``."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._measures: dict[Markup, _Measure] = {}
        self._count = 0
        self._gaps: list[list[tuple[int, list[str]]]] = []
        """For each gap its rows: kind and texts."""

    def set_aside(self, xml: str) -> str:
        """The document without the rows that are built like others before them in their table."""
        if _KIND in xml or _ASIDE in xml:  # a template that knows our marks gets none
            return xml
        pieces = xml.split(_END)
        kept: list[str] = []
        kinds: dict[tuple[Markup, bool], int] = {}
        in_gap = False
        for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
            if not piece.startswith(_BEGIN):  # what stands before or behind a table
                kinds = {}
            row = _apart(piece) if piece.startswith(_BEGIN) and _may_go(following) else None
            known = self._known(row) if row else None
            kind = kinds.get(known) if known else None
            if row and kind is not None:
                if not in_gap:
                    kept.append(f'<w:tr {_ASIDE}="{len(self._gaps)}"/>')
                    self._gaps.append([])
                self._gaps[-1].append((kind, row[1]))
            elif known:
                kinds[known] = self._count
                kept.append(f'<w:tr {_KIND}="{self._count}"{piece.removeprefix("<w:tr")}{_END}')
                self._count += 1
            else:
                kept.append(piece + _END)
            in_gap = kind is not None
        return "".join(kept).removesuffix(_END)

    def _known(self, row: tuple[Markup, list[str]]) -> tuple[Markup, bool] | None:
        """What decides how a row is arranged; ``None`` for one of its own."""
        markup, texts = row
        measure = self._measures.get(markup)
        if measure is None:
            measure = self._measures[markup] = _Measure(markup)
        return None if measure.is_other else (markup, measure.is_tall(texts, self._page))

    def put_back(self, data: bytes) -> bytes:
        """The serialized document with the rows in their places."""
        if not self._count:
            return data
        forms = dict(_forms(data))
        pieces = _GAP.split(_FIRST.sub(b"", data))
        for n in range(1, len(pieces), 2):
            gap = self._gaps[int(pieces[n])]
            pieces[n] = b"".join([(forms[kind] % tuple(texts)).encode() for kind, texts in gap])
        return b"".join(pieces)


def _may_go(following: str) -> bool:
    """Whether the row before may be set aside: not the last of its table, nor one that merged rows come after."""
    return following.startswith(_BEGIN) and "<w:vMerge" not in following


def _apart(row: str) -> tuple[Markup, list[str]]:
    """The markup of a row and its texts; an empty text is markup."""
    *cut, rest = row.split(_TEXT_END)
    markup: list[str] = []
    texts: list[str] = []
    held = ""
    for piece in cut:
        at = piece.rfind(">") + 1
        if at == len(piece):
            held += piece + _TEXT_END
        else:
            markup.append(held + piece[:at])
            texts.append(piece[at:])
            held = ""
    return (*markup, held + rest), texts


def _forms(data: bytes) -> Iterator[tuple[int, str]]:
    """Each kind of row as it was arranged, ready for ``%`` with its texts."""
    for found in _FIRST.finditer(data):
        start = data.rindex(b"<w:tr", 0, found.start())
        row = _FIRST.sub(b"", data[start : data.index(_END.encode(), found.end())] + _END.encode()).decode()
        markup, _ = _apart(row)
        yield int(found[1]), f"%s{_TEXT_END}".join(part.replace("%", "%%") for part in markup)


class _Measure:
    """How high the cells of a row with this markup stand: the reckoning of ``wordtables`` without a tree."""

    def __init__(self, markup: Markup) -> None:
        self.is_other = any(map(_OTHER.search, markup))
        self._slots: list[int] = []
        """The paragraph of each text."""
        self._paragraphs: list[tuple[int, int]] = []
        """The cell of each paragraph, and how many line breaks are in it."""
        self._in_line: list[int] = []
        """How many characters a line of each cell holds."""
        for part in markup:
            for found in _PLACES.finditer(part):
                self._take(found[1], found[2])
            self._slots.append(len(self._paragraphs) - 1)
        self._slots.pop()

    def _take(self, name: str, width: str | None) -> None:
        if name == "tc":
            self._in_line.append(wordtables.in_line(wordtables.WIDTH))
        elif name == "tcW" and width and self._in_line:
            self._in_line[-1] = wordtables.in_line(int(width))
        elif name == "p":
            self._paragraphs.append((len(self._in_line) - 1, 0))
        elif name == "br" and self._paragraphs:
            cell, breaks = self._paragraphs[-1]
            self._paragraphs[-1] = cell, breaks + 1

    def is_tall(self, texts: Sequence[str], page: int) -> bool:
        """Whether a cell with these texts is higher than a page."""
        if sum(map(len, texts)) < wordtables.SHORT:
            return False
        lengths = [0] * len(self._paragraphs)
        for paragraph, text in zip(self._slots, texts, strict=True):
            lengths[paragraph] += len(text) if "&" not in text else len(_plain(text))
        characters, lines = [0] * len(self._in_line), [0] * len(self._in_line)
        for length, (cell, breaks) in zip(lengths, self._paragraphs, strict=True):
            characters[cell] += length
            lines[cell] += wordtables.lines(length, self._in_line[cell]) + breaks
        return any(
            count >= wordtables.SHORT and height * wordtables.LINE > page
            for count, height in zip(characters, lines, strict=True)
        )


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
