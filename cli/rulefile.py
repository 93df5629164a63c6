"""Which rules a ranking goes by, and the commits its points are traced to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cli.workspace import Workspace
    from ledger.gitrepo.trailers import Marked
    from ledger.rulebook import Rulebook
    from ledger.store import Ledger

_LARGEST = 1_000_000


def chosen(ledger: Ledger, path: Path | None) -> Rulebook:
    """The ledger's own rules, or those of a file, which may be a whole ``ledger.yaml``.

    Events are facts, not rules: the ledger's own stay where the file has none. ``FileRefused`` for a file that
    cannot be read, ``LedgerError`` for rules that cannot be understood.
    """
    from ledger import rulebook, yamlfile
    from ledger.errors import FileRefused, reason
    from ledger.values import replace

    if path is None:
        return rulebook.of(ledger.config)

    try:
        if path.stat().st_size > _LARGEST:
            raise FileRefused(f"{path} 太大，不像规则文件", "只写 rules 下面的内容（样例见 docs/rules-sample.yaml）")
        data = path.read_bytes()
    except OSError as failure:
        raise FileRefused(f"{path} 打不开：{reason(failure)}", "检查文件名和权限") from failure
    value, found = yamlfile.load(data)
    if found:
        raise FileRefused(f"{path} 读不出来：{found[0].message}", found[0].hint)
    if isinstance(value, dict) and isinstance(value.get("rules"), dict):
        value = value["rules"]
    book = rulebook.usable(value, str(path))
    book = replace(book, name=book.name or path.stem)
    return book if book.events else replace(book, events=rulebook.of(ledger.config).events)


def commits(workspace: Workspace, ledger: Ledger) -> Sequence[Marked]:
    """The commits that touched the ledger and name a task, up to the one it was read from, newest first.

    None where there is no repository: a plain folder has no history to trace anything to.
    """
    from ledger.errors import NotFound
    from ledger.gitrepo.trailers import marked
    from ledger.gitrepo.tree import CommitTree
    from ledger.history.versions import Past

    tree = workspace.tree
    try:
        past = Past(workspace.root, tree.commit.name if isinstance(tree, CommitTree) else "HEAD")
    except NotFound:
        return ()
    with past:
        return [marked(made) for made in past.commits(ledger.name) if made.touched and made.said("Task")]
