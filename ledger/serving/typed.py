"""What a form says: fields of an entry as they were typed, and what is wrong with them, field by field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ledger import codec
from ledger.edits import entrytext
from ledger.edits.fields import amount
from ledger.errors import UsageProblem
from ledger.model import Entry, Task

TEXTS = {"done": "完成情况", "problems": "存在问题", "causes": "原因分析", "next": "下一步计划"}
LABELS = {"reported": "填报时间", **TEXTS, "verdict": "自报评价", "indicators": "指标"}
INDICATOR = "indicator:"
"""How the field of an indicator is called: ``indicator:回迁安置套数``."""
NEW = "new"
"""The version of an entry that does not exist yet."""


def version_of(entry: Entry | None) -> str:
    """What tells one content of an entry from another."""
    if entry is None:
        return NEW
    plain = json.dumps(codec.encode_entry(entry), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def values_of(entry: Entry | None, task: Task) -> dict[str, str]:
    """An entry as the fields of a form; for none, all empty."""
    values = {
        "reported": str(entry.reported or "") if entry else "",
        **{name: getattr(entry, name) if entry else "" for name in TEXTS},
        "verdict": entry.verdict if entry else "",
    }
    for name in indicators_of(task, entry):
        known = entry.indicators.get(name) if entry else None
        values[INDICATOR + name] = "" if known is None else f"{known:f}"
    return values


def indicators_of(task: Task, entry: Entry | None) -> tuple[str, ...]:
    """The indicators a form asks for: those of the task, and any other that the entry has."""
    return tuple(dict.fromkeys([*(one.name for one in task.indicators), *(entry.indicators if entry else ())]))


@dataclass(frozen=True)
class Typed:
    """A form as it came in: ``values`` by field as typed, ``given`` as fields of ``Entry``, ``faults`` by field."""

    values: Mapping[str, str]
    given: Mapping[str, Any] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether anything but the date is filled in."""
        return any(value.strip() for name, value in self.values.items() if name != "reported")


def read(form: Mapping[str, str], task: Task) -> Typed:
    """The fields of an entry out of a form; whatever else the form carries is passed over."""
    measures = {one.name: one.measure for one in task.indicators}
    values = {name: form.get(name, "") for name in ("reported", *TEXTS, "verdict")}
    values |= {name: value for name, value in form.items() if name.startswith(INDICATOR)}
    given: dict[str, Any] = {name: values[name] for name in TEXTS}
    given["verdict"] = values["verdict"].strip()
    faults: dict[str, str] = {}
    day: date | None = None
    try:
        day = entrytext.day(values["reported"])
    except UsageProblem as problem:
        faults["reported"] = f"{problem.message}；{problem.hint}"
    given["reported"] = day
    amounts: dict[str, Decimal] = {}
    for name, value in values.items():
        indicator = name.removeprefix(INDICATOR)
        if indicator == name or not value.strip():
            continue
        try:
            amounts[indicator] = amount(value, measures.get(indicator, ""))
        except UsageProblem as problem:
            faults[name] = f"{problem.message}；{problem.hint}"
    given["indicators"] = amounts
    return Typed(values, given, faults)
