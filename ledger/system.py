"""What differs between Linux, Windows and macOS: each in one function that can be tried under another system's name.

Locks stand apart (``gitrepo/locks.py``), the folder for caches too (``cache/place.py``). What was tried where is told
in ``docs/platforms.md``.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.errors import FileRefused, reason

if TYPE_CHECKING:
    import subprocess

_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts to replace a file that another program holds open."""
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_SYSTEM_VARIABLES = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "PROGRAMFILES", "PROGRAMFILES(X86)")
_LONGEST_NAME = 255
_NEW_GROUP = 0x200
"""CREATE_NEW_PROCESS_GROUP of Windows."""


def replace(
    source: Path, target: Path, *, platform: str = sys.platform, pause: Callable[[float], object] = time.sleep
) -> None:
    """Put ``source`` in the place of ``target`` in one step.

    On Windows a file that an editor, a virus scanner or the search index has open cannot be replaced for a moment;
    then it is tried again for a second and a half. ``PermissionError`` when it stays so.
    """
    for wait in (*_PAUSES, None):
        try:
            source.replace(target)
            return
        except PermissionError:
            if platform != "win32" or wait is None:
                raise
            pause(wait)


def write_bytes(path: Path, data: bytes) -> None:
    """Replace a file atomically: a reader sees the old bytes or the new ones, never a half.

    Keeps the mode of an existing file. ``FileRefused`` when the folder cannot be written; then the old
    file is as it was.
    """
    temporary = ""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        descriptor, temporary = _new_beside(path)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        Path(temporary).chmod(mode)
        replace(Path(temporary), path)
    except OSError as failure:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise FileRefused(f"写不进 {path}：{reason(failure)}", "检查磁盘空间和目录权限；原文件没有变动") from failure


def write_out(path: Path, data: bytes) -> None:
    """What a user named after ``-o``: as ``write_bytes``, and the folders it lies in are made."""
    make_folder(path.parent)
    write_bytes(path, data)


def make_folder(folder: Path) -> None:
    """Make a folder and those it lies in; one that is there stays. ``FileRefused`` where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        raise FileRefused(f"建不了目录 {folder}：{reason(failure)}", "换一个 -o，或检查权限") from failure


def _new_beside(path: Path) -> tuple[int, str]:
    """A new hidden file in the folder of ``path``, open for writing, for this user alone.

    As ``tempfile`` would make it, which loads random numbers and digests for the purpose.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    number = 0
    while True:
        name = str(path.with_name(f".{path.name}.{os.getpid()}-{number}"))
        with suppress(FileExistsError):
            return os.open(name, flags, 0o600), name
        number += 1


def unusable(name: str) -> str:
    """Why a file or folder of this name would not work on every system, in Chinese; empty when it would.

    Windows knows device names (``CON``, ``nul.yaml``) in every folder, forbids some characters, and drops a dot or a
    blank at the end.
    """
    if name.split(".")[0].strip().casefold() in _DEVICES:
        return "在 Windows 上是设备名，建不了文件"
    if name != name.rstrip(". "):
        return "以点或空格结尾，Windows 会把它去掉"
    if any(c in '<>:"/\\|?*' or ord(c) < 32 for c in name):
        return "里有 Windows 文件名不能用的字符"
    if len(name.encode("utf-8")) > _LONGEST_NAME:
        return "太长，有的系统放不下"
    return ""


def program_beside(python: Path, name: str, *, platform: str = sys.platform) -> Path | None:
    """The program ``name`` that was installed beside a Python; ``None`` where there is none."""
    found = python.with_name(f"{name}.exe" if platform == "win32" else name)
    return found if found.exists() else None


def office_places(environ: Mapping[str, str], *, platform: str = sys.platform) -> list[Path]:
    """Where LibreOffice is usually installed on systems that do not put it on PATH."""
    if platform == "darwin":
        return [Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")]
    if platform != "win32":
        return []
    tops = [environ[key] for key in ("PROGRAMFILES", "PROGRAMFILES(X86)") if environ.get(key)]
    return [Path(top) / "LibreOffice" / "program" / "soffice.exe" for top in tops]


def bare_environment(environ: Mapping[str, str], folder: Path, *, platform: str = sys.platform) -> dict[str, str]:
    """An environment with nothing of the user's but PATH: home and temporary files in ``folder``.

    Windows starts no program without knowing where it is installed itself.
    """
    bare = {"PATH": environ.get("PATH", ""), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    if platform == "win32":
        upper = {key.upper(): value for key, value in environ.items()}
        bare |= {key: upper[key] for key in _SYSTEM_VARIABLES if key in upper}
        bare |= dict.fromkeys(("TEMP", "TMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), str(folder))
    return bare


def own_group(limits: Callable[[], None] | None = None, *, platform: str = sys.platform) -> dict[str, Any]:
    """Options of ``Popen`` for a program that must be ended with everything it starts."""
    if platform == "win32":
        return {"creationflags": _NEW_GROUP}
    return {"start_new_session": True, "preexec_fn": limits}


def end_group(process: subprocess.Popen[bytes], *, platform: str = sys.platform) -> None:
    """End a process of ``own_group`` and what it has started, and wait for it."""
    import signal  # most commands start no program: they should not pay for this
    import subprocess

    if platform == "win32":
        if process.poll() is None:
            # taskkill knows the children; the process itself is ended in any case
            with suppress(OSError):
                subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)
            process.kill()
    else:
        with suppress(ProcessLookupError):  # everything has ended already
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def reader_gone(failure: OSError, *, platform: str = sys.platform) -> bool:
    """Whether writing failed because the reader of the pipe (``more``, ``head``) has gone; Windows says EINVAL."""
    return isinstance(failure, BrokenPipeError) or (platform == "win32" and failure.errno == errno.EINVAL)


def write_utf8(stream: Any, text: str) -> None:
    """What other programs read is UTF-8, whatever the console speaks; a terminal gets text it can show.

    A stream without bytes below it (one that gathers text) takes the text as it is.
    """
    buffer = getattr(stream, "buffer", None)
    if buffer is None or stream.isatty():
        stream.write(text)
        return
    stream.flush()
    buffer.write(text.encode("utf-8", "backslashreplace"))
    buffer.flush()
