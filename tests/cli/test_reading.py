"""list, show and stats as a user meets them: what is printed, what a slip gets, what programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


def ids(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [row["id"].removeprefix("2021-") for row in json.loads(result.stdout)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ((), ["main-001", "main-002", "main-003", "minsheng-001", "minsheng-002"]),
        (("--list", "minsheng"), ["minsheng-001", "minsheng-002"]),
        (("--unit", "区住房和城乡建设局"), ["main-001", "minsheng-001"]),
        (("--unit", "云山控股集团"), ["main-001"]),
        (("--unit", "云山控股集团", "--lead"), []),
        (("--leader", "乙某"), ["main-002", "main-003", "minsheng-002"]),
        (("--unit", "东湖街道办事处"), ["main-002"]),
        (("--period", "2021-03"), ["main-001", "main-002", "minsheng-001"]),
        (("--period", "2021-Q1"), ["main-001", "main-002", "minsheng-001"]),
        (("--status", "未报"), ["main-003", "minsheng-002"]),
        (("--text", "主体封顶"), ["main-001"]),
        (("--unit", "区教体局", "--list", "main"), ["main-003"]),
    ],
)
def test_filters_narrow_the_list(folder: Path, taizhang: Run, filters: tuple[str, ...], expected: list[str]) -> None:
    assert ids(taizhang(folder, "list", *filters, "--json")) == expected


def test_what_is_reported_under_a_twin_is_reported_everywhere(folder: Path, taizhang: Run) -> None:
    listed = taizhang(folder, "list", "--json")
    rows = {row["id"]: (row["status"], row["via"]) for row in json.loads(listed.stdout)}
    assert rows["2021-main-001"] == ("核实完成", None)
    assert rows["2021-minsheng-001"] == ("核实完成", "2021-main-001")
    assert "1 项只报在同一事项的另一项名下（2021-minsheng-001 报在 2021-main-001）" in taizhang(folder, "list").stderr
    shown = json.loads(taizhang(folder, "show", "2021-minsheng-001", "--json").stdout)
    assert (shown["status"], shown["via"], shown["progress"]) == ("核实完成", "2021-main-001", [])
    assert "核实完成" in taizhang(folder, "show", "2021-minsheng-001").stdout.splitlines()[0]
    figures = json.loads(taizhang(folder, "stats", "--json").stdout)
    counted = {row["name"]: row["statuses"]["未报"] for row in figures["lists"]}
    assert counted == {"main": 1, "minsheng": 1}
    for row in taizhang(folder, "report", "situation", "--period", "2021-03").stdout.splitlines():
        if "1200套" in row:
            assert "东湖片区已建成安置房310套" in row
    assert json.loads(taizhang(folder, "due", "2021-03", "--json").stdout)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("list", "--unit", "区住健局"), 3, "是不是 区住建局"),
        (("list", "--leader", "丙某"), 3, "没有牵头领导“丙某”"),
        (("list", "--list", "plan"), 3, "可选：main、minsheng"),
        (("list", "--status", "完了"), 2, "没有“完了”这个状态"),
        (("list", "--period", "2021年3月"), 2, "不是周期"),
        (("list", "--ledger", "2022"), 3, "现有台账：2021"),
        (("show", "main/77"), 3, "没有第 77 项"),
        (("shw", "1"), 2, "是不是 show"),
        (("show",), 2, "缺少参数"),
        (("list", "--lists", "main"), 2, "没有选项 --lists"),
    ],
)
def test_a_slip_gets_one_sentence_and_a_way_on(
    folder: Path, taizhang: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    result = taizhang(folder, *arguments)
    assert result.exit_code == code
    assert says in result.stderr and result.stdout == ""
    assert "Traceback" not in result.output


def test_show_gives_the_whole_shape(folder: Path, taizhang: Run) -> None:
    task = json.loads(taizhang(folder, "show", "2021-main-001", "--json").stdout)
    assert set(task) >= {
        "id",
        "list",
        "number",
        "category",
        "text",
        "leaders",
        "units",
        "status",
        "light",
        "path",
        "indicators",
        "plan",
        "progress",
        "reviews",
        "changes",
    }
    assert task["progress"][0]["indicators"] == {"安置房建成套数": 310}
    assert task["progress"][0]["done"].count("\n") == 1
    assert task["reviews"][0]["on"] == "2021-04-12"


def test_show_says_that_something_of_the_file_is_missing(folder: Path, taizhang: Run) -> None:
    path = folder / "tasks/2021/main/001.yaml"
    path.write_text(path.read_text("utf-8").replace("progress:", "progess:"), "utf-8")
    result = taizhang(folder, "show", "1")
    assert result.exit_code == 0
    assert "tasks/2021/main/001.yaml 有 1 处写法问题" in result.stderr


def test_show_prints_for_people(folder: Path, taizhang: Run) -> None:
    shown = taizhang(folder, "show", "1").stdout
    for words in (
        "核实完成",
        "项目建设 ＞ 重点工程",
        "不少于 1200套",
        "填报 2021-04-02",
        "下一步：二季度再建成300套。",
    ):
        assert words in shown


def test_stats_add_up(folder: Path, taizhang: Run) -> None:
    figures = json.loads(taizhang(folder, "stats", "--json").stdout)
    assert figures["total"] == 5 == sum(figures["statuses"].values()) == sum(row["total"] for row in figures["lists"])
    assert {row["name"]: row["total"] for row in figures["leaders"]} == {"甲某": 3, "乙  某": 3}
    assert taizhang(folder, "stats", "--list", "main").stdout.count("xxx") > 0


def test_stats_compare_indicators_with_the_year(folder: Path, taizhang: Run) -> None:
    figures = json.loads(taizhang(folder, "stats", "--json").stdout)
    assert (figures["at"], figures["time_progress"]) == ("2021-03", 25)
    first = figures["indicators"][0]
    assert (first["id"], first["completion"], first["lead_points"], first["lead"]) == (
        "2021-main-001",
        25.83,
        0.83,
        ["区住建局"],
    )
    line = next(line for line in taizhang(folder, "stats").stdout.splitlines() if line.startswith("main/1 安置房"))
    bar = line.split()[3]
    # 25.83% of 32 cells is 8; 时间进度 25% is the line in the cell after them
    assert bar == "########|" + "." * 23 and "快0.8个百分点" in line


def test_stats_of_one_table(folder: Path, taizhang: Run) -> None:
    shown = taizhang(folder, "stats", "--by", "indicators").stdout
    assert "与时间进度比" in shown and "牵头领导" not in shown
    assert "与时间进度比" not in taizhang(folder, "stats", "--by", "units").stdout


def test_control_characters_of_the_data_do_not_reach_the_terminal(folder: Path, taizhang: Run) -> None:
    path = folder / "tasks/2021/main/003.yaml"
    text = path.read_text("utf-8").replace("text: 开工", 'text: "\\e[2J\\u202E开工').replace("2所。", '2所。"')
    path.write_text(text, "utf-8")
    for command in (("list",), ("show", "3"), ("stats",)):
        shown = taizhang(folder, *command).output
        assert "\x1b" not in shown and "\u202e" not in shown


def test_help_of_the_group_is_chinese(folder: Path, taizhang: Run) -> None:
    page = taizhang(folder, "--help").stdout
    assert "用法：taizhang [选项] 命令 …" in page and "Usage" not in page and "Options" not in page


@pytest.mark.parametrize(
    "words",
    [
        "list --period 2031-01",
        "stats --period 2031-01",
        "due 2031-01",
        "remind 2031-01 --on 2031-02-20",
        "rank 2031-Q1",
        "numbers --period 2031-01",
        "forms 2031-01",
        "bulletin quarter 2031-Q1 --on 2031-04-20",
        "worklist export 2031-01 -o 清单.xlsx",
        "report situation --period 2031-01",
    ],
)
def test_a_period_of_another_year_is_refused_by_every_command(repo: Path, taizhang: Run, words: str) -> None:
    said = taizhang(repo, *words.split())
    assert said.exit_code == 2, said.output
    assert "是2021年的" in said.stderr and "2031" in said.stderr


def test_a_bulletin_is_not_dated_before_its_period(repo: Path, taizhang: Run) -> None:
    said = taizhang(repo, "bulletin", "quarter", "2021-Q1", "--on", "2020-12-31")
    assert said.exit_code == 2
    assert "早于2021年第一季度的第一天" in said.stderr
