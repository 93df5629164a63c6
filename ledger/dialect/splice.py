"""Edits of a YAML text that touch only the lines they must: everything else stays byte for byte.

Every edit proves itself: the new text is loaded and compared with the old value changed in the same way,
and ``EditRefused`` is raised when they differ. An edit inside a flow list or mapping writes anew the
smallest value around it that stands in block style.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import deepcopy

from ledger.diagnostics import Level, Path
from ledger.dialect.emit import Block, Writer, key_text
from ledger.dialect.read import load
from ledger.dialect.tree import Lines, Node, Value, parse, same
from ledger.errors import EditRefused

Order = Sequence[str] | Callable[[Path], Sequence[str]]
"""Canonical key order of the mapping that gets the key, or a function that gives it for any mapping."""


def set_value(text: str, path: Path, value: Value, *, block: Block, order: Order = ()) -> str:
    """``text`` with ``value`` at ``path``; a missing key is put where ``order`` wants it.

    A mapping that replaces a mapping, or a list a list, changes only the fields and items that differ.
    """
    before = _loaded(text)
    if path and _reach(before, path) is _MISSING and isinstance(path[-1], int):
        raise EditRefused(f"文件里没有{_spoken(path)}，无法修改。", "请先核对是第几项。")
    edited = _Text(text, block, order).set(path, value)
    return _proved(edited, _with(before, path, value), path)


def replace_item(text: str, path: Path, value: Value, *, block: Block) -> str:
    """``text`` with the list item at ``path`` (which ends in its position) replaced."""
    return set_value(text, path, value, block=block)


def append_item(text: str, path: Path, value: Value, *, block: Block, order: Order = ()) -> str:
    """``text`` with ``value`` as a new last item of the list at ``path``, which is made when absent."""
    before = _loaded(text)
    found = _reach(before, path)
    if found is _MISSING or found is None:
        items: list[Value] = []
    elif isinstance(found, list):
        items = found
    else:
        raise EditRefused(f"{_spoken(path)}不是列表，无法添加一项。", "请先把它改写成列表（每项一行，以“- ”开头）。")
    edited = _Text(text, block, order).append(path, items, value)
    return _proved(edited, _with(before, path, [*items, value]), path)


def insert_item(text: str, path: Path, value: Value, *, block: Block, order: Order = ()) -> str:
    """``text`` with ``value`` as a new list item before the one at ``path``, which ends in its position."""
    before = _loaded(text)
    items = _reach(before, path[:-1])
    n = path[-1] if path else None
    if not isinstance(items, list) or not isinstance(n, int) or not 0 <= n < len(items):
        raise EditRefused(f"文件里没有{_spoken(path)}，无法在它前面添加。", "请先核对是第几项。")
    edited = _Text(text, block, order).insert(path, items, value)
    return _proved(edited, _with(before, path[:-1], [*items[:n], value, *items[n:]]), path)


def remove(text: str, path: Path, *, block: Block = lambda _: False) -> str:
    """``text`` without the key or list item at ``path``. Comments on own lines above it stay."""
    before = _loaded(text)
    if not path or _reach(before, path) is _MISSING:
        raise EditRefused(f"文件里没有{_spoken(path)}，无法删除。", "请先核对字段名。")
    return _proved(_Text(text, block, ()).remove(path), _without(before, path), path)


class _Missing:
    """What ``_reach`` gives for a path that leads nowhere."""


_MISSING = _Missing()


def _loaded(text: str) -> Value:
    value, found = load(text)
    faults = [finding for finding in found if finding.level is Level.ERROR]
    if faults:
        place = f"第{faults[0].where.line}行：" if faults[0].where else ""
        raise EditRefused(f"文件本身有写法错误，没有改动。{place}{faults[0].message}", faults[0].hint)
    return value


def _proved(edited: str, expected: Value, path: Path) -> str:
    value, found = load(edited)
    if any(finding.level is Level.ERROR for finding in found) or not same(value, expected):
        raise EditRefused(
            f"改动{_spoken(path)}后读回来与预期不符，没有改动。", "请先运行 taizhang fmt 整理这个文件，再重试。"
        )
    return edited


def _spoken(path: Path) -> str:
    """A path as people read it: ``progress第3项done``."""
    return "".join(f"第{step + 1}项" if isinstance(step, int) else f"“{step}”" for step in path) or "整个文件"


def _reach(value: Value, path: Path) -> Value | _Missing:
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return _MISSING
    return value


def _with(value: Value, path: Path, new: Value) -> Value:
    """``value`` with ``new`` at ``path``; missing mappings on the way are made."""
    if not path:
        return deepcopy(new)
    step, rest = path[0], path[1:]
    if isinstance(step, str) and (value is None or isinstance(value, dict)):
        return {**(value or {}), step: _with((value or {}).get(step), rest, new)}
    if isinstance(step, int) and isinstance(value, list) and 0 <= step < len(value):
        return [_with(item, rest, new) if n == step else item for n, item in enumerate(value)]
    raise EditRefused(f"{_spoken(path)}所在的位置不是字段组，无法写入。", "请先把它改写成“字段: 值”的形式。")


def _without(value: Value, path: Path) -> Value:
    """``value`` without the key or item at ``path``."""
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {
            key: _without(item, rest) if key == step else item for key, item in value.items() if rest or key != step
        }
    if isinstance(value, list):
        return [_without(item, rest) if n == step else item for n, item in enumerate(value) if rest or n != step]
    return value


_BEHIND_HEAD = re.compile(r"[ \t]+#[^\r\n]*")
_BEHIND_MARK = re.compile(r"[ \t]*[|>][-+0-9]*([ \t]+#[^\r\n]*)")
_BLANKS = re.compile(r"[ \t]+(?=\r?\n|\Z)")  # left standing they would become part of a literal block
_BEHIND_VALUE = re.compile(r"[ \t]*#[^\r\n]*")


def _comment_of(text: str, node: Node, behind: int) -> tuple[str, int] | None:
    """The comment on the first line of an entry with the blanks before it, and where it ends."""
    if node.style == "block":
        found = _BEHIND_HEAD.match(text, behind)
        return (found[0], found.end()) if found else None
    if node.style in ("|", ">"):
        found = _BEHIND_MARK.match(text, behind)
        return (found[1], found.end()) if found else None
    found = _BEHIND_VALUE.match(text, max(node.end, behind))
    return (found[0], found.end()) if found else None


def _beside(line: str, comment: str) -> str:
    """A comment with its blanks, as it may stand behind ``line`` without being taken for the value."""
    blanks, text = comment[: comment.index("#")], comment[comment.index("#") :]
    if line.endswith((":", "-")) and len(text) > 1 and not text[1].isspace():
        text = f"# {text[1:]}"
    return (blanks or "  ") + text


def _ends_in_lines(value: Value) -> bool:
    """Whether the last thing written for ``value`` may be a literal block."""
    while isinstance(value, (dict, list)) and value:
        value = list(value.values())[-1] if isinstance(value, dict) else value[-1]
    return isinstance(value, str) and "\n" in value


_OWN_LINE = re.compile(r"(\r?\n|\A)([ \t]*)(#[^\n]*)?(?=\r?\n|\Z)")


def _comments_moved_out(rest: str, column: int) -> str:
    """Comments right below a literal block and indented deeper than its key would become part of its text."""
    at, parts = 0, []
    while (found := _OWN_LINE.match(rest, at)) and found.end() > at:
        margin = found[2][:column] if found[3] else found[2]
        parts.append(found[1] + margin + (found[3] or ""))
        at = found.end()
    return "".join(parts) + rest[at:]


class _Text:
    """One state of the text, with its tree; every edit gives the next text."""

    def __init__(self, text: str, block: Block, order: Order) -> None:
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        self._text = text.removeprefix("\ufeff")
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._block = block
        self._order = order
        self._root = parse(self._text).root
        self._lines = Lines(self._text)

    # The three edits: each walks down to the block-style value that holds the place.

    def set(self, path: Path, value: Value) -> str:
        holder, depth = self._descend(path)
        if depth == len(path):
            return self._change(path, holder, value)
        rest = path[depth:]
        if holder is not None and holder.style == "block" and holder.kind == "mapping" and isinstance(rest[0], str):
            if len(rest) > 1 and not callable(self._order):
                self._order = ()  # it speaks of the mapping that is being made, not of this one
            return self._insert(holder, path[: depth + 1], _with(None, rest[1:], value))
        whole = _with(holder.value() if holder else None, rest, value)
        return self._change(path[:depth], holder, whole)

    def append(self, path: Path, items: list[Value], value: Value) -> str:
        holder, depth = self._descend(path)
        if depth == len(path) and holder is not None and holder.kind == "list" and holder.style == "block":
            return self._extend(path, holder, value)
        return self.set(path, [*items, value])

    def insert(self, path: Path, items: list[Value], value: Value) -> str:
        n = int(path[-1])
        holder, depth = self._descend(path[:-1])
        if depth == len(path) - 1 and holder is not None and holder.kind == "list" and holder.style == "block":
            dash = self._dash(holder, n)
            margin = self._lines.start(self._lines.line(dash))
            if not self._text[margin:dash].strip():
                return self._put_before(path, holder, margin, self._lines.column(dash), value)
        return self.set(path[:-1], [*items[:n], value, *items[n:]])

    def remove(self, path: Path) -> str:
        holder, depth = self._descend(path[:-1])
        if depth < len(path) - 1 or holder is None or holder.style != "block" or len(holder.items) == 1:
            return self._replace(path[:depth], holder, _without(holder.value() if holder else None, path[depth:]))
        return self._cut(path, holder)

    # Finding places.

    def _descend(self, path: Path) -> tuple[Node | None, int]:
        """The node furthest down ``path`` that has only block-style ancestors, and how many steps lead to it."""
        node = self._root
        for depth, step in enumerate(path):
            n = node.child(step) if node is not None and node.style == "block" else None
            if node is None or n is None:
                return node, depth
            node = node.items[n]
        return node, len(path)

    def _head(self, path: Path) -> tuple[int, int]:
        """Where the entry at ``path`` begins (key or dash), and the offset behind its ``:`` or ``-``."""
        parent, _ = self._descend(path[:-1])
        n = parent.child(path[-1]) if parent else None
        if parent is None or n is None:
            raise EditRefused(f"找不到{_spoken(path)}的位置，没有改动。", "请先运行 taizhang fmt 整理这个文件。")
        if parent.kind == "mapping":
            key = parent.keys[n]
            return key.start, self._text.index(":", key.end) + 1
        dash = self._dash(parent, n)
        return dash, dash + 1

    def _dash(self, parent: Node, n: int) -> int:
        if n == 0:
            return parent.start
        at = parent.items[n - 1].end
        while (found := re.compile(r"[#-]").search(self._text, at)) and found[0] == "#":
            at = self._line_end(found.start())
        if found is None:
            raise EditRefused("找不到列表项的短横，没有改动。", "请先运行 taizhang fmt 整理这个文件。")
        return found.start()

    def _line_end(self, index: int) -> int:
        """The end of the line that holds ``index``, before its line ending."""
        end = self._text.find("\n", index)
        end = len(self._text) if end < 0 else end
        return end - 1 if end > index and self._text[end - 1] == "\r" else end

    def _after(self, end: int, deeper_than: int) -> int:
        """Offset of the line behind an entry that ends at ``end``, and behind comments indented deeper."""
        at = end
        if not (end and self._text[end - 1] == "\n"):
            newline = self._text.find("\n", end)
            at = len(self._text) if newline < 0 else newline + 1
        for found in re.compile(r"([ \t]*)(#?)[^\n]*(?:\n|\Z)").finditer(self._text, at):
            if found[2] and len(found[1]) > deeper_than:
                at = found.end()
            elif found[0].strip() or not found[0]:
                break
        return at

    # Changing the text.

    def _join(self, start: int, end: int, middle: str) -> str:
        return self._mark + self._text[:start] + middle + self._text[end:]

    def _whole_lines(self, at: int, lines: Sequence[str]) -> str:
        """The text with whole lines put in at the beginning of a line (or at the end of the text)."""
        lead = self._newline if at and self._text[at - 1] != "\n" else ""
        return self._join(at, at, lead + "".join(line + self._newline for line in lines))

    def _change(self, path: Path, node: Node | None, value: Value) -> str:
        """``value`` in the place of ``node``, field by field or item by item where both sides allow it."""
        old = node.value() if node else None
        if node is None or same(old, value):
            return self._mark + self._text if node else self._fill(value)
        if node.style == "block" and value:
            if isinstance(old, dict) and isinstance(value, dict):
                return self._change_fields(path, old, value)
            if isinstance(old, list) and isinstance(value, list) and len(value) >= len(old):
                return self._change_items(path, old, value)
        return self._replace(path, node, value)

    def _change_fields(self, path: Path, old: dict[str, Value], new: dict[str, Value]) -> str:
        text = self._mark + self._text
        order = self._order if callable(self._order) else list(new)
        for key, item in new.items():
            if key not in old or not same(old[key], item):
                text = _Text(text, self._block, order).set((*path, key), item)
        for key in old:
            if key not in new:
                text = _Text(text, self._block, ()).remove((*path, key))
        return text

    def _change_items(self, path: Path, old: list[Value], new: list[Value]) -> str:
        text = self._mark + self._text
        for n, item in enumerate(new):
            step = _Text(text, self._block, self._order if callable(self._order) else ())
            if n >= len(old):
                text = step.append(path, new[:n], item)
            elif not same(old[n], item):
                text = step.set((*path, n), item)
        return text

    def _replace(self, path: Path, node: Node | None, value: Value) -> str:
        if node is None:
            return self._fill(value)
        start, behind = self._head(path) if path else (node.start, node.start)
        head = self._text[self._lines.start(self._lines.line(start)) : behind]
        lines = Writer(self._block).put(head, value, path, self._lines.column(start) + 2 if path else 0)
        end = max(node.end, behind)
        comment = _comment_of(self._text, node, behind)
        if comment is not None and path:
            lines[0] += _beside(lines[0], comment[0])
            end = max(end, comment[1])
        left = _BLANKS.match(self._text, end)
        if self._text[end - 1 : end] == "\n":
            end -= 2 if self._text[end - 2 : end] == "\r\n" else 1
        elif node.style == "block":
            end = self._line_end(end)
        elif left is not None:
            end = left.end()
        middle = self._newline.join(lines)[len(head) :]
        if len(lines) > 1 and end == len(self._text):
            middle += self._newline
        edited = self._join(behind, end, middle if path else middle.lstrip(" "))
        if path and _ends_in_lines(value):
            at = len(edited) - (len(self._text) - end)
            return edited[:at] + _comments_moved_out(edited[at:], self._lines.column(start))
        return edited

    def _fill(self, value: Value) -> str:
        """A file that holds nothing, or only comments, gets its content at the end."""
        return self._whole_lines(len(self._text), Writer(self._block).lines(value, (), 0))

    def _order_for(self, path: Path) -> Sequence[str]:
        return self._order(path) if callable(self._order) else self._order

    def _insert(self, mapping: Node, path: Path, value: Value) -> str:
        """A new entry in a block mapping, behind the keys that come before it in the canonical order."""
        key = str(path[-1])
        column = self._lines.column(mapping.keys[0].start)
        lines = Writer(self._block).put(" " * column + key_text(key) + ":", value, path, column + 2)
        names = [node.text for node in mapping.keys]
        order = list(self._order_for(path[:-1]))
        rank = order.index(key) if key in order else len(order)
        before = [name for name in order[:rank] if name in names]
        after = [name for name in order[rank + 1 :] if name in names]
        position = names.index(before[-1]) + 1 if before else names.index(after[0]) if after else len(names)
        if position:
            return self._whole_lines(self._after(mapping.items[position - 1].end, column), lines)
        first = mapping.keys[0].start
        margin = self._lines.start(self._lines.line(first))
        if self._text[margin:first].strip():  # the key stands behind a dash
            return self._join(first, first, self._newline.join([*lines, ""]).lstrip(" ") + " " * column)
        return self._whole_lines(self._above_comments(margin, column), lines)

    def _above_comments(self, at: int, column: int) -> int:
        """The beginning of the comment lines right above a line; a comment that opens the file stays on top."""
        line = top = self._lines.line(at)
        while top and re.match(rf" {{{column}}}#", self._lines.content(top - 1)):
            top -= 1
        return self._lines.start(top if top else line)

    def _extend(self, path: Path, items: Node, value: Value) -> str:
        """A new last item of a block list, indented as the others are."""
        column = self._lines.column(items.start)
        outer = self._lines.column(self._head(path)[0]) if path else -1
        at = self._after(items.items[-1].end, outer)
        lines = Writer(self._block).put(" " * column + "-", value, (*path, len(items.items)), column + 2)
        if len(items.items) > 1:
            gap = self._text[items.items[-2].end : self._dash(items, len(items.items) - 1)]
            if re.search(r"\n[ \t]*\r?\n", gap):
                lines.insert(0, "")
        return self._whole_lines(at, lines)

    def _put_before(self, path: Path, items: Node, margin: int, column: int, value: Value) -> str:
        """A new item on lines of its own above another, and above the comments that belong to that one."""
        lines = Writer(self._block).put(" " * column + "-", value, path, column + 2)
        if len(items.items) > 1 and re.search(r"\n[ \t]*\r?\n", self._text[items.items[0].end : self._dash(items, 1)]):
            lines.append("")
        return self._whole_lines(self._above_comments(margin, column), lines)

    def _cut(self, path: Path, parent: Node) -> str:
        """Without one entry of a block list or mapping that has others."""
        start, behind = self._head(path)
        column = self._lines.column(start)
        n = parent.child(path[-1])
        end = max(parent.items[n].end if n is not None else behind, behind)
        margin = self._lines.start(self._lines.line(start))
        after = self._after(end, column)
        if not self._text[margin:start].strip():
            return self._join(margin, after, "")
        # The first entry of a list item stands behind a dash; the next entry takes its place.
        rest = self._text[after:]
        following = rest.lstrip(" ")
        if following[:1] in ("#", "\r", "\n"):
            return self._mark + self._text[:start].rstrip(" ") + self._newline + rest
        return self._mark + self._text[:start] + following
