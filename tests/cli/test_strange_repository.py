"""A repository that was copied together with its .git: reading it starts none of the programs its settings name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the traps are shell scripts")

Taizhang = Callable[..., Result]

READING = [
    ["list"],
    ["show", "1"],
    ["stats"],
    ["check"],
    ["check", "--changed", "HEAD"],
    ["fmt", "--check"],
    ["due", "2021-03"],
    ["diff", "2021-02", "2021-03"],
    ["diff", "HEAD~1", "HEAD"],
    ["log"],
    ["log", "1"],
    ["blame", "1"],
    ["audit"],
    ["seal", "2021-03", "--dry-run"],
    ["report", "situation", "--period", "2021-03", "--format", "md"],
    ["report", "situation", "--period", "2021-03", "--format", "md", "--as-of", "HEAD~1"],
    ["sql", "SELECT count(*) FROM field_changes"],
    ["update", "1", "--period", "2021-05", "--unit", "区住建局", "--done", "已建320套。", "--dry-run"],
]


@pytest.fixture
def trapped(repo: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The ledger with settings that name a program wherever git would start one, and the file they write to."""
    task = repo / "tasks/2021/main/001.yaml"
    task.write_text(task.read_text("utf-8").replace("安置房", "安置住房"), "utf-8")
    git(repo, "commit", "-q", "-a", "-m", "改")
    sprung, trap = tmp_path / "sprung", tmp_path / "trap"
    trap.write_text(f'#!/bin/sh\necho "$0 $*" >> "{sprung}"\nexit 1\n', "utf-8")
    trap.chmod(0o755)
    hooks = repo / ".git/hooks"
    shutil.rmtree(hooks, ignore_errors=True)
    hooks.mkdir()
    for hook in ("pre-commit", "post-commit", "post-checkout", "post-index-change", "reference-transaction"):
        (hooks / hook).symlink_to(trap)
    (repo / ".git/more").write_text(f"[alias]\n\tlog = !{trap}\n[core]\n\taskPass = {trap}\n", "utf-8")
    settings = {
        "include.path": "more",
        **dict.fromkeys(
            [
                *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "diff.external", "gpg.program"),
                *("diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "filter.evil.smudge"),
                *("filter.other.process", "credential.helper", "trailer.Task.command", "pager.log"),
            ],
            str(trap),
        ),
        "filter.evil.required": "true",
        "merge.evil.driver": f"{trap} %O %A %B",
        "commit.gpgSign": "true",
        "log.showSignature": "true",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::{trap} %S",
        "protocol.ext.allow": "always",
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
    }
    for key, value in settings.items():
        git(repo, "config", key, value)
    (repo / ".git/info").mkdir(exist_ok=True)
    (repo / ".git/info/attributes").write_text("*.yaml diff=evil filter=evil merge=evil\n", "utf-8")
    return repo, sprung


@pytest.mark.parametrize("command", READING, ids=lambda command: " ".join(command[:2]))
def test_reading_starts_no_program_of_the_repository(
    trapped: tuple[Path, Path], taizhang: Taizhang, command: list[str]
) -> None:
    repo, sprung = trapped
    for path in (repo / "tasks").rglob("*.yaml"):
        os.utime(path, (1, 1))  # so that git would look into the files, through their filters
    result = taizhang(repo, *command)
    assert result.exit_code in (0, 1), result.output
    assert not sprung.exists(), sprung.read_text()


@pytest.mark.parametrize("command", [["log", "1"], ["blame", "1"], ["check"], ["diff", "HEAD~1", "HEAD"]])
def test_a_content_that_was_never_fetched_is_not_fetched_and_is_told(
    trapped: tuple[Path, Path], taizhang: Taizhang, command: list[str]
) -> None:
    repo, sprung = trapped
    blob = git(repo, "-c", "alias.log=", "rev-parse", "HEAD~1:tasks/2021/main/001.yaml").strip()
    (repo / ".git/objects" / blob[:2] / blob[2:]).unlink()
    result = taizhang(repo, *command)
    assert not sprung.exists(), sprung.read_text()
    if command != ["check"]:
        assert "取不到" in result.output or "读不出来" in result.output


def test_a_seal_is_tried_without_the_filters_and_still_sees_what_is_not_committed(
    trapped: tuple[Path, Path], taizhang: Taizhang
) -> None:
    repo, sprung = trapped
    task = repo / "tasks/2021/main/001.yaml"
    task.write_text(task.read_text("utf-8").replace("安置住房", "安置房"), "utf-8")
    result = taizhang(repo, "seal", "2021-03", "--dry-run")
    assert result.exit_code == 3
    assert "没提交的改动" in result.output
    assert not sprung.exists()
