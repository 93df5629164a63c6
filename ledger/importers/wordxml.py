"""Names and small questions of WordprocessingML (ISO/IEC 29500-1 part 17), shared by the parts of the docx reader."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
VML = "{urn:schemas-microsoft-com:vml}"

Element = etree._Element

_FALSE = {"0", "false", "off"}


def value(parent: Element | None, name: str, default: str = "") -> str:
    """``w:val`` of the child ``name``; ``default`` when the child or its value is missing."""
    child = None if parent is None else parent.find(W + name)
    return default if child is None else child.get(f"{W}val", default)


def switch(parent: Element | None, name: str) -> bool | None:
    """An on/off property: ``None`` where it is not mentioned, true when mentioned without a value."""
    child = None if parent is None else parent.find(W + name)
    return None if child is None else child.get(f"{W}val", "true").lower() not in _FALSE


def whole(text: str, default: int, highest: int = 1_000_000) -> int:
    """A decimal integer from an attribute; ``default`` for anything else, never above ``highest``."""
    digits = text.strip()
    if not digits.isascii() or not digits.removeprefix("-").isdigit() or len(digits) > 9:
        return default
    return min(int(digits), highest)


def chosen(alternate: Element) -> Element | None:
    """The branch of ``mc:AlternateContent`` that is read: its first choice, else the fallback; never both."""
    choice = alternate.find(f"{MC}Choice")
    return alternate.find(f"{MC}Fallback") if choice is None else choice


def spread(parent: Element, wanted: str, through: frozenset[str]) -> Iterator[Element]:
    """Children named ``wanted``, also inside wrappers named in ``through``, in document order."""
    for child in parent:
        if child.tag == wanted:
            yield child
        elif child.tag == f"{MC}AlternateContent":
            branch = chosen(child)
            if branch is not None:
                yield from spread(branch, wanted, through)
        elif child.tag in through:
            yield from spread(child, wanted, through)


def plain_text(element: Element) -> str:
    """All text below an element, deleted text included: for remarks about what is not read in full."""
    names = (f"{W}t", f"{W}delText", f"{MATH}t")
    return "".join(node.text or "" for node in element.iter(*names) if not _in_fallback(node, element))


def _in_fallback(node: Element, top: Element) -> bool:
    for ancestor in node.iterancestors():
        if ancestor.tag == f"{MC}Fallback":
            return ancestor.getparent().find(f"{MC}Choice") is not None  # type: ignore[union-attr]
        if ancestor is top:
            return False
    return False
