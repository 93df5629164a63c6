"""Sets of files that can be read: the work tree here, a commit in ``gitrepo``, a listing in ``snapshot``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from ledger.errors import FileRefused, NotFound, reason

FOLDER = "tasks"
"""Where ledgers lie in a repository: ``tasks/<ledger>/``."""


class Tree(Protocol):
    """A readable set of files: the work tree, or a commit."""

    def files(self, under: str) -> Iterator[str]:
        """Paths below ``under``, relative to the repository, with ``/``, in sorted order."""

    def read(self, path: str) -> bytes:
        """The bytes of one file; ``FileRefused`` when it cannot be read."""


class WorkTree(NamedTuple):
    """The files as they lie on disk below ``root``; a tuple, which takes no library to declare."""

    root: Path

    def files(self, under: str) -> Iterator[str]:
        """See ``Tree.files``. Hidden folders are passed over; links to folders are not followed."""
        top = self.root / under
        found: list[str] = []
        for folder, folders, names in os.walk(top):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            base = Path(folder).relative_to(self.root).as_posix()
            found += [f"{base}/{name}" for name in names if not name.startswith(".")]
        return iter(sorted(found))

    def read(self, path: str) -> bytes:
        """See ``Tree.read``."""
        full = self.root / path
        try:
            if not full.resolve().is_relative_to(self.root.resolve()):
                raise FileRefused(f"{path} 指向台账以外的文件，不读取", "换成普通文件")
            if not full.is_file() and full.exists():  # a pipe would keep its reader waiting for ever
                raise FileRefused(f"{path} 不是普通文件，不读取", "换成普通文件")
            return full.read_bytes()
        except (OSError, RuntimeError) as failure:
            raise FileRefused(f"{path} 打不开：{reason(failure)}") from failure


def ledger_names(tree: Tree) -> list[str]:
    """The ledgers of a tree: every folder under ``tasks/`` with a ``ledger.yaml``."""
    own = "/ledger.yaml"
    return sorted(path.split("/")[1] for path in tree.files(FOLDER) if path.endswith(own) and path.count("/") == 2)


def find_root(start: Path) -> Path:
    """The nearest folder at or above ``start`` that holds ``tasks/``; ``NotFound`` when there is none."""
    try:
        here = start.resolve(strict=True)
    except OSError as failure:
        raise NotFound(f"没有这个目录：{start}", "检查 -C 后面的路径") from failure
    for folder in (here, *here.parents):
        if (folder / FOLDER).is_dir():
            return folder
    raise NotFound(f"{here} 和它的上级目录里都没有 {FOLDER}/，这里不是台账", "先进入台账目录，或用 -C 指定")
