"""What is known of a folder that was written before: nothing is read, computed or written a second time.

What the pages were made from (the program, its templates, every file of the ledger by its content, the commit whose
history is told, the options) is kept in the repository's cache, and of each file in the folder what it was made from
and how it looked when it was written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from ledger import packing
from ledger.cache import Cache, program_stamp
from ledger.report.webpages import templates
from ledger.site import writing
from ledger.site.writing import Known, Table
from ledger.snapshot import Snapshot
from ledger.store import CALENDAR, FOLDER

_KIND = "site-written"


@dataclass(frozen=True, slots=True)
class _Last:
    """The last run that wrote into a folder: what it was asked, what it said, and the files."""

    asked: str = ""
    listing: str = ""
    said: str = ""
    table: dict[str, Known] = field(default_factory=dict)


@dataclass(frozen=True)
class Again:
    """One folder and what its pages would be made from; ``asked`` says the rest: commit and options in words."""

    cache: Cache
    files: Snapshot
    ledger: str
    folder: Path
    asked: str

    @cached_property
    def key(self) -> str:
        """A name for everything the pages are made from; as good as the names of the files (``is_known``)."""
        held = sha256(program_stamp())
        inside = (f"{FOLDER}/{self.ledger}/", f"{FOLDER}/{CALENDAR}")
        blobs = (f"{path} {blob}" for path, blob in self.files.blobs.items() if path.startswith(inside))
        for text in (self.asked, *templates(), *blobs):
            held.update(f"{text}\0".encode("utf-8", "surrogatepass"))
        return held.hexdigest()

    @cached_property
    def _last(self) -> _Last:
        stored = self.cache.get(_KIND, self._place)
        return (packing.unpack(stored, _Last) if stored else None) or _Last()

    @property
    def _place(self) -> str:
        return sha256(str(self.folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def table(self) -> Table:
        """What is known of the files in the folder."""
        return self._last.table

    def said(self) -> str:
        """What was said when just this was written, if all of it still lies there unchanged; else nothing."""
        last = self._last
        if not last.listing or not self.is_known or last.asked != self.key:
            return ""
        return last.said if writing.whole(self.folder, last.table) == last.listing else ""

    def keep(self, said: str, table: Table) -> None:
        """Remember what was said about the folder that was just written, and how its files look."""
        whole = said if self.is_known else ""
        last = _Last(self.key, writing.listing_of(self.folder), whole, table)
        try:
            self.cache.put(_KIND, self._place, packing.pack(last))
        except UnicodeEncodeError:
            return  # a name that is no text

    @property
    def is_known(self) -> bool:
        """Whether every file of the ledger has a name for its content."""
        return self.cache.is_on and all(
            blob for path, blob in self.files.blobs.items() if path.startswith(f"{FOLDER}/{self.ledger}/")
        )
