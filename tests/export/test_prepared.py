"""The tables of an earlier query: found again, never changed, never believed when they are somebody else's."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ledger.cache import open_at
from ledger.export import prepared, writing
from tests.conftest import git
from tests.export.scene import hostile
from tests.export.test_sql import REFUSED

Run = Callable[..., Result]
QUERIES = (
    "SELECT * FROM entries",
    "SELECT rowid, * FROM tasks WHERE number > 1",
    "SELECT unit_name, count(*) FROM task_units GROUP BY 1",
    "SELECT t.id, e.period, e.done FROM tasks AS t LEFT JOIN entries AS e ON e.task = t.id AND e.ledger = t.ledger",
    "SELECT * FROM field_changes",
    "SELECT f.field, t.text FROM field_changes AS f JOIN tasks AS t ON t.id = f.task",
    "SELECT * FROM units",
    "SELECT 1",
)


@pytest.fixture
def scene(repo: Path) -> Path:
    return hostile(repo)


def _databases(repo: Path) -> list[Path]:
    return sorted((repo / ".git/taizhang").glob("tables-*/*"))


def _asked(taizhang: Run, repo: Path, query: str, *more: str) -> tuple[int, bytes, str]:
    done = taizhang(repo, *more, "sql", "--format", "csv", query)
    return done.exit_code, done.stdout_bytes, done.stderr


def test_a_second_query_reads_no_file(scene: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _asked(taizhang, scene, "SELECT id FROM tasks")
    assert len(_databases(scene)) == 1

    def refuse(*_: object) -> None:
        raise AssertionError("the ledger was read")

    monkeypatch.setattr(writing, "pour", refuse)
    assert _asked(taizhang, scene, "SELECT id FROM tasks") == first
    assert _asked(taizhang, scene, "SELECT count(*) FROM entries JOIN reviews USING (task)")[0] == 0
    assert "the ledger was read" in _asked(taizhang, scene, "SELECT count(*) FROM field_changes")[2]


def test_answers_are_the_same_without_the_cache(scene: Path, taizhang: Run) -> None:
    path = scene / "tasks/2021/main/001.yaml"
    for step in range(4):
        for query in QUERIES:
            fresh = _asked(taizhang, scene, query, "--no-cache")
            assert fresh[0] == 0, fresh
            assert _asked(taizhang, scene, query) == fresh, (step, query)
            assert _asked(taizhang, scene, query) == fresh, (step, query)
        if step == 0:
            path.write_text(path.read_text("utf-8") + "note: 改过\n", "utf-8")
        elif step == 1:
            git(scene, "commit", "-q", "-am", "改了一处")
        else:
            path.write_text("id: [", "utf-8")  # a finding is told each time
    assert "文件问题" in _asked(taizhang, scene, QUERIES[0])[2]


def test_the_other_ledgers_and_the_past_have_their_own(scene: Path, taizhang: Run) -> None:
    verdict = "SELECT verdict FROM entries WHERE task = '2021-main-009'"
    assert _asked(taizhang, scene, verdict)[1].split() == [b"verdict", "未完成".encode()]
    old = taizhang(scene, "sql", "--format", "csv", "--as-of", "HEAD~1", verdict)
    assert old.stdout.split() == ["verdict", "完成"]
    shutil.copytree(scene / "tasks/2021", scene / "tasks/2022")
    assert _asked(taizhang, scene, "SELECT DISTINCT ledger FROM tasks")[1].split() == [b"ledger", b"2021", b"2022"]
    only = taizhang(scene, "sql", "--ledger", "2022", "--format", "csv", "SELECT DISTINCT ledger FROM tasks")
    assert only.stdout.split() == ["ledger", "2022"]


@pytest.mark.parametrize("text", REFUSED)
def test_no_statement_changes_the_kept_database(text: str, scene: Path, taizhang: Run) -> None:
    _asked(taizhang, scene, "SELECT count(*) FROM tasks")
    (kept,) = _databases(scene)
    before, seen = kept.read_bytes(), kept.stat()
    taizhang(scene, "sql", text)
    assert _databases(scene) == [kept]
    assert kept.read_bytes() == before and kept.stat().st_mtime_ns == seen.st_mtime_ns


def _forged(path: Path) -> None:
    """Put a database of other content in the place of a kept one."""
    other = path.with_suffix(".other")
    shutil.copy(path, other)
    base = sqlite3.connect(other)
    base.execute("UPDATE tasks SET text = '伪造'")
    base.commit()
    base.close()
    os.utime(other, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    other.replace(path)


def test_a_database_that_somebody_touched_is_not_believed(scene: Path, taizhang: Run) -> None:
    fresh = _asked(taizhang, scene, "SELECT text FROM tasks")
    _forged(_databases(scene)[0])
    assert _asked(taizhang, scene, "SELECT text FROM tasks") == fresh
    (kept,) = _databases(scene)
    outside = scene.parent / "elsewhere.sqlite3"
    shutil.copy(kept, outside)
    kept.unlink()
    kept.symlink_to(outside)
    assert _asked(taizhang, scene, "SELECT text FROM tasks") == fresh
    assert not kept.is_symlink()


@pytest.mark.parametrize("damage", [b"", b"no database" * 100, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_database_is_made_anew(damage: bytes, scene: Path, taizhang: Run) -> None:
    fresh = _asked(taizhang, scene, "SELECT text FROM tasks")
    (kept,) = _databases(scene)
    kept.write_bytes(damage)
    seen = prepared._seen(kept, 0)
    assert seen
    with open_at(scene) as cache:  # as if the disk had done it behind the system's back
        cache.put("tables", kept.stem, prepared.packing.pack(seen))
    assert _asked(taizhang, scene, "SELECT text FROM tasks") == fresh
    assert _asked(taizhang, scene, "SELECT text FROM tasks") == fresh


def test_a_file_that_changes_meanwhile_is_not_kept(scene: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pour = writing.pour

    def slow(*arguments: object, **named: object) -> object:
        found = pour(*arguments, **named)  # type: ignore[arg-type]
        path = scene / "tasks/2021/main/001.yaml"
        path.write_text(path.read_text("utf-8") + "note: 这时有人保存\n", "utf-8")
        return found

    monkeypatch.setattr(writing, "pour", slow)
    assert _asked(taizhang, scene, "SELECT note FROM tasks")[0] == 0
    assert _databases(scene) == []
    monkeypatch.undo()
    assert "这时有人保存" in _asked(taizhang, scene, "SELECT note FROM tasks")[1].decode()


def test_what_is_kept_is_bounded(scene: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scene / "tasks/2021/main/001.yaml"
    for n in range(prepared._MOST + 3):
        path.write_text(path.read_text("utf-8") + f"# {n}\n", "utf-8")
        assert _asked(taizhang, scene, "SELECT count(*) FROM tasks")[0] == 0
    assert len(_databases(scene)) == prepared._MOST
    monkeypatch.setattr(prepared, "_LARGEST", 100)
    path.write_text(path.read_text("utf-8") + "# 最后\n", "utf-8")
    before = _databases(scene)
    assert _asked(taizhang, scene, "SELECT count(*) FROM tasks")[0] == 0
    assert _databases(scene) == before


def test_a_folder_that_cannot_be_written_to_costs_only_time(scene: Path, taizhang: Run) -> None:
    _asked(taizhang, scene, "SELECT 1 FROM units")
    (scene / ".git/taizhang").mkdir(exist_ok=True)
    with open_at(scene) as cache:
        assert cache.path
        cache.path.with_name(cache.path.stem.replace("cache-", "tables-")).write_text("in the way")
    assert _asked(taizhang, scene, "SELECT count(*) AS n FROM tasks")[0] == 0


def test_without_cache_nothing_is_kept(scene: Path, taizhang: Run) -> None:
    _asked(taizhang, scene, "SELECT count(*) FROM tasks", "--no-cache")
    assert _databases(scene) == []
