"""Parquet through DuckDB, an optional extra: rows go to a temporary JSONL file, which DuckDB turns into one typed file.

One thread and kept order make equal rows equal bytes for one version of DuckDB (the version stands in the file).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ledger.errors import FileRefused, LedgerError
from ledger.export.tables import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, TIME, Table

TYPES = {
    TEXT: "VARCHAR",
    INTEGER: "BIGINT",
    DECIMAL: "DECIMAL(38, 10)",
    DATE: "DATE",
    TIME: "TIMESTAMP WITH TIME ZONE",
    BOOLEAN: "BOOLEAN",
}


def duckdb() -> Any:
    """The library; ``LedgerError`` with what to install when it is not there."""
    try:
        import duckdb as library
    except ImportError as failure:
        raise LedgerError(
            "没有装 DuckDB，写不了 Parquet", "运行 pip install 'taizhang[parquet]'，或改用 sqlite、csv、jsonl"
        ) from failure
    return library


@contextmanager
def connected() -> Iterator[Any]:
    """A private in-memory DuckDB that works in one thread, in order, in the time zone of the data."""
    base = duckdb().connect(":memory:", config={"threads": 1, "preserve_insertion_order": True})
    try:
        base.execute("SET TimeZone = 'Asia/Shanghai'")
        base.execute("SET enable_progress_bar = false")
        yield base
    finally:
        base.close()


def convert(base: Any, lines: Path, table: Table, target: Path) -> None:
    """A JSONL file of a table's rows as one Parquet file."""
    columns = "{" + ", ".join(f"{quoted(column.name)}: {quoted(TYPES[column.kind])}" for column in table.columns) + "}"
    try:
        base.execute(
            f"COPY (SELECT * FROM read_json({quoted(str(lines))}, format = 'newline_delimited', columns = {columns},"  # noqa: S608
            f" maximum_object_size = 134217728)) TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        )
    except duckdb().Error as failure:
        raise FileRefused(f"写不出 {target}：{failure}", "检查磁盘空间和目录权限") from failure


def quoted(text: str) -> str:
    """A string as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
