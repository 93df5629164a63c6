"""Where the repository is, what state it is in, and who is writing."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from ledger.errors import GitRefused, NotFound, UsageProblem
from ledger.gitrepo.process import Output, never_fetched, refusal, run
from ledger.values import Struct

_AT_ONCE = 200
"""Paths on one command line: Windows allows some 32,000 characters."""

# file or folder in the git directory, what is under way, how to end it
_UNFINISHED = (
    ("MERGE_HEAD", "合并（merge）", "解决冲突后 git commit 完成合并，或用 git merge --abort 放弃"),
    ("rebase-merge", "变基（rebase）", "用 git rebase --continue 完成，或用 git rebase --abort 放弃"),
    (
        "rebase-apply",
        "变基或打补丁（rebase、am）",
        "用 git rebase --continue（git am --continue）完成，或用 --abort 放弃",
    ),
    (
        "CHERRY_PICK_HEAD",
        "拣选（cherry-pick）",
        "用 git cherry-pick --continue 完成，或用 git cherry-pick --abort 放弃",
    ),
    ("REVERT_HEAD", "撤销（revert）", "用 git revert --continue 完成，或用 git revert --abort 放弃"),
    (
        "sequencer",
        "拣选或撤销（cherry-pick、revert）",
        "用 git cherry-pick --continue（git revert --continue）完成，或用 --abort 放弃",
    ),
    ("BISECT_LOG", "二分查找（bisect）", "用 git bisect reset 结束"),
)
_PERSON = re.compile(r"\s*([^<>\x00-\x1f]*[^<>\x00-\x1f\s])\s*<\s*([^<>\s\x00-\x1f]+)\s*>\s*")
_IDENTITY_HINT = (
    '先说明提交人是谁：git config --global user.name "姓名"，再 git config --global user.email "邮箱"'
    "（只想用于这个仓库就去掉 --global）"
)


class Repository(Struct, frozen=True):
    """A repository with its work tree.

    ``root`` is the top of the work tree (of a bare repository its git directory); ``git_dir`` belongs to
    this work tree (index, HEAD), ``common_dir`` to all of them (objects, branches).
    """

    root: Path
    git_dir: Path
    common_dir: Path
    bare: bool = False

    def run(
        self, *args: str, stdin: bytes | None = None, index: Path | None = None, env: Mapping[str, str] | None = None
    ) -> Output:
        """Run git here; never raises for a non-zero exit. ``index`` replaces the user's index; ``env`` comes on top."""
        more = {**(env or {}), **({"GIT_INDEX_FILE": str(index)} if index else {})}
        return run(self.root, *args, stdin=stdin, env=more)

    def read(
        self, *args: str, stdin: bytes | None = None, index: Path | None = None, env: Mapping[str, str] | None = None
    ) -> bytes:
        """What a git command prints; ``GitRefused`` with git's words when it fails."""
        output = self.run(*args, stdin=stdin, index=index, env=env)
        if output.code:
            raise refusal(output, f"git {args[0]} 没有成功", folder=self.root)
        return output.out

    def stopped_reading(self) -> GitRefused:
        """What to raise where ``git cat-file`` ended before it had answered."""
        if self.run("config", "--get-regexp", r"^remote\..*\.promisor$").out:
            return never_fetched()
        return GitRefused("git cat-file 中途停止", "用 git fsck 检查仓库")

    def relative(self, path: Path) -> str:
        """A path below ``root`` as git writes it: relative, with ``/``. ``NotFound`` for one outside."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError as failure:
            raise NotFound(f"{path} 不在仓库 {self.root} 里", "检查路径") from failure

    def head(self) -> str | None:
        """The commit that is checked out; ``None`` before the first one."""
        output = self.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
        return output.out.decode("ascii").strip() if not output.code else None

    def branch(self) -> str | None:
        """The branch that is checked out, also one without commits yet; ``None`` when HEAD is detached."""
        output = self.run("symbolic-ref", "--quiet", "--short", "HEAD")
        return output.out.decode("utf-8", "replace").strip() if not output.code else None

    def blobs(self, revision: str, paths: Sequence[str]) -> dict[str, str]:
        """``{path: "100644 <blob>"}`` of the files that ``revision`` has."""
        found: dict[str, str] = {}
        for some in batches(paths):
            listed = self.read("ls-tree", "-z", "-r", "--full-tree", revision, "--", *some)
            for line in listed.decode("utf-8", "surrogateescape").split("\0"):
                if line:
                    about, path = line.split("\t", 1)
                    mode, _, blob = about.split(" ")
                    found[path] = f"{mode} {blob}"
        return {path: found[path] for path in paths if path in found}

    def require_writable(self, *, allow_detached: bool = False) -> None:
        """``GitRefused`` where a commit would be lost or would spoil something that is under way."""
        if self.bare:
            raise GitRefused(f"{self.root} 是裸仓库，没有工作区，不能登记", "先 git clone 一份，在那里登记后 git push")
        for name, what, way_out in _UNFINISHED:
            if (self.git_dir / name).exists():
                raise GitRefused(f"仓库里有没做完的{what}，这时登记会和它混在一起", way_out)
        if not allow_detached and self.branch() is None:
            raise GitRefused(
                "现在不在任何分支上（HEAD 处于游离状态），登记的提交容易丢失",
                "先 git switch 分支名；确实要这样做就加 --allow-detached",
            )

    def require_identity(self, *, author_given: bool = False) -> None:
        """``GitRefused`` unless git knows for certain who commits (a guess from the host name is no evidence)."""
        for role in ("GIT_COMMITTER_IDENT",) if author_given else ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
            output = self.run("-c", "user.useConfigOnly=true", "var", role)
            if output.code:
                raise refusal(output, "git 不知道提交人是谁，不能提交", _IDENTITY_HINT, folder=self.root)


def without_filters(repo: Repository) -> dict[str, str]:
    """An environment in which git runs no content filter of the repository: for a look that must start nothing."""
    said = repo.run("config", "--null", "--name-only", "--get-regexp", r"^filter\.").out.decode("utf-8", "replace")
    drivers = sorted({key.rpartition(".")[0] for key in said.split("\0") if key})
    off = [(f"{driver}.{key}", value) for driver in drivers for key, value in _NO_FILTER]
    settings = {"GIT_CONFIG_COUNT": str(len(off))} if off else {}
    for n, (key, value) in enumerate(off):
        settings |= {f"GIT_CONFIG_KEY_{n}": key, f"GIT_CONFIG_VALUE_{n}": value}
    return settings


_NO_FILTER = (("clean", ""), ("process", ""), ("required", "false"))


def batches(paths: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The paths in portions that fit a command line."""
    rest = iter(paths)
    while some := tuple(islice(rest, _AT_ONCE)):
        yield some


def find(start: Path) -> Repository:
    """The repository that ``start`` lies in: also from a folder below, in a linked work tree or a submodule.

    ``NotFound`` when there is none, ``GitRefused`` when git does not trust it (``safe.directory``).
    """
    # where git is not installed GitPython would refuse to be imported; process.py says so in a sentence instead
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import InvalidGitRepositoryError, NoSuchPathError, Repo

    try:
        with Repo(start, search_parent_directories=True, expand_vars=False):
            pass
    except InvalidGitRepositoryError as failure:
        raise _no_repository(start) from failure
    except NoSuchPathError as failure:
        raise _no_folder(start) from failure
    # GitPython follows GIT_WORK_TREE and its like and asks nobody for trust; git itself has the last word
    return find_to_read(start)


def find_to_read(start: Path) -> Repository:
    """The same repository, for who will not write to it: git alone is asked, once, and GitPython is not imported."""
    if not start.exists():
        raise _no_folder(start)
    asked = ("--is-bare-repository", "--absolute-git-dir", "--git-common-dir", "--show-toplevel")
    output = run(start if start.is_dir() else start.parent, "rev-parse", *asked)
    lines = output.out.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    bare = lines[0] == "true"  # then there is no work tree to name, and git says so behind the rest
    if output.code and not (bare and len(lines) == 3):
        if "not a git repository" in output.said:
            raise _no_repository(start)
        raise refusal(output, f"git 打不开 {start} 所在的仓库", "用 git status 查看原因", folder=start)
    git_dir = Path(lines[1]).resolve()
    common_dir = (start / lines[2]).resolve()
    return Repository(git_dir if bare else Path(lines[3]).resolve(), git_dir, common_dir, bare)


def _no_repository(start: Path) -> NotFound:
    return NotFound(f"{start} 不在 git 仓库里", "在台账目录运行 git init，并把现有文件提交一次")


def _no_folder(start: Path) -> NotFound:
    return NotFound(f"没有这个目录：{start}", "检查 -C 后面的路径")


def person(text: str) -> str:
    """``姓名 <邮箱>`` in the form git takes; ``UsageProblem`` for anything else.

    A bare name is refused: git would look for an old commit by somebody of that name and take its author.
    """
    found = _PERSON.fullmatch(text)
    if not found:
        raise UsageProblem(f"“{text}”不是提交人的写法", '写成 "张三 <zhangsan@example.cn>"')
    return f"{found[1]} <{found[2]}>"
