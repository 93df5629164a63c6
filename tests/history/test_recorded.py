"""What is kept of a history never shows: the same answers with a cache that is new, old, damaged or switched off."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result

from cli import rulefile
from cli.workspace import Workspace
from ledger import cache as caches
from ledger.audit.kept import answer
from ledger.audit.whole import audit
from ledger.errors import GitRefused
from ledger.gitrepo import history
from ledger.gitrepo.history import Made
from ledger.gitrepo.recorded import recorded
from ledger.gitrepo.repository import find_to_read
from ledger.gitrepo.tree import CommitTree
from ledger.history import versions
from ledger.history.told import Told
from ledger.history.versions import Past
from ledger.units import Registry
from tests.conftest import git
from tests.history.randomly import History
from tests.history.scenes import alter, head, update
from tests.yamlgen import FUZZ

Run = Callable[..., Result]
SEEDS = range(200 if FUZZ else 3)


def told(repo: Path, *, kept: bool = True) -> list[Made]:
    """Every commit, through the cache or straight from git."""
    found = find_to_read(repo)
    if not kept:
        return list(history.commits(found, paths=["tasks"], every=True))
    with caches.open_at(repo) as cache:
        known = recorded(found, head(repo), "tasks", cache)
    assert known is not None
    return list(known)


def everything(repo: Path) -> object:
    """What the commands about the past say, in values."""
    with Past(repo) as past:
        rows = list(Told(past, "", lambda ledger: Registry()).rows())
        of_one = list(Told(past, "2021", lambda ledger: Registry()).rows())
    return rows, of_one, [audit(repo, name, deep=deep).findings for name in ("2020", "2021") for deep in (False, True)]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_kept_is_what_git_says_in_gits_order(tmp_path: Path, seed: int) -> None:
    made = History.begun(tmp_path / "库", seed)
    for _ in range(6):
        made.steps(8)
        assert told(made.repo) == told(made.repo, kept=False)
        assert told(made.repo) == told(made.repo, kept=False)  # from what the first reading kept


@pytest.mark.parametrize("portion", [1, 7, 64, 1000])
def test_in_which_portions_git_tells_a_history_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    made = History.begun(tmp_path / "库", 3)
    made.steps(20)
    for name in ("\x01" + "a" * 40, ":100644 100644 x y M", "换\n行.yaml"):  # names that look like something else
        (made.repo / "tasks" / name).write_text(name, "utf-8")
        git(made.repo, "add", "-A")
        git(made.repo, "commit", "-q", "-m", f"加 {name}")
    whole = told(made.repo, kept=False)
    assert {one.path for one in whole[0].touched} == {"tasks/换\n行.yaml"}
    assert [one.path for commit in whole[:3] for one in commit.touched] == [
        path for commit in whole[:3] for path in commit.paths
    ]
    monkeypatch.setattr(history, "_PORTION", portion)
    assert told(made.repo, kept=False) == whole


@pytest.mark.parametrize("seed", SEEDS)
def test_two_processes_tell_a_long_history_as_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    made = History.begun(tmp_path / "库", 50 + seed)
    made.steps(30)
    whole = told(made.repo, kept=False)
    for half in (1, len(whole) // 2, len(whole) - 1, len(whole), len(whole) + 5):
        with monkeypatch.context() as patch:
            patch.setattr(history, "_half", lambda _, half=half: half)
            assert told(made.repo, kept=False) == whole


def test_half_of_a_long_history_that_is_damaged_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = History.begun(tmp_path / "库", 5)
    made.steps(20)
    monkeypatch.setattr(history, "_half", lambda _: 10)
    oldest = git(made.repo, "rev-list", "--max-parents=0", "main").strip()
    tree = git(made.repo, "rev-parse", f"{oldest}^{{tree}}").strip()
    for pack in (made.repo / ".git/objects/pack").glob("*.pack"):
        kept = tmp_path / pack.name
        pack.rename(kept)
        pack.with_suffix(".idx").unlink()
        subprocess.run(["git", "unpack-objects", "-q"], cwd=made.repo, stdin=kept.open("rb"), check=True)
    (made.repo / ".git/objects" / tree[:2] / tree[2:]).unlink()
    with pytest.raises(GitRefused, match="没有读完历史"):
        told(made.repo, kept=False)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_answer_about_the_past_depends_on_what_is_kept(tmp_path: Path, seed: int) -> None:
    made = History.begun(tmp_path / "库", 1000 + seed)
    for _ in range(3):
        made.steps(9)
        first, second = everything(made.repo), everything(made.repo)
        with caches.switched_off():
            assert first == second == everything(made.repo)


@contextmanager
def commits_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The commits that git is asked to tell meanwhile."""
    real, seen = history._made, []

    def counted(found: re.Match[str], clean: bool) -> Made:
        seen.append(found[1])
        return real(found, clean)

    with monkeypatch.context() as patch:
        patch.setattr(history, "_made", counted)
        yield seen


def test_only_new_commits_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = History.begun(tmp_path / "库", 7)
    made.steps(40)
    told(made.repo)
    for count in (0, 1, 5, 1):
        old = set(git(made.repo, "rev-list", "main").split())
        made.steps(count)
        new = set(git(made.repo, "rev-list", "main").split()) - old
        with commits_read(monkeypatch) as seen:
            told(made.repo)
        assert set(seen) <= new
        with commits_read(monkeypatch) as seen:
            told(made.repo)
        assert seen == []


def test_only_new_contents_are_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = History.begun(tmp_path / "库", 11)
    made.steps(30)
    everything(made.repo)
    old = set(git(made.repo, "rev-list", "main").split())
    made.steps(6)
    touched = [one for commit in told(made.repo) if commit.name not in old for one in commit.touched]
    parsed: list[str] = []
    real = versions._text
    monkeypatch.setattr(versions, "_text", lambda data, blob, path: parsed.append(blob) or real(data, blob, path))
    with Past(made.repo) as past:
        assert list(Told(past, "", lambda ledger: Registry()).rows())
        first = len(parsed)
        assert first <= sum(len(one.before) + 1 for one in touched)
        assert list(Told(past, "", lambda ledger: Registry()).rows())
    assert len(parsed) == first


def test_a_rewritten_history_is_told_anew(tmp_path: Path) -> None:
    made = History.begun(tmp_path / "库", 8)
    made.steps(30)
    before = {one.name for one in told(made.repo)}
    git(made.repo, "commit", "-q", "--amend", "--allow-empty", "-m", "改过的最后一次提交")
    after = [one.name for one in told(made.repo)]
    assert after == [one.name for one in told(made.repo, kept=False)]
    assert before - set(after)
    git(made.repo, "checkout", "-q", "--orphan", "新")
    git(made.repo, "commit", "-q", "-m", "重新开始")
    git(made.repo, "reflog", "expire", "--expire=now", "--all")
    for branch in git(made.repo, "for-each-ref", "--format=%(refname)", "refs/heads").split():
        if not branch.endswith("新"):
            git(made.repo, "update-ref", "-d", branch)
    git(made.repo, "gc", "-q", "--prune=now")  # git no longer knows the commits that were kept
    assert [one.name for one in told(made.repo)] == [head(made.repo)]


def test_a_shallow_clone_that_is_completed(tmp_path: Path) -> None:
    made = History.begun(tmp_path / "库", 12)
    made.steps(30)
    git(tmp_path, "clone", "-q", "--depth", "3", "-b", "main", f"file://{made.repo}", str(tmp_path / "浅"))
    shallow = tmp_path / "浅"
    assert (shallow / ".git/shallow").exists()
    assert told(shallow) == told(shallow, kept=False)
    first = everything(shallow)
    with caches.switched_off():
        assert first == everything(shallow)
    git(shallow, "fetch", "-q", "--unshallow")
    assert told(shallow) == told(shallow, kept=False) == told(made.repo)


def test_a_damaged_or_foreign_cache_is_not_believed(tmp_path: Path) -> None:
    made = History.begun(tmp_path / "库", 10)
    made.steps(30)
    with caches.open_at(made.repo) as cache:
        path = cache.path
    expected = told(made.repo)
    assert path is not None
    whole = path.read_bytes() if path.exists() else b""
    assert whole
    for place in range(0, len(whole), max(1, len(whole) // 23)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        for tail in ("-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
        assert told(made.repo) == expected


def codes(repo: Path) -> set[str]:
    """What the audit finds, kept answers and all; the same as without them."""
    with CommitTree(repo, "HEAD") as tree, caches.open_at(repo) as cache:
        found = [one.finding for one in answer(tree, "2021", cache).placed]
        again = [one.finding for one in answer(tree, "2021", cache).placed]
        with caches.switched_off():
            fresh = audit(repo, "2021").findings
    assert sorted(map(repr, found)) == sorted(map(repr, again)) == sorted(map(repr, fresh))
    return {finding.code for finding in found}


def test_the_audit_sees_every_tampering_whatever_was_kept(repo: Path, taizhang: Run) -> None:
    """Warm from an innocent past, then the history changes in ways the audit must see; put back, all is well."""
    assert taizhang(repo, "seal", "2021-03", "--with-findings", "虚构").exit_code == 0
    innocent = codes(repo)
    tag, start = "sealed/2021/2021-03", head(repo)
    sealed = git(repo, "rev-parse", tag).strip()
    alter(repo, "tasks/2021/main/001.yaml", "done: ", "done: 虚构改动")
    assert "H001" in codes(repo) - innocent
    git(repo, "reset", "-q", "--hard", start)
    assert codes(repo) == innocent
    git(repo, "commit", "-q", "--amend", "--allow-empty", "-m", "改写")
    assert "H003" in codes(repo) - innocent
    git(repo, "reset", "-q", "--hard", start)
    git(repo, "tag", "-f", tag, start, "-m", "换了说明")
    assert "H002" in codes(repo) - innocent
    git(repo, "update-ref", f"refs/tags/{tag}", sealed)
    assert codes(repo) == innocent
    git(repo, "replace", start, git(repo, "commit-tree", "-m", "别的", f"{start}^{{tree}}").strip())
    assert "H003" in codes(repo) - innocent
    git(repo, "replace", "-d", start)
    assert codes(repo) == innocent


@pytest.mark.parametrize("style", ["text", "json", "github", "gitlab", "junit", "sarif"])
def test_a_kept_answer_is_printed_alike(repo: Path, taizhang: Run, style: str) -> None:
    alter(repo, "tasks/2021/main/001.yaml", "done: ", "done: 虚构改动")
    with caches.switched_off():
        fresh = taizhang(repo, "audit", "--format", style)
    first, second = taizhang(repo, "audit", "--format", style), taizhang(repo, "audit", "--format", style)
    assert (fresh.stdout, fresh.exit_code) == (first.stdout, first.exit_code) == (second.stdout, second.exit_code)


def test_without_a_cache_nothing_is_kept(repo: Path, taizhang: Run) -> None:
    folder = repo / ".git" / "taizhang"
    before = {path.name for path in folder.glob("cache*")} if folder.exists() else set()
    for words in (["audit"], ["audit", "--deep"], ["log"], ["log", "main/1"], ["diff", "HEAD"]):
        taizhang(repo, *words, "--no-cache")
    assert {path.name for path in folder.glob("cache*")} == before


def test_a_second_audit_reads_no_history(repo: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    taizhang(repo, "audit")
    started: list[list[str]] = []
    real = subprocess.Popen.__init__

    def counted(self: object, args: list[str], *more: object, **how: object) -> None:
        started.append([str(arg) for arg in args])
        real(self, args, *more, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(subprocess.Popen, "__init__", counted)
    taizhang(repo, "audit")
    assert len(started) <= 8
    assert not any("--raw" in command or "cat-file" in command for command in started)


def test_points_are_traced_to_commits_of_the_state_that_was_read(repo: Path, taizhang: Run) -> None:
    first = update(taizhang, repo, "main/1", "2021-04", "区住建局", "2021-05-02", "--done", "建成400套。")
    second = update(taizhang, repo, "main/1", "2021-05", "区住建局", "2021-06-02", "--done", "建成500套。")
    for as_of, expected in (("", [second, first]), (first, [first])):
        workspace = Workspace(repo, as_of)
        found = rulefile.commits(workspace, workspace.ledger("2021"))
        assert [one.commit for one in found][: len(expected)] == expected
        assert found[0].periods == {"2021-05" if not as_of else "2021-04"}
