"""The simplest arithmetic near by: what it finds, what is too likely to be chance, and the one way it calls wrong."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from ledger.claims import Claim, Given, Verdict
from ledger.claims.simplest import simplest
from ledger.figures import Reading, read
from tests.claims.scoring import DATA


def found(text: str) -> list[Claim]:
    reading = read(text)
    return list(simplest(reading, Given(), range(len(reading.figures))))


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("家庭养老床位目标600张，实建642张，多建42张。", "642张−600张=42张"),
        ("发放贷款4.26亿元，惠及1420户；带动就业4970人，一户带动3.5人。", "4970人÷1420户=3.5人"),
        ("募集见习岗位2300个，上岗1702人，上岗率74.0%。", "1702人÷2300个=74%"),
        ("地税查补86.5万元。涉及312户，其中零申报187户，占59.9%。", "187户÷312户=59.94%"),
        ("城区站点优良率91.2%，县区93.5%，比城区高2.3个百分点。", "93.5%−91.2%=2.3个百分点"),
        ("永丰38.7亿元，长岭32.3亿元，前者是后者的1.2倍。", "38.7亿元÷32.3亿元=1.2倍"),
        ("去年立案80件，今年立案116件，增长45%。", "(116件−80件)÷80件=45%"),
    ],
)
def test_what_two_figures_near_by_give(text: str, sum_: str) -> None:
    assert [claim.why for claim in found(text) if claim.why.startswith(sum_) and claim.verdict is Verdict.CONSISTENT]


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        (
            "登记在册车辆18642辆，货车9733辆、客车4120辆、校车289辆、其他4500辆。货车最多，占52.2%。",
            "9733辆÷18642辆=52.21%",
        ),
        ("工会会员入会6213人。\n办好实事14件。\n参加疗养186人，占全部会员的3.0%。", "186人÷6213人=2.99%"),
        ("新增泊位1236个（路内428个、立体560个、错时248个），为任务数的103%，任务1200个。", "1236个÷1200个=103%"),
        ("余额294.8亿元，一般债126.3亿元，控制在限额312.5亿元以内，占限额94.3%。", "294.8亿元÷312.5亿元=94.34%"),
        ("甲税132.8亿元、乙费64.3亿元、丙费17.4亿元。完成年度预期172亿元的77.2%。", "132.8亿元÷172亿元=77.21%"),
        ("没来的493人，请假86人、外出251人、其他156人，外出的超过一半。", "251人÷493人=50.9%"),
    ],
)
def test_who_has_a_share_is_named_and_what_it_is_of_may_stand_far_off(text: str, sum_: str) -> None:
    assert [claim.why for claim in found(text) if claim.why.startswith(sum_)]


@pytest.mark.parametrize(
    "text",
    [
        "医院接诊269.4万人次，卫生院接诊343.0万人次，共612.4万人次，卫生院占44.0%。",  # the share of the other
        "建成床位1680张，改造住房3820套，护理型占44%。",
        "床位由2400张增加到4200张，护理型床位占比接近六成。",  # of which nothing was told
    ],
)
def test_the_share_of_another_is_not_told(text: str) -> None:
    assert [claim for claim in found(text) if claim.kind == "share"] == []


@pytest.mark.parametrize(
    "text",
    [
        "召开会议3次，走访12户，收集意见9条，还有2条正在办理。",  # 12 and 9 give 3, but nothing gives 2
        "共有7个镇、5个街道，设2个专班，另有4个村试点。",
        "全县8个镇，累计改厕620座，占三成。",
        "总长180米，完成90米，另外90米没有开工。",  # half of it says nothing
    ],
)
def test_what_may_be_chance_is_not_told(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("加装电梯53部，去年同期37部，多装16部，增长30.2%。", "43.24%"),
        ("最大负荷312.8万千瓦，比上年多34.8万千瓦，增长11.1%。", "12.52%"),
        ("去年同期128起，今年96起，下降33.3%。", ""),
    ],
)
def test_a_change_that_was_divided_by_what_is_now(text: str, due: str) -> None:
    wrong = [claim.computed for claim in found(text) if claim.verdict is Verdict.INCONSISTENT]
    assert wrong == ([due] if due else [])


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("应检车辆640台，已检512台，检验率82%，还有128台未检。", ""),  # neither a slip nor called so
        ("应检锅炉640台，已检验512台，检验率82%，还有128台未检验。", "80%"),
        ("计划修渠3600米，完工1980米，完工65%；余1620米。", "55%"),
        ("计划修渠3600米，完工1980米，完工65%；余1600米。", ""),  # the rest is of something else
        ("计划修渠3600米，完工1980米，超进度45%；余1620米。", ""),
    ],
)
def test_a_rate_between_a_part_and_a_rest_that_is_right(text: str, due: str) -> None:
    wrong = [claim.computed for claim in found(text) if claim.verdict is Verdict.INCONSISTENT]
    assert wrong == ([due] if due else [])


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        (
            "接待游客214.6万人次。\n门票收入1.18亿元。\n旅游消费16.27亿元，人均花费758元。",
            "16.27亿元÷214.6万人次=758.2元",
        ),
        ("检查商户2316户次，发现隐患278处，每百户次12处。", "278处÷2316户次×100=12处"),
        ("发放贷款4.8万笔。\n收到异议36件，查实12件，万笔贷款异议7.5件。", "36件÷4.8万笔×10000=7.5件"),
        ("316名指导员联系1896个养殖大户，人均联系6户。", "1896个÷316名=6户"),
        ("在园幼儿5460人，另有早教幼儿812人。保育员780人，平均每人照看7名幼儿。", "5460人÷780人=7名"),
        ("选派干部412人，到126个村，每村选派3人。", ""),  # 3.27: of each another number
        ("城乡低保1460户，发放资金18.2万元，五保户86户，护工35人。", ""),
    ],
)
def test_averages_in_whole_numbers_by_what_is_counted(text: str, sum_: str) -> None:
    told = [claim.why for claim in found(text) if claim.kind == "average"]
    assert [why for why in told if why.startswith(sum_)] if sum_ else told == []


def test_figures_changed_at_random_are_hardly_ever_called_right() -> None:
    """Nine of ten figures of the invented papers are bent; of these it may bless a few in a hundred, by chance."""
    dice = random.Random(7)
    tried = blessed = 0
    for name in ("dense.txt", "far.txt", "spots.txt"):
        for line in (DATA / "claims" / name).read_text("utf-8").splitlines()[:150]:
            reading = read(line)
            for at, figure in enumerate(reading.figures):
                unit = figure.step or figure.scale
                turned = Decimal(str(round(dice.uniform(0.6, 1.6), 3)))
                value = (figure.value * turned / unit).to_integral_value() * unit
                if value <= 0 or value == figure.value:
                    continue
                figures = list(reading.figures)
                figures[at] = figure._replace(value=value)
                bent = Reading(
                    reading.text, tuple(figures), (), sentences=reading.sentences, paragraphs=reading.paragraphs
                )
                tried += 1
                blessed += any(claim.verdict is Verdict.CONSISTENT for claim in simplest(bent, Given(), [at]))
    assert tried > 500
    assert blessed <= tried * 0.03, (blessed, tried)


@pytest.mark.parametrize(
    ("text", "wrong", "due"),
    [
        (
            "共查出金额9.60亿元，其中挪用4800万元。\n整改完成6项。\n追回资金2880万元，占挪用金额的3.0%。",
            "3.0%",
            "60%",
        ),
        ("营业收入428.6亿元，利润25.7亿元。\n应收账款71.8亿元，占营业收入1.68%。", "1.68%", "16.752%"),
        (
            "公租房补贴支出3652万元，办公支出841万元。\n电费支出384万元，占办公支出的46.5%。",
            "",
            "",
        ),  # near, but no slip
    ],
)
def test_a_share_of_another_base_than_the_one_it_names(text: str, wrong: str, due: str) -> None:
    told = [c for c in found(text) if c.kind == "share"]
    assert [(c.stated, c.computed) for c in told] == ([(wrong, due)] if wrong else [])
