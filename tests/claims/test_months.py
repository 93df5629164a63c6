"""Up to which month a lead over the time that has gone is told (虚构)."""

from __future__ import annotations

import pytest

from ledger.claims import Given, judge
from ledger.figures import read


def verdict(text: str) -> str:
    return next(claim.verdict.value for claim in judge(read(text), Given()) if claim.kind == "lead")


@pytest.mark.parametrize(
    "text",
    [
        "截至9月30日，已完成363户，完成年度任务的76%，比时间进度快1个百分点。",
        "截至9月底，各项进展如下。\n通水29个村，其余10月底前完成。\n完成路面64公里，占计划的73%，较序时进度滞后2个百分点。",
        "1—8月筛查10240人，9月份筛查1960人，累计完成年度任务的76.25%，比时间进度快1.25个百分点。",
        "民生实事9月份进展情况月报\n建成1425个，完成年度目标的71.3%，落后时间进度3.7个百分点。",
    ],
)
def test_the_month_that_is_told_is_the_one_reached(text: str) -> None:
    assert verdict(text) == "consistent"


@pytest.mark.parametrize(
    "text",
    [
        "截至9月30日，已完成363户，完成年度任务的76%，比时间进度快9个百分点。",
        "1—8月筛查10240人，9月份筛查1960人，累计完成年度任务的76.25%，比时间进度快9.58个百分点。",
        "民生实事9月份进展情况月报\n建成1425个，完成年度目标的71.3%，落后时间进度13.7个百分点。",
    ],
)
def test_a_lead_over_another_month_is_wrong(text: str) -> None:
    assert verdict(text) == "inconsistent"


def test_a_day_before_the_end_and_a_due_date_say_nothing() -> None:
    assert verdict("完成年度任务的73%，超过时间进度6.33个百分点，其余10月底前完成。") == "unclear"
    assert verdict("截至9月20日，完成年度任务的73%，超过时间进度6.33个百分点。") == "unclear"


def test_a_campaign_has_a_time_of_its_own() -> None:
    text = "百日攻坚通报\n清运完成任务的62%，领先时间进度23个百分点。"
    assert not [claim for claim in judge(read(text), Given()) if claim.kind == "lead"]
