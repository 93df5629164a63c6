"""A memory that outlives the program: what was found out about a task lies in the cache of the repository.

It is found again under the names of the bytes it rests on: the task's own file, those of its family (同一事项), and
everything else that ``key`` names, in words. A second run looks only at tasks whose files have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger import packing
from ledger.cache import Cache
from ledger.errors import FileRefused
from ledger.model import Record
from ledger.site.memory import families_of
from ledger.site.seen import Seen
from ledger.snapshot import Snapshot, blob_of

_KIND = "site-seen"


@dataclass
class Shelf:
    """``Memory`` in a cache; ``about`` says what else the findings rest on (which edition)."""

    cache: Cache
    files: Snapshot
    about: str = ""

    def look(
        self, records: Sequence[Record], key: object, see: Callable[[Sequence[Record]], Iterable[Seen]]
    ) -> list[Seen]:
        """See ``Memory.look``."""
        families = families_of(records)
        if families is None or not self.cache.is_on:
            return list(see(records))
        base = sha256(f"{self.about}\0{key!r}".encode("utf-8", "surrogatepass")).hexdigest()
        names = {record.path: self._name(base, record, families) for record in records}
        kept = self.cache.get_many(_KIND, [name for name in names.values() if name])
        found = {path: packing.unpack(kept[name], Seen) for path, name in names.items() if name in kept}
        wanted = {
            id(member)
            for record in records
            if found.get(record.path) is None
            for member in families.get(record.task.id, (record,))
        }
        asked = [record for record in records if id(record) in wanted]
        new = dict(zip((record.path for record in asked), see(asked) if asked else (), strict=True))
        unchanged = {record.path for record in asked if self._is_as_listed(record.path)}
        proven = {
            record.path
            for record in asked
            if all(one.path in unchanged for one in families.get(record.task.id, (record,)))
        }
        packed = {names[path]: packing.pack(seen) for path, seen in new.items() if names[path] and path in proven}
        self.cache.put_many(_KIND, packed)
        return [seen for record in records if (seen := new.get(record.path) or found.get(record.path))]

    def _is_as_listed(self, path: str) -> bool:
        """Whether a file still holds what it is named for: one saved since must not be kept under its old name."""
        blob = self.files.blob(path)
        try:
            return len(blob) != 40 or blob_of(self.files.read(path)) == blob
        except FileRefused:
            return False

    def _name(self, base: str, record: Record, families: Mapping[str, tuple[Record, ...]]) -> str:
        """The key of a record; empty where a file has no name to be known by."""
        kin = families.get(record.task.id, ())
        blobs = [self.files.blob(one.path) for one in (record, *kin)]
        if not all(blobs):
            return ""
        return sha256("\0".join((base, record.path, *blobs)).encode("utf-8", "surrogatepass")).hexdigest()
