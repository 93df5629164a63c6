"""Shares, changes and leads whose base stands aside (虚构): in a bracket, a clause or a sentence before."""

from __future__ import annotations

import pytest

from ledger.claims import judge
from ledger.figures import read

FORMS = [
    ("高标准农田48万亩，占耕地（六十万亩）的五分之四。", "share", "consistent"),
    ("高标准农田48万亩，占耕地（六十四万亩）的五分之四。", "share", "inconsistent"),
    ("民生支出41.7亿元，占一般公共预算支出（50.2亿元）的八成三。", "share", "consistent"),
    ("区直部门承担131项，未达进度17项，滞后率13.0%。", "share", "consistent"),
    ("培训补贴性学员2614人次，取得证书的2248人次，取证率86.0%。", "share", "consistent"),
    ("培训补贴性学员2614人次，取得证书的2248人次，取证率80.6%。", "share", "inconsistent"),
    ("城镇化率55.40%，比上年末（54.48%）提高0.92个百分点。", "growth", "consistent"),
    ("城镇化率55.40%，比上年末（54.48%）提高1.92个百分点。", "growth", "inconsistent"),
    ("装配式占比43%，高出年度目标（40%）3个百分点。", "growth", "consistent"),
    ("7月当月入库61,230万元，环比增长5.2%（6月为58,200万元）。", "growth", "consistent"),
    ("7月当月入库61,230万元，环比增长7.2%（6月为58,200万元）。", "growth", "inconsistent"),
    ("1—9月受理欠薪投诉246件，办结231件。投诉量同比减少64件，下降20.6%。", "growth", "consistent"),
    ("1—9月受理欠薪投诉246件，办结231件。投诉量同比减少64件，下降26.0%。", "growth", "inconsistent"),
    ("发生事故62起，死亡21人，同比减少8起、4人，分别下降11.4%和16.0%。", "growth", "consistent"),
    ("发生事故62起，死亡21人，同比减少8起、4人，分别下降11.4%和19.0%。", "growth", "inconsistent"),
    ("全年任务2,600套。前三季度完成2,054套，任务完成79.0%，比序时多104套。", "lead-amount", "consistent"),
    ("全年任务2,600套。前三季度完成2,054套，任务完成79.0%，比序时多204套。", "lead-amount", "inconsistent"),
]
QUIET = [
    "热线受理工单15632件，办结15240件，按时办结率99.2%。",
    "累计签约1203户，其中本月签约86户，签约率93.5%。",
    "抽查企业128家，发现问题企业19家，合格率91.2%。",
    "粮食种植64万亩，占全市（六十个乡镇）的五分之四。",
]


@pytest.mark.parametrize(("text", "kind", "verdict"), FORMS)
def test_a_base_aside_is_found(text: str, kind: str, verdict: str) -> None:
    assert verdict in {c.verdict.value for c in judge(read(text)) if c.kind == kind}
    if verdict == "consistent":
        assert not [c.why for c in judge(read(text)) if c.verdict.value == "inconsistent"]


@pytest.mark.parametrize("text", QUIET)
def test_rates_of_something_else_are_left_alone(text: str) -> None:
    assert not [c.why for c in judge(read(text)) if c.verdict.value in ("inconsistent", "rounding")]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("8所中主体封顶4所，分别是文化路小学、阳光实验学校、党西初中和蓓蕾幼儿园；基础施工4所。", "consistent"),
        ("8所中主体封顶5所，分别是文化路小学、阳光实验学校、党西初中和蓓蕾幼儿园；基础施工3所。", "inconsistent"),
    ],
)
def test_names_that_follow_a_count_with_respectively_are_counted(text: str, verdict: str) -> None:
    assert {c.verdict.value for c in judge(read(text)) if c.kind == "enumeration"} == {verdict}


def test_what_is_done_twice_makes_the_rate_so_far_and_a_level_named_again_is_the_one_compared() -> None:
    text = "任务130户，3月底完成39户，4月又完成21户，累计完成率达到46.2%。"
    assert not [c.why for c in judge(read(text)) if c.verdict.value == "inconsistent"]
    text = "年末余额152.3亿元，其中专项债务91.7亿元，比限额低8.1亿元；余额比上年末145.6亿元增长4.6%。"
    assert not [c.why for c in judge(read(text)) if c.verdict.value == "inconsistent"]
