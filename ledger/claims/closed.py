"""Kinds that leave nothing out when all of a set stand side by side: 优秀、合格、不合格; 来信、来访、网上信访.

A table of sets of words. A list is closed when each of its parts bears another word of one set and none of the words
that the set cannot do without is missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ledger.figures import Figure

_SETS = """
企业 个体工商户|个体户|个体 ?合作社
经营性 公益性 ?到户
续建 新建|新开工 ?储备|前期 ?竣工|建成 ?扩建|改建
新建 改建|改扩建|扩建|改造 ?续建 ?迁建
养殖 捕捞
海水 淡水
重大 一般 ?较大 ?特别重大 ?低
特别重大 重大 较大 一般
重大 较大 一般
优秀 合格|良好|一般 ?基本合格 ?不合格|较差|差
优秀 良好 一般|较差 ?较差
优良 合格 ?不合格
合格 不合格
好 较好 一般 差|较差
满意 基本满意 不满意
满意 一般 不满意
城区|城镇|城市|主城 乡镇|农村|乡村|镇村|村镇
城镇 乡村|农村
第一产业|一产 第二产业|二产 第三产业|三产
一产 二产 三产
中央 省|省级 ?市|市级 ?县|县级|区|区级
中央 地方
上级 本级|县级|市级|区级|自筹 ?自筹 ?社会
市级|市本级 县区|区县|县级|县（市、区）|各县|乡镇
省级|省属 市级|市属 县级|区级|县属
国家级 省级 市级 ?县级|区级
县级 乡级|镇级|乡镇级 村级
省内 省外
市内 市外
县内 县外 ?省外
国内 国外|入境|境外
公办 民办
公立 民营|社会办
国有 民营|非公|集体|私营 ?外资
大型 中型 小型|小微|小微型
大中型 小微|小型
规上 规下
县道 乡道 村道
国道 省道 县道 乡道 村道
夏粮 秋粮 ?早稻
小春 大春
来信 来访 网上|网络|网信 ?来电
初信初访|初次 重信重访|重复
居民户|住户|城乡居民 个体经营户|非居民|单位|工商业
职工 居民
种植业 畜产品|畜牧业|畜禽 水产品|水产|渔业 ?林产品
农业|种植业 林业 牧业|畜牧业 渔业 服务
调解 仲裁|裁决 ?撤诉 ?其他
财政 社会|自筹
男 女
过夜 一日游
住院 门诊
人工 封山|封育 ?退化林|修复 ?飞播
公路 水运|铁路|航空|场站 ?场站 ?民航
责令限期|限期整改 停业|停产|立案|取缔
立行立改 限期|持续|分阶段 ?长期|持续
当场|现场|立即 限期
直办|即时办结|在线|直接答复|直接办理 转办|转派|派发|交办
电话 网络|互联网|非电话|线上 ?来访|窗口 ?来信|信函 ?短信|微信
公益林 商品林
行政 刑事 ?民事
线上|网上 线下|窗口|现场
综合 专业|专项 ?应急
进位|上升|前进|提升 持平 退位|后退|下降|下滑
高于 持平|相当 低于
工资 经营 财产 转移
一般债务|一般债券 专项债务|专项债券
新增 再融资
人大代表建议|代表建议|人大建议|建议 政协提案|提案|委员提案
建议 提案
省级 市级 县级
出口 进口
税收 非税
本级 县区|下级|乡镇|镇街
进城 留守
机关|行政机关 事业 国有企业|企业|平台公司
住户 企（事）业单位|企事业单位|非金融企业|单位 ?非银行
生活 工业|生产 其他|生态|农业 ?其他
地表水 地下水
火电 水电 风电 光伏|太阳能
已完成 正在|推进中 未
解决|办结 正在 ?列入 ?难以|留作参考
采纳 部分采纳 不采纳|未采纳
集中供养|集中 分散
统筹基金|基本医保|医保 大病 医疗救助 个人
汽车 摩托车 ?其他|挂车
党委 党总支|总支 党支部|支部
金奖 银奖 铜奖
部件 事件
本科|大学 大专|专科 高中|中专 ?初中
第一批 第二批 ?第三批 ?第四批
第一季度|一季度 二季度 三季度 四季度
""".strip()
_LETTERS = re.compile("([A-Fa-f])(?:类|级|档|等)?$")
_NUMBERS = {character: n for n, character in enumerate("一二三四五六七八九", 1)}
_ORDER = re.compile("第([一二三四五六七八九])(?:批|期|类|档|梯队|组)?")
_GRADES = re.compile("([一二三四五])(?:级|类|档|等奖)")
_LEAST, _NAME = 2, 8
_NOT = "未不非"


_Places = tuple[tuple[tuple[str, ...], bool], ...]
"""The words that may stand in each place of a set, and whether it may be missing."""


@cache
def _table() -> tuple[tuple[tuple[str, ...], _Places], ...]:
    """Each set: the words of the first place that has to be there, by which most are told apart, and its places."""
    found = []
    for line in _SETS.splitlines():
        places = tuple((tuple(word.lstrip("?").split("|")), word.startswith("?")) for word in line.split())
        needed = [words for words, missing in places if not missing]
        if len(needed) >= _LEAST:
            found.append((needed[0], places))
    return tuple(found)


def is_closed(parts: Sequence[Figure], total: Figure) -> bool:
    """Whether the names of the parts, in any order, are all of a set of kinds; 两批 and 两级 need no more than two."""
    names = names_of(parts)
    if len(names) < _LEAST or not all(names):
        return False
    few = 2 if "两" in total.lead + total.label else 3
    return _is_of_table(names) or _is_denied(names) or (len(names) >= few and _is_counted_off(names))


def names_of(parts: Sequence[Figure]) -> list[str]:
    """What each part is called: the words before it, else those after it."""
    names = [part.lead.rpartition("其中")[2] or part.lead for part in parts]
    return names if all(names) else [part.tail for part in parts]


def _is_of_table(names: Sequence[str]) -> bool:
    spoken = "|".join(names)
    for first, places in _table():
        if len(names) > len(places) or not _has(spoken, first):
            continue
        if not all(missing or _has(spoken, words) for words, missing in places):
            continue
        taken: set[int] = set()
        for name in names:
            place = _place(name, places, taken)
            if place < 0:
                break
            taken.add(place)
        else:
            if all(missing or n in taken for n, (_, missing) in enumerate(places)):
                return True
    return False


def _has(spoken: str, words: tuple[str, ...]) -> bool:
    return spoken.find(words[0]) >= 0 or (len(words) > 1 and any(word in spoken for word in words))


def _place(name: str, places: _Places, taken: set[int]) -> int:
    """The place of a set that a name stands for: the longest word that it has, at its beginning or end."""
    best, size = -1, 0
    for n, (words, _) in enumerate(places):
        for word in words:
            if n not in taken and len(word) > size and word in name[:_NAME] + "|" + name[-_NAME:]:
                if word[0] not in _NOT and any(f"{no}{word}" in name for no in _NOT):
                    continue
                best, size = n, len(word)
    return best


def _letter(hit: str) -> int:
    return ord(hit.upper()) - ord("A") + 1


def _numeral(hit: str) -> int:
    return _NUMBERS[hit]


def _is_counted_off(names: Sequence[str]) -> bool:
    """A类、B类、C类, 第一批、第二批、第三批, 一级、二级、三级: from the first on, none left out."""
    for pattern, number in ((_LETTERS, _letter), (_ORDER, _numeral), (_GRADES, _numeral)):
        hits = [pattern.search(name) for name in names]
        found = [number(hit.group(1)) for hit in hits if hit is not None]
        if len(found) == len(names):
            return found == list(range(1, len(found) + 1))
    return False


def _is_denied(names: Sequence[str]) -> bool:
    """合格、不合格; 党员、非党员; 已签约、未签约: the one is what the other is not."""
    if len(names) != 2:
        return False
    one, two = (name.removeprefix("已").removesuffix("的") for name in names)
    return any(two in (f"{no}{one}", f"尚{no}{one}") for no in ("不", "非", "未")) and len(one) > 1
