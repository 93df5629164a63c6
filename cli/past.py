"""What the commands about the past share: the story of a task, and saying what git cannot show."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cli.output import note
from ledger.values import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.workspace import Workspace
    from ledger.history.versions import Past, Version
    from ledger.model import Record
    from ledger.periods import Period
    from ledger.units import Registry


class Story(Struct, frozen=True):
    """Every version of a task, newest first; ``record`` is the task as it is now, unless it is gone."""

    versions: list[Version]
    registry: Registry
    record: Record | None


def begin(workspace: Workspace, past: Past, task: str, ledger_name: str | None) -> list[str]:
    """Let git begin with the history of the file a task is likely to have: what it tells is asked for by ``story``."""
    files = likely_files(workspace, task, ledger_name)
    if files:
        past.ahead(files[0])
    return files


def story(
    workspace: Workspace,
    past: Past,
    task: str,
    ledger_name: str | None,
    period: Period | None = None,
    files: Sequence[str] = (),
) -> Story:
    """The history of a task by any of its names; of one that is gone by its full id. ``NotFound`` for neither.

    ``files`` are those that ``begin`` has found.
    """
    from ledger import store
    from ledger.errors import NotFound
    from ledger.units import Registry

    for path in files:
        found, _ = store.read_task(workspace.tree, path)
        versions = past.task(task, path) if found and found.id == task else []
        if found and versions:
            return Story(versions, registry_of(workspace, path.split("/")[1]), store.record_of(path, found))
    try:
        ledger, record = workspace.task(task, ledger_name, period)
    except NotFound:
        gone = _by_id(past, task)
        if not gone:
            raise
        name = (gone[0].paths[1] or gone[0].paths[0]).split("/")[1]
        known = name in store.names(workspace.tree)
        return Story(gone, registry_of(workspace, name) if known else Registry(), None)
    versions = past.task(record.task.id, record.path) or _by_id(past, record.task.id)
    return Story(versions, ledger.registry, record)


def likely_files(workspace: Workspace, task: str, ledger_name: str | None) -> list[str]:
    """The files that have the number at the end of a full id, found without reading any; the list it names first."""
    from ledger import store
    from ledger.errors import LedgerError

    number = re.fullmatch(r"\S+-0*(\d{1,18})", task)
    if not number:
        return []
    try:
        name = store.choose(workspace.tree, ledger_name, task)
    except LedgerError:
        return []  # the long way says what is wrong
    found = []
    for path in filter(store.is_task_file, workspace.tree.files(f"{store.FOLDER}/{name}")):
        stem = PurePosixPath(path).stem
        if stem.isdecimal() and int(stem) == int(number[1]):
            found.append(path)
    return sorted(found, key=lambda path: f"-{path.split('/')[2]}-" not in task)


def _by_id(past: Past, identity: str) -> list[Version]:
    return [version for _, versions, _ in past.all() for version in versions if version.id == identity]


def registry_of(workspace: Workspace, ledger: str) -> Registry:
    """The units of a ledger as it is now; none for one that is gone."""
    from ledger import store, units, unitsfile

    path = f"{store.FOLDER}/{ledger}/{store.REGISTRY}"
    if path not in set(workspace.tree.files(f"{store.FOLDER}/{ledger}")):
        return units.Registry()
    value, _ = store.read_yaml(workspace.tree, path)
    return unitsfile.decode(value)[0] if value is not None else units.Registry()


def say_shallow(past: Past) -> None:
    """A clone that lacks the older history says so."""
    from ledger.gitrepo.history import shallow

    if shallow(past.repo):
        note("注意：这是浅克隆，只有最近的提交，更早的历史没有取来；要看全，先运行 git fetch --unshallow。")


def say_lost(past: Past) -> None:
    """Contents that were never fetched, or are damaged, are missing from what was told: said when it has been told."""
    if past.lost:
        note(
            f"注意：有 {past.lost} 个旧版本的内容在仓库里取不到，没有算进来。"
            "多半是部分克隆（--filter）：先运行 git fetch --refetch --no-filter 取全；不是的，用 git fsck 检查。"
        )
