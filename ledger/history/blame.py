"""For every field of a task as it is now: the commit that made it so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.gitrepo.history import Made
from ledger.history.values import flat
from ledger.history.versions import Version
from ledger.values import Struct


class Origin(Struct, frozen=True):
    """A field, its value, and the commit it has it from; ``None`` for a change that is not committed yet."""

    field: str
    value: str
    made: Made | None


def blame(versions: Sequence[Version], now: dict[str, str], blob: str) -> list[Origin]:
    """The origin of each field in ``now`` (as ``values.flat`` gives them), from the versions newest first.

    ``blob`` is git's name of the committed content that ``now`` was made from.

    A field that was changed and changed back is owed to the commit that changed it back. After a merge each
    field keeps the commit of the side it was taken from.
    """
    known: dict[str, dict[str, tuple[str, Made]]] = {}
    for version in _in_order(versions):
        sides = [known.get(text.blob, {}) for text in version.before if text]
        if version.after is None:
            continue
        if version.after.record is None:  # nothing can be said of fields; what was known stays known
            known[version.after.blob] = sides[0] if sides else {}
            continue
        known[version.after.blob] = _inherited(flat(version.after.record.task), sides, version.made)
    last = known.get(blob, {})
    found = []
    for field, value in now.items():
        before = last.get(field)
        found.append(Origin(field, value, before[1] if before and before[0] == value else None))
    return found


def _in_order(versions: Sequence[Version]) -> Iterator[Version]:
    """Oldest first, each after what it was made from, also where the clocks of two branches disagree."""
    made = {version.after.blob for version in versions if version.after}
    known: set[str] = set()
    waiting = list(reversed(versions))
    while waiting:
        ready = next((version for version in waiting if _sources(version) & made <= known), waiting[0])
        waiting.remove(ready)
        if ready.after:
            known.add(ready.after.blob)
        yield ready


def _sources(version: Version) -> set[str]:
    return {text.blob for text in version.before if text}


def _inherited(
    values: dict[str, str], sides: Sequence[dict[str, tuple[str, Made]]], made: Made
) -> dict[str, tuple[str, Made]]:
    found = {}
    for field, value in values.items():
        inherited = next((side[field] for side in sides if field in side and side[field][0] == value), None)
        found[field] = inherited or (value, made)
    return found
