"""``numbers`` as a user meets it: a file, a period, a ledger beside; what programs read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
WRONG = "受理诉求8960件，办结8512件，办结率97%。\n共65家（44家工业企业，21家商贸企业）。\n罚款13万。\n"
KEYS = {"line", "text", "kind", "stated", "computed", "verdict", "why"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "材料.txt"
    path.write_text(WRONG, "utf-8")
    return path


def test_the_shape_that_programs_read(folder: Path, taizhang: Run, file: Path) -> None:
    result = taizhang(folder, "numbers", str(file), "--json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert all(row.keys() >= KEYS for row in rows)
    assert [(row["line"], row["kind"], row["verdict"]) for row in rows] == [
        (1, "share", "inconsistent"),
        (2, "sum", "consistent"),
        (3, "unit", "inconsistent"),
    ]
    assert rows[0]["stated"] == "97%"
    assert rows[0]["computed"] == "95%"


def test_faults_are_told_with_their_arithmetic_and_what_holds_is_counted(
    folder: Path, taizhang: Run, file: Path
) -> None:
    out = taizhang(folder, "numbers", str(file)).stdout
    assert "8512件÷8960件=95%，与文中97%不符" in out
    assert "共校核 3 处：不符 2，取整之差 0，无法判断 0，相符 1" in out
    assert "44家+21家" not in out
    assert "44家+21家=65家" in taizhang(folder, "numbers", str(file), "--all").stdout


def test_long_quotes_are_told_by_their_ends_and_no_figure_is_cut(folder: Path, taizhang: Run, tmp_path: Path) -> None:
    path = tmp_path / "收入.txt"
    text = "全年收入67949万元，其中一片完成51653万元，增长14.28%，二片完成12133万元，下降2.27%，三片完成4163万元。"
    path.write_text(text, "utf-8")
    said = taizhang(folder, "numbers", str(path), "--all").stdout
    quote = next(line for line in said.splitlines() if "……" in line)
    head, tail = quote.split("“")[1].rstrip("”").split("……")
    assert text.count(head) == 1
    before = text[text.index(tail) - 1]
    assert not (before in "0123456789." and tail[0] in "0123456789.%")
    assert json.loads(taizhang(folder, "numbers", str(path), "--json").stdout)[0]["quote"].startswith("67949万元")


def test_a_table_for_a_merge_request_carries_no_markup_of_the_data(folder: Path, taizhang: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("<b>|罚款|13万", "utf-8")
    out = taizhang(folder, "numbers", str(path), "--format", "md").stdout
    assert "| 不符 | 第1行 |" in out
    assert "<b>" not in out.replace("\\<", "")


def test_a_text_is_held_against_a_ledger(folder: Path, taizhang: Run, tmp_path: Path) -> None:
    path = tmp_path / "年终.txt"
    path.write_text("东湖片区建成安置房1500套，占全年任务的150%。", "utf-8")
    result = taizhang(folder, "numbers", str(path), "--ledger", "2021", "--json")
    (share,) = [row for row in json.loads(result.stdout) if row["kind"] == "share"]
    assert share["verdict"] == "inconsistent"
    assert "1500套÷1200套=125%" in share["why"]
    alone = taizhang(folder, "numbers", str(path), "--json")
    assert alone.exit_code == 0
    assert json.loads(alone.stdout)[0]["verdict"] == "unclear"


def test_the_entries_of_a_period(folder: Path, taizhang: Run) -> None:
    result = taizhang(folder, "numbers", "--period", "2021-03", "--json")
    rows = json.loads(result.stdout)
    assert all(row["task"].startswith("2021-") and row["period"] == "2021-03" for row in rows)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "写一个文件"),
        (("没有.txt",), 3, "找不到文件"),
        (("a.txt", "--kind", "xyz"), 2, "没有“xyz”这种校核"),
        (("a.txt", "--json", "--format", "md"), 2, "只能写一个"),
        (("a.txt", "--links"), 2, "--links 只看台账"),
    ],
)
def test_slips_get_an_answer(folder: Path, taizhang: Run, words: tuple[str, ...], code: int, said: str) -> None:
    result = taizhang(folder, "numbers", *words)
    assert result.exit_code == code
    assert said in result.stderr


def test_control_characters_do_not_reach_the_terminal(folder: Path, taizhang: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("\x1b[31m罚款13万", "utf-8")
    assert "\x1b" not in taizhang(folder, "numbers", str(path)).stdout


def test_totals_and_their_parts_are_proposed_and_once_confirmed_held_to(folder: Path, taizhang: Run) -> None:
    lists = sorted((folder / "tasks").glob("*/*/*.yaml"))
    home, year = lists[0].parent, lists[0].parent.parent.name
    form = (
        "id: {y}-{l}-{n}\nnumber: {n}\ntext: {text}\nleaders: [甲某]\nunits: {{lead: [区住建局], lead_source: first}}\n"
    )
    for n, text in ((901, "完成拆迁安置1532户。"), (902, "东片区拆迁安置900户。"), (903, "西片区拆迁安置632户。")):
        (home / f"{n}.yaml").write_text(form.format(y=year, l=home.name, n=n, text=text), "utf-8")
    first, *parts = (f"{year}-{home.name}-{n}" for n in (901, 902, 903))
    (found,) = json.loads(taizhang(folder, "numbers", "--links", "--json", "--ledger", year).stdout)
    assert (found["total"], found["parts"], found["confirmed"]) == (first, parts, False)
    shown = taizhang(folder, "numbers", "--links", "--ledger", year).stdout
    assert "900户+632户=1532户" in shown
    assert f"sum_of: [{', '.join(parts)}]" in shown
    path = home / "901.yaml"
    path.write_text(path.read_text("utf-8").replace("1532", "1533") + f"sum_of: [{', '.join(parts)}]\n", "utf-8")
    told = json.loads(taizhang(folder, "check", "--select", "N009", "--json").stdout)
    assert [finding["code"] for finding in told["findings"]] == ["N009"]
