"""What styles say about a run of a docx: is it bold, is it hidden, does its paragraph have a number.

Bold is a toggle property (ISO/IEC 29500-1, 17.7.3): table, paragraph and character style each may switch
it, and two switches cancel out; direct formatting has the last word. ``w:bCs`` concerns complex scripts
only and says nothing about Chinese text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.importers.wordxml import Element, W, switch, value, whole

_LONGEST_CHAIN = 30
"""Word itself refuses chains of more than a dozen styles."""


@dataclass(frozen=True, slots=True)
class NumberLink:
    """``w:numPr``: a numbering instance and its level; a level of ``None`` is found by the style."""

    num: str
    level: int | None


@dataclass(frozen=True, slots=True)
class CellLook:
    """What a table style can know of a cell: its style and which of the special rows and columns it is in."""

    style: str
    regions: tuple[str, ...] = ()
    """Names of ``w:tblStylePr``: firstRow, lastRow, firstCol, lastCol; the first that speaks wins."""


class Styles:
    """``styles.xml``, asked through chains of ``basedOn``."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Element] = {}
        self._defaults: dict[str, str] = {}
        self._document = None
        self._cache: dict[tuple[str, str], bool | None] = {}
        self._numbers: dict[str, tuple[str, str]] = {}
        if root is None:
            return
        self._document = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        for style in root.iter(f"{W}style"):
            key = style.get(f"{W}styleId", "")
            self._styles.setdefault(key, style)
            if style.get(f"{W}default", "") in ("1", "true", "on"):
                self._defaults.setdefault(style.get(f"{W}type", ""), key)

    def _chain(self, key: str) -> Iterator[Element]:
        """A style and those it is based on, nearest first; circles and absurd chains end."""
        for _ in range(_LONGEST_CHAIN):
            if key not in self._styles:
                return
            style = self._styles[key]
            yield style
            key = value(style, "basedOn")

    def _toggle(self, key: str, name: str) -> bool | None:
        """What the chain of one style says of an on/off run property."""
        if not key:
            return None
        if (key, name) not in self._cache:
            said = (switch(style.find(f"{W}rPr"), name) for style in self._chain(key))
            self._cache[key, name] = next((answer for answer in said if answer is not None), None)
        return self._cache[key, name]

    def _table_toggle(self, look: CellLook, name: str) -> bool | None:
        for region in look.regions:
            for style in self._chain(look.style):
                for part in style.findall(f"{W}tblStylePr"):
                    if part.get(f"{W}type") == region:
                        answer = switch(part.find(f"{W}rPr"), name)
                        if answer is not None:
                            return answer
        return self._toggle(look.style, name)

    def is_on(self, name: str, rpr: Element | None, paragraph_style: str, look: CellLook | None) -> bool:
        """Whether a toggle property (``b``, ``vanish``) holds for a run with these direct properties."""
        direct = switch(rpr, name)
        if direct is not None:
            return direct
        if switch(self._document, name):
            return True
        said = [
            self._toggle(paragraph_style or self._defaults.get("paragraph", ""), name),
            self._toggle(value(rpr, "rStyle"), name),
            None if look is None else self._table_toggle(look, name),
        ]
        return sum(answer is True for answer in said) % 2 == 1

    def number_link(self, ppr: Element | None) -> NumberLink | None:
        """The numbering of a paragraph: its own, or that of its style; ``numId`` 0 means none."""
        own = None if ppr is None else ppr.find(f"{W}numPr")
        key = value(ppr, "pStyle") or self._defaults.get("paragraph", "")
        num = value(own, "numId")
        level = value(own, "ilvl")
        if not num:
            num, style_level = self._style_numbers(key)
            level = level or style_level
        if not num or num == "0":
            return None
        return NumberLink(num, whole(level, 0, 8) if level else None)

    def _style_numbers(self, key: str) -> tuple[str, str]:
        """The ``numId`` that a style or its base gives, and the level that is named on the way to it."""
        if key not in self._numbers:
            num = level = ""
            for style in self._chain(key):
                linked = style.find(f"{W}pPr/{W}numPr")
                num = value(linked, "numId")
                level = level or value(linked, "ilvl")
                if num:
                    break
            self._numbers[key] = (num, level)
        return self._numbers[key]

    def style_chain(self, ppr: Element | None) -> list[str]:
        """Ids of a paragraph's style and those it is based on."""
        key = value(ppr, "pStyle") or self._defaults.get("paragraph", "")
        return [style.get(f"{W}styleId", "") for style in self._chain(key)]

    def numbering_of(self, style: str) -> str:
        """The ``numId`` that a numbering style (``w:numStyleLink``) leads to, or ``""``."""
        found = (value(s.find(f"{W}pPr/{W}numPr"), "numId") for s in self._chain(style))
        return next((num for num in found if num), "")
