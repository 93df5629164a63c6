"""One query, read-only, whatever is typed; and answers that help where it cannot be understood."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ledger.errors import LedgerError, UsageProblem
from ledger.export import query
from ledger.export.tables import TABLES
from tests.export.scene import hostile

STRAY = "/tmp/taizhang-test.db"  # noqa: S108 - must never come to be
Run = Callable[..., Result]


def _answer(text: str, **limits: float) -> query.Answer:
    return query.answer(text, lambda tables, put: None, **limits)  # type: ignore[arg-type]


def test_tables_can_be_joined_and_counted(repo: Path, taizhang: Run) -> None:
    done = taizhang(
        repo,
        "sql",
        "--json",
        "SELECT u.unit_name, count(*) AS 任务数 FROM tasks AS t JOIN task_units AS u ON u.task = t.id"
        " WHERE u.role = 'lead' GROUP BY 1 ORDER BY 2 DESC, 1",
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == [
        {"unit_name": "区住房和城乡建设局", "任务数": 2},
        {"unit_name": "区教育和体育局", "任务数": 2},
        {"unit_name": "区发展和改革局", "任务数": 1},
    ]


def test_history_can_be_asked(repo: Path, taizhang: Run) -> None:
    hostile(repo)
    done = taizhang(
        repo,
        "sql",
        "--json",
        "SELECT field, before, after FROM field_changes WHERE subject LIKE '更正%' ORDER BY field",
    )
    assert json.loads(done.stdout)[1] == {"field": "progress.verdict", "before": "完成", "after": "未完成"}


def test_history_is_read_only_when_it_is_named(repo: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger.export import past

    def refuse(*_: object) -> None:
        raise AssertionError("history was read")

    monkeypatch.setattr(past, "pour", refuse)
    assert taizhang(repo, "sql", "SELECT count(*) FROM entries").exit_code == 0
    assert "history was read" in taizhang(repo, "sql", "SELECT count(*) FROM field_changes").stderr


def test_only_the_tables_of_the_query_are_read() -> None:
    seen: list[str] = []
    query.answer(
        "WITH late AS (SELECT task FROM entries) SELECT count(*) FROM late JOIN main.Reviews USING (task)",
        lambda tables, put: seen.extend(table.name for table in tables),
    )
    assert seen == ["entries", "reviews"]


def test_formats(repo: Path, taizhang: Run) -> None:
    hostile(repo)
    text = "SELECT text AS 正文, number FROM tasks WHERE number = 9"
    said = '=HYPERLINK("http://example.invalid","点我")'
    assert json.loads(taizhang(repo, "sql", "--json", text).stdout) == [{"正文": said, "number": 9}]
    rows = list(csv.reader(io.StringIO(taizhang(repo, "sql", "--format", "csv", text).stdout)))
    assert rows == [["正文", "number"], ["'" + said, "9"]]
    assert taizhang(repo, "sql", "--format", "md", text).stdout.splitlines()[2] == f"| {said} | 9 |"
    marked = taizhang(repo, "sql", "--format", "md", "SELECT 'a|b' || char(10) || '<i>' || char(27)").stdout
    assert marked.splitlines()[2] == "| a\\|b<br>&lt;i>\\\\x1b |"
    shown = taizhang(repo, "sql", text)
    assert said in shown.stdout and "共 1 行" in shown.stderr
    assert "\x1b" not in taizhang(repo, "sql", "SELECT next FROM entries").stdout


def test_columns_of_one_name_are_told_apart() -> None:
    assert _answer("SELECT 1 AS a, 2 AS a, 3 AS a").columns == ("a", "a_2", "a_3")


def test_the_limit_is_said(repo: Path, taizhang: Run) -> None:
    done = taizhang(repo, "sql", "--limit", "2", "SELECT id FROM tasks")
    assert len(done.stdout.splitlines()) == 3
    assert "只列出前 2 行" in done.stderr


def test_a_query_from_a_file(repo: Path, taizhang: Run) -> None:
    assert "5" in taizhang(repo, "sql", "-", input="SELECT 2 + 3 -- 注释\n").stdout


REFUSED = [
    "DELETE FROM tasks",
    "UPDATE tasks SET text = ''",
    "INSERT INTO tasks SELECT * FROM tasks",
    "DROP TABLE tasks",
    "CREATE TABLE x AS SELECT 1",
    "CREATE TEMP VIEW x AS SELECT 1",
    f"ATTACH DATABASE '{STRAY}' AS x",
    "PRAGMA writable_schema = 1",
    "PRAGMA table_info(tasks)",
    "SELECT * FROM pragma_table_info('tasks')",
    "SELECT * FROM pragma_database_list",
    "SELECT * FROM dbstat",
    f"VACUUM INTO '{STRAY}'",
    "BEGIN",
    "SELECT load_extension('x')",
    "SELECT readfile('/etc/passwd')",
    f"SELECT writefile('{STRAY}', 'x')",
    "SELECT fts3_tokenizer('x')",
    "SELECT random()",
    "WITH x AS (SELECT 1) DELETE FROM tasks",
    "SELECT 1; DROP TABLE tasks",
    "SELECT 1;\nSELECT 2",
    "EXPLAIN DELETE FROM tasks",
    "QUERY PLAN SELECT 1",
    "REINDEX",
    "ANALYZE",
    "",
    "-- 只有注释",
    "SELECT 1 \0 SELECT 2",
    "SELECT '\ud800'",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_query_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem) as refusal:
        _answer(text)
    assert not Path(STRAY).exists()
    assert refusal.value.message


@pytest.mark.parametrize(
    "text",
    [
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n ORDER BY i DESC",
    ],
)
def test_endless_queries_end(text: str) -> None:
    begin = time.monotonic()
    with pytest.raises(LedgerError, match="时限"):
        _answer(text, seconds=0.2)
    assert time.monotonic() - begin < 20


@pytest.mark.parametrize(
    "text",
    [
        "SELECT zeroblob(2000000000)",
        "SELECT replace(hex(zeroblob(8000000)), '0', 'aaaaaaaaaa')",
        "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n LIMIT 400) SELECT hex(zeroblob(999999)) FROM n",
    ],
)
def test_huge_values_do_not_fill_the_memory(text: str) -> None:
    with pytest.raises(LedgerError, match=r"太多|太大"):
        _answer(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * FROM task", "是不是 tasks"),
        ("SELECT * FROM 进展", "是不是 entries"),
        ("SELECT unitname FROM entries", "是不是 unit_name"),
        ("SELECT 完成情况 FROM entries", "是不是 done"),
        ("SELECT e.verdikt FROM entries AS e", "是不是 verdict"),
        ("SELECT done FROM tasks", "表 entries 里有这一列"),
        ("SELECT id，text FROM tasks", "全角的“，”"),
        ("SELECT id FROM tasks WHERE number ＝ 3", "全角的“＝”"),
        ("SELECT task FROM entries JOIN reviews", "entries.task"),
        ("SELECT FORM tasks", "FORM"),
        ("SELEC id FROM tasks", "以 SELECT 开头"),
        ("SELECT (1", "没有写完"),
        ("SELECT nosuch(1)", "没有函数 nosuch"),
        ("SELECT count(1, 2, 3) FROM tasks", "参数个数"),
        ("SELECT id FROM tasks WHERE count(*) > 1", "HAVING"),
        ('SELECT id FROM tasks WHERE status = "未完成', '“"未完成”附近'),
    ],
)
def test_slips_are_explained(text: str, said: str) -> None:
    with pytest.raises(UsageProblem) as refusal:
        _answer(text)
    assert said in f"{refusal.value.message}；{refusal.value.hint}"


def test_help_lists_every_table_and_column(taizhang: Run, folder: Path) -> None:
    shown = taizhang(folder, "sql", "--help").output
    for table in TABLES:
        part = shown.split(f"\n    {table.name}  {table.about}", 1)[1]
        assert part.split("\n", 1)[1].split()[: len(table.columns)] == list(table.names)


def test_the_engine_can_bound_memory() -> None:
    assert sqlite3.sqlite_version_info >= (3, 31)


@pytest.mark.parametrize("form", ["table", "md", "csv"])
def test_the_name_of_a_column_is_no_command_to_the_terminal(repo: Path, taizhang: Run, form: str) -> None:
    arguments = [] if form == "table" else ["--format", form]
    done = taizhang(repo, "sql", "SELECT 1 AS '\x1b]0;标题\x07'", *arguments)
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output and "\x07" not in done.output
