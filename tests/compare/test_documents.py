"""The comparison as a document: accepted it is one side, rejected the other; nothing hostile gets through."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markdown_it import MarkdownIt

from ledger import store
from ledger.compare.ledgers import compare
from ledger.compare.reading import Named, Result
from ledger.compare.sides import Side
from ledger.gitrepo.tree import Commit
from ledger.model import Change, Entry
from ledger.periods import Period
from ledger.report import difference
from ledger.report.templating import markdown
from ledger.store import Ledger
from ledger.values import replace
from tests.conftest import INVENTED

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARCH, APRIL = Period.parse("2021-03"), Period.parse("2021-04")
LEDGER = store.load(store.WorkTree(INVENTED), "2021")
COMMIT = Commit("1a2b3c4d5e6f", "张三<&>", datetime(2021, 5, 9, 20, 0, tzinfo=UTC), "进展")
SENTENCES = st.lists(
    st.sampled_from(
        ["已建成310套。", "已建成330套，", "主体封顶。\n", "\n", "投资1.2亿元；", "a<b&c ", "“验收”", "\t", "，"]
    ),
    max_size=8,
).map("".join)


def with_progress(*entries: Entry, **parts: object) -> Ledger:
    """The invented ledger with other entries in its first task."""
    records = tuple(
        replace(r, task=replace(r.task, progress=entries, reviews=(), **parts)) if r.task.id == "2021-main-001" else r
        for r in LEDGER.records
    )
    return replace(LEDGER, records=records)


def result(before: Ledger, after: Ledger, period: Period | None = None, commit: Commit | None = None) -> Result:
    named = [Named(Side(period, typed=str(period or "")), None), Named(Side(period, typed="HEAD"), commit)]
    found = compare(before, after, period_before=period, period_after=period, exact=True)
    return Result(named[0], named[1], found, ((before, after),))


def document(made: Result) -> bytes:
    return difference.render(difference.view(made, exact=True), "docx")


def body(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def resolved(data: bytes, *, accept: bool) -> str:
    """The text after accepting or rejecting every revision, by the rules of ECMA-376 17.13.5 alone."""
    came, went = {f"{W}ins", f"{W}moveTo"}, {f"{W}del", f"{W}moveFrom"}
    kept, dropped = (came, went) if accept else (went, came)
    text = ""
    for paragraph in body(data).iter(f"{W}p"):
        for node in paragraph.iter(f"{W}t", f"{W}delText", f"{W}tab"):
            parents = {parent.tag for parent in node.iterancestors()}
            if not dropped & parents:
                assert (node.tag == f"{W}delText") == (f"{W}del" in parents) or node.tag == f"{W}tab"
                text += "\t" if node.tag == f"{W}tab" else node.text or ""
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        about = {node.tag for node in mark} if mark is not None else set()
        gone = bool(about & dropped)
        assert mark is None or about & kept or gone
        text += "" if gone else "\n"
    return text


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES)
def test_accept_gives_the_second_text_and_reject_the_first(before: str, after: str) -> None:
    made = result(
        with_progress(Entry(MARCH, "区住建局", done=before)), with_progress(Entry(MARCH, "区住建局", done=after))
    )
    data = document(made)
    if before == after:
        assert "没有变化。" in resolved(data, accept=True)
        return
    for accept, text in ((True, after), (False, before)):
        lines = resolved(data, accept=accept)
        label = f"完成情况：{text}\n" if text else ""
        assert f"区住建局 2021-03\n{label}（完）\n" in lines, lines


def moves(data: bytes) -> list[tuple[str, str, str]]:
    """Every moved stretch: its kind, the name of its range, its text. Each range begins and ends around one stretch."""
    found, ids = [], []
    for node in body(data).iter(f"{W}moveFrom", f"{W}moveTo"):
        start, end = node.getprevious(), node.getnext()
        assert start.tag == f"{node.tag}RangeStart" and end.tag == f"{node.tag}RangeEnd"
        assert start.get(f"{W}id") == end.get(f"{W}id") != node.get(f"{W}id")
        assert start.get(f"{W}author") and start.get(f"{W}date")
        ids += [start.get(f"{W}id"), node.get(f"{W}id")]
        found.append((node.tag.removeprefix(W), start.get(f"{W}name"), "".join(node.itertext())))
    assert len(set(ids)) == len(ids)
    return found


def test_a_sentence_that_was_moved_is_a_move_in_word() -> None:
    first = Entry(MARCH, "区住建局", date(2021, 4, 2), "甲地已经建成安置房310套。乙地验收2栋楼。丙地完成招标。")
    second = replace(first, done="乙地验收2栋楼。甲地已经建成安置房310套。丙地完成招标工作。")
    data = document(result(with_progress(first), with_progress(second)))
    ((kind, name, text), (other, same, again)) = moves(data)
    assert {kind, other} == {"moveFrom", "moveTo"} and name == same and text == again == "乙地验收2栋楼。"
    turned = replace(first, done="丙地完成招标。\n乙地验收2栋楼。\n甲地已经建成安置房310套。")
    data = document(result(with_progress(first), with_progress(turned)))
    assert len(moves(data)) == 4 and len({name for _, name, _ in moves(data)}) == 2
    for accept, entry in ((True, turned), (False, first)):
        assert f"完成情况：{entry.done}\n" in resolved(data, accept=accept)


def test_what_only_one_side_has_vanishes_as_a_whole() -> None:
    entry = Entry(MARCH, "区住建局", date(2021, 4, 2), "建成310套。\n验收2栋。", problems="缺水", verdict="完成")
    made = result(with_progress(), with_progress(entry))
    data = document(made)
    assert "区住建局 2021-03\n完成情况：建成310套。\n验收2栋。\n存在问题：缺水\n自报评价：完成\n（完）" in resolved(
        data, accept=True
    )
    rejected = resolved(data, accept=False)
    assert "区住建局" not in rejected and "\n\n" not in rejected
    back = document(result(with_progress(entry), with_progress()))
    assert resolved(back, accept=True).partition("\n")[2].replace("新报 0", "").count("区住建局") == 0
    assert "存在问题：缺水" in resolved(back, accept=False)


def test_a_task_that_is_gone_leaves_nothing_behind() -> None:
    made = result(LEDGER, replace(LEDGER, records=LEDGER.records[1:]))
    text = resolved(document(made), accept=True)
    assert "2021-main-001" not in text and "安置房" not in text
    assert "2021-main-001 附件1第1项\n完成东湖片区1200套安置房建设。" in resolved(document(made), accept=False)


def revisers(data: bytes) -> set[tuple[str, str]]:
    found = [node for tag in ("ins", "del") for node in body(data).iter(f"{W}{tag}")]
    assert len({node.get(f"{W}id") for node in found}) == len(found) > 0
    return {(node.get(f"{W}author"), node.get(f"{W}date")) for node in found}


def test_every_revision_says_who_and_when() -> None:
    said = Entry(MARCH, "区住建局", date(2021, 4, 2), "建成310套。")
    new = replace(said, done="建成330套。", reported=date(2021, 5, 6))
    states = with_progress(said), with_progress(new)
    assert revisers(document(result(*states))) == {("区住建局", "2021-05-06T00:00:00Z")}
    assert revisers(document(result(*states, commit=COMMIT))) == {("张三<&>", "2021-05-09T20:00:00Z")}
    assert revisers(document(result(LEDGER, with_progress(*LEDGER.records[0].task.progress, goal="目标")))) == {
        ("督查室", "2021-02-01T00:00:00Z")
    }


def test_equal_input_gives_equal_bytes() -> None:
    states = with_progress(), with_progress(Entry(MARCH, "区住建局", done="建成。"))
    for form in difference.FORMATS:
        first, second = (difference.render(difference.view(result(*states)), form) for _ in range(2))
        assert first == second


HOSTILE = '<script>alert(1)</script> | **粗** ![x](http://e.invalid/x.png) {{ 7*7 }} \x1b[2J\x00 </del> "引" &amp;'


@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_hostile_text_stays_text(form: str) -> None:
    act = Change("extension", date(2021, 5, 1), HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    after = with_progress(Entry(MARCH, HOSTILE, done=HOSTILE, verdict=HOSTILE), text=HOSTILE, changes=(act,))
    data = difference.render(difference.view(result(LEDGER, after)), form)
    if form == "docx":
        assert HOSTILE.replace("\x1b", "␛").replace("\x00", "␀") in resolved(data, accept=True)
        return
    text = data.decode()
    assert "\x1b" not in text and "\x00" not in text and "49" not in text
    if form == "md":
        text = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    page = etree.HTML(text)
    assert page.xpath("//script|//img|//@onerror|//link") == []
    assert all(one.text.isdigit() for one in page.xpath("//strong"))  # the summary's own
    assert "".join(page.itertext()).count("<script>alert(1)</script> | **粗** ![x]") >= 5


@pytest.mark.parametrize(
    "text",
    [
        "3~5月，6~8月完成",
        "投资$100和$200",
        "1) 完成",
        "2. 完成",
        "见http://e.invalid/a_b和www.e_e.invalid",
        "C#",
        "序号 #",
        "~~甲~~ #12 !3 @谁 [ ] ---",
    ],
)
def test_markdown_shows_exactly_the_text(text: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for line in ("{}", "### {}", "- 完成情况：<ins>{}</ins>", "| 甲 |\n| --- |\n| {} |"):
        page = etree.HTML(parser.render(line.format(markdown(text))))
        assert text in "".join(page.itertext())
        assert page.xpath("//s|//del|//a|//ol|//hr|//h1|//h2") == []
    # what markdown-it does not know and GitHub does: one tilde, formulas, bare addresses
    assert not re.search(r"(?<!\\)[~$]|http:|www\.", markdown(text))


def test_many_tasks_are_folded_in_a_comment() -> None:
    first = LEDGER.records[0]
    tasks = [
        replace(first, task=replace(first.task, id=f"2021-main-{n:03}", number=n, text=f"虚构任务{n}。", same_as=()))
        for n in range(100, 130)
    ]
    few, many = (
        difference.render(
            difference.view(result(LEDGER, replace(LEDGER, records=(*LEDGER.records, *tasks[:count])))), "md"
        ).decode()
        for count in (5, 30)
    )
    assert "<details>" not in few and few.count("\n### ") == 5
    page = etree.HTML(MarkdownIt("commonmark", {"html": True}).render(many))
    assert [one.text for one in page.xpath("//details/summary")] == ["逐项列出（30项）"]
    assert len(page.xpath("//details//h3")) == 30 and page.xpath("//details//details") == []


def test_side_by_side_shows_each_side_whole() -> None:
    made = result(
        with_progress(Entry(MARCH, "区住建局", done="甲地已经建成安置房310套。乙地验收2栋。")),
        with_progress(Entry(MARCH, "区住建局", done="乙地验收2栋。甲地已经建成安置房330套，入住。")),
    )
    page = etree.HTML(difference.render(difference.view(made), "html").decode())
    row = page.xpath("//tr[th='完成情况']")[0]
    before, after = (("".join(cell.itertext())) for cell in row.xpath("td"))
    assert before == "甲地已经建成安置房310套。乙地验收2栋。"
    assert after.startswith("乙地验收2栋。甲地已经建成安置房330套，入住。")
    assert row.xpath("td[1]//ins") == [] and row.xpath("td[2]//del") == []
    assert row.xpath("td[2]//p[@class='note']")[0].text == "310套 → 330套（+20）；有1处语句只换了位置"


def test_a_template_of_the_ledger_wins_and_its_faults_are_told(tmp_path: Path) -> None:
    shown = difference.view(result(LEDGER, with_progress()))
    (tmp_path / "diff").mkdir()
    (tmp_path / "diff/template.md.j2").write_text("{{ title }}：{{ told }}\n", "utf-8")
    assert (
        difference.render(shown, "md", tmp_path)
        .decode()
        .startswith("云山区2021年主要任务督查台账（虚构）变化对比：涉及任务 1")
    )


# ---------------------------------------------------------------------- LibreOffice

MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Resolve(source As String, target As String, what As String)
 Dim hidden(0) As New com.sun.star.beans.PropertyValue
 hidden(0).Name = "Hidden" : hidden(0).Value = True
 doc = StarDesktop.loadComponentFromURL(ConvertToURL(source), "_blank", 0, hidden())
 said = ""
 each_one = doc.Redlines.createEnumeration()
 Do While each_one.hasMoreElements()
  one = each_one.nextElement()
  said = said &amp; one.RedlineType &amp; " " &amp; one.RedlineAuthor &amp; Chr(10)
 Loop
 dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
 dispatcher.executeDispatch(doc.CurrentController.Frame, ".uno:" &amp; what &amp; "AllTrackedChanges", "", 0, Array())
 Dim form(1) As New com.sun.star.beans.PropertyValue
 form(0).Name = "FilterName" : form(0).Value = "Text (encoded)"
 form(1).Name = "FilterOptions" : form(1).Value = "UTF8,LF"
 doc.storeToURL(ConvertToURL(target), form())
 number = FreeFile()
 Open target &amp; ".revisions" For Output As #number
 Print #number, said
 Close #number
 doc.close(True)
End Sub
</script:module>"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""

LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
  library:link="false"/></library:libraries>"""


def through_libreoffice(folder: Path, data: bytes, what: str) -> tuple[str, list[str]]:
    """The text LibreOffice has after ``Accept`` or ``Reject``, and the revisions it saw before."""
    source, target = folder / "对比.docx", folder / f"{what}.txt"
    source.write_bytes(data)
    basic = folder / "profile/user/basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    call = f'macro:///Standard.Module1.Resolve("{source}","{target}","{what}")'
    for _ in range(3):  # the first start makes the profile, and ends before the macro
        (basic / "Standard/Module1.xba").write_text(MACRO, "utf-8")
        (basic / "Standard/script.xlb").write_text(LIBRARY, "utf-8")
        (basic / "script.xlc").write_text(LIBRARIES, "utf-8")
        subprocess.run(
            ["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder / 'profile'}", call],
            capture_output=True,
            timeout=120,
        )
        if target.with_name(f"{what}.txt.revisions").exists():
            break
    revisions = (folder / f"{what}.txt.revisions").read_text("utf-8").split("\n")
    return target.read_text("utf-8-sig"), [line for line in revisions if line]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_sees_revisions_and_agrees(tmp_path: Path) -> None:
    first = Entry(
        MARCH, "区住建局", date(2021, 4, 2), "甲地建成310套。\n乙地验收2栋。", problems="缺水。", verdict="完成"
    )
    gone = Entry(MARCH, "区教体局", date(2021, 4, 3), "建学校2所。\n完成招标。")
    after = replace(first, done="乙地验收2栋。\n甲地建成330套，\n其中入住12.5%。", problems="", next="验收。")
    new = Entry(MARCH, "云山控股集团", date(2021, 4, 5), "投资１．３亿元\n\n到位。")
    other = Entry(
        MARCH,
        "区财政局",
        date(2021, 4, 2),
        "老旧小区改造资金拨付310万元。雨污分流进场施工。\n村道硬化通过竣工验收。丁项完成。",
    )
    moved = replace(other, done="雨污分流进场施工。村道硬化通过竣工验收。\n老旧小区改造资金拨付310万元。\n丁项完成。")
    data = document(result(with_progress(first, gone, other), with_progress(after, new, moved, goal="建成“一带”。")))
    assert len(moves(data)) >= 2
    for what in ("Accept", "Reject"):
        text, revisions = through_libreoffice(tmp_path, data, what)
        assert text.rstrip("\n") == resolved(data, accept=what == "Accept").rstrip("\n")
        assert {line.split(" ")[0] for line in revisions} == {"Insert", "Delete"}
        assert {line.split(" ")[1] for line in revisions} == {
            "区住建局",
            "区教体局",
            "云山控股集团",
            "区财政局",
            "督查室",
        }
