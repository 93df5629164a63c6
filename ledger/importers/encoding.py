"""Which encoding a text is in: by its mark, by what it declares, by what decodes; UTF-8 and GB18030 in practice."""

from __future__ import annotations

import re

from ledger.document import Remark
from ledger.errors import FileRefused

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,20})""", re.IGNORECASE)
_FAMILY = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "cp936": "gb18030", "utf-8": "utf-8", "utf8": "utf-8", "big5": "big5hkscs", "utf-16": "utf-16-le",
}  # fmt: skip
"""Declared names and the superset that really decodes such files."""


def declared(head: bytes) -> str:
    """The encoding that the first bytes of a page declare, if it is one we read; else ``""``."""
    match = _DECLARED.search(head)
    return _FAMILY.get(match[1].decode("ascii").lower(), "") if match else ""


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark gives itself away by line ends and blanks: ASCII beside a zero byte."""
    sample = data[:4096]
    if b"\x00" not in sample or len(data) % 2:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        if any(sign.encode(encoding) in sample for sign in ("\n", " ", "<")) and b"\x00\x00" not in sample:
            low, high = (sample[::2], sample[1::2]) if encoding == "utf-16-le" else (sample[1::2], sample[::2])
            if high.count(0) > low.count(0):
                return encoding
    return ""


def looks_like_utf16(data: bytes) -> bool:
    """Whether zero bytes in ``data`` can be part of text."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or bool(_unmarked_utf16(data))


def first_characters(head: bytes) -> str:
    """The beginning of a file as text, good enough to see what it is."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="ignore")
    return head.decode(_unmarked_utf16(head[: len(head) // 2 * 2]) or "utf-8", errors="ignore")


def decode(data: bytes, name: str, hint: str = "") -> tuple[str, tuple[Remark, ...]]:
    """``data`` as text, and what had to be said about it; ``hint`` is the declared encoding.

    ``FileRefused`` when no encoding fits. A declared encoding that does not fit is not believed.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with_losses(data[len(mark) :], encoding)
    unmarked = _unmarked_utf16(data)
    if unmarked:
        return _with_losses(data, unmarked)
    for encoding in dict.fromkeys(("utf-8", *([hint] if hint and hint != "utf-16-le" else []), "gb18030")):
        try:
            return data.decode(encoding), ()
        except UnicodeDecodeError:
            if encoding == "utf-8" and _nearly_utf8(data):
                return _with_losses(data, "utf-8")
    if _nearly(data, "gb18030"):
        return _with_losses(data, "gb18030")
    raise FileRefused(f"“{name}”的文字编码认不出来", "请用记事本打开，另存为“UTF-8”编码的文本后再导入")


def _with_losses(data: bytes, encoding: str) -> tuple[str, tuple[Remark, ...]]:
    text = data.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    return text, (Remark("", f"有{lost}处字节认不出是什么字，显示为�"),) if lost else ()


def _nearly_utf8(data: bytes) -> bool:
    """Cut in mid-character, or damaged in a few places, but UTF-8 beyond doubt."""
    text = data.decode("utf-8", errors="replace")
    wide = sum(1 for character in text if character > "\x7f") - text.count("\ufffd")
    return wide > 50 * text.count("\ufffd")


def _nearly(data: bytes, encoding: str) -> bool:
    text = data.decode(encoding, errors="replace")
    return len(text) > 200 * text.count("\ufffd")
