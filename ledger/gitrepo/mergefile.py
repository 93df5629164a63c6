"""git's own merge of three files line by line."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ledger.gitrepo.process import run

_LABELS = ("-L", "我方", "-L", "共同祖先", "-L", "对方")
_COMMIT = re.compile("[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MOST = 128
"""A merge driver that ends with more than this is broken in git's eyes, and the whole merge is called off."""


def by_lines(base: Path, ours: Path, theirs: Path) -> str | None:
    """The text git makes of the three when no lines are in conflict; ``None`` otherwise. Writes nothing."""
    output = run(Path(), "merge-file", "-p", "-q", *_files(base, ours, theirs))
    if output.code:
        return None
    try:
        return output.out.decode("utf-8")
    except UnicodeDecodeError:
        return None


def write_by_lines(base: Path, ours: Path, theirs: Path) -> int:
    """Let git merge into ``ours``, with its marks where lines are in conflict; git's exit code, 1 where git gave up."""
    output = run(Path(), "merge-file", "-q", *_LABELS, *_files(base, ours, theirs))
    return output.code if 0 <= output.code <= _MOST else 1


def sides_of(path: str) -> Iterator[bytes]:
    """What a file (relative to the top of the repository) holds on the sides of the merge under way, as far as known.

    The work tree has our side; ``git merge`` names the others to its drivers as ``GITHEAD_<commit>``.
    """
    with suppress(OSError):
        yield Path(path).read_bytes()
    for name in sorted(os.environ):
        commit = name.removeprefix("GITHEAD_")
        if commit != name and _COMMIT.fullmatch(commit):
            output = run(Path(), "cat-file", "blob", f"{commit}:{path}")
            if not output.code:
                yield output.out


def _files(base: Path, ours: Path, theirs: Path) -> list[str]:
    return ["--", *(str(path.absolute()) for path in (ours, base, theirs))]
