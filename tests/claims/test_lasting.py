"""How long and how many times (虚构): days, years and multiples whose two ends stand apart."""

from __future__ import annotations

import pytest

from ledger.claims import judge
from ledger.figures import read

SPANS = [
    ("5月6日至9日，区政府督查室牵头，利用4天时间，对重点任务进行了督查。", "consistent"),
    ("灯会12月25日亮灯。这一届灯会将持续到2024年2月18日，展期56天。", "consistent"),
    ("“五一”假期5天（4月29日—5月3日）接待游客205万人次。", "consistent"),
    ("“五一”假期6天（4月29日—5月3日）接待游客205万人次。", "inconsistent"),
    ("音乐节7月10日开锣、8月8日落幕，为期30天。", "consistent"),
    ("音乐节7月10日开锣、8月8日落幕，为期40天。", "inconsistent"),
    ("箱涵4月2日开工、7月10日贯通，历时整整99天。", "consistent"),
    ("箱涵6月8日贯通，比原定的6月28日提前了一个月。", "inconsistent"),
    ("箱涵5月29日贯通，比原定的6月28日提前了一个月。", "consistent"),
    ("全县粮食“十八连丰”（2006—2023年），总产63万吨。", "consistent"),
    ("全县粮食“十七连丰”（2006—2023年），总产63万吨。", "inconsistent"),
    ("“9·28”至10月6日的中秋国庆长假，9天里接待游客436万人次。", "consistent"),
]
MULTIPLES = [
    ("出口64.8亿元、进口27.0亿元。出口大约是进口的2.4倍。", "consistent"),
    ("禽蛋产量6.3万吨，是牛奶产量（1.5万吨）的4.2倍。", "consistent"),
    ("禽蛋产量6.3万吨，是牛奶产量（1.5万吨）的4.8倍。", "inconsistent"),
    ("销售面积48.6万平方米，不足2020年（101.4万平方米）的二分之一。", "consistent"),
    ("销售面积58.6万平方米，不足2020年（101.4万平方米）的二分之一。", "inconsistent"),
    ("重复报销由上年每千人3.6次降为0.9次，只有上年的四分之一。", "consistent"),
    ("2021年12家、2022年24家、2023年48家，连续两年翻番，2023年是2021年的四倍。", "consistent"),
    ("2021年12家、2022年24家、2023年48家，2023年是2021年的三倍。", "inconsistent"),
    ("住院11.20万人次。普通门诊342.7万人次，为住院人次的30.6倍。", "consistent"),
]
QUIET = [
    "3月2日签约，4月11日开工，目前已建设12天。",
    "项目5月8日开工，10月20日完工，共投入施工人员60人，共召开协调会18天次。",
    "9月1日开学，9月10日起课后服务20天内全覆盖。",
    "高新产值是全市平均水平的2.4倍，工业产值86亿元。",
    "进出口总额86.4亿元，是五年前的1.8倍。",
]


@pytest.mark.parametrize(("text", "verdict"), SPANS)
def test_days_and_years_are_counted_from_end_to_end(text: str, verdict: str) -> None:
    assert {c.verdict.value for c in judge(read(text)) if c.kind == "span"} == {verdict}


@pytest.mark.parametrize(("text", "verdict"), MULTIPLES)
def test_multiples_of_a_named_amount_are_recomputed(text: str, verdict: str) -> None:
    assert {c.verdict.value for c in judge(read(text)) if c.kind == "multiple"} == {verdict}


@pytest.mark.parametrize("text", QUIET)
def test_other_days_and_multiples_are_left_alone(text: str) -> None:
    assert not [c.why for c in judge(read(text)) if c.verdict.value in ("inconsistent", "rounding")]
