"""Who answers for a task, said in a sentence as the State Council and those after it do. All invented (虚构)."""

from __future__ import annotations

import pytest

from ledger.errors import FileRefused
from ledger.importers import duties
from ledger.importers.duties import Duty
from tests.importers.test_notice_elsewhere import only_list, read, told

HEAD = (
    "青石县人民政府关于落实2024年《政府工作报告》重点工作分工的意见\n"
    "各乡镇人民政府，县政府各部门：\n现提出分工意见如下：\n"
)


@pytest.mark.parametrize(
    ("inside", "duty"),
    [
        (
            "县工信局牵头，县发展改革局、县财政局等按职责分工负责，6月底前出台方案，年内持续推进",
            Duty("县工信局", "县发展改革局、县财政局等", "", True, "6月底前出台方案，年内持续推进"),
        ),
        ("国务院各部门分别负责，年内持续推进", Duty("", "国务院各部门", "", True, "年内持续推进")),
        ("县商务局负责", Duty("", "县商务局", "", False, "")),
        ("市发展改革委牵头、市财政局配合", Duty("市发展改革委", "", "市财政局", False, "")),
        ("由市城管局牵头实施，各区县政府配合", Duty("市城管局", "", "各区县政府", False, "")),
        (
            "市工信局牵头，市直有关部门和单位配合，各县（市、区）政府负责",
            Duty("市工信局", "各县（市、区）政府", "市直有关部门和单位", False, ""),
        ),
        ("中国人民银行牵头，银保监会等按职责分工负责", Duty("中国人民银行", "银保监会等", "", True, "")),
        ("省教育厅牵头，省财政厅", Duty("省教育厅", "省财政厅", "", False, "")),
        ("其中新建50公里", None),
        ("详见附件2", None),
        ("县级政府负责人", None),
        ("2023年为78亿元", None),
    ],
)
def test_what_a_bracket_orders(inside: str, duty: Duty | None) -> None:
    assert duties.read(inside) == duty


def test_a_division_of_the_work_as_the_state_council_writes_it() -> None:
    found = read(
        HEAD + "一、推动产业升级\n（一）壮大制造业。\n"
        "1.新增规上企业25家。"
        "（县工信局牵头，县发改局、县财政局按职责分工负责，6月底前出台方案，年内持续推进）\n"
        "2.建成厂房12万平方米。（县开发区管委会、县自然资源局按职责分工负责，11月底前完成）\n"
        "（二）扩大消费。\n3.举办展会6场。（县商务局负责）\n二、工作要求\n各部门要压实责任。\n青石县人民政府\n2024年2月8日\n",
        "意见.txt",
    )
    one, two, three = found.tasks["main"]
    assert (one.text, one.category) == ("新增规上企业25家。", ("壮大制造业",))
    assert (one.units.lead, one.units.support, one.units.lead_source) == (
        ("县工信局",),
        ("县发改局", "县财政局"),
        "stated",
    )
    assert one.deadline == "6月底前出台方案，年内持续推进"
    assert (two.units.lead, two.units.lead_source, two.deadline) == (
        ("县开发区管委会", "县自然资源局"),
        "all",
        "11月底前完成",
    )
    assert two.category == one.category
    assert (three.category, three.units.lead) == (("扩大消费",), ("县商务局",))


def test_tasks_counted_by_the_first_level_and_names_alone_in_brackets() -> None:
    found = read(
        HEAD + "一、新建公办幼儿园3所。（责任单位：县教育局）\n二、改造老旧小区12个。（县住建局、县财政局，11月底前）\n"
        "三、加强值守（含节假日）。（县应急管理局牵头）\n四、修路（其中县交通局负责的12公里已开工）30公里。【牵头：县交通局；配合：各乡镇】\n",
        "通知.txt",
    )
    one, two, three, four = only_list(found)
    assert (one.text, one.units.lead) == ("新建公办幼儿园3所。", ("县教育局",))
    assert (two.text, two.units.all, two.deadline) == ("改造老旧小区12个。", ("县住建局", "县财政局"), "11月底前")
    assert (three.text, three.units.lead) == ("加强值守（含节假日）。", ("县应急管理局",))
    assert four.text == "修路（其中县交通局负责的12公里已开工）30公里。"
    assert (four.units.lead, four.units.support) == (("县交通局",), ("各乡镇",))
    assert told(found, "I006") == ["没有写明谁牵头，按列在第一位的“县住建局”读"]


def test_several_brackets_in_a_paragraph() -> None:
    found = read(
        HEAD + "1.推进甲园区（牵头单位：县开发区；配合单位：县自然资源局）；"
        "推进乙园区（牵头单位：县工信局）；推进丙园区（县投促局负责）。\n"
        "2.推进数字政府（责任单位：县大数据局），确保年底上线。\n"
        "3.办好实事。（责任领导：张三）（责任单位：县民政局；责任人：李四；时限要求：12月底）\n",
        "通知.txt",
    )
    tasks = only_list(found)
    assert [(made.text, made.units.lead) for made in tasks] == [
        ("推进甲园区", ("县开发区",)),
        ("推进乙园区", ("县工信局",)),
        ("推进丙园区", ("县投促局",)),
        ("推进数字政府，确保年底上线。", ("县大数据局",)),
        ("办好实事。", ("县民政局",)),
    ]
    assert (tasks[4].leaders, tasks[4].deadline, tasks[4].note) == (("张三",), "12月底", "责任人：李四")
    assert told(found, "I013") == ["这一段有3处写了责任单位，拆成3项"]


def test_units_behind_the_sentence_without_a_bracket_and_on_lines_of_their_own() -> None:
    found = read(
        HEAD + "1.推进灾后重建。责任单位：县应急管理局、县水利局\n"
        "2.举办赛事。\n牵头单位：县体育局\n配合单位：县公安局\n责任人：李四\n"
        "3.改造管网。牵头单位：县水利局，责任单位：县城投集团。完成时限：年底\n",
        "通知.txt",
    )
    one, two, three = only_list(found)
    assert (one.text, one.units.all) == ("推进灾后重建。", ("县应急管理局", "县水利局"))
    assert (two.units.lead, two.units.support, two.note) == (("县体育局",), ("县公安局",), "责任人：李四")
    assert (three.text, three.units.lead, three.units.support, three.deadline) == (
        "改造管网。",
        ("县水利局",),
        ("县城投集团",),
        "年底",
    )


def test_words_about_responsibility_without_a_colon_order_nothing() -> None:
    with pytest.raises(FileRefused, match="没有认出任务"):
        read(HEAD + "1.明确牵头单位 责任单位 完成时限。\n2.各责任单位要抓好落实。\n", "通知.txt")


def test_the_office_of_a_city_signs() -> None:
    found = read(HEAD + "1.甲。（市发改委牵头）\n白鹭市人民政府办公厅\n2024年1月20日\n", "通知.txt")
    assert found.config.document.issuer == "白鹭市人民政府办公厅"
    assert told(found, "I011") == []


def test_paragraphs_without_units_are_dropped_aloud_and_not_put_before_the_next_task() -> None:
    found = read(
        HEAD + "一、产业\n"
        "今年要全力推进产业发展，形成新的优势，为全年目标打下坚实基础。\n1.建成厂房。（责任单位：县工信局）\n"
        "（一）没有下文的标题\n2.推进乙项目，尽快形成实物工作量，力争早日投产见效，带动就业和税收。\n",
        "通知.txt",
    )
    assert [made.text for made in only_list(found)] == ["建成厂房。"]
    dropped = "".join(told(found, "I011"))
    assert all(words in dropped for words in ("今年要全力", "没有下文的标题", "推进乙项目"))
