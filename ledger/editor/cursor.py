"""Where in a file a person is typing: read from the lines themselves, so that it works in a half-typed text.

A text that is being edited mostly does not parse. Ledger files are shallow, so indentation, dashes and brackets say
enough: which mapping or list the place is in, whether a key or a value stands there, what is typed so far.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.diagnostics import Path

LONGEST = 1_000_000
"""Longer texts are not looked into: no ledger file is."""
_KEY = re.compile(r"""(?P<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s\[\]{}"'#][^\[\]{}"'#]*?)\s*(?P<colon>:)(?=\s|$)""")
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
_COMMENT = re.compile(r"(?:^|\s)#.*$")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a text.

    ``path`` leads to the value at the place; for a key, to the mapping it is in. ``key`` is the key under the place
    (empty elsewhere), ``typed`` the whole word there, ``start`` and ``end`` its offsets. ``after_key`` says that a
    colon stands before it. ``siblings`` are the keys that the mapping at ``path`` already has.
    """

    path: Path
    start: int
    end: int
    typed: str = ""
    key: str = ""
    after_key: bool = False
    in_flow: bool = False
    in_text: bool = False
    siblings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Frame:
    indent: int
    step: str | int


@dataclass(slots=True)
class _Scan:
    """What the lines so far have opened."""

    frames: list[_Frame] = field(default_factory=list)
    keys: dict[Path, list[str]] = field(default_factory=dict)
    block: int | None = None
    flow: int | None = None
    """Offset where brackets were opened that are not closed yet."""
    depth: int = 0

    @property
    def path(self) -> Path:
        return tuple(frame.step for frame in self.frames)

    def dash(self, column: int) -> None:
        """An item of a list begins at this column."""
        while self.frames and (
            self.frames[-1].indent > column
            or (self.frames[-1].indent == column and isinstance(self.frames[-1].step, int))
        ):
            last = self.frames.pop()
            if last.indent == column and isinstance(last.step, int):
                self.frames.append(_Frame(column, last.step + 1))
                return
        self.frames.append(_Frame(column, 0))

    def leave(self, column: int) -> None:
        """What began at this column or further right has ended."""
        while self.frames and self.frames[-1].indent >= column:
            self.frames.pop()

    def key(self, column: int, name: str) -> None:
        """A key stands at this column."""
        self.leave(column)
        self.keys.setdefault(self.path, []).append(name)
        self.frames.append(_Frame(column, name))


def at(text: str, offset: int) -> Cursor | None:
    """The place at an offset; ``None`` in a comment, between documents, or in a text too long to look into."""
    if len(text) > LONGEST:
        return None
    offset = min(max(offset, 0), len(text))
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    number = bisect_right(starts, offset) - 1
    scan = _Scan()
    for start in starts[:number]:
        _take(scan, text, start)
    here = _in_line(scan, text, starts[number], offset)
    if here is None or here.after_key or here.in_text:
        return here
    # keys below the place count as well
    later = _Scan(list(scan.frames), block=scan.block, flow=scan.flow, depth=scan.depth)
    _take(later, text, starts[number])
    for start in starts[number + 1 :]:
        _take(later, text, start)
    below = [key for path, keys in later.keys.items() if path == here.path for key in keys]
    names = [*here.siblings, *(key for key in below if key != here.key)]
    return Cursor(
        here.path,
        here.start,
        here.end,
        here.typed,
        here.key,
        in_flow=here.in_flow,
        siblings=tuple(dict.fromkeys(names)),
    )


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return end - 1 if end > start and text[end - 1] == "\r" else end


def _dashes(line: str) -> Iterator[int]:
    """Columns of the dashes a line begins with."""
    column = len(line) - len(line.lstrip(" "))
    while line[column : column + 1] == "-" and line[column + 1 : column + 2] in ("", " "):
        yield column
        column += 1
        column += len(line[column:]) - len(line[column:].lstrip(" "))


def _content(line: str) -> int:
    """The column behind blanks and dashes."""
    column = len(line) - len(line.lstrip(" "))
    for dash in _dashes(line):
        column = dash + 1
        column += len(line[column:]) - len(line[column:].lstrip(" "))
    return column


def _take(scan: _Scan, text: str, start: int) -> None:
    """One whole line."""
    line = text[start : _line_end(text, start)]
    bare = line.strip(" \t")
    indent = len(line) - len(line.lstrip(" "))
    if scan.flow is not None:
        scan.depth += _depth(line)
        if scan.depth <= 0:
            scan.flow = None
        return
    if scan.block is not None:
        if not bare or indent > scan.block:
            return
        scan.block = None
    if not bare or bare.startswith("#"):
        return
    for column in _dashes(line):
        scan.dash(column)
    column = _content(line)
    found = _KEY.match(line, column)
    if found:
        scan.key(column, unquoted(found["key"]))
        value_at = found.end("colon")
    elif list(_dashes(line)):
        value_at = column
    else:
        return
    value = line[value_at:].strip()
    if _BLOCK.match(value):
        scan.block = column if found else indent
    elif value[:1] in ("[", "{") and _depth(value) > 0:
        scan.flow, scan.depth = start + line.index(value[0], value_at), _depth(value)


def _in_line(scan: _Scan, text: str, start: int, offset: int) -> Cursor | None:
    """The place in its own line, with everything above taken."""
    end = _line_end(text, start)
    line, column = text[start:end], min(offset, end) - start
    indent = len(line) - len(line.lstrip(" "))
    if scan.flow is not None:
        return _in_flow(text, scan.flow, start + column, scan.path, end)
    if scan.block is not None and (indent > scan.block if line.strip() else column > scan.block):
        return Cursor(scan.path, start, end, line, in_text=True)
    if any(found.start() < column and not _inside_quotes(line, found.start()) for found in _COMMENT.finditer(line)):
        return None
    for dash in _dashes(line):
        if dash < column:
            scan.dash(dash)
    content = _content(line)
    found = _KEY.match(line, content)
    if found and column > found.end("colon") - 1:
        name = unquoted(found["key"])
        scan.key(content, name)
        return _value(scan, text, start, found.end("colon"), start + column, end)
    if not found and content < len(line) and list(_dashes(line)) and line[content] in "[{":
        return _value(scan, text, start, content, start + column, end)
    if not list(_dashes(line)):
        scan.leave(content if line.strip() else max(column, indent))
    siblings = tuple(scan.keys.get(scan.path, ()))
    if found:
        key = unquoted(found["key"])
        return Cursor(scan.path, start + content, start + found.end("key"), key, key, siblings=siblings)
    stop = start + len(_COMMENT.sub("", line).rstrip())
    begin = min(start + content, start + column)
    return Cursor(scan.path, begin, max(stop, begin), text[begin : max(stop, begin)], siblings=siblings)


def _value(scan: _Scan, text: str, start: int, after: int, offset: int, end: int) -> Cursor | None:
    """A value behind a colon or a dash, in the line that ends at ``end``."""
    rest = text[start + after : end]
    value_at = start + after + len(rest) - len(rest.lstrip(" "))
    if text[value_at : value_at + 1] in ("[", "{") and offset > value_at:
        return _in_flow(text, value_at, offset, scan.path, end)
    stop = value_at + len(_COMMENT.sub("", text[value_at:end]).rstrip())
    begin = min(value_at, offset)
    return Cursor(scan.path, begin, max(stop, begin), text[begin : max(stop, begin)].strip(), after_key=True)


@dataclass(slots=True)
class _Open:
    """A bracket that is open: its kind, how many items are complete, the key whose value stands here."""

    bracket: str
    items: int = 0
    key: str | None = None
    keys: list[str] = field(default_factory=list)
    token: int = 0


def _in_flow(text: str, start: int, offset: int, base: Path, end: int) -> Cursor | None:
    """The place inside brackets that open at ``start``."""
    stack: list[_Open] = []
    i = start
    while i < offset:
        char = text[i]
        if char in "\"'" and stack and not text[stack[-1].token : i].strip():
            close = _closing(text, i, offset)
            i = close + 1
            continue
        if char in "[{":
            stack.append(_Open(char, token=i + 1))
        elif char in "]}" and stack:
            stack.pop()
            if not stack:
                return Cursor(base, i + 1, i + 1, after_key=True)
        elif char == "," and stack:
            top = stack[-1]
            top.items, top.key, top.token = top.items + 1, None, i + 1
        elif (
            char == ":"
            and stack
            and stack[-1].bracket == "{"
            and stack[-1].key is None
            and text[i + 1 : i + 2] in _ENDS
        ):
            stack[-1].key = unquoted(text[stack[-1].token : i].strip())
            stack[-1].keys.append(stack[-1].key)
            stack[-1].token = i + 1
        i += 1
    if not stack:
        return None
    path = (*base, *(step for one in stack[:-1] for step in _step(one)))
    top = stack[-1]
    begin = top.token + len(text[top.token : offset]) - len(text[top.token : offset].lstrip())
    stop = offset
    while stop < end and text[stop] not in ",]}" and not (text[stop] == ":" and text[stop + 1 : stop + 2] in _ENDS):
        stop += 1
    stop = begin + len(text[begin:stop].rstrip()) if text[begin:stop].strip() else max(begin, offset)
    typed = text[begin:stop]
    if top.bracket == "{" and top.key is None:
        key = unquoted(typed) if text[stop : stop + 1] == ":" else ""
        return Cursor(path, begin, stop, typed, key, in_flow=True, siblings=tuple(top.keys))
    return Cursor((*path, *_step(top)), begin, stop, typed, after_key=True, in_flow=True)


_ENDS = ("", " ", "\n", "\r")


def _step(one: _Open) -> tuple[str | int, ...]:
    if one.bracket == "[":
        return (one.items,)
    return () if one.key is None else (one.key,)


def _closing(text: str, start: int, end: int) -> int:
    """Offset of the quote that closes the one at ``start``, or of the last character before ``end``."""
    mark, i = text[start], start + 1
    while i < end:
        if mark == '"' and text[i] == "\\":
            i += 1
        elif text[i] == mark:
            if mark == "'" and text[i + 1 : i + 2] == "'":
                i += 1
            else:
                return i
        i += 1
    return end - 1


def _depth(text: str) -> int:
    """How many brackets stay open at the end of a text, quotes aside."""
    depth, i = 0, 0
    while i < len(text):
        char = text[i]
        if char in "\"'" and text[:i].rstrip()[-1:] in ("[", "{", ",", ":"):
            i = _closing(text, i, len(text))
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
        i += 1
    return depth


def _inside_quotes(line: str, at: int) -> bool:
    quotes = line[:at].count('"'), line[:at].count("'")
    return any(count % 2 for count in quotes)


def unquoted(text: str) -> str:
    """What a quoted word says; one without quotes as it is."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        inner = text[1:-1]
        return inner.replace("''", "'") if text[0] == "'" else re.sub(r"\\(.)", r"\1", inner)
    return text
