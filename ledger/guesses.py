"""What somebody who edits by hand probably meant: a key, a period, a day, a number, from the way it was typed.

Guesses are for hints alone (“写成 2025-04”): nothing is ever read by them, a person types the answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

_KEYS: Mapping[str, tuple[str, ...]] = {
    "编号": ("id",),
    "任务编号": ("id",),
    "序号": ("number",),
    "分解序号": ("number",),
    "类别": ("category",),
    "任务": ("text", "tasks", "task"),
    "主要任务": ("text",),
    "任务内容": ("text",),
    "正文": ("text",),
    "内容": ("text", "done"),
    "重点任务目标": ("text",),
    "工作目标": ("goal",),
    "完成时限": ("deadline",),
    "时限": ("deadline", "due"),
    "领导": ("leaders",),
    "牵头领导": ("leaders",),
    "责任领导": ("leaders",),
    "分管领导": ("leaders",),
    "责任单位": ("units", "unit"),
    "单位": ("unit", "units"),
    "填报单位": ("unit",),
    "牵头单位": ("lead",),
    "牵头": ("lead",),
    "责任部门": ("units", "unit"),
    "配合单位": ("support",),
    "配合": ("support",),
    "同一事项": ("same_as",),
    "指标": ("indicators",),
    "指标名称": ("name",),
    "名称": ("name", "title"),
    "全称": ("name",),
    "简称": ("short",),
    "别名": ("aliases",),
    "曾用名": ("aliases",),
    "目标": ("target", "goal"),
    "目标值": ("target",),
    "计量单位": ("measure",),
    "unit": ("measure", "units"),
    "基数": ("baseline",),
    "计划": ("plan",),
    "推进计划": ("plan",),
    "进展": ("progress", "done"),
    "工作进展": ("progress", "done"),
    "进展情况": ("progress", "done"),
    "完成情况": ("done", "progress"),
    "存在问题": ("problems",),
    "问题": ("problems",),
    "原因": ("causes", "reason"),
    "原因分析": ("causes",),
    "下一步": ("next",),
    "下一步计划": ("next",),
    "周期": ("period",),
    "时期": ("period",),
    "月份": ("period",),
    "填报时间": ("reported",),
    "填报日期": ("reported",),
    "日期": ("on", "reported", "issued"),
    "评价": ("verdict", "reviews"),
    "督查室评价": ("reviews",),
    "自评": ("verdict",),
    "变动": ("changes",),
    "豁免": ("waivers",),
    "规则": ("rule", "rules"),
    "理由": ("reason",),
    "批准人": ("approved_by",),
    "备注": ("note",),
    "说明": ("note",),
    "来源": ("source",),
    "标题": ("title",),
    "年度": ("year",),
    "年份": ("year",),
    "清单": ("lists",),
    "分组": ("groups",),
}
_FILES: Mapping[str, tuple[frozenset[str], ...]] = {
    "任务文件": (frozenset({"id", "number", "text"}),),
    "ledger.yaml": (frozenset({"title", "year", "lists"}),),
    "units.yaml": (frozenset({"units", "groups"}), frozenset({"units", "district"})),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LARGE = re.compile(r"(-?\d{1,12}(?:\.\d{1,12})?)(万|亿)[^\d.]{0,6}")
MARKS = ("“", "”", "‘", "’", '"', "'", "「", "」", "『", "』", "《", "》", "【", "】")
"""Quotation marks that people type around a name."""
_QUOTES = "".join(MARKS)
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("≥", "⩾", "大于等于", "不少于", "不低于", "不小于", "至少", "以上", "=>", ">", "大于"), ">="),
    **dict.fromkeys(("≤", "⩽", "小于等于", "不超过", "不高于", "不大于", "至多", "以下", "=<", "<", "小于"), "<="),
    **dict.fromkeys(("等于", "==", "＝"), "="),
    **dict.fromkeys(("约", "左右", "大约", "≈", "～"), "~"),
    **{"延期": "extension", "调整": "adjustment", "更正": "correction", "重新督办": "reopening"},
    **dict.fromkeys(("办结", "销号"), "closure"),
    **dict.fromkeys(("月", "每月", "按月", "月报"), "month"),
    **dict.fromkeys(("季", "季度", "每季", "每季度", "按季", "季报"), "quarter"),
    **dict.fromkeys(("半年", "每半年"), "half"),
    **dict.fromkeys(("年", "每年", "全年"), "year"),
    **dict.fromkeys(("天", "日", "每天", "每日"), "day"),
    **{"累计": "cumulative", "当期": "period", "增速": "growth"},
    **dict.fromkeys(("加黑", "加粗", "黑体"), "bold"),
    **dict.fromkeys(("第一", "第一位", "列第一位"), "first"),
    **dict.fromkeys(("都牵头", "全部"), "all"),
    **dict.fromkeys(("求和", "合计", "相加"), "sum"),
    **dict.fromkeys(("平均", "平均分"), "mean"),
}
"""Words of the field and other spellings for the values that some keys choose from."""


def plainly(typed: str) -> str:
    """The text with full-width letters and signs as the usual ones, without quotes and blanks around it."""
    return unicodedata.normalize("NFKC", typed).strip().strip(_QUOTES).strip()


def key(typed: str, known: Sequence[str]) -> str:
    """The key meant by another spelling, by its Chinese name or by a slip of the hand; empty for none."""
    bare = plainly(typed)
    for candidate in _KEYS.get(bare, ()):
        if candidate in known:
            return candidate
    written = re.sub(r"[\s-]+", "_", bare.casefold())
    if written in known:
        return written
    from difflib import get_close_matches

    return next(iter(get_close_matches(written, known, 1, 0.6)), "")


def file(keys: Iterable[str], wanted: Sequence[str]) -> str:
    """Which other kind of file these top-level keys are of: ``units.yaml`` …; empty where ``wanted`` may well be it."""
    found = set(keys)
    if found >= set(wanted):
        return ""
    fits = [name for name, signs in _FILES.items() for sign in signs if sign <= found and not sign & set(wanted)]
    return fits[0] if fits else ""


def period(typed: str) -> str:
    """The period that was meant, as it is written: 2025年4月 → ``2025-04``; empty where that is not certain."""
    from ledger import spellings  # with patterns that only a slip needs

    bare = re.sub("[—–―－]", "-", plainly(typed))
    found = spellings.period(bare) or spellings.period(bare.removesuffix("季度").removesuffix("月"))
    if found or not _DAY.fullmatch(bare):
        return found or ""
    return spellings.period(bare[:7]) or ""


def unlike_period(typed: str) -> str:
    """See ``spellings.unlike_period``: what to type where no period can be told."""
    from ledger import spellings

    return spellings.unlike_period(typed)


def day(typed: str) -> str:
    """The day that was meant, as it is written: 2025/4/1 → ``2025-04-01``; empty where that is not certain."""
    from ledger import spellings

    return spellings.day(re.sub("[—–―－]", "-", plainly(typed))) or ""


def amount(typed: str) -> str:
    """The number that was meant, in digits: 1,200套 → ``1200``, 1.2万 → ``12000``; empty where that is not certain."""
    from ledger import spellings

    bare = re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "", plainly(typed)).removesuffix(".")
    bare = re.sub("^[约共]|^累计", "", bare)
    known = spellings.number(bare)
    if known is not None:
        return f"{known:f}" if isinstance(known, Decimal) else str(known)
    found = _LARGE.fullmatch(bare)
    if not found:
        return ""
    number = Decimal(found[1]) * (10**4 if found[2] == "万" else 10**8)
    return f"{number.to_integral_value():f}" if number == number.to_integral_value() else f"{number:f}"


def choice(typed: str, allowed: Sequence[str]) -> str:
    """The one of ``allowed`` that was meant: ``>=`` for 不少于, ``extension`` for 延期; empty for none."""
    meant = _WORDS.get(typed.strip(), _WORDS.get(plainly(typed), ""))
    if meant in allowed:
        return meant
    bare = plainly(typed)
    if bare in allowed:
        return bare
    from difflib import get_close_matches

    return next(iter(get_close_matches(bare, allowed, 1, 0.5)), "") if bare.isascii() and bare[:1].isalpha() else ""


def verdict(typed: str, allowed: Sequence[str]) -> str:
    """The verdict that another wording means: 已完成 is 完成, 基本完成 is not; empty where that is not certain."""
    bare = plainly(typed).rstrip("。.！!；;，,")
    if bare in allowed:
        return bare
    if "完成" not in allowed or "未完成" not in allowed:
        return ""
    if re.fullmatch(r"[√✓✔]|(?:已经?|全部|全面|均已?|按期|如期|圆满)*(?:完成|办结|完|竣工)(?:了|任务)?", bare):
        return "完成"
    return "未完成" if re.search("[未没]|正在|推进|部分|基本|大部|接近|进行|实施|×|✗", bare) else ""


_SIMPLE = str.maketrans(
    "區縣鄉鎮務發財辦處農業學體電會衛環綠經濟開設築築場廠監護險勞動機關總隊裝備質產權證統計審調統應災難擴養興創園網絡訊雲濱灣島灘橋東門樂興華龍鳳陽陰",
    "区县乡镇务发财办处农业学体电会卫环绿经济开设筑筑场厂监护险劳动机关总队装备质产权证统计审调统应灾难扩养兴创园网络讯云滨湾岛滩桥东门乐兴华龙凤阳阴",
)


def names(typed: str) -> tuple[str, ...]:
    """Other ways of writing what was typed as a name: without brackets and marks, in simplified characters."""
    bare = plainly(typed).rstrip("。.,，、;；:：")
    without = re.sub(r"[(（\[【][^()（）\[\]【】]*[)）\]】]", "", bare).strip("()（）[]【】 ")
    found = (bare, without, bare.translate(_SIMPLE), without.translate(_SIMPLE))
    return tuple(dict.fromkeys(name for name in found if name and name != typed))


def several(typed: str) -> tuple[str, ...]:
    """The names in one text that should have been a list: 甲局、乙局 → ``("甲局", "乙局")``."""
    return tuple(
        filter(None, (part.strip().strip(_QUOTES + "[]()（）{}") for part in re.split("[、，,;；]", plainly(typed))))
    )
