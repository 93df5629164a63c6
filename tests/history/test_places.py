"""What is said of the past is the same wherever the ledger lies and whatever the user's git is set to."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git
from tests.history.scenes import HOUSES, alter, at, save, update

Run = Callable[..., Result]
COMMANDS: list[tuple[str, ...]] = [
    ("log", "main/1", "--json"),
    ("log", "-n", "2"),
    ("blame", "main/1", "--json"),
    ("diff", "HEAD~1", "HEAD", "--json"),
    ("diff", "2021-03@sealed", "2021-03", "--json"),
    ("audit", "--json"),
    ("list", "--as-of", "HEAD~1", "--json"),
    ("report", "situation", "--period", "2021-03", "--as-of", "HEAD~1", "--format", "md"),
    ("check", "--json"),
    ("seal", "2021-04", "--with-findings", "试", "--dry-run"),
]
ODD = {
    "color.ui": "always",
    "color.diff": "always",
    "diff.noprefix": "true",
    "diff.mnemonicPrefix": "true",
    "diff.external": "/bin/false",
    "diff.orderFile": "/不存在",
    "diff.relative": "true",
    "diff.renames": "copies",
    "log.showSignature": "true",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "first-parent",
    "log.abbrevCommit": "true",
    "format.pretty": "oneline",
    "core.quotePath": "true",
    "core.autocrlf": "true",
    "core.abbrev": "4",
    "core.pager": "false",
    "status.short": "true",
    "status.branch": "true",
    "status.relativePaths": "false",
    "column.ui": "always",
    "commit.gpgSign": "true",
    "tag.gpgSign": "true",
    "tag.sort": "-taggerdate",
    "i18n.logOutputEncoding": "GBK",
    "i18n.commitEncoding": "GBK",
    "trailer.separators": "=",
    "submodule.recurse": "true",
    "alias.log": "!false",
}


@pytest.fixture
def sealed(repo: Path, taizhang: Run) -> Path:
    """A report, a seal, a sealed record changed by hand; and a task file with a Chinese name."""
    with at("2021-05-06"):
        update(taizhang, repo, "main/1", "2021-04", "区住建局", "2021-05-06", "--done", "建成400套。")
        made = taizhang(repo, "seal", "2021-03", "--with-findings", "留痕")
        assert made.exit_code == 0, made.output
    with at("2021-05-07"):
        git(repo, "mv", HOUSES, "tasks/2021/main/安置房“一”.yaml")
        save(repo, "改文件名")
        alter(repo, "tasks/2021/main/安置房“一”.yaml", "安置房310套", "安置房318套")
    return repo


def said(taizhang: Run, place: Path) -> list[object]:
    """Exit code and output of every command; of a comparison its changes alone: a bare repository names commits."""
    found: list[object] = []
    for command in COMMANDS:
        result = taizhang(place, "--no-cache", *command)
        assert result.exit_code in (0, 1), (command, result.output)
        out: object = result.stdout
        if command[0] == "diff":
            out = json.loads(result.stdout)["changes"]
        found.append((result.exit_code, out))
    return found


def test_in_a_work_tree_beside_in_a_submodule_and_in_a_bare_repository(
    sealed: Path, tmp_path: Path, taizhang: Run
) -> None:
    plain = said(taizhang, sealed)
    assert "H001" in str(plain)
    git(sealed, "worktree", "add", "-q", "--detach", str(tmp_path / "另一处"))
    assert said(taizhang, tmp_path / "另一处") == plain
    git(sealed, "clone", "-q", "--bare", str(sealed), str(tmp_path / "裸 库.git"))
    assert said(taizhang, tmp_path / "裸 库.git") == plain
    outer = tmp_path / "总库"
    outer.mkdir()
    git(outer, "init", "-q", "-b", "main")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(sealed), "台 账")
    assert said(taizhang, outer / "台 账") == plain
    moved = git(tmp_path, "clone", "-q", "--separate-git-dir", str(tmp_path / "别处.git"), str(sealed), "分开")
    assert not moved and said(taizhang, tmp_path / "分开") == plain


def test_with_unusual_settings(sealed: Path, taizhang: Run) -> None:
    plain = said(taizhang, sealed)
    for name, value in ODD.items():
        git(sealed, "config", name, value)
    assert said(taizhang, sealed) == plain


def test_with_what_git_sets_in_a_hook(sealed: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = said(taizhang, sealed)
    for name, value in {
        "GIT_DIR": "/不存在",
        "GIT_WORK_TREE": "/",
        "GIT_INDEX_FILE": "/不存在/index",
        "GIT_PREFIX": "x/",
        "GIT_NAMESPACE": "x",
        "GIT_EXTERNAL_DIFF": "/bin/false",
        "GIT_DIFF_OPTS": "-u0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_TRACE": "1",
        "GIT_PAGER": "false",
        "GIT_EDITOR": "false",
        "GIT_CONFIG_PARAMETERS": "'color.ui=always'",
        "TZ": "America/New_York",
    }.items():
        monkeypatch.setenv(name, value)
    assert said(taizhang, sealed) == plain


@pytest.mark.parametrize("kind", ["blob:none", "tree:0"])
def test_a_partial_clone_is_told_what_to_fetch(sealed: Path, tmp_path: Path, taizhang: Run, kind: str) -> None:
    git(sealed, "config", "uploadpack.allowFilter", "true")
    here = tmp_path / "部分"
    git(tmp_path, "clone", "-q", f"--filter={kind}", f"file://{sealed}", str(here))
    plain = said(taizhang, sealed)
    for command in COMMANDS[:6]:
        result = taizhang(here, "--no-cache", *command)
        assert result.exit_code == 3, (command, result.output)
        assert "部分克隆" in result.stderr and "git fetch --refetch --no-filter" in result.stderr
    git(here, "fetch", "-q", "--refetch", "--no-filter")
    assert said(taizhang, here) == plain
