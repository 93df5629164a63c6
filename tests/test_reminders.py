"""Whom to chase, in which grade, and what the register remembers; the tasks are invented (虚构)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger import reminders, rulebook, store
from ledger.deadlines import owed
from ledger.errors import LedgerError
from ledger.model import Change, Config, Document, Entry, ListSpec, Record, Reporting, Task, Units
from ledger.periods import Period
from ledger.reminders import Issued, Reminder, Waiting
from ledger.report import reminder, render
from ledger.rulebook import STEPS, Step
from ledger.store import Ledger, WorkTree
from ledger.units import Alias, Registry, Unit
from ledger.values import replace
from ledger.workdays import WorkCalendar
from tests.conftest import git

MARCH = Period.parse("2021-03")  # due on Thursday 2021-04-08
CALENDAR = WorkCalendar()


def day(text: str) -> date:
    return date.fromisoformat(f"2021-{text}")


def ledger(*tasks: Task) -> Ledger:
    config = Config(
        "2021", "虚构", 2021, {"main": ListSpec("main", "表")}, reporting=Reporting(due={"working_days": 5})
    )
    registry = Registry((Unit("区住建局", aliases=(Alias("区房管局"),)), Unit("区教体局")))
    return Ledger("2021", config, registry, tuple(Record(f"{t.id}.yaml", "main", t) for t in tasks))


def drafts(
    book: Ledger, on: str, *issued: Issued, steps: tuple[Step, ...] = STEPS
) -> tuple[tuple[Reminder, ...], tuple[Waiting, ...]]:
    found = owed(book.config, book.registry, book.records, MARCH, CALENDAR, day(on))
    return reminders.draft(book, found, issued, steps, day(on), CALENDAR)


ONE = Task("甲", 1, "虚构任务。", units=Units(("区住建局",), ("区教体局",)))
TWO = replace(ONE, id="乙", number=2, units=Units(("区住建局",)))
FIRST = Issued(MARCH, "区住建局", 1, day("04-09"), day("04-13"), ("甲",))


@pytest.mark.parametrize(
    ("on", "issued", "names"),
    [
        ("04-08", (), []),  # the day itself is in time
        ("04-09", (), ["催办通知单"]),
        ("05-20", (), ["催办通知单"]),  # nobody was chased before: however late, the first notice comes first
        ("04-13", (FIRST,), []),  # the limit of the first has not passed
        ("04-14", (FIRST,), ["第二次催办通知单"]),
        ("04-14", (replace(FIRST, unit="区房管局"),), ["第二次催办通知单"]),  # by its old name
        ("04-14", (replace(FIRST, period=Period.parse("2021-02")),), ["催办通知单"]),
        ("04-14", (replace(FIRST, tasks=("乙",)),), ["催办通知单"]),  # that report has come in
        ("04-20", (FIRST, replace(FIRST, grade=2, on=day("04-14"), until=day("04-16"))), ["第三次催办通知单"]),
        ("04-30", (FIRST, replace(FIRST, grade=3, on=day("04-19"), until=day("04-20"))), ["第三次催办通知单"]),
    ],
)
def test_each_grade_follows_the_one_before(on: str, issued: tuple[Issued, ...], names: list[str]) -> None:
    found, _ = drafts(ledger(replace(ONE, units=Units(("区住建局",)))), on, *issued)
    assert [one.step.name for one in found] == names


def test_a_notice_sets_a_limit_in_working_days_and_counts_from_the_first_due_date() -> None:
    found, _ = drafts(ledger(ONE, TWO), "04-09")
    assert [(one.unit, one.owed, len(one.reports), one.late, str(one.until)) for one in found] == [
        ("区住建局", 2, 2, 1, "2021-04-13"),
        ("区教体局", 1, 1, 1, "2021-04-13"),
    ]


def test_units_that_wait_are_named_with_the_reason() -> None:
    _, waiting = drafts(ledger(TWO), "04-13", replace(FIRST, tasks=("乙",)))
    assert waiting == (Waiting("区住建局", "2021-04-09已催办，限2021-04-13前报，期限未到"),)
    _, waiting = drafts(ledger(TWO), "04-12", steps=(Step("蓝色督查单", 3, 2),))
    assert waiting == (Waiting("区住建局", "逾期2个工作日，满3个工作日发蓝色督查单"),)


def test_what_came_in_or_was_extended_is_not_chased() -> None:
    told = replace(TWO, progress=(Entry(MARCH, "区房管局", day("04-12")),))
    assert drafts(ledger(told), "04-12") == ((), ())
    assert [one.unit for one in drafts(ledger(told), "04-09")[0]] == ["区住建局"]  # seen before it came in
    moved = replace(TWO, changes=(Change("extension", period=MARCH, after="2021-04-15"),))
    assert drafts(ledger(moved), "04-15") == ((), ())
    (one,) = drafts(ledger(moved), "04-16")[0]
    assert (
        one.late == 1
        and reminder.build(ledger(moved), one).facts["extended"] == "上述任务已同意延期报送，延期后的时限也已经过了。"
    )


@pytest.mark.parametrize(
    ("reported", "missing"),
    [
        ((), "承担的2项任务均没有报送落实情况"),
        (("甲",), "承担的2项任务中，有1项没有报送落实情况"),
    ],
)
def test_the_sentence_fits_one_some_and_all(reported: tuple[str, ...], missing: str) -> None:
    tasks = [
        replace(t, progress=(Entry(MARCH, "区住建局", day("04-02")),)) if t.id in reported else t for t in (ONE, TWO)
    ]
    (one,) = (one for one in drafts(ledger(*tasks), "04-12")[0] if one.unit == "区住建局")
    assert reminder.build(ledger(*tasks), one).facts["missing"] == missing
    alone = ledger(TWO)
    assert reminder.build(alone, drafts(alone, "04-12")[0][0]).facts["missing"] == "承担的1项任务没有报送落实情况"


def test_the_second_and_third_know_of_the_first() -> None:
    second = replace(FIRST, grade=2, on=day("04-14"), until=day("04-16"))
    book = ledger(replace(ONE, units=Units(("区住建局",))))
    (one,) = drafts(book, "04-19", FIRST, second)[0]
    assert reminder.build(book, one).facts["earlier"] == (
        "2021年4月9日第一次催办，要求2021年4月13日前报送；2021年4月14日第二次催办，要求2021年4月16日前报送，至今仍没有收到。"
    )


@pytest.mark.parametrize(
    ("tasks", "to", "receiver", "due"),
    [
        # 广丰2021: 责任单位先报牵头单位，牵头单位再报督查室
        ([ONE], "向牵头单位", "牵头单位（区住建局）", "2021年3月15日"),
        ([ONE, replace(ONE, id="丙", units=Units(("区发改局",), ("区教体局",)))], "向牵头单位", "各项任务的牵头单位",
         "2021年3月15日"),
        ([ONE, replace(ONE, id="丙", units=Units(("区教体局",)))], "", "督查室（配合的任务报牵头单位）",
         "2021年3月15日"),
        ([replace(ONE, units=Units(("区教体局",)))], "", "督查室", "2021年3月25日"),
    ],
)  # fmt: skip
def test_a_support_unit_is_sent_to_the_lead_unit_where_the_rule_has_two_stages(
    tasks: list[Task], to: str, receiver: str, due: str
) -> None:
    book = ledger(*tasks)
    config = replace(book.config, reporting=Reporting(due={"day": 25, "support": {"day": 15}}))
    book = replace(book, config=config)
    one = next(one for one in drafts(book, "04-09")[0] if one.unit == "区教体局")
    facts = reminder.build(book, one).facts
    assert (facts["to"], facts["receiver"], facts["due"]) == (to, receiver, due)
    said = render(reminder.build(book, one), "md").decode()
    assert f"{due}前应{to}报送2021年3月工作任务落实情况" in said and f"报{receiver}。" in said


def test_a_table_is_no_basis_to_ask_for_anything() -> None:
    def basis(title: str) -> str:
        book = ledger(ONE)
        book = replace(book, config=replace(book.config, document=Document(title, "云政办发〔2021〕3号")))
        return reminder.build(book, drafts(book, "04-12")[0][0]).facts["basis"]

    assert basis("关于立项督查的通知") == "《关于立项督查的通知》（云政办发〔2021〕3号）"
    assert basis("2021年第一季度落实情况表") == basis("") == "督查工作有关"


# ---------------------------------------------------------------------- the register


def sent(repo: Path, on: str) -> tuple[Reminder, ...]:
    book = store.load(WorkTree(repo), "2021")
    known = reminders.load(WorkTree(repo), book)
    found = owed(book.config, book.registry, book.records, MARCH, CALENDAR, day(on))
    made, _ = reminders.draft(book, found, known, rulebook.of(book.config).reminders, day(on), CALENDAR)
    reminders.record(repo, book, made)
    return made


def test_what_was_sent_is_committed_and_known_the_next_time(repo: Path) -> None:
    first = sent(repo, "04-12")
    book = store.load(WorkTree(repo), "2021")
    assert reminders.load(WorkTree(repo), book) == reminders.issued(first)
    assert git(repo, "show", "--name-only", "--format=%s", "HEAD").split() == [
        "催办(2021):", "2021-03", "4个单位", "tasks/2021/reminders.yaml",
    ]  # fmt: skip
    assert git(repo, "status", "--porcelain") == ""
    second = sent(repo, "04-15")
    assert {one.grade for one in second} == {2} and {one.earlier[0].on for one in second} == {day("04-12")}
    assert reminders.load(WorkTree(repo), book) == (*reminders.issued(first), *reminders.issued(second))


def test_the_register_reads_back_what_it_writes(folder: Path) -> None:
    book = store.load(WorkTree(folder), "2021")
    several = (FIRST, replace(FIRST, unit="区教体局", tasks=("甲", "乙")))
    (folder / reminders.path_of(book)).write_text(reminders.text_of(several), "utf-8")
    assert reminders.load(WorkTree(folder), book) == several
    assert store.load(WorkTree(folder), "2021").findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "period: 2021-03\n",
        "- {period: 三月, unit: 甲, grade: 1, on: 2021-04-09, until: 2021-04-13, tasks: []}\n",
        "- [\n",
    ],
)
def test_a_broken_register_stops_the_chasing(folder: Path, text: str) -> None:
    book = store.load(WorkTree(folder), "2021")
    (folder / reminders.path_of(book)).write_text(text, "utf-8")
    with pytest.raises(LedgerError, match=r"reminders\.yaml 用不了"):
        reminders.load(WorkTree(folder), book)
