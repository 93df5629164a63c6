"""What the seals say of the files as they are now: the part of the audit that ``check`` runs every time."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ledger import store
from ledger.diagnostics import Diagnostic, in_order
from ledger.errors import GitRefused, LedgerError, NotFound
from ledger.gitrepo.repository import find_to_read
from ledger.gitrepo.tags import tags

SEALED = "sealed/"


def changed_since_sealed(root: Path, tree: store.Tree, names: Collection[str]) -> list[Diagnostic]:
    """Sealed records of the ledgers ``names`` that read differently in ``tree`` (the work tree or a commit).

    Nothing without a repository, before the first commit, or where no period is sealed: then one call of git
    is all it costs.
    """
    try:
        repo = find_to_read(root)
        sealed = tags(repo, SEALED)
    except (GitRefused, NotFound):
        return []
    if not sealed:
        return []
    # only a ledger with sealed periods pays for reading its past
    from ledger import known
    from ledger.audit import seals
    from ledger.cache import open_at
    from ledger.gitrepo.history import shallow
    from ledger.gitrepo.tree import CommitTree
    from ledger.snapshot import Snapshot, take

    found: list[Diagnostic] = []
    complete = not shallow(repo)
    at = tree.tree if isinstance(tree, Snapshot) else tree
    with CommitTree(root, at.commit.name if isinstance(at, CommitTree) else "HEAD") as now, open_at(root) as cache:
        listed = take(tree, store.FOLDER, cache)
        for name in names:
            of_ledger = [tag for tag in sealed if tag.name.startswith(f"{SEALED}{name}/")]
            if of_ledger:
                try:
                    ledger = known.load(listed, name, cache)
                except LedgerError:  # its settings cannot be read, which ``check`` has told with their place
                    continue
                found += seals.findings(
                    now, ledger.records, name, of_ledger, complete=complete, files=listed, reading=ledger.findings
                )
    return in_order(found)
