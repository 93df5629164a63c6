"""One read-only SQL query over the tables of ``tables.py``, answered by SQLite.

The engine itself keeps the query harmless: an authorizer lets it read our tables and nothing else (no ATTACH, PRAGMA,
writing, loading, files, chance), sizes and time are bounded, and it runs in a private temporary database that no one
else sees, or in one kept from an earlier query (``prepared.py``) that is opened for reading. The query is compiled
against the empty tables first: the tables it turns out to read say what is filled, so history is read only when it is
asked about.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from ledger.errors import LedgerError
from ledger.export import sqlitefile
from ledger.export.complaints import require_query, told
from ledger.export.prepared import Shelf, is_damage
from ledger.export.sqlitefile import Fill
from ledger.export.tables import TABLES, Table

_HIDDEN = ("pragma_", "sqlite_", "dbstat", "fts", "rtree", "bytecode", "tables_used")
"""How the engine's own tables begin; all other names are tables of ours or of the query itself (WITH)."""
_FORBIDDEN = frozenset(
    ("load_extension", "readfile", "writefile", "edit", "fts3_tokenizer", "sqlite_log", "random", "randomblob")
)
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_RECURSIVE)
_LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 16_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 250_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_HEAP = 512_000_000
"""Bytes SQLite may hold; what is more goes to temporary files until the time is up."""
_LARGEST = 200_000_000
"""Characters of a result; above it the answer is refused instead of filling the memory."""
_STEPS = 10_000
"""Virtual instructions between two looks at the clock."""
_PORTION = 200


@dataclass(frozen=True)
class Answer:
    """What came out: column names and rows; ``more`` when the limit cut it off; the findings of reading the files."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    more: bool
    findings: int = 0


class _Damaged(Exception):
    """The database file of an earlier query cannot be read."""


def answer(
    query: str,
    fill: Fill,
    *,
    rows: int = 1000,
    seconds: float = 60.0,
    shelf: Callable[[], Shelf] | None = None,
    begun: Callable[[], None] = lambda: None,
) -> Answer:
    """Run one SELECT. ``UsageProblem`` for one that cannot be understood or is not allowed, with the near name;
    ``LedgerError`` when it takes longer than ``seconds`` or grows too large.

    ``shelf`` gives what may have the tables of an earlier query; ``begun`` is told when all tables are there, twice
    where those of the shelf turn out to be damaged.
    """
    require_query(query)
    # an empty name: a private database in a temporary file, so that large ledgers need not fit in memory
    with closing(sqlite3.connect("", isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA cache_size = -65536")
        base.execute(f"PRAGMA hard_heap_limit = {_HEAP}")
        sqlitefile.create(base, TABLES)
        needed = _compiled(base, query)
        place = shelf() if shelf and needed else None
        kept = place.open(needed, fill) if place else None
        if place and kept:
            with closing(kept):
                begun()
                with suppress(_Damaged):
                    return _run(kept, query, rows, seconds, place.findings)
            place.forget()
        try:
            findings = sqlitefile.fill(base, needed, fill)
        except sqlite3.Error as failure:
            raise LedgerError(f"台账放不进临时的数据库：{failure}", "检查磁盘空间，或把 TMPDIR 设到别处") from failure
        begun()
        return _run(base, query, rows, seconds, findings)


def _run(base: sqlite3.Connection, query: str, rows: int, seconds: float, findings: int) -> Answer:
    for limit, value in _LIMITS.items():
        base.setlimit(limit, value)
    with _guarded(base, query):
        end = time.monotonic() + seconds
        base.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        return _collected(base.execute(query), rows, findings)


def _collected(cursor: sqlite3.Cursor, most: int, findings: int) -> Answer:
    found: list[tuple[Any, ...]] = []
    size = 0
    while len(found) <= most and (portion := cursor.fetchmany(_PORTION)):
        found += portion
        size += sum(len(value) if isinstance(value, (str, bytes)) else 8 for row in portion for value in row)
        if size > _LARGEST:
            raise LedgerError("查询结果太大，没有列出", "少选几列，或加 WHERE、LIMIT 缩小范围")
    return Answer(
        _unique([column[0] for column in cursor.description or ()]), found[:most], len(found) > most, findings
    )


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Column names, numbered where they come twice: programs read rows by them."""
    found: list[str] = []
    for name in names:
        n, free = 1, name
        while free in found:
            n += 1
            free = f"{name}_{n}"
        found.append(free)
    return tuple(found)


def _compiled(base: sqlite3.Connection, query: str) -> list[Table]:
    """The tables the query opens; nothing is run. Raises for what is no allowed query."""
    pages = {page: name for name, page in base.execute("SELECT name, rootpage FROM sqlite_master")}
    usual = base.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LIMITS[sqlite3.SQLITE_LIMIT_SQL_LENGTH])
    with _guarded(base, query):
        steps = base.execute(f"EXPLAIN {query}").fetchall()
    base.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, usual)
    opened = {pages.get(step[3]) for step in steps if step[1] == "OpenRead"}
    return [table for table in TABLES if table.name in opened]


@contextmanager
def _guarded(base: sqlite3.Connection, query: str) -> Iterator[None]:
    """Only reading is allowed inside; what SQLite says is said in Chinese."""
    refused: list[str] = []

    def allow(action: int, first: str | None, second: str | None, _base: str | None, _inside: str | None) -> int:
        if action in _ALLOWED:
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_READ and not (first or "").lower().startswith(_HIDDEN):
            return sqlite3.SQLITE_OK
        if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FORBIDDEN:
            return sqlite3.SQLITE_OK
        refused.append(second if action == sqlite3.SQLITE_FUNCTION and second else first or "")
        return sqlite3.SQLITE_DENY

    base.set_authorizer(allow)
    try:
        yield
    except sqlite3.DatabaseError as failure:
        if is_damage(failure):
            raise _Damaged from failure
        raise told(str(failure), query, refused) from failure
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError, UnicodeError) as failure:
        raise told(str(failure), query, refused) from failure
    finally:
        base.set_authorizer(None)
        base.set_progress_handler(None, 0)
