"""Making many pages: a few at a time straight onto the disk, in several processes where there is enough to do."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ledger.site.build import Site

_PORTION = 100
"""Pages given to a process at a time."""
_FEW = 400
"""Pages for which no second process is begun."""


class Made(NamedTuple):
    """A page that was made: its path, the digest of its bytes, and how many they are."""

    path: str
    digest: str
    size: int


Make = Callable[[Sequence[str], Path, Mapping[str, str]], Iterator[Made]]
"""Make the pages ``paths`` below a folder; what is there already with the digest it has is not written."""


def make(site: Site, workers: int = 1, let_go: Callable[[], None] = lambda: None) -> Make:
    """How the pages of a site are made; ``let_go`` closes what other processes must not inherit."""

    def all_of(paths: Sequence[str], into: Path, have: Mapping[str, str]) -> Iterator[Made]:
        many = [path for path in paths if path.startswith("task/")]
        rest = [path for path in paths if not path.startswith("task/")]
        yield from _portion(site, rest, into, have)
        if workers > 1 and len(many) > _FEW and "fork" in multiprocessing.get_all_start_methods():
            let_go()
            yield from _together(site, many, into, have, workers)
        else:
            yield from _portion(site, many, into, have)

    return all_of


def _portion(site: Site, paths: Sequence[str], into: Path, have: Mapping[str, str]) -> Iterator[Made]:
    folders: set[PurePosixPath] = set()
    for path in paths:
        data = site.page(path).data
        digest = sha256(data).hexdigest()
        if have.get(path) != digest:
            parent = PurePosixPath(path).parent
            if parent not in folders:
                (into / parent).mkdir(parents=True, exist_ok=True)
                folders.add(parent)
            with open(f"{into}/{path}", "wb", buffering=0) as handle:  # noqa: PTH123 - many of them
                handle.write(data)
        yield Made(path, digest, len(data))


_SHARED: list[tuple[Site, Path, Mapping[str, str]]] = []
"""What the processes of ``_together`` inherit: a site is too large to be sent."""


def _together(site: Site, paths: Sequence[str], into: Path, have: Mapping[str, str], workers: int) -> Iterator[Made]:
    from concurrent.futures import ProcessPoolExecutor

    portions = [paths[n : n + _PORTION] for n in range(0, len(paths), _PORTION)]
    _SHARED[:] = [(site, into, have)]
    gc.freeze()  # what is shared stays shared as long as nobody looks for garbage in it
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            for made in pool.map(_inherited, portions):
                yield from made
    finally:
        gc.unfreeze()
        _SHARED.clear()


def _inherited(paths: Sequence[str]) -> list[Made]:
    site, into, have = _SHARED[0]
    return list(_portion(site, paths, into, have))
