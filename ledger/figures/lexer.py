"""A text as tokens, in one pass from left to right; every step moves on, so any text ends in linear time.

Tokens: ``figure`` (a number with its measure), ``time``, ``word`` (one of ``lexicon.VOCABULARY``), ``mark``,
``ordinal`` (一是, 1.), ``label`` (a number that is no amount: 〔2019〕13号, 5G, 103省道, 12345), ``ratio``. What
stands between two tokens is plain text.

How it stays quick: one compiled search (``anchors``) finds the next mark, word or beginning of a number or time, so
that Python looks at nothing else; and the rare turns of a number (codes, ranges, fractions, times, ordinals) are
only tried where the character before or after it can mean one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from ledger.figures import lexicon, numerals
from ledger.figures.numerals import Number
from ledger.figures.times import WORDS as TIME_WORDS
from ledger.figures.times import time_at
from ledger.figures.values import ABOUT, AMOUNT, BARE, ONE, OVER, PERCENT, POINTS, TIMES, ZERO

Token = tuple[str, int, int, Any]
"""Kind, start, end, and what it is: a mark's or word's class, an ``Amount``, a ``TimeRef``, style and number of an
ordinal, the numbers of a ratio (5.1:42.5:52.4), nothing for a label."""

_LABELS = tuple(sorted(lexicon.LABELS, key=len, reverse=True))
_RANGE = ("-", "—", "–", "~", "～", "至", "到")
_NOT_AFTER = frozenset("第初其统唯专单之同独逐周星礼三二四五六七八九十百")
_NEVER_NEXT = {
    "列": "入为出车表举示席支第明队",
    "方": "面案向式法便位可才针", "部": "门委署", "人": "才均格", "年": "级度龄", "分": "之别解", "平": "均台安",
    "秒": "杀针表速", "村": "庄", "条": "件例", "周": "岁", "次": "产", "批": "准复示文发",
    "期": "工项刊间限末房地用标建改货",
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
MORE = frozenset("出于了完投收支建安增新培改办发修0123456789")
"""What makes 多 after a measure a comparison: 比原计划5800个多440个."""
_TENTHS = "一二三四五六七八九"
_LETTER_UNITS = ("m2", "m3", "km", "kg", "MW", "m")
_HALF = Decimal(50)
_NEAR_HALF = Decimal(3)
_OF_HALF = frozenset("的近约过超达占好降少减省加高长升了")
"""任务的一半, 过一半, 减少一半: what may stand before it."""
_HALVED = "占比例率量数经已"
"""占比过半: what may stand before it."""
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
_BEFORE_QUARTER = "第前"
_TIME_OPENERS = frozenset((*_BEFORE_QUARTER, *(word[0] for word in TIME_WORDS)))
_ORDINAL_DIGITS = {character: n for n, character in enumerate("①②③④⑤⑥⑦⑧⑨⑩", 1)}
_MEASURES = {
    first: [
        (word, frozenset(_NEVER_NEXT.get(word, "")), (word, dimension, ONE if scale == 1 else scale))
        for word in words
        for dimension, scale in (lexicon.MEASURES[word],)
    ]
    for first, words in lexicon.index(lexicon.MEASURES).items()
}
"""By the first character, the longest first: measure, what never follows it, and again with dimension and scale."""
_OWN_ENDS = frozenset("%‰‱个百倍成基")
"""What may follow a number in the place of a measure."""
_LABEL_ENDS = frozenset("年月日时点岁")
_FINE = {"‰": Decimal("0.1"), "‱": Decimal("0.01"), "个基点": Decimal("0.01")}
"""What one of them is in percent, or in points."""
_NOT_TENTHS = frozenset("立功员果本效长熟为交")
_MONEY = frozenset(("money", "yen", "dollar"))


def _any(characters: Iterable[str]) -> str:
    """The inside of a pattern's brackets."""
    return "".join(map(re.escape, sorted(characters)))


# where a number may take a turn that needs a closer look
_AFTER_ORDINAL = frozenset(")）.．、")
_AFTER_TIME = _TIME_SIGNS | numerals.CHINESE
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_BEFORE_CODE = _LATIN | _DIGITS | frozenset("+.#/_@第〔【°№-")
_AFTER_CODE = _LATIN | frozenset("+:/.分%") | frozenset(_OF_HOTLINES) | frozenset(_RANGE)
_NUMERALS = "".join(sorted(numerals.CHINESE))
_OF_TIMES = re.compile(f"[0-9{_NUMERALS}]{{1,{_CODE}}}")
_AFTER_NUMERAL = frozenset("季个月是番倍成分半%‰‱") | _AFTER_ORDINAL | _TIME_SIGNS | {*lexicon.INFIX, *_MEASURES}
"""What stands behind a Chinese numeral that can make a figure, a time or an ordinal of it."""


def _is_plain(word: str, sign: str) -> bool:
    """Whether a word is nothing else: 翻番 is a figure, 全年任务 begins with a time, 两项合计 with a numeral."""
    if sign in ("double", "half") or word[0] in numerals.CHINESE or word[0] in _BEFORE_QUARTER:
        return False
    times = TIME_WORDS if word[0] in _TIME_OPENERS else ()
    return not any(word.startswith(time) or time.startswith(word) for time in times)


_FIXED: dict[str, tuple[str, Any]] = {
    **{mark: ("mark", name) for mark, name in lexicon.MARKS.items()},
    **{digit: ("ordinal", ("circle", n)) for digit, n in _ORDINAL_DIGITS.items()},
    **{word: ("word", sign) for word, sign in lexicon.VOCABULARY.items() if _is_plain(word, sign)},
}
"""What is told by its characters alone."""


def _spelled(words: Iterable[str], sofar: str = "") -> str:
    """A pattern for the longest of the words, letter by letter; words of one character keep their condition."""
    by_first: dict[str, list[str]] = {}
    for word in words:
        by_first.setdefault(word[:1], []).append(word[1:])
    ends = by_first.pop("", None) is not None
    branches = [re.escape(first) + _spelled(rest, sofar + first) for first, rest in by_first.items()]
    if ends:
        branches.append(_condition(sofar))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _condition(word: str) -> str:
    """Where a word of one character means what its sign says: 慢5个百分点, 比上年多2160万元."""
    if word in lexicon.CLOSE:
        return f"(?=[{re.escape(lexicon.CLOSE[word])}]|\\Z)"
    if word in lexicon.GUARDED:
        return f"(?<=[{lexicon.AFTER_COMPARISON}]{word})(?=[0-9])"
    return ""


@cache
def anchors() -> re.Pattern[str]:
    """Finds the next mark or word, or the one character with which a number or a time may begin.

    Every branch begins with a character of its own: so the search runs over all other characters at full speed.
    """
    words = ((first, [word[1:] for word in group]) for first, group in lexicon.index(lexicon.VOCABULARY).items())
    branches = [
        *map(re.escape, (*lexicon.MARKS, *_ORDINAL_DIGITS, *sorted(_DIGITS))),
        *(first + _spelled(rest, first) for first, rest in words),
        *sorted(numerals.CHINESE),
        *(f"{word[0]}(?={word[1:]})" for word in TIME_WORDS),
        *(f"{first}(?=[一二三四1-4]个?季度)" for first in _BEFORE_QUARTER),
    ]
    return re.compile("|".join(branches))


class Amount(NamedTuple):
    """A number with its measure, as far as its own characters tell: see ``values.Figure``."""

    figure: str
    value: Decimal
    step: Decimal = ZERO
    scale: Decimal = ONE
    measure: str = ""
    dimension: str = ""
    top: Decimal | None = None
    bound: str = ""
    grain: Decimal = ZERO
    weak: bool = False


class Lexer:
    """Reads one folded text; ``tokens`` does the work, ``steps`` counts it."""

    __slots__ = ("steps", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0

    def tokens(self) -> list[Token]:
        """All tokens in order; what can begin none is skipped in one step."""
        text, following, known = self.text, anchors().search, _FIXED.get
        found: list[Token] = []
        at = steps = 0
        while (hit := following(text, at)) is not None:
            start, at = hit.span()
            steps += 1
            printed = hit.group()
            fixed = known(printed)
            if fixed is not None:
                found.append((fixed[0], start, at, fixed[1]))
                continue
            token = self._begun(start, printed, found)
            if token is None:
                at = start + 1
            else:
                found.append(token)
                at = token[2]
        self.steps += steps
        return found

    def _begun(self, at: int, printed: str, found: list[Token]) -> Token | None:
        """What a digit, a Chinese numeral, an opener of times or a word that may be more than a word begins."""
        character = printed[0]
        if character in _DIGITS:
            return self._arabic(at, found)
        token = None
        if character in numerals.CHINESE:
            if self._may_be_number(at):
                token = self._ordinal(at, found) or self._time(at) or self._chinese(at)
        elif character in _TIME_OPENERS and not self._inside_number(at):
            token = self._time(at)
        return token or self._word(at, printed)

    def _may_be_number(self, at: int) -> bool:
        """A quick look that spares most Chinese numerals (统一, 进一步) the grammar of numbers."""
        run = numerals.NUMERAL.match(self.text, at)
        return run is not None and self.text[run.end() : run.end() + 1] in _AFTER_NUMERAL

    def _inside_number(self, at: int) -> bool:
        return (
            self.text[at] == "年" and at > 0 and (self.text[at - 1].isdigit() or self.text[at - 1] in numerals.CHINESE)
        )

    def _word(self, at: int, word: str) -> Token | None:
        sign = lexicon.VOCABULARY.get(word)
        if sign is None:
            return None
        if sign == "double":
            return self._doubled(at, at + len(word), 1)
        if sign == "half":
            if at == 0 or self.text[at - 1] not in _HALVED:
                return None  # 时间过半 is a way of speaking
            return ("figure", at, at + len(word), Amount(PERCENT, _HALF, ZERO, ONE, "%", "%", None, OVER, _HALF))
        return ("word", at, at + len(word), sign)

    def _doubled(self, at: int, end: int, times: int) -> Token:
        """翻番, 翻一番, 翻两番: so many times what it was."""
        return ("figure", at, end, Amount(TIMES, Decimal(2**times), ZERO, ONE, "番", "倍"))

    def _time(self, at: int) -> Token | None:
        text = self.text
        run = _OF_TIMES.match(text, at)
        if run is not None and text[run.end() : run.end() + 1] not in _TIME_SIGNS:
            return None
        before = text[at - 1 : at]
        if before.isascii() and (before.isalnum() or before in ("+", ".")) and before:
            return None
        until = text.endswith(("截至", "截止", "截至到", "截止到"), 0, at)
        time = time_at(text, at, until=until)
        return ("time", at, time.end, time) if time else None

    def _ordinal(self, at: int, found: list[Token]) -> Token | None:
        text = self.text
        last, _, plain, sign = found[-1] if found else ("mark", 0, 0, "")
        if last != "mark" or at - plain > _BLANKS or text[plain:at].strip():
            return None
        opened = sign == "open"
        if sign not in ("", "stop", "semi", "colon", "comma", "open"):
            return None
        number = numerals.digits(text, at) or numerals.chinese(text, at)
        if not number or number.scaled or number.value > 99 or number.value != int(number.value):
            return None
        next_one, following = text[number.end : number.end + 1], text[number.end + 1 : number.end + 2]
        arabic = text[at].isascii()
        if opened and next_one in (")", "）") and number.end - at <= 3:
            return ("ordinal", at, number.end, ("paren", int(number.value)))
        if not arabic and next_one == "是":
            return ("ordinal", at, number.end + 1, ("is", int(number.value)))
        if arabic and next_one in (".", "．", "、") and following and not following.isdigit() and not opened:
            return ("ordinal", at, number.end + 1, ("arabic", int(number.value)))
        if not arabic and next_one == "、" and sign in ("", "stop"):
            return ("ordinal", at, number.end + 1, ("chinese", int(number.value)))
        return None

    def _arabic(self, at: int, found: list[Token]) -> Token:
        """What Arabic digits are: a time, an ordinal, a code, a ratio, a range or, most of all, an amount."""
        text = self.text
        number = numerals.digits(text, at) or Number(ZERO, ZERO, at + 1)
        end = number.end
        before, following = text[at - 1 : at], text[end : end + 1]
        token = None
        if following in _AFTER_ORDINAL:
            token = self._ordinal(at, found)
        elif following in _AFTER_TIME:
            token = self._time(at)
        if token is not None:
            return token
        if following in _AFTER_CODE or before in _BEFORE_CODE or not number.unit:
            return self._turned(at, number, before, following)
        return self._measured(at, number)

    def _turned(self, at: int, number: Number, before: str, following: str) -> Token:
        """A number that is a ratio, a code, a fraction, a range, or an amount after all."""
        text = self.text
        if following == ":" and text_digit(text, number.end + 1):
            return self._ratio(at, number)
        if self._is_code(before, following, number):
            return ("label", at, self._code_end(number.end), None)
        if text.startswith("分之", number.end):
            return self._fraction(at, number) or ("label", at, number.end, None)
        if following in _RANGE and text_digit(text, number.end + 1):
            second = numerals.digits(text, number.end + 1)
            if second:
                token = self._measured(at, second, low=number.value)
                bare = token[0] != "figure" or token[3].figure == BARE
                return ("label", at, second.end, None) if bare else token
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
        return ("ratio", at, end, tuple(parts))

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
        bound, grain = ("", ZERO) if decimal else (ABOUT, ONE)
        return ("figure", at, above.end, Amount(PERCENT, value, step, ONE, "%", "%", None, bound, grain))

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
            half = Amount(PERCENT, _HALF, ZERO, ONE, "%", "%", None, ABOUT, _NEAR_HALF)
            return ("figure", at, number.end + 1, half)
        if text[number.end : number.end + 1] == "番":
            turned = text[max(0, at - 2) : at].endswith(("翻", "翻了")) and 1 <= number.value <= _TURNS
            return self._doubled(at, number.end + 1, int(number.value)) if turned else None
        kind, _, end, amount = self._measured(at, number)
        if kind != "figure" or amount.figure == BARE:
            return None
        following = text[end : end + 1]
        if amount.measure in ("期", "批"):  # 二期, 三期, 一批: which, or a way of speaking, not how many
            return ("label", at, end, None)
        if following and following in _NOT_NEXT_CHINESE.get(amount.measure, ""):
            return None
        leading = text[at] in "百千万亿" and before not in ("破", "近", "超", "逾", "达", "过")
        weak = amount.value == 1 or leading
        return ("figure", at, end, amount._replace(weak=True) if weak else amount)

    def _measured(self, at: int, number: Number, low: Decimal | None = None) -> Token:
        """The figure that ``number`` and what follows it make; a label where the words after say so."""
        text = self.text
        value, unit, stop, inexact, scaled = number = numerals.scaled(text, number)
        top = None
        if low is not None:
            factor = unit and _factor(text, number)
            top, value = value, low * (factor or 1)
        kind, measure, dimension, scale = BARE, "", "", ONE
        following = text[stop : stop + 1]
        if following in _OWN_ENDS and (own := _own(text, stop, following, scaled)):
            kind, measure, dimension, size = own
            stop += size
            if measure == "成":
                value, unit = value * 10, Decimal(10)
                more = _TENTHS.find(text[stop : stop + 1] or " ") + 1
                if more and text[stop - 2] in f"两{_TENTHS}":  # 五成五
                    value, unit, stop = value + more, ONE, stop + 1
            elif measure in _FINE:
                part = _FINE[measure]
                value, unit, top = value * part, unit * part, None if top is None else top * part
        elif known := _measure(text, stop, following):
            kind, (measure, dimension, scale) = AMOUNT, known
            stop += len(measure)
            per = _measure(text, stop + 1, text[stop + 1 : stop + 2]) if text[stop : stop + 1] == "/" else None
            if scaled:
                measure = _printed_multiplier(text, at, number.end) + measure
            if per:  # 38微克/立方米, 300元/人: a rate, not an amount of the one or the other
                dimension, measure = f"{dimension}/{per[1]}", f"{measure}/{per[0]}"
                stop += 1 + len(per[0])
            following = text[stop : stop + 1]
            if text.startswith(("制", "高铁"), stop) or (dimension == "年" and following == "前"):  # 五年前: when
                return ("label", at, stop, None)
            if following in ("多", "余") and text[stop + 1 : stop + 2] not in MORE:
                inexact, stop = OVER, stop + 1
        elif following in _LABEL_ENDS or text.startswith(_LABELS, stop):
            return ("label", at, stop, None)
        if scale == 1 and unit == 1 and not scaled and kind in (AMOUNT, BARE) and _is_whole(dimension):
            step = ZERO
        else:
            step = unit * scale
        if scaled or scale is not ONE:
            value = value * scale
            top = None if top is None else top * scale
            scale = _scale_of(text, at, number.end, scale, number)
        grain = numerals.grain(value) if inexact else ZERO
        return ("figure", at, stop, Amount(kind, value, step, scale, measure, dimension, top, inexact, grain))


def _own(text: str, at: int, following: str, scaled: bool) -> tuple[str, str, str, int] | None:
    """Kind, measure, dimension and length of %, ‰, 个百分点, 个基点, 倍, 成 at a place."""
    if following == "%" or following in _FINE:
        return PERCENT, following, "%", 1
    if text.startswith(("个百分点", "百分点"), at):
        return POINTS, "个百分点", "个百分点", 4 if following == "个" else 3
    if text.startswith(("个基点", "基点"), at):
        return POINTS, "个基点", "个百分点", 3 if following == "个" else 2
    if following == "倍" and text[at + 1 : at + 2] != "增":
        return TIMES, "倍", "倍", 1
    if following == "成" and not scaled and text[at + 1 : at + 2] not in _NOT_TENTHS:
        return PERCENT, "成", "%", 1
    return None


def _measure(text: str, at: int, first: str) -> tuple[str, str, Decimal] | None:
    """The longest measure that begins at a place, with its dimension and scale."""
    for word, never, known in _MEASURES.get(first, ()):
        if len(word) == 1 or text.startswith(word, at):
            if never and text[at + len(word) : at + len(word) + 1] in never:
                continue
            return known
    return None


def _is_whole(dimension: str) -> bool:
    """Whether a printed whole number of it is exact: what is counted, and money."""
    return (dimension not in lexicon.CONTINUOUS or dimension in _MONEY) and "/" not in dimension


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
