"""Tokens → sentences, figures with their surroundings, name lists. The grammar, in short:

    text      = paragraph { "\\n" paragraph }
    paragraph = sentence { ("。" | "！" | "？") sentence }
    sentence  = clause { ("，" | "；" | "：" | bracket) clause }
    clause    = { word | time | label | figure | "、" }
    figure    = [bound] number [inexact] [multiplier] measure [bound]

A figure takes its signs from the words of its clause before it, back to the figure before; one that follows
a figure straight after 、 or a comma, without a word of its own, takes over what was said of that one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ledger.figures import lexicon, numerals
from ledger.figures.lexer import MORE, Amount, Lexer, Token
from ledger.figures.lists import may_hold, name_lists, ordinals
from ledger.figures.spacing import moved, tightened
from ledger.figures.values import AMOUNT, AT_LEAST, AT_MOST, BARE, PERCENT, ZERO, Figure, Ratio, Reading, TimeRef
from ledger.text import fold

_LONGEST_LEAD = 40
_PLANS = ("目标任务", "年度目标", "全年目标", "目标", "年度任务", "全年任务", "年度计划")
_NEXT_FRACTION = Decimal(8)
"""超过三分之二 and 近三分之二 reach about so many points further, to the next fraction that has a name."""
_MOST_IN_SENTENCE = 120
"""No sentence has so many figures; cutting there keeps the work on any text in proportion to its length."""
_BEHIND_WORDS = lexicon.index(lexicon.BEHIND)
_BOUND_WORDS: dict[str, list[str]] = {}
for _word in sorted(lexicon.BEFORE, key=len, reverse=True):
    _BOUND_WORDS.setdefault(_word[-1], []).append(_word)
_NAMING = frozenset(("title", "untitle", "quote", "unquote"))
_NONE: frozenset[str] = frozenset()
_ANYTHING = re.compile(
    f"[0-9０-９](?![0-9０-９]*(?:月|日(?!元)))|[{''.join(sorted(numerals.CHINESE))}]"
    f"|{'|'.join(word for word, sign in lexicon.VOCABULARY.items() if sign in ('double', 'half'))}"
)
_NAMED_IN_QUOTES = re.compile("[^”’」』\n]{0,16}[”’」』]")
_YARDS = frozenset(("time-progress", "plan-progress", "half-way"))
_HIGH_LOW = {"高": "ahead", "低": "behind"}
_SAID = Amount._fields.index("bound")
"""So many fields of an amount a figure takes over as they are."""


def may_hold_figures(text: str) -> bool:
    """A quick look whether there is anything to judge in a text; no is sure: 5月底前完成验收 has only a time."""
    return _ANYTHING.search(text) is not None


def read(text: str) -> Reading:
    """The figures, times and name lists of any text. Never raises; linear in the length of the text."""
    folded = fold(text)
    tight, places = tightened(folded)
    return _read(tight, text) if places is None else moved(_read(tight, tight), text, places)


def _read(folded: str, text: str) -> Reading:
    lexer = Lexer(folded)
    tokens = lexer.tokens()
    state = _State(folded)
    state.take(tokens)
    figures = tuple(state.figures)
    return Reading(
        text=text,
        figures=figures,
        times=tuple(state.times),
        lists=tuple(name_lists(folded, tokens, figures)) if may_hold(folded, figures) else (),
        ordinals=tuple(ordinals(tokens, figures)) if state.counted else (),
        ratios=tuple(state.ratios),
        sentences=tuple(state.sentences),
        paragraphs=tuple(state.paragraphs),
        steps=lexer.steps,
    )


class _State:
    """What is known while the tokens go by."""

    __slots__ = (
        "after", "brackets", "clause", "counted", "depth", "figures", "fresh", "in_sentence", "label", "last_clause",
        "last_sentence", "last_signs", "lead_start", "listed", "of_which", "open_brackets", "paragraph_start",
        "paragraphs", "pending", "quotes", "ratios", "segment", "sentence_start", "sentence_time", "sentences", "signs",
        "text", "time", "times", "titles",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.figures: list[Figure] = []
        self.times: list[TimeRef] = []
        self.ratios: list[Ratio] = []
        self.sentences: list[tuple[int, int]] = []
        self.paragraphs: list[tuple[int, int]] = []
        self.sentence_start = self.paragraph_start = 0
        self.in_sentence = self.segment = self.clause = 0
        self.depth = self.quotes = self.titles = self.brackets = 0
        self.open_brackets: list[int] = []
        self.of_which = -1
        """How many figures stood before a bracket that 其中 stands before; -1 for none."""
        self.lead_start = 0
        self.signs: set[str] = set()
        self.label = ""
        self.time: TimeRef | None = None
        self.sentence_time: TimeRef | None = None
        self.listed = False
        """Only 、 and words stand between the last figure and here."""
        self.fresh = True
        """No word stands between the last figure and here."""
        self.pending: tuple[int, tuple[Any, ...], tuple[Any, ...]] | None = None
        """The last figure while its tail is still open: its end, what stands before the tail, what after it."""
        self.after: set[str] = set()
        self.last_sentence = self.last_clause = -1
        self.last_signs: frozenset[str] = _NONE
        """Of the last figure."""
        self.counted = False
        """Points are counted off: 一是, 1."""

    def take(self, tokens: Sequence[Token]) -> None:
        """All tokens, then the end of the text, which ends what is open."""
        text = self.text
        seen = 0
        for kind, start, end, what in tokens:
            if self.fresh and seen < start and not text[seen:start].isspace():
                self.fresh = False
            seen = end
            if kind == "mark":
                self._mark(start, end, what)
            elif kind == "figure":
                self._figure(start, end, what)
            else:
                self.fresh = False
                if kind == "word":
                    if what and not self.titles:
                        self.signs.add(what)
                        if self.pending is not None:
                            self.after.add(what)
                elif kind == "time":
                    self._time(what)
                elif kind == "ratio" and not self.titles:
                    lead = text[max(self.lead_start, start - _LONGEST_LEAD) : start].strip()
                    self.ratios.append(Ratio(start, end, what, lead, len(self.sentences), len(self.paragraphs)))
                elif kind == "ordinal":
                    self.counted = True
        self._close(len(text))

    def _time(self, time: TimeRef) -> None:
        self.times.append(time)
        self.time = time
        if self.sentence_time is None or time.until or time.kind == "span":
            self.sentence_time = time
        if time.previous:
            self.signs.add("last-year")

    def _close_tail(self, at: int) -> None:
        """The figure that waits for the words after it gets them."""
        if self.pending is not None:
            end, before, behind = self.pending
            tail = self.text[end : min(at, end + _LONGEST_LEAD)].strip()
            after = frozenset(self.after) if tail and self.after else _NONE
            self.figures.append(Figure._make((*before, tail, after, *behind)))
            self.pending = None

    def _mark(self, start: int, end: int, sign: str) -> None:
        if sign in _NAMING:
            if sign in ("title", "untitle"):
                self.titles = max(0, self.titles + (1 if sign == "title" else -1))
            elif sign == "unquote" or _NAMED_IN_QUOTES.match(self.text, end):  # longer ones are what somebody said
                self.quotes = max(0, self.quotes + (1 if sign == "quote" else -1))
            return
        self._close_tail(start)
        if sign == "list":
            self.lead_start, self.listed = end, True
            return
        self.listed = False
        self.clause += 1
        if sign == "open":
            self.of_which = len(self.figures) if "part" in self.signs else -1
            self.brackets += 1
            self.open_brackets.append(self.brackets)
            self.depth += 1
        elif sign == "close":
            self.depth = max(0, self.depth - 1)
            if self.open_brackets:
                self.open_brackets.pop()
            if self.of_which == len(self.figures):
                self.signs.add("part")  # 其中执业（助理）医师2946人
            self.of_which = -1
        elif sign == "colon":
            self.label = self.text[max(self.lead_start, start - _LONGEST_LEAD) : start].strip()
        if sign == "comma" and self.fresh and not self.signs:
            pass
        elif sign != "close":
            # “其中：” and “其中，” go on to say it of what follows
            of_which = sign in ("colon", "comma") and self.text.endswith("其中", 0, start)
            self.signs = {"part"} if of_which else set()
            if sign == "colon" and self.label.rstrip("为是").endswith(_PLANS):
                self.signs.add("plan")  # 目标任务为：开工改造小区1500个
        if sign != "comma":
            self.fresh = False
        self.lead_start = end
        if sign == "stop":
            self.segment += 1
            self.time = None
            self._end_sentence(end)
            if self.text[start] == "\n":
                self._end_paragraph(end)
        elif sign == "semi":
            self.segment += 1

    def _end_sentence(self, at: int) -> None:
        self.sentences.append((self.sentence_start, at))
        self.sentence_start, self.sentence_time, self.label = at, None, ""
        self.depth, self.open_brackets, self.quotes, self.in_sentence = 0, [], 0, 0
        self.of_which = -1

    def _end_paragraph(self, at: int) -> None:
        self.paragraphs.append((self.paragraph_start, at))
        self.paragraph_start, self.titles = at, 0

    def _figure(self, start: int, stop: int, amount: Amount) -> None:
        text = self.text
        self._close_tail(start)
        self.in_sentence += 1
        if self.in_sentence > _MOST_IN_SENTENCE:
            self._end_sentence(start)
            self.in_sentence = 1
        sentence = len(self.sentences)
        lead = text[max(self.lead_start, start - _LONGEST_LEAD) : start].strip()
        bound, grain, end = amount.bound, amount.grain, stop
        if text[stop : stop + 1] in _BEHIND_WORDS or lead[-1:] in _BOUND_WORDS:
            bound, grain, end = self._bound(start, stop, amount, lead)
        joined = self.fresh and self.last_sentence == sentence and not lead
        signs = frozenset(self.signs) if self.signs else _NONE
        if lead[-1:] in _HIGH_LOW and not signs.isdisjoint(_YARDS):
            signs |= {_HIGH_LOW[lead[-1]]}  # 比序时进度低1.6个百分点
        if not signs and self.last_sentence == sentence and (joined or self._goes_on(start)):
            signs = self.last_signs
        self.pending = (
            end,
            (start, end, text[start:end], *amount[:_SAID], bound, grain, signs, lead),
            (
                sentence, self.segment, self.clause, self.depth, len(self.paragraphs),
                self.open_brackets[-1] if self.open_brackets else 0,
                self.label, joined, amount.weak or self.quotes > 0 or self.titles > 0, self.time or self.sentence_time,
            ),
        )  # fmt: skip
        self.last_sentence, self.last_clause, self.last_signs = sentence, self.clause, signs
        self.after, self.signs = set(), set()
        self.lead_start, self.fresh, self.listed = end, True, False

    def _goes_on(self, at: int) -> bool:
        """264处、面积20.58万平方米 and 5.1%、42.5%和52.4%: the later are said of the same as the first."""
        listed = self.listed and self.clause == self.last_clause  # not 占59%；已答复、留作参考的10件
        return listed or self.text[self.lead_start : at].strip() in lexicon.JOINERS

    def _bound(self, start: int, stop: int, amount: Amount, lead: str) -> tuple[str, Decimal, int]:
        """Bound, grain and end of a figure, with the inexact words before and after it."""
        bound, end = amount.bound, stop
        for word in _BEHIND_WORDS.get(self.text[end : end + 1], ()):
            if self.text.startswith(word, end) and not (word == "多" and self.text[end + 1 : end + 2] in MORE):
                bound, end = lexicon.BEHIND[word], end + len(word)
                break
        else:
            for word in _BOUND_WORDS.get(lead[-1:], ()):
                if lead.endswith(word) and not self._is_other_word(lead, word) and not self._is_lead_over(amount, word):
                    bound = lexicon.BEFORE[word] or bound
                    break
        grain = amount.grain or (numerals.grain(amount.value) if bound else ZERO)
        if "分之" in self.text[start:end] and bound != amount.bound:
            grain = max(grain, _NEXT_FRACTION)
        return bound, grain, end

    def _is_other_word(self, lead: str, word: str) -> bool:
        before = lead[-len(word) - 1 : -len(word)]
        return before != "" and before in lexicon.NOT_BOUND.get(word, "")

    def _is_lead_over(self, amount: Amount, word: str) -> bool:
        # “超5个百分点”, “低于时间进度” compare; they do not bound
        return amount.figure not in (AMOUNT, BARE, PERCENT) or (word in ("低于", "高于") and amount.figure == PERCENT)

    def _close(self, at: int) -> None:
        self._close_tail(at)
        if self.sentence_start < at:
            self._end_sentence(at)
        if self.paragraph_start < at:
            self._end_paragraph(at)


__all__ = ["AT_LEAST", "AT_MOST", "may_hold_figures", "read"]
