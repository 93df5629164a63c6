"""``taizhang forms`` at the command line, on the invented ledger 2021."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ledger.importers import files

Run = Callable[..., Result]


def forms(taizhang: Run, folder: Path, target: Path, *arguments: str) -> Result:
    return taizhang(folder, "forms", "2021-04", "-o", str(target), *arguments)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "发表"


def test_what_a_cell_of_a_form_cannot_hold_is_said(taizhang: Run, folder: Path, target: Path) -> None:
    path = folder / "tasks/2021/main/001.yaml"
    path.write_text(path.read_text("utf-8").replace("text: ", "text: " + "长" * 40_000, 1), "utf-8")
    said = forms(taizhang, folder, target, "--format", "xlsx").stderr
    assert "超过 32767 字" in said and "第1项" in said
    assert "超过" not in forms(taizhang, folder, target, "--force").stderr


def test_a_form_for_every_unit_and_the_list_of_them(taizhang: Run, folder: Path, target: Path) -> None:
    result = forms(taizhang, folder, target, "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert (said["ledger"], said["period"], said["form"]) == ("2021", "2021-04", "situation")
    assert said["packets"]
    for packet in said["packets"]:
        data = Path(packet["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == packet["sha256"]
        mark = json.loads(dict(files.read_bytes(data, "x.docx").properties)["taizhang-form"])
        assert (mark["unit"], mark["digest"]) == (packet["unit"], packet["digest"])
        assert sorted(mark["tasks"]) == sorted(packet["lead"] + packet["support"])
        assert packet["written"] is True
    made = sorted(path.name for path in target.iterdir())
    assert made == sorted([*(Path(p["path"]).name for p in said["packets"]), "发放清单.md", "发放清单.xlsx"])
    listed = (target / "发放清单.md").read_text("utf-8")
    assert all(packet["unit"] in listed and packet["sha256"] in listed for packet in said["packets"])


def test_again_writes_nothing_and_a_filled_form_is_kept(taizhang: Run, folder: Path, target: Path) -> None:
    said = json.loads(forms(taizhang, folder, target, "--json").stdout)
    again = json.loads(forms(taizhang, folder, target, "--json").stdout)
    assert [packet["written"] for packet in again["packets"]] == [False] * len(said["packets"])
    path = Path(said["packets"][0]["path"])
    path.write_bytes(b"filled in by somebody")
    refused = forms(taizhang, folder, target)
    assert refused.exit_code == 3
    assert path.name in refused.stderr
    assert "--force" in refused.stderr
    assert path.read_bytes() == b"filled in by somebody"
    assert forms(taizhang, folder, target, "--force").exit_code == 0
    assert hashlib.sha256(path.read_bytes()).hexdigest() == said["packets"][0]["sha256"]


def test_one_unit_alone_and_no_list(taizhang: Run, folder: Path, target: Path) -> None:
    unit = json.loads(forms(taizhang, folder, target / "全部", "--json").stdout)["packets"][0]["unit"]
    result = forms(taizhang, folder, target / "一个", "--unit", unit, "--format", "xlsx")
    assert result.exit_code == 0
    assert [path.name for path in (target / "一个").iterdir()] == [f"2021-04-{unit}-附件4.xlsx"]
    assert unit in result.stdout
    unknown = forms(taizhang, folder, target / "无", "--unit", "没有这个局")
    assert unknown.exit_code == 3
    assert not (target / "无").exists()


def test_a_year_gives_the_plan_into_a_folder_of_its_own(
    taizhang: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert taizhang(folder, "forms", "2021").exit_code == 0
    assert all(p.name.startswith(("2021-", "发放清单")) for p in (tmp_path / "build/forms-2021").iterdir())
    assert taizhang(folder, "forms", "2021", "--form", "situation").exit_code == 2


def test_no_bar_where_nobody_watches_and_a_quarter_of_a_monthly_ledger_is_told(
    taizhang: Run, folder: Path, target: Path
) -> None:
    assert "正在出表" not in forms(taizhang, folder, target).stderr
    result = taizhang(folder, "forms", "2021-Q2", "-o", str(target / "季"))
    assert result.exit_code == 0
    assert "--period 2021-Q2" in result.stderr
