"""Changing single entries of the user's index, so that everything else that is staged stays as it was.

The index is git's own file. It is changed by git's own ``update-index``, on a copy; then, under
``index.lock``, the copy takes its place if nobody has changed it meanwhile. The lock is held for the blink
of a rename, so a process that is killed hardly ever leaves it behind; and ours holds a word that proves it
is ours, so that one that was left can be removed safely.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ledger.errors import GitRefused, reason
from ledger.gitrepo import files
from ledger.gitrepo.locks import Patience, git_processes
from ledger.gitrepo.process import refusal
from ledger.gitrepo.repository import Repository, batches
from ledger.values import Struct

INTENDED = "intended"
"""The entry of a file that was only announced (``git add -N``)."""

_OURS = b"taizhang "
_OLD, _TOKEN = "index.old", "index.token"
_PAUSE = 0.02


class State(Struct, frozen=True):
    """How a path stands in the index. ``entry`` is ``100644 <blob>``, ``INTENDED``, or empty when it is not there."""

    entry: str = ""
    hidden: bool = False
    """Git was told not to look at the file (assume-unchanged, skip-worktree)."""


def folder(repo: Repository) -> Path:
    """Where our own files of this work tree lie in the git directory."""
    place = repo.git_dir / "taizhang"
    place.mkdir(exist_ok=True)
    return place


def states(repo: Repository, paths: Sequence[str]) -> dict[str, State]:
    """How each path stands in the user's index; unmerged paths are the caller's to refuse before."""
    found = dict.fromkeys(paths, State())
    for some in batches(paths):
        listed = repo.read("--literal-pathspecs", "ls-files", "-z", "-v", "--stage", "--", *some)
        for line in listed.decode("utf-8", "surrogateescape").split("\0"):
            if line:
                about, path = line.split("\t", 1)
                tag, mode, blob, _ = about.split(" ")
                found[path] = State(f"{mode} {blob}", tag == "S" or tag.islower())
        announced = repo.read(
            "--literal-pathspecs", "diff-files", "-z", "--name-only", "--diff-filter=A", "--no-renames", "--", *some
        )
        for path in announced.decode("utf-8", "surrogateescape").split("\0"):
            if path in found:
                found[path] = State(INTENDED, found[path].hidden)
    return {path: found[path] for path in paths}


@contextmanager
def held(repo: Repository, patience: Patience) -> Iterator[None]:
    """Hold git's ``index.lock``. ``GitRefused``, naming who has it, when it is not free in time."""
    lock = repo.git_dir / "index.lock"
    began = time.monotonic()
    while True:
        try:
            _claim(repo, lock)
            break
        except FileExistsError as failure:
            if time.monotonic() - began > patience.same_holder:
                raise _held_by_another(repo, lock) from failure
            time.sleep(_PAUSE)
        except OSError as failure:
            raise GitRefused(f"写不进 {lock}：{reason(failure)}", "检查目录权限和磁盘空间") from failure
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def _claim(repo: Repository, lock: Path) -> None:
    """Make ``index.lock``, from its first moment provably ours: as a second name of a file of our own.

    Where there are no hard links it is made empty and signed a moment later.
    """
    token = folder(repo) / _TOKEN
    token.unlink(missing_ok=True)
    with suppress(OSError):  # on a full disk an unsigned lock still serves; things must be put back there, too
        token.write_bytes(_OURS + str(os.getpid()).encode())
    try:
        lock.hardlink_to(token)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):
        descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with suppress(OSError):
            os.write(descriptor, _OURS + str(os.getpid()).encode())
        os.close(descriptor)


def _held_by_another(repo: Repository, lock: Path) -> GitRefused:
    try:
        age = f"，已有 {max(0, time.time() - lock.stat().st_mtime):.0f} 秒"
    except FileNotFoundError:
        age = ""
    at_work = git_processes(repo.root)
    who = f"；正在运行：{'；'.join(at_work)}" if at_work else "；没有看到正在运行的 git，可能是以前中断时留下的"
    return GitRefused(
        f"git 的索引被占用（{lock}{age}{who}）",
        f"等占用它的程序结束后再运行一次；确认没有别的 git 在运行，才可以删除 {lock}",
    )


def forget_ours(repo: Repository) -> None:
    """Remove an ``index.lock`` that a killed process of ours left. Only while holding the ledger's lock."""
    lock, token = repo.git_dir / "index.lock", folder(repo) / _TOKEN
    try:
        ours = lock.read_bytes().startswith(_OURS) or (token.exists() and lock.samefile(token))
    except OSError:
        return
    if ours:
        lock.unlink(missing_ok=True)


def copy(repo: Repository, name: str) -> tuple[Path, bytes | None]:
    """A copy of the user's index to work on, and its bytes; no file and ``None`` when there is no index yet."""
    place, index = folder(repo) / name, repo.git_dir / "index"
    try:
        for left in (place, place.with_name(f"{name}.lock")):  # of a git that was killed at work on it
            left.unlink(missing_ok=True)
        data = index.read_bytes() if index.exists() else None
        if data is not None:
            place.write_bytes(data)
            place.chmod(index.stat().st_mode & 0o777)
    except OSError as failure:
        raise GitRefused(f"复制不了 git 的索引：{reason(failure)}", "检查磁盘空间和目录权限") from failure
    return place, data


def _change(repo: Repository, patience: Patience, change: Callable[[Path], None]) -> tuple[bytes | None, bytes | None]:
    """Let ``change`` work on a copy and put that in the index's place; its bytes before and after.

    The index as it was before is kept as ``index.old``, where the file system has hard links.
    """
    began = time.monotonic()
    index = repo.git_dir / "index"
    while True:
        new, seen = copy(repo, "index.new")
        change(new)
        made = files.read(new)
        with held(repo, patience):
            if files.read(index) == seen:
                files.keep(index, folder(repo) / _OLD)
                if made is not None:
                    new.replace(index)
                return seen, made
        if time.monotonic() - began > patience.altogether:
            raise GitRefused("git 的索引一直在被别的程序改动", "关掉正在操作这个仓库的程序，再运行一次")


class Staged(Struct, frozen=True):
    """What ``stage`` made: the entries by path, and the bytes of the whole index before and after."""

    entries: dict[str, str]
    before: bytes | None
    after: bytes | None


def stage(repo: Repository, paths: Sequence[str], patience: Patience) -> Staged:
    """Take the paths into the user's index as they lie in the work tree."""
    names = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")

    def change(new: Path) -> None:
        output = repo.run("update-index", "--add", "--remove", "-z", "--stdin", stdin=names, index=new)
        if output.code:
            raise refusal(output, "git 不接受改动后的文件", "按上面 git 说的处理后再运行一次", folder=repo.root)

    before, after = _change(repo, patience, change)
    return Staged({path: state.entry for path, state in states(repo, paths).items()}, before, after)


def put_back(repo: Repository, wanted: Mapping[str, str], instead_of: Mapping[str, str], patience: Patience) -> None:
    """Give paths the entries ``wanted`` (see ``State.entry``), where they still stand as in ``instead_of``."""
    now = states(repo, list(wanted))
    changed = [path for path in wanted if now[path].entry == instead_of.get(path, "") != wanted[path]]
    if not changed:
        return
    info = "".join(f"{_info(wanted[path], instead_of[path])}\t{path}\0" for path in changed)

    def change(new: Path) -> None:
        repo.read("update-index", "-z", "--index-info", stdin=info.encode("utf-8", "surrogateescape"), index=new)
        for some in batches([path for path in changed if wanted[path] == INTENDED]):
            repo.run("--literal-pathspecs", "add", "--intent-to-add", "--", *some, index=new)

    _change(repo, patience, change)


def _info(wanted: str, present: str) -> str:
    if wanted not in ("", INTENDED):
        return wanted
    # mode 0 removes the entry; the id is not looked at, but must be as long as ids are here (SHA-1 or SHA-256)
    return f"0 {'0' * len(present.split(' ')[-1])}"


def put_back_whole(repo: Repository, staged: Staged, patience: Patience) -> None:
    """Undo ``stage`` byte for byte, if the user's index is still what ``stage`` made of it.

    Does nothing where the old index could not be kept; ``put_back`` then restores the entries one by one.
    """
    old, index = folder(repo) / _OLD, repo.git_dir / "index"
    with held(repo, patience):
        if staged.after is None or files.read(index) != staged.after:
            return
        if staged.before is None:
            index.unlink()
        elif files.read(old) == staged.before:
            old.replace(index)
