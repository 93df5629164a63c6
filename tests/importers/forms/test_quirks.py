"""Forms as real departments send them, each with what must be read: made by other writers than the renderer. 虚构."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ledger import store
from ledger.actions import How
from ledger.errors import FileRefused
from ledger.importers import files
from ledger.importers.forms.applying import Outcome, Session
from ledger.importers.forms.matching import Settled
from ledger.importers.forms.tasks import label
from ledger.periods import Period
from tests.importers import wordml as w
from tests.importers.forms import making as m
from tests.importers.forms.making import HEADER, HEADS, row

ROOT = Path(__file__).parents[3]
T70 = "对二环南路、二环西路和顺河高架桥两侧环境进行整治提升。"
T72 = "大力推进绿化美化，对经四路、经八路等5条道路进行绿化提升。"
T74 = "新建12处口袋公园。"
T75 = "完成省道103线一期绿化工程。"
S82 = "打造顺河西街、经一路、经十路、纬一路、刘长山路、历阳大街等6条花漾街区。"
S84 = "新建口袋公园12处。"
S85 = "完成省道103线一期绿化工程。"
S87 = "对经十路、济微路等38条道路进行大树补植。"
S88 = "实施党杨路道路绿化景观工程。"

MAIN = (
    row("70", T70, "补植0.93万平方米。"),
    row("72", T72, "经四路完成85%。", verdict="未完成"),
    row("74", T74, "开工7处。"),
)
SOCIAL = (row("82", S82, "完成3条。", verdict="未完成"), row("84", S84, "开工7处。"), row("87", S87, "补植1128株。"))
BAND1, BAND2 = ("一、2020年主要工作任务（附件1）",), ("二、“12100”民生工程（附件2）",)
BOTH = (BAND1, *MAIN, BAND2, *SOCIAL)
ALL = ["main/70", "main/72", "main/74", "minsheng/82", "minsheng/84", "minsheng/87"]
NAME = "园林表.docx"


@dataclass
class Case:
    """A form and what must come of it. ``tasks``: the task of every row, ``-`` for one that is not written."""

    name: str
    data: Callable[[], bytes]
    tasks: Sequence[str] = tuple(ALL)
    file: str = NAME
    period: str = "2020-04"
    unit: str = "区园林绿化服务中心"
    reported: str = "2020-05-09"
    codes: Sequence[str] = ()
    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    refused: str = ""
    said: Settled = field(default_factory=Settled)


def header(
    *, unit: str = "区园林绿化服务中心", day: str = "2020年5月9日", month: str = "（4月）", title: str = HEADER[1]
) -> tuple[str, ...]:
    return ("附件4", title, month, f"填报单位：{unit}          填报时间：{day}")


def picked(
    order: Sequence[int], rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS
) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """Rows and heads with their columns in another order, or fewer of them."""
    return [r if len(r) == 1 else tuple(r[n] for n in order) for r in rows], tuple(heads[n] for n in order)  # type: ignore[misc]


def reordered(*order: int) -> bytes:
    rows, heads = picked(order, BOTH)
    return m.docx(rows, heads=heads)


def renumbered(write: Callable[[str], str]) -> bytes:
    return m.docx([r if len(r) == 1 else (write(r[0]), *r[1:]) for r in BOTH])


def one_table_a_task() -> bytes:
    tables = ""
    for r in (*MAIN, *SOCIAL):
        tables += w.tbl(
            *(w.tr(head, w.tc(text, '<w:gridSpan w:val="3"/>')) for head, text in zip(HEADS, r, strict=True))
        ) + w.p("")
    return w.docx(m.paragraphs(*HEADER) + tables + m.paragraphs(m.FOOT))


def block_in_four_columns() -> bytes:
    rows = []
    for r in MAIN:
        rows += [
            w.tr("序号", r[0], "评价", r[6]),
            *(w.tr(head, w.tc(text, '<w:gridSpan w:val="3"/>')) for head, text in zip(HEADS[1:6], r[1:6], strict=True)),
        ]
    return w.docx(m.paragraphs(*HEADER) + w.tbl(*rows))


def turned() -> bytes:
    """Heads at the left, a task in each column."""
    rows = [*MAIN, *(("附件2-" + r[0], *r[1:]) for r in SOCIAL)]
    return w.docx(m.paragraphs(*HEADER) + m.table([(HEADS[n], *(r[n] for r in rows)) for n in range(7)]))


def two_tables() -> bytes:
    return w.docx(
        m.paragraphs(*HEADER, "（一）附件1 主要工作任务")
        + m.table([HEADS, *MAIN])
        + m.paragraphs("（二）附件2 “12100”民生工程")
        + m.table([HEADS, *SOCIAL])
        + m.paragraphs(m.FOOT)
    )


def header_in_table() -> bytes:
    width = len(HEADS)
    rows = [
        w.tr(w.tc("2020年主要工作任务落实情况表（4月）", f'<w:gridSpan w:val="{width}"/>')),
        w.tr(
            w.tc("填报单位"),
            w.tc("区园林绿化服务中心", '<w:gridSpan w:val="3"/>'),
            w.tc("填报时间"),
            w.tc("2020.5.9", '<w:gridSpan w:val="2"/>'),
        ),
        *(
            w.tr(*(cells if len(cells) > 1 else (w.tc(cells[0], f'<w:gridSpan w:val="{width}"/>'),)))
            for cells in (HEADS, *BOTH)
        ),
        w.tr(w.tc("填报人：于静", '<w:gridSpan w:val="3"/>'), w.tc("联系电话：82060000", '<w:gridSpan w:val="4"/>')),
    ]
    return w.docx(w.tbl(*rows))


def tracked() -> bytes:
    done = w.p(
        '<w:r><w:t>补植</w:t></w:r><w:del w:id="1" w:author="甲"><w:r><w:delText>0.5</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="甲"><w:r><w:t>0.93</w:t></w:r></w:ins><w:r><w:t>万平方米。</w:t></w:r>'
    )
    cells = [w.tc(done) if n == 3 else w.tc(text) for n, text in enumerate(MAIN[0])]
    return w.docx(m.paragraphs(*HEADER) + w.tbl(w.tr(*HEADS), w.tr(*cells)))


def special(runs: str) -> bytes:
    """A form of one row whose 完成情况 is made of these runs."""
    cells = [w.tc(w.p(runs)) if n == 3 else w.tc(text) for n, text in enumerate(MAIN[0])]
    return w.docx(m.paragraphs(*HEADER) + w.tbl(w.tr(*HEADS), w.tr(*cells)))


def text_box() -> bytes:
    box = (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>'
        f"{w.p('填报单位：区园林绿化服务中心')}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    return w.docx(box + m.paragraphs("（4月）") + m.table([HEADS, *MAIN]))


def two_orders() -> bytes:
    rows, heads = picked((1, 0, 3, 4, 5, 6), SOCIAL)
    first, second = m.table([HEADS, *MAIN]), m.table([heads, *rows])
    return w.docx(m.paragraphs(*HEADER, "附件1") + first + m.paragraphs("附件2") + second)


def two_head_rows() -> bytes:
    down, over = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    upper = w.tr(
        w.tc("序号", down), w.tc("主要任务", down), w.tc("4月份工作情况", '<w:gridSpan w:val="3"/>'), w.tc("评价", down)
    )
    lower = w.tr(w.tc("", over), w.tc("", over), "完成情况", "存在问题", "下一步计划", w.tc("", over))
    return w.docx(m.paragraphs(*HEADER) + w.tbl(upper, lower, *(w.tr(*r[:2], *r[3:]) for r in MAIN)))


def controls() -> bytes:
    """Content controls around a cell's text and around a whole row."""
    inside = f"<w:sdt><w:sdtContent>{w.p('补植0.93万平方米。')}</w:sdtContent></w:sdt>"
    cells = [w.tc(inside) if n == 3 else w.tc(text) for n, text in enumerate(MAIN[0])]
    second = f"<w:sdt><w:sdtContent>{w.tr(*MAIN[1])}</w:sdtContent></w:sdt>"
    return w.docx(m.paragraphs(*HEADER) + w.tbl(w.tr(*HEADS), w.tr(*cells), second))


def automatic_numbers() -> bytes:
    """Numbers that Word makes: they only count the rows."""
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    auto = w.p("", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    rows = [w.tr(w.tc(auto), *(w.tc(text) for text in r[1:])) for r in (*MAIN, *SOCIAL)]
    return w.docx(m.paragraphs(*HEADER) + w.tbl(w.tr(*HEADS), *rows), numbering=numbering)


def ticked_columns() -> bytes:
    heads1 = [w.tc(head, '<w:vMerge w:val="restart"/>') for head in HEADS[:6]] + [
        w.tc("评价", '<w:gridSpan w:val="2"/>')
    ]
    heads2 = [w.tc("", "<w:vMerge/>") for _ in HEADS[:6]] + [w.tc("完成"), w.tc("未完成")]
    rows = [w.tr(*r[:6], *(("√", "") if r[6] == "完成" else ("", "√"))) for r in MAIN]
    return w.docx(m.paragraphs(*HEADER) + w.tbl(w.tr(*heads1), w.tr(*heads2), *rows))


def merged_next() -> bytes:
    """下一步计划 written once over three rows."""
    rows = [
        w.tr(
            *(
                w.tc(text, '<w:vMerge w:val="restart"/>' if n == 5 and i == 0 else "<w:vMerge/>" if n == 5 else "")
                for n, text in enumerate(r)
            )
        )
        for i, r in enumerate(MAIN)
    ]
    return w.docx(m.paragraphs(*HEADER) + w.tbl(w.tr(*HEADS), *rows))


def two_lines_a_task() -> bytes:
    """Number and task merged over two rows, progress in both."""
    first = w.tr(*(w.tc(text, '<w:vMerge w:val="restart"/>' if n < 3 else "") for n, text in enumerate(MAIN[0])))
    more = ("", "", "", "栽植大叶黄杨11万株。", "", "", "")
    second = w.tr(*(w.tc(text, "<w:vMerge/>" if n < 3 else "") for n, text in enumerate(more)))
    return w.docx(m.paragraphs(*HEADER) + w.tbl(w.tr(*HEADS), first, second, w.tr(*MAIN[1])))


def split_by_page() -> bytes:
    """The table was cut in two by hand, the second part without heads."""
    return w.docx(m.paragraphs(*HEADER) + m.table([HEADS, *BOTH[:3]]) + w.p("") + m.table(BOTH[3:]))


def with_mark(properties: str) -> bytes:
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="taizhang-form"><vt:lpwstr>'
        f"{properties}</vt:lpwstr></property></Properties>"
    )
    rows = [("", *r[1:]) for r in (*MAIN, row("", S85, "完成工程量的93%。"))]
    body = m.paragraphs("情况表") + m.table([HEADS, *rows])
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{n}" Type="{kind}/{name}" Target="{target}"/>'
        for n, (name, target) in enumerate(
            {"officeDocument": "word/document.xml", "custom-properties": "docProps/custom.xml"}.items()
        )
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    rels = f'<Relationships xmlns="{package}">{links}</Relationships>'
    return w.docx(body, parts={"docProps/custom.xml": custom, "_rels/.rels": rels})


MARK = (
    '{"v":1,"ledger":"2020","form":"附件4","period":"2020-04","unit":"区园林绿化服务中心",'
    '"tasks":["2020-main-070","2020-main-072","2020-main-074","2020-minsheng-085"],"digest":"sha256:00"}'
)


def sheet_rows(rows: Sequence[Sequence[str]]) -> list[list[object]]:
    return [[int(c) if n == 0 and c.isdigit() else c for n, c in enumerate(r)] for r in rows]


def workbook() -> bytes:
    top = [["2020年主要工作任务落实情况表（4月）"], ["填报单位：区园林绿化服务中心", "", "", "填报时间：2020/5/9"]]
    return m.xlsx({"Sheet1": [*top, HEADS, *sheet_rows(BOTH), [m.FOOT]]}, merged=["A1:G1"])


def two_sheets() -> bytes:
    top = [["填报单位：区园林绿化服务中心", "", "填报时间：2020-05-09"], ["（4月）"]]
    return m.xlsx({"附件1": [*top, HEADS, *sheet_rows(MAIN)], "附件2": [*top, HEADS, *sheet_rows(SOCIAL)]})


def tsv() -> bytes:
    lines = [*HEADER, "\t".join(HEADS), *("\t".join(r) for r in BOTH), m.FOOT]
    return "\n".join(lines).encode("gb18030")


def pipes() -> bytes:
    lines = [*HEADER, "| " + " | ".join(HEADS) + " |", "|" + "---|" * 7, *("| " + " | ".join(r) + " |" for r in MAIN)]
    return "\n".join(lines).encode()


def stacked() -> bytes:
    """As LibreOffice writes a table as text: one cell a line."""
    rows = [r if len(r) == 1 else (r[0], r[1], r[2] or "按计划推进。", *r[3:]) for r in BOTH]
    return "\n".join([*HEADER, *HEADS, *(cell for r in rows for cell in r), m.FOOT]).encode()


def labels() -> bytes:
    lines = list(HEADER)
    for r in MAIN:
        lines += [f"{head}：{text}" for head, text in zip(HEADS, r, strict=True)]
        lines.append("")
    return "\n".join(lines).encode()


def plan_form(rows: Sequence[tuple[str, ...]], heads: Sequence[str]) -> bytes:
    return w.docx(
        m.paragraphs("附件3", "2020年工作任务落实计划表", "填报单位：区园林绿化服务中心   填报时间：2月24日")
        + m.table([heads, *rows])
    )


PLAN_HEADS = (
    "序号",
    "工作目标任务",
    "第一季度",
    "第二季度",
    "第三季度",
    "第四季度",
    "主要负责人",
    "分管负责人",
    "备注",
)
PLAN_ROWS = (
    ("72", T72, "完成设计。", "完成3条。", "全部完成。", "养护。", "徐明", "于静", ""),
    ("附件2-87", S87, "补植600株。", "补植1100株。", "", "", "徐明", "于静", "随季节"),
)

PICTURE = '<w:r><w:drawing><a:graphic><a:blip r:embed="r9"/></a:graphic></w:drawing></w:r>'

CASES = [
    Case("plain", lambda: m.docx(BOTH), cells={(1, "done"): "补植0.93万平方米。", (2, "verdict"): "未完成"}),
    Case("columns in another order", lambda: reordered(1, 0, 3, 6, 4, 5, 2), cells={(2, "verdict"): "未完成"}),
    Case("heads at the left", turned, cells={(1, "done"): "补植0.93万平方米。", (2, "verdict"): "未完成"}),
    Case("verdict first", lambda: reordered(6, 5, 4, 3, 2, 1, 0)),
    Case("no plan, no verdict", lambda: reordered(0, 1, 3, 4, 5), cells={(1, "verdict"): ""}),
    Case("no text column", lambda: reordered(0, 2, 3, 4, 5, 6), codes=["F006"]),
    Case("no number column", lambda: reordered(1, 2, 3, 4, 5, 6), codes=["F006"]),
    Case(
        "neither numbers nor bands, one text in both lists",
        lambda: m.docx(
            *(lambda pair: (pair[0],))(picked((1, 3, 6), (*MAIN, row("", T75, "完成93%。")))),
            heads=picked((1, 3, 6), ())[1],
        ),
        [*ALL[:3], "-"],
        codes=["F002"],
    ),
    Case(
        "heads with blanks and line breaks",
        lambda: m.docx(
            BOTH,
            heads=(
                "分解 序号",
                "主 要 任 务",
                "季度计划完成目标",
                "完 成 情 况",
                "存 在 问 题",
                "下一步\u3000计划",
                "评 价",
            ),
        ),
    ),
    Case(
        "other words in the heads",
        lambda: m.docx(
            BOTH,
            heads=("序号", "重点工作任务", "季度目标", "目前进展情况", "存在的困难和问题", "下步工作打算", "是否完成"),
        ),
    ),
    Case("numbers 12.", lambda: renumbered(lambda n: f"{n}.")),
    Case("numbers （12）", lambda: renumbered(lambda n: f"（{n}）")),
    Case("numbers 第12项", lambda: renumbered(lambda n: f"第{n}项")),
    Case("numbers full-width", lambda: renumbered(lambda n: n.translate({48 + d: 0xFF10 + d for d in range(10)}))),
    Case(
        "numbers 附件2-82", lambda: m.docx([(f"附件{1 if r in MAIN else 2}-{r[0]}", *r[1:]) for r in (*MAIN, *SOCIAL)])
    ),
    Case("numbers 2-82", lambda: m.docx([(f"{1 if r in MAIN else 2}-{r[0]}", *r[1:]) for r in (*MAIN, *SOCIAL)])),
    Case("numbers in Chinese", lambda: m.docx([("七十", *MAIN[0][1:]), ("七十二", *MAIN[1][1:])]), ALL[:2]),
    Case(
        "numbers of their own",
        lambda: m.docx([(str(n), *r[1:]) for n, r in enumerate((*MAIN, *SOCIAL), 1)]),
        codes=["F007"],
    ),
    Case("automatic numbers", automatic_numbers, codes=["F007"]),
    Case(
        "number before the text", lambda: m.docx([(f"{r[0]}、{r[1]}", *r[2:]) for r in MAIN], heads=HEADS[1:]), ALL[:3]
    ),
    Case("bands lost", lambda: m.docx([*MAIN, *SOCIAL])),
    Case("second band lost", lambda: m.docx([BAND1, *MAIN, *SOCIAL]), codes=["F024"]),
    Case("two tables", two_tables),
    Case("cut by a page", split_by_page),
    Case("heads repeated", lambda: m.docx([*BOTH[:3], HEADS, *BOTH[3:]])),
    Case("header in table rows", header_in_table),
    Case("one table a task", one_table_a_task),
    Case("one table, blocks of four columns", block_in_four_columns, ALL[:3], reported="2020-05-09"),
    Case("tracked changes", tracked, ALL[:1], cells={(1, "done"): "补植0.93万平方米。"}, codes=["F012"]),
    Case("content controls", controls, ALL[:2]),
    Case("a cell over three rows", merged_next, ALL[:3], codes=["F027"], cells={(3, "next"): "继续推进。"}),
    Case(
        "two lines a task", two_lines_a_task, ALL[:2], cells={(1, "done"): "补植0.93万平方米。\n栽植大叶黄杨11万株。"}
    ),
    Case(
        "ticks under 完成 and 未完成", ticked_columns, ALL[:3], cells={(1, "verdict"): "完成", (2, "verdict"): "未完成"}
    ),
    Case(
        "已完成",
        lambda: m.docx([row("70", T70, "完。", verdict="已完成")]),
        ALL[:1],
        cells={(1, "verdict"): "完成"},
        codes=["F009"],
    ),
    Case(
        "√",
        lambda: m.docx([row("70", T70, "完。", verdict="√")]),
        ALL[:1],
        cells={(1, "verdict"): "完成"},
        codes=["F009"],
    ),
    Case(
        "☑",
        lambda: m.docx([row("70", T70, "完。", verdict="□完成 ☑未完成")]),
        ALL[:1],
        cells={(1, "verdict"): "未完成"},
    ),
    Case(
        "基本完成",
        lambda: m.docx([row("70", T70, "完。", verdict="基本完成")]),
        ALL[:1],
        cells={(1, "verdict"): ""},
        codes=["F010"],
    ),
    Case(
        "完成（未完成）",
        lambda: m.docx([row("70", T70, "完。", verdict="完成（未完成）")]),
        ALL[:1],
        cells={(1, "verdict"): ""},
        codes=["F010"],
    ),
    Case(
        "a row left empty",
        lambda: m.docx([MAIN[0], row("72", T72, "", problems="", following="", verdict="")]),
        ["main/70", "main/72"],
        codes=["F008"],
    ),
    Case("a row copied twice", lambda: m.docx([*MAIN, MAIN[2]]), [*ALL[:3], "-"], codes=["F025"]),
    Case(
        "one task twice, two stories",
        lambda: m.docx([*MAIN, row("74", T74, "开工9处。")]),
        ["main/70", "main/72", "-", "-"],
        codes=["F003"],
    ),
    Case(
        "a row of their own",
        lambda: m.docx([*MAIN, row("", "完成机关绿化用品采购及仓库整理。", "已采购。")]),
        [*ALL[:3], "-"],
        codes=["F001"],
    ),
    Case(
        "text slightly changed",
        lambda: m.docx([row("72", "推进绿化美化工作，对经四路、经八路等5条道路实施绿化提升。", "完。")]),
        ["main/72"],
        codes=["F005"],
    ),
    Case(
        "text cut short", lambda: m.docx([row("80", "严格落实“土十条”，加快污染土壤治理修复……", "完。")]), ["main/80"]
    ),
    Case(
        "number and text disagree", lambda: m.docx([*MAIN, row("73", S88, "进场。")]), [*ALL[:3], "-"], codes=["F002"]
    ),
    Case("not the unit's task", lambda: m.docx([*MAIN, row("97", "", "完。")]), [*ALL[:3], "-"], codes=["F002"]),
    Case(
        "settled by hand",
        lambda: m.docx([*MAIN, row("73", S88, "进场。")]),
        [*ALL[:3], "minsheng/88"],
        said=Settled(rows=((4, "minsheng/88"),)),
        codes=["F026"],
    ),
    Case(
        "left out by hand",
        lambda: m.docx([*MAIN, row("73", S88, "进场。")]),
        [*ALL[:3], "-"],
        said=Settled(rows=((4, "跳过"),)),
    ),
    Case(
        "a column more",
        lambda: m.docx([(*r, "区财政配合") for r in MAIN], heads=(*HEADS, "联动部门意见")),
        ALL[:3],
        codes=["F011"],
        cells={(1, "note"): "联动部门意见：区财政配合"},
    ),
    Case(
        "a remark column",
        lambda: m.docx([(*r, "见附图") for r in MAIN], heads=(*HEADS, "备注")),
        ALL[:3],
        cells={(1, "note"): "见附图"},
    ),
    Case(
        "causes",
        lambda: m.docx([(*r, "雨季影响") for r in MAIN], heads=(*HEADS, "未完成原因分析")),
        ALL[:3],
        cells={(1, "causes"): "雨季影响"},
    ),
    Case("a total at the end", lambda: m.docx([*MAIN, ("合计", "3项", "", "", "", "", "")]), ALL[:3]),
    Case("date with dots", lambda: m.docx(MAIN, header=header(day="2020.5.9")), ALL[:3]),
    Case("date without year", lambda: m.docx(MAIN, header=header(day="5月9日")), ALL[:3]),
    Case("date in Chinese", lambda: m.docx(MAIN, header=header(day="二〇二〇年五月九日")), ALL[:3]),
    Case("date with blanks", lambda: m.docx(MAIN, header=header(day="2020 年 5 月 9 日")), ALL[:3]),
    Case("date packed", lambda: m.docx(MAIN, header=header(day="20200509")), ALL[:3]),
    Case("date left blank", lambda: m.docx(MAIN, header=header(day="    年   月   日")), ALL[:3], reported=""),
    Case(
        "date that is none", lambda: m.docx(MAIN, header=header(day="本月上旬")), ALL[:3], reported="", codes=["F015"]
    ),
    Case(
        "date before the month",
        lambda: m.docx(MAIN, header=header(day="2020年3月9日")),
        ALL[:3],
        reported="",
        codes=["F015"],
    ),
    Case(
        "month in the title",
        lambda: m.docx(MAIN, header=header(month="", title="2020年4月份主要工作任务落实情况表")),
        ALL[:3],
    ),
    Case("month in Chinese", lambda: m.docx(MAIN, header=header(month="（四月份）")), ALL[:3]),
    Case("months up to", lambda: m.docx(MAIN, header=header(month="（1-4月）")), ALL[:3]),
    Case(
        "month in the file name",
        lambda: m.docx(MAIN, header=header(month="")),
        ALL[:3],
        file="园林4月情况表.docx",
        codes=["F014"],
    ),
    Case("month nowhere", lambda: m.docx(MAIN, header=header(month="")), refused="没有写是哪一期"),
    Case("months disagree", lambda: m.docx(MAIN), file="2020-03-园林.docx", refused="是哪一期不一致"),
    Case(
        "months disagree, settled",
        lambda: m.docx(MAIN),
        ALL[:3],
        file="2020-03-园林.docx",
        said=Settled(period=Period.parse("2020-04")),
    ),
    Case(
        "unit by its full district name",
        lambda: m.docx(MAIN, header=header(unit="市中区园林绿化服务中心（盖章）")),
        ALL[:3],
    ),
    Case("unit by its old name", lambda: m.docx(MAIN, header=header(unit="区园林局")), ALL[:3]),
    Case(
        "unit in the file name",
        lambda: m.docx(MAIN, header=("附件4", "（4月）")),
        ALL[:3],
        file="区园林绿化服务中心-附件4.docx",
        reported="",
        codes=["F013"],
    ),
    Case("unit nowhere", lambda: m.docx(MAIN, header=("附件4", "（4月）")), refused="没有写填报单位"),
    Case("units disagree", lambda: m.docx(MAIN), file="区教体局4月.docx", refused="文件名却是区教体局"),
    Case(
        "units disagree, settled",
        lambda: m.docx(MAIN),
        ALL[:3],
        file="区教体局4月.docx",
        said=Settled(unit="区园林绿化服务中心"),
    ),
    Case("unit unknown", lambda: m.docx(MAIN, header=header(unit="县园艺站")), refused="不在单位登记表里"),
    Case("hidden mark", lambda: with_mark(MARK.replace('"', "&quot;")), [*ALL[:3], "minsheng/85"], reported=""),
    Case(
        "stale mark",
        lambda: with_mark(MARK.replace("main-070", "main-970").replace('"', "&quot;")),
        ["main/70", "main/72", "main/74", "-"],
        reported="",
        codes=["F022", "F002"],
    ),
    Case("workbook", workbook, file="园林.xlsx"),
    Case("two sheets", two_sheets, file="园林.xlsx"),
    Case("page", lambda: m.html(BOTH), file="园林.html"),
    Case("page of GBK named doc", lambda: m.html(BOTH, encoding="gbk"), file="园林.doc", codes=["F012"]),
    Case("tabs", tsv, file="园林.txt"),
    Case("bars", pipes, ALL[:3], file="园林.txt"),
    Case("a cell a line", stacked, file="园林.txt"),
    Case("labels", labels, ALL[:3], file="园林.txt"),
    Case(
        "last year's",
        lambda: m.docx(MAIN, header=header(title="2019年主要工作任务落实情况表", day="2019年5月9日")),
        refused="2019年的表",
    ),
    Case(
        "another district's",
        lambda: m.docx([row(str(n), f"完成北川新城第{n}标段河道清淤护坡与污水厂扩容。", "完。") for n in range(1, 6)]),
        refused="找得到",
    ),
    Case(
        "a picture instead of words",
        lambda: w.docx(
            m.paragraphs(*HEADER) + w.tbl(w.tr(*HEADS), w.tr("70", T70, "", w.tc(w.p(PICTURE)), "", "", ""))
        ),
        refused="只贴了图片（表1第2行第4列）",
    ),
    Case("blank", lambda: m.docx([("70", T70, "", "", "", "", "")]), refused="空表"),
    Case(
        "a covering letter",
        lambda: w.docx(m.paragraphs("区政府办公室督查室：", "现将我单位4月份工作任务完成情况报上，请审阅。")),
        refused="没有情况表",
    ),
    Case(
        "a quarter in a monthly ledger", lambda: m.docx(MAIN, header=header(month="（一季度）")), refused="周期对不上"
    ),
    Case(
        "month beside the unit",
        lambda: m.docx(MAIN, header=("附件4", "单位：区园林绿化服务中心      2020年4月")),
        ALL[:3],
        reported="",
    ),
    Case("list under other words", lambda: m.docx([("一、重点工作",), *MAIN, ("二、民生实事",), *SOCIAL])),
    Case(
        "strokes for nothing",
        lambda: m.docx([MAIN[0], row("72", T72, "/", problems="/", following="—", verdict="/")]),
        ALL[:2],
        codes=["F008"],
    ),
    Case(
        "soft line breaks",
        lambda: special("<w:r><w:t>补植一期。</w:t><w:br/><w:t>补植二期。</w:t></w:r>"),
        ALL[:1],
        cells={(1, "done"): "补植一期。\n补植二期。"},
    ),
    Case(
        "hidden text",
        lambda: special(w.r("补植一期。") + w.r("草稿勿用", "<w:vanish/>")),
        ALL[:1],
        codes=["F012"],
        cells={(1, "done"): "补植一期。"},
    ),
    Case(
        "a comment",
        lambda: special('<w:commentRangeStart w:id="0"/>' + w.r("补植一期。") + '<w:commentRangeEnd w:id="0"/>'),
        ALL[:1],
        cells={(1, "done"): "补植一期。"},
    ),
    Case(
        "small runs", lambda: special("".join(w.r(c) for c in "补植一期。")), ALL[:1], cells={(1, "done"): "补植一期。"}
    ),
    Case(
        "a picture in a cell",
        lambda: special(w.r("补植一期。") + PICTURE),
        ALL[:1],
        codes=["F012"],
        cells={(1, "done"): "补植一期。"},
    ),
    Case(
        "a sheet of instructions",
        lambda: m.xlsx(
            {
                "填表说明": [["填报单位：填写规范简称"], ["填报时间：次月5日前"], ["完成情况：写明数字"]],
                "4月": [["填报单位：区园林绿化服务中心"], ["填报时间：2020-5-9"], HEADS, *sheet_rows(MAIN)],
            }
        ),
        ALL[:3],
        file="园林.xlsx",
    ),
    Case(
        "units responsible in labels",
        lambda: "\n".join(
            [
                *HEADER,
                "序号：70",
                f"主要任务：{T70}",
                "责任单位：区园林绿化服务中心、区城管局",
                "完成情况：补植一期。",
                "评价：完成",
            ]
        ).encode(),
        ALL[:1],
        file="园林.txt",
    ),
    Case(
        "numbered rows left over",
        lambda: m.docx([*MAIN, *((str(n), *[""] * 6) for n in range(4, 9))]),
        [*ALL[:3], *"-----"],
    ),
    Case("words in a text box", text_box, ALL[:3], reported="", codes=["F012"]),
    Case("the two tables in different orders", two_orders),
    Case("heads of two rows", two_head_rows, ALL[:3], cells={(1, "problems"): "无。"}),
    Case(
        "a date cell",
        lambda: m.xlsx(
            {
                "Sheet1": [
                    ["情况表（4月）"],
                    ["填报单位：", "区园林绿化服务中心", "", "填报时间：", datetime.date(2020, 5, 9)],
                    HEADS,
                    *sheet_rows(MAIN),
                ]
            }
        ),
        ALL[:3],
        file="x.xlsx",
    ),
    Case(
        "words added below",
        lambda: m.docx([*MAIN, ("", "", "", "另补植2处。", "", "", "")]),
        [*ALL[:3], "-"],
        codes=["F029"],
    ),
    Case("number inside the text too", lambda: m.docx([row("72", "72." + T72, "完。")]), ["main/72"]),
    Case(
        "unit in the title",
        lambda: m.docx(MAIN, header=("附件4", "区园林绿化服务中心2020年4月份工作任务落实情况表")),
        ALL[:3],
        reported="",
    ),
    Case(
        "unit and date signed below",
        lambda: w.docx(
            m.paragraphs("2020年主要工作任务落实情况表", "（4月）")
            + m.table([HEADS, *MAIN])
            + m.paragraphs("区园林绿化服务中心", "2020年5月9日")
        ),
        ALL[:3],
    ),
    Case(
        "date beside the unit",
        lambda: m.docx(MAIN, header=("附件4", "（4月）", "报送单位（公章）：区园林绿化服务中心   2020年5月9日")),
        ALL[:3],
    ),
    Case(
        "labels spaced out",
        lambda: m.docx(
            MAIN, header=("附件4", "（4月）", "填 报 单 位：区园林绿化服务中心    填 报 时 间：2020年5月9日")
        ),
        ALL[:3],
    ),
    Case(
        "labels without blanks",
        lambda: m.docx(MAIN, header=("附件4", "（4月）", "填报单位：区园林绿化服务中心填报时间：2020年5月9日")),
        ALL[:3],
    ),
    Case(
        "the annex in a column",
        lambda: m.docx(
            [(("附件1" if r in MAIN else "附件2"), *r) for r in (*MAIN, *SOCIAL)], heads=("所属附件", *HEADS)
        ),
    ),
    Case("the annex alone in a row", lambda: m.docx([("附件1", *[""] * 6), *MAIN, ("附件2", *[""] * 6), *SOCIAL])),
    Case(
        "problems and next steps in one column",
        lambda: m.docx([(*r[:4], r[4] + r[5], r[6]) for r in MAIN], heads=(*HEADS[:4], "存在问题及下步措施", HEADS[6])),
        ALL[:3],
        codes=["F011"],
        cells={(1, "problems"): "无。继续推进。"},
    ),
    Case(
        "a category and the units beside",
        lambda: m.docx(
            [("绿化提升", *r[:2], "区园林绿化服务中心", *r[2:]) for r in MAIN],
            heads=("类别", *HEADS[:2], "责任单位", *HEADS[2:]),
        ),
        ALL[:3],
    ),
    Case(
        "the same words in both lists, told by number",
        lambda: m.docx([row("75", T75, "完成93%。"), row("85", S85, "完成93%。")]),
        ["main/75", "minsheng/85"],
    ),
    Case(
        "both kinds in one file",
        lambda: w.docx(m.paragraphs(*HEADER) + m.table([HEADS, *MAIN]) + m.table([PLAN_HEADS, *PLAN_ROWS])),
        refused="两种表",
    ),
    Case(
        "a plan without quarters",
        lambda: plan_form([("72", T72, "全年完成。")], ("序号", "工作目标任务", "推进计划")),
        refused="没有按季度",
    ),
    Case(
        "plan of the year",
        lambda: plan_form(PLAN_ROWS, PLAN_HEADS),
        ["main/72", "minsheng/87"],
        period="2020",
        reported="2020-02-24",
    ),
]


@pytest.fixture(scope="module")
def ledger() -> store.Ledger:
    return store.load(store.WorkTree(ROOT), "2020")


def taken(case: Case, ledger: store.Ledger) -> Outcome:
    session = Session(ROOT, {"2020": ledger}, case.said, How(dry_run=True))
    return session.take(files.read_bytes(case.data(), case.file))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_quirky_form_is_read_or_refused_as_it_must(case: Case, ledger: store.Ledger) -> None:
    outcome = taken(case, ledger)
    if case.refused:
        assert isinstance(outcome.error, FileRefused)
        assert case.refused in outcome.error.message
        assert outcome.error.hint
        assert outcome.edits == {}
        return
    assert outcome.error is None, outcome.error
    assert outcome.aim is not None
    assert (outcome.aim.unit, str(outcome.aim.period)) == (case.unit, case.period)
    assert (outcome.aim.reported.isoformat() if outcome.aim.reported else "") == case.reported
    found = [label(each.found.record) if each.found.record is not None else "-" for each in outcome.rows]
    said = [f"{finding.code} {finding.message}" for finding in outcome.findings]
    assert found == list(case.tasks), said
    codes = {finding.code for finding in outcome.findings}
    assert set(case.codes) <= codes, said
    serious = {finding.code for finding in outcome.findings if finding.level != "notice"}
    assert serious <= set(case.codes), said
    for (index, name), text in case.cells.items():
        assert outcome.rows[index - 1].values.texts.get(name, "") == text


def test_the_corpus_is_large_enough() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)


def test_a_plan_is_read_by_quarters(ledger: store.Ledger) -> None:
    outcome = taken(CASES[-1], ledger)
    first, second = (each.values for each in outcome.rows)
    assert [(str(period), text) for period, text in first.plans][:2] == [
        ("2020-Q1", "完成设计。"),
        ("2020-Q2", "完成3条。"),
    ]
    assert dict(second.people)["备注"] == "随季节"
