"""Task files: plain values ⇄ ``Task``.

``decode`` never raises for bad content: it returns what could be read and the findings. ``encode`` gives
plain values in canonical key order; ``BLOCK`` and ``ORDER`` are the canonical layout that
``yamlfile.dump``, the splices and ``fmt`` share, so a file written by any of them looks the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ledger.diagnostics import Diagnostic, Path
from ledger.model import (
    CHANGE_KINDS,
    COMPARATORS,
    EMPTY,
    LEAD_SOURCES,
    Change,
    Entry,
    Indicator,
    Review,
    Task,
    Units,
    Waiver,
)
from ledger.periods import Period
from ledger.shapes import NUMBER, Reader

TASK_KEYS = (
    "id",
    "number",
    "category",
    "parent",
    "text",
    "goal",
    "deadline",
    "leaders",
    "units",
    "same_as",
    "sum_of",
    "indicators",
    "plan",
    "progress",
    "reviews",
    "changes",
    "waivers",
    "other",
    "note",
)
UNITS_KEYS = ("lead", "support", "lead_source", "printed")
INDICATOR_KEYS = ("name", "target", "measure", "comparator", "basis", "baseline", "plan", "note")
ENTRY_KEYS = (
    "period",
    "unit",
    "joint",
    "label",
    "reported",
    "done",
    "problems",
    "causes",
    "next",
    "verdict",
    "indicators",
    "source",
    "note",
)
REVIEW_KEYS = ("period", "verdict", "by", "on", "note")
CHANGE_KEYS = ("kind", "on", "period", "unit", "field", "from", "to", "reason", "approved_by")
WAIVER_KEYS = ("rule", "period", "reason", "by")
BASES = ("cumulative", "period", "growth")

_ALWAYS_BLOCK = {"units", "plan", "progress", "other"}
_ITEM_KEYS = {
    "units": UNITS_KEYS,
    "indicators": INDICATOR_KEYS,
    "progress": ENTRY_KEYS,
    "reviews": REVIEW_KEYS,
    "changes": CHANGE_KEYS,
    "waivers": WAIVER_KEYS,
}


def BLOCK(path: Path) -> bool:  # noqa: N802 - a constant of the layout that happens to be a function
    """Whether the list or mapping at ``path`` of a task file always stands in block style."""
    if len(path) < 2:
        return not path or path[0] in _ALWAYS_BLOCK
    return path[0] == "progress" and len(path) == 2


def ORDER(path: Path) -> Sequence[str]:  # noqa: N802
    """Canonical key order of the mapping at ``path`` of a task file; empty where keys are data."""
    if not path:
        return TASK_KEYS
    depth = 1 if path[0] == "units" else 2
    return _ITEM_KEYS.get(str(path[0]), ()) if len(path) == depth else ()


def decode(value: object) -> tuple[Task | None, list[Diagnostic]]:
    """A task from plain values, with every finding; ``None`` when id, number or text cannot be read."""
    reader = Reader()
    fields = reader.mapping(value, (), TASK_KEYS, ("id", "number", "text"))
    if not fields:
        return None, reader.found
    number = reader.integer(fields, "number", ())
    if number is not None and number < 0:
        reader.found.append(NUMBER.at(("number",), f"number 写的是 {number}", "序号从 1 写起"))
        number = None
    identity, text = reader.text(fields, "id", ()), reader.text(fields, "text", ())
    task = Task(
        id=identity,
        number=number or 0,
        text=text,
        category=reader.texts(fields, "category", ()),
        parent=reader.text(fields, "parent", ()),
        leaders=reader.texts(fields, "leaders", ()),
        units=_units(reader, fields),
        deadline=reader.text(fields, "deadline", ()),
        goal=reader.text(fields, "goal", ()),
        same_as=reader.texts(fields, "same_as", ()),
        sum_of=reader.texts(fields, "sum_of", ()),
        indicators=_each(reader, fields, "indicators", _indicator),
        plan=_plan(reader, fields),
        progress=_each(reader, fields, "progress", _entry),
        reviews=_each(reader, fields, "reviews", _review),
        changes=_each(reader, fields, "changes", _change),
        waivers=_each(reader, fields, "waivers", decode_waiver),
        other=_texts_by_name(reader, fields, "other"),
        note=reader.text(fields, "note", ()),
    )
    return (task if identity and text and number is not None else None), reader.found


def _each(reader: Reader, fields: dict[str, Any], key: str, read: Any) -> tuple[Any, ...]:
    items = (read(reader, item, (key, n)) for n, item in enumerate(reader.items(fields, key, ())))
    return tuple(item for item in items if item is not None)


def _units(reader: Reader, fields: dict[str, Any]) -> Units:
    if fields.get("units") is None:
        return Units()
    at: Path = ("units",)
    value = reader.mapping(fields["units"], at, UNITS_KEYS)
    return Units(
        lead=reader.texts(value, "lead", at),
        support=reader.texts(value, "support", at),
        lead_source=reader.choice(value, "lead_source", at, LEAD_SOURCES, "first"),
        printed=reader.text(value, "printed", at),
    )


def _indicator(reader: Reader, item: object, at: Path) -> Indicator | None:
    fields = reader.mapping(item, at, INDICATOR_KEYS, ("name",))
    if not fields:
        return None
    return Indicator(
        name=reader.text(fields, "name", at),
        target=reader.decimal(fields, "target", at),
        measure=reader.text(fields, "measure", at),
        comparator=reader.choice(fields, "comparator", at, COMPARATORS, ">="),
        basis=reader.choice(fields, "basis", at, BASES, "cumulative"),
        baseline=reader.decimal(fields, "baseline", at),
        note=reader.text(fields, "note", at),
        plan=_planned(reader, fields, at),
    )


def _planned(reader: Reader, fields: dict[str, Any], at: Path) -> tuple[tuple[Period, Decimal], ...]:
    """计划进度 in the order of its periods."""
    value = fields.get("plan")
    if value is None:
        return ()
    if not isinstance(value, dict):
        reader.mapping(value, (*at, "plan"), ("2020-Q2",))
        return ()
    read = ((reader.as_period(key, (*at, "plan", key)), reader.decimal(value, key, (*at, "plan"))) for key in value)
    found = [(period, amount) for period, amount in read if period is not None and amount is not None]
    return tuple(sorted(found, key=lambda one: one[0].sort_key))


def _plan(reader: Reader, fields: dict[str, Any]) -> dict[Period, str]:
    plan: dict[Period, str] = {}
    for key, text in _texts_by_name(reader, fields, "plan").items():
        period = reader.as_period(key, ("plan", key))
        if period:
            plan[period] = text
    return plan or EMPTY  # type: ignore[return-value]


def _texts_by_name(reader: Reader, fields: dict[str, Any], key: str) -> dict[str, str]:
    value = fields.get(key)
    if value is None:
        return EMPTY  # type: ignore[return-value]
    if not isinstance(value, dict):
        reader.mapping(value, (key,), ())
        return EMPTY  # type: ignore[return-value]
    return {name: reader.text(value, name, (key,)) for name in value}


def _entry(reader: Reader, item: object, at: Path) -> Entry | None:
    fields = reader.mapping(item, at, ENTRY_KEYS, ("period", "unit"))
    period = reader.period(fields, "period", at)
    if not fields or period is None:
        return None
    return Entry(
        period=period,
        unit=reader.text(fields, "unit", at),
        reported=reader.day(fields, "reported", at),
        done=reader.text(fields, "done", at),
        problems=reader.text(fields, "problems", at),
        causes=reader.text(fields, "causes", at),
        next=reader.text(fields, "next", at),
        verdict=reader.text(fields, "verdict", at),
        indicators=_amounts(reader, fields, at),
        joint=reader.texts(fields, "joint", at),
        label=reader.text(fields, "label", at) if fields.get("label") is not None else None,
        source=reader.text(fields, "source", at),
        note=reader.text(fields, "note", at),
    )


def _amounts(reader: Reader, fields: dict[str, Any], at: Path) -> Any:
    value = fields.get("indicators")
    if value is None:
        return EMPTY
    inner = (*at, "indicators")
    if not isinstance(value, dict):
        reader.mapping(value, inner, ("指标名",))
        return EMPTY
    read = {name: reader.decimal(value, name, inner) for name in value}
    return {name: amount for name, amount in read.items() if amount is not None}


def _review(reader: Reader, item: object, at: Path) -> Review | None:
    fields = reader.mapping(item, at, REVIEW_KEYS, ("period", "verdict"))
    period = reader.period(fields, "period", at)
    if not fields or period is None:
        return None
    return Review(
        period=period,
        verdict=reader.text(fields, "verdict", at),
        by=reader.text(fields, "by", at),
        on=reader.day(fields, "on", at),
        note=reader.text(fields, "note", at),
    )


def _change(reader: Reader, item: object, at: Path) -> Change | None:
    fields = reader.mapping(item, at, CHANGE_KEYS, ("kind",))
    if not fields:
        return None
    return Change(
        kind=reader.choice(fields, "kind", at, CHANGE_KINDS, ""),
        on=reader.day(fields, "on", at),
        period=reader.period(fields, "period", at),
        unit=reader.text(fields, "unit", at),
        field=reader.text(fields, "field", at),
        before=reader.text(fields, "from", at),
        after=reader.text(fields, "to", at),
        reason=reader.text(fields, "reason", at),
        approved_by=reader.text(fields, "approved_by", at),
    )


def decode_waiver(reader: Reader, item: object, at: Path) -> Waiver | None:
    """A waiver as it stands in a task file or in ``ledger.yaml``."""
    fields = reader.mapping(item, at, WAIVER_KEYS, ("rule", "reason"))
    if not fields:
        return None
    return Waiver(
        rule=reader.text(fields, "rule", at),
        reason=reader.text(fields, "reason", at),
        by=reader.text(fields, "by", at),
        period=reader.period(fields, "period", at),
    )


def _kept(pairs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pairs.items() if value not in (None, "", [], {})}


def encode(task: Task) -> dict[str, Any]:
    """Plain values of a task in canonical key order; empty fields are left out."""
    return _kept(
        {
            "id": task.id,
            "number": task.number,
            "category": list(task.category),
            "parent": task.parent,
            "text": task.text,
            "goal": task.goal,
            "deadline": task.deadline,
            "leaders": list(task.leaders),
            "units": encode_units(task.units),
            "same_as": list(task.same_as),
            "sum_of": list(task.sum_of),
            "indicators": [encode_indicator(item) for item in task.indicators],
            "plan": {str(period): text for period, text in task.plan.items()},
            "progress": [encode_entry(entry) for entry in task.progress],
            "reviews": [encode_review(review) for review in task.reviews],
            "changes": [encode_change(change) for change in task.changes],
            "waivers": [encode_waiver(waiver) for waiver in task.waivers],
            "other": dict(task.other),
            "note": task.note,
        }
    )


def encode_units(units: Units) -> dict[str, Any]:
    """``{}`` for a task without units."""
    if units == Units():
        return {}
    return _kept(
        {
            "lead": list(units.lead),
            "support": list(units.support),
            "lead_source": units.lead_source,
            "printed": units.printed,
        }
    )


def encode_indicator(item: Indicator) -> dict[str, Any]:
    """One indicator; the usual comparator stays written, the usual basis does not."""
    return _kept(
        {
            "name": item.name,
            "target": item.target,
            "measure": item.measure,
            "comparator": item.comparator,
            "basis": "" if item.basis == "cumulative" else item.basis,
            "baseline": item.baseline,
            "plan": {str(period): amount for period, amount in item.plan},
            "note": item.note,
        }
    )


def encode_entry(entry: Entry) -> dict[str, Any]:
    """One progress entry. An empty ``label`` is kept: it says that the print had none."""
    values = {
        "period": str(entry.period),
        "unit": entry.unit,
        "joint": list(entry.joint),
        "label": entry.label,
        "reported": entry.reported and entry.reported.isoformat(),
        "done": entry.done,
        "problems": entry.problems,
        "causes": entry.causes,
        "next": entry.next,
        "verdict": entry.verdict,
        "indicators": dict(entry.indicators),
        "source": entry.source,
        "note": entry.note,
    }
    return {
        key: value for key, value in values.items() if value not in (None, "", [], {}) or (key, value) == ("label", "")
    }


def encode_review(review: Review) -> dict[str, Any]:
    """One review of the office."""
    return _kept(
        {
            "period": str(review.period),
            "verdict": review.verdict,
            "by": review.by,
            "on": review.on and review.on.isoformat(),
            "note": review.note,
        }
    )


def encode_change(change: Change) -> dict[str, Any]:
    """One extension, adjustment, correction, closure or reopening."""
    return _kept(
        {
            "kind": change.kind,
            "on": change.on and change.on.isoformat(),
            "period": str(change.period) if change.period else "",
            "unit": change.unit,
            "field": change.field,
            "from": change.before,
            "to": change.after,
            "reason": change.reason,
            "approved_by": change.approved_by,
        }
    )


def encode_waiver(waiver: Waiver) -> dict[str, Any]:
    """One waiver."""
    return _kept(
        {
            "rule": waiver.rule,
            "period": str(waiver.period) if waiver.period else "",
            "reason": waiver.reason,
            "by": waiver.by,
        }
    )


__all__ = [
    "BLOCK",
    "ENTRY_KEYS",
    "ORDER",
    "TASK_KEYS",
    "decode",
    "decode_waiver",
    "encode",
    "encode_change",
    "encode_entry",
    "encode_indicator",
    "encode_review",
    "encode_units",
    "encode_waiver",
]
