"""The quick ways of reading and judging give what the plain ways give, on every sample text and on made ones."""

from __future__ import annotations

from functools import cache

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.claims import KINDS, Given, judge
from ledger.claims.words import GUARDED, VOCABULARY, neighbours, pairs
from ledger.figures import lexicon, read
from ledger.figures.lexer import Lexer, Token
from ledger.text import fold
from tests.claims.scoring import DATA
from tests.claims.simulated import year

WORDS = """
共 其中 占 完成 同比 增长 下降 由 增加到 剩余 户均 平均每户 翻一番 是上年 的 倍 三分之一 分别
、 ， 。 ； （ ） : “ ” 《 》
12 3.5 1,200 40 97.5 亿 万 元 户 % 个百分点 万平方米 5.1:42.5:52.4 截至4月底 1-8月 二季度 去年同期 一是 二是
慢 快 多 少 慢特病 比上年多 80周岁 二期 3期 第 时间进度 超 约 余 左右 以上 东河、西岭等3个 合计 未 已签约 率
"""
PIECES = (*WORDS.split(), "\n", " ")


class PlainLexer(Lexer):
    """Looks at every character, one after the other."""

    def tokens(self) -> list[Token]:
        found: list[Token] = []
        plain = at = 0
        while at < len(self.text):
            mark = lexicon.MARKS.get(self.text[at])
            token = Token("mark", at, at + 1, mark) if mark else self._token(at, found, plain)
            if token is None:
                at += 1
                continue
            if plain < token.start:
                found.append(Token("text", plain, token.start))
            found.append(token)
            plain = at = token.end
        if plain < len(self.text):
            found.append(Token("text", plain, len(self.text)))
        return found


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
    """Whether the kinds that are not asked would have had nothing to say."""
    reading, known = read(text), Given(2020, 6, "二季度末")
    skipped = [kind for kind in KINDS.values() if not kind.may_find(reading)]
    return not any(claim for kind in skipped for claim in kind.find(reading, known))


def test_every_sample_text_gives_the_same_tokens_and_claims() -> None:
    assert [text for text in samples() if not (same_tokens(text) and same_claims(text))] == []
    assert sum(len(judge(read(text))) for text in samples()) > 500


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_made_texts_give_the_same_tokens_claims_and_pairs(text: str) -> None:
    assert same_tokens(text)
    assert same_claims(text)
    assert pairs(text) == plain_pairs(text)
