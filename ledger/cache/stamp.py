"""The stamp of the program: entries made by another version, or by edited code, are not used."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path

SCHEMA = 1
"""Raised when the meaning of stored entries changes in a way the files of the program do not show."""


@cache
def program_stamp() -> bytes:
    """16 bytes over the version of Python and every source file of the program (name, size, time of change).

    Looking at the files takes a millisecond and spares whoever edits the program from its former answers.
    """
    known = hashlib.blake2b(digest_size=16, person=b"taizhang-prog")
    known.update(f"{SCHEMA} {sys.version}".encode())
    known.update(sources(Path(__file__).parent.parent).encode())
    return known.digest()


def sources(top: Path) -> str:
    """The source files below a folder (name, size, time of change) in one name."""
    known = hashlib.blake2b(digest_size=16)
    for path, size, changed in sorted(_sources(str(top))):
        known.update(f"{path[len(str(top)) :]} {size} {changed}\n".encode())
    return known.hexdigest()


def _sources(folder: str) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    with os.scandir(folder) as listed:
        for entry in listed:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    found += _sources(entry.path)
            elif entry.name.endswith(".py"):
                about = entry.stat()
                found.append((entry.path, about.st_size, about.st_mtime_ns))
    return found
