"""Finished pages in the repository's cache: a site that goes into another folder is copied, not made again.

A page lies under the digest of its own bytes, so it can never be another one; pages of one ledger are alike, so they
are pressed with the words of two of them. Which pages a site of some options had, and what each was made from, is one
more entry (``Listing``). All of it is a file of its own beside the cache, signed like the cache and bounded
(``_ROOM``): whatever is missing from it is made again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from ledger import packing
from ledger.cache import Cache

_ROOM = 128_000_000
"""Bytes of all pages of a repository: ten thousand tasks take about 25 million."""
_PAGE, _WORDS, _LISTING = "page", "words", "listing"
_MARK = 16
"""Bytes before a pressed page that name the words it was pressed with."""
_REACH = 32_000
"""How far back zlib looks."""
_AT_ONCE = 200
"""Pages fetched together."""


class Had(NamedTuple):
    """A page of a site: what it was made from (empty where that cannot be told), its digest, its size in bytes."""

    made_from: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A site that was written: a name for everything it was made from, what was said of it, and its files."""

    asked: str = ""
    said: str = ""
    pages: dict[str, Had] = field(default_factory=dict)


class Pressed:
    """Pages by the digest of their bytes."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache.beside("pages", _ROOM)
        self._words: bytes | None = None

    @property
    def is_on(self) -> bool:
        """Whether anything may be kept at all."""
        return self._cache.is_on

    def close(self) -> None:
        """Let go of the file, which other processes must not inherit."""
        self._cache.close()

    # ------------------------------------------------------------------ whole sites

    def listing(self, name: str) -> Listing:
        """The last site of this name; an empty one when there is none."""
        stored = self._cache.get(_LISTING, name)
        return (packing.unpack(stored, Listing) if stored else None) or Listing()

    def list(self, name: str, listing: Listing) -> None:
        """Remember a site; to be called only when the files it was made from still are what they were."""
        with suppress(UnicodeEncodeError):
            self._cache.put(_LISTING, name, packing.pack(listing))
        if self.words:  # put again, so that they are not the oldest and go before the pages that need them
            self._cache.put(_WORDS, "", self.words)

    # ------------------------------------------------------------------ pages

    @property
    def words(self) -> bytes:
        """What pages are pressed with; empty before there is any."""
        if self._words is None:
            self._words = self._cache.get(_WORDS, "") or b""
        return self._words

    def learn(self, pages: Iterable[bytes]) -> None:
        """Take these pages as what all others are like."""
        self._words = b"".join(pages)[-_REACH:]
        self._cache.put(_WORDS, "", self._words)

    def press(self, page: bytes) -> bytes:
        """A page as it is kept."""
        # higher levels take half as long again and save little
        presser = zlib.compressobj(3, zdict=self.words)
        return _name_of(self.words) + presser.compress(page) + presser.flush()

    def keep(self, pages: Mapping[str, bytes]) -> None:
        """Keep pressed pages by the digests of what they were."""
        self._cache.put_many(_PAGE, pages)

    def get(self, digests: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The pages of these digests, as far as they are there and whole."""
        wanted, mark = list(dict.fromkeys(digests)), _name_of(self.words)
        for start in range(0, len(wanted), _AT_ONCE):
            for digest, kept in self._cache.get_many(_PAGE, wanted[start : start + _AT_ONCE]).items():
                if kept.startswith(mark):
                    page = zlib.decompressobj(zdict=self.words).decompress(kept[_MARK:])
                    if sha256(page).hexdigest() == digest:
                        yield digest, page


def _name_of(words: bytes) -> bytes:
    return sha256(words).digest()[:_MARK]
