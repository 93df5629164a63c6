"""File names and links of the pages.

A name from the ledger may hold anything, and file systems of USB sticks know no difference between large and small
letters: what is not plain becomes a digest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)

Link = Callable[[str], str]
"""From the path of a page to what stands in ``href``."""


@lru_cache(maxsize=1 << 15)
def slug(name: str) -> str:
    """``2020-main-037`` as it is, 区住建局 as ten digits that follow from the name alone."""
    if _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    return "x" + sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def task(identity: str) -> str:
    """The page of a task."""
    return f"task/{slug(identity)}.html"


def unit(name: str) -> str:
    """The page of a unit."""
    return f"unit/{slug(name)}.html"


def leader(name: str) -> str:
    """The page of a leader."""
    return f"leader/{slug(name)}.html"


def category(*levels: str) -> str:
    """The page of a category, named by its levels from the outermost in."""
    return f"category/{slug(chr(0).join(levels))}.html"


def relative(page: str) -> Link:
    """Links of a page to others in the same folder tree: ``../task/…`` from ``unit/…``."""
    up = "../" * page.count("/")
    return lambda path: up + path


def inside(path: str) -> str:
    """Links where all pages are in one file."""
    page, mark, query = path.partition("?")
    return f"#{page.removesuffix('.html')}{mark}{query}"
