"""A listing of files taken once, with the blob id of each: what tells new content from known.

In the work tree the ids come from a table kept in the cache (size, times and inode of each file, as in git's
index), so that unchanged files are not even opened. A file whose time is too near to the moment it was
looked at is read again next time: two changes within one tick of the clock look alike (git's "racy" files).
"""

from __future__ import annotations

import hashlib
import os
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from ledger import packing
from ledger.cache import Cache
from ledger.errors import FileRefused
from ledger.trees import Tree, WorkTree

_RACY = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT)."""
_KIND = "files"


_Times = tuple[int, int, int, int]
"""Size, last change, last change of its status (nanoseconds) and inode of a file."""
_Known = dict[str, tuple[_Times, str]]
"""Path → what a file looked like, and its blob id; only files that no later change can leave looking so."""


class _Columns(NamedTuple):
    """``_Known`` as it is kept: a list a column is unpacked in a third of the time."""

    paths: list[str]
    sizes: list[int]
    changed: list[int]
    statuses: list[int]
    inodes: list[int]
    blobs: list[str]

    @classmethod
    def of(cls, known: _Known) -> _Columns:
        columns = zip(*((path, *times, blob) for path, (times, blob) in known.items()), strict=True)
        return cls(*map(list, columns)) if known else cls([], [], [], [], [], [])

    def known(self) -> _Known:
        times = zip(self.sizes, self.changed, self.statuses, self.inodes, strict=True)
        return dict(zip(self.paths, zip(times, self.blobs, strict=True), strict=True))


@dataclass(frozen=True)
class Snapshot:
    """A ``store.Tree`` over ``tree`` as it was listed; ``blob`` names what a file held at that moment."""

    tree: Tree
    blobs: Mapping[str, str]
    """Path → blob id, in sorted order; empty for what is no plain file or cannot be read."""
    _paths: list[str] = field(default_factory=list, repr=False)
    strayed: set[str] = field(default_factory=set, repr=False, compare=False)
    """The files of a work tree that were read and did not hold (any more) what the listing names."""

    @property
    def as_listed(self) -> bool:
        """Whether everything that was read through here was what the listing says: then what was made of it is an
        answer to a question about these blobs, whatever has become of the files since.
        """
        return not self.strayed

    def files(self, under: str) -> Iterator[str]:
        """See ``store.Tree.files``."""
        if not under:
            return iter(self._paths)
        base = under.rstrip("/")
        # "0" comes right behind "/"
        return iter(self._paths[bisect_left(self._paths, f"{base}/") : bisect_left(self._paths, f"{base}0")])

    def read(self, path: str) -> bytes:
        """See ``store.Tree.read``; what is not as it was listed is remembered in ``strayed``."""
        if not isinstance(self.tree, WorkTree):
            return self.tree.read(path)
        try:
            data = self._read(self.tree, path)
        except FileRefused:
            if self.blobs.get(path):
                self.strayed.add(path)
            raise
        if self.blobs.get(path) != blob_of(data):
            self.strayed.add(path)
        return data

    def _read(self, tree: WorkTree, path: str) -> bytes:
        if self.blobs.get(path):
            with suppress(OSError):  # what has just gone is told by the slower way, in words
                return plain_file(f"{tree.root}/{path}")
        return tree.read(path)

    def blob(self, path: str) -> str:
        """The id of a file's content when the listing was taken; empty when it has none."""
        return self.blobs.get(path, "")


def blob_of(data: bytes) -> str:
    """The id git gives these bytes (SHA-1 of ``blob <size>``, a zero byte and the content)."""
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


def take(tree: Tree, under: str, cache: Cache) -> Snapshot:
    """The files of ``tree`` below ``under``, each with its blob id."""
    if isinstance(tree, Snapshot):
        return tree
    if isinstance(tree, WorkTree):
        with packing.without_pauses():
            blobs = _of_work_tree(tree, under, cache)
    else:
        known = getattr(tree, "blob", None)
        blobs = {path: known(path) if known else "" for path in tree.files(under)}
    return Snapshot(tree, blobs, list(blobs))


def _of_work_tree(tree: WorkTree, under: str, cache: Cache) -> dict[str, str]:
    key = f"{tree.root.resolve()}\0{under}"
    known = _recalled(cache, key)
    now = time.time_ns()  # compared with times of files only; no result depends on it
    blobs: dict[str, str] = {}
    fresh: _Known = {}
    unsettled = 0
    for path, about in _listed(str(tree.root), under):
        if about is None:
            blobs[path] = ""
            continue
        times = (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
        before = known.get(path)
        if before is not None and before[0] == times:
            blobs[path] = before[1]
            continue
        try:
            blobs[path] = blob_of(plain_file(f"{tree.root}/{path}"))
        except OSError:
            blobs[path] = ""
            continue
        if max(about.st_mtime_ns, about.st_ctime_ns) < now - _RACY:
            fresh[path] = (times, blobs[path])
        else:
            unsettled += 1
    if fresh or len(known) != sum(map(bool, blobs.values())) - unsettled:
        kept = {path: seen for path, seen in known.items() if blobs.get(path) == seen[1]}
        with suppress(UnicodeEncodeError):  # a file name that is no text
            cache.put(_KIND, key, packing.pack(_Columns.of(kept | fresh)))
    return {path: blobs[path] for path in sorted(blobs)}


def _recalled(cache: Cache, key: str) -> _Known:
    stored = cache.get(_KIND, key)
    columns = packing.unpack(stored, _Columns) if stored else None
    try:
        return columns.known() if columns else {}
    except ValueError:  # columns of different lengths
        return {}


_BY_HANDLE = os.scandir in os.supports_fd
"""Whether a folder can be listed by its handle: then the system looks up names and not whole paths, a fifth less."""


def _listed(base: str, under: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Every file with what the system says of it, ``None`` for links and other things that are no plain file."""
    waiting = [under]
    while waiting:
        folder = waiting.pop()
        try:
            handle = os.open(f"{base}/{folder}", os.O_RDONLY) if _BY_HANDLE else -1
        except OSError:
            continue
        try:
            for entry in os.scandir(handle if _BY_HANDLE else f"{base}/{folder}"):
                name = entry.name
                if name[0] == ".":
                    continue
                if entry.is_file(follow_symlinks=False):
                    try:
                        yield f"{folder}/{name}", entry.stat(follow_symlinks=False)
                    except FileNotFoundError:  # it has gone since it was listed
                        continue
                    except OSError:  # told as a file that cannot be read
                        yield f"{folder}/{name}", None
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{folder}/{name}")
                elif not entry.is_dir():
                    yield f"{folder}/{name}", None
        except OSError:
            continue
        finally:
            if _BY_HANDLE:
                os.close(handle)


_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_AT_ONCE = 1 << 16


def plain_file(path: str) -> bytes:
    """The bytes of a file that is no link; ``OSError`` when it cannot be read.

    By the system's own calls: a third of the cost of ``open``, and a ledger has ten thousand files.
    """
    handle = os.open(path, _READING)
    try:
        parts = [os.read(handle, _AT_ONCE)]
        while more := os.read(handle, _AT_ONCE):
            parts.append(more)  # joined once: a file of 60 MB would be copied a thousand times
        return parts[0] if len(parts) == 1 else b"".join(parts)
    finally:
        os.close(handle)
