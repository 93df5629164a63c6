"""Which field a column holds, told from its head: 主要任务, 民生实事内容, 责任部门, 完成时限 …

Heads differ from place to place, so each role is a pattern over what offices write. A head is compared
without blanks, brackets and what stands in brackets: “责任单位（加黑的为牵头单位）” is 责任单位.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.document import Table
from ledger.periods import Period
from ledger.text import chinese_number, key, squeeze

NUMBER, CATEGORY, TEXT, GOAL = "number", "category", "text", "goal"
PARENT = "parent"
"""The sentence of the report that the tasks of several rows come from; never told from a head alone."""
LEADERS, UNITS, LEAD, SUPPORT = "leaders", "units", "lead", "support"
DEADLINE, DONE, PROBLEMS, CAUSES, NEXT, VERDICT = "deadline", "done", "problems", "causes", "next", "verdict"
PLAN, NOTE, OTHER = "plan", "note", "other"

_LEVEL = r"(?:省|市|州|盟|区|县|旗|镇|乡|街道)"
_AT = rf"(?:{_LEVEL}(?:政府|委|级|直)?)"
_SPAN = (
    r"(?:截[至止].{1,12}|\d{1,2}(?:[-—–~至]\d{1,2})?月份?|第?[一二三四1-4]季度|前[一二三四]?季度|季度|[上下]半年|半年"
    r"|全年|年度?|本月|本季度|年初以来)"
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    (NUMBER, r"(?:分解|任务|项目|工作|事项|总)?(?:序号|编号)|序列?号?|号|项次|[Nn][Oo]\.?"),
    (
        LEAD,
        rf"(?:总)?{_AT}?(?:牵头|主办|主责|主体|第一|首要|主要)(?:责任|负责)?(?:单位|部门)(?:名称)?(?:(?:及|和|、)(?:责任|负责)人)?",
    ),
    (
        SUPPORT,
        rf"{_AT}?(?:主要)?(?:配合|协办|协作|协同|协助|参与|参加|会办|联办|支持|共同|相关|有关|其他|其它)+(?:责任)?(?:单位|部门)"
        r"|责任(?:配合|协同)(?:单位|部门)",
    ),
    (
        UNITS,
        rf"各?{_AT}?(?:责任|承办|落实|实施|承担|负责|建设|包保|完成)(?:单位|部门|主体)(?:名称)?(?:(?:及|和|、)(?:责任|负责)人)?"
        r"|责任科室|(?:责任|任务)分工|牵头(?:和|及|、)?(?:责任|配合)(?:单位|部门)|单位(?:名称)?|部门",
    ),
    (
        LEADERS,
        rf"(?:总|{_AT}|政府|党政)*"
        r"(?:牵头|分管|责任|包抓|包保|包联|挂包|挂钩|挂点|挂帅|挂牌|联系|负责|督导|督办|领衔|主管|协调|和|及|、|或)+"
        rf"(?:{_AT}|政府)*(?:领导|副?{_LEVEL}长)|(?:{_AT}|政府)+领导|领导",
    ),
    (
        DEADLINE,
        r"(?:计划|工作|任务)?(?:完成|办结|办理|落实|整改|推进)?(?:时限|期限|时间节点)(?:要求)?"
        r"|(?:计划|预计|拟)?(?:完成|办结|竣工)(?:时间|日期)|(?:时间|进度)要求|起止时间",
    ),
    (
        NEXT,
        r"(?:下一?步|下一?阶段)(?:的?(?:工作|推进|整改))*(?:计划|措施|打算|安排|举措|工作)?(?:(?:及|和|、)(?:时限|打算|措施))?|(?:整改|后续)措施",
    ),
    (CAUSES, r"(?:未完成|(?:进度)?滞后)?(?:的)?原因(?:分析)?"),
    (
        PROBLEMS,
        r"(?:目前|当前)?(?:存在|需要?(?:协调)?解决)?的?(?:主要)?(?:困难|问题)(?:(?:和|及|与|、)?(?:问题|困难|原因))?"
        r"|需要?(?:协调)?(?:解决)的(?:困难|问题)",
    ),
    (
        DONE,
        rf"(?:目前|当前|实际|工作|任务|目标|任务目标|项目|主要|最新|{_SPAN})*"
        r"(?:进展|进度|完成|落实|推进|办理|实施|开展)(?:进展)?情况|(?:目前|工作|项目)?(?:进展|进度)|完成情况及.*",
    ),
    (VERDICT, r"(?:督查|完成|进度|自我)?(?:评价|自评)(?:结果|等次)?|是否完成|完成与否|完成状态"),
    (
        CATEGORY,
        r"(?:任务|工作|项目|所属|事项)?(?:类别|分类|类型|板块|领域|大类|方面)|一级(?:指标|分类)|专项|工程名称|篇章|章节",
    ),
    (NOTE, r"备注|说明|附注"),
    (
        GOAL,
        r"(?:\d{4}年度?)?(?:年度?|年底|全年|工作|完成|达到|具体|预期|主要|阶段性?|质量|绩效|季度计划完成|季度)*"
        r"目标(?:值|要求|内容)?|目标任务及.*|工作标准|(?:完成|质量)标准",
    ),
    (
        TEXT,
        r"(?:\d{4}年度?)?(?!(?:责任|承办|落实|立项|规模|分解|细化|交办|议定|承诺|决策|部署|及|和|与)+$)(?:年度|重点|主要|工作|具体|任务|目标|民生|实事|项目|事项|建设|改革|督查|督办|建议|指标|办理|内容|名称|要点|安排"
        r"|清单|举措|措施|政策|事实|实施|政府|报告|推进|计划|原文|分解|细化|交办|议定|承诺|承办|责任|落实|立项|决策|部署|规模|及|和|与)+",
    ),
    (PLAN, r"(?:分?季度|月份|年度)?.*(?:推进|进度|实施)计划|(?:分?季度|月度|分月)计划|时间(?:进度)?安排"),
)
_ROLES = tuple((role, re.compile(pattern)) for role, pattern in _PATTERNS)
_BRACKETED = re.compile(r"[（(【\[][^（()）】\]]*[)）】\]]")
_COUNTED = re.compile(r"(.*\D)[1-9一二三四五]")
_PEOPLE = re.compile(r"人$|领导$|电话|手机|姓名|职务|联系方式")
_QUARTER = re.compile(r"第?([一二三四1-4])季度(?:.*(?:目标|计划|任务|安排))?")
_MONTH = re.compile(r"(1[0-2]|[1-9]|[一二三四五六七八九十]{1,2})月(?:份|底)?(?:.*(?:目标|计划|任务|安排))?")
_HALF = re.compile(r"([上下])半年(?:.*(?:目标|计划|任务|安排))?")


def bare(head: str) -> str:
    """A head as it is compared: folded, without blanks and without what stands in brackets."""
    plain = key(_BRACKETED.sub("", head))
    return plain or key(head)


def role_of(head: str) -> str:
    """The role a head announces; ``other`` when it announces none."""
    plain = bare(head)
    if not plain or len(plain) > 20:
        return OTHER
    if period_of(plain, 2000):
        return PLAN
    role = next((role for role, pattern in _ROLES if pattern.fullmatch(plain)), OTHER)
    if role == OTHER and (counted := _COUNTED.fullmatch(plain)):  # 配合单位1, 配合单位2
        role = role_of(counted[1])
        return role if role in (UNITS, LEAD, SUPPORT, LEADERS) else OTHER
    return role


def quotes_report(head: str) -> bool:
    """Whether a column quotes the report itself: 报告内容, 政府工作报告原文."""
    return re.search(r"报告|原文", bare(head)) is not None


def role_under(top: str, head: str) -> str:
    """The role of a sub-head that says nothing by itself, below a head of role ``top``.

    Below 责任单位, 牵头 and 配合 name the units that lead and support; 责任人 and 联系电话 name people, no units.
    """
    if top not in (UNITS, LEAD, SUPPORT):
        return top
    if _PEOPLE.search(bare(head)):
        return OTHER
    said = role_of(f"{bare(head)}单位")
    return said if said in (LEAD, SUPPORT) else top


def period_of(head: str, year: int) -> Period | None:
    """The period a sub-head of a plan names: 一季度, 3月, 上半年."""
    plain = bare(head)
    for kind, pattern in (("quarter", _QUARTER), ("month", _MONTH)):
        found = pattern.fullmatch(plain)
        if found:
            index = int(found[1]) if found[1].isdigit() else chinese_number(found[1]) or 0
            return Period(year, kind, index) if 1 <= index <= 12 else None
    found = _HALF.fullmatch(plain)
    return Period(year, "half", "上下".index(found[1]) + 1) if found else None


@dataclass(frozen=True, slots=True)
class Column:
    """A grid column: its role, its head as printed (without line breaks), for a plan its sub-head."""

    role: str
    head: str
    sub: str = ""


def printed(table: Table, column: int, rows: range) -> list[str]:
    """What a head of several rows says over one column, from the top down; a merged cell counts once."""
    said = (squeeze(cell.text) for row in rows if (cell := table.grid[row][column]))
    return list(dict.fromkeys(text for text in said if text))
