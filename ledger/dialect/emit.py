"""Values → canonical YAML lines: the one layout that new files, splices and ``fmt`` share.

Plain where a YAML 1.2 reader would see the same text, double quotes where it would not, a literal block
(``|-``) for texts of several lines. Lists and mappings of scalars stand on one line when they fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ledger.diagnostics import Path
from ledger.dialect.tree import KEY_LIKE, MAX_DEPTH, WIDE_BRACKETS, WIDE_QUOTES, Value
from ledger.errors import EditRefused

Block = Callable[[Path], bool]
"""Whether the list or mapping at a path must stand in block style."""

WIDTH = 120
"""Display cells a line in flow style may take; a Chinese character takes two."""

_LONGEST_KEY = 1000  # YAML gives up on a key after 1,024 characters
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`")
# What YAML 1.2 (core schema) would not read as a string, so that editors and other programs agree with us.
_NOT_TEXT = re.compile(
    r"(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<|=|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)\Z"
)
_NOT_KEY = re.compile(r"(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<|=)\Z")
# Not printable in YAML, or invisible and able to reorder or hide what a reviewer sees (bidi, zero width).
_ESCAPED = re.compile(
    "[^\\x20-\\x7e\\xa0-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd\\U00010000-\\U0010ffff]"
    "|[\\u200b\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069]"
)
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_SHORT = {"\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\v": "\\v", "\f": "\\f", "\r": "\\r",
          "\x1b": "\\e", "\x85": "\\N", '"': '\\"', "\\": "\\\\"}  # fmt: skip


@dataclass(slots=True)
class Notes:
    """Comments that stood with one node: own lines before it, one behind it, own lines at its end.

    An empty string in ``before`` or ``tail`` is a blank line.
    """

    before: list[str] = field(default_factory=list)
    behind: str = ""
    tail: list[str] = field(default_factory=list)


def emit(value: Value, *, block: Block, path: Path = (), indent: int = 0) -> list[str]:
    """Canonical lines of ``value``, which stands at ``path``, each line indented by ``indent`` spaces.

    Raises ``EditRefused`` for what the dialect cannot hold.
    """
    return Writer(block).lines(value, path, indent)


def dump(value: Value, *, block: Block) -> str:
    """A whole file holding ``value``; ends in a newline."""
    return "\n".join(emit(value, block=block)) + "\n"


def cells(text: str) -> int:
    """Display cells: two for wide characters, none for combining marks."""
    if text.isascii():
        return len(text)
    width = 0
    for char in text:
        if unicodedata.east_asian_width(char) in "WF":
            width += 2
        elif not unicodedata.combining(char):
            width += 1
    return width


class Writer:
    """Puts values into lines; ``notes`` are comments by the path of the node they belong to."""

    def __init__(self, block: Block, notes: Mapping[Path, Notes] | None = None) -> None:
        self._block = block
        self._notes = notes or {}
        self._commented = {path[:n] for path in self._notes for n in range(len(path))}

    def lines(self, value: Value, path: Path, indent: int) -> list[str]:
        """The lines of a value that stands by itself at ``indent``."""
        if isinstance(value, (dict, list)) and value:
            line = self._on_one_line(value, path)
            if line is None or indent + cells(line) > WIDTH:
                return self._children(value, path, indent)
            return [" " * indent + line]
        lines = self.put("", value, path, indent)
        return [" " * indent + lines[0].lstrip(" "), *(_shift(line, 2) for line in lines[1:])]

    def put(self, head: str, value: Value, path: Path, indent: int) -> list[str]:
        """``head`` (``  key:`` or ``  -``) with its value; ``indent`` is where the lines below it begin."""
        if len(path) > MAX_DEPTH:
            raise EditRefused(f"内容嵌套超过{MAX_DEPTH}层，无法写成 YAML。", "请把内容拆开，减少层级。")
        notes = self._notes.get(path)
        behind = "  " + notes.behind if notes and notes.behind else ""
        if isinstance(value, str) and "\n" in value and (mark := _literal_mark(value)):
            body = value.removesuffix("\n").split("\n")
            return [f"{head} {mark}{behind}", *(" " * indent + line if line else "" for line in body)]
        if not isinstance(value, (dict, list)) or not value:
            return [(f"{head} {_standing(head, value)}" if value is not None else head) + behind]
        line = self._on_one_line(value, path)
        if line is not None and cells(head) + 1 + cells(line) <= WIDTH:
            return [f"{head} {line}{behind}"]
        below = self._children(value, path, indent)
        if head.endswith("-") and not behind and below[0][indent] != "#":
            return [head + below[0][len(head) :], *below[1:]]
        return [head + behind, *below]

    def _children(self, value: dict[str, Value] | list[Value], path: Path, indent: int) -> list[str]:
        margin = " " * indent
        lines: list[str] = []
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for step, item in pairs:
            at = (*path, step)
            if notes := self._notes.get(at):
                lines.extend(margin + line if line else "" for line in notes.before if line or lines)
            head = f"{margin}{key_text(step)}:" if isinstance(step, str) else f"{margin}-"
            lines.extend(self.put(head, item, at, indent + 2))
        if notes := self._notes.get(path):
            lines.extend(margin + line if line else "" for line in notes.tail)
        return lines

    def _on_one_line(self, value: dict[str, Value] | list[Value], path: Path) -> str | None:
        """The flow form, or ``None`` where the layout, a comment or the content asks for block style."""
        if self._block(path) or path in self._commented:
            return None
        notes = self._notes.get(path)
        if notes and (notes.tail or (notes.before and not path)):
            return None
        parts: list[str] = []
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            if item is None or (isinstance(item, (dict, list)) and item) or (isinstance(item, str) and "\n" in item):
                return None
            text = scalar(item, flow=True)
            parts.append(f"{key_text(step, flow=True)}: {text}" if isinstance(step, str) else text)
        return "{" + ", ".join(parts) + "}" if isinstance(value, dict) else "[" + ", ".join(parts) + "]"


def _shift(line: str, by: int) -> str:
    return " " * by + line if line else line


def _standing(head: str, value: Value) -> str:
    """A value behind ``head``; one that begins a line and looks like a mistyped key is quoted, to be no finding."""
    if isinstance(value, str) and not head.endswith(":") and KEY_LIKE.match(value):
        return quoted(value)
    return scalar(value)


def scalar(value: Value, *, flow: bool = False) -> str:
    """A value that needs no lines below it, as written after ``key:`` or ``-``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, str):
        plain = _is_plain(value, flow) and not _NOT_TEXT.match(value) and value[0] + value[-1] not in WIDE_BRACKETS
        return value if plain else quoted(value)
    if value is None:
        return ""
    return "{}" if isinstance(value, dict) else "[]"


def key_text(key: str, *, flow: bool = False) -> str:
    """A mapping key as written before its colon."""
    plain = _is_plain(key, flow) and not _NOT_KEY.match(key) and not KEY_LIKE.match(key) and key[0] not in WIDE_QUOTES
    text = key if plain else quoted(key)
    if len(text) > _LONGEST_KEY:
        raise EditRefused(f"字段名超过{_LONGEST_KEY}个字，无法写成 YAML。", "字段名请用简短的词，长文字写在冒号后面。")
    return text


def quoted(text: str) -> str:
    """``text`` in double quotes, escaping only what must be."""
    if found := _SURROGATE.search(text):
        raise EditRefused(f"文字里有无法保存的残缺字符（{_code_point(found[0])}）。", "请删掉该字符后重新录入。")
    return '"' + re.sub(r'["\\]|' + _ESCAPED.pattern, lambda m: _escape(m[0]), text) + '"'


def _escape(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"


def _code_point(char: str) -> str:
    return f"U+{ord(char):04X}"


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise EditRefused(f"{value} 不是一个确定的数。", "请填写具体数值。")
    text = format(value, "f")
    return "0" if text == "-0" else text


def _is_plain(text: str, flow: bool) -> bool:
    return not (
        not text
        or text[0] in _INDICATORS
        or text != text.strip()
        or text.startswith("...")
        or ": " in text
        or " #" in text
        or text.endswith(":")
        or _ESCAPED.search(text)
        or (flow and any(char in text for char in ",[]{}?"))  # PyYAML's own scanner stops at the last
    )


def _literal_mark(text: str) -> str:
    """``|-`` or ``|`` when a literal block gives the text back safely, else nothing.

    A text that ends in several line breaks, or has blanks at a line's end or a tab at its start, is
    quoted: editors that trim lines or add a blank line would change it unseen.
    """
    body = text.removesuffix("\n")
    lines = body.split("\n")
    first = next((line for line in lines if line), "")
    if not first or first[0] == " " or not lines[-1]:
        return ""
    if any(line != line.rstrip() or line.startswith("\t") for line in lines):
        return ""
    if _ESCAPED.search(body.replace("\n", "").replace("\t", "")):
        return ""
    return "|" if text.endswith("\n") else "|-"
