"""What ``.vscode`` gets: JSON that VS Code understands, with the words of the ledger."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from click.testing import Result

from ledger import checks, store, yamlfile
from ledger.codec import decode
from ledger.editor import schema, vscode


@pytest.fixture
def ledger(folder: Path) -> store.Ledger:
    return store.load(store.WorkTree(folder), "2021")


def test_every_file_is_json_and_the_same_each_time(ledger: store.Ledger) -> None:
    made = vscode.files([ledger])
    assert made == vscode.files([ledger])
    for path, text in made.items():
        assert isinstance(json.loads(text), dict), path
        assert text.endswith("}\n") and "\r" not in text


def test_the_settings_point_at_schemas_that_are_written(ledger: store.Ledger) -> None:
    made = vscode.files([ledger])
    mapped = json.loads(made[".vscode/settings.json"])["yaml.schemas"]
    assert {path.removeprefix("./") for path in mapped} == {path for path in made if "/schema/" in path}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("tasks/2021/main/001.yaml", "2021-task"),
        ("tasks/2021/main/001-100/037.yaml", "2021-task"),
        ("tasks/2021/ledger.yaml", "2021-ledger"),
        ("tasks/2021/units.yaml", "2021-units"),
        ("tasks/calendar.yaml", "calendar"),
        ("tasks/2021/reminders.yaml", None),
    ],
)
def test_every_file_has_one_schema(path: str, kind: str | None) -> None:
    fits = [
        PurePosixPath(name).stem
        for name, pattern in vscode.settings(["2021"])["yaml.schemas"].items()
        if _matches(path, pattern)
    ]
    assert fits == ([kind] if kind else [])


def _matches(path: str, glob: str) -> bool:
    """As VS Code reads globs: ``**/`` is any number of folders, ``*`` anything inside one."""
    pattern = re.escape(glob).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
    return re.fullmatch(pattern, path) is not None


FILLED = re.compile(r"\$\{\d+:([^}]*)\}|\$\{\d+\|([^,|]*)[^}]*\}|\$\d+")
CLOCK = {"YEAR": "2021", "MONTH": "05", "DATE": "09"}
UNDER = {"进展": "progress:", "评价": "reviews:", "指标": "indicators:", "豁免": "waivers:"}


def filled(body: list[str]) -> str:
    """A snippet after Tab was pressed through it."""
    text, before = re.sub(r"\$\{CURRENT_(\w+)\}", lambda found: CLOCK[found[1]], "\n".join(body)), ""
    while text != before:
        before, text = text, FILLED.sub(lambda found: found[1] or found[2] or "", text)
    return re.sub(r"^( {4}next: | {6})$", r"\1内容。", text, flags=re.M) + "\n"


def test_every_snippet_is_a_piece_of_a_task(ledger: store.Ledger) -> None:
    for name, snippet in vscode.snippets(ledger).items():
        text = filled(snippet["body"])
        if name != "任务":
            text = f"id: 2021-main-009\nnumber: 9\ntext: 正文。\n{UNDER.get(name, 'changes:')}\n{text}"
        value, found = yamlfile.load(text)
        assert found == [] and decode(value)[1] == [], text
        assert snippet["description"] and all(snippet["prefix"])


def test_choices_escape_what_ends_them() -> None:
    assert vscode._choice(1, ["甲,乙", "丙|丁"]) == r"${1|甲\,乙,丙\|丁|}"


def test_schema_is_printed_or_written(folder: Path, tmp_path: Path, taizhang: Callable[..., Result]) -> None:
    printed = taizhang(folder, "schema")
    made = json.loads(printed.stdout)
    assert printed.exit_code == 0 and "区住建局" in json.dumps(made, ensure_ascii=False)
    target = tmp_path / "新目录" / "units.json"
    assert taizhang(folder, "schema", "--kind", "units", "-o", str(target)).exit_code == 0
    assert json.loads(target.read_text("utf-8"))["title"] == "单位名录 units.yaml（2021）"
    assert "云山控股集团" not in taizhang(folder, "schema", "--general").stdout


def test_schema_for_vscode_renews_every_ledger(folder: Path, taizhang: Callable[..., Result]) -> None:
    result = taizhang(folder, "schema", "--vscode")
    assert result.exit_code == 0 and "taizhang init" in result.stderr
    ledger = store.load(store.WorkTree(folder), "2021")
    for path, text in vscode.schemas(ledger).items():
        assert (folder / path).read_text("utf-8") == text
    assert taizhang(folder, "schema", "--vscode", "-o", "x").exit_code == 2


def test_schema_says_what_it_cannot_do(folder: Path, tmp_path: Path, taizhang: Callable[..., Result]) -> None:
    (tmp_path / "挡路").write_text("", "utf-8")
    assert taizhang(folder, "schema", "-o", str(tmp_path / "挡路" / "x.json")).exit_code == 3
    assert taizhang(folder, "schema", "--ledger", "1999").exit_code == 3
    assert taizhang(tmp_path, "schema", "--general").exit_code == 0
    assert taizhang(tmp_path, "schema").exit_code == 3


def test_the_kinds_of_the_command_are_those_of_the_schema() -> None:
    from cli.schema import KINDS

    assert tuple(schema.KINDS) == KINDS
    assert checks.base.task_checks()
