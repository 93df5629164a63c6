"""What can be judged: a document that was read, or the entries of a ledger's period; and what comes out as rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ledger.claims.judge import judge
from ledger.claims.memory import memory
from ledger.claims.tables import claims_of
from ledger.claims.values import Claim, Given, Verdict
from ledger.document import SourceDocument, Table
from ledger.figures import Reading, may_hold_figures, read
from ledger.figures.spacing import CUT
from ledger.model import Config, Entry, Record, Task
from ledger.periods import Period
from ledger.store import Ledger
from ledger.values import Struct

FIELDS = ("done", "problems", "causes", "next")
_QUARTERS = {3: "一季度末", 6: "二季度末", 9: "三季度末", 12: "年末"}
_LONGEST = 160
_LEAST_LINES, _NARROWEST, _RAGGED, _WIDE = 4, 40, 4, 0x2E7F
_ENDS = frozenset("。！？；：.!?;:”）)》】")
_OPENS = re.compile(r"\s|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十0-9]|[0-9]{1,2}[.．、](?![0-9])")


class Row(Struct, frozen=True):
    """One judged claim with its place: a line of a file, or a field of an entry."""

    claim: Claim
    line: int
    text: str
    """The sentence in which it stands, shortened around the claim."""
    place: str = ""
    path: str = ""
    task: str = ""
    period: str = ""
    unit: str = ""
    field: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that other programs rely on; more keys may follow."""
        claim = self.claim
        shape: dict[str, Any] = {
            "line": self.line,
            "text": self.text,
            "kind": claim.kind,
            "stated": claim.stated,
            "computed": claim.computed,
            "verdict": claim.verdict.value,
            "why": claim.why,
            "quote": self.quote,
        }
        more = {"place": self.place, "path": self.path, "task": self.task, "period": self.period, "unit": self.unit}
        return shape | {key: value for key, value in (more | {"field": self.field}).items() if value}

    quote: str = ""


def text_of(document: SourceDocument) -> tuple[str, list[str]]:
    """The document's text, a paragraph or cell a line, and the place of each line."""
    text, places, _ = _laid_out(document)
    return text, places


def _laid_out(document: SourceDocument) -> tuple[str, list[str], dict[tuple[int, int, int], int]]:
    """Text and places, and the first line of each cell by its table's number, its row and column."""
    lines: list[str] = []
    places: list[str] = []
    cells: dict[tuple[int, int, int], int] = {}
    for number, block in enumerate(document.blocks):
        if isinstance(block, Table):
            for cell in block.cells:
                cells[number, cell.row, cell.column] = len(lines) + 1
                for line in cell.text.split("\n"):
                    lines.append(line)
                    places.append(block.where(cell))
        else:
            for line in block.text.split("\n"):
                lines.append(line)
                places.append(block.place)
    return "\n".join(lines), places, cells


def _unwrapped(text: str) -> str:
    """A text whose lines were cut at one width, with the cuts as blanks that reading passes over.

    A cut is the end of a line that is about as long as the longest, that no mark ends, and that a line with words
    follows at once. Places stay where they are.
    """
    lines = text.split("\n")
    widths = [_width(line) for line in lines]
    longest = max(widths, default=0)
    if len(lines) < _LEAST_LINES or longest < _NARROWEST:
        return text
    inner = [n for n, line in enumerate(lines[:-1]) if line and line[-1] not in _ENDS and lines[n + 1].strip()]
    cut = [n for n in inner if widths[n] >= longest - _RAGGED and not _OPENS.match(lines[n + 1])]
    if len(cut) * 3 < len(inner) or len(cut) < 2:
        return text
    out: list[str] = []
    for n, line in enumerate(lines):
        out += [line, CUT if n in set(cut) else "\n"]
    return "".join(out[:-1])


def _width(line: str) -> int:
    return sum(2 if ord(character) > _WIDE else 1 for character in line)


def of_document(document: SourceDocument, given: Given, only: Collection[str] | None = None) -> list[Row]:
    """Every claim of a document."""
    text, places, cells = _laid_out(document)
    reading = read(_unwrapped(text) if document.kind == "txt" else text)
    starts = [0]
    for n, character in enumerate(text):
        if character == "\n":
            starts.append(n + 1)
    rows = []
    for claim in judge(reading, given, only):
        line = bisect_right(starts, claim.start)
        place = places[line - 1] if document.kind != "txt" and line <= len(places) else ""
        rows.append(Row(claim, line, _around(reading, claim), place, quote=_quote(reading, claim)))
    rows += _of_tables(document, cells, only)
    return sorted(rows, key=lambda row: row.line) if cells else rows


def _of_tables(
    document: SourceDocument, cells: dict[tuple[int, int, int], int], only: Collection[str] | None
) -> Iterator[Row]:
    """Every claim that the cells of a table make about each other."""
    for number, block in enumerate(document.blocks):
        if not isinstance(block, Table):
            continue
        grid = [[cell.text if cell is not None else "" for cell in row] for row in block.grid]
        for told in claims_of(grid):
            cell = block.grid[told.row][told.column]
            if cell is None or (only is not None and told.claim.kind not in only):
                continue
            line = cells.get((number, cell.row, cell.column), 1)
            words = " ".join(" ".join(grid[told.row]).split())[:_LONGEST]
            yield Row(told.claim, line, words, block.where(cell), quote=told.claim.stated)


def of_period(
    ledger: Ledger,
    period: Period,
    only: Collection[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Row]:
    """Every claim of what was reported for a period, each against its task.

    ``progress`` is told how many tasks were looked at, and of how many.
    """
    rows: list[Row] = []
    for done, record in enumerate(ledger.records):
        if progress:
            progress(done, len(ledger.records))
        for n, entry in enumerate(record.task.progress):
            if period.contains(entry.period):
                rows += of_entry(record, n, entry, tolerance(ledger), only)
    return rows


def of_entry(
    record: Record, number: int, entry: Entry, allowance: Fraction = Fraction(0), only: Collection[str] | None = None
) -> Iterator[Row]:
    """Every claim of one entry, in the order of its fields."""
    given = given_for(record.task, entry.period, allowance)
    for field in FIELDS:
        text = getattr(entry, field)
        if not text or not may_hold_figures(text):
            continue
        reading = read(text)
        for claim in judge(reading, given, only):
            yield Row(
                claim, text.count("\n", 0, claim.start) + 1, _around(reading, claim), f"progress[{number}].{field}",
                record.path, record.task.id, str(entry.period), entry.unit, field, quote=_quote(reading, claim),
            )  # fmt: skip


def given_for(task: Task, period: Period, allowance: Fraction = Fraction(0)) -> Given:
    """What is known beside an entry: its task's words and the month that its period reaches."""
    return given_at(words_of(task), period, allowance)


def given_at(words: Reading | None, period: Period, allowance: Fraction = Fraction(0)) -> Given:
    """The same, when the task's words have been read: they are the same for all of its entries."""
    month = period.last_month
    label = _QUARTERS[month] if period.kind != "month" and month in _QUARTERS else f"{month}月底"
    return Given(period.year, month, label, words, tolerance=allowance)


def words_of(task: Task) -> Reading | None:
    """What the task says: its figures may be the base of what entries say. Remembered."""
    words = "。".join(part for part in (task.text, task.goal) if part)
    return _read(words) if words else None


@lru_cache(maxsize=1024)
def _read(words: str) -> Reading:
    return read(words)


def given_with(ledger: Ledger, period: Period | None = None) -> Given:
    """What is known beside a text that is held against a whole ledger."""
    month = period.months[-1].index if period else 0
    held = memory(ledger.records, ledger.config)
    return Given(ledger.config.year, month, period.chinese if period else "", facts=held, tolerance=tolerance(ledger))


def tolerance(ledger: Ledger) -> Fraction:
    """``rules.checks.numbers.tolerance`` of a ledger; see ``tolerance_of``."""
    return tolerance_of(ledger.config)


def tolerance_of(config: Config) -> Fraction:
    """``rules.checks.numbers.tolerance``: points by which shares and rates may be off and still be 取整之差."""
    checks = config.rules.get("checks")
    numbers = checks.get("numbers") if isinstance(checks, dict) else None
    value = numbers.get("tolerance") if isinstance(numbers, dict) else None
    try:
        return (
            max(Fraction(0), Fraction(str(value))) if value is not None and not isinstance(value, bool) else Fraction(0)
        )
    except ValueError:
        return Fraction(0)


def count(rows: Collection[Row]) -> dict[str, int]:
    """How many rows of each verdict; every verdict is present."""
    return {verdict.value: sum(row.claim.verdict is verdict for row in rows) for verdict in Verdict}


def _quote(reading: Reading, claim: Claim) -> str:
    return " ".join(reading.text[claim.start : claim.end].replace(CUT, "").split())


def _around(reading: Reading, claim: Claim) -> str:
    starts = [begin for begin, _ in reading.sentences]
    at = bisect_right(starts, claim.start) - 1
    begin, end = reading.sentences[at] if at >= 0 else (0, len(reading.text))
    end = max(end, claim.end)
    if end - begin > _LONGEST:
        begin = max(begin, claim.start - _LONGEST // 2)
        end = min(end, max(claim.end, begin + _LONGEST))
    return " ".join(reading.text[begin:end].replace(CUT, "").split())
