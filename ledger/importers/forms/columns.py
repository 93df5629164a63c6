"""Which field a column of a form holds. Heads are read as ``importers.heads`` reads them, with a few words of the
forms' own: 下月打算, 自评, 主要负责人, and 评价 split into two columns 完成 and 未完成 to be ticked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.document import Table
from ledger.importers import heads
from ledger.periods import Period
from ledger.text import squeeze
from ledger.values import replace

CHIEF, DEPUTY, ECHO = "chief", "deputy", "echo"
REPORTS = (heads.DONE, heads.PROBLEMS, heads.CAUSES, heads.NEXT, heads.VERDICT)
"""What a unit writes into 附件4."""
FIELDS = (*REPORTS, heads.PLAN, CHIEF, DEPUTY)
"""Roles that make a table a form."""
KNOWN = (heads.CATEGORY, heads.LEADERS, heads.UNITS, heads.LEAD, heads.SUPPORT, heads.DEADLINE, heads.GOAL, ECHO)
"""Columns that only repeat what the ledger has."""

_OWN = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        # what the unit said it would do next, shown beside (``packets``): nothing of this period
        (ECHO, r"上(?:一)?(?:期|个?月份?|季度?|阶段)的?(?:(?:下一?步|工作)(?:工作)?)?(?:计划|打算|安排)"),
        (CHIEF, r"(?:单位)?(?:主要|主管)(?:负责人|领导|责任人)|(?:单位|部门)(?:负责人|责任人)|一把手"),
        (DEPUTY, r"(?:单位)?(?:分管|具体|直接|经办)(?:负责人|领导|责任人)|(?:责任人|负责人|联系人)"),
        (
            heads.NEXT,
            r"(?:(?:下|今后|后续)(?:一?个?(?:阶段|月份?|季度|期|步))?的?(?:主要|重点)?(?:工作)?(?:推进|整改)?"
            r"|整改)(?:计划|打算|安排|措施|举措|思路|建议)(?:及.{1,8}|和.{1,8})?|拟采取的?(?:措施|办法)|推进(?:措施|举措)",
        ),
        (heads.CAUSES, r"(?:未完成|滞后|问题)?(?:的)?原因(?:分析|说明)?(?:及.{1,8})?"),
        (
            heads.PROBLEMS,
            r"(?:目前|当前)?(?:工作中)?(?:存在|遇到|面临)(?:的)?(?:主要|突出)?(?:问题|困难|不足|难点|矛盾).{0,14}"
            r"|(?:需(?:要)?)?(?:区|县|市)?(?:政府)?(?:协调|帮助|支持)(?:解决)?(?:的)?(?:问题|事项|困难)|(?:主要)?(?:困难|不足|难点)"
            r"|问题(?:及|和)原因(?:分析)?",
        ),
        (
            heads.DONE,
            r"(?:截至.{1,12}|\d{1,2}月份?|[一二三四]季度|上半年|全年|本(?:月|期|季度)|实际|累计|年初以来|目前|当前|目标|任务|主要|具体"
            r"|工作|计划|项目)*(?:(?:完成|落实|推进|开展|执行|办理|建设|实施)(?:进展)?(?:情况|进度|内容|结果)"
            r"|(?:进展|进度)(?:落实|完成)?(?:情况|内容)?)(?:说明|描述|简述|及.{1,10})?|工作(?:动态|成效)|完成(?:工作)?量",
        ),
        (
            heads.VERDICT,
            r"(?:单位|自我|完成情况|工作|任务|自)*(?:评价|评定|自评|评估|评议)(?:意见|结果|等次)?|(?:是否|有无)(?:已)?(?:按时)?完成"
            r"|完成(?:与否|状态|标记)|(?:完成|办结)?状态|完成/未完成|完成、?未完成",
        ),
        (
            heads.PLAN,
            r"(?:推进|实施|进度|工作)计划(?:安排)?|(?:本)?(?:季度|月度|月份|当期|本期|本月)?计划(?:完成)?(?:的)?(?:目标|任务|内容|情况)?|季度目标.{0,10}",
        ),
        (heads.NOTE, r"(?:其他|其它)(?:说明|情况|事项)|需(?:要)?说明的?(?:问题|事项|情况)"),
        (heads.CATEGORY, r"(?:所属|任务|所在)?(?:附件|清单|来源|出处|附表)(?:名称|号|序号)?"),
        (heads.NUMBER, r"(?:附件[12一二])?(?:任务|分解|对应)?(?:序号|编号|号码)|№|No|NO\.?"),
    )
)
_QUARTER_PLAN = re.compile(r"计划|季度|本月|月度")
_TICK_HEAD = re.compile(r"(?:已|基本)?完成|未完成|是|否|√|×")


@dataclass(frozen=True, slots=True)
class Column:
    """A grid column of a form: role, printed head, for a plan its period (year 1), for a ticked verdict its word."""

    role: str
    head: str
    period: Period | None = None
    option: str = ""


def role_of(head: str) -> str:
    """The role a head announces on a form; ``heads.OTHER`` when it announces none."""
    plain = heads.bare(head)
    if not plain or len(plain) > 24:
        return heads.OTHER
    if heads.period_of(plain, 2000):
        return heads.PLAN
    for role, pattern in _OWN:
        if pattern.fullmatch(plain):
            return role
    return heads.role_of(head)


_PARTS = (
    re.compile("问题|困难"),
    re.compile("原因"),
    re.compile("下一?步|计划|措施|打算|建议"),
    re.compile("完成|进展|落实"),
)


def joins_two(column: Column) -> bool:
    """Whether a column's head asks for two things at once: 存在问题及下一步措施."""
    plain = heads.bare(column.head)
    named = sum(pattern.search(plain) is not None for pattern in _PARTS)
    return column.role in REPORTS and named > 1 and re.search("[及和与、]", plain) is not None


def head_at(table: Table, row: int) -> tuple[tuple[Column, ...], int] | None:
    """The columns whose heads begin in ``row``, and the first row after the heads; ``None`` for another row."""
    cells = [cell for cell in table.row_cells(row) if squeeze(cell.text)]
    if len(cells) < 2 or any(cell.row < row for cell in cells):
        return None
    roles = [role_of(cell.text) for cell in cells]
    placed = {role for role in roles if role != heads.OTHER}
    fields = placed & set(FIELDS)
    anchored = placed & {heads.NUMBER, heads.TEXT, heads.GOAL}
    if len(placed) < 2 or not anchored or not (fields or heads.GOAL in placed):
        return None
    if sum(role != heads.OTHER for role in roles) * 5 < len(roles) * 3:
        return None
    body = max(cell.row + cell.rowspan for cell in cells)
    if body == row + 1 and body < table.rows and _is_subhead(table, row, body):
        body += 1
    return _resolved([_column(table, n, range(row, body)) for n in range(table.columns)]), body


def _is_subhead(table: Table, head: int, row: int) -> bool:
    wide = [cell for cell in table.row_cells(head) if cell.colspan > 1]
    texts = [squeeze(cell.text) for cell in table.row_cells(row) if squeeze(cell.text)]
    return (
        bool(wide)
        and bool(texts)
        and all(role_of(text) != heads.OTHER or _TICK_HEAD.fullmatch(text) is not None for text in texts)
        and not any(character.isdigit() for text in texts for character in text)
    )


def _column(table: Table, column: int, rows: range) -> Column:
    texts = heads.printed(table, column, rows)
    if not texts:
        return Column(heads.OTHER, "")
    top, leaf = texts[0], texts[-1]
    upper, lower = role_of(top), role_of(leaf)
    if len(texts) > 1 and upper == heads.VERDICT and _TICK_HEAD.fullmatch(leaf):
        return Column(heads.VERDICT, top, option=leaf)
    if len(texts) > 1 and upper in REPORTS and lower in (heads.PLAN, heads.OTHER):
        return Column(upper, f"{top}/{leaf}")
    role = lower if lower != heads.OTHER else upper
    period = heads.period_of(heads.bare(leaf), 1) if role == heads.PLAN else None
    return Column(role, leaf if lower != heads.OTHER else top if len(texts) == 1 else f"{top}/{leaf}", period)


def _resolved(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns whose role depends on their neighbours: which goal is the plan, which goal the task."""
    roles = {column.role for column in columns}
    if heads.PLAN not in roles and heads.TEXT in roles:
        goals = [column for column in columns if column.role == heads.GOAL]
        chosen = next((column for column in goals if _QUARTER_PLAN.search(column.head)), goals[0] if goals else None)
        columns = [replace(c, role=heads.PLAN) if chosen is not None and c == chosen else c for c in columns]
    elif heads.TEXT not in roles and heads.GOAL in roles:
        first = next(column for column in columns if column.role == heads.GOAL)
        columns = [replace(c, role=heads.TEXT) if c == first else c for c in columns]
    return tuple(columns)


def with_numbers(table: Table, columns: Sequence[Column], body: int) -> tuple[Column, ...]:
    """Numbers may stand in a column without a head of their own."""
    if any(column.role == heads.NUMBER for column in columns):
        return tuple(columns)
    for n, column in enumerate(columns):
        if column.role not in (heads.OTHER, heads.TEXT):
            continue
        values = [squeeze(cell.text) for row in range(body, table.rows) if (cell := table.grid[row][n])]
        filled = [value for value in values if value]
        numbers = [value for value in filled if re.fullmatch(r"\D{0,4}\d{1,4}\D?", value)]
        alone = column.role == heads.OTHER or sum(other.role == heads.TEXT for other in columns) > 1
        if alone and numbers and len(numbers) * 3 >= len(filled) * 2:
            return tuple(replace(c, role=heads.NUMBER) if m == n else c for m, c in enumerate(columns))
    return tuple(columns)
