"""Running text in the pieces a reader compares: sentences, and in them figures, words and single characters.

A figure with its unit (``12.1324万平方米``, ``30%``) is one token, so is a Latin word; Chinese characters and
marks stand alone. Tokens and sentences put together again give the text, character for character.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from ledger.patterns import late
from ledger.text import fold, squeeze
from ledger.values import Struct

_MEASURES = (
    "个百分点|百分点|个工作日|个月|平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|公顷|公斤|千克|小时|分钟"
    "|人次|场次|月份|年度|季度|期次|美元|米|亩|元|套|户|人|名|家|处|个|所|部|条|座|栋|幢|株|棵|件|起|项|场|次|辆|台|吨"
    "|岁|天|日|月|年|号|级|块|片|批|期|份|篇|类|种|支|间|层|孔|盏|张|本|册|位|例|宗|笔|单|校|村|路|站|组|对|只|头|艘"
    "|架|双|门|桩|盘|轮|遍|折|倍|成"
)
_DATES = frozenset(("年", "月", "日", "号", "月份", "年度", "季度", "期", "岁", "路", "级", "号楼"))
_DIGIT = "[0-9０-９]"
_NUMBER = rf"{_DIGIT}+(?:,{_DIGIT}{{3}}(?!{_DIGIT}))*(?:[.．]{_DIGIT}+)?"
_UNIT = (
    r"(?:[%％‰℃㎡]|[余多]?[百千]?[万亿]{0,2}[余多]?(?:" + _MEASURES + r")"
    r"|[余多]?[百千]?[万亿]{1,2}[余多]?|[A-Za-z]+[²³]?)"
)
_BLANK = r"[^\S\n]+"
_CORE = (
    rf"(?:(?:^|(?<=[长速幅率为是于比降升:：(（\s]))[-−－+＋])?{_NUMBER}{_UNIT}?"
    rf"|[A-Za-zＡ-Ｚａ-ｚ][A-Za-z0-9Ａ-Ｚａ-ｚ０-９]*(?:[._/\-][A-Za-z0-9]+)*"
    # a mark that sits on a character is part of it
    r"|[^\s][\u0300-\u036f\ufe00-\ufe0f\u20d0-\u20ff\U000e0100-\U000e01ef]*"
)
_GLUED = late(rf"(?:{_CORE})\s*|\s+")
_EXACT = late(rf"{_CORE}|{_BLANK}|\n")
_FIGURE = re.compile(rf"([-−+]?)({_NUMBER})(.*)", re.DOTALL)
_SENTENCE = re.compile(r"[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)\"']*\s*|\n\s*|\Z)")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟〝〞「」『』", '"') | dict.fromkeys("‘’‚‛", "'") | {"−": "-"})
_QUOTED = re.compile(f"[{re.escape(''.join(map(chr, _QUOTES)))}]")
_WORDLESS = re.compile(r"[\s，。、；：！？,.;:!?“”‘’\"'（）()《》〈〉【】\[\]—\-…·]*")


class Figure(Struct, frozen=True):
    """A number as it stands in a text, and what it counts: ``1350`` and ``套``; ``30`` and ``%``."""

    amount: Decimal
    measure: str

    @property
    def counts(self) -> bool:
        """Whether it is an amount; a day, a month or a house number is none."""
        return self.measure not in _DATES


def tokens(text: str, *, exact: bool = False) -> list[str]:
    """The text in tokens. Blanks and line breaks belong to the token before them, unless ``exact`` sets them apart."""
    return (_EXACT if exact else _GLUED).findall(text)


def numbers(text: str) -> list[str]:
    """Of the tokens of a text those that may be figures."""
    return [token for token in tokens(text) if len(token) > 1 or token.isdigit()]


def sentences(text: str) -> list[str]:
    """The text in sentences, each with its closing mark and the blanks behind it; a line ends a sentence too."""
    return [part for part in _SENTENCE.findall(text) if part]


@lru_cache(maxsize=2048)
def loose(text: str) -> str:
    """The form in which two texts say the same: widths of marks, kinds of quotes and blanks do not count."""
    plain = squeeze(fold(text))
    return plain.translate(_QUOTES) if _QUOTED.search(plain) else plain


@lru_cache(maxsize=32_768)
def loose_token(token: str) -> str:
    """``loose`` of one token: a character, nearly always, that was asked about before."""
    return loose(token)


def wordless(text: str) -> bool:
    """Whether a token is only marks and blanks."""
    return _WORDLESS.fullmatch(text) is not None


@lru_cache(maxsize=20_000)
def figure(token: str) -> Figure | None:
    """The figure a token is; ``None`` for any other token."""
    plain = loose(token)
    if not any(character.isdigit() for character in plain[:2]):
        return None
    found = _FIGURE.fullmatch(plain)
    if found is None or not found[2].isascii():
        return None
    return Figure(Decimal(found[1] + found[2].replace(",", "")), found[3])


def delta(before: Decimal, after: Decimal, measure: str = "") -> str:
    """How far a figure moved: ``+150``, ``-0.5``; of a percentage, ``+2个百分点``."""
    tail = "个百分点" if measure in ("%", "％") else ""
    return f"{after - before:+f}{tail}"
