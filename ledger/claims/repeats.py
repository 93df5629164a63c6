"""The same quantity said twice in one text."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT

_SHORTEST = 4
_REACH = 12
_MENTIONS = 8
_TELLING = 4
"""A number of so many digits that are not nought is hardly the same by chance."""
_STOPS = frozenset("，,。；;：:！？\n()（）")


@kind("repeat", "前后一致", "amount", "sentences")
def repeats(reading: Reading, given: Given) -> Iterator[Claim]:
    """同一个数在文中说了两次

    查什么：目标一节说“新签约项目60个”，任务一节又说“新签约项目60个以上”；两张表里的同一句话。

    怎样算同一个数：紧挨着的名词有四个字以上相同，计量单位相同。

    什么时候报“不符”：只在不可能是两回事的时候——一地有几个乡镇、社区（全县18个乡镇……全县19个乡镇）；用原话再提的
    （已完成34个……已完成的35个子项中）；同一时间的地区生产总值、一般公共预算收入一类，只差一个数字。

    什么时候不作声：别的名词相同而数不同的——可能是两个时间、两个地方的数。
    """
    if len(reading.sentences) < 2 or len({figure.value for figure in reading.figures}) == len(reading.figures):
        return  # no number stands there twice
    seen: dict[tuple[str, str], list[Figure]] = {}
    for figure in reading.figures:
        if figure.kind != AMOUNT or figure.weak or figure.has("each", "yoy", "last-year"):
            continue
        keys = list(_keys(reading.text, figure))
        first = next((f for key in keys for f in seen.get(key, ()) if f.value == figure.value), None)
        for key in keys:
            mentions = seen.setdefault(key, [])
            if len(mentions) < _MENTIONS:
                mentions.append(figure)
        if first is not None and first.sentence != figure.sentence:
            line = reading.text.count("\n", 0, first.start) + 1 if first.start < 20000 else 0
            place = f"第{line}行" if line else "前文"
            begin = max(0, figure.start - len(figure.lead))
            yield Claim(
                "repeat", begin, figure.end + len(figure.tail), figure.printed, first.printed,
                Verdict.CONSISTENT, f"与{place}的{a.bare(first)}一致",
            )  # fmt: skip


def _keys(text: str, figure: Figure) -> Iterator[tuple[str, str]]:
    """What two mentions of one quantity have in common: four characters of the noun, or the number itself."""
    lead, tail = _words_before(text, figure), _words_after(text, figure)
    if len(lead) >= _SHORTEST and lead[-1] != "的":
        yield lead[-_SHORTEST:], figure.dimension
    if len(tail) >= _SHORTEST:
        yield tail[:_SHORTEST], figure.dimension
        if "、" in figure.tail or len(tail) < _SHORTEST + 2:
            yield tail[-_SHORTEST:], figure.dimension
    if len(figure.value.normalize().as_tuple().digits) >= _TELLING:
        yield str(figure.value.normalize()), figure.dimension


def _words_before(text: str, figure: Figure) -> str:
    at = figure.start
    while at > max(0, figure.start - _REACH) and text[at - 1] not in _STOPS and not text[at - 1].isdigit():
        at -= 1
    return _plain(text[at : figure.start]).removesuffix("完成").removesuffix("共计").removesuffix("约")


def _words_after(text: str, figure: Figure) -> str:
    at = figure.end
    while at < min(len(text), figure.end + _REACH) and text[at] not in _STOPS and not text[at].isdigit():
        at += 1
    return _plain(text[figure.end : at]).removeprefix("的")


def _plain(words: str) -> str:
    return "".join(c for c in words if c != "、" and not c.isspace())
