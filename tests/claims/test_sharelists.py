"""Lists of shares beside lists of amounts: what they are of, which one is wrong, and what is not told."""

from __future__ import annotations

import pytest

from ledger.claims import Given, Verdict, judge
from ledger.claims.sharelists import share_lists
from ledger.figures import read


def verdicts(text: str) -> list[tuple[str, str]]:
    return [(c.stated, c.verdict.value) for c in judge(read(text)) if c.kind == "share"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "营收：制造163.4亿元，物流118.7亿元，金融31.5亿元，文旅28.7亿元。比重：制造47.7%，物流34.7%，金融9.2%，文旅8.4%。",
            "",
        ),
        (
            "渔业总产值444189万元，甲县275152万元、乙县167391万元、丙县1646万元，占比甲县61.9%、乙县37.7%、丙县0.4%。",
            "",
        ),
        (
            "园区产值200.4亿元。\n建材、纺织、食品三个产业产值分别为84.17亿元、50.10亿元、26.05亿元。"
            "其中建材占42.0%、纺织占25.0%、食品占18.0%。",
            "18.0%",
        ),
        (
            "筹资868万元，上级奖补390.6万元、镇自筹260.4万元、村集体和群众217万元，上级占45%，镇级占30%，村里和群众占35%。",
            "35%",
        ),
    ],
)
def test_each_share_is_of_the_amount_of_its_name(text: str, wrong: str) -> None:
    told = verdicts(text)
    assert len(told) >= 3
    assert [stated for stated, verdict in told if verdict != "consistent"] == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("线上缴费4212件，占78%；柜台缴费810件，占15%；自助机缴费378件，占7%。", 3),
        ("线上缴费4212件，占78%；柜台缴费810件，占12%；自助机缴费378件，占7%。", 0),
        ("线上缴费4212件，增长78%；柜台缴费810件，增长15%；自助机缴费378件，增长7%。", 0),
    ],
)
def test_parts_with_their_own_shares_are_of_what_all_of_them_make(text: str, right: int) -> None:
    reading = read(text)
    told = list(share_lists(reading, Given(), range(len(reading.figures))))
    assert [claim.verdict for claim in told] == [Verdict.CONSISTENT] * right


@pytest.mark.parametrize(
    "text",
    [
        "农业产值84.2亿元、林业产值12.6亿元、牧业产值40.1亿元。占比重点监测：农业3.1%、林业2.4%、牧业5.2%。",
        "甲乡35户、乙乡28户、丙乡17户，甲乡占贫困户的12.1%、乙乡占9.3%、丙乡占6.6%。",
        "甲镇收入12.6亿元、乙镇8.4亿元，增长甲镇6.2%、乙镇5.1%。",
    ],
)
def test_shares_of_what_is_not_told_are_left_alone(text: str) -> None:
    assert [told for told in verdicts(text) if told[1] == "inconsistent"] == []
