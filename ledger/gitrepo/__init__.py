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

GitPython finds repositories and reads identities; everything that writes goes through git itself, so that
hooks, signing and filters are the user's own.
"""

from ledger.gitrepo.commits import Writer, commit_paths, settle, writing
from ledger.gitrepo.repository import Repository, find

__all__ = ["Repository", "Writer", "commit_paths", "find", "settle", "writing"]
