"""Whether a folder already holds what would be written: nothing is read, computed or written a second time then.

What the pages were made from (the program, its templates, every file of the ledger by its content, the commit whose
history is told, the options) is kept in the repository's cache with the digest of the list of files in the folder.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.cache import Cache, program_stamp
from ledger.report.webpages import templates
from ledger.site import writing
from ledger.snapshot import Snapshot
from ledger.store import CALENDAR, FOLDER

_KIND = "site-written"


@dataclass(frozen=True)
class Again:
    """One folder and what its pages would be made from; ``asked`` says the rest: commit and options in words."""

    cache: Cache
    files: Snapshot
    ledger: str
    folder: Path
    asked: str

    @property
    def _key(self) -> str:
        held = sha256(program_stamp())
        inside = (f"{FOLDER}/{self.ledger}/", f"{FOLDER}/{CALENDAR}")
        blobs = (f"{path} {blob}" for path, blob in self.files.blobs.items() if path.startswith(inside))
        for text in (str(self.folder.resolve()), self.asked, *templates(), *blobs):
            held.update(f"{text}\0".encode("utf-8", "surrogatepass"))
        return held.hexdigest()

    def said(self) -> dict[str, Any] | None:
        """What was said when just this was written, if all of it still lies there unchanged."""
        if not self._known_by_content or not (self.folder / writing.MANIFEST).is_file():
            return None
        kept = self.cache.get(_KIND, self._key)
        try:
            said = json.loads(kept) if kept else None
        except ValueError:
            return None
        if not isinstance(said, dict) or said.get("list") != writing.whole(self.folder):
            return None
        shape = said.get("shape")
        return shape if isinstance(shape, dict) else None

    def keep(self, shape: dict[str, Any]) -> None:
        """Remember what was said about the folder that was just written."""
        if self._known_by_content:
            said = {"list": writing.whole(self.folder), "shape": shape}
            self.cache.put(_KIND, self._key, json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass"))

    @property
    def _known_by_content(self) -> bool:
        """Whether every file of the ledger has a name for its content."""
        return self.cache.is_on and all(
            blob for path, blob in self.files.blobs.items() if path.startswith(f"{FOLDER}/{self.ledger}/")
        )
