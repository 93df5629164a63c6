"""Files in canonical layout, read line by line: the layout that ``dialect.emit`` writes and ``fmt`` keeps.

One compiled pattern takes a text apart into lines (and whole literal blocks); no parser, no events, no
places. Whatever is not certainly that layout raises ``Unsure``, and libyaml reads the file: wherever this
reader gives a value, libyaml gives the same one, and the careful way has nothing to find
(``tests/test_yaml_line.py`` holds that against random, damaged and adversarial texts).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ledger.dialect.rules import CONFLICT_MARK
from ledger.dialect.values import KEY_LIKE, NULLS, Value, typed


class Unsure(Exception):
    """The text holds something that a more careful reader must look at."""


# A key that needs no second look: letters, digits, Chinese, and signs that mean nothing to YAML. YAML itself
# gives up on keys after 1,024 characters; nobody types one of more than 80.
KEY = r"\w[\w\-.（）()·、/%+]{0,80}"
# Every line is one match, whatever it holds: margin, dash, key, value, and what is none of these. A literal
# block belongs to its key's line: all that follows and stands two columns right of the key, blank lines
# between included. The last alternative takes any line, so nothing of a text is passed over.
_LINES = re.compile(rf"( *)(- )?(?:({KEY}):(?: (\|-?(?:\n+\1  (?(2)  )[^\n]+)+|[^\n]+))?|([^\n]*))\n")
_DEEPEST = 60  # columns; a level takes two of them, and the other readers stop at 64 levels

_TRAILING = re.compile(" \n")  # quicker than ``in``
_TIGHT_COMMENT = re.compile(" #[^ \\n#]")
_COMMENT = re.compile(" *#")
_BEHIND = re.compile(r"(?: +#.*)?\Z")
_NOTHING = ("", "#")  # how a line begins that holds no value
INDICATORS = frozenset("?:,[]{}#&*!|>'\"%@` \uff3b\uff5b")
"""What a plain text must not begin with, beside ``-``, which may begin a number."""
# Inside brackets: no sign at all that could end a text early, open another bracket or begin a comment.
_BARE = r"""(?:[^\s\-?:,\[\]{}#&*!|>'"%@`\uff3b\uff5b]|-(?=[0-9]))[^?:,\[\]{}#\n]*(?<! )"""
_QUOTED = r'"[^"\\\n]*"'
# The whole first: a search for items would begin anew at every letter of a text that is none.
_LIST = re.compile(rf"\[(?:(?:{_BARE}|{_QUOTED})(?:, (?!\])|(?=\]\Z)))*\]")
_MAPPING = re.compile(rf"\{{(?:{KEY}: (?:{_BARE}|{_QUOTED})(?:, (?!}})|(?=}}\Z)))*}}")
_ITEM = re.compile(rf"({_BARE})|({_QUOTED})")
_PAIR = re.compile(rf"({KEY}): (?:({_BARE})|({_QUOTED}))")
_DOUBLE = re.compile(r'"((?:[^"\\\n]|\\["\\])*)"')
_SINGLE = re.compile(r"'((?:[^'\n]|'')*)'")
_ESCAPE = re.compile(r"\\(.)")

# What a plain text must begin with to be a number, true, false, null or a key with a slip behind it.
_MAY_MEAN_MORE = frozenset("-0123456789~ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz")


def plain(text: str) -> Value:
    """What a plain scalar (not empty) means; ``Unsure`` where a careful reader would have something to say."""
    if text[0] not in _MAY_MEAN_MORE:
        return text
    return _short(text) if len(text) < _SHORT else _meant(text)


def _meant(text: str) -> Value:
    value = typed(text)
    if type(value) is str and (text[0] == "-" or text in NULLS or KEY_LIKE.match(text)):
        raise Unsure
    return value


_SHORT = 40
_short = lru_cache(maxsize=4096)(_meant)  # the same periods and verdicts come again and again


def read(text: str) -> dict[str, Value]:
    """The value of a text in canonical layout: a mapping. Raises ``Unsure`` for every other text."""
    refuse(text)
    return top_fields(text)


def refuse(text: str) -> None:
    """``Unsure`` for a text with signs that this reader does not judge, wherever they stand."""
    if _TRAILING.search(text) or text[-1:] != "\n" or not text.replace("\n", "").isprintable():
        raise Unsure  # U+0085, U+2028, tabs, carriage returns and invisible characters are not printable
    if "#" in text and (CONFLICT_MARK in text or _TIGHT_COMMENT.search(text)):
        raise Unsure


def top_fields(text: str) -> dict[str, Value]:
    """``read`` for a text, or some whole top-level keys of one, that ``refuse`` has let pass."""
    commented = "#" in text
    top: dict[str, Value] = {}
    levels: list[Any] = [top]  # the open lists and mappings: what stands at column 2n belongs to levels[n]
    holder: Any = top  # the innermost of them
    width = 0  # where the keys of the innermost mapping stand; -1 behind a text of a list
    waiting = ""  # the key above, if its value may follow below
    for margin, dash, key, value, other in _LINES.findall(text):  # each step less here is felt
        if dash or len(margin) != width:
            if not dash and not key and other[:1] in _NOTHING:
                continue
            width = len(margin)
            holder = _at(levels, width, waiting, bool(dash))
            waiting = ""
            if dash:
                if not key:
                    holder.append(scalar(other))
                    width = -1
                    continue
                fields: dict[str, Value] = {}
                holder.append(fields)
                levels.append(fields)
                holder = fields
                width += 2
        if not key:
            if other[:1] not in _NOTHING:
                raise Unsure
        elif key in holder:
            raise Unsure
        elif not value:
            holder[key] = None
            waiting = key
        elif (first := value[0]) in INDICATORS or (commented and "#" in value):
            if first == "|":
                holder[key] = literal(value, width + 2)
            elif _COMMENT.match(value):
                holder[key] = None
                waiting = key
                continue
            else:
                holder[key] = scalar(value)
            waiting = ""
        else:
            if ":" in value and (": " in value or value[-1] == ":"):
                raise Unsure
            holder[key] = plain(value) if first in _MAY_MEAN_MORE else value
            waiting = ""
    if not top:
        raise Unsure
    return top


def _at(levels: list[Any], column: int, waiting: str, dash: bool) -> Any:
    """The open list or mapping whose items or keys stand at ``column``; a new one below the waiting key."""
    level, odd = divmod(column, 2)
    if odd or column > _DEEPEST:
        raise Unsure
    if level == len(levels) and waiting:
        holder: Any = [] if dash else {}
        levels[-1][waiting] = holder
        levels.append(holder)
        return holder
    if level >= len(levels):
        raise Unsure
    del levels[level + 1 :]
    holder = levels[level]
    if (type(holder) is list) is not dash:
        raise Unsure
    return holder


def literal(text: str, margin: int) -> str:
    """The text of a literal block that begins with its mark; its lines stand at ``margin`` or further right."""
    mark, _, body = text.partition("\n")
    if not body or body[margin : margin + 1] in ("", " ", "\n") or len(mark) > 2:
        raise Unsure
    content = body[margin:].replace("\n" + " " * margin, "\n")
    return content if mark == "|-" else content + "\n"


def scalar(text: str) -> Value:
    """What stands behind a key or a dash, on one line."""
    first = text[:1]
    if first in INDICATORS:
        return _marked(text, first)
    if " #" in text:
        text = text[: text.index(" #")].rstrip(" ")
    if ": " in text or text[-1:] == ":":
        raise Unsure
    return plain(text)


def _marked(text: str, first: str) -> Value:
    """A text in quotes, or a list or mapping in brackets."""
    if first == "[" or first == "{":
        if " #" in text:
            text = text[: text.index(" #")].rstrip(" ")
        return _list(text) if first == "[" else _mapping(text)
    if first != '"' and first != "'":
        raise Unsure
    found = (_DOUBLE if first == '"' else _SINGLE).match(text)
    if found is None or not _BEHIND.match(text, found.end()):
        raise Unsure
    body = found[1]
    if first == "'":
        return body.replace("''", "'")
    return _ESCAPE.sub(r"\1", body) if "\\" in body else body


def _list(text: str) -> list[Value]:
    """``[a, "b"]``, if it holds nothing beside such items."""
    if not _LIST.fullmatch(text):
        raise Unsure
    return [plain(bare) if bare else quoted[1:-1] for bare, quoted in _ITEM.findall(text, 1)]


def _mapping(text: str) -> dict[str, Value]:
    """``{a: 1, b: "2"}``, if it holds nothing beside such pairs."""
    if not _MAPPING.fullmatch(text):
        raise Unsure
    pairs = _PAIR.findall(text, 1)
    fields = {key: plain(bare) if bare else quoted[1:-1] for key, bare, quoted in pairs}
    if len(fields) != len(pairs):
        raise Unsure
    return fields
