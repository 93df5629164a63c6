"""What a cell of a spreadsheet can hold."""

from __future__ import annotations

import re

LONGEST = 32_767
"""Characters, counted as Excel does: rare ones beyond the first plane of Unicode are two."""
_BEYOND = re.compile(r"[\U00010000-\U0010ffff]")


def fitting(text: str, tail: str = "…") -> str | None:
    """What a cell can hold of a text, with ``tail`` for the rest; ``None`` where it holds all of it."""
    if 2 * len(text) <= LONGEST or len(text) + len(_BEYOND.findall(text)) <= LONGEST:
        return None
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (LONGEST - len(tail))]
    return units.decode("utf-16-le", "ignore") + tail
