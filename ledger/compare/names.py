"""Who is who on both sides: a unit that was renamed, or whose tasks another took over, is the same unit."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.text import key
from ledger.units import Registry, Unit


class Names:
    """Units of two registries. Keys are equal exactly when two names mean the same unit on their sides.

    Units are linked where one registry knows the other's name or short form, and along ``successor``. Old
    aliases alone link nothing: the same alias may have passed from one unit to another.
    """

    def __init__(self, before: Registry, after: Registry) -> None:
        self._sides = (before, after)
        self._number: dict[tuple[int, Unit], int] = {}
        for side, registry in enumerate(self._sides):
            for unit in registry.units:
                self._number.setdefault((side, unit), len(self._number))
        self._leader = list(range(len(self._number)))
        self._known: dict[tuple[int, str], str] = {}
        for side, registry in enumerate(self._sides):
            for unit in registry.units:
                for other in self._linked(side, unit):
                    self._join(self._number[side, unit], other)

    def _linked(self, side: int, unit: Unit) -> Iterator[int]:
        for name in (unit.name, unit.short):
            same = self._sides[1 - side].find(name) if name else None
            if same:
                yield self._number[1 - side, same]
        for where in (side, 1 - side):
            heir = self._sides[where].find(unit.successor) if unit.successor else None
            if heir:
                yield self._number[where, heir]
                break

    def _join(self, one: int, other: int) -> None:
        first, second = self._root(one), self._root(other)
        self._leader[max(first, second)] = min(first, second)

    def _root(self, number: int) -> int:
        while self._leader[number] != number:
            self._leader[number] = self._leader[self._leader[number]]
            number = self._leader[number]
        return number

    def before(self, name: str) -> str:
        """The key of a name as the first side writes it."""
        return self._key(0, name)

    def after(self, name: str) -> str:
        """The key of a name as the second side writes it."""
        return self._key(1, name)

    def _key(self, side: int, name: str) -> str:
        found = self._known.get((side, name))
        if found is None:
            found = self._known[side, name] = self._look_up(side, name)
        return found

    def _look_up(self, side: int, name: str) -> str:
        for where in (side, 1 - side):
            unit = self._sides[where].find(name)
            if unit:
                return f"#{self._root(self._number[where, unit])}"
        return key(name)
