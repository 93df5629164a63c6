"""CSV and JSONL: one file a table, written as the rows come."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.export.rows import Row
    from ledger.export.tables import Table

# spreadsheets of some locales take the wide signs for the narrow ones
_FORMULA = re.compile(r"[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{1,30})?%?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINES = re.compile(r"\r\n?")


def guarded(text: str) -> str:
    """The text so that a spreadsheet shows it and does not compute it: ``'`` before what could begin a formula.

    A plain number (-5, +3.5%) computes nothing and stays.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def shown(text: str) -> str:
    """Control characters as ``\\x1b``: no cell can steer a terminal or break a file. Line breaks become LF."""
    if text.isprintable() or _UNPRINTABLE.search(text) is None:
        return text
    return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", _LINES.sub("\n", text))


def whole(text: str) -> str:
    """The text as UTF-8 can hold it: half a surrogate pair becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def words(value: object) -> str:
    """A value as text: ISO dates, ``true`` and ``false``, digits as they came, nothing for ``None``."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


class CsvFile:
    """RFC 4180 with a head line, LF line ends and, for Excel, a byte order mark.

    With ``guard`` no text begins like a formula (``'`` is put before it).
    """

    def __init__(self, stream: IO[str], table: Table, *, bom: bool = False, guard: bool = True) -> None:
        if bom:
            stream.write("\ufeff")
        self._writer = csv.writer(stream, lineterminator="\n")
        self._writer.writerow(table.names)
        self._guard = guard

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        guard = guarded if self._guard else str
        for row in rows:
            self._writer.writerow([guard(shown(one)) if isinstance(one, str) else words(one) for one in row])


class JsonFile:
    """One JSON object a line; amounts as numbers, dates as text, ``null`` where there is nothing.

    With ``exact`` amounts are texts with all their digits, for a reader that knows the types.
    """

    def __init__(self, stream: IO[str], table: Table, *, exact: bool = False) -> None:
        self._stream = stream
        self._names = table.names
        self._plain = digits if exact else plain

    def write(self, rows: Sequence[Row]) -> None:
        """Append rows."""
        for row in rows:
            pairs = {name: self._plain(value) for name, value in zip(self._names, row, strict=True)}
            self._stream.write(json.dumps(pairs, ensure_ascii=False, separators=(",", ":")) + "\n")


def plain(value: Any) -> Any:
    """A value as JSON has it; whole amounts are integers, others the nearest floating-point number."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, Decimal):
        if value == value.to_integral_value():
            return int(value)
        near = float(value)
        return near if isfinite(near) else f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


_TOO_LARGE = Decimal(10) ** 28


def digits(value: Any) -> Any:
    """As ``plain``, but amounts with all digits as text, for ``DECIMAL(38, 10)``; ``None`` where they do not fit."""
    if isinstance(value, Decimal):
        return f"{value:f}" if abs(value) < _TOO_LARGE else None
    return plain(value)
