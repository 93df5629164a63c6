"""Three-way merge of task files by structure: three texts → one text, and what two people changed differently.

Fields are compared by what they are, not by the lines they stand on: progress entries belong together by
period and unit, reviews by period and reviewer, indicators by name, lists of names are ordered sets. Only a
field that both sides changed to different values is a conflict: then the value of our side stays, and a
comment above it (``CONFLICT_MARK``) keeps what the other side and the ancestor had, which ``check`` reports.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, TypeAlias

from ledger import codec, yamlfile
from ledger.diagnostics import Level, Path
from ledger.dialect.rules import CONFLICT_MARK
from ledger.dialect.tree import Value, comments_of, parse, same
from ledger.errors import EditRefused
from ledger.periods import Period
from ledger.values import replace

SameUnit = Callable[[str, str], bool]
"""Whether two names mean the same unit."""
SIDES = ("共同祖先", "我方", "对方")


class Absent(Enum):
    """A field that one side does not have."""

    ABSENT = "没有"


ABSENT = Absent.ABSENT
Maybe: TypeAlias = "Value | Absent"
Step: TypeAlias = str | tuple[str, ...]
"""A key of a mapping, or what tells an item of a list from its neighbours (its last part counts repetitions)."""
Address: TypeAlias = tuple[Step, ...]

_ITEM_KEYS = {
    "progress": ("period", "unit"),
    "reviews": ("period", "by"),
    "changes": ("on", "kind", "field", "period", "unit"),
    "waivers": ("rule", "period"),
    "indicators": ("name",),
}
_CALLED = {"progress": "unit", "reviews": "by", "indicators": "name"}
"""The key by which an item is called: where only that was changed, it is the item it was."""
_NAMES = ("leaders", "same_as", "sum_of", "lead", "support", "joint")
"""Lists of names, which are sets with an order; ``category`` is none: its levels make sense only together."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that both sides changed differently: ``field`` is its name as in ``progress/2020-04/区住建局/done``."""

    field: str
    address: Address
    base: Maybe
    ours: Maybe
    theirs: Maybe


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged text, the conflicts noted in it, and the comments of the other side that it lacks.

    ``other`` is set when both sides added different tasks under one file name: that task of the other side
    (id and text) is not in ``text``.
    """

    text: str
    conflicts: tuple[Conflict, ...] = ()
    lost_comments: tuple[str, ...] = ()
    other: tuple[str, str] | None = None


class Unmergeable(Exception):
    """A text that cannot be merged by structure; the message says which side, where, and why."""


def merge(
    base: str, ours: str, theirs: str, *, by_lines: str | None = None, same_unit: SameUnit | None = None
) -> Merged:
    """The merge of two texts that both come from ``base`` (empty when both sides added the file).

    An entry whose unit was renamed on one side is the entry it was: by ``same_unit``, or because most of it is equal.

    ``by_lines`` is the text that a merge line by line gives without conflict, if it does: where it says the same
    as the merge by structure it is taken, because it has the comments of both sides. ``Unmergeable`` when a text
    has faults of writing, is no task, or an edit would not read back.
    """
    if ours == theirs or base == theirs:
        return Merged(ours)
    if base == ours:
        return Merged(theirs)
    old, mine, other = (_task(text, side) for text, side in zip((base, ours, theirs), SIDES, strict=True))
    if not old and any(mine.get(key) != other.get(key) for key in ("id", "text")):
        named = str(other.get("id") or ""), " ".join(str(other.get("text") or "").split())
        note = f"{CONFLICT_MARK} 整个文件\n#   对方: {_quoted(' '.join(named))}\n"
        return Merged(_on_top(ours, note), other=named)
    merging = _Merging(same_unit)
    value = merging.mapping(old, mine, other, ())
    if not merging.conflicts and by_lines is not None and _says(by_lines, value):
        return Merged(by_lines)
    text = _edited(ours, mine, value, same_unit)
    conflicts = tuple(merging.conflicts)
    return Merged(_noted(text, value, conflicts), conflicts, _lost(base, theirs, text))


def _task(text: str, side: str) -> dict[str, Value]:
    value, found = yamlfile.load(text)
    fault = next((finding for finding in found if finding.level is Level.ERROR), None)
    if fault is not None:
        line = f"第{fault.where.line}行" if fault.where else ""
        raise Unmergeable(f"{side}{line}：{fault.message}")
    if value is None:
        value = {}
    if not isinstance(value, dict) or (value and "id" not in value):
        raise Unmergeable(f"{side}：不是一项任务的文件")
    return value


def _says(text: str, value: Value) -> bool:
    read, found = yamlfile.load(text)
    return same(read, value) and not any(finding.level is Level.ERROR for finding in found)


# --- values ---------------------------------------------------------------------------------------------


def _alike(one: Maybe, other: Maybe) -> bool:
    if isinstance(one, Absent) or isinstance(other, Absent):
        return one is other
    return same(one, other)


def _listed(value: Maybe) -> list[Value] | None:
    """The items of a list; a list that is not there has none."""
    if isinstance(value, Absent):
        return []
    return value if isinstance(value, list) else None


def _typed(value: Value) -> str:
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


def _counted(ids: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each identity with how often it has come before, so that repeated ones stay apart."""
    seen: Counter[tuple[str, ...]] = Counter()
    counted = []
    for each in ids:
        counted.append((*each, str(seen[each])))
        seen[each] += 1
    return counted


def _identities(items: Sequence[Value], name: str) -> list[tuple[str, ...]] | None:
    """What tells the items of the list ``name`` apart, ``None`` for a list that is one value."""
    if name in _ITEM_KEYS:
        if not all(isinstance(item, dict) for item in items):
            return None
        keys = _ITEM_KEYS[name]
        return _counted(tuple(_typed(item.get(key)) for key in keys) for item in items if isinstance(item, dict))
    if name not in _NAMES or any(isinstance(item, (list, dict)) for item in items):
        return None
    return _counted((_typed(item),) for item in items)


def _as_before(
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
    kept = [key for key in _ITEM_KEYS[name] if key != called]
    if not all(_alike(before.get(key, ABSENT), after.get(key, ABSENT)) for key in kept):
        return False
    if name == "progress" and same_unit and same_unit(_typed(before.get(called)), _typed(after.get(called))):
        return True
    rest = {*before, *after} - {*kept, called}
    return 2 * sum(_alike(before.get(key, ABSENT), after.get(key, ABSENT)) for key in rest) > len(rest)


Items: TypeAlias = "tuple[Sequence[Value], Sequence[tuple[str, ...]]]"
"""Items of a list, and what tells them apart."""


def _added_twice(
    name: str, known: Items, mine: Items, other: Items, same_unit: SameUnit
) -> tuple[list[Value], list[Value], list[tuple[str, ...]]]:
    """Our items, their items and what theirs are known by, where both sides added one under two names of a unit:
    it is one item, with the name of the unit that is in use."""
    (ours, first), (theirs, second) = (list(mine[0]), list(mine[1])), (list(other[0]), list(other[1]))
    added_ours = [n for n, each in enumerate(first) if each not in known[1] and each not in second]
    added_theirs = [m for m, each in enumerate(second) if each not in known[1] and each not in first]
    pairs = [(n, m) for n in added_ours for m in added_theirs if _is_one(ours[n], theirs[m], name, same_unit)]
    used = {_typed(item.get("unit")) for item in known[0] if isinstance(item, dict)}
    for n, m in pairs:
        one, another = ours[n], theirs[m]
        alone = sum(each == n for each, _ in pairs) == sum(each == m for _, each in pairs) == 1
        if alone and isinstance(one, dict) and isinstance(another, dict):
            # a name that the ancestor does not use is the new one; else the fuller one, whichever side wrote it
            unit = max((one["unit"], another["unit"]), key=lambda each: (_typed(each) not in used, *_fuller(each)))
            ours[n], theirs[m], second[m] = one | {"unit": unit}, another | {"unit": unit}, first[n]
    return ours, theirs, second


def _fuller(name: Value) -> tuple[int, str]:
    return len(_typed(name)), _typed(name)


def _is_one(one: Value, other: Value, name: str, same_unit: SameUnit) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict) or not (one.get("unit") and other.get("unit")):
        return False
    kept = [key for key in _ITEM_KEYS[name] if key != "unit"]
    alike = all(_alike(one.get(key, ABSENT), other.get(key, ABSENT)) for key in kept)
    return alike and same_unit(_typed(one["unit"]), _typed(other["unit"]))


def _rank(step: Step) -> tuple[int, tuple[date, int], Step]:
    """Where an addition stands among those of the other side: by period or day, then by name."""
    first = step if isinstance(step, str) else step[0]
    try:
        return 0, Period.parse(first).sort_key, step
    except ValueError:
        return 1, (date.max, 0), step


def _woven(ours: Sequence[Any], theirs: Sequence[Any]) -> list[Any]:
    """Both sequences in one, the same whichever comes first as long as their common members agree in order."""
    mine, other = set(ours), set(theirs)
    common = [each for each in ours if each in other]
    if common != [each for each in theirs if each in mine]:
        return _followed(ours, theirs, mine)
    result: list[Any] = []
    for gap, behind in zip(_gaps(ours, other), _gaps(theirs, mine), strict=True):
        result += heapq.merge(gap, behind, key=_rank)
        if common:
            result.append(common.pop(0))
    return result


def _gaps(sequence: Sequence[Any], anchors: set[Any]) -> list[list[Any]]:
    gaps: list[list[Any]] = [[]]
    for each in sequence:
        if each in anchors:
            gaps.append([])
        else:
            gaps[-1].append(each)
    return gaps


def _followed(ours: Sequence[Any], theirs: Sequence[Any], mine: set[Any]) -> list[Any]:
    """``ours``, with what only ``theirs`` has behind the member it follows there."""
    result = list(ours)
    at = 0
    for each in theirs:
        if each in mine:
            at = result.index(each) + 1
        else:
            result.insert(at, each)
            at += 1
    return result


class _Merging:
    """One merge; collects the conflicts on its way."""

    def __init__(self, same_unit: SameUnit | None = None) -> None:
        self.conflicts: list[Conflict] = []
        self._same_unit = same_unit

    def value(self, base: Maybe, ours: Maybe, theirs: Maybe, at: Address) -> Maybe:
        """The merged value of one field or item; the value of our side where there is a conflict."""
        if _alike(ours, theirs) or _alike(base, theirs):
            return ours
        if _alike(base, ours):
            return theirs
        if isinstance(ours, dict) and isinstance(theirs, dict) and (base is ABSENT or isinstance(base, dict)):
            return self.mapping(base if isinstance(base, dict) else {}, ours, theirs, at)
        lists = _listed(base), _listed(ours), _listed(theirs)
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
        for key in _woven(list(ours), list(theirs)):
            merged = self.value(base.get(key, ABSENT), ours.get(key, ABSENT), theirs.get(key, ABSENT), (*at, key))
            if not isinstance(merged, Absent):
                fields[key] = merged
        return fields

    def _items(self, base: list[Value], ours: list[Value], theirs: list[Value], at: Address) -> list[Value] | None:
        name = str(at[-1]) if len(at) == 1 or at[-1] in _NAMES else ""
        ids = [_identities(items, name) for items in (base, ours, theirs)]
        if ids[0] is None or ids[1] is None or ids[2] is None:
            return None
        if name in _NAMES:
            return self._names((base, ids[0]), (ours, ids[1]), (theirs, ids[2]), at)
        known = (base, ids[0])
        first = _as_before(name, known, (ours, ids[1]), self._same_unit)
        second = _as_before(name, known, (theirs, ids[2]), self._same_unit)
        if self._same_unit and "unit" in _ITEM_KEYS[name]:
            ours, theirs, second = _added_twice(name, known, (ours, first), (theirs, second), self._same_unit)
        old, mine, other = (
            dict(zip(each, items, strict=True))
            for each, items in zip((ids[0], first, second), (base, ours, theirs), strict=True)
        )
        merged: dict[Step, Value] = {}
        begun = len(self.conflicts)
        for item in _woven(first, second):
            value = self.value(old.get(item, ABSENT), mine.get(item, ABSENT), other.get(item, ABSENT), (*at, item))
            if not isinstance(value, Absent):
                merged[item] = value
        now = dict(zip(merged, _identities(list(merged.values()), name) or merged, strict=True))
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
        return [values[each] for each in _woven(first, second)]

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


# --- text -----------------------------------------------------------------------------------------------


def _edited(text: str, old: dict[str, Value], new: dict[str, Value], same_unit: SameUnit | None) -> str:
    """``text``, which says ``old``, saying ``new``; only the lines that must are touched."""

    def order(path: Path) -> Sequence[str]:
        return codec.ORDER(path) or tuple(_keys_at(new, path))

    try:
        for key, value in new.items():
            before = old.get(key)
            if key in old and same(before, value):
                continue
            if key in _ITEM_KEYS and isinstance(before, list) and isinstance(value, list):
                text = _edited_items(text, key, before, value, order, same_unit)
            else:
                text = yamlfile.set_value(text, (key,), value, block=codec.BLOCK, order=order)
        for key in old:
            if key not in new:
                text = yamlfile.remove(text, (key,), block=codec.BLOCK)
    except EditRefused as failure:
        raise Unmergeable(f"我方：{failure.message}") from failure
    if not _says(text, new):
        raise Unmergeable("我方：合并后读回来与预期不符")
    return text


def _keys_at(value: Value, path: Path) -> list[str]:
    for step in path:
        if isinstance(value, dict) and step in value:
            value = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return []
    return list(value) if isinstance(value, dict) else []


def _in(some: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    return [each for each in some if each in others]


def _edited_items(
    text: str, key: str, old: list[Value], new: list[Value], order: yamlfile.Order, same_unit: SameUnit | None
) -> str:
    """One keyed list, item by item, so that the others keep their comments."""
    present, wanted = _identities(old, key), _identities(new, key)
    if present is not None and wanted is not None:
        wanted = _as_before(key, (old, present), (new, wanted), same_unit)
    if present is None or wanted is None or _in(wanted, present) != _in(present, wanted):
        return yamlfile.set_value(text, (key,), new, block=codec.BLOCK, order=order)
    items = dict(zip(present, old, strict=True))
    for n, (item, value) in enumerate(zip(wanted, new, strict=True)):
        while n < len(present) and present[n] not in wanted:
            text = yamlfile.remove(text, (key, n), block=codec.BLOCK)
            del present[n]
        if item in present:
            if not same(items[item], value):
                text = yamlfile.set_value(text, (key, n), value, block=codec.BLOCK, order=order)
        elif n < len(present):
            text = yamlfile.insert_item(text, (key, n), value, block=codec.BLOCK, order=order)
            present.insert(n, item)
        else:
            text = yamlfile.append_item(text, (key,), value, block=codec.BLOCK, order=order)
            present.append(item)
    for n in reversed(range(len(new), len(present))):
        text = yamlfile.remove(text, (key, n), block=codec.BLOCK)
    return text


def _quoted(value: Maybe) -> str:
    """A value as JSON on one line, without a character that could end the comment it stands in."""
    if isinstance(value, Absent):
        return "（没有）"
    written = json.dumps(value, ensure_ascii=False, default=_typed)
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in written)


def _on_top(text: str, note: str) -> str:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return mark + (note.replace("\n", "\r\n") if "\r\n" in text else note) + text.removeprefix("\ufeff")


def _noted(text: str, value: Value, conflicts: Sequence[Conflict]) -> str:
    """``text`` with a note above each field in conflict; all on top where a note would disturb the values."""
    if not conflicts:
        return text
    lines = text.split("\n")
    places = sorted(
        ((yamlfile.locate(text, _path(value, each.address), key=True).line - 1, each) for each in conflicts),
        key=lambda pair: pair[0],
    )
    for line, conflict in reversed(places):
        margin = lines[line][: len(lines[line]) - len(lines[line].lstrip(" "))]
        ending = "\r" if lines[line].endswith("\r") else ""
        lines[line:line] = [margin + row + ending for row in _note(conflict)]
    noted = "\n".join(lines)
    if same(yamlfile.load(noted)[0], value):
        return noted
    return _on_top(text, "".join(f"{row}\n" for each in conflicts for row in _note(each)))


def _note(conflict: Conflict) -> list[str]:
    field = "".join(c if c.isprintable() else "?" for c in conflict.field)
    return [
        f"{CONFLICT_MARK} {field}",
        f"#   对方: {_quoted(conflict.theirs)}",
        f"#   共同祖先: {_quoted(conflict.base)}",
    ]


def _path(value: Value, address: Address) -> Path:
    """Where an address leads in a value, as far as it leads anywhere."""
    path: list[str | int] = []
    for step in address:
        if isinstance(step, str):
            if not isinstance(value, dict) or step not in value:
                return (*path, step)
            path.append(step)
            value = value[step]
        else:
            ids = _identities(value, str(path[-1])) if isinstance(value, list) else None
            if ids is None or step not in ids or not isinstance(value, list):
                break
            path.append(ids.index(step))
            value = value[ids.index(step)]
    return tuple(path)


def _lost(base: str, theirs: str, text: str) -> tuple[str, ...]:
    """Comments that the other side has added and ``text`` does not have."""
    had, added, kept = (_comments(each) for each in (base, theirs, text))
    return tuple((added - had - (kept - had)).elements())


def _comments(text: str) -> Counter[str]:
    text = text.removeprefix("\ufeff")
    return Counter(text[start:end].rstrip() for start, end in comments_of(text, parse(text).root))
