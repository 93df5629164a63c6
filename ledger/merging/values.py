"""The three-way merge of plain values; what two people changed differently is collected as conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.dialect.tree import Value
from ledger.merging.items import (
    ABSENT,
    ITEM_KEYS,
    NAMES,
    Absent,
    Address,
    Maybe,
    SameUnit,
    Step,
    added_twice,
    alike,
    as_before,
    identities,
    listed,
)
from ledger.merging.order import woven
from ledger.values import replace


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that both sides changed differently: ``field`` is its name as in ``progress/2020-04/区住建局/done``."""

    field: str
    address: Address
    base: Maybe
    ours: Maybe
    theirs: Maybe


class Merging:
    """One merge; collects the conflicts on its way."""

    def __init__(self, same_unit: SameUnit | None = None) -> None:
        self.conflicts: list[Conflict] = []
        self._same_unit = same_unit

    def value(self, base: Maybe, ours: Maybe, theirs: Maybe, at: Address) -> Maybe:
        """The merged value of one field or item; the value of our side where there is a conflict."""
        if alike(ours, theirs) or alike(base, theirs):
            return ours
        if alike(base, ours):
            return theirs
        if isinstance(ours, dict) and isinstance(theirs, dict) and (base is ABSENT or isinstance(base, dict)):
            return self.mapping(base if isinstance(base, dict) else {}, ours, theirs, at)
        lists = listed(base), listed(ours), listed(theirs)
        if isinstance(at[-1], str) and lists[0] is not None and lists[1] is not None and lists[2] is not None:
            merged = self._items(lists[0], lists[1], lists[2], at)
            if merged is not None:
                return merged if merged or isinstance(ours, list) or theirs == [] else ABSENT
        self._conflict(at, base, ours, theirs)
        return ours

    def mapping(
        self, base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value], at: Address
    ) -> dict[str, Value]:
        """The fields of both sides."""
        fields: dict[str, Value] = {}
        for key in woven(list(ours), list(theirs)):
            merged = self.value(base.get(key, ABSENT), ours.get(key, ABSENT), theirs.get(key, ABSENT), (*at, key))
            if not isinstance(merged, Absent):
                fields[key] = merged
        return fields

    def _items(self, base: list[Value], ours: list[Value], theirs: list[Value], at: Address) -> list[Value] | None:
        name = str(at[-1]) if len(at) == 1 or at[-1] in NAMES else ""
        ids = [identities(items, name) for items in (base, ours, theirs)]
        if ids[0] is None or ids[1] is None or ids[2] is None:
            return None
        if name in NAMES:
            return self._names((base, ids[0]), (ours, ids[1]), (theirs, ids[2]), at)
        known = (base, ids[0])
        first = as_before(name, known, (ours, ids[1]), self._same_unit)
        second = as_before(name, known, (theirs, ids[2]), self._same_unit)
        if self._same_unit and "unit" in ITEM_KEYS[name]:
            ours, theirs, second = added_twice(name, known, (ours, first), (theirs, second), self._same_unit)
        old, mine, other = (
            dict(zip(each, items, strict=True))
            for each, items in zip((ids[0], first, second), (base, ours, theirs), strict=True)
        )
        merged: dict[Step, Value] = {}
        begun = len(self.conflicts)
        for item in woven(first, second):
            value = self.value(old.get(item, ABSENT), mine.get(item, ABSENT), other.get(item, ABSENT), (*at, item))
            if not isinstance(value, Absent):
                merged[item] = value
        now = dict(zip(merged, identities(list(merged.values()), name) or merged, strict=True))
        self.conflicts[begun:] = [_called_as_now(each, len(at), now) for each in self.conflicts[begun:]]
        return list(merged.values())

    def _names(
        self,
        base: tuple[list[Value], list[tuple[str, ...]]],
        ours: tuple[list[Value], list[tuple[str, ...]]],
        theirs: tuple[list[Value], list[tuple[str, ...]]],
        at: Address,
    ) -> list[Value]:
        """An ordered set. Two who put different names in the place of one, or in different orders, disagree."""
        old, mine, other = base[1], ours[1], theirs[1]
        replaced = [each for each in old if each not in mine and each not in other]
        new_mine, new_other = ([each for each in side if each not in old] for side in (mine, other))
        stays = [each for each in old if each in mine and each in other]
        order_mine, order_other = ([each for each in side if each in stays] for side in (mine, other))
        disagree = order_mine != order_other and stays not in (order_mine, order_other)
        if disagree or (replaced and new_mine and new_other and set(new_mine) != set(new_other)):
            self._conflict(at, base[0], ours[0], theirs[0])
            return ours[0]
        keep = {*stays, *new_mine, *new_other}
        first, second = ([each for each in side if each in keep] for side in (mine, other))
        if order_mine != order_other and stays == order_mine:
            first, second = second, first
        values = dict(zip(other, theirs[0], strict=True)) | dict(zip(mine, ours[0], strict=True))
        return [values[each] for each in woven(first, second)]

    def _conflict(self, at: Address, base: Maybe, ours: Maybe, theirs: Maybe) -> None:
        self.conflicts.append(Conflict(_named(at), at, base, ours, theirs))


def _called_as_now(conflict: Conflict, depth: int, now: Mapping[Step, Step]) -> Conflict:
    """A conflict inside an item that the merge calls otherwise than the ancestor did."""
    item = conflict.address[depth]
    if now.get(item, item) == item:
        return conflict
    address = (*conflict.address[:depth], now[item], *conflict.address[depth + 1 :])
    return replace(conflict, field=_named(address), address=address)


def _named(at: Address) -> str:
    """``progress/2020-04/区住建局/done``."""
    parts: list[str] = []
    for step in at:
        if isinstance(step, str):
            parts.append(step)
        else:
            parts += [part for part in step[:-1] if part]
            if step[-1] != "0":
                parts.append(f"第{int(step[-1]) + 1}条")
    return "/".join(parts)
