"""Where the cache lies, and the secret that tells this user's entries from a stranger's.

Finding the git directory takes no git process and no library: the cache must be cheaper than what it saves.
"""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

_SECRET_BYTES = 32


def common_dir(start: Path) -> Path | None:
    """The git directory that ``start`` belongs to, shared by all its work trees; ``None`` when there is none.

    Follows the ``gitdir:`` file of linked work trees and submodules and the ``commondir`` file behind it
    (gitrepository-layout). Of a bare repository, the folder itself.
    """
    try:
        here = start.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    for folder in (here, *here.parents):
        found = _git_dir(folder / ".git") or (folder if _is_git_dir(folder) else None)
        if found is not None:
            return _shared(found)
    return None


def _git_dir(place: Path) -> Path | None:
    if place.is_dir():
        return place if _is_git_dir(place) else None
    if not place.is_file():
        return None
    with suppress(OSError, UnicodeDecodeError):
        said = place.read_text("utf-8").strip()
        if said.startswith("gitdir:"):
            target = (place.parent / said.removeprefix("gitdir:").strip()).resolve()
            return target if (target / "HEAD").is_file() else None
    return None


def _is_git_dir(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _shared(git_dir: Path) -> Path:
    with suppress(OSError, UnicodeDecodeError):
        return (git_dir / (git_dir / "commondir").read_text("utf-8").strip()).resolve()
    return git_dir


def user_folder() -> Path:
    """The user's own folder for caches: XDG on Linux, Library/Caches on macOS, LOCALAPPDATA on Windows."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "taizhang"


def secret() -> bytes | None:
    """This user's secret, made on first use; ``None`` where it cannot be kept.

    It signs every entry, and it is in the name of the cache file: what a stranger's repository brings along
    in its git directory is not opened, let alone believed.
    """
    try:
        place = user_folder() / "secret"
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            import secrets  # once in the life of a user

            draft = place.with_name(f"secret.{os.getpid()}")
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as handle:
                handle.write(secrets.token_bytes(_SECRET_BYTES))
            # whoever comes second keeps the first one's
            try:
                os.link(draft, place)
            except FileExistsError:
                pass
            except OSError:  # a file system without hard links
                draft.replace(place)
            draft.unlink(missing_ok=True)
        known = place.read_bytes()
    except (OSError, RuntimeError):
        return None
    return known if len(known) == _SECRET_BYTES else None


def file_name(known: bytes) -> str:
    """The name of this user's cache file."""
    return f"cache-{hashlib.blake2b(known, digest_size=8, person=b'taizhang-name').hexdigest()}.sqlite3"
