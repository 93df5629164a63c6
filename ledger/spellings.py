"""What people write for a period, a day or a number, in the one form the files use."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_WIDE = str.maketrans("０１２３４５６７８９．－／，", "0123456789.-/,")
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


def day(typed: str, year: int = 0) -> str | None:
    """``2020.5.9``, ``2020年5月9日``, ``20200509`` → ``2020-05-09``; ``5月9日`` needs the year of the ledger."""
    text = typed.translate(_WIDE).strip()
    found = _COMPACT.fullmatch(text) or _DAY.fullmatch(text)
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
