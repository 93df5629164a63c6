"""Lists against their counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ledger.claims.values import Claim, Given, Verdict, kind
from ledger.figures import Figure, NameList, Reading
from ledger.figures.values import AMOUNT
from ledger.patterns import late

_NEAR = 2
_LONG_NAME, _ALIKE = 4, 0.75
_HEADING = late("[。；;]?\\s*\n\\s*[二三四五六七八九十]、")
_BESIDE = 8
_REACH = 130
_LEAST = 3
_MOST = 20
_PLACE = 6
_KINDS = frozenset(
    re.findall(
        "..",
        "道路桥梁排水给水供水供电供热供气照明绿化燃气电力通信消防公园广场学校医院农业工业交通水利文化教育卫生体育"
        "旅游商业住宅办公仓储物流公厕停车管网管线雨水污水河道沟渠水库水闸泵站堤防道口路口路段小区商场市场超市酒店"
        "餐饮工地园区厂房车间食堂宿舍危房危桥边坡新建改建扩建续建维修加固拆除改造乡镇街道社区村庄学前",
    )
)
"""Nouns of two characters that name kinds of things, not single ones."""
_PLACES = frozenset("路街巷道桥村镇乡河湖山")
_STYLES = {"is": "一是、二是", "arabic": "1.、2.", "chinese": "一、二、", "paren": "（一）（二）", "circle": "①②"}


@kind("enumeration", "列举与个数", "lists amount")
def enumerations(reading: Reading, given: Given) -> Iterator[Claim]:
    """列出的名称与“等5个”“5条”“三大”

    查什么：“宅科、寨而头、相家、土屋、西渴马东等5个”“泺源、四里村2个街道”“3个街道（泺源、大观园、杆石桥）”
    “减时限、减环节、减材料、减费用、减证明‘五减’”“三项措施：一是…二是…三是…”。

    怎样算相符：顿号隔开的个数，或者把“和、及、与”也当作分隔的个数，等于所说的个数。

    什么时候不作声：带“等”而列出的少于所说的（只举了几个）；名称是类别（新建学校、幼儿园18所）或者动作
    （新建、改造2处）；口号式的数（五减）对不上。列出的多于“等N个”，才算不符。
    """
    for names in reading.lists:
        found = _judge(names)
        if found:
            yield found
    yield from _respectively(reading)
    for points in reading.ordinals:
        if _HEADING.match(reading.text[points.announced.end : points.announced.end + _BESIDE]):
            continue  # the paragraph ends with a count, and the next part of the text begins
        count = int(points.announced.value)
        if points.found == count:
            verdict = Verdict.CONSISTENT
        elif _is_of_several(reading, points.announced):
            continue
        elif points.found == count + 1 or (points.found == count - 1 and count > 2):
            verdict = Verdict.INCONSISTENT if points.found > count else Verdict.UNCLEAR
        else:
            continue
        said = "相符" if verdict is Verdict.CONSISTENT else "不符"
        yield Claim(
            "enumeration", points.start, points.end, points.announced.printed, str(points.found), verdict,
            f"“{_STYLES[points.style]}”列了{points.found}点，与文中{points.announced.printed}{said}",
        )  # fmt: skip


def _is_of_several(reading: Reading, figure: Figure) -> bool:
    """满意7件，不满意3件。 and then points: one amount among others, which announces nothing."""
    beside = reading.in_sentence(figure.sentence)
    return not figure.tail and any(f is not figure and f.dimension == figure.dimension for f in beside)


_NAMES = late("[，,:：]?分别(?:是|为)([\u4e00-\u9fff、“”]{5,120}?)(?=[，,；;。（(]|$)")
_AND = late("、|和|及|与")
_LONGEST = 16


def _respectively(reading: Reading) -> Iterator[Claim]:
    """8所中主体封顶5所，分别是文化路小学、…和蓓蕾幼儿园: the names that follow a count."""
    if "分别是" not in reading.text and "分别为" not in reading.text:
        return
    for figure in reading.figures:
        if figure.kind != AMOUNT or figure.tail or not figure.is_exact or not 2 <= figure.value <= _MOST:
            continue
        hit = _NAMES.match(reading.text[figure.end : figure.end + _REACH])
        if hit is None or "等" in hit.group(1):
            continue
        listed = hit.group(1)
        fewest = listed.count("、") + 1
        most = len(list(_AND.finditer(listed))) + 1
        if max(map(len, listed.split("、"))) > _LONGEST or most < 2:
            continue
        count = int(figure.value)
        fits = fewest <= count <= most
        if not fits and (fewest < _LEAST or abs(count - most) > _NEAR):
            continue
        verdict = Verdict.CONSISTENT if fits else Verdict.INCONSISTENT
        found = count if fits else most
        why = f"列出{found}个名称，与文中{figure.printed}{'相符' if fits else '不符'}"
        yield Claim("enumeration", figure.start, figure.end + hit.end(), figure.printed, str(found), verdict, why)


def _judge(names: NameList) -> Claim | None:
    count = names.count
    if count == names.fewest < names.most and _two_in_one(names):
        why = f"最后一个“和”也算分隔的话是{names.fewest + 1}个，不算是{names.fewest}个，文中{names.stated}"
        return Claim("enumeration", names.start, names.end, names.stated, str(names.fewest + 1), Verdict.UNCLEAR, why)
    if names.fewest <= count <= names.most:
        return _told(names, count, Verdict.CONSISTENT)
    if names.form == "slogan":
        alike = len({len(name) for name in names.names}) == 1 and not names.open and names.fewest > 2
        over = not names.open and names.fewest == names.most == count + 1 and names.stated[-1:] == "大"
        if over and all(2 <= len(name) <= _PLACE for name in names.names[1:]):
            return _told(
                names, names.fewest, Verdict.INCONSISTENT
            )  # 新能源、新材料、生物医药、电子信息、高端装备4大产业
        one_off = alike and names.fewest == names.most and abs(names.fewest - count) == 1
        return _told(names, names.fewest, Verdict.INCONSISTENT) if one_off else None
    if names.form == "before":
        # more names than the count says; fewer may be examples or kinds
        over = names.fewest > count and names.fewest - count <= _NEAR + 2
        return _told(names, names.fewest, Verdict.INCONSISTENT) if over or _are_proper(names) else None
    if names.open or abs(names.fewest - count) > _NEAR or names.fewest < 3:
        return _told(names, names.fewest, Verdict.INCONSISTENT) if names.open and 3 <= names.fewest > count else None
    return _told(names, names.fewest, Verdict.INCONSISTENT)


def _are_proper(names: NameList) -> bool:
    """经五路、民康街、学府路、凤栖巷6条断头路: places by their names, which nobody counts by kinds, without 等."""
    if _are_named_alike(names):
        return True
    few = not names.open and names.fewest >= _LEAST and names.count - names.fewest == 1 == names.count - names.most
    return few and all(2 <= len(name) <= _PLACE and name[-1] in _PLACES for name in names.names[1:])


def _are_named_alike(names: NameList) -> bool:
    """李庄、王楼、赵集5个村: four names of two characters each, without 等."""
    sizes = {len(name) for name in names.names[1:]}
    one_short = not names.open and names.fewest > _LEAST and names.count - names.fewest == 1 == names.count - names.most
    alike = one_short and len(sizes) == 1 and sizes <= {2, 3}
    if names.stated[-1:] in "处座所家条":  # 道路、桥梁、排水、照明、绿化6处 are kinds
        return alike and not any(name in _KINDS for name in names.names)
    return alike and names.stated[-1:] in "个村"


def _two_in_one(names: NameList) -> bool:
    """滨河绿道二期和桥北消防站: whether the last name is rather two, each as long as the others are."""
    one, _, other = names.names[-1].partition("和")
    usual = min(map(len, names.names[:-1]))
    return names.form == "before" and min(len(one), len(other)) >= max(_LONG_NAME, usual * _ALIKE)


def _told(names: NameList, found: int, verdict: Verdict) -> Claim:
    said = "相符" if verdict is Verdict.CONSISTENT else "不符"
    return Claim(
        "enumeration", names.start, names.end, names.stated, str(found), verdict,
        f"列出{found}个名称，与文中{names.stated}{said}",
    )  # fmt: skip
