"""The tables of ``sql``, filled once and kept for the next query: a database file beside the cache.

Its name follows from everything the rows follow from: the program, the ledgers, every file below ``tasks/`` by its
content, the published working days and, for tables of the past, the history. It is written apart, put in place whole
and only ever opened for reading. Beside the name, an entry of the cache, signed with this user's secret, says which
file was put there (size, times, inode): one that somebody else brought along or has touched since is not opened.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from _thread import get_ident
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ledger import packing, snapshot
from ledger.cache import Cache, program_stamp
from ledger.export import sqlitefile
from ledger.export.sqlitefile import Fill
from ledger.export.tables import OF_SETTINGS, TABLES, Table
from ledger.snapshot import Snapshot
from ledger.trees import FOLDER, WorkTree
from ledger.workdays import published_stamp

_KIND = "tables"
_LARGEST = 400_000_000
"""Bytes of a database that is kept."""
_MOST = 4
"""Databases that are kept; the oldest goes first."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The file that was put in place, as the system knows it, and the findings of filling it."""

    size: int
    changed: int
    status: int
    inode: int
    findings: int


@dataclass
class Shelf:
    """The kept databases for these ledgers of these files. ``history`` names the history that would be told."""

    cache: Cache
    tree: Snapshot
    ledgers: Sequence[str]
    history: Callable[[], str] = str
    findings: int = field(default=0, init=False)
    """Of reading the files of the database that was opened last."""
    _path: Path | None = field(default=None, init=False)

    def open(self, needed: Sequence[Table], fill: Fill) -> sqlite3.Connection | None:
        """A database, for reading, that holds at least the tables ``needed``; ``fill`` fills a new one.

        ``None`` where nothing can be kept, or the tables are so small that it is not worth it.
        """
        folder = self._folder()
        if folder is None or all(table.name in OF_SETTINGS for table in needed) or "" in self.tree.blobs.values():
            return None
        tables = _kept_with(needed)
        name = self._name(tables)
        self._path = folder / f"{name}.sqlite3"
        return self._known(self._path, name) or self._new(self._path, name, tables, fill)

    def forget(self) -> None:
        """Do away with the database that was opened last: it is damaged."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _folder(self) -> Path | None:
        if not self.cache.is_on or self.cache.path is None:
            return None
        folder = self.cache.path.with_name(self.cache.path.stem.replace("cache-", "tables-"))
        return None if folder.is_symlink() or folder.parent.is_symlink() else folder

    def _name(self, tables: Sequence[Table]) -> str:
        known = hashlib.blake2b(digest_size=16, key=program_stamp())
        past = self.history() if any(table.past for table in tables) else ""
        about = (tuple(self.ledgers), [table.name for table in tables], past, published_stamp(), sqlite3.sqlite_version)
        known.update(repr(about).encode("utf-8", "surrogatepass"))
        listed = (f"{path}\0{blob}\n" for path, blob in self.tree.blobs.items())
        known.update("".join(listed).encode("utf-8", "surrogatepass"))
        return known.hexdigest()

    def _known(self, path: Path, name: str) -> sqlite3.Connection | None:
        stored = self.cache.get(_KIND, name)
        kept = packing.unpack(stored, _Kept) if stored else None
        if kept is None or _seen(path, kept.findings) != kept:
            return None
        self.findings = kept.findings
        with suppress(sqlite3.Error):
            base = _reading(path)
            with suppress(sqlite3.Error):
                if base.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone() == (len(TABLES),):
                    return base
            base.close()
        return None

    def _new(self, path: Path, name: str, tables: Sequence[Table], fill: Fill) -> sqlite3.Connection | None:
        """Fill a database and put it in place; one that must not stay is used this once."""
        draft = path.with_name(f"{name}.{os.getpid()}.{get_ident()}.draft")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.findings = _filled(draft, tables, fill)
            if draft.stat().st_size > _LARGEST or not self._as_listed():
                return _reading(draft)
            draft.replace(path)
            base = _reading(path)
        except (OSError, sqlite3.Error):
            return None  # a full disk, a folder that cannot be written to: the query has its private database
        finally:
            with suppress(OSError):  # an open file goes when it is closed
                draft.unlink(missing_ok=True)
        kept = _seen(path, self.findings)
        if kept is not None:
            self.cache.put(_KIND, name, packing.pack(kept))
        _make_room(path)
        return base

    def _as_listed(self) -> bool:
        """Whether the files still are what they were when they were listed: the name says so."""
        tree = self.tree.tree
        return not isinstance(tree, WorkTree) or snapshot.take(tree, FOLDER, self.cache).blobs == self.tree.blobs


def is_damage(failure: sqlite3.Error) -> bool:
    """Whether SQLite complains about the file, not about the query."""
    return getattr(failure, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _kept_with(needed: Sequence[Table]) -> list[Table]:
    """The tables that are kept together: those of the files, those of the past, or all where a query needs both."""
    past = any(table.past for table in needed)
    now = any(not table.past and table.name not in OF_SETTINGS for table in needed)
    return [table for table in TABLES if (past if table.past else now or table.name in OF_SETTINGS)]


def _seen(path: Path, findings: int) -> _Kept | None:
    try:
        about = path.lstat()
    except OSError:
        return None
    times = (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
    return _Kept(*times, findings) if stat.S_ISREG(about.st_mode) else None


def _reading(path: Path) -> sqlite3.Connection:
    """The file for reading: nothing is written, not even a lock; it is never changed once it is in place."""
    base = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    base.execute("PRAGMA trusted_schema = OFF")
    return base


def _filled(path: Path, tables: Sequence[Table], fill: Fill) -> int:
    base = sqlite3.connect(path, isolation_level=None)
    try:
        os.chmod(path, 0o600)  # noqa: PTH101
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        base.execute("PRAGMA cache_size = -65536")
        sqlitefile.create(base, TABLES)
        return sqlitefile.fill(base, tables, fill)
    finally:
        base.close()


def _make_room(newest: Path) -> None:
    with suppress(OSError):
        files = [(path.stat().st_mtime_ns, path) for path in newest.parent.iterdir() if path != newest]
        for _, path in sorted(files)[: -(_MOST - 1)]:
            path.unlink(missing_ok=True)
