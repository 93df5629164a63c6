"""The value of any good text of the dialect in one pass over libyaml's events: no places, no tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import yaml
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from ledger.dialect import rules as yamlrules
from ledger.dialect.line import Unsure, plain
from ledger.dialect.tree import events_of
from ledger.dialect.values import MAX_DEPTH, WIDE_QUOTES, Value

# Characters that may be a slip of structure or hide something; their mere presence asks for the careful way.
_SUSPECT = re.compile("[\t\\x7f-\\xa0\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\u3000\\ufeff\\uff3b\\uff5b]")
_TIGHT_COMMENT = re.compile(" #[^ \\n#]")


def read(text: str) -> Value:
    """The value of a text without any finding; raises ``Unsure`` for every other."""
    try:
        return _read(text)
    except (yaml.YAMLError, UnicodeEncodeError) as broken:
        raise Unsure from broken


def _read(text: str) -> Value:
    if _SUSPECT.search(text) or (" #" in text and _TIGHT_COMMENT.search(text)) or "? " in text or "?\n" in text:
        raise Unsure
    if yamlrules.CONFLICT_MARK in text:
        raise Unsure
    get = events_of(text)
    get()
    event = get()
    if type(event) is StreamEndEvent:
        return None
    if type(event) is not DocumentStartEvent or event.explicit:
        raise Unsure
    value = _take(get, get(), 0)
    if type(get()) is not DocumentEndEvent or type(get()) is not StreamEndEvent:
        raise Unsure
    return value


def _take(get: Callable[[], Any], event: Any, depth: int) -> Value:
    """The value that begins with ``event``. Each step less here is felt: it runs for every scalar of a ledger."""
    if event.anchor is not None:  # of an alias, too
        raise Unsure
    kind = type(event)
    if event.tag is not None:
        raise Unsure
    if kind is ScalarEvent:
        text: str = event.value
        style = event.style
        if style != "|" and style != ">" and " " in text and event.start_mark.line != event.end_mark.line:
            raise Unsure
        if style or not text:
            return text if style else None
        return plain(text)
    if depth >= MAX_DEPTH:
        raise Unsure
    if kind is MappingStartEvent:
        fields: dict[str, Value] = {}
        in_braces = event.flow_style
        while type(event := get()) is ScalarEvent:
            key: str = event.value
            if key in fields or event.anchor is not None or event.tag is not None or _is_odd(key):
                raise Unsure
            fields[key] = value = _take(get, get(), depth + 1)
            if value is None and in_braces:  # a key without a colon, or half of 12,000
                raise Unsure
        if type(event) is MappingEndEvent:
            return fields
        raise Unsure
    items: list[Value] = []
    while type(event := get()) is not SequenceEndEvent:
        items.append(_take(get, event, depth + 1))
    return items


@lru_cache(maxsize=4096)
def _is_odd(key: str) -> bool:
    return not key or key == "<<" or ":" in key or "：" in key or key[0] in WIDE_QUOTES
