"""Replacing files whole, only inside the repository, never through a link."""

from __future__ import annotations

import os
import stat
import unicodedata
from contextlib import suppress
from pathlib import Path, PurePosixPath

from ledger import system
from ledger.errors import FileRefused, reason

SUFFIX = ".taizhang"
"""Ends the hidden name of a file that is being written; only one process writes at a time."""


def confined(root: Path, path: str) -> Path:
    """Where ``path`` (relative to the repository, with ``/``) lies on disk.

    ``FileRefused`` when it would leave the repository, enter ``.git``, pass through a link, holds control
    characters, or names something that is no ordinary file.
    """
    parts = path.split("/")
    if (
        PurePosixPath(path).is_absolute()
        or any(part in ("", ".", "..") or part.casefold() == ".git" for part in parts)
        or any(unicodedata.category(c) in ("Cc", "Cs") or c == "\\" for c in path)
        or path.startswith(('"', ":"))
    ):
        raise FileRefused(f"“{path}”不是台账里的文件路径，不写入", "路径只能在仓库以内，如 tasks/2020/main/037.yaml")
    full = root
    for part in parts:
        full = full / part
        if full.is_symlink():
            name = full.relative_to(root).as_posix()
            raise FileRefused(f"{name} 是链接，程序不通过链接写文件", "换成普通的文件或目录")
    if full.exists() and not full.is_file():
        raise FileRefused(f"{path} 不是普通文件，不写入", "检查是不是建成了目录")
    return full


def read(full: Path) -> bytes | None:
    """The bytes of a file, ``None`` if there is none; ``FileRefused`` if it cannot be read."""
    try:
        return full.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as failure:
        raise FileRefused(f"{full} 打不开：{reason(failure)}", "检查文件权限") from failure


def temporary(full: Path) -> Path:
    """The hidden file beside ``full`` in which its new bytes are gathered."""
    return full.with_name(f".{full.name}{SUFFIX}")


def replace(full: Path, data: bytes | None) -> None:
    """Make ``full`` hold ``data`` (``None``: remove it) in one step, on disk before this returns.

    A reader sees the old bytes or the new ones, never a half. Keeps the mode of an existing file; makes
    missing folders. ``FileRefused`` when it cannot be done; then the old file is as it was.
    """
    try:
        if data is None:
            full.unlink(missing_ok=True)
        else:
            full.parent.mkdir(parents=True, exist_ok=True)
            _write(full, data)
        sync_folder(full.parent)
    except OSError as failure:
        temporary(full).unlink(missing_ok=True)
        raise FileRefused(
            f"写不进 {full}：{reason(failure)}", "检查磁盘空间、目录权限，以及文件是否被别的程序打开；原文件没有变动"
        ) from failure


def _write(full: Path, data: bytes) -> None:
    beside = temporary(full)
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    if full.exists():
        beside.chmod(stat.S_IMODE(full.stat().st_mode))
    system.replace(beside, full)


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep(full: Path, kept: Path) -> None:
    """Keep a file's present bytes under another name as well, where the file system can do so without space.

    So that it can be put back on a full disk, too. Where there are no hard links, ``kept`` is not made.
    """
    kept.unlink(missing_ok=True)
    with suppress(OSError, NotImplementedError):
        kept.hardlink_to(full)


def put_back(full: Path, data: bytes | None, kept: Path) -> None:
    """Make ``full`` hold ``data`` again: by a mere rename where ``kept`` holds it, else as ``replace`` does."""
    if data is not None and read(kept) == data:
        system.replace(kept, full)
        sync_folder(full.parent)
    else:
        replace(full, data)


def missing_folders(root: Path, full: Path) -> list[Path]:
    """The folders that writing ``full`` would have to make, innermost first."""
    missing = []
    for folder in full.parents:
        if folder == root or folder.exists():
            break
        missing.append(folder)
    return missing
