"""Task files: what is written reads back; what does not fit is found, all of it, with its path."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import codec, configfile
from ledger.diagnostics import Path
from ledger.model import (
    CHANGE_KINDS,
    COMPARATORS,
    LEAD_SOURCES,
    Change,
    Entry,
    Indicator,
    Review,
    Task,
    Units,
    Waiver,
)
from ledger.periods import Period

WORDS = st.text("安置房开工建设，。、：12%“”ab ", min_size=1, max_size=12).filter(str.strip)
AMOUNTS = st.decimals(-(10**9), 10**9, places=4, allow_nan=False)
PERIODS = st.builds(Period, st.integers(2000, 2100), st.just("month"), st.integers(1, 12))
DAYS = st.none() | st.dates()
ENTRIES = st.builds(
    Entry,
    PERIODS,
    WORDS,
    DAYS,
    WORDS,
    verdict=st.sampled_from(["", "完成"]),
    indicators=st.dictionaries(WORDS, AMOUNTS, max_size=2),
    joint=st.lists(WORDS, max_size=2).map(tuple),
    label=st.sampled_from([None, "", "市中控股"]),
)
TASKS = st.builds(
    Task,
    id=WORDS,
    number=st.integers(0, 9999),
    text=WORDS,
    category=st.lists(WORDS, max_size=2).map(tuple),
    leaders=st.lists(WORDS, max_size=2).map(tuple),
    units=st.builds(Units, st.lists(WORDS, max_size=2).map(tuple), lead_source=st.sampled_from(LEAD_SOURCES)),
    indicators=st.lists(
        st.builds(Indicator, WORDS, st.none() | AMOUNTS, WORDS, st.sampled_from(COMPARATORS)), max_size=2
    ).map(tuple),
    plan=st.dictionaries(PERIODS, WORDS, max_size=2),
    progress=st.lists(ENTRIES, max_size=2).map(tuple),
    reviews=st.lists(st.builds(Review, PERIODS, WORDS, WORDS, DAYS), max_size=2).map(tuple),
    changes=st.lists(st.builds(Change, st.sampled_from(CHANGE_KINDS), DAYS, WORDS, WORDS), max_size=2).map(tuple),
    waivers=st.lists(st.builds(Waiver, WORDS, WORDS), max_size=2).map(tuple),
    other=st.dictionaries(WORDS, WORDS, max_size=2),
)


@given(TASKS)
def test_what_is_encoded_decodes_to_the_same_task(task: Task) -> None:
    assert codec.decode(codec.encode(task)) == (task, [])


@given(TASKS)
def test_encoded_keys_stand_in_canonical_order(task: Task) -> None:
    def ordered(value: Any, path: Path) -> None:
        if isinstance(value, dict):
            order = [key for key in codec.ORDER(path) if key in value]
            assert not order or list(value) == order
            for key, inner in value.items():
                ordered(inner, (*path, key))
        elif isinstance(value, list):
            for n, inner in enumerate(value):
                ordered(inner, (*path, n))

    ordered(codec.encode(task), ())


def decode(**fields: Any) -> list[tuple[str, Path]]:
    _, found = codec.decode({"id": "2021-main-001", "number": 1, "text": "虚构任务。", **fields})
    return [(finding.code, finding.path) for finding in found]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"leader": ["甲某"]}, [("S002", ("leader",))]),
        ({"leaders": "甲某"}, [("S003", ("leaders",))]),
        ({"number": "37"}, [("S007", ("number",))]),
        ({"number": True}, [("S007", ("number",))]),
        ({"units": {"lead": [["区住建局"]]}}, [("S003", ("units", "lead", 0))]),
        ({"units": {"lead_source": "bald"}}, [("S006", ("units", "lead_source"))]),
        ({"plan": {"2021年": "完成。"}}, [("S004", ("plan", "2021年"))]),
        ({"indicators": [{"name": "套数", "target": "1,200套"}]}, [("S007", ("indicators", 0, "target"))]),
        ({"indicators": [{"name": "套数", "plan": {"春天": 3}}]}, [("S004", ("indicators", 0, "plan", "春天"))]),
        ({"indicators": [{"name": "套数", "plan": 3}]}, [("S003", ("indicators", 0, "plan"))]),
        (
            {"progress": [{"period": "2021-04", "unit": "区住建局", "reported": "2021.5.9"}]},
            [("S005", ("progress", 0, "reported"))],
        ),
        ({"progress": [{"unit": "区住建局"}]}, [("S001", ("progress", 0))]),
        ({"progress": ["完成"]}, [("S003", ("progress", 0))]),
        (
            {"progress": [{"period": "2021-04", "unit": "区住建局", "problems": None}]},
            [("S008", ("progress", 0, "problems"))],
        ),
        ({"changes": [{"kind": "delay"}]}, [("S006", ("changes", 0, "kind"))]),
    ],
)
def test_what_does_not_fit_is_found_at_its_path(fields: dict[str, Any], expected: list[tuple[str, Path]]) -> None:
    assert decode(**fields) == expected


def test_all_findings_come_in_one_run() -> None:
    assert len(decode(leader=[], number="x", plan={"x": "y"}, progress=[{}, "z"])) >= 5


@pytest.mark.parametrize("value", ["文字", ["列表"], 3, Decimal("1.5"), True])
def test_a_file_that_is_no_mapping_is_one_finding(value: Any) -> None:
    task, found = codec.decode(value)
    assert task is None and [finding.code for finding in found] == ["S009"]


def test_amounts_keep_their_digits() -> None:
    task, _ = codec.decode(
        {
            "id": "a",
            "number": 1,
            "text": "t",
            "indicators": [{"name": "面积", "target": Decimal("12.1320"), "measure": "万平方米"}],
        }
    )
    assert task and f"{task.indicators[0].target}" == "12.1320"


def test_a_plan_of_amounts_reads_back_in_the_order_of_its_periods() -> None:
    written = {"name": "套数", "target": Decimal(100), "comparator": ">=", "plan": {"2020-Q2": 50, "2020-Q1": 25}}
    task, found = codec.decode({"id": "2020-main-001", "number": 1, "text": "建房。", "indicators": [written]})
    assert task and not found
    assert task.indicators[0].plan == ((Period.parse("2020-Q1"), Decimal(25)), (Period.parse("2020-Q2"), Decimal(50)))
    assert list(codec.encode_indicator(task.indicators[0])["plan"]) == ["2020-Q1", "2020-Q2"]


def test_ledger_settings_round_trip() -> None:
    value = {
        "title": "虚构台账",
        "year": 2021,
        "document": {"number": "云政办发〔2021〕3号", "issued": "2021-02-01", "attachments": ["立项表"]},
        "lists": {"main": {"title": "立项表", "columns": {"text": "任务"}, "category_levels": 2}},
        "reporting": {"every": "month", "due": {"working_days": 5}, "plan_due": "2021-02-20"},
        "bulletins": [{"list": "main", "every": "month"}],
        "label_mark": ":",
        "waivers": [{"rule": "R010", "reason": "虚构"}],
    }
    config, found = configfile.decode(value, "2021")
    assert found == [] and config
    assert configfile.encode(config) == value


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"txet": "任务"}, "是不是 text？"),
        ({"类别": "类别"}, "是不是 category？"),
        ({"监督电话": "电话"}, "原表另有的栏写成“表头: 表头”"),
        ({"监督电话": "监督电话", "备注": "备注", "lead": "牵头单位"}, ""),
    ],
)
def test_a_column_that_no_field_holds_is_told(columns: dict[str, str], said: str) -> None:
    value = {"title": "虚构台账", "year": 2021, "lists": {"main": {"title": "立项表", "columns": columns}}}
    _, found = configfile.decode(value, "2021")
    assert [one.code for one in found] == (["S002"] if said else [])
    assert all(said in one.hint for one in found)
