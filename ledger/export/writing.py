"""An export: which tables of which ledgers go where, in which format."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ledger import store
from ledger.diagnostics import Diagnostic
from ledger.errors import FileRefused, reason
from ledger.export import parquet, past, rows, sqlitefile, texts
from ledger.export.files import replacing
from ledger.export.rows import Put, Row
from ledger.export.tables import BY_NAME, Table
from ledger.history.versions import Past
from ledger.sheetcells import LONGEST

FORMATS = ("sqlite", "parquet", "csv", "jsonl", "xlsx")
SUFFIXES = {
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
    ".parquet": "parquet",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
}
ONE_FILE = ("sqlite", "xlsx")
"""Formats that hold several tables in one file; the others have a file a table."""
_NAMED = 5
"""Places that a remark names; of more it says the number."""


@dataclass
class Result:
    """What was written: rows by table, files, findings of reading, remarks in Chinese."""

    counts: dict[str, int]
    files: list[Path] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Options:
    """How a format is written."""

    bom: bool = False
    guard: bool = True


def export(
    tree: store.Tree,
    names: Sequence[str],
    tables: Sequence[Table],
    target: Path,
    form: str,
    *,
    history: Past | None = None,
    options: Options | None = None,
    read: store.ReadTask | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Result:
    """Write ``tables`` of the ledgers ``names`` to ``target``: a file, or a folder for a file a table.

    ``history`` gives the rows of tables of the past, ``told`` hears of its commits. Nothing is left behind when it
    fails. Raises ``FileRefused``, and what reading a ledger raises.
    """
    result = Result(dict.fromkeys((table.name for table in tables), 0))
    writers: Mapping[str, Callable[[], AbstractContextManager[Put]]] = {
        "sqlite": lambda: _sqlite(target, tables),
        "xlsx": lambda: _xlsx(target, tables, result),
        "csv": lambda: _texts(target, tables, result, options or Options(), "csv"),
        "jsonl": lambda: _texts(target, tables, result, options or Options(), "jsonl"),
        "parquet": lambda: _parquet(target, tables, result),
    }
    with writers[form]() as write:

        def put(name: str, found: Sequence[Row]) -> None:
            write(name, found)
            result.counts[name] += len(found)

        result.findings += pour(tree, names, tables, put, history, read, told)
    if form in ONE_FILE:
        result.files.append(target)
    return result


def pour(
    tree: store.Tree,
    names: Sequence[str],
    tables: Sequence[Table],
    put: Put,
    history: Past | None = None,
    read: store.ReadTask | None = None,
    told: Callable[[int, int], None] | None = None,
) -> list[Diagnostic]:
    """Every row of ``tables`` of the ledgers ``names``, ledger by ledger; the findings of reading them."""
    wanted = {table.name for table in tables}
    findings: list[Diagnostic] = []
    for name in names:
        findings += rows.pour(tree, name, put, wanted, read)
        if history and past.TABLE in wanted:
            registry = rows.registry_of(tree, name)
            past.pour(history, name, lambda _, known=registry: known, put, told)  # type: ignore[misc]
    return findings


@contextmanager
def _sqlite(target: Path, tables: Sequence[Table]) -> Iterator[Put]:
    with replacing(target) as path, ExitStack() as stack:
        base = sqlite3.connect(path)
        stack.callback(base.close)
        try:
            base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;")
            sqlitefile.create(base, tables)
            inserters = {table.name: sqlitefile.inserter(base, table) for table in tables}
            yield lambda name, found: inserters[name](found)
            sqlitefile.index(base, tables)
            base.commit()
        except sqlite3.Error as failure:
            raise FileRefused(f"写不进 {target}：{failure}", "检查磁盘空间和目录权限") from failure


@contextmanager
def _xlsx(target: Path, tables: Sequence[Table], result: Result) -> Iterator[Put]:
    from ledger.export import workbook  # openpyxl takes a while to import

    try:
        with workbook.Book(tables) as book, replacing(target) as path:
            yield lambda name, found: book.write(BY_NAME[name], found)
            book.save(path)
    except workbook.BROKEN as failure:
        raise FileRefused(f"写不进 {target}：{failure}", "检查磁盘空间，或把 TMPDIR 设到别处") from failure
    if book.cut:
        named = [_place(*one) for one in book.cut[:_NAMED]]
        result.notes.append(
            f"有 {len(book.cut)} 处文字超过 {LONGEST} 字，Excel 的格子放不下，截去了后面，末尾是“…”："
            + "；".join(named)
            + ("等" if len(book.cut) > _NAMED else "")
            + "。要全文，导出 csv 或 sqlite"
        )
    for name, sheets in book.more.items():
        result.notes.append(f"表 {name} 的行数超过一张工作表的上限，分成了 {sheets} 张")


def _place(table: Table, row: Row, column: str) -> str:
    """The task (or what else the row is about), the period and unit, and the column of a cell."""
    values = dict(zip(table.names, row, strict=True))
    who = values.get("task") or values.get("id") or values.get("name") or values["ledger"]
    about = "、".join(str(values[name]) for name in ("period", "unit") if values.get(name))
    return f"{who}（{about}）的 {table.name}.{column}" if about else f"{who} 的 {table.name}.{column}"


def files_of(target: Path, tables: Sequence[Table], suffix: str) -> dict[str, Path]:
    """Where each table goes: ``target`` itself for one table and a file name, else a file in that folder."""
    if len(tables) == 1 and SUFFIXES.get(target.suffix.lower()):
        return {tables[0].name: target}
    return {table.name: target / f"{table.name}.{suffix}" for table in tables}


@contextmanager
def _texts(target: Path, tables: Sequence[Table], result: Result, options: Options, form: str) -> Iterator[Put]:
    with ExitStack() as stack:
        writers = {}
        for name, path in files_of(target, tables, form).items():
            stream = _open(stack.enter_context(replacing(path)), stack)
            table = BY_NAME[name]
            writers[name] = (
                texts.CsvFile(stream, table, bom=options.bom, guard=options.guard)
                if form == "csv"
                else texts.JsonFile(stream, table)
            )
            result.files.append(path)
        yield lambda name, found: writers[name].write(found)


def _open(path: Path, stack: ExitStack) -> IO[str]:
    return stack.enter_context(path.open("w", encoding="utf-8", errors="replace", newline=""))


@contextmanager
def _parquet(target: Path, tables: Sequence[Table], result: Result) -> Iterator[Put]:
    with ExitStack() as stack:
        base = stack.enter_context(parquet.connected())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="taizhang-")))
        try:
            with ExitStack() as streams:
                lines = {
                    table.name: texts.JsonFile(_open(folder / f"{table.name}.jsonl", streams), table, exact=True)
                    for table in tables
                }
                yield lambda name, found: lines[name].write(found)
        except OSError as failure:
            raise FileRefused(
                f"写不进临时目录 {folder.parent}：{reason(failure)}", "检查磁盘空间，或把 TMPDIR 设到别处"
            ) from failure
        for name, path in files_of(target, tables, "parquet").items():
            with replacing(path) as whole:
                parquet.convert(base, folder / f"{name}.jsonl", BY_NAME[name], whole)
            result.files.append(path)
