"""Word documents: merges, bold, fonts, pages, rows; and templates that staff restyle, break or that strangers made."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.errors import FileRefused, RenderFailed
from ledger.model import Units
from ledger.report import build, docx, render
from ledger.report.docx import set_title
from ledger.report.values import Report
from tests.report.invented import APRIL, Q2, entry, ledger, task
from tests.report.readback import W, document, package, paragraphs, word_tables

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "templates"
KINDS = ("assignment", "plan", "situation", "quarterly", "review", "numbers")


def quarterly(*tasks: object) -> Report:
    return build("quarterly", ledger(tasks), period=Q2)  # type: ignore[arg-type]


SIMPLE = quarterly(task(1, progress=(entry(Q2, "区住建局", "建成310套。"),)))


def edited(kind: str, edit: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    """The shipped template with one part changed, as someone might have saved it."""
    source = zipfile.ZipFile(SHIPPED / kind / "template.docx")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            text = source.read(name).decode()
            made.writestr(name, edit(text) if name == part else text)
    return target.getvalue()


# ---------------------------------------------------------------------- what the shipped templates give


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_templates_are_what_the_script_makes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_templates

    assert make_templates.make(kind) == (SHIPPED / kind / "template.docx").read_bytes()
    sys.modules.pop("make_templates")


@pytest.mark.parametrize("kind", KINDS)
def test_every_style_names_its_font_in_all_four_slots_and_no_theme(kind: str) -> None:
    files = package((SHIPPED / kind / "template.docx").read_bytes())
    styles = files.read("word/styles.xml").decode()
    fonts = re.findall(r"<w:rFonts ([^>]*)/>", styles)
    assert len(fonts) > 8
    for slots in fonts:
        names = dict(re.findall(r'w:(ascii|hAnsi|eastAsia|cs)="([^"]+)"', slots))
        assert len(names) == 4
        assert len(set(names.values())) == 1
        assert "Theme" not in slots
    used = {name for slots in fonts for name in re.findall(r'w:eastAsia="([^"]+)"', slots)}
    assert used == {"仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"}


@pytest.mark.parametrize(
    ("kind", "size", "margins"),
    [
        # GB/T 9704-2012: 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm; turned for tables that lie on their side
        ("assignment", ("11906", "16838", None), {"top": 37, "right": 26, "bottom": 35, "left": 28}),
        ("quarterly", ("11906", "16838", None), {"top": 37, "right": 26, "bottom": 35, "left": 28}),
        ("plan", ("16838", "11906", "landscape"), {"top": 28, "right": 37, "bottom": 26, "left": 35}),
        ("situation", ("16838", "11906", "landscape"), {"top": 28, "right": 37, "bottom": 26, "left": 35}),
    ],
)
def test_the_page_is_that_of_the_standard(kind: str, size: tuple[str, ...], margins: dict[str, int]) -> None:
    period = None if kind in ("assignment", "plan") else Q2
    section = document(render(build(kind, ledger([task(1)]), period=period), "docx")).find(f"{W}body/{W}sectPr")
    assert section is not None
    page, edges, grid = (section.find(f"{W}{name}") for name in ("pgSz", "pgMar", "docGrid"))
    assert page is not None and edges is not None and grid is not None
    assert tuple(page.get(f"{W}{name}") for name in ("w", "h", "orient")) == size
    for side, millimetres in margins.items():
        assert int(edges.get(f"{W}{side}") or 0) / 56.693 == pytest.approx(millimetres, abs=0.05)
    assert (grid.get(f"{W}linePitch"), grid.get(f"{W}charSpace")) == ("579", "-849")


def test_head_rows_repeat_and_rows_do_not_split() -> None:
    (table,) = word_tables(render(SIMPLE, "docx"))
    assert [row.head for row in table.rows] == [True, False]
    assert not any(row.may_split for row in table.rows)


def test_only_a_row_taller_than_a_page_may_split() -> None:
    entries = (entry(Q2, "区住建局", "短。"), entry(Q2, "区发改局", "短。"))
    report = quarterly(task(1, progress=(entry(Q2, "区住建局", "很长的进展" * 600),)), task(2, progress=entries))
    (table,) = word_tables(render(report, "docx"))
    assert [row.may_split for row in table.rows] == [False, True, False, False]


def test_a_tall_row_stands_outside_of_its_merged_block_and_says_again_what_the_block_said() -> None:
    said = [entry(Q2, "区住建局", text) for text in ("甲。", "乙。", "很长的进展" * 600, "丙。", "丁。")]
    (table,) = word_tables(render(quarterly(task(7, "建设学校。", progress=tuple(said))), "docx"))
    rows = table.rows[1:]
    assert [row.cells[1].merge for row in rows] == ["top", "more", "", "top", "more"]
    assert [row.may_split for row in rows] == [False, False, True, False, False]
    assert [(row.cells[0].text, row.cells[1].text) for row in rows] == [
        ("7", "建设学校。"),
        ("", ""),
        ("7", "建设学校。"),
        ("7", "建设学校。"),
        ("", ""),
    ]
    assert [row[1] for row in table.texts()] == ["建设学校。"] * 5


def test_a_merged_text_longer_than_a_page_is_not_said_again() -> None:
    entries = (entry(Q2, "区住建局", "短。"), entry(Q2, "区发改局", "短。"))
    (table,) = word_tables(render(quarterly(task(3, "很长的任务" * 300, progress=entries)), "docx"))
    assert [len(row.cells[1].text) for row in table.rows[1:]] == [1500, 0]
    assert [row.cells[0].text for row in table.rows[1:]] == ["3", "3"]


def test_short_rows_under_one_merged_cell_keep_together_but_long_blocks_do_not() -> None:
    short = tuple(entry(Q2, "区住建局", "建成。") for _ in range(3))
    long = tuple(entry(Q2, "区住建局", "建成310套安置房。" * 20) for _ in range(9))
    (table,) = word_tables(render(quarterly(task(1, progress=short), task(2, progress=long)), "docx"))
    assert [row.keeps_with_next for row in table.rows[1:]] == [True, True, False, *[False] * 9]


def test_merged_cells_and_bold_in_word() -> None:
    report = quarterly(
        task(
            1,
            units=Units(("区住建局",), ("区发改局",), "bold"),
            progress=(entry(Q2, "区住建局", "甲。\n乙。"), entry(Q2, "区发改局", "丙。")),
        )
    )
    (table,) = word_tables(render(report, "docx"))
    first, second = table.rows[1:]
    assert [cell.merge for cell in first.cells] == ["top", "top", "", "top"]
    assert [cell.merge for cell in second.cells] == ["more", "more", "", "more"]
    assert first.cells[2].text == "区住建局：甲。\n乙。"
    assert (first.cells[3].text, first.cells[3].bold) == ("区住建局、发改局", "区住建局")


def test_title_annex_and_form_lines_stand_around_the_table() -> None:
    report = build("situation", ledger([task(1)]), period=APRIL, unit="区住建局")
    assert [line for line in paragraphs(render(report, "docx")) if line] == [
        "附件4",
        "2021年主要工作任务落实情况表",
        "（4月）",
        "填报单位：区住建局\t填报时间：",
        "填报人：\t联系电话：\t负责人签字：",
    ]


def test_no_template_tag_is_left_over() -> None:
    for kind in KINDS:
        whole = ledger({"main": [task(1)], "minsheng": [task(1, listed="minsheng")]})
        period = None if kind in ("assignment", "plan") else Q2
        text = (
            package(render(build(kind, whole, period=period, unit="区住建局"), "docx"))
            .read("word/document.xml")
            .decode()
        )
        assert "{{" not in text
        assert "{%" not in text
        assert not set(map(chr, range(1, 9))) & set(text)


def test_the_package_carries_no_clock_and_no_user() -> None:
    files = package(render(SIMPLE, "docx"))
    assert {member.date_time for member in files.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = files.read("docProps/core.xml").decode()
    assert "2021-02-01T00:00:00Z" in core
    assert "python-docx" not in core
    assert "creator" not in core


@pytest.mark.parametrize(
    ("title", "in_line", "lines"),
    [
        ("2020年主要工作任务责任分解立项表", 20, ["2020年主要工作任务责任分解立项表"]),
        (
            "2019年第二季度《政府工作报告》主要工作任务落实情况表",
            20,
            ["2019年第二季度《政府工作报告》", "主要工作任务落实情况表"],
        ),
        (
            "2019年第二季度《政府工作报告》主要工作任务落实情况表",
            28,
            ["2019年第二季度《政府工作报告》主要工作任务落实情况表"],
        ),
        ("甲" * 50, 20, ["甲" * 50]),
    ],
)
def test_a_long_title_breaks_where_the_words_end(title: str, in_line: int, lines: list[str]) -> None:
    assert set_title(title, in_line).split("\n") == lines


# ---------------------------------------------------------------------- templates of one's own


def own_folder(tmp_path: Path, data: bytes, kind: str = "quarterly") -> Path:
    (tmp_path / kind).mkdir(parents=True)
    (tmp_path / kind / "template.docx").write_bytes(data)
    return tmp_path


def test_a_ledgers_own_template_wins(tmp_path: Path) -> None:
    folder = own_folder(tmp_path, edited("quarterly", lambda text: text.replace("{{ title }}", "本区版：{{ title }}")))
    assert paragraphs(render(SIMPLE, "docx", folder))[0].startswith("本区版：2021年第二季度")
    assert paragraphs(render(SIMPLE, "docx", tmp_path / "nothing"))[0].startswith("2021年第二季度")


def test_a_template_as_word_saves_it_works() -> None:
    """Word scatters ids, language marks and spelling marks, and cuts tags into runs."""

    def saved(text: str) -> str:
        text = text.replace(
            "{{ row.progress }}",
            '{{ r</w:t></w:r><w:proofErr w:type="spellStart"/><w:r w:rsidR="00A1"><w:rPr>'
            '<w:lang w:eastAsia="zh-CN"/></w:rPr><w:t>ow.pro</w:t></w:r><w:r><w:t>gress }}',
        )
        number = iter(range(10**6))
        return re.sub(r"<w:p>", lambda _: f'<w:p w:rsidR="00{next(number):06X}" w:rsidRDefault="00AB">', text)

    (table,) = word_tables(docx.render(SIMPLE, "模板", edited("quarterly", saved)))
    assert table.texts() == [["1", "完成第1项建设任务。", "区住建局：建成310套。", "区住建局、发改局"]]


def test_the_look_of_a_run_is_the_templates_also_where_it_is_bold() -> None:
    def styled(text: str) -> str:
        plain = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t xml:space="preserve">{{ row.units }}'
        assert plain in text
        return text.replace(plain, plain.replace("</w:rPr>", '<w:color w:val="FF0000"/></w:rPr>'))

    report = quarterly(task(1, units=Units(("区住建局",), ("区发改局",), "bold")))
    text = package(docx.render(report, "模板", edited("quarterly", styled))).read("word/document.xml").decode()
    assert '<w:rFonts w:hint="eastAsia"/><w:b/><w:bCs/><w:color w:val="FF0000"/></w:rPr>' in text
    assert text.count("FF0000") == 2


def test_explicit_loops_over_paragraphs_and_parts_work_too() -> None:
    def explicit(text: str) -> str:
        cell = re.search(r"<w:p>(?:(?!</w:p>).)*\{\{ row\.units \}\}.*?</w:p>", text)
        assert cell
        bold, plain = (f"<w:r>{look}<w:t>{{{{ part.text }}}}</w:t></w:r>" for look in ("<w:rPr><w:b/></w:rPr>", ""))

        def tag(words: str) -> str:
            return f"<w:r><w:t>{{%r {words} %}}</w:t></w:r>"

        runs = (
            tag("for part in parts") + tag("if part.bold") + bold + tag("else") + plain + tag("endif") + tag("endfor")
        )
        loop = (
            "<w:p><w:r><w:t>{%p for parts in row.units.paragraphs %}</w:t></w:r></w:p>"
            f"<w:p>{runs}</w:p><w:p><w:r><w:t>{{%p endfor %}}</w:t></w:r></w:p>"
        )
        return text.replace(cell[0], loop)

    report = quarterly(task(1, units=Units(("区住建局",), ("区发改局",), "bold", "区住建局、\n发改局")))
    (table,) = word_tables(docx.render(report, "模板", edited("quarterly", explicit)))
    assert (table.rows[1].cells[3].text, table.rows[1].cells[3].bold) == ("区住建局、\n发改局", "区住建局")


def test_tags_in_headers_and_footers_are_filled() -> None:
    data = edited("quarterly", lambda text: text.replace("— ", "{{ period }}— ", 1), "word/footer1.xml")
    assert "2021年第二季度" in package(docx.render(SIMPLE, "模板", data)).read("word/footer1.xml").decode()


# ---------------------------------------------------------------------- broken and hostile templates


@pytest.mark.parametrize(
    ("old", "new", "words", "hint"),
    [
        (
            "{{ row.progress }}",
            "{{ row.progres }}",
            "“{{ row.progres }}”处：没有“progres”这个名字",
            "是不是 progress？",
        ),
        ("{{ row.progress }}", "{{ row.progress", "标签“{{ row.progress”没有结束", "补上“}}”"),
        ("{%tr endfor %}", "", "有标签没有结束", "endfor"),
        ("{%tr for row in rows %}", "{%tr for row in rosw %}", "没有“rosw”这个名字", "是不是 rows？"),
        ("{%tr endif %}", "{%tr endfi %}", "没有“endfi”这个标签", ""),
        ("{{ row.units }}", "{{ row.units|hanzi }}", "没有“hanzi”这个过滤器", "可用的过滤器"),
        ("{{ row.units }}", "{{ ''.__class__ }}", "“{{ ''.__class__ }}”处", ""),
        ("{{ row.units }}", "{% include 'x' %}", "不能引用别的模板", ""),
        ("{%tr for row in rows %}", "{% for row in rows %}", "标签位置不对", "单独占一行"),
    ],
)
def test_a_broken_template_is_one_sentence_with_template_and_tag(old: str, new: str, words: str, hint: str) -> None:
    data = edited("quarterly", lambda text: text.replace(old, new))
    with pytest.raises(RenderFailed) as caught:
        docx.render(quarterly(task(1), task(2)), "templates/quarterly/template.docx", data)
    assert "templates/quarterly/template.docx" in caught.value.message
    assert words in caught.value.message
    assert hint in caught.value.hint


def relation(kind: str, target: str) -> Callable[[str], str]:
    line = f'<Relationship Id="rIdX" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return lambda text: text.replace("</Relationships>", line)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不是完好的 Word 文档"),
        (b"PK\x03\x04 not really", "不是完好的 Word 文档"),
        ((SHIPPED / "plan" / "template.docx").read_bytes()[:9000], "不是完好的 Word 文档"),
        (edited("plan", lambda text: text[:-200]), "不是完好的 Word 文档"),
        (edited("plan", lambda text: text.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1)), "实体定义"),
        (edited("plan", relation("attachedTemplate", "http://x/y.dotm"), "word/_rels/document.xml.rels"), "外部文件"),
        (edited("plan", relation("image", "file:///etc/passwd"), "word/_rels/document.xml.rels"), "外部文件"),
        (edited("plan", lambda text: text.replace("<w:body>", "<w:body>" + "<w:p/>" * 500_000)), "太大"),
        (edited("plan", lambda text: text.replace("document.xml", "nowhere.xml"), "_rels/.rels"), "不是完好的"),
    ],
    ids=range(9),
)
def test_a_file_that_is_no_honest_template_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(RenderFailed, match=words):
        docx.render(SIMPLE, "模板", data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/media/image1.png", b"\0" * 60_000_000)
    with pytest.raises(RenderFailed, match="展开后太大"):
        docx.render(SIMPLE, "模板", target.getvalue())


def test_macros_and_embedded_objects_are_refused() -> None:
    for name in ("word/vbaProject.bin", "word/embeddings/oleObject1.bin", "word/activeX/activeX1.bin"):
        target = io.BytesIO((SHIPPED / "plan" / "template.docx").read_bytes())
        with zipfile.ZipFile(target, "a") as made:
            made.writestr(name, b"x")
        with pytest.raises(RenderFailed, match="宏或嵌入对象"):
            docx.render(SIMPLE, "模板", target.getvalue())


def test_a_template_outside_of_the_ledger_is_not_read(tmp_path: Path) -> None:
    outside = tmp_path / "outside.docx"
    outside.write_bytes((SHIPPED / "quarterly" / "template.docx").read_bytes())
    folder = tmp_path / "templates"
    (folder / "quarterly").mkdir(parents=True)
    (folder / "quarterly" / "template.docx").symlink_to(outside)
    with pytest.raises(FileRefused, match="指向台账以外"):
        render(SIMPLE, "docx", folder)


def test_a_template_in_another_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "quarterly").mkdir()
    (tmp_path / "quarterly" / "template.md.j2").write_bytes("情况表".encode("gbk"))
    with pytest.raises(RenderFailed, match="不是 UTF-8"):
        render(SIMPLE, "md", tmp_path)
