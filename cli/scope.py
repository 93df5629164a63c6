"""Which files a command that takes ``[路径…]`` is about: files, folders, ledgers, task ids."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.workspace import Workspace


def below(path: str, folder: str) -> bool:
    """Whether a repository path is the folder or lies in it."""
    return path == folder or path.startswith(f"{folder}/")


class Scope:
    """Repository paths of files and folders; none means all of them. ``changed`` narrows that to some files."""

    def __init__(self, wanted: Sequence[str] = (), changed: Sequence[str] | None = None) -> None:
        self._wanted = tuple(wanted)
        self._changed = None if changed is None else frozenset(changed)
        # a changed registry or setting may make any task of its ledger right or wrong
        self._whole = tuple(
            path.rpartition("/")[0] for path in changed or () if path.endswith(("/ledger.yaml", "/units.yaml"))
        )

    @classmethod
    def of(cls, workspace: Workspace, typed: Sequence[str], changed: str | None = None) -> Scope:
        """Read what was typed; ``UsageProblem`` for what is no file, folder, ledger or task of this repository."""
        wanted = [_repository_path(workspace, word) for word in typed]
        if "" in wanted:
            wanted = []  # the repository itself was among them
        return cls(wanted, None if changed is None else _changed(workspace, changed))

    @property
    def by_change(self) -> bool:
        """Whether only a range of commits was asked about."""
        return self._changed is not None and not self._wanted

    @property
    def is_everything(self) -> bool:
        """Whether every file is asked about."""
        return not self._wanted and self._changed is None

    def touches(self, folder: str) -> bool:
        """Whether anything of a ledger's folder is asked about."""
        inside = not self._wanted or any(below(path, folder) or below(folder, path) for path in self._wanted)
        return inside and (self._changed is None or any(below(path, folder) for path in self._changed))

    def covers(self, path: str) -> bool:
        """Whether this file is asked about."""
        if self._wanted and not any(below(path, wanted) for wanted in self._wanted):
            return False
        return self._changed is None or path in self._changed or any(below(path, folder) for folder in self._whole)


def _repository_path(workspace: Workspace, word: str) -> str:
    """The path in the repository that a word means; empty for the repository itself."""
    from ledger import store
    from ledger.errors import NotFound, UsageProblem

    full = workspace.start / word
    if not full.exists():
        full = Path(word)  # with -C, a path as the shell completes it
    if full.exists():
        try:
            found = full.resolve().relative_to(workspace.root.resolve()).as_posix()
        except ValueError as failure:
            raise UsageProblem(f"{word} 不在台账目录里", f"台账目录是 {workspace.root}") from failure
        if found in (".", store.FOLDER):
            return ""
        if not below(found, store.FOLDER):
            raise UsageProblem(f"{word} 不是台账的文件", f"任务文件都在 {store.FOLDER}/ 下")
        return found
    if word in store.names(workspace.tree):
        return f"{store.FOLDER}/{word}"
    try:
        return workspace.task(word)[1].path
    except (NotFound, UsageProblem) as failure:
        known = "、".join(store.names(workspace.tree)) or "（一个都没有）"
        raise UsageProblem(
            f"没有文件、台账或任务“{word}”", f"写文件或目录的路径、台账名（{known}）或任务编号（2020-main-037）"
        ) from failure


def _changed(workspace: Workspace, revisions: str) -> list[str]:
    """Changed files as paths from the ledger's root, which may lie below the top of the repository."""
    from ledger.gitrepo import changed, repository

    repo = repository.find(workspace.root)
    base = repo.relative(workspace.root)
    prefix = "" if base == "." else f"{base}/"
    found = changed.changed_paths(repo, revisions)
    return [path.removeprefix(prefix) for path in found if path.startswith(prefix)]
