"""Points, ranks and traces; the tasks are invented (虚构), the rules those of docs/rules-sample.yaml or said here."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import store, yamlfile
from ledger.deadlines import reporting_periods
from ledger.errors import UsageProblem
from ledger.gitrepo.trailers import Marked
from ledger.lights import Facts
from ledger.model import Change, Config, Entry, ListSpec, Record, Reporting, Review, Task, Units
from ledger.periods import Period
from ledger.rulebook import usable
from ledger.scoring import NO_HISTORY, NO_REPORT, Placed, Ranking, rank, traced
from ledger.store import Ledger
from ledger.targets import propose
from ledger.units import Group, Registry, Unit
from ledger.values import replace
from ledger.workdays import WorkCalendar
from tests import simulated as sim

SAMPLES: Any = yamlfile.load((Path(__file__).parent.parent / "docs" / "rules-sample.yaml").read_bytes())[0]
MARCH = Period.parse("2021-03")
ON_TIME, LATE = date(2021, 4, 8), date(2021, 4, 12)
NAMES = tuple("甲乙丙丁戊己庚辛")


def event(unit: str, n: int = 1, name: str = "表扬") -> list[dict[str, str]]:
    return [{"event": name, "unit": unit, "period": "2021-03"}] * n


def ranking(
    rules: Any, *tasks: Task, period: Period = MARCH, registry: Registry | None = None, every: str = "month"
) -> Ranking:
    config = Config("2021", "虚构", 2021, {"main": ListSpec("main", "表")})
    config = replace(config, reporting=Reporting(every, due={"working_days": 5}), rules=rules)
    records = tuple(Record(f"{task.id}.yaml", "main", task) for task in tasks)
    ledger = Ledger("2021", config, registry or Registry(), records)
    return rank(Facts(ledger, usable(rules, "规则"), WorkCalendar()), period)


def task(name: str, lead: str, *support: str, **more: Any) -> Task:
    return Task(name, 1, "虚构", units=Units((lead,), support), **more)


def places(found: Ranking) -> dict[str, tuple[int | None, Decimal]]:
    return {one.unit: (one.rank, one.score) for one in found.units}


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    # 六安2017: 1, 2, 3, 3, 5, 6, 7, 8
    praise = dict(zip(NAMES, (8, 7, 6, 6, 4, 3, 2, 1), strict=True))
    rules = {
        "scores": {"points": [{"name": "表扬", "points": 1, "event": "表扬"}]},
        "events": [one for unit, n in praise.items() for one in event(unit, n)],
    }
    found = ranking(rules, *(task(f"任务{unit}", unit) for unit in NAMES))
    assert [one.rank for one in found.units] == [1, 2, 3, 3, 5, 6, 7, 8]
    assert "".join(one.unit for one in found.units) == "甲乙丁丙戊己庚辛"


def test_jiamusi() -> None:
    # 佳木斯: done as asked +1, approving note +1, late −1, returned −2, criticised −2
    rules = {
        **SAMPLES["佳木斯"],
        "events": [*event("甲", name="领导批示肯定"), *event("乙", name="退回重办"), *event("乙", name="领导批评")],
    }
    found = ranking(
        rules,
        task("一", "甲", progress=(Entry(MARCH, "甲", ON_TIME),), changes=(Change("closure", date(2021, 3, 20)),)),
        task("二", "乙", progress=(Entry(MARCH, "乙", LATE),)),
        task("三", "丙"),
    )
    assert places(found) == {"甲": (1, Decimal(2)), "丙": (2, Decimal(-1)), "乙": (3, Decimal(-5))}


def test_a_county_scores_reports_on_time_after_chasing_and_never() -> None:
    found = ranking(
        SAMPLES["某县报送"],
        task("一", "甲", "乙", "丙", progress=(Entry(MARCH, "甲", ON_TIME), Entry(MARCH, "乙", LATE))),
    )
    assert places(found) == {"甲": (1, Decimal(10)), "乙": (2, Decimal(5)), "丙": (3, Decimal(-10))}
    assert [point.why for one in found.units for point in one.points] == [
        "按时报送（应于2021-04-08前报，2021-04-08报）",
        "迟报2个工作日（应于2021-04-08前报，2021-04-12报）",
        "未报（应于2021-04-08前报）",
    ]


def test_a_counted_delay_has_a_limit_and_the_office_answers_for_its_own_tasks_only() -> None:
    rules = {
        "scores": {
            "base": 100,
            "points": [
                {"name": "迟报", "points": -1, "each": "day", "most": 3, "report": ["迟报"]},
                {"name": "核实未完成", "points": -2, "verdict": ["未完成"]},
                {"name": "配合不力", "points": -1, "verdict": ["未完成"], "units": "support"},
            ],
        }
    }
    one = task("一", "甲", "乙", progress=(Entry(MARCH, "甲", LATE), Entry(MARCH, "乙", date(2021, 4, 30))),
               reviews=(Review(MARCH, "未完成"),))  # fmt: skip
    assert places(ranking(rules, one)) == {"甲": (1, Decimal(96)), "乙": (1, Decimal(96))}


def test_few_tasks_are_no_advantage_with_a_mean_and_a_minimum() -> None:
    rules = {
        "scores": {
            "by": "mean",
            "minimum": 2,
            "units": "lead",
            "points": [{"name": "完成", "points": 100, "verdict": ["完成"]}],
        }
    }
    done = {"reviews": (Review(MARCH, "完成"),)}
    tasks = [
        task("一", "甲", "乙", **done),
        task("二", "甲", **done),
        task("三", "甲"),
        task("四", "丙", **done),
        task("五", "丁", **done),
        task("六", "丁"),
    ]
    found = ranking(rules, *tasks)
    assert places(found) == {"甲": (1, Decimal("66.67")), "丁": (2, Decimal(50)), "丙": (None, Decimal(100))}
    assert [one.items for one in found.units] == [3, 2, 1]


def test_groups_are_ranked_apart_and_open_groups_are_said() -> None:
    registry = Registry(
        (Unit("东湖街道办事处", kind="street"), Unit("西岭街道办事处", kind="street"), Unit("区住建局")),
        (Group("各街道办事处", kind="street"), Group("相关部门")),
    )
    rules = {
        "scores": {"groups": {"街道": ["各街道办事处"]}, "points": [{"name": "表扬", "points": 1, "event": "表扬"}]},
        "events": event("西岭街道办事处"),
    }
    found = ranking(rules, task("一", "区住建局", "各街道办事处", "相关部门"), registry=registry)
    assert [(one.group, one.rank, one.unit) for one in found.units] == [
        ("街道", 1, "西岭街道办事处"),
        ("街道", 2, "东湖街道办事处"),
        ("", 1, "区住建局"),
    ]
    assert found.unresolved == ("相关部门",)


@pytest.mark.parametrize(
    ("every", "period", "expected"),
    [
        ("month", "2021-Q2", "2021-04 2021-05 2021-06"),
        ("quarter", "2021", "2021-Q1 2021-Q2 2021-Q3 2021-Q4"),
        ("quarter", "2021-05", ""),
        ("half", "2021", "2021-H1 2021-H2"),
        ("year", "2021", "2021"),
    ],
)
def test_reporting_periods_inside_a_period(every: str, period: str, expected: str) -> None:
    assert " ".join(map(str, reporting_periods(every, Period.parse(period)))) == expected


def test_what_cannot_be_ranked_is_refused() -> None:
    with pytest.raises(UsageProblem, match="没有写打分规则"):
        ranking({}, task("一", "甲"))
    with pytest.raises(UsageProblem, match="没有完整的填报周期"):
        ranking({"scores": {"points": []}}, task("一", "甲"), every="quarter")


def test_the_jiyang_ledger_works_through_with_its_sample_rules() -> None:
    # the targets are those of 济阳区2023年政府重点工作任务实施方案; what was reached is invented (虚构)
    ledger = store.load(store.WorkTree(Path(__file__).parent.parent), "2023-jiyang")
    june = Period.parse("2023-06")
    reached = {"2023-jiyang-targets-001": "7.9", "2023-jiyang-targets-002": "2.5", "2023-jiyang-targets-009": "11"}
    records = []
    for record in ledger.records:
        task = replace(record.task, indicators=tuple(one.indicator for one in propose(record.task)))
        if task.id in reached:
            values = {task.indicators[0].name: Decimal(reached[task.id])}
            task = replace(
                task,
                units=Units(("区发改局",)),
                progress=(Entry(june, "区发改局", date(2023, 7, 5), indicators=values),),
            )
        elif record.list == "targets":
            task = replace(task, units=Units(("区工信局",)))
        records.append(replace(record, task=task))
    config = replace(ledger.config, reporting=Reporting(due={"working_days": 5}), rules=SAMPLES["济阳"])
    facts = Facts(replace(ledger, config=config, records=tuple(records)), usable(config.rules, ""), WorkCalendar())
    lights = {record.task.id: facts.light(record.task, june) for record in records}
    assert [lights[task].light for task in reached] == ["绿", "黄", "红"]
    assert [lights[task].why for task in reached] == [
        "生产总值达到目标，高出0.4个百分点",  # 增长7.5%, reached 7.9%
        "一般公共预算收入低于目标，相差16.02个百分点",  # 增长18.52%, reached 2.5%
        "市级新旧动能转换高质量发展项目完成率18.33%，慢于时间进度31.67个百分点",  # 60个, reached 11
    ]
    (mine,) = (one for one in rank(facts, june).units if ledger.registry.same(one.unit, "区发改局"))
    assert {(p.task[-3:], p.rule): p.points for p in mine.points if p.task in reached} == {
        ("002", "黄灯"): Decimal(-1),
        ("009", "红灯"): Decimal(-2),
    }


# ---------------------------------------------------------------------- properties


POINTS = [*sim.RULES["scores"]["points"], {"name": "表扬", "points": 1, "event": "表扬"}]


def year(deeds: list[sim.Deed], period: str, rules: Any = sim.RULES) -> Ranking:
    return rank(Facts(sim.ledger(deeds), usable(rules, ""), WorkCalendar()), Period.parse(period))


@given(st.integers(0, 1000))
@settings(max_examples=8, deadline=None)
def test_the_order_of_records_plays_no_part(seed: int) -> None:
    ledger = sim.ledger(sim.script(4))
    records = list(ledger.records)
    random.Random(seed).shuffle(records)
    records = [
        replace(one, task=replace(one.task, progress=one.task.progress[::-1], changes=one.task.changes[::-1]))
        for one in records
    ]
    book = usable(ledger.config.rules, "")
    period = Period.parse("2021-Q2")
    other = rank(Facts(replace(ledger, records=tuple(records)), book, WorkCalendar()), period)
    assert other == rank(Facts(ledger, book, WorkCalendar()), period)


@given(st.integers(0, 239), st.sampled_from(["report", "review", "event"]))
@settings(max_examples=25, deadline=None)
def test_a_fact_that_earns_a_point_never_lowers_the_rank(which: int, fact: str) -> None:
    rules: Any = {"scores": {**sim.RULES["scores"], "points": [p for p in POINTS if "light" not in p]}}
    deeds = sim.script(5)
    deed = deeds[which]
    before = {one.unit: one for one in year(deeds, "2021", rules).units}
    if fact == "event":
        rules = {**rules, "events": event(deed.unit)}
    elif fact == "report":
        deeds[which] = replace(
            deed, reported=deed.reported or sim.due_dates()[deed.month], claimed=deed.claimed or "未完成"
        )
    else:
        deeds[which] = replace(deed, verdict=deed.verdict or "完成")
    if fact != "event" and deeds[which] == deed:
        return
    after = {one.unit: one for one in year(deeds, "2021", rules).units}
    assert after[deed.unit].exact > before[deed.unit].exact
    assert (after[deed.unit].rank or 0) <= (before[deed.unit].rank or 0)


def sums(one: Placed) -> Decimal:
    return sum((point.points for point in one.points), Decimal(0))


def test_every_point_names_rule_task_and_period_and_they_make_the_score() -> None:
    found = year(sim.script(6), "2021")
    names = {row["name"] for row in sim.RULES["scores"]["points"]}
    for one in found.units:
        assert sums(one) == one.score == Decimal(str(float(one.exact)))
        base, *others = one.points
        assert (base.rule, base.points) == ("基础分", Decimal(100))
        assert all(p.rule in names and p.task in one.tasks and p.period in found.periods and p.why for p in others)


# ---------------------------------------------------------------------- traces


def test_points_name_the_commit_that_brought_the_fact() -> None:
    rules = {
        "scores": {
            "base": 10,
            "points": [
                {"name": "按时", "points": 1, "report": ["已报"]},
                {"name": "未报", "points": -1, "report": ["未报"]},
                {"name": "核实", "points": 2, "verdict": ["完成"]},
                {"name": "办结", "points": 3, "closed": True},
                {"name": "表扬", "points": 1, "event": "表扬"},
            ],
        },
        "events": event("甲"),
    }
    one = task("一", "甲", "乙", progress=(Entry(MARCH, "甲", ON_TIME),), reviews=(Review(MARCH, "完成"),),
               changes=(Change("closure", date(2021, 3, 31)),))  # fmt: skip

    def marked(commit: str, kind: str, period: str = "", unit: str = "") -> Marked:
        return Marked(
            commit, frozenset({"一"}), frozenset({period} - {""}), frozenset({unit} - {""}), frozenset({kind})
        )

    commits = [
        marked("f" * 40, "closure"),
        marked("e" * 40, "progress", "2021-04", "甲"),
        marked("d" * 40, "progress", "2021-03", "丙"),
        marked("c" * 40, "progress", "2021-03", "甲"),
    ]
    found = traced(ranking(rules, one), commits, Registry())
    told = {(one.unit, point.rule): point.commit or point.commit_why for one in found.units for point in one.points}
    assert told == {
        ("甲", "基础分"): "规则规定，不来自任务",
        ("甲", "按时"): "c" * 40,
        ("甲", "核实"): NO_HISTORY,
        ("甲", "办结"): "f" * 40,
        ("甲", "表扬"): "登记在规则文件的 events 里",
        ("乙", "基础分"): "规则规定，不来自任务",
        ("乙", "未报"): NO_REPORT,
    }
