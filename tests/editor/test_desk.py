"""The desk: buffers count, only what has changed is parsed, and the answers are those of ``check``."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import store
from ledger.checks import base, whole
from ledger.diagnostics import Diagnostic
from ledger.editor.desk import Desk, kind_of
from tests.conftest import ROOT

TASK, OTHER = "tasks/2021/main/001.yaml", "tasks/2021/minsheng/001.yaml"


def said(findings: list[Diagnostic]) -> set[tuple[object, ...]]:
    return {(f.file, f.code, f.path, f.message, f.where) for f in findings}


@pytest.mark.parametrize("name", ["2019", "2020", "2023-jiyang"])
def test_the_desk_and_check_agree(name: str) -> None:
    desk = Desk(ROOT)
    desk.review(name)
    found = [finding for path in desk.tree.files(f"tasks/{name}") for finding in desk.judge(path)]
    assert said(found) == said(list(whole.check(store.WorkTree(ROOT), name).findings))
    assert set(desk.parses.values()) == {1}


def test_a_key_press_parses_one_file(folder: Path) -> None:
    desk = Desk(folder)
    desk.review("2021")
    files = len(desk.parses)
    assert set(desk.parses.values()) == {1}
    text = (folder / TASK).read_text("utf-8")
    for n in range(1, 6):
        desk.put(TASK, f"{text}note: {'字' * n}\n")
        desk.judge(TASK)
        desk.judge(TASK)
        assert desk.parses[TASK] == 1 + n
    assert sum(desk.parses.values()) == files + 5
    desk.review("2021")
    assert sum(desk.parses.values()) == files + 5


def test_saving_parses_only_what_changed_on_disk(folder: Path) -> None:
    desk = Desk(folder)
    desk.review("2021")
    before = sum(desk.parses.values())
    (folder / OTHER).write_text((folder / OTHER).read_text("utf-8") + "note: 加了一行。\n", "utf-8")
    desk.review("2021")
    assert sum(desk.parses.values()) == before + 1 and desk.parses[OTHER] == 2


def test_a_change_of_settings_reaches_open_tasks_without_parsing_them(folder: Path) -> None:
    desk = Desk(folder)
    desk.put(TASK, (folder / TASK).read_text("utf-8").replace("verdict: 完成\n", "verdict: 基本完成\n"))
    assert "P009" in {finding.code for finding in desk.judge(TASK)}
    config = "tasks/2021/ledger.yaml"
    desk.put(config, (folder / config).read_text("utf-8") + "verdicts: [完成, 基本完成]\n")
    assert "P009" not in {finding.code for finding in desk.judge(TASK)}
    assert desk.parses[TASK] == 1
    desk.put(config, "year: [\n")  # broken while typing: the last usable settings stay
    assert "P009" not in {finding.code for finding in desk.judge(TASK)}
    assert {finding.code for finding in desk.judge(config)} == {"Y013"}


def test_waivers_hold_in_the_buffer(folder: Path) -> None:
    desk = Desk(folder)
    text = (folder / TASK).read_text("utf-8").replace("unit: 区住建局\n", "unit: 区教体局\n")
    desk.put(TASK, text)
    assert "R007" in {finding.code for finding in desk.judge(TASK)}
    desk.put(TASK, text + "waivers: [{rule: R007, reason: 代为汇总}]\n")
    assert not {"R007", "R091"} & {finding.code for finding in desk.judge(TASK)}


def test_a_list_that_was_read_in_part_keeps_its_places(folder: Path) -> None:
    desk = Desk(folder)
    text = (folder / TASK).read_text("utf-8")
    broken = text.replace("progress:\n", "progress:\n  - period: 三月\n    unit: 区住建局\n").replace(
        "verdict: 完成\n", "verdict: 好\n"
    )
    desk.put(TASK, broken)
    assert ("progress", 1, "verdict") in {finding.path for finding in desk.judge(TASK) if finding.code == "P009"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("tasks/2021/main/001.yaml", "task"),
        ("tasks/2021/main/001-100/001.yml", "task"),
        ("tasks/2021/ledger.yaml", "ledger"),
        ("tasks/2021/units.yaml", "units"),
        ("tasks/2021/reminders.yaml", "other"),
        ("tasks/calendar.yaml", "calendar"),
        ("tasks/2021/notes.yaml", ""),
        ("tasks/2021/main/说明.md", ""),
        ("docs/rules-sample.yaml", ""),
        ("ledger.yaml", ""),
    ],
)
def test_files_have_kinds(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_the_calendar_is_judged(folder: Path) -> None:
    desk = Desk(folder)
    desk.put("tasks/calendar.yaml", "off: [2021-05-01, 2021.5.2]\nworks: [2021-05-08]\n")
    assert {(f.code, f.path) for f in desk.judge("tasks/calendar.yaml")} == {("S005", ("off", 1)), ("S002", ("works",))}


def test_files_that_are_gone_are_forgotten(folder: Path) -> None:
    desk = Desk(folder)
    desk.review("2021")
    (folder / OTHER).unlink()
    desk.review("2021")
    assert "R026" in {finding.code for finding in desk.judge(TASK)}
    assert desk.judge(OTHER) == []
    assert base.ledger_checks()["R026"].rule.code == "R026"


def test_a_folder_without_settings_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "tasks" / "空" / "main" / "001.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("id: 甲\nnumber: 一\n", "utf-8")
    desk = Desk(tmp_path)
    desk.review("空")
    assert {finding.code for finding in desk.judge("tasks/空/main/001.yaml")} == {"S001", "S007"}
