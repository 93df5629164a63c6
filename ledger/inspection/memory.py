"""What one run of ``check`` leaves for the next: outcomes by blob, and what ledger rules said of which files.

It is kept in three parts, because reading and writing it must not cost more than the run: the outcomes of all
files (written anew now and then), those that came since, and the heads, which are read only when one changed.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from typing import Final

from ledger import packing
from ledger.cache import Cache
from ledger.diagnostics import Diagnostic
from ledger.inspection.outcome import KEY_BYTES, Outcome, split
from ledger.placing import Placed
from ledger.values import Struct, field, replace

_BULK, _RECENT, _HEADS = "outcomes", "recent outcomes", "heads"
_MANY = 400
"""Files that may have changed before all outcomes are written anew."""
_NUMBER: Final = "I"
"""How a key, and a place, stand in a column, in the terms of ``array``: 4 bytes."""
_NONE = bytes(16)
_SILENT = Outcome()


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
    """The outcomes of all files, in columns: a list a column is read in a tenth of the time that many values take.

    A file is its place in ``paths``. ``keys`` of all files stand one behind the other.
    """

    name: str = ""
    paths: list[str] = field(default_factory=list)
    blobs: list[str] = field(default_factory=list)
    head_names: bytes = b""
    """16 bytes each, zeros for none."""
    reports: bytes = b""
    """``Outcome.reported`` in the same way."""
    telling: dict[int, Outcome] = field(default_factory=dict)
    """Of the few that have something to say: all but heads and keys."""
    keys: bytes = b""
    ends: bytes = b""
    """For each file (4 bytes) the number of keys up to its last."""
    order: bytes = b""
    """The numbers of the keys (4 bytes each) as the keys ascend."""

    @classmethod
    def of(cls, now: Mapping[str, tuple[str, Outcome]]) -> _Bulk:
        """These outcomes, by path with its blob."""
        outcomes = [outcome for _, outcome in now.values()]
        keys = b"".join([outcome.keys for outcome in outcomes])
        numbers = memoryview(keys).cast(_NUMBER)
        return cls(
            hashlib.blake2b(repr(sorted(blob for blob, _ in now.values())).encode(), digest_size=16).hexdigest(),
            list(now),
            [blob for blob, _ in now.values()],
            b"".join([outcome.head_name or _NONE for outcome in outcomes]),
            b"".join([outcome.reported or _NONE for outcome in outcomes]),
            {n: replace(each, head=b"", keys=b"") for n, each in enumerate(outcomes) if each.tells},
            keys,
            array(_NUMBER, accumulate(len(outcome.keys) // KEY_BYTES for outcome in outcomes)).tobytes(),
            array(_NUMBER, sorted(range(len(numbers)), key=numbers.__getitem__)).tobytes(),
        )

    def outcome(self, place: int) -> Outcome:
        """What is known of one file; its head is kept elsewhere."""
        ends = memoryview(self.ends).cast(_NUMBER)
        own = slice(place * len(_NONE), (place + 1) * len(_NONE))
        name, reported = self.head_names[own], self.reports[own]
        return replace(
            self.telling.get(place, _SILENT),
            head_name=b"" if name == _NONE else name,
            reported=b"" if reported == _NONE else reported,
            keys=self.keys[(ends[place - 1] if place else 0) * KEY_BYTES : ends[place] * KEY_BYTES],
        )

    def holders(self, key: bytes) -> Iterator[int]:
        """The files that have a key, one as often as it has it."""
        numbers = memoryview(self.keys).cast(_NUMBER)
        order, ends = memoryview(self.order).cast(_NUMBER), memoryview(self.ends).cast(_NUMBER)
        number = memoryview(key).cast(_NUMBER)[0]
        at = bisect_left(order, number, key=numbers.__getitem__)
        while at < len(order) and numbers[order[at]] == number:
            yield bisect_right(ends, order[at])
            at += 1


class _Recent(Struct, frozen=True):
    settings: str
    bulk: str = ""
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    """Path → blob where that is not as in the bulk; empty for a file that has gone."""
    heads: dict[str, bytes] = field(default_factory=dict)
    said: Said = field(default_factory=Said)
    rules: dict[str, str] = field(default_factory=dict)
    """See ``Memory.rules``."""


class Memory:
    """The blob of each path, the outcome of each blob, and what was said; empty where nothing fits ``settings``."""

    def __init__(self, cache: Cache, slot: str, settings: str) -> None:
        self._cache = cache
        self._slot = slot
        self._settings = settings
        self._bulk, self._recent = self._recalled()
        self.said = self._recent.said
        self.rules = self._recent.rules
        """The names of the rules that were asked, by code: known without declaring them."""
        paths = dict(zip(self._bulk.paths, self._bulk.blobs, strict=False)) | self._recent.paths
        gone = [path for path, blob in self._recent.paths.items() if not blob]
        for path in gone:
            del paths[path]
        self.paths: Mapping[str, str] = paths
        self.is_new = not self._recent.bulk
        self._kept_bulk = ""

    def _recalled(self) -> tuple[_Bulk, _Recent]:
        nothing = _Bulk(), _Recent(self._settings)
        stored = self._cache.get(_RECENT, self._slot)
        recent = packing.unpack(stored, _Recent) if stored else None
        if recent is None or recent.settings != self._settings:
            return nothing
        stored = self._cache.get(_BULK, self._slot)
        bulk = packing.unpack(stored, _Bulk) if stored else None
        return (bulk, recent) if bulk is not None and bulk.name == recent.bulk else nothing

    @cached_property
    def _places(self) -> dict[str, int]:
        return {blob: place for place, blob in enumerate(self._bulk.blobs)}

    def outcome(self, blob: str) -> Outcome | None:
        """What is known of this content; its head is kept elsewhere."""
        known = self._recent.outcomes.get(blob)
        if known is None and (place := self._places.get(blob)) is not None:
            known = self._bulk.outcome(place)
        return known

    def telling(self) -> Iterator[tuple[str, Outcome]]:
        """The known files that have something to say, each with its outcome without its keys."""
        for place, outcome in self._bulk.telling.items():
            path = self._bulk.paths[place]
            if path not in self._recent.paths:
                yield path, outcome
        for path, blob in self._recent.paths.items():
            if blob and self._recent.outcomes[blob].tells:
                yield path, self._recent.outcomes[blob]

    def holders(self, keys: Collection[bytes]) -> Iterator[tuple[bytes, str]]:
        """Each of these keys with the known files that have it, one as often as it has it."""
        for key in keys:
            for place in self._bulk.holders(key):
                path = self._bulk.paths[place]
                if path not in self._recent.paths:
                    yield key, path
        for path, blob in self._recent.paths.items():
            for key in split(self._recent.outcomes[blob].keys) if blob else ():
                if key in keys:
                    yield key, path

    def heads(self) -> dict[str, bytes]:
        """Packed heads by blob, as far as they are known."""
        stored = self._cache.get(_HEADS, self._slot)
        return ((packing.unpack(stored, dict[str, bytes]) if stored else None) or {}) | self._recent.heads

    def is_full(self, changed: Collection[str]) -> bool:
        """Whether very many files are not as they were known, so that all outcomes are to be written anew."""
        return self.is_new or len({*self._recent.paths, *changed}) > _MANY

    def keep_bulk(self, now: Mapping[str, tuple[str, Outcome]]) -> None:
        """Remember all outcomes (path → blob and outcome).

        This is the long part of ``keep`` and does not need what the ledger rules say.
        """
        heads = ({} if self.is_new else self.heads()) | {blob: one.head for blob, one in now.values() if one.head}
        bulk = _Bulk.of(now)
        here = {blob: heads[blob] for blob in bulk.blobs if blob in heads}
        with suppress(UnicodeEncodeError):  # a file name that is no text
            for kind, payload in ((_BULK, packing.pack(bulk)), (_HEADS, packing.pack(here))):
                self._cache.put(kind, self._slot, payload)
            self._kept_bulk = bulk.name

    def keep(self, changed: Mapping[str, tuple[str, Outcome] | None], said: Said, rules: Mapping[str, str]) -> None:
        """Remember the files that ``changed`` since (path → blob and outcome, ``None`` for one that has gone), and what
        was ``said``, and the names of the ``rules``; after ``keep_bulk`` only these.
        """
        with suppress(UnicodeEncodeError):
            if self._kept_bulk:
                self._put(_Recent(self._settings, self._kept_bulk, said=said, rules=dict(rules)))
            elif not self.is_new and (changed or said != self.said):
                self._put(self._with(changed, said, dict(rules)))

    def _with(self, changed: Mapping[str, tuple[str, Outcome] | None], said: Said, rules: dict[str, str]) -> _Recent:
        recent = self._recent
        paths = recent.paths | {path: one[0] if one else "" for path, one in changed.items()}
        new = dict(one for one in changed.values() if one)
        outcomes = {blob: new.get(blob) or recent.outcomes[blob] for blob in paths.values() if blob}
        heads = {blob: outcome.head or recent.heads.get(blob, b"") for blob, outcome in outcomes.items()}
        return _Recent(
            self._settings,
            recent.bulk,
            {blob: replace(outcome, head=b"") for blob, outcome in outcomes.items()},
            paths,
            {blob: head for blob, head in heads.items() if head},
            said,
            rules,
        )

    def _put(self, recent: _Recent) -> None:
        self._cache.put(_RECENT, self._slot, packing.pack(recent))
