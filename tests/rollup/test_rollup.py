"""Many places → one data set; the ranking against the plainest arithmetic, and against Spark where there is one."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import Result

from bench.generate import Plan, generate
from ledger import store
from ledger.metrics import status
from ledger.rollup import dataset
from ledger.rollup.places import Place
from tests.conftest import INVENTED, git

Run = Callable[..., Result]
SIZES = {"370101": 14, "370102": 9, "370201": 11}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three districts of two cities (虚构), the third as a bare clone, one broken; and the places file."""
    top = tmp_path_factory.mktemp("province")
    for seed, (code, size) in enumerate(SIZES.items(), 1):
        folder = top / f"{code}-work"
        generate(folder, Plan(tasks=size, months=2 + seed, commits=1, seed=seed))
        if code == "370201":
            git(top, "clone", "-q", "--bare", str(folder), str(top / f"{code}.git"))
    (top / "370202").mkdir()
    (top / "places.yaml").write_text(
        """places:
  - {place: "37", name: 云海省}
  - {place: "3701", name: 云州市, parent: "37"}
  - {place: "3702", name: 青湾市, parent: "37"}
  - {place: "370101", name: 中区, parent: "3701", path: 370101-work}
  - {place: "370102", name: 东区, parent: "3701", path: 370102-work, rev: main}
  - {place: "370201", name: 中区, parent: "3702", path: 370201.git, ledgers: ["2021"]}
  - {place: "370202", name: 西区, parent: "3702", path: 370202}
""",
        "utf-8",
    )
    return top


@pytest.fixture(scope="module")
def built(province: Path) -> Path:
    from ledger.rollup import places

    target = province / "out"
    dataset.build(places.read(province / "places.yaml"), target)
    return target


def _rows(folder: Path, table: str, columns: str = "*", order: str = "ALL") -> list[tuple[Any, ...]]:
    path = str(folder / f"{table}.parquet") if (folder / f"{table}.parquet").exists() else str(folder / table / "**")
    source = "read_parquet(?, hive_partitioning = true, hive_types_autocast = false)"
    query = f"SELECT {columns} FROM {source} ORDER BY {order}"  # noqa: S608
    return duckdb.connect().execute(query, [path]).fetchall()


def test_files_lie_by_place_and_year(built: Path) -> None:
    found = sorted(str(path.parent.relative_to(built)) for path in built.glob("entries/**/*.parquet"))
    assert found == [f"entries/place={code}/year=2021" for code in SIZES]
    places = [place for (place,) in _rows(built, "tasks", "place")]
    assert {place: places.count(place) for place in places} == SIZES


def test_units_of_one_name_stay_apart(built: Path) -> None:
    keys = {key for (key,) in _rows(built, "task_units", "DISTINCT unit_key")}
    assert {"云海省/云州市/中区/区住房和城乡建设局", "云海省/青湾市/中区/区住房和城乡建设局"} <= keys


def test_a_broken_place_is_told_beside_the_others(province: Path, taizhang: Run, tmp_path: Path) -> None:
    done = taizhang(
        tmp_path,
        "rollup",
        "--places",
        str(province / "places.yaml"),
        "-o",
        str(tmp_path / "out"),
        "--jobs",
        "1",
        "--json",
    )
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert {one["place"]: one["tasks"] for one in said["places"]} == SIZES | {"370202": 0}
    assert "370202 没有读成" in done.stderr and "既不是仓库" in done.stderr
    assert [row["place"] for row in said["ranking"]].count("370202") == 0
    assert said["ranking"][0]["rank"] == 1
    assert (tmp_path / "out/ranking.csv").read_text("utf-8-sig").splitlines()[0].startswith("year,rank,rank_in_parent")


def test_processes_do_not_change_a_byte(province: Path, built: Path, tmp_path: Path) -> None:
    from ledger.rollup import places

    dataset.build(places.read(province / "places.yaml"), tmp_path / "out", jobs=2)
    assert _digests(tmp_path / "out") == _digests(built)


def _digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ---------------------------------------------------------------------- the ranking, worked out by hand


def _half_up(top: int, bottom: int) -> int:
    return int((Decimal(top) / bottom).quantize(Decimal(1), ROUND_HALF_UP))


def _plainly(folders: dict[str, Path]) -> list[tuple[Any, ...]]:
    """Rank, place, tasks, reported, reached, done, score: loops over the records, no SQL."""
    ledgers = {code: store.load(store.WorkTree(folder), "2021") for code, folder in folders.items()}
    periods = {entry.period for one in ledgers.values() for record in one.records for entry in record.task.progress}
    found = []
    for code, ledger in ledgers.items():
        tasks = [record.task for record in ledger.records]
        reported = sum(len({entry.period for entry in task.progress}) for task in tasks)
        points = []
        for task in tasks:
            for indicator in task.indicators:
                told = [entry for entry in task.progress if indicator.name in entry.indicators]
                last = max(told, key=lambda entry: entry.period.end, default=None)
                amount = last.indicators[indicator.name] if last else Decimal(0)
                assert indicator.target
                points.append(min(10000, int(amount * 10000 / indicator.target)))
        done = sum(status(task) in ("办结", "核实完成", "自报完成") for task in tasks)
        rates = (
            _half_up(10000 * reported, len(tasks) * len(periods)),
            _half_up(sum(points), len(points)),
            _half_up(10000 * done, len(tasks)),
        )
        score = (4 * rates[0] + 4 * rates[1] + 2 * rates[2] + 5) // 10
        found.append((code, len(tasks), *rates, score))
    return sorted(((sum(other[-1] > one[-1] for other in found) + 1, *one) for one in found), key=lambda row: row[:2])


def test_the_ranking_is_what_the_records_say(province: Path, built: Path) -> None:
    folders = {code: province / f"{code}-work" for code in SIZES}
    columns = "rank, place, tasks, reported, reached, done, score"
    assert _rows(built, "ranking", columns, "rank, place") == _plainly(folders)
    names = dict(_rows(built, "ranking", "place, name"))
    assert names["370201"] == "云海省/青湾市/中区"
    assert dict(_rows(built, "ranking", "place, rank_in_parent"))["370201"] == 1


def test_places_that_score_alike_share_a_rank(province: Path, tmp_path: Path) -> None:
    same = province / "370101-work"
    other = province / "370102-work"
    places = [Place("a", "甲", path=same), Place("b", "乙", path=same), Place("c", "丙", path=other)]
    built = dataset.build(places, tmp_path / "o")
    ranks = {row[3]: row[1] for row in built.ranking}
    assert ranks["a"] == ranks["b"]
    assert sorted(ranks.values()) in ([1, 1, 3], [1, 2, 2])


def test_a_ledger_without_targets_or_reports(tmp_path: Path) -> None:
    shutil.copytree(INVENTED, tmp_path / "云山")
    (tmp_path / "空").mkdir()
    shutil.copytree(INVENTED / "tasks/2021", tmp_path / "空/tasks/2021")
    for path in (tmp_path / "空/tasks/2021").rglob("0*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.split("progress:")[0].split("indicators:")[0], "utf-8")
    places = [Place("a", "甲", path=tmp_path / "云山"), Place("b", "乙", path=tmp_path / "空")]
    built = dataset.build(places, tmp_path / "o")
    rows = {row[3]: row for row in built.ranking}
    assert rows["b"][7:] == (0, None, 0, 0)
    assert rows["a"][1] == 1 and rows["b"][1] == 2


def test_only_the_years_asked_for(province: Path, tmp_path: Path) -> None:
    place = Place("a", "甲", path=province / "370101-work")
    assert dataset.build([place], tmp_path / "one", years=[2021]).gathered[0].tasks == 14
    empty = dataset.build([place], tmp_path / "two", years=[1999])
    assert (empty.gathered[0].tasks, empty.ranking) == (0, ())


def test_an_old_data_set_is_replaced_and_other_folders_are_not(province: Path, tmp_path: Path) -> None:
    place = Place("a", "甲", path=province / "370101-work")
    dataset.build([place], tmp_path / "o")
    dataset.build([Place("b", "乙", path=province / "370102-work")], tmp_path / "o")
    assert [path.name for path in (tmp_path / "o/tasks").iterdir()] == ["place=b"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("x")
    with pytest.raises(dataset.UsageProblem):
        dataset.build([place], tmp_path / "mine")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "o"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("places: x", "列表"),
        ("places:\n  - {name: 甲}", "第 1 个地方"),
        ('places:\n  - {place: "1", path: a}\n  - {place: "1", path: b}', "都是“1”"),
        ('places:\n  - {place: "1", parent: "2", path: a}', "上级“2”没有列出"),
        ('places:\n  - {place: "1", parent: "2", path: a}\n  - {place: "2", parent: "1"}', "绕成了一圈"),
        ('places:\n  - {place: "../x", path: a}', "不能用作目录名"),
        ('places:\n  - {place: "1"}', "没有一个地方写了 path"),
        ("places: [", "用不了"),
    ],
)
def test_slips_in_a_places_file(text: str, said: str, taizhang: Run, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(text, "utf-8")
    done = taizhang(tmp_path, "rollup", "--places", str(tmp_path / "p.yaml"), "-o", str(tmp_path / "o"))
    assert done.exit_code in (2, 3)
    assert said in done.stderr


@pytest.mark.parametrize("arguments", [[], ["a", "--places", "p.yaml"]])
def test_paths_or_a_places_file(arguments: Sequence[str], taizhang: Run, tmp_path: Path) -> None:
    assert taizhang(tmp_path, "rollup", *arguments, "-o", "o").exit_code == 2


def test_spark_computes_the_same_rows(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark", reason="没有装 pyspark：pip install 'taizhang[spark]' 后再测")
    if not shutil.which("java") and "JAVA_HOME" not in os.environ:
        pytest.skip("没有 Java，Spark 跑不起来：以 root 运行 make system 后再测")
    from ledger.rollup import spark_job

    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert spark_job.main([str(built), "-o", str(tmp_path / "spark"), "--cores", "1"]) == 0
    query = "SELECT rank, place, score FROM read_parquet(?) ORDER BY 1, 2"
    spark = duckdb.connect().execute(query, [f"{tmp_path}/spark/ranking/*.parquet"])
    assert spark.fetchall() == _rows(built, "ranking", "rank, place, score", "rank, place")
