"""init: an empty folder, an existing repository, twice, wrong input, questions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import ROOT, git

Run = Callable[..., Result]
FILES = [
    ".gitattributes",
    ".github/workflows/taizhang.yml",
    ".gitignore",
    ".gitlab-ci.yml",
    ".gitlab/taizhang.yml",
    ".pre-commit-config.yaml",
    ".workflow/taizhang.yml",
    "README.md",
    "ci/taizhang.sh",
    "tasks/2026/ledger.yaml",
    "tasks/2026/units.yaml",
    "templates/README.md",
]


def files(folder: Path) -> list[str]:
    return git(folder, "ls-files").splitlines()


def test_an_empty_folder_becomes_a_repository_with_one_commit(tmp_path: Path, taizhang: Run) -> None:
    done = taizhang(tmp_path, "init", "台账", "--place", "云山区", "--year", "2026")
    assert done.exit_code == 0, done.output
    folder = tmp_path / "台账"
    assert [path for path in files(folder) if not path.startswith(".vscode/")] == FILES
    assert not any(path.startswith(".vscode/schema/") for path in files(folder))
    assert (folder / ".vscode/schema/2026-task.json").exists() and ".vscode/settings.json" in files(folder)
    assert git(folder, "log", "--format=%s").splitlines() == ["建账(2026): 设置、单位名录、流水线"]
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "config", "merge.taizhang.driver").strip().endswith("merge-driver %O %A %B %P")
    assert taizhang(folder, "check").exit_code == 0
    assert "云山区2026年" in (folder / "tasks/2026/ledger.yaml").read_text("utf-8")
    assert "import notice" in done.stderr


def test_twice_there_is_nothing_to_do(tmp_path: Path, taizhang: Run) -> None:
    taizhang(tmp_path, "init", ".", "--year", "2026", "--ci", "none")
    assert not (tmp_path / "ci").exists()
    before = git(tmp_path, "rev-parse", "HEAD")
    again = taizhang(tmp_path, "init")
    assert again.exit_code == 0 and "已经齐全，没有要做的" in again.stdout
    assert git(tmp_path, "rev-parse", "HEAD") == before


def test_a_clone_gets_what_belongs_to_it_and_no_commit(tmp_path: Path, taizhang: Run) -> None:
    taizhang(tmp_path, "init", "台账", "--year", "2026", "--ci", "none")
    git(tmp_path, "clone", "-q", "台账", "克隆")
    clone = tmp_path / "克隆"
    before = git(clone, "rev-parse", "HEAD")
    told = json.loads(taizhang(clone, "init", "--json").stdout)
    assert told["commit"] is None and told["new"] == [] and told["hook"] and told["settings"]
    assert ".vscode/schema/2026-units.json" in told["derived"]
    units = clone / "tasks/2026/units.yaml"
    units.write_text(units.read_text("utf-8") + "units: [{name: 区财政局}]\n", "utf-8")
    assert json.loads(taizhang(clone, "init", "--json").stdout)["derived"]
    assert "区财政局" in (clone / ".vscode/schema/2026-task.json").read_text("utf-8")
    assert git(clone, "rev-parse", "HEAD") == before
    assert git(clone, "status", "--porcelain").split() == ["M", "tasks/2026/units.yaml"]


def test_an_existing_repository_gets_only_what_is_missing(repo: Path, taizhang: Run) -> None:
    (repo / "README.md").write_text("自己的说明\n", "utf-8")
    (repo / ".gitignore").write_text("*.bak\n")
    git(repo, "add", "README.md", ".gitignore")
    git(repo, "commit", "-qm", "说明")
    task = repo / "tasks/2021/main/001.yaml"
    task.write_text(task.read_text("utf-8") + "# 正在改\n", "utf-8")
    (repo / "别的.txt").write_text("x")
    git(repo, "add", "别的.txt")
    done = taizhang(repo, "init", "--ci", "github", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert "README.md" in told["kept"] and told["extended"] == [".gitignore"]
    assert (repo / "README.md").read_text("utf-8") == "自己的说明\n"
    changed = git(repo, "-c", "core.quotePath=false", "show", "--name-only", "--format=", told["commit"]).splitlines()
    assert set(changed) == {*told["new"], ".gitignore"}
    assert git(repo, "-c", "core.quotePath=false", "status", "--porcelain").splitlines() == [
        " M tasks/2021/main/001.yaml",
        "A  别的.txt",
    ]
    assert not any(path.startswith("tasks/") for path in told["new"])


def test_a_changed_file_that_init_would_extend_is_refused(repo: Path, taizhang: Run) -> None:
    (repo / ".gitignore").write_text("*.bak\n")
    git(repo, "add", ".gitignore")
    git(repo, "commit", "-qm", "忽略")
    (repo / ".gitignore").write_text("*.bak\n*.old\n")
    done = taizhang(repo, "init")
    assert done.exit_code == 3 and ".gitignore 有还没有提交的改动" in done.stderr
    assert not (repo / "ci").exists()


def test_next_year_begins_with_the_registry_and_the_rules_of_reporting_there_are(repo: Path, taizhang: Run) -> None:
    done = taizhang(repo, "init", "--year", "2022", "--ci", "none")
    assert done.exit_code == 0, done.output
    assert (repo / "tasks/2022/units.yaml").read_bytes() == (repo / "tasks/2021/units.yaml").read_bytes()
    assert "due: {working_days: 5}" in (repo / "tasks/2022/ledger.yaml").read_text("utf-8")


def test_a_template_is_copied_to_be_restyled(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "init", "--template", "situation").exit_code == 0
    place = repo / "templates/situation/template.md.j2"
    place.write_text("我们的情况表：{{ title }}\n", "utf-8")
    shown = taizhang(repo, "report", "situation", "--period", "2021-03")
    assert shown.stdout.startswith("我们的情况表：")


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--place", "x"], "看不出是哪里的政府", 2),
        (["--due", "下周"], "看不出是什么时限", 2),
        (["--every", "天"], "不知道是多久报一次", 2),
        (["--ci", "svn"], "不认得平台“svn”", 2),
        (["--ledger", "a/b"], "不能作台账名", 2),
        (["--template", "xx"], "没有“xx”这种模板", 3),
    ],
)
def test_wrong_input_is_told_and_nothing_is_made(
    tmp_path: Path, taizhang: Run, arguments: list[str], said: str, code: int
) -> None:
    done = taizhang(tmp_path, "init", "新", *arguments)
    assert done.exit_code == code and said in done.stderr
    assert not (tmp_path / "新").exists()


def test_without_an_identity_it_says_how_to_give_one(
    tmp_path: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    refused = taizhang(tmp_path, "init", "新", "--year", "2026")
    assert refused.exit_code == 3 and "--name 姓名 --email 邮箱" in refused.stderr
    assert not (tmp_path / "新").exists()
    done = taizhang(tmp_path, "init", "新", "--year", "2026", "--name", "张三", "--email", "zhang@example.invalid")
    assert done.exit_code == 0, done.output
    assert git(tmp_path / "新", "log", "--format=%an <%ae>").strip() == "张三 <zhang@example.invalid>"


def test_a_dry_run_writes_nothing(tmp_path: Path, taizhang: Run) -> None:
    done = taizhang(tmp_path, "init", "新", "--year", "2026", "--dry-run", "--json")
    assert json.loads(done.stdout)["commit"] is None
    assert not (tmp_path / "新").exists()


def test_without_a_commit_the_files_are_left_for_the_user(tmp_path: Path, taizhang: Run) -> None:
    done = taizhang(tmp_path, "init", "--year", "2026", "--no-commit")
    assert done.exit_code == 0 and "没有提交" in done.stdout
    assert "?? tasks/" in git(tmp_path, "status", "--porcelain")


def test_a_folder_inside_a_repository_is_committed_there(repo: Path, taizhang: Run) -> None:
    done = taizhang(repo, "init", "办公室/台账", "--year", "2026", "--ci", "github")
    assert done.exit_code == 0, done.output
    assert "办公室/台账/tasks/2026/ledger.yaml" in git(repo, "-c", "core.quotePath=false", "ls-files")
    assert "放在仓库顶层才起作用" in done.stderr
    assert "-C '办公室/台账' ci hook" in (repo / ".git/hooks/pre-commit").read_text("utf-8")


def test_the_hook_keeps_faulty_files_out_of_a_commit(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "init", "--ci", "none").exit_code == 0
    task = repo / "tasks/2021/main/002.yaml"
    good = task.read_text("utf-8")
    task.write_text(good + "number: 3\n", "utf-8")
    refused = subprocess.run(["git", "commit", "-qam", "改"], cwd=repo, capture_output=True, text=True)
    assert refused.returncode != 0 and "有错误，没有提交" in refused.stderr and "002.yaml" in refused.stderr
    task.write_text(good + "note: 可以\n", "utf-8")
    assert subprocess.run(["git", "commit", "-qam", "改"], cwd=repo, capture_output=True).returncode == 0


def test_the_hook_guards_sealed_records_and_lets_others_work_on(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "seal", "2021-03").exit_code == 0
    task = repo / "tasks/2021/main/001.yaml"
    task.write_text(task.read_text("utf-8").replace("310套", "410套"), "utf-8")
    git(repo, "commit", "-qam", "偷改")  # before there was a hook
    assert taizhang(repo, "init", "--ci", "none").exit_code == 0

    def commit() -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", "commit", "-qam", "改"], cwd=repo, capture_output=True, text=True)

    task.write_text(task.read_text("utf-8") + "note: 别的事\n", "utf-8")
    assert commit().returncode == 0
    other = repo / "tasks/2021/main/002.yaml"
    other.write_text(other.read_text("utf-8").replace("项目3个", "项目9个"), "utf-8")
    refused = commit()
    assert refused.returncode != 0 and "H001" in refused.stderr and "002.yaml" in refused.stderr
    assert "001.yaml" not in refused.stderr


def test_a_hook_of_the_user_stays(repo: Path, taizhang: Run) -> None:
    hook = repo / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert json.loads(taizhang(repo, "init", "--json").stdout)["hook"] is False
    assert hook.read_text() == "#!/bin/sh\nexit 0\n"


def test_without_git_it_says_what_to_install(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "cli", "init", str(tmp_path / "新"), "--year", "2026"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3 and "找不到 git 命令" in done.stderr and "https://git-scm.com" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_on_a_terminal_it_asks_and_asks_again_after_a_slip(tmp_path: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "cli", "-C", str(tmp_path), "init", "新"]
    answers = ["2026", "火星", "云山县", "", "季", "25日", "gitee"]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as child:
        os.close(theirs)
        said = b""
        while True:
            try:
                new = os.read(ours, 4096)
            except OSError:  # the child has closed its end
                break
            said += new
            if answers and new.endswith(b": "):
                os.write(ours, answers.pop(0).encode() + b"\n")
        assert child.wait() == 0, said.decode("utf-8", "replace")
    os.close(ours)
    assert not answers and "“火星”看不出是哪里的政府" in said.decode("utf-8", "replace")
    text = (tmp_path / "新/tasks/2026/ledger.yaml").read_text("utf-8")
    assert "云山县2026年" in text and "every: quarter" in text and "due: {day: 25}" in text
    assert (tmp_path / "新/.workflow/taizhang.yml").exists() and not (tmp_path / "新/.github").exists()


def test_a_bare_repository_is_refused(tmp_path: Path, taizhang: Run) -> None:
    git(tmp_path, "init", "-q", "--bare", "x.git")
    done = taizhang(tmp_path, "init", "x.git", "--year", "2026")
    assert done.exit_code == 3 and "裸仓库" in done.stderr
