"""Plain values of the dialect and places in a text: what every reader and writer shares, without a parser.

Nothing here imports PyYAML, so a ledger in canonical layout is read without it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal
from typing import TypeAlias

from ledger.diagnostics import Where

Value: TypeAlias = "str | int | Decimal | bool | list[Value] | dict[str, Value] | None"
"""What a file of the dialect holds; mapping keys are the text as typed."""

MAX_DEPTH = 64
"""Lists and mappings inside each other; far more than a ledger needs, far less than hurts libyaml."""

KEY_LIKE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:：|:(?![ /\\]))")
"""A plain text that was probably meant as a key with its value."""

WIDE_BRACKETS = ("［］", "｛｝")
WIDE_QUOTES = frozenset("“”‘’＂＇")
"""Where a text begins (and ends) with these, someone probably meant the ASCII ones."""

NULLS = frozenset({"~", "null", "Null", "NULL"})

_LONGEST_NUMBER = 4000  # Python itself refuses to convert more than 4,300 digits
_TYPED = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?\Z")


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same in type, digits and content; the order of keys does not count."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(item, other[key]) for key, item in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and str(one) == str(other)


def typed(plain: str) -> Value:
    """What a plain (unquoted) scalar means in the dialect; ``null`` is a finding, and the text as typed."""
    if not plain:
        return None
    if plain == "true":
        return True
    if plain == "false":
        return False
    number = _TYPED.match(plain)
    if number is None or plain == "-0" or len(plain) > _LONGEST_NUMBER:
        return plain
    return Decimal(plain) if number.group(1) else int(plain)


class Lines:
    """Offsets ⇄ lines and columns of a text; only ``\\n`` ends a line."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def line(self, index: int) -> int:
        """0-based line of the offset."""
        return bisect_right(self.starts, index) - 1

    def column(self, index: int) -> int:
        """0-based column of the offset, in characters."""
        return index - self.starts[self.line(index)]

    def start(self, line: int) -> int:
        """Offset where a 0-based line begins; the end of the text for the line after the last."""
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def content(self, line: int) -> str:
        """The line without its line ending."""
        return self.text[self.start(line) : self.start(line + 1)].rstrip("\r\n")

    def place(self, index: int, end: int | None = None) -> Where:
        """The place of ``text[index:end]``, cut at the end of its first line."""
        line = self.line(index)
        stop = self.start(line) + len(self.content(line))
        length = min(end if end is not None else index + 1, stop) - index
        return Where(line + 1, index - self.start(line) + 1, max(length, 1))
