"""The ledger as it was: a commit reads like the work tree it was made from."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ledger import store
from ledger.errors import FileRefused, NotFound
from ledger.gitrepo import tree as module
from ledger.gitrepo.tree import CommitTree, fork, resolve
from tests.conftest import git

TASK = "tasks/2021/main/001.yaml"


def commit(repo: Path, message: str, when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", when)
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "--allow-empty", "-m", message)


def test_a_commit_holds_the_same_files_as_the_work_tree(repo: Path) -> None:
    work = store.WorkTree(repo)
    with CommitTree(repo, "HEAD") as tree:
        assert list(tree.files("tasks")) == list(work.files("tasks"))
        for path in work.files("tasks"):
            assert tree.read(path) == work.read(path)
            assert tree.blob(path) == tree.blob_of(work.read(path)) != ""
        assert store.load(tree, "2021").records == store.load(work, "2021").records


def test_the_past_does_not_change_with_the_work_tree(repo: Path) -> None:
    before = (repo / TASK).read_bytes()
    (repo / TASK).unlink()
    (repo / "tasks/2021/main/新.yaml").write_text("id: x\n", "utf-8")
    with CommitTree(repo, "HEAD") as tree:
        assert tree.read(TASK) == before
        assert "tasks/2021/main/新.yaml" not in list(tree.files("tasks"))
        with pytest.raises(FileRefused, match="没有 tasks/2021/main/新"):
            tree.read("tasks/2021/main/新.yaml")


def test_names_of_commits(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = git(repo, "rev-parse", "HEAD").strip()
    git(repo, "tag", "-a", "sealed/2021/2021-03", "-m", "封存")
    commit(repo, "五月一日深夜", "2021-05-01T23:30:00+08:00", monkeypatch)
    late = git(repo, "rev-parse", "HEAD").strip()
    commit(repo, "五月二日", "2021-05-02T00:10:00+08:00", monkeypatch)
    for name, expected in (
        ("HEAD~2", first),
        ("sealed/2021/2021-03", first),
        ("2021-04-30", first),
        ("2021-05-01", late),
        (late[:12], late),
    ):
        found = CommitTree(repo, name).commit
        assert (found.name, found.author) == (expected, "测试员")
    assert resolve(CommitTree(repo, "HEAD").repository, "2021-05-01").subject == "五月一日深夜"


@pytest.mark.parametrize("name", ["nowhere", "--all", "HEAD~9", "2020-01-01", "2021-02-31", "", "HEAD:tasks"])
def test_what_is_no_commit_is_said(repo: Path, name: str) -> None:
    with pytest.raises(NotFound):
        CommitTree(repo, name)


def test_where_two_branches_parted(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = git(repo, "rev-parse", "HEAD").strip()
    git(repo, "branch", "other")
    commit(repo, "主线", "2021-05-01T09:00:00+08:00", monkeypatch)
    git(repo, "switch", "-q", "other")
    commit(repo, "支线", "2021-05-01T10:00:00+08:00", monkeypatch)
    assert fork(CommitTree(repo, "HEAD").repository, "main", "other").name == base


def test_a_link_is_not_followed(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repo / "tasks/2021/main/009.yaml").symlink_to("/etc/passwd")
    commit(repo, "链接", "2021-05-01T09:00:00+08:00", monkeypatch)
    with CommitTree(repo, "HEAD") as tree, pytest.raises(FileRefused, match="是链接"):
        tree.read("tasks/2021/main/009.yaml")


def test_a_ledger_below_the_top_and_a_bare_repository(repo: Path, tmp_path: Path) -> None:
    top = tmp_path / "总库"
    git(tmp_path, "init", "-q", "-b", "main", str(top))
    (repo / "tasks").rename(top / "台账")
    (top / "云山 区").mkdir()
    (top / "台账").rename(top / "云山 区/tasks")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "立项")
    with CommitTree(top / "云山 区", "HEAD") as tree:
        assert store.names(tree) == ["2021"]
        assert len(store.load(tree, "2021").records) == 5
    git(tmp_path, "clone", "-q", "--bare", str(top), "bare.git")
    with CommitTree(tmp_path / "bare.git", "main") as tree:
        assert [path for path in tree.files("云山 区/tasks/2021") if path.endswith("ledger.yaml")]


def test_settings_of_the_user_do_not_matter(repo: Path) -> None:
    for key, value in (
        ("core.quotePath", "true"),
        ("log.showSignature", "true"),
        ("log.mailmap", "true"),
        ("i18n.logOutputEncoding", "GBK"),
    ):
        git(repo, "config", key, value)
    (repo / "tasks/2021/main/口袋公园.yaml").write_text("id: 2021-main-009\n", "utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "中文文件名")
    with CommitTree(repo, "HEAD") as tree:
        assert tree.read("tasks/2021/main/口袋公园.yaml") == b"id: 2021-main-009\n"
        assert tree.commit.subject == "中文文件名"


@pytest.mark.parametrize("at_once", [7, 256])
def test_reading_ahead_changes_nothing(repo: Path, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    folder = repo / "tasks/2021/main"
    for n in range(10, 700):
        (folder / f"{n:03}.yaml").write_text(f"id: {n}\n" * (n % 7), "utf-8")
    (folder / "300.yaml").unlink()
    (folder / "300.yaml").symlink_to("001.yaml")
    commit(repo, "很多任务", "2021-05-01T09:00:00+08:00", monkeypatch)
    with CommitTree(repo, "HEAD") as plain, CommitTree(repo, "HEAD") as ahead:
        paths = list(ahead.files("tasks"))
        ahead.expect([*paths, "tasks/nowhere.yaml"])
        leaping = random.Random(4).choices(paths, k=30)
        for path in (*paths, *paths[::-97], paths[5], paths[5], *leaping, *paths[3:90:3], *paths[40:60], *leaping):
            if path.endswith("300.yaml"):
                with pytest.raises(FileRefused):
                    ahead.read(path)
            else:
                assert ahead.read(path) == plain.read(path), path
        ahead.close()
        assert ahead.read(paths[3]) == plain.read(paths[3])


@pytest.mark.parametrize("at_once", [1, 2, 3, 256])
def test_a_file_that_is_too_large_does_not_spoil_the_others(
    repo: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    (repo / "tasks/2021/main/002.yaml").write_text("#" * 5000, "utf-8")
    commit(repo, "大文件", "2021-05-01T09:00:00+08:00", monkeypatch)
    monkeypatch.setattr(module, "_LARGEST", 4000)
    with CommitTree(repo, "HEAD") as tree:
        paths = list(tree.files("tasks"))
        for expected in ([], paths, paths[::-1]):
            tree.expect(expected)
            for path in (*paths, *paths[::-2]):
                if path.endswith("main/002.yaml"):
                    with pytest.raises(FileRefused, match="太大"):
                        tree.read(path)
                else:
                    assert tree.read(path) == (repo / path).read_bytes()
