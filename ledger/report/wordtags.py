"""The home of docxtpl: the tags of a Word template as a Jinja template.

Word spreads a tag over several runs; docxtpl puts it together again and lifts ``{%tr … %}`` out of its row. That
depends on the template alone, so it is done once for each template: the result is kept under the name of its text,
and docxtpl, which brings a third of a second of imports along, is loaded only for a template not seen before.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from ledger.cache import open_at

_KIND = "word tags"


@lru_cache(maxsize=64)
def as_jinja(part: str, start: Path | None = None) -> str:
    """The XML ``part`` of a template with its tags in one piece. ``start`` lies in the repository with the cache."""
    name = hashlib.blake2b(f"{_version()}\0{part}".encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
    if start is None:
        return _patched(part)
    with open_at(start) as cache:
        known = cache.get(_KIND, name)
        if known is not None:
            return known.decode("utf-8", "surrogatepass")
        patched = _patched(part)
        cache.put(_KIND, name, patched.encode("utf-8", "surrogatepass"))
        return patched


def _patched(part: str) -> str:
    import io

    from docxtpl import DocxTemplate

    # opening the package is not its part here
    patched: str = DocxTemplate(io.BytesIO()).patch_xml(part)
    return patched


def _version() -> str:
    """Which docxtpl is installed, without loading it: its file's size and time."""
    found = find_spec("docxtpl")
    folder = Path(found.origin).parent if found and found.origin else Path()
    about = (folder / "template.py").stat()
    return f"{about.st_size} {about.st_mtime_ns}"
