"""Lights by the published rules of several places (docs/rules-sample.yaml); the tasks are invented (虚构)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ledger import yamlfile
from ledger.errors import LedgerError, UsageProblem
from ledger.lights import Facts, latest, lights_of, reported_by
from ledger.model import Change, Config, Entry, Indicator, ListSpec, Record, Reporting, Review, Task, Units
from ledger.periods import Period
from ledger.rulebook import Rulebook, decode, usable
from ledger.selection import Query, select
from ledger.store import Ledger
from ledger.units import Registry
from ledger.values import replace
from ledger.workdays import WorkCalendar

SAMPLES: Any = yamlfile.load((Path(__file__).parent.parent / "docs" / "rules-sample.yaml").read_bytes())[0]
HOUSES = Indicator("套数", Decimal(1200), "套")


def ledger(*tasks: Task, rules: Any = None, due: dict[str, int] | None = None) -> Ledger:
    config = Config("2021", "虚构", 2021, {"main": ListSpec("main", "表")})
    config = replace(config, reporting=Reporting(due=due or {"working_days": 5}), rules=rules or {})
    return Ledger("2021", config, Registry(), tuple(Record(f"{task.id}.yaml", "main", task) for task in tasks))


def facts(book: Rulebook, *tasks: Task, on: date | None = None) -> Facts:
    return Facts(ledger(*tasks), book, WorkCalendar(), on)


def task(values: dict[str, Any], *indicators: Indicator, **more: Any) -> Task:
    """``{"2021-03": 100}`` or ``{"2021-03": {"套数": 100}}`` reported by 区住建局 on the 2nd of the next month."""
    entries = tuple(
        Entry(
            period := Period.parse(month),
            "区住建局",
            period.end.replace(day=2),
            indicators={
                name: Decimal(n) for name, n in (value if isinstance(value, dict) else {HOUSES.name: value}).items()
            },
        )
        for month, value in values.items()
    )
    return Task(
        "任务", 1, "虚构", units=Units(("区住建局",)), indicators=indicators or (HOUSES,), progress=entries, **more
    )


def light(place: str, one: Task, period: str) -> str:
    return facts(usable(SAMPLES[place], place), one).light(one, Period.parse(period)).light


@pytest.mark.parametrize("place", SAMPLES)
def test_every_sample_can_be_used_and_names_its_source(place: str) -> None:
    book, found = decode(SAMPLES[place])
    assert found == [] and book.source and (book.lights or book.scores)


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        # by June 600 of 1200 are due; 银川2025: on schedule green, 10 to 30 points behind yellow, more than 30 red
        (600, "绿"),
        (900, "绿"),
        (540, ""),  # 5 points behind: the source says nothing
        (480, "黄"),  # 10
        (240, "黄"),  # 30
        (239, "红"),
    ],
)
def test_yinchuan(done: int, expected: str) -> None:
    assert light("银川", task({"2021-06": done}), "2021-06") == expected


@pytest.mark.parametrize(
    ("months", "expected"), [((3,), "黄"), ((2, 3), "黄"), ((1, 2, 3), "红"), ((1, 3), "黄"), ((1, 2), "")]
)
def test_yinchuan_three_months_in_a_row(months: tuple[int, ...], expected: str) -> None:
    reviews = tuple(Review(Period(2021, "month", month), "未开工") for month in months)
    one = Task("任务", 1, "虚构", units=Units(("区住建局",)), reviews=reviews)
    assert light("银川", one, "2021-03") == expected


@pytest.mark.parametrize(("done", "expected"), [(600, "绿"), (599, "黄"), (300, "黄"), (299, "红")])
def test_sanya_counts_what_is_missing_of_what_is_due(done: int, expected: str) -> None:
    # 三亚2022: below the investment due by now by up to half of it yellow, by more red
    assert light("三亚", task({"2021-06": done}), "2021-06") == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"2021-05": 500, "2021-06": 599}, "黄"),
        ({"2021-05": 499, "2021-06": 599}, "红"),  # missed in May and in June
        ({"2021-05": 499, "2021-06": 600}, "绿"),
    ],
)
def test_sanya_districts_two_months_in_a_row(values: dict[str, int], expected: str) -> None:
    assert light("三亚各区", task(values), "2021-06") == expected


@pytest.mark.parametrize(("done", "expected"), [(719, "黄牌"), (720, "跟踪"), (959, "跟踪"), (960, "")])
def test_xinhuang(done: int, expected: str) -> None:
    assert light("新晃", task({"2021-12": done}), "2021-12") == expected


def test_two_measures_of_a_task_are_lit_apart_and_green_needs_both() -> None:
    area = Indicator("面积", Decimal(36), "万平方米")
    book = usable(SAMPLES["银川"], "")
    late = task({"2021-06": {"套数": 900, "面积": "12.1324"}}, HOUSES, area)
    found = facts(book, late).light(late, Period.parse("2021-06"))
    assert (found.light, found.indicator) == ("黄", "面积") and [one.light for one in found.each] == ["绿", "黄"]
    silent = task({"2021-06": {"套数": 900}}, HOUSES, area)
    found = facts(book, silent).light(silent, Period.parse("2021-06"))
    assert (found.light, found.why) == ("", "指标“面积”截至2021年6月没有报数")


def test_reports_the_office_and_the_unit_are_asked_apart() -> None:
    book = usable(
        {
            "lights": [
                {"light": "红", "claimed": ["完成"], "verdict": ["未完成"]},
                {"light": "黄", "report": ["未报", "迟报"]},
            ]
        },
        "",
    )
    march = Period.parse("2021-03")
    said = Entry(march, "区住建局", date(2021, 4, 2), verdict="完成")
    refused = Review(march, "未完成")
    boast = Task("甲", 1, "虚构", units=Units(("区住建局",)), progress=(said,), reviews=(refused,))
    late = replace(boast, id="乙", progress=(Entry(march, "区住建局", date(2021, 4, 12)),))
    mute = replace(boast, id="丙", progress=())
    seen = facts(book, boast, late, mute)
    assert [seen.light(one, march).light for one in (boast, late, mute)] == ["红", "黄", "黄"]
    assert seen.light(boast, march).why == "自报完成，核实为未完成"
    assert seen.light(late, march).why == "区住建局迟报2个工作日（应于2021-04-08前报，2021-04-12报）"
    assert seen.light(mute, march).why == "区住建局未报（应于2021-04-08前报）"


def test_a_row_does_not_reach_into_the_year_before() -> None:
    book = usable({"lights": [{"light": "红", "report": ["未报"], "in_a_row": 2}]}, "")
    one = task({})
    seen = facts(book, one)
    assert [seen.light(one, Period(2021, "month", n)).light for n in (1, 2, 3)] == ["", "红", "红"]


def test_the_closing_and_the_status_can_be_asked() -> None:
    rules = {"lights": [{"light": "销号", "closed": True}, {"light": "绿", "status": ["办结"]}]}
    one = task({}, changes=(Change("closure", date(2021, 4, 20)),))
    seen = facts(usable(rules, ""), one)
    assert [seen.light(one, Period(2021, "month", n)).light for n in (3, 4, 5)] == ["", "销号", "绿"]


def test_without_rules_there_is_no_light_and_the_question_is_refused() -> None:
    plain = ledger(task({"2021-06": 1}))
    assert lights_of(plain) == {}
    with pytest.raises(UsageProblem, match="没有写亮灯规则"):
        select(plain, Query(light="红"))


def test_tasks_are_found_by_their_light_of_the_latest_period() -> None:
    good, bad = replace(task({"2021-06": 900}), id="好"), replace(task({"2021-05": 10}), id="差")
    both = ledger(good, bad, rules=SAMPLES["银川"])
    assert str(latest(both)) == "2021-06"
    assert [record.task.id for record in select(both, Query(light="红"))] == ["差"]
    assert [record.task.id for record in select(both, Query(light="绿"))] == ["好"]
    with pytest.raises(UsageProblem, match="没有“蓝”灯"):
        select(both, Query(light="蓝"))


@pytest.mark.parametrize(
    ("rules", "place", "message"),
    [
        ({"light": []}, "light", "没有“light”这个字段"),
        ({"lights": [{"light": "红"}]}, "lights.0", "没有写什么时候亮这个灯"),
        ({"lights": [{"behind_points": {"over": 30}}]}, "lights.0", "缺少 light"),
        ({"lights": [{"light": "红", "behind_points": {"more": 30}}]},
         "lights.0.behind_points.more", "没有“more”这个字段"),
        ({"lights": [{"light": "红", "behind_points": {"over": "30%"}}]},
         "lights.0.behind_points.over", "“30%”不是数字"),
        ({"lights": [{"light": "红", "behind_points": 30}]},
         "lights.0.behind_points", "behind_points 应当写明比哪个数大还是小，写的是 30"),
        ({"lights": [{"light": "红", "report": ["没报"]}]}, "lights.0.report.0", "report 不能写“没报”"),
        ({"lights": [{"light": "红", "report": ["未报"], "in_a_row": 0}]}, "lights.0.in_a_row", "in_a_row 不能是 0"),
        ({"scores": {"points": [{"name": "甲", "points": 1}]}}, "scores.points.0", "没有写什么情况下计分"),
        ({"scores": {"base": 100}}, "scores", "缺少 points"),
        ({"scores": {"points": [], "by": "total"}}, "scores.by", "by 不能写“total”"),
        ({"scores": {"points": [], "groups": ["镇街"]}}, "scores.groups", "这里应当是一组“字段: 内容”，写的是列表"),
        ({"indicators": {"time_progress": "weeks"}}, "indicators.time_progress", "time_progress 不能写“weeks”"),
        ({"events": [{"event": "表扬", "unit": "区住建局", "period": "四月"}]}, "events.0.period", "“四月”不是周期"),
        ([1], "", "这里应当是一组“字段: 内容”，写的是列表"),
    ],
)  # fmt: skip
def test_a_slip_in_the_rules_is_told_with_its_place(rules: Any, place: str, message: str) -> None:
    found = decode(rules)[1]
    assert (".".join(map(str, found[0].path)), found[0].message) == (place, message)
    with pytest.raises(LedgerError, match="的 rules 用不了"):
        lights_of(ledger(task({"2021-06": 1}), rules=rules))


def test_a_longer_period_has_the_lights_of_its_last_reporting_period() -> None:
    rules = {"lights": [{"light": "红", "report": ["未报"]}, {"light": "绿", "report": ["已报"]}]}
    one = ledger(task({"2021-02": 1, "2021-06": 1}), rules=rules)
    asked = {"2021-02": "绿", "2021-Q1": "红", "2021-H1": "绿", "2021": "红"}
    assert {period: lights_of(one, Period.parse(period))["任务"].light for period in asked} == asked
    quarterly = replace(one, config=replace(one.config, reporting=Reporting("quarter", due={"working_days": 5})))
    assert [str(reported_by(quarterly, Period.parse(p))) for p in ("2021-02", "2021-03", "2021-05", "2021-H1")] == [
        "None", "2021-Q1", "2021-Q1", "2021-Q2",
    ]  # fmt: skip
