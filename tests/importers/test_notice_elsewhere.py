"""Notices of other districts, with other heads, column orders and habits. Everything here is invented (虚构)."""

from __future__ import annotations

import pytest

from ledger.errors import FileRefused
from ledger.importers import files, notice
from ledger.importers.notice import Notice
from ledger.model import Task
from ledger.periods import Period
from ledger.units import Registry

COUNTY = Registry(prefix="县")


def row(*cells: str) -> str:
    return "<tr>" + "".join(cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in cells) + "</tr>"


def page(*tables: str, title: str = "清风县2024年重点工作责任分解表", above: str = "") -> str:
    body = "".join(f"<table>{table}</table>" for table in tables)
    return f"<html><body><p>{title}</p>{above}{body}</body></html>"


def read(text: str, name: str = "通知.html", registry: Registry = COUNTY, **options: object) -> Notice:
    return notice.interpret(files.read_bytes(text.encode(), name), registry, **options)  # type: ignore[arg-type]


def only_list(found: Notice) -> tuple[Task, ...]:
    (tasks,) = found.tasks.values()
    return tasks


def told(found: Notice, code: str) -> list[str]:
    return [finding.message for finding in found.findings if finding.code == code]


# ---------------------------------------------------------------------- columns


def test_columns_in_any_order_with_lead_and_support_apart() -> None:
    found = read(
        page(
            row("牵头单位", "配合单位", "工作任务", "完成时限", "序号", "工作目标")
            + row("县发改局", "县财政局、住建局", "推进甲项目。", "6月底", "1", "完成投资2亿元")
            + row("县教育局", "", "建设乙学校。", "年底前", "2", "主体完工")
        )
    )
    first, second = only_list(found)
    assert (first.text, first.goal, first.deadline) == ("推进甲项目。", "完成投资2亿元", "6月底")
    assert (first.units.lead, first.units.support) == (("县发改局",), ("县财政局", "县住建局"))
    assert first.units.lead_source == second.units.lead_source == "column"
    assert second.units.support == ()
    assert list(found.config.lists["main"].columns) == ["lead", "support", "text", "deadline", "number", "goal"]


@pytest.mark.parametrize(
    ("task", "units", "leaders", "deadline"),
    [
        ("重点任务目标", "责任单位", "牵头领导", "完成时限"),
        ("民生实事内容", "责任部门", "分管领导", "时限要求"),
        ("目标任务", "承办单位", "包抓领导", "完成时间"),
        ("主要工作内容", "落实单位", "责任领导", "办结时限"),
        ("督查事项", "实施单位", "县级领导", "时间节点"),
        ("工作事项（年度）", "责任单位（列第一位的为牵头单位）", "牵头县领导", "计划完成时间"),
    ],
)
def test_other_heads_for_the_same_columns(task: str, units: str, leaders: str, deadline: str) -> None:
    (made,) = only_list(
        read(page(row("编号", leaders, task, units, deadline) + row("1", "张三", "甲。", "县工信局", "6月底")))
    )
    assert (made.text, made.leaders, made.units.lead, made.deadline) == ("甲。", ("张三",), ("县工信局",), "6月底")


def test_heads_over_two_rows_and_a_column_without_a_field() -> None:
    two = '<td rowspan="2">'
    found = read(
        page(
            row(
                f"{two}序号</td>",
                f"{two}重点任务</td>",
                '<td colspan="2">责任分工</td>',
                '<td colspan="2">推进计划</td>',
                f"{two}投资额（万元）</td>",
            )
            + row("牵头单位", "配合单位", "上半年", "四季度")
            + row("1", "推进甲项目。", "县发改局", "县财政局", "开工", "完工", "1200")
        )
    )
    (made,) = only_list(found)
    assert made.plan == {Period(2024, "half", 1): "开工", Period(2024, "quarter", 4): "完工"}
    assert (made.units.lead, made.units.support) == (("县发改局",), ("县财政局",))
    assert made.other == {"投资额（万元）": "1200"}
    assert told(found, "I002") == ["“投资额（万元）”一栏没有对应的字段，内容照录在 other 下面"]
    assert found.config.lists["main"].columns["lead"] == "牵头单位"


def test_without_numbers_the_order_counts() -> None:
    found = read(
        page(
            row("民生实事项目", "建设内容", "主办单位", "协办单位")
            + row("甲工程", "建设一所幼儿园", "县教育局", "县财政局")
            + row("乙工程", "修路十公里", "县交通局", "")
        )
    )
    assert [(made.number, made.text, made.goal) for made in only_list(found)] == [
        (1, "甲工程", "建设一所幼儿园"),
        (2, "乙工程", "修路十公里"),
    ]
    assert told(found, "I003") == ["表里没有序号，按先后编号"]


def test_a_task_merged_over_several_contents_stays_one_task() -> None:
    two = '<td rowspan="2">'
    found = read(
        page(
            row("序号", "重点任务", "工作内容", "牵头领导", "责任单位")
            + row(f"{two}一</td>", f"{two}抓产业</td>", "甲。", "李四", "县工信局")
            + row("乙。", "王五", "县商务局")
            + row("二", "抓民生", "丙。", "李四", "县民政局")
        )
    )
    first, second = only_list(found)
    assert (first.text, first.goal, first.leaders) == ("抓产业", "甲。\n乙。", ("李四", "王五"))
    assert first.units.all == ("县工信局", "县商务局")
    assert (second.number, second.text) == (2, "抓民生")
    assert any("两个不同的责任单位格子" in message for message in told(found, "I007"))


def test_a_task_column_merged_over_numbers_of_their_own_is_a_category() -> None:
    found = read(
        page(
            row("重点工作", "序号", "具体任务", "责任单位")
            + row('<td rowspan="2">抓产业</td>', "1", "甲。", "县工信局")
            + row("2", "乙。", "县商务局")
            + row("抓民生", "3", "丙。", "县民政局")
        )
    )
    assert [(made.category, made.text) for made in only_list(found)] == [
        (("抓产业",), "甲。"),
        (("抓产业",), "乙。"),
        (("抓民生",), "丙。"),
    ]


# ---------------------------------------------------------------------- rows


def test_bands_open_categories_and_numbers_that_begin_again_are_counted_through() -> None:
    wide = '<td colspan="4">'
    found = read(
        page(
            row("序号", "主要任务", "责任单位", "备注")
            + row(f"{wide}一、产业发展</td>")
            + row("1", "甲。", "县工信局", "")
            + row("2", "乙。", "县工信局", "重点")
            + row(f"{wide}二、民生保障</td>")
            + row("1", "丙。", "县民政局", "")
            + row(f"{wide}注：以上任务按季调度。</td>")
        )
    )
    tasks = only_list(found)
    assert [(made.number, made.category, made.other) for made in tasks] == [
        (1, ("产业发展",), {"序号": "1"}),
        (2, ("产业发展",), {"序号": "2"}),
        (3, ("民生保障",), {"序号": "1"}),
    ]
    assert tasks[1].note == "重点"
    assert "序号有重复" in told(found, "I003")[0]
    assert told(found, "I011") == ["表中的说明没有收：注：以上任务按季调度。"]


def test_blanks_for_as_above_repeated_heads_and_a_table_that_goes_on() -> None:
    head = row("类别", "序号", "工作任务", "责任部门")
    found = read(
        page(
            head
            + row("产业", "1", "甲。", "县工信局")
            + row("", "2", "乙。", "")
            + head
            + row("民生", "3", "丙。", "县民政局"),
            row("", "4", "丁。", "县卫健局"),
        )
    )
    assert [(made.number, made.category, made.units.all) for made in only_list(found)] == [
        (1, ("产业",), ("县工信局",)),
        (2, ("产业",), ("县工信局",)),
        (3, ("民生",), ("县民政局",)),
        (4, ("民生",), ("县卫健局",)),
    ]
    assert told(found, "I005") == ["换页重复的表头，没有读"]
    assert told(found, "I004") == ["没有表头，序号接着表1，合成一张表", "第2项的责任单位是空格，按上一项“县工信局”读"]


def test_a_missing_and_a_lost_number_are_said() -> None:
    found = read(
        page(
            row("序号", "工作任务", "责任单位")
            + row("1", "甲。", "县工信局")
            + row("", "乙。", "县财政局")
            + row("4", "丙。", "县民政局")
        )
    )
    assert [made.number for made in only_list(found)] == [1, 2, 4]
    assert told(found, "I003") == ["这一项没有序号，按 2 读", "缺少第3项"]


def test_two_lists_and_the_names_they_are_given() -> None:
    head = row("序号", "工作任务", "责任单位")
    first, second = head + row("1", "甲。", "县工信局"), head + row("1", "乙。", "县民政局")
    text = (
        f"<html><body><p>附件1</p><p>2024年重点工作分解表</p><table>{first}</table>"
        f"<p>附件2</p><p>2024年民生实事分解表</p><table>{second}</table></body></html>"
    )
    assert list(read(text).tasks) == ["main", "minsheng"]
    assert [spec.annex for spec in read(text).config.lists.values()] == ["附件1", "附件2"]
    assert list(read(text, lists=("work", "people")).tasks) == ["work", "people"]


# ---------------------------------------------------------------------- units


@pytest.mark.parametrize(
    ("cell", "lead", "support"),
    [
        ("牵头单位：县发改局；配合单位：县财政局、住建局", ("县发改局",), ("县财政局", "县住建局")),
        ("县民政局（牵头）、财政局、各乡镇", ("县民政局",), ("县财政局", "各乡镇")),
        ("牵头：县教育局\n配合：县住建局", ("县教育局",), ("县住建局",)),
    ],
)
def test_lead_units_named_in_words(cell: str, lead: tuple[str, ...], support: tuple[str, ...]) -> None:
    lines = cell.replace("\n", "<br>")
    (made,) = only_list(read(page(row("序号", "工作任务", "责任单位") + row("1", "甲。", lines))))
    assert (made.units.lead, made.units.support, made.units.lead_source) == (lead, support, "stated")


def test_several_lead_units_in_bold_and_one_cell_without() -> None:
    found = read(
        page(
            row("序号", "重点任务", "任务目标完成情况", "下一步计划", "责任单位(加黑为牵头单位)")
            + row("1", "甲。", "已完成60%。", "年底完成。", "<b>县工信局</b>、财政局、<b>商务局</b>")
            + row("2", "乙。", "", "抓紧。", "县民政局、财政局"),
            title="清风县2024年9月重点工作完成情况表",
        )
    )
    first, second = only_list(found)
    assert (first.units.lead, first.units.support) == (("县工信局", "县商务局"), ("县财政局",))
    assert first.units.lead_source == "bold"
    assert (second.units.lead, second.units.lead_source) == (("县民政局",), "first")
    assert any("没有加黑的单位" in message for message in told(found, "I006"))
    entry = first.progress[0]
    assert (str(entry.period), entry.unit, entry.done, entry.next) == (
        "2024-09",
        "县工信局",
        "已完成60%。",
        "年底完成。",
    )
    assert second.progress[0].next == "抓紧。"


def test_every_unit_leads_where_the_document_says_so() -> None:
    above = "<p>各乡镇人民政府，县直各部门：</p><p>任务没有写明牵头单位的，责任单位即为牵头单位。</p>"
    found = read(page(row("序号", "工作任务", "责任单位") + row("1", "甲。", "县工信局、财政局"), above=above))
    assert only_list(found)[0].units.lead == ("县工信局", "县财政局")
    assert only_list(found)[0].units.lead_source == "all"


def test_without_a_registry_what_was_restored_by_rule_is_said_once() -> None:
    found = read(
        page(
            row("序号", "工作任务", "责任单位")
            + row("1", "甲。", "县工信局、财政局")
            + row("2", "乙。", "县民政局、教育局")
        )
    )
    assert told(found, "I007") == ["没有单位登记表，名单里共用的“县”按规则补上，如县财政局、县教育局（共2个）"]


# ---------------------------------------------------------------------- text


def test_page_text_with_other_columns() -> None:
    text = (
        "清风县2024年第一季度重点工作进展情况表\n\n2024-04-10\n\n序号\n\n牵头\n\n领导\n\n重点工作\n\n责任单位\n\n完成时限\n\n进展情况\n\n\n"
        "1\n\n张三\n\n推进甲项目建设。\n\n县工信局、\n\n发改局\n\n6月底\n\n县工信局:已开工。1.完成征地。\n\n2.完成招标。\n\n\n"
        "县发改局:已立项。\n\n\n2\n\n李四\n\n建设乙学校。\n\n县教育局\n\n年底前\n\n主体完工。\n\n\n主办:清风县人民政府\n"
    )
    first, second = only_list(read(text, "网页.txt"))
    assert (first.leaders, first.deadline, first.units.all) == (("张三",), "6月底", ("县工信局", "县发改局"))
    assert [(entry.unit, entry.done) for entry in first.progress] == [
        ("县工信局", "已开工。1.完成征地。\n2.完成招标。"),
        ("县发改局", "已立项。"),
    ]
    assert (second.text, second.progress[0].done) == ("建设乙学校。", "主体完工。")


def test_pasted_table_with_other_columns() -> None:
    text = (
        "清风县2024年民生实事分解表\n\n\t序号\n\t实事内容\n\t牵头单位\n\t配合单位\n\t完成时限\n\n"
        "\t1\n\t建幼儿园2所。\n\t县教育局\n\t县住建局、\n\n财政局\n\t12月底\n\n"
        "\t2\n\t修路10公里。\n\t\n\t\n\t10月底\n\n（此件公开发布）\n"
    )
    found = read(text, "粘贴.txt")
    first, second = only_list(found)
    assert list(found.tasks) == ["minsheng"]
    assert (first.units.lead, first.units.support, first.deadline) == (
        ("县教育局",),
        ("县住建局", "县财政局"),
        "12月底",
    )
    assert (second.units.lead, second.units.support) == (("县教育局",), ())
    assert told(found, "I004") == ["空格按合并单元格读，内容同上一行“县教育局”"]


def test_running_text_with_brackets_and_lines_of_their_own() -> None:
    text = (
        "清风县人民政府办公室关于分解2024年政府工作报告重点任务的通知\n各乡镇人民政府，县直各部门：\n"
        "　　现将任务分解如下，每月25日前报送《重点任务完成情况表》。\n一、聚焦产业，打造新高地\n（一）做强主导产业\n"
        "1. 推进智能装备产业园建设，完成投资2亿元。"
        "（牵头单位：县工信局；责任单位：县发改局、财政局；完成时限：2024年12月底前）\n"
        "2．培育专精特新企业5家。（责任单位：县工信局、科技局）\n（二）做优营商环境\n深化“一件事”改革。\n"
        "责任单位：县行政审批局\n完成时限：长期坚持\n二、聚焦民生，增进新福祉\n"
        "3. 新建幼儿园2所。【牵头单位：县教育局，配合单位：各乡镇】\n清风县人民政府办公室\n2024年3月5日\n"
    )
    found = read(text, "通知.txt")
    one, two, three, four = only_list(found)
    assert one.category == ("聚焦产业，打造新高地", "做强主导产业")
    assert (one.units.lead, one.units.support, one.units.lead_source) == (
        ("县工信局",),
        ("县发改局", "县财政局"),
        "stated",
    )
    assert one.deadline == "2024年12月底前"
    assert (two.units.lead, two.units.support, two.units.lead_source) == (("县工信局",), ("县科技局",), "first")
    assert (three.text, three.units.lead, three.deadline) == ("深化“一件事”改革。", ("县行政审批局",), "长期坚持")
    assert (four.category, four.units.support) == (("聚焦民生，增进新福祉",), ("各乡镇",))
    assert dict(found.config.reporting.due) == {"day": 25}
    assert found.config.document.issuer == "清风县人民政府办公室"


@pytest.mark.parametrize(
    ("sentence", "every", "due"),
    [
        ("各单位于次月初5个工作日内报送《任务落实情况表》。", "month", {"working_days": 5}),
        ("实行一月一报，次月10日前报送。", "month", {"day": 10, "month": "next"}),
        ("每月28日前报送进展。", "month", {"day": 28}),
        ("实行一季度一报，次季度前五个工作日内报送。", "quarter", {"working_days": 5}),
    ],
)
def test_when_reports_are_due(sentence: str, every: str, due: dict[str, object]) -> None:
    above = f"<p>各乡镇人民政府，县直各部门：</p><p>{sentence}</p>"
    found = read(page(row("序号", "工作任务", "责任单位") + row("1", "甲。", "县工信局"), above=above))
    assert (found.config.reporting.every, dict(found.config.reporting.due)) == (every, due)


# ---------------------------------------------------------------------- refusals


def test_a_text_without_tasks_is_refused() -> None:
    with pytest.raises(FileRefused, match="没有认出任务"):
        read("2024年的一篇文章。\n没有任务。\n", "文章.txt")


def test_a_year_that_cannot_be_told_is_asked_for() -> None:
    table = row("序号", "工作任务", "责任单位") + row("1", "甲。", "县工信局")
    with pytest.raises(FileRefused, match="哪一年"):
        read(page(table, title="重点工作责任分解表"))
    assert read(page(table, title="重点工作责任分解表"), year=2024).config.name == "2024"


def test_a_page_of_news_holds_no_tasks() -> None:
    from tests.importers.reading import SOURCES

    for name in ("source-licheng-news.txt", "source-2020-yearend.txt"):
        with pytest.raises(FileRefused, match="没有认出任务"):
            notice.interpret(files.read(SOURCES / name), Registry(), year=2020)


def test_a_table_without_an_end_to_its_first_task_is_refused() -> None:
    rows = row("序号", "工作任务", "责任单位") + row("1", "甲。", "县工信局") + row("", "又一段。", "") * 600
    with pytest.raises(FileRefused, match="不像任务表"):
        read(page(rows))


def test_a_workbook_with_its_title_inside_the_sheet() -> None:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["附件1 清风县2024年重点工作责任分解表"],
        ["序号", "类别", "工作任务", "牵头单位", "配合单位"],
        [1, "产业", "推进甲项目。", "县工信局", "县财政局、住建局"],
        [2, None, "推进乙项目。", "县工信局", None],
    ):
        sheet.append(line)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("B3:B4")
    data = io.BytesIO()
    book.save(data)
    found = notice.interpret(files.read_bytes(data.getvalue(), "任务.xlsx"), COUNTY)
    assert [(made.category, made.text, made.units.support) for made in only_list(found)] == [
        (("产业",), "推进甲项目。", ("县财政局", "县住建局")),
        (("产业",), "推进乙项目。", ()),
    ]
    spec = found.config.lists["main"]
    assert (spec.annex, spec.title) == ("附件1", "清风县2024年重点工作责任分解表")


# ---------------------------------------------------------------------- several measures under one number


def measures() -> str:
    number, work = '<td rowspan="2">1</td>', '<td rowspan="2">抓产业</td>'
    return page(
        row("序号", "重点工作", "具体措施", "责任领导", "责任单位", "完成时限")
        + row(number, work, "引进项目5个。", "李四", "县工信局", "6月底")
        + row("新增企业10家。", "王五", "县商务局", "12月底")
        + row("2", "抓安全", "整治隐患100处。", "李四", "县应急局", "12月底")
    )


def test_measures_with_units_of_their_own_under_one_number_are_told_with_the_other_way() -> None:
    found = read(measures())
    assert [(made.number, made.text) for made in only_list(found)] == [(1, "抓产业"), (2, "抓安全")]
    assert told(found, "I019") == ["第1项各有几条“具体措施”，责任单位、领导或时限各写各的，按序号各立一项"]


def test_each_measure_is_a_task_where_that_is_asked_for() -> None:
    found = read(measures(), by_measure=True)
    assert [(made.parent, made.text, made.units.all, made.deadline) for made in only_list(found)] == [
        ("抓产业", "引进项目5个。", ("县工信局",), "6月底"),
        ("抓产业", "新增企业10家。", ("县商务局",), "12月底"),
        ("抓安全", "整治隐患100处。", ("县应急局",), "12月底"),
    ]
    assert [(made.number, made.leaders, made.other["序号"]) for made in only_list(found)] == [
        (1, ("李四",), "1"),
        (2, ("王五",), "1"),
        (3, ("李四",), "2"),
    ]
    assert told(found, "I019") == []
    (spec,) = found.config.lists.values()
    assert (spec.columns["parent"], spec.columns["text"]) == ("重点工作", "具体措施")
