"""Texts by meaning: figures stay whole, sentences may move, nothing of either text is lost."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.alignment import align, similarity
from ledger.compare import texts
from ledger.compare.texts import compare
from ledger.compare.tokens import Figure, delta, figure, sentences, tokens

WORDS = "完成|安置房|310套|1,200余个|12.1324万平方米|30%|-17.5%|GDP |5G|，|。|；|“验收”"
MARKS = "（|(|:|：|钅广|e\u0301|😀|．|1|-4月|的|A4"
PIECES = st.sampled_from([*WORDS.split("|"), *MARKS.split("|"), "\n", " ", "　", "\r"])
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=30)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("征迁12.1324万平方米，占30%。", "征 迁 12.1324万平方米 ， 占 30% 。"),
        ("回迁1200套、1,350余户", "回 迁 1200套 、 1,350余户"),
        ("增长-17.5%，提高2个百分点", "增 长 -17.5% ， 提 高 2个百分点"),
        ("1-4月引进5G项目3个", "1 - 4月 引 进 5G 项 目 3个"),
        ("GDP、PM2.5和A4纸", "GDP 、 PM2.5 和 A4 纸"),
        ("12345热线于2019年4月19日", "12345 热 线 于 2019年 4月 19日"),
        ("投资３．５亿元", "投 资 ３．５亿元"),
        ("3，200人", "3 ， 200人"),
    ],
)
def test_a_figure_with_its_unit_is_one_token(text: str, expected: str) -> None:
    assert tokens(text) == expected.split(" ")


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("12.1324万平方米", Figure(Decimal("12.1324"), "万平方米")),
        ("1,350套 ", Figure(Decimal(1350), "套")),
        ("-17.5%", Figure(Decimal("-17.5"), "%")),
        ("３．５亿元", Figure(Decimal("3.5"), "亿元")),
        ("套", None),
        ("A4", None),
        ("", None),
    ],
)
def test_figures_are_read_exactly(token: str, expected: Figure | None) -> None:
    assert figure(token) == expected


def test_the_delta_is_a_decimal() -> None:
    assert delta(Decimal("12.1"), Decimal("12.4")) == "+0.3"
    assert delta(Decimal(30), Decimal("45.5"), "%") == "+15.5个百分点"


def said(before: str, after: str, *, exact: bool = False) -> str:
    """The result in one line: [-gone-]{+new+}, moved sentences between < and >."""
    marks = {
        texts.REMOVED: "[-{0}-]",
        texts.ADDED: "{{+{1}+}}",
        texts.MOVED_FROM: "<-{0}->",
        texts.MOVED_TO: "<+{1}+>",
        texts.SAME: "{1}",
    }
    line = ""
    for segment in compare(before, after, exact=exact).segments:
        if segment.kind == texts.CHANGED:
            for op in segment.ops:
                if op.same:
                    line += op.after
                else:
                    line += (f"[-{op.before}-]" if op.before else "") + (f"{{+{op.after}+}}" if op.after else "")
        else:
            line += marks[segment.kind].format(segment.before, segment.after)
    return line


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("已建成310套。", "已建成330套。", "已建成[-310套-]{+330套+}。"),
        ("已建成310套。", "已建成310套，正在验收。", "已建成310套{+，正在验收+}。"),
        ("开工建设学校2所。竣工1所。", "竣工1所。", "[-开工建设学校2所。-]竣工1所。"),
        (
            "正在办理手续。已完成施工招标工作。年内开工。",
            "已完成施工招标工作。正在办理手续。年内开工。",
            "<-正在办理手续。->已完成施工招标工作。<+正在办理手续。+>年内开工。",
        ),
        ("完成投资12%；", "召开专题会议；", "[-完成投资12%；-]{+召开专题会议；+}"),
        ("", "新报。", "{+新报。+}"),
        (
            "复工率达到96%,44个项目全部复工,完成房地产开发投资1,221.3亿元。",
            "完成房地产开发投资1,333.6亿元,同比下降2.1%,降幅收窄6.4个百分点。",
            "[-复工率达到96%,44个项目全部复工,-]完成房地产开发投资[-1,221.3亿元-]{+1,333.6亿元+}[-。-]{+,+}{+同比下降2.1%,降幅收窄6.4个百分点。+}",
        ),
        ("共10户、20人。", "共12户、25人。", "共[-10户-]{+12户+}、[-20人-]{+25人+}。"),
        ("拆迁891户。", "拆迁12.1324万平方米。", "拆迁[-891户-]{+12.1324万平方米+}。"),
    ],
)
def test_what_a_reader_sees(before: str, after: str, expected: str) -> None:
    assert said(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("区住建局：完成（一期）。", "区住建局:完成(一期)。"),
        ("“一带一城”", '"一带一城"'),
        ("程  伟", "程伟"),
        ("一。\n二。", "一。二。"),
    ],
)
def test_widths_quotes_and_blanks_are_no_change_unless_asked_for(before: str, after: str) -> None:
    loosely, exactly = compare(before, after), compare(before, after, exact=True)
    assert loosely.same and not exactly.same
    assert (loosely.before, loosely.after) == (exactly.before, exactly.after) == (before, after)


def test_changed_amounts_are_told_with_their_difference() -> None:
    before = "4月底回迁1200套，完成30%，投资1.5亿元，涉及3个村。"
    after = "5月底回迁1350套，完成45.5%，投资1.35亿元，涉及3个村。"
    assert compare(before, after).figures == (
        "1200套 → 1350套（+150）",
        "30% → 45.5%（+15.5个百分点）",
        "1.5亿元 → 1.35亿元（-0.15）",
    )


AMOUNTS = "12套|13套|12户|1.2万元|1.3万元|30%|12 |200|１２套|12|A2|-3|+3"
AROUND = "建成|安置房|，|。|；|5月底前|6月底前|的|已|套|\u200b"
FIGURES = st.sampled_from([*AMOUNTS.split("|"), *AROUND.split("|")])
PARTS = st.lists(FIGURES, max_size=14)


@given(PARTS, PARTS, PARTS, PARTS)
def test_changed_figures_are_those_of_the_comparison(
    head: list[str], before: list[str], after: list[str], tail: list[str]
) -> None:
    one, other = ("".join([*head, *middle, *tail]) for middle in (before, after))
    assert texts.changed_figures(one, other) == compare(one, other).figures


@given(TEXTS, TEXTS)
def test_changed_figures_of_any_texts(before: str, after: str) -> None:
    assert texts.changed_figures(before, after) == compare(before, after).figures


@given(TEXTS, st.booleans())
def test_tokens_and_sentences_lose_nothing(text: str, exact: bool) -> None:
    assert "".join(tokens(text, exact=exact)) == text
    assert "".join(sentences(text)) == text


@given(TEXTS, TEXTS, st.booleans())
def test_both_texts_can_be_put_together_again(before: str, after: str, exact: bool) -> None:
    found = compare(before, after, exact=exact)
    assert (found.before, found.after) == (before, after)
    assert ("".join(op.before for op in found.ops), "".join(op.after for op in found.ops)) == (before, after)
    for segment in found.segments:
        if segment.kind == texts.CHANGED:
            assert "".join(op.before for op in segment.ops) == segment.before
            assert "".join(op.after for op in segment.ops) == segment.after
    if exact:
        assert all(op.before == op.after for op in found.ops if op.same)


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert compare(text, text).same and compare(text, text, exact=True).same
    assert compare(text, text).figures == ()


@given(TEXTS, TEXTS)
def test_same_words_and_the_comparison_agree(before: str, after: str) -> None:
    if texts.same_words(before, after):
        assert compare(before, after).same


@given(st.lists(st.integers(0, 5), max_size=30), st.lists(st.integers(0, 5), max_size=30))
def test_blocks_are_common_rising_and_longest(a: list[int], b: list[int]) -> None:
    blocks = align(a, b)
    i = j = 0
    for block in blocks:
        assert block.n > 0 and block.i >= i and block.j >= j
        assert a[block.i : block.i + block.n] == b[block.j : block.j + block.n]
        i, j = block.i + block.n, block.j + block.n
    row = [0] * (len(b) + 1)
    for x in a:
        diagonal = 0
        for m, y in enumerate(b, 1):
            diagonal, row[m] = row[m], diagonal + 1 if x == y else max(row[m], row[m - 1])
    assert sum(block.n for block in blocks) == row[-1]
    assert 0 <= similarity(a, b) <= 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("完成一套。" * 40_000, "完成两套。" * 40_000),
        (
            "".join(f"第{n}项完成{n}套。" for n in range(20_000)),
            "".join(f"第{n}项完成{n + 1}套。" for n in range(20_000)),
        ),
        ("的" * 300_000, "了" + "的" * 299_000 + "了"),
        ("甲乙" * 60_000, "乙丙甲" * 50_000),
        (
            "".join(chr(0x4E00 + n * 7 % 20_000) for n in range(60_000)),
            "".join(chr(0x4E00 + n % 20_000) for n in range(60_000)),
        ),
        ("\n" * 100_000, " \n" * 100_000),
        ("1" * 100_000, "1," * 100_000),
        ("“" * 50_000 + "。” " * 50_000, "”" * 50_000),
    ],
    ids=["repeated", "renumbered", "one word", "no order", "shuffled", "empty lines", "digits", "marks"],
)
def test_the_cost_stays_bounded(before: str, after: str) -> None:
    start = time.process_time()
    found = compare(before, after)
    assert (found.before, found.after) == (before, after)
    assert time.process_time() - start < 20
