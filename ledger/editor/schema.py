"""JSON Schema of the files of a ledger, for editors that know no ledgers.

Draft 7: YAML language servers support it fully and later drafts only in part (redhat-developer/vscode-yaml#704).
Keys come from the decoders; titles and descriptions from ``fields``; the words of this ledger stand in as
enumerations: beside free text where the decoder takes any text, alone where it does not. The schema sees one file;
whatever needs the rest of the ledger stays with ``taizhang check``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ledger import codec, configfile, rulebook, unitsfile
from ledger.editor import fields
from ledger.editor.fields import Meaning
from ledger.editor.words import Words
from ledger.editor.words import of as words_of
from ledger.metrics import STATUSES
from ledger.model import CHANGE_KINDS, COMPARATORS, INTERNAL, LEAD_SOURCES
from ledger.store import Ledger

Schema = dict[str, Any]
DRAFT = "http://json-schema.org/draft-07/schema#"
PERIOD = r"^[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$"
DAY = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
WRONG_PERIOD = "月写 2020-04，季度写 2020-Q2，半年写 2020-H1，全年写 2020"
LONGEST_TEXT = 60
"""Longer texts of tasks are cut where they only explain an id."""


def of(ledger: Ledger | None, kind: str = "task") -> Schema:
    """The schema of one kind of file (``KINDS``) with the words of the ledger; ``None`` gives the general one."""
    words = words_of(ledger) if ledger else Words()
    return for_words(words, kind)


def for_words(words: Words, kind: str) -> Schema:
    """See ``of``; ``KeyError`` for a kind that is none."""
    title, build = KINDS[kind]
    head = {"$schema": DRAFT, "title": f"{title}（{words.name}）" if words.name else title}
    parts = _Parts(words)
    body = build(parts)
    return {**head, **body, "definitions": parts.definitions(body)}


def dumped(schema: Schema) -> str:
    """The schema as a text: the same ledger gives the same bytes."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _shorter(text: str) -> str:
    line = text.replace("\n", " ")
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1] + "…"


def _text(**more: Any) -> Schema:
    # a number typed without quotes is the text the author typed
    return {"type": ["string", "number"], **more}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _choice(values: Iterable[str], meanings: Mapping[str, str]) -> Schema:
    listed = list(values)
    return {"type": "string", "enum": listed, "enumDescriptions": [meanings.get(value, value) for value in listed]}


def _object(
    keys: Sequence[str], meanings: Mapping[str, Meaning], values: Mapping[str, Schema], required: Sequence[str] = ()
) -> Schema:
    """A mapping with exactly these keys; those without a schema of their own are texts."""
    properties = {}
    for key in keys:
        title, description = meanings[key]
        properties[key] = {"title": title, **({"description": description} if description else {})}
        properties[key] |= values.get(key) or _text()
    return {
        "type": "object",
        "additionalProperties": False,
        **({"required": list(required)} if required else {}),
        "properties": properties,
    }


class _Parts:
    """Builds the parts of one schema; shared enumerations stand once, under ``definitions``."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def definitions(self, body: Schema) -> Schema:
        """The shared parts that the body refers to."""
        every: dict[str, Callable[[], Schema]] = {
            "unit": lambda: self._suggested([form for form, _ in self.words.units], dict(self.words.units)),
            "leader": lambda: self._suggested(self.words.leaders),
            "task": lambda: self._suggested(
                [identity for identity, _ in self.words.tasks],
                {identity: _shorter(text) for identity, text in self.words.tasks},
            ),
            "period": self._period,
        }
        used = json.dumps(body)
        return {name: build() for name, build in every.items() if f'"#/definitions/{name}"' in used}

    @staticmethod
    def _suggested(words: Sequence[str], meanings: Mapping[str, str] | None = None) -> Schema:
        """Any text, with the words of this ledger offered."""
        if not words:
            return {"type": "string"}
        listed: Schema = {"enum": list(words)}
        if meanings:
            listed["enumDescriptions"] = [meanings.get(word, "") for word in words]
        return {"anyOf": [listed, {"type": "string"}]}

    def _period(self) -> Schema:
        periods = self.words.periods
        named = [str(period) for period in periods if "-" in str(period)]
        offered = {"enum": named, "enumDescriptions": [p.chinese for p in periods if "-" in str(p)]}
        # a bare year is a number to YAML
        year: Schema = {"type": "integer", "minimum": 1000, "maximum": 9999}
        return {
            "anyOf": [
                *([offered] if named else []),
                {"type": "string", "pattern": PERIOD, "patternErrorMessage": WRONG_PERIOD},
                year,
            ]
        }

    @staticmethod
    def _ref(name: str) -> Schema:
        # in draft 7 whatever stands beside $ref is ignored, so titles need one level more
        return {"allOf": [{"$ref": f"#/definitions/{name}"}]}

    def _day(self) -> Schema:
        return {"type": "string", "pattern": DAY, "patternErrorMessage": "写成 2020-05-09 的样子"}

    def _verdict(self) -> Schema:
        return {"type": "string", "enum": list(self.words.verdicts)}

    def _waivers(self) -> Schema:
        values = {"period": self._ref("period"), "rule": self._suggested(*_rules())}
        return _list(_object(codec.WAIVER_KEYS, fields.WAIVER, values, ("rule", "reason")))

    # -------------------------------------------------------------- a task file

    def task(self) -> Schema:
        """``tasks/<ledger>/<list>/<number>.yaml``."""
        units = _list(self._ref("unit"))
        lead_source = _choice(LEAD_SOURCES, fields.VALUES["lead_source"])
        values: dict[str, Schema] = {
            "id": {"type": "string", "minLength": 1},
            "number": {"type": "integer"},
            "text": _text(minLength=1),
            "category": _list(self._suggested(self.words.categories)),
            "leaders": _list(self._ref("leader")),
            "units": _object(
                codec.UNITS_KEYS, fields.UNITS, {"lead": units, "support": units, "lead_source": lead_source}
            ),
            "same_as": _list(self._ref("task")),
            "sum_of": _list(self._ref("task")),
            "indicators": _list(self._indicator()),
            "plan": self._plan(),
            "progress": _list(self._entry()),
            "reviews": _list(
                _object(
                    codec.REVIEW_KEYS,
                    fields.REVIEW,
                    {"period": self._ref("period"), "verdict": self._verdict(), "on": self._day()},
                    ("period", "verdict"),
                )
            ),
            "changes": _list(
                _object(
                    codec.CHANGE_KEYS,
                    fields.CHANGE,
                    {
                        "kind": _choice(CHANGE_KINDS, fields.VALUES["kind"]),
                        "on": self._day(),
                        "period": self._ref("period"),
                        "unit": self._ref("unit"),
                    },
                    ("kind",),
                )
            ),
            "waivers": self._waivers(),
            "other": {"type": "object", "additionalProperties": _text()},
        }
        return _object(codec.TASK_KEYS, fields.TASK, values, ("id", "number", "text"))

    def _indicator(self) -> Schema:
        values = {
            "name": self._suggested(self.words.indicators),
            "target": {"type": "number"},
            "measure": self._suggested(self.words.measures),
            "comparator": _choice(COMPARATORS, fields.VALUES["comparator"]),
            "basis": _choice(codec.BASES, fields.VALUES["basis"]),
            "baseline": {"type": "number"},
            "plan": {"type": "object", "additionalProperties": {"type": "number"}},
        }
        return _object(codec.INDICATOR_KEYS, fields.INDICATOR, values, ("name",))

    def _plan(self) -> Schema:
        named = {str(period): {"title": period.chinese, **_text()} for period in self.words.periods}
        return {
            "type": "object",
            "additionalProperties": False,
            **({"properties": named} if named else {}),
            "patternProperties": {PERIOD: _text()},
        }

    def _entry(self) -> Schema:
        values = {
            "period": self._ref("period"),
            "unit": self._ref("unit"),
            "joint": _list(self._ref("unit")),
            "reported": self._day(),
            "verdict": self._verdict(),
            "indicators": {
                "type": "object",
                **({"properties": {n: {"type": "number"} for n in self.words.indicators}} if self.words.name else {}),
                "additionalProperties": {"type": "number"},
            },
        }
        return _object(codec.ENTRY_KEYS, fields.ENTRY, values, ("period", "unit"))

    # -------------------------------------------------------------- ledger.yaml

    def ledger(self) -> Schema:
        """``tasks/<ledger>/ledger.yaml``."""
        document = {"issued": self._day(), "attachments": _list(_text())}
        values: dict[str, Schema] = {
            "year": {"type": "integer", "minimum": 1000, "maximum": 9999},
            "title": _text(minLength=1),
            "document": _object(configfile.DOCUMENT_KEYS, fields.DOCUMENT, document),
            "lists": {"type": "object", "minProperties": 1, "additionalProperties": self._listed()},
            "reporting": self._reporting(),
            "bulletins": _list({"type": "object", "additionalProperties": _text()}),
            "verdicts": _list({"type": "string"}),
            "label_mark": {"type": "string", "enum": ["：", ":"]},
            "waivers": self._waivers(),
            "rules": self.rules(),
            "site": self._site(),
        }
        return _object(configfile.CONFIG_KEYS, fields.CONFIG, values, ("title", "year", "lists"))

    @staticmethod
    def _site() -> Schema:
        names = _list({"type": "string", "enum": list(INTERNAL)})
        tasks = {"type": "object", "additionalProperties": names}
        return _object(configfile.SITE_KEYS, fields.SITE, {"internal": names, "tasks": tasks})

    @staticmethod
    def _listed() -> Schema:
        columns = {
            "type": "object",
            "properties": {key: {"title": head, **_text()} for key, head in fields.COLUMNS.items()},
            "additionalProperties": _text(),
        }
        values: dict[str, Schema] = {
            "columns": columns,
            "category_levels": {"type": "integer", "minimum": 0},
            "category_ordinals": {"type": "boolean"},
        }
        return _object(configfile.LIST_KEYS, fields.LIST, values, ("title",))

    def _reporting(self) -> Schema:
        due = _object(
            tuple(fields.DUE),
            fields.DUE,
            {
                "working_days": {"type": "integer", "minimum": 1, "maximum": 60},
                "day": {"type": "integer", "minimum": 1, "maximum": 31},
                "month": {"type": "string", "enum": ["next"]},
                "support": {"type": "object"},
            },
        )
        values = {
            "every": _choice(configfile.RHYTHMS, fields.VALUES["every"]),
            "due": due,
            "plan_due": self._day(),
        }
        return _object(configfile.REPORTING_KEYS, fields.REPORTING, values)

    def rules(self) -> Schema:
        """``rules`` of ``ledger.yaml``, also a file of its own for ``rank --rules``."""
        values = {
            "indicators": _object(
                tuple(fields.RULE_INDICATORS),
                fields.RULE_INDICATORS,
                {key: _choice(fields.VALUES[key], fields.VALUES[key]) for key in fields.RULE_INDICATORS},
            ),
            "lights": _list(_object(rulebook._LIGHT, fields.LIGHT, self._condition(), ("light",))),
            "scores": self._scores(),
            "events": _list(
                _object(
                    rulebook._EVENT,
                    fields.EVENT,
                    {"unit": self._ref("unit"), "period": self._ref("period"), "task": self._ref("task")},
                    ("event", "unit", "period"),
                )
            ),
            "reminders": _list(
                _object(
                    tuple(fields.STEP),
                    fields.STEP,
                    {
                        "after": {"type": "integer", "minimum": 1, "maximum": 250},
                        "within": {"type": "integer", "minimum": 1, "maximum": 60},
                    },
                    ("name", "after"),
                )
            ),
            "checks": {"type": "object", "additionalProperties": {"type": "object"}},
        }
        return _object(rulebook._TOP, fields.RULES, values)

    @staticmethod
    def _bounds() -> Schema:
        numbers: dict[str, Schema] = {key: {"type": "number"} for key in fields.BOUNDS}
        return {**_object(rulebook._BOUNDS, fields.BOUNDS, numbers), "minProperties": 1}

    def _condition(self) -> dict[str, Schema]:
        bounds = self._bounds()
        verdicts = _list(self._suggested(self.words.verdicts))
        return {
            **dict.fromkeys(rulebook._BY_INDICATOR, bounds),
            "report": _list({"type": "string", "enum": list(rulebook.REPORTS)}),
            "verdict": verdicts,
            "claimed": verdicts,
            "status": _list({"type": "string", "enum": list(STATUSES)}),
            "closed": {"type": "boolean"},
            "every": {"type": "boolean"},
            "in_a_row": {"type": "integer", "minimum": 1, "maximum": 12},
        }

    def _scores(self) -> Schema:
        number: Schema = {"type": "number"}
        whose = fields.VALUES["scored"]
        point = {
            **self._condition(),
            "points": number,
            "light": _list(_text()),
            "units": _choice(whose, whose),
            "each": {"type": "string", "enum": ["day"]},
            "most": number,
        }
        count: Schema = {"type": "integer", "minimum": 0, "maximum": 1000}
        named = _object(tuple(fields.HONOURS), fields.HONOURS, {"count": count, "score": self._bounds()}, ("count",))
        honours: Schema = {"anyOf": [count, named]}
        values = {
            "praise": honours,
            "criticise": honours,
            "base": number,
            "by": _choice(fields.VALUES["by"], fields.VALUES["by"]),
            "units": _choice(("lead", "all"), whose),
            "minimum": {"type": "integer", "minimum": 0, "maximum": 10_000},
            "places": {"type": "integer", "minimum": 0, "maximum": 6},
            "groups": {"type": "object", "additionalProperties": _list(self._ref("unit"))},
            "points": _list(_object(rulebook._POINT, fields.POINT, point, ("name", "points"))),
        }
        return _object(rulebook._SCORES, fields.SCORES, values, ("points",))

    # -------------------------------------------------------------- units.yaml, calendar.yaml

    def units(self) -> Schema:
        """``tasks/<ledger>/units.yaml``."""
        day = {"from": self._day(), "until": self._day()}
        alias = {"anyOf": [{"type": "string"}, _object(unitsfile.ALIAS, fields.ALIAS, day, ("name",))]}
        unit = {
            "name": _text(minLength=1),
            "kind": self._suggested(self.words.kinds),
            "prefix": {"type": "boolean"},
            "aliases": _list(alias),
            "successor": self._ref("unit"),
        }
        group = {"members": _list(self._ref("unit")), "kind": self._suggested(self.words.kinds)}
        values = {
            "share_prefix": {"type": "boolean"},
            "units": _list(_object(unitsfile.UNIT, fields.UNIT, unit, ("name",))),
            "groups": _list(_object(unitsfile.GROUP, fields.GROUP, group, ("name",))),
        }
        return _object(unitsfile.TOP, fields.REGISTRY, values)

    def calendar(self) -> Schema:
        """``tasks/calendar.yaml``."""
        days = _list(self._day())
        return _object(tuple(fields.CALENDAR), fields.CALENDAR, {"off": days, "work": days})


def _rules() -> tuple[list[str], dict[str, str]]:
    """The codes of the rules that may be waived, and their titles."""
    from ledger.checks import base

    found = {
        check.rule.code: f"{check.rule.title}（{check.rule.name}）"
        for home in (base.task_checks(), base.ledger_checks())
        for check in home.values()
    }
    codes = sorted(found)
    return codes, found


KINDS: dict[str, tuple[str, Callable[[_Parts], Schema]]] = {
    "task": ("任务文件", _Parts.task),
    "ledger": ("台账设置 ledger.yaml", _Parts.ledger),
    "units": ("单位名录 units.yaml", _Parts.units),
    "calendar": ("工作日历 calendar.yaml", _Parts.calendar),
}
"""Kinds of files: title, and what builds the schema."""
