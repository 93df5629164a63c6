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

from dataclasses import dataclass, field, replace
from decimal import Decimal

from ledger.figures import lexicon, numerals
from ledger.figures.lexer import Lexer, Token
from ledger.figures.lists import name_lists, ordinals
from ledger.figures.spacing import moved, tightened
from ledger.figures.values import AMOUNT, AT_LEAST, AT_MOST, BARE, PERCENT, Figure, Ratio, Reading, TimeRef
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


def read(text: str) -> Reading:
    """The figures, times and name lists of any text. Never raises; linear in the length of the text."""
    folded = fold(text)
    tight, places = tightened(folded)
    found = _read(tight)
    return replace(found, text=text) if places is None else moved(found, text, places)


def _read(folded: str) -> Reading:
    lexer = Lexer(folded)
    tokens = lexer.tokens()
    state = _State(folded)
    for n, token in enumerate(tokens):
        state.take(token, tokens[n + 1] if n + 1 < len(tokens) else None)
    state.close(len(folded))
    figures = tuple(state.figures)
    return Reading(
        text=folded,
        figures=figures,
        times=tuple(token.time for token in tokens if token.time),
        lists=tuple(name_lists(folded, tokens, figures)) if "、" in folded else (),
        ordinals=tuple(ordinals(tokens, figures)) if any(token.kind == "ordinal" for token in tokens) else (),
        ratios=tuple(state.ratios),
        sentences=tuple(state.sentences),
        paragraphs=tuple(state.paragraphs),
        steps=lexer.steps,
    )


@dataclass
class _State:
    """What is known while the tokens go by."""

    text: str
    figures: list[Figure] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    paragraphs: list[tuple[int, int]] = field(default_factory=list)
    sentence_start: int = 0
    in_sentence: int = 0
    paragraph_start: int = 0
    segment: int = 0
    clause: int = 0
    depth: int = 0
    quotes: int = 0
    titles: int = 0
    brackets: int = 0
    open_brackets: list[int] = field(default_factory=list)
    lead_start: int = 0
    signs: set[str] = field(default_factory=set)
    label: str = ""
    time: TimeRef | None = None
    sentence_time: TimeRef | None = None
    listed: bool = False
    """Only 、 and words stand between the last figure and here."""
    fresh: bool = True
    """No word stands between the last figure and here."""
    pending: Figure | None = None
    """The figure whose tail is still open: the last one."""
    after: set[str] = field(default_factory=set)

    def take(self, token: Token, following: Token | None) -> None:
        """One token."""
        if token.kind == "mark":
            self._mark(token)
        elif token.kind == "figure":
            self._figure(token)
        elif token.kind == "time":
            self.time = token.time
            if self.sentence_time is None or not token.time or token.time.until or token.time.kind == "span":
                self.sentence_time = token.time
            if token.time and token.time.previous:
                self.signs.add("last-year")
            self._words(token)
        elif token.kind == "word" and token.sign:
            if not self.titles:
                if self.pending is not None:
                    self.after.add(token.sign)
                self.signs.add(token.sign)
            self._words(token)
        else:
            if token.kind == "ratio" and not self.titles:
                lead = self.text[max(self.lead_start, token.start - _LONGEST_LEAD) : token.start].strip()
                self.ratios.append(
                    Ratio(token.start, token.end, token.parts, lead, len(self.sentences), len(self.paragraphs))
                )
            self._words(token)

    def _words(self, token: Token) -> None:
        if self.text[token.start : token.end].strip():
            self.fresh = False

    def _close_tail(self, at: int) -> None:
        """The figure that waits for the words after it gets them."""
        if self.pending is not None:
            figure, self.pending = self.pending, None
            tail = self.text[figure.end : min(at, figure.end + _LONGEST_LEAD)].strip()
            self.figures[-1] = figure._replace(tail=tail, after=frozenset(self.after)) if tail else figure

    def _mark(self, token: Token) -> None:
        sign = token.sign
        if sign in ("title", "untitle"):
            self.titles = max(0, self.titles + (1 if sign == "title" else -1))
            return
        if sign in ("quote", "unquote"):
            self.quotes = max(0, self.quotes + (1 if sign == "quote" else -1))
            return
        self._close_tail(token.start)
        if sign == "list":
            self.lead_start, self.listed = token.end, True
            return
        self.listed = False
        self.clause += 1
        if sign == "open":
            self.brackets += 1
            self.open_brackets.append(self.brackets)
            self.depth += 1
        elif sign == "close":
            self.depth = max(0, self.depth - 1)
            if self.open_brackets:
                self.open_brackets.pop()
        elif sign == "colon":
            self.label = self.text[max(self.lead_start, token.start - _LONGEST_LEAD) : token.start].strip()
        if sign == "comma" and self.fresh and not self.signs:
            pass
        elif sign != "close":
            # “其中：” and “其中，” go on to say it of what follows
            of_which = sign in ("colon", "comma") and self.text[max(0, token.start - 2) : token.start] == "其中"
            self.signs = {"part"} if of_which else set()
            if sign == "colon" and self.label.rstrip("为是").endswith(_PLANS):
                self.signs.add("plan")  # 目标任务为：开工改造小区1500个
        if sign != "comma":
            self.fresh = False
        if sign in ("stop", "semi"):
            self.segment += 1
        self.lead_start = token.end
        self.time = None if sign == "stop" else self.time
        if sign == "stop":
            self._end_sentence(token.end)
            if self.text[token.start] == "\n":
                self._end_paragraph(token.end)

    def _end_sentence(self, at: int) -> None:
        self.sentences.append((self.sentence_start, at))
        self.sentence_start, self.sentence_time, self.label = at, None, ""
        self.depth, self.open_brackets, self.quotes, self.in_sentence = 0, [], 0, 0

    def _end_paragraph(self, at: int) -> None:
        self.paragraphs.append((self.paragraph_start, at))
        self.paragraph_start, self.titles = at, 0

    def _figure(self, token: Token) -> None:
        self._close_tail(token.start)
        self.in_sentence += 1
        if self.in_sentence > _MOST_IN_SENTENCE:
            self._end_sentence(token.start)
            self.in_sentence = 1
        lead = self.text[max(self.lead_start, token.start - _LONGEST_LEAD) : token.start].strip()
        bound, grain, end = self._bound(token, lead)
        joined = self.fresh and bool(self.figures) and self.figures[-1].sentence == len(self.sentences) and not lead
        signs = frozenset(self.signs)
        if not signs and (joined or self._goes_on(token.start)):
            signs = self.figures[-1].signs
        self.figures.append(
            Figure(
                start=token.start, end=end, printed=self.text[token.start : end], kind=token.figure,
                value=token.value,
                step=token.step, scale=token.scale, measure=token.measure, dimension=token.dimension, top=token.top,
                bound=bound, grain=grain, signs=signs, lead=lead, sentence=len(self.sentences),
                segment=self.segment, clause=self.clause,
                depth=self.depth, paragraph=len(self.paragraphs),
                bracket=self.open_brackets[-1] if self.open_brackets else 0,
                label=self.label, joined=joined, weak=token.weak or self.quotes > 0 or self.titles > 0,
                time=self.time or self.sentence_time,
            )
        )  # fmt: skip
        self.pending, self.after = self.figures[-1], set()
        self.lead_start, self.signs, self.fresh, self.listed = end, set(), True, False

    def _goes_on(self, at: int) -> bool:
        """264处、面积20.58万平方米 and 5.1%、42.5%和52.4%: the later are said of the same as the first."""
        linked = self.listed or self.text[self.lead_start : at].strip() in lexicon.JOINERS
        return linked and bool(self.figures) and self.figures[-1].sentence == len(self.sentences)

    def _bound(self, token: Token, lead: str) -> tuple[str, Decimal, int]:
        """Bound, grain and end of a figure, with the inexact words before and after it."""
        bound, end = token.bound, token.end
        for word in _BEHIND_WORDS.get(self.text[end : end + 1], ()):
            if self.text.startswith(word, end):
                bound, end = lexicon.BEHIND[word], end + len(word)
                break
        else:
            for word in _BOUND_WORDS.get(lead[-1:], ()):
                if lead.endswith(word) and not self._is_other_word(lead, word) and not self._is_lead_over(token, word):
                    bound = lexicon.BEFORE[word] or bound
                    break
        grain = token.grain or (numerals.grain(token.value) if bound else Decimal(0))
        if "分之" in self.text[token.start : end] and bound != token.bound:
            grain = max(grain, _NEXT_FRACTION)
        return bound, grain, end

    def _is_other_word(self, lead: str, word: str) -> bool:
        before = lead[-len(word) - 1 : -len(word)]
        return before != "" and before in lexicon.NOT_BOUND.get(word, "")

    def _is_lead_over(self, token: Token, word: str) -> bool:
        # “超5个百分点”, “低于时间进度” compare; they do not bound
        return token.figure not in (AMOUNT, BARE, PERCENT) or (word in ("低于", "高于") and token.figure == PERCENT)

    def close(self, at: int) -> None:
        """The end of the text ends what is open."""
        self._close_tail(at)
        if self.sentence_start < at:
            self._end_sentence(at)
        if self.paragraph_start < at:
            self._end_paragraph(at)


__all__ = ["AT_LEAST", "AT_MOST", "read"]
