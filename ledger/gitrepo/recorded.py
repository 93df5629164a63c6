"""Commits that were read once and are kept: the next reading asks git only for what is new.

A commit never changes under its name, so what is kept of it stays true; which commits count, and in which
order, follows each time from the commit that is asked about. After a rewritten history the old commits are
merely not reached. What git itself would show differently (a shallow clone that was completed, grafts) is part
of the key.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice

from ledger import packing
from ledger.cache import Cache
from ledger.gitrepo.history import Made, commits
from ledger.gitrepo.repository import Repository
from ledger.values import Struct

_KIND = "commits"
_MOST = 200_000
"""A history of more commits than this (a ledger inside a large project) is read from git each time."""
_TIPS = 8


class _Index(Struct, frozen=True):
    """What is kept: every commit that ``tips`` build on, in ``parts`` of ``sizes`` commits, the oldest first."""

    tips: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    sizes: tuple[int, ...] = ()


def recorded(
    repo: Repository,
    tip: str,
    folder: str,
    cache: Cache,
    *,
    learn: bool = True,
    later: list[Callable[[], None]] | None = None,
) -> Iterable[Made] | None:
    """Every commit up to ``tip`` (a full name) in the order of ``git log``, with what it touched below ``folder``.

    A commit that touched nothing there is among them. ``None`` where nothing can be kept, and without ``learn`` where
    nothing is: then ``history.commits`` is the way. Where nothing is kept yet the commits come while git tells them,
    and once they were all asked for they are kept: at once, or by whoever calls what was then put into ``later``.
    ``GitRefused`` when git stops half way.
    """
    if not cache.is_on:
        return None
    slot = f"{folder}\0{view(repo)}"
    index, parts = _kept(cache, slot)
    if not parts and not learn:
        return None
    if len(parts) == 1 and index.tips[-1:] == (tip,):
        return parts[0]  # kept as git told it
    if not parts:
        return _first(repo, tip, folder, cache, slot, later)
    known = {made.name: made for part in parts for made in part}
    if tip in known:
        return _walk(known, tip)
    new = _read(repo, tip, folder, index.tips)
    if new is None:
        return None
    known.update((made.name, made) for made in new)
    found = _walk(known, tip)
    if found is None:  # what was kept had a hole
        return _first(repo, tip, folder, cache, slot, later)
    _soon(later, partial(_keep, cache, slot, index, parts, found, len(new)))
    return found


def _soon(later: list[Callable[[], None]] | None, keep: Callable[[], None]) -> None:
    if later is None:
        keep()
    else:
        later.append(keep)


def _first(
    repo: Repository, tip: str, folder: str, cache: Cache, slot: str, later: list[Callable[[], None]] | None
) -> Iterator[Made]:
    """All from git; kept when the last was told, unless there are too many."""
    found: list[Made] = []
    with closing(commits(repo, tip, paths=[folder], every=True)) as telling:
        for made in telling:
            if len(found) <= _MOST:
                found.append(made)
            yield made
    if 0 < len(found) <= _MOST:
        _soon(later, partial(_keep, cache, slot, _Index(), (), found, len(found)))


def _read(repo: Repository, tip: str, folder: str, without: Sequence[str]) -> list[Made] | None:
    with closing(commits(repo, tip, paths=[folder], every=True, without=without)) as found:
        read = list(islice(found, _MOST + 1))
    return read if len(read) <= _MOST else None


def _walk(known: dict[str, Made], tip: str) -> list[Made] | None:
    """The commits up to ``tip`` in git's order: the latest of those whose child was told; ``None`` if one lacks."""
    found: list[Made] = []
    waiting: list[tuple[float, int, Made]] = []
    seen: set[str] = set()
    count = 0

    def enter(names: Iterable[str]) -> bool:
        nonlocal count
        for name in names:
            if name not in seen:
                made = known.get(name)
                if made is None:
                    return False
                seen.add(name)
                heapq.heappush(waiting, (-made.committed.timestamp(), count, made))
                count += 1
        return True

    if not enter((tip,)):
        return None
    while waiting:
        made = heapq.heappop(waiting)[2]
        found.append(made)
        if not enter(made.parents):
            return None
    return found


def _kept(cache: Cache, slot: str) -> tuple[_Index, list[list[Made]]]:
    stored = cache.get(_KIND, slot)
    index = packing.unpack(stored, _Index) if stored else None
    if index is None:
        return _Index(), []
    data = cache.get_many(_KIND, index.parts)
    parts = [packing.unpack(data[part], list[Made]) for part in index.parts if part in data]
    whole = [part for part in parts if part is not None]
    return (index, whole) if len(whole) == len(index.parts) else (_Index(), [])


def _keep(
    cache: Cache, slot: str, index: _Index, parts: Sequence[Sequence[Made]], found: Sequence[Made], new: int
) -> None:
    """Put small parts together with the ``new`` commits: there are never many parts, and most is written seldom.

    Where one part is left it is what was ``found``, in its order.
    """
    tip, names, sizes = found[0].name, list(index.parts), list(index.sizes)
    while sizes and sizes[-1] <= 2 * new:
        new += sizes.pop()
        names.pop()
    if names:
        old = {made.name for part in parts[: len(names)] for made in part}
        fresh = [made for part in parts[len(names) :] for made in part]
        have = old | {made.name for made in fresh}
        fresh += [made for made in found if made.name not in have]
        tips = (*index.tips, tip)[-_TIPS:]
    else:
        fresh, tips = list(found), (tip,)
    try:
        data = packing.pack(fresh)
    except UnicodeEncodeError:
        return  # the name of a file is not UTF-8; it is read each time
    # what a commit is kept as follows from its name
    named = hashlib.blake2b("".join([made.name for made in fresh]).encode(), digest_size=16)
    name = f"{slot}\0{named.hexdigest()}"
    cache.put(_KIND, name, data)
    cache.put(_KIND, slot, packing.pack(_Index(tips, (*names, name), (*sizes, len(fresh)))))


def view(repo: Repository) -> str:
    """What makes git show commits with other parents than they have."""
    known = hashlib.blake2b(digest_size=16)
    for name in ("shallow", "info/grafts"):
        path = repo.common_dir / name
        known.update(b"%b\0" % (path.read_bytes() if path.is_file() else b""))
    return known.hexdigest()
