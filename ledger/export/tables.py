"""The tables of an export and their columns, in one place: every format, ``sql --help`` and docs/export.md follow it.

Names are those of the JSON shapes where a word of SQL does not stand in the way (``on`` → ``reviewed_on``,
``from`` → ``before``). Columns may be added, none is renamed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

TEXT, INTEGER, DECIMAL, DATE, TIME, BOOLEAN = "text", "integer", "decimal", "date", "time", "boolean"
"""Kinds of values: str, int, ``Decimal``, ``date``, ``datetime`` with offset, bool; ``None`` where there is none."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: ``about`` says in Chinese what it holds."""

    name: str
    kind: str
    about: str


@dataclass(frozen=True)
class Table:
    """One table. ``past`` marks what is read from git history instead of the files."""

    name: str
    about: str
    columns: tuple[Column, ...]
    past: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def _table(name: str, about: str, *columns: tuple[str, str, str], past: bool = False) -> Table:
    return Table(name, about, (_LEDGER, *(Column(*column) for column in columns)), past)


_LEDGER = Column("ledger", TEXT, "台账，如 2020")
_TASK = ("task", TEXT, "任务 id，如 2020-main-037")
_POSITION = ("position", INTEGER, "在文件里的次序，从 1 起")
_PERIOD = ("period", TEXT, "周期：2020-04、2020-Q2、2020-H1、2020")
_SPAN = (
    ("period_begin", DATE, "周期的第一天"),
    ("period_end", DATE, "周期的最后一天"),
)

TABLES: tuple[Table, ...] = (
    _table(
        "ledgers",
        "台账",
        ("title", TEXT, "标题"),
        ("year", INTEGER, "年度"),
        ("office", TEXT, "督查机构"),
        ("issuer", TEXT, "印发机关"),
        ("document_number", TEXT, "文号"),
        ("issued", DATE, "印发日期"),
        ("every", TEXT, "填报周期：month 或 quarter"),
    ),
    _table(
        "lists",
        "清单（附件1、附件2……）",
        ("list", TEXT, "清单，如 main"),
        ("title", TEXT, "标题"),
        ("annex", TEXT, "附件号"),
    ),
    _table(
        "tasks",
        "任务",
        ("id", TEXT, "任务 id，如 2020-main-037"),
        ("list", TEXT, "清单"),
        ("number", INTEGER, "序号，在清单内唯一"),
        ("text", TEXT, "任务内容"),
        ("category", TEXT, "类别，各级之间用“ / ”隔开"),
        ("parent", TEXT, "引语"),
        ("goal", TEXT, "工作目标"),
        ("deadline", TEXT, "完成时限，照印出的写法"),
        (
            "status",
            TEXT,
            "状态：办结、核实完成、自报完成、未完成、推进中、未报；同一事项（task_links）另一项名下报的不算",
        ),
        ("light", TEXT, "最近一期的灯；台账没有亮灯规则时为空"),
        ("closed_on", DATE, "办结日期"),
        ("lead_source", TEXT, "牵头单位的依据：bold、first、column、all、stated"),
        ("units_printed", TEXT, "印出的责任单位，只在与拆开的单位不一致时有"),
        ("note", TEXT, "备注"),
        ("path", TEXT, "任务文件"),
    ),
    _table(
        "task_categories", "任务的各级类别", _TASK, ("level", INTEGER, "级，1 是最外层"), ("category", TEXT, "类别")
    ),
    _table(
        "task_units",
        "任务的责任单位，一个单位一行",
        _TASK,
        ("role", TEXT, "lead（牵头）或 support（配合）"),
        ("position", INTEGER, "在牵头或配合单位里的次序，从 1 起"),
        ("unit", TEXT, "单位，照文件的写法"),
        ("unit_name", TEXT, "单位名录里的全称；名录里没有的照写"),
    ),
    _table("task_leaders", "任务的牵头领导", _TASK, _POSITION, ("leader", TEXT, "姓名")),
    _table("task_links", "同一事项（same_as）", _TASK, ("same_as", TEXT, "另一项任务的 id")),
    _table(
        "task_parts",
        "分项任务（sum_of）：一项的数是哪几项相加",
        _TASK,
        _POSITION,
        ("part", TEXT, "分项任务的 id"),
    ),
    _table("task_other", "原文件里别的列", _TASK, ("name", TEXT, "列名"), ("value", TEXT, "内容")),
    _table(
        "indicators",
        "指标",
        _TASK,
        _POSITION,
        ("name", TEXT, "指标"),
        ("target", DECIMAL, "目标值"),
        ("target_printed", TEXT, "目标值，照原来的位数"),
        ("measure", TEXT, "计量单位"),
        ("comparator", TEXT, ">=、<=、= 或 ~"),
        ("basis", TEXT, "cumulative（累计）、period（当期）、growth（增幅）"),
        ("baseline", DECIMAL, "基数"),
        ("note", TEXT, "备注"),
    ),
    _table(
        "indicator_plan",
        "指标的计划进度",
        _TASK,
        ("indicator", TEXT, "指标"),
        _PERIOD,
        *_SPAN,
        ("amount", DECIMAL, "到期末计划累计完成多少"),
        ("amount_printed", TEXT, "数值，照原来的位数"),
    ),
    _table("plan", "推进计划", _TASK, _PERIOD, *_SPAN, ("text", TEXT, "计划完成的内容")),
    _table(
        "entries",
        "进展：一个单位一期一行",
        _TASK,
        _POSITION,
        _PERIOD,
        *_SPAN,
        ("unit", TEXT, "填报单位，照文件的写法"),
        ("unit_name", TEXT, "单位名录里的全称"),
        ("joint", TEXT, "共同填报的单位，用“、”隔开"),
        ("reported", DATE, "填报时间"),
        ("done", TEXT, "完成情况"),
        ("problems", TEXT, "存在问题"),
        ("causes", TEXT, "原因分析"),
        ("next", TEXT, "下一步计划"),
        ("verdict", TEXT, "自报评价"),
        ("label", TEXT, "印出的单位，只在与填报单位不一致时有"),
        ("source", TEXT, "来源文件"),
        ("note", TEXT, "备注"),
    ),
    _table(
        "entry_indicators",
        "进展里填的指标值",
        _TASK,
        ("entry", INTEGER, "第几条进展（entries.position）"),
        _PERIOD,
        ("unit", TEXT, "填报单位"),
        ("indicator", TEXT, "指标"),
        ("amount", DECIMAL, "数值"),
        ("amount_printed", TEXT, "数值，照原来的位数"),
    ),
    _table(
        "reviews",
        "督查室评价",
        _TASK,
        _POSITION,
        _PERIOD,
        *_SPAN,
        ("verdict", TEXT, "评价"),
        ("reviewed_by", TEXT, "谁评的"),
        ("reviewed_on", DATE, "哪一天"),
        ("note", TEXT, "备注"),
    ),
    _table(
        "changes",
        "延期、调整、更正、办结、重新督办",
        _TASK,
        _POSITION,
        ("kind", TEXT, "extension、adjustment、correction、closure、reopening"),
        ("changed_on", DATE, "哪一天"),
        ("period", TEXT, "属于哪一期"),
        ("unit", TEXT, "单位"),
        ("field", TEXT, "改的字段"),
        ("before", TEXT, "改前"),
        ("after", TEXT, "改后"),
        ("reason", TEXT, "原因"),
        ("approved_by", TEXT, "批准人"),
    ),
    _table(
        "waivers",
        "豁免",
        _TASK,
        ("rule", TEXT, "规则编号"),
        ("period", TEXT, "只豁免的一期"),
        ("reason", TEXT, "理由"),
        ("waived_by", TEXT, "谁同意的"),
    ),
    _table(
        "units",
        "单位名录",
        ("name", TEXT, "全称"),
        ("short", TEXT, "简称"),
        ("kind", TEXT, "种类"),
        ("prefix", BOOLEAN, "列举时能否省略“区”字"),
        ("successor", TEXT, "承接单位"),
        ("note", TEXT, "备注"),
    ),
    _table(
        "unit_aliases",
        "单位的别名、曾用名",
        ("name", TEXT, "单位全称"),
        ("alias", TEXT, "别名"),
        ("begin", DATE, "从哪一天起用"),
        ("until", DATE, "用到哪一天"),
    ),
    _table(
        "unit_groups",
        "单位组合，一个成员一行",
        ("name", TEXT, "组合，如 各街道办事处"),
        ("member", TEXT, "成员；文件没有说是哪几个时为空"),
    ),
    _table(
        "field_changes",
        "全部历史：哪次提交改了哪项任务的哪个字段，一处一行，新的在前",
        ("commit_id", TEXT, "提交"),
        ("authored", TIME, "写下改动的时间"),
        ("committed", TIME, "提交的时间"),
        ("author", TEXT, "提交人"),
        _TASK,
        ("kind", TEXT, "notice、plan、progress、review、extension、adjustment、correction、closure、reopening、edit"),
        ("stated", BOOLEAN, "种类是提交说明里写明的，还是从改动推出来的"),
        ("field", TEXT, "字段，如 progress.done、units.lead"),
        ("period", TEXT, "属于哪一期"),
        ("unit", TEXT, "单位"),
        ("before", TEXT, "改前；原来没有时为空"),
        ("after", TEXT, "改后；删去时为空"),
        ("reported", DATE, "填报时间"),
        ("source", TEXT, "依据的文件"),
        ("subject", TEXT, "提交说明的第一行"),
        past=True,
    ),
)
BY_NAME = {table.name: table for table in TABLES}
OF_SETTINGS = frozenset(("ledgers", "lists", "units", "unit_aliases", "unit_groups"))
"""Tables for which neither a task file nor the history is read."""


def listing() -> str:
    """Every table with its columns, in lines a terminal shows whole: for ``sql --help``."""
    lines = []
    for table in TABLES:
        lines += [f"{table.name}  {table.about}", *_wrapped(table.names)]
    return "\n".join(lines)


def _wrapped(names: tuple[str, ...], width: int = 72) -> list[str]:
    lines, line = [], "   "
    for name in names:
        if len(line) + 1 + len(name) > width:
            lines.append(line)
            line = "   "
        line += f" {name}"
    return [*lines, line]
