"""The working list: out as a workbook, edited, back cell by cell; conflicts, copies, formulas, the unreadable."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import Result

from ledger import store
from ledger.model import Entry
from ledger.periods import Period
from tests.conftest import git

Run = Callable[..., Result]
PERIOD = "2021-03"
MAIN1, MAIN2, MAIN3 = "2021-main-001", "2021-main-002", "2021-main-003"


@pytest.fixture
def listed(repo: Path, taizhang: Run) -> Path:
    """The working list of March beside the repository."""
    target = repo.parent / "清单.xlsx"
    done = taizhang(repo, "worklist", "export", PERIOD, "-o", str(target))
    assert done.exit_code == 0, done.output
    return target


def edit(path: Path, cells: dict[tuple[str, str], Any]) -> Path:
    """Type into cells, found by task id and head, and save."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    heads = {str(cell.value).partition("（")[0]: cell.column for cell in sheet[2]}
    for (task, head), value in cells.items():
        row = next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, 1).value == task)
        sheet.cell(row, heads[head]).value = value
    book.save(path)
    return path


def bring(taizhang: Run, repo: Path, path: Path, *more: str) -> tuple[int, Any]:
    done = taizhang(repo, "worklist", "import", str(path), "--json", *more)
    assert done.exit_code in (0, 1), done.output
    return done.exit_code, json.loads(done.stdout)


def acts(told: Any) -> dict[tuple[str, str], str]:
    return {(row["id"], cell["field"]): cell["act"] for row in told["rows"] for cell in row["cells"]}


def entry(repo: Path, task: str, unit: str) -> Entry:
    found = store.load(store.WorkTree(repo), "2021").by_id[task].task
    return next(one for one in found.entries(Period.parse(PERIOD)) if one.unit == unit)


# ---------------------------------------------------------------------- out


def test_a_line_for_every_unit_that_reported_and_every_lead_unit_that_has_not(listed: Path) -> None:
    sheet = openpyxl.load_workbook(listed).active
    lines = [
        (sheet.cell(row, 1).value, sheet.cell(row, 5).value, bool(sheet.cell(row, 7).value)) for row in range(3, 8)
    ]
    assert lines == [
        (MAIN1, "区住建局", True),
        (MAIN2, "区发改局", True),
        (MAIN3, "区教体局", False),
        ("2021-minsheng-001", "区住建局", False),
        ("2021-minsheng-002", "区教体局", False),
    ]
    assert sheet.protection.sheet and sheet.column_dimensions["N"].hidden
    assert sheet["A3"].protection.locked and not sheet["G3"].protection.locked
    assert sheet.data_validations.dataValidation[0].formula1 == '"完成,未完成"'


def test_one_unit_has_its_own_lines_also_where_it_supports(repo: Path, taizhang: Run) -> None:
    target = repo.parent / "东湖.xlsx"
    done = taizhang(repo, "worklist", "export", PERIOD, "--unit", "东湖街道办事处", "-o", str(target), "--json")
    assert json.loads(done.stdout)["rows"] == 1
    assert openpyxl.load_workbook(target).active["A3"].value == MAIN2


def test_equal_ledgers_give_equal_bytes_and_a_filled_list_is_not_overwritten(
    listed: Path, repo: Path, taizhang: Run
) -> None:
    before = listed.read_bytes()
    assert taizhang(repo, "worklist", "export", PERIOD, "-o", str(listed)).exit_code == 0
    assert listed.read_bytes() == before
    edit(listed, {(MAIN3, "完成情况"): "开工1所。"})
    refused = taizhang(repo, "worklist", "export", PERIOD, "-o", str(listed))
    assert refused.exit_code == 3 and "可能有没导回来的改动" in refused.stderr
    assert taizhang(repo, "worklist", "export", PERIOD, "-o", str(listed), "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        ((PERIOD, "-o", "x.xls"), "文件名写成 x.xlsx", 2),
        (("2020-03", "--ledger", "2021", "-o", "x.xlsx"), "没有 2020-03 这一期", 2),
        ((PERIOD, "--unit", "区水务局", "-o", "x.xlsx"), "区水务局", 3),
    ],
)
def test_wrong_input_on_export(
    repo: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str, code: int
) -> None:
    monkeypatch.chdir(repo.parent)
    done = taizhang(repo, "worklist", "export", *arguments)
    assert done.exit_code == code and said in done.stderr


# ---------------------------------------------------------------------- and back


def test_nothing_edited_is_nothing_to_do(listed: Path, repo: Path, taizhang: Run) -> None:
    code, told = bring(taizhang, repo, listed)
    assert (code, told["rows"], told["commits"]) == (0, [], [])


def test_cells_become_entries_one_commit_a_unit(listed: Path, repo: Path, taizhang: Run) -> None:
    edit(
        listed,
        {
            (MAIN3, "完成情况"): "开工学校1所。\n第二所完成招标。",
            (MAIN3, "自报评价"): "未完成",
            (MAIN3, "存在问题"): "用地未批。",
            (MAIN3, "填报时间"): "2021年4月6日",
            (MAIN1, "下一步计划"): "二季度建成320套。",
            ("2021-minsheng-002", "完成情况"): "电梯完成设计。",
        },
    )
    before = git(repo, "rev-parse", "HEAD")
    code, told = bring(taizhang, repo, listed, "--dry-run")
    assert code == 0 and acts(told)[MAIN1, "next"] == "changed" and acts(told)[MAIN3, "done"] == "new"
    assert git(repo, "rev-parse", "HEAD") == before and git(repo, "status", "--porcelain") == ""
    code, told = bring(taizhang, repo, listed)
    assert code == 0 and [one["unit"] for one in told["commits"]] == ["区住建局", "区教体局"]
    new = entry(repo, MAIN3, "区教体局")
    assert (
        new.done == "开工学校1所。\n第二所完成招标。" and str(new.reported) == "2021-04-06" and new.verdict == "未完成"
    )
    kept = entry(repo, MAIN1, "区住建局")
    assert kept.next == "二季度建成320套。" and kept.problems == "无。" and kept.indicators
    message = git(repo, "log", "-1", "--format=%B")
    assert message.startswith("进展(2021): 2021-03 区教体局 2项\n")
    assert f"\nTask: {MAIN3}\nTask: 2021-minsheng-002\n" in message and "\nSource: 清单.xlsx sha256:" in message
    assert bring(taizhang, repo, listed)[1]["rows"] == []


def test_a_cleared_cell_clears_and_an_entry_is_never_cleared_whole(listed: Path, repo: Path, taizhang: Run) -> None:
    edit(listed, {(MAIN1, "存在问题"): None})
    assert acts(bring(taizhang, repo, listed)[1]) == {(MAIN1, "problems"): "cleared"}
    assert entry(repo, MAIN1, "区住建局").problems == ""
    heads = ("完成情况", "存在问题", "原因分析", "下一步计划", "自报评价", "指标数值")
    edit(listed, {(MAIN2, head): None for head in heads})
    code, told = bring(taizhang, repo, listed)
    assert code == 1 and "全清空" in told["rows"][-1]["held"] and entry(repo, MAIN2, "区发改局").done


def test_what_changed_in_the_ledger_meanwhile_is_a_conflict(listed: Path, repo: Path, taizhang: Run) -> None:
    update = ("update", "2", "--period", PERIOD, "--unit", "区发改局", "--replace")
    assert taizhang(repo, *update, "--done", "引进亿元以上项目4个。", "--problems", "选址未定。").exit_code == 0
    edit(
        listed,
        {
            (MAIN2, "完成情况"): "引进亿元以上项目5个。",
            (MAIN2, "下一步计划"): "再引进2个。",
            (MAIN2, "存在问题"): "选址未定。",
        },
    )
    code, told = bring(taizhang, repo, listed)
    assert code == 1 and acts(told) == {(MAIN2, "done"): "conflict", (MAIN2, "next"): "changed"}
    now = entry(repo, MAIN2, "区发改局")
    assert (now.done, now.next) == ("引进亿元以上项目4个。", "再引进2个。")


def test_sorted_and_filtered_lines_find_their_tasks(listed: Path, repo: Path, taizhang: Run) -> None:
    edit(listed, {(MAIN3, "完成情况"): "开工学校1所。"})
    book = openpyxl.load_workbook(listed)
    sheet = book.active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    for number, values in enumerate(reversed(rows), 3):
        for column, value in enumerate(values, 1):
            sheet.cell(number, column).value = value
    book.save(listed)
    assert acts(bring(taizhang, repo, listed)[1]) == {(MAIN3, "done"): "new"}


def test_a_copied_line_that_says_something_else_is_held(listed: Path, repo: Path, taizhang: Run) -> None:
    edit(listed, {(MAIN3, "完成情况"): "开工学校1所。"})
    book = openpyxl.load_workbook(listed)
    sheet = book.active
    sheet.append([cell.value for cell in sheet[5]])
    book.save(listed)
    assert bring(taizhang, repo, listed, "--dry-run")[0] == 0  # the same twice is one
    sheet.cell(sheet.max_row, 7).value = "开工学校2所。"
    book.save(listed)
    code, told = bring(taizhang, repo, listed)
    assert code == 1 and not told["commits"] and "出现了两次" in told["rows"][0]["held"]


def test_plans_are_set_freely_and_changed_only_with_somebody_who_agrees(
    listed: Path, repo: Path, taizhang: Run
) -> None:
    edit(listed, {(MAIN1, "计划"): "完成320套。", (MAIN3, "计划"): "开工1所。"})
    code, told = bring(taizhang, repo, listed)
    assert code == 1 and acts(told) == {(MAIN1, "plan"): "held", (MAIN3, "plan"): "new"}
    assert git(repo, "log", "-1", "--format=%s").strip() == f"计划({MAIN3}): 2021-Q1 工作清单"
    code, told = bring(taizhang, repo, listed, "--approved-by", "甲某")
    task = store.load(store.WorkTree(repo), "2021").by_id[MAIN1].task
    assert code == 0 and task.plan[Period.parse("2021-Q1")] == "完成320套。"
    assert (task.changes[-1].kind, task.changes[-1].before, task.changes[-1].approved_by) == (
        "adjustment",
        "完成300套。",
        "甲某",
    )


def test_what_is_not_understood_is_listed_with_its_place(listed: Path, repo: Path, taizhang: Run) -> None:
    edit(listed, {(MAIN1, "主要任务"): "改了任务", (MAIN2, "填报时间"): "下个月", (MAIN1, "指标数值"): "安置房"})
    book = openpyxl.load_workbook(listed)
    sheet = book.active
    sheet.cell(4, 17).value = "旁注"
    sheet.cell(20, 3).value = "多出来的一行"
    book.create_sheet("另一张")["A1"].value = "别的内容"
    book.save(listed)
    code, told = bring(taizhang, repo, listed)
    assert code == 1 and not told["commits"]
    assert {cell["why"] for row in told["rows"] for cell in row["cells"] if cell["why"]} == {
        "这一栏不能在清单里改",
        "看不出是哪一天，写成 2020-05-09",
    }
    assert "不是“指标名=数值”" in told["rows"][0]["held"]
    said = "\n".join(told["unread"])
    assert "第4行第17列“旁注”" in said and "第20行没有校验，不知道是哪一行：多出来的一行" in said and "第2张表" in said


def test_a_sealed_period_stays_sealed(listed: Path, repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "seal", PERIOD).exit_code == 0
    edit(listed, {(MAIN1, "完成情况"): "东湖片区已建成安置房320套。"})
    code, told = bring(taizhang, repo, listed)
    assert code == 1 and "已经封存" in told["rows"][0]["held"] and not told["commits"]


def test_an_edit_that_breaks_a_rule_is_held_and_the_rest_is_booked(listed: Path, repo: Path, taizhang: Run) -> None:
    edit(listed, {(MAIN3, "自报评价"): "完成", (MAIN2, "下一步计划"): "再引进2个。"})
    code, told = bring(taizhang, repo, listed)
    assert code == 1 and "P001" in next(row["held"] for row in told["rows"] if row["id"] == MAIN3)
    assert [one["unit"] for one in told["commits"]] == ["区发改局"]


# ---------------------------------------------------------------------- formulas, other files


def test_texts_that_look_like_formulas_stay_texts_both_ways(repo: Path, taizhang: Run) -> None:
    words = '=HYPERLINK("http://x.invalid","点")'
    update = ("update", "3", "--period", PERIOD, "--unit", "区教体局", "--done", words)
    assert taizhang(repo, *update).exit_code == 0
    settings = repo / "tasks/2021/ledger.yaml"
    settings.write_text(
        settings.read_text("utf-8")
        .replace("title: 云山区2021年", "title: '=1+1 云山区2021年", 1)
        .replace("台账（虚构）", "台账（虚构）'", 1),
        "utf-8",
    )
    target = repo.parent / "公式.xlsx"
    assert taizhang(repo, "worklist", "export", PERIOD, "-o", str(target)).exit_code == 0
    sheet = openpyxl.load_workbook(target).active
    cell = sheet["G5"]
    assert sheet["A1"].data_type == "s" and sheet["A1"].value.startswith("=1+1")
    assert cell.value == words and cell.data_type == "s" and cell.quotePrefix
    assert bring(taizhang, repo, target)[1]["rows"] == []


def test_a_character_that_no_cell_can_hold_is_named_before_anything_is_written(repo: Path, taizhang: Run) -> None:
    task = repo / "tasks/2021/main/003.yaml"
    task.write_text(re.sub("(?m)^text: (.*)$", r'text: "\\e[31m\1"', task.read_text("utf-8"), count=1), "utf-8")
    target = repo.parent / "控制字符.xlsx"
    done = taizhang(repo, "worklist", "export", PERIOD, "-o", str(target))
    assert done.exit_code == 3, done.output
    assert f"{MAIN3} 的文字里有看不见的控制字符（U+001B）" in done.output
    assert not target.exists()


def test_a_formula_without_a_result_clears_nothing(listed: Path, repo: Path, taizhang: Run) -> None:
    edit(listed, {(MAIN1, "完成情况"): '="已建成"&"400套"'})  # openpyxl saves no result, Excel would
    code, told = bring(taizhang, repo, listed)
    assert code == 1 and acts(told) == {(MAIN1, "done"): "held"} and not told["commits"]
    assert any("公式没有保存计算结果" in text for text in told["unread"])


def test_other_files_are_refused(listed: Path, repo: Path, taizhang: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["编号", "完成情况"])
    book.save(tmp_path / "x.xlsx")
    (tmp_path / "x.txt").write_text("编号\t完成情况\n", "utf-8")
    for name in ("x.xlsx", "x.txt"):
        done = taizhang(repo, "worklist", "import", str(tmp_path / name))
        assert done.exit_code == 3 and "不是 taizhang worklist export 出的工作清单" in done.stderr
    book = openpyxl.load_workbook(listed)
    book.active.delete_cols(14)
    book.save(listed)
    done = taizhang(repo, "worklist", "import", str(listed))
    assert done.exit_code == 3 and "没有带校验的行" in done.stderr


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_the_marks_and_the_words(listed: Path, repo: Path, taizhang: Run, tmp_path: Path) -> None:
    edit(listed, {(MAIN3, "完成情况"): "开工学校1所。", (MAIN3, "填报时间"): "2021-04-06", (MAIN1, "存在问题"): "=无"})
    for kind in ("ods", "xlsx"):  # through its own format and back
        source = listed if kind == "ods" else tmp_path / f"{listed.stem}.ods"
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/lo", "--convert-to", kind,
             "--outdir", str(tmp_path), str(source)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    saved = tmp_path / listed.name
    assert openpyxl.load_workbook(io.BytesIO(saved.read_bytes())).active.column_dimensions["N"].hidden
    told = bring(taizhang, repo, saved)[1]
    found = acts(told)
    assert found.pop((MAIN3, "done")) == "new" and found.pop((MAIN3, "reported")) == "new"
    assert set(found) <= {(MAIN1, "problems")}
    assert entry(repo, MAIN3, "区教体局").done == "开工学校1所。"
