"""The nearest run of amounts that gives one, what came to what there was, and what is too likely to be chance."""

from __future__ import annotations

import random

import pytest

from ledger.claims import Claim, Given, Verdict
from ledger.claims.runs import additions, runs
from ledger.figures import read
from tests.claims.scoring import DATA


def found(text: str) -> list[Claim]:
    reading = read(text)
    every = range(len(reading.figures))
    return [*runs(reading, Given(), every), *additions(reading, Given(), every)]


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("信访件26件，全部按期答复，来信12件、来电9件、来访5件。", "12件+9件+5件=26件"),
        ("全年发电84.2亿千瓦时，火电50.1亿千瓦时，占59.5%；水电14.6亿千瓦时，占17.3%；光伏19.5亿千瓦时，占23.2%。"
         "水电光伏加在一起34.1亿千瓦时。", "14.6亿千瓦时+19.5亿千瓦时=34.1亿千瓦时"),
        ("支出科目：\n教育18.26亿元，占21.0%；\n卫生9.47亿元，占10.9%；\n农林水8.13亿元，占9.3%。\n三项计35.86亿元。",
         "18.26亿元+9.47亿元+8.13亿元=35.86亿元"),
        ("营业收入276.4亿元，增长3.1%；年度目标480亿元。\n利润12.6亿元。\n职工3.1万人。\n分板块：制造152.7亿元，物流83.6亿元，文旅40.1亿元。",
         "152.7亿元+83.6亿元+40.1亿元=276.4亿元"),
        ("未落实的7个中，水利项目4个、交通项目3个。", "4个+3个=7个"),
        ("已征收643户，占74.6%。\n资金已兑付八成。\n下月计划：再征收31户，累计达到674户。", "643户+31户=674户"),
        ("到账870万美元，其中工业609万美元。预计到账280万美元，届时可达1150万美元。", "870万美元+280万美元=1150万美元"),
        ("新增绿色村庄34个，累计达到215个（上年底181个）。", "34个+181个=215个"),
        ("甲类5840人，770.8万元；乙类9210人，1105万元，两项合计1875.8万元、15050人次。", "5840人+9210人=15050人次"),
        ("国控断面9个，达标8个；省控断面25个，达标23个。国、省控合计34个，达标31个。", "9个+25个=34个"),
    ],
)  # fmt: skip
def test_what_a_run_near_by_gives(text: str, sum_: str) -> None:
    assert [claim.why for claim in found(text) if claim.why.startswith(sum_) and claim.verdict is Verdict.CONSISTENT]


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("目标：改造站点11个。已完工5个、在建4个，尚有2个在做设计。", "11个−5个−4个=2个"),
        ("曝光16村，整改销号12村，仍在榜4村。", "16村−12村=4村"),
    ],
)
def test_what_is_left_of_the_parts_before(text: str, sum_: str) -> None:
    assert [(claim.kind, claim.why.partition("，")[0]) for claim in found(text)] == [("remainder", sum_)]


@pytest.mark.parametrize(
    "text",
    [
        "西津街道46件；南山街道24件；中溪镇22件。",  # one more of a list, which two others make by chance
        "债务转贷4.6亿元，上年结转1.9亿元，调入资金2.678亿元。",
        "目标新增24家，已入库13家，完成54.2%，批发5家、零售6家、餐饮3家。",  # 13, 5 and 6 are no list
        "立行立改类118个，分阶段整改类51个，持续整改类17个。分阶段整改类完成31个；持续整改类完成3个。",
        "基金支付600元，个人负担600元；过去这1200元要全部自付。",
        "高平14.7亿元，阳城14.5亿元，城区12.1亿元，陵川9.3亿元，开发区1.3亿元，泽州10.6亿元。",
    ],
)
def test_what_is_no_sum_or_may_be_chance_is_not_told(text: str) -> None:
    assert found(text) == []


def test_changed_figures_seldom_find_a_sum() -> None:
    """Of amounts changed at random, not one in fifty is still told to be the sum of something."""
    rng = random.Random(5)
    text = (DATA / "claims" / "dense.txt").read_text()
    asked = told = 0
    for paragraph in text.split("\n"):
        for figure in read(paragraph).figures:
            digits = figure.printed[: len(figure.printed) - len(figure.printed.lstrip("0123456789"))]
            if figure.kind != "amount" or figure.weak or len(digits) < 2:
                continue
            other = str(rng.randint(10 ** (len(digits) - 1), 10 ** len(digits) - 1))
            changed = paragraph[: figure.start] + other + paragraph[figure.start + len(digits) :]
            asked += 1
            told += any(claim.stated.startswith(other) for claim in found(changed))
    assert asked > 30
    assert told * 50 <= asked
