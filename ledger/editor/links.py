"""Definition, references and the outline: where a unit is registered, who links to a task, what a file holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger import yamlfile
from ledger.diagnostics import Path, Where
from ledger.editor import cursor, offers
from ledger.editor.cursor import Cursor
from ledger.editor.desk import Desk, Shelf, kind_of
from ledger.model import Task
from ledger.store import FOLDER, REGISTRY


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file of the ledger."""

    file: str
    where: Where


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an outline. ``kind``: ``task``, ``field``, ``list`` or ``item``."""

    name: str
    detail: str
    kind: str
    where: Where
    last: Where
    children: tuple[Entry, ...] = ()


def definition(desk: Desk, path: str, offset: int) -> list[Spot]:
    """Where what is named at the place is defined: a unit in ``units.yaml``, a task's file, an indicator above."""
    here, shelf = _here(desk, path, offset), desk.shelf(path)
    if here is None or shelf is None:
        return []
    place, typed = offers.names(here.path), cursor.unquoted(here.typed)
    if offers.is_unit(kind_of(path), here.path):
        return _registered(desk, shelf, typed)
    if place[-1:] in (("same_as",), ("task",)) and shelf.ledger:
        record = shelf.ledger.by_id.get(typed)
        return [_spot(desk, record.path, ("id",))] if record else []
    name = here.key or (place[-1] if place else "")
    task = desk.task_of(path)
    if place[:2] == ("progress", "indicators") and task:
        found = [n for n, item in enumerate(task.indicators) if item.name == name]
        return [_spot(desk, path, ("indicators", n, "name")) for n in found]
    return []


def references(desk: Desk, path: str, offset: int) -> list[Spot]:
    """Every place of the ledger that names the unit or the task at the place."""
    here, shelf = _here(desk, path, offset), desk.shelf(path)
    if here is None or shelf is None or shelf.ledger is None:
        return []
    place, typed = offers.names(here.path), cursor.unquoted(here.typed)
    kind = kind_of(path)
    if offers.is_unit(kind, here.path) or (kind == "units" and place[-1:] in (("name",), ("short",), ("aliases",))):
        return list(_of_unit(desk, shelf, typed))
    if kind == "task" and (place[-1:] == ("same_as",) or place == ("id",)):
        return list(_of_task(desk, shelf, typed))
    return []


def outline(desk: Desk, path: str) -> tuple[Entry, ...]:
    """What a file holds; empty for a text that does not parse."""
    text = desk.text(path)
    if not text or not kind_of(path):
        return ()
    top: list[tuple[Path, str, Where, str]] = [node for node in yamlfile.nodes(text) if len(node[0]) <= 3]
    return _children((), top)


def tasks(desk: Desk, query: str, most: int = 200) -> list[tuple[str, Spot]]:
    """Tasks of every ledger that was read whose id, text or path holds the query, with where they are."""
    found = []
    for shelf in desk.shelves():
        for record in shelf.ledger.records if shelf.ledger else ():
            task = record.task
            if all(word in f"{task.id} {task.text} {record.path}" for word in query.split()):
                found.append((f"{task.id} {task.text.splitlines()[0]}", Spot(record.path, Where(1, 1))))
                if len(found) == most:
                    return found
    return found


def _here(desk: Desk, path: str, offset: int) -> Cursor | None:
    text = desk.text(path)
    here = cursor.at(text, offset) if text is not None and kind_of(path) else None
    return None if here is None or here.in_text else here


def _spot(desk: Desk, file: str, path: Path) -> Spot:
    text = desk.text(file)
    return Spot(file, yamlfile.locate(text, path) if text is not None else Where(1, 1))


def _registered(desk: Desk, shelf: Shelf, name: str) -> list[Spot]:
    file = f"{FOLDER}/{shelf.name}/{REGISTRY}"
    unit, group = shelf.registry.find(name), shelf.registry.group(name)
    if unit:
        return [_spot(desk, file, ("units", shelf.registry.units.index(unit), "name"))]
    if group and group in shelf.registry.groups:
        return [_spot(desk, file, ("groups", shelf.registry.groups.index(group), "name"))]
    return []


def _of_unit(desk: Desk, shelf: Shelf, name: str) -> Iterator[Spot]:
    same = shelf.registry.same
    spelled: dict[str, bool] = {}

    def meant(other: str) -> bool:
        if other not in spelled:
            spelled[other] = same(name, other)
        return spelled[other]

    for record in shelf.ledger.records if shelf.ledger else ():
        paths = [path for path, unit in units_in(record.task) if meant(unit)]
        text = desk.text(record.path) if paths else None
        if text is not None:
            places = yamlfile.locate_all(text, paths)
            yield from (Spot(record.path, places[path]) for path in paths)


def units_in(task: Task) -> Iterator[tuple[Path, str]]:
    """Every unit a task names, with its place in the file."""
    for role, named in (("lead", task.units.lead), ("support", task.units.support)):
        yield from ((("units", role, n), unit) for n, unit in enumerate(named))
    for n, entry in enumerate(task.progress):
        yield ("progress", n, "unit"), entry.unit
        yield from ((("progress", n, "joint", m), unit) for m, unit in enumerate(entry.joint))
    yield from ((("changes", n, "unit"), change.unit) for n, change in enumerate(task.changes) if change.unit)


def _of_task(desk: Desk, shelf: Shelf, identity: str) -> Iterator[Spot]:
    for record in shelf.ledger.records if shelf.ledger else ():
        if record.task.id == identity:
            yield _spot(desk, record.path, ("id",))
        for n, target in enumerate(record.task.same_as):
            if target == identity:
                yield _spot(desk, record.path, ("same_as", n))


def _children(at: Path, nodes: list[tuple[Path, str, Where, str]]) -> tuple[Entry, ...]:
    """The fields or items directly below a path, each with its own children."""
    mine = [node for node in nodes if len(node[0]) == len(at) + 1 and node[0][: len(at)] == at]
    found = []
    for path, kind, where, said in mine:
        inside = [node for node in nodes if node[0][: len(path)] == path]
        nested = kind in ("列表", "字段组")
        children = _children(path, inside) if nested and len(path) < 2 else ()
        values = {node[0][-1]: node[3] for node in inside if len(node[0]) == len(path) + 1}
        name = str(path[-1]) if isinstance(path[-1], str) else _named(values, path[-1] + 1, said)
        last = max((node[2] for node in inside), default=where)
        detail = "" if nested else said.replace("\n", " ")[:80]
        found.append(Entry(name, detail, "list" if nested else "field", where, max(last, where), children))
    return tuple(found)


def _named(values: dict[str | int, str], number: int, said: str) -> str:
    """An item of a list by what tells it from the others."""
    keys = ("period", "kind", "unit", "name", "rule", "verdict", "event", "light")
    words = [values[key] for key in keys if values.get(key)]
    return " ".join(words) or said[:40] or f"第{number}项"
