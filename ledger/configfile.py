"""``ledger.yaml``: plain values ⇄ ``Config``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger import guesses
from ledger.codec import WAIVER_KEYS, decode_waiver, encode_waiver
from ledger.diagnostics import Diagnostic, Path
from ledger.model import EMPTY, INTERNAL, VERDICTS, Config, Document, ListSpec, Publication, Reporting
from ledger.shapes import CHOICE, MISSING, NUMBER, UNKNOWN, Reader
from ledger.values import replace

CONFIG_KEYS = (
    "title",
    "year",
    "office",
    "document",
    "lists",
    "reporting",
    "bulletins",
    "verdicts",
    "label_mark",
    "waivers",
    "rules",
    "site",
)
DOCUMENT_KEYS = (
    "title",
    "number",
    "issuer",
    "issued",
    "addressees",
    "disclosure",
    "copies",
    "printed",
    "attachments",
    "source",
    "sha256",
    "body",
)
LIST_KEYS = ("title", "annex", "columns", "category_levels", "category_ordinals", "document")
COLUMN_KEYS = (
    "number",
    "category",
    "parent",
    "text",
    "goal",
    "leaders",
    "units",
    "lead",
    "support",
    "deadline",
    "plan",
    "done",
    "problems",
    "causes",
    "next",
    "verdict",
    "note",
)
"""Columns of a list that the program fills; any other stands under ``other`` in the tasks, by its printed head."""
DUE_KEYS = ("working_days", "day", "month", "support")
REPORTING_KEYS = ("every", "form", "title", "due", "plan_due", "plan_form", "plan_title")
SITE_KEYS = ("internal", "tasks")
_DEEPEST = 9
"""Levels of categories: nobody counts deeper, and each is a column."""
RHYTHMS = ("month", "quarter", "half", "year")


def BLOCK(path: Path) -> bool:  # noqa: N802 - a constant of the layout that happens to be a function
    """Whether the mapping or list at ``path`` of a ``ledger.yaml`` always stands in block style."""
    if len(path) < 2:
        return not path or path[0] in ("document", "lists", "reporting", "rules")
    return path[0] == "lists" and len(path) == 2


def ORDER(path: Path) -> Sequence[str]:  # noqa: N802
    """Canonical key order of the mapping at ``path`` of a ``ledger.yaml``."""
    if not path:
        return CONFIG_KEYS
    if len(path) == 1:
        return {"document": DOCUMENT_KEYS, "reporting": REPORTING_KEYS}.get(str(path[0]), ())
    if len(path) == 2:
        return {"lists": LIST_KEYS, "waivers": WAIVER_KEYS}.get(str(path[0]), ())
    return ()


def decode(value: object, name: str) -> tuple[Config | None, list[Diagnostic]]:
    """The ledger's settings and every finding; ``None`` without a title, a year or lists."""
    reader = Reader()
    fields = reader.mapping(value, (), CONFIG_KEYS, ("title", "year", "lists"))
    if not fields:
        return None, reader.found
    if fields.get("verdicts") == []:
        reader.found.append(
            MISSING.at(("verdicts",), "verdicts 里没有一个词", "写成 verdicts: [完成, 未完成]，或删掉这一行")
        )
    year = reader.integer(fields, "year", ())
    lists = _lists(reader, fields)
    config = Config(
        name=name,
        title=reader.text(fields, "title", ()),
        year=year or 0,
        lists=lists,
        office=reader.text(fields, "office", ()) or "督查室",
        document=_document(reader, fields),
        reporting=_reporting(reader, fields),
        bulletins=tuple(
            _texts(reader, item, ("bulletins", n)) for n, item in enumerate(reader.items(fields, "bulletins", ()))
        ),
        verdicts=reader.texts(fields, "verdicts", ()) or VERDICTS,
        label_mark=_label_mark(reader, fields),
        waivers=tuple(
            waiver
            for n, item in enumerate(reader.items(fields, "waivers", ()))
            if (waiver := decode_waiver(reader, item, ("waivers", n)))
        ),
        rules=fields["rules"] if isinstance(fields.get("rules"), dict) else EMPTY,
        site=_site(reader, fields),
    )
    if fields.get("rules") is not None:
        # only a ledger with rules pays for reading them
        from ledger import rulebook

        book, wrong = rulebook.decode(fields["rules"])
        wrong += rulebook.strange_verdicts(book, config.verdicts)
        reader.found += [replace(finding, path=("rules", *finding.path)) for finding in wrong]
    return (config if year and config.title and lists else None), reader.found


def _label_mark(reader: Reader, fields: dict[str, Any]) -> str:
    typed = reader.text(fields, "label_mark", ())
    if typed not in ("", "：", ":"):
        reader.found.append(
            CHOICE.at(("label_mark",), f"label_mark 不能写“{typed}”", "写成 label_mark: ：，或 label_mark: ':'")
        )
    return typed if typed in ("：", ":") else "："


def _lists(reader: Reader, fields: dict[str, Any]) -> dict[str, ListSpec]:
    value = fields.get("lists")
    if value is None:
        return {}
    if not isinstance(value, dict):
        reader.mapping(value, ("lists",), ("main",))
        return {}
    return {name: _list(reader, name, item) for name, item in value.items()}


def _list(reader: Reader, name: str, item: object) -> ListSpec:
    at: Path = ("lists", name)
    fields = reader.mapping(item, at, LIST_KEYS, ("title",))
    columns, levels = fields.get("columns"), reader.integer(fields, "category_levels", at)
    if levels is not None and not 0 <= levels <= _DEEPEST:
        reader.found.append(
            NUMBER.at((*at, "category_levels"), f"category_levels 写的是 {levels}", f"写 0 到 {_DEEPEST}")
        )
        levels = None
    return ListSpec(
        name=name,
        title=reader.text(fields, "title", at),
        annex=reader.text(fields, "annex", at),
        columns=_columns(reader, columns, (*at, "columns")) if columns is not None else EMPTY,
        category_levels=levels or 0,
        category_ordinals=fields.get("category_ordinals") is True,
        document=reader.text(fields, "document", at),
    )


def _columns(reader: Reader, value: object, at: Path) -> dict[str, str]:
    """Column → printed head. A column of the document that no field holds is written by its head on both sides."""
    if not isinstance(value, dict):
        reader.mapping(value, at, COLUMN_KEYS)
        return {}
    heads = {key: reader.text(value, key, at) for key in value}
    absent = [key for key in COLUMN_KEYS if key not in heads]
    for key, head in heads.items():
        if key in COLUMN_KEYS:
            continue
        meant = guesses.key(key, absent) or guesses.key(key, COLUMN_KEYS)
        if key == head and meant in ("", "note"):
            continue
        hint = f"是不是 {meant}？" if meant else f"可用的字段：{'、'.join(COLUMN_KEYS)}；原表另有的栏写成“表头: 表头”"
        reader.found.append(UNKNOWN.at((*at, key), f"columns 里没有“{key}”这个字段", hint))
    return heads


def _texts(reader: Reader, value: object, at: Path) -> dict[str, str]:
    if not isinstance(value, dict):
        reader.mapping(value, at, ("字段",))
        return {}
    return {key: reader.text(value, key, at) for key in value}


def _document(reader: Reader, fields: dict[str, Any]) -> Document:
    if fields.get("document") is None:
        return Document()
    at: Path = ("document",)
    inner = reader.mapping(fields["document"], at, DOCUMENT_KEYS)
    texts = {key: reader.text(inner, key, at) for key in DOCUMENT_KEYS if key not in ("issued", "attachments")}
    return Document(**texts, issued=reader.day(inner, "issued", at), attachments=reader.texts(inner, "attachments", at))


def _reporting(reader: Reader, fields: dict[str, Any]) -> Reporting:
    if fields.get("reporting") is None:
        return Reporting()
    at: Path = ("reporting",)
    inner = reader.mapping(fields["reporting"], at, REPORTING_KEYS)
    due = _due(reader, inner["due"], (*at, "due")) if inner.get("due") is not None else None
    return Reporting(
        every=reader.choice(inner, "every", at, RHYTHMS, "month"),
        form=reader.text(inner, "form", at),
        title=reader.text(inner, "title", at),
        due=due or EMPTY,
        plan_due=reader.day(inner, "plan_due", at),
        plan_form=reader.text(inner, "plan_form", at),
        plan_title=reader.text(inner, "plan_title", at),
    )


def _due(reader: Reader, value: object, at: Path) -> dict[str, Any] | None:
    """The rule of a due date as it stands; what ``deadlines`` would not understand, or otherwise, is told."""
    fields = reader.mapping(value, at, DUE_KEYS)
    for key, most in (("working_days", 60), ("day", 31)):
        if fields.get(key) is not None:
            number = reader.integer(fields, key, at)
            if number is not None and not 1 <= number <= most:
                reader.found.append(NUMBER.at((*at, key), f"{key} 写的是 {number}", f"写 1 到 {most} 之间的数"))
    if isinstance(value, dict) and not fields.keys() & {"working_days", "day"} and not fields.keys() - {*DUE_KEYS}:
        hint = "写成 {working_days: 5}（期满后第5个工作日）或 {day: 25}（当期最后一月25日前）"
        reader.found.append(MISSING.at(at, "没有写报送时限是哪一天", hint))
    month = fields.get("month")
    if month is not None and month != "next":
        reader.found.append(CHOICE.at((*at, "month"), f"month 不能写“{month}”", "次月写 month: next；当月就删掉 month"))
    if fields.get("support") is not None:
        _due(reader, fields["support"], (*at, "support"))
    return fields or None


def _site(reader: Reader, fields: dict[str, Any]) -> Publication:
    """What is internal. A name that is none stays in the value, so that no public page is made from half a list."""
    if fields.get("site") is None:
        return Publication()
    at: Path = ("site",)
    inner = reader.mapping(fields["site"], at, SITE_KEYS)
    tasks = inner.get("tasks")
    if tasks is not None and not isinstance(tasks, dict):
        reader.mapping(tasks, (*at, "tasks"), ("任务编号",))
        tasks = None
    return Publication(
        _internal(reader, inner, "internal", at) if "internal" in inner else None,
        {name: _internal(reader, tasks, name, (*at, "tasks")) for name in tasks} if tasks else EMPTY,
    )


def _internal(reader: Reader, fields: dict[str, Any], key: str, at: Path) -> tuple[str, ...]:
    names = reader.texts(fields, key, at)
    for n, name in enumerate(names):
        if name not in INTERNAL:
            known = "、".join(f"{word}（{meaning}）" for word, meaning in INTERNAL.items())
            reader.found.append(CHOICE.at((*at, key, n), f"没有“{name}”这项内容可以定为内部", f"可以写：{known}"))
    return names


def encode(config: Config) -> dict[str, Any]:
    """Plain values of a ``ledger.yaml`` in canonical key order; empty fields are left out."""
    document, reporting = config.document, config.reporting
    values: dict[str, Any] = {
        "title": config.title,
        "year": config.year,
        "office": "" if config.office == "督查室" else config.office,
        "document": _kept(
            {
                **{key: getattr(document, key) for key in DOCUMENT_KEYS},
                "issued": document.issued and document.issued.isoformat(),
                "attachments": list(document.attachments),
            }
        ),
        "lists": {name: _encode_list(spec) for name, spec in config.lists.items()},
        "reporting": _kept(
            {
                **{key: getattr(reporting, key) for key in REPORTING_KEYS},
                "due": dict(reporting.due),
                "plan_due": reporting.plan_due and reporting.plan_due.isoformat(),
            }
        ),
        "bulletins": [dict(item) for item in config.bulletins],
        "verdicts": [] if config.verdicts == VERDICTS else list(config.verdicts),
        "label_mark": "" if config.label_mark == "：" else config.label_mark,
        "waivers": [encode_waiver(waiver) for waiver in config.waivers],
        "rules": dict(config.rules),
        "site": _encode_site(config.site),
    }
    return _kept(values)


def _encode_site(site: Publication) -> dict[str, Any]:
    said = {} if site.internal is None else {"internal": list(site.internal)}
    return {**said, **_kept({"tasks": {name: list(names) for name, names in site.tasks.items()}})}


def _encode_list(spec: ListSpec) -> dict[str, Any]:
    return _kept(
        {
            "title": spec.title,
            "annex": spec.annex,
            "columns": dict(spec.columns),
            "category_levels": spec.category_levels or None,
            "category_ordinals": spec.category_ordinals or None,
            "document": spec.document,
        }
    )


def _kept(pairs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in pairs.items() if value not in (None, "", [], {})}
