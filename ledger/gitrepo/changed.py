"""Which files differ between two commits, or between a commit and the work tree."""

from __future__ import annotations

from ledger.errors import NotFound, UsageProblem
from ledger.gitrepo.repository import Repository


def changed_paths(repo: Repository, revisions: str) -> list[str]:
    """Files added or changed, by their path from the top of the repository, sorted; deleted ones are not named.

    ``A..B`` compares two commits, ``A...B`` what B has changed since it left A, ``A`` alone the work tree
    (new files that git does not ignore included) with A. An empty side means HEAD. Names of commits are
    checked before git sees them as anything else. ``NotFound`` for a commit that is not here, ``UsageProblem``
    for what cannot be meant.
    """
    before, dots, after = revisions.partition("..")
    since_fork = dots and after.startswith(".")
    after = after.removeprefix(".")
    if (not before and not after) or ".." in after:
        raise UsageProblem(f"“{revisions}”不是提交范围", "写成 origin/main..HEAD，或只写一个提交")
    old = _commit(repo, before or "HEAD")
    if not dots:
        tracked = repo.read("diff-index", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=d", old, "--")
        fresh = repo.read("ls-files", "-z", "--others", "--exclude-standard")
        return sorted({*_paths(tracked), *_paths(fresh)})
    new = _commit(repo, after or "HEAD")
    if since_fork:
        old = _fork(repo, old, new)
    return sorted(
        _paths(repo.read("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--diff-filter=d", old, new, "--"))
    )


def _paths(listed: bytes) -> list[str]:
    return [path.decode("utf-8", "surrogateescape") for path in listed.split(b"\0") if path]


def _commit(repo: Repository, name: str) -> str:
    output = repo.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if output.code:
        raise NotFound(f"没有提交“{name}”", _deeper(repo) or "检查分支名、标签名或提交号")
    return output.out.decode("ascii").strip()


def _fork(repo: Repository, one: str, other: str) -> str:
    output = repo.run("merge-base", one, other)
    if output.code:
        raise NotFound("两个提交没有共同的起点", _deeper(repo) or "改用两个点：A..B")
    return output.out.decode("ascii").split()[0]


def _deeper(repo: Repository) -> str:
    shallow = repo.run("rev-parse", "--is-shallow-repository").out.strip() == b"true"
    return "这是浅克隆，只有最近的提交：先运行 git fetch --unshallow" if shallow else ""
