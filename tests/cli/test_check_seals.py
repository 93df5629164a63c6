"""`check` notices a sealed record that was changed, also before the change is committed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from tests.conftest import ROOT, git

Run = Callable[..., Result]


def codes(repo: Path, taizhang: Run, *more: str) -> set[str]:
    return {f["code"] for f in json.loads(taizhang(repo, "check", "--json", *more).stdout)["findings"]}


def test_a_sealed_record_changed_by_hand_is_found(repo: Path, taizhang: Run) -> None:
    before = codes(repo, taizhang)
    assert taizhang(repo, "seal", "2021-03").exit_code == 0
    assert codes(repo, taizhang) == before

    path = repo / "tasks/2021/main/002.yaml"
    path.write_text(path.read_text("utf-8").replace("亿元以上项目3个", "亿元以上项目13个"), "utf-8")
    (new,) = codes(repo, taizhang) - before
    assert new.startswith("H")
    git(repo, "commit", "-qam", "改")
    assert new in codes(repo, taizhang)
    assert new not in codes(repo, taizhang, "--ignore", "H")


def test_a_correction_of_a_sealed_record_is_in_order(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "seal", "2021-03").exit_code == 0
    before = codes(repo, taizhang)
    done = taizhang(
        repo, "correct", "2", "--field", "progress/2021-03/区发改局/done", "--to", "引进亿元以上项目4个。",
        "--reason", "笔误", "--approved-by", "督查室主任", "--on", "2021-04-20",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert codes(repo, taizhang) == before


def test_a_folder_without_git_is_checked_all_the_same(folder: Path, taizhang: Run) -> None:
    assert not any(code.startswith("H") for code in codes(folder, taizhang))


def test_a_second_process_says_the_same_in_every_format(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "seal", "2021-03").exit_code == 0
    path = repo / "tasks/2021/main/002.yaml"
    path.write_text(path.read_text("utf-8").replace("亿元以上项目3个", "亿元以上项目13个"), "utf-8")

    def said(*more: str) -> bytes:
        # a process of its own: what one process has imported must not help the next one's words
        words = [sys.executable, "-m", "cli", "-C", str(repo), "check", *more]
        return subprocess.run(words, cwd=ROOT, capture_output=True).stdout

    assert b"sealed-record-changed" in said("--json")
    for style in ("text", "json", "github", "gitlab", "junit", "sarif"):
        known = said("--format", style)
        assert known and known == said("--format", style, "--no-cache")


def test_settings_that_cannot_be_read_are_a_finding_also_where_periods_are_sealed(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "seal", "2021-03").exit_code == 0
    (repo / "tasks/2021/ledger.yaml").write_text("title: [\n", "utf-8")
    said = taizhang(repo, "check", "--json")
    assert said.exit_code == 1
    assert [(f["path"], f["line"]) for f in json.loads(said.stdout)["findings"]] == [("tasks/2021/ledger.yaml", 1)]
