"""Which commit brought a fact: the trailers (Task, Period, Unit, Kind) of every commit that touched a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import NotFound
from ledger.gitrepo.repository import Repository, find

_FORMAT = "--format=%x01%H%x00%(trailers:only=true,unfold=true)"
_KEYS = {"Task": "tasks", "Period": "periods", "Unit": "units", "Kind": "kinds"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A commit with what its trailers say; a returned form names several tasks."""

    commit: str
    tasks: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def marked(repo: Repository, folder: str, revision: str = "HEAD") -> tuple[Marked, ...]:
    """The commits up to ``revision`` that touched ``folder`` and name a task, newest first; one call of git."""
    if revision == "HEAD" and repo.head() is None:
        return ()
    said = repo.read("log", "--no-show-signature", "--no-mailmap", _FORMAT, revision, "--", f":(top,literal){folder}")
    found = []
    for block in said.decode("utf-8", "replace").split("\x01")[1:]:
        name, _, trailers = block.partition("\0")
        commit = _read(name, trailers.splitlines())
        if commit.tasks:
            found.append(commit)
    return tuple(found)


def of_folder(root: Path, folder: str, revision: str = "HEAD") -> tuple[Marked, ...]:
    """``marked`` for a folder named from ``root``, which may lie below the top of its repository.

    Empty where there is no repository: a plain folder has no history to trace anything to.
    """
    try:
        repo = find(root)
    except NotFound:
        return ()
    base = repo.relative(root)
    return marked(repo, folder if base == "." else f"{base}/{folder}", revision)


def _read(name: str, lines: Sequence[str]) -> Marked:
    values: dict[str, set[str]] = {key: set() for key in _KEYS.values()}
    for line in lines:
        key, _, value = line.partition(": ")
        if key in _KEYS:
            values[_KEYS[key]].add(value.strip())
    return Marked(name, **{key: frozenset(said) for key, said in values.items()})
