"""What the answer to a ``diff`` depends on, in one name: found without reading a task and mostly without git.

Commits never change under their names, and which commit a branch, a tag or a day means follows from the refs. Of
the work tree the listing counts, file by file with its content.
"""

from __future__ import annotations

import re
from pathlib import Path

from ledger.cache import common_dir, refs_digest
from ledger.cache.answers import Part, content, question
from ledger.compare.sides import SEALED, Side, Sides
from ledger.trees import FOLDER, WorkTree, ledger_names

_SURE = re.compile(r"HEAD|[0-9a-f]{40}|[0-9a-f]{64}|\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[^@:{}^~*?\[\]\\\s]+")
_NOT_BY_REFS = re.compile(
    r"[A-Z_]+|[0-9a-f]{4,64}|.*-g[0-9a-f]{4,64}|(?:refs/)?(?:bisect|worktree|rewritten)/.*|\S*worktrees?/.*"
)
"""Pseudo refs, shortened names of objects, what ``git describe`` says, refs that each work tree has for itself."""


def asked(root: Path, sides: Sides, *parts: Part) -> str:
    """The name of the question ``diff`` with these ``sides`` and options; empty where there is none.

    There is none where a revision has to be looked for in other ways, and in repositories whose refs cannot be read.
    """
    common = common_dir(root)
    refs = refs_digest(common) if common is not None else ""
    if common is None or not refs:
        return ""
    named = [_named(root, side) for side in (sides.before, sides.after)]
    if not all(named):
        return ""
    grafts = content([common / "info" / "grafts"])
    listing = _listing(root, sides)
    if listing is None:
        return ""
    about: tuple[Part, ...] = (
        str(root.resolve()),
        refs,
        grafts,
        sides.since_fork,
        *named,
        _ledgers(root, sides),
        listing,
    )
    return question("diff", *about, *parts)


def _named(root: Path, side: Side) -> tuple[Part, ...]:
    """A side as far as words name it; empty where they do not for certain."""
    if side.revision and not (side.revision == SEALED and side.period) and not follows_from_refs(side.revision):
        from ledger.errors import LedgerError
        from ledger.gitrepo.repository import find_to_read
        from ledger.gitrepo.tree import named

        try:
            return (named(find_to_read(root), side.revision), side.typed, str(side.period))
        except LedgerError:
            return ()
    return (side.revision, side.typed, str(side.period))


def follows_from_refs(revision: str) -> bool:
    """Whether the same refs always mean the same commit by this name, whatever else the repository learns."""
    base = re.split("[~^]", revision, maxsplit=1)[0]
    if "{" in revision or not _NAME.fullmatch(base):
        return False
    return bool(_SURE.fullmatch(base)) or not _NOT_BY_REFS.fullmatch(base)


def _ledgers(root: Path, sides: Sides) -> tuple[str, ...]:
    """The ledgers of the work tree, by which ``@sealed`` finds its tag."""
    if all(side.revision != SEALED for side in (sides.before, sides.after)):
        return ()
    return tuple(ledger_names(WorkTree(root)))


def _listing(root: Path, sides: Sides) -> str | None:
    """The files of the work tree where they are compared; ``None`` where one of them has no name."""
    if sides.before.revision and sides.after.revision:
        return ""
    from ledger.cache import open_at
    from ledger.snapshot import take

    with open_at(root) as cache:
        blobs = take(WorkTree(root), FOLDER, cache).blobs
    if not all(blobs.values()):
        return None
    return question(*(part for pair in blobs.items() for part in pair))
