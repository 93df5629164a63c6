"""What must hold for any content: what is written reads back, an edit leaves the rest, ``canonical`` is stable."""

from __future__ import annotations

import pathlib
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ledger import yamlfile
from ledger.diagnostics import Path
from ledger.dialect import places as yamlplaces
from ledger.dialect import read as yamlread
from ledger.dialect.tree import Value, same
from tests import yamlgen
from tests.conftest import ROOT
from tests.yamlgen import TRICKY, YAMLISH, blocks, quick, texts, untidy, values


@quick(200)
@given(values, blocks)
def test_what_is_written_reads_back_without_findings(value: Value, block: yamlfile.Block) -> None:
    text = yamlfile.dump(value, block=block)
    read, found = yamlfile.load(text)
    assert same(read, value)
    assert found == []


@pytest.mark.parametrize("text", TRICKY)
@pytest.mark.parametrize("shape", [lambda t: t, lambda t: [t], lambda t: {"键": t}, lambda t: {t: {t: [t, [t]]}}])
def test_tricky_texts_read_back_in_every_position(text: str, shape: object) -> None:
    value = shape(text if len(text) < 900 else text[:30])  # type: ignore[operator]
    for block in (lambda path: True, lambda path: False):
        written = yamlfile.dump(value, block=block)
        assert (yamlfile.load(written), yamlfile.load(written.encode())) == ((value, []), (value, []))


@quick()
@given(values, blocks)
def test_an_independent_reader_sees_the_same_strings(value: Value, block: yamlfile.Block) -> None:
    text = yamlfile.dump(value, block=block)
    assert yaml.load(text, Loader=yaml.BaseLoader) == (None if value is None else _as_strings(value))  # noqa: S506


@quick()
@given(texts)
def test_readers_of_yaml_1_2_see_a_string_where_we_wrote_one(text: str) -> None:
    written = yamlfile.emit({"a": text}, block=lambda path: True)[0]
    plain = written.removeprefix("a: ")
    if plain[0] in "0123456789+-.~tfTF":
        assert plain.lower() not in ("null", "~", "true", "false", "")
        with pytest.raises(ValueError, match="could not convert"):
            float(plain.replace("0x", "").replace("0o", "").replace("_", "x"))


def _as_strings(value: Value) -> object:
    if isinstance(value, dict):
        return {key: _as_strings(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_strings(item) for item in value]
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


@quick(300)
@given(YAMLISH)
def test_any_text_is_read_or_explained(text: str) -> None:
    value, found = yamlfile.load(text)
    assert yamlfile.load(text.encode()) == (value, found)
    if value is None and text.strip() and not text.lstrip("\ufeff \n\r\t").startswith("#"):
        assert found or not yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    assert all(finding.where is not None and finding.message and finding.hint for finding in found)


@quick(300)
@given(st.one_of(YAMLISH, untidy().map(lambda pair: pair[0])))
def test_the_short_way_and_the_careful_way_agree(text: str) -> None:
    try:
        value = yamlread._short_way(text)
    except (yamlread.Unsure, yaml.YAMLError):
        return
    careful, found = yamlread._careful_way(text)
    assert same(value, careful)
    assert found == []


@quick()
@given(untidy())
def test_untidy_texts_hold_what_they_say(pair: tuple[str, Value]) -> None:
    text, value = pair
    read, _ = yamlfile.load(text)
    assert same(read, value)


@quick()
@given(untidy(), blocks)
def test_canonical_keeps_value_and_comments_and_is_stable(pair: tuple[str, Value], block: yamlfile.Block) -> None:
    text, value = pair
    once = yamlfile.canonical(text, block=block, order=lambda path: ("id", "number", "text"))
    assert same(yamlfile.load(once)[0], value)
    assert yamlfile.canonical(once, block=block, order=lambda path: ("id", "number", "text")) == once
    assert all(line == line.rstrip() for line in once.split("\n"))
    assert once.endswith("\n")
    assert not once.endswith("\n\n")


@quick()
@given(untidy())
def test_canonical_of_windows_text_is_the_same(pair: tuple[str, Value]) -> None:
    text, _ = pair
    layout = {"block": lambda path: not path, "order": lambda path: ()}
    windows = "\ufeff" + text.replace("\n", "\r\n")
    assert yamlfile.canonical(windows, **layout) == yamlfile.canonical(text, **layout)  # type: ignore[arg-type]


@quick()
@given(untidy(), st.data(), blocks, st.sampled_from(["\n", "\r\n"]))
def test_setting_a_value_leaves_the_other_lines(
    pair: tuple[str, Value], data: st.DataObject, block: yamlfile.Block, newline: str
) -> None:
    text, value = pair
    text = text.replace("\n", newline)
    path = data.draw(st.sampled_from([path for path in yamlgen.paths_of(value) if path]))
    new = data.draw(yamlgen.scalars)
    edited = yamlfile.set_value(text, path, new, block=block)
    _only_the_entry_changed(text, edited, path, value)
    assert edited.count("\r") == (edited.count("\n") if newline == "\r\n" else 0)


@quick()
@given(untidy(), st.data(), blocks)
def test_appending_puts_lines_between_lines(
    pair: tuple[str, Value], data: st.DataObject, block: yamlfile.Block
) -> None:
    text, value = pair
    lists = [path for path in yamlgen.paths_of(value) if isinstance(_at(value, path), list)]
    path = data.draw(st.sampled_from([*lists, ("changes",)]))
    edited = yamlfile.append_item(text, path, data.draw(values), block=block, order=("id", "changes", "note"))
    if path == ("changes",):
        at = next(n for n in range(len(text) + 1) if n == len(text) or text[n] != edited[n])
        assert edited.endswith(text[at:])
    else:
        _only_the_entry_changed(text, edited, path, value)


@quick()
@given(untidy(), st.data(), blocks)
def test_removing_leaves_the_other_lines(pair: tuple[str, Value], data: st.DataObject, block: yamlfile.Block) -> None:
    text, value = pair
    path = data.draw(st.sampled_from([path for path in yamlgen.paths_of(value) if path]))
    edited = yamlfile.remove(text, path, block=block)
    _only_the_entry_changed(text, edited, path[:-1], value)


def _only_the_entry_changed(text: str, edited: str, path: Path, value: Value) -> None:
    """Lines before the entry at ``path`` and behind the entry that follows it are byte for byte the same."""
    before = text.splitlines(keepends=True)
    after = edited.splitlines(keepends=True)
    outer = path[:1]
    if not outer:
        return
    first = yamlfile.locate(text, outer, key=True).line - 1
    names = list(value) if isinstance(value, dict) else []
    follower = names.index(outer[0]) + 1 if outer[0] in names else len(names)
    last = yamlfile.locate(text, (names[follower],), key=True).line - 1 if follower < len(names) else len(before)
    assert after[:first] == before[:first]
    rest = before[last:]
    assert not rest or after[-len(rest) :] == rest


def _at(value: Value, path: Path) -> Value:
    for step in path:
        value = value[step]  # type: ignore[index,call-overload]
    return value


@quick()
@given(untidy())
def test_every_path_has_its_place(pair: tuple[str, Value]) -> None:
    text, value = pair
    lines = text.split("\n")
    for path in yamlgen.paths_of(value):
        item = _at(value, path)
        where = yamlfile.locate(text, path)
        assert yamlfile.locate_all(text, [path]) == {path: where}
        shown = lines[where.line - 1][where.column - 1 :][: where.length]
        assert len(shown) == where.length
        if isinstance(item, int) and not isinstance(item, bool):
            assert shown == str(item)
        if path and isinstance(path[-1], str):
            key = yamlfile.locate(text, path, key=True)
            assert lines[key.line - 1][key.column - 1 :][: key.length] == path[-1]


def items_of(value: object) -> list[tuple[str | int, ...]]:
    """The paths of items of lists and of their fields, one past the end of each too."""
    found: list[tuple[str | int, ...]] = []
    for key, part in value.items() if isinstance(value, dict) else ():
        for n, item in enumerate([*part, {"none": 1}] if isinstance(part, list) else ()):
            found += [(key, n), *((key, n, name) for name in (item if isinstance(item, dict) else {}))]
    return found


def same_places(text: str) -> int:
    """Places found the quick way are those found by parsing; how many were."""
    paths = items_of(yamlfile.load(text)[0])
    slow = yamlplaces._Places(text)
    quick = [(path, found) for path in paths if (found := yamlplaces._in_items(text, [path])) is not None]
    for path, places in quick:
        assert places == {path: slow.of(path, False)}
    return len(quick)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests" / "data" / "invented").rglob("*.yaml")), ids=lambda path: path.stem
)
def test_places_found_the_quick_way_are_the_same_in_ledgers(path: pathlib.Path) -> None:
    same_places(path.read_text("utf-8"))


def test_places_found_the_quick_way_are_the_same_in_a_task() -> None:
    text = (ROOT / "tests/data/invented/tasks/2021/main/001.yaml").read_text("utf-8")
    assert same_places(text) > 5
    lines = text.split("\n")
    for n in range(0, len(lines), 3):
        for odd in (
            "",
            "# 注",
            "  - period: 2021-01",
            "    unit: x # y",
            "    note: >-",
            "progress:",
            "      x: y",
            "  - {a: 1}",
        ):
            same_places("\n".join([*lines[:n], odd, *lines[n:]]))
        same_places("\n".join([*lines[:n], *lines[n + 1 :]]))


@quick()
@given(values, blocks)
def test_places_found_the_quick_way_are_the_same(value: Value, block: yamlfile.Block) -> None:
    same_places(yamlfile.dump({"progress": [{"period": "2021-01", "note": value}], "other": value}, block=block))
