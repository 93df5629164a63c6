"""Chinese office texts: blanks, widths, names of two characters, Chinese numerals.

Everything here is pure and keeps the printed characters unless the function says otherwise: texts are
stored as printed, and only *compared* in a folded form.
"""

from __future__ import annotations

import re
from functools import cache

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_WIDE = re.compile("[\uff01-\uff5e\u3000]")
_USUAL = (("，", ","), ("：", ":"), ("；", ";"), ("（", "("), ("）", ")"), ("∶", ":"))
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_HIDDEN = re.compile("[\u200b-\u200d\u2060\ufeff\xad]")
_BLANKS = re.compile(r"\s+")
_LINE_BREAKS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_MARKS = re.compile(r"[\s，。、；：！？,.;:!?“”‘’\"'（）()《》〈〉【】\[\]—\-…·]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

_UNSEEN = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Controls, formats, surrogates, separators (Unicode: Cc, Cf, Cs, Zl, Zp) but for line break and tab."""

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_PLACES = {"十": 10, "百": 100}


def fold(text: str) -> str:
    """Full-width letters, digits and signs as half-width ones, for comparing: ``（２０２０）：`` → ``(2020):``."""
    for wide, narrow in _USUAL:  # most texts have no others, and this is quicker than looking at each character
        text = text.replace(wide, narrow)
    return text.translate(_FULL_WIDTH) if _WIDE.search(text) else text


def squeeze(text: str) -> str:
    """The text without any blanks, line breaks or invisible characters."""
    if _HIDDEN.search(text):  # quicker than looking each character up
        text = text.translate(_INVISIBLE)
    return _BLANKS.sub("", text)


def key(text: str) -> str:
    """The form in which two names or heads are compared: folded and without blanks."""
    return squeeze(fold(text))


def bare(text: str) -> str:
    """The text without blanks and punctuation, for comparing what two texts say."""
    return "".join(_MARKS.split(text))  # half the cost of ``sub``


def tidy(text: str) -> str:
    """A printed text without what only the page needed.

    No-break blanks become blanks, invisible and control characters go, every line loses the blanks at
    its ends, empty lines at both ends go. Blanks and line breaks inside stay.
    """
    plain = _LINE_BREAKS.sub("\n", text.translate(_INVISIBLE)).replace("\xa0", " ")
    lines = [line.strip(" \t\u3000") for line in _CONTROLS.sub("", plain).split("\n")]
    return "\n".join(lines).strip("\n")


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines of a cell that say something, tidied."""
    return tuple(line for line in tidy(text).split("\n") if line)


def person(text: str) -> str:
    """A person's name without the blanks that pad names of two characters: ``程  伟`` → ``程伟``."""
    return squeeze(text)


def padded_person(name: str) -> str:
    """A name as offices print it: two characters are set apart by two blanks (``程  伟``)."""
    return f"{name[0]}  {name[1]}" if len(name) == 2 else name


def chinese_number(text: str) -> int | None:
    """The value of a Chinese numeral below 1000 (``十二`` → 12, ``二〇`` → 20); ``None`` for anything else."""
    if not text or any(character not in _DIGITS and character not in _PLACES for character in text):
        return None
    if not any(character in _PLACES for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, 0
    smallest = 1000
    for n, character in enumerate(text):
        if character in _PLACES:
            place = _PLACES[character]
            if place >= smallest or (digit == 0 and n > 0 and text[n - 1] not in "零〇"):
                return None
            total += (digit or 1) * place
            digit, smallest = 0, place
        else:
            if digit:
                return None
            digit = _DIGITS[character]
    return total + digit


def chinese_numeral(number: int) -> str:
    """How an office counts headings: 1 → ``一``, 12 → ``十二``, 20 → ``二十``. For 1 to 99; else ``ValueError``."""
    if not 1 <= number <= 99:
        raise ValueError(f"no Chinese numeral for {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{'零一二三四五六七八九'[tens]}十"
    return head + ("零一二三四五六七八九"[ones] if ones else "")


def distance_one(one: str, other: str) -> bool:
    """Whether two different texts become equal by changing, adding or dropping a single character."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    n = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[n:] == long[n + 1 :] or (len(short) == len(long) and short[n + 1 :] == long[n + 1 :])


def visible(text: str) -> str:
    """Characters that are not seen, or that turn others round, as ``\\x1b`` and ``\\x202e``; breaks and tabs stay.

    What is shown so is never a command to a terminal, and cannot look like another text (UTR 36: bidirectional
    controls, zero-width characters).
    """
    if text.isprintable():
        return text
    return _unseen().sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def escaped_json(text: str) -> str:
    """A JSON document in which unseen characters stand as ``\\u202e``: the same values, nothing hidden."""
    import json

    return _unseen().sub(lambda found: json.dumps(found[0])[1:-1], text)


@cache
def _unseen() -> re.Pattern[str]:
    return re.compile(_UNSEEN)
