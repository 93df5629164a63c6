"""A memory that outlives the program: what was found out about a task lies in the cache of the repository.

It is found again under the names of the bytes it rests on: the task's own file, those of its family (同一事项), and
everything else that ``key`` names, in words. A second run looks only at tasks whose files have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256

from ledger import packing
from ledger.cache import Cache
from ledger.model import Record
from ledger.site.memory import families_of
from ledger.site.seen import Seen
from ledger.snapshot import Snapshot, take
from ledger.trees import FOLDER, WorkTree

_KIND = "site-seen"


@dataclass
class Shelf:
    """``Memory`` in a cache; ``about`` says what else the findings rest on (which edition)."""

    cache: Cache
    files: Snapshot
    about: str = ""
    _new: dict[str, dict[str, Seen]] = field(default_factory=dict)
    """Under the name of everything but the tasks: what is to be kept."""

    def look(
        self, records: Sequence[Record], key: object, see: Callable[[Sequence[Record]], Iterable[Seen]]
    ) -> list[Seen]:
        """See ``Memory.look``."""
        families = families_of(records)
        if families is None or not self.cache.is_on:
            return list(see(records))
        base = sha256(f"{self.about}\0{key!r}".encode("utf-8", "surrogatepass")).hexdigest()
        names = {record.path: self._name(record, families) for record in records}
        stored = self.cache.get(_KIND, base)
        kept = (packing.unpack(stored, dict[str, Seen]) if stored else None) or {}
        found = {path: kept.get(name) for path, name in names.items()}
        wanted = {
            id(member)
            for record in records
            if found[record.path] is None
            for member in families.get(record.task.id, (record,))
        }
        asked = [record for record in records if id(record) in wanted]
        found.update(zip((record.path for record in asked), see(asked) if asked else (), strict=True))
        if asked or len(kept) != len(names):
            self._new[base] = {name: seen for path, name in names.items() if name and (seen := found[path])}
        return [seen for record in records if (seen := found[record.path])]

    def keep(self) -> None:
        """Leave what was found out to the next run; to be called only when the files still are what they were."""
        for base, found in self._new.items():
            with suppress(UnicodeEncodeError):
                self.cache.put(_KIND, base, packing.pack(found))
        self._new.clear()

    def _name(self, record: Record, families: Mapping[str, tuple[Record, ...]]) -> str:
        """The key of a record; empty where a file has no name to be known by."""
        blobs = [self.files.blob(one.path) for one in (record, *families.get(record.task.id, ()))]
        return "\0".join((record.path, *blobs)) if all(blobs) else ""


def as_listed(files: Snapshot, cache: Cache) -> bool:
    """Whether every file still holds what it was named for: one saved since must not be kept under its old name."""
    return not isinstance(files.tree, WorkTree) or take(files.tree, FOLDER, cache).blobs == files.blobs
