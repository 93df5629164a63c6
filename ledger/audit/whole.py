"""The whole audit of one ledger, as it is committed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ledger import historyrules as rules
from ledger import packing, sealing, store
from ledger.audit import seals, trail
from ledger.audit.aside import Aside
from ledger.diagnostics import Diagnostic, in_order
from ledger.gitrepo.history import Made, replaced, shallow
from ledger.gitrepo.tags import tags
from ledger.gitrepo.tree import CommitTree
from ledger.history.versions import Past
from ledger.known import Progress, reader
from ledger.snapshot import take
from ledger.values import Struct


class Audited(Struct, frozen=True):
    """What was found in one ledger, how many files it has, and how many of its periods are sealed."""

    name: str
    findings: tuple[Diagnostic, ...]
    files: int
    sealed: int


def audit(root: Path, name: str, revision: str = "HEAD", *, deep: bool = False) -> Audited:
    """Audit the ledger ``name`` in the repository of ``root``, as ``revision`` has it.

    ``NotFound`` for an unknown ledger or before the first commit.
    """
    with CommitTree(root, revision) as tree:
        # git walks the history in its own process while the files are read here; --deep reads it with its contents
        if deep:
            return audit_at(tree, name)
        with Aside(tree, name) as aside:
            return audit_at(tree, name, aside.commits)


def audit_at(
    tree: CommitTree,
    name: str,
    told: Callable[[], Iterable[Made]] | None = None,
    progress: Progress | None = None,
) -> Audited:
    """The same of a commit; ``told`` gives the commits of the ledger, without it every version is read."""
    with Past.of(tree) as past, packing.without_pauses():
        tree.expect(list(tree.files(f"{store.FOLDER}/{name}")))
        listed = take(tree, store.FOLDER, past.kept)
        # an audit is asked for once a commit: keeping what it parses takes longer than it would save others
        with reader(listed, past.kept, progress, learn=False) as read:
            ledger = store.load(listed, name, read)
        calendar = store.load_calendar(tree)
        sealed = tags(past.repo, f"{sealing.PREFIX}/{name}/")
        settings = f"{ledger.folder}/{store.CONFIG}"
        found = [finding.in_file(settings) for finding in _repository(past)]
        found += seals.findings(tree, ledger.records, name, sealed, complete=not shallow(past.repo))
        walk = trail.Trail(past, ledger, told is None, told, progress)
        found += walk.findings()
        found += trail.entries(ledger, ledger.records, walk.first, calendar)
        if past.lost:
            found.append(
                rules.INCOMPLETE.at(
                    (),
                    f"有 {past.lost} 个旧版本的内容在仓库里取不到（部分克隆或仓库损坏），“没有问题”不等于没有问题",
                    "重新克隆一份，不加 --filter；不是部分克隆的，用 git fsck 检查",
                ).in_file(settings)
            )
    return Audited(name, tuple(in_order(found)), len(ledger.records), len(sealed))


def _repository(past: Past) -> Iterator[Diagnostic]:
    if shallow(past.repo):
        yield rules.INCOMPLETE.at(
            (), "这是浅克隆，更早的提交和改动看不到，“没有问题”不等于没有问题", "git fetch --unshallow --tags"
        )
    for name in replaced(past.repo):
        yield rules.REWRITTEN.at(
            (),
            f"仓库用 replace 或 grafts 换掉了对象 {name[:10]}，别的命令看到的不是原来的历史",
            f"git replace -d {name}",
        )
