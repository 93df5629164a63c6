"""An audit that was done before, of the same commit with the same seals: its answer, without doing it again.

A commit's name fixes all it holds and everything before it. What else an audit looks at is part of the key:
the seals as they are, replaced objects, how much of the history was fetched, the published working days.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ledger import packing
from ledger.cache import Cache
from ledger.gitrepo.history import replaced
from ledger.gitrepo.tags import tags
from ledger.gitrepo.tree import CommitTree
from ledger.placing import Placed, place, reader
from ledger.values import Struct, replace
from ledger.workdays import published_stamp

if TYPE_CHECKING:
    from ledger.audit.whole import Audited
    from ledger.known import Progress

_KIND = "audit"
_SEALED = "sealed/"


class Answer(Struct, frozen=True):
    """The findings about one ledger, placed; how many files it has, and how many of its periods are sealed."""

    name: str
    placed: tuple[Placed, ...]
    files: int
    sealed: int


def answer(
    tree: CommitTree, name: str, cache: Cache, *, deep: bool = False, progress: Progress | None = None
) -> Answer:
    """The audit of the ledger ``name`` as the commit of ``tree`` has it; see ``whole.audit``.

    ``progress`` is told how many files are read, then with ``deep`` how many commits, and of how many.
    """
    key = _question(tree, name, deep=deep) if cache.is_on else ""
    stored = cache.get(_KIND, key) if key else None
    known = packing.unpack(stored, Answer) if stored else None
    if known is not None:
        return known
    found = _audited(tree, name, deep, progress)
    if key:
        cache.put(_KIND, key, packing.pack(found))
    return found


def _audited(tree: CommitTree, name: str, deep: bool, progress: Progress | None) -> Answer:
    if deep:
        from ledger.audit.whole import audit_at

        return _placed(tree, audit_at(tree, name, None, progress))
    from ledger.audit.aside import Aside

    with Aside(tree, name) as aside:
        from ledger.audit.whole import audit_at  # git is at work meanwhile

        # what is read for the next time is kept meanwhile
        return _placed(tree, audit_at(tree, name, aside.commits, progress))


def _placed(tree: CommitTree, done: Audited) -> Answer:
    tree.expect(sorted({finding.file for finding in done.findings}))
    placed = tuple(replace(one, rule_name=one.name) for one in place(done.findings, reader(tree)))
    return Answer(done.name, placed, done.files, done.sealed)


def _question(tree: CommitTree, name: str, *, deep: bool) -> str:
    repo = tree.repository
    known = hashlib.blake2b(digest_size=20)
    below = "" if repo.bare else repo.relative(tree.root)
    known.update(repr((tree.commit.name, below, name, deep, replaced(repo), published_stamp())).encode())
    for tag in tags(repo, f"{_SEALED}{name}/"):
        known.update(repr((tag.name, tag.object, tag.commit)).encode())
    for path in ("shallow", "info/grafts"):
        there = repo.common_dir / path
        known.update(b"%b\0" % (there.read_bytes() if there.is_file() else b"-"))
    return known.hexdigest()
