"""Completion: what may be typed at a place, from the schema of the file and the words of its ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ledger import metrics
from ledger.deadlines import last_reporting
from ledger.diagnostics import Path
from ledger.dialect import emit as yamlemit
from ledger.editor import cursor
from ledger.editor.cursor import Cursor
from ledger.editor.desk import Desk, Shelf, kind_of
from ledger.editor.schema import Schema
from ledger.model import Task
from ledger.periods import Period
from ledger.values import replace

UNIT_PLACES = (
    ("units", "lead"),
    ("units", "support"),
    ("progress", "unit"),
    ("progress", "joint"),
    ("changes", "unit"),
    ("rules", "events", "unit"),
    ("units", "successor"),
    ("groups", "members"),
)
"""Where a responsible unit is named, list positions aside."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to type: the text that replaces ``start`` … ``end``, how it is shown and found.

    ``kind``: ``key``, ``value``, ``unit``, ``task``, ``period`` or ``rule``. ``search`` is what typing is matched
    with where that is more than the label (a unit's full name, a task's text). ``here`` marks those that stand in
    this task already.
    """

    label: str
    new: str
    start: int
    end: int
    kind: str = "value"
    detail: str = ""
    about: str = ""
    search: str = ""
    here: bool = False


def names(path: Path) -> tuple[str, ...]:
    """A path without list positions."""
    return tuple(step for step in path if isinstance(step, str))


def is_unit(kind: str, path: Path) -> bool:
    """Whether the value at this place names a responsible unit."""
    place = names(path)
    in_registry = place in (("units", "successor"), ("groups", "members"))
    return place in UNIT_PLACES and (kind == "units") is in_registry


def resolved(schema: Schema, node: Schema) -> Schema:
    """A node with the parts it refers to merged in; alternatives stay."""
    for part in node.get("allOf", ()):
        name = part.get("$ref", "").removeprefix("#/definitions/")
        target = schema["definitions"][name] if name else part
        node = {**target, **{key: value for key, value in node.items() if key != "allOf"}}
    return node


def node_at(schema: Schema, path: Path) -> Schema | None:
    """The part of a schema that speaks of the value at a path; ``None`` where it says nothing."""
    node: Schema | None = resolved(schema, schema)
    for step in path:
        node = _below(schema, node, step) if node else None
    return node


def _below(schema: Schema, node: Schema, step: str | int) -> Schema | None:
    for one in (node, *(resolved(schema, part) for part in node.get("anyOf", ()))):
        found: Any = None
        if isinstance(step, int):
            found = one.get("items")
        elif one.get("type") == "object":
            found = one.get("properties", {}).get(step)
            found = found or next(iter(one.get("patternProperties", {}).values()), None)
            found = found or one.get("additionalProperties")
        if isinstance(found, dict):
            return resolved(schema, found)
    return None


def choices(schema: Schema, node: Schema) -> dict[str, str]:
    """The values a node names, with what they mean."""
    found: dict[str, str] = {}
    for one in (node, *(resolved(schema, part) for part in node.get("anyOf", ()))):
        said = one.get("enumDescriptions", ())
        for n, value in enumerate(one.get("enum", ())):
            found.setdefault(value, said[n] if n < len(said) else "")
    if node.get("type") == "boolean":
        found = {"true": "是", "false": "否"}
    return found


def at(desk: Desk, path: str, offset: int) -> list[Offer]:
    """What may be typed at an offset of a file, the likeliest first; nothing inside a text or a comment."""
    text, schema = desk.text(path), desk.schema_of(path)
    here = cursor.at(text, offset) if text is not None and schema is not None else None
    if here is None or schema is None or here.in_text:
        return []
    node = node_at(schema, here.path)
    if node is None:
        return []
    shelf, task = desk.shelf(path), desk.task_of(path)
    typed = (text or "")[here.start : offset].lstrip("\"'")
    if node.get("type") == "object" and not here.after_key:
        return _fitting(list(_keys(schema, node, here, task)), typed)
    if node.get("type") == "object":
        return []
    return _fitting(_values(schema, node, here, kind_of(path), shelf, task), typed)


def _fitting(found: list[Offer], typed: str) -> list[Offer]:
    """The offers that hold what is typed so far, anywhere in their names: 住房 finds 区住建局 by its full name.

    Editors only look for the first letters of words, and Chinese names have none; so the choice is made here, and
    ``search`` begins with what was typed. Where nothing holds it, all are left to the editor.
    """
    if not typed.strip():
        return found
    folded = typed.casefold()
    ranks = []
    for offer in found:
        label, search = offer.label.casefold(), offer.search.casefold()
        place = 0 if label.startswith(folded) else 1 if folded in label or folded in search else 2
        ranks.append((place, replace(offer, search=f"{typed} {offer.label}")))
    fitting = [(place, offer) for place, offer in ranks if place < 2]
    return [offer for _, offer in sorted(fitting, key=lambda one: one[0])] or found


def _keys(schema: Schema, node: Schema, here: Cursor, task: Task | None) -> Iterator[Offer]:
    tail = "" if here.key else ": "
    mine = {item.name: item for item in task.indicators} if task and names(here.path)[-1:] == ("indicators",) else {}
    known = {name: {"title": f"{item.measure}，目标 {item.target}"} for name, item in mine.items()}
    for key, inner in {**known, **node.get("properties", {})}.items():
        if key in here.siblings and key != here.key:
            continue
        of = resolved(schema, inner)
        typed = yamlemit.key_text(key, flow=here.in_flow)
        nested = of.get("type") == "object" or (of.get("type") == "array" and not here.in_flow and _holds(of, "object"))
        end = tail.rstrip() if nested and not here.in_flow else tail
        yield Offer(
            key,
            typed + end,
            here.start,
            here.end,
            "key",
            inner.get("title", ""),
            inner.get("description", ""),
            f"{key} {inner.get('title', '')}",
            key in mine or key in node.get("required", ()),
        )


def _holds(node: Schema, kind: str) -> bool:
    items = node.get("items")
    return isinstance(items, dict) and items.get("type") == kind


def _values(
    schema: Schema, node: Schema, here: Cursor, kind: str, shelf: Shelf | None, task: Task | None
) -> list[Offer]:
    before, after, flow = "", "", here.in_flow
    if node.get("type") == "array":
        # the list itself is not begun yet
        items = node.get("items")
        node = resolved(schema, items) if isinstance(items, dict) else {}
        if node.get("type") == "object":
            return []
        before, after, flow = ("[", "]", True) if here.after_key else ("- ", "", False)
    found = [
        Offer(
            value,
            before + (value if node.get("type") == "boolean" else yamlemit.scalar(value, flow=flow)) + after,
            here.start,
            here.end,
            "value",
            meaning,
            search=f"{value} {meaning}" if meaning else "",
        )
        for value, meaning in choices(schema, node).items()
    ]
    place = names(here.path)
    if is_unit(kind, here.path):
        return _units(found, shelf, task, place)
    if place[-1:] in (("same_as",), ("task",)):
        own = task.id if task else ""
        return [replace(offer, kind="task") for offer in found if offer.label != own]
    if place[-1:] == ("period",):
        return _periods(found, shelf, task, place)
    if place == ("waivers", "rule"):
        return [replace(offer, kind="rule") for offer in found]
    if place == ("leaders",) and task:
        return sorted(found, key=lambda offer: offer.label in task.leaders)
    return found


def _units(found: Iterable[Offer], shelf: Shelf | None, task: Task | None, place: tuple[str, ...]) -> list[Offer]:
    """Units, found by their aliases too; who reports is most often one of the task's own."""
    own = set(task.units.all) if task else set()
    offers = []
    for offer in found:
        unit = shelf.registry.find(offer.label) if shelf else None
        also = [unit.name, *(alias.name for alias in unit.aliases)] if unit else []
        search = " ".join(dict.fromkeys([offer.label, *also]))
        offers.append(replace(offer, kind="unit", search=search, here=offer.label in own))
    reporting = place[0] in ("progress", "changes")
    return sorted(offers, key=lambda offer: not offer.here) if reporting else offers


def _periods(found: Iterable[Offer], shelf: Shelf | None, task: Task | None, place: tuple[str, ...]) -> list[Offer]:
    """Periods; first the one to be reported next, or for a review the one reported last."""
    offers = [replace(offer, kind="period") for offer in found]
    last = metrics.latest_period(task) if task else None
    likely = last
    if place[0] == "progress" and shelf and shelf.config:
        every = shelf.config.reporting.every
        reported = last_reporting(every, last) if last else None
        likely = reported.next() if reported else Period(shelf.config.year, every, 1)
    return sorted(offers, key=lambda offer: offer.label != str(likely)) if likely else offers
