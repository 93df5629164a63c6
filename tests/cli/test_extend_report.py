"""延期报送: one unit, one period; the first due date stays in the record and `due` follows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from tests.conftest import git

EXTEND = (
    "extend",
    "3",
    "--to",
    "2021-04-15",
    "--reason",
    "待反馈",
    "--approved-by",
    "督查室主任",
    "--on",
    "2021-04-06",
)


def standing(repo: Path, taizhang: Callable[..., Result], on: str) -> dict[str, str]:
    shown = json.loads(taizhang(repo, "due", "2021-03", "--unit", "区教体局", "--on", on, "--json").stdout)
    return {"due": shown["due"], "status": shown["units"][0]["status"]}


def test_a_report_is_extended_and_the_first_date_stays(repo: Path, taizhang: Callable[..., Result]) -> None:
    assert standing(repo, taizhang, "2021-04-09") == {"due": "2021-04-08", "status": "未报"}
    for task in ("3", "minsheng/2"):
        arguments = (*EXTEND[:1], task, *EXTEND[2:], "--period", "2021-03", "--unit", "区教育和体育局")
        done = taizhang(repo, *arguments)
        assert done.exit_code == 0, done.output
    assert standing(repo, taizhang, "2021-04-09") == {"due": "2021-04-08", "status": "已延期"}
    assert standing(repo, taizhang, "2021-04-16") == {"due": "2021-04-08", "status": "未报"}
    change = json.loads(taizhang(repo, "show", "3", "--json").stdout)["changes"][0]
    assert (change["from"], change["to"], change["unit"]) == ("2021-04-08", "2021-04-15", "区教体局")
    assert (
        git(repo, "log", "-1", "--format=%s").strip() == "延期(2021-minsheng-002): 2021-03 区教体局 报送至 2021-04-15"
    )


def test_an_earlier_date_and_half_a_question_are_refused(repo: Path, taizhang: Callable[..., Result]) -> None:
    half = taizhang(repo, *EXTEND, "--period", "2021-03")
    assert half.exit_code == 2 and "要同时写" in half.stderr
    early = taizhang(repo, *EXTEND[:3], "2021-04-08", *EXTEND[4:], "--period", "2021-03", "--unit", "区教体局")
    assert early.exit_code == 3 and "不比原来的报送时限 2021-04-08 晚" in early.stderr
