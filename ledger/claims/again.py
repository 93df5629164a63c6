"""What the last looks share: the amounts around a figure, names that tie them, and when a fit is hardly chance."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from ledger.claims.levels import is_then
from ledger.claims.words import CHANGE
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, AT_MOST, ZERO

MARKS = "，,。；;：:！？!?\n"
TO_BE = "为达到约近超过足不已是了的高仅只有恰刚好分别将接比重例份额大致可"
_MOST, _MOST_HEADS = 24, 12
_BEHIND = 8
_SHORT = 2
_HARDLY = Fraction(23, 100)
"""Quotients spread over two decades: so many tries, each as wide as the figure is printed, fit once in twenty."""
_STALE = frozenset("的了为达到至今已共计有约近超余个和及与在是将等其中并对均各全年度月日底末份本占")
_VAGUE = frozenset(
    ("总数", "总量", "总额", "全部", "项目", "任务", "目标", "计划", "数量", "情况", "工作", "年度", "人数")
)
_THAN = ("比", "较")
_OF_LAST = re.compile("年度?(?:审计|报告|整改|巡察|督察|检查|结转|转入|遗留|反映|存量)")
_MORE = ("增加", "新增", "新增加", "扩大", "净增")
_NOT = frozenset("未应待拟不非无需")
_ANY = re.compile(
    "年度|全年|年初|当年|本年|今年|计划|任务|目标|预算数?|指标|调整|核定|总投资|(?<!固定资产)投资(?!额)|总|年"
)
_LAST_WORDS = (
    "案件",
    "企业",
    "事项",
    "工单",
    "人员",
    "群众",
    "农户",
    "资金",
    "金额",
    "总额",
    "总值",
    "总量",
    "总数",
    "数量",
    "任务",
    "目标",
    "计划",
    "项目",
    "数",
    "额",
    "量",
    "总",
)


def clause_before(reading: Reading, figure: Figure, reach: int = 40) -> str:
    """The words of its clause before a figure, figures among them; those of the clause before where it has none."""
    begin = max(reading.sentences[figure.sentence][0], figure.start - reach)
    words = reading.text[begin : figure.start]
    at = max(map(words.rfind, MARKS))
    if at > 0 and not words[at + 1 :].strip(TO_BE + " 分别"):
        at = max(words.rfind(mark, 0, at) for mark in MARKS)
    return words[at + 1 :].strip()


class Surroundings:
    """The plain amounts of a text, found once for all figures that are looked at again."""

    __slots__ = ("_heads", "_levels", "reading")

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self._levels = [_level(f) if f.kind == AMOUNT else None for f in reading.figures]
        self._heads: list[tuple[int, Figure]] | None = None

    def _all_heads(self) -> list[tuple[int, Figure]]:
        found: list[tuple[int, Figure]] = []
        paragraph = -1
        for at, (figure, level) in enumerate(zip(self.reading.figures, self._levels, strict=True)):
            if figure.paragraph != paragraph and level is not None:
                found.append((at, level))
            paragraph = figure.paragraph
        return found

    def heads(self, at: int) -> list[Figure]:
        """The amounts that open the paragraphs before a figure, the nearest first."""
        if self._heads is None:
            self._heads = self._all_heads()
        here = bisect_left(self._heads, at, key=lambda head: head[0])
        return [level for _, level in reversed(self._heads[max(0, here - _MOST_HEADS) : here])]

    def before(self, at: int, *, paragraphs: int = 0, most: int = _MOST) -> list[Figure]:
        """Those before a figure, the nearest first: of its paragraph and so many before it."""
        least = self.reading.figures[at].paragraph - paragraphs
        found: list[Figure] = []
        for level in reversed(self._levels[max(0, at - 3 * most) : at]):
            if level is not None:
                if level.paragraph < least or len(found) == most:
                    break
                found.append(level)
        return found

    def each_before(self, at: int) -> list[Figure]:
        """The averages before a figure in its sentence, else the last: 人均支出17618元，其中食品5567元 is of one."""
        figure = self.reading.figures[at]
        near = self.reading.figures[max(0, at - _MOST) : at]
        plain = [f for f in near if f.kind == AMOUNT and f.paragraph == figure.paragraph and f.is_exact and not f.weak]
        each = [f for f in reversed(plain) if f.has("each") and not f.has("up", "down", "yoy", "last-year")]
        return [f for f in each if f.sentence == figure.sentence] or each[:1]

    def behind(self, at: int) -> list[Figure]:
        """Those after a figure in its sentence."""
        sentence = self.reading.figures[at].sentence
        return [f for f in self._levels[at + 1 : at + 1 + _BEHIND] if f is not None and f.sentence == sentence]


def _level(figure: Figure) -> Figure | None:
    """An exact amount of something, no difference, average, or amount of another year; or nothing."""
    if figure.kind != AMOUNT or figure.weak or figure.top is not None:
        return None
    signs = figure.signs
    if "未达" in figure.lead:
        signs -= {"behind"}  # 未达到目标进度的24个
    if "behind" in signs and figure.lead.endswith(("滞后", "落后")):
        signs -= {"behind"}  # 达到序时109项、滞后32项
    if "缺" in figure.lead:
        signs -= {"gap"}  # 缺口58人，其中乡镇缺41人
    if "up" in signs and signs.isdisjoint(("yoy", "step")) and figure.lead.startswith(_MORE):
        signs -= {"up"}  # 增加学位1890个
    if "last-year" in signs and _OF_LAST.search(figure.lead):
        signs -= {"last-year"}  # 上年度报告反映问题286个
    if not signs.isdisjoint(CHANGE) or (figure.lead.startswith(_THAN) and is_then(figure)):
        return None
    if figure.bound == AT_MOST and figure.printed.endswith("以内"):
        return figure._replace(bound="", grain=ZERO)  # 控制在限额20.5亿元以内
    return figure if figure.is_exact else None


def is_hardly_chance(figure: Figure, tries: int) -> bool:
    """Whether a quotient that fits what is printed is hardly there by chance, after so many tries."""
    if tries <= 1:
        return True
    low, high = figure.low, figure.high
    return high is not None and high > 0 and (max(high - low, Fraction(0)) / high) * tries <= _HARDLY


@lru_cache(maxsize=4096)
def telling_pairs(words: str) -> frozenset[str]:
    """The neighbouring characters of a name that tell it from others."""
    found = set()
    for one, two in pairwise(words):
        if "\u4e00" <= one <= "\u9fff" and "\u4e00" <= two <= "\u9fff" and not (one in _STALE and two in _STALE):
            found.add(one + two)
    return frozenset(found - _VAGUE)


@lru_cache(maxsize=4096)
def name_pairs(words: str) -> frozenset[str]:
    """The same of a name without what any name may have: 到位资金, 学位任务; nothing is left of 年度投资计划."""
    return telling_pairs(name_words(words))


def name_words(words: str) -> str:
    """A name without what any name may have."""
    words = _ANY.sub("", words).replace("进出口", "进出")  # 进出口总值 is not what 出口总值 names
    for end in _LAST_WORDS:
        if len(words) > len(end) + 1:
            words = words.removesuffix(end)
    return words


def bears(figure: Figure, name: frozenset[str]) -> int:
    """How much of a name the words next to a figure have; 未签约 does not bear 签约."""
    words = (figure.lead + "|" + figure.tail).replace("进出口", "进出")
    return sum(pair in words and words[words.find(pair) - 1 : words.find(pair)] not in _NOT for pair in name)


def best_named(figures: Iterable[Figure], words: str) -> list[Figure]:
    """The amounts that bear a name best, if one does to a half at least; in their order."""
    name = name_pairs(words)
    if not name:
        return []
    shares = [(bears(figure, name), figure) for figure in figures]
    most = max((share for share, _ in shares), default=0)
    if most * 2 >= len(name):
        return [figure for share, figure in shares if share == most]
    return [figure for _, figure in shares if _is_short_for(words, figure.lead)]


def _is_short_for(name: str, words: str) -> bool:
    """社零总额 of 社会消费品零售总额: all characters of the name stand there, in their order."""
    at = -1
    for character in name.removeprefix("全").strip():
        at = words.find(character, at + 1)
        if at < 0:
            return False
    return len(name) > _SHORT


def counted_like(figure: Figure) -> tuple[str, str]:
    """The dimensions of what an amount may be a part of: 1162件 of 1862件次."""
    dimension = figure.dimension
    return dimension, dimension.removesuffix("次") if dimension.endswith("次") else f"{dimension}次"


def distinct(figures: Sequence[Figure]) -> int:
    """How many different amounts there are among them."""
    return len({figure.exact for figure in figures})
