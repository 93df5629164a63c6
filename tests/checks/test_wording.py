"""The small questions about running text: what is a stock phrase, a promise, a date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import wording
from ledger.checks import datewords


@pytest.mark.parametrize(
    "text",
    [
        "各项工作有序推进。",
        "落实保障措施。",
        "配合做好相关工作。",
        "按计划推进。",
        "正在推进",
        "目前正按照时间节点有序推进中",
        "高度重视，精心组织，工作进展顺利。",
        "按项目进度做好配合工作。",
        "按照市里统一部署，积极推进相关工作。",
        "各项工作正在按照序时进度稳步推进中",
    ],
)
def test_phrases_that_fit_any_task_are_stock_phrases(text: str) -> None:
    assert wording.is_stock_phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "正在推进征迁。",
        "正在研究回迁政策。",
        "完成企业上云任务。",
        "全面启动安置房回迁工作。",
        "正在推进征收拆迁。",
        "按计划推进，完成备案19部。",
        "各项工作有序推进，两处开工。",
        "配合产业园区服务中心做好三期规划建设工作。",
        "完成总进度的95%。",
        "积极筹备,做好协调配合,组织开展各项活动。",
    ],
)
def test_a_text_with_one_thing_of_its_own_is_not(text: str) -> None:
    assert not wording.is_stock_phrase(text)


@pytest.mark.parametrize("text", ["", "无", "无。", "暂无", " 没有问题。", "未发现问题"])
def test_saying_that_there_is_nothing(text: str) -> None:
    assert wording.says_nothing(text)


@pytest.mark.parametrize("text", ["无法施工", "没有资金", "无，但需协调燃气。"])
def test_a_problem_that_begins_like_nothing_is_a_problem(text: str) -> None:
    assert not wording.says_nothing(text)


@pytest.mark.parametrize("text", ["同上", "同上。", "（详见附件）", "略", "/", "待补充", "xxx"])
def test_placeholders(text: str) -> None:
    assert wording.is_placeholder(text)


@pytest.mark.parametrize("text", ["同上级部门对接3次。", "备案19部，清单见附件1。", "略有增长", "已报市局批准"])
def test_texts_that_only_begin_like_placeholders(text: str) -> None:
    assert not wording.is_placeholder(text)


@pytest.mark.parametrize(
    ("text", "promises"),
    [
        ("预计大厦今年6月底前即可完工", [("预计大厦今年6月底前", date(2019, 6, 30))]),
        ("已进入招标程序,预计5月中旬开标。", [("预计5月中旬", date(2019, 5, 20))]),
        ("还有两个项目将于五月份招标", [("将于五月份", date(2019, 5, 31))]),
        ("力争2020年3月5日前完成", [("力争2020年3月5日前", date(2020, 3, 5))]),
        ("计划十二月完工", [("计划十二月", date(2019, 12, 31))]),
        ("原预计6月底完成，推迟到8月", []),
        ("预计6月底前完工，现已完工", []),
        ("原计划6月完工", []),
        ("预计年底开展", []),
        ("6月底前完工", []),
        ("预计参会代表约500人", []),
    ],
)
def test_promises_with_a_date(text: str, promises: list[tuple[str, date]]) -> None:
    assert list(datewords.promised_dates(text, date(2019, 4, 1))) == promises


def test_a_plan_promises_without_saying_so() -> None:
    begin = date(2020, 4, 1)
    assert list(datewords.promised_dates("5月15日前开标，6月底前开工。", begin, planned=True)) == [
        ("5月15日前", date(2020, 5, 15)),
        ("6月底前", date(2020, 6, 30)),
    ]


def test_a_month_far_back_may_be_next_years() -> None:
    assert list(datewords.promised_dates("预计2月完工", date(2020, 11, 1))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6月31日完成", ["6月31日"]),
        ("13月5日", ["13月5日"]),
        ("2019年2月29日", ["2019年2月29日"]),
        ("２月３０日", ["２月３０日"]),
        ("2月29日", []),
        ("2020年2月29日", []),
        ("1-13月5日", []),
        ("3月18、19日", []),
        ("12月31号楼", []),
        ("“3.31”事故", []),
    ],
)
def test_days_that_no_calendar_has(text: str, found: list[str]) -> None:
    assert list(datewords.impossible_dates(text, 2020)) == found


@pytest.mark.parametrize(
    "text",
    ["2020年9月底前", "12月31日", "2020-09-30", "全年", "长期坚持", "年底前", "第三季度", "上半年", "５个工作日内"],
)
def test_deadlines_that_say_when(text: str) -> None:
    assert datewords.says_when(text)


@pytest.mark.parametrize("text", ["尽快", "按要求完成", "待定"])
def test_deadlines_that_do_not(text: str) -> None:
    assert not datewords.says_when(text)


@given(st.text(alphabet="预计划拟于年月日底前初中旬0123456789十一二，。已完成推迟正在按照工作相关", max_size=60))
def test_any_text_can_be_asked(text: str) -> None:
    wording.is_stock_phrase(text)
    wording.is_placeholder(text)
    list(datewords.promised_dates(text, date(2020, 1, 1)))
    list(datewords.promised_dates(text, date(2020, 12, 1), planned=True))
    list(datewords.impossible_dates(text, 2020))


def test_long_texts_take_no_longer_than_their_length() -> None:
    """Each of these would run for hours if a search went back over the text for every match."""
    begin, many = date(2020, 1, 1), 40_000
    assert len(list(datewords.promised_dates("预计6月" * many, begin))) == many
    assert len(list(datewords.promised_dates("6月前" * many, begin, planned=True))) == many
    assert list(datewords.promised_dates("预计" * many, begin)) == []
    assert list(datewords.promised_dates("预计6月" * many + "已完成", begin)) == []
    assert len(list(datewords.impossible_dates("13月5日" * many, 2020))) == many
    assert not any(wording.is_stock_phrase(word * 26 + "征迁") for word in ("正在", "按照", "按照工作计划"))
