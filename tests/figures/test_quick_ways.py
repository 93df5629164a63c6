"""The quick ways of reading and judging give what the plain ways give, on every sample text and on made ones."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import KINDS, Given, judge
from ledger.claims.values import LAST, WIDER
from ledger.claims.words import neighbours, pairs, surely_share
from ledger.figures import lexicon, may_hold_figures, numerals, read, times
from ledger.figures.lexer import Lexer, Token
from ledger.figures.lexicon import GUARDED, VOCABULARY
from ledger.figures.numerals import Number
from ledger.text import fold
from tests.claims.scoring import DATA
from tests.claims.simulated import year

WORDS = """
共 其中 占 完成 同比 增长 下降 由 增加到 剩余 户均 平均每户 翻一番 一半 过半 是上年 的 倍 三分之一 分别
、 ， 。 ； （ ） : “ ” 《 》
12 3.5 1,200 40 97.5 亿 万 元 户 % 个百分点 万平方米 5.1:42.5:52.4 截至4月底 1-8月 二季度 去年同期 一是 二是
慢 快 多 少 慢特病 比上年多 80周岁 二期 3期 第 时间进度 超 约 余 左右 以上 东河、西岭等3个 合计 未 已签约 率
"""
PIECES = (*WORDS.split(), "\n", " ")


WORDS_AT = lexicon.index(VOCABULARY)


class PlainLexer(Lexer):
    """Looks at every character, one after the other, and tries every word there and every turn of a number."""

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        at = 0
        while at < len(self.text):
            mark = lexicon.MARKS.get(self.text[at])
            longest = self._longest(at)
            token = ("mark", at, at + 1, mark) if mark else self._begun(at, longest, found) if longest else None
            if token is not None:
                found.append(token)
            at = token[2] if token else at + 1
        return found

    def _may_be_number(self, at: int) -> bool:
        return True

    def _arabic(self, at: int, found: list[Token]) -> Token:
        number = numerals.digits(self.text, at)
        assert number is not None
        before, following = self.text[at - 1 : at], self.text[number.end : number.end + 1]
        return self._ordinal(at, found) or self._time(at) or self._turned(at, number, before, following)

    def _longest(self, at: int) -> str:
        """The longest word that stands there and is meant, else the character if it is no word."""
        words = [word for word in WORDS_AT.get(self.text[at], ()) if self.text.startswith(word, at)]
        return next((word for word in words if self._is_meant(word, at)), "" if words else self.text[at])

    def _is_meant(self, word: str, at: int) -> bool:
        before, after = self.text[at - 1 : at], self.text[at + len(word) : at + len(word) + 1]
        if word in lexicon.CLOSE:
            return after in lexicon.CLOSE[word]
        if word in GUARDED:
            return before != "" and before in lexicon.AFTER_COMPARISON and after in tuple("0123456789")
        return True


def plain_digits(text: str) -> bool:
    """What ``numerals.digits`` should find, read digit by digit."""
    found = numerals.digits(text, 0)
    run = re.match("[0-9]*", text)
    if not run or not run.group():
        return found is None
    whole, at = run.group(), run.end()
    first = whole
    while text[at : at + 1] == "," and len(first) <= 3 and first != "0" and len(whole) <= numerals.LONGEST:
        group, more = text[at + 1 : at + 4], text[at + 4 : at + 5]
        if not re.fullmatch("[0-9]{3}", group) or (more and more in "0123456789"):
            break
        whole, at = whole + group, at + 4
    places = re.match("[.]([0-9]+)", text[at:])
    decimals = places.group(1) if places else ""
    at += places.end() if places else 0
    if len(whole) + len(decimals) > numerals.LONGEST:
        return found == Number(Decimal(0), Decimal(0), at)
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return found == Number(value, Decimal(1).scaleb(-len(decimals)), at)


def plain_pairs(text: str) -> frozenset[str]:
    at, kept = 0, ""
    while at < len(text):
        word = next((word for word in sorted(VOCABULARY, key=len, reverse=True) if text.startswith(word, at)), "")
        kept += " " if word and VOCABULARY[word] and word not in GUARDED else word or text[at]
        at += len(word) or 1
    return neighbours(kept)


@cache
def samples() -> list[str]:
    texts = [path.read_text("utf-8") for path in sorted((DATA / "sources").glob("*.txt"))]
    for path in sorted((DATA / "claims").glob("heldout*.yaml")):
        texts += [item["text"] for item in yaml.safe_load(path.read_text("utf-8"))]
    texts += [entry.done for task in year(16)[0] for entry in task.progress]
    return [*texts, (DATA / "claims" / "quiet.txt").read_text("utf-8")]


def same_tokens(text: str) -> bool:
    folded = fold(text)
    return Lexer(folded).tokens() == PlainLexer(folded).tokens()


def same_claims(text: str) -> bool:
    """Whether the kinds, looks and texts that are not asked would have had nothing to say."""
    if not may_hold_figures(text) and (read(text).figures or read(text).lists or read(text).ratios):
        return False
    reading, known = read(text), Given(2020, 6, "二季度末")
    looks = [*KINDS.values(), *(look for looks in WIDER.values() for look in looks)]
    skipped = [look for look in looks if not look.may_find(reading)]
    if any(claim for look in skipped for claim in look.find(reading, known)):
        return False
    open_ = [n for n, figure in enumerate(reading.figures) if not figure.weak]
    left = [look for look in LAST if any(reading.traits.isdisjoint(group) for group in look.needs)]
    return not any(claim for look in left for claim in look.find(reading, known, open_))


def test_every_sample_text_gives_the_same_tokens_and_claims() -> None:
    assert [text for text in samples() if not (same_tokens(text) and same_claims(text))] == []
    assert sum(len(judge(read(text))) for text in samples()) > 500


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_made_texts_give_the_same_tokens_claims_and_pairs(text: str) -> None:
    assert same_tokens(text)
    assert same_claims(text)
    assert pairs(text) == plain_pairs(text)


@settings(max_examples=300, deadline=None)
@given(*[st.lists(st.sampled_from([*PIECES, "外墙保温", "保温层", "回迁选房"]), max_size=12).map("".join)] * 2)
def test_what_surely_shares_a_pair_does(one: str, other: str) -> None:
    assert not surely_share(one, other) or pairs(one) & pairs(other)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*"0123456789,.", "000", "123", "1,234"]), max_size=14).map("".join))
def test_digits_are_read_as_digit_by_digit(text: str) -> None:
    assert plain_digits(text)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from([*"0123456789年月日号份底初末至-—、度三十", "2020年", "12月", "31日", "上旬", "0000年"]),
        min_size=1, max_size=8,
    ).map("".join),
    st.booleans(),
)  # fmt: skip
def test_the_quick_way_of_times_gives_what_the_grammar_gives(text: str, until: bool) -> None:
    quick = times._plain(text, 0, until)
    if quick is not None:
        slow = times._quarter(text, 0, until) or times._years(text, 0) or times._span(text, 0, until)
        assert quick == slow
