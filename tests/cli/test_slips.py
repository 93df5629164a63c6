"""Wrong calls of the commands that are used less, as somebody in a hurry makes them: told plainly, in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
WHO = ("--reason", "单位来函", "--approved-by", "督查室")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("sql|select nuber from tasks", 2, "是不是 number？文字用单引号"),
        ("sql|select 1|--json|--format|csv", 2, "--json 和 --format 只能写一个"),
        ("sql|select 1|--limit|0", 2, "0 太小，至少是 1"),
        ("serve|--port|99999", 2, "99999 太大，要在 0 到 65535 之间"),
        ("export|-o|.", 2, ". 是目录。"),
        ("export|--format|csv|-o|README.md", 3, "README.md 是文件，不是目录"),
        ("rank|2021-03|--on|2021-02-30", 2, "日历上没有这一天"),
        ("rank|2021-03|--on|2021/3/1", 2, "写成 2021-03-01"),
        ("rank|2021-13", 2, "一年只有12个月，月写 2021-01"),
        ("due|三月", 2, "写明年份，如 2020-03"),
        ("diff|2021年2月|2021年3月", 3, "周期写成 2021-0"),
        ("remind|2021-03|--on|2021-04-20|--unit|区住健局", 3, "是不是 区住建局？"),
        ("remind|2021-03|--on|2021-04-20|--unit|没有", 3, "没有单位“没有”"),
        ("forms|2021-03|--unit|没有", 3, "用 taizhang stats 看全部单位"),
        ("worklist|import|.", 3, "“.”是文件夹"),
        ("rollup|.|-o|README.md", 2, "README.md 是文件，不是目录"),
        ("rollup|.|-o|x|--places|p.yaml", 2, "只写一样"),
        ("correct|1|--field|text|--to|x|--reason|x|--approved-by| ", 2, "--approved-by 后面是空的"),
        ("doctor|x", 2, "可用的：install、parse、speed"),
        ("import|通知.docx", 2, "可用的：form、notice"),
        ("rule|套话", 2, "P005（完成情况只有套话）"),
        ("close|1|--on|2021-12-31|--reason||--approved-by|x", 2, "--reason 后面是空的"),
    ],
)
def test_a_slip_is_told(
    line: str, code: int, said: str, repo: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repo)
    done = taizhang(repo, *line.split("|"))
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr and "Traceback" not in done.stderr


def test_a_list_of_no_names_is_no_correction(repo: Path, taizhang: Run) -> None:
    done = taizhang(repo, "correct", "1", "--field", "leaders", "--to", "、", *WHO)
    assert done.exit_code == 3 and "里没有一个名称" in done.stderr


def test_a_year_that_a_place_has_no_ledger_of_is_told(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    done = taizhang(repo, "rollup", str(repo), "-o", str(tmp_path / "o"), "--year", "2050", "--jobs", "1")
    assert done.exit_code == 0 and "没有 2050 年的台账" in done.stderr


@pytest.mark.parametrize("absolute", [False, True])
def test_a_task_may_be_named_by_its_file(absolute: bool, repo: Path, taizhang: Run) -> None:
    path = "tasks/2021/minsheng/001.yaml"
    done = taizhang(repo, "show", str(repo / path) if absolute else path)
    assert done.exit_code == 0 and "2021-minsheng-001" in done.stdout
    assert taizhang(repo, "show", "tasks/2021/ledger.yaml").exit_code == 3
