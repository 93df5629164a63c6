"""One place → Parquet files in the partitions of the data set. Runs in a process of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledger import store
from ledger.errors import FileRefused, LedgerError, NotFound
from ledger.export import parquet, rows
from ledger.export.rows import Row
from ledger.export.tables import BY_NAME
from ledger.export.texts import JsonFile
from ledger.gitrepo.repository import find
from ledger.gitrepo.tree import CommitTree
from ledger.rollup import ranking
from ledger.rollup.enclosed import require_enclosed
from ledger.rollup.places import Place
from ledger.rollup.tables import TABLES
from ledger.values import replace

_EXACT = Decimal(10) ** 4
_LARGEST = 9 * 10**14
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


@dataclass(frozen=True)
class Gathered:
    """What came of one place. ``error`` and ``hint`` say why nothing did; ``findings`` counts unreadable files."""

    place: str
    commit: str = ""
    ledgers: tuple[tuple[str, int], ...] = ()
    """Each ledger with its year."""
    tasks: int = 0
    entries: int = 0
    findings: int = 0
    error: str = ""
    hint: str = ""


def gather(place: Place, full_name: str, target: Path, years: Sequence[int] = ()) -> Gathered:
    """Read a place's ledgers and write ``<target>/<table>/place=…/year=…/<ledger>.parquet``.

    Never raises for what is wrong with the place: that is part of the answer.
    """
    if place.path is None:
        return Gathered(place.place)
    try:
        tree, commit = _tree(place)
        return replace(_gather(place, full_name, tree, target, years), commit=commit)
    except LedgerError as failure:
        return Gathered(place.place, error=failure.message, hint=failure.hint)
    except (OSError, UnicodeError, ValueError) as failure:
        return Gathered(place.place, error=f"读不了：{failure}", hint="检查这个仓库")


def _tree(place: Place) -> tuple[store.Tree, str]:
    """The last commit (or the one asked for) of a repository; the files of a folder without git."""
    path = place.path
    assert path is not None  # noqa: S101 - places without a path are not gathered
    if not path.is_dir():
        what = f"{path} 是文件，不是仓库的目录" if path.exists() else f"没有这个目录：{path}"
        raise NotFound(what, "写台账仓库的路径")
    try:
        repo = find(path)
    except NotFound:
        if place.rev:
            raise
        if not (path / store.FOLDER).is_dir():
            raise NotFound(f"{path} 既不是仓库，里面也没有 {store.FOLDER}/", "写台账仓库的路径") from None
        return store.WorkTree(path), ""
    require_enclosed(repo)
    tree = CommitTree(path, place.rev or "HEAD")
    tree.expect(list(tree.files(store.FOLDER)))
    return tree, tree.commit.name


def _gather(place: Place, full_name: str, tree: store.Tree, target: Path, years: Sequence[int]) -> Gathered:
    names = store.names(tree)
    missing = [name for name in place.ledgers if name not in names]
    if missing or not names:
        known = f"现有台账：{'、'.join(names)}" if names else "这里没有 tasks/…/ledger.yaml"
        raise NotFound(f"没有台账“{missing[0]}”" if missing else "没有台账", known)
    done: list[tuple[str, int]] = []
    tasks = entries = findings = 0
    for n, name in enumerate(place.ledgers or names):
        # settings are cheap; a ledger of another year is left unread
        year = store.load(tree, name, lambda tree, path: (None, [])).config.year
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            raise FileRefused(f"{store.FOLDER}/{name}/{store.CONFIG} 的 year 写的是 {year}", "写成四位的年份，如 2020")
        if years and year not in years:
            continue
        counts, wrong = _ledger(place, full_name, tree, name, target, f"year={year}", f"{n:03}")
        done.append((name, year))
        tasks += counts["tasks"]
        entries += counts["entries"]
        findings += wrong
    return Gathered(place.place, "", tuple(done), tasks, entries, findings)


def _ledger(
    place: Place, full_name: str, tree: store.Tree, name: str, target: Path, year: str, file: str
) -> tuple[dict[str, int], int]:
    counts = dict.fromkeys(TABLES, 0)
    with tempfile.TemporaryDirectory(prefix="taizhang-") as scratch:
        with ExitStack() as stack:
            lines = {}
            for table in TABLES.values():
                path = Path(scratch, f"{table.name}.jsonl")
                stream = stack.enter_context(path.open("w", encoding="utf-8", errors="replace", newline=""))
                lines[table.name] = JsonFile(stream, table, exact=True)

            def put(table: str, found: Sequence[Row]) -> None:
                lines[table].write([_wider(table, row, full_name) for row in found])
                counts[table] += len(found)

            findings = rows.pour(tree, name, put, TABLES)
        with parquet.connected() as base:
            for table in TABLES.values():
                # what the ranking reads is always there, if only as an empty table
                if counts[table.name] or table.name in ranking.TABLES:
                    out = target / table.name / f"place={place.place}" / year / f"{file}.parquet"
                    out.parent.mkdir(parents=True, exist_ok=True)
                    parquet.convert(base, Path(scratch, f"{table.name}.jsonl"), table, out)
    return counts, len(findings)


_AT = {
    name: {column.name: n for n, column in enumerate(BY_NAME[name].columns)}
    for name in ("task_units", "entries", "indicators", "entry_indicators")
}


def _wider(table: str, row: Row, full_name: str) -> Row:
    if table in ("task_units", "entries"):
        return (*row, f"{full_name}/{row[_AT[table]['unit_name']]}")
    if table == "indicators":
        return (*row, _e4(row[_AT[table]["target"]]))
    if table == "entry_indicators":
        return (*row, rows.period_end(row[_AT[table]["period"]]), _e4(row[_AT[table]["amount"]]))
    return row


def _e4(amount: Any) -> int | None:
    """An amount as whole ten-thousandths; ``None`` where that would lose digits or not fit."""
    if amount is None or abs(amount) * _EXACT > _LARGEST:
        return None
    scaled = amount * _EXACT
    return int(scaled) if scaled == scaled.to_integral_value() else None
