"""Name lists with their counts, and points that are counted off.

before = name { "、" name } ["等"] figure             宅科、寨而头、相家等5个
after  = figure noun ("(" | ":") name { "、" name }    3个街道(泺源、大观园、杆石桥)
slogan = name { "、" name } ["的" | "等"] ("“" numeral … "”" | numeral "大" …)
points = figure noun (":" | "。") 一是 … 二是 …
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ledger.figures import lexicon, numerals
from ledger.figures.lexer import Token
from ledger.figures.values import AMOUNT, Figure, NameList, Ordinals

_LONGEST_NAME = 60
_MOST_NAMES = 60
_TAIL = 8
_NEAR = 4
"""So many tokens before a bracket or colon the count of its names may stand."""
_LONGEST_BETWEEN = 16
_VERB_HEADS = frozenset(
    "建改完推提修开进办查获设购发组签申验审扩续拆编制做抓加强促扶培引整治研讨排补清维更评落实督检协优深持努举选报指调征摸拓争探健"
)
_OPENERS = ("实现了", "实现", "包括", "分为", "形成了", "完成了", "取得了", "设立了", "涵盖")
_NAME_ENDS = frozenset("路街巷村庄镇乡区园里河湖山桥站校院馆所厂店司局队社苑城楼场寨峪洼")
_KINDS = ("行业", "领域", "乡镇", "街道", "镇街", "村", "社区", "区县", "县区", "县", "市", "部门", "单位")
"""What is counted where the names before it are no deeds: 非煤矿山、建筑施工4个行业."""
_QUOTED = re.compile("(?<=[“‘「『]).")
_QUIET = frozenset(("天", "年", "个月", "人次", "岁", "%", "次", "倍"))


@dataclass
class _Run:
    """Names gathered so far at one bracket depth."""

    start: int = -1
    names: list[str] = field(default_factory=list)
    item: int = -1
    spoiled: bool = False
    """A figure or mark stands among the names: it is no plain list."""
    opened: bool = False
    """等 has closed the list; what follows must be its count."""
    closed_at: int = -1


def may_hold(text: str, figures: Sequence[Figure]) -> bool:
    """Whether the text may have a name list: names side by side, and a count or a quoted numeral to go with them."""
    return "、" in text and (any(map(_counts, figures)) or not numerals.CHINESE.isdisjoint(_QUOTED.findall(text)))


def _counts(figure: Figure) -> bool:
    plain = figure.kind == AMOUNT and not figure.step and not figure.bound and 1 < figure.value <= 200
    return plain and figure.dimension not in _QUIET and figure.dimension not in lexicon.CONTINUOUS


def name_lists(text: str, tokens: Sequence[Token], figures: Sequence[Figure]) -> Iterator[NameList]:
    """Every name list of the text that has a count, in order."""
    by_start = {figure.start: figure for figure in figures}
    run = _Run(item=0)
    depth = titles = quotes = 0
    for n, (kind, start, end, what) in enumerate(tokens):
        if kind == "mark":
            if what in ("title", "untitle"):
                titles = max(0, titles + (1 if what == "title" else -1))
            elif titles and what != "stop":
                continue
            elif what == "open":
                found = _after(text, tokens, n, by_start, figures)
                if found:
                    yield found
                depth += 1
            elif what == "close":
                depth = max(0, depth - 1)
            elif depth and what != "stop":
                continue
            elif what == "list":
                _add(run, text, start)
                run.item = end
            elif what == "quote":
                quotes = 1
                slogan = _slogan(text, start, end, run)
                if slogan:
                    yield slogan
            elif what == "unquote":
                quotes = 0
            else:
                quotes = 0
                if what == "colon":
                    found = _after(text, tokens, n, by_start, figures)
                    if found:
                        yield found
                depth = titles = 0
                run = _Run(item=end)
        elif kind == "figure" and not depth and start in by_start:
            figure = by_start[start]
            if quotes and figure.weak and run.names:
                continue  # 造林绿化“一大四小”、固欧家居等4个: a name with numerals in it
            found = _before(text, run, figure)
            if found:
                yield found
            run = _Run(item=figure.end)


def _add(run: _Run, text: str, end: int) -> None:
    name = text[max(run.item, end - _LONGEST_NAME) : end].strip()
    for opener in _OPENERS:
        if run.names and opener in name:
            # “甲项目、乙项目实现了A证、B证”: a new list begins after the verb
            run.names, name = [], name.rpartition(opener)[2]
            run.start = end - len(name)
    if run.start < 0:
        run.start = max(run.item, end - _LONGEST_NAME)
    cut = name.rfind("等")
    if cut >= 0 and name[cut : cut + 2] not in ("等级", "等候", "等待") and len(run.names) and cut >= 1:
        run.names, run.start = [], end - len(name) + cut + 1
    if name and len(run.names) < _MOST_NAMES:
        run.names.append(name)


def _joined(name: str) -> int:
    """How many more names 和、及、与 may make of one."""
    more = 0
    for joiner in lexicon.JOINERS:
        at = name.find(joiner, 1)
        if 0 < at < len(name) - len(joiner):
            more += 1
            break
    return more


def _before(text: str, run: _Run, figure: Figure) -> NameList | None:
    if (
        not run.names
        or figure.weak
        or figure.kind != AMOUNT
        or figure.dimension in _QUIET
        or figure.value != int(figure.value)
    ):
        return None
    if figure.dimension in lexicon.CONTINUOUS or figure.step or figure.bound or not 1 < figure.value <= 200:
        return None
    last = text[run.item : figure.start].strip()
    is_open = last.endswith("等") or last.endswith(("等共", "等共计"))
    if is_open:
        last = last.rstrip("共计").removesuffix("等")
    elif "等" in last or not last or last.endswith(tuple(lexicon.JOINERS)):
        return None  # 工信部、人民银行和三大运营商: what is counted is one of the names
    names = (*run.names, last)
    more = sum(_joined(name) for name in names[-2:])
    first_more = _joined(names[0])
    form = "slogan" if figure.measure == "大" else "before"
    kinds = figure.tail.startswith(_KINDS) and all(map(_is_noun_long, names[1:]))
    if form == "before" and not is_open and not kinds and any(_looks_like_a_deed(name) for name in names[1:]):
        return None
    stated = text[figure.start : figure.end]
    end = figure.end + min(_TAIL, len(figure.tail))
    return NameList(
        run.start, end, names, len(names), len(names) + more + first_more, is_open, form,
        int(figure.value), stated,
    )  # fmt: skip


def _is_noun_long(name: str) -> bool:
    return 1 < len(name) <= _TAIL


def _looks_like_a_deed(name: str) -> bool:
    return len(name) < 2 or (name[0] in _VERB_HEADS and name[-1] not in _NAME_ENDS)


def _slogan(text: str, start: int, end: int, run: _Run) -> NameList | None:
    """减时限、减环节 …“五减”: the numeral that opens the quoted word."""
    if not run.names:
        return None
    number = numerals.chinese(text, end) if text[end : end + 1] != "两" else None
    close = text.find("”", end, end + 8)
    if not number or not 2 <= number.value <= 20 or close < 0 or number.end >= close:
        return None
    last = text[run.item : start].strip().removesuffix("的").removesuffix("等")
    if not last or len(last) > _LONGEST_NAME:
        return None
    names = (*run.names, last)
    return NameList(
        run.start, close + 1, names, len(names), len(names) + _joined(names[-1]) + _joined(names[0]), False, "slogan",
        int(number.value), text[start : close + 1],
    )  # fmt: skip


def _after(
    text: str, tokens: Sequence[Token], n: int, by_start: dict[int, Figure], figures: Sequence[Figure]
) -> NameList | None:
    """The names in the bracket or after the colon at token ``n``, with the count just before it."""
    count, stated, start, slogan = _count_before(text, tokens, n, by_start)
    if not count:
        return None
    names: list[str] = []
    _, _, begin, opener = tokens[n]
    item = end = begin
    for kind, at, after, what in islice(_onward(text, tokens, n), 1 + 4 * _MOST_NAMES):
        if kind in ("figure", "time", "ordinal"):
            return None
        if kind != "mark" or what in ("quote", "unquote", "title", "untitle"):
            continue
        if what == "list":
            names.append(text[item:at].strip())
            item = after
            continue
        end = at
        if what not in (("close",) if opener == "open" else ("stop", "semi")):
            return None
        break
    else:
        return None
    last = text[item:end].strip()
    is_open = last.endswith("等")
    names.append(last.removesuffix("等"))
    if len(names) < 2 or not all(0 < len(name) <= _LONGEST_NAME for name in names):
        return None
    form = "slogan" if slogan else "after"
    return NameList(
        start, end + 1, tuple(names), len(names), len(names) + _joined(names[-1]), is_open, form, count, stated
    )


def _count_before(
    text: str, tokens: Sequence[Token], n: int, by_start: dict[int, Figure]
) -> tuple[int, str, int, bool]:
    for back, (kind, start, end, what) in enumerate(islice(_backward(tokens, n), _NEAR)):
        if kind == "figure" and start in by_start:
            figure = by_start[start]
            if _counts(figure):
                return int(figure.value), figure.printed, figure.start, figure.measure == "大"
            return 0, "", 0, False
        if kind == "mark":
            if what == "unquote" and back == 0:
                opened = text.rfind("“", max(0, start - 8), start)
                number = numerals.chinese(text, opened + 1) if opened >= 0 else None
                if number and 2 <= number.value <= 20 and number.end < start:
                    return int(number.value), text[opened:end], opened, True
            return 0, "", 0, False
        if end - start > _LONGEST_BETWEEN:
            return 0, "", 0, False
    return 0, "", 0, False


def _backward(tokens: Sequence[Token], n: int) -> Iterator[Token]:
    """The tokens before ``n``, the nearest first, and the plain text between them."""
    at = tokens[n][1]
    for back in range(n - 1, -1, -1):
        token = tokens[back]
        if token[2] < at:
            yield ("text", token[2], at, None)
        yield token
        at = token[1]
    if at:
        yield ("text", 0, at, None)


def _onward(text: str, tokens: Sequence[Token], n: int) -> Iterator[Token]:
    """The tokens after ``n``, and the plain text between them."""
    at = tokens[n][2]
    for token in islice(tokens, n + 1, None):
        if at < token[1]:
            yield ("text", at, token[1], None)
        yield token
        at = token[2]
    if at < len(text):
        yield ("text", at, len(text), None)


def ordinals(tokens: Sequence[Token], figures: Sequence[Figure]) -> Iterator[Ordinals]:
    """Counts that announce points (3项措施：一是…二是…三是…), with how many points follow without a gap."""
    by_start = {figure.start: figure for figure in figures}
    last: Figure | None = None
    last_at = -1
    style, found = "", 0
    announced: Figure | None = None
    begin = end = 0
    for kind, start, stop, what in tokens:
        if kind == "figure":
            last, last_at = by_start.get(start), stop
        elif kind == "ordinal":
            counted, number = what
            if style == counted and number == 1:  # the next points are announced: 抓好三项重点：一是
                if announced:
                    yield Ordinals(begin, end, announced, found, style)
                style, announced = "", None
            if not style and number == 1:
                near = last is not None and 0 <= start - last_at <= _LONGEST_BETWEEN and not last.weak and not last.step
                if near and last is not None and last.kind == AMOUNT and 1 < last.value <= 20:
                    announced, begin = last, last.start
                    style, found = counted, 1
            elif style == counted:
                found += number == found + 1
            end = stop
    if style and announced:
        yield Ordinals(begin, end, announced, found, style)
