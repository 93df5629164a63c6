"""Places between characters and the protocol's units, and edits that turn one text into another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from cli.languageserver.convert import TextMap, edit, item
from ledger.diagnostics import Where
from ledger.editor.offers import Offer

TEXTS = st.text("ab字😀𠮷:\n\r\t ", max_size=40)
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "utf-32"])


@given(TEXTS, st.integers(0, 40), ENCODINGS)
def test_positions_come_back_as_offsets(text: str, offset: int, encoding: str) -> None:
    places = TextMap(text, encoding)
    offset = min(offset, len(text))
    if text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1  # between the two there is no place
    assert places.offset(places.position(offset)) == offset


@given(TEXTS, TEXTS, ENCODINGS)
def test_an_edit_gives_the_new_text(before: str, after: str, encoding: str) -> None:
    made = edit(before, after, encoding)
    if made is None:
        assert before == after
        return
    places = TextMap(before, encoding)
    start, end = places.offset(made.range.start), places.offset(made.range.end)
    assert before[:start] + made.new_text + before[end:] == after


def test_an_edit_leaves_equal_lines_alone() -> None:
    made = edit("一\n二\n三\n四\n", "一\n二二\n三\n四\n")
    assert made == types.TextEdit(types.Range(types.Position(1, 0), types.Position(1, 0)), "二")
    assert edit("一\n", "一\n") is None


@pytest.mark.parametrize(
    ("text", "where", "start", "end"),
    [
        ("a: 😀甲\n", Where(1, 5, 1), (0, 5), (0, 6)),
        ("\ufeffa: 甲\n", Where(1, 4, 1), (0, 4), (0, 5)),
        ("a: 1\r\nb: 甲乙\r\n", Where(2, 4, 2), (1, 3), (1, 5)),
        ("a: 1\rb: 甲\n", Where(1, 9, 1), (1, 3), (1, 4)),
        ("a: 1\n", Where(9, 9, 9), (1, 0), (1, 0)),
        ("a: 1\n", Where(1, 90, 9), (0, 4), (0, 4)),
        ("", Where(1, 1, 1), (0, 0), (0, 0)),
    ],
)
def test_a_place_is_a_range(text: str, where: Where, start: tuple[int, int], end: tuple[int, int]) -> None:
    assert TextMap(text).of(where) == types.Range(types.Position(*start), types.Position(*end))


def test_offers_keep_their_order_and_their_search() -> None:
    shown = item(Offer("区住建局", "区住建局", 0, 0, "unit", search="区住建局 区住房和城乡建设局"), 3, TextMap(""))
    assert shown.sort_text == "00003" and shown.filter_text == "区住建局 区住房和城乡建设局"
