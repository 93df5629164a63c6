"""The JSON Schema says what the decoders say: the same fields, the same files good and bad."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from ledger import codec, configfile, store, unitsfile, yamlfile
from ledger.diagnostics import Diagnostic
from ledger.editor import schema
from ledger.shapes import Reader
from tests.checks.samples import samples, tree_of
from tests.conftest import INVENTED, ROOT

LEDGERS = [(ROOT, name) for name in ("2019", "2020", "2023-jiyang")] + [(INVENTED, "2021")]
STRANGE = "完全不认识的字段"
BARE: dict[str, dict[str, Any]] = {
    "task": {"id": "2021-main-001", "number": 1, "text": "正文。"},
    "ledger": {"title": "台账", "year": 2021, "lists": {"main": {"title": "清单"}}},
    "units": {},
}
TAKES_ANYTHING = {("reporting", "due"), ("reporting", "due", "support")}
"""Read by the module that counts the days, which refuses what it cannot use."""


def errors(kind: str, value: object, ledger: store.Ledger | None = None) -> list[str]:
    found = Draft7Validator(schema.of(ledger, kind)).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


def decoded(kind: str, value: object) -> list[Diagnostic]:
    if kind == "task":
        return codec.decode(value)[1]
    return unitsfile.decode(value)[1] if kind == "units" else configfile.decode(value, "2021")[1]


@pytest.mark.parametrize("kind", schema.KINDS)
@pytest.mark.parametrize(("root", "name"), [(None, ""), *LEDGERS])
def test_every_schema_is_one(root: Path | None, name: str, kind: str) -> None:
    ledger = store.load(store.WorkTree(root), name) if root else None
    made = schema.of(ledger, kind)
    Draft7Validator.check_schema(made)
    assert schema.dumped(made) == schema.dumped(schema.of(ledger, kind))
    assert json.loads(schema.dumped(made)) == made


@pytest.mark.parametrize(("root", "name"), LEDGERS, ids=[name for _, name in LEDGERS])
def test_every_real_file_fits(root: Path, name: str) -> None:
    tree = store.WorkTree(root)
    ledger = store.load(tree, name)
    for made in (schema.of(ledger), schema.of(None)):
        validator = Draft7Validator(made)
        values = {record.path: store.read_yaml(tree, record.path)[0] for record in ledger.records}
        assert {path for path, value in values.items() if not validator.is_valid(value)} == set()
    assert errors("ledger", store.read_yaml(tree, f"tasks/{name}/ledger.yaml")[0], ledger) == []
    assert errors("units", store.read_yaml(tree, f"tasks/{name}/units.yaml")[0], ledger) == []


def files_of(sample: Path) -> Iterator[tuple[str, Any]]:
    tree = tree_of(sample)
    for path in tree.files("tasks/2020"):
        inside = path.removeprefix("tasks/2020/")
        kind = {"ledger.yaml": "ledger", "units.yaml": "units"}.get(inside, "task" if "/" in inside else "")
        value, found = store.read_yaml(tree, path)
        if kind and value is not None and not any(f.level.value == "error" for f in found):
            yield kind, value


@pytest.mark.parametrize("sample", samples("good"), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_good_sample_fits(sample: Path) -> None:
    assert [wrong for kind, value in files_of(sample) for wrong in errors(kind, value)] == []


STRUCTURAL = [path for path in samples("bad") if path.parent.name in {f"S00{n}" for n in range(1, 10)} | {"R101"}]


@pytest.mark.parametrize("sample", STRUCTURAL, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_bad_structure_does_not_fit(sample: Path) -> None:
    assert any(errors(kind, value) for kind, value in files_of(sample))


def closed(node: dict[str, Any], at: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], set[str]]]:
    """Every mapping with fixed keys in a schema: where it stands (lists at 0, free names as 甲), and its keys."""
    for part in node.get("anyOf", ()):
        yield from closed(part, at)
    if node.get("type") == "array":
        yield from closed(node["items"], (*at, 0))
    properties = node.get("properties", {})
    if node.get("additionalProperties") is False and not node.get("patternProperties"):
        yield at, set(properties)
    for key, inner in properties.items():
        yield from closed(inner, (*at, key))
    if isinstance(node.get("additionalProperties"), dict):
        yield from closed(node["additionalProperties"], (*at, "甲"))


def placed(kind: str, at: tuple[Any, ...], inner: dict[str, Any]) -> dict[str, Any]:
    value: Any = inner
    for step in reversed(at):
        value = [value] if step == 0 else {step: value}
    return {**BARE[kind], **value}


MAPPINGS = [(kind, at, keys) for kind in BARE for at, keys in closed(schema.of(None, kind)) if at not in TAKES_ANYTHING]


@pytest.mark.parametrize(
    ("kind", "at", "keys"), MAPPINGS, ids=[f"{kind}:{'.'.join(map(str, at))}" for kind, at, _ in MAPPINGS]
)
def test_the_decoder_knows_exactly_the_fields_of_the_schema(kind: str, at: tuple[Any, ...], keys: set[str]) -> None:
    # an alias needs the unit it belongs to
    value = (
        placed(kind, at, {STRANGE: "甲"})
        if "aliases" not in at
        else {"units": [{"name": "甲", "aliases": [{STRANGE: "甲"}]}]}
    )
    hints = [finding.hint for finding in decoded(kind, value) if finding.path == (*at, STRANGE)]
    assert [set(hint.removeprefix("可用的字段：").split("、")) for hint in hints] == [keys]
    assert any(STRANGE in wrong for wrong in errors(kind, value))


def test_the_calendar_has_the_fields_its_reader_knows(folder: Path) -> None:
    keys = set(schema.of(None, "calendar")["properties"])
    for key in keys:
        (folder / "tasks/calendar.yaml").write_text(f"{key}: [2021-05-01]\n", "utf-8")
        store.load_calendar(store.WorkTree(folder))
    reader = Reader()
    reader.mapping({}, (), ("off", "work"))
    assert keys == {"off", "work"} and not reader.found


def test_enough_mappings_are_compared() -> None:
    assert len(MAPPINGS) > 20


def test_the_words_of_the_ledger_are_offered() -> None:
    made = schema.of(store.load(store.WorkTree(INVENTED), "2021"))
    words = made["definitions"]
    assert "区住建局" in words["unit"]["anyOf"][0]["enum"]
    assert words["unit"]["anyOf"][0]["enumDescriptions"][0] == "区住房和城乡建设局"
    assert "甲某" in words["leader"]["anyOf"][0]["enum"]
    assert words["period"]["anyOf"][0]["enum"][0] == "2021-01"
    assert "2021-minsheng-001" in words["task"]["anyOf"][0]["enum"]
    assert "安置房建成套数" in made["properties"]["progress"]["items"]["properties"]["indicators"]["properties"]
    assert "项目建设" in made["properties"]["category"]["items"]["anyOf"][0]["enum"]
    assert made["properties"]["reviews"]["items"]["properties"]["verdict"]["enum"] == ["完成", "未完成"]


def test_everything_has_a_chinese_title() -> None:
    def untitled(node: Any, at: str) -> Iterator[str]:
        for key, inner in node.get("properties", {}).items():
            if not inner.get("title"):
                yield f"{at}.{key}"
            yield from untitled(inner, f"{at}.{key}")
        if "items" in node:
            yield from untitled(node["items"], at)

    assert [wrong for kind in schema.KINDS for wrong in untitled(schema.of(None, kind), kind)] == []


@pytest.mark.parametrize(
    ("field", "typed", "fits"),
    [
        ("deadline", "12月底", True),
        ("deadline", "2020", True),
        ("text", "010", True),
        ("number", '"37"', False),
        ("leaders", "甲某、乙某", False),
        ("note", "", False),
        ("plan", "{2021-Q5: 甲}", False),
        ("plan", "{2022-Q1: 甲}", True),
        ("plan", "{2021: 甲}", True),
        ("progress", "[{period: 2021, unit: 甲局}]", True),
        ("progress", "[{period: 2021-4, unit: 甲局}]", False),
        ("progress", "[{period: 2021-04, unit: 甲局, indicators: {套数: 1.50}}]", True),
        ("progress", "[{period: 2021-04, unit: 甲局, indicators: {套数: 1200套}}]", False),
    ],
)
def test_a_value_fits_where_it_decodes(field: str, typed: str, fits: bool) -> None:
    lines = {"id": "2021-main-001", "number": "1", "text": "正文。", field: typed}
    value, _ = yamlfile.load("".join(f"{key}: {said}\n" for key, said in lines.items()))
    assert (errors("task", value) == []) is fits
    assert (not [f for f in decoded("task", value) if f.code.startswith("S")]) is fits
