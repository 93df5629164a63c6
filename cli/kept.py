"""Commands that only look: asked again about files that have not changed, they print what they printed before.

What was printed is kept under a name for everything it depends on: the content of every file below ``tasks/``, what
was typed, the terminal, the published working days and this program. So the second ``stats`` reads no task.
"""

from __future__ import annotations

import hashlib
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from cli.output import heard, note

if TYPE_CHECKING:
    from cli.workspace import Workspace
    from ledger.cache.answers import Part

_TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "WT_SESSION")
"""What of the environment decides how tables are written to a terminal."""


def printed(workspace: Workspace, command: str, typed: tuple[Part, ...], work: Callable[[], None]) -> None:
    """Let ``work`` print to stdout and make its remarks, or print again what it printed for the same question.

    ``typed`` is every option in plain words. What ``work`` says goes through ``note``; a failure is not kept.
    """
    from ledger.cache.answers import Answer, answers_at

    kept = answers_at(workspace.root)
    asked = question(workspace, command, *typed, *_terminal()) if kept.is_on else ""
    known = kept.get(asked)
    if known is None:
        stdout = sys.stdout
        ear = _Ear(stdout)
        try:
            sys.stdout = ear
            with heard() as said:
                work()
        finally:
            sys.stdout = stdout
            out = ear.heard()
            _write(out)
        if asked and workspace.snapshot.as_listed:
            kept.keep(asked, Answer(out, tuple(said)))
        return
    _write(known.out)
    for remark in known.said:
        note(remark)


def question(workspace: Workspace, command: str, *typed: Part) -> str:
    """The name of a question about the files below ``tasks/``; empty where one of them has no name."""
    from ledger.cache.answers import question as named
    from ledger.cache.stamp import sources
    from ledger.workdays import published_stamp

    blobs = workspace.snapshot.blobs
    if not all(blobs.values()):
        return ""
    # as a digest: a listing of ten thousand files takes longer to quote than to digest
    listing = hashlib.blake2b("\0".join([*blobs, *blobs.values()]).encode("utf-8", "surrogatepass")).digest()
    # documents name the commit they were read from, which is known once it has been listed
    return named(command, listing, workspace.read_from, published_stamp(), sources(Path(__file__).parent), *typed)


def _terminal() -> tuple[Part, ...]:
    if not sys.stdout.isatty():
        return (sys.stdout.encoding, os.environ.get("COLUMNS"), os.environ.get("FORCE_COLOR"))
    size = os.get_terminal_size(sys.stdout.fileno())
    return (sys.stdout.encoding, tuple(size), *(os.environ.get(name) for name in _TERMINAL))


def _write(out: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(out)
    sys.stdout.flush()


class _Ear(io.TextIOWrapper):
    """In the place of stdout: the same encoding, line ends and answer to whether it is a terminal."""

    def __init__(self, like: TextIO) -> None:
        super().__init__(io.BytesIO(), encoding=like.encoding, errors=like.errors)
        self._like = like

    def isatty(self) -> bool:
        return self._like.isatty()

    def heard(self) -> bytes:
        """Everything that was written."""
        self.flush()
        written: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]  # it was given a BytesIO
        return written
