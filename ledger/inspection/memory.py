"""What one run of ``check`` leaves for the next: outcomes by blob, and what ledger rules said of which files.

It is kept in three parts, because reading and writing it must not cost more than the run: the outcomes of all
files (written anew now and then), those that came since, and the heads, which are read only when one changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress

from ledger import packing
from ledger.cache import Cache
from ledger.diagnostics import Diagnostic
from ledger.inspection.outcome import Outcome
from ledger.placing import Placed
from ledger.values import Struct, field, replace

_BULK, _RECENT, _HEADS = "outcomes", "recent outcomes", "heads"
_MANY = 400
"""Files that may have changed before all outcomes are written anew."""


class Told(Struct, frozen=True):
    """A finding of a ledger rule, which names its file, and the period it is about; ``key`` of a shared rule."""

    finding: Diagnostic
    period: str = ""
    key: bytes = b""


class Said(Struct, frozen=True):
    """What the ledger rules said, and a name for what they read."""

    others: str = ""
    """Names the files beside the tasks, which rules about files look at."""
    of_heads: tuple[Told, ...] = ()
    tied: tuple[str, ...] = ()
    """The paths of the records that ``same_as`` ties together."""
    links: str = ""
    of_links: tuple[Told, ...] = ()
    shared: tuple[Told, ...] = ()
    places: dict[str, tuple[Placed, ...]] = field(default_factory=dict)
    """Blob → the places of what ledger rules said of that content."""


class _Bulk(Struct, frozen=True):
    name: str
    outcomes: dict[str, Outcome]
    paths: dict[str, str]


class _Recent(Struct, frozen=True):
    settings: str
    bulk: str
    outcomes: dict[str, Outcome]
    paths: dict[str, str]
    """Path → blob where that is not as in the bulk; empty for a file that has gone."""
    heads: dict[str, bytes]
    said: Said


class Memory:
    """The outcomes by blob, the blob of each path, and what was said; empty where nothing fits ``settings``."""

    def __init__(self, cache: Cache, slot: str, settings: str) -> None:
        self._cache = cache
        self._slot = slot
        self._settings = settings
        self._bulk, self._recent = self._recalled()
        self.outcomes: Mapping[str, Outcome] = self._bulk.outcomes | self._recent.outcomes
        self.said = self._recent.said
        paths = self._bulk.paths | self._recent.paths
        self.paths: Mapping[str, str] = {path: blob for path, blob in paths.items() if blob}
        self.is_new = not self._recent.bulk
        self._kept_bulk = ""

    def _recalled(self) -> tuple[_Bulk, _Recent]:
        nothing = _Bulk("", {}, {}), _Recent(self._settings, "", {}, {}, {}, Said())
        stored = self._cache.get(_RECENT, self._slot)
        recent = packing.unpack(stored, _Recent) if stored else None
        if recent is None or recent.settings != self._settings:
            return nothing
        stored = self._cache.get(_BULK, self._slot)
        bulk = packing.unpack(stored, _Bulk) if stored else None
        return (bulk, recent) if bulk is not None and bulk.name == recent.bulk else nothing

    def heads(self) -> dict[str, bytes]:
        """Packed heads by blob, as far as they are known."""
        stored = self._cache.get(_HEADS, self._slot)
        return ((packing.unpack(stored, dict[str, bytes]) if stored else None) or {}) | self._recent.heads

    def keep_bulk(self, now: Mapping[str, tuple[str, Outcome]], changed: list[str]) -> None:
        """Remember the outcomes ``now`` (path → blob and outcome) where very many are not as they were known.

        This is the long part of ``keep`` and does not need what the ledger rules say.
        """
        if self.is_new or len({*self._recent.paths, *changed}) > _MANY:
            with suppress(UnicodeEncodeError):  # a file name that is no text
                self._kept_bulk = self._keep_all(now)

    def keep(self, now: Mapping[str, tuple[str, Outcome]], changed: list[str], said: Said) -> None:
        """Remember ``now``, in which the paths ``changed`` differ from what was known; after ``keep_bulk``."""
        with suppress(UnicodeEncodeError):
            if self._kept_bulk:
                self._keep_recent(self._kept_bulk, {}, said)
            elif not self.is_new and (changed or said != self.said):
                touched = {*self._recent.paths, *changed}
                self._keep_recent(self._bulk.name, {path: now.get(path) for path in touched}, said)

    def _keep_all(self, now: Mapping[str, tuple[str, Outcome]]) -> str:
        heads = ({} if self.is_new else self.heads()) | {blob: one.head for blob, one in now.values() if one.head}
        bulk = _Bulk(
            hashlib.blake2b(repr(sorted(blob for blob, _ in now.values())).encode(), digest_size=16).hexdigest(),
            {blob: replace(outcome, head=b"") for blob, outcome in now.values()},
            {path: blob for path, (blob, _) in now.items()},
        )
        parts = {
            _BULK: packing.pack(bulk),
            _HEADS: packing.pack({blob: heads[blob] for blob in bulk.outcomes if blob in heads}),
        }
        for kind, payload in parts.items():
            self._cache.put(kind, self._slot, payload)
        return bulk.name

    def _keep_recent(self, bulk: str, new: Mapping[str, tuple[str, Outcome] | None], said: Said) -> None:
        there = [one for one in new.values() if one is not None]
        heads = {blob: outcome.head or self._recent.heads.get(blob, b"") for blob, outcome in there}
        recent = _Recent(
            self._settings,
            bulk,
            {blob: replace(outcome, head=b"") for blob, outcome in there},
            {path: one[0] if one else "" for path, one in new.items()},
            {blob: head for blob, head in heads.items() if head},
            said,
        )
        self._cache.put(_RECENT, self._slot, packing.pack(recent))
