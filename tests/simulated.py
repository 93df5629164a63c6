"""A simulated year (虚构): what units did month by month, as a plain script, and the ledger that records it.

Some units report early, some late, some not at all, one has extensions, one gets a new name in June, some tasks lag.
The expected answers are worked out from the script alone, in the plainest way, without any code of the ledger
except that it reads the published working days from the same calendar library.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import chinese_calendar

from ledger.model import Change, Config, Entry, Indicator, ListSpec, Record, Reporting, Review, Task, Units
from ledger.periods import Period
from ledger.store import Ledger
from ledger.units import Alias, Registry, Unit

YEAR = 2021
TARGET = 1200
OLD, NEW = "区房管局", "区住建局"
UNITS = (NEW, "区教体局", "区城管局", "区水务局", "区民政局")
MANNERS = {NEW: "early", "区教体局": "late", "区城管局": "silent", "区水务局": "extended", "区民政局": "mixed"}

RULES: dict[str, Any] = {
    "name": "模拟年规则（虚构）",
    "lights": [
        {"light": "红", "behind_points": {"over": 30}},
        {"light": "红", "behind_points": {"from": 10}, "in_a_row": 3},
        {"light": "黄", "behind_points": {"from": 10}},
        {"light": "绿", "behind_points": {"below": 10}},
    ],
    "scores": {
        "base": 100,
        "minimum": 2,
        "groups": {"甲组": ["区住建局", "区教体局", "区城管局"]},
        "points": [
            {"name": "按时报送", "points": 1, "report": ["已报"]},
            {"name": "迟报", "points": Decimal("-0.5"), "each": "day", "most": 2, "report": ["迟报"]},
            {"name": "未报", "points": -3, "report": ["未报"]},
            {"name": "红灯", "points": -2, "light": ["红"]},
            {"name": "黄灯", "points": -1, "light": ["黄"]},
            {"name": "核实完成", "points": 2, "verdict": ["完成"]},
            {"name": "虚报", "points": -4, "claimed": ["完成"], "verdict": ["未完成"]},
        ],
    },
}


@dataclass(frozen=True)
class Deed:
    """What the lead unit of one task did for one month."""

    task: str
    unit: str
    month: int
    reported: date | None
    extended: date | None
    total: int
    claimed: str
    verdict: str


@cache
def due_dates() -> dict[int, date]:
    """The fifth working day after each month, straight from the calendar library."""
    found = {}
    for month in range(1, 13):
        first = date(YEAR + month // 12, month % 12 + 1, 1)
        found[month] = chinese_calendar.get_workdays(first, first + timedelta(days=20))[4]
    return found


def script(seed: int) -> list[Deed]:
    """Twelve months of four tasks a unit."""
    chance = random.Random(seed)
    due, deeds = due_dates(), []
    for n, unit in enumerate(UNITS):
        for t in range(4):
            pace = chance.choice([60, 90, 100, 110])
            total = 0
            for month in range(1, 13):
                manner = MANNERS[unit]
                if manner == "mixed":
                    manner = chance.choice(["early", "late", "silent"])
                extended = due[month] + timedelta(days=7) if manner == "extended" and month % 2 else None
                late = {"early": -1, "late": chance.randint(1, 9), "extended": chance.randint(-2, 9)}.get(manner, 0)
                reported = None if manner == "silent" and chance.random() < 0.5 else due[month] + timedelta(days=late)
                total += max(0, pace + chance.randint(-20, 20))
                claimed = chance.choice(["完成", "未完成"]) if reported else ""
                verdict = chance.choice(["完成", "未完成", ""])
                deeds.append(
                    Deed(f"{YEAR}-main-{4 * n + t + 1:03}", unit, month, reported, extended, total, claimed, verdict)
                )
    return deeds


def ledger(deeds: list[Deed]) -> Ledger:
    """The script as a ledger; until May the renamed unit signs with its old name."""
    records = []
    for name in sorted({deed.task for deed in deeds}):
        mine = [deed for deed in deeds if deed.task == name]
        months = {deed.month: Period(YEAR, "month", deed.month) for deed in mine}
        number = int(name[-3:])
        task = Task(
            name,
            number,
            f"虚构任务{number}：建成1200套。",
            units=Units((mine[0].unit,)),
            indicators=(Indicator("套数", Decimal(TARGET), "套"),),
            progress=tuple(
                Entry(
                    months[deed.month],
                    OLD if deed.unit == NEW and deed.month < 6 else deed.unit,
                    deed.reported,
                    done=f"累计{deed.total}套。",
                    verdict=deed.claimed,
                    indicators={"套数": Decimal(deed.total)},
                )
                for deed in mine
                if deed.reported
            ),
            reviews=tuple(Review(months[deed.month], deed.verdict, "督查室") for deed in mine if deed.verdict),
            changes=tuple(
                Change("extension", period=months[deed.month], unit=deed.unit, after=deed.extended.isoformat())
                for deed in mine
                if deed.extended
            ),
        )
        records.append(Record(f"tasks/{YEAR}/main/{number:03}.yaml", "main", task))
    config = Config(
        str(YEAR),
        "模拟台账（虚构）",
        YEAR,
        {"main": ListSpec("main", "表")},
        reporting=Reporting(due={"working_days": 5}),
        rules=RULES,
    )
    registry = Registry((Unit("区住建局", aliases=(Alias(OLD, end=date(YEAR, 5, 31)),)), *map(Unit, UNITS[1:])))
    return Ledger(str(YEAR), config, registry, tuple(records))


# ---------------------------------------------------------------------- expected answers, the plainest way


def expected_report(deed: Deed) -> tuple[str, int]:
    """(status, working days late) of one report, seen after everything came in."""
    if deed.reported is None:
        return "未报", 0
    until = max(deed.extended or date.min, due_dates()[deed.month])
    if deed.reported <= until:
        return "已报", 0
    working = chinese_calendar.get_workdays(until + timedelta(days=1), deed.reported)
    return "迟报", max(1, len(working))


def expected_lights(deeds: list[Deed]) -> dict[tuple[str, int], str]:
    """(task, month) → light, from the last total reported so far."""
    lights: dict[tuple[str, int], str] = {}
    for name in {deed.task for deed in deeds}:
        known: int | None = None
        behind: list[Fraction | None] = []
        for deed in sorted((deed for deed in deeds if deed.task == name), key=lambda deed: deed.month):
            known = deed.total if deed.reported else known
            behind.append(None if known is None else Fraction(deed.month * 100, 12) - Fraction(known * 100, TARGET))
            now = behind[-1]
            row = behind[-3:]
            if now is None:
                lights[name, deed.month] = ""
            elif now > 30 or (len(row) == 3 and all(gap is not None and gap >= 10 for gap in row)):
                lights[name, deed.month] = "红"
            else:
                lights[name, deed.month] = "黄" if now >= 10 else "绿"
    return lights


def expected_scores(deeds: list[Deed], months: range) -> dict[str, Decimal]:
    """Unit → score over some months."""
    lights = expected_lights(deeds)
    scores = dict.fromkeys(UNITS, Decimal(100))
    for deed in deeds:
        if deed.month not in months:
            continue
        status, days = expected_report(deed)
        score = {"已报": Decimal(1), "未报": Decimal(-3), "迟报": max(Decimal(-2), Decimal("-0.5") * days)}[status]
        score += {"红": -2, "黄": -1}.get(lights[deed.task, deed.month], 0)
        score += 2 if deed.verdict == "完成" else 0
        score -= 4 if deed.verdict == "未完成" and deed.claimed == "完成" and deed.reported else 0
        scores[deed.unit] += score
    return scores


def expected_ranks(scores: dict[str, Decimal], group: list[str]) -> dict[str, int]:
    """1 + how many of the group are better: ties share a rank by this very definition."""
    return {unit: 1 + sum(scores[other] > scores[unit] for other in group) for unit in group}
