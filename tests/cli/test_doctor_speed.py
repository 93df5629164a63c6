"""``doctor speed``: what is slow, and that what it runs mends it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ledger.gitrepo import speed
from tests.conftest import git

Run = Callable[..., Result]


@pytest.fixture
def slow(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository that counts as large: the limits are lowered to its size."""
    monkeypatch.setattr(speed, "MANY_COMMITS", 1)
    monkeypatch.setattr(speed, "MANY_FILES", 2)
    monkeypatch.setattr(speed, "LARGE_FOLDER", 1)
    monkeypatch.setattr(speed, "MANY_LOOSE", 1)
    return repo


def test_a_small_repository_is_left_alone(repo: Path, taizhang: Run) -> None:
    told = taizhang(repo, "doctor", "speed")
    assert told.exit_code == 0
    assert "没有发现会拖慢 git 的地方" in told.stdout
    assert "缓存：" in told.stdout


def test_what_is_slow_is_named_with_its_cure_and_nothing_is_changed(slow: Path, taizhang: Run) -> None:
    before = (slow / ".git" / "config").read_bytes()
    told = json.loads(taizhang(slow, "doctor", "speed", "--json").stdout)
    commands = [each["command"] for each in told["advice"]]
    assert commands[:3] == [
        "git commit-graph write --reachable --changed-paths",
        "git config --local core.untrackedCache true",
        "git gc --quiet",
    ]
    assert commands[3].startswith("按序号分到 tasks/2021/main/0001-0100")
    assert not any(each["done"] for each in told["advice"])
    assert (slow / ".git" / "config").read_bytes() == before


def test_fix_runs_what_can_be_run_and_then_only_the_rest_is_left(slow: Path, taizhang: Run) -> None:
    status = git(slow, "status", "--porcelain")
    told = taizhang(slow, "doctor", "speed", "--fix")
    assert told.exit_code == 0, told.output
    assert told.stdout.count("已运行：git ") == 3
    left = json.loads(taizhang(slow, "doctor", "speed", "--json").stdout)["advice"]
    assert [each["command"][:4] for each in left] == ["按序号分"] * len(left)
    assert git(slow, "status", "--porcelain") == status


def test_filters_of_a_split_graph_count(slow: Path) -> None:
    assert not speed._has_filters(slow / ".git")
    git(slow, "commit-graph", "write", "--reachable", "--split")
    assert not speed._has_filters(slow / ".git")
    git(slow, "commit-graph", "write", "--reachable", "--split=replace", "--changed-paths")
    assert speed._has_filters(slow / ".git")


def test_without_a_repository_it_says_so(folder: Path, taizhang: Run) -> None:
    assert taizhang(folder, "doctor", "speed").exit_code == 3


def test_without_a_cache_it_says_so(repo: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = repo.parent / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert "缓存：没有" in taizhang(repo, "doctor", "speed").stdout
