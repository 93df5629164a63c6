"""Tables in SQLite: a database file, or a private one for a query."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledger.export.tables import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, TIME, Table
from ledger.export.texts import whole

if TYPE_CHECKING:
    from ledger.export.rows import Put, Row

Fill = Callable[[Sequence[Table], "Put"], "int | None"]
"""Hands every row of the tables to ``put``; how many findings there were in reading them."""

_TYPES = {TEXT: "TEXT", INTEGER: "INTEGER", DECIMAL: "NUMERIC", DATE: "TEXT", TIME: "TEXT", BOOLEAN: "INTEGER"}
INDEXES: dict[str, list[tuple[str, ...]]] = {
    "tasks": [("ledger", "id")],
    "task_units": [("ledger", "task"), ("unit_name",)],
    "entries": [("ledger", "task", "period"), ("period",)],
    "entry_indicators": [("ledger", "task")],
    "reviews": [("ledger", "task")],
    "field_changes": [("ledger", "task"), ("commit_id",)],
}
_LARGEST_INTEGER = 2**63 - 1


def create(base: sqlite3.Connection, tables: Iterable[Table]) -> None:
    """The empty tables."""
    for table in tables:
        columns = ", ".join(f'"{column.name}" {_TYPES[column.kind]}' for column in table.columns)
        base.execute(f'CREATE TABLE "{table.name}" ({columns})')


def index(base: sqlite3.Connection, tables: Iterable[Table]) -> None:
    """What queries look tasks, units and periods up by."""
    for table in tables:
        for columns in INDEXES.get(table.name, ()):
            listed = ", ".join(f'"{name}"' for name in columns)
            base.execute(f'CREATE INDEX "{table.name}_by_{"_".join(columns)}" ON "{table.name}" ({listed})')


def inserter(base: sqlite3.Connection, table: Table) -> Callable[[Sequence[Row]], None]:
    """A function that appends rows to a table."""
    marks = ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.name}" VALUES ({marks})'  # noqa: S608 - names come from our own table of tables

    def insert(rows: Sequence[Row]) -> None:
        base.executemany(statement, (tuple(map(value, row)) for row in rows))

    return insert


def fill(base: sqlite3.Connection, tables: Sequence[Table], rows: Fill) -> int:
    """Every row of the tables, in one transaction, and their indexes; the findings of reading."""
    base.execute("BEGIN")
    inserters = {table.name: inserter(base, table) for table in tables}
    found = rows(tables, lambda name, some: inserters[name](some))
    index(base, tables)
    base.execute("COMMIT")
    return found or 0


def value(one: Any) -> Any:
    """A value as SQLite stores it: dates as ISO text, truth as 0 and 1, amounts as integer or floating point."""
    if one is None or isinstance(one, int):
        return one
    if isinstance(one, str):
        return whole(one)
    if isinstance(one, Decimal):
        exact = one == one.to_integral_value() and abs(one) <= _LARGEST_INTEGER
        return int(one) if exact else float(one)
    return one.isoformat() if isinstance(one, date) else one
