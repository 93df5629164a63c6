"""Marks in printed values, and what they become in WordprocessingML.

A template cell says just ``{{ row.units }}``; what the cell's text cannot say travels as control characters,
which no cleaned text contains:

    \\x01<merge>;<columns>;<share>\\x01   how the table cell around it is merged, and its share of the width
    \\x02                               a new paragraph, formatted as this one
    \\x03 … \\x04                        bold, in the template's own font
    \\x05  \\x06                         a tab, a line break
    \\x07<number>\\x07                   a chart of the report (see ``wordcharts``)
"""

from __future__ import annotations

import re
from functools import lru_cache

from ledger.patterns import late
from ledger.report.markup import escape
from ledger.report.values import Cell, Part

_FACTS = late("\x01([rc-]);(\\d+);(\\d+)\x01")
_FLOW = late("[\x02-\x04]")
_CHART = late("\x07(\\d+)\x07")
_UNPRINTABLE = late("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_TCPR = re.compile(r"<w:tcPr>(.*?)</w:tcPr>|<w:tcPr/>", re.DOTALL)
_SPAN = late(r'<w:gridSpan w:val="(\d+)"/>')
_WIDTH = late(r"<w:tcW [^>]*/>")
_MERGE = late(r"<w:vMerge(?: [^>]*)?/>")
_PPR = re.compile(r"<w:pPr>.*?</w:pPr>|<w:pPr/>", re.DOTALL)
_RPR = re.compile(r"<w:rPr>.*?</w:rPr>|<w:rPr/>", re.DOTALL)
_BOLD = late(r"<w:b(?:Cs)?(?: [^>]*)?/>")
_TEXT = '<w:t xml:space="preserve">'
_GRID = re.compile(r"<w:tblGrid>(.*?)</w:tblGrid>", re.DOTALL)
_GRID_COLUMN = late(r'<w:gridCol w:w="(\d+)"/>')


def show(value: object) -> str:
    """A value for the inside of ``<w:t>``, with marks."""
    if not isinstance(value, Cell):
        return _escaped(str(value))
    if value.chart:
        return f"\x07{value.chart.number}\x07"
    paragraphs = value.paragraphs if value.rows else ((Part(""),),)
    if len(paragraphs) == 1 and len(paragraphs[0]) == 1 and not paragraphs[0][0].bold:
        text = _escaped(paragraphs[0][0].text)
    else:
        text = "\x02".join(
            "".join(f"\x03{_escaped(part.text)}\x04" if part.bold else _escaped(part.text) for part in parts)
            for parts in paragraphs
        )
    if value.rows == 1 and value.columns == 1 and not value.width:
        return text
    merge = "r" if value.rows > 1 else "c" if value.rows == 0 else "-"
    return f"\x01{merge};{value.columns};{value.width}\x01{text}"


def _escaped(text: str) -> str:
    if text.isprintable():
        return escape(text)
    text = _UNPRINTABLE.sub("\ufffd", text)
    return escape(text).replace("\t", "\x05").replace("\n", "\x06")


def resolve(xml: str) -> str:
    """WordprocessingML in which every mark has become markup. Marks outside a table cell lose their merge."""
    # most documents have few kinds of marks, and asking for a character is cheaper than any pattern
    if "\x01" in xml:
        xml = _with_facts(xml)
    if any(mark in xml for mark in "\x02\x03\x04"):
        xml = _with_flow(xml)
    if "\x07" in xml:
        xml = _CHART.sub(rf'</w:t><w:drawing w:chart="\1"/>{_TEXT}', xml)
    if "\x05" in xml:
        xml = xml.replace("\x05", f"</w:t><w:tab/>{_TEXT}")
    return xml.replace("\x06", f"</w:t><w:br/>{_TEXT}") if "\x06" in xml else xml


def _opening(xml: str, tag: str, start: int, end: int) -> int:
    """Where the last ``<tag>`` or ``<tag …>`` between ``start`` and ``end`` begins; -1 for none."""
    return max(xml.rfind(f"<{tag}>", start, end), xml.rfind(f"<{tag} ", start, end))


def _with_facts(xml: str) -> str:
    """Cells merged and as wide as their marks say; a share of the width is one of the table's own grid."""
    totals = [(grid.end(), sum(map(int, _GRID_COLUMN.findall(grid[1])))) for grid in _GRID.finditer(xml)]
    pieces: list[str] = []
    last, table = 0, -1
    for found in _FACTS.finditer(xml):
        while table + 1 < len(totals) and totals[table + 1][0] <= found.start():
            table += 1
        at = _opening(xml, "w:tc", last, found.start())
        if at < 0 or xml.find("</w:tc>", at, found.start()) >= 0:
            pieces.append(xml[last : found.start()])
        else:
            pieces.append(xml[last:at])
            width = int(found[3]) * totals[table][1] // 1000 if table >= 0 else 0
            pieces.append(_merged(xml[at : found.start()], found[1], int(found[2]), width))
        last = found.end()
    pieces.append(xml[last:])
    return "".join(pieces)


def _merged(opening: str, merge: str, columns: int, width: int) -> str:
    """The beginning of a cell (up to the mark) with its properties set."""
    found = _TCPR.search(opening)
    if found is None:
        end = opening.index(">") + 1
        return f"{opening[:end]}<w:tcPr>{_properties('', merge, columns, width)}</w:tcPr>{opening[end:]}"
    inside = _properties(found[1] or "", merge, columns, width)
    return f"{opening[: found.start()]}<w:tcPr>{inside}</w:tcPr>{opening[found.end() :]}"


@lru_cache(maxsize=1000)
def _properties(inside: str, merge: str, columns: int, wide: int) -> str:
    width = _WIDTH.search(inside)
    own = _SPAN.search(inside)
    rest = _MERGE.sub("", _SPAN.sub("", _WIDTH.sub("", inside)))
    # a cell out of a loop over columns spans what it says; editors give its prototype any span to fill the row
    span = columns * int(own[1] if own and not wide else 1)
    return (
        (f'<w:tcW w:w="{wide}" w:type="dxa"/>' if wide else width[0] if width else "")
        + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
        + {"r": '<w:vMerge w:val="restart"/>', "c": "<w:vMerge/>", "-": ""}[merge]
        + rest
    )


def _with_flow(xml: str) -> str:
    """Paragraphs and bold: the paragraph around a mark is split and its run repeated."""
    pieces: list[str] = []
    last = 0
    # a pattern of one character is looked for ten times faster than one of several
    marks = re.compile("|".join(mark for mark in "\x02\x03\x04" if mark in xml))
    found = marks.search(xml)
    while found:
        start = _opening(xml, "w:p", last, found.start())
        end = xml.find("</w:p>", found.start())
        if start < 0 or end < 0:
            break
        pieces.append(xml[last:start])
        pieces.append(_flowing(xml[start:end]))
        last = end
        found = marks.search(xml, last)
    pieces.append(xml[last:])
    return _FLOW.sub("", "".join(pieces)) if found else "".join(pieces)


def _flowing(paragraph: str) -> str:
    own = _PPR.search(paragraph)
    properties = own[0] if own else ""
    pieces: list[str] = []
    last = 0
    run = ""
    for found in _FLOW.finditer(paragraph):
        at = _opening(paragraph, "w:r", last, found.start())
        if at >= 0:
            format_ = _RPR.match(paragraph, paragraph.index(">", at) + 1)
            run = format_[0] if format_ else ""
        pieces.append(paragraph[last : found.start()])
        if found[0] == "\x02":
            pieces.append(f"</w:t></w:r></w:p><w:p>{properties}<w:r>{run}{_TEXT}")
        else:
            pieces.append(f"</w:t></w:r><w:r>{_bold(run) if found[0] == chr(3) else run}{_TEXT}")
        last = found.end()
    pieces.append(paragraph[last:])
    return "".join(pieces).replace(f"<w:r>{run}{_TEXT}</w:t></w:r>", "")


@lru_cache(maxsize=100)
def _bold(run: str) -> str:
    inside = _BOLD.sub("", run.removeprefix("<w:rPr>").removesuffix("</w:rPr>")) if run.startswith("<w:rPr>") else ""
    first = re.match(r"(?:<w:rStyle [^>]*/>)?(?:<w:rFonts [^>]*/>)?", inside)
    cut = first.end() if first else 0
    return f"<w:rPr>{inside[:cut]}<w:b/><w:bCs/>{inside[cut:]}</w:rPr>"
