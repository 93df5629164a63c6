"""Blanks around numbers: 投资 37 亿元, 2019 年 6 月, 1 234 户: taken out for reading, places put back after."""

from __future__ import annotations

import re
from bisect import bisect_right

from ledger.figures.values import Reading, TimeRef
from ledger.values import replace

_BLANK = "[ \\t\xa0\u2002-\u200a\u202f\u3000]"
_BESIDE = re.compile(f"(?<=[0-9%‰]){_BLANK}(?=[^\\s!-~]|[%‰])|(?<=[^\\s!-~]){_BLANK}(?=[0-9])")
_THOUSANDS = re.compile(
    f"(?<![0-9.,A-Za-z\\-])(?<![0-9A-Za-z] )[0-9]{{1,3}}(?:{_BLANK}[0-9]{{3}})+(?=(?:[.][0-9]+)?{_BLANK}?[^\\s!-~])"
)
CUT = "\x1f"
"""Stands where a line was cut in the middle of a sentence, for whoever lays out a text to be read; passed over."""
_ANY = re.compile(_BLANK)


def tightened(text: str) -> tuple[str, list[int] | None]:
    """The text without the blanks between a number and its words, and where they stood; ``None`` for nowhere."""
    if _ANY.search(text) is None and CUT not in text:
        return text, None
    out = [hit.start() for hit in _BESIDE.finditer(text)]
    out += [at for at, character in enumerate(text) if character == CUT] if CUT in text else []
    for group in _THOUSANDS.finditer(text):
        out += [group.start() + hit.start() for hit in _ANY.finditer(group.group())]
    if not out:
        return text, None
    out = sorted(set(out))
    if len(out) == len(text):
        return text, None  # nothing would be left
    kept, done = [], 0
    for at in out:
        kept.append(text[done:at])
        done = at + 1
    kept.append(text[done:])
    return "".join(kept), [at - n for n, at in enumerate(out)]


def moved(found: Reading, text: str, places: list[int]) -> Reading:
    """The reading of a tightened text with the places of the text as it was; ``places`` as ``tightened`` gives."""

    def begin(at: int) -> int:
        return at + bisect_right(places, at)

    def end(at: int) -> int:
        return begin(at - 1) + 1 if at else 0

    def span(one: tuple[int, int]) -> tuple[int, int]:
        return begin(one[0]) if one[0] else 0, begin(one[1])

    def time(one: TimeRef) -> TimeRef:
        return one._replace(start=begin(one.start), end=end(one.end))

    figures = tuple(
        f._replace(start=begin(f.start), end=end(f.end), time=time(f.time) if f.time else None) for f in found.figures
    )
    by_place = {figure.start: figure for figure in figures}
    return Reading(
        text=text,
        figures=figures,
        times=tuple(map(time, found.times)),
        lists=tuple(replace(one, start=begin(one.start), end=end(one.end)) for one in found.lists),
        ordinals=tuple(
            replace(one, start=begin(one.start), end=end(one.end), announced=by_place[begin(one.announced.start)])
            for one in found.ordinals
        ),
        ratios=tuple(replace(one, start=begin(one.start), end=end(one.end)) for one in found.ratios),
        sentences=tuple(map(span, found.sentences)),
        paragraphs=tuple(map(span, found.paragraphs)),
        steps=found.steps,
    )
