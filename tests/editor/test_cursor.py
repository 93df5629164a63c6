"""Where a person is typing, in whole and in half-typed texts; ``┃`` marks the place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.editor import cursor

HEAD = "id: 2021-main-001\nnumber: 1\n"


def at(marked: str) -> Any:
    return cursor.at(marked.replace("┃", ""), marked.index("┃"))


@pytest.mark.parametrize(
    ("marked", "path", "typed"),
    [
        ("leaders: [甲某, 乙┃]\n", ("leaders", 1), "乙"),
        ("leaders: [甲某, ┃]\n", ("leaders", 1), ""),
        ("leaders: [甲┃某, 乙某]\n", ("leaders", 0), "甲某"),
        ("leaders: ┃\n", ("leaders",), ""),
        ("leaders:\n  - 甲某\n  - 乙┃\ntext: x\n", ("leaders", 1), "乙"),
        ("leaders:\n- 甲某\n- 乙┃\ntext: x\n", ("leaders", 1), "乙"),
        ("units:\n  lead: [区┃\n  support: []\n", ("units", "lead", 0), "区"),
        ("units: {lead: [甲], support: [乙, 丙┃]}\n", ("units", "support", 1), "丙"),
        ("verdict: 完┃成 # 注释\n", ("verdict",), "完成"),
        ('note: "带引号的: ┃"\n', ("note",), '"带引号的: "'),
        ("progress:\n  - period: 2021-01\n    unit: ┃\n", ("progress", 0, "unit"), ""),
        ("progress:\n  - period: 2021-01\n  - period: 2021-0┃\n", ("progress", 1, "period"), "2021-0"),
        ("progress:\n  - {period: 2021-01, unit: 区┃}\n", ("progress", 0, "unit"), "区"),
        ("progress:\n  - joint:\n      - 甲\n      - 乙┃\n", ("progress", 0, "joint", 1), "乙"),
        ("indicators: [\n  {name: 甲, target: 1},\n  {name: 乙┃}\n]\n", ("indicators", 1, "name"), "乙"),
        ("waivers:\n  - {reason: 'it''s: a', rule: R┃}\n", ("waivers", 0, "rule"), "R"),
        ("plan:\n  2021-Q1: 甲\nother:\n  栏目: 乙┃\n", ("other", "栏目"), "乙"),
        ("progress:\n  - done: |-\n      - 像列表: ┃\n", ("progress", 0, "done"), None),
        ("verdict: 完┃成\r\nnote: x\r\n", ("verdict",), "完成"),
    ],
)
def test_a_value_is_placed(marked: str, path: tuple[Any, ...], typed: str | None) -> None:
    here = at(HEAD + marked)
    assert here.path == path
    assert here.in_text == (typed is None)
    if typed is not None:
        text = (HEAD + marked).replace("┃", "")
        assert here.typed == typed == text[here.start : here.end].strip()


@pytest.mark.parametrize(
    ("marked", "path", "typed", "siblings"),
    [
        ("te┃\nunits: {}\n", (), "te", {"id", "number", "units"}),
        ("┃", (), "", {"id", "number"}),
        ("no┃te: x\n", (), "note", {"id", "number"}),
        ("progress:\n  - ┃\n", ("progress", 0), "", set()),
        ("progress:\n  - period: 2021-01\n    ┃\n    done: 好\nnote: x\n", ("progress", 0), "", {"period", "done"}),
        (
            "progress:\n  - period: 2021-01\n    done: |-\n      甲\n    ne┃\n",
            ("progress", 0),
            "ne",
            {"period", "done"},
        ),
        ("waivers:\n  - {rule: R001, rea┃}\n", ("waivers", 0), "rea", {"rule"}),
        ("units:\n  l┃\nnote: x\n", ("units",), "l", set()),
    ],
)
def test_a_key_is_placed(marked: str, path: tuple[Any, ...], typed: str, siblings: set[str]) -> None:
    here = at(HEAD + marked)
    assert (here.path, here.typed, here.after_key) == (path, typed, False)
    assert set(here.siblings) - {here.key} == siblings


def test_a_comment_is_no_place() -> None:
    assert at("note: x # 说明┃\n") is None
    assert at("# 整行┃\n") is None
    assert at("note: 'a # b┃'\n").path == ("note",)


@given(st.text("ab:-#[]{},\"'|> \n\r\t甲😀", max_size=60), st.integers(0, 60))
def test_no_text_is_too_strange(text: str, offset: int) -> None:
    here = cursor.at(text, offset)
    if here is not None:
        assert 0 <= here.start <= here.end <= len(text)


def test_a_long_text_is_left_alone() -> None:
    assert cursor.at("# x\n" * (cursor.LONGEST // 4 + 1), 0) is None
    unclosed = "leaders: [" + "甲,\n" * 20_000
    assert cursor.at(unclosed, len(unclosed)).path == ("leaders", 20_000)  # type: ignore[union-attr]
