"""Repositories that came from somewhere else: nothing of them runs, nothing outside of them is read, and it is told."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git

Run = Callable[..., Result]
Makes = Callable[[Path, Path], None]


def gathered(taizhang: Run, place: Path, tmp_path: Path) -> dict[str, object]:
    done = taizhang(tmp_path, "rollup", str(place), "-o", str(tmp_path / "汇总"), "--jobs", "1", "--json")
    assert "Traceback" not in done.stderr
    found: dict[str, object] = json.loads(done.stdout)["places"][0]
    assert done.exit_code == (1 if found["error"] else 0)
    return found


def a_git_file(place: Path, other: Path) -> None:
    shutil.rmtree(place / ".git")
    (place / ".git").write_text(f"gitdir: {other / '.git'}\n", "utf-8")


def a_git_link(place: Path, other: Path) -> None:
    shutil.rmtree(place / ".git")
    (place / ".git").symlink_to(other / ".git")


def a_common_folder(place: Path, other: Path) -> None:
    (place / ".git/commondir").write_text(f"{other / '.git'}\n", "utf-8")


def alternates(place: Path, other: Path) -> None:
    (place / ".git/objects/info/alternates").write_text(f"{other / '.git/objects'}\n", "utf-8")
    (place / ".git/refs/heads/main").write_text(git(other, "rev-parse", "HEAD"), "utf-8")


def linked_objects(place: Path, other: Path) -> None:
    shutil.rmtree(place / ".git/objects")
    (place / ".git/objects").symlink_to(other / ".git/objects")


def linked_tasks(place: Path, other: Path) -> None:
    shutil.rmtree(place / ".git")
    shutil.rmtree(place / "tasks")
    (place / "tasks").symlink_to(other / "tasks")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (a_git_file, "的 .git 指到别处的仓库"),
        (a_git_link, "的 .git 指到别处的仓库"),
        (a_common_folder, "的 commondir 指到别处的仓库"),
        (alternates, "借用别处的对象"),
        (linked_objects, "是指到仓库外面的链接"),
        (linked_tasks, "指向台账以外的文件"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_leads_to_another_repository_is_not_followed(
    make: Makes, said: str, repo: Path, taizhang: Run, tmp_path: Path
) -> None:
    other = tmp_path / "别人的"
    shutil.copytree(repo, other)
    (other / "tasks/2021/main/003.yaml").unlink()
    git(other, "commit", "-qam", "别人的")
    make(repo, other)
    found = gathered(taizhang, repo, tmp_path)
    assert said in str(found["error"]) and found["hint"] and found["tasks"] == 0


def test_work_trees_and_submodules_are_read(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", str(tmp_path / "另一个工作区"))
    whole = tmp_path / "整体"
    whole.mkdir()
    git(whole, "init", "-q")
    git(whole, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repo), "某区")
    for place in (tmp_path / "另一个工作区", whole / "某区"):
        assert (gathered(taizhang, place, tmp_path)["error"], gathered(taizhang, place, tmp_path)["tasks"]) == ("", 5)


@pytest.mark.skipif(os.name == "nt", reason="the programs of the configuration are shell scripts")
def test_no_program_of_a_repository_runs(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    ran, program = tmp_path / "ran", tmp_path / "evil.sh"
    program.write_text(f"#!/bin/sh\necho \"$@\" >> '{ran}'\n", "utf-8")
    program.chmod(0o755)
    (repo / ".gitattributes").write_text("* filter=x diff=x\n", "utf-8")
    (repo / ".gitmodules").write_text(
        f'[submodule "x"]\n\tpath = tasks/2022\n\turl = ext::{program}\n\tupdate = !{program}\n', "utf-8"
    )
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{git(repo, 'rev-parse', 'HEAD').strip()},tasks/2022")
    git(repo, "add", ".gitattributes", ".gitmodules")
    git(repo, "commit", "-q", "-m", "设下圈套")
    keys = ("core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "gpg.program", "core.gitProxy")
    for key in (*keys, "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.textconv"):
        git(repo, "config", key, str(program))
    for key, value in (("remote.origin.url", f"ext::{program}"), ("remote.origin.promisor", "true")):
        git(repo, "config", key, value)
    assert gathered(taizhang, repo, tmp_path)["error"] == ""
    assert not ran.exists()


def test_strange_names_of_branches_are_no_options(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    heads = repo / ".git/refs/heads"
    (heads / "--upload-pack=evil").write_text(git(repo, "rev-parse", "HEAD"), "utf-8")
    (repo / ".git/HEAD").write_text("ref: refs/heads/--upload-pack=evil\n", "utf-8")
    assert gathered(taizhang, repo, tmp_path)["tasks"] == 5
    done = taizhang(tmp_path, "rollup", str(repo), "-o", str(tmp_path / "b"), "--rev=--help", "--jobs", "1")
    assert done.exit_code == 1 and "没有提交“--help”" in done.stderr


@pytest.mark.parametrize("year", ["99999999999999", "-1"])
def test_a_year_that_is_none_is_told(year: str, repo: Path, taizhang: Run, tmp_path: Path) -> None:
    config = repo / "tasks/2021/ledger.yaml"
    config.write_text(config.read_text("utf-8").replace("year: 2021", f"year: {year}"), "utf-8")
    git(repo, "commit", "-qam", "年份")
    assert f"year 写的是 {year}" in str(gathered(taizhang, repo, tmp_path)["error"])


def test_a_repository_that_lost_its_objects_is_not_called_new(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    for folder in (repo / ".git/objects").iterdir():
        if len(folder.name) == 2:
            shutil.rmtree(folder)
    assert "仓库不完整" in str(gathered(taizhang, repo, tmp_path)["error"])


def test_a_file_is_no_repository(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    found = gathered(taizhang, repo / "tasks/2021/ledger.yaml", tmp_path)
    assert "是文件，不是仓库的目录" in str(found["error"])
