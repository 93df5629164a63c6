"""Two states of a ledger: nothing changed gives nothing, back again is the inverse, and the changes say it all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import store
from ledger.compare.apply import apply
from ledger.compare.changes import KINDS, Change, inverse
from ledger.compare.ledgers import compare
from ledger.compare.names import Names
from ledger.compare.tasks import project
from ledger.model import CHANGE_KINDS, EMPTY, Config, Entry, Indicator, Record, Review, Task, Units, Waiver
from ledger.model import Change as Act
from ledger.periods import Period
from ledger.store import Ledger
from ledger.units import Alias, Registry, Unit
from ledger.values import replace
from tests.conftest import INVENTED

MARCH, APRIL, Q1 = Period.parse("2021-03"), Period.parse("2021-04"), Period.parse("2021-Q1")
CONFIG = Config("2021", "虚构台账", 2021, EMPTY)

# 虚构 throughout; small pools, so that two drawn ledgers share ids, units, periods and words
WORDS = st.sampled_from(["建成310套。", "建成330套。", "另有2栋封顶：验收", "另有2栋封顶:验收", "无", "完 成。"])
MAYBE = st.just("") | WORDS
UNITS = st.sampled_from(["区住建局", "区教体局", "区金融办", "云山集团"])
NAMES = st.lists(UNITS, max_size=2).map(tuple)
PERIODS = st.sampled_from([Period.parse(text) for text in ("2021-02", "2021-03", "2021-04", "2021-Q1")])
DAYS = st.none() | st.sampled_from([date(2021, 4, 2), date(2021, 5, 6)])
AMOUNTS = st.sampled_from([Decimal("310"), Decimal("12.5"), Decimal("-3")])
FIGURES = st.dictionaries(st.sampled_from(["安置房", "投资.额"]), AMOUNTS, max_size=2)
ENTRIES = st.builds(
    Entry,
    PERIODS,
    UNITS,
    DAYS,
    MAYBE,
    MAYBE,
    next=MAYBE,
    verdict=st.sampled_from(["", "完成", "未完成"]),
    indicators=FIGURES,
    joint=NAMES,
    label=st.sampled_from([None, "", "住建局："]),
    source=MAYBE,
)
INDICATORS = st.builds(
    Indicator, st.sampled_from(["安置房", "投资.额"]), st.none() | AMOUNTS, st.sampled_from(["套", "万元"])
)
ACTS = st.builds(Act, st.sampled_from(CHANGE_KINDS), DAYS, MAYBE, MAYBE)


def some(values: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=most).map(tuple)


def tasks(identity: st.SearchStrategy[str], text: st.SearchStrategy[str]) -> st.SearchStrategy[Task]:
    return st.builds(
        Task,
        id=identity,
        number=st.just(1),
        text=text,
        category=some(WORDS, 2),
        leaders=some(st.sampled_from(["甲某", "乙  某", "乙某"]), 2),
        units=st.builds(Units, NAMES, NAMES, st.sampled_from(["first", "bold"]), MAYBE),
        deadline=MAYBE,
        indicators=some(INDICATORS, 2),
        plan=st.dictionaries(PERIODS, WORDS, max_size=2),
        progress=some(ENTRIES, 4),
        reviews=some(st.builds(Review, PERIODS, st.sampled_from(["完成", "未完成"])), 2),
        changes=some(ACTS),
        waivers=some(st.builds(Waiver, st.sampled_from(["P001", "D002"]), MAYBE)),
        other=st.dictionaries(st.sampled_from(["备注", "完成.时间"]), MAYBE, max_size=2),
        note=MAYBE,
    )


IDS = st.sampled_from(["2021-main-001", "2021-main-002", "2021-main-003"])
RECORDS = st.lists(
    st.builds(Record, st.just(""), st.sampled_from(["main", "minsheng"]), tasks(IDS, st.just(""))),
    max_size=3,
    unique_by=lambda record: record.task.id,
).map(lambda records: tuple(replace(r, task=replace(r.task, text=f"第{r.task.id}项，建成。")) for r in records))


def ledger(records: Iterable[Record], registry: Registry | None = None) -> Ledger:
    return Ledger("2021", CONFIG, registry or Registry(), tuple(records))


def in_order(changes: Iterable[Change]) -> list[str]:
    return sorted(repr(change) for change in changes)


def sorted_parts(record: Record) -> Record:
    """The order of entries and records is no content of the ledger."""
    parts = {name: tuple(sorted(getattr(record.task, name), key=repr)) for name in ("progress", "reviews", "changes")}
    named = {name: tuple(sorted(getattr(record.task, name), key=repr)) for name in ("indicators", "waivers")}
    progress = tuple(replace(entry, indicators=dict(sorted(entry.indicators.items()))) for entry in parts["progress"])
    task = replace(record.task, **{**parts, **named, "progress": tuple(sorted(progress, key=repr))})
    return replace(record, task=task)


def content(records: Iterable[Record]) -> list[Record]:
    return sorted((sorted_parts(record) for record in records), key=lambda record: record.task.id)


@given(RECORDS, st.booleans())
def test_a_ledger_does_not_differ_from_itself(records: tuple[Record, ...], exact: bool) -> None:
    twin = tuple(replace(record, task=replace(record.task)) for record in records)
    found = compare(ledger(records), ledger(twin), exact=exact)
    assert found.changes == () and not any(found.counts.values())
    same = compare(ledger(records), ledger(twin), period_before=MARCH, period_after=MARCH, exact=exact)
    assert same.changes == ()


@settings(max_examples=40, deadline=None)
@given(RECORDS, RECORDS, st.sampled_from([None, MARCH, Q1]))
def test_the_changes_make_one_side_from_the_other(
    before: tuple[Record, ...], after: tuple[Record, ...], period: Period | None
) -> None:
    found = compare(ledger(before), ledger(after), period_before=period, period_after=period, exact=True)
    start = [replace(r, task=project(r.task, period, across=False)) for r in before]
    goal = [replace(r, task=project(r.task, period, across=False)) for r in after]
    made = apply(start, found.changes)
    # what only one side has is told whole, not only the part the period is about
    made = tuple(replace(r, task=project(r.task, period, across=False)) for r in made)
    assert content(made) == content(goal)


@settings(max_examples=40, deadline=None)
@given(RECORDS, RECORDS)
def test_two_periods_of_two_states(before: tuple[Record, ...], after: tuple[Record, ...]) -> None:
    found = compare(ledger(before), ledger(after), period_before=MARCH, period_after=APRIL, exact=True)
    start = [replace(r, task=project(r.task, MARCH, across=True)) for r in before]
    goal = [replace(r, task=project(r.task, APRIL, across=True)) for r in after]
    new = {change.id for change in found.changes if change.kind == "added"}
    made = [
        replace(r, task=project(r.task, APRIL, across=True) if r.task.id in new else in_april(r.task))
        for r in apply(start, found.changes)
    ]
    assert content(made) == content(goal)


def in_april(task: Task) -> Task:
    """Entries and reviews of a projection, moved to the month they were compared with."""
    entries = tuple(replace(entry, period=APRIL) for entry in task.progress)
    return replace(task, progress=entries, reviews=tuple(replace(review, period=APRIL) for review in task.reviews))


@settings(max_examples=40, deadline=None)
@given(RECORDS, RECORDS, st.sampled_from([(None, None), (MARCH, MARCH), (MARCH, APRIL), (Q1, APRIL)]), st.booleans())
def test_the_way_back_is_the_inverse(
    before: tuple[Record, ...],
    after: tuple[Record, ...],
    periods: tuple[Period | None, Period | None],
    exact: bool,
) -> None:
    one, other = periods
    there = compare(ledger(before), ledger(after), period_before=one, period_after=other, exact=exact).changes
    back = compare(ledger(after), ledger(before), period_before=other, period_after=one, exact=exact).changes
    assert in_order(inverse(c) for c in there if not c.derived) == in_order(c for c in back if not c.derived)
    states = [c for c in there if c.field == "status"]
    assert in_order(map(inverse, states)) == in_order(c for c in back if c.field == "status")
    assert {change.kind for change in (*there, *back)} <= set(KINDS)
    assert [inverse(inverse(change)) for change in there] == list(there)


# ---------------------------------------------------------------------- what a reader asks

INVENTED_LEDGER = store.load(store.WorkTree(INVENTED), "2021")


def edited(number: int, **parts: object) -> Ledger:
    """The invented ledger with one task of ``main`` changed."""
    records = tuple(
        replace(r, task=replace(r.task, **parts)) if (r.list, r.task.number) == ("main", number) else r
        for r in INVENTED_LEDGER.records
    )
    return replace(INVENTED_LEDGER, records=records)


def kinds(before: Ledger, after: Ledger, **terms: object) -> list[str]:
    return [change.kind for change in compare(before, after, **terms).changes]  # type: ignore[arg-type]


HOUSES = INVENTED_LEDGER.by_id["2021-main-001"].task
SAID = HOUSES.progress[0]
NEXT = replace(SAID, period=APRIL, reported=date(2021, 5, 6))


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            replace(NEXT, done="建成安置房330套。", indicators={"安置房建成套数": Decimal(330)}),
            ["status", "reported", "increased"],
        ),
        (
            replace(NEXT, done="建成安置房300套。", indicators={"安置房建成套数": Decimal(300)}),
            ["status", "reported", "regressed"],
        ),
        (replace(NEXT, verdict="未完成"), ["undone", "reported", "copied"]),
        (NEXT, ["status", "reported"]),  # done, and says so again
    ],
)
def test_a_new_entry_is_held_against_the_last_one(entry: Entry, expected: list[str]) -> None:
    assert kinds(INVENTED_LEDGER, edited(1, progress=(SAID, entry))) == expected


def test_two_months_of_one_ledger() -> None:
    april = (
        replace(
            NEXT,
            done="东湖片区已建成安置房290套。\n另有2栋主体封顶。",
            indicators={"安置房建成套数": Decimal(290)},
            verdict="未完成",
        ),
        Entry(APRIL, "云山控股集团", done="签订合同2份。"),
    )
    found = compare(INVENTED_LEDGER, edited(1, progress=(SAID, *april)), period_before=MARCH, period_after=APRIL)
    mine = [(c.kind, c.field, c.unit) for c in found.changes if c.id == "2021-main-001"]
    assert mine == [
        ("undone", "status", ""),
        ("text", "progress.done", "区住建局"),
        ("verdict", "progress.verdict", "区住建局"),
        ("regressed", "progress.indicators.安置房建成套数", "区住建局"),
        ("reported", "progress", "云山控股集团"),
        ("review", "reviews", ""),
    ]
    assert found.counts["missing"] == 1 and found.counts["silent"] == 3  # 2 was reported in March, 3 in neither month


def test_a_correction_on_record_explains_a_total_that_fell() -> None:
    entry = replace(NEXT, indicators={"安置房建成套数": Decimal(290)})
    act = Act("correction", date(2021, 5, 8), "indicators.安置房建成套数", "310", "290", "上期多报", "甲某")
    found = kinds(INVENTED_LEDGER, edited(1, progress=(SAID, entry), changes=(act,)))
    assert "regressed" not in found and "decreased" in found and "act" in found


def test_closing_and_reopening() -> None:
    closed = edited(1, changes=(Act("closure", date(2021, 4, 20)),))
    assert kinds(INVENTED_LEDGER, closed) == ["closed", "act"]
    assert kinds(closed, INVENTED_LEDGER) == ["reopened", "act"]


def test_annual_renumbering_is_no_change() -> None:
    moved = tuple(
        replace(r, path=f"tasks/2021/x/{n}.yaml", task=replace(r.task, number=90 - n, id=f"2022-x-{n}"))
        for n, r in enumerate(INVENTED_LEDGER.records)
    )
    found = compare(INVENTED_LEDGER, replace(INVENTED_LEDGER, records=moved))
    assert found.changes == () and len(found.tasks) == 5


@pytest.mark.parametrize(
    "heir",
    [
        Unit("区金融事业发展中心", aliases=(Alias("区金融办", end=date(2020, 2, 1)),)),
        Unit("区金融事业发展中心", short="区金融办"),
    ],
    ids=["alias", "short form"],
)
def test_a_renamed_unit_is_no_change(heir: Unit) -> None:
    old, new = Registry((Unit("区金融办"), Unit("区住建局"))), Registry((Unit("区住建局"), heir))
    entry = Entry(MARCH, "区金融办", done="放贷3亿元。", joint=("区住建局",))
    was = Task("2021-main-001", 1, "放贷。", units=Units(("区金融办",)), progress=(entry,))
    new_entry = replace(entry, unit="区金融事业发展中心")
    now = replace(was, units=Units(("区金融事业发展中心",)), progress=(new_entry,))
    before, after = ledger([Record("", "main", was)], old), ledger([Record("", "main", now)], new)
    for one, other in ((before, after), (after, before)):
        found = compare(one, other)
        assert found.changes == () and len(found.notes) == 1
    names = Names(old, new)
    reworded = replace(now, progress=(replace(new_entry, done="放贷5亿元。"),))
    changes = compare(before, ledger([Record("", "main", reworded)], new)).changes
    assert [(c.kind, c.unit) for c in changes] == [("text", "区金融事业发展中心")]
    made = apply(before.records, changes, names)
    assert made[0].task.progress[0].done == "放贷5亿元。"


def test_a_successor_is_no_change_and_strangers_are_not_merged() -> None:
    old = Registry(
        (Unit("区物价局", successor="区发改局"), Unit("区发改局"), Unit("区城管局", aliases=(Alias("区执法局"),)))
    )
    new = Registry((Unit("区发改局"), Unit("区城管局"), Unit("区综合执法局", aliases=(Alias("区执法局"),))))
    names = Names(old, new)
    assert names.before("区物价局") == names.after("区发改局") == names.before("发改局")
    assert names.after("区城管局") != names.after("区综合执法局") != names.before("区城管局")
    assert names.before("区执法局") == names.after("区城管局")
    assert names.before("市投促局") != names.after("区投促局")


def test_settings_and_units_that_changed_are_told() -> None:
    registry = replace(INVENTED_LEDGER.registry, units=INVENTED_LEDGER.registry.units[1:])
    config = replace(INVENTED_LEDGER.config, office="政府督查室")
    found = compare(INVENTED_LEDGER, replace(INVENTED_LEDGER, registry=registry, config=config)).changes
    assert [(c.kind, c.name, c.before, c.after) for c in found] == [
        ("settings", "督查机构", "督查室", "政府督查室"),
        ("settings", "区住房和城乡建设局", "全称 区住房和城乡建设局，简称 区住建局", None),
    ]


def test_entries_that_stand_twice_are_all_kept_apart() -> None:
    twice = (Entry(MARCH, "区住建局", done="甲。"), Entry(MARCH, "区住建局", done="乙。"))
    before, after = (
        edited(1, progress=(SAID, *twice)),
        edited(1, progress=(twice[0], Entry(MARCH, "区住建局", done="丙。"))),
    )
    for one, other in ((before, after), (after, before)):
        found = compare(one, other, exact=True)
        assert content(apply(one.records, found.changes)) == content(other.records)


def test_applying_to_the_wrong_ledger_is_refused() -> None:
    change = Change("2021-main-009", "text", "甲", "乙")
    with pytest.raises(ValueError, match="no task"):
        apply(INVENTED_LEDGER.records, [change])
    with pytest.raises(ValueError, match="no entry"):
        apply(
            INVENTED_LEDGER.records,
            [Change("2021-main-003", "progress.done", "甲", "乙", unit="区教体局", period=MARCH)],
        )


def test_the_data_is_marked_as_invented() -> None:
    assert "虚构" in (Path(INVENTED) / "README.md").read_text("utf-8")
