"""What is left, wherever its total stands (虚构): right and wrong, and what nobody can tell."""

from __future__ import annotations

import pytest

from ledger.claims import judge
from ledger.figures import read

RIGHT = [
    ("年度任务：改造小区62个。\n完成情况：已完工45个，完工率72.6%。尚未完工的小区还有17个。", "17个"),
    ("全年任务3,200套。前三季度筹集2,450套，四季度再筹750套即可完成任务。", "750套"),
    ("入库项目160个，已转化72个，转化率45.0%，待转化88个。", "88个"),
    ("实事分解为52个子项。截至6月底，已完成31个，完成率59.6%；正在实施19个，未启动2个。", "2个"),
    ("计划更新36.5公里。1-8月完成24.2公里，9月份完成5.1公里，累计29.3公里，剩余7.2公里。", "7.2公里"),
    ("1-9月受理投诉326件，办结309件，办结率94.8%，在办17件。", "17件"),
    ("应签约1,560户。截至9月底，累计签约1,488户，其中货币补偿986户、房屋安置502户；未签约72户。", "72户"),
    ("图纸审查通过87部，已开工64部，竣工51部。在建13部。审查通过而未开工的23部。", "23部"),
    ("进出口总额86.9亿元，其中出口61.4亿元，进口25.5亿元，实现顺差35.9亿元。", "35.9亿元"),
    ("债务限额212.5亿元，年末余额203.8亿元，其中一般债务88.1亿元，比限额低8.7亿元。", "8.7亿元"),
    ("送审金额9.42亿元，审定8.57亿元，审减0.85亿元。", "0.85亿元"),
    ("养老院床位520张，已住386位老人，空余床位134张。", "134张"),
    ("新增低保对象84户139人、退出37户62人，净增47户、77人。", "77人"),
    ("参保61.3万人，完成目标任务62.1万人的98.7%，差0.8万人。", "0.8万人"),
]
WRONG = [
    ("年度任务：改造小区62个。\n完成情况：已完工45个，完工率72.6%。尚未完工的小区还有27个。", "27个"),
    ("入库项目160个，已转化72个，转化率45.0%，待转化98个。", "98个"),
    ("实际使用外资3,650万美元，完成全年5,000万美元任务的73.0%，距全年目标还差1,450万美元。", "1,450万美元"),
    ("40个子项目，已完工14个，完工率35.0%；正在实施23个，未启动5个。", "5个"),
    ("商铺156间，开业131间，开业率84.0%，空置35间。", "35间"),
    ("十五个乡镇中有十一个建起烘干中心，尚缺五个。", "五个"),
    ("债务限额212.5亿元，年末余额203.8亿元，比限额低9.7亿元。", "9.7亿元"),
    ("年末出口61.4亿元，进口25.5亿元，实现顺差36.9亿元。", "36.9亿元"),
    ("新增低保对象84户139人、退出37户62人，净增47户、87人。", "87人"),
]
UNTOLD = [
    "全市现有社区312个，配备社工1860名，另有志愿者队伍486支、未成年人活动站97个。",
    "抽查合同520份，存在问题71份，其中规避招标33份、未按时备案24份、超概算14份。",
    "64个问题，已整改到位49个，正在整改12个，未整改3个。",
    "接待游客412万人次，去年接待388万人次，待开发景点还有26处。",
    "全区在校生8.6万人，未成年人2.1万人，接待来访128人次。",
    "全年签约项目42个，总投资96亿元，在建项目17个。",
]


def verdicts(text: str, quote: str) -> list[str]:
    at = text.rindex(quote)
    return [c.verdict.value for c in judge(read(text)) if c.kind == "remainder" and c.end == at + len(quote)]


@pytest.mark.parametrize(("text", "quote"), RIGHT)
def test_what_is_left_is_found_with_its_total(text: str, quote: str) -> None:
    assert verdicts(text, quote) == ["consistent"]


@pytest.mark.parametrize(("text", "quote"), WRONG)
def test_a_wrong_rest_is_told_where_the_words_name_its_total(text: str, quote: str) -> None:
    assert verdicts(text, quote) == ["inconsistent"]


@pytest.mark.parametrize("text", UNTOLD)
def test_nothing_is_called_wrong_without_a_sure_total(text: str) -> None:
    assert not [c.why for c in judge(read(text)) if c.verdict.value in ("inconsistent", "rounding")]
