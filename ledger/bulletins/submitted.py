"""报送情况 of a bulletin: who reported in time, late, in part or not at all, by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.bulletins import prose
from ledger.bulletins.prose import BLANK, Annex, Figure, Head, Sentence
from ledger.deadlines import PeriodDue, UnitDue, asked_for, due_date, owed, reporting_periods
from ledger.model import Record
from ledger.periods import Period
from ledger.store import Ledger
from ledger.values import Struct
from ledger.workdays import WorkCalendar

_ANNEX = "报送情况表"
_SILENT, _LATE = ("未报", "部分未报"), ("迟报",)
_HEADS = (
    Head("period", "报送周期", 130, centred=True),
    Head("unit", "单位", 260),
    Head("tasks", "应报任务", 100, centred=True),
    Head("done", "已报", 90, centred=True),
    Head("missing", "未报", 90, centred=True),
    Head("status", "状态", 110, centred=True),
    Head("late", "迟报工作日", 110, centred=True),
)


class Submitted(Struct, frozen=True):
    """``told`` are paragraphs on what came in, ``wanted`` what follows from it for the units."""

    told: tuple[Sentence, ...]
    wanted: tuple[Sentence, ...]
    annex: Annex | None = None
    """Every unit, where too many would have to be named in the text."""


def submitted(ledger: Ledger, records: Sequence[Record], period: Period, on: date, calendar: WorkCalendar) -> Submitted:
    """The reports due inside ``period``, as seen on the day ``on``."""
    config = ledger.config
    if not config.reporting.due:
        return Submitted(((f"台账没有写明报送时限，各单位的报送情况{BLANK}。",),), ())
    spans = [one for one in reporting_periods(config.reporting.every, period) if asked_for(config, one, calendar)]
    if not spans:
        return Submitted((("本期没有要求报送。",),), ())
    found = [owed(config, ledger.registry, records, one, calendar, on, ledger.records) for one in spans]
    told = [_told(one) for one in found]
    groups = list(dict.fromkeys(name for one in found for name, _ in one.unresolved))
    if groups:
        names = "、".join(f"“{name}”" for name in groups)
        told.append((Figure(names, "责任单位中的统称", tuple(groups)), "没有写明是哪几个单位，没有列入统计。"))
    return Submitted(tuple(told), _wanted(ledger, found, spans[-1], calendar), _annex(found, period))


def _annex(found: Sequence[PeriodDue], period: Period) -> Annex | None:
    """Unit by unit, where more of them share a fault than a sentence can name."""
    named = [len(units) for one in found for _, units in _groups(one)]
    named += [len(_names(found, statuses)) for statuses in (_SILENT, _LATE)]
    if max(named, default=0) <= prose.MOST:
        return None
    several = len(found) > 1
    heads = tuple(head for head in _HEADS if several or head.role != "period")
    rows = tuple(_row(one, unit, heads) for one in found for unit in one.units)
    return Annex((prose.span(period), _ANNEX), heads, rows)


def _row(found: PeriodDue, unit: UnitDue, heads: Sequence[Head]) -> tuple[Sentence, ...]:
    done = [task for task in unit.tasks if task not in unit.missing]
    late: Sentence = ("—",)
    if unit.late_working_days and unit.status == "迟报":
        late = (_late(unit, found.period),)
    cells: dict[str, Sentence] = {
        "period": (prose.span(found.period, "报送周期"),),
        "unit": (Figure(unit.unit, "单位", ()),),
        "tasks": (prose.count(unit.tasks, "应报的任务"),),
        "done": (prose.count(done, "已报的任务"),),
        "missing": (prose.count(unit.missing, "还没有报送的任务"),),
        "status": (unit.status,),
        "late": late,
    }
    return tuple(cells[head.role] for head in heads)


def _told(found: PeriodDue) -> Sentence:
    sources = tuple(unit.unit for unit in found.units)
    period = prose.span(found.period, "报送周期")
    due = prose.day(found.due.day, f"报送时限：{found.due.rule}", ("ledger.yaml reporting.due",))
    head: Sentence = (period, "情况应于", due, "前报送，应报单位", prose.count(sources, "有任务要报的单位"), "个，")
    for status in ("未报", "迟报"):
        if len(sources) > 1 and all(unit.status == status for unit in found.units):
            (_, units), *_ = _groups(found)
            each = prose.listing([_unit(unit, found.period) for unit in units], "、", _ANNEX)
            return (*head, f"均{status}：", *each, "。")
    on_time = [unit.unit for unit in found.units if unit.status == "已报" and not unit.undated]
    if len(on_time) == len(sources):
        return (*head, "均按时报齐。" if len(sources) > 1 else "已按时报齐。")
    none: Sentence = ("没有单位按时报齐。",)
    intime: Sentence = ("按时报齐的", prose.count(on_time, "全部任务按时报送"), "个。") if on_time else none
    return (*head, *intime, *_rest(found))


def _groups(found: PeriodDue) -> list[tuple[str, list[UnitDue]]]:
    """What is wrong with whose reports; the worst first where not all can be named."""
    groups = [
        ("迟报的", [unit for unit in found.units if unit.status == "迟报"]),
        ("部分任务未报的", [unit for unit in found.units if unit.status == "部分未报"]),
        ("未报的", [unit for unit in found.units if unit.status == "未报"]),
        ("已同意延期、还没有报送的", [unit for unit in found.units if unit.status == "已延期"]),
        ("时限未到、还没有报齐的", [unit for unit in found.units if unit.status == "未到期"]),
        ("报表没有填报时间、不能认定是否按时的", [u for u in found.units if u.status == "已报" and u.undated]),
    ]
    return [
        (phrase, units if len(units) <= prose.MOST else sorted(units, key=_by_gravity))
        for phrase, units in groups
        if units
    ]


def _by_gravity(unit: UnitDue) -> tuple[int, int]:
    return -unit.late_working_days if unit.status == "迟报" else 0, -len(unit.missing)


def _rest(found: PeriodDue) -> Sentence:
    told: list[Sentence] = []
    for phrase, units in _groups(found):
        each = prose.listing([_unit(unit, found.period) for unit in units], "、", _ANNEX)
        names = [unit.unit for unit in units]
        told.append((phrase, prose.count(names, phrase.rstrip("的")), "个：", *each, "。"))
    return prose.joined(told, "")


def _unit(unit: UnitDue, period: Period) -> Sentence:
    name = Figure(unit.unit, "单位", ())
    if unit.status == "迟报":
        return (name, "（迟", _late(unit, period), "个工作日）")
    if unit.status == "部分未报":
        silent = [one.task for one in unit.details if one.status == "未报"]
        return (name, "（", prose.count(unit.tasks, "应报的任务"), "项中", prose.count(silent, "未报的任务"), "项）")
    if unit.status in ("未报", "已延期", "未到期"):
        return (name, "（", prose.count(unit.missing, "还没有报送的任务"), "项）")
    return (name,)


def _late(unit: UnitDue, period: Period) -> Figure:
    late = tuple(f"{one.task} {period} {one.unit}" for one in unit.details if one.late_working_days)
    return Figure(str(unit.late_working_days), "最长的迟报工作日（时限、延期、填报时间，按工作日历）", late)


def _wanted(ledger: Ledger, found: Sequence[PeriodDue], last: Period, calendar: WorkCalendar) -> tuple[Sentence, ...]:
    silent = _names(found, _SILENT)
    late = [name for name in _names(found, _LATE) if name not in silent]
    wanted: list[Sentence] = []
    if silent:
        who = _addressed(silent, "没有报齐的", "未报、部分未报的单位")
        wanted.append(("补报落实情况。请", *who, f"尽快将没有报送的情况报{ledger.config.office}。"))
    if late:
        wanted.append(("严格报送时限。请", *_addressed(late, "迟报的", "迟报的单位"), "今后按时报送。"))
    following = last.next()
    if following.year == ledger.config.year:
        due = due_date(ledger.config, following, calendar)
        limit = prose.day(due.day, f"报送时限：{due.rule}", ("ledger.yaml reporting.due",))
        office = ledger.config.office
        wanted.append(("做好下期报送。", prose.span(following, "下一个报送周期"), "情况请于", limit, f"前报{office}。"))
    return tuple(wanted)


def _addressed(units: Sequence[str], phrase: str, how: str) -> Sentence:
    """The units by name, or, where they are too many, by what they have in common."""
    if len(units) <= prose.MOST:
        return (Figure("、".join(units), how, tuple(units)),)
    return (phrase, prose.count(units, how), f"个单位（名单见附件{_ANNEX}）")


def _names(found: Sequence[PeriodDue], statuses: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(unit.unit for one in found for unit in one.units if unit.status in statuses))
