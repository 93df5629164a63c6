"""The cache: what it keeps, and what it must never believe."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import cache
from ledger.cache import place, stamp, vault
from tests.conftest import git


@pytest.fixture
def kept(tmp_path: Path) -> cache.Cache:
    git(tmp_path, "init", "-q")
    return cache.open_at(tmp_path)


def file_of(kept: cache.Cache) -> Path:
    kept.close()
    assert kept.path is not None
    return kept.path


def again(kept: cache.Cache) -> cache.Cache:
    return cache.open_at(file_of(kept).parent.parent)


def test_what_was_put_is_found_by_kind_and_key(kept: cache.Cache) -> None:
    kept.put_many("甲", {"1": b"one", "2": b""})
    assert again(kept).get_many("甲", ["1", "2", "3"]) == {"1": b"one", "2": b""}
    assert kept.get("乙", "1") is None


def test_a_later_entry_takes_the_place_of_a_former(kept: cache.Cache) -> None:
    kept.put("甲", "1", b"old")
    kept.put("甲", "1", b"new")
    assert kept.get("甲", "1") == b"new"


def test_more_keys_than_one_question_takes(kept: cache.Cache) -> None:
    many = {str(n): b"%d" % n for n in range(3000)}
    kept.put_many("甲", many)
    assert kept.get_many("甲", many) == many


def test_outside_a_repository_it_keeps_nothing(tmp_path: Path) -> None:
    nothing = cache.open_at(tmp_path)
    nothing.put("甲", "1", b"one")
    assert nothing.get("甲", "1") is None
    assert not nothing.is_on


def test_switched_off_it_neither_tells_nor_learns(kept: cache.Cache) -> None:
    kept.put("甲", "1", b"one")
    with cache.switched_off():
        assert kept.get("甲", "1") is None
        kept.put("甲", "2", b"two")
    assert kept.get_many("甲", ["1", "2"]) == {"1": b"one"}


@pytest.mark.parametrize("change", ["payload = x'00'", "seal = x'00'", "payload = 'text'", "name = x'00'"])
def test_a_changed_entry_is_not_believed(kept: cache.Cache, change: str) -> None:
    kept.put("甲", "1", b"one")
    with sqlite3.connect(file_of(kept)) as connection:
        connection.execute(f"UPDATE entries SET {change}")  # noqa: S608
    assert again(kept).get("甲", "1") is None


def test_an_entry_under_another_name_is_not_believed(kept: cache.Cache) -> None:
    kept.put_many("甲", {"1": b"one", "2": b"two"})
    with sqlite3.connect(file_of(kept)) as connection:
        rows = connection.execute("SELECT name, payload, seal FROM entries").fetchall()
        connection.execute("DELETE FROM entries")
        swapped = [(rows[0][0], *rows[1][1:]), (rows[1][0], *rows[0][1:])]
        connection.executemany("INSERT INTO entries VALUES (?, ?, ?)", swapped)
    assert again(kept).get_many("甲", ["1", "2"]) == {}


def test_a_strangers_cache_is_not_even_opened(
    kept: cache.Cache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.put("甲", "1", b"one")
    theirs = file_of(kept)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "someone else"))
    mine = again(kept)
    assert mine.path != theirs
    assert mine.get("甲", "1") is None
    theirs.rename(str(mine.path))  # even under my name
    assert again(mine).get("甲", "1") is None


def test_another_version_of_the_program_begins_anew(kept: cache.Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.put("甲", "1", b"one")
    monkeypatch.setattr(vault, "program_stamp", lambda: b"another")
    assert kept.get("甲", "1") is None


def test_an_edited_source_file_changes_the_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "ledger" / "cache"
    home.mkdir(parents=True)
    rules = tmp_path / "ledger" / "rules.py"
    rules.write_text("one = 1\n")
    monkeypatch.setattr(stamp, "__file__", str(home / "stamp.py"))
    before = stamp.program_stamp.__wrapped__()
    assert stamp.program_stamp.__wrapped__() == before
    rules.write_text("one = 11\n")
    assert stamp.program_stamp.__wrapped__() != before


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"not a database at all, but long enough to be read as one" * 40),
        lambda path: path.write_bytes(path.read_bytes()[:700]),
        lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\xff" * 8192),
        lambda path: path.write_bytes(b""),
    ],
    ids=["foreign", "cut", "overwritten", "empty"],
)
def test_a_damaged_file_is_begun_anew(kept: cache.Cache, damage: Callable[[Path], object]) -> None:
    kept.put_many("甲", {str(n): b"x" * 3000 for n in range(20)})
    damage(file_of(kept))
    fresh = again(kept)
    fresh.get_many("甲", map(str, range(20)))
    fresh.put("甲", "new", b"new")
    fresh.put("甲", "new", b"new")
    assert again(fresh).get("甲", "new") == b"new"


def test_a_folder_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "repo")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "repo" / ".git" / "taizhang").symlink_to(elsewhere)
    mine = cache.open_at(tmp_path / "repo")
    mine.put("甲", "1", b"one")
    assert mine.get("甲", "1") is None
    assert list(elsewhere.iterdir()) == []


def test_no_secret_no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert not cache.open_at(tmp_path).is_on


def test_the_secret_stays_the_same_and_is_private(tmp_path: Path) -> None:
    known = place.secret()
    assert known and known == place.secret() and len(known) == 32
    assert (place.user_folder() / "secret").stat().st_mode & 0o077 == 0
    assert [path.name for path in place.user_folder().iterdir()] == ["secret"]


def test_a_cache_that_grows_too_large_forgets_the_oldest(kept: cache.Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "_LARGEST", 200_000)
    for n in range(40):
        kept.put("甲", str(n), bytes(10_000))
    assert kept.get("甲", "39") is not None
    assert kept.get("甲", "0") is None


def test_the_git_directory_is_found_from_every_kind_of_work_tree(tmp_path: Path) -> None:
    main = tmp_path / "main"
    git(tmp_path, "init", "-q", "main")
    (main / "deep").mkdir()
    git(main, "commit", "-q", "--allow-empty", "-m", "one")
    git(main, "worktree", "add", "-q", str(tmp_path / "linked"))
    git(tmp_path, "clone", "-q", "--bare", "main", "bare")
    assert cache.common_dir(main / "deep") == main / ".git"
    assert cache.common_dir(tmp_path / "linked") == main / ".git"
    assert cache.common_dir(tmp_path / "bare") == tmp_path / "bare"
    assert cache.common_dir(tmp_path / "nowhere") is None
    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / ".git").write_text("gitdir: /nowhere/at/all")
    assert cache.common_dir(tmp_path / "fake") is None


def test_many_processes_write_at_once(kept: cache.Cache) -> None:
    folder = file_of(kept).parent.parent
    write = (
        "import sys; from pathlib import Path; from ledger import cache\n"
        "mine = cache.open_at(Path(sys.argv[1]))\n"
        "for n in range(30): mine.put('甲', f'{sys.argv[2]}-{n}', sys.argv[2].encode())\n"
    )
    root = Path(__file__).parent.parent
    running = [
        subprocess.Popen([sys.executable, "-c", write, str(folder), str(who)], cwd=root, stderr=subprocess.PIPE)
        for who in range(4)
    ]
    assert [process.communicate()[1] for process in running] == [b""] * 4
    keys = [f"{who}-{n}" for who in range(4) for n in range(30)]
    assert set(cache.open_at(folder).get_many("甲", keys)) == set(keys)
