"""What people write for a period, a day or a number, in the one form the files use."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_WIDE = str.maketrans("０１２３４５６７８９．－／，", "0123456789.-/,")
_LONGEST = 60
"""Characters of a period or a day that somebody typed; what is longer is neither."""
_YEAR = r"(?:(?P<year>\d{4})\s*年?\s*[-./]?\s*)?"
_PERIODS = (
    (re.compile(_YEAR + r"(?:第?(?P<n>[一二三四1-4])季度?|[Qq](?P<q>[1-4]))"), "Q"),
    (re.compile(_YEAR + r"(?:(?P<n>[上下])半年|[Hh](?P<q>[12]))"), "H"),
    (re.compile(_YEAR + r"(?P<n>1[0-2]|0?[1-9])\s*月?(?:份)?"), "M"),
    (re.compile(r"(?P<year>\d{4})\s*年度?(?:全年)?"), "Y"),
)
_DAY = re.compile(r"(?:(\d{4})\s*[-./年]\s*)?(1[0-2]|0?[1-9])\s*[-./月]\s*(3[01]|[12]\d|0?[1-9])\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")


def period(typed: str, year: int = 0) -> str | None:
    """``2020年4月`` → ``2020-04``, ``二季度`` → ``2020-Q2`` in a ledger of 2020; ``None`` for anything else."""
    text = typed.translate(_WIDE).strip()
    if len(text) > _LONGEST:
        return None
    for pattern, kind in _PERIODS:
        found = pattern.fullmatch(text)
        if not found:
            continue
        parts = found.groupdict()
        of = int(parts.get("year") or year)
        word = parts.get("n") or parts.get("q") or ""
        if not of:
            return None
        if kind == "Q":
            return f"{of:04}-Q{_QUARTERS[word]}"
        if kind == "H":
            return f"{of:04}-H{'上下'.index(word) + 1 if word in '上下' else word}"
        return f"{of:04}-{int(word):02}" if kind == "M" else f"{of:04}"
    return None


_DATED = r"\D*(?:\d{4} ?年? ?[-./]? ?)?"
_COUNTED = (
    (_DATED + r"第?(\d{1,2}|[五六七八九十]+) ?季度?\D*", 4, "一年只有4个季度，写 {year}-Q1 到 {year}-Q4"),
    (_DATED + r"[Qq](\d{1,2})\D*", 4, "一年只有4个季度，写 {year}-Q1 到 {year}-Q4"),
    (_DATED + r"[Hh](\d{1,2})\D*", 2, "半年写 {year}-H1（上半年）或 {year}-H2（下半年）"),
    (_DATED + r"(\d{1,3}) ?月份?\D*", 12, "一年只有12个月，月写 {year}-01 到 {year}-12"),
    (r"\D*\d{4} ?[-./年] ?(\d{1,2})\D*", 12, "一年只有12个月，月写 {year}-01 到 {year}-12"),
)
"""Things that are counted in a year: how they are written, how many there are, and what to type for one too many."""
_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_ELSE = "月写 {year}-04，季度写 {year}-Q2，半年写 {year}-H1，全年写 {year}"


def unlike_period(typed: str) -> str:
    """What to type instead of something that is no period: for the 13th month, two months at once, one of no year."""
    text = typed.translate(_WIDE).strip()[:_LONGEST]
    stated = re.search(r"(?<!\d)(\d{4})(?!\d)", text)
    year = stated[1] if stated else "2020"
    for form, most, said in _COUNTED:
        found = re.fullmatch(form, text)
        if found and not (found[1].isdigit() and 1 <= int(found[1]) <= most):
            return said.format(year=year)
    bare = text.strip("（）()[]【】“”\"' ")
    month = bare.removesuffix("份").removesuffix("月")
    named = f"2020-{_MONTHS.index(month) + 1:02}" if month in _MONTHS and month != bare else period(bare, 2020)
    if not stated and named:
        return f"写明年份，如 {named}"
    if len(re.findall(r"\d+", text)) > 2 or re.search("[至到~～—–―、,，/]", text):
        return "一处只写一个周期；" + _ELSE.format(year=year)
    return _ELSE.format(year=year)


def day(typed: str, year: int = 0) -> str | None:
    """``2020.5.9``, ``2020年5月9日``, ``20200509`` → ``2020-05-09``; ``5月9日`` needs the year of the ledger."""
    text = typed.translate(_WIDE).strip()
    found = (_COMPACT.fullmatch(text) or _DAY.fullmatch(text)) if len(text) <= _LONGEST else None
    if not found or not (found[1] or year):
        return None
    try:
        return date(int(found[1] or year), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def number(typed: str) -> Decimal | int | None:
    """``1,200套`` → 1200, ``10.50%`` → 10.50; ``None`` where digits and words do not part clearly."""
    found = re.fullmatch(r"\s*([-+]?[\d,]+(?:\.\d+)?)\s*([^\d.,]*)", typed.translate(_WIDE))
    if not found or re.search("[万亿多余约近]", found[2]) or re.search(r"(?<!\d),|,(?!\d{3}(?!\d))", found[1]):
        return None  # 1.2万 is another number, 100多 and 1,2 are none
    bare = found[1].replace(",", "")
    try:
        return int(bare) if "." not in bare else Decimal(bare)
    except (InvalidOperation, ValueError):
        return None
