"""Small questions about Chinese running text that several rules ask. Linear in the length of the text."""

from __future__ import annotations

import re
from functools import lru_cache

from ledger import text as texts
from ledger.patterns import late

_NUMERAL = late(
    r"[0-9０-９%％]|(?<![统同单唯专])[一二三四五六七八九十百千万亿两]+(?:[个项处户套条家所名次件份台辆座栋部人亩米期批]|分之)"
)
_NOTHING = frozenset(
    ("", "无", "没有", "暂无", "无问题", "没有问题", "暂无问题", "无存在问题", "未发现问题", "暂时没有")
)
_PLACEHOLDER = late(
    r"(?:内容)?(?:同上|同前|同上期|同上月|略|待填|待补|待补充|待定|已报|已上报|已报送|见附件|详见附件|见附表|见材料|详见材料|x+|X+|/+|#+|TBD|tbd|todo|TODO)"
)

_BASIS = (
    r"(?:(?:严格)?(?:按照?|根据|结合)"
    r"(?:[上市区省级里]{0,2}+(?:年度|工作|既定|项目|时间|推进|实施|整体|统一|总体|相关|有关)*+"
    r"(?:计划|要求|节点|进度|方案|部署|安排|目标|步骤|规定|职责|分工)|序时进度|时序进度)++)"
)
_MANNER = (
    r"(?:目前|现阶段|当前|现已|正在|正|已|均|都|在|有序|稳步|扎实|顺利|积极|全面|持续|全力|加快|继续|深入|认真|大力"
    r"|逐步|统筹|正常|主动|切实|进一步|稳妥|不断|抓紧|如期|按时|有力|有效|加紧)"
)
_SUBJECT = r"(?:(?:各项|各|该项?|此项|本项?|相关|有关|整体|总体)?(?:工作|任务|项目|事项)(?:均|都|目前|正)?)"
_VERB = r"(?:推进|落实|开展|实施|进行|做好|抓好|部署|跟进|配合|完善|推动|组织|筹备)"
_OBJECT = r"(?:相关|各项|有关|保障|日常|具体|后续|配合|前期|重点|此项|该项|本项|各|该|的|工作|措施|任务|要求|事项|准备)"
_EMPTY_CLAUSE = re.compile(
    # possessive throughout: the alternatives overlap, and a hostile text must not make the search explode
    rf"{_SUBJECT}?+(?:{_BASIS}|{_MANNER})*+{_VERB}++{_OBJECT}*+{_VERB}?+(?:之中|当中|中|阶段)?+"
    rf"|{_BASIS}"
    r"|(?:高度重视|加强(?:组织)?领导|精心(?:组织|部署)|压实责任|明确(?:责任|分工)|强化(?:措施|责任|落实)|狠抓落实"
    r"|(?:工作|项目|任务)?进展(?:顺利|良好|正常)|(?:工作|项目)?(?:有序|稳步|顺利)(?:进行|推进)"
    r"|取得了?(?:明显|显著|良好|阶段性|一定)*+(?:成效|效果|进展|成果)|成效(?:明显|显著))"
)
_CLAUSES = re.compile(r"[，。；、！,;!\s]+")
_LONGEST_EMPTY = 80
"""A longer text without a single fact has not been met; not looking further keeps the rule cheap."""


bare = lru_cache(maxsize=256)(texts.bare)
"""``text.bare``, remembered: several rules compare the same few texts of one task."""


def says_nothing(text: str) -> bool:
    """Whether a 存在问题 cell says that there is none: 无, 暂无 …, or is empty."""
    return len(text) < 12 and bare(text) in _NOTHING


def is_placeholder(text: str) -> bool:
    """Whether the text only points elsewhere: 同上, 见附件, 略, / …"""
    return len(text) < 16 and _PLACEHOLDER.fullmatch(text.strip(" 　\n。.,，；;（）()")) is not None


def has_figure(text: str) -> bool:
    """Whether any figure stands in the text: 12, 30%, 两处, 三分之二."""
    return _NUMERAL.search(text) is not None


def is_stock_phrase(text: str) -> bool:
    """Whether every clause is a phrase that fits any task: 各项工作有序推进, 配合做好相关工作 …"""
    if len(text) > _LONGEST_EMPTY or not _EMPTY_CLAUSE.match(text.lstrip()) or has_figure(text):
        return False
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    return bool(clauses) and all(_EMPTY_CLAUSE.fullmatch(clause) for clause in clauses)
