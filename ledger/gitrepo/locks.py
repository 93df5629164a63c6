"""One writer at a time: an advisory lock of the operating system.

Such a lock is gone the moment its process dies, however it dies, so nothing stale can be left behind. The
file stays; it is empty while nobody writes, and names the process while somebody does, for the message to those
who wait.

What differs between systems is confined to ``_try_lock`` and ``_unlock``: ``flock`` on POSIX, where a git
process started meanwhile inherits the lock and keeps it even if its parent is killed; ``msvcrt.locking`` on
Windows, where it does not.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger.errors import GitRefused, reason
from ledger.values import Struct

if sys.platform == "win32":
    import msvcrt

    # far behind the few bytes that name the holder, which others must be able to read
    _PLACE = 0x7FFF0000

    def _try_lock(descriptor: int) -> bool:
        os.lseek(descriptor, _PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        os.lseek(descriptor, _PLACE, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(descriptor: int) -> None:
        # said explicitly: closing alone would leave the lock with a background process a hook has started
        fcntl.flock(descriptor, fcntl.LOCK_UN)


_PAUSE = 0.02


class Patience(Struct, frozen=True):
    """How long to wait, in seconds: for one and the same holder, and altogether while holders change."""

    same_holder: float = 10.0
    altogether: float = 60.0


@contextmanager
def exclusive(path: Path, patience: Patience) -> Iterator[int]:
    """Hold the lock ``path``; gives its file descriptor. ``GitRefused`` when others do not let go in time."""
    descriptor = _wait(path, patience)
    try:
        _name_holder(descriptor, f"{os.getpid()}\n")
        yield descriptor
    finally:
        try:
            _name_holder(descriptor, "")
            _unlock(descriptor)
        finally:
            os.close(descriptor)


def _wait(path: Path, patience: Patience) -> int:
    began = since = time.monotonic()
    holder = ""
    while True:
        descriptor = _open(path)
        # the file may have been removed and made anew between opening and locking: then this lock guards nothing
        if _try_lock(descriptor):
            if _is_at(descriptor, path):
                return descriptor
            _unlock(descriptor)
        os.close(descriptor)
        now = time.monotonic()
        if (current := _holder(path)) != holder:
            holder, since = current, now
        if now - since > patience.same_holder or now - began > patience.altogether:
            who = f"（进程号 {holder}）" if holder else ""
            raise GitRefused(
                f"另一个进程{who}正在写这个仓库的台账，等了 {now - began:.0f} 秒没有等到",
                "等它结束后把这条命令再运行一次；本次没有改动任何文件",
            )
        time.sleep(_PAUSE)


def _open(path: Path) -> int:
    try:
        if not path.exists():
            _make(path)
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    except OSError as failure:
        raise GitRefused(f"写不进 git 目录 {path.parent}：{reason(failure)}", "检查目录权限和磁盘空间") from failure


def _make(path: Path) -> None:
    """The folder and the file, for everybody who may write to the git directory (``core.sharedRepository``)."""
    shared = path.parent.parent.stat().st_mode & 0o7777
    path.parent.mkdir(exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o666))
    with suppress(PermissionError):  # another user has made them at the same moment
        path.parent.chmod(shared)
        path.chmod(shared & 0o666)


def _is_at(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _name_holder(descriptor: int, name: str) -> None:
    with suppress(OSError):  # only a courtesy to those who wait; a full disk must not keep anybody from undoing
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, name.encode())


def _holder(path: Path) -> str:
    try:
        named = path.read_text("ascii", "replace").strip()
    except OSError:
        return ""
    return named if named.isdigit() else ""


def is_alive(process: int) -> bool:
    """Whether a process runs; on systems where that cannot be asked harmlessly, yes."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
        # a dead process that nobody has waited for still has its number, as in containers without an init
        return (Path("/proc") / str(process) / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[
            0
        ] != "Z"
    except ProcessLookupError:
        return False
    except (OSError, IndexError):
        return True


def git_processes(folder: Path) -> list[str]:
    """``["1234 git commit -a"]``: git processes at work in ``folder``, as far as the system shows them (Linux)."""
    found: list[str] = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            inside = (entry / "cwd").resolve(strict=True).is_relative_to(folder)
        except OSError:
            continue
        if inside and Path(os.fsdecode(words[0])).name == "git" and int(entry.name) != os.getpid():
            found.append(f"{entry.name} {b' '.join(words).decode('utf-8', 'replace').strip()[:120]}")
    return sorted(found)
