"""The tables of a data set: those of an export, and what many places need besides."""

from __future__ import annotations

from ledger.export.tables import BY_NAME, DATE, INTEGER, TEXT, Column, Table
from ledger.values import replace

_UNIT_KEY = Column("unit_key", TEXT, "地方的全名/单位全称：别处的同名单位不会混在一起")
_ADDED = {
    "task_units": (_UNIT_KEY,),
    "entries": (_UNIT_KEY,),
    "indicators": (Column("target_e4", INTEGER, "目标值的一万倍，整数；太大或有更多小数位时为空"),),
    "entry_indicators": (
        Column("period_end", DATE, "周期的最后一天"),
        Column("amount_e4", INTEGER, "数值的一万倍，整数"),
    ),
}
_NAMES = ("ledgers", "tasks", "task_units", "indicators", "entries", "entry_indicators", "reviews", "changes")
TABLES: dict[str, Table] = {
    name: replace(BY_NAME[name], columns=(*BY_NAME[name].columns, *_ADDED.get(name, ()))) for name in _NAMES
}
"""The tables of a data set: those of an export and some columns more; ``place`` and ``year`` are its partitions."""
PLACES = Table(
    "places",
    "各地",
    (
        Column("place", TEXT, "代号"),
        Column("name", TEXT, "名称"),
        Column("full_name", TEXT, "带上级的名称"),
        Column("parent", TEXT, "上级的代号"),
        Column("commit_id", TEXT, "读的哪次提交"),
        Column("tasks", INTEGER, "任务数"),
        Column("entries", INTEGER, "进展数"),
        Column("findings", INTEGER, "文件问题数"),
        Column("error", TEXT, "没有读成的原因"),
    ),
)
