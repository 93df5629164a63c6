"""Where in a text the value at a path stands: looked up only when a finding is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ledger.diagnostics import Path, Where
from ledger.dialect import line as yamlline
from ledger.dialect.values import Lines

if TYPE_CHECKING:
    from ledger.dialect.tree import Node


def locate(text: str, path: Path, *, key: bool = False) -> Where:
    """The place of the value at ``path`` (of its key with ``key=True``), or of its nearest existing ancestor.

    A text that cannot be parsed has only its beginning: such findings carry their own place.
    """
    return _Places(text).of(path, key)


def locate_all(text: str, paths: Iterable[Path]) -> dict[Path, Where]:
    """The places of the values at many paths of one text, which is parsed once."""
    wanted = list(paths)
    quick = _in_items(text, wanted)
    if quick is not None:
        return quick
    places = _Places(text)
    return {path: places.of(path, False) for path in wanted}


_SECTION = re.compile(r"^([a-z_]+):\n((?: .*\n)*)", re.MULTILINE)
_ONE_LINE = re.compile(r"  (?:- |  )(\w+): (?![|>&*!\[{\"'])(.*)")


def _in_items(text: str, paths: list[Path]) -> dict[Path, Where] | None:
    """The places of items (``progress[2]``) and of their plain values on one line, in a text of canonical layout.

    ``None`` where one of the paths, or the text, is not as simple as that. In that layout the items of a list stand
    at the third column and their keys at the fifth, and nothing else does.
    """
    if not all(2 <= len(path) <= 3 and type(path[1]) is int for path in paths):
        return None
    sections = {found[1]: found for found in _SECTION.finditer(text)}
    found: dict[Path, Where] = {}
    items: dict[object, list[int]] = {}
    lines = text.split("\n")
    for path in paths:
        section = sections.get(str(path[0]))
        if section is None:
            return None
        if path[0] not in items:
            first = text.count("\n", 0, section.start(2))
            last = first + section[2].count("\n")
            items[path[0]] = [*(n for n in range(first, last) if lines[n].startswith("  - ")), last]
        place = _in_item(lines, items[path[0]], path)
        if place is None:
            return None
        found[path] = place
    try:
        yamlline.read(text)
    except yamlline.Unsure:
        return None
    return found


def _in_item(lines: list[str], items: list[int], path: Path) -> Where | None:
    number = path[1]
    if not isinstance(number, int) or not 0 <= number < len(items) - 1:
        return None
    for n in range(items[number], items[number + 1]):
        one = _ONE_LINE.fullmatch(lines[n])
        if len(path) == 2:
            return Where(n + 1, 5, len(lines[n]) - 4) if one and "#" not in lines[n] else None
        if one and one[1] == path[2]:
            return Where(n + 1, one.start(2) + 1, len(one[2])) if one[2] and "#" not in lines[n] else None
    return None


_STYLES = {"": "不加引号", "'": "单引号", '"': "双引号", "|": "| 分行", ">": "> 折行"}
_KINDS = {"list": "列表", "mapping": "字段组", "alias": "引用"}


def nodes(text: str) -> Iterator[tuple[Path, str, Where, str]]:
    """Every value of a text in its order: path, kind in words, place, and the text of a scalar.

    Nothing for a text that cannot be parsed.
    """
    text = text.removeprefix("\ufeff")
    root = _root(text)
    if root is not None:
        yield from _below(root, (), Lines(text))


def _below(node: Node, path: Path, lines: Lines) -> Iterator[tuple[Path, str, Where, str]]:
    kind = _KINDS.get(node.kind) or f"值（{_STYLES.get(node.style, node.style)}）"
    yield path, kind, lines.place(node.start, node.end), node.text
    for n, item in enumerate(node.items):
        yield from _below(item, (*path, node.keys[n].text if node.keys else n), lines)


def _root(text: str) -> Node | None:
    """The whole tree of a text; ``None`` for one that cannot be parsed."""
    from ledger.dialect.tree import TooDeep, YAMLError, parse  # brings PyYAML, which items of a list are found without

    try:
        return parse(text).root
    except (YAMLError, TooDeep, UnicodeEncodeError):
        return None


class _Places:
    def __init__(self, text: str) -> None:
        text = text.removeprefix("\ufeff")
        self._lines = Lines(text)
        self._root = _root(text)

    def of(self, path: Path, key: bool) -> Where:
        if self._root is None:
            return Where(1, 1)
        node, name = self._root, None
        reached = True
        for step in path:
            n = node.child(step)
            if n is None:
                reached = False
                break
            name = node.keys[n] if node.kind == "mapping" else None
            node = node.items[n]
        # An empty value has no characters to point at, and where the path ends early the key is what was found.
        if name is not None and (key or not reached or node.start == node.end):
            node = name
        if node.start == node.end and node.start:
            return self._lines.place(node.start - 1)  # the dash of an empty item
        return self._lines.place(node.start, node.end)
