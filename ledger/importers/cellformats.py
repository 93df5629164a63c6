"""Numbers of a spreadsheet as its user sees them: number formats applied to stored values.

Covers what working lists use: fixed decimals, thousands, percent, dates and times, Chinese literals such as
``0"套"`` and ``yyyy"年"m"月"``, sections for negative and zero. Anything else comes out as a plain number. Format
codes follow ISO/IEC 29500-1, 18.8.30 and 18.8.31, the numbers 27 … 58 as Excel and WPS show them in Chinese.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_DATE, _MONTH, _MONTH_DAY = "yyyy/m/d", 'yyyy"年"m"月"', 'm"月"d"日"'
_TIME, _TIME_SECONDS = '上午/下午h"时"mm"分"', '上午/下午h"时"mm"分"ss"秒"'
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: _DATE, 15: _DATE, 16: _MONTH_DAY, 17: _MONTH, 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: _MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: _TIME, 35: _TIME_SECONDS, 36: _MONTH,
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 50: _MONTH, 51: _MONTH_DAY, 52: _MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY,
    55: _TIME, 56: _TIME_SECONDS, 57: _MONTH, 58: _MONTH_DAY,
}  # fmt: skip
"""Format codes by their fixed number; a number that is not here shows values plainly."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<money>[^\]\-]*)[^\]]*\]|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<general>General|G/通用格式)|(?P<exponent>E[+-])|(?P<noon>AM/PM|A/P|上午/下午)"
    r"|(?P<date>y+|e+|m+|d+|h+|s+|a{3,4})|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)"
    r"|(?P<percent>%)|(?P<text>@)|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_LAST_SERIAL = 2_958_466
_WEEKDAYS = "一二三四五六日"

Token = tuple[str, str]


def _tokens(section: str) -> list[Token]:
    """A section as (kind, text); padding, colours and conditions are dropped."""
    found: list[Token] = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup
        if kind in ("quoted", "escaped", "money", "plain"):
            found.append(("literal", match[kind]))
        elif kind is not None:
            found.append((kind, match[kind]))
    return found


def _sections(code: str) -> list[str]:
    """The parts of a format code between semicolons that are not quoted."""
    return re.findall(r'(?:^|;)((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)', code)


def general(value: Decimal) -> str:
    """A number without a format: up to 15 digits, no exponent, no idle zeros."""
    if not value:
        return "0"
    rounded = value.normalize() if len(value.as_tuple().digits) <= 15 else Decimal(f"{value:.15g}").normalize()
    if abs(rounded.adjusted()) > 30:
        return str(rounded)
    return f"{rounded:f}"


def shown(value: str, code: str, epoch_1904: bool = False) -> str:
    """The stored number ``value`` as the format ``code`` shows it; what is no number is returned as it is."""
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return value
    sections = _sections(code[:500]) or [""]
    section, sign = sections[0], "-" if number < 0 else ""
    if number < 0 and len(sections) > 1:
        section, sign = sections[1], ""
    elif not number and len(sections) > 2:
        section = sections[2]
    tokens = _tokens(section)
    kinds = {kind for kind, _ in tokens}
    if kinds & {"date", "elapsed"}:
        return _as_date(number, tokens, epoch_1904) or general(number)
    if "digits" not in kinds and not kinds & {"general", "text", "exponent"} and kinds:
        return "".join(text for _, text in tokens)
    if "exponent" in kinds or "digits" not in kinds or any(text == "/" for _, text in tokens):
        prefix, suffix = _around(tokens) if "general" in kinds else ("", "")
        return f"{sign}{prefix}{general(abs(number))}{suffix}"
    return sign + _with_digits(abs(number), tokens)


def _around(tokens: list[Token]) -> tuple[str, str]:
    at = next(index for index, (kind, _) in enumerate(tokens) if kind == "general")
    return tuple(  # type: ignore[return-value]
        "".join(text for kind, text in part if kind == "literal") for part in (tokens[:at], tokens[at + 1 :])
    )


def _with_digits(number: Decimal, tokens: list[Token]) -> str:
    """``number`` (not negative) in the first run of digit places, literals kept around it."""
    for kind, _ in tokens:
        if kind == "percent":
            number *= 100
    pieces: list[str] = []
    done = False
    for kind, text in tokens:
        if kind == "digits" and not done:
            pieces.append(_digits(number, text))
            done = True
        elif kind in ("literal", "percent"):
            pieces.append(text)
    return "".join(pieces).strip()


def _digits(number: Decimal, places: str) -> str:
    whole, _, fraction = places.partition(".")
    while whole.endswith(","):
        whole, number = whole[:-1], number / 1000
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), rounding=ROUND_HALF_UP) if number < 10**20 else number
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    integer, _, decimals = text.partition(".")
    optional = len(fraction) - len(fraction.rstrip("#?"))
    kept = (
        decimals[: len(decimals) - optional] + decimals[len(decimals) - optional :].rstrip("0")
        if optional
        else decimals
    )
    least = whole.count("0")
    if integer == "0" and not least and kept:
        integer = ""
    return integer.rjust(least, "0") + (f".{kept}" if kept else "")


def moment(number: Decimal, epoch_1904: bool) -> datetime | None:
    """The date and time of a serial number, to the second; ``None`` outside the calendar."""
    if not 0 <= number < _LAST_SERIAL:
        return None
    # Serial 60 is the 29 February 1900 that never was.
    since_1900 = datetime(1899, 12, 31) if number < 60 else datetime(1899, 12, 30)
    base = datetime(1904, 1, 1) if epoch_1904 else since_1900
    seconds = int((number * 86400).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    try:
        return base + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _as_date(number: Decimal, tokens: list[Token], epoch_1904: bool) -> str | None:
    at = moment(number, epoch_1904)
    if at is None:
        return None
    half = any(kind == "noon" for kind, _ in tokens)
    times = [text.lower() if kind in ("date", "elapsed") else "" for kind, text in tokens]
    pieces = []
    for index, (kind, text) in enumerate(tokens):
        if kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[text[0].lower()]
            pieces.append(str(int(number * 86400) // unit).rjust(len(text), "0"))
        elif kind == "noon":
            names = ("上午", "下午") if "午" in text else ("AM", "PM")
            pieces.append(names[at.hour >= 12])
        elif kind == "date":
            minutes = text[0] in "mM" and _is_minute(times, index)
            pieces.append(_date_part(at, text.lower(), minutes, half))
        elif kind in ("literal", "general"):
            pieces.append(text)
    return "".join(pieces).strip()


def _is_minute(times: list[str], index: int) -> bool:
    """An m is minutes right after hours or right before seconds."""
    before = next((t for t in reversed(times[:index]) if t), "")
    after = next((t for t in times[index + 1 :] if t), "")
    return before.startswith("h") or after.startswith("s")


def _date_part(at: datetime, text: str, minutes: bool, half: bool) -> str:
    first, size = text[0], len(text)
    if first in "ye":
        return f"{at.year % 100:02d}" if size <= 2 and first == "y" else f"{at.year:04d}"
    if first == "a":
        return ("星期" if size > 3 else "") + _WEEKDAYS[at.weekday()]
    if first == "d" and size > 2:
        return "星期" + _WEEKDAYS[at.weekday()]
    if first == "m" and size > 2 and not minutes:
        return f"{at.month}月"
    number = {"m": at.minute if minutes else at.month, "d": at.day, "s": at.second}.get(first, at.hour)
    if first == "h" and half:
        number = number % 12 or 12
    return f"{number:0{min(size, 2)}d}"
