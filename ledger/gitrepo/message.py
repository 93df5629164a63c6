"""Commit messages: a Chinese subject for people, trailers for programs.

Values come from files and the command line; no character in them may start a new line, or a value could
pass for a trailer of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

Trailer = tuple[str, str]

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_GAPS = re.compile(r"\s+")


def one_line(text: str) -> str:
    """The text on one line: control characters, line and paragraph separators and what cannot be encoded
    become blanks, marks that turn the reading direction go, blanks collapse."""
    calm = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    return _GAPS.sub(" ", _TURNING.sub("", calm)).strip()


def compose(subject: str, trailers: Sequence[Trailer]) -> str:
    """The whole message, ending in a line break. Empty trailers are left out.

    ``ValueError`` for an empty subject or a key that is no trailer key: both are bugs of the caller.
    """
    head = one_line(subject)
    if not head:
        raise ValueError("a commit needs a subject")
    lines = []
    for key, value in trailers:
        if not _KEY.fullmatch(key):
            raise ValueError(f"{key!r} is not a trailer key")
        if flat := one_line(value):
            lines.append(f"{key}: {flat}")
    return "\n".join([head, "", *lines]).rstrip("\n") + "\n"
