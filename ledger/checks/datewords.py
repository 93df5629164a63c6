"""Dates inside running text, as far as the date rules need them: 预计6月底前, 6月31日, 年底前.

Deliberately narrow: what is not surely a promise or surely a date is left alone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from ledger.patterns import late
from ledger.text import chinese_number

_MONTH = r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
_PART = r"(?:份?(?:([12]\d|3[01]|0?[1-9])[日号]|(底|末|上旬|中旬|下旬|初|中))?)"
_YEAR = r"(?:(?:今年|本年|年内)|(\d{4})年)?"
_PROMISE = late(
    rf"(?<![原曾较比])(?:预计[\u4e00-\u9fff]{{0,4}}?|(?:预期|计划|拟|力争|争取|确保|将)(?:于|在|到|至)?)"
    rf"{_YEAR}{_MONTH}{_PART}(?:之?前|以前)?"
)
_UNTIL = re.compile(rf"(?<![\d\-至到、]){_YEAR}{_MONTH}{_PART}(?:之?前|以前)")
_NEAR_UNTIL = re.compile(rf"月{_PART}(?:之?前|以前)")
_BEFORE_MONTH = 7
"""Characters at most that ``_UNTIL`` holds before its 月: 2020年 and 12."""
_SINCE_DONE = late(
    r"已于|已(?:经|全部|如期|提前)*(?:完成|完工|竣工|开标|交付|通过)|提前(?:了|\d|完成|完工)|推迟|延期|调整(?:为|到)"
)
_SENTENCE_END = re.compile(r"[。；;!！\n]|\Z")
may_promise = re.compile("预[计期]|计划|[拟将]|力争|争取|确保").search
may_plan = re.compile("月.{0,5}前").search
"""Whether ``promised_dates`` can find anything in a text, in a plan."""
_LAST = {"上旬": 10, "初": 10, "中旬": 20, "中": 20}
_DATE = late(r"(?:(?<!\d)(\d{4})年)?(?<![\d.:\-至])(\d{1,2})月(?:份)?(\d{1,2})[日号](?!线|楼|院|地块|路|文)")
_WHEN = re.compile(
    r"\d{4}-\d\d|\d+\s*[年月日季]|[一二三四五六七八九十]+(?:月|季度)|[年季月]度?[底末初中内]|[上下]半年|全年|当年|每[年季月周日]"
    r"|长期|持续|常年|常态|始终|贯穿|按[月季年时]|及时|两年|三年|季度|年内|工作日|春节|国庆|汛期"
)
names_a_day = re.compile(r"月份?\d").search
"""Whether ``impossible_dates`` can find anything."""
_FAR = 184


def day_in_words(words: str, told: date | None, year: int) -> str:
    """The day that 下月底, 9月底前, 9月15日 or 年底 means, as it is written: of the ``year``, where it names none, and
    seen from the day it was ``told``. Empty for what names no single day.
    """
    found = re.fullmatch(
        r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月|(?P<near>本月|当月|这个月|下个?月)|(?P<end>年))"
        r"(?:(?P<day>\d{1,2})[日号]|(?P<last>[底末]))(?:之?前|以前)?",
        words.strip(),
    )
    if not found or (found["near"] and not told) or (found["end"] and found["day"]):
        return ""
    months = 12
    if found["near"] and told:
        months = told.month + found["near"].startswith("下")
        year = told.year + months // 13
    elif found["month"]:
        months = int(found["month"])
    year, month = int(found["year"] or year), (months - 1) % 12 + 1
    most = 13 if found["near"] else 12
    last = monthrange(year, month)[1] if 1 <= months <= most and 1 <= year <= 9999 else 0
    day = int(found["day"] or last)
    return date(year, month, day).isoformat() if 1 <= day <= last else ""


def says_when(text: str) -> bool:
    """Whether a 完成时限 names a time at all: a date, a month, a quarter, 年底前, 全年, 长期坚持 …"""
    return _WHEN.search(text) is not None


def promised_dates(
    text: str, begin: date, *, planned: bool = False, before: date | None = None
) -> Iterator[tuple[str, date]]:
    """``(words, last day meant)`` of promises with a date, in a report for a period that begins at ``begin``.

    ``planned``: the text is a plan as a whole (下一步计划), so that a bare 5月底前 is a promise too.
    A sentence that goes on to say what has become of it (已完成, 推迟 …) promises nothing. Without a year,
    the year of the period is meant; a month that would then lie more than half a year back is left alone,
    because next year's may be meant. ``before``: only the days before this one.
    """
    if "月" not in text or not (may_plan if planned else may_promise)(text):
        return
    end = settled = -1
    for found in _until(text) if planned else _PROMISE.finditer(text):
        day = _last_day(*found.groups(), begin.year)
        if not day or (before and day >= before) or not (found[1] or (begin - day).days <= _FAR):
            continue
        if found.end() > end:
            sentence_end = _SENTENCE_END.search(text, found.end())
            end = sentence_end.start() if sentence_end else len(text)
            settled = max((done.start() for done in _SINCE_DONE.finditer(text, found.end(), end)), default=-1)
        if settled < found.end():
            yield found[0], day


def _until(text: str) -> Iterator[re.Match[str]]:
    """What ``_UNTIL.finditer`` gives, without trying it at every character: it holds one 月 each time."""
    at = 0
    for near in _NEAR_UNTIL.finditer(text):
        if near.start() >= at:
            found = _UNTIL.search(text, max(at, near.start() - _BEFORE_MONTH))
            if found is None:
                return
            yield found
            at = found.end()


@lru_cache(maxsize=4096)
def _last_day(year: str | None, month: str, day: str | None, part: str | None, usual_year: int) -> date | None:
    number = int(month) if month.isdigit() else chinese_number(month)
    if not number or not 1 <= number <= 12:
        return None
    of_year = int(year) if year else usual_year
    if of_year < 1:
        return None
    end = monthrange(of_year, number)[1]
    last = int(day) if day else _LAST.get(part or "", end)
    return date(of_year, number, last) if last <= end else None


def impossible_dates(text: str, year: int) -> Iterator[str]:
    """Dates such as 6月31日 or 13月5日; 2月29日 is judged by the year that is named, else by ``year``."""
    if not names_a_day(text):
        return
    for found in _DATE.finditer(text):
        month, day = int(found[2]), int(found[3])
        of_year = int(found[1] or year)
        if not 1 <= month <= 12 or not 1 <= day <= monthrange(of_year or 1, month)[1]:
            yield found[0]
