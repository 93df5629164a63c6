"""What the commands about the past share: the story of a task, and saying what git cannot show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
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

    near = _by_file(workspace, task, ledger_name)
    if near:
        versions = past.task(near.task.id, near.path)
        if versions:
            return Story(versions, registry_of(workspace, near.path.split("/")[1]), near)
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


def _by_file(workspace: Workspace, task: str, ledger_name: str | None) -> Record | None:
    """A task by its full id, where its file has its number: found without reading the whole ledger."""
    from ledger import store
    from ledger.errors import LedgerError
    from ledger.model import Record

    number = re.fullmatch(r"\S+-0*(\d+)", task)
    try:
        name = store.choose(workspace.tree, ledger_name, task) if number else ""
    except LedgerError:
        return None  # the long way says what is wrong
    for path in workspace.tree.files(f"{store.FOLDER}/{name}") if number else ():
        parts = PurePosixPath(path)
        if len(parts.parts) > 3 and parts.stem.isdecimal() and number and int(parts.stem) == int(number[1]):
            found, _ = store.read_task(workspace.tree, path)
            if found and found.id == task:
                return Record(path, parts.parts[2], found)
    return None


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
