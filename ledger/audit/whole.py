"""The whole audit of one ledger, as it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path

from ledger import catalogue, sealing, store
from ledger.audit import rules, seals, trail
from ledger.diagnostics import Diagnostic, in_order
from ledger.gitrepo.history import Made, replaced, shallow
from ledger.gitrepo.tags import tags
from ledger.gitrepo.tree import CommitTree
from ledger.history.versions import Past
from ledger.known import reader
from ledger.snapshot import take


@dataclass(frozen=True, slots=True)
class Audited:
    """What was found in one ledger, how many files it has, and how many of its periods are sealed."""

    name: str
    findings: tuple[Diagnostic, ...]
    files: int
    sealed: int


def audit(root: Path, name: str, revision: str = "HEAD", *, deep: bool = False) -> Audited:
    """Audit the ledger ``name`` in the repository of ``root``, as ``revision`` has it.

    ``NotFound`` for an unknown ledger or before the first commit.
    """
    catalogue.rules()
    with Past(root, revision) as past, ThreadPoolExecutor(1) as aside:
        past.require_commits()
        # git walks the history in its own process while the files are read here; --deep reads it with its contents
        told = None if deep else aside.submit(copy_context().run, _commits, root, past.tip, name)
        with CommitTree(root, past.tip) as tree:
            tree.expect(list(tree.files(f"{store.FOLDER}/{name}")))
            listed = take(tree, store.FOLDER, past.kept)
            with reader(listed, past.kept) as read:
                ledger = store.load(listed, name, read)
            calendar = store.load_calendar(tree)
            sealed = tags(past.repo, f"{sealing.PREFIX}/{name}/")
            settings = f"{ledger.folder}/{store.CONFIG}"
            found = [finding.in_file(settings) for finding in _repository(past)]
            found += seals.findings(tree, ledger.records, name, sealed, complete=not shallow(past.repo))
            walk = trail.Trail(past, ledger, deep, told.result if told else None)
            found += walk.findings()
            found += trail.entries(ledger, ledger.records, walk.first, calendar)
    return Audited(name, tuple(in_order(found)), len(ledger.records), len(sealed))


def _commits(root: Path, tip: str, name: str) -> list[Made]:
    with Past(root, tip) as past:  # a cache serves one thread
        return list(past.commits(name))


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
