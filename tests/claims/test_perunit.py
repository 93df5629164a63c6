"""Averages by whatever is named (虚构): right and wrong, and those that nobody can recompute."""

from __future__ import annotations

import pytest

from ledger.claims import judge
from ledger.figures import read

RIGHT = [
    "课后服务覆盖56所学校、6.2万名学生，平均每校约1110人。",
    "抽调24人组成6个督查组（每组4人）。",
    "全年处理生活污水4,015万吨，平均每天11万吨。",
    "抽查养老机构19家，实际入住2,736张，空置率四成，平均每家入住144人。",
    "教育经费总投入26.7亿元，生均（在校生12.14万人）2.20万元。",
    "公路通车里程2,610.4公里，全县面积1,850平方公里，公路密度为每百平方公里141.1公里。",
    "私人汽车18.3万辆、23.6万户，每百户77.5辆。",
    "医疗床位6,240张，每千人口（常住人口68.3万人）9.14张。",
    "发放稳岗返还资金1,260万元，惠及企业2,400家，户均5,250元。",
    "新建微型消防站36个，覆盖全部9个街道，平均每个街道4个。",
    "转移群众1,836人，户均约3.4人（540户）。",
    "8天里接待游客436万人次，日均54.5万人次。",
    "演出42场，场均观众2,500人，共吸引10.5万人次。",
    "2025年第一季度，12345热线话务总数为21243个，日均236个。",
    "复刻文创卖出3.2万件，单价86元，销售额275.2万元。",
    "12亩果园卖了16.8万元，一亩合1.4万元。",
]
WRONG = [
    "医疗床位6,240张，每千人口（常住人口68.3万人）8.14张。",
    "小学81所、初中33所。小学在校生5.12万人；平均每所小学约732人。",
    "假期5天接待216万人次，日均近53万人次。",
    "三年累计213亿元，年均76亿元。",
    "两年净增96亿元，每年平均增加58亿元。",
    "转移群众1,836人，户均约4.6人（540户）。",
    "1—7月经济运行情况\n限额以上单位零售额81.6亿元，月均13.6亿元。",
]
UNTOLD = [
    "全体居民人均可支配收入31,216元，城镇居民41,905元，农村居民22,127元，常住人口64.87万人。",
    "对80岁以上老人每人每月发放补贴100元，惠及1.26万人，发放资金1,512万元。",
    "每千名老人拥有养老床位42张，全市养老床位1.86万张，户籍人口312万人。",
    "开展活动36场，每场不少于50人，参与群众2,100人次。",
    "建成社区食堂18家，日均就餐4,100人次，人均消费16元，营业额1,260万元。",
    "平均每户增收3,200元，带动农户1,860户，其中脱贫户412户，项目投资2,100万元。",
]


@pytest.mark.parametrize("text", RIGHT)
def test_an_average_is_found_with_what_it_is_by(text: str) -> None:
    assert "consistent" in {c.verdict.value for c in judge(read(text)) if c.kind == "average"}
    assert not [c.why for c in judge(read(text)) if c.verdict.value == "inconsistent"]


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_average_is_told_where_both_amounts_are_sure(text: str) -> None:
    assert "inconsistent" in {c.verdict.value for c in judge(read(text)) if c.kind == "average"}


@pytest.mark.parametrize("text", UNTOLD)
def test_standards_and_averages_of_something_else_are_not_called_wrong(text: str) -> None:
    assert not [c.why for c in judge(read(text)) if c.verdict.value in ("inconsistent", "rounding")]


def test_two_amounts_that_bear_one_name_are_no_pair() -> None:
    """覆盖全部9个街道，平均每个街道4个: neither is divided by itself, and the other pair is not named by the words."""
    assert judge(read("新建微型消防站26个，覆盖全部9个街道，平均每个街道4个。")) == []
