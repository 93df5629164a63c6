"""Starting git: argument lists only, an environment in which its output can be read, its own words kept."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from ledger.errors import GitRefused, reason
from ledger.values import Struct

_SAID_AT_MOST = 8_000
_PIPE = 1 << 20

# Which repository is meant follows from the directory alone: inside a hook or `git rebase --exec` these
# would point git at another index or work tree. Object directories stay: a pre-receive hook needs them.
_LOCATION = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}
_DISTURBING = {
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
}
_ALWAYS = ("--no-pager", "-c", "color.ui=false", "-c", "core.fsmonitor=false")


class Output(Struct, frozen=True):
    """How a git process ended: exit code, stdout as bytes, stderr as text."""

    code: int
    out: bytes
    said: str


def environment(*, parsed: bool = True) -> dict[str, str]:
    """The user's environment without what would point git elsewhere.

    With ``parsed`` also without what changes the form of its output or its language. A commit gets the
    user's own language, because hooks and signing programs speak to the user.

    Reading starts nothing and fetches nothing: in a partial clone git would fetch a missing object by running what
    the repository's own settings name (a remote helper, an upload-pack), and a copied repository brings those along.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in _LOCATION and name not in _DISTURBING and not name.startswith("GIT_TRACE")
    }
    kept["GIT_TERMINAL_PROMPT"] = "0"
    if parsed:
        kept.pop("LANGUAGE", None)
        kept |= {"LC_ALL": "C.UTF-8", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat"}
        kept["GIT_FLUSH"] = "0"  # else git log hands over each commit by itself: ten thousands of small writes
        # the second is for git before 2.39.4, which does not know the first: no protocol is called "none"
        kept |= {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none"}
    return kept


def run(
    folder: Path,
    *args: str,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
) -> Output:
    """Run a git command in ``folder`` and read what it prints. Never raises for a non-zero exit."""
    try:
        done = subprocess.run(
            ["git", *_ALWAYS, *args],
            cwd=folder,
            env={**environment(), **(env or {})},
            input=stdin if stdin is not None else b"",
            capture_output=True,
            check=False,
        )
    except OSError as failure:
        raise _cannot_start(folder, failure) from failure
    return Output(done.returncode, done.stdout, words(done.stderr))


def run_long(folder: Path, *args: str, env: Mapping[str, str], keep_open: Sequence[int] = ()) -> Output:
    """Run a git command that may start hooks and signing programs, and wait for git alone.

    What it prints goes to files, not pipes: a hook that leaves a process in the background would keep a
    pipe open for ever. ``keep_open`` are file descriptors the child inherits. After Ctrl-C git is waited for,
    because killing it would leave its locks behind; it has got the signal itself.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            child = subprocess.Popen(
                ["git", *_ALWAYS, *args],
                cwd=folder,
                env={**environment(parsed=False), **env},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                pass_fds=tuple(keep_open) if os.name == "posix" else (),
            )
        except OSError as failure:
            raise _cannot_start(folder, failure) from failure
        interrupt: KeyboardInterrupt | None = None
        while child.returncode is None:
            try:
                child.wait()
            except KeyboardInterrupt as pressed:
                interrupt = pressed
        if interrupt:
            raise interrupt
        out.seek(0)
        err.seek(0)
        return Output(child.returncode, out.read(), words(err.read()))


def widen(pipe: IO[bytes]) -> None:
    """Let git write a megabyte before it must wait for us to read, where the system allows that."""
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _cannot_start(folder: Path, failure: OSError) -> GitRefused:
    if not folder.is_dir():
        return GitRefused(f"没有这个目录：{folder}", "检查 -C 后面的路径")
    if not isinstance(failure, FileNotFoundError):
        return GitRefused(f"启动不了 git：{reason(failure)}", "检查目录权限和可用内存")
    return GitRefused("找不到 git 命令", "先安装 git（Debian：apt install git；Windows：https://git-scm.com）")


def words(said: bytes) -> str:
    """What git or a hook said, as text; of a very long speech the end, where the reason stands."""
    text = said.decode("utf-8", "replace").replace("\r\n", "\n").strip()
    return text if len(text) <= _SAID_AT_MOST else "…" + text[-_SAID_AT_MOST:]


def refusal(output: Output, message: str, hint: str = "", *, folder: Path | None = None) -> GitRefused:
    """What to raise when git said no; the causes a user can mend by one command get that command."""
    said = output.said
    if "dubious ownership" in said or "unsafe repository" in said:
        found = re.search(r"(?:ownership in repository at|\() ?'([^'\n]+)'", said)
        place = found[1] if found else str(folder or ".")
        return GitRefused(
            f"git 不信任目录 {place}：它的所有者不是当前用户",
            f'确认无误后运行：git config --global --add safe.directory "{place}"',
            said,
        )
    if "promisor remote" in said or "lazy fetching disabled" in said:
        return never_fetched(said)
    return GitRefused(message, hint, said)


def never_fetched(said: str = "") -> GitRefused:
    """What to raise where a partial clone has not got what is to be read: nothing is fetched unasked."""
    return GitRefused(
        "这是部分克隆（partial clone），有些内容没有取来，读不了",
        "先运行 git fetch --refetch --no-filter 取全，再运行一次",
        said,
    )
