"""Hover: what stands at a place, in Markdown: a unit's names, a task's latest progress, a field, a rule's page."""

from __future__ import annotations

import inspect
from dataclasses import dataclass

from ledger import metrics
from ledger.checks.base import complete
from ledger.deadlines import due_date
from ledger.diagnostics import RULES, Rule
from ledger.editor import cursor, offers
from ledger.editor.cursor import Cursor
from ledger.editor.desk import Desk, Shelf, kind_of
from ledger.errors import LedgerError
from ledger.model import Record, Task
from ledger.periods import Period
from ledger.store import load_calendar
from ledger.units import Group, Unit

LONGEST = 200
"""Progress texts are cut here."""
_OWN = ("id", "number", "text")


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown about ``start`` … ``end`` of the text."""

    text: str
    start: int
    end: int


def at(desk: Desk, path: str, offset: int) -> Hover | None:
    """What can be said of the place; ``None`` for nothing."""
    text = desk.text(path)
    here = cursor.at(text, offset) if text is not None and kind_of(path) else None
    if here is None or here.in_text or here.end <= here.start:
        return None
    said = _key(desk, path, here) if here.key else _value(desk, path, here)
    return Hover(said, here.start, here.end) if said else None


def _key(desk: Desk, path: str, here: Cursor) -> str:
    schema = desk.schema_of(path)
    node = offers.node_at(schema, (*here.path, here.key)) if schema else None
    if schema is None or node is None or not node.get("title"):
        return ""
    lines = [f"**{escaped(node['title'])}** `{here.key}`"]
    if node.get("description"):
        lines.append(escaped(node["description"]))
    named = offers.choices(schema, node)
    if 0 < len(named) <= 10:
        lines.append("\n".join(f"- `{value}` {escaped(meaning)}".rstrip() for value, meaning in named.items()))
    if here.key in _OWN and not here.path and (task := desk.task_of(path)):
        lines.append(of_task(task))
    return "\n\n".join(lines)


def _value(desk: Desk, path: str, here: Cursor) -> str:
    place, shelf = offers.names(here.path), desk.shelf(path)
    typed = cursor.unquoted(here.typed)
    if offers.is_unit(kind_of(path), here.path) and shelf:
        return of_unit(shelf, typed)
    if kind_of(path) == "task" and place in (("id",), ("number",)):
        task = desk.task_of(path)
        return of_task(task) if task else ""
    if place[-1:] in (("same_as",), ("task",)) and shelf and shelf.ledger:
        record = shelf.ledger.by_id.get(typed)
        return of_record(record) if record else f"没有任务 {escaped(typed)}"
    if place == ("waivers", "rule"):
        rule = rule_named(typed)
        return page(rule) if rule else f"没有规则 {escaped(typed)}"
    if place[-1:] == ("period",):
        return _period(desk, shelf, typed)
    schema = desk.schema_of(path)
    node = offers.node_at(schema, here.path) if schema else None
    meaning = offers.choices(schema, node).get(typed) if schema and node else None
    return f"`{typed}` {escaped(meaning)}" if meaning else ""


def _period(desk: Desk, shelf: Shelf | None, typed: str) -> str:
    try:
        period = Period.parse(typed)
    except ValueError:
        return ""
    said = f"**{period.chinese}**"
    if shelf and shelf.config:
        try:
            due = due_date(shelf.config, period, load_calendar(desk.tree))
        except LedgerError:
            return said
        said += f"\n\n报送时限：{due.day}（{due.rule}）"
        if due.assumption:
            said += f"\n\n{due.assumption}"
    return said


def of_unit(shelf: Shelf, name: str) -> str:
    """A unit's full name, short form, other names with their dates, and how many tasks it has."""
    unit, group = shelf.registry.find(name), shelf.registry.group(name)
    lines = _unit(unit) if unit else _group(shelf, group) if group else [f"“{escaped(name)}”不在名录里。"]
    if not unit and not group and (near := shelf.registry.suggest(name)):
        lines.append(f"是不是 {near}？")
    if shelf.ledger:
        # a ledger has few spellings and many tasks: each spelling is compared once
        units = [record.task.units for record in shelf.ledger.records]
        meant = {one for one in {n for each in units for n in each.all} if shelf.registry.same(name, one)}
        lead = sum(not meant.isdisjoint(each.lead) for each in units)
        every = sum(not meant.isdisjoint(each.all) for each in units)
        if every:
            lines.append(f"本台账：牵头 {lead} 项，配合 {every - lead} 项。")
    return "\n\n".join(lines)


def _unit(unit: Unit) -> list[str]:
    lines = [f"**{escaped(unit.name)}**" + (f"（{escaped(unit.short)}）" if unit.short else "")]
    for alias in unit.aliases:
        dates = "，".join(
            said
            for said in (f"{alias.begin} 起" if alias.begin else "", f"{alias.end} 止" if alias.end else "")
            if said
        )
        lines.append(f"别名：{escaped(alias.name)}" + (f"（{dates}）" if dates else ""))
    more = [
        f"类别：{unit.kind}" if unit.kind else "",
        f"承接单位：{unit.successor}" if unit.successor else "",
        unit.note,
    ]
    return [*lines, *(escaped(line) for line in more if line)]


def _group(shelf: Shelf, group: Group) -> list[str]:
    members = shelf.registry.members(group.name)
    said = f"{len(members)} 个单位：{'、'.join(members)}" if members else "统称，没有列出是哪些单位。"
    return [f"**{escaped(group.name)}**", escaped(said)]


def of_record(record: Record) -> str:
    """A task and where it stands."""
    return f"{of_task(record.task)}\n\n`{record.path}`"


def of_task(task: Task) -> str:
    """A task: its text, its units, where it stands and the latest progress of each unit."""
    leaders = f"，{'、'.join(task.leaders)}牵头" if task.leaders else ""
    lines = [
        f"**{escaped(task.id)}** {escaped(task.text)}",
        escaped(f"{'、'.join(task.units.all) or '没有责任单位'}{leaders}。{metrics.status(task)}。"),
    ]
    last = metrics.latest_period(task)
    if last is None:
        lines.append("还没有进展。")
    for entry in task.entries(last) if last else ():
        verdict = f"（{entry.verdict}）" if entry.verdict else ""
        done = entry.done.replace("\n", " ")
        cut = done if len(done) <= LONGEST else done[:LONGEST] + "…"
        lines.append(escaped(f"{entry.period} {entry.unit}{verdict}：{cut}"))
    for review in task.reviews[-1:]:
        lines.append(escaped(f"{review.period} {review.by or '督查室'}评价：{review.verdict}"))
    return "\n\n".join(lines)


def rule_named(word: str) -> Rule | None:
    """A rule by its code or name."""
    complete()
    return RULES.get(word) or next((rule for rule in RULES.values() if rule.name == word), None)


def page(rule: Rule) -> str:
    """A rule's page; its samples are indented and so stand as code."""
    title, _, rest = inspect.cleandoc(rule.page).partition("\n")
    return f"**{rule.code} {title}**（{rule.name}）\n\n{rest.strip()}"


def escaped(text: str) -> str:
    """A text of the ledger as Markdown shows it: nothing in it is markup."""
    marks = "\\`*_{}[]<>#|!~&"
    return "".join(f"\\{c}" if c in marks else c for c in text if c.isprintable() or c in "\n\t")
