"""The file the cache is kept in: SQLite, many readers and writers, every entry signed.

Trouble with it (a full disk, a lock that stays, a damaged file) is never trouble for the user: reading then
finds nothing and writing does nothing. A damaged file is put away and begun anew.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from ledger.cache.place import common_dir, file_name, secret
from ledger.cache.stamp import program_stamp
from ledger.cache.switch import is_off

_TABLE = "CREATE TABLE IF NOT EXISTS entries (name BLOB PRIMARY KEY, payload BLOB NOT NULL, seal BLOB NOT NULL)"
_LARGEST = 1_000_000_000
"""Bytes of the whole file, if nothing else is said; above it the oldest entries go."""
_WAIT = 2.0
"""Seconds to wait for another writer before doing without."""
_PAGE = 16384
"""Bytes of a page of the file: an entry is a few thousand bytes, and is read in one piece where it fits in one."""
_AT_ONCE = 500
"""Names in one question: SQLite of old allows 999."""


class Cache:
    """Bytes by kind and key. ``Cache(None)`` is always empty and keeps nothing."""

    def __init__(self, path: Path | None, known: bytes = b"", largest: int = 0) -> None:
        self._path = path
        self._secret = known
        self._largest = largest
        self._connection: sqlite3.Connection | None = None

    @property
    def is_on(self) -> bool:
        """Whether anything may be kept at all."""
        return self._path is not None and not is_off()

    @property
    def path(self) -> Path | None:
        """The file it is kept in, which need not exist yet."""
        return self._path

    def beside(self, name: str, largest: int) -> Cache:
        """Another one in the same folder, signed alike and bounded by itself: what is large pushes out nothing else."""
        place = self._path.with_name(self._path.name.replace("cache-", f"{name}-", 1)) if self._path else None
        return Cache(place, self._secret, largest)

    def get(self, kind: str, key: str) -> bytes | None:
        """One entry, if it is there and whole."""
        return self.get_many(kind, (key,)).get(key)

    def get_many(self, kind: str, keys: Iterable[str]) -> dict[str, bytes]:
        """The entries that are there and whole, by key. Whatever was damaged or signed by others is left out."""
        found: dict[str, bytes] = {}
        connection = self._open()
        if connection is None:
            return found
        names = {self._name(kind, key): key for key in keys}
        wanted = list(names)
        try:
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                marks = ",".join("?" * len(some))
                question = f"SELECT name, payload, seal FROM entries WHERE name IN ({marks})"  # noqa: S608 — marks only
                for name, payload, seal in connection.execute(question, some):
                    if type(payload) is bytes and seal == self._seal(name, payload):
                        found[names[name]] = payload
        except sqlite3.OperationalError:
            pass  # locked or not to be read just now: what was found so far is good
        except sqlite3.DatabaseError:
            self._give_up(connection)
        return found

    def put(self, kind: str, key: str, payload: bytes) -> None:
        """Keep one entry in the place of a former one."""
        self.put_many(kind, {key: payload})

    def put_many(self, kind: str, payloads: Mapping[str, bytes]) -> None:
        """Keep these entries, all or none."""
        connection = self._open() if payloads else None
        if connection is None:
            return
        rows = []
        for key, payload in payloads.items():
            name = self._name(kind, key)
            rows.append((name, payload, self._seal(name, payload)))
        try:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?)", rows)
                self._make_room(connection)
        except sqlite3.OperationalError:
            return  # another writer, a full disk: the next run will know
        except sqlite3.DatabaseError:
            self._give_up(connection)

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _name(self, kind: str, key: str) -> bytes:
        return hashlib.blake2b(f"{kind}\0{key}".encode(), digest_size=16, key=program_stamp()).digest()

    def _seal(self, name: bytes, payload: bytes) -> bytes:
        signed = hashlib.blake2b(name, digest_size=16, key=self._secret)
        signed.update(payload)
        return signed.digest()

    def _open(self) -> sqlite3.Connection | None:
        if self._path is None or is_off():
            return None
        if self._connection is None:
            try:
                self._connection = self._opened(self._path)
            except sqlite3.OperationalError:
                self._path = None
            except sqlite3.DatabaseError:
                self._begin_anew(self._path)
            except OSError:
                self._path = None
        return self._connection

    def _opened(self, path: Path) -> sqlite3.Connection:
        path.parent.mkdir(exist_ok=True)
        if path.parent.is_symlink():
            raise OSError("the cache's folder leads elsewhere")
        connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute(f"PRAGMA page_size = {_PAGE}")  # of a new file; others keep theirs
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")  # a lost entry is worked out again
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'entries'").fetchone():
                connection.execute(_TABLE)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _begin_anew(self, path: Path) -> None:
        """A file that is no cache is put away once; if that does not help there is none."""
        try:
            for tail in ("", "-wal", "-shm"):
                path.with_name(path.name + tail).unlink(missing_ok=True)
            self._connection = self._opened(path)
        except (OSError, sqlite3.Error):
            self._path = None

    def _give_up(self, connection: sqlite3.Connection) -> None:
        with suppress(sqlite3.Error):
            connection.close()
        self._connection = None
        if self._path is not None:
            self._begin_anew(self._path)

    def _make_room(self, connection: sqlite3.Connection) -> None:
        pages, size = (connection.execute(f"PRAGMA {what}").fetchone()[0] for what in ("page_count", "page_size"))
        free = connection.execute("PRAGMA freelist_count").fetchone()[0]
        if (pages - free) * size > (self._largest or _LARGEST):
            middle = "SELECT rowid FROM entries ORDER BY rowid LIMIT 1 OFFSET (SELECT count(*) / 2 FROM entries)"
            connection.execute(f"DELETE FROM entries WHERE rowid < ({middle})")  # noqa: S608 — no input in it


def open_at(start: Path) -> Cache:
    """The cache of the repository that ``start`` lies in; an empty one that keeps nothing where there is none."""
    folder = common_dir(start)
    known = secret() if folder is not None else None
    if folder is None or known is None:
        return Cache(None)
    return Cache(folder / "taizhang" / file_name(known), known)
