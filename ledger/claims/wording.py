"""Figures without a measure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.claims.words import claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import JOINERS
from ledger.figures.values import AMOUNT, BARE
from ledger.patterns import late

_PEOPLE = (
    "人口",
    "人员",
    "人数",
    "男性",
    "女性",
    "老年人",
    "儿童",
    "职工",
    "学生",
    "党员",
    "参保",
    "患者",
    "游客",
    "老人",
    "群众",
    "居民",
    "粉丝",
    "用户",
    "阅读",
    "阅读量",
    "点击",
    "播放",
    "访问",
    "浏览",
    "下载",
    "点赞",
    "关注",
    "转发",
    "参与",
)
_MONEY = (
    "损失",
    "欠薪",
    "工资",
    "税费",
    "资金",
    "罚款",
    "补贴",
    "补助",
    "投资",
    "货款",
    "赔偿",
    "租金",
    "贷款",
    "收入",
    "支出",
)
"""What is counted in money, whoever it is for: 为游客挽回损失12.6万."""
_MOST_LISTED = 16
_LABELLED = late("、[^，,。；;：:、]{0,8}")
"""Between two of a list: a mark, and what the next is of."""
_TO_BE = "为达到已有超过突破约近逾共计"
_UNDONE = ("未", "尚", "正在", "待", "仍")


@kind("unit", "计量单位", "bare")
def missing_measures(reading: Reading, given: Given) -> Iterator[Claim]:
    """有“万”“亿”而没有计量单位，换一种单位再说一遍的对不对

    查什么：“行政处罚13万”“签约211处房屋、10.1万”“剩余79未签订协议”：后面应当有元、平方米、户。“33.75万亩，合2.25万公顷”
    “34.6万吨，合6.92亿斤”：1公顷是15亩，1公斤是2斤。

    什么时候不作声：缺单位的，后面紧跟着名词（600万援建资金、2万贫困人口）；人口、点击、粉丝一类习惯不写单位的；在引号、
    书名号里的；没有“万”“亿”的数（编号、代号太多，认不准）。
    """
    for n, figure in enumerate(reading.figures):
        if figure.kind == BARE and not figure.weak and figure.top is None and _lacks_measure(figure):
            if _is_measured_behind(reading, n) or _is_measured_before(reading, n):
                continue
            guess = "例如“元”“平方米”" if figure.scale > 1 else "例如“户”“个”"
            yield claim(
                "unit",
                figure,
                "",
                Verdict.INCONSISTENT,
                f"“{figure.lead[-8:]}{figure.printed}”没有计量单位，补上（{guess}）",
            )


def _is_measured_behind(reading: Reading, at: int) -> bool:
    """分别接待38.6万、21.3万、15.2万人次; 1日32.6万、2日41.3万、3日44.8万人次: the last of the list has the measure."""
    for one, two in pairwise(reading.figures[at : at + _MOST_LISTED]):
        between = reading.text[one.end : two.start].strip()
        if between not in JOINERS and _LABELLED.fullmatch(between) is None:
            return False
        if two.kind != BARE:
            return two.kind == AMOUNT
    return False


def _is_measured_before(reading: Reading, at: int) -> bool:
    """校舍66.3万平方米，其中幼儿园6.4万、小学24.3万、中学35.6万: several that say again what has its measure before."""
    figure = reading.figures[at]
    figures = reading.figures[max(0, at - _MOST_LISTED) : at + 3]
    listed = [f for f in figures if f.sentence == figure.sentence and f.kind in (BARE, AMOUNT) and not f.weak]
    here = next(n for n, f in enumerate(listed) if f.start == figure.start)
    first = last = here
    while last + 1 < len(listed) and listed[last + 1].kind == BARE and listed[last + 1].scale == figure.scale:
        last += 1
    while first > 0 and listed[first - 1].kind == BARE and listed[first - 1].scale == figure.scale:
        first -= 1
    before = listed[first - 1] if first else None
    return last > first and before is not None and before.kind == AMOUNT and before.scale >= figure.scale > 1


def _lacks_measure(figure: Figure) -> bool:
    if figure.scale > 1:
        people = any(word in figure.lead for word in _PEOPLE) or any(word in figure.label for word in _PEOPLE)
        people = people and not figure.lead.endswith((*_MONEY, "金", "款", "费", "税"))
        named = figure.lead.rstrip(_TO_BE).endswith(("数", "量", "人次", "人", "者"))
        return not figure.tail and not people and not named
    return figure.has("rest") and figure.tail.startswith(_UNDONE) and figure.value == int(figure.value)
