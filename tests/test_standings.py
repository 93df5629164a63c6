"""Where an indicator stands: every kind of target by its own rule, and silence where nothing can be said."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from ledger.model import Entry, Indicator, Task, Units
from ledger.periods import Period
from ledger.standings import Settings, standing, standings
from ledger.units import Registry
from ledger.values import replace

UNITS = Units(("区住建局",), ("区城管局",))


def at(
    indicator: Indicator, values: dict[str, str], period: str, settings: Settings | None = None
) -> tuple[str, Fraction | None]:
    """The sentence and the lead in points, for values reported by 区住建局 (or ``period/unit``)."""
    entries = []
    for when, value in values.items():
        month, _, unit = when.partition("/")
        entries.append(Entry(Period.parse(month), unit or "区住建局", indicators={indicator.name: Decimal(value)}))
    task = Task("虚构", 1, "虚构任务。", units=UNITS, indicators=(indicator,), progress=tuple(entries))
    found = standing(task, indicator, Period.parse(period), Registry(), settings or Settings())
    return found.told, found.points


def target(amount: str, measure: str = "套", **more: object) -> Indicator:
    return Indicator("数", Decimal(amount), measure, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("indicator", "values", "period", "told"),
    [
        (target("60", "部"), {"2020-11": "85"}, "2020-11", "完成率141.67%，超时间进度50个百分点"),
        (target("1200"), {"2020-06": "600"}, "2020-06", "完成率50%，与时间进度同步"),
        (target("1200"), {"2020-09": "540"}, "2020-Q3", "完成率45%，慢于时间进度30个百分点"),
        # 连云港2019三季度 and 官渡2023: growth targets compare growth with growth
        (target("7", "%", basis="growth"), {"2019-09": "6.1"}, "2019-Q3", "低于目标，相差0.9个百分点"),
        (target("6", "%", basis="growth", comparator="~"), {"2019-09": "5.4"}, "2019-Q3", "达到目标"),
        (target("6", "%", basis="growth"), {"2019-09": "6.8"}, "2019-Q3", "达到目标，高出0.8个百分点"),
        # 控制在3%以内 is good when it is low
        (target("3", "%", comparator="<="), {"2019-09": "2.1"}, "2019-Q3", "在控制目标以内"),
        (target("3", "%", comparator="<="), {"2019-09": "3.4"}, "2019-Q3", "超出控制目标，高出0.4个百分点"),
        (target("40", "件", comparator="<="), {"2019-09": "43"}, "2019-Q3", "超出控制目标3件"),
        # a level in per cent does not go by the time of the year
        (target("95", "%"), {"2020-03": "94.5"}, "2020-03", "低于目标，相差0.5个百分点"),
        (target("11100", comparator="~"), {"2020-12": "11050"}, "2020", "完成率99.55%，与时间进度同步"),
        (target("11100", comparator="~"), {"2020-12": "10990"}, "2020", "完成率99.01%，慢于时间进度0.99个百分点"),
        (target("12", basis="period"), {"2020-Q1": "2", "2020-04": "3", "2020-05": "0", "2020-06": "1"}, "2020-06",
         "完成率50%，与时间进度同步"),
        (target("10", basis="growth", baseline=Decimal(200)), {"2020-12": "222"}, "2020", "达到目标，高出1个百分点"),
    ],
)  # fmt: skip
def test_every_kind_of_target_has_its_own_rule(
    indicator: Indicator, values: dict[str, str], period: str, told: str
) -> None:
    assert at(indicator, values, period)[0] == told


@pytest.mark.parametrize(
    ("indicator", "values", "period", "why"),
    [
        (target("60"), {}, "2020-03", "截至2020年3月没有报数"),
        (target("60"), {"2020-04": "9"}, "2020-03", "截至2020年3月没有报数"),
        (target("60"), {"2019-12": "60"}, "2020-03", "截至2020年3月没有报数"),
        (target("0"), {"2020-03": "9"}, "2020-03", "目标值不是正数，算不出完成率"),
        (replace(target("1"), target=None), {"2020-03": "9"}, "2020-03", "没有写目标值"),
        (target("12", basis="period"), {"2020-01": "2", "2020-03": "3"}, "2020-03", "缺2020年2月的当期数，累计不出来"),
        (target("10", basis="growth", baseline=Decimal(200)), {"2020-06": "100"}, "2020-06",
         "基数是上年全年数，年中不能拿来比"),
        (target("60"), {"2020-03": "9", "2020-03/区城管局": "7"}, "2020-03",
         "几个单位报的数不一样（区住建局9、区城管局7），规则没有写是相加还是以牵头单位为准"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_says_why(indicator: Indicator, values: dict[str, str], period: str, why: str) -> None:
    assert at(indicator, values, period) == (why, None)


def test_several_units_add_up_or_the_lead_counts_where_the_rules_say_so() -> None:
    values = {"2020-03": "9", "2020-03/区城管局": "6"}
    assert at(target("60"), values, "2020-03", Settings(several_units="sum"))[0] == "完成率25%，与时间进度同步"
    assert at(target("60"), values, "2020-03", Settings(several_units="lead"))[0] == "完成率15%，慢于时间进度10个百分点"


def test_an_old_figure_is_said_to_be_old() -> None:
    told, points = at(target("1200"), {"2020-02": "200"}, "2020-04")
    assert told == "完成率16.67%，慢于时间进度16.67个百分点，2020年4月没有报数，按2020年2月的数计算"
    assert points == Fraction(200, 1200) * 100 - Fraction(400, 12)


def planned(**more: object) -> Indicator:
    plan = tuple((Period.parse(period), Decimal(amount)) for period, amount in (("2019-Q1", "25"), ("2019-06", "40")))
    return target("100", "亿元", plan=plan, **more)


PLAN = Settings(yardstick="plan")


@pytest.mark.parametrize(
    ("value", "period", "beside", "alone"),
    [
        # 市中2019年二季度情况表第52项: 完成全年任务的30%，超计划进度5个百分点 (25% at the end of the first quarter)
        ("30", "2019-Q1", "完成率30%，超时间进度5个百分点，超计划进度5个百分点", "完成率30%，超计划进度5个百分点"),
        ("30", "2019-03", "完成率30%，超时间进度5个百分点，超计划进度5个百分点", "完成率30%，超计划进度5个百分点"),
        ("45", "2019-Q2", "完成率45%，慢于时间进度5个百分点，超计划进度5个百分点", "完成率45%，超计划进度5个百分点"),
        ("40", "2019-H1", "完成率40%，慢于时间进度10个百分点，与计划进度同步", "完成率40%，与计划进度同步"),
        (
            "20",
            "2019-06",
            "完成率20%，慢于时间进度30个百分点，慢于计划进度20个百分点",
            "完成率20%，慢于计划进度20个百分点",
        ),
        ("50", "2019-09", "完成率50%，慢于时间进度25个百分点", "完成率50%，慢于时间进度25个百分点"),
    ],
)
def test_the_plan_is_a_yardstick_of_its_own(value: str, period: str, beside: str, alone: str) -> None:
    assert at(planned(), {period: value}, period)[0] == beside
    assert at(planned(), {period: value}, period, PLAN)[0] == alone


def test_a_growth_target_is_not_measured_by_a_plan_of_amounts() -> None:
    assert at(planned(basis="growth"), {"2019-Q1": "30"}, "2019-Q1", PLAN)[0].startswith("低于目标")


def test_two_measures_of_a_task_stay_two() -> None:
    # 市中2019年二季度情况表第42项: 891/1532户, 12.1324/36万平方米: 58.2% and 33.7%
    task = Task(
        "2019-main-042",
        42,
        "启动1532户、36万平方米以上的拆迁。",
        indicators=(Indicator("户数", Decimal(1532), "户"), Indicator("面积", Decimal(36), "万平方米")),
        progress=(
            Entry(
                Period.parse("2019-Q2"),
                "区房屋征收服务中心",
                indicators={"户数": Decimal(891), "面积": Decimal("12.1324")},
            ),
        ),
    )
    found = standings(task, Period.parse("2019-Q2"), Registry())
    assert [item.told for item in found] == [
        "完成率58.16%，超时间进度8.16个百分点",
        "完成率33.7%，慢于时间进度16.3个百分点",
    ]
    assert [item.judged for item in found] == ["超时间进度", "慢于时间进度"]
