"""Commits that touch exactly what they say, in every state a user's repository can be in."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger import gitrepo
from ledger.errors import EditRefused, FileRefused, GitRefused, LedgerError, NotFound, UsageProblem
from ledger.gitrepo.locks import Patience
from ledger.gitrepo.message import compose
from ledger.gitrepo.repository import find_to_read
from tests.conftest import ROOT, git

TASK = "tasks/2021/main/001.yaml"
OTHER = "tasks/2021/main/002.yaml"
TRAILERS = [("Task", "2021-main-001"), ("Kind", "progress")]
IMPATIENT = Patience(same_holder=0.2, altogether=0.5)


def add_line(where: Path, path: str = TASK, line: str = "# 虚构的一行\n", **options: object) -> str:
    """One commit that adds a line to a file, made the way ``actions`` makes it."""
    repository = gitrepo.find(where)
    with gitrepo.writing(repository, IMPATIENT) as writer:
        old = (repository.root / path).read_bytes()
        changes = {path: old + line.encode()}
        return writer.commit(changes, "进展(2021-main-001): 试", TRAILERS, expected={path: old}, **options)  # type: ignore[arg-type]


def picture(repo: Path) -> dict[str, object]:
    """Everything of the user's that a refused commit must leave alone, byte for byte."""
    git_dir = Path(git(repo, "rev-parse", "--absolute-git-dir").strip())
    index = git_dir / "index"
    return {
        "head": subprocess.run(["git", "rev-parse", "HEAD"], cwd=repo, capture_output=True).stdout,
        "index": index.read_bytes() if index.exists() else None,
        "files": {
            str(path.relative_to(repo)): (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
            for path in sorted(repo.rglob("*"))
            if path.is_file() and ".git" not in path.parts
        },
        "locks": [path.name for path in git_dir.rglob("*.lock")],
        "journal": (git_dir / "taizhang" / "journal").exists(),
    }


def staged(repo: Path) -> str:
    return git(repo, "diff", "--cached", "--raw", "--no-abbrev")


def hook(repo: Path, name: str, script: str) -> None:
    path = repo / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


# what a commit holds


def test_commits_exactly_this_path_and_leaves_the_rest(repo: Path) -> None:
    (repo / OTHER).write_text("# 改到一半\n", "utf-8")
    git(repo, "add", OTHER)
    (repo / OTHER).write_text("# 又改了\n", "utf-8")
    (repo / "新文件.txt").write_text("还没有登记\n", "utf-8")
    before, dirty = staged(repo), git(repo, "diff", "--raw", "--no-abbrev")
    commit = add_line(repo)
    assert git(repo, "rev-parse", "HEAD").strip() == commit
    assert git(repo, "show", "-z", "--name-only", "--format=", commit).strip("\0\n") == TASK
    assert staged(repo) == before
    assert git(repo, "diff", "--raw", "--no-abbrev") == dirty
    assert (repo / OTHER).read_text("utf-8") == "# 又改了\n"
    assert git(repo, "status", "--porcelain", TASK) == ""


def test_the_index_holds_the_new_file_with_its_times(repo: Path) -> None:
    add_line(repo)
    # plumbing does not refresh: an entry without times would look modified to other programs
    assert git(repo, "diff-files") == ""


def test_message_author_and_date(repo: Path) -> None:
    when = datetime(2020, 5, 9, 8, 30, tzinfo=UTC)
    commit = add_line(repo, author="张三 <zhangsan@example.invalid>", date=when)
    shown = git(repo, "log", "-1", "--format=%an|%ae|%aI|%cn|%s", commit).strip()
    assert shown == "张三|zhangsan@example.invalid|2020-05-09T08:30:00+00:00|测试员|进展(2021-main-001): 试"
    trailers = git(repo, "log", "-1", "--format=%(trailers:only,unfold)", commit)
    assert trailers.strip() == "Task: 2021-main-001\nKind: progress"


@pytest.mark.parametrize("author", ["张三", "张三 <>", "<a@b>", "张三 <a@b>\nKind: x", "a <b> <c>", ""])
def test_an_author_that_git_would_guess_about_is_refused(repo: Path, author: str) -> None:
    before = picture(repo)
    if author:
        with pytest.raises(UsageProblem):
            add_line(repo, author=author)
        assert picture(repo) == before
    else:
        assert add_line(repo, author=author)


def test_a_value_cannot_pass_for_a_trailer() -> None:
    message = compose(
        "进展(x): 一\nKind: seal",
        [
            ("Task", "a\r\nKind: fake"),
            ("Unit", "区\u2028局\x85\x0bKind: x\x1b[2J"),
            ("Note", " \n "),
            ("Kind", "progress"),
        ],
    )
    assert message == ("进展(x): 一 Kind: seal\n\nTask: a Kind: fake\nUnit: 区 局 Kind: x [2J\nKind: progress\n")
    parsed = subprocess.run(["git", "interpret-trailers", "--parse"], input=message, capture_output=True, text=True)
    assert parsed.stdout.splitlines()[-1] == "Kind: progress"
    assert len(parsed.stdout.splitlines()) == 3


@pytest.mark.parametrize("key", ["Task:", "Ta sk", "", "任务", "Task\n"])
def test_a_trailer_key_is_checked(key: str) -> None:
    with pytest.raises(ValueError):
        compose("试", [(key, "x")])


def test_a_subject_like_a_comment_and_a_template_are_no_danger(repo: Path) -> None:
    (repo / "模板").write_text("请填写\n", "utf-8")
    for name, value in (("commit.template", "模板"), ("commit.cleanup", "strip"), ("commit.verbose", "true")):
        git(repo, "config", name, value)
    with gitrepo.writing(gitrepo.find(repo)) as writer:
        old = (repo / TASK).read_bytes()
        writer.commit({TASK: old + b"#\n"}, "#1 进展", TRAILERS, expected={TASK: old})
    assert git(repo, "log", "-1", "--format=%s").strip() == "#1 进展"
    assert git(repo, "log", "-1", "--format=%b").strip() == "Task: 2021-main-001\nKind: progress"


def test_a_long_subject_arrives_whole(repo: Path) -> None:
    subject = "进展(2021-main-001): " + "很长的单位名称" * 60
    with gitrepo.writing(gitrepo.find(repo)) as writer:
        old = (repo / TASK).read_bytes()
        writer.commit({TASK: old + b"#\n"}, subject, TRAILERS, expected={TASK: old})
    assert git(repo, "log", "-1", "--format=%s").strip() == subject


def test_user_settings_do_not_disturb(repo: Path) -> None:
    for name, value in (
        ("color.ui", "always"),
        ("core.quotePath", "true"),
        ("status.short", "true"),
        ("status.relativePaths", "false"),
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("log.showSignature", "true"),
        ("core.pager", "false"),
        ("i18n.commitEncoding", "GBK"),
        ("i18n.logOutputEncoding", "GBK"),
        ("core.abbrev", "4"),
        ("core.untrackedCache", "true"),
        ("diff.external", "false"),
        ("status.showUntrackedFiles", "no"),
        ("core.editor", "false"),
    ):
        git(repo, "config", name, value)
    commit = add_line(repo)
    assert len(commit) == 40
    raw = subprocess.run(["git", "cat-file", "commit", commit], cwd=repo, capture_output=True).stdout
    assert "进展(2021-main-001): 试".encode() in raw
    assert b"encoding" not in raw


def test_git_variables_of_a_surrounding_hook_do_not_lead_astray(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_TRACE", "1")
    monkeypatch.setenv("GIT_LITERAL_PATHSPECS", "1")
    found = gitrepo.find(repo / "tasks")
    commit = add_line(repo)
    assert found.root == repo.resolve()
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_TRACE"):
        monkeypatch.delenv(name)
    assert git(repo, "rev-parse", "HEAD").strip() == commit


def test_new_and_removed_files_and_folders(repo: Path) -> None:
    new = "tasks/2021/新清单/001.yaml"
    repository = gitrepo.find(repo)
    old = (repo / OTHER).read_bytes()
    gitrepo.commit_paths(repository, {new: b"id: x\n", OTHER: None}, "立项", TRAILERS, expected={new: None, OTHER: old})
    assert git(repo, "status", "--porcelain") == ""
    assert not (repo / OTHER).exists()
    assert git(repo, "-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "HEAD", new).strip() == new


def test_many_paths_in_one_commit(repo: Path) -> None:
    changes = {f"tasks/2021/main/{n}.yaml": b"id: x\n" for n in range(100, 550)}
    gitrepo.commit_paths(gitrepo.find(repo), changes, "立项", TRAILERS, expected=dict.fromkeys(changes))
    assert git(repo, "status", "--porcelain") == ""
    assert len(git(repo, "diff", "--name-only", "HEAD^", "HEAD").splitlines()) == 450


def test_the_mode_of_a_file_is_kept(repo: Path) -> None:
    (repo / TASK).chmod(0o755)
    git(repo, "commit", "-qam", "可执行")
    add_line(repo)
    assert stat.S_IMODE((repo / TASK).stat().st_mode) == 0o755
    assert git(repo, "ls-tree", "HEAD", TASK).startswith("100755")


def test_special_characters_in_names_are_no_patterns(repo: Path) -> None:
    names = ["tasks/2021/main/[ab]*.yaml", "tasks/2021/main/a.yaml", "tasks/2021/main/！x ' y.yaml"]
    for name in names:
        (repo / name).write_text("id: x\n", "utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "怪名字")
    (repo / names[1]).write_text("id: 用户在改\n", "utf-8")
    add_line(repo, names[0])
    add_line(repo, names[2])
    assert git(repo, "status", "--porcelain").strip() == f"M {names[1]}"


# where the repository is


def test_from_a_folder_below(repo: Path) -> None:
    assert gitrepo.find(repo / "tasks" / "2021").root == repo.resolve()
    add_line(repo / "tasks" / "2021")
    assert git(repo, "status", "--porcelain") == ""


def test_a_ledger_in_a_subdirectory_of_a_repository(folder: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "始")
    repository = gitrepo.find(folder)
    assert repository.relative(folder / TASK) == f"台账/{TASK}"
    add_line(folder, f"台账/{TASK}")
    assert git(tmp_path, "status", "--porcelain") == ""


def test_no_repository_is_said(folder: Path) -> None:
    with pytest.raises(NotFound) as refused:
        gitrepo.find(folder)
    assert "git init" in refused.value.hint
    with pytest.raises(NotFound):
        gitrepo.find(folder / "没有")


def test_a_linked_work_tree(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", "-b", "四月", str(tmp_path / "另一处"))
    linked = tmp_path / "另一处"
    repository = gitrepo.find(linked / "tasks")
    assert (repository.root, repository.common_dir) == (linked.resolve(), (repo / ".git").resolve())
    commit = add_line(linked)
    assert git(linked, "rev-parse", "四月").strip() == commit
    assert git(linked, "status", "--porcelain") == git(repo, "status", "--porcelain") == ""
    assert git(repo, "rev-parse", "main").strip() != commit


def test_a_bare_repository_is_read_but_not_written(repo: Path, tmp_path: Path) -> None:
    git(repo, "clone", "-q", "--bare", ".", str(tmp_path / "b.git"))
    repository = gitrepo.find(tmp_path / "b.git")
    assert repository.bare
    assert repository.head() == git(repo, "rev-parse", "HEAD").strip()
    with pytest.raises(GitRefused, match="裸仓库"):
        gitrepo.commit_paths(repository, {TASK: b"x"}, "试", TRAILERS, expected={TASK: None})


def test_a_submodule(repo: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q", "-b", "main")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repo), "台账")
    inner = outer / "台账"
    commit = add_line(inner)
    assert git(inner, "rev-parse", "main").strip() == commit
    assert gitrepo.find(inner).root == inner.resolve()


def test_no_commits_yet(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", OTHER)
    before = staged(folder)
    repository = gitrepo.find(folder)
    assert repository.head() is None
    with gitrepo.writing(repository) as writer:
        old = (folder / TASK).read_bytes()
        commit = writer.commit({TASK: old + b"#\n"}, "进展", TRAILERS, expected={TASK: old})
        assert writer.notes == [f"{TASK} 此前没有提交过，整个文件随这次一起提交"]
    assert git(folder, "rev-parse", "main").strip() == commit
    assert git(folder, "ls-tree", "-r", "--name-only", "HEAD").split() == [TASK]
    assert staged(folder) == before


def test_no_commits_yet_and_a_failing_hook(folder: Path) -> None:
    git(folder, "init", "-q", "-b", "main")
    hook(folder, "pre-commit", "exit 1")
    before = picture(folder)
    with pytest.raises(GitRefused):
        add_line(folder)
    assert picture(folder) == before


# settings and features of the user's repository


def test_hooks_run_and_see_only_this_change(repo: Path) -> None:
    (repo / OTHER).write_text("# 改到一半\n", "utf-8")
    git(repo, "add", OTHER)
    names = ["pre-commit", "prepare-commit-msg", "commit-msg", "post-commit"]
    for name in names:
        hook(repo, name, f"echo {name} >> .git/ran; git diff --cached --name-only > .git/saw-{name}")
    add_line(repo)
    assert (repo / ".git" / "ran").read_text().split() == names
    assert {(repo / ".git" / f"saw-{name}").read_text().strip() for name in names[:3]} == {TASK}


@pytest.mark.parametrize("name", ["pre-commit", "prepare-commit-msg", "commit-msg"])
def test_a_failing_hook_leaves_files_and_index_and_is_heard(repo: Path, name: str) -> None:
    (repo / OTHER).write_text("# 改到一半\n", "utf-8")
    git(repo, "add", OTHER)
    (repo / OTHER).write_text("# 又改了\n", "utf-8")
    hook(repo, name, "echo 缺少附件; echo 请补上 >&2; exit 3")
    before = picture(repo)
    with pytest.raises(GitRefused) as refused:
        add_line(repo)
    assert "请补上" in refused.value.said
    assert "缺少附件" in refused.value.said
    assert "恢复原样" in refused.value.message
    assert picture(repo) == before


def test_a_failing_hook_that_says_nothing(repo: Path) -> None:
    hook(repo, "pre-commit", "exit 1")
    with pytest.raises(GitRefused, match="没有说明原因"):
        add_line(repo)


def test_a_failing_hook_with_a_new_file_leaves_no_folder(repo: Path) -> None:
    hook(repo, "pre-commit", "exit 1")
    before = picture(repo)
    with pytest.raises(GitRefused):
        gitrepo.commit_paths(
            gitrepo.find(repo),
            {"tasks/新/清单/1.yaml": b"x\n"},
            "立项",
            TRAILERS,
            expected={"tasks/新/清单/1.yaml": None},
        )
    assert picture(repo) == before
    assert not (repo / "tasks" / "新").exists()


def test_a_hook_that_rewrites_the_file(repo: Path) -> None:
    hook(repo, "pre-commit", f"echo '# 钩子加的' >> {TASK}; git add {TASK}")
    repository = gitrepo.find(repo)
    with gitrepo.writing(repository) as writer:
        old = (repo / TASK).read_bytes()
        writer.commit({TASK: old + b"#\n"}, "进展", TRAILERS, expected={TASK: old})
        assert writer.notes == [f"仓库的钩子改动了 {TASK}，提交的是它改后的内容"]
    assert git(repo, "show", f"HEAD:{TASK}").endswith("#\n# 钩子加的\n")
    assert git(repo, "status", "--porcelain") == ""


def test_a_hook_that_changes_the_file_and_fails_is_not_overwritten(repo: Path) -> None:
    hook(repo, "pre-commit", f"echo '# 钩子加的' >> {TASK}; exit 1")
    index = (repo / ".git" / "index").read_bytes()
    with pytest.raises(GitRefused) as refused:
        add_line(repo)
    assert "保留现在的内容" in refused.value.message
    assert (repo / TASK).read_text("utf-8").endswith("# 钩子加的\n")
    assert (repo / ".git" / "index").read_bytes() == index


def test_a_hook_that_stays_in_the_background_does_not_block(repo: Path) -> None:
    hook(repo, "post-commit", "(sleep 30; echo spät) &")
    first = add_line(repo)
    assert add_line(repo) != first


def test_somebody_elses_commit_meanwhile_is_not_lost(repo: Path) -> None:
    (repo / OTHER).write_text("# 别人的\n", "utf-8")
    hook(repo, "pre-commit", f"unset GIT_INDEX_FILE; rm .git/hooks/pre-commit; git commit -q -m 别人 -- {OTHER}")
    before = (repo / TASK).read_bytes()
    with pytest.raises(GitRefused) as refused:
        add_line(repo)
    assert "HEAD" in refused.value.said
    assert (repo / TASK).read_bytes() == before
    assert git(repo, "log", "-1", "--format=%s").strip() == "别人"
    assert git(repo, "status", "--porcelain") == ""
    assert add_line(repo)


def test_a_commit_that_took_the_change_along_is_named(repo: Path) -> None:
    hook(repo, "pre-commit", "unset GIT_INDEX_FILE; rm .git/hooks/pre-commit; git commit -q -m 别人")
    with pytest.raises(GitRefused, match="一并提交"):
        add_line(repo)
    assert git(repo, "show", f"HEAD:{TASK}") == (repo / TASK).read_text("utf-8")
    assert git(repo, "status", "--porcelain") == ""
    assert not (repo / ".git/taizhang/journal").exists()


def test_signing_with_ssh(repo: Path, tmp_path: Path) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingkey", str(key)), ("commit.gpgsign", "true")):
        git(repo, "config", name, value)
    commit = add_line(repo)
    assert "gpgsig -----BEGIN SSH SIGNATURE" in git(repo, "cat-file", "commit", commit)


def test_signing_that_fails_is_undone(repo: Path) -> None:
    git(repo, "config", "commit.gpgsign", "true")
    git(repo, "config", "gpg.program", "false")
    before = picture(repo)
    with pytest.raises(GitRefused) as refused:
        add_line(repo)
    assert "sign" in refused.value.said
    assert picture(repo) == before


@pytest.mark.parametrize("attributes", ["", "*.yaml text eol=crlf\n"])
def test_line_end_conversion_is_no_change(repo: Path, attributes: str) -> None:
    if attributes:
        (repo / ".gitattributes").write_text(attributes)
        git(repo, "add", ".gitattributes")
        git(repo, "commit", "-qm", "属性")
    else:
        git(repo, "config", "core.autocrlf", "true")
    for path in (TASK, OTHER):
        (repo / path).unlink()
    git(repo, "checkout", "-q", "--", "tasks")
    assert b"\r\n" in (repo / TASK).read_bytes()
    add_line(repo, line="# 一行\r\n")
    assert (
        b"\r" not in subprocess.run(["git", "cat-file", "blob", f"HEAD:{TASK}"], cwd=repo, capture_output=True).stdout
    )
    assert git(repo, "status", "--porcelain") == ""
    assert (repo / TASK).read_bytes().endswith("# 一行\r\n".encode())


def test_a_split_index(repo: Path) -> None:
    git(repo, "update-index", "--split-index")
    (repo / OTHER).write_text("# 改到一半\n", "utf-8")
    git(repo, "add", OTHER)
    before = staged(repo)
    add_line(repo)
    hook(repo, "pre-commit", "exit 1")
    with pytest.raises(GitRefused):
        add_line(repo)
    assert staged(repo) == before
    assert git(repo, "status", "--porcelain").strip() == f"M  {OTHER}"


def test_a_sparse_checkout(repo: Path) -> None:
    git(repo, "sparse-checkout", "set", "--cone", "tasks/2021/main")
    assert not (repo / "tasks/2021/minsheng").exists()
    add_line(repo)
    assert "minsheng/001.yaml" in git(repo, "ls-tree", "-r", "--name-only", "HEAD")
    assert not (repo / "tasks/2021/minsheng").exists()
    assert git(repo, "status", "--porcelain") == ""
    with pytest.raises(GitRefused, match="skip-worktree"):
        outside = "tasks/2021/minsheng/001.yaml"
        gitrepo.commit_paths(gitrepo.find(repo), {outside: b"x\n"}, "试", TRAILERS, expected={outside: None})
    assert not (repo / "tasks/2021/minsheng").exists()


def test_other_files_that_are_only_announced_stay_so(repo: Path) -> None:
    (repo / "新.yaml").write_text("id: x\n", "utf-8")
    git(repo, "add", "--intent-to-add", "新.yaml")
    add_line(repo)
    assert git(repo, "-c", "core.quotePath=false", "status", "--porcelain").strip() == "A 新.yaml"


@pytest.mark.parametrize("announce", [["add", "-N"], ["add"]])
def test_a_new_file_the_user_has_announced_or_staged(repo: Path, announce: list[str]) -> None:
    path = "tasks/2021/main/009.yaml"
    (repo / path).write_text("id: x\n", "utf-8")
    git(repo, *announce, path)
    hook(repo, "pre-commit", "test -e .git/pass")
    before = picture(repo)
    with pytest.raises(GitRefused):
        add_line(repo, path)
    assert picture(repo) == before
    (repo / ".git" / "pass").touch()
    add_line(repo, path)
    assert git(repo, "status", "--porcelain") == ""


def test_prepared_messages_of_the_user_survive(repo: Path) -> None:
    git(repo, "switch", "-qc", "支")
    (repo / OTHER).write_text("# 支\n", "utf-8")
    git(repo, "commit", "-qam", "支")
    git(repo, "switch", "-q", "main")
    git(repo, "merge", "-q", "--squash", "支")
    kept = (repo / ".git" / "SQUASH_MSG").read_bytes()
    add_line(repo)
    assert (repo / ".git" / "SQUASH_MSG").read_bytes() == kept
    assert git(repo, "status", "--porcelain").strip() == f"M  {OTHER}"


def test_names_that_differ_only_in_case(repo: Path) -> None:
    git(repo, "config", "core.ignorecase", "true")
    path = "tasks/2021/Main/001.yaml"
    (repo / path).parent.mkdir()
    (repo / path).write_text("id: x\n", "utf-8")
    with pytest.raises(GitRefused, match="大小写"):
        add_line(repo, path)


# refusals, each leaving everything as it was


def refused(repo: Path, match: str, path: str = TASK, **options: object) -> LedgerError:
    before = picture(repo)
    with pytest.raises(LedgerError, match=match) as caught:
        add_line(repo, path, **options)
    assert picture(repo) == before
    assert caught.value.hint
    return caught.value


def test_own_changes_of_the_user_are_not_swept_along(repo: Path) -> None:
    (repo / TASK).write_bytes((repo / TASK).read_bytes() + "# 用户的\n".encode())
    assert "git commit" in refused(repo, "还没有提交的改动").hint
    git(repo, "add", TASK)
    refused(repo, "已暂存")
    git(repo, "commit", "-qm", "用户的", "--", TASK)
    assert add_line(repo)


def test_staged_and_then_taken_back_is_still_a_change(repo: Path) -> None:
    old = (repo / TASK).read_bytes()
    (repo / TASK).write_bytes(old + b"#\n")
    git(repo, "add", TASK)
    (repo / TASK).write_bytes(old)
    refused(repo, "还没有提交的改动")


def test_a_file_changed_since_it_was_read(repo: Path) -> None:
    before = picture(repo)
    with pytest.raises(EditRefused, match="被别人改动"):
        gitrepo.commit_paths(gitrepo.find(repo), {TASK: b"a\n"}, "试", TRAILERS, expected={TASK: b"b\n"})
    assert picture(repo) == before


def test_nothing_to_change(repo: Path) -> None:
    refused(repo, "没有改动", line="")


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_git_was_told_not_to_look_at(repo: Path, flag: str) -> None:
    git(repo, "update-index", flag, TASK)
    assert "git update-index" in refused(repo, "不由 git 查看").hint


def make_conflict(repo: Path) -> None:
    git(repo, "switch", "-qc", "支")
    (repo / OTHER).write_text("# 支\n", "utf-8")
    git(repo, "commit", "-qam", "支")
    git(repo, "switch", "-q", "main")
    (repo / OTHER).write_text("# 主\n", "utf-8")
    git(repo, "commit", "-qam", "主")


@pytest.mark.parametrize(
    ("command", "word"),
    [("merge", "merge"), ("rebase", "rebase"), ("cherry-pick", "cherry-pick"), ("revert", "revert")],
)
def test_something_under_way(repo: Path, command: str, word: str) -> None:
    make_conflict(repo)
    target = "HEAD^" if command == "revert" else "支"
    if command == "revert":
        git(repo, "commit", "-q", "--allow-empty", "-m", "空")
        (repo / OTHER).write_text("# 再\n", "utf-8")
        git(repo, "commit", "-qam", "再")
        target = "HEAD~2"
    assert subprocess.run(["git", command, target], cwd=repo, capture_output=True).returncode
    failure = refused(repo, word)
    assert "--abort" in failure.hint


def test_bisecting(repo: Path) -> None:
    git(repo, "bisect", "start")
    assert "git bisect reset" in refused(repo, "bisect").hint


def test_unmerged_after_stash_pop(repo: Path) -> None:
    (repo / TASK).write_text("# 一\n", "utf-8")
    git(repo, "stash", "-q")
    (repo / TASK).write_text("# 二\n", "utf-8")
    git(repo, "commit", "-qam", "二")
    subprocess.run(["git", "stash", "pop", "-q"], cwd=repo, capture_output=True)
    refused(repo, "合并冲突")
    # a conflict in another file is not in the way
    before = git(repo, "ls-files", "--unmerged")
    add_line(repo, OTHER)
    assert git(repo, "ls-files", "--unmerged") == before


def test_detached_head(repo: Path) -> None:
    git(repo, "switch", "-q", "--detach")
    refused(repo, "游离")
    commit = add_line(repo, allow_detached=True)
    assert git(repo, "rev-parse", "HEAD").strip() == commit
    assert git(repo, "rev-parse", "main").strip() != commit


def test_no_identity(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.delenv(f"GIT_{role}_NAME")
        monkeypatch.delenv(f"GIT_{role}_EMAIL")
    failure = refused(repo, "提交人")
    assert "git config --global user.name" in failure.hint
    assert "git config --global user.email" in failure.hint
    refused(repo, "提交人", author="张三 <z@example.invalid>")
    git(repo, "config", "user.name", "张三")
    git(repo, "config", "user.email", "z@example.invalid")
    assert add_line(repo)


def test_the_index_is_held_by_another_program(repo: Path) -> None:
    lock = repo / ".git" / "index.lock"
    lock.touch()
    before = picture(repo)
    with pytest.raises(GitRefused, match=r"index\.lock") as caught:
        add_line(repo)
    assert "再运行一次" in caught.value.hint
    assert picture(repo) == before
    lock.unlink()
    assert add_line(repo)


def test_the_program_that_holds_the_index_is_named(repo: Path) -> None:
    if not Path("/proc/self/cwd").exists():
        pytest.skip("只有 Linux 能看到别的进程在哪个目录工作")
    (repo / OTHER).write_text("# 改\n", "utf-8")
    waiting = repo.parent / "editor.sh"
    waiting.write_text(f"#!/bin/sh\ntouch {repo.parent}/open\nsleep 30\n")
    waiting.chmod(0o755)
    user = subprocess.Popen(
        ["git", "-c", f"core.editor={waiting}", "commit", "-a"], cwd=repo, stdout=subprocess.DEVNULL
    )
    try:
        while not (repo.parent / "open").exists():
            assert user.poll() is None
        with pytest.raises(GitRefused, match=f"{user.pid} git -c core.editor"):
            add_line(repo)
    finally:
        subprocess.run(["kill", "-9", str(user.pid)], check=True)
        user.wait()


def test_git_does_not_trust_the_folder(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitRefused) as caught:
        gitrepo.find(repo)
    assert f'git config --global --add safe.directory "{repo}"' in caught.value.hint


def test_no_git_program(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = gitrepo.find(repo)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GitRefused, match="找不到 git"):
        repository.head()


@pytest.mark.parametrize(
    "path",
    [
        "../x",
        "/etc/x",
        "tasks/../x",
        ".git/config",
        "tasks/.GIT/x",
        "a//b",
        "a\nb",
        "a\\b",
        ":(top)x",
        "",
        "tasks",
        '"x',
    ],
)
def test_paths_outside_the_work_tree(repo: Path, path: str) -> None:
    before = picture(repo)
    with pytest.raises(FileRefused):
        gitrepo.commit_paths(gitrepo.find(repo), {path: b"x\n"}, "试", TRAILERS, expected={path: None})
    assert picture(repo) == before


def test_links_are_not_followed(repo: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("id: x\n")
    (repo / "tasks/2021/main/link.yaml").symlink_to(outside)
    (repo / "tasks/linked").symlink_to(tmp_path)
    for path in ("tasks/2021/main/link.yaml", "tasks/linked/secret.yaml"):
        with pytest.raises(FileRefused, match="链接"):
            gitrepo.commit_paths(gitrepo.find(repo), {path: b"y\n"}, "试", TRAILERS, expected={path: b"id: x\n"})
    assert outside.read_text() == "id: x\n"


def test_a_folder_that_cannot_be_written(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = picture(repo)
    monkeypatch.setattr("ledger.gitrepo.files.os.replace", full, raising=False)
    monkeypatch.setattr("ledger.gitrepo.files.Path.replace", full)
    with pytest.raises(FileRefused, match="磁盘满了"):
        add_line(repo)
    monkeypatch.undo()
    assert {**picture(repo), "journal": False} == before


def test_a_disk_that_fills_up_on_the_way_is_no_loss(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture(repo)
    inode = (repo / TASK).stat().st_ino

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def staged_until_full(*_: object) -> None:
        monkeypatch.setattr("ledger.gitrepo.files._write", full)
        full()

    monkeypatch.setattr("ledger.gitrepo.index.stage", staged_until_full)
    with pytest.raises(GitRefused, match="磁盘满了"):
        add_line(repo)
    monkeypatch.undo()
    assert picture(repo) == before
    assert (repo / TASK).stat().st_ino == inode


def test_what_cannot_be_put_back_at_once_is_put_back_later(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture(repo)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    hook(repo, "pre-commit", "exit 1")
    monkeypatch.setattr("ledger.gitrepo.journal.files.put_back", full)
    with pytest.raises(GitRefused, match="恢复原样时又出错") as caught:
        add_line(repo)
    assert "自动恢复" in caught.value.hint
    monkeypatch.undo()
    with gitrepo.writing(gitrepo.find(repo)) as writer:
        assert len(writer.notes) == 1
    assert git(repo, "diff", "--cached") == ""
    assert picture(repo)["files"] == before["files"]


INTERRUPTED = """
import os, sys
from pathlib import Path
from ledger import gitrepo
repository = gitrepo.find(Path(sys.argv[1]))
os.environ["TO_INTERRUPT"] = str(os.getpid())
with gitrepo.writing(repository) as writer:
    old = (repository.root / sys.argv[2]).read_bytes()
    print(writer.commit({sys.argv[2]: old + b"#\\n"}, "x", [], expected={sys.argv[2]: old}), *writer.notes)
"""


@pytest.mark.skipif(os.name != "posix", reason="信号按 POSIX 的方式发送")
@pytest.mark.parametrize(
    ("name", "end", "lands"), [("pre-commit", 1, False), ("pre-commit", 0, True), ("post-commit", 0, True)]
)
def test_interrupted_while_git_works(repo: Path, tmp_path: Path, name: str, end: int, lands: bool) -> None:
    hook(repo, name, f"kill -INT $TO_INTERRUPT; kill -INT $TO_INTERRUPT; sleep 0.2; exit {end}")
    before = picture(repo)
    script = tmp_path / "run.py"
    script.write_text(INTERRUPTED, "utf-8")
    done = subprocess.run([sys.executable, str(script), str(repo), TASK], cwd=ROOT, capture_output=True, text=True)
    if lands:
        assert done.stdout.split()[0] == git(repo, "rev-parse", "HEAD").strip()
        assert "收到中断" in done.stdout
        assert git(repo, "status", "--porcelain") == ""
    else:
        assert "KeyboardInterrupt" in done.stderr
        assert picture(repo) == before


# two at once, and what a killed process leaves


def test_only_one_writer_at_a_time_and_the_other_is_named(repo: Path) -> None:
    repository = gitrepo.find(repo)
    with (
        gitrepo.writing(repository),
        pytest.raises(GitRefused, match=f"进程号 {os.getpid()}"),
        gitrepo.writing(repository, IMPATIENT),
    ):
        pass
    with gitrepo.writing(repository, IMPATIENT):
        assert (repo / ".git/taizhang/writer").read_text().strip() == str(os.getpid())
    assert (repo / ".git/taizhang/writer").read_text() == ""


def journal_of(repo: Path, steps: list[list[object]], folders: list[str] | None = None) -> None:
    place = repo / ".git" / "taizhang"
    place.mkdir(exist_ok=True)
    head = git(repo, "rev-parse", "HEAD").strip()
    value = {"root": str(repo), "git_dir": str(repo / ".git"), "base": head, "folders": folders or [], "steps": steps}
    (place / "journal").write_text(json.dumps(value))


def packed(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


@pytest.mark.parametrize("reached", ["nothing", "file", "index"])
def test_what_was_begun_is_undone(repo: Path, reached: str) -> None:
    old = (repo / TASK).read_bytes()
    entry = " ".join(git(repo, "ls-files", "-s", TASK).split()[:2])
    (repo / OTHER).write_text("# 改到一半\n", "utf-8")
    git(repo, "add", OTHER)
    before = staged(repo)
    journal_of(repo, [[TASK, packed(old), packed(old + b"#\n"), entry]])
    if reached != "nothing":
        (repo / TASK).write_bytes(old + b"#\n")
        (repo / "tasks/2021/main/.001.yaml.taizhang").write_bytes(b"half")
    if reached == "index":
        git(repo, "add", TASK)
        (repo / ".git/index.lock").write_text("taizhang 999999")
        for name in ("index.new", "index.new.lock", "index.commit", "index.commit.lock", "kept-0", "message"):
            (repo / ".git/taizhang" / name).touch()
    with gitrepo.writing(gitrepo.find(repo)) as writer:
        assert writer.notes == [f"上次登记在提交之前中断，{TASK} 已恢复原样，请重新登记"]
    assert (repo / TASK).read_bytes() == old
    assert staged(repo) == before
    assert [path.name for path in (repo / ".git/taizhang").iterdir()] == ["writer"]
    assert not list(repo.rglob(".*.taizhang"))
    assert add_line(repo)


def test_a_file_changed_by_the_user_after_the_crash_is_kept(repo: Path) -> None:
    old = (repo / TASK).read_bytes()
    entry = " ".join(git(repo, "ls-files", "-s", TASK).split()[:2])
    journal_of(repo, [[TASK, packed(old), packed(old + b"#\n"), entry]])
    (repo / TASK).write_bytes(old + "# 用户接着改的\n".encode())
    with gitrepo.writing(gitrepo.find(repo)) as writer:
        assert writer.notes == []
    assert (repo / TASK).read_bytes() == old + "# 用户接着改的\n".encode()


def test_a_commit_that_landed_before_the_crash_stays(repo: Path) -> None:
    old = (repo / TASK).read_bytes()
    entry = " ".join(git(repo, "ls-files", "-s", TASK).split()[:2])
    journal_of(repo, [[TASK, packed(old), packed(old + b"#\n"), entry]])
    (repo / TASK).write_bytes(old + b"#\n")
    git(repo, "commit", "-qam", "已提交")
    with gitrepo.writing(gitrepo.find(repo)) as writer:
        assert writer.notes == ["上次登记在提交之后中断，提交已经完成，不用重做"]
    assert (repo / TASK).read_bytes() == old + b"#\n"
    assert git(repo, "status", "--porcelain") == ""


def test_new_files_and_folders_of_a_killed_import_go(repo: Path) -> None:
    path = "tasks/新/1.yaml"
    journal_of(repo, [[path, None, packed(b"x\n"), ""]], ["tasks/新"])
    (repo / "tasks/新").mkdir()
    (repo / path).write_bytes(b"x\n")
    git(repo, "add", path)
    with gitrepo.writing(gitrepo.find(repo)):
        pass
    assert not (repo / "tasks/新").exists()
    assert git(repo, "status", "--porcelain") == ""


def test_an_unreadable_journal_is_put_aside(repo: Path) -> None:
    (repo / ".git/taizhang").mkdir()
    (repo / ".git/taizhang/journal").write_text("{]")
    assert add_line(repo)
    assert (repo / ".git/taizhang/journal.unreadable").exists()


def test_a_journal_cannot_reach_outside(repo: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"after")
    journal_of(repo, [["../outside", packed(b"before"), packed(b"after"), ""]])
    with gitrepo.writing(gitrepo.find(repo)) as writer:
        assert writer.notes == []
    assert outside.read_bytes() == b"after"


def test_dead_locks_of_git_are_removed_after_a_crash_only(repo: Path) -> None:
    lock = repo / ".git/refs/heads/main.lock"
    lock.touch()
    with pytest.raises(GitRefused):
        add_line(repo)
    lock.unlink()
    old = (repo / TASK).read_bytes()
    journal_of(
        repo, [[TASK, packed(old), packed(old + b"#\n"), " ".join(git(repo, "ls-files", "-s", TASK).split()[:2])]]
    )
    for name in ("refs/heads/main.lock", "HEAD.lock", "next-index-999999.lock"):
        (repo / ".git" / name).touch()
    assert add_line(repo)
    assert not list((repo / ".git").rglob("*.lock"))


def test_another_programs_index_lock_survives_recovery(repo: Path) -> None:
    (repo / ".git/index.lock").write_text("")
    old = (repo / TASK).read_bytes()
    journal_of(
        repo, [[TASK, packed(old), packed(old + b"#\n"), " ".join(git(repo, "ls-files", "-s", TASK).split()[:2])]]
    )
    with gitrepo.writing(gitrepo.find(repo)):
        pass
    assert (repo / ".git/index.lock").exists()


def test_our_lock_on_the_index_is_known_even_unsigned(repo: Path) -> None:
    place = repo / ".git/taizhang"
    old = (repo / TASK).read_bytes()
    journal_of(
        repo, [[TASK, packed(old), packed(old + b"#\n"), " ".join(git(repo, "ls-files", "-s", TASK).split()[:2])]]
    )
    (place / "index.token").touch()
    (repo / ".git/index.lock").hardlink_to(place / "index.token")
    with gitrepo.writing(gitrepo.find(repo)):
        pass
    assert not (repo / ".git/index.lock").exists()


def test_without_hard_links(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", none)
    assert add_line(repo)
    hook(repo, "pre-commit", "exit 1")
    with pytest.raises(GitRefused, match="没有说明原因"):
        add_line(repo)
    assert git(repo, "status", "--porcelain") == ""
    assert not list((repo / ".git").rglob("*.lock"))


def test_locks_on_windows_with_a_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Windows branch, run with a stand-in for ``msvcrt`` (no Windows machine was at hand)."""
    import importlib.util
    import types

    import ledger.gitrepo.locks as real

    held: set[tuple[int, int]] = set()

    def locking(descriptor: int, mode: int, size: int) -> None:
        place = (os.fstat(descriptor).st_ino, os.lseek(descriptor, 0, os.SEEK_CUR))
        if mode == 0:
            held.discard(place)
        elif place in held:
            raise OSError(36, "Resource deadlock avoided")
        else:
            held.add(place)

    stand_in = types.ModuleType("msvcrt")
    stand_in.locking, stand_in.LK_NBLCK, stand_in.LK_UNLCK = locking, 2, 0  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "msvcrt", stand_in)
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("locks_on_windows", real.__file__)
    assert spec and spec.loader
    locks = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "locks_on_windows", locks)
    spec.loader.exec_module(locks)
    patience = locks.Patience(0.1, 0.2)
    with locks.exclusive(tmp_path / "writer", patience):
        assert held
        with pytest.raises(GitRefused), locks.exclusive(tmp_path / "writer", patience):
            pass
    assert not held
    with locks.exclusive(tmp_path / "writer", patience):
        pass


def test_who_only_reads_finds_the_same_repository(repo: Path, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", "-b", "四月", str(tmp_path / "另一处"))
    git(repo, "clone", "-q", "--bare", ".", str(tmp_path / "b.git"))
    for place in (repo, repo / "tasks" / "2021", tmp_path / "另一处" / "tasks", tmp_path / "b.git"):
        assert find_to_read(place) == gitrepo.find(place)
    (tmp_path / "空").mkdir()
    for nowhere in (tmp_path / "空", tmp_path / "没有"):
        said = []
        for look in (find_to_read, gitrepo.find):
            with pytest.raises(NotFound) as refused:
                look(nowhere)
            said.append((str(refused.value), refused.value.hint))
        assert said[0] == said[1]


def test_reading_does_not_import_gitpython() -> None:
    program = (
        "import sys; import ledger.history.log, ledger.gitrepo.tree, ledger.audit.whole;"
        "print(sorted({'git', 'gitdb', 'ledger.gitrepo.commits'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
