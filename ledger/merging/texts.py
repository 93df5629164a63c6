"""A merge written into the text of our side, so that only the lines that must are touched."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ledger import codec, yamlfile
from ledger.diagnostics import Level, Path
from ledger.dialect.rules import CONFLICT_MARK
from ledger.dialect.tree import Value, comments_of, parse, same
from ledger.errors import EditRefused
from ledger.merging.items import ITEM_KEYS, Absent, Address, Maybe, SameUnit, as_before, identities, typed
from ledger.merging.values import Conflict


class Unmergeable(Exception):
    """A text that cannot be merged by structure; the message says which side, where, and why."""


def edited(text: str, old: dict[str, Value], new: dict[str, Value], same_unit: SameUnit | None) -> str:
    """``text``, which says ``old``, saying ``new``; only the lines that must are touched."""

    def order(path: Path) -> Sequence[str]:
        return codec.ORDER(path) or tuple(_keys_at(new, path))

    try:
        for key, value in new.items():
            before = old.get(key)
            if key in old and same(before, value):
                continue
            if key in ITEM_KEYS and isinstance(before, list) and isinstance(value, list):
                text = _edited_items(text, key, before, value, order, same_unit)
            else:
                text = yamlfile.set_value(text, (key,), value, block=codec.BLOCK, order=order)
        for key in old:
            if key not in new:
                text = yamlfile.remove(text, (key,), block=codec.BLOCK)
    except EditRefused as failure:
        raise Unmergeable(f"我方：{failure.message}") from failure
    if not says(text, new):
        raise Unmergeable("我方：合并后读回来与预期不符")
    return text


def says(text: str, value: Value) -> bool:
    """Whether a text reads as this value and without an error."""
    read, found = yamlfile.load(text)
    return same(read, value) and not any(finding.level is Level.ERROR for finding in found)


def _keys_at(value: Value, path: Path) -> list[str]:
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return []
    return list(value) if isinstance(value, dict) else []


def _in(some: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    return [each for each in some if each in others]


def _edited_items(
    text: str, key: str, old: list[Value], new: list[Value], order: yamlfile.Order, same_unit: SameUnit | None
) -> str:
    """One keyed list, item by item, so that the others keep their comments."""
    present, wanted = identities(old, key), identities(new, key)
    if present is not None and wanted is not None:
        wanted = as_before(key, (old, present), (new, wanted), same_unit)
    if present is None or wanted is None or _in(wanted, present) != _in(present, wanted):
        return yamlfile.set_value(text, (key,), new, block=codec.BLOCK, order=order)
    items = dict(zip(present, old, strict=True))
    for n, (item, value) in enumerate(zip(wanted, new, strict=True)):
        while n < len(present) and present[n] not in wanted:
            text = yamlfile.remove(text, (key, n), block=codec.BLOCK)
            del present[n]
        if item in present:
            if not same(items[item], value):
                text = yamlfile.set_value(text, (key, n), value, block=codec.BLOCK, order=order)
        elif n < len(present):
            text = yamlfile.insert_item(text, (key, n), value, block=codec.BLOCK, order=order)
            present.insert(n, item)
        else:
            text = yamlfile.append_item(text, (key,), value, block=codec.BLOCK, order=order)
            present.append(item)
    for n in reversed(range(len(new), len(present))):
        text = yamlfile.remove(text, (key, n), block=codec.BLOCK)
    return text


def quoted(value: Maybe) -> str:
    """A value as JSON on one line, without a character that could end the comment it stands in."""
    if isinstance(value, Absent):
        return "（没有）"
    written = json.dumps(value, ensure_ascii=False, default=typed)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in written)


def on_top(text: str, note: str) -> str:
    """``text`` with a note before its first line, in the line ends and behind the byte order mark it has."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + (note.replace("\n", "\r\n") if "\r\n" in text else note) + text.removeprefix("\ufeff")


def noted(text: str, value: Value, conflicts: Sequence[Conflict]) -> str:
    """``text`` with a note above each field in conflict; all on top where a note would disturb the values."""
    if not conflicts:
        return text
    lines = text.split("\n")
    places = sorted(
        ((yamlfile.locate(text, _path(value, each.address), key=True).line - 1, each) for each in conflicts),
        key=lambda pair: pair[0],
    )
    for line, conflict in reversed(places):
        margin = lines[line][: len(lines[line]) - len(lines[line].lstrip(" "))]
        ending = "\r" if lines[line].endswith("\r") else ""
        lines[line:line] = [margin + row + ending for row in _note(conflict)]
    noted = "\n".join(lines)
    if same(yamlfile.load(noted)[0], value):
        return noted
    return on_top(text, "".join(f"{row}\n" for each in conflicts for row in _note(each)))


def _note(conflict: Conflict) -> list[str]:
    field = "".join(c if c.isprintable() else "?" for c in conflict.field)
    return [
        f"{CONFLICT_MARK} {field}",
        f"#   对方: {quoted(conflict.theirs)}",
        f"#   共同祖先: {quoted(conflict.base)}",
    ]


def _path(value: Value, address: Address) -> Path:
    """Where an address leads in a value, as far as it leads anywhere."""
    path: list[str | int] = []
    for step in address:
        if isinstance(step, str):
            if not isinstance(value, dict) or step not in value:
                return (*path, step)
            path.append(step)
            value = value[step]
        else:
            ids = identities(value, str(path[-1])) if isinstance(value, list) else None
            if ids is None or step not in ids or not isinstance(value, list):
                break
            path.append(ids.index(step))
            value = value[ids.index(step)]
    return tuple(path)


def lost_comments(base: str, theirs: str, text: str) -> tuple[str, ...]:
    """Comments that the other side has added and ``text`` does not have."""
    had, added, kept = (_comments(each) for each in (base, theirs, text))
    return tuple((added - had - (kept - had)).elements())


def _comments(text: str) -> Counter[str]:
    text = text.removeprefix("\ufeff")
    return Counter(text[start:end].rstrip() for start, end in comments_of(text, parse(text).root))
