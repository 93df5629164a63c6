"""A report in a Word template that office staff may restyle.

docxtpl reads its tags (``{{ row.done }}``, ``{%tr for row in rows %}``) into a Jinja template (``wordtags``); the
rest is ours, because a government table needs what docxtpl does not give: a sandbox, merged cells, bold parts, text
that arrives whole, and equal bytes for equal input. A printed ``Cell`` carries marks (control characters, which no
text can contain) that say how its table cell is merged, where a paragraph ends and where bold begins;
``wordmarks`` turns them into WordprocessingML once the rows are one string. Every other file of the template's
package (styles, settings, pictures) goes into the document as it is.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from lxml import etree

from ledger.errors import RenderFailed
from ledger.patterns import late
from ledger.report import simpletags, wordcharts, wordmarks, wordrows, wordtables, wordtags
from ledger.report.markup import escape
from ledger.report.values import Report
from ledger.values import replace

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MEMBERS, _UNPACKED, _XML_PART = 300, 40_000_000, 2_000_000
"""How large a template may be: files in it, bytes unpacked, bytes of its text."""
_OPENINGS = re.compile(r"\{[{%#]")
_CLOSINGS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_WITH_TAGS = late(r"word/(?:header|footer|footnotes|endnotes)\d*\.xml")
_NOISE = re.compile(r' (?:w14:(?:paraId|textId)|w:rsid\w*)="[^"]*"|<w:proofErr [^>]*/>')
"""What Word leaves in a template and may not occur twice, as it would in the rows of a loop."""
_TITLE_PORTRAIT, _TITLE_LANDSCAPE = 20, 28
"""Characters of a 22 pt title in a line of 156 mm and 225 mm."""
_AFTER = late(r"[》”）的](?![》”）])")
_BEFORE = late(r"关于|主要|责任|落实|重点")
_WIDE, _IDEOGRAPH, _GAP = 0x2000, 0x3400, 0.5
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"

Element = etree._Element


def render(report: Report, name: str, data: bytes, start: Path | None = None) -> bytes:
    """The report in the template ``data``, called ``name`` in messages. ``RenderFailed`` when they do not fit.

    ``start`` lies in the repository whose cache remembers how the template's tags are read.
    """
    files = _unpacked(data, name)
    main = _main_part(files, name)
    root = _parsed(files[main], name)
    orientation = root.find(f"{_W}body/{_W}sectPr/{_W}pgSz")
    landscape = orientation is not None and orientation.get(f"{_W}orient") == "landscape"
    set_report = _with_set_titles(report, landscape=landscape)
    rows = wordrows.Rows(wordtables.page_height(root))
    tree = _built(rows.set_aside(_filled(root, set_report, name, start)), name)
    wordtables.arrange(tree)
    charts = wordcharts.place(tree, wordcharts.charts_of(report))
    files[main] = rows.put_back(_serialized(tree))
    wordcharts.add_parts(files, main, charts)
    for path in files:
        if _WITH_TAGS.fullmatch(path) and _OPENINGS.search(files[path].decode("utf-8", "replace")):
            filled = _filled(_parsed(files[path], name), set_report, name, start)
            files[path] = _serialized(_built(filled, name))
    if _CORE in files:
        files[_CORE] = _core(report)
    return _packed(files)


def _with_set_titles(report: Report, *, landscape: bool) -> Report:
    in_line = _TITLE_LANDSCAPE if landscape else _TITLE_PORTRAIT
    sections = tuple(replace(section, title=set_title(section.title, in_line)) for section in report.sections)
    return replace(report, sections=sections)


def set_title(title: str, in_line: int) -> str:
    """A title too long for a line, broken so that words stay whole and both lines are about as long.

    GB/T 9704-2012 wants breaks that keep the meaning; a title without a good place is left to Word.
    """
    widths = [_half_widths(before, character) for before, character in zip(" " + title, title, strict=False)]
    total = sum(widths)
    if total <= 2 * in_line or "\n" in title:
        return title
    places = [found.end() for found in _AFTER.finditer(title)] + [found.start() for found in _BEFORE.finditer(title)]
    fitting = [at for at in places if max(sum(widths[:at]), total - sum(widths[:at])) <= 2 * in_line]
    if not fitting:
        return title
    best = min(fitting, key=lambda at: (abs(2 * sum(widths[:at]) - total), at))
    return f"{title[:best]}\n{title[best:]}"


def _half_widths(before: str, character: str) -> float:
    """How wide a character stands after ``before``, in half characters.

    Word, WPS and LibreOffice put a quarter of a character between a figure or Latin word and a Chinese one.
    """
    width = 1 if ord(character) < _WIDE else 2
    met = {before, character}
    gap = any(c.isascii() and c.isalnum() for c in met) and any(ord(c) >= _IDEOGRAPH for c in met)
    return width + _GAP * gap


def _filled(root: Element, report: Report, name: str, start: Path | None) -> str:
    """One part of the template with its tags replaced."""
    _check_tags(root, name)
    source = etree.tostring(root, encoding="unicode")
    patched = _NOISE.sub("", wordtags.as_jinja(source, start))
    values = simpletags.context(report)
    # handed on at once: a long table is fifty megabytes, and nobody is to hold two of them
    return wordmarks.resolve(
        (None if "\n" in patched else simpletags.filled(patched, values, wordmarks.show)) or _run(patched, values, name)
    )


def _run(patched: str, values: dict[str, Any], name: str) -> str:
    from ledger.report.templating import Sandbox, compile_template, run_template

    # a line a paragraph, so that a line number in a failure names the paragraph
    patched = re.sub(r"<w:p([ >])", r"\n<w:p\1", patched)
    described = partial(_paragraph, patched)
    compiled = compile_template(Sandbox(wordmarks.show, lines=False), patched, name, described)
    return run_template(compiled, values, name, described).replace("\n<w:p", "<w:p")


def _built(xml: str, name: str) -> Element:
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True, no_network=True))
    except etree.XMLSyntaxError as failure:
        raise RenderFailed(
            f"模板 {name} 的标签位置不对，填好以后不成文档",
            "{%tr … %} 要单独占一行表格，{%p … %} 要单独占一段，for 和 endfor 要在同一张表里",
        ) from failure


def _paragraph(patched: str, line: int) -> str:
    """The words of the paragraph on that line of the patched source."""
    lines = patched.split("\n")
    for number in range(min(line, len(lines)) - 1, -1, -1):
        words = re.sub(r"<[^>]*>", "", lines[number].partition("</w:p>")[0]).strip()
        if words:
            return f"“{words if len(words) <= 60 else words[:57] + '…'}”处"
    return "开头"


# ---------------------------------------------------------------------- the template's package


def _not_word(name: str) -> RenderFailed:
    return RenderFailed(f"模板 {name} 不是完好的 Word 文档（.docx）", "在 Word 或 WPS 里打开它，另存为 .docx")


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """The files of a template; refuses what a form never needs: bombs, macros, links fetched on opening."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if len(members) > _MEMBERS or sum(member.file_size for member in members) > _UNPACKED:
                raise RenderFailed(f"模板 {name} 展开后太大", "删去模板里的大图片和多余内容")
            files = {member.filename: package.read(member) for member in members if not member.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as failure:
        raise _not_word(name) from failure
    for path, content in files.items():
        _check_file(path, content, name)
    return files


def _check_file(path: str, content: bytes, name: str) -> None:
    lower = path.lower()
    if "vbaproject" in lower or "/activex/" in lower or "/embeddings/" in lower:
        raise RenderFailed(f"模板 {name} 带有宏或嵌入对象", "另存为不带宏的 .docx，删去嵌入的对象")
    if not lower.endswith((".xml", ".rels")):
        return
    if len(content) > _XML_PART:
        raise RenderFailed(f"模板 {name} 的 {path} 太大", "模板里只留样式和标签，不要放数据")
    # UTF-16 would hide the words below from a plain search, and Word does not write it
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise RenderFailed(f"模板 {name} 里有不允许的实体定义或编码", "在 Word 或 WPS 里打开它，另存为 .docx")
    if lower.endswith(".rels"):
        for relation in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", content):
            if b"External" in relation and b"/hyperlink" not in relation:
                raise RenderFailed(f"模板 {name} 引用了外部文件", "把图片嵌入文档，去掉外部模板和链接")


def _main_part(files: dict[str, bytes], name: str) -> str:
    """The path of the document's text, as the package says."""
    relations = _parsed(files.get("_rels/.rels", b""), name)
    for relation in relations:
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            path = posixpath.normpath(str(relation.get("Target", "")).lstrip("/"))
            if path in files:
                return path
    raise _not_word(name)


def _parsed(content: bytes, name: str) -> Element:
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError) as failure:
        raise _not_word(name) from failure


def _check_tags(root: Element, name: str) -> None:
    """Every tag must end in its own paragraph, or Word's own markup would be taken for part of it."""
    for text in _texts(root):
        position = 0
        while found := _OPENINGS.search(text, position):
            end = text.find(_CLOSINGS[found[0]], found.end())
            if end < 0:
                tag = text[found.start() : found.start() + 40]
                raise RenderFailed(f"模板 {name} 里的标签“{tag}”没有结束", f"在同一段里补上“{_CLOSINGS[found[0]]}”")
            position = end + 2


def _texts(root: Element) -> Iterator[str]:
    for paragraph in root.iter(f"{_W}p"):
        yield "".join(node.text or "" for node in paragraph.iter(f"{_W}t"))
    for node in root.iter():
        if node.text and node.tag != f"{_W}t":
            yield node.text
        yield from (str(value) for value in node.attrib.values())


# ---------------------------------------------------------------------- same in, same out


def _serialized(tree: Element) -> bytes:
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)


def _packed(files: dict[str, bytes]) -> bytes:
    """The package in a fixed order with fixed times.

    Members are stored, not deflated: compressors differ from machine to machine, and a report of a commit
    is to have the same bytes on all of them.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(files, key=lambda name: (name != "[Content_Types].xml", name != "_rels/.rels", name)):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = 0
            package.writestr(member, files[name])
    return buffer.getvalue()


def _core(report: Report) -> bytes:
    """Document properties from the ledger alone: no user name, no clock."""
    made = f"{report.created or date(1980, 1, 1)}T00:00:00Z"
    as_of = report.facts.get("as_of", "")
    described = f"<dc:description>{escape(as_of)}</dc:description>" if as_of else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(report.title)}</dc:title>{described}<dc:language>zh-CN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified></cp:coreProperties>'
    ).encode()
