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
LEADERS, UNITS, LEAD, SUPPORT = "leaders", "units", "lead", "support"
DEADLINE, DONE, PROBLEMS, CAUSES, NEXT, VERDICT = "deadline", "done", "problems", "causes", "next", "verdict"
PLAN, NOTE, OTHER = "plan", "note", "other"

_PATTERNS: tuple[tuple[str, str], ...] = (
    (NUMBER, r"(?:分解|任务|项目|工作|事项)?(?:序号|编号)|序|号|No\.?"),
    (LEAD, r"(?:总)?(?:牵头|主办|主责|主体|第一|主要)(?:责任)?(?:单位|部门)(?:及责任人)?"),
    (SUPPORT, r"(?:配合|协办|协作|协同|参与|参加|会办|其他)(?:责任)?(?:单位|部门)"),
    (
        UNITS,
        r"(?:责任|承办|落实|实施|承担|负责|建设|包保)(?:单位|部门|主体)|责任科室|牵头(?:和|及|、)?(?:责任|配合)(?:单位|部门)"
        r"|单位|部门",
    ),
    (
        LEADERS,
        r"(?:(?:区|县|市|镇|政府)级?)?(?:牵头|分管|责任|包抓|包保|挂包|联系|负责)(?:(?:区|县|市)级?)?领导"
        r"|(?:区|县|市)级?领导|领导",
    ),
    (
        DEADLINE,
        r"(?:计划)?(?:完成|办结|落实|整改|推进)?(?:时限|期限|时间节点)(?:要求)?|(?:计划|预计|拟)?(?:完成|办结)时间",
    ),
    (NEXT, r"下一?步(?:工作)?(?:计划|措施|打算|安排|举措|工作)?(?:及(?:时限|打算))?"),
    (CAUSES, r"(?:未完成)?原因(?:分析)?"),
    (PROBLEMS, r"(?:存在(?:的)?|主要)?(?:困难(?:和|及|与)?)?问题(?:(?:和|及|与)?困难)?"),
    (
        DONE,
        r"(?:目前|当前|工作|任务|目标|任务目标|项目|主要|最新|年度|本月|本季度|季度|半年|全年)*"
        r"(?:进展|进度|完成|落实|推进|办理|实施)(?:进展)?情况|(?:目前|工作|项目)?(?:进展|进度)|完成情况及.*",
    ),
    (VERDICT, r"(?:督查|完成|进度)?评价(?:结果)?|是否完成|完成与否"),
    (CATEGORY, r"(?:任务|工作|项目|所属|事项)?(?:类别|分类|类型|板块|领域|大类|方面)|一级指标|工程名称|篇章|章节"),
    (NOTE, r"备注|说明|附注"),
    (
        GOAL,
        r"(?:年度|全年|工作|完成|具体|预期|主要|阶段性?|质量|绩效|季度计划完成|季度)*目标(?:值|要求|内容)?"
        r"|目标任务及.*|工作标准|(?:完成|质量)标准",
    ),
    (
        TEXT,
        r"(?:年度|重点|主要|工作|具体|任务|目标|民生|实事|项目|事项|建设|改革|督查|督办|建议|指标|办理|内容|名称|要点|安排"
        r"|清单|举措|措施|政策|事实|实施|政府|报告|推进|计划)+",
    ),
    (PLAN, r"(?:季度|月份|年度)?.*(?:推进|进度|实施)计划|时间安排"),
)
_ROLES = tuple((role, re.compile(pattern)) for role, pattern in _PATTERNS)
_BRACKETED = re.compile(r"[（(【\[][^（()）】\]]*[)）】\]]")
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
    return next((role for role, pattern in _ROLES if pattern.fullmatch(plain)), OTHER)


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
