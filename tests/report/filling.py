"""Somebody fills in a form: an independent writer (zip and ElementTree alone) that knows only what is printed.

``fill`` finds the columns by their heads and writes texts into the cells of a docx or an xlsx, as Word or Excel
would on saving. All that it writes is invented (虚构).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Writer = Callable[[str, str], str]
"""``words(number, head)``: what stands in the column ``head`` of the row ``number``; empty for nothing."""


def fill(data: bytes, words: Writer, reported: str) -> bytes:
    """The form with its blank cells written, 填报时间 and the signature; blank cells only."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    if "word/document.xml" in files:
        files["word/document.xml"] = _word(files["word/document.xml"], words, reported)
    else:
        files["xl/worksheets/sheet1.xml"] = _sheet(files, words, reported)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target.getvalue()


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


# ---------------------------------------------------------------------- docx


def _text(element: ElementTree.Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def _put(cell: ElementTree.Element, text: str) -> None:
    """Each line a paragraph in the look of the cell's first one."""
    first = cell.find(f"{W}p")
    assert first is not None
    look = first.find(f"{W}pPr")
    for old in cell.findall(f"{W}p"):
        cell.remove(old)
    for line in text.split("\n"):
        paragraph = ElementTree.SubElement(cell, f"{W}p")
        if look is not None:
            paragraph.append(look)
        run = ElementTree.SubElement(paragraph, f"{W}r")
        ElementTree.SubElement(run, f"{W}t").text = line


def _word(data: bytes, words: Writer, reported: str) -> bytes:
    root = ElementTree.fromstring(data)  # noqa: S314 - our own output
    table = next(root.iter(f"{W}tbl"))
    heads: list[str] = []
    for row in table.findall(f"{W}tr"):
        cells = row.findall(f"{W}tc")
        if row.find(f"{W}trPr/{W}tblHeader") is not None:
            heads = _heads(heads, cells)
        elif len(cells) == len(heads):
            number = _bare(_text(cells[0]))
            for head, cell in zip(heads, cells, strict=True):
                said = words(number, head)
                if said and not _text(cell):
                    _put(cell, said)
    for paragraph in root.iter(f"{W}p"):
        for node in paragraph.iter(f"{W}t"):
            if node.text in ("填报时间：", "填报人：", "负责人签字："):
                node.text += reported if node.text == "填报时间：" else "甲某"
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _heads(above: list[str], cells: list[ElementTree.Element]) -> list[str]:
    """A head for each grid column; a lower row of heads wins where it says something."""
    found: list[str] = []
    for cell in cells:
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        found += [_bare(_text(cell))] * int(span.get(f"{W}val", "1") if span is not None else 1)
    return [low or high for low, high in zip(found, above, strict=True)] if above else found


# ---------------------------------------------------------------------- xlsx


def _sheet(files: dict[str, bytes], words: Writer, reported: str) -> bytes:
    root = ElementTree.fromstring(files["xl/worksheets/sheet1.xml"])  # noqa: S314 - our own output

    def text_of(cell: ElementTree.Element) -> str:
        if cell.get("t") == "inlineStr":
            return "".join(node.text or "" for node in cell.iter(f"{S}t"))
        value = cell.find(f"{S}v")
        return (value.text or "") if value is not None else ""

    def put(cell: ElementTree.Element, text: str) -> None:
        for old in list(cell):
            cell.remove(old)
        cell.set("t", "inlineStr")
        ElementTree.SubElement(ElementTree.SubElement(cell, f"{S}is"), f"{S}t").text = text

    heads: list[str] = []
    for row in root.iter(f"{S}row"):
        cells = row.findall(f"{S}c")
        texts = [text_of(cell) for cell in cells]
        if _bare(texts[0]) == "分解序号":
            heads = [_bare(text) for text in texts]
        elif heads and texts[0].isdigit():
            for head, cell, text in zip(heads, cells, texts, strict=True):
                said = words(texts[0], head)
                if said and not text:
                    put(cell, said)
        elif "填报时间：" in texts[0]:
            put(cells[0], texts[0] + reported)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
