"""同一事项: which tasks speak for each other, and what is reported only under one of them. Everything is 虚构."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ledger import twins
from ledger.bulletins import Bulletin, matter, periodic
from ledger.bulletins.prose import written
from ledger.deadlines import TaskDue, owed
from ledger.lights import told
from ledger.model import Config, Entry, Indicator, ListSpec, Record, Reporting, Review, Task, Units
from ledger.periods import Period
from ledger.store import Ledger
from ledger.units import Registry
from ledger.values import replace
from ledger.workdays import WorkCalendar

MARCH = Period.parse("2021-03")
CALENDAR = WorkCalendar()
ON = date(2021, 4, 15)
DONE = Entry(MARCH, "甲局", date(2021, 4, 6), done="建成120套。", verdict="完成", indicators={"套数": Decimal(120)})
FLATS = Indicator("套数", Decimal(1200), "套")


def task(name: str, *same: str, **more: object) -> Record:
    listed, number = name.split("/")
    units = more.pop("units", Units(("甲局",), ("乙局",)))
    made = Task(
        f"2021-{listed}-{number}",
        int(number),
        f"虚构任务{name}。",
        ("类别",),
        units=units,  # type: ignore[arg-type]
        same_as=tuple(f"2021-{one.replace('/', '-')}" for one in same),
        **more,  # type: ignore[arg-type]
    )
    return Record(f"tasks/2021/{listed}/{number}.yaml", listed, made)


def shown(records: list[Record]) -> list[tuple[str, str, bool]]:
    return [(a.task.id[5:], b.task.id[5:], part) for a, b, part in twins.pairs(records)]


def test_a_tie_counts_once_whichever_side_says_so() -> None:
    assert shown([task("main/1", "minsheng/1"), task("minsheng/1")]) == [("main-1", "minsheng-1", False)]
    assert shown([task("main/1"), task("minsheng/1", "main/1")]) == [("main-1", "minsheng-1", False)]
    assert shown([task("main/1", "minsheng/9", "main/1")]) == []


def test_a_task_that_is_tied_to_several_is_the_whole() -> None:
    records = [task("main/1", "minsheng/1", "minsheng/2"), task("minsheng/1"), task("minsheng/2")]
    assert shown(records) == [("main-1", "minsheng-1", True), ("main-1", "minsheng-2", True)]
    covering = {name[5:]: [(r.task.id[5:], part) for r, part in each] for name, each in twins.covering(records).items()}
    assert covering == {"minsheng-1": [("main-1", True)], "minsheng-2": [("main-1", True)]}


def test_tasks_that_hang_together_are_found_from_any_of_them() -> None:
    ties = {"a": ("b", "c"), "d": ("c",), "x": ("y",)}
    assert twins.linked(ties, ["d"]) == {"a", "b", "c", "d"}
    assert twins.linked(ties, ["y", "z"]) == {"x", "y", "z"}
    assert twins.linked({}, ["a"]) == {"a"}


def test_told_adopts_from_everything_and_keeps_the_order() -> None:
    records = [task("main/1", "minsheng/1", progress=(DONE,)), task("main/2"), task("minsheng/1")]
    (last, first) = twins.told([records[2], records[1]], records, Registry())
    assert (last.task.id, first) == ("2021-minsheng-1", records[1])
    assert twins.elsewhere(last.task) and not twins.elsewhere(records[0].task)
    assert [twins.under(entry) for entry in last.task.progress] == ["2021-main-1"]


def due(*records: Record, on: date | None = None) -> dict[str, TaskDue]:
    config = Config("2021", "虚构", 2021, {}, reporting=Reporting(due={"working_days": 5}))
    found = owed(config, Registry(), records[:1], MARCH, CALENDAR, on, records)
    return {unit.unit: unit.details[0] for unit in found.units}


def test_a_report_under_the_twin_is_no_silence_and_says_where_it_stands() -> None:
    item, main = task("minsheng/1", "main/1"), task("main/1", progress=(DONE,))
    found = due(item, main)
    assert (found["甲局"].status, found["甲局"].via) == ("已报", "2021-main-1")
    assert (found["乙局"].status, found["乙局"].via) == ("未报", "")
    assert told(found["甲局"], named=True) == "甲局按时报送（应于2021-04-08前报，2021-04-06报在同一事项 2021-main-1）"
    late = replace(main, task=replace(main.task, progress=(replace(DONE, reported=date(2021, 4, 12)),)))
    assert told(due(item, late)["甲局"], named=False).endswith("2021-04-12报在同一事项 2021-main-1）")
    assert due(item, late, on=date(2021, 4, 9))["甲局"].status == "未报"


def test_the_whole_speaks_for_its_parts_and_no_part_for_the_whole() -> None:
    whole = task("main/1", "minsheng/1", "minsheng/2", progress=(DONE,))
    parts = task("minsheng/1"), task("minsheng/2")
    assert due(parts[0], whole, parts[1])["甲局"].via == "2021-main-1"
    silent = replace(whole, task=replace(whole.task, progress=()))
    told = replace(parts[0], task=replace(parts[0].task, progress=(DONE,)))
    assert due(silent, told, parts[1])["甲局"].status == "未报"


def adopted(record: Record, *others: Record) -> Task:
    covering = twins.covering((record, *others))
    return twins.adopted(record, covering.get(record.task.id, ()), Registry()).task


def test_figures_and_verdicts_come_from_a_twin_and_only_words_from_the_whole() -> None:
    review = Review(MARCH, "完成", "督查室")
    main = task("main/1", progress=(DONE,), reviews=(review,), indicators=(FLATS,))
    item = task("minsheng/1", "main/1", indicators=(FLATS,))
    (entry,) = adopted(item, main).progress
    assert (twins.under(entry), entry.verdict, dict(entry.indicators)) == (
        "2021-main-1",
        "完成",
        {"套数": Decimal(120)},
    )
    assert adopted(item, main).reviews == (review,)
    assert adopted(replace(item, task=replace(item.task, indicators=())), main).progress[0].indicators == {}
    whole = replace(main, task=replace(main.task, same_as=("2021-minsheng-1", "2021-minsheng-2")))
    part = adopted(item, whole, task("minsheng/2"))
    assert (part.progress[0].verdict, dict(part.progress[0].indicators), part.reviews) == ("", {}, ())


def test_what_a_task_has_of_its_own_stays_and_strangers_are_not_taken() -> None:
    own = replace(DONE, done="自己报的。")
    main = task("main/1", progress=(DONE, replace(DONE, unit="丙局")))
    assert adopted(task("minsheng/1", "main/1", progress=(own,)), main).progress == (own,)
    alone = task("minsheng/2", progress=(own,))
    assert adopted(alone, main) == alone.task
    assert [entry.unit for entry in adopted(task("minsheng/1", "main/1"), main).progress] == ["甲局"]


def bulletin(*records: Record) -> Bulletin:
    lists = {"main": ListSpec("main", "表", "附件1"), "minsheng": ListSpec("minsheng", "民生工程表", "附件2")}
    config = Config("2021", "虚构", 2021, lists, reporting=Reporting(due={"working_days": 5}))
    return periodic(Ledger("2021", config, Registry(), records), "minsheng", MARCH, ON, CALENDAR)


def test_a_bulletin_tells_it_where_it_stands() -> None:
    item = task("minsheng/1", "main/1", units=Units(("甲局",)), indicators=(FLATS,))
    made = bulletin(item, task("main/1", progress=(DONE,), indicators=(FLATS,)))
    said = [one.text for one in made.paragraphs]
    assert "民生工程共1项，最近一期自报完成、有待核实。" in said
    assert "第1项套数为120套（目标1200套），完成率10%，慢于时间进度15个百分点。" in said
    assert "第1项“虚构任务minsheng/1”（甲局牵头）：建成120套。（报在附件1第1项）" in said
    assert "2021年3月情况应于2021年4月8日前报送，应报单位1个，已按时报齐。" in said
    assert written(made.annexes[0].rows[0][3]) == "建成120套。（报在附件1第1项）"


def test_the_bulletin_of_one_task_tells_it_too() -> None:
    item = task("minsheng/1", "main/1", units=Units(("甲局",)), indicators=(FLATS,))
    main = task("main/1", progress=(DONE,), indicators=(FLATS,))
    lists = {"main": ListSpec("main", "表", "附件1"), "minsheng": ListSpec("minsheng", "民生工程表", "附件2")}
    config = Config("2021", "虚构", 2021, lists, reporting=Reporting(due={"working_days": 5}))
    made = matter(Ledger("2021", config, Registry(), (item, main)), item, ON, CALENDAR)
    said = [one.text for one in made.paragraphs]
    assert "甲局报送（2021年3月）：建成120套。（报在附件1第1项）" in said
    assert "套数：报数120套，完成率10%，慢于时间进度15个百分点。" in said
    assert "甲局没有报送2021年1月、2月共2期的落实情况。" in said
