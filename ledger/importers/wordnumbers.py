"""Automatic numbers of a docx, counted as Word counts them, so that “1.” stands in the text as a person sees it.

Numbering instances (``w:num``) of one abstract definition share their counters, except where an instance
overrides the start (ISO/IEC 29500-1, 17.9).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ledger.importers.wordstyles import NumberLink, Styles
from ledger.importers.wordxml import Element, W, switch, value, whole

_LEVELS = 9
_DIGITS = "零一二三四五六七八九"
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def counted(number: int, digits: str = _DIGITS, units: str = "十百千", bare_ten: bool = True) -> str:
    """``number`` (1 … 9999) in Chinese: 十, 十二, 二十, 一百零五; outside that range in Arabic digits."""
    if not 0 < number < 10_000:
        return str(number)
    said = ""
    gap = False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            said += (digits[0] if gap and said else "") + digits[digit] + (units[power - 1] if power else "")
        gap = not digit
    if bare_ten and said.startswith(digits[1] + units[0]):
        said = said[1:]
    return said


def _digit_by_digit(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _chinese_counting(number: int) -> str:
    """Up to 99 as one counts, from 100 digit by digit, as Word does."""
    return counted(number) if number < 100 else _digit_by_digit(number)


def _letters(number: int) -> str:
    """a … z, aa, bb … (Word repeats the letter)."""
    times = (number - 1) // 26 + 1
    return chr(ord("a") + (number - 1) % 26) * times if 0 < times <= 20 else str(number)


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for amount, letters in _ROMAN:
        said += letters * (number // amount)
        number %= amount
    return said


def _from(first: str, last: int) -> Callable[[int], str]:
    """One character a number, beginning with ``first``; Arabic digits beyond ``last``."""
    return lambda number: chr(ord(first) + number - 1) if 0 < number <= last else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number > 0 else str(number)


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


def _circled(number: int) -> str:
    if 20 < number <= 35:
        return chr(ord("㉑") + number - 21)
    return _from("①", 20)(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _chinese_counting,
    "taiwaneseCounting": _chinese_counting,
    "chineseCountingThousand": counted,
    "taiwaneseCountingThousand": counted,
    "japaneseCounting": counted,
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "chineseLegalSimplified": lambda number: counted(number, _CAPITALS, "拾佰仟", bare_ten=False),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographEnclosedCircle": _from("㈠", 10),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from("⑴", 20),
    "decimalEnclosedFullstop": _from("⒈", 20),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "numberInDash": lambda number: f"- {number} -",
    "none": lambda _number: "",
}


def rendered(number: int, style: str) -> str:
    """``number`` in an ``ST_NumberFormat``; formats that Chinese documents do not use come out in digits."""
    return _FORMATS.get(style, str)(number)


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    restart: int | None = None
    """Restarts after this level (1-based); 0 never; ``None`` after any level above."""
    suffix: str = "tab"
    paragraph_style: str = ""
    legal: bool = False

    @classmethod
    def read(cls, element: Element) -> _Level:
        restart = element.find(f"{W}lvlRestart")
        return cls(
            start=whole(value(element, "start"), 1),
            style=value(element, "numFmt", "decimal"),
            text=value(element, "lvlText")[:60],
            restart=None if restart is None else whole(restart.get(f"{W}val", ""), 0, _LEVELS),
            suffix=value(element, "suff", "tab"),
            paragraph_style=value(element, "pStyle"),
            legal=switch(element, "isLgl") is True,
        )


class Numbering:
    """``numbering.xml`` with running counters; ask once a paragraph, in document order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._style_links: dict[str, str] = {}
        self._nums: dict[str, str] = {}
        self._overrides: dict[str, dict[int, tuple[int | None, _Level | None]]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        for element in () if root is None else root.findall(f"{W}abstractNum"):
            key = element.get(f"{W}abstractNumId", "")
            self._abstract[key] = {
                whole(lvl.get(f"{W}ilvl", ""), 0, _LEVELS - 1): _Level.read(lvl) for lvl in element.findall(f"{W}lvl")
            }
            self._style_links[key] = value(element, "numStyleLink")
        for element in () if root is None else root.findall(f"{W}num"):
            key = element.get(f"{W}numId", "")
            self._nums[key] = value(element, "abstractNumId")
            for override in element.findall(f"{W}lvlOverride"):
                start = value(override, "startOverride")
                own = override.find(f"{W}lvl")
                self._overrides.setdefault(key, {})[whole(override.get(f"{W}ilvl", ""), 0, _LEVELS - 1)] = (
                    whole(start, 1) if start else None,
                    None if own is None else _Level.read(own),
                )

    def _definition(self, num: str) -> tuple[str, dict[int, _Level]]:
        """The abstract definition behind an instance, through at most one numbering style."""
        abstract = self._nums.get(num, "")
        levels = self._abstract.get(abstract, {})
        if not levels and self._style_links.get(abstract):
            abstract = self._nums.get(self._styles.numbering_of(self._style_links[abstract]), "")
            levels = self._abstract.get(abstract, {})
        return abstract, levels

    def next(self, ppr: Element | None) -> str:
        """The number in front of the next paragraph, with the blank that parts it from the text; or ``""``."""
        link = self._styles.number_link(ppr)
        if link is None:
            return ""
        abstract, levels = self._definition(link.num)
        if not levels:
            return ""
        overrides = self._overrides.get(link.num, {})
        levels = {**levels, **{index: own for index, (_, own) in overrides.items() if own is not None}}
        index = self._index(link, levels, ppr)
        level = levels.get(index, _Level())
        counters = self._counters.setdefault(abstract, {})
        start = overrides.get(index, (None, None))[0]
        if start is not None and (link.num, index) not in self._started:
            self._started.add((link.num, index))
            counters[index] = start
        else:
            counters[index] = counters[index] + 1 if index in counters else level.start
        for deeper in range(index + 1, _LEVELS):
            restart = levels.get(deeper, _Level()).restart
            if restart is None or index + 1 <= restart:
                counters.pop(deeper, None)
        return self._text(level, levels, counters)

    def _index(self, link: NumberLink, levels: dict[int, _Level], ppr: Element | None) -> int:
        if link.level is not None:
            return link.level
        chain = self._styles.style_chain(ppr)
        owners = {level.paragraph_style: index for index, level in sorted(levels.items()) if level.paragraph_style}
        return next((owners[style] for style in chain if style in owners), 0)

    def _text(self, level: _Level, levels: dict[int, _Level], counters: dict[int, int]) -> str:
        if level.style == "bullet":
            return "•"

        def number(match: re.Match[str]) -> str:
            index = int(match[1]) - 1
            at = levels.get(index, _Level())
            style = "decimal" if level.legal and at.style != "decimalZero" else at.style
            return rendered(counters.get(index, at.start), style)

        text = re.sub(r"%([1-9])", number, level.text)
        if not text.strip() or level.suffix == "nothing" or text[-1] in "、，。．）】〕":
            return text
        return f"{text} "
