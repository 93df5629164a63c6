"""What one sentence is read as: figures with measure, step, bound, signs; times; what is no figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ledger.figures import Figure, read


def one(text: str) -> Figure:
    (figure,) = read(text).figures
    return figure


@pytest.mark.parametrize(
    ("text", "value", "step", "dimension"),
    [
        ("完成投资37亿元", "3700000000", "100000000", "money"),
        ("完成投资12.50亿元", "1250000000", "1000000", "money"),
        ("征收12.1324万平方米", "121324", "1", "area"),
        ("惠及2.45万人", "24500", "100", "人"),
        ("惠及1,234户", "1234", "0", "户"),
        ("惠及１２３户", "123", "0", "户"),
        ("修路86.4公里", "86400", "100", "length"),
        ("投入1亿2000万元", "120000000", "10000", "money"),
        ("开展十二场", "12", "0", "场"),
        ("开展二百零五场", "205", "0", "场"),
        ("发放三千万元", "30000000", "10000000", "money"),
        ("完成75.19%", "75.19", "0.01", "%"),
        ("占百分之三十", "30", "1", "%"),
        ("占六成", "60", "10", "%"),
        ("提高2.3个百分点", "2.3", "0.1", "个百分点"),
        ("出动车辆120台次", "120", "0", "台次"),
        ("硬化约900m", "900", "1", "length"),
    ],
)
def test_amounts_are_exact_and_keep_their_printed_step(text: str, value: str, step: str, dimension: str) -> None:
    figure = one(text)
    assert (figure.value, figure.step, figure.dimension) == (Decimal(value), Decimal(step), dimension)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("发放300余份", "over"), ("服务100多家", "over"), ("约500人", "about"), ("共计500人左右", "about"),
        ("近11万户", "near"),
        ("新增20家以上", "at-least"), ("控制在3%以内", "at-most"), ("突破100家", "over"),
        ("不少于60部", "at-least"),
        ("6200余万元", "over"), ("完成37亿元", ""), ("已签约448户", ""), ("附近30处", ""),
    ],
)  # fmt: skip
def test_inexact_words_are_bounds(text: str, bound: str) -> None:
    assert one(text).bound == bound


@pytest.mark.parametrize(
    "text",
    [
        "济自然规划告字〔2019〕1号", "建成5G专网", "第12届运动会", "103省道", "12345市民热线", "“1+9+N+1”体系",
        "JN150园区", "BX-4地块",
        "世界500强企业", "上午8:30-11:30", "2020年4月19日", "4月18、19日", "1-4月", "十六里河街道", "二七新村中路",
        "四里村", "2.0版",
        "统一部署", "三农工作", "第一时间", "初步设计", "三方面", "五部门",
    ],
)  # fmt: skip
def test_names_dates_and_numbers_of_documents_are_no_amounts(text: str) -> None:
    assert [f for f in read(text).figures if f.kind != "bare" and not f.weak] == []


def test_signs_come_from_the_words_of_the_clause() -> None:
    total, part = read("共受理75588件，其中结案73821件").figures
    assert total.has("total", "whole")
    assert part.has("part", "done")
    assert not part.has("total")


def test_what_is_joined_by_a_pause_mark_is_said_of_both() -> None:
    homes, area = read("共计上报违法建设277处、面积22.85万平方米").figures
    assert area.signs == homes.signs


def test_of_which_reaches_over_its_colon() -> None:
    _, part = read("收入50万元。其中：税收30万元").figures
    assert part.has("part")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("1-8月完成30户", 8), ("截至4月底完成30户", 4), ("上半年完成30户", 6), ("前三季度完成30户", 9),
        ("二季度完成30户", 6),
        ("4月份完成30户", 0), ("2020年完成30户", 0), ("1月至5月完成30户", 5), ("去年完成30户", 0), ("全年完成30户", 0),
    ],
)  # fmt: skip
def test_the_month_that_a_text_has_reached(text: str, month: int) -> None:
    figure = one(text)
    assert (figure.time.month_reached if figure.time else 0) == month


def test_days_from_to() -> None:
    (time,) = read("2019年10月17日至10月19日举办").times
    assert (time.kind, time.year, time.month, time.day, time.last_month, time.last_day) == (
        "days",
        2019,
        10,
        17,
        10,
        19,
    )


@pytest.mark.parametrize(
    ("text", "count", "found"),
    [
        ("宅科、寨而头、相家、土屋、西渴马东等5个村", 5, 5),
        ("3个街道（泺源、大观园、杆石桥）", 3, 3),
        ("减时限、减环节、减材料“三减”", 3, 3),
        ("数字经济、现代金融两大产业", 2, 2),
        ("经四路、经八路等5条道路", 5, 2),
    ],
)
def test_name_lists_with_their_counts(text: str, count: int, found: int) -> None:
    (names,) = read(text).lists
    assert (names.count, names.fewest) == (count, found)


@pytest.mark.parametrize(
    "text", ["新建、改建、扩建学校6所", "完成92户、1.058万平方米", "《关于春节、“两会”期间的通知》"]
)
def test_kinds_deeds_and_titles_are_no_name_lists(text: str) -> None:
    assert read(text).lists == () or all(names.fewest < names.count for names in read(text).lists)


def test_places_are_offsets_into_the_text() -> None:
    text = "一、总体情况\n共完成３７亿元，占３０％。"
    assert [text[f.start : f.end] for f in read(text).figures] == ["３７亿元", "３０％"]
