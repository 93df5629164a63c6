"""All places → one data set, read in parallel and put in place whole.

    <DIR>/taizhang-rollup.json              what is in it; marks the folder as ours
    <DIR>/tasks/place=370103/year=2021/000.parquet
    <DIR>/entries/place=370103/year=2021/000.parquet   … and so on for each table
    <DIR>/places.parquet  <DIR>/ranking.parquet  <DIR>/ranking.csv  <DIR>/unit_ranking.parquet

The files of a place depend on its ledgers alone and every table of the whole is sorted, so equal repositories give
an equal data set, however many processes read them.
"""

from __future__ import annotations

import json
import multiprocessing
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ledger.errors import FileRefused, UsageProblem, reason
from ledger.export import parquet
from ledger.export.tables import Table
from ledger.export.texts import CsvFile, JsonFile
from ledger.rollup import ranking
from ledger.rollup.gather import Gathered, gather
from ledger.rollup.places import Place, full_name
from ledger.rollup.tables import PLACES, TABLES

MARK = "taizhang-rollup.json"
VERSION = 1
_ENDED = "读取它的进程被系统结束了"


@dataclass(frozen=True)
class Built:
    """A finished data set: what came of each place, the ranking's rows, bytes and files on disk."""

    gathered: tuple[Gathered, ...]
    ranking: tuple[tuple[Any, ...], ...]
    files: int
    size: int


def build(
    places: Sequence[Place],
    target: Path,
    *,
    jobs: int = 1,
    years: Sequence[int] = (),
    told: Callable[[int, int], None] | None = None,
) -> Built:
    """Read every place that has a path and write the data set to ``target``, which it replaces.

    ``told`` hears how many places are done, and of how many. A place that cannot be read is part of the answer.
    ``UsageProblem`` when ``target`` holds something else, ``FileRefused`` when it cannot be written.
    """
    parquet.duckdb()
    _require_ours(target)
    fresh = target.with_name(f".{target.name}.new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        gathered = _gather_all(places, fresh, jobs, years, told)
        _write_places(places, gathered, fresh)
        rows = _rank(fresh, gathered)
        _mark(fresh, places, gathered)
        files = [path for path in fresh.rglob("*") if path.is_file()]
        built = Built(tuple(gathered), rows, len(files), sum(path.stat().st_size for path in files))
        _swap(fresh, target)
    except OSError as failure:
        raise FileRefused(f"写不进 {target}：{reason(failure)}", "检查磁盘空间和目录权限") from failure
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return built


def _require_ours(target: Path) -> None:
    if target.exists() and not target.is_dir():
        raise UsageProblem(f"{target} 是文件，不是目录", "-o 写一个目录")
    if target.exists() and any(target.iterdir()) and not (target / MARK).is_file():
        raise UsageProblem(f"{target} 里已经有别的东西，不覆盖", "-o 换一个空目录")


def _swap(fresh: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    fresh.replace(target)
    shutil.rmtree(old, ignore_errors=True)


def _gather_all(
    places: Sequence[Place], target: Path, jobs: int, years: Sequence[int], told: Callable[[int, int], None] | None
) -> list[Gathered]:
    wanted = [place for place in places if place.path is not None]
    names = {place.place: full_name(place, places) for place in wanted}
    found: dict[str, Gathered] = {}

    def keep(one: Gathered) -> None:
        found[one.place] = one
        if told:
            told(len(found), len(wanted))

    if jobs == 1 or len(wanted) < 2:
        for place in wanted:
            keep(gather(place, names[place.place], target, years))
    else:
        # a fresh interpreter a process: no state and no locks come along
        with ProcessPoolExecutor(min(jobs, len(wanted)), multiprocessing.get_context("spawn")) as pool:
            futures = {pool.submit(gather, place, names[place.place], target, years): place for place in wanted}
            for future in as_completed(futures):
                try:
                    keep(future.result())
                except BrokenProcessPool:
                    keep(Gathered(futures[future].place, error=_ENDED, hint="可能内存不够；用 --jobs 1 再试"))
    for one in found.values():
        for table in TABLES if one.error else ():
            # what was written before the place turned out to be broken
            shutil.rmtree(target / table / f"place={one.place}", ignore_errors=True)
    return [found[place.place] for place in wanted]


def _write_places(places: Sequence[Place], gathered: Sequence[Gathered], target: Path) -> None:
    came = {one.place: one for one in gathered}
    rows = []
    for place in places:
        one = came.get(place.place, Gathered(place.place))
        about = (place.place, place.name, full_name(place, places), place.parent)
        rows.append((*about, one.commit, one.tasks, one.entries, one.findings, one.error))
    _parquet(target / "places.parquet", PLACES, rows)


def _parquet(path: Path, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    lines = path.with_suffix(".jsonl")
    try:
        with lines.open("w", encoding="utf-8", errors="replace", newline="") as stream:
            JsonFile(stream, table, exact=True).write(rows)
        with parquet.connected() as base:
            parquet.convert(base, lines, table, path)
    finally:
        lines.unlink(missing_ok=True)


def _rank(target: Path, gathered: Sequence[Gathered]) -> tuple[tuple[Any, ...], ...]:
    """Compute both rankings from the files just written; empty when there is nothing to rank."""
    rows, units = ranked(target)
    _parquet(target / "ranking.parquet", ranking.RANKING, rows)
    _parquet(target / "unit_ranking.parquet", ranking.UNITS, units)
    with (target / "ranking.csv").open("w", encoding="utf-8", newline="") as stream:
        CsvFile(stream, ranking.RANKING, bom=True).write(rows)
    return tuple(rows)


def ranked(target: Path) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rankings of places and of units, computed by DuckDB from a data set."""
    with parquet.connected() as base:
        for name in ranking.TABLES:
            if not any((target / name).glob("place=*/year=*/*.parquet")):
                columns = ", ".join(f'"{one.name}" {parquet.TYPES[one.kind]}' for one in TABLES[name].columns)
                base.execute(f"CREATE TABLE {name} ({columns}, place VARCHAR, year VARCHAR)")
                continue
            pattern = parquet.quoted(f"{_plain(target)}/{name}/*/*/*.parquet")
            base.execute(
                f"CREATE VIEW {name} AS SELECT * FROM read_parquet({pattern}, hive_partitioning = true,"  # noqa: S608
                " hive_types_autocast = false)"
            )
        path = parquet.quoted(str(target / "places.parquet"))
        base.execute(f"CREATE VIEW places AS SELECT * FROM read_parquet({path})")  # noqa: S608
        places = base.execute(ranking.places_query("//")).fetchall()
        units = base.execute(ranking.units_query("//")).fetchall()
    return places, units


def _plain(path: Path) -> str:
    """A folder's name with the marks of file patterns taken literally."""
    return "".join(f"[{char}]" if char in "*?[" else char for char in str(path))


def _mark(target: Path, places: Sequence[Place], gathered: Sequence[Gathered]) -> None:
    came = {one.place: one for one in gathered}
    listed = []
    for place in places:
        one: dict[str, Any] = {"place": place.place, "name": place.name, "parent": place.parent}
        if place.place in came:
            one |= {key: value for key, value in asdict(came[place.place]).items() if key != "place"}
            one["ledgers"] = [{"ledger": name, "year": year} for name, year in came[place.place].ledgers]
        listed.append(one)
    about = {"version": VERSION, "tables": list(TABLES), "places": listed}
    (target / MARK).write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")


__all__ = ["MARK", "Built", "build", "ranked"]
