"""A text as tokens, in one pass from left to right; every step moves on, so any text ends in linear time.

Tokens: ``figure`` (a number with its measure), ``time``, ``word`` (one of ``lexicon.VOCABULARY``), ``mark``,
``ordinal`` (一是, 1.), ``label`` (a number that is no amount: 〔2019〕13号, 5G, 103省道, 12345), ``text``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from ledger.figures import lexicon, numerals
from ledger.figures.numerals import Number
from ledger.figures.times import time_at
from ledger.figures.values import ABOUT, AMOUNT, BARE, OVER, PERCENT, POINTS, TIMES, ZERO, TimeRef

_WORDS = lexicon.index(lexicon.VOCABULARY)
_LABELS = tuple(sorted(lexicon.LABELS, key=len, reverse=True))
_MEASURES = lexicon.index(lexicon.MEASURES)
_RANGE = ("-", "—", "–", "~", "～", "至", "到")
_NOT_AFTER = frozenset("第初其统唯专单之同独逐周星礼三二四五六七八九十百")
_NEVER_NEXT = {
    "方": "面案向式法便位可才针", "部": "门委署", "人": "才均格", "年": "级度龄", "分": "之别解", "平": "均台安",
    "村": "庄", "条": "件例", "周": "岁", "次": "产", "批": "准复示文发", "期": "工项刊间限末房地用标建改货",
}  # fmt: skip
_NOT_NEXT_CHINESE = {
    "家": "庄村洼峪长庭具堡店沟", "部": "分队位属", "次": "日序要月性办全会议生", "名": "单额师优牌城",
    "场": "地所馆景", "所": "有以在需谓长属",
    "座": "谈", "位": "于置一", "起": "到草步点来码", "口": "袋径号岸罩", "种": "植子", "支": "持部队付出",
    "台": "账湾阶", "本": "级科地月区市",
    "分": "期散布子析包类管工局厅", "处": "理置罚于长级室", "组": "织成建长", "对": "接标比口策应一", "米": "粉",
    "天": "然桥", "包": "括联保装",
    "排": "查放名水污", "层": "面级", "大": "队学厦厅街桥", "张": "贴", "单": "位独", "门": "式", "户": "外籍型",
    "元": "化素旦",
    "村": "庄", "根": "本据", "片": "区", "笔": "试",
    "周": "边年转围", "架": "构", "人": "民大员力工口", "批": "准复示",
}  # fmt: skip
_LETTER_UNITS = ("m2", "m3", "km", "kg", "MW", "m")
_HALF = Decimal(50)
_NEAR_HALF = Decimal(3)
_OF_HALF = frozenset("的近约过超达占")
"""任务的一半, 过一半: what may stand before it."""
_HALVED = frozenset("占比例率量数")
"""占比过半: what may stand before it."""
PER_MILLE, PER_MYRIAD = Decimal("0.1"), Decimal("0.01")
_DIGITS = frozenset("0123456789")
_TIME_SIGNS = frozenset("年月季-—–~～至到个－")
_BLANKS = 8
"""So many blanks may stand before a 1. or 一、 that opens a line."""
_CODE = 16
"""So far back a letter makes a number part of a code: BX-4."""
_MOST_PARTS = 12
"""No ratio has more numbers."""
_HOTLINES = frozenset(("110", "119", "120", "122"))
_OF_HOTLINES = "类报接警指服联"
"""After a number to call these say that it is one: 110类报警, 122接警."""
_TURNS = 4
"""What doubles, doubles no more often than this."""
_TIME_OPENERS = frozenset("上下去全年第前半")
_ORDINAL_DIGITS = {character: n for n, character in enumerate("①②③④⑤⑥⑦⑧⑨⑩", 1)}
_NEXT = re.compile(
    "["
    + "".join(
        map(re.escape, sorted({*lexicon.MARKS, *_ORDINAL_DIGITS, *_DIGITS, *numerals.CHINESE, *_TIME_OPENERS, *_WORDS}))
    )
    + "]"
)
"""The characters that can begin a token."""


class Token(NamedTuple):
    """A stretch of the text. ``sign`` is a mark's or word's class; the rest is for figures, times and ordinals."""

    kind: str
    start: int
    end: int
    sign: str = ""
    figure: str = ""
    value: Decimal = ZERO
    step: Decimal = ZERO
    scale: Decimal = Decimal(1)
    measure: str = ""
    dimension: str = ""
    top: Decimal | None = None
    bound: str = ""
    grain: Decimal = ZERO
    weak: bool = False
    time: TimeRef | None = None
    number: int = 0
    parts: tuple[Decimal, ...] = ()
    """The numbers of a ratio: 5.1:42.5:52.4."""


class Lexer:
    """Reads one folded text; ``tokens`` does the work, ``steps`` counts it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0

    def tokens(self) -> list[Token]:
        """All tokens in order, without gaps; characters that can begin none are skipped in one step."""
        text, following = self.text, _NEXT.search
        found: list[Token] = []
        plain = at = 0
        while (hit := following(text, at)) is not None:
            at = hit.start()
            self.steps += 1
            mark = lexicon.MARKS.get(text[at])
            token = Token("mark", at, at + 1, mark) if mark else self._token(at, found, plain)
            if token is None:
                at += 1
                continue
            if plain < token.start:
                found.append(Token("text", plain, token.start))
            found.append(token)
            plain = at = token.end
        if plain < len(text):
            found.append(Token("text", plain, len(text)))
        return found

    def _token(self, at: int, found: list[Token], plain: int) -> Token | None:
        text = self.text
        character = text[at]
        if character in _ORDINAL_DIGITS:
            return Token("ordinal", at, at + 1, "circle", number=_ORDINAL_DIGITS[character])
        if character.isascii():
            if character.isdigit():
                return self._ordinal(at, found, plain) or self._time(at, found) or self._number(at)
            return None
        if character in numerals.CHINESE:
            token = self._ordinal(at, found, plain) or self._time(at, found) or self._chinese(at)
            if token:
                return token
        elif character in _TIME_OPENERS and not self._inside_number(at):
            token = self._time(at, found)
            if token:
                return token
        return self._word(at)

    def _inside_number(self, at: int) -> bool:
        return (
            self.text[at] == "年" and at > 0 and (self.text[at - 1].isdigit() or self.text[at - 1] in numerals.CHINESE)
        )

    def _word(self, at: int) -> Token | None:
        for word in _WORDS.get(self.text[at], ()):
            if self.text.startswith(word, at):
                if word in lexicon.GUARDED and not self._is_meant(word, at):
                    continue
                sign = lexicon.VOCABULARY[word]
                if sign == "double":
                    return self._doubled(at, at + len(word), 1)
                if sign == "half":
                    if self.text[at - 1 : at] not in _HALVED or at == 0:
                        continue  # 时间过半 is a way of speaking
                    return Token(
                        "figure", at, at + len(word), figure=PERCENT, value=_HALF, measure="%", dimension="%",
                        bound=OVER, grain=_HALF,
                    )  # fmt: skip
                return Token("word", at, at + len(word), sign)
        return None

    def _is_meant(self, word: str, at: int) -> bool:
        """Whether a word of one character means what its sign says here: 慢5个百分点, 比上年多2160万元."""
        after = self.text[at + 1 : at + 2]
        if word in lexicon.CLOSE:
            return after in lexicon.CLOSE[word]
        before = self.text[max(0, at - 1) : at]
        return before != "" and before in lexicon.AFTER_COMPARISON and after.isascii() and after.isdigit()

    def _doubled(self, at: int, end: int, times: int) -> Token:
        """翻番, 翻一番, 翻两番: so many times what it was."""
        return Token("figure", at, end, figure=TIMES, value=Decimal(2**times), measure="番", dimension="倍")

    def _time(self, at: int, found: list[Token]) -> Token | None:
        if not self._may_be_time(at):
            return None
        before = self.text[at - 1 : at]
        if before.isascii() and (before.isalnum() or before in ("+", ".")) and before:
            return None
        until = self.text[max(0, at - 2) : at] in ("截至", "截止") or self.text[max(0, at - 3) : at] in (
            "截至到",
            "截止到",
        )
        time = time_at(self.text, at, until=until)
        return Token("time", at, time.end, time=time) if time else None

    def _may_be_time(self, at: int) -> bool:
        """A quick look that spares most numbers the grammar of times."""
        text, size = self.text, len(self.text)
        stop = at
        while stop < size and stop - at < _CODE and (text[stop] in _DIGITS or text[stop] in numerals.CHINESE):
            stop += 1
        return stop == at or (stop < size and text[stop] in _TIME_SIGNS)

    def _ordinal(self, at: int, found: list[Token], plain: int) -> Token | None:
        last = found[-1] if found else None
        if at - plain > _BLANKS or (last is not None and last.kind != "mark") or self.text[plain:at].strip():
            return None
        opened = last is not None and last.sign == "open"
        if last is not None and last.sign not in ("stop", "semi", "colon", "comma", "open"):
            return None
        number = numerals.digits(self.text, at) or numerals.chinese(self.text, at)
        if not number or number.scaled or number.value > 99 or number.value != int(number.value):
            return None
        next_one, following = self.text[number.end : number.end + 1], self.text[number.end + 1 : number.end + 2]
        arabic = self.text[at].isascii()
        if opened and last and last.sign == "open" and next_one in (")", "）") and number.end - at <= 3:
            return Token("ordinal", at, number.end, "paren", number=int(number.value))
        if not arabic and next_one == "是":
            return Token("ordinal", at, number.end + 1, "is", number=int(number.value))
        if arabic and next_one in (".", "．", "、") and following and not following.isdigit() and not opened:
            return Token("ordinal", at, number.end + 1, "arabic", number=int(number.value))
        if not arabic and next_one == "、" and (last is None or last.sign == "stop"):
            return Token("ordinal", at, number.end + 1, "chinese", number=int(number.value))
        return None

    def _number(self, at: int) -> Token:
        text = self.text
        number = numerals.digits(text, at) or Number(ZERO, ZERO, at + 1)
        before, following = text[at - 1 : at], text[number.end : number.end + 1]
        if following == ":" and text_digit(text, number.end + 1):
            return self._ratio(at, number)
        if self._is_code(before, following, number):
            return Token("label", at, self._code_end(number.end))
        if text.startswith("分之", number.end):
            return self._fraction(at, number) or Token("label", at, number.end)
        if following in _RANGE and text_digit(text, number.end + 1):
            second = numerals.digits(text, number.end + 1)
            if second:
                token = self._measured(at, second, low=number.value)
                return token if token.kind == "figure" and token.figure != BARE else Token("label", at, second.end)
        if following == "%" and text[number.end + 1 : number.end + 2] in _RANGE and text_digit(text, number.end + 2):
            second = numerals.digits(text, number.end + 2)
            if second and text[second.end : second.end + 1] == "%":
                return self._measured(at, second, low=number.value)
        return self._measured(at, number)

    def _ratio(self, at: int, first: Number) -> Token:
        """1:12.5 and 5.1:42.5:52.4, which are no amounts (12:30 neither)."""
        parts, end = [first.value], first.end
        while self.text[end : end + 1] == ":" and text_digit(self.text, end + 1) and len(parts) < _MOST_PARTS:
            more = numerals.digits(self.text, end + 1)
            if not more:
                break
            parts.append(more.value)
            end = more.end
        return Token("ratio", at, end, parts=tuple(parts))

    def _is_code(self, before: str, following: str, number: Number) -> bool:
        text = self.text
        latin = before.isascii() and before != "" and (before.isalnum() or before in "+.#/_@")
        if latin or (before and before in "第〔【°№"):
            return True
        if before == "-" and _after_letters(text, number.end):
            return True
        if following in _OF_HOTLINES and following and text[number.end - 3 : number.end] in _HOTLINES:
            return True
        if following == "+" or (following == ":" and text_digit(text, number.end + 1)):
            return True
        if following in ("/", ".") and text_digit(text, number.end + 1):
            return True
        if following.isascii() and following.isalpha():
            return not any(self._is_unit(unit, number.end) for unit in _LETTER_UNITS)
        return number.unit == 0

    def _is_unit(self, unit: str, at: int) -> bool:
        after = self.text[at + len(unit) : at + len(unit) + 1]
        return self.text.startswith(unit, at) and not (after.isascii() and after.isalnum())

    def _code_end(self, at: int) -> int:
        text = self.text
        while at < len(text) and text[at].isascii() and (text[at].isalnum() or text[at] in "+-./:"):
            at += 1
            self.steps += 1
        return at

    def _fraction(self, at: int, below: Number) -> Token | None:
        start = below.end + 2
        above = numerals.digits(self.text, start) or numerals.chinese(self.text, start)
        if not above or not below.value:
            return None
        value = above.value * 100 / below.value
        decimal = below.value in (100, 1000, 10000)
        step = above.unit * 100 / below.value if decimal else ZERO
        bound = "" if decimal else ABOUT
        return Token(
            "figure", at, above.end, figure=PERCENT, value=value, step=step, measure="%", dimension="%",
            bound=bound, grain=Decimal(1) if bound else ZERO,
        )  # fmt: skip

    def _chinese(self, at: int) -> Token | None:
        text = self.text
        before = text[at - 1 : at]
        if before in _NOT_AFTER and before:
            return None
        number = numerals.chinese(text, at)
        if not number:
            return None
        if text.startswith("分之", number.end):
            return self._fraction(at, number)
        if text[number.end : number.end + 1] == "半" and number.value == 1 and before and before in _OF_HALF:
            return Token(
                "figure", at, number.end + 1, figure=PERCENT, value=_HALF, measure="%", dimension="%",
                bound=ABOUT, grain=_NEAR_HALF,
            )  # fmt: skip
        if text[number.end : number.end + 1] == "番":
            turned = text[max(0, at - 2) : at].endswith(("翻", "翻了")) and 1 <= number.value <= _TURNS
            return self._doubled(at, number.end + 1, int(number.value)) if turned else None
        token = self._measured(at, number)
        if token.kind != "figure" or token.figure == BARE:
            return None
        following = text[token.end : token.end + 1]
        if token.measure in ("期", "批"):  # 二期, 三期, 一批: which, or a way of speaking, not how many
            return Token("label", at, token.end)
        if following and following in _NOT_NEXT_CHINESE.get(token.measure, ""):
            return None
        leading = text[at] in "百千万亿" and before not in ("破", "近", "超", "逾", "达", "过")
        return _weakened(token) if token.value == 1 or leading else token

    def _measured(self, at: int, number: Number, low: Decimal | None = None) -> Token:
        """The figure that ``number`` and what follows it make; a label where the words after say so."""
        text = self.text
        number = numerals.scaled(text, number)
        stop, value, top = number.end, number.value, None
        if low is not None:
            factor = number.unit and _factor(text, number)
            top, value = number.value, low * (factor or 1)
        kind, measure, dimension, scale = BARE, "", "", Decimal(1)
        if text[stop : stop + 1] == "%":
            kind, measure, dimension, stop = PERCENT, "%", "%", stop + 1
        elif text[stop : stop + 1] in ("‰", "‱"):
            part = PER_MILLE if text[stop] == "‰" else PER_MYRIAD
            kind, measure, dimension, stop = PERCENT, text[stop], "%", stop + 1
            value, number = value * part, number._replace(unit=number.unit * part)
            top = None if top is None else top * part
        elif text.startswith(("个百分点", "百分点"), stop):
            kind, measure, dimension = POINTS, "个百分点", "个百分点"
            stop += 4 if text[stop] == "个" else 3
        elif text[stop : stop + 1] == "倍" and text[stop : stop + 2] != "倍增":
            kind, measure, dimension, stop = TIMES, "倍", "倍", stop + 1
        elif (
            text[stop : stop + 1] == "成"
            and not number.scaled
            and text[stop + 1 : stop + 2] not in tuple("立功员果本效长熟为交")
        ):
            kind, measure, dimension, stop = PERCENT, "成", "%", stop + 1
            value, number = value * 10, number._replace(unit=Decimal(10))
        else:
            word = self._measure(stop)
            if word:
                kind, (dimension, scale) = AMOUNT, lexicon.MEASURES[word]
                measure = _printed_multiplier(text, at, stop) + word if number.scaled else word
                stop += len(word)
                per = self._measure(stop + 1) if text[stop : stop + 1] == "/" else ""
                if per:  # 38微克/立方米, 300元/人: a rate, not an amount of the one or the other
                    dimension, measure = f"{dimension}/{lexicon.MEASURES[per][0]}", f"{measure}/{per}"
                    stop += 1 + len(per)
            elif text.startswith(_LABELS, stop) or text[stop : stop + 1] in ("年", "月", "日", "时", "点", "岁"):
                return Token("label", at, stop)
        if kind == AMOUNT and text.startswith(("制", "高铁"), stop):
            return Token("label", at, stop)
        if kind == AMOUNT and text[stop : stop + 1] in ("多", "余") and text[stop : stop + 1]:
            number, stop = number._replace(inexact=OVER), stop + 1
        exact = scale == 1 and not number.scaled and number.unit == 1
        counted = dimension not in lexicon.CONTINUOUS and kind in (AMOUNT, BARE)
        whole = counted or dimension in ("money", "yen", "dollar")
        step = ZERO if exact and whole and "/" not in dimension else number.unit * scale
        return Token(
            "figure", at, stop, figure=kind, value=value * scale, step=step, scale=_scale_of(text, at, stop, scale,
            number),
            measure=measure, dimension=dimension, top=None if top is None else top * scale, bound=number.inexact,
            grain=numerals.grain(value * scale) if number.inexact else ZERO,
        )  # fmt: skip

    def _measure(self, at: int) -> str:
        text = self.text
        for word in _MEASURES.get(text[at : at + 1], ()):
            if text.startswith(word, at):
                following = text[at + len(word) : at + len(word) + 1]
                if not following or following not in _NEVER_NEXT.get(word, ""):
                    return word
        return ""


def text_digit(text: str, at: int) -> bool:
    """Whether an ASCII digit stands there."""
    return 0 <= at < len(text) and text[at].isascii() and text[at].isdigit()


def _after_letters(text: str, end: int) -> bool:
    start = end
    while start > max(0, end - _CODE) and (text_digit(text, start - 1) or text[start - 1] in ".-"):
        start -= 1
    return start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()


def _factor(text: str, number: Number) -> Decimal:
    word = next(
        (text[number.end - n : number.end] for n in (2, 1) if text[number.end - n : number.end] in lexicon.MULTIPLIERS),
        "",
    )
    return Decimal(lexicon.MULTIPLIERS[word]) if word and number.scaled else Decimal(1)


def _printed_multiplier(text: str, at: int, stop: int) -> str:
    end = stop
    while end > at and text[end - 1] in lexicon.INFIX:
        end -= 1
    return next(
        (text[end - n : end] for n in (2, 1) if end - n > at and text[end - n : end] in lexicon.MULTIPLIERS), ""
    )


def _scale_of(text: str, at: int, stop: int, scale: Decimal, number: Number) -> Decimal:
    if not number.scaled:
        return scale
    word = _printed_multiplier(text, at, number.end)
    return scale * Decimal(lexicon.MULTIPLIERS.get(word, 1))


def _weakened(token: Token) -> Token:
    return token._replace(weak=True)
