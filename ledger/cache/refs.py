"""What all branches and tags point to, in one name, without asking git: equal names, equal refs."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

_FILES = ("HEAD", "packed-refs", "shallow", "FETCH_HEAD")


def refs_digest(common: Path) -> str:
    """Names the refs of the repository ``common`` (and the HEAD of every work tree); empty where it cannot tell.

    Refs kept as tables (``reftable``) are not read here.
    """
    if (common / "reftable").exists():
        return ""
    known = hashlib.blake2b(digest_size=16)
    try:
        for path in sorted(_files(common)):
            known.update(path[len(str(common)) :].encode("utf-8", "surrogateescape") + b"\0")
            with suppress(FileNotFoundError):
                known.update(Path(path).read_bytes() + b"\0")
    except OSError:
        return ""
    return known.hexdigest()


def may_have(common: Path, prefix: str) -> bool:
    """Whether a ref that begins with ``refs/<prefix>`` may exist; ``False`` only when there is certainly none."""
    if (common / "reftable").exists():
        return True
    loose = common / "refs" / prefix
    if loose.is_dir() and any(names for _, _, names in os.walk(loose)):
        return True
    try:
        return f" refs/{prefix}".encode() in (common / "packed-refs").read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _files(common: Path) -> list[str]:
    found = [str(common / name) for name in _FILES]
    found += [str(path) for path in (common / "worktrees").glob("*/HEAD")]
    for folder, _, names in os.walk(common / "refs"):
        found += [os.path.join(folder, name) for name in names]  # noqa: PTH118 — many of them
    return found
