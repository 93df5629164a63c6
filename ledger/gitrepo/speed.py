"""What makes git slow in a ledger's repository, and the command that mends it.

Figures behind the advice are in ``docs/benchmarks.md``: the log of one file is several times faster with
changed-path Bloom filters, and a flat folder of 2,000 files makes every commit write a tree of 2,000 lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ledger.gitrepo.repository import Repository
from ledger.values import Struct

MANY_COMMITS, MANY_FILES, LARGE_FOLDER, MANY_LOOSE = 1000, 1000, 200, 5000
_BLOOM = b"BIDX"


class Advice(Struct, frozen=True):
    """One thing that could be faster: what was found, what to run, and whether the program can run it.

    ``arguments`` are those of git for what can be done at once; empty where a person has to choose.
    """

    found: str
    command: str
    arguments: tuple[str, ...] = ()


def advice(repository: Repository, paths: Sequence[str]) -> list[Advice]:
    """What would make a repository with these files below ``tasks/`` faster; nothing for a small one."""
    given: list[Advice] = []
    commits = _count(repository)
    if commits >= MANY_COMMITS and not _has_filters(repository.common_dir):
        arguments: tuple[str, ...] = ("commit-graph", "write", "--reachable", "--changed-paths")
        given.append(
            Advice(
                f"有 {commits} 次提交，没有按路径的提交索引：查一项任务的历史要翻遍全部提交", _git(arguments), arguments
            )
        )
    if len(paths) >= MANY_FILES and not repository.bare and _setting(repository, "core.untrackedCache") != "true":
        arguments = ("config", "--local", "core.untrackedCache", "true")
        given.append(Advice(f"有 {len(paths)} 个文件，git status 每次都要把目录走一遍", _git(arguments), arguments))
    loose = _loose(repository)
    if loose >= MANY_LOOSE:
        arguments = ("gc", "--quiet")
        given.append(Advice(f"有 {loose} 个零散的对象没有打包：读历史要一个个打开", _git(arguments), arguments))
    folders = Counter(path.rpartition("/")[0] for path in paths if path.count("/") > 2)
    for folder, files in sorted(folders.items()):
        if files > LARGE_FOLDER:
            given.append(
                Advice(
                    f"{folder} 一个目录里有 {files} 个文件：每次提交都要重写整个目录的清单",
                    f"按序号分到 {folder}/0001-0100 这样的子目录：git mv {folder}/0001.yaml {folder}/0001-0100/",
                )
            )
    return given


def apply(repository: Repository, given: Advice) -> None:
    """Run what was advised; ``GitRefused`` with git's words when it fails."""
    repository.read(*given.arguments)


def _git(arguments: Sequence[str]) -> str:
    return "git " + " ".join(arguments)


def _count(repository: Repository) -> int:
    output = repository.run("rev-list", "--count", "--all")
    return int(output.out or b"0") if not output.code else 0


def _setting(repository: Repository, key: str) -> str:
    output = repository.run("config", "--get", key)
    return output.out.decode("utf-8", "replace").strip() if not output.code else ""


def _loose(repository: Repository) -> int:
    output = repository.run("count-objects")
    first = output.out.split()[:1]
    return int(first[0]) if first and first[0].isdigit() else 0


def _has_filters(common: Path) -> bool:
    """Whether the newest commit-graph carries changed-path filters (its table of chunks names them first)."""
    info = common / "objects" / "info"
    chain = info / "commit-graphs" / "commit-graph-chain"
    try:
        if chain.is_file():
            newest = chain.read_text("ascii").split()[-1]
            graph = info / "commit-graphs" / f"graph-{newest}.graph"
        else:
            graph = info / "commit-graph"
        with graph.open("rb") as handle:
            return _BLOOM in handle.read(256)
    except (OSError, IndexError, UnicodeDecodeError):
        return False
