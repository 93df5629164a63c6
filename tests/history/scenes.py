"""Steps of a year of the invented ledger, each with its own clock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import Result

from tests.conftest import git

Run = Callable[..., Result]
HOUSES, PROJECTS = "tasks/2021/main/001.yaml", "tasks/2021/main/002.yaml"


@contextmanager
def at(day: str, *, committed: str = "", by: str = "测试员") -> Iterator[None]:
    """The clock of every git started inside: noon of ``day``, in China; ``committed`` where that differs."""
    names = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE", "GIT_AUTHOR_NAME")
    before = {name: os.environ[name] for name in names}
    os.environ["GIT_AUTHOR_DATE"] = f"{day}T12:00:00+08:00"
    os.environ["GIT_COMMITTER_DATE"] = f"{committed or day}T12:00:00+08:00"
    os.environ["GIT_AUTHOR_NAME"] = by
    try:
        yield
    finally:
        os.environ.update(before)


def head(repo: Path) -> str:
    return git(repo, "rev-parse", "HEAD").strip()


def save(repo: Path, message: str) -> str:
    """Commit everything, as somebody does who does not use the tool."""
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", message)
    return head(repo)


def alter(repo: Path, path: str, old: str, new: str, message: str = "改动") -> str:
    """Change a file by hand and commit it."""
    text = (repo / path).read_text("utf-8")
    assert old in text
    (repo / path).write_text(text.replace(old, new, 1), "utf-8")
    return save(repo, message)


def update(taizhang: Run, repo: Path, task: str, period: str, unit: str, reported: str, *more: str) -> str:
    """One report, through the tool."""
    result = taizhang(
        repo, "update", task, "--period", period, "--unit", unit, "--reported", reported, "--force", *more
    )
    assert result.exit_code == 0, result.output
    return head(repo)
