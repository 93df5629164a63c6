"""What speaks against calling a figure wrong: another scope, subject or span, a list whose total it is not."""

from __future__ import annotations

import pytest

from ledger.claims import Verdict, judge
from ledger.figures import read

_OPEN = (Verdict.INCONSISTENT, Verdict.ROUNDING)


@pytest.mark.parametrize(
    "text",
    [
        "全县生产总值286.4亿元，按不变价格计算增长5.6%（上年为274.9亿元）。",
        "年末常住人口283.6万人，其中城镇151.2万人；户籍人口341.5万人，户籍人口城镇化率38.9%。",
        "产生量418万吨，利用量363万吨（含往年11万吨），以产生量加往年利用量为分母，综合利用率为84.6%。",
        "养殖户由上年头均盈利287元转为亏损74元，头均相差361元。",
        "能耗前三年累计下降12.7%，完成五年目标14.5%的87.6%。",
        "领办建议16件，人均2件，办成13件。三十四个单位主办，其中甲局36件、乙局28件、丙局22件。",
        "每4名受灾群众有1人转移，其中集中安置3240人。",
        "旧农膜使用1500吨、回收1260吨，回收率84%；农药包装物回收率88%。",
        "2月3日至6日、21日至24日两轮寒潮，两轮共8天。",
        "1月26日启动、3月5日收官，为期40天。",
        "1日32.6万、2日41.3万、3日44.8万人次，客流持续走高。",
        "政府性基金收入10244万元，少4927万元，其中土地出让10065万元。",
        "开建6.08万套，开工率95.33%，竣工1.77万套，竣工率27.8%。",
        "列入盘子的项目428个，其中新开工156个、续建201个、计划竣工71个。",
        "差额1281.8万立方米分三块：一块是漏失876.5万立方米；一块是误差246.8万立方米；另一块是违章用水158.5万立方米。",
    ],
)
def test_a_true_sentence_is_not_called_wrong(text: str) -> None:
    assert [claim.why for claim in judge(read(text)) if claim.verdict in _OPEN] == []


@pytest.mark.parametrize(
    "text",
    [
        "旧农膜使用1500吨、回收1260吨，回收率88%。",
        "年末常住人口283.6万人，其中城镇151.2万人，常住人口城镇化率38.9%。",
        "10月17日至10月19日召开，会期5天。",
        "行政处罚13万，责令整改。",
    ],
)
def test_and_what_is_wrong_is_told_as_before(text: str) -> None:
    assert Verdict.INCONSISTENT in {claim.verdict for claim in judge(read(text))}
