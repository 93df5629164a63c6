"""Due dates against the 2020 notice's rule worked out by hand, and who owes what in an invented ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger import store
from ledger.deadlines import asked_for, due_date, owed
from ledger.errors import LedgerError
from ledger.model import Change, Config, Document, Entry, ListSpec, Record, Reporting, Task, Units
from ledger.periods import Period
from ledger.store import WorkTree
from ledger.units import Registry
from ledger.values import replace
from ledger.workdays import WorkCalendar

CALENDAR = WorkCalendar()


def config(**due: object) -> Config:
    return Config("2020", "虚构", 2020, {"main": ListSpec("main", "表")}, reporting=Reporting(due=due))


@pytest.mark.parametrize(
    ("period", "due"),
    [
        # 市中政办发〔2020〕1号, 二: 次月初5个工作日内; holidays of 国办发明电〔2019〕16号 and 〔2020〕1号
        ("2020-02", "2020-03-06"),
        ("2020-03", "2020-04-08"),
        ("2020-04", "2020-05-11"),
        ("2020-05", "2020-06-05"),
        ("2020-06", "2020-07-07"),
        ("2020-07", "2020-08-07"),
        ("2020-08", "2020-09-07"),
        ("2020-09", "2020-10-14"),
        ("2020-10", "2020-11-06"),
        ("2020-11", "2020-12-07"),
        ("2020-12", "2021-01-08"),
    ],
)
def test_the_fifth_working_day_of_the_next_month(period: str, due: str) -> None:
    found = due_date(config(working_days=5), Period.parse(period), CALENDAR)
    assert (str(found.day), found.assumption) == (due, "")


@pytest.mark.parametrize(
    ("rule", "period", "due"),
    [
        ({"day": 28}, "2021-05", "2021-05-28"),  # 盘锦 2021
        ({"day": 25}, "2022-03", "2022-03-25"),  # 鄂温克旗 2022
        ({"day": 30}, "2023-Q1", "2023-03-30"),  # 蔡甸 2023
        ({"day": 30}, "2023-02", "2023-02-28"),
        ({"day": 15}, "2021-H1", "2021-06-15"),  # 广丰 2021, first stage
        ({"day": 5, "month": "next"}, "2020-12", "2021-01-05"),
        ({"working_days": 5}, "2020-Q1", "2020-04-08"),
    ],
)
def test_other_places_have_other_rules(rule: dict[str, object], period: str, due: str) -> None:
    assert str(due_date(config(**rule), Period.parse(period), CALENDAR).day) == due


def test_a_year_without_a_published_calendar_is_said() -> None:
    found = due_date(config(working_days=5), Period.parse("2098-03"), CALENDAR)
    assert str(found.day) == "2098-04-07" and "2098年放假安排还没有公布" in found.assumption


def test_the_repository_may_publish_its_own_days(folder: Path) -> None:
    (folder / "tasks/calendar.yaml").write_text("off: [2098-04-01]\nwork: [2098-04-05]\n", "utf-8")
    calendar = store.load_calendar(WorkTree(folder))
    assert str(due_date(config(working_days=5), Period.parse("2098-03"), calendar).day) == "2098-04-07"
    assert not calendar.works(date(2098, 4, 1)) and calendar.works(date(2098, 4, 5))


def test_half_a_calendar_is_refused(folder: Path) -> None:
    (folder / "tasks/calendar.yaml").write_text("off: [4月1日]\n", "utf-8")
    with pytest.raises(LedgerError, match=r"calendar\.yaml 用不了"):
        store.load_calendar(WorkTree(folder))


@pytest.mark.parametrize("rule", [{}, {"working_days": 0}, {"day": 40}, {"working_days": "5"}])
def test_a_ledger_without_a_rule_says_what_to_write(rule: dict[str, object]) -> None:
    with pytest.raises(LedgerError, match="没有写明报送时限"):
        due_date(config(**rule), Period.parse("2020-03"), CALENDAR)


@pytest.mark.parametrize(
    ("done", "days"),
    [("2020-05-01", 0), ("2020-05-11", 0), ("2020-05-12", 1), ("2020-05-15", 4), ("2020-05-16", 4), ("2020-05-18", 5)],
)
def test_lateness_is_counted_in_working_days(done: str, days: int) -> None:
    # the April report of 2020 was due on Monday 05-11; 05-16 is a Saturday off
    assert CALENDAR.late(date(2020, 5, 11), date.fromisoformat(done)) == days


def test_every_listed_unit_owes_and_groups_are_resolved(folder: Path) -> None:
    ledger = store.load(WorkTree(folder), "2021")
    found = owed(ledger.config, ledger.registry, ledger.records, Period.parse("2021-03"), CALENDAR, None)
    units = {unit.unit: unit for unit in found.units}
    assert str(found.due.day) == "2021-04-08"
    # 2021-minsheng-001 is the same matter as 2021-main-001, under which it was reported
    assert [(one.task, one.status, one.via) for one in units["区住建局"].details] == [
        ("2021-main-001", "已报", ""),
        ("2021-minsheng-001", "已报", "2021-main-001"),
    ]
    assert (units["区发改局"].status, units["区发改局"].late_working_days) == ("迟报", 1)
    assert units["东湖街道办事处"].missing == ("2021-main-002",) == units["西岭街道办事处"].missing
    assert units["云山控股集团"].status == "未报"
    assert found.unresolved == (("相关街道办事处", ("2021-main-001",)),)


def test_before_the_due_date_nobody_is_late_and_an_extension_keeps_the_first_date() -> None:
    march = Period.parse("2021-03")
    task = Task("a", 1, "虚构", units=Units(("区教体局",)))
    more = replace(task, id="b", changes=(Change("extension", period=march, unit="区教体局", after="2021-04-20"),))

    def status(tasks: list[Task], on: str | None) -> str:
        records = [Record(f"{t.id}.yaml", "main", t) for t in tasks]
        day = date.fromisoformat(on) if on else None
        return owed(config(working_days=5), Registry(), records, march, CALENDAR, day).units[0].status

    assert status([task], "2021-04-08") == "未到期"
    assert status([task], "2021-04-09") == "未报"
    assert status([more], "2021-04-20") == "已延期"
    assert status([more], "2021-04-21") == "未报"
    done = replace(more, progress=(Entry(march, "区教体局", date(2021, 4, 20), done="建成。"),))
    assert status([done], None) == "已报"
    assert owed(config(working_days=5), Registry(), [Record("b", "main", done)], march, CALENDAR, None).due.day == date(
        2021, 4, 8
    )


def test_a_closed_task_owes_nothing_more() -> None:
    task = Task("a", 1, "虚构", units=Units(("区教体局",)), changes=(Change("closure", date(2021, 2, 20)),))
    assert (
        owed(
            config(working_days=5), Registry(), [Record("a", "main", task)], Period.parse("2021-03"), CALENDAR, None
        ).units
        == ()
    )


def test_two_stages_support_units_report_to_the_lead_unit_first() -> None:
    # 广丰2021: 责任单位6月15日、12月15日前报牵头单位，牵头单位6月25日、12月25日前报督查室
    rule = {"day": 25, "support": {"day": 15}}
    task = Task("a", 1, "虚构", units=Units(("区教体局",), ("区住建局",)))
    for half, lead, support in (("2021-H1", "2021-06-25", "2021-06-15"), ("2021-H2", "2021-12-25", "2021-12-15")):
        period = Period.parse(half)
        entries = tuple(Entry(period, unit, date.fromisoformat(support.replace("15", "18"))) for unit in task.units.all)
        records = [Record("a", "main", replace(task, progress=entries))]
        found = owed(config(**rule), Registry(), records, period, CALENDAR, None)
        assert (str(found.due.day), found.support and str(found.support.day)) == (lead, support)
        assert {unit.unit: (unit.status, str(unit.due)) for unit in found.units} == {
            "区教体局": ("已报", lead),
            "区住建局": ("迟报", support),
        }


def test_a_first_stage_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(LedgerError, match="第一步报送时限（support）看不懂"):
        owed(config(day=25, support="15日"), Registry(), [], Period.parse("2021-H1"), CALENDAR, None)


def test_one_extended_report_does_not_hide_another_that_is_overdue() -> None:
    march = Period.parse("2021-03")
    one = Task("a", 1, "虚构", units=Units(("区教体局",)))
    more = replace(one, id="b", changes=(Change("extension", period=march, after="2021-04-20"),))
    records = [Record(task.id, "main", task) for task in (one, more)]
    (unit,) = owed(config(working_days=5), Registry(), records, march, CALENDAR, date(2021, 4, 12)).units
    assert unit.status == "部分未报"
    assert [(task.status, str(task.due), str(task.first_due)) for task in unit.details] == [
        ("未报", "2021-04-08", "2021-04-08"),
        ("已延期", "2021-04-20", "2021-04-08"),
    ]


def test_what_came_in_after_the_day_of_the_question_had_not_come_in() -> None:
    march = Period.parse("2021-03")
    task = Task("a", 1, "虚构", units=Units(("区教体局",)), progress=(Entry(march, "区教体局", date(2021, 4, 12)),))
    for on, status in (("2021-04-09", "未报"), ("2021-04-12", "迟报")):
        day = date.fromisoformat(on)
        found = owed(config(working_days=5), Registry(), [Record("a", "main", task)], march, CALENDAR, day)
        assert found.units[0].status == status


def test_a_notice_asks_for_no_report_that_was_due_before_it() -> None:
    of_february = replace(config(working_days=5), document=Document(issued=date(2020, 2, 17)))
    months = [Period(2020, "month", n) for n in range(1, 13)]
    assert [asked_for(of_february, month, CALENDAR) for month in months] == [False] + 11 * [True]
