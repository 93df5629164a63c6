"""通报: sentences that read well for one, many and none, and figures that all have an origin. Ledgers are 虚构."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from ledger.bulletins import Bulletin, Figure, closure, matter, periodic, ranked, reminded
from ledger.bulletins.facts import split
from ledger.bulletins.prose import brief, written
from ledger.errors import LedgerError, NotFound, UsageProblem
from ledger.model import Change, Config, Document, Entry, Indicator, ListSpec, Record, Reporting, Review, Task, Units
from ledger.periods import Period
from ledger.reminders import Issued
from ledger.report import bulletin as document
from ledger.report import render
from ledger.rulebook import usable
from ledger.store import Ledger
from ledger.units import Alias, Registry, Unit
from ledger.values import replace
from ledger.workdays import WorkCalendar
from tests import simulated

MARCH, FIRST = Period(2021, "month", 3), Period(2021, "quarter", 1)
CALENDAR = WorkCalendar()
ON = date(2021, 4, 15)
HOUSING, SCHOOLS = "区住建局", "区教体局"


def task(n: int, text: str, unit: str, **more: object) -> Task:
    return Task(f"2021-minsheng-{n:03}", n, text, ("民生",), units=Units((unit,)), **more)  # type: ignore[arg-type]


def report(unit: str, done: str, day: int = 2, **more: object) -> Entry:
    return Entry(MARCH, unit, date(2021, 4, day), done=done, **more)  # type: ignore[arg-type]


FLATS = Indicator("安置房", Decimal(1200), "套")
BUILT = report(HOUSING, "建成120套\n封顶2栋", problems="验收滞后", causes="天气", indicators={"安置房": Decimal(120)})
LAGGING = task(1, "建成1200套“安置房”。", HOUSING, indicators=(FLATS,), progress=(BUILT,))
LATE = task(2, "修路3条。", SCHOOLS, progress=(report(SCHOOLS, "修路1条。", 12, problems="无。"),))
SILENT = task(3, "植树。", SCHOOLS)


def ledger(*tasks: Task) -> Ledger:
    config = Config(
        "2021",
        "台账（虚构）",
        2021,
        {"minsheng": ListSpec("minsheng", "2021年民生实事责任分解表", "附件2")},
        document=Document("关于印发《办法》的通知", "云政办发〔2021〕3号", "云山区人民政府办公室"),
        reporting=Reporting(due={"working_days": 5}),
    )
    records = tuple(Record(f"tasks/2021/minsheng/{one.number:03}.yaml", "minsheng", one) for one in tasks)
    return Ledger("2021", config, Registry((Unit(HOUSING), Unit(SCHOOLS))), records)


def monthly(*tasks: Task, on: date = ON) -> Bulletin:
    return periodic(ledger(*tasks), "minsheng", MARCH, on, CALENDAR)


def section(made: Bulletin, head: str) -> list[str]:
    """The paragraphs under a head."""
    found: list[str] = []
    inside = False
    for one in made.paragraphs:
        inside = one.text.endswith(f"、{head}") if one.look == "head" else inside
        if inside and one.look != "head":
            found.append(one.text)
    return found


def test_a_monthly_bulletin_reads_well() -> None:
    made = monthly(LAGGING, LATE, SILENT)
    assert written(made.title) == "关于2021年3月民生实事进展情况的通报"
    assert [one.text for one in made.paragraphs] == [
        "根据《关于印发〈办法〉的通知》（云政办发〔2021〕3号）要求，督查室对各责任单位报送的2021年3月民生实事进展情况"
        "进行了汇总（数据截至2021年4月15日）。现将有关情况通报如下：",
        "一、总体情况",
        "民生实事共3项。其中，正在推进的2项，占66.7%；没有报送过进展的1项，占33.3%。",
        "有量化指标的任务1项，未达序时进度。",
        "二、主要指标",
        "截至2021年3月底，时间进度为25%。",
        "第1项安置房为120套（目标1200套），完成率10%，慢于时间进度15个百分点。",
        "上述指标在全市的位次〔待填〕。",
        "三、分项进展情况",
        "（一）民生",
        "第1项“建成1200套‘安置房’”（区住建局牵头）：建成120套；封顶2栋。",
        "第2项“修路3条”（区教体局牵头）：修路1条。",
        "第3项“植树”（区教体局牵头）：本期没有报送进展。",
        "四、存在问题和滞后事项",
        "进度滞后的事项有1项：",
        "第1项“建成1200套‘安置房’”（区住建局牵头）：安置房完成率10%，慢于时间进度15个百分点。",
        "责任单位反映的问题：",
        "第1项（区住建局）：验收滞后。原因：天气。",
        "督查中发现的其他问题：〔待填〕。",
        "五、报送情况",
        "2021年3月情况应于2021年4月8日前报送，应报单位2个，按时报齐的1个。部分任务未报的1个：区教体局（2项中1项）。",
        "六、下一步工作要求",
        "一是抓紧赶上进度。请区住建局查找原因，明确措施和完成时限，尽快赶上计划进度。",
        "二是补报落实情况。请区教体局尽快将没有报送的情况报督查室。",
        "三是做好下期报送。2021年4月情况请于2021年5月11日前报督查室。",
        "其他工作要求：〔待填〕。",
    ]


def test_one_many_and_none() -> None:
    assert section(monthly(SILENT), "总体情况") == [
        "民生实事共1项，没有报送过进展。",
        "台账没有登记这些任务的量化指标，是否达到序时进度〔待填〕。",
    ]
    assert section(monthly(SILENT, replace(SILENT, id="2021-minsheng-004", number=4)), "总体情况")[0] == (
        "民生实事共2项，均没有报送过进展。"
    )
    assert written(split([("甲", ["a"]), ("乙", []), ("丙", ["b", "c", "d"])], "abcd")) == (
        "。其中，甲的1项，占25%；丙的3项，占75%"
    )


def test_nothing_behind_is_said_only_as_far_as_it_is_known() -> None:
    def said(*tasks: Task) -> str:
        return section(monthly(*tasks), "存在问题和滞后事项")[0]

    level = replace(LAGGING, progress=(report(HOUSING, "好。", indicators={"安置房": Decimal(300)}),))
    assert said(level) == "没有进度滞后的事项。"
    assert said(level, LATE) == "从已报送的情况看，没有评价为未完成或未达序时进度的事项。"
    assert said(SILENT) == "台账里还没有任何进展，滞后事项〔待填〕。"
    failed = replace(LATE, reviews=(Review(MARCH, "未完成", "督查室", ON),))
    assert said(level, failed) == "进度滞后的事项有1项："


def test_who_reported_how() -> None:
    def said(*tasks: Task) -> str:
        return section(monthly(*tasks), "报送情况")[0].partition("前报送，")[2]

    assert said(LAGGING) == "应报单位1个，已按时报齐。"
    assert said(LAGGING, replace(LATE, progress=(report(SCHOOLS, "好。"),))) == "应报单位2个，均按时报齐。"
    assert said(LAGGING, LATE) == "应报单位2个，按时报齐的1个。迟报的1个：区教体局（迟2个工作日）。"
    assert said(SILENT) == "应报单位1个，没有单位按时报齐。未报的1个：区教体局（1项）。"
    assert said(replace(LAGGING, progress=()), SILENT) == "应报单位2个，均未报：区住建局（1项）、区教体局（1项）。"
    undated = replace(LATE, progress=(replace(LATE.progress[0], reported=None),))
    assert said(LAGGING, undated).endswith("按时报齐的1个。报表没有填报时间、不能认定是否按时的1个：区教体局。")


def test_a_ledger_without_a_due_date_leaves_a_blank() -> None:
    open_ended = ledger(LAGGING)
    open_ended = replace(open_ended, config=replace(open_ended.config, reporting=Reporting()))
    made = periodic(open_ended, "minsheng", MARCH, ON, CALENDAR)
    assert section(made, "报送情况") == ["台账没有写明报送时限，各单位的报送情况〔待填〕。"]


def test_what_is_dated_after_the_bulletin_is_not_in_it() -> None:
    before = monthly(LATE, on=date(2021, 4, 9))
    assert section(before, "分项进展情况")[1] == "第2项“修路3条”（区教体局牵头）：本期没有报送进展。"
    assert section(before, "报送情况")[0].endswith("未报的1个：区教体局（1项）。")


def test_a_quarter_is_told_by_category_and_month() -> None:
    made = periodic(ledger(LAGGING, LATE, SILENT), "quarter", FIRST, ON, CALENDAR)
    assert written(made.title) == "关于2021年第一季度重点工作任务进展情况的通报"
    assert section(made, "分项进展情况") == [
        "民生：共3项。其中，正在推进的2项，占66.7%；没有报送过进展的1项，占33.3%。",
        "各项任务的进展情况见附件。",
    ]
    assert [said[:7] for said in section(made, "报送情况")] == ["2021年1月", "2021年2月", "2021年3月"]
    (annex,) = made.annexes
    assert [written(row[3]) for row in annex.rows] == ["建成120套；封顶2栋。", "修路1条。", "本期没有报送进展。"]


def test_a_ledger_made_from_a_table_without_categories() -> None:
    bare = ledger(replace(LATE, category=()), replace(SILENT, category=()))
    bare = replace(bare, config=replace(bare.config, document=Document("2021年落实情况表")))
    made = periodic(bare, "quarter", FIRST, ON, CALENDAR)
    assert made.paragraphs[0].text.startswith("督查室对各责任单位报送的2021年第一季度")
    assert section(made, "分项进展情况") == ["各项任务的进展情况见附件。"]


def test_wrong_periods_and_lists_are_named() -> None:
    with pytest.raises(UsageProblem, match="周期不能是 2021-Q1"):
        periodic(ledger(LATE), "minsheng", FIRST, ON, CALENDAR)
    with pytest.raises(UsageProblem, match="不在台账 2021 的年度里"):
        periodic(ledger(LATE), "minsheng", Period(2020, "month", 3), ON, CALENDAR)
    with pytest.raises(NotFound, match="没有任务"):
        periodic(ledger(), "minsheng", MARCH, ON, CALENDAR)
    with pytest.raises(NotFound, match="没有民生工程清单"):
        periodic(simulated.ledger(simulated.script(1)), "minsheng", MARCH, ON, CALENDAR)


# ---------------------------------------------------------------------- 亮灯, 同比, 环比


def test_lights_are_told_where_the_ledger_has_rules() -> None:
    book = ledger(LAGGING, LATE, SILENT)
    rules = {"lights": [{"light": "红", "behind_points": {"over": 10}}, {"light": "绿", "report": ["已报"]}]}
    book = replace(book, config=replace(book.config, rules=rules))
    made = periodic(book, "minsheng", MARCH, ON, CALENDAR)
    assert section(made, "总体情况")[2:] == [
        "从任务进度看，亮红灯的1项。",
        "亮红灯的任务：第1项（区住建局牵头），安置房完成率10%，慢于时间进度15个百分点。",
    ]
    assert len(section(monthly(LAGGING), "总体情况")) == 2


def figures(now: str, measure: str = "套", basis: str = "cumulative", **months: str) -> Task:
    """A task whose indicator has a figure for March, and for other months (``m02``)."""
    entries = [Entry(MARCH, HOUSING, date(2021, 4, 2), done="好。", indicators={"安置房": Decimal(now)})]
    for name, value in months.items():
        period = Period(2021, "month", int(name[1:]))
        entries.append(Entry(period, HOUSING, date(2021, 4, 1), done="好。", indicators={"安置房": Decimal(value)}))
    indicator = Indicator("安置房", Decimal(1200), measure, basis=basis)
    return task(1, "建成1200套“安置房”。", HOUSING, indicators=(indicator,), progress=tuple(entries))


def last_year(value: str, measure: str = "套", period: str = "2020-03") -> Ledger:
    entry = Entry(Period.parse(period), HOUSING, done="好。", indicators={"安置房": Decimal(value)})
    one = task(1, "建成安置房。", HOUSING, indicators=(Indicator("安置房", Decimal(900), measure),), progress=(entry,))
    book = ledger(one)
    return replace(book, name="2020", config=replace(book.config, name="2020", year=2020))


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ("360", last_year("300"), "，同比增长20%"),
        ("887416", last_year("838755"), "，同比增长5.8%"),  # 历城2020: 同比增收48661万元, 增长5.8%
        ("240", last_year("300"), "，同比下降20%"),
        ("300", last_year("300"), "，同比持平"),
        ("360", last_year("0.03", "万套"), "，同比增长20%"),
        ("360", last_year("300", period="2020-02"), ""),
        ("360", last_year("300", "户"), ""),
        ("360", last_year("0"), ""),
        ("360", None, ""),
    ],
)
def test_a_figure_is_compared_with_last_year_where_last_year_has_it(now: str, before: Ledger | None, said: str) -> None:
    made = periodic(ledger(figures(now)), "minsheng", MARCH, ON, CALENDAR, earlier=before)
    line = section(made, "主要指标")[1]
    assert line.startswith(f"第1项安置房为{now}套（目标1200套）{said}，完成率")
    assert ("同比" in line) == bool(said)


def test_single_periods_are_compared_with_the_one_before_and_rates_in_points() -> None:
    def line(one: Task, before: Ledger | None = None) -> str:
        return section(periodic(ledger(one), "minsheng", MARCH, ON, CALENDAR, earlier=before), "主要指标")[1]

    assert "（目标1200套），环比下降20%，" in line(figures("40", basis="period", m01="70", m02="50"))
    assert "环比" not in line(figures("40", m02="50"))
    assert "（目标1200%），同比提高0.5个百分点，" in line(figures("97.5", "%"), last_year("97", "%"))
    old = figures("40", m02="30")
    stale = replace(old, progress=old.progress[1:])
    assert "同比" not in line(stale, last_year("20"))


# ---------------------------------------------------------------------- long drafts

MANY = tuple(
    Task(
        f"2021-minsheng-{n:03}",
        n,
        f"第{'一二三四五'[n // 10]}批第{n}件实事。",
        ("甲类" if n <= 20 else "乙类" if n <= 38 else "丙类",),
        units=Units((f"第{n}局",)),
        indicators=(Indicator(f"指标{n}", Decimal(100), "个"),) if n <= 12 else (),
        progress=(
            Entry(MARCH, f"第{n}局", date(2021, 4, 2 if n % 3 else 12), done=f"完成{n}个。", problems="缺资金。",
                  indicators={f"指标{n}": Decimal(n)} if n <= 12 else {}),
        )
        if n <= 15
        else (),
        changes=(Change("closure", date(2021, 2, 20)),) if n == 38 else (),
    )
    for n in range(1, 41)
)  # fmt: skip


def test_a_long_draft_names_the_first_counts_the_rest_and_has_all_in_its_annexes() -> None:
    made = monthly(*MANY)
    assert section(made, "主要指标")[:4] == [
        "截至2021年3月底，时间进度为25%。",
        "共有指标12个，均未达序时进度，见附件指标完成情况表。未达序时进度的前几个如下。",
        "第1项指标1为1个（目标100个），完成率1%，慢于时间进度24个百分点。",
        "第2项指标2为2个（目标100个），完成率2%，慢于时间进度23个百分点。",
    ]
    assert len(section(made, "主要指标")) == 2 + 10 + 1
    assert section(made, "分项进展情况") == [
        "（一）甲类",
        "第1项“第一批第1件实事”（第1局牵头）：完成1个。",
        "第2项“第一批第2件实事”（第2局牵头）：完成2个。",
        "第3项“第一批第3件实事”（第3局牵头）：完成3个。",
        "其余12项有进展的任务见附件。",
        "第16项至第20项共5项本期没有报送进展。",
        "（二）乙类",
        "第21项至第37项共17项本期没有报送进展。",
        "第38项已经办结，不再报送。",
        "（三）丙类",
        "本类2项任务本期均没有报送进展。",
    ]
    problems = section(made, "存在问题和滞后事项")
    assert (
        problems[0] == "进度滞后的事项有12项："
        and problems[1].startswith("第1项")
        and problems[10].startswith("第10项")
    )
    assert problems[11] == "其余2项滞后事项见附件进展情况表。"
    assert problems[13] == "第1项（第1局）：缺资金。" and problems[23] == "其余5条反映的问题见附件进展情况表。"
    (said,) = section(made, "报送情况")
    assert "迟报的5个：第3局（迟2个工作日）、" in said
    assert "未报的24个：第16局（1项）、" in said and "、第25局（1项）等，其余见附件报送情况表。" in said
    wanted = section(made, "下一步工作要求")
    assert wanted[0].startswith("一是抓紧赶上进度。请滞后事项的12个牵头单位查找原因")
    assert wanted[1] == "二是补报落实情况。请没有报齐的24个单位（名单见附件报送情况表）尽快将没有报送的情况报督查室。"


def test_the_annexes_of_a_long_draft_have_everything() -> None:
    tasks, indicators, reports = monthly(*MANY).annexes
    assert [written(one.title) for one in (tasks, indicators, reports)] == [
        "2021年3月民生实事进展情况表",
        "2021年3月民生实事指标完成情况表",
        "2021年3月报送情况表",
    ]
    assert (len(tasks.rows), len(indicators.rows), len(reports.rows)) == (40, 12, 39)
    assert [written(cell) for cell in tasks.rows[11]][3:] == ["完成12个。存在问题（第12局）：缺资金。", "推进中\n滞后"]
    assert [written(cell) for cell in indicators.rows[2]] == [
        "3", "指标3", "100个", "3个", "完成率3%，慢于时间进度22个百分点",
    ]  # fmt: skip
    assert ["第3局", "1", "1", "0", "迟报", "2"] in [[written(cell) for cell in row] for row in reports.rows]
    listed = render(document.build(monthly(*MANY)), "md").decode()
    assert "附件：1. 2021年3月民生实事进展情况表\n\n　　　2. 2021年3月民生实事指标完成情况表\n" in listed
    assert "\n附件3\n\n# 2021年3月报送情况表\n" in listed


def test_many_lead_units_and_many_reports_are_counted() -> None:
    units = tuple(f"第{n}局" for n in range(1, 13))
    said = tuple(report(unit, f"{unit}完成。", 12) for unit in reversed(units))
    one = replace(task(1, "植树。", HOUSING), units=Units(units), progress=said)
    made = monthly(one, SILENT)
    assert section(made, "分项进展情况")[1] == (
        "第1项“植树”（第1局等12个单位牵头）：第12局：第12局完成。第11局：第11局完成。第10局：第10局完成。"
        "其余9个单位的进展见附件。"
    )
    assert "第1局：第1局完成。" in written(made.annexes[0].rows[0][3])
    wanted = section(made, "下一步工作要求")
    assert wanted[1] == "二是严格报送时限。请迟报的12个单位（名单见附件报送情况表）今后按时报送。"
    assert len(made.annexes) == 2


def test_a_short_draft_has_the_one_annex() -> None:
    assert len(monthly(*MANY[:9]).annexes) == 1
    assert "第9项（第9局）：缺资金。" in section(monthly(*MANY[:9]), "存在问题和滞后事项")


def sent(n: int) -> Issued:
    return Issued(MARCH, f"第{n}局", 1, date(2021, 4, 12), date(2021, 4, 14), (f"2021-minsheng-{n:03}",))


def test_many_notices_are_listed_in_an_annex_and_units_bear_the_name_of_the_day() -> None:
    notices = [sent(n) for n in range(4, 31)]
    made = reminded(ledger(*MANY), MARCH, ON, CALENDAR, notices)
    told = section(made, "催办情况")
    assert told[0] == "共发出催办通知单27份，催办单位27个。"
    assert told[1].startswith("第一次催办（2021年4月12日发出，限2021年4月14日前报）：第4局、第5局、")
    assert told[1].endswith("、第13局等，其余见附件催办情况表。")
    assert told[2].startswith("催办后已报齐的12个：第6局、") and told[3].startswith("催办后仍未报齐的15个：第16局、")
    reports, listed = made.annexes
    assert (written(reports.title), written(listed.title)) == ("2021年3月报送情况表", "2021年3月催办情况表")
    assert [written(cell) for cell in listed.rows[-1]] == [
        "第30局", "第一次", "2021年4月12日", "2021年4月14日", "仍未报齐",
    ]  # fmt: skip
    few = [*notices[:2], replace(notices[2], on=date(2021, 4, 13), until=date(2021, 4, 15))]
    short = reminded(ledger(*MANY[:9]), MARCH, ON, CALENDAR, few)
    assert short.annexes == ()
    assert section(short, "催办情况")[1] == (
        "第一次催办：第4局（2021年4月12日发出，限2021年4月14日前报）、第5局（2021年4月12日发出，限2021年4月14日前报）、"
        "第6局（2021年4月13日发出，限2021年4月15日前报）。"
    )


# ---------------------------------------------------------------------- renamed units

RENAMED = Registry((Unit(HOUSING, aliases=(Alias("区房管局", end=date(2021, 4, 20)),)), Unit(SCHOOLS)))


@pytest.mark.parametrize(("on", "name"), [(date(2021, 4, 15), "区房管局"), (date(2021, 4, 21), HOUSING)])
def test_a_unit_bears_the_name_of_the_day_of_the_bulletin(on: date, name: str) -> None:
    signed = replace(LAGGING, units=Units((name,), (SCHOOLS,)), progress=(replace(BUILT, unit="区房管局"),))
    other = replace(LATE, units=Units((name,)))
    book = replace(ledger(signed, other), registry=RENAMED)
    made = periodic(book, "minsheng", MARCH, on, CALENDAR)
    said = [one.text for one in made.paragraphs]
    wrong = HOUSING if name != HOUSING else "区房管局"
    assert not [line for line in said if wrong in line]
    assert f"第1项（{name}）：验收滞后。原因：天气。" in said
    assert f"{name}（2项中1项）" in section(made, "报送情况")[0]
    assert f"请{name}查找原因" in section(made, "下一步工作要求")[0]
    one = matter(book, book.records[0], on, CALENDAR)
    assert f"{name}报送（2021年3月）：建成120套；封顶2栋。" in [each.text for each in one.paragraphs]


# ---------------------------------------------------------------------- 单项办结

ENDED = replace(
    LAGGING,
    leaders=("甲  某",),
    deadline="12月底前",
    reviews=(Review(MARCH, "完成", "督查室", date(2021, 4, 12)),),
    changes=(
        Change(
            "extension", date(2021, 4, 6), before="2021-04-08", after="2021-04-12", reason="数据待核。", period=MARCH
        ),
        Change("closure", date(2021, 4, 13), reason="现场核实", approved_by="乙某"),
    ),
)


def closed(one: Task = ENDED, on: date = ON) -> Bulletin:
    book = ledger(one)
    return closure(book, book.records[0], on)


def test_a_closed_task_has_its_own_bulletin() -> None:
    made = closed()
    assert written(made.title) == "关于第1项任务办结情况的通报" and made.annexes == ()
    assert [one.text for one in made.paragraphs][1:] == [
        "一、任务和目标",
        "任务：建成1200套“安置房”。",
        "目标值：安置房1200套。",
        "完成时限：12月底前。",
        "牵头领导：甲某；牵头单位：区住建局。",
        "二、完成情况",
        "区住建局报送（2021年3月）：建成120套；封顶2栋。",
        "安置房：报数120套，完成率10%。",
        "三、督查和办结情况",
        "2021年4月6日同意2021年3月落实情况延期报送：由2021年4月8日改为2021年4月12日，原因：数据待核。",
        "督查室对2021年3月进展的评价为完成。",
        "经乙某批准，该项任务于2021年4月13日办结。办结依据：现场核实。",
        "四、经验做法和下一步工作要求",
        "〔待填〕。",
    ]


def test_an_open_task_has_none() -> None:
    with pytest.raises(LedgerError, match="还没有办结"):
        closed(LATE)
    with pytest.raises(LedgerError, match="在它之前"):
        closed(on=date(2021, 4, 12))
    undated = replace(ENDED, changes=(Change("closure"),))
    with pytest.raises(LedgerError, match="没有写日期"):
        closed(undated)


# ---------------------------------------------------------------------- 重大事项

UNDER_WAY = replace(
    LAGGING,
    units=Units((HOUSING,), (SCHOOLS,)),
    plan={FIRST: "建成300套"},
    progress=(replace(BUILT, next="抓紧验收"),),
    reviews=(Review(MARCH, "未完成", "督查室", date(2021, 4, 12)),),
)


def major(one: Task = UNDER_WAY, on: date = ON, rules: object = None) -> Bulletin:
    book = ledger(one)
    book = replace(book, config=replace(book.config, rules=rules or {}))
    return matter(book, book.records[0], on, CALENDAR)


def test_a_matter_under_way_has_a_bulletin_of_its_own() -> None:
    rules = {"lights": [{"light": "红", "behind_points": {"over": 10}}]}
    made = major(rules=rules)
    assert written(made.title) == "关于第1项任务进展情况的通报"
    assert [one.text for one in made.paragraphs] == [
        "根据《关于印发〈办法〉的通知》（云政办发〔2021〕3号）要求，督查室对第1项“建成1200套‘安置房’”的落实情况进行了"
        "跟踪督查（数据截至2021年4月15日）。现将有关情况通报如下：",
        "一、任务和目标",
        "任务：建成1200套“安置房”。",
        "目标值：安置房1200套。",
        "牵头单位：区住建局；配合单位：区教体局。",
        "2021年第一季度计划：建成300套。",
        "二、进展情况",
        "区住建局报送（2021年3月）：建成120套；封顶2栋。",
        "截至2021年3月底，时间进度为25%。",
        "安置房：报数120套，完成率10%，慢于时间进度15个百分点。",
        "三、报送和督查情况",
        "区住建局没有报送2021年1月、2月共2期的落实情况。",
        "区教体局没有报送2021年1月至3月共3期的落实情况。",
        "督查室对2021年3月进展的评价为未完成。",
        "四、存在问题",
        "按亮灯规则，该项任务亮红灯：安置房完成率10%，慢于时间进度15个百分点。",
        "区住建局反映：验收滞后。原因：天气。",
        "督查中发现的其他问题：〔待填〕。",
        "五、下一步工作要求",
        "区住建局下一步计划：抓紧验收。",
        "工作要求：〔待填〕。",
    ]


def test_a_matter_as_it_stood_early_or_without_anything() -> None:
    early = major(replace(UNDER_WAY, indicators=(), plan={}), on=date(2021, 1, 20))
    assert section(early, "进展情况") == ["台账里没有责任单位报送的进展，完成情况〔待填〕。"]
    assert section(early, "报送和督查情况") == ["报送时限还没有到。", "核实情况〔待填〕。"]
    late = major(replace(UNDER_WAY, units=Units((HOUSING,)), progress=tuple(
        Entry(Period(2021, "month", n), HOUSING, date(2021, n + 1, 2), done="好。") for n in (1, 2, 3))))  # fmt: skip
    assert section(late, "报送和督查情况")[0] == "责任单位均按时报送。"
    with pytest.raises(LedgerError, match="已经办结，不再出重大事项通报"):
        major(ENDED)
    assert written(major(ENDED, on=date(2021, 4, 12)).title) == "关于第1项任务进展情况的通报"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("植树。", "“植树”"),
        ("深入推进“九大行动”" + "，健全招商机制" * 8 + "。", "“深入推进‘九大行动’" + "，健全招商机制" * 7 + "……”"),
        ("一句话说清楚这件事要做什么。" + "还有很多别的话" * 10, "“一句话说清楚这件事要做什么……”"),
        ("没有标点" * 20, "“" + "没有标点" * 15 + "……”"),
        ("打造" + "“很长的名字" * 12 + "”" * 12, "“打造……”"),
        ("“" + "很长的名字" * 13 + "”", "“" + "很长的名字" * 11 + "很长的名……”"),
    ],
)
def test_a_long_task_is_named_by_its_beginning(text: str, shown: str) -> None:
    assert written(brief(task(1, text, HOUSING))) == shown


# ---------------------------------------------------------------------- every figure has an origin

NUMBER = re.compile(r"\d+(?:\.\d+)?")
YEAR = simulated.script(7)
DRAFTS = {
    "monthly": lambda: monthly(LAGGING, LATE, SILENT),
    "long": lambda: monthly(*MANY),
    "reminded": lambda: reminded(ledger(*MANY), MARCH, ON, CALENDAR, [sent(n) for n in range(4, 31)]),
    "compared": lambda: periodic(
        ledger(figures("360"), LATE), "minsheng", MARCH, ON, CALENDAR, earlier=last_year("300")
    ),
    "closure": closed,
    "matter": major,
    **{
        f"simulated {month}": lambda month=month: periodic(
            simulated.ledger(YEAR), "minsheng", Period(2021, "month", month), date(2022, 3, 1), CALENDAR, "main"
        )
        for month in range(1, 13)
    },
    **{
        f"simulated Q{n}": lambda n=n: periodic(
            simulated.ledger(YEAR), "quarter", Period(2021, "quarter", n), date(2022, 3, 1), CALENDAR
        )
        for n in range(1, 5)
    },
    **{
        f"ranking {name}": lambda name=name: ranked(
            simulated.ledger(YEAR), usable(simulated.RULES, ""), Period.parse(name), date(2022, 3, 1), CALENDAR
        )
        for name in ("2021-01", "2021-06", "2021-Q3", "2021")
    },
}


@pytest.mark.parametrize("name", DRAFTS)
def test_every_number_in_the_document_is_in_the_trace(name: str) -> None:
    made = DRAFTS[name]()
    printed = Counter(NUMBER.findall(render(document.build(made), "md").decode()))
    # an annex repeats its own title above the table
    printed -= Counter(number for one in made.annexes for number in NUMBER.findall(written(one.title)))
    traced = Counter(number for one in made.trace() for number in one.numbers)
    assert printed == traced and sum(printed.values()) > 10
    assert all(one.how for one in made.trace())


@pytest.mark.parametrize("name", DRAFTS)
def test_words_of_the_program_carry_no_digits(name: str) -> None:
    made = DRAFTS[name]()
    sentences = [
        made.title,
        *(one.title for one in made.annexes),
        *(one.pieces for one in made.paragraphs),
        *(c for one in made.annexes for row in one.rows for c in row),
    ]
    assert [piece for said in sentences for piece in said if isinstance(piece, str) and re.search(r"\d", piece)] == []


def test_digits_in_the_names_that_a_ledger_gives_are_traced_too() -> None:
    book = ledger(LAGGING)
    lists = {"minsheng": ListSpec("minsheng", "2021年“12100”民生工程责任分解表", "附件2")}
    rules = {"lights": [{"light": "1级", "behind_points": {"over": 10}}]}
    book = replace(book, config=replace(book.config, office="督查2科", lists=lists, rules=rules))
    made = periodic(book, "minsheng", MARCH, ON, CALENDAR)
    printed = Counter(NUMBER.findall(render(document.build(made), "md").decode()))
    printed -= Counter(NUMBER.findall(written(made.annexes[0].title)))
    assert printed == Counter(number for one in made.trace() for number in one.numbers)
    assert printed["12100"] == 4 and written(made.title) == "关于2021年3月“12100”民生工程进展情况的通报"


def test_counts_name_what_they_count() -> None:
    counted = [
        piece
        for one in monthly(LAGGING, LATE, SILENT).paragraphs
        for piece in one.pieces
        if isinstance(piece, Figure) and piece.how.startswith("计数")
    ]
    assert len(counted) > 5 and all(len(set(piece.sources)) == int(piece.text) for piece in counted)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_simulated_year_is_told_as_it_was(month: int) -> None:
    made = DRAFTS[f"simulated {month}"]()
    now = [deed for deed in YEAR if deed.month == month]
    reports = {(deed.unit, deed.task): simulated.expected_report(deed)[0] for deed in now}
    text = section(made, "报送情况")[0]
    for unit in simulated.UNITS:
        mine = [status for (name, _), status in reports.items() if name == unit]
        days = max(simulated.expected_report(deed)[1] for deed in now if deed.unit == unit)
        silent = mine.count("未报")
        if silent:
            assert f"{unit}（{len(mine)}项中{silent}项）" in text or f"{unit}（{silent}项）" in text
        elif "迟报" in mine:
            assert f"{unit}（迟{days}个工作日）" in text
        else:
            assert f"{unit}（" not in text
    known: dict[str, int] = {}
    for deed in sorted((deed for deed in YEAR if deed.month <= month and deed.reported), key=lambda deed: deed.month):
        known[deed.task] = deed.total
    behind = sum(total * 12 < simulated.TARGET * month for total in known.values())
    assert f"未达序时进度的{behind}项" in section(made, "总体情况")[1] or behind in (0, len(reports))
