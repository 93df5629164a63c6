"""Patterns that are compiled when they are first looked for.

Compiling one takes a tenth of a millisecond and more, and a command that reads a single file needs few of the hundred
patterns that the rules have between them. For those that most runs never ask, and for nothing else: in a pattern that
every file meets, ``re.compile`` says the same and says it plainly.
"""

from __future__ import annotations

import re
from typing import cast

_ASKED = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split", "pattern")


class _Late:
    def __init__(self, text: str) -> None:
        self._text = text

    def __getattr__(self, name: str) -> object:
        if name not in _ASKED:
            raise AttributeError(name)
        made = re.compile(self._text)
        # from now on found without coming here
        self.__dict__.update({each: getattr(made, each) for each in _ASKED})
        return self.__dict__[name]


def late(text: str) -> re.Pattern[str]:
    """``re.compile(text)``, put off. Only to be asked, not to be handed on to ``re`` or compared."""
    return cast("re.Pattern[str]", _Late(text))
