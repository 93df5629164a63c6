"""What tells the items of a list apart, and when two that are called differently are one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from ledger.dialect.tree import Value, same

SameUnit = Callable[[str, str], bool]
"""Whether two names mean the same unit."""


class Absent(Enum):
    """A field that one side does not have."""

    ABSENT = "没有"


ABSENT = Absent.ABSENT
Maybe: TypeAlias = "Value | Absent"
Step: TypeAlias = str | tuple[str, ...]
"""A key of a mapping, or what tells an item of a list from its neighbours (its last part counts repetitions)."""
Address: TypeAlias = tuple[Step, ...]

ITEM_KEYS = {
    "progress": ("period", "unit"),
    "reviews": ("period", "by"),
    "changes": ("on", "kind", "field", "period", "unit"),
    "waivers": ("rule", "period"),
    "indicators": ("name",),
}
_CALLED = {"progress": "unit", "reviews": "by", "indicators": "name"}
"""The key by which an item is called: where only that was changed, it is the item it was."""
NAMES = ("leaders", "same_as", "sum_of", "lead", "support", "joint")
"""Lists of names, which are sets with an order; ``category`` is none: its levels make sense only together."""


def alike(one: Maybe, other: Maybe) -> bool:
    """Whether two fields say the same, a missing one being equal to a missing one only."""
    if isinstance(one, Absent) or isinstance(other, Absent):
        return one is other
    return same(one, other)


def listed(value: Maybe) -> list[Value] | None:
    """The items of a list; a list that is not there has none."""
    if isinstance(value, Absent):
        return []
    return value if isinstance(value, list) else None


def typed(value: Value) -> str:
    """A plain value as it is written; nothing is the empty text."""
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _counted(ids: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each identity with how often it has come before, so that repeated ones stay apart."""
    seen: Counter[tuple[str, ...]] = Counter()
    counted = []
    for each in ids:
        counted.append((*each, str(seen[each])))
        seen[each] += 1
    return counted


def identities(items: Sequence[Value], name: str) -> list[tuple[str, ...]] | None:
    """What tells the items of the list ``name`` apart, ``None`` for a list that is one value."""
    if name in ITEM_KEYS:
        if not all(isinstance(item, dict) for item in items):
            return None
        keys = ITEM_KEYS[name]
        return _counted(tuple(typed(item.get(key)) for key in keys) for item in items if isinstance(item, dict))
    if name not in NAMES or any(isinstance(item, (list, dict)) for item in items):
        return None
    return _counted((typed(item),) for item in items)


def as_before(
    name: str,
    before: tuple[Sequence[Value], Sequence[tuple[str, ...]]],
    after: tuple[Sequence[Value], Sequence[tuple[str, ...]]],
    same_unit: SameUnit | None,
) -> list[tuple[str, ...]]:
    """What tells the items of ``after`` apart; one that is only called otherwise now is known as it was before."""
    (old, old_ids), (new, new_ids) = before, after
    called = _CALLED.get(name)
    gone = [n for n, each in enumerate(old_ids) if each not in new_ids] if called else []
    come = [n for n, each in enumerate(new_ids) if each not in old_ids] if gone else []
    pairs = [(n, m) for n in gone for m in come if _is_renamed(old[n], new[m], name, same_unit)]
    known = list(new_ids)
    for n, m in pairs:
        # two that may both be it: neither is
        if sum(one == n for one, _ in pairs) == sum(other == m for _, other in pairs) == 1:
            known[m] = old_ids[n]
    return known


def _is_renamed(before: Value, after: Value, name: str, same_unit: SameUnit | None) -> bool:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    called = _CALLED[name]
    kept = [key for key in ITEM_KEYS[name] if key != called]
    if not all(alike(before.get(key, ABSENT), after.get(key, ABSENT)) for key in kept):
        return False
    if name == "progress" and same_unit and same_unit(typed(before.get(called)), typed(after.get(called))):
        return True
    rest = {*before, *after} - {*kept, called}
    return 2 * sum(alike(before.get(key, ABSENT), after.get(key, ABSENT)) for key in rest) > len(rest)


Items: TypeAlias = "tuple[Sequence[Value], Sequence[tuple[str, ...]]]"
"""Items of a list, and what tells them apart."""


def added_twice(
    name: str, known: Items, mine: Items, other: Items, same_unit: SameUnit
) -> tuple[list[Value], list[Value], list[tuple[str, ...]]]:
    """Our items, their items and what theirs are known by, where both sides added one under two names of a unit:
    it is one item, with the name of the unit that is in use."""
    (ours, first), (theirs, second) = (list(mine[0]), list(mine[1])), (list(other[0]), list(other[1]))
    added_ours = [n for n, each in enumerate(first) if each not in known[1] and each not in second]
    added_theirs = [m for m, each in enumerate(second) if each not in known[1] and each not in first]
    pairs = [(n, m) for n in added_ours for m in added_theirs if _is_one(ours[n], theirs[m], name, same_unit)]
    used = {typed(item.get("unit")) for item in known[0] if isinstance(item, dict)}
    for n, m in pairs:
        one, another = ours[n], theirs[m]
        alone = sum(each == n for each, _ in pairs) == sum(each == m for _, each in pairs) == 1
        if alone and isinstance(one, dict) and isinstance(another, dict):
            # a name that the ancestor does not use is the new one; else the fuller one, whichever side wrote it
            unit = max((one["unit"], another["unit"]), key=lambda each: (typed(each) not in used, *_fuller(each)))
            ours[n], theirs[m], second[m] = one | {"unit": unit}, another | {"unit": unit}, first[n]
    return ours, theirs, second


def _fuller(name: Value) -> tuple[int, str]:
    return len(typed(name)), typed(name)


def _is_one(one: Value, other: Value, name: str, same_unit: SameUnit) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict) or not (one.get("unit") and other.get("unit")):
        return False
    kept = [key for key in ITEM_KEYS[name] if key != "unit"]
    agree = all(alike(one.get(key, ABSENT), other.get(key, ABSENT)) for key in kept)
    return agree and same_unit(typed(one["unit"]), typed(other["unit"]))
