"""What the commands about the past share: the story of a task, and saying what git cannot show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.output import note

if TYPE_CHECKING:
    from cli.workspace import Workspace
    from ledger.history.versions import Past, Version
    from ledger.model import Record
    from ledger.periods import Period
    from ledger.units import Registry


@dataclass(frozen=True)
class Story:
    """Every version of a task, newest first; ``record`` is the task as it is now, unless it is gone."""

    versions: list[Version]
    registry: Registry
    record: Record | None


def story(workspace: Workspace, past: Past, task: str, ledger_name: str | None, period: Period | None = None) -> Story:
    """The history of a task by any of its names; of one that is gone by its full id. ``NotFound`` for neither."""
    from ledger import store
    from ledger.errors import NotFound
    from ledger.units import Registry

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


def _by_id(past: Past, identity: str) -> list[Version]:
    return [version for _, versions, _ in past.all() for version in versions if version.id == identity]


def registry_of(workspace: Workspace, ledger: str) -> Registry:
    """The units of a ledger as it is now; none for one that is gone."""
    from ledger import store, units

    path = f"{store.FOLDER}/{ledger}/{store.REGISTRY}"
    if path not in set(workspace.tree.files(f"{store.FOLDER}/{ledger}")):
        return units.Registry()
    value, _ = store.read_yaml(workspace.tree, path)
    return units.decode(value)[0] if value is not None else units.Registry()


def say_shallow(past: Past) -> None:
    """A clone that lacks the older history says so."""
    from ledger.gitrepo.history import shallow

    if shallow(past.repo):
        note("注意：这是浅克隆，只有最近的提交，更早的历史没有取来；要看全，先运行 git fetch --unshallow。")
