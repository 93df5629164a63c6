"""git's own merge of three files line by line."""

from __future__ import annotations

from pathlib import Path

from ledger.gitrepo.process import run

_LABELS = ("-L", "我方", "-L", "共同祖先", "-L", "对方")
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


def _files(base: Path, ours: Path, theirs: Path) -> list[str]:
    return ["--", *(str(path.absolute()) for path in (ours, base, theirs))]
