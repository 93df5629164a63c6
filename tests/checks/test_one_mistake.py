"""One mistake, one finding: what follows from it is not told, whoever asks; a hint names what to type."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from ledger import guesses, store
from ledger.checks.datewords import day_in_words
from tests.conftest import git

Taizhang = Callable[..., Result]
UNITS = "tasks/2021/units.yaml"
TASK = "tasks/2021/main/001.yaml"


def errors(result: Result) -> list[tuple[str, str]]:
    return [(f["code"], f["path"]) for f in json.loads(result.stdout)["findings"] if f["level"] == "error"]


def codes(result: Result) -> list[str]:
    return sorted(f["code"] for f in json.loads(result.stdout)["findings"])


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_registry_that_cannot_be_read_is_a_finding_among_others(repo: Path, taizhang: Taizhang) -> None:
    (repo / UNITS).unlink()
    (repo / UNITS).symlink_to("/etc/hostname")
    result = taizhang(repo, "check", "--json")
    assert result.exit_code == 1
    assert errors(result) == [("S010", UNITS)]


def test_a_mistake_in_the_registry_is_not_told_again_of_every_task(repo: Path, taizhang: Taizhang) -> None:
    edit(repo / UNITS, "name: 区住房和城乡建设局", "nmae: 区住房和城乡建设局")
    found = errors(taizhang(repo, "check", "--json"))
    assert found == [("R101", UNITS)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("units:\n", "units：\n", ["Y003"]),
        ("progress:\n", "progess:\n", ["S002"]),
        ("number: 1\n", "序号: 1\n", ["S002"]),
        ("    unit: 区住建局\n", "    unti: 区住建局\n", ["S002"]),
        ("  - period: 2021-03\n", "  - period: 2021年3月\n", ["S004"]),
        ("{name: 安置房建成套数", "{name:安置房建成套数", ["Y009"]),
        ("target: 1200", "target: null", ["Y014"]),
    ],
    ids=lambda value: value.strip() if isinstance(value, str) else None,
)
def test_a_slip_in_a_file_of_a_sealed_period_is_told_once(
    repo: Path, taizhang: Taizhang, old: str, new: str, said: list[str]
) -> None:
    assert taizhang(repo, "seal", "2021-03", "--with-findings", "演示").exit_code == 0
    before = codes(taizhang(repo, "check", "--json"))
    edit(repo / TASK, old, new)
    after = codes(taizhang(repo, "check", "--json"))
    assert [code for code in after if after.count(code) > before.count(code)] == said


def test_a_sealed_file_that_is_gone_is_told_once_for_all_its_periods(repo: Path, taizhang: Taizhang) -> None:
    for period in ("2021-03", "2021-Q1", "2021"):
        assert taizhang(repo, "seal", period, "--with-findings", "演示").exit_code == 0
    (repo / TASK).unlink()
    found = json.loads(taizhang(repo, "check", "--json").stdout)["findings"]
    lost = [f["message"] for f in found if f["code"] == "H001"]
    assert len(lost) == 1
    assert "2021-Q1" in lost[0]


def test_an_entry_that_is_gone_from_a_sealed_period_is_told_once(repo: Path, taizhang: Taizhang) -> None:
    for period in ("2021-03", "2021-Q1"):
        assert taizhang(repo, "seal", period, "--with-findings", "演示").exit_code == 0
    text = (repo / TASK).read_text("utf-8")
    (repo / TASK).write_text(re.sub(r"  - period: 2021-03\n(?:    .*\n)+", "", text, count=1), "utf-8")
    found = json.loads(taizhang(repo, "check", "--json").stdout)["findings"]
    lost = [f["message"] for f in found if f["code"] == "H001"]
    assert len(lost) == 1, lost
    assert "progress/2021-03/区住建局 整条不见了" in lost[0]


def test_a_sealed_record_that_was_changed_is_told_in_a_file_with_other_errors(repo: Path, taizhang: Taizhang) -> None:
    assert taizhang(repo, "seal", "2021-03", "--with-findings", "演示").exit_code == 0
    edit(repo / TASK, "已建成安置房310套", "已建成安置房350套")
    edit(repo / TASK, "leaders: [甲某]", "leaders: 甲某")
    assert ("H001", TASK) in errors(taizhang(repo, "check", "--json"))
    git(repo, "commit", "-q", "-a", "-m", "改")
    assert ("H001", TASK) in errors(taizhang(repo, "audit", "--json"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2025年4月", "2025-04"),
        ("202504", "2025-04"),
        ("2025—04", "2025-04"),
        ("“2025-04”", "2025-04"),
        ("2025-04-15", "2025-04"),
        ("2025-q1", "2025-Q1"),
        ("2025-Q1季度", "2025-Q1"),
        ("2025-13", ""),
        ("第一季度", ""),
        ("今天", ""),
    ],
)
def test_periods_that_are_guessed(typed: str, meant: str) -> None:
    assert guesses.period(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12万", "120000"),
        ("1.25亿", "125000000"),
        ("约3", "3"),
        ("1,200套", "1200"),
        ("３", "3"),
        ("1,2", ""),
        ("三", ""),
    ],
)
def test_amounts_that_are_guessed(typed: str, meant: str) -> None:
    assert guesses.amount(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("已完成", "完成"),
        ("“完成”", "完成"),
        ("基本完成", "未完成"),
        ("正在推进", "未完成"),
        ("尚未办结", "未完成"),
        ("是", ""),
    ],
)
def test_verdicts_that_are_guessed(typed: str, meant: str) -> None:
    assert guesses.verdict(typed, ("完成", "未完成")) == meant


def test_what_a_name_may_mean() -> None:
    assert guesses.names("區水務局（牵头）")[-1] == "区水务局"
    assert guesses.several("[甲局、乙局，丙局]") == ("甲局", "乙局", "丙局")
    assert guesses.key("完成情况", ("done", "next")) == "done"
    assert guesses.key("Number", ("number",)) == "number"
    assert guesses.key("lead source", ("lead_source",)) == "lead_source"
    assert guesses.key("天气", ("done",)) == ""


def test_a_due_rule_that_names_no_day_is_told(repo: Path, taizhang: Taizhang) -> None:
    settings = repo / "tasks/2021/ledger.yaml"
    settings.write_text(re.sub(r"due: \{.*\}", "due: {month: next}", settings.read_text("utf-8")), "utf-8")
    assert errors(taizhang(repo, "check", "--json")) == [("S001", "tasks/2021/ledger.yaml")]


def test_a_reminder_of_a_grade_that_the_rules_do_not_know(repo: Path, taizhang: Taizhang) -> None:
    row = (
        "- {{period: 2021-03, unit: 区住建局, grade: {}, on: 2021-04-12, until: 2021-04-14, tasks: [2021-main-001]}}\n"
    )
    noted = repo / "tasks/2021/reminders.yaml"
    noted.write_text("".join(map(row.format, (1, 9, 3, 0))), "utf-8")

    def told() -> list[tuple[int, str]]:
        found = json.loads(taizhang(repo, "check", "--json").stdout)["findings"]
        return [(one["line"], one["message"]) for one in found if one["code"] == "R041"]

    assert told() == [(2, "没有第9次催办，催办只有3级"), (4, "没有第0次催办，催办只有3级")]
    with (repo / "tasks/2021/ledger.yaml").open("a", encoding="utf-8") as settings:
        settings.write("rules:\n  reminders:\n    - {name: 催办单, after: 1, within: 2}\n")
    assert [line for line, _ in told()] == [2, 3, 4]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("下月底", "2021-01-31"),
        ("月底", ""),
        ("本月底前", "2020-12-31"),
        ("9月底前", "2020-09-30"),
        ("2021年2月末", "2021-02-28"),
        ("9月31日", ""),
        ("9月15日前", "2020-09-15"),
        ("年底", "2020-12-31"),
        ("13月底", ""),
        ("尽快", ""),
    ],
)
def test_a_day_in_words(words: str, meant: str) -> None:
    assert day_in_words(words, date(2020, 12, 22), 2020) == meant


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("tasks/calendar.yaml", "off: [2021年1月1日]\n", "S005"),
        ("tasks/calendar.yaml", "off： [2021-01-01]\n", "Y003"),
        ("tasks/2021/reminders.yaml", "- period: 2021-03\n  unti: 区住建局\n", "S002"),
        ("tasks/2021/reminders.yaml", "period: 2021-03\n", "S003"),
        ("tasks/005.yaml", "id: 2021-main-005\n", "R032"),
    ],
)
def test_files_beside_the_tasks_are_looked_at(repo: Path, taizhang: Taizhang, path: str, text: str, said: str) -> None:
    (repo / path).write_text(text, "utf-8")
    found = json.loads(taizhang(repo, "check", "--json").stdout)["findings"]
    assert said in [f["code"] for f in found if f["path"] == path]
    assert taizhang(repo, "check", "tasks/2021/main", "--json").exit_code == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("".join(f"k{n}: v\n" for n in range(3000)), "S002"),
        ("<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n" * 1000, "Y032"),
        ("\ta: b\n" * 3000, "Y005"),
        ("p:\n  - a: 1\n    b: 2\n" + "    a: 1\n    b: 2\n" * 3000, "Y030"),
        ("a: {" + ", ".join(f"键{n}" for n in range(3000)) + "}\n", "Y013"),
    ],
    ids=["keys", "conflicts", "tabs", "dashes", "braces"],
)
def test_what_nobody_typed_is_not_told_line_by_line(text: str, code: str) -> None:
    _, found = store.task_of(text.encode())
    assert code in {finding.code for finding in found}
    assert len(found) <= 410


def test_an_event_of_a_unit_that_the_registry_misspells_is_told_once(repo: Path, taizhang: Taizhang) -> None:
    rules = "rules:\n  events:\n    - {event: 表扬, unit: 区发展和改革局, period: 2021-03}\n"
    settings = repo / "tasks/2021/ledger.yaml"
    settings.write_text(settings.read_text("utf-8") + rules, "utf-8")
    assert errors(taizhang(repo, "check", "--json")) == []
    edit(repo / UNITS, "{name: 区发展和改革局", "{nmae: 区发展和改革局")
    found = json.loads(taizhang(repo, "check", "--json").stdout)["findings"]
    assert "R036" not in [f["code"] for f in found]
    edit(repo / "tasks/2021/ledger.yaml", "unit: 区发展和改革局", "unit: 区发展改委局")
    found = json.loads(taizhang(repo, "check", "--json").stdout)["findings"]
    assert [f["path"] for f in found if f["code"] == "R036"] == ["tasks/2021/ledger.yaml"]


@pytest.mark.parametrize(
    ("old", "new", "typed"),
    [
        ("name: 区教育和体育局", "name: “区教育和体育局”", "写成 区教育和体育局"),
        ("short: 区教体局", 'short: “区教体局"', "写成 区教体局"),
        ("[东湖街道办事处, 西岭街道办事处]", "[「东湖街道办事处」, 西岭街道办事处]", "写成 东湖街道办事处"),
        ("[东湖街道办事处, 西岭街道办事处]", "[“东湖街道办事处”、“西岭街道办事处”]", "逐个写：[东湖街道办事处"),
    ],
)
def test_marks_around_a_name_of_the_registry_are_told_where_they_stand(
    repo: Path, taizhang: Taizhang, old: str, new: str, typed: str
) -> None:
    edit(repo / UNITS, old, new)
    found = json.loads(taizhang(repo, "check", "--level", "warning", "--json").stdout)["findings"]
    assert [(f["code"], f["path"]) for f in found] == [("R101", UNITS)]
    assert typed in found[0]["hint"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("leaders: [甲某]", "leaders: [「甲某」]"),
        ("lead: [区住建局]", 'lead: [“区住建局"]'),
        ("unit: 区住建局", "unit: “区住建局”"),
        ("id: 2021-main-001", "id: “2021-main-001”"),
        ("same_as: [2021-minsheng-001]", "same_as: [“2021-minsheng-001”]"),
        ("name: 安置房建成套数", "name: 「安置房建成套数」"),
    ],
)
def test_marks_around_a_name_of_a_task_are_one_finding(repo: Path, taizhang: Taizhang, old: str, new: str) -> None:
    edit(repo / TASK, old, new)
    assert codes(taizhang(repo, "check", "--level", "warning", "--json")) == ["R038"]


def test_a_registry_that_is_gone_or_empty_is_told(repo: Path, taizhang: Taizhang) -> None:
    (repo / UNITS).write_text("# 空的\n", "utf-8")
    result = taizhang(repo, "check", "--level", "warning", "--json")
    assert codes(result) == ["R037"] and "一个单位也没有登记" in result.stdout
    (repo / UNITS).unlink()
    result = taizhang(repo, "check", "--level", "warning", "--json")
    assert codes(result) == ["R037"] and "没有 units.yaml" in result.stdout


RULES = """rules:
  lights:
    - {light: 红, behind_points: {over: 30}}
    - {light: 绿, behind_points: {up_to: 30}}
  scores:
    points:
      - {name: 红灯, points: -2, light: [红]}
      - {name: 评为未完成, points: -1, verdict: [未完成]}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("light: [红]", "light: [紅]", "S006", "有：红、绿"),
        ("verdict: [未完成]", "verdict: [未完戌]", "S006", "只能写：完成、未完成"),
        ("category_levels: 2", "category_levels: -1", "S007", "写 0 到 9"),
        ("rules:\n", "verdicts: []\nrules:\n", "S001", "verdicts: [完成, 未完成]"),
        ("rules:\n", "label_mark: ；\nrules:\n", "S006", "label_mark: ："),
    ],
)
def test_settings_that_would_never_work_are_told(
    repo: Path, taizhang: Taizhang, old: str, new: str, code: str, hint: str
) -> None:
    config = repo / "tasks/2021/ledger.yaml"
    config.write_text(config.read_text("utf-8") + RULES, "utf-8")
    assert codes(taizhang(repo, "check", "--level", "warning", "--json")) == []
    edit(config, old, new)
    found = json.loads(taizhang(repo, "check", "--level", "warning", "--json").stdout)["findings"]
    assert [one["code"] for one in found] == [code]
    assert hint in found[0]["hint"]


def test_a_group_of_a_kind_that_no_unit_has_is_told(repo: Path, taizhang: Taizhang) -> None:
    edit(repo / UNITS, "{name: 相关街道办事处}", "{name: 相关街道办事处, kind: 街办}")
    edit(repo / UNITS, "{name: 东湖街道办事处, short: 东湖街道办事处}", "{name: 东湖街道办事处, kind: 街道}")
    found = json.loads(taizhang(repo, "check", "--level", "warning", "--json").stdout)["findings"]
    assert [(one["code"], one["hint"]) for one in found] == [("R104", "有：街道")]


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("same_as: [2021-minsheng-001]", "same_as: [minsheng/1]", "R026", "写全，如 2021-main-037"),
        ("id: 2021-main-001", "id: 2021-main-1", "R025", "写成 id: 2021-main-001"),
        ("number: 1\n", "number: -1\n", "S007", "序号从 1 写起"),
        ("leaders: [甲某]", "leaders: [甲某、乙某]", "R039", "[甲某, 乙某]"),
        ("measure: 套", "unit: 套", "S002", "是不是 measure？"),
        ('comparator: ">="', 'comparator: ">=", plan: {2020-Q1: 300}', "D005", "是不是 2021-Q1？"),
        ("plan:\n", "other: 联系人\nplan:\n", "S003", "逐行写“名称: 内容”"),
        ("reviews:\n", "waivers:\n  - {rules: P005, reason: 属实}\nreviews:\n", "S002", "是不是 rule？"),
    ],
)
def test_slips_in_fields_that_are_used_less(
    repo: Path, taizhang: Taizhang, old: str, new: str, code: str, hint: str
) -> None:
    edit(repo / TASK, old, new)
    if code == "R039":  # the twin names both
        edit(repo / "tasks/2021/minsheng/001.yaml", old, "leaders: [甲某, 乙某]")
    found = json.loads(taizhang(repo, "check", "--level", "warning", "--json").stdout)["findings"]
    own = [one for one in found if one["code"] != "R010"]  # 乙  某 elsewhere
    assert [one["code"] for one in own] == [code]
    assert hint in own[0]["hint"]
