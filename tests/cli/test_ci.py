"""The workflow files that init writes: valid, and their very scripts run, in deep and in shallow clones."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from cli.main import cli
from tests.conftest import INVENTED, ROOT, git

Run = Callable[..., Result]
FAKE = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
case "$*" in *--edit-last*) exit 1;; esac
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PATH with this program, and with gh and curl that only note how they were called."""
    folder = tmp_path_factory.mktemp("bin")
    for name, text in (
        ("taizhang", f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m cli "$@"\n'),
        ("gh", FAKE),
        ("curl", FAKE),
    ):
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def origin(repo: Path) -> Path:
    """The invented ledger with all workflow files, two more commits on main, and a branch with a report on it."""
    run = CliRunner().invoke
    assert run(cli, ["-C", str(repo), "init", "--ci", "github,gitlab,gitee"]).exit_code == 0
    (repo / ".git/hooks/pre-commit").unlink()  # each commit below would start the program once more
    git(repo, "switch", "-qc", "四月")
    report = ("update", "1", "--period", "2021-04", "--unit", "区住建局", "--reported", "2021-05-07")
    assert run(cli, ["-C", str(repo), *report, "--done", "已建成安置房400套。"]).exit_code == 0
    git(repo, "switch", "-q", "main")
    (repo / "其他.txt").write_text("x")
    git(repo, "add", "其他.txt")
    git(repo, "commit", "-qm", "其他")
    return repo


def clone(origin: Path, target: Path, *options: str) -> Path:
    git(origin.parent, "clone", "-q", *options, origin.as_uri(), str(target))
    return target


def merged(origin: Path, target: Path, depth: int | None) -> Path:
    """A clone as GitHub's checkout leaves it for a request: the request merged into its target, HEAD detached."""
    git(origin, "switch", "-q", "--detach", "main")
    git(origin, "merge", "-q", "--no-ff", "-m", "合并", "四月")
    git(origin, "update-ref", "refs/pull/1/merge", "HEAD")
    git(origin, "switch", "-q", "main")
    target.mkdir()
    git(target, "init", "-q")
    git(target, "remote", "add", "origin", origin.as_uri())
    some = ["+refs/heads/*:refs/remotes/origin/*"] if depth is None else [f"--depth={depth}"]
    git(
        target,
        "fetch",
        "-q",
        *[s for s in some if s.startswith("--")],
        "origin",
        *[s for s in some if s[0] == "+"],
        "+refs/pull/1/merge:refs/remotes/pull/1/merge",
    )
    git(target, "checkout", "-q", "refs/remotes/pull/1/merge")
    return target


def shell(folder: Path, machine: Path, script: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=folder,
        env={
            **os.environ,
            "PATH": f"{machine}{os.pathsep}{os.environ['PATH']}",
            "CALLS": str(folder / "calls"),
            **environ,
        },
        capture_output=True,
        text=True,
    )


def workflow(folder: Path, path: str) -> Any:
    return yaml.safe_load((folder / path).read_text("utf-8"))


def github_steps(folder: Path, job: str) -> list[str]:
    """The scripts of a job's steps."""
    return [
        step["run"]
        for step in workflow(folder, ".github/workflows/taizhang.yml")["jobs"][job]["steps"]
        if "run" in step
    ]


def github(folder: Path, **more: str) -> dict[str, str]:
    return {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "summary.md"), "NUMBER": "7", **more}


# ---------------------------------------------------------------------- the files are valid


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        (["vendor.github-workflows"], [".github/workflows/taizhang.yml"]),
        (["vendor.gitlab-ci", "--data-transform", "gitlab-ci"], [".gitlab/taizhang.yml", ".gitlab-ci.yml"]),
    ],
)
def test_the_workflows_fit_their_published_schemas(
    tmp_path: Path, taizhang: Run, schema: list[str], paths: list[str]
) -> None:
    assert taizhang(tmp_path, "init", "--year", "2021").exit_code == 0
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, *paths],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_hooks_for_pre_commit_name_commands_there_are(tmp_path: Path, taizhang: Run) -> None:
    taizhang(tmp_path, "init", "--year", "2021", "--ci", "none")
    own = workflow(tmp_path, ".pre-commit-config.yaml")["repos"][0]["hooks"]
    shipped = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    for hook in [*own, *shipped]:
        assert {"id", "name", "entry", "language"} <= set(hook)
        words = hook["entry"].split()
        assert words[0] == "taizhang" and taizhang(tmp_path, *words[1:], "--help").exit_code == 0


# ---------------------------------------------------------------------- GitHub


def test_a_request_on_github_is_checked_compared_and_commented(origin: Path, tmp_path: Path, machine: Path) -> None:
    work = merged(origin, tmp_path / "work", None)
    install, check, compare, post = github_steps(work, "check")
    environ = github(work, GITHUB_BASE_REF="main")
    assert "已经装有 taizhang" in shell(work, machine, install, **environ).stdout
    checked = shell(work, machine, check, **environ)
    assert checked.returncode == 0 and "::notice file=tasks/2021/units.yaml,line=" in checked.stdout
    assert shell(work, machine, compare, **environ).returncode == 0
    comment = (work / "build/comment.md").read_text("utf-8")
    assert comment.startswith("<!-- taizhang -->") and "<ins>已建成安置房400套。</ins>" in comment
    assert "已建成安置房400套" in (work / "summary.md").read_text("utf-8")
    assert shell(work, machine, post, **environ).returncode == 0
    assert (work / "calls").read_text().splitlines() == [
        "pr comment 7 --body-file build/comment.md --edit-last",
        "pr comment 7 --body-file build/comment.md",
    ]


def test_two_commits_are_deep_enough_for_a_request_on_github(origin: Path, tmp_path: Path, machine: Path) -> None:
    work = merged(origin, tmp_path / "work", 2)
    done = shell(work, machine, github_steps(work, "check")[2], **github(work, GITHUB_BASE_REF="main"))
    assert done.returncode == 0, done.stderr
    comment = (work / "build/comment.md").read_text("utf-8")
    assert "已建成安置房400套" in comment and "合并前的目标分支" in comment


def test_one_commit_is_too_shallow_and_says_what_is_needed(origin: Path, tmp_path: Path, machine: Path) -> None:
    work = merged(origin, tmp_path / "work", 1)
    _, check, compare, _ = github_steps(work, "check")
    environ = github(work, GITHUB_BASE_REF="main")
    checked = shell(work, machine, check, **environ)
    assert checked.returncode == 0 and "这是浅克隆" in checked.stderr
    done = shell(work, machine, compare, **environ)
    assert done.returncode == 3 and "只有1层提交" in done.stderr and "fetch-depth: 0" in done.stderr


def test_an_error_fails_the_job_with_an_annotation_at_its_line(origin: Path, tmp_path: Path, machine: Path) -> None:
    work = clone(origin, tmp_path / "work")
    task = work / "tasks/2021/main/002.yaml"
    task.write_text(task.read_text("utf-8") + "number: 3\n", "utf-8")
    done = shell(work, machine, github_steps(work, "check")[1], **github(work))
    assert done.returncode == 1 and "::error file=tasks/2021/main/002.yaml,line=" in done.stdout
    assert "有错误" in (work / "summary.md").read_text("utf-8")


@pytest.mark.parametrize("options", [[], ["--depth=1"]])
def test_the_monthly_job_makes_documents_and_seals_nothing(
    origin: Path, tmp_path: Path, machine: Path, options: list[str]
) -> None:
    work = clone(origin, tmp_path / "work", *options)
    install, make = github_steps(work, "documents")
    done = shell(work, machine, f"{install}\n{make}", **github(work, TAIZHANG_ON="2021-04-10"))
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (work / "build/documents/2021").iterdir()) == [
        "2021-02与2021-03对比.docx",
        "2021-03-情况表.docx",
        "2021-03-情况表.xlsx",
        "2021-03-报送情况.txt",
        "检查结果.txt",
    ]
    assert git(work, "tag") == "" and git(work, "status", "--porcelain") == ""
    uploaded = workflow(work, ".github/workflows/taizhang.yml")["jobs"]["documents"]["steps"][-1]
    assert uploaded["with"]["path"] == "build/documents"


def test_a_ledger_of_another_year_has_no_documents_to_make(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    for day in ("2021-01-20", "2022-03-10"):
        done = taizhang(repo, "ci", "documents", "--on", day, "-o", str(tmp_path / "out"))
        assert done.exit_code == 0 and "没有要出的文档" in done.stderr
    assert taizhang(repo, "ci", "documents", "--on", "2022-01-10", "-o", str(tmp_path / "out")).exit_code == 0
    assert (tmp_path / "out/2021/2021-12-情况表.docx").exists()
    told = (tmp_path / "out/2021/2021-12-报送情况.txt").read_text("utf-8")
    assert "2021年12月：2022-01-10 前报" in told and "区住建局" in told and "应报 6 个单位" in told


# ---------------------------------------------------------------------- GitLab and Gitee


def test_a_request_on_gitlab_is_checked_compared_and_commented(origin: Path, tmp_path: Path, machine: Path) -> None:
    work = clone(origin, tmp_path / "work", "--branch=四月")
    jobs = workflow(work, ".gitlab/taizhang.yml")
    install = "\n".join(jobs[".taizhang"]["before_script"])
    environ = {
        "GITLAB_CI": "true",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(work, "merge-base", "origin/main", "HEAD").strip(),
        "CI_API_V4_URL": "https://git.example.invalid/api/v4",
        "CI_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_IID": "7",
        "TAIZHANG_TOKEN": "x",
    }
    done = shell(work, machine, "\n".join([install, *jobs["taizhang-check"]["script"]]), **environ)
    assert done.returncode == 0, done.stderr
    report = json.loads((work / jobs["taizhang-check"]["artifacts"]["reports"]["codequality"]).read_text("utf-8"))
    assert report[0]["location"]["path"] == "tasks/2021/units.yaml"
    done = shell(work, machine, "\n".join(jobs["taizhang-comment"]["script"]), **environ)
    assert done.returncode == 0, done.stderr
    assert "已建成安置房400套" in (work / jobs["taizhang-comment"]["artifacts"]["paths"][0]).read_text("utf-8")
    assert "/projects/1/merge_requests/7/notes" in (work / "calls").read_text()
    assert jobs[".taizhang"]["variables"]["GIT_DEPTH"] == "0"


def test_gitlabs_own_depth_is_told_when_it_hides_the_base(origin: Path, tmp_path: Path, machine: Path) -> None:
    work = clone(origin, tmp_path / "work", "--branch=四月", "--depth=1")
    base = git(origin, "merge-base", "main", "四月").strip()
    script = "\n".join(workflow(work, ".gitlab/taizhang.yml")["taizhang-comment"]["script"])
    done = shell(work, machine, script, GITLAB_CI="true", CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 3 and "GIT_DEPTH: 0" in done.stderr


@pytest.mark.parametrize("options", [[], ["--depth=1"]])
def test_gitees_commands_deepen_the_clone_and_run(
    origin: Path, tmp_path: Path, machine: Path, options: list[str]
) -> None:
    work = clone(origin, tmp_path / "work", "--branch=四月", *options)
    commands = workflow(work, ".workflow/taizhang.yml")["stages"][0]["steps"][0]["commands"]
    done = shell(work, machine, "\n".join(commands), GITEE_BRANCH="四月")
    assert done.returncode == 0, done.stderr
    assert "已建成安置房400套" in done.stdout and "检查了 1 本台账" in done.stdout


# ---------------------------------------------------------------------- the script and the commands


def test_the_script_says_what_is_missing(origin: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "mkdir", "date"):
        (tools / name).symlink_to(f"/bin/{name}")
    environ = {"PATH": str(tools)}
    refused = subprocess.run(
        ["sh", "ci/taizhang.sh", "install"], cwd=origin, env=environ, capture_output=True, text=True
    )
    assert refused.returncode == 3 and "TAIZHANG_PIP" in refused.stderr
    wrong = subprocess.run(["sh", "ci/taizhang.sh", "checks"], cwd=origin, env=environ, capture_output=True, text=True)
    assert wrong.returncode == 2 and "用法" in wrong.stderr


def test_what_pip_is_told_comes_from_init(tmp_path: Path, taizhang: Run) -> None:
    taizhang(tmp_path, "init", "--year", "2021", "--ci", "gitee", "--pip", "taizhang==0.1.0 '; rm -rf /")
    assert "TAIZHANG_PIP:-'taizhang==0.1.0 ; rm -rf /'}" in (tmp_path / "ci/taizhang.sh").read_text("utf-8")


def test_a_base_that_does_not_exist_is_told(repo: Path, taizhang: Run) -> None:
    done = taizhang(repo, "ci", "comment", "--base", "origin/nowhere")
    assert done.exit_code == 3 and "没有提交“origin/nowhere”" in done.stderr
    done = taizhang(repo, "ci", "comment")
    assert done.exit_code == 3 and "第一次提交" in done.stderr


def test_a_comment_names_the_problems_of_changed_files(origin: Path, taizhang: Run, tmp_path: Path) -> None:
    task = origin / "tasks/2021/main/003.yaml"
    task.write_text(
        task.read_text("utf-8") + "progress:\n  - {period: 2021-04, unit: 区教体具, done: 开工1所。}\n", "utf-8"
    )
    git(origin, "commit", "-qam", "进展")
    done = taizhang(origin, "ci", "comment", "-o", str(tmp_path / "c.md"))
    assert done.exit_code == 0
    text = (tmp_path / "c.md").read_text("utf-8")
    assert "### 改过的文件里的问题" in text and "`tasks/2021/main/003.yaml:" in text and "区教体具" in text


def test_a_comment_stays_below_the_forges_limit(repo: Path, taizhang: Run) -> None:
    for task in sorted((INVENTED / "tasks/2021/main").glob("*.yaml")):
        place = repo / "tasks/2021/main" / task.name
        long = "建成安置房若干套，" * 4000
        place.write_text(task.read_text("utf-8") + f"note: {long}\n", "utf-8")
    git(repo, "commit", "-qam", "长")
    done = taizhang(repo, "ci", "comment")
    assert done.exit_code == 0 and len(done.stdout) < 65_536


# ---------------------------------------------------------------------- the page


def test_the_page_about_pipelines_keeps_its_word(origin: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs/pipelines.md").read_text("utf-8")
    monkeypatch.chdir(origin)
    git(origin, "switch", "-q", "四月")
    ran = re.findall(r"^\$ taizhang (.*)$", page, re.M)
    for command in ran:
        done = taizhang(origin, *shlex.split(command))
        assert done.exit_code == 0, f"{command}\n{done.output}"
    assert len(ran) == 4
    script = (origin / "ci/taizhang.sh").read_text("utf-8") + (origin / ".gitlab/taizhang.yml").read_text("utf-8")
    for name in re.findall(r"^\| `(TAIZHANG_\w+)`", page, re.M):
        assert name in script
    for path in re.findall(r"`(\.(?:github|gitlab|workflow)[\w./-]*\.yml)`", page):
        assert (origin / path).exists(), path
