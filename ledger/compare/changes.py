"""One difference between two sides, what kind it is, and how kinds are called and counted.

The kind follows from field, values and context alone, so a change turned round is again a change of the right kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from ledger.model import Change as Act
from ledger.model import Entry, Indicator, Record, Review, Waiver
from ledger.periods import Period
from ledger.values import Struct, replace

Value = str | Decimal | tuple[str, ...] | Entry | Review | Act | Waiver | Indicator | Record | None

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "added": "新增任务",
        "removed": "撤下任务",
        "reported": "新报",
        "missing": "未报",
        "closed": "办结",
        "reopened": "重新督办",
        "undone": "转为未完成",
        "recovered": "未完成转好",
        "status": "状态变化",
        "regressed": "进度倒退",
        "increased": "指标增加",
        "decreased": "指标减少",
        "indicator": "指标增填或撤下",
        "text": "文字更新",
        "copied": "照抄上期",
        "verdict": "自报评价变化",
        "review": "督查室评价",
        "plan": "计划调整",
        "act": "延期、调整、更正等登记",
        "duty": "责任分工变化",
        "definition": "任务要求变化",
        "detail": "其他内容变化",
        "settings": "台账设置、单位名录变化",
    }
)
"""Kind → what a reader calls it."""

TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "progress.done": "完成情况",
        "progress.problems": "存在问题",
        "progress.causes": "原因分析",
        "progress.next": "下一步计划",
    }
)
"""The running texts of an entry."""

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        **TEXTS,
        "progress": "进展",
        "progress.verdict": "自报评价",
        "progress.reported": "填报时间",
        "progress.joint": "共同填报单位",
        "progress.label": "印出的单位",
        "progress.period": "周期",
        "progress.source": "来源",
        "progress.note": "备注",
        "task": "任务",
        "status": "状态",
        "list": "清单",
        "text": "任务内容",
        "category": "类别",
        "parent": "引语",
        "goal": "工作目标",
        "deadline": "完成时限",
        "leaders": "牵头领导",
        "units.lead": "牵头单位",
        "units.support": "配合单位",
        "units.lead_source": "牵头依据",
        "units.printed": "印出的责任单位",
        "same_as": "同一事项",
        "sum_of": "分项任务",
        "plan": "计划",
        "reviews": "督查室评价",
        "changes": "变动登记",
        "waivers": "豁免",
        "note": "备注",
    }
)
SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "name": "全称",
        "short": "简称",
        "aliases": "别名",
        "kind": "种类",
        "prefix": "可省略上级字样",
        "successor": "承接单位",
        "note": "备注",
        "members": "成员",
        "begin": "自",
        "end": "至",
        "title": "标题",
        "year": "年度",
        "lists": "清单",
        "office": "督查机构",
        "document": "文件",
        "reporting": "报送要求",
        "bulletins": "通报",
        "verdicts": "评价用语",
        "label_mark": "单位后的标点",
        "waivers": "豁免",
        "rules": "规则",
        "site": "网站",
        "every": "周期",
        "due": "时限",
        "form": "表号",
        "annex": "附件号",
        "columns": "表头",
        "number": "文号",
        "issuer": "印发机关",
        "issued": "印发日期",
        "working_days": "工作日",
        "day": "日",
    }
)
"""Parts of ``ledger.yaml`` and ``units.yaml`` as a reader calls them."""

_GROUPS = {
    "text": "definition",
    "category": "definition",
    "parent": "definition",
    "goal": "definition",
    "deadline": "definition",
    "leaders": "duty",
    "units": "duty",
    "plan": "plan",
    "reviews": "review",
    "changes": "act",
    "indicators": "definition",
    "settings": "settings",
    "registry": "settings",
}
_GOOD = ("自报完成", "核实完成", "推进中")


class Change(Struct, frozen=True):
    """``before`` became ``after``; ``None`` where there was, or is, nothing.

    ``id`` is the task's on the second side (``was`` the one on the first, where it differs), ``period`` the
    second side's (``period_before`` the first's). ``place`` tells apart what shares all that. A ``derived`` change
    follows from others (a status, a step back, a copied text) and is not needed to make one side from the other.
    """

    id: str
    field: str
    before: Value = None
    after: Value = None
    unit: str = ""
    period: Period | None = None
    period_before: Period | None = None
    was: str = ""
    place: int = 0
    measure: str = ""
    grows: bool = False
    """Whether the figure is a running total, which should not fall."""
    copied: bool = False
    derived: bool = False

    @property
    def kind(self) -> str:
        """One of ``KINDS``."""
        if self.copied:
            return "copied"
        top, _, rest = self.field.partition(".")
        if self.field == "task":
            return "added" if self.before is None else "removed"
        if self.field == "status":
            return _status_kind(str(self.before), str(self.after))
        if self.field == "progress":
            return "reported" if self.before is None else "missing"
        if top == "progress":
            return self._entry_kind(rest)
        return _GROUPS.get(top, "detail")

    def _entry_kind(self, part: str) -> str:
        if part.startswith("indicators."):
            if not isinstance(self.before, Decimal) or not isinstance(self.after, Decimal):
                return "indicator"
            if self.after > self.before:
                return "increased"
            return "regressed" if self.grows else "decreased"
        if self.field in TEXTS:
            return "text"
        return "verdict" if part == "verdict" else "detail"

    @property
    def name(self) -> str:
        """The field as a reader calls it: 完成情况, 指标“回迁安置套数”."""
        top, _, rest = self.field.partition(".")
        if self.field.startswith("progress.indicators."):
            return f"指标“{rest.partition('.')[2]}”"
        if top == "indicators":
            return f"指标“{rest}”的要求"
        if top == "settings":
            return SETTINGS.get(rest, rest)
        if top in ("other", "registry"):
            return rest
        known = FIELDS.get(self.field, self.field)
        return f"{known}（{self.period}）" if top == "plan" and self.period else known

    @property
    def moved(self) -> Decimal | None:
        """How far a figure moved; ``None`` for anything else."""
        if isinstance(self.before, Decimal) and isinstance(self.after, Decimal):
            return self.after - self.before
        return None


def _status_kind(before: str, after: str) -> str:
    if "办结" in (before, after):
        return "closed" if after == "办结" else "reopened"
    if after == "未完成" and before in _GOOD:
        return "undone"
    if before == "未完成" and after in _GOOD:
        return "recovered"
    return "status"


def inverse(change: Change) -> Change:
    """The change that leads back."""
    return replace(
        change,
        id=change.was or change.id,
        was=change.id if change.was else "",
        before=change.after,
        after=change.before,
        period=change.period_before,
        period_before=change.period,
    )


def count(changes: Iterable[Change]) -> dict[str, int]:
    """How often each kind occurs: entries and texts by task, unit and period, the rest one by one; and the tasks."""
    seen: dict[str, set[tuple[object, ...]]] = {kind: set() for kind in KINDS}
    tasks: set[str] = set()
    for change in changes:
        kind = change.kind
        together = kind in ("text", "reported", "missing", "copied")
        what = (change.place,) if together else (change.place, change.field, str(change.before), str(change.after))
        seen[kind].add((change.id, change.unit, change.period, *what))
        if change.id and kind != "settings":
            tasks.add(change.id)
    return {"tasks": len(tasks), **{kind: len(found) for kind, found in seen.items()}}
