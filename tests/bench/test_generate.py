"""The invented ledgers of the benchmarks are ledgers like others: sound, in canonical layout, the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.generate import Plan, generate, history
from ledger import catalogue, store
from ledger.checks import layout, whole
from ledger.diagnostics import Level
from tests.conftest import git

SMALL = Plan(tasks=60, months=12)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "made"
    generate(folder, Plan(tasks=60, months=12, commits=0))
    return folder


def test_the_ledger_has_no_errors_and_no_warnings(made: Path) -> None:
    catalogue.rules()
    ledger = store.load(store.WorkTree(made), "2021")
    found = whole.run(ledger)
    assert [f for f in found if f.level is not Level.NOTICE] == []
    assert len(found) < 6
    assert len(ledger.records) == 60
    assert all(len(record.task.progress) == 12 for record in ledger.records)


def test_files_stand_in_canonical_layout(made: Path) -> None:
    tree = store.WorkTree(made)
    files = layout.files(tree, "2021")
    assert [path for path in files if layout.canonical(path, tree.read(path)) != tree.read(path)] == []


def test_equal_arguments_give_equal_commits(tmp_path: Path) -> None:
    heads = set()
    for name in ("one", "two"):
        generate(tmp_path / name, Plan(tasks=12, months=4, seed=7))
        heads.add(git(tmp_path / name, "rev-parse", "HEAD"))
    assert len(heads) == 1
    generate(tmp_path / "other", Plan(tasks=12, months=4, seed=8))
    assert git(tmp_path / "other", "rev-parse", "HEAD") not in heads


@pytest.mark.parametrize(("asked", "given"), [(None, 204), (1, 1), (100, 100), (9999, 720)])
def test_reports_come_in_as_many_commits_as_asked(asked: int | None, given: int) -> None:
    commits = [commit for commit in history(Plan(60, 12, asked)) if "\nKind: progress" in commit.message]
    assert len(commits) == given
    assert [commit.moment for commit in commits] == sorted(commit.moment for commit in commits)


def test_the_history_ends_with_the_files(tmp_path: Path, made: Path) -> None:
    generate(tmp_path / "repo", SMALL)
    assert git(tmp_path / "repo", "status", "--porcelain") == ""
    one, two = store.WorkTree(made), store.WorkTree(tmp_path / "repo")
    assert list(one.files("tasks")) == list(two.files("tasks"))
    assert [one.read(path) for path in one.files("tasks")] == [two.read(path) for path in two.files("tasks")]


def test_trailers_name_task_period_unit_and_kind(tmp_path: Path) -> None:
    generate(tmp_path / "repo", Plan(tasks=12, months=3, commits=36))
    messages = git(tmp_path / "repo", "log", "--format=%(trailers:key=Kind,valueonly)", "--grep=进展").split()
    assert messages == ["progress"] * 36
    body = git(tmp_path / "repo", "log", "-1", "--format=%B", "--grep=进展")
    assert [line.split(":")[0] for line in body.splitlines()[2:] if line] == ["Task", "Period", "Unit", "Kind"]
