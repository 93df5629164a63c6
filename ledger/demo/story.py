"""What happened in 云山区 (虚构) in 2025: units, tasks, how far they came each month, and the slips to be found.

Nothing here is real. Every name is invented; places and people called 云山、东湖、西岭、甲某 exist nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

YEAR = 2025
MARK = "（虚构）"
OFFICE = "督查室经办人甲（虚构） <jia@example.invalid>"
OTHER = "督查室经办人乙（虚构） <yi@example.invalid>"

HOUSING, OLD_HOUSING = "区住建局", "区房管局"
RENAMED = date(2025, 5, 31)
REFORM, SCHOOLS, WATER, CITY, CIVIL, TRADE, LAKE = (
    "区发改局",
    "区教体局",
    "区水务局",
    "区城管局",
    "区民政局",
    "区商务局",
    "东湖街道办事处",
)

STEADY = (5, 13, 22, 31, 40, 50, 58, 67, 76, 85, 93, 100)
EARLY = (8, 18, 30, 42, 55, 66, 78, 88, 96, 100, 100, 100)
UNEVEN = (3, 8, 18, 26, 36, 47, 50, 60, 72, 84, 95, 102)
SLOW = (0, 5, 10, 15, 20, 25, 25, 30, 35, 45, 50, 60)
"""Per cent of the yearly target by the end of each month."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A task: its words, the amount to reach, how fast it went, and what the unit tells about it."""

    list: str
    number: int
    category: str
    text: str
    leader: str
    unit: str
    indicator: str
    target: str
    measure: str
    pace: tuple[int, ...]
    verb: str
    """How the unit puts the figure: ``建成安置房`` before ``600套``."""
    places: tuple[str, ...]
    """What was worked on, one after another."""
    twin: str = ""

    @property
    def id(self) -> str:
        """``2025-main-001``."""
        return f"{YEAR}-{self.list}-{self.number:03}"

    @property
    def path(self) -> str:
        """``tasks/2025/main/001.yaml``."""
        return f"tasks/{YEAR}/{self.list}/{self.number:03}.yaml"


_AREAS = "东湖片区 西岭片区 北塘片区 南苑片区 新河片区 老城片区"
_HOMES = "东湖一期 东湖二期 东湖三期 西岭一期 西岭二期 北塘一期"
_SITES = "轨道交通配套 产业园二期 智慧仓储 滨河道路 数据中心 会展中心"
_TABLE = f"""
main 1 民生保障 建成安置房1200套。 甲某 {HOUSING} 安置房建成套数 1200 套 steady 建成安置房 2025-minsheng-001
  {_HOMES}
main 2 项目建设 新引进亿元以上项目20个。 乙某 {REFORM} 引进项目数 20 个 slow 引进亿元以上项目 -
  装备制造 新材料 仓储物流 医疗器械 食品加工 软件服务
main 3 项目建设 新增限额以上商贸企业24家。 乙某 {TRADE} 新增企业数 24 家 steady 新增限额以上商贸企业 -
  餐饮 百货 汽车销售 家居建材 电子商务 住宿
main 4 民生保障 新建、改扩建学校6所。 丙某 {SCHOOLS} 学校完工数 6 所 uneven 完工学校 -
  东湖小学 西岭中学 北塘小学 南苑幼儿园 新河小学 老城中学
main 5 城市更新 改造供水管网60公里。 甲某 {WATER} 管网改造里程 60 公里 slow 改造供水管网 -
  {_AREAS}
main 6 城市更新 新建口袋公园12处。 丙某 {CITY} 口袋公园数 12 处 steady 建成口袋公园 -
  {_AREAS}
main 7 城市更新 改造老旧小区36个。 甲某 {HOUSING} 小区改造数 36 个 uneven 改造老旧小区 -
  {_AREAS}
main 8 民生保障 新建社区食堂15处。 丙某 {CIVIL} 社区食堂数 15 处 early 建成社区食堂 2025-minsheng-002
  {_AREAS}
main 9 项目建设 完成重点项目投资30亿元。 乙某 {REFORM} 重点项目投资 30 亿元 steady 完成重点项目投资 -
  {_SITES}
main 10 城市更新 整治背街小巷48条。 丙某 {CITY} 小巷整治数 48 条 uneven 整治背街小巷 -
  {_AREAS}
main 11 基层治理 建成社区网格驿站30处。 甲某 {LAKE} 网格驿站数 30 处 early 建成网格驿站 -
  {_AREAS}
minsheng 1 居住工程 建成安置房1200套。 甲某 {HOUSING} 安置房建成套数 1200 套 steady 建成安置房 2025-main-001
  {_HOMES}
minsheng 2 养老工程 新建社区食堂16处。 丙某 {CIVIL} 社区食堂数 15 处 early 建成社区食堂 2025-main-008
  {_AREAS}
minsheng 3 教育工程 为20所学校更新照明。 丙某 {SCHOOLS} 照明更新学校数 20 所 steady 更新照明的学校 -
  {_AREAS}
minsheng 4 饮水工程 更换老旧水表6000块。 甲某 {WATER} 水表更换数 6000 块 uneven 更换老旧水表 -
  {_AREAS}
"""
"""List, number, category, text, leader, unit, indicator, target, measure, pace, words for the figure, twin; places."""


def _matters() -> Iterator[Matter]:
    paces = {"steady": STEADY, "early": EARLY, "uneven": UNEVEN, "slow": SLOW}
    lines = _TABLE.strip().splitlines()
    for head, places in zip(lines[::2], lines[1::2], strict=True):
        of, number, category, text, leader, unit, indicator, target, measure, pace, verb, twin = head.split(" ")
        yield Matter(
            of,
            int(number),
            category,
            text,
            leader,
            unit,
            indicator,
            target,
            measure,
            paces[pace],
            verb,
            tuple(places.split()),
            twin.strip("-"),
        )


MATTERS = tuple(_matters())

SILENT: Mapping[str, tuple[int, ...]] = MappingProxyType({WATER: (5, 11), LAKE: (8,)})
"""Months for which nothing came."""
LATE: Mapping[str, Mapping[int, int]] = MappingProxyType({SCHOOLS: {3: 2, 7: 4}, WATER: {6: 3, 9: 1}, REFORM: {10: 2}})
"""Unit → month → working days late."""

WORDS: Mapping[tuple[str, int], str] = MappingProxyType(
    {
        # a share that is not what its own amounts give: 15 of 30 is 50%
        ("2025-main-009", 6): "滨河道路主体完工。累计完成重点项目投资15亿元，占年度计划30亿元的54%。",
        # an answer about something else
        ("2025-main-010", 7): "完成征收3户、拆除违建420平方米。",
        # nothing said
        ("2025-main-002", 9): "各项工作有序推进。",
    }
)
COPIED = ("2025-main-006", 10)
"""Told in the very words of the month before."""
UNCOUNTED = (("2025-main-010", 7), ("2025-main-002", 9))
"""Told without the figure of the indicator."""
CLOSED = ("2025-main-008", "2025-minsheng-002")
"""Closed on 20 November: nothing more is reported."""
EXCUSES = (
    "部分地块尚未移交，施工许可办理滞后。",
    "资金拨付进度偏慢，施工队伍不足。",
    "连续降雨影响施工，材料供应紧张。",
)

RULES: dict[str, Any] = {
    "name": "云山区督查规则（虚构）",
    "lights": [
        {"light": "红", "behind_points": {"over": 30}},
        {"light": "红", "behind_points": {"from": 10}, "in_a_row": 3},
        {"light": "黄", "behind_points": {"from": 10}},
        {"light": "绿", "behind_points": {"below": 10}},
    ],
    "scores": {
        "base": 100,
        "by": "sum",
        "units": "lead",
        "points": [
            {"name": "按时报送", "points": 1, "report": ["已报"]},
            {"name": "迟报", "points": -1, "each": "day", "most": 3, "report": ["迟报"]},
            {"name": "未报", "points": -3, "report": ["未报"]},
            {"name": "红灯", "points": -2, "light": ["红"]},
            {"name": "黄灯", "points": -1, "light": ["黄"]},
            {"name": "办结", "points": 2, "closed": True},
            {"name": "领导批示表扬", "points": 3, "event": "领导批示表扬"},
        ],
    },
    "events": [
        {
            "event": "领导批示表扬",
            "unit": CIVIL,
            "period": "2025-10",
            "task": "2025-main-008",
            "document": "批示第7号（虚构）",
        }
    ],
}
