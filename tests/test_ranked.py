"""督查排名通报: who is named, in which words, and that every figure is the ranking's own. Ledgers are 虚构."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ledger.bulletins import Bulletin, ranked
from ledger.bulletins.prose import written
from ledger.errors import LedgerError, UsageProblem
from ledger.gitrepo.trailers import Marked
from ledger.lights import Facts
from ledger.model import Change, Config, Document, Entry, ListSpec, Record, Reporting, Review, Task, Units
from ledger.periods import Period
from ledger.rulebook import decode, usable
from ledger.scoring import Named, named, rank
from ledger.store import Ledger
from ledger.units import Registry
from ledger.values import replace
from ledger.workdays import WorkCalendar
from tests import simulated as sim

CALENDAR = WorkCalendar()
APRIL, MARCH = Period.parse("2021-04"), Period.parse("2021-03")
ON = date(2021, 5, 14)
RULES: dict[str, Any] = {
    "name": "“大排名”试行办法",
    "scores": {
        "base": 100,
        "points": [
            {"name": "办结", "points": 2, "closed": True},
            {"name": "核实未完成", "points": -2, "verdict": ["未完成"]},
            {"name": "迟报", "points": Decimal("-0.5"), "each": "day", "report": ["迟报"]},
            {"name": "未报", "points": -5, "report": ["未报"]},
            {"name": "表扬", "points": 1, "event": "表扬"},
        ],
    },
}


def praise(marks: dict[str, int]) -> list[dict[str, str]]:
    return [{"event": "表扬", "unit": unit, "period": "2021-04"} for unit, n in marks.items() for _ in range(n)]


def ledger(*tasks: Task, **more: Any) -> Ledger:
    config = Config(
        "2021",
        "台账（虚构）",
        2021,
        {"main": ListSpec("main", "表")},
        document=Document("重点工作方案", issuer="云山区人民政府办公室"),
        reporting=Reporting(due={"working_days": 5}),
        bulletins=({"matter": "“大督查、大排名”", "rhythm": "每月通报表扬、批评"},),
        **more,
    )
    return Ledger("2021", config, Registry(), tuple(Record(f"{one.id}.yaml", "main", one) for one in tasks))


def task(n: int, unit: str, day: int = 7, **more: Any) -> Task:
    """A task reported for April on a day of May; day 0: not at all."""
    entries = (Entry(APRIL, unit, date(2021, 5, day), done="已开工。"),) if day else ()
    return Task(f"2021-main-{n:03}", n, "虚构。", units=Units((unit,)), progress=entries, **more)


def draft(*tasks: Task, rules: Any = RULES, period: Period = APRIL, on: date = ON) -> Bulletin:
    return ranked(ledger(*tasks), usable(rules, ""), period, on, CALENDAR)


def section(made: Bulletin, head: str) -> list[str]:
    found: list[str] = []
    inside = False
    for one in made.paragraphs:
        inside = one.text.endswith(f"、{head}") if one.look == "head" else inside
        if inside and one.look != "head":
            found.append(one.text)
    return found


CLOSED = {"changes": (Change("closure", date(2021, 4, 20)),)}
FAILED = {"reviews": (Review(APRIL, "未完成", "督查室", date(2021, 5, 10)),)}


def test_a_ranking_reads_well() -> None:
    made = draft(
        task(1, "甲局", **CLOSED), task(2, "乙局"), task(3, "丙局", 12), task(4, "丁局", 0), task(5, "丁局", **FAILED)
    )
    assert written(made.title) == "关于2021年4月“大督查、大排名”情况的通报"
    assert [one.text for one in made.paragraphs] == [
        "根据《重点工作方案》要求，督查室对各责任单位2021年4月重点工作任务落实情况进行了督查排名（数据截至2021年5月14日）。"
        "现将有关情况通报如下：",
        "一、总体情况",
        "参加排名的单位4个，承担任务5项。按照“大排名”试行办法计分，最高102分，最低93分，平均98.63分。",
        "二、排名情况",
        "按得分从高到低：甲局（第1名，102分）、乙局（第2名，100分）、丙局（第3名，99.5分）、丁局（第4名，93分）。",
        "各单位的名次和得分见附件。",
        "三、通报表扬",
        "对重点工作任务完成较好的甲局予以通报表扬。",
        "甲局（第1名）：办结加2分（第1项）。",
        "四、通报批评",
        "对重点工作任务完成较差的丙局、丁局等2个单位予以通报批评。",
        "丙局（第3名）：迟报扣0.5分（第3项）。",
        "丁局（第4名）：未报扣5分（第4项）；核实未完成扣2分（第5项）。",
        "五、报送情况",
        "2021年4月情况应于2021年5月11日前报送，应报单位4个，按时报齐的2个。迟报的1个：丙局（迟1个工作日）。"
        "部分任务未报的1个：丁局（2项中1项）。",
        "六、下一步工作要求",
        "一是抓好整改。请丙局、丁局查找差距和原因，逐项制定整改措施，于〔待填〕前报督查室。",
        "二是补报落实情况。请丁局尽快将没有报送的情况报督查室。",
        "三是严格报送时限。请丙局今后按时报送。",
        "四是做好下期报送。2021年5月情况请于2021年6月7日前报督查室。",
        "其他工作要求：〔待填〕。",
    ]
    (annex,) = made.annexes
    assert [head.title for head in annex.heads] == [
        "名次", "单位", "得分", "较上期", "任务项数", "加分", "扣分", "主要加分、扣分事项",
    ]  # fmt: skip
    assert [[written(cell) for cell in row] for row in annex.rows] == [
        ["1", "甲局", "102", "持平", "1", "2", "—", "办结加2分（第1项）"],
        ["2", "乙局", "100", "降1", "1", "—", "—", "—"],
        ["3", "丙局", "99.5", "降2", "1", "—", "0.5", "迟报扣0.5分（第3项）"],
        ["4", "丁局", "93", "持平", "2", "—", "7", "未报扣5分（第4项）；核实未完成扣2分（第5项）"],
    ]


def test_the_document_without_a_ranking_of_its_own_calls_it_by_its_plain_name() -> None:
    made = ranked(sim.ledger(sim.script(1)), usable(sim.RULES, ""), MARCH, date(2022, 3, 1), CALENDAR)
    assert written(made.title) == "关于2021年3月重点工作任务督查排名情况的通报"
    assert "其中甲组3个，其他单位2个" in made.paragraphs[2].text
    assert [one.text for one in made.paragraphs if one.look == "subhead"] == ["（一）甲组", "（二）其他单位"]


# ---------------------------------------------------------------------- who is named


def chosen(marks: dict[str, int], **scores: Any) -> Named:
    rules = {"scores": {**RULES["scores"], **scores}, "events": praise(marks)}
    book = ledger(*(task(n, unit) for n, unit in enumerate(marks, 1)))
    return named(rank(Facts(book, usable(rules, ""), CALENDAR, ON), APRIL))


def names(units: tuple[Any, ...]) -> str:
    return "".join(one.unit for one in units)


def test_the_first_and_the_last_three_where_the_rules_say_nothing() -> None:
    found = chosen(dict(zip("甲乙丙丁戊己庚", (6, 5, 4, 3, 2, 1, 0), strict=True)))
    assert (names(found.praised), names(found.criticised), found.assumed) == ("甲乙丙", "戊己庚", True)


def test_a_tie_at_the_cut_is_named_together_but_a_crowd_is_left_to_a_person() -> None:
    found = chosen(dict(zip("甲乙丙丁戊己庚", (6, 5, 4, 4, 2, 1, 0), strict=True)), praise={"count": 3})
    assert sorted(names(found.praised)) == sorted("甲乙丙丁") and not found.open
    crowd = chosen(dict.fromkeys("甲乙丙丁戊己庚", 1) | {"辛": 0}, criticise={"count": 1})
    assert (names(crowd.praised), names(crowd.criticised)) == ("", "辛")
    assert sorted(names(crowd.open)) == sorted("甲乙丙丁戊己庚")


def test_few_or_level_units_are_named_for_neither() -> None:
    found = chosen({"甲": 1, "乙": 1})
    assert names(found.both) in ("甲乙", "乙甲") and not found.praised and not found.criticised
    made = draft(task(1, "甲局"), task(2, "乙局"))
    assert section(made, "通报表扬") == ["本期没有按规则应予通报表扬的单位。其他情况〔待填〕。"]
    assert "最高" not in section(made, "总体情况")[0] and "各单位得分均为100分" in section(made, "总体情况")[0]
    assert any("局既在前几名又在后几名" in remark for remark in made.remarks)


def test_bounds_and_none_at_all() -> None:
    marks = dict(zip("甲乙丙丁", (3, 2, 1, 0), strict=True))
    bounded = chosen(
        marks, praise={"count": 3, "score": {"from": 102}}, criticise={"count": 2, "score": {"below": 101}}
    )
    assert (names(bounded.praised), names(bounded.criticised), bounded.assumed) == ("甲乙", "丁", False)
    assert names(chosen(marks, praise=1, criticise=2).praised) == "甲"
    none = chosen(marks, praise=0, criticise={"count": 0})
    assert none.praised == none.criticised == none.both == ()


@pytest.mark.parametrize(
    ("scores", "place", "message"),
    [
        ({"praise": -1}, ("scores", "praise"), "praise 不能是 -1"),
        ({"praise": "三个"}, ("scores", "praise"), "这里应当是一组"),
        ({"criticise": {"score": {"below": 60}}}, ("scores", "criticise"), "缺少 count"),
        ({"criticise": {"count": 3, "score": {"under": 60}}}, ("scores", "criticise", "score", "under"), "没有“under”"),
    ],
)
def test_a_slip_in_who_is_named_is_told(scores: dict[str, Any], place: tuple[str, ...], message: str) -> None:
    _, found = decode({"scores": {**RULES["scores"], **scores}})
    assert [finding.path for finding in found][:1] == [place] and message in found[0].message


def test_nobody_below_the_base_is_praised_by_default() -> None:
    made = draft(task(1, "甲局", 0), task(2, "乙局", 0), task(3, "丙局", 0), task(4, "丙局", 0))
    assert section(made, "通报表扬") == ["本期没有按规则应予通报表扬的单位。其他情况〔待填〕。"]


# ---------------------------------------------------------------------- what it rests on


@pytest.mark.parametrize("period", [*(f"2021-{n:02}" for n in range(1, 13)), "2021-Q2", "2021-H2", "2021"])
def test_the_bulletin_prints_the_independent_ranking(period: str) -> None:
    deeds = sim.script(2)
    months = range(Period.parse(period).months[0].index, Period.parse(period).months[-1].index + 1)
    expected = sim.expected_scores(deeds, months)
    first = list(sim.UNITS[:3])
    ranks = {**sim.expected_ranks(expected, first), **sim.expected_ranks(expected, list(sim.UNITS[3:]))}
    made = ranked(sim.ledger(deeds), usable(sim.RULES, ""), Period.parse(period), date(2022, 3, 1), CALENDAR)
    (annex,) = made.annexes
    at = {head.role: n for n, head in enumerate(annex.heads)}
    rows = {written(row[at["unit"]]): row for row in annex.rows}
    assert {unit: Decimal(written(row[at["score"]])) for unit, row in rows.items()} == expected
    assert {unit: int(written(row[at["rank"]])) for unit, row in rows.items()} == ranks
    for unit, row in rows.items():
        given, taken = (Decimal(written(row[at[side]]).replace("—", "0")) for side in ("given", "taken"))
        assert 100 + given - taken == expected[unit]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_files_plays_no_part(seed: int) -> None:
    def ranks(book: Ledger) -> tuple[list[list[str]], Named]:
        made = ranked(book, usable(sim.RULES, ""), Period.parse("2021-Q3"), date(2022, 3, 1), CALENDAR)
        found = named(rank(Facts(book, usable(sim.RULES, ""), CALENDAR, None), Period.parse("2021-Q3")))
        return [[written(cell) for cell in row] for row in made.annexes[0].rows], found

    book = sim.ledger(sim.script(6))
    records = list(book.records)
    random.Random(seed).shuffle(records)
    assert ranks(replace(book, records=tuple(records))) == ranks(book)


def test_points_are_traced_to_their_commits_and_later_facts_do_not_count() -> None:
    book = ledger(task(1, "甲局", **FAILED), task(2, "乙局"))
    commit = Marked("c" * 40, frozenset({"2021-main-001"}), frozenset({"2021-04"}), frozenset(), frozenset({"review"}))
    made = ranked(book, usable(RULES, ""), APRIL, ON, CALENDAR, (commit,))
    (line,) = [one for one in made.trace() if one.place == "附件第2行" and one.text == "98"]
    assert line.sources == ("基础分 +100", f"核实未完成 -2 2021-main-001 2021-04 {'c' * 10}")
    early = ranked(book, usable(RULES, ""), APRIL, date(2021, 5, 8), CALENDAR)
    assert "各单位得分均为100分" in section(early, "总体情况")[0]


def test_what_cannot_be_ranked_says_so() -> None:
    with pytest.raises(UsageProblem, match="没有写打分规则"):
        draft(task(1, "甲局"), rules={})
    with pytest.raises(UsageProblem, match="不在台账 2021 的年度里"):
        draft(task(1, "甲局"), period=Period.parse("2020-04"))
    with pytest.raises(LedgerError, match="没有可以排名的单位"):
        draft(task(1, "甲局"), rules={"scores": {**RULES["scores"], "minimum": 2}})
    few = draft(task(1, "甲局"), task(2, "乙局"), task(3, "乙局"), rules={"scores": {**RULES["scores"], "minimum": 2}})
    assert section(few, "总体情况")[1] == "任务不足2项、没有参加排名的单位1个：甲局。"


def test_a_mean_is_told_as_a_mean() -> None:
    rules = {"scores": {**RULES["scores"], "by": "mean"}}
    made = draft(task(1, "甲局", **FAILED), task(2, "甲局"), task(3, "甲局"), task(4, "乙局"), rules=rules)
    (score,) = [one for one in made.trace() if one.place == "附件第2行" and one.text == "99.33"]
    assert score.how == "得分：基础分加各项分按3份应报情况平均"


def test_lights_are_told_where_there_are_rules() -> None:
    rules = {**RULES, "lights": [{"light": "红", "verdict": ["未完成"]}, {"light": "绿", "report": ["已报"]}]}
    made = draft(task(1, "甲局", **FAILED), task(2, "乙局"), rules=rules)
    assert section(made, "总体情况")[1:] == [
        "从任务进度看，亮红灯的1项，亮绿灯的1项。",
        "亮红灯的任务：第1项（甲局牵头），核实为未完成。",
    ]
    closed = replace(task(1, "甲局"), changes=CLOSED["changes"])
    assert len(section(draft(closed, task(2, "乙局")), "总体情况")) == 1
