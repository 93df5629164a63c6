"""Packets: who is sent what, what is prefilled, the hidden mark, names of files (虚构的台账)."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from ledger import packets
from ledger.errors import FileRefused, NotFound, UsageProblem
from ledger.importers import files
from ledger.model import Change, ListSpec, Reporting, Units
from ledger.packets import Issue, Packet
from ledger.periods import Period
from ledger.report.properties import with_property
from ledger.store import Ledger
from ledger.units import Registry, Unit
from ledger.workdays import WorkCalendar
from tests.report.invented import APRIL, MAIN, MARCH, Q2, REGISTRY, entry, ledger, task
from tests.report.readback import paragraphs, word_tables

YEAR = Period(2021)
JANUARY = Period.parse("2021-01")
STREETS = Units(("各街道办事处",), ("区发改局",))
CALENDAR = WorkCalendar()
ROOT = Path(__file__).parents[2]


def issue(book: Ledger, period: Period = APRIL, **options: str) -> Issue:
    return packets.issue(book, period, CALENDAR, **options)


def one(book: Ledger, unit: str, period: Period = APRIL, **options: str) -> Packet:
    (packet,) = issue(book, period, unit=unit, **options).packets
    return packet


def cells(packet: Packet, role: str) -> list[str]:
    return [row[role].text for row in packet.report.sections[0].rows if not row.by_role["number"].columns > 1]


# ---------------------------------------------------------------------- who gets what


def test_a_unit_is_sent_its_own_tasks_and_told_whether_it_leads() -> None:
    book = ledger([task(1), task(2, units=Units(("区发改局",), ("区住建局",))), task(3, units=Units(("区教体局",)))])
    packet = one(book, "区住建局")
    assert packet.leads == ("2021-main-001",)
    assert packet.supports == ("2021-main-002",)
    assert cells(packet, "duty") == ["牵头", "配合"]
    assert cells(packet, "number") == ["1", "2"]


def test_a_group_stands_for_each_of_its_members_and_an_open_one_is_told() -> None:
    book = ledger([task(1, units=STREETS), task(2, units=Units(("区住建局",), ("各相关部门",)))])
    issued = issue(book)
    assert [packet.unit for packet in issued.packets] == ["区住建局", "区发改局", "东湖街道办事处", "西岭街道办事处"]
    assert one(book, "西岭街道办事处").leads == ("2021-main-001",)
    assert issued.unresolved == (("各相关部门", ("2021-main-002",)),)
    assert [packet.unit for packet in issue(book, unit="各街道办事处").packets] == ["东湖街道办事处", "西岭街道办事处"]


def test_a_unit_named_itself_and_through_its_group_has_the_task_once() -> None:
    book = ledger([task(1, units=Units(("东湖街道办事处",), ("各街道办事处",)))])
    packet = one(book, "东湖街道办事处")
    assert (packet.leads, packet.supports) == (("2021-main-001",), ())


def test_a_task_closed_before_the_period_is_not_asked_about() -> None:
    closed = task(1, changes=(Change("closure", date(2021, 3, 20)),))
    packet = one(ledger([closed, task(2)]), "区住建局")
    assert packet.tasks == ("2021-main-002",)
    assert one(ledger([closed, task(2)]), "区住建局", MARCH).tasks == ("2021-main-001", "2021-main-002")


def test_an_unknown_unit_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(NotFound) as caught:
        issue(ledger([task(1)]), unit="区住建居")
    assert "区住建居" in caught.value.message
    assert caught.value.hint == "是不是 区住建局？"


@pytest.mark.parametrize(
    ("period", "kind"), [(Period(2021), "situation"), (Period(2020), ""), (Period.parse("2022-04"), "plan")]
)
def test_a_period_the_form_does_not_have_is_wrong_usage(period: Period, kind: str) -> None:
    with pytest.raises(UsageProblem):
        issue(ledger([task(1)]), period, kind=kind)


@pytest.mark.parametrize(
    ("period", "kind", "wanted", "named"),
    [
        (APRIL, "", "situation", "附件4"),
        (Q2, "", "situation", "附件4"),
        (YEAR, "", "plan", "附件3"),
        (APRIL, "plan", "plan", "附件3"),
    ],
)
def test_the_period_decides_the_form(period: Period, kind: str, wanted: str, named: str) -> None:
    issued = issue(ledger([task(1)]), period, kind=kind)
    assert (issued.kind, issued.name) == (wanted, named)
    assert issued.period == (YEAR if wanted == "plan" else period)


def test_the_due_day_is_the_ledger_s() -> None:
    reporting = Reporting(due={"day": 25}, plan_due=date(2021, 2, 24))
    book = ledger([task(1)], reporting=reporting)
    april, year = issue(book).due, issue(book, YEAR).due
    assert april is not None
    assert year is not None
    assert (april.day, year.day) == (date(2021, 4, 25), date(2021, 2, 24))
    assert issue(ledger([task(1)])).due is None


# ---------------------------------------------------------------------- what is prefilled


def test_the_plan_of_the_quarter_and_of_the_month_is_prefilled_each_unit_its_own() -> None:
    shared = task(1, plan={Q2: "区住建局：开工。\n区发改局：立项。", APRIL: "完成招标。"})
    assert cells(one(ledger([shared]), "区住建局"), "plan") == ["开工。\n4月：完成招标。"]
    assert cells(one(ledger([shared]), "区发改局"), "plan") == ["立项。\n4月：完成招标。"]


def test_a_plan_form_shows_the_unit_s_own_quarters_and_people() -> None:
    planned = task(
        1,
        plan={Q2: "区住建局：开工。\n区发改局：立项。", APRIL: "完成招标。"},
        other={"主要负责人": "区住建局：甲某\n区发改局：乙某", "项目编号": "7"},
    )
    issued = issue(ledger([planned]), YEAR)
    packet = one(ledger([planned]), "区发改局", YEAR)
    assert (cells(packet, "q2"), cells(packet, "chief")) == (["立项。"], ["乙某"])
    assert issued.notices == ("计划表只有季度栏，台账里按月写的计划没有列进去，收表时也不会动它们",)


def test_last_period_s_next_steps_stand_beside_and_older_ones_say_their_month() -> None:
    book = ledger(
        [
            task(
                1,
                progress=(
                    entry(MARCH, "区住建局", "做了。", next="4月完工。"),
                    entry(MARCH, "区发改局", "批了。", next="批复。"),
                ),
            ),
            task(2, progress=(entry(JANUARY, "区住建局", "做了。", next="2月开工。"),)),
            task(3, progress=(entry(APRIL, "区住建局", "做了。", next="5月验收。"),)),
        ]
    )
    assert cells(one(book, "区住建局"), "previous") == ["4月完工。", "（2021年1月报）2月开工。", ""]
    assert cells(one(book, "区住建局"), "done") == ["", "", ""]


def test_without_earlier_reports_there_is_no_column_for_them_and_the_table_is_as_wide() -> None:
    for book in (ledger([task(1)]), ledger([task(1, progress=(entry(MARCH, "区住建局", "做。", next="做完。"),))])):
        columns = one(book, "区住建局").report.sections[0].columns
        assert sum(column.width for column in columns) == 1000
    assert "previous" not in [column.role for column in one(ledger([task(1)]), "区住建局").report.sections[0].columns]
    assert sum(c.width for c in one(ledger([task(1)]), "区住建局", YEAR).report.sections[0].columns) == 1000


def test_each_list_stands_under_its_own_line_also_when_there_is_but_one() -> None:
    book = ledger({"main": [task(1)], "minsheng": [task(1, listed="minsheng", units=Units(("区教体局",)))]})
    for form in packets.FORMATS:
        data = packets.render(one(book, "区教体局"), form)
        texts = [cell.text for table in files.read_bytes(data, f"x.{form}").tables for cell in table.cells]
        assert "2021年“100”民生工程（附件2）" in texts
    alone = ledger([task(1)], lists=(MAIN,))
    assert len(one(alone, "区住建局").report.sections[0].rows) == 1


def test_the_form_names_unit_and_month_and_leaves_the_day_blank() -> None:
    lines = paragraphs(packets.render(one(ledger([task(1)]), "区住建局"), "docx"))
    assert "（4月）" in lines
    text = "\n".join(lines)
    assert "填报单位：区住建局" in text
    for label in ("填报时间：", "填报人：", "联系电话：", "负责人签字："):
        assert label in text
    assert "2021年" not in text.partition("填报时间：")[2].partition("\n")[0]


# ---------------------------------------------------------------------- the hidden mark


@pytest.mark.parametrize("form", packets.FORMATS)
@pytest.mark.parametrize("period", [APRIL, YEAR])
def test_the_mark_comes_through_the_reader(form: str, period: Period) -> None:
    packet = one(ledger([task(1), task(2)]), "区住建局", period)
    read = files.read_bytes(packets.render(packet, form), f"x.{form}")
    mark = json.loads(dict(read.properties)["taizhang-form"])
    assert mark == {
        "v": 1,
        "ledger": "2021",
        "form": "附件4" if period == APRIL else "附件3",
        "period": str(period),
        "unit": "区住建局",
        "tasks": ["2021-main-001", "2021-main-002"],
        "digest": packet.digest,
    }


def test_the_digest_is_of_what_the_form_shows() -> None:
    packet = one(ledger([task(1, plan={Q2: "开工。"})]), "区住建局")
    (table,) = word_tables(packets.render(packet, "docx"))
    shown = [row for row in table.texts() if row[0].isdigit()]
    assert packet.digest == packets.digest_of(list(zip(packet.tasks, shown, strict=True)))
    other = one(ledger([task(1, plan={Q2: "完工。"})]), "区住建局")
    assert packet.digest != other.digest


def test_a_property_joins_those_of_a_template_and_takes_the_place_of_its_namesake() -> None:
    data = packets.render(one(ledger([task(1)]), "区住建局"), "docx")
    twice = with_property(with_property(data, "版本", "甲 <乙> & 丙"), "taizhang-form", "新")
    assert dict(files.read_bytes(twice, "x.docx").properties) == {"版本": "甲 <乙> & 丙", "taizhang-form": "新"}
    with zipfile.ZipFile(io.BytesIO(twice)) as package:
        assert package.read("[Content_Types].xml").count(b"docProps/custom.xml") == 1
        assert package.read("_rels/.rels").count(b"custom-properties") == 1
        part = ElementTree.fromstring(package.read("docProps/custom.xml"))  # noqa: S314 - our own output
    pids = [prop.get("pid") for prop in part]
    assert len(pids) == len(set(pids)) == 2


@pytest.mark.parametrize("form", packets.FORMATS)
def test_equal_ledgers_give_equal_bytes(form: str) -> None:
    first, second = (packets.render(one(ledger([task(1), task(2)]), "区住建局"), form) for _ in range(2))
    assert first == second


def test_hostile_text_is_text() -> None:
    hostile = ledger([task(1, '=HYPERLINK("http://x")\x07{{ 7*7 }}<w:p>', plan={Q2: "+1+1"})])
    packet = one(hostile, "区住建局")
    (table,) = word_tables(packets.render(packet, "docx"))
    assert any("{{ 7*7 }}<w:p>" in text for row in table.texts() for text in row)
    sheet = openpyxl.load_workbook(io.BytesIO(packets.render(packet, "xlsx"))).worksheets[0]
    values = {cell.value: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert values["+1+1"].data_type == "s"
    assert not any(cell.data_type == "f" for cell in values.values())
    assert json.loads(packet.mark)["unit"] == "区住建局"


def test_the_committed_template_is_what_the_script_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_templates

    assert make_templates.make("packet") == (ROOT / "templates/packet/template.docx").read_bytes()
    sys.modules.pop("make_templates")


# ---------------------------------------------------------------------- files


def test_file_names_are_good_on_windows_and_differ_in_more_than_case() -> None:
    registry = Registry(
        units=(
            Unit("甲/乙:局", prefix=False),
            Unit("甲?乙*局", prefix=False),
            Unit("Ab局", prefix=False),
            Unit("aB局", prefix=False),
        )
    )
    names = ("甲/乙:局", "甲?乙*局", "Ab局", "长" * 200, "尾巴. ")
    book = ledger([task(1, units=Units(names))], registry=registry)
    found = packets.file_names(issue(book), "docx")
    assert found[:2] == ("2021-04-甲_乙_局-附件4.docx", "2021-04-甲_乙_局-附件4-2.docx")
    assert len({name.casefold() for name in found}) == len(found)
    assert all(not set(name) & set('<>:"/\\|?*') and len(name.encode()) < 255 for name in found)


def test_the_list_of_what_was_sent_names_everything() -> None:
    book = ledger(
        {
            "main": [task(1), task(2, units=Units(("区住建局",), ("各相关部门",)))],
            "minsheng": [task(1, listed="minsheng")],
        },
        reporting=Reporting(due={"day": 25}, form="附件4"),
    )
    issued = issue(book)
    named = zip(issued.packets, packets.file_names(issued, "docx"), strict=True)
    sent = [packets.Sent(packet, name, packets.render(packet, "docx")) for packet, name in named]
    rows = packets.index(book, issued, sent).sections[0].rows
    texts = [cell.text for cell in rows[0].cells]
    assert texts == [
        "1",
        "区住建局",
        "3",
        "3",
        "附件1第1、2项；附件2第1项",
        "2021-04-25",
        "2021-04-区住建局-附件4.docx",
        sent[0].sha256,
    ]
    assert "“各相关部门”没有写明是哪几个单位，涉及1项任务（附件1第2项）" in rows[-1].cells[0].text


def test_nothing_that_may_have_been_filled_in_is_overwritten(tmp_path: Path) -> None:
    files_ = {"甲.docx": b"1", "乙.docx": b"2"}
    assert packets.write(tmp_path / "新", files_) == ("甲.docx", "乙.docx")
    assert packets.write(tmp_path / "新", files_) == ()
    (tmp_path / "新" / "乙.docx").write_bytes(b"filled")
    (tmp_path / "新" / "甲.docx").unlink()
    with pytest.raises(FileRefused, match=r"乙\.docx"):
        packets.write(tmp_path / "新", files_)
    assert not (tmp_path / "新" / "甲.docx").exists()
    assert (tmp_path / "新" / "乙.docx").read_bytes() == b"filled"
    assert packets.write(tmp_path / "新", files_, force=True) == ("甲.docx", "乙.docx")
    (tmp_path / "挡").write_bytes(b"")
    with pytest.raises(FileRefused):
        packets.write(tmp_path / "挡", files_)


def test_a_list_without_an_annex_is_named_by_its_own_name() -> None:
    book = ledger({"key": [task(3, listed="key")]}, lists=(ListSpec("key", "重点任务"),))
    issued = issue(book, unit="区住建局")
    sent = [packets.Sent(issued.packets[0], "a.docx", b"")]
    assert packets.index(book, issued, sent).sections[0].rows[0]["tasks"].text == "key第3项"


def test_the_registry_gives_the_order() -> None:
    reversed_ = [task(1, units=Units(("区教体局", "外来局", "区发改局", "区住建局")))]
    assert [p.unit for p in issue(ledger(reversed_)).packets] == [*(u.short for u in REGISTRY.units[:3]), "外来局"]
