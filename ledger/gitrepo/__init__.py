"""The home of git: finding the repository, and commits that touch exactly what they say.

    process.py      starting git: clean environment, no shell, its own words kept
    repository.py   where the repository is, what state it is in, who is writing
    locks.py        one writer at a time, by a lock the operating system frees when a process dies
    files.py        replacing files whole, only inside the repository
    index.py        changing single entries of the user's index, under git's own lock
    journal.py      what was under way, so that a killed process leaves nothing half done
    message.py      subject and trailers
    commits.py      ``writing`` and ``commit_paths``: all of it put together
    setup.py        what a clone needs for our merge and diff drivers
    mergefile.py    git's own merge line by line

GitPython finds repositories for those who write and reads identities; everything that writes goes through git
itself, so that hooks, signing and filters are the user's own. Who only reads (``repository.find_to_read``) asks
git alone and pays neither for importing GitPython nor for the writing half of this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.gitrepo.commits import Writer, commit_paths, settle, writing
    from ledger.gitrepo.repository import Repository, find

__all__ = ["Repository", "Writer", "commit_paths", "find", "settle", "writing"]


def __getattr__(name: str) -> Any:
    """The names above, imported when they are asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in ("Repository", "find"):
        from ledger.gitrepo import repository as home
    else:
        from ledger.gitrepo import commits as home  # type: ignore[no-redef]
    return getattr(home, name)
