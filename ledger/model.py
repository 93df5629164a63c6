"""The words of the domain, as frozen values without input or output.

Names follow the field's own vocabulary: see the table of words in ``docs/format.md``. Texts are kept as
printed, misprints included; amounts are ``Decimal`` with the digits they came with, never floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from ledger.periods import Period
from ledger.values import Struct

EMPTY: Mapping[Any, Any] = MappingProxyType({})

VERDICTS = ("完成", "未完成")
"""评价 of the monthly form (附件4 of 市中政办发〔2020〕1号); a ledger may allow more in ``ledger.yaml``."""

COMPARATORS = (">=", "<=", "=", "~")
"""以上/不少于, 以内/不超过, exactly, 约/左右."""

LEAD_SOURCES = ("bold", "first", "column", "all", "stated")
"""How the lead unit is known: bold, first of the list, a column of its own, every unit leads, said by a person."""

CHANGE_KINDS = ("extension", "adjustment", "correction", "closure", "reopening")
"""延期, 调整, 更正, 办结, 重新督办."""


class Units(Struct, frozen=True, gc=False, array_like=True):
    """责任单位 of a task, one by one, in the form the document uses.

    ``printed`` keeps the cell as printed, only where printing ``lead`` and ``support`` by the sharing
    rules (区 forward, 街道办事处 backward) would not give it back.
    """

    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    lead_source: str = "first"
    printed: str = ""

    @property
    def all(self) -> tuple[str, ...]:
        """Lead units, then support units."""
        return self.lead + self.support


class Indicator(Struct, frozen=True, gc=False, array_like=True):
    """指标: an amount to reach. ``measure`` is 套, 万元, % (``unit`` alone always means 责任单位)."""

    name: str
    target: Decimal | None = None
    measure: str = ""
    comparator: str = ">="
    basis: str = "cumulative"
    """``cumulative`` (since January), ``period`` (of that period alone), ``growth`` (a rate of change)."""
    baseline: Decimal | None = None
    note: str = ""
    plan: tuple[tuple[Period, Decimal], ...] = ()
    """计划进度: what should be reached by the end of a period, cumulative, as the plan says."""


class Entry(Struct, frozen=True, gc=False, array_like=True):
    """进展: what one unit reported for one period. ``verdict`` is 自报, the unit's own word."""

    period: Period
    unit: str
    reported: date | None = None
    """填报时间, the date on the form, not of the commit."""
    done: str = ""
    problems: str = ""
    causes: str = ""
    next: str = ""
    verdict: str = ""
    indicators: Mapping[str, Decimal] = EMPTY
    joint: tuple[str, ...] = ()
    """Further units that report in the same words (“区住建局、扬尘办:…”)."""
    label: str | None = None
    """How the document introduces this part, where that is not the unit and a colon; empty for none."""
    source: str = ""
    """The document it came from, for entries not made through a commit of their own."""
    note: str = ""


class Review(Struct, frozen=True, gc=False, array_like=True):
    """核实: the office's own verdict on a task for a period."""

    period: Period
    verdict: str
    by: str = ""
    on: date | None = None
    note: str = ""


class Change(Struct, frozen=True, gc=False, array_like=True):
    """延期, 调整, 更正, 办结: what was changed, when, why, and who approved it."""

    kind: str
    on: date | None = None
    field: str = ""
    before: str = ""
    after: str = ""
    reason: str = ""
    approved_by: str = ""
    period: Period | None = None
    unit: str = ""

    @property
    def renames(self) -> tuple[str, str] | None:
        """What the fields of an entry or review begin with before and after its period or unit was changed:
        ``progress/2020-04/区住建局`` and ``progress/2020-05/区住建局``. ``None`` for any other change.
        """
        head, _, key = self.field.rpartition("/")
        match [*head.split("/"), key]:
            case ["progress", period, unit, "unit" | "period"]:
                unit = unit.partition("#")[0] if key == "period" else self.after
                return head, f"progress/{self.after if key == 'period' else period}/{unit}"
            case ["reviews", _, "period"]:
                return head, f"reviews/{self.after}"
        return None


class Waiver(Struct, frozen=True, gc=False, array_like=True):
    """A finding that a person has looked at and accepts: rule code, reason, by whom; optionally one period."""

    rule: str
    reason: str
    by: str = ""
    period: Period | None = None


class Task(Struct, frozen=True, gc=False, array_like=True):
    """One numbered matter of the yearly breakdown (一事一项).

    ``id`` is its identity for life; ``number`` is unique only inside its list. ``category`` goes from
    the outermost level inwards; ``parent`` is a lead-in sentence shared with neighbouring tasks.
    """

    id: str
    number: int
    text: str
    category: tuple[str, ...] = ()
    parent: str = ""
    leaders: tuple[str, ...] = ()
    units: Units = Units()
    deadline: str = ""
    """完成时限 as printed, or a date."""
    goal: str = ""
    """工作目标, where the document has a column for it beside the task."""
    same_as: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    """Tasks whose amounts add up to this one's (拆迁户数 of the parts): a link that a person has confirmed."""
    indicators: tuple[Indicator, ...] = ()
    plan: Mapping[Period, str] = EMPTY
    progress: tuple[Entry, ...] = ()
    reviews: tuple[Review, ...] = ()
    changes: tuple[Change, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    other: Mapping[str, str] = EMPTY
    """Columns of the document that have no field of their own, by their printed head."""
    note: str = ""

    @property
    def closed(self) -> Change | None:
        """The closing act of the office, if it stands."""
        acts = [change for change in self.changes if change.kind in ("closure", "reopening")]
        return acts[-1] if acts and acts[-1].kind == "closure" else None

    def entries(self, period: Period) -> tuple[Entry, ...]:
        """What was reported for exactly this period."""
        return tuple(entry for entry in self.progress if entry.period == period)


class ListSpec(Struct, frozen=True, gc=False, array_like=True):
    """One list of a ledger (附件1, 附件2 …): its title and how its table is headed."""

    name: str
    title: str
    annex: str = ""
    columns: Mapping[str, str] = EMPTY
    """Role → head as printed, in printed order: category, number, text, leaders, units …"""
    category_levels: int = 0
    category_ordinals: bool = False
    """Whether each outermost category is counted 一、二、三 in a narrow column before it."""
    document: str = ""


class Reporting(Struct, frozen=True, gc=False, array_like=True):
    """What the units must hand in: the plan once, progress every month or quarter, and until when."""

    every: str = "month"
    form: str = ""
    title: str = ""
    due: Mapping[str, Any] = EMPTY
    """As written in ``ledger.yaml``: ``{working_days: 5}`` of the next month, ``{day: 25}`` …"""
    plan_due: date | None = None
    plan_form: str = ""
    plan_title: str = ""


class Document(Struct, frozen=True, gc=False, array_like=True):
    """The notice the ledger was made from: its own facts, for the head and foot of what is rendered."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    issued: date | None = None
    addressees: str = ""
    disclosure: str = ""
    copies: str = ""
    printed: str = ""
    body: str = ""
    attachments: tuple[str, ...] = ()
    source: str = ""
    sha256: str = ""


INTERNAL = {
    "task": "整项任务",
    "goal": "工作目标",
    "leaders": "牵头领导",
    "support": "配合单位",
    "indicators": "指标和指标数",
    "plan": "计划",
    "progress": "全部进展",
    "done": "完成情况",
    "problems": "存在问题",
    "causes": "原因分析",
    "next": "下一步计划",
    "verdict": "自报评价",
    "reported": "填报时间",
    "reviews": "督查室评价",
    "changes": "延期、调整、更正、办结的登记",
    "lights": "亮灯",
    "other": "原表的其他栏目",
    "notes": "备注",
    "sources": "来源文件",
}
"""What ``site.internal`` of ``ledger.yaml`` can keep out of the public pages → its Chinese name."""


class Publication(Struct, frozen=True, gc=False, array_like=True):
    """``site``: what never reaches the public pages; ``internal`` is ``None`` where the ledger does not say.

    ``tasks`` names more for single tasks, by id.
    """

    internal: tuple[str, ...] | None = None
    tasks: Mapping[str, tuple[str, ...]] = EMPTY


class Config(Struct, frozen=True, gc=False, array_like=True):
    """``ledger.yaml``: one yearly ledger."""

    name: str
    title: str
    year: int
    lists: Mapping[str, ListSpec]
    office: str = "督查室"
    document: Document = Document()
    reporting: Reporting = Reporting()
    bulletins: tuple[Mapping[str, str], ...] = ()
    verdicts: tuple[str, ...] = VERDICTS
    label_mark: str = "："
    """What stands between a unit and its words in the printed table: ``：`` or ``:``."""
    waivers: tuple[Waiver, ...] = ()
    rules: Mapping[str, Any] = EMPTY
    """Light, score and check settings, read by the modules they belong to."""
    site: Publication = Publication()


class Record(Struct, frozen=True, gc=False, array_like=True):
    """A task and the file it stands in: ``path`` relative to the repository with ``/``, ``list`` its folder."""

    path: str
    list: str
    task: Task
