"""Patterns that are compiled when they are first asked for: most texts ask for few of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator


class Late:
    """A pattern with the few ways of asking that are needed."""

    __slots__ = ("_compiled", "_pattern")

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._compiled: re.Pattern[str] | None = None

    def _ready(self) -> re.Pattern[str]:
        self._compiled = re.compile(self._pattern)
        return self._compiled

    def search(self, text: str, begin: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """The first place between two places, as ``re.Pattern.search``."""
        return (self._compiled or self._ready()).search(text, begin, end)

    def match(self, text: str) -> re.Match[str] | None:
        """At the beginning of the text."""
        return (self._compiled or self._ready()).match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Every place."""
        return (self._compiled or self._ready()).finditer(text)

    def sub(self, new: str, text: str) -> str:
        """The text with every place replaced."""
        return (self._compiled or self._ready()).sub(new, text)
