"""Heads, columns and tables as other places write them. Everything here is invented (虚构)."""

from __future__ import annotations

import io

import openpyxl
import pytest

from ledger.importers import files, heads, notice
from ledger.periods import Period
from ledger.units import Registry
from tests.importers.test_notice_elsewhere import COUNTY, only_list, page, read, row, told


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (heads.NUMBER, "序号 项目编号 总序号 项次 NO."),
        (
            heads.LEADERS,
            "分管副区长 市政府分管领导 牵头副市长 包联领导 责任区长 区级牵头领导 挂钩领导 牵头责任领导 县政府领导",
        ),
        (heads.LEAD, "市级牵头单位 牵头负责单位 首要责任单位 牵头单位及责任人 区牵头单位"),
        (heads.SUPPORT, "协助单位 相关责任单位 责任配合单位 协同配合单位 支持单位 主要配合单位"),
        (heads.UNITS, "责任单位及责任人 各责任单位 责任单位名称 完成单位"),
        (heads.DEADLINE, "工作时限 时间要求 办理时限 完成日期 起止时间"),
        (heads.TEXT, "报告原文 分解任务 议定事项 承诺事项 建设内容及规模 细化任务 责任事项 2024年重点任务"),
        (heads.GOAL, "2024年目标 2024年度目标 达到目标 年底目标"),
        (heads.DONE, "截至6月底进展情况 1-6月进展情况 上半年完成情况 工作开展情况 实际完成情况"),
        (heads.PROBLEMS, "存在困难 存在的主要问题 需协调解决的问题 存在问题及原因"),
        (heads.NEXT, "下一步推进措施 下一步打算及措施 后续措施 下阶段工作计划"),
        (heads.OTHER, "责任人 联系电话 投资额 2023年完成数 分解 责任 完成率 建设地点"),
    ],
)
def test_heads_of_other_places(role: str, words: str) -> None:
    assert {word: heads.role_of(word) for word in words.split()} == dict.fromkeys(words.split(), role)


def test_a_column_of_measures_headed_with_the_word_for_units_names_nobody() -> None:
    found = read(
        page(
            row("序号", "指标名称", "单位", "2024年目标", "牵头单位")
            + row("1", "生产总值增速", "%", "6.5", "县发改局")
            + row("2", "固定资产投资", "亿元", "86", "县发改局")
        )
    )
    first, second = only_list(found)
    assert (first.units.all, first.goal, first.other) == (("县发改局",), "6.5", {"单位": "%"})
    assert second.other == {"单位": "亿元"}


def test_a_column_headed_with_the_word_for_units_that_names_units() -> None:
    (made,) = only_list(read(page(row("序号", "工作任务", "单位") + row("1", "甲。", "县工信局"))))
    assert made.units.all == ("县工信局",)


def test_sub_heads_that_only_say_who_leads_and_who_supports() -> None:
    two = '<td rowspan="2">'
    found = read(
        page(
            row(f"{two}序号</td>", f"{two}项目名称</td>", '<td colspan="3">责任单位</td>', f"{two}投资额</td>")
            + row("牵头", "配合", "责任人")
            + row("1", "农村饮水提升", "县水务局", "各乡镇", "张三", "3600")
        )
    )
    (made,) = only_list(found)
    assert (made.units.lead, made.units.support) == (("县水务局",), ("各乡镇",))
    assert made.other == {"责任单位/责任人": "张三", "投资额": "3600"}


def test_tables_with_the_same_heads_under_counted_headings_are_one_list_with_categories() -> None:
    head = row("序号", "工作内容", "牵头单位")
    found = read(
        "<html><body><p>清风县2024年政府工作报告任务分工（试行）</p><p>一、高质量发展（2项）</p><table>"
        + head + row("1", "甲。", "县发改局") + row("2", "乙。", "县科技局")
        + "</table><p>二、高品质生活（1项）</p><table>" + head + row("1", "丙。", "县民政局")
        + "</table><p>注：未写时限的均为年底前完成。</p></body></html>"
    )  # fmt: skip
    assert [(made.number, made.category, made.text) for made in only_list(found)] == [
        (1, ("高质量发展（2项）",), "甲。"),
        (2, ("高质量发展（2项）",), "乙。"),
        (3, ("高品质生活（1项）",), "丙。"),
    ]
    assert found.config.document.title == "清风县2024年政府工作报告任务分工（试行）"
    assert told(found, "I011") == ["表下的说明没有收：注：未写时限的均为年底前完成。"]


def test_units_and_persons_in_one_cell() -> None:
    found = read(
        page(
            row("序号", "重点任务", "责任单位及责任人")
            + row("1", "甲。", "县税务局 张三")
            + row("2", "乙。", "县国资中心（李四）、县开发区（王五）")
            + row("3", "丙。", "县交通局：赵六、钱七；各乡镇：乡镇长")
        )
    )
    assert [made.units.all for made in only_list(found)] == [
        ("县税务局",),
        ("县国资中心", "县开发区"),
        ("县交通局", "各乡镇"),
    ]
    assert only_list(found)[0].other == {"责任单位及责任人": "县税务局 张三"}
    assert "赵六、钱七、乡镇长" in told(found, "I007")[2]


def test_a_row_across_the_table_names_the_leader_of_the_tasks_below() -> None:
    wide = '<td colspan="3">'
    found = read(
        page(
            row("序号", "重点任务", "责任单位")
            + row(f"{wide}一、责任领导：张三（2项）</td>")
            + row("1", "甲。", "县工信局")
            + row("2", "乙。", "县工信局")
            + row(f"{wide}二、责任领导：李四、王五</td>")
            + row("3", "丙。", "县民政局")
        )
    )
    assert [made.leaders for made in only_list(found)] == [("张三",), ("张三",), ("李四", "王五")]


def test_units_each_on_a_line_of_its_own() -> None:
    found = read(page(row("序号", "重点任务", "责任单位") + row("1", "甲。", "县工信局<br>县商务局<br>各乡镇")))
    assert only_list(found)[0].units.all == ("县工信局", "县商务局", "各乡镇")


def test_a_table_that_names_units_but_was_not_understood_is_a_warning() -> None:
    small = row("分工", "责任单位", "配合单位") + row("甲。", "县工信局", "县商务局")
    found = read(page(row("序号", "工作任务", "责任单位") + row("1", "甲。", "县工信局"), small))
    (unread,) = [finding for finding in found.findings if finding.code == "I001"]
    assert unread.level.value == "warning"


def test_a_plan_by_quarters_below_a_head_of_its_own() -> None:
    found = read(
        page(
            row("序号", "任务", "责任单位", '<td colspan="2">分季度计划</td>')
            + row("", "", "", "一季度", "二季度")
            + row("1", "甲。", "县工信局", "开工", "完工"),
            title="清风县2024年任务表",
        ),
        registry=Registry(prefix="县"),
    )
    assert only_list(found)[0].plan == {Period(2024, "quarter", 1): "开工", Period(2024, "quarter", 2): "完工"}


def test_a_slip_for_each_task_with_its_heads_at_the_left() -> None:
    def slip(text: str, lead: str, due: str) -> str:
        pairs = (
            ("督查事项", text),
            ("责任领导", "张三"),
            ("牵头单位", lead),
            ("配合单位", "各乡镇"),
            ("完成时限", due),
        )
        return "".join(row(*pair) for pair in pairs)

    found = read(
        page(slip("甲。", "县水务局", "6月底"), slip("乙。", "县教育局", "9月1日"), title="清风县2024年督查立项通知单")
    )
    assert [
        (made.text, made.leaders, made.units.lead, made.units.support, made.deadline) for made in only_list(found)
    ] == [
        ("甲。", ("张三",), ("县水务局",), ("各乡镇",), "6月底"),
        ("乙。", ("张三",), ("县教育局",), ("各乡镇",), "9月1日"),
    ]


def test_who_leads_in_a_table_inside_the_cell() -> None:
    inner = "<table>" + row("牵头", "县水务局") + row("配合", "县财政局、各乡镇") + "</table>"
    (made,) = only_list(read(page(row("序号", "工作任务", "责任单位") + row("1", "甲。", f"<td>{inner}</td>"))))
    assert (made.units.lead, made.units.support) == (("县水务局",), ("县财政局", "各乡镇"))


def test_sheets_of_a_workbook_name_their_lists() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Sheet1"
    for line in (["清风县2024年重点工作分解表"], ["序号", "任务", "责任单位"], [1, "甲。", "县工信局"]):
        first.append(line)
    second = book.create_sheet("民生实事")
    for line in (["序号", "实事项目", "责任单位"], [1, "乙。", "县城管局"]):
        second.append(line)
    data = io.BytesIO()
    book.save(data)
    found = notice.interpret(files.read_bytes(data.getvalue(), "任务.xlsx"), COUNTY)
    assert {name: spec.title for name, spec in found.config.lists.items()} == {
        "main": "清风县2024年重点工作分解表",
        "minsheng": "民生实事",
    }


def test_deep_numbers_bands_in_one_cell_totals_and_notes() -> None:
    found = read(
        page(
            row("序号", "重点任务", "牵头领导", "责任单位")
            + row("一、城市更新", "", "", "")
            + row("1.1", "甲。", "张三 李四", "县住建局牵头，县财政局、各乡镇配合")
            + row("1.2", "乙。", "程  伟", "县城管局（牵头） 县公安局")
            + row("", "二、民生改善", "", "")
            + row("2.1", "丙。", "副县长 王五", "县商务局（会同县财政局）")
            + row("合计", "3项", "", "")
            + row("注：责任单位排第一位的为牵头单位", "", "", "")
        )
    )
    one, two, three = only_list(found)
    assert [(made.number, made.category, made.other) for made in (one, two, three)] == [
        (1, ("城市更新",), {"序号": "1.1"}),
        (2, ("城市更新",), {"序号": "1.2"}),
        (3, ("民生改善",), {"序号": "2.1"}),
    ]
    assert (one.leaders, two.leaders, three.leaders) == (("张三", "李四"), ("程伟",), ("副县长王五",))
    assert (one.units.lead, one.units.support) == (("县住建局",), ("县财政局", "各乡镇"))
    assert (two.units.lead, two.units.support) == (("县城管局",), ("县公安局",))
    assert (three.units.lead, three.units.support) == (("县商务局",), ("县财政局",))
    assert told(found, "I011") == ["表中的说明没有收：合计", "表中的说明没有收：注：责任单位排第一位的为牵头单位"]


@pytest.mark.parametrize("numbers", [("①", "②"), ("⑴", "⑵"), ("一", "（二）"), ("1-1", "2-1"), ("甲", "乙")])
def test_numbers_in_other_signs(numbers: tuple[str, str]) -> None:
    found = read(
        page(row("序号", "任务", "责任单位") + "".join(row(sign, f"第{sign}件事。", "县住建局") for sign in numbers))
    )
    assert [(made.number, made.text) for made in only_list(found)] == [
        (n, f"第{sign}件事。") for n, sign in enumerate(numbers, 1)
    ]


def test_a_category_counted_in_the_column_of_numbers() -> None:
    found = read(
        page(
            row("序号", "任务", "责任单位")
            + row("一", "经济发展", "")
            + row("1", "甲。", "县发改局")
            + row("二", "社会民生", "")
            + row("2", "乙。", "县民政局")
        )
    )
    assert [(made.number, made.category) for made in only_list(found)] == [(1, ("经济发展",)), (2, ("社会民生",))]


def test_a_note_below_the_table_says_who_leads() -> None:
    table = row("序号", "任务", "责任单位") + row("1", "甲。", "县工信局、县商务局")
    told_below = (
        f"<html><body><p>清风县2024年任务表</p><table>{table}</table><p>注：列第一位的为牵头单位。</p></body></html>"
    )
    assert told(read(told_below), "I006") == []
    assert len(told(read(page(table)), "I006")) == 1


def test_cells_parted_by_tabs_as_a_workbook_copies_them() -> None:
    found = read(
        "清风县2024年重点任务表\n序号\t重点任务\t牵头单位\t配合单位\t完成时限\n"
        '1\t"建设甲区，\n含""一期""工程。"\t县住建局\t县财政局\t6月底\n2\t建设乙区。\t县工信局\t\t年底\n',
        "任务.txt",
    )
    assert [(made.text, made.units.lead, made.units.support, made.deadline) for made in only_list(found)] == [
        ('建设甲区，\n含"一期"工程。', ("县住建局",), ("县财政局",), "6月底"),
        ("建设乙区。", ("县工信局",), (), "年底"),
    ]


def test_cells_parted_by_bars() -> None:
    found = read(
        "清风县2024年重点任务表\n| 序号 | 任务 | 责任单位 |\n|---|---|---|\n| 1 | 甲。 | 县工信局 |\n", "任务.md"
    )
    assert [(made.text, made.units.lead) for made in only_list(found)] == [("甲。", ("县工信局",))]


def test_parts_of_a_sentence_of_the_report_are_tasks_of_their_own() -> None:
    two = '<td rowspan="2">'
    found = read(
        page(
            row("序号", "报告内容", "分解任务", "责任单位", "责任领导")
            + row(f"{two}1</td>", f"{two}发展数字经济。</td>", "上云企业200家", "县工信局", "张三")
            + row("建设基站300个", "县大数据局", "李四")
            + row("2", "办好教育。", "新建学校2所", "县教育局", "王五")
        )
    )
    assert [(made.number, made.parent, made.text, made.units.all, made.leaders) for made in only_list(found)] == [
        (1, "发展数字经济。", "上云企业200家", ("县工信局",), ("张三",)),
        (2, "发展数字经济。", "建设基站300个", ("县大数据局",), ("李四",)),
        (3, "办好教育。", "新建学校2所", ("县教育局",), ("王五",)),
    ]
    assert [made.other for made in only_list(found)] == [{"序号": "1"}, {"序号": "1"}, {"序号": "2"}]


def test_columns_of_units_that_are_counted_and_a_head_that_names_the_period() -> None:
    (made,) = only_list(
        read(
            page(
                row("序号", "任务", "牵头单位", "配合单位1", "配合单位2", "进展情况（截至3月底）")
                + row("1", "甲。", "县住建局", "县财政局", "县审计局", "已开工。")
            )
        )
    )
    assert made.units.support == ("县财政局", "县审计局")
    assert [str(entry.period) for entry in made.progress] == ["2024-03"]


def test_a_category_row_with_sums_beside_it() -> None:
    found = read(
        page(
            row("序号", "项目名称", "总投资", "责任单位")
            + row("一", "续建项目（1个）", "6亿元", "")
            + row("1", "甲产业园", "6亿元", "县工信局")
            + row("二", "新建项目（1个）", "3亿元", "")
            + row("2", "乙学校", "3亿元", "县教育局")
        )
    )
    assert [(made.number, made.category, made.text) for made in only_list(found)] == [
        (1, ("续建项目（1个）",), "甲产业园"),
        (2, ("新建项目（1个）",), "乙学校"),
    ]
    assert told(found, "I011") == ["分类一行里的“6亿元”没有收", "分类一行里的“3亿元”没有收"]


@pytest.mark.parametrize(
    ("cell", "lead", "support"),
    [
        ("牵头：县水利局；责任：各乡镇", ("县水利局",), ("各乡镇",)),
        ("主责单位：县住建局<br>参与单位：县财政局", ("县住建局",), ("县财政局",)),
        ("县水利局；配合单位：各乡镇", ("县水利局",), ("各乡镇",)),
        ("县民政局（主要责任单位）、县财政局", ("县民政局",), ("县财政局",)),
        ("县卫健局（牵头单位）<br>县医保局（配合单位）", ("县卫健局",), ("县医保局",)),
        ("县发改局牵头", ("县发改局",), ()),
    ],
)
def test_who_leads_said_in_the_cell_in_other_words(cell: str, lead: tuple[str, ...], support: tuple[str, ...]) -> None:
    (made,) = only_list(read(page(row("序号", "任务", "责任单位") + row("1", "甲。", cell))))
    assert (made.units.lead, made.units.support, made.units.lead_source) == (lead, support, "stated")


def test_leaders_persons_counts_and_contacts_in_a_cell_of_units() -> None:
    found = read(
        page(
            row("序号", "任务", "责任单位")
            + row("1", "甲。", "责任领导：张三<br>牵头单位：县教育局<br>配合单位：县人社局<br>联系人：李四")
            + row("2", "乙。", "1.县工信局 2.县商务局")
            + row("3", "丙。", "县交通局（联系人：王五 0000）")
        )
    )
    one, two, three = only_list(found)
    assert (one.leaders, one.units.lead, one.units.support, one.other) == (
        ("张三",),
        ("县教育局",),
        ("县人社局",),
        {"联系人": "李四"},
    )
    assert two.units.all == ("县工信局", "县商务局")
    assert (three.units.all, three.other) == (("县交通局",), {"责任单位": "县交通局（联系人：王五 0000）"})
    assert any("联系人：王五" in message for message in told(found, "I007"))


def test_a_title_inside_the_table_without_what_stands_below_it() -> None:
    wide = '<td colspan="3">'
    found = read(
        "<html><body><table>"
        + row(f"{wide}清风县2024年重点工作分解表</td>")
        + row(f"{wide}单位：万元</td>")
        + row("序号", "任务", "责任单位")
        + row("1", "甲。", "县工信局")
        + "</table></body></html>"
    )
    assert found.config.lists["main"].title == "清风县2024年重点工作分解表"


@pytest.mark.parametrize(
    ("cell", "leaders"),
    [
        ("甲某<br>乙某", ("甲某", "乙某")),
        ("<p>程  伟</p><p>欧阳建国</p>", ("程伟", "欧阳建国")),
        ("张副县长<br>李副县长", ("张副县长", "李副县长")),
        ("甲某副县长<br>乙某副县长", ("甲某副县长", "乙某副县长")),
        ("常务副县长<br>分管副县长", ("常务副县长", "分管副县长")),
        ("甲某<div>各相关</div><div>副县长</div>", ("甲某", "各相关副县长")),
        ("副县长<br>甲某", ("副县长甲某",)),
        ("甲某<br>常务副县长<br>乙某<br>副县长", ("甲某常务副县长", "乙某副县长")),
        ("甲某（<br>副县长）<br>乙某", ("甲某（副县长）", "乙某")),
        ("县政府<br>分管领导", ("县政府分管领导",)),
        ("主要领导<br>分管领导", ("主要领导", "分管领导")),
        ("程<br>伟", ("程伟",)),
        ("李天和<br>王五", ("李天和", "王五")),
        ("张三\n李四\n王  五", ("张三", "李四", "王五")),
        ("建设\n道路", ("建设道路",)),
    ],
)
def test_leaders_on_lines_of_one_cell(cell: str, leaders: tuple[str, ...]) -> None:
    found = read(page(row("序号", "工作任务", "牵头领导", "责任单位") + row("1", "甲。", cell, "县发改局")))
    assert only_list(found)[0].leaders == leaders


def test_a_star_before_a_number_stays_with_the_task_and_the_number_goes() -> None:
    found = read(
        "<html><body><p>清风县2024年重点工作任务清单</p><p>一、项目建设</p>"
        "<p>★1．建成大桥1座。</p><p>牵头单位：县交通局</p>"
        "<p>2．建成学校2所。</p><p>牵头单位：县教体局</p></body></html>"
    )
    assert [made.text for made in only_list(found)] == ["★建成大桥1座。", "建成学校2所。"]


@pytest.mark.parametrize(
    ("listed", "lead", "support"),
    [
        ("县文旅局（牵头）、县住建局，各乡镇", ("县文旅局",), ("县住建局", "各乡镇")),
        ("县住建局、县文旅局(牵头单位)、县财政局（配合）", ("县文旅局",), ("县住建局", "县财政局")),
        ("县文旅局（牵头）、县住建局（牵头）、各乡镇", ("县文旅局", "县住建局"), ("各乡镇",)),
    ],
)
def test_a_mark_behind_the_unit_that_leads(listed: str, lead: tuple[str, ...], support: tuple[str, ...]) -> None:
    found = read(
        "<html><body><p>清风县2024年民生实事清单</p><ol>"
        f"<li><p>新建书房8个。</p><p>责任单位：{listed}</p></li>"
        "<li><p>改造公路60公里。</p><p>责任单位：县交通局</p></li></ol></body></html>"
    )
    made = only_list(found)[0]
    assert (made.units.lead, made.units.support, made.units.lead_source) == (lead, support, "stated")
    assert made.units.printed == listed
