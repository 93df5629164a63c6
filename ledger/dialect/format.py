"""The canonical layout of a whole YAML text, comments kept beside what they stood with: ``taizhang fmt``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ledger.diagnostics import Level, Path
from ledger.dialect.emit import Block, Notes, Writer
from ledger.dialect.read import load
from ledger.dialect.tree import Lines, Node, Value, comments_of, parse, same
from ledger.errors import EditRefused


def canonical(text: str, *, block: Block, order: Callable[[Path], Sequence[str]]) -> str:
    """``text`` in canonical layout: spacing, quoting, indentation, LF, and keys as ``order(path)`` wants them.

    Unknown keys keep their order behind the known ones. Comments stay with the entry they stood above or
    beside, single blank lines stay. Idempotent. Raises ``EditRefused`` for a text with errors, and when the
    result would not hold the same value and the same comments.
    """
    before = _sound(text, "没有整理")
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    result = _Layout(source, block, order).text()
    if not same(before, _sound(result, "整理后读不回来")) or _comments(source) != _comments(result):
        raise EditRefused("整理后的内容与原来不一致，没有改动。", "请把这个文件发给维护人员；原文件没有变化。")
    return result


def _sound(text: str, refusal: str) -> Value:
    value, found = load(text)
    for fault in found:
        if fault.level is Level.ERROR:
            place = f"第{fault.where.line}行：" if fault.where else ""
            raise EditRefused(f"文件有写法错误，{refusal}。{place}{fault.message}", fault.hint)
    return value


def _comments(text: str) -> Counter[str]:
    return Counter(text[start:end].rstrip() for start, end in comments_of(text, parse(text).root))


class _Layout:
    """Walks the tree and the comments side by side, and notes which comment belongs to which entry."""

    def __init__(self, text: str, block: Block, order: Callable[[Path], Sequence[str]]) -> None:
        self._text = text
        self._lines = Lines(text)
        self._block = block
        self._order = order
        self._root = parse(text).root
        self._comments = comments_of(text, self._root)
        self._next = 0
        self._last_line = -1  # of the entry or comment before, to see where a blank line stands
        self._notes: dict[Path, Notes] = {}

    def text(self) -> str:
        root = self._root
        if root is not None and _has_entries(root):
            self._collection(root, ())
            self._between(root, (), len(root.items), len(self._text))
            header = self._header(root)
            self._at(()).before = header
            value = self._ordered(root, ())
            lines = [*header, *Writer(self._block, self._worth_writing()).lines(value, (), 0)]
        else:
            lines = self._alone(root)
        while lines and not lines[-1]:
            lines.pop()
        return "".join(line + "\n" for line in lines)

    def _alone(self, root: Node | None) -> list[str]:
        """A file of nothing but comments, or of one value without entries."""
        before, tail = self._at(()).before, self._at(()).tail
        while self._next < len(self._comments):
            inside = root is not None and self._comments[self._next][0] > root.start
            target = tail if inside else before
            if target and self._blank_above(self._comments[self._next][0]):
                target.append("")
            target.append(self._take())
        if root is None:
            return before
        return [*before, *Writer(self._block).lines(root.value(), (), 0), *tail]

    def _header(self, root: Node) -> list[str]:
        """Comments above a blank line at the top speak of the file, and stay there whatever key moves up."""
        first = self._at(self._entry(root, (), 0)).before
        if "" not in first[1:]:
            return []
        split = len(first) - first[::-1].index("")
        header = first[:split]
        del first[:split]
        return header[1:] if not header[0] else header

    # Walking: every comment is given to the innermost entry it stands above, beside or at the end of.

    def _collection(self, node: Node, path: Path) -> None:
        for n, item in enumerate(node.items):
            at = self._entry(node, path, n)
            start = node.keys[n].start if node.keys else self._item_start(node, n)
            self._between(node, path, n, start)
            self._last_line = self._lines.line(start)
            if _has_entries(item):
                self._inside(at, item.start, beside_only=True)
                self._collection(item, at)
            else:
                self._inside(at, item.end)
            self._last_line = max(self._last_line, self._lines.line(max(item.end - 1, start)))
            self._trailing(at, item.end, node.end if node.style == "flow" else len(self._text))
        while node.style == "flow" and self._before(node.end):
            self._at(path).tail.append(self._take())

    def _between(self, node: Node, path: Path, n: int, start: int) -> None:
        """Comments on own lines above the entry that begins at ``start``, or behind the last one.

        One that is indented deeper than this collection closes a block collection that has just ended.
        """
        before: list[str] = []
        closing = self._closing(node, path, n)
        blanks = node.style == "block"
        while self._before(start):
            position = self._comments[self._next][0]
            while closing and self._lines.column(position) <= closing[-1][0]:
                closing.pop()
            target = self._at(closing[-1][1]).tail if closing else before
            if blanks and self._blank_above(position):
                target.append("")
            target.append(self._take())
        if n == len(node.items):
            self._at(path).tail.extend(before)
            return
        if blanks and self._blank_above(start):
            before.append("")
        if before:
            self._at(self._entry(node, path, n)).before.extend(before)

    def _closing(self, node: Node, path: Path, n: int) -> list[tuple[int, Path]]:
        """Block collections that end right above entry ``n``, outermost first, with the column to exceed."""
        found: list[tuple[int, Path]] = []
        while n and node.style == "block":
            last, at = node.items[n - 1], self._entry(node, path, n - 1)
            if not _has_entries(last) or last.style != "block":
                break
            found.append((self._lines.column(node.start), at))
            node, path, n = last, at, len(last.items)
        return found

    def _inside(self, path: Path, end: int, *, beside_only: bool = False) -> None:
        """Comments between the head of an entry and ``end``; ``beside_only`` leaves those on own lines."""
        while self._before(end):
            if beside_only and not self._is_beside(self._comments[self._next][0]):
                return
            self._put_behind(path, self._take())

    def _trailing(self, path: Path, item_end: int, end: int) -> None:
        """The comment on the line where an entry ends."""
        if self._before(end):
            start = self._comments[self._next][0]
            if "\n" not in self._text[item_end:start] and self._is_beside(start):
                self._put_behind(path, self._take())

    def _put_behind(self, path: Path, comment: str) -> None:
        notes = self._at(path)
        if notes.behind:
            notes.before.append(comment)
        else:
            notes.behind = comment

    # Small questions.

    def _at(self, path: Path) -> Notes:
        return self._notes.setdefault(path, Notes())

    def _entry(self, node: Node, path: Path, n: int) -> Path:
        return (*path, node.keys[n].text if node.keys else n)

    def _before(self, end: int) -> bool:
        return self._next < len(self._comments) and self._comments[self._next][0] < end

    def _take(self) -> str:
        start, end = self._comments[self._next]
        self._next += 1
        self._last_line = self._lines.line(start)
        return self._text[start:end].rstrip()

    def _blank_above(self, index: int) -> bool:
        return self._lines.line(index) > self._last_line + 1

    def _is_beside(self, start: int) -> bool:
        return bool(self._text[self._lines.start(self._lines.line(start)) : start].strip())

    def _item_start(self, node: Node, n: int) -> int:
        """The dash of a block item, or the first character of a flow item."""
        if node.style == "flow":
            return node.items[n].start
        at = node.items[n - 1].end if n else node.start
        skip = {start: end for start, end in self._comments if at <= start < node.items[n].start}
        while self._text[at] != "-":
            at = skip.get(at, at + 1)
        return at

    def _worth_writing(self) -> dict[Path, Notes]:
        return {path: notes for path, notes in self._notes.items() if notes.before or notes.behind or notes.tail}

    def _open(self, path: Path) -> None:
        """No blank line above the first entry of a collection."""
        notes = self._notes.get(path)
        if notes and notes.before[:1] == [""]:
            del notes.before[0]

    def _ordered(self, node: Node, path: Path) -> Value:
        if node.kind == "list":
            self._open((*path, 0))
            return [self._ordered(item, (*path, n)) for n, item in enumerate(node.items)]
        if node.kind != "mapping":
            return node.value()
        fields = {
            key.text: self._ordered(item, (*path, key.text)) for key, item in zip(node.keys, node.items, strict=True)
        }
        known = [key for key in self._order(path) if key in fields]
        names = [*known, *(key for key in fields if key not in known)]
        if names:
            self._open((*path, names[0]))
        return {key: fields[key] for key in names}


def _has_entries(node: Node) -> bool:
    return bool(node.items)
