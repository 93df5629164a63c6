"""Blanks, widths, names, Chinese numerals."""

from __future__ import annotations

import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import text


def test_folding_compares_full_and_half_width() -> None:
    assert text.fold("（２０２０）：ＡＢ　") == "(2020):AB "
    assert text.key("济南金融商务中心（市中区）\n服务中心") == text.key("济南金融商务中心(市中区)服务中心")


def test_squeezing_drops_every_blank_and_what_cannot_be_seen() -> None:
    assert text.squeeze("程\xa0 \u3000伟\u200b\n") == "程伟"


def test_tidying_keeps_inner_lines_and_blanks() -> None:
    assert text.tidy("\xa0\n  第一段 \r\n 到场企业 162家\t\n\n") == "第一段\n到场企业 162家"
    assert text.tidy("a\x1b[31mb\x00c") == "a[31mbc"
    assert text.paragraphs("一\n\n 二 \n") == ("一", "二")


@pytest.mark.parametrize(("name", "shown"), [("程伟", "程  伟"), ("孟庆顺", "孟庆顺"), ("欧阳修远", "欧阳修远")])
def test_names_of_two_characters_are_set_apart(name: str, shown: str) -> None:
    assert text.padded_person(name) == shown
    assert text.person(shown) == name


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99), ("一百零五", 105), ("二〇", 20), ("两", 2)],
)
def test_chinese_numbers(numeral: str, value: int) -> None:
    assert text.chinese_number(numeral) == value


@pytest.mark.parametrize("not_a_number", ["", "一类", "十百", "五个", "12", "二二十"])
def test_other_words_are_no_numbers(not_a_number: str) -> None:
    assert text.chinese_number(not_a_number) is None


@given(st.integers(1, 99))
def test_numerals_round_trip(number: int) -> None:
    assert text.chinese_number(text.chinese_numeral(number)) == number


def test_numerals_beyond_99_are_not_made_up() -> None:
    with pytest.raises(ValueError, match="100"):
        text.chinese_numeral(100)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("市政设施运营中心", "市政设施运行中心", True),
        ("规划协调服务中心局", "规划协调服务中心", True),
        ("区农业农村", "区农业农村局", True),
        ("区住建局", "区住建局", False),
        ("区住建局", "区教体局", False),
        ("甲", "甲乙丙", False),
        ("", "甲", True),
    ],
)
def test_distance_of_one_character(one: str, other: str, near: bool) -> None:
    assert text.distance_one(one, other) is near
    assert text.distance_one(other, one) is near


@given(st.text(alphabet="甲乙丙丁", max_size=6), st.integers(0, 5), st.sampled_from("甲乙丙丁戊"))
def test_a_changed_character_is_one_away(word: str, at: int, new: str) -> None:
    added = word[:at] + new + word[at:]
    assert text.distance_one(word, added)


def test_what_is_not_seen_is_shown_and_nothing_else() -> None:
    for code in range(sys.maxunicode + 1):
        c = chr(code)
        unseen = unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in "\n\t"
        if unseen:
            assert text.visible(f"甲{c}") == f"甲\\x{code:02x}"
        elif 0x2060 <= code <= 0x206F or 0xE0000 <= code <= 0xE007F or 0x13430 <= code <= 0x1343F:
            continue  # not assigned, or assigned in a later Unicode: none of them is seen
        else:
            assert text.visible(c) == c


def test_json_with_unseen_characters_says_the_same() -> None:
    value = {"甲": "a\u202eb\u200b\x9b\U000e0041\ufeff", "\u2066": ["\u2028", "正常，。"]}
    shown = text.escaped_json(json.dumps(value, ensure_ascii=False))
    assert json.loads(shown) == value
    assert shown.isprintable() and "正常，。" in shown and "\\u202e" in shown
