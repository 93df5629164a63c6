"""A YAML text as a tree with places: what ``locate``, the splices, ``canonical`` and the slip finder share.

The normal reading path (``read.load`` of a good file) never builds this tree. Places are character
offsets into the text; libyaml counts U+0085, U+2028 and U+2029 as line breaks where editors do not, so
its own line numbers are never used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml
from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ledger.dialect.values import (
    KEY_LIKE,
    MAX_DEPTH,
    NULLS,
    WIDE_BRACKETS,
    WIDE_QUOTES,
    Lines,
    Value,
    same,
    typed,
)

__all__ = [
    "KEY_LIKE",
    "MAX_DEPTH",
    "NULLS",
    "WIDE_BRACKETS",
    "WIDE_QUOTES",
    "Lines",
    "Node",
    "Parsed",
    "TooDeep",
    "Value",
    "YAMLError",
    "comments_of",
    "events_of",
    "parse",
    "same",
    "typed",
]


class TooDeep(Exception):
    """Nested deeper than ``MAX_DEPTH``; ``index`` is where that depth is reached."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


def events_of(text: str) -> Callable[[], Any]:
    """The function that gives the next parser event of ``text``: libyaml's, or PyYAML's own where that is missing."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    get: Callable[[], Any] = loader(text).get_event
    return get


Kind = Literal["scalar", "list", "mapping", "alias"]


@dataclass(slots=True)
class Node:
    """One value of the text: ``text[start:end]``, without the comments and blank lines around it.

    ``style`` is ``""``, ``'``, ``"``, ``|`` or ``>`` for a scalar, ``flow`` or ``block`` for the others.
    ``keys`` are the key nodes of a mapping, beside ``items``. ``holder`` is where an anchor or tag begins.
    """

    kind: Kind
    start: int
    end: int
    style: str = ""
    text: str = ""
    keys: list[Node] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)
    anchor: str | None = None
    tag: str | None = None

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, keys included, in the order of the text."""
        yield self
        for n, item in enumerate(self.items):
            if self.keys:
                yield from self.keys[n].walk()
            yield from item.walk()

    def value(self) -> Value:
        """The plain value; an alias is the text as typed, and of a repeated key the first stands."""
        if self.kind == "scalar":
            return self.text if self.style else typed(self.text)
        if self.kind == "list":
            return [item.value() for item in self.items]
        if self.kind == "mapping":
            fields: dict[str, Value] = {}
            for key, item in zip(self.keys, self.items, strict=True):
                fields.setdefault(key.text, item.value())
            return fields
        return self.text

    def child(self, step: str | int) -> int | None:
        """Position in ``items`` of the value under ``step``."""
        if self.kind == "mapping":
            return next((n for n, key in enumerate(self.keys) if key.text == step), None)
        if self.kind == "list" and isinstance(step, int) and 0 <= step < len(self.items):
            return step
        return None


@dataclass(slots=True)
class Parsed:
    """The first document of a text, and where further documents begin."""

    root: Node | None
    more: list[int] = field(default_factory=list)
    explicit: int | None = None
    """Where a ``---`` or a directive stands, if one does."""


def parse(text: str) -> Parsed:
    """The tree of ``text``. Raises ``yaml.YAMLError`` as libyaml does, and ``TooDeep``."""
    get = events_of(text)
    get()
    parsed = Parsed(None)
    event = get()
    first = True
    while type(event) is not StreamEndEvent:
        if type(event) is DocumentStartEvent:
            index, _ = _span(event)
            if first:
                parsed.explicit = index if event.explicit else None
                parsed.root = _node(get, get(), text, 0)
            else:
                parsed.more.append(index)
                _node(get, get(), text, 0)
            first = False
        event = get()
    return parsed


def _node(get: Callable[[], Any], event: Any, text: str, depth: int) -> Node:
    start, end = _span(event)
    kind = type(event)
    if kind is ScalarEvent:
        style: str = event.style or ""
        if style in ("|", ">"):
            end = _end_of_block(text, start, end, event.value)
        return Node("scalar", start, end, style, event.value, anchor=event.anchor, tag=event.tag)
    if kind is AliasEvent:
        return Node("alias", start, end, "", f"*{event.anchor}")
    if depth >= MAX_DEPTH:
        raise TooDeep(start)
    style = "flow" if event.flow_style else "block"
    node = Node("list" if kind is SequenceStartEvent else "mapping", start, end, style, "", anchor=event.anchor)
    node.tag = event.tag
    while type(event := get()) is not SequenceEndEvent and type(event) is not MappingEndEvent:
        if node.kind == "mapping":
            node.keys.append(_node(get, event, text, depth + 1))
            event = get()
        node.items.append(_node(get, event, text, depth + 1))
    if style == "flow":
        node.end = _span(event)[1]
    elif node.items:
        node.end = max(node.items[-1].end, node.keys[-1].end if node.keys else 0)
    return node


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


_KEEPS_BREAKS = re.compile(r"[|>][0-9]?\+")


def _end_of_block(text: str, start: int, end: int, value: str) -> int:
    """Where a literal's own lines end: without the blank lines below it, unless they belong to its text."""
    if _KEEPS_BREAKS.match(text, start) or value.rstrip("\n").endswith((" ", "\t")):
        return end
    return start + len(text[start:end].rstrip())


def comments_of(text: str, root: Node | None) -> list[tuple[int, int]]:
    """Where every comment of the text stands, ``#`` to the end of its line, in order."""
    found: list[tuple[int, int]] = []
    at = 0
    for node in root.walk() if root else ():
        if node.kind != "scalar" and node.kind != "alias":
            continue
        if node.start > at:
            found.extend(_comments_between(text, at, node.start))
        if node.style in ("|", ">"):
            header_end = text.find("\n", node.start, node.end)
            found.extend(_comments_between(text, node.start, header_end if header_end >= 0 else node.end))
        at = max(at, node.end)
    found.extend(_comments_between(text, at, len(text)))
    return found


# Between two scalars there is nothing but blanks, indicators and comments.
_COMMENT = re.compile(r"#[^\r\n]*")


def _comments_between(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _COMMENT.finditer(text, start, end):
        yield found.start(), found.end()
