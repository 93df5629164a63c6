"""What was exported, read back by readers that are not ours."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from click.testing import Result

from ledger import store
from ledger.diagnostics import Diagnostic
from ledger.export import workbook, writing
from ledger.export.tables import BOOLEAN, DATE, DECIMAL, INTEGER, TABLES, Column, Table
from ledger.export.texts import guarded
from ledger.model import Change, Entry, Indicator, Review, Task, Waiver
from ledger.sheetcells import fitting
from ledger.values import fields
from tests.conftest import ROOT
from tests.export.scene import hostile

Run = Callable[..., Result]
DONE = '第一行，有“引号”和,逗号\n第二行"英文引号"'


@pytest.fixture
def scene(repo: Path) -> Path:
    return hostile(repo)


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    base = sqlite3.connect(path)
    try:
        return base.execute(query).fetchall()
    finally:
        base.close()


def test_sqlite_holds_every_table_and_the_whole_history(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.sqlite"
    done = taizhang(scene, "export", "-o", str(target), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)["rows"]
    assert list(said) == [table.name for table in TABLES]
    for table in TABLES:
        assert _rows(target, f"SELECT count(*) FROM {table.name}") == [(said[table.name],)]  # noqa: S608
        columns = [row[1] for row in _rows(target, f"PRAGMA table_info({table.name})")]
        assert columns == list(table.names)
    assert _rows(target, "SELECT text, closed_on, category FROM tasks WHERE number = 9 AND list = 'main'") == [
        ('=HYPERLINK("http://example.invalid","点我")', None, "项目建设 / =1+1")
    ]
    assert _rows(target, "SELECT target, target_printed FROM indicators WHERE task = '2021-main-009'") == [
        (11100.5, "11100.50")
    ]
    assert _rows(
        target, "SELECT done, reported, period_begin, period_end, unit_name FROM entries WHERE task LIKE '%009'"
    ) == [(DONE, "2021-04-02", "2021-03-01", "2021-03-31", "区住房和城乡建设局")]


def test_history_has_a_row_for_each_field_that_changed(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.sqlite"
    taizhang(scene, "export", "-o", str(target))
    query = "SELECT field, period, unit, before, after, kind, stated FROM field_changes WHERE subject LIKE '更正%'"
    rows = _rows(target, query + " ORDER BY field")
    assert rows == [
        ("progress.indicators.回迁", "2021-03", "区住建局", "0.10", None, "correction", 1),
        ("progress.verdict", "2021-03", "区住建局", "完成", "未完成", "correction", 1),
    ]
    issued = dict(_rows(target, "SELECT field, after FROM field_changes WHERE subject LIKE '立项(2021-main-009)%'"))
    assert issued["text"].startswith("=HYPERLINK") and issued["progress.done"] == DONE
    assert issued["plan"] == "@SUM(A1)" and issued["units.lead"] == '["区住建局"]'
    assert json.loads(str(issued["indicators.回迁"]))["target"] == "11100.50"


def test_csv_reads_back_and_cannot_compute(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    assert taizhang(scene, "export", "-o", str(tmp_path / "out"), "--format", "csv", "--bom").exit_code == 0
    files = sorted((tmp_path / "out").iterdir())
    assert [path.stem for path in files] == sorted(table.name for table in TABLES if not table.past)
    for path in files:
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as handle:
            cells = [cell for row in csv.reader(handle) for cell in row]
        assert [
            cell for cell in cells if cell[:1] in tuple("=+-@") and not cell.lstrip("+-").replace(".", "").isdigit()
        ] == []
        assert not any("\x1b" in cell for cell in cells)
    with (tmp_path / "out/entries.csv").open(encoding="utf-8-sig", newline="") as handle:
        entry = next(row for row in csv.DictReader(handle) if row["task"] == "2021-main-009")
    assert (entry["done"], entry["problems"], entry["next"]) == (DONE, "'-1+2", "\\x1b[31m红字\t制表")


@pytest.mark.parametrize(
    "text", ["=1", "@SUM(1)", "+1+1", "-1-1", " =1", "\t=1", "\n-x", "＝1", "\u200b=1", "-5元", "+86-10"]
)
def test_what_could_begin_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize("text", ["", "-5", "+3.50%", "1=1", "下降-5%", "a@b"])
def test_numbers_and_texts_stay(text: str) -> None:
    assert guarded(text) == text


def test_raw_csv_keeps_texts_as_they_are(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    target = tmp_path / "reviews.csv"
    assert taizhang(scene, "export", "-o", str(target), "--table", "reviews", "--raw").exit_code == 0
    with target.open(encoding="utf-8", newline="") as handle:
        assert {row["note"] for row in csv.DictReader(handle)} == {"", "+86"}


def test_jsonl_is_one_typed_object_a_line(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    target = tmp_path / "entries.jsonl"
    assert taizhang(scene, "export", "-o", str(target), "--table", "entries").exit_code == 0
    rows = [json.loads(line) for line in target.read_text("utf-8").split("\n")[:-1]]
    mine = next(row for row in rows if row["task"] == "2021-main-009")
    assert (mine["done"], mine["reported"], mine["label"]) == (DONE, "2021-04-02", None)
    assert mine["next"] == "\x1b[31m红字\t制表"


def test_parquet_is_typed(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    done = taizhang(scene, "export", "-o", str(tmp_path / "out"), "--format", "parquet", "--history")
    assert done.exit_code == 0, done.output
    read = duckdb.connect().execute
    figures, entries, past = (
        str(tmp_path / f"out/{name}.parquet") for name in ("entry_indicators", "entries", "field_changes")
    )
    assert read("SELECT amount, amount_printed FROM read_parquet(?)", [figures]).fetchall()[0] == (Decimal(310), "310")
    query = "SELECT done, reported, period_end FROM read_parquet(?) WHERE task = '2021-main-009'"
    assert read(query, [entries]).fetchall() == [(DONE, date(2021, 4, 2), date(2021, 3, 31))]
    moments = read("SELECT DISTINCT epoch(authored) FROM read_parquet(?)", [past]).fetchall()
    assert moments == [(datetime.fromisoformat("2021-04-12T09:00:00+08:00").timestamp(),)]


def test_a_workbook_shows_texts_as_texts(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    target = tmp_path / "台账.xlsx"
    assert taizhang(scene, "export", "-o", str(target)).exit_code == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == [table.name for table in TABLES if not table.past]
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not kinds & {"f", "e"}
    heads = [cell.value for cell in next(book["tasks"].iter_rows())]
    task = next(row for row in book["tasks"].iter_rows(min_row=2, values_only=True) if row[1] == "2021-main-009")
    assert task[heads.index("text")].startswith("=HYPERLINK") and task[heads.index("note")] == "#REF!"
    entry = next(row for row in book["entries"].iter_rows(min_row=2, values_only=True) if row[1] == "2021-main-009")
    heads = [cell.value for cell in next(book["entries"].iter_rows())]
    assert entry[heads.index("reported")] == datetime(2021, 4, 2)
    assert entry[heads.index("done")] == DONE


def test_a_text_too_long_for_a_cell_is_cut_and_named(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    path, long = scene / "tasks/2021/main/009.yaml", "長" * 40_000
    path.write_text(path.read_text("utf-8").replace("第一行，有", long), "utf-8")
    done = taizhang(scene, "export", "-o", str(tmp_path / "a.xlsx"), "--table", "entries")
    assert "有 1 处文字超过 32767 字" in done.stderr
    assert "2021-main-009（2021-03、区住建局）的 entries.done" in done.stderr
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["entries"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    longest = max(cells, key=len)
    assert longest == "長" * 32_766 + "…"
    assert "超过" not in taizhang(scene, "export", "-o", str(tmp_path / "a.csv"), "--table", "entries").stderr


def test_cells_are_counted_as_excel_counts() -> None:
    assert fitting("字" * 32_767) is None
    assert fitting("𠀀" * 16_383) is None
    assert fitting("字" * 32_768) == "字" * 32_766 + "…"
    assert fitting("𠀀" * 16_384) == "𠀀" * 16_383 + "…"
    assert fitting("字" + "𠀀" * 16_384) == "字" + "𠀀" * 16_382 + "…"


def test_a_full_sheet_is_followed_by_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    table = next(table for table in TABLES if table.name == "entry_indicators")
    rows = [("2021", "t", n, "2021-03", "区 <甲> & 乙", " 两头空 ", Decimal(f"{n}.50"), "") for n in range(1, 9)]
    with workbook.Book([table]) as book:
        book.write(table, rows)
        book.save(tmp_path / "a.xlsx")
    assert book.more == {table.name: 3}
    sheets = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [sheet.title for sheet in sheets] == [table.name, f"{table.name} 2", f"{table.name} 3"]
    read = [row for sheet in sheets for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [row[2] for row in read] == list(range(1, 9))
    assert read[0][4:7] == ("区 <甲> & 乙", " 两头空 ", 1.5)


def test_values_that_a_spreadsheet_cannot_hold_are_texts(tmp_path: Path) -> None:
    columns = (Column("d", DATE, ""), Column("n", DECIMAL, ""), Column("i", INTEGER, ""), Column("b", BOOLEAN, ""))
    table = Table("probe", "", columns)
    rows = [(date(1895, 1, 2), Decimal("1e400"), 7, True), (date(2020, 2, 29), Decimal("1.10"), 0, False)]
    with workbook.Book([table]) as book:
        book.write(table, rows)
        book.save(tmp_path / "a.xlsx")
    read = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["probe"].iter_rows(min_row=2, values_only=True))
    assert read == [("1895-01-02", "1E+400", 7, True), (datetime(2020, 2, 29), 1.1, 0, False)]


def test_every_field_of_a_task_has_a_place_in_a_table() -> None:
    """A new field of the model is exported too: each is named here with the column that holds it."""
    elsewhere = {
        Task: {
            "category": "task_categories.category",
            "leaders": "task_leaders.leader",
            "units": "task_units.unit",
            "same_as": "task_links.same_as",
            "sum_of": "task_parts.part",
            "indicators": "indicators.name",
            "plan": "plan.text",
            "progress": "entries.done",
            "reviews": "reviews.verdict",
            "changes": "changes.kind",
            "waivers": "waivers.rule",
            "other": "task_other.value",
        },
        Entry: {"indicators": "entry_indicators.amount"},
        Indicator: {"plan": "indicator_plan.amount"},
        Review: {"by": "reviews.reviewed_by", "on": "reviews.reviewed_on"},
        Change: {"on": "changes.changed_on"},
        Waiver: {"by": "waivers.waived_by"},
    }
    own = {
        Task: "tasks",
        Entry: "entries",
        Indicator: "indicators",
        Review: "reviews",
        Change: "changes",
        Waiver: "waivers",
    }
    columns = {f"{table.name}.{name}" for table in TABLES for name in table.names}
    wanted = {elsewhere[kind].get(name, f"{table}.{name}") for kind, table in own.items() for name in fields(kind)}
    assert wanted <= columns


def test_parts_and_planned_amounts_are_exported(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    path = scene / "tasks/2021/main/009.yaml"
    text = path.read_text("utf-8").replace('comparator: ">="}', 'comparator: ">=", plan: {2021-Q1: 300.0}}')
    path.write_text(
        text.replace("indicators:\n  - {name: 回", "sum_of: [2021-main-002]\nindicators:\n  - {name: 回"), "utf-8"
    )
    assert taizhang(scene, "export", "-o", str(tmp_path / "a.sqlite"), "--no-history").exit_code == 0
    assert _rows(tmp_path / "a.sqlite", "SELECT task, position, part FROM task_parts") == [
        ("2021-main-009", 1, "2021-main-002")
    ]
    assert ("回迁", "2021-Q1", "2021-03-31", 300, "300.0") in _rows(
        tmp_path / "a.sqlite", "SELECT indicator, period, period_end, amount, amount_printed FROM indicator_plan"
    )


@pytest.mark.parametrize("name", ["a.sqlite", "a.xlsx", "a.parquet", "a.csv"])
def test_equal_ledgers_give_equal_bytes(name: str, scene: Path, taizhang: Run, tmp_path: Path) -> None:
    made = []
    for folder in ("one", "two"):
        table = ["--table", "entries"] if name.endswith(("csv", "parquet")) else []
        assert taizhang(scene, "export", "-o", str(tmp_path / folder / name), *table).exit_code == 0
        made.append((tmp_path / folder / name).read_bytes())
    assert made[0] == made[1]


def test_an_export_of_the_past(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    taizhang(scene, "export", "-o", str(tmp_path / "a.sqlite"), "--as-of", "HEAD~1")
    query = "SELECT verdict FROM entries WHERE task = '2021-main-009'"
    assert _rows(tmp_path / "a.sqlite", query) == [("完成",)]
    assert _rows(tmp_path / "a.sqlite", "SELECT count(*) FROM field_changes WHERE subject LIKE '更正%'") == [(0,)]


def test_a_broken_file_is_said_and_the_rest_exported(scene: Path, taizhang: Run, tmp_path: Path) -> None:
    (scene / "tasks/2021/main/001.yaml").write_text("id: [", "utf-8")
    done = taizhang(scene, "export", "-o", str(tmp_path / "a.sqlite"), "--no-history")
    assert done.exit_code == 0
    assert "文件问题" in done.stderr
    assert ("2021-main-009",) in _rows(tmp_path / "a.sqlite", "SELECT id FROM tasks")


def test_without_git_there_is_no_history_and_it_is_said(folder: Path, taizhang: Run, tmp_path: Path) -> None:
    done = taizhang(folder, "export", "-o", str(tmp_path / "a.sqlite"))
    assert done.exit_code == 0
    assert "没有修改历史" in done.stderr
    assert _rows(tmp_path / "a.sqlite", "SELECT count(*) FROM field_changes") == [(0,)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "a.dat"], "看不出格式"),
        (["-o", "a.csv"], "--table"),
        (["-o", "a.csv", "--format", "xlsx"], "对不上"),
        (["-o", "a.sqlite", "--table", "entry"], "是不是 entries"),
        (["-o", "a.sqlite", "--bom"], "只用于 csv"),
    ],
)
def test_slips_are_explained(arguments: list[str], said: str, folder: Path, taizhang: Run) -> None:
    done = taizhang(folder, "export", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_folder_in_the_way_is_left_alone(folder: Path, taizhang: Run, tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").mkdir()
    done = taizhang(folder, "export", "-o", str(tmp_path / "a.sqlite"))
    assert done.exit_code == 3
    assert "是目录" in done.stderr
    assert list(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("name", ["a.sqlite", "a.xlsx", "tasks.csv", "tasks.jsonl", "tasks.parquet"])
def test_a_full_disk_leaves_the_old_file(name: str, scene: Path, tmp_path: Path) -> None:
    (tmp_path / name).write_text("old")
    table = [] if name.startswith("a.") else ["--table", "tasks"]
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))"
    call = (
        f"{limit}; import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from cli.main import cli; cli.main()"
    )
    arguments = ["--no-cache", "-C", str(scene), "export", "--no-history", "-o", str(tmp_path / name), *table]
    done = subprocess.run([sys.executable, "-c", call, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 3, done.stderr
    assert "写不" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [name]
    assert (tmp_path / name).read_text() == "old"


def test_parquet_without_duckdb_says_what_to_install(
    folder: Path, taizhang: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "duckdb", None)
    done = taizhang(folder, "export", "-o", str(tmp_path / "o"), "--format", "parquet")
    assert done.exit_code == 3
    assert "taizhang[parquet]" in done.stderr


def test_each_task_file_is_read_once_and_only_when_needed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = store.WorkTree(folder)
    read: list[str] = []

    def counted(tree: store.Tree, path: str) -> tuple[Task | None, list[Diagnostic]]:
        read.append(path)
        return store.read_task(tree, path)

    tables = [table for table in TABLES if not table.past]
    writing.pour(tree, ["2021"], tables, lambda name, rows: None, read=counted)
    assert sorted(read) == sorted(path for path in tree.files("tasks") if store.is_task_file(path))
    read.clear()
    some = [table for table in TABLES if table.name in ("ledgers", "units", "unit_groups")]
    writing.pour(tree, ["2021"], some, lambda name, rows: None, read=counted)
    assert read == []


def test_rows_are_handed_on_task_by_task(folder: Path) -> None:
    sizes = []
    writing.pour(store.WorkTree(folder), ["2021"], list(TABLES), lambda name, rows: sizes.append((name, len(rows))))
    assert max(size for name, size in sizes if name == "tasks") == 1


def test_a_workbook_that_is_given_up_leaves_nothing_on_stderr(repo: Path, tmp_path: Path) -> None:
    settings = repo / "tasks/2021/ledger.yaml"
    settings.write_text("title: 虚构\n", "utf-8")
    said = subprocess.run(
        [sys.executable, "-m", "cli", "-C", str(repo), "export", "-o", str(tmp_path / "out.xlsx")],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    lines = said.stderr.decode().splitlines()
    assert said.returncode == 3
    assert len(lines) == 2, lines
    assert not (tmp_path / "out.xlsx").exists()
