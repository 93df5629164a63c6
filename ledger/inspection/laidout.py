"""Which task files are in canonical layout, by their content: ``fmt`` reads only what it has not seen."""

from __future__ import annotations

from collections.abc import Collection

from ledger import packing
from ledger.cache import Cache

_KIND = "laid out"


class LaidOut:
    """The blob ids of one ledger's task files that need no tidying."""

    def __init__(self, cache: Cache, name: str) -> None:
        self._cache = cache
        self._name = name
        stored = cache.get(_KIND, name)
        self._before = frozenset((packing.unpack(stored, list[str]) if stored else None) or ())
        self._seen: set[str] = set()

    def __contains__(self, blob: str) -> bool:
        """Whether this content was found to be so before; never for what has no id."""
        return bool(blob) and blob in self._before

    def add(self, blob: str) -> None:
        """This content is so."""
        if blob:
            self._seen.add(blob)

    def keep(self, here: Collection[str]) -> None:
        """Leave to the next run what is known of the contents that are ``here``."""
        if self._seen - self._before:
            self._cache.put(_KIND, self._name, packing.pack(sorted((self._seen | self._before) & set(here))))
