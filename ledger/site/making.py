"""Making many pages: a few at a time straight onto the disk, in several processes where there is enough to do.

Those that were made before, for whatever folder, are copied from the cache.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ledger.site.pressed import Had, Pressed

if TYPE_CHECKING:
    from ledger.site.build import Page, Site

_PORTION = 100
"""Pages given to a process at a time."""
_FEW = 400
"""Pages for which no second process is begun."""
_ALIKE = 2
"""Pages that are taken for what all others are like."""


class Made(NamedTuple):
    """A page that was made: its path, the digest of its bytes, and how many they are."""

    path: str
    digest: str
    size: int


Make = Callable[[Sequence[str], Path, Mapping[str, str]], Iterator[Made]]
"""Make the pages ``paths`` below a folder; what is there already with the digest it has is not written."""


@dataclass
class Maker:
    """How pages come about: those that were ``had`` before are copied from the cache, the others made by ``site``.

    ``site`` is asked for only when there is something to make; ``let_go`` closes what other processes must not inherit.
    """

    site: Callable[[], Site]
    workers: int = 1
    let_go: Callable[[], None] = lambda: None
    kept: Pressed | None = None
    had: Mapping[str, Had] = field(default_factory=dict)

    def __call__(self, paths: Sequence[str], into: Path, have: Mapping[str, str]) -> Iterator[Made]:
        """See ``Make``."""
        place = _Place(into, have)
        done: set[str] = set()
        for made in self._copied(paths, place):
            done.add(made.path)
            yield made
        if len(done) < len(paths):
            yield from self._made([path for path in paths if path not in done], place)

    def _copied(self, paths: Sequence[str], place: _Place) -> Iterator[Made]:
        if self.kept is None or not self.had:
            return
        known = [path for path in paths if path in self.had]
        wanted: dict[str, list[str]] = {}
        for path in known:
            _, digest, size = self.had[path]
            if place.has(path, digest):
                yield Made(path, digest, size)
            else:
                wanted.setdefault(digest, []).append(path)
        for digest, data in self.kept.get(wanted):
            for path in wanted[digest]:
                place.put(path, data)
                yield Made(path, digest, len(data))

    def _made(self, paths: Sequence[str], place: _Place) -> Iterator[Made]:
        site, kept = self.site(), self.kept if self.kept and self.kept.is_on else None
        many = [path for path in paths if path.startswith("task/")]
        if kept and not kept.words:
            first, many = [site.page(path) for path in many[:_ALIKE]], many[_ALIKE:]
            kept.learn(page.data for page in first)
            yield from _finished(first, place, kept)
        rest = (path for path in paths if not path.startswith("task/"))
        yield from _finished(map(site.page, rest), place, kept)
        if self.workers > 1 and len(many) > _FEW and "fork" in multiprocessing.get_all_start_methods():
            self.let_go()
            if kept:
                kept.close()
            yield from _together(_Work(site, place, kept), many, self.workers)
        else:
            yield from _finished(map(site.page, many), place, kept)


class _Place:
    """A folder that pages go into, beside what another one already has."""

    def __init__(self, into: Path, have: Mapping[str, str]) -> None:
        self._into, self._have = into, have
        self._folders: set[str] = set()

    def has(self, path: str, digest: str) -> bool:
        """Whether this very page is there."""
        return self._have.get(path) == digest

    def put(self, path: str, data: bytes) -> None:
        """Write a page."""
        parent = path.rpartition("/")[0]
        if parent not in self._folders:
            (self._into / parent).mkdir(parents=True, exist_ok=True)
            self._folders.add(parent)
        with open(f"{self._into}/{path}", "wb", buffering=0) as handle:  # noqa: PTH123 - many of them
            handle.write(data)


def _finished(pages: Iterable[Page], place: _Place, kept: Pressed | None) -> Iterator[Made]:
    new: dict[str, bytes] = {}
    for page in pages:
        digest = sha256(page.data).hexdigest()
        if not place.has(page.path, digest):
            place.put(page.path, page.data)
            if kept:
                new[digest] = kept.press(page.data)
        if kept and len(new) >= _PORTION:
            kept.keep(new)
            new = {}
        yield Made(page.path, digest, len(page.data))
    if kept:
        kept.keep(new)


class _Work(NamedTuple):
    """What several processes do together: from which site, where to, and who keeps the pages."""

    site: Site
    place: _Place
    kept: Pressed | None


_SHARED: list[_Work] = []
"""What the processes of ``_together`` inherit: a site is too large to be sent."""


def _together(work: _Work, paths: Sequence[str], workers: int) -> Iterator[Made]:
    from concurrent.futures import ProcessPoolExecutor

    portions = [paths[n : n + _PORTION] for n in range(0, len(paths), _PORTION)]
    _SHARED[:] = [work]
    gc.freeze()  # what is shared stays shared as long as nobody looks for garbage in it
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            for made in pool.map(_inherited, portions):
                yield from made
    finally:
        gc.unfreeze()
        _SHARED.clear()


def _inherited(paths: Sequence[str]) -> list[Made]:
    site, place, kept = _SHARED[0]
    return list(_finished(map(site.page, paths), place, kept))
