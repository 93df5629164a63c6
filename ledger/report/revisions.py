"""A comparison as a Word document with real tracked changes: accept all is the second side, reject all the first.

Text that came is ``w:ins``, text that went ``w:del``, each with who and when; a sentence that only stands elsewhere
is ``w:moveFrom`` and ``w:moveTo``, whose ranges share a name. A paragraph of which one side has nothing has a tracked
mark too, so that it vanishes as a whole. WordprocessingML is written as strings, because
neither python-docx nor docxtpl knows revisions (ECMA-376 part 1, 17.13.5). Equal input gives equal bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from ledger.compare.tokens import sentences
from ledger.report.diffview import Block, Line, View
from ledger.report.markup import escape, quoteattr
from ledger.values import Struct

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INSERTED, _DELETED = "ins", "del"
_MOVED = ("moved_from", "moved_to")
_SIDES = {"same": "", "gone": _DELETED, "moved_from": _DELETED, "new": _INSERTED, "moved_to": _INSERTED}


class Run(Struct, frozen=True):
    """A stretch of text without line breaks; ``side`` is empty, ``ins`` or ``del``.

    ``move`` names what stands elsewhere on the other side; its two runs have the same name, no others have it.
    """

    text: str
    side: str = ""
    bold: bool = False
    move: str = ""


class Paragraph(Struct, frozen=True):
    """Runs, and what became of the paragraph mark behind them."""

    runs: tuple[Run, ...]
    style: str = ""
    side: str = ""
    author: str = ""
    made: datetime | None = None


@dataclass
class _Numbered:
    """Every revision has a number of its own."""

    last: int = field(default=0)

    def attributes(self, paragraph: Paragraph) -> str:
        self.last += 1
        made = f' w:date="{paragraph.made.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"' if paragraph.made else ""
        return f'w:id="{self.last}" w:author={quoteattr(_clean(paragraph.author) or "督查室")}{made}'


def render(shown: View) -> bytes:
    """The document; see the module."""
    body = "".join(_paragraph(paragraph, numbered) for numbered in [_Numbered()] for paragraph in paragraphs(shown))
    made = shown.made.astimezone(UTC) if shown.made else datetime(1980, 1, 1, tzinfo=UTC)
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELS,
        "docProps/core.xml": _core(shown.title, made),
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}{_SECTION}</w:body></w:document>',
        "word/styles.xml": _STYLES,
    }
    target = io.BytesIO()
    # stored, not deflated: compressors differ from machine to machine, and equal input is to give equal bytes
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for name, text in parts.items():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 0
            package.writestr(member, (_HEAD + text).encode())
    return target.getvalue()


# ---------------------------------------------------------------------- what stands in it


def paragraphs(shown: View) -> Iterator[Paragraph]:
    """The document from top to bottom. The last paragraph is never tracked: Word keeps it in any case."""
    moves = count(1)
    yield _plain(shown.title, "Title")
    yield _plain(f"{shown.before} → {shown.after}", "Sides")
    if shown.differs:
        yield _plain(f"{shown.told}。", "Summary")
    for item in shown.items:
        side, line = _SIDES.get(item.side, ""), next((line for block in item.blocks for line in block.lines), None)
        for text, style in ((f"{item.id} {item.place}".rstrip(), "Heading1"), (item.text, "Task")):
            yield Paragraph(
                tuple(_runs(text, side)), style, side, line.author if line else "", line.made if line else None
            )
        if item.status:
            yield _plain(f"状态：{item.status}", "Unit")
        for block in item.blocks:
            yield from _block(block, moves)
    for note in shown.notes:
        yield _plain(f"注意：{note}", "Summary")
    yield _plain("（完）" if shown.differs else "没有变化。")


def _plain(text: str, style: str = "") -> Paragraph:
    return Paragraph(tuple(_runs(text.replace("\n", " "))), style)


def _runs(text: str, side: str = "", *, bold: bool = False) -> Iterator[Run]:
    if text:
        yield Run(text, side, bold)


def _block(block: Block, moves: Iterator[int]) -> Iterator[Paragraph]:
    lines = [line for line in block.lines if not line.remark]
    if block.unit and lines:
        side = _SIDES.get(block.side, "")
        first = lines[0]
        yield Paragraph(
            (Run(f"{block.unit} {block.period}".rstrip(), side, bold=True),), "Unit", side, first.author, first.made
        )
    for line in lines:
        yield from _line(line, moves)


def _line_side(line: Line) -> str:
    """The side that all of a field is of; empty where both sides have something."""
    sides = {_SIDES[mark.kind] for mark in line.marks.marks}
    return sides.pop() if len(sides) == 1 else ""


def _line(line: Line, moves: Iterator[int]) -> Iterator[Paragraph]:
    """A field: its name, then its text, a paragraph a line of text."""
    whole = _line_side(line)
    runs: list[Run] = [Run(f"{line.name}：", whole, bold=True)]
    for text, side, move in _pieces(line, moves):
        first, *rest = text.split("\n")
        runs += [Run(first, side, move=move)] if first else []
        for more in rest:
            # the mark of a paragraph came or went with the line break that it is
            yield Paragraph(tuple(runs), "", side, line.author, line.made)
            runs = list(_runs(more, side))
    yield Paragraph(tuple(runs), "", whole, line.author, line.made)


def _pieces(line: Line, moves: Iterator[int]) -> Iterator[tuple[str, str, str]]:
    """The marks of a field as text, side, and the name of a move; sentences that moved apart from each other.

    A sentence without its like on the other side came or went like any other text.
    """
    marks = line.marks.marks
    moved = {kind: [one for mark in marks if mark.kind == kind for one in _sentences(mark.text)] for kind in _MOVED}
    names: dict[tuple[str, str], list[str]] = {}
    both = Counter(moved["moved_from"]) & Counter(moved["moved_to"])
    for text in dict.fromkeys(moved["moved_from"]):
        for _ in range(both[text]):
            name = f"move{next(moves)}"
            for kind in _MOVED:
                names.setdefault((kind, text), []).append(name)
    for mark in marks:
        if mark.kind not in _MOVED:
            yield mark.text, _SIDES[mark.kind], ""
            continue
        for text in sentences(mark.text):
            left = names.get((mark.kind, text.strip()))
            yield text, _SIDES[mark.kind], left.pop(0) if left else ""


def _sentences(text: str) -> list[str]:
    """The sentences of a text that say something, without the line breaks around them."""
    return [said for one in sentences(text) if (said := one.strip())]


# ---------------------------------------------------------------------- WordprocessingML


def _paragraph(paragraph: Paragraph, numbered: _Numbered) -> str:
    style = f'<w:pStyle w:val="{paragraph.style}"/>' if paragraph.style else ""
    mark = f"<w:rPr><w:{paragraph.side} {numbered.attributes(paragraph)}/></w:rPr>" if paragraph.side else ""
    properties = f"<w:pPr>{style}{mark}</w:pPr>" if style or mark else ""
    return f"<w:p>{properties}{''.join(_run(run, paragraph, numbered) for run in paragraph.runs)}</w:p>"


def _run(run: Run, paragraph: Paragraph, numbered: _Numbered) -> str:
    properties = "<w:rPr><w:b/></w:rPr>" if run.bold else ""
    tag = "w:delText" if run.side == _DELETED and not run.move else "w:t"
    pieces = [f'<{tag} xml:space="preserve">{escape(piece)}</{tag}>' for piece in _clean(run.text).split("\t")]
    inside = f"<w:r>{properties}{'<w:tab/>'.join(pieces)}</w:r>"
    if not run.side:
        return inside
    if not run.move:
        return f"<w:{run.side} {numbered.attributes(paragraph)}>{inside}</w:{run.side}>"
    kind = "moveFrom" if run.side == _DELETED else "moveTo"
    start = numbered.attributes(paragraph)
    moved = f"<w:{kind} {numbered.attributes(paragraph)}>{inside}</w:{kind}>"
    end = start.partition(" ")[0]
    return f'<w:{kind}RangeStart {start} w:name="{run.move}"/>{moved}<w:{kind}RangeEnd {end}/>'


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)


def _core(title: str, made: datetime) -> str:
    when = f"{made:%Y-%m-%dT%H:%M:%SZ}"
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(_clean(title))}</dc:title><dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified></cp:coreProperties>'
    )


_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_DOCUMENT_RELS = (
    f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
# A4 with the margins of GB/T 9704-2012: 37, 35, 28 and 26 mm
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/>'
    "</w:sectPr>"
)


def _font(east: str) -> str:
    return f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{east}"/>'


def _style(identity: str, name: str, paragraph: str, run: str, *, default: bool = False) -> str:
    kind = ' w:default="1"' if default else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{kind} w:styleId="{identity}"><w:name w:val="{name}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


_CENTERED = '<w:jc w:val="center"/>'
_STYLES = (
    f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>{_font("仿宋_GB2312")}<w:sz w:val="28"/>'
    '<w:szCs w:val="28"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
    + _style(
        "Normal",
        "Normal",
        '<w:spacing w:line="480" w:lineRule="exact"/><w:ind w:left="560"/><w:jc w:val="both"/>',
        "",
        default=True,
    )
    + _style(
        "Title",
        "Title",
        f'<w:spacing w:after="200" w:line="600" w:lineRule="exact"/><w:ind w:left="0"/>{_CENTERED}',
        f'{_font("方正小标宋简体")}<w:sz w:val="40"/><w:szCs w:val="40"/>',
    )
    + _style("Sides", "对比双方", f'<w:spacing w:after="120"/><w:ind w:left="0"/>{_CENTERED}', _font("楷体_GB2312"))
    + _style("Summary", "摘要", '<w:ind w:left="0" w:firstLine="560"/>', "")
    + _style(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:spacing w:before="240"/><w:ind w:left="0"/><w:outlineLvl w:val="0"/>',
        _font("黑体"),
    )
    + _style("Task", "任务内容", '<w:keepNext/><w:ind w:left="0"/>', _font("楷体_GB2312"))
    + _style("Unit", "责任单位", '<w:keepNext/><w:ind w:left="0" w:firstLine="280"/>', "")
    + "</w:styles>"
)
