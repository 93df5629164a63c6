"""Forms out, forms in, for every unit of the 2020 ledger: what a unit writes into its packet is what is booked.

The forms are filled by ``filling`` (independent code), some saved anew by LibreOffice, read by ``import form``.
Skipped in part, with the reason printed, where LibreOffice is not installed.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import cli
from ledger import codec, packets, store, yamlfile
from ledger.importers import files
from ledger.model import Record
from ledger.periods import Period
from ledger.store import Ledger
from tests.conftest import CLOCK, INVENTED, ROOT, git
from tests.report.filling import fill
from tests.report.readback import word_tables

APRIL = Period.parse("2020-04")
SAMPLE = ("区住建局", "区重点工程服务中心", "区教体局", "公安市中分局", "十六里河街道办事处", "市中控股集团")
"""Many tasks and few, two lists and one, lead and support, a street office that groups stand for."""


def words(unit: str) -> Callable[[str, str], str]:
    """What a unit writes (虚构): other words in each row, several lines, every verdict."""

    def said(number: str, head: str) -> str:
        n = int(number)
        if head == "完成情况":
            return f"{unit}对第{number}项的工作已启动。\n正在按计划推进。" if n % 7 else f"{unit}对第{number}项已办结。"
        if head == "存在问题":
            return "无。" if n % 3 else f"第{number}项资金尚未到位。"
        if head == "下一步计划":
            return f"第{number}项继续推进。"
        return ("完成" if n % 2 else "未完成") if head.startswith("评价") else ""

    return said


def expected(unit: str, record: Record) -> tuple[str, ...]:
    said, number = words(unit), str(record.task.number)
    return tuple(said(number, head) for head in ("完成情况", "存在问题", "下一步计划", "评价"))


@dataclass
class Office:
    """A repository with the 2020 ledger, and the packets of April filled in by every unit."""

    root: Path
    filled: Path
    issued: packets.Issue
    booked: list[dict[str, object]]

    @property
    def ledger(self) -> Ledger:
        return store.load(store.WorkTree(self.root), "2020")


def run(root: Path, *arguments: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(cli, ["-C", str(root), "import", "form", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    forms: list[dict[str, object]] = json.loads(done.stdout)["forms"]
    return forms


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office")
    root, filled = folder / "repo", folder / "filled"
    shutil.copytree(ROOT / "tasks/2020", root / "tasks/2020")
    filled.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "测试员")
            patch.setenv(f"GIT_{role}_EMAIL", "tester@example.invalid")
            patch.setenv(f"GIT_{role}_DATE", CLOCK)
        git(root, "init", "-q", "-b", "main")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "立项")
        tree = store.WorkTree(root)
        issued = packets.issue(store.load(tree, "2020"), APRIL, store.load_calendar(tree))
        for packet, name in zip(issued.packets, packets.file_names(issued, "docx"), strict=True):
            data = fill(packets.render(packet, "docx"), words(packet.unit), "2020年5月9日")
            (filled / name).write_bytes(data)
        return Office(root, filled, issued, run(root, str(filled)))


def test_every_unit_with_a_task_is_sent_one_form(office: Office) -> None:
    registry = office.ledger.registry
    named = {
        registry.form(member)
        for record in office.ledger.records
        for name in record.task.units.all
        for member in ((registry.members(name) or ()) if registry.group(name) else (name,))
    }
    assert sorted(packet.unit for packet in office.issued.packets) == sorted(named)
    assert len(named) == 72
    streets = registry.members("各街道办事处") or ()
    assert len(streets) == 17
    assert set(streets) <= named


def test_what_every_unit_wrote_is_what_is_booked(office: Office) -> None:
    assert len(office.booked) == len(office.issued.packets)
    ledger = office.ledger
    found, wanted = {}, {}
    for packet in office.issued.packets:
        for task in packet.tasks:
            record = ledger.by_id[task]
            wanted[packet.unit, task] = (*expected(packet.unit, record), date(2020, 5, 9), "", "")
            entries = [e for e in record.task.entries(APRIL) if ledger.registry.same(e.unit, packet.unit)]
            assert len(entries) == 1, (packet.unit, task)
            (one,) = entries
            found[packet.unit, task] = (
                one.done,
                one.problems,
                one.next,
                one.verdict,
                one.reported,
                one.causes,
                one.note,
            )
    assert found == wanted
    assert len(found) == sum(len(packet.tasks) for packet in office.issued.packets) > 400


def test_nothing_else_of_the_ledger_changed_and_no_finding_doubts_a_row(office: Office) -> None:
    before = store.load(store.WorkTree(ROOT), "2020").by_id
    for record in office.ledger.records:
        old = before[record.task.id].task
        new = record.task
        assert [e for e in new.progress if e.period != APRIL] == [e for e in old.progress if e.period != APRIL]
        assert (new.text, new.units, new.plan, new.other) == (old.text, old.units, old.plan, old.other)
    assert [finding for form in office.booked for finding in form["findings"]] == []  # type: ignore[attr-defined]


def test_the_same_forms_again_change_nothing(office: Office) -> None:
    head = git(office.root, "rev-parse", "HEAD")
    run(office.root, str(office.filled / "2020-04-区住建局-附件4.docx"))
    assert git(office.root, "rev-parse", "HEAD") == head


def saved_by_libreoffice(folder: Path, kind: str, names: list[str]) -> Path:
    if shutil.which("soffice") is None:
        pytest.skip("没有安装 LibreOffice（soffice），不试另存")
    target = folder / f"saved-{kind}"
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", str(target), *names],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return target


def test_forms_saved_by_libreoffice_say_the_same(office: Office, tmp_path: Path) -> None:
    names = sorted(path.name for path in office.filled.iterdir())
    saved = saved_by_libreoffice(tmp_path, "docx", [str(office.filled / name) for name in names])
    for name in names:
        before, after = (files.read(folder / name) for folder in (office.filled, saved))
        assert dict(after.properties)["taizhang-form"] == dict(before.properties)["taizhang-form"]
        assert [cell.text for table in after.tables for cell in table.cells] == [
            cell.text for table in before.tables for cell in table.cells
        ]
    head = git(office.root, "rev-parse", "HEAD")
    forms = run(office.root, str(saved))
    assert len(forms) == len(names)
    assert {row["status"] for form in forms for row in form["rows"]} == {"same"}  # type: ignore[attr-defined]
    assert git(office.root, "rev-parse", "HEAD") == head


def test_workbooks_come_back_the_same_also_through_libreoffice(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "filled"
    folder.mkdir()
    plain = store.load(store.WorkTree(ROOT), "2020")
    issued = packets.issue(plain, APRIL, store.load_calendar(store.WorkTree(ROOT)))
    for packet, name in zip(issued.packets, packets.file_names(issued, "xlsx"), strict=True):
        if packet.unit in SAMPLE[2:5]:
            (folder / name).write_bytes(fill(packets.render(packet, "xlsx"), words(packet.unit), "2020年5月9日"))
    head = git(office.root, "rev-parse", "HEAD")
    assert {row["status"] for form in run(office.root, str(folder)) for row in form["rows"]} == {"same"}  # type: ignore[attr-defined]
    names = sorted(str(path) for path in folder.iterdir())
    saved = saved_by_libreoffice(tmp_path, "xlsx", names)
    forms = run(office.root, str(saved))
    assert len(forms) == 3
    assert {row["status"] for form in forms for row in form["rows"]} == {"same"}  # type: ignore[attr-defined]
    assert git(office.root, "rev-parse", "HEAD") == head


def plan_words(unit: str) -> Callable[[str, str], str]:
    """What a unit plans (虚构)."""

    def said(number: str, head: str) -> str:
        if head.endswith("季度"):
            return f"{unit}第{number}项{head}目标。"
        return {"主要负责人": f"{unit}甲", "分管负责人": f"{unit}乙", "备注": ""}.get(head, "")

    return said


def test_plans_of_several_units_come_back_each_to_its_own(office: Office, tmp_path: Path) -> None:
    def issued() -> packets.Issue:
        return packets.issue(office.ledger, Period(2020), store.load_calendar(store.WorkTree(office.root)))

    first, again = tmp_path / "first", tmp_path / "again"
    first.mkdir()
    again.mkdir()
    chosen = [packet.unit for packet in issued().packets if packet.unit in SAMPLE]
    assert len(chosen) == len(SAMPLE)
    for packet in issued().packets:
        if packet.unit in SAMPLE:
            data = fill(packets.render(packet, "docx"), plan_words(packet.unit), "2020年2月20日")
            (first / f"2020-{packet.unit}-附件3.docx").write_bytes(data)
    run(office.root, str(first))
    for packet in issued().packets:
        if packet.unit not in SAMPLE:
            continue
        said = plan_words(packet.unit)
        (table,) = word_tables(packets.render(packet, "docx"))
        rows = [row for row in table.texts() if row[0].isdigit()]
        quarters = ("一季度", "二季度", "三季度", "四季度")
        heads = (*quarters, "主要负责人", "分管负责人")
        assert [row[3:9] for row in rows] == [[said(row[0], head) for head in heads] for row in rows]
        (again / f"2020-{packet.unit}-附件3.docx").write_bytes(packets.render(packet, "docx"))
    head = git(office.root, "rev-parse", "HEAD")
    forms = run(office.root, str(again))
    assert {row["status"] for form in forms for row in form["rows"]} == {"same"}  # type: ignore[attr-defined]
    assert git(office.root, "rev-parse", "HEAD") == head


def test_last_month_s_next_steps_stand_beside_and_are_not_booked(office: Office, tmp_path: Path) -> None:
    may = Period.parse("2020-05")
    issued = packets.issue(office.ledger, may, store.load_calendar(store.WorkTree(office.root)), unit="区住建局")
    (packet,) = issued.packets
    for form in packets.FORMATS:
        data = fill(packets.render(packet, form), words("区住建局"), "2020年6月3日")
        (tmp_path / f"may.{form}").write_bytes(data)
    (table,) = word_tables((tmp_path / "may.docx").read_bytes())
    rows = [row for row in table.texts() if row[0].isdigit()]
    assert [row[4] for row in rows] == [words("区住建局")(row[0], "下一步计划") for row in rows]
    for form in packets.FORMATS:
        (read,) = run(office.root, str(tmp_path / f"may.{form}"), "--dry-run")
        cells = {cell["field"] for row in read["rows"] for cell in row["cells"]}  # type: ignore[attr-defined]
        assert cells == {"done", "problems", "next", "verdict", "reported"}


def edited(data: bytes, old: str, new: str) -> bytes:
    """A docx with words of its body replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            made.writestr(name, content.replace(old.encode(), new.encode()) if name == "word/document.xml" else content)
    return target.getvalue()


def test_a_plan_as_it_was_prefilled_is_not_called_another_plan(office: Office, tmp_path: Path) -> None:
    """Quarter and month stand in one cell of the form, and of several units' plans only the unit's own."""
    june, unit = Period.parse("2020-06"), "区住建局"
    path = office.root / "tasks/2020/main/056.yaml"
    before = path.read_text("utf-8")
    try:
        plan = {"2020-Q2": f"{unit}：开工。\n区水务局：通水。", "2020-06": "挂网。"}
        text = before
        for period, words_ in plan.items():
            text = yamlfile.set_value(text, ("plan", period), words_, block=codec.BLOCK, order=codec.ORDER)
        path.write_text(text, "utf-8")
        (packet,) = packets.issue(
            office.ledger, june, store.load_calendar(store.WorkTree(office.root)), unit=unit
        ).packets
        data = packets.render(packet, "docx")
        assert "开工。\n6月：挂网。" in [row[3] for row in word_tables(data)[0].texts()]
        filled = fill(data, words(unit), "2020年7月3日")
        (tmp_path / "same.docx").write_bytes(filled)
        (tmp_path / "other.docx").write_bytes(edited(filled, "开工。", "停工。"))
        (same,) = run(office.root, str(tmp_path / "same.docx"), "--dry-run")
        (other,) = run(office.root, str(tmp_path / "other.docx"), "--dry-run")
        assert [finding["code"] for finding in same["findings"]] == []  # type: ignore[attr-defined]
        assert [finding["code"] for finding in other["findings"]] == ["F018"]  # type: ignore[attr-defined]
    finally:
        path.write_text(before, "utf-8")


def test_the_cells_of_every_packet_are_the_ledger_s(office: Office) -> None:
    """Read by code of its own: number, duty, task and nothing in the cells that are the unit's to fill."""
    ledger = store.load(store.WorkTree(ROOT), "2020")
    for packet in office.issued.packets:
        (table,) = word_tables(packets.render(packet, "docx"))
        rows = [row for row in table.texts() if row[0].isdigit()]
        assert [row[:3] for row in rows] == [
            [
                str(ledger.by_id[task].task.number),
                "牵头" if task in packet.leads else "配合",
                ledger.by_id[task].task.parent + ledger.by_id[task].task.text,
            ]
            for task in packet.tasks
        ]
        assert {text for row in rows for text in row[-4:]} == {""}


def test_a_form_filled_from_what_has_changed_since_says_so(tmp_path: Path) -> None:
    """The plan of a task is adjusted after the form went out: the unit answered the old one."""
    root = tmp_path / "repo"
    shutil.copytree(INVENTED / "tasks/2021", root / "tasks/2021")
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "立项")
    tree = store.WorkTree(root)
    issued = packets.issue(
        store.load(tree, "2021"), Period.parse("2021-04"), store.load_calendar(tree), unit="区住建局"
    )
    form = tmp_path / "区住建局4月.docx"
    form.write_bytes(fill(packets.render(issued.packets[0], "docx"), words("区住建局"), "2021年5月7日"))

    def codes() -> list[str]:
        [told] = run(root, "--dry-run", str(form))
        return [finding["code"] for finding in told["findings"]]  # type: ignore[attr-defined]

    assert "F030" not in codes()
    run(root, str(form))
    assert "F030" not in codes()  # its own entries are nothing the form was prefilled with
    change = ("correct", "1", "--field", "plan/2021-Q2", "--to", "完成700套。", "--adjust", "--reason", "调整")
    done = CliRunner().invoke(cli, ["-C", str(root), *change, "--approved-by", "甲某"])
    assert done.exit_code == 0, done.output
    assert "F030" in codes()
