"""Times that a text names: 1-8月, 截至4月底, 二季度, 10月17日至10月19日, 2023-2025年, 去年同期.

One function, ``time_at``, looks at one place of a folded text. It reads a small grammar by hand:

    time   = span | quarter | half | word
    span   = point [ ("-" | "至" | "到") point ]
    point  = [year] month [part] | year
    month  = NUMBER "月" ["份"]
    part   = NUMBER ("日" | "号") | "底" | "末" | "初" | "上旬" | "中旬" | "下旬"
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ledger.figures import numerals
from ledger.figures.values import TimeRef

_TO = ("-", "—", "–", "~", "～", "至", "到", "－")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
WORDS = {
    "去年同期": (0, True), "上年同期": (0, True), "去年": (12, True), "上年": (12, True), "上一年": (12, True),
    "上半年": (6, False), "下半年": (12, False), "全年": (12, False), "年内": (12, False), "年底": (12, False),
    "年末": (12, False), "半年": (0, False),
}  # fmt: skip
_HALVES = {"上半年": ("half", 1), "下半年": ("half", 7)}
_PARTS = ("上旬", "中旬", "下旬", "底", "末", "初")


_AFTER_SPAN = "".join(map(re.escape, _TO))
_MONTH = re.compile(
    rf"(?:([0-9]{{4}})年)?+([0-9]{{1,2}}+)月(?!度)份?+(?:([0-9]{{1,2}})[日号]|({'|'.join(_PARTS)}))?+(?![0-9{_AFTER_SPAN}])"
)
"""What most times are: a month, a day or part of it, and no span. All else is read step by step."""
_YEAR = re.compile(f"([0-9]{{4}})年(?![0-9一二三四五六七八九十{_AFTER_SPAN}])")


class _Point(NamedTuple):
    year: int
    month: int
    day: int
    part: str
    end: int


def time_at(text: str, at: int, *, until: bool = False) -> TimeRef | None:
    """The time that begins at ``at``, if one does."""
    first = text[at]
    if first.isascii():
        return _plain(text, at, until) or _quarter(text, at, until) or _years(text, at) or _span(text, at, until)
    return _word(text, at, until) or _quarter(text, at, until) or _span(text, at, until)


def _plain(text: str, at: int, until: bool) -> TimeRef | None:
    """The quick way for 3月, 2020年3月5日, 3月底, 2020年; it gives what ``_span`` gives, or nothing."""
    hit = _MONTH.match(text, at)
    if hit is None:
        hit = _YEAR.match(text, at)
        year = int(hit.group(1)) if hit else 0
        return TimeRef(at, hit.end(), "year", year, until=until) if hit and year else None
    printed, month, day, part = hit.groups()
    if not 1 <= int(month) <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    until = until or (not day and part in ("底", "末") and not _is_due(text, hit.end()))
    return TimeRef(at, hit.end(), "day" if day else "month", int(printed or 0), int(month), int(day or 0), until=until)


def _is_due(text: str, end: int) -> bool:
    """10月底前 says by when something will be done, not up to when it is told."""
    return text.startswith(("前", "之前", "以前"), end)


def _is_reached(text: str, point: _Point) -> bool:
    return point.part in ("底", "末") and not _is_due(text, point.end)


def _word(text: str, at: int, until: bool) -> TimeRef | None:
    for size in (4, 3, 2):
        known = WORDS.get(text[at : at + size])
        if known:
            month, previous = known
            if not month and not previous:
                return None
            kind, first = _HALVES.get(text[at : at + size], ("year", 1))
            return TimeRef(at, at + size, kind, 0, first, 0, 0, month, 0, until, previous)
    return None


def _quarter(text: str, at: int, until: bool) -> TimeRef | None:
    place, several = at, False
    if text[place : place + 1] in ("前", "第"):
        several = text[place] == "前"
        place += 1
    number = _QUARTERS.get(text[place : place + 1])
    if not number:
        return None
    stop = place + 1
    if text[stop : stop + 2] == "季度":
        stop += 2
    elif text[stop : stop + 3] == "个季度":
        stop += 3
    else:
        return None
    if text[stop : stop + 1] in ("末", "底"):
        stop += 1
        until = not _is_due(text, stop) or until
    begin = 1 if several or until else number * 3 - 2
    return TimeRef(at, stop, "span" if several else "quarter", 0, begin, 0, 0, number * 3, 0, until)


def _years(text: str, at: int) -> TimeRef | None:
    first = numerals.digits(text, at)
    if not first or first.end - at != 4 or text[first.end : first.end + 1] == "":
        return None
    place = first.end + (1 if text[first.end] == "年" else 0)
    if text[place : place + 1] not in _TO:
        return None
    place += 2 if text[place : place + 2] == "——" else 1
    last = numerals.digits(text, place)
    if not last or last.end - place != 4 or text[last.end : last.end + 1] != "年" or not first.value < last.value:
        return None
    return TimeRef(at, last.end + 1, "years", int(first.value), 0, 0, int(last.value))


def _point(text: str, at: int, *, bare: bool = False) -> _Point | None:
    year, place = 0, at
    number = numerals.digits(text, place)
    if number and number.end - place == 4 and text[number.end : number.end + 1] == "年":
        year, place = int(number.value), number.end + 1
        number = numerals.digits(text, place)
    if not number and text[place : place + 1] in "一二三四五六七八九十" and text[place : place + 1]:
        number = numerals.chinese(text, place)
    if number and 1 <= number.value <= 12 and number.value == int(number.value) and not number.scaled:
        month, stop = int(number.value), number.end
        if text[stop : stop + 1] == "月" and text[stop : stop + 2] != "月度":
            stop += 1
            if text[stop : stop + 1] == "份":
                stop += 1
            day = numerals.digits(text, stop)
            if day and 1 <= day.value <= 31 and text[day.end : day.end + 1] in ("日", "号"):
                return _Point(year, month, int(day.value), "", day.end + 1)
            if day and 1 <= day.value <= 31 and text[day.end : day.end + 1] == "、":
                second = numerals.digits(text, day.end + 1)
                if second and text[second.end : second.end + 1] in ("日", "号"):
                    return _Point(year, month, int(second.value), "", second.end + 1)
            part = next((part for part in _PARTS if text.startswith(part, stop)), "")
            return _Point(year, month, 0, part, stop + len(part))
        if bare and (text[stop : stop + 1] in _TO or text[stop : stop + 1] == "月"):
            return _Point(year, month, 0, "", stop)
    return _Point(year, 0, 0, "", place) if year else None


def _span(text: str, at: int, until: bool) -> TimeRef | None:
    first = _point(text, at, bare=True)
    if not first:
        return None
    second = None
    if text[first.end : first.end + 1] in _TO:
        place = first.end + (2 if text[first.end : first.end + 2] == "——" else 1)
        if text.startswith(("次年", "翌年"), place):
            place += 2
        second = _point(text, place)
        if first.day and not (second and second.month):
            day = numerals.digits(text, place)
            if day and 1 <= day.value <= 31 and text[day.end : day.end + 1] in ("日", "号"):
                second = _Point(0, first.month, int(day.value), "", day.end + 1)
    if second and second.month and first.month:
        if first.day and second.day:
            return TimeRef(
                at, second.end, "days", first.year, first.month, first.day, second.year, second.month, second.day
            )
        if not first.day and not second.day:
            return TimeRef(at, second.end, "span", first.year, first.month, 0, second.year, second.month, 0, until)
    if not first.month:
        return TimeRef(at, first.end, "year", first.year, until=until)
    if text[first.end - 1 : first.end] not in ("月", "份", "日", "号", "底", "末", "初", "旬"):
        return None
    if first.day:
        return TimeRef(at, first.end, "day", first.year, first.month, first.day, until=until)
    return TimeRef(at, first.end, "month", first.year, first.month, until=until or _is_reached(text, first))
