"""What a CI job must find out by itself: its platform, what a change is compared with, which period is due.

The environment is an argument; nothing here asks the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.deadlines import reporting_periods
from ledger.errors import GitRefused, NotFound
from ledger.gitrepo import Repository
from ledger.gitrepo.history import shallow
from ledger.periods import Period

DEPTH_HINT = (
    "把克隆深度设为 0：GitHub 写 fetch-depth: 0，GitLab 写 GIT_DEPTH: 0；或在任务里先运行 git fetch --unshallow --tags"
)

_PUSH = "上一次推送"


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is compared with: the commit, and in words where that came from."""

    commit: str
    words: str


def forge(environ: Mapping[str, str]) -> str:
    """``github``, ``gitlab``, ``gitee`` or nothing, by the variables these set for every job."""
    if environ.get("GITHUB_ACTIONS") == "true":
        return "github"
    if environ.get("GITLAB_CI"):
        return "gitlab"
    return "gitee" if environ.get("GITEE_REPO") or environ.get("GITEE_BRANCH") else ""


def base(repository: Repository, environ: Mapping[str, str], given: str = "") -> Base:
    """The commit that HEAD's change set out from.

    What was given, else the target of the merge request as the platform names it, else (a merge commit made for
    the test of a request) its first parent, else the commit before the push, else the parent. ``GitRefused`` where
    the clone is too shallow to tell, ``NotFound`` for a base that does not exist.
    """
    head = repository.head()
    if head is None:
        raise NotFound("仓库里还没有提交，没有可比的", "先提交一次")
    for name, words in _candidates(environ, given):
        commit = _commit(repository, name)
        fork = repository.run("merge-base", commit, "HEAD").out.decode("ascii").strip() if commit else ""
        if fork and fork != head:
            return Base(fork, words)
        if fork == head and given:
            return Base(fork, words)
        if given and not commit and not shallow(repository):
            raise NotFound(f"没有提交“{given}”", "写分支名、标签名或提交号，如 origin/main")
        # a request's own merge commit has its target as first parent; anything else would be a wrong base
        if not fork and (given or (words != _PUSH and not _commit(repository, "HEAD^2"))):
            _refuse_shallow(repository, name, always=True)
    parent = _commit(repository, "HEAD^1")
    if parent:
        return Base(parent, "合并前的目标分支" if _commit(repository, "HEAD^2") else "上一次提交")
    _refuse_shallow(repository, "上一次提交", always=False)
    raise NotFound("这是仓库的第一次提交，没有可比的", "第二次提交起才有变化可看")


def _candidates(environ: Mapping[str, str], given: str) -> Iterator[tuple[str, str]]:
    if given:
        yield given, given
        return
    for key, words in (
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "合并请求的分叉点"),
        ("GITHUB_BASE_REF", "合并请求的目标分支"),
        ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "合并请求的目标分支"),
        ("GITEE_PULL_REQUEST_TARGET_BRANCH", "合并请求的目标分支"),
    ):
        if value := environ.get(key, ""):
            yield (value if key.endswith("SHA") else f"origin/{value}"), words
    pushed = environ.get("CI_COMMIT_BEFORE_SHA", "")
    if pushed.strip("0"):
        yield pushed, _PUSH


def _commit(repository: Repository, name: str) -> str:
    output = repository.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return "" if output.code else output.out.decode("ascii").strip()


def _refuse_shallow(repository: Repository, name: str, always: bool) -> None:
    if shallow(repository):
        raise GitRefused(f"这是浅克隆，只有{depth(repository)}层提交，看不到“{name}”和从那里以来的变化", DEPTH_HINT)
    if always:
        raise GitRefused(f"没有取到“{name}”，或者它与现在的提交没有共同的历史", "先运行：git fetch origin")


def depth(repository: Repository) -> int:
    """How many commits deep the clone is, along first parents."""
    return int(repository.read("rev-list", "--count", "--first-parent", "HEAD"))


def last_period(every: str, year: int, on: date) -> Period | None:
    """The reporting period of ``year`` that ended last before ``on``; ``None`` when none has, or the year is long past.

    In January of the next year that is December; from February on the year has nothing new.
    """
    # of a past year only the job of the January after it still has something to make
    if on.year > year and (on.year, on.month) != (year + 1, 1):
        return None
    over = [one for one in reporting_periods(every, Period(year)) if one.end <= on]
    return over[-1] if over else None
