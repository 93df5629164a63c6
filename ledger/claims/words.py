"""Small questions about the words around figures that several kinds ask."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from operator import add

from ledger.claims.values import Claim, Special, Verdict, Working
from ledger.figures import Figure, Reading
from ledger.figures.lexer import anchors
from ledger.figures.lexicon import GUARDED, VOCABULARY

GENERIC = frozenset(("个", "项", "处", "家", "件", "人", "次", "起", "条", "座", "场", "money"))
"""Measures that count anything: two figures of these belong together only if their nouns say so."""
CHANGE = ("up", "down", "ahead", "behind", "to-up", "to-down", "gap", "last-year", "each")
"""Signs of figures that are differences or levels of another time, not parts or wholes."""
OF_CHANGE = ("增量", "增加额", "增长额", "净增量", "增收额", "减少额")
"""What the share of a change begins with: 省内流动农民工增量占外出农民工增量的."""
_FAR = 10
_FILLER = "的了为达到至今已共计有约近超余多个和及与在是将等其中并对均各全年度月日底末份今本市区县"
_NO_WORDS = re.compile(f"[{_FILLER}\x00-\x7f]+")


def amounts(reading: Reading, sentence: int) -> list[Figure]:
    """The counted and measured figures of a sentence that are meant as such."""
    return [*reading.amounts_in(sentence)]


def amounts_before(reading: Reading, figure: Figure) -> list[Figure]:
    """The amounts of its sentence before a figure, as far back as one thing is talked about."""
    return [f for f in reading.amounts_in(figure.sentence) if f.end <= figure.start][-_FAR:]


def nouns(figure: Figure) -> str:
    """What the figure counts, as far as the words next to it say: the words after it, else those before."""
    return figure.tail or figure.lead


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of what a figure is about: without the words that only say its part."""
    return neighbours(anchors().sub(_without_sign, text))


def _without_sign(hit: re.Match[str]) -> str:
    word = hit.group()
    return " " if VOCABULARY.get(word) and word not in GUARDED else word


@cache
def _telling_runs() -> re.Pattern[str]:
    """Characters side by side that no word with a sign has in it: ``pairs`` keeps them whatever stands around."""
    signed = {character for word, sign in VOCABULARY.items() if sign and word not in GUARDED for character in word}
    return re.compile(f"[^{_FILLER}{''.join(map(re.escape, sorted(signed)))}\x00-\x7f]{{2,}}")


def surely_share(one: str, other: str) -> bool:
    """A quick look whether two texts have one of their ``pairs`` in common: yes is sure, no is not."""
    runs = _telling_runs().findall(one)
    return any(run[n : n + 2] in other for run in runs for n in range(len(run) - 1))


def neighbours(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters, without those that carry no meaning."""
    found: set[str] = set()
    for run in _NO_WORDS.split(text):
        if len(run) > 1:
            found.update(map(add, run, run[1:]))
    return frozenset(found)


def akin(one: Figure, other: Figure) -> bool:
    """Whether nothing speaks against two figures counting the same kind of thing."""
    first, second = pairs(one.lead + one.tail), pairs(other.lead + other.tail)
    return not first or not second or bool(first & second)


def parallel(figures: list[Figure]) -> bool:
    """Whether the nouns are set side by side: 工业企业 / 商贸企业, 研究生 / 本科生, 现场整改 / 限期整改."""
    for side in ("tail", "lead"):
        words = ["".join(c for c in getattr(f, side) if c.isalnum()) for f in figures]
        if all(words) and len({word[-1] for word in words}) == 1 and len(set(words)) == len(words):
            return True
    return False


def claim(
    kind: str,
    figure: Figure,
    computed: str,
    verdict: Verdict,
    why: str,
    start: int | None = None,
    *,
    exact: Fraction | None = None,
    of: tuple[Figure, ...] = (),
    timed: bool = False,
) -> Claim:
    """A claim about one figure, from where its words begin.

    A look that may call it wrong gives what comes out (``exact``) and the figures ``of`` which it does, in the order
    of the sentence; ``timed`` says that one of them is the share of the year that has gone.
    """
    begin = figure.start - len(figure.lead) if start is None else start
    working = None if exact is None else Working(figure, exact, of, Special.TIMED if timed else Special.NONE)
    return Claim(kind, min(begin, figure.start), figure.end, figure.printed, computed, verdict, why, working)


SAYS = {
    Verdict.CONSISTENT: "相符",
    Verdict.ROUNDING: "只差在取整",
    Verdict.INCONSISTENT: "不符",
    Verdict.UNCLEAR: "不能断定",
}


_YEARS = re.compile(
    '([二三四五六七八九十2-9])年(?:来|间|累计|期间|工作|里|净增|，)|[“"]?十[一二三四五]五[”"]?(?:期间|时期|以来|累计)'
)
_COUNTS = {character: n for n, character in enumerate("零一二三四五六七八九十")} | {str(n): n for n in range(2, 10)}
_TITLE = 60


def years_spoken(reading: Reading, figure: Figure) -> int:
    """Of how many years the sentence, its paragraph or the title speaks: 五年来, 过去五年工作回顾; or 0."""
    begin = reading.sentences[figure.sentence][0]
    for low, high in ((begin, figure.start), (reading.paragraphs[figure.paragraph][0], begin), (0, _TITLE)):
        for hit in _YEARS.finditer(reading.text, low, high):
            return _COUNTS[hit.group(1)] if hit.group(1) else 5
    return 0
