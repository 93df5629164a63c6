"""What init reads from what people type, and the files it makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger import starter, store
from ledger.errors import LedgerError, UsageProblem
from ledger.starter import Answers, Place
from ledger.starter.making import ledgers
from ledger.unitlists import read_list


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("济南市市中区", Place("济南市市中区", "济南市", "市中区", "区")),
        ("济南市市中区人民政府办公室", Place("济南市市中区", "济南市", "市中区", "区")),
        ("云山县人民政府", Place("云山县", "", "云山县", "县")),
        ("上海市", Place("上海市", "", "上海市", "市")),
        ("上海市浦东新区", Place("上海市浦东新区", "上海市", "浦东新区", "区")),
        ("内蒙古自治区", Place("内蒙古自治区", "", "内蒙古自治区", "自治区")),
        ("济南市历下区甸柳新村街道", Place("济南市历下区甸柳新村街道", "济南市历下区", "甸柳新村街道", "街道")),
        ("中山市西区街道", Place("中山市西区街道", "中山市", "西区街道", "街道")),
        ("贵州省", Place("贵州省", "", "贵州省", "省")),
        ("云山县东湖镇", Place("云山县东湖镇", "", "云山县东湖镇", "镇")),
        ("云山区西岭街道办事处", Place("云山区西岭街道办事处", "云山区", "西岭街道办事处", "街道")),
        ("", Place()),
    ],
)
def test_places(typed: str, expected: Place) -> None:
    assert starter.place(typed) == expected


@pytest.mark.parametrize("typed", ["x", "某处", "区", "市中区 && rm"])
def test_what_is_no_place_is_refused(typed: str) -> None:
    with pytest.raises(UsageProblem, match="看不出是哪里"):
        starter.place(typed)


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("5个工作日", {"working_days": 5}),
        ("5", {"working_days": 5}),
        ("３个工作日内", {"working_days": 3}),
        ("25日", {"day": 25}),
        ("25日前", {"day": 25}),
        ("次月5日", {"day": 5, "month": "next"}),
        ("下个月初5日前", {"day": 5, "month": "next"}),
    ],
)
def test_due_rules(typed: str, due: dict[str, object]) -> None:
    assert starter.due_rule(typed) == due


@pytest.mark.parametrize("typed", ["下周", "0个工作日", "32日", "99个工作日", "月底"])
def test_other_due_rules_are_refused(typed: str) -> None:
    with pytest.raises(UsageProblem, match="看不出是什么时限"):
        starter.due_rule(typed)


def test_the_words_of_a_rule_read_back() -> None:
    for words in ("5个工作日", "25日", "次月5日"):
        assert starter.due_words(starter.due_rule(words)) == words


def write(folder: Path, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def test_the_ledger_reads_back_and_says_what_was_answered(tmp_path: Path) -> None:
    answers = Answers(2026, "2026", starter.place("云山市云山县"), "政府督查室", "quarter", {"day": 25})
    write(tmp_path, starter.files(answers))
    loaded = store.load(store.WorkTree(tmp_path), "2026")
    assert not loaded.findings
    assert (loaded.config.year, loaded.config.office) == (2026, "政府督查室")
    assert loaded.config.reporting.every == "quarter" and dict(loaded.config.reporting.due) == {"day": 25}
    assert (loaded.registry.city, loaded.registry.district, loaded.registry.prefix) == ("云山市", "云山县", "县")
    assert read_list(loaded.registry, "县住建局、教体局").names == ("县住建局", "县教体局")
    assert starter.answers_of_last(tmp_path) == Answers(
        2026, "2026", answers.place, "政府督查室", "quarter", loaded.config.reporting.due
    )


def test_the_readme_speaks_of_the_periods_that_are_reported() -> None:
    for every, first, second in (("month", "2026-01", "2026-02"), ("quarter", "2026-Q1", "2026-Q2")):
        page = starter.files(Answers(2026, "2026", every=every, due={"day": 25}))["README.md"].decode("utf-8")
        assert f"taizhang diff {first} {second}" in page and "@" not in page and "时限 25日" in page


def test_a_ledger_that_cannot_be_read_gives_no_defaults(tmp_path: Path) -> None:
    write(tmp_path, {"tasks/2026/ledger.yaml": b"title: [\n"})
    assert ledgers(tmp_path) == ["2026"]
    assert starter.answers_of_last(tmp_path) is None


def test_every_kind_of_template_can_be_copied() -> None:
    copied = starter.templates(starter.template_kinds())
    assert {"templates/situation/template.docx", "templates/situation/template.md.j2"} <= set(copied)
    assert "templates/init/template.md.j2" not in copied
    with pytest.raises(LedgerError, match="没有“情况表”这种模板"):
        starter.templates(["情况表"])


def test_lines_are_added_where_they_are_missing_with_the_line_ends_that_are_there(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_bytes(b"*.bak\r\n/build/")
    planned = starter.plan(tmp_path, {}, {".gitignore": ("# remark", "/build/", "Thumbs.db")})
    assert planned.writes == {".gitignore": (b"*.bak\r\n/build/", b"*.bak\r\n/build/\r\nThumbs.db\r\n")}
    assert planned.extended == (".gitignore",)


@pytest.mark.parametrize("place", ["README.md", "README.md/台账"])
def test_a_file_in_the_way_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "README.md").write_text("x")
    with pytest.raises(LedgerError, match="是文件，不是目录"):
        starter.plan(tmp_path / place, {"a": b""}, {})
    with pytest.raises(LedgerError, match=r"README.md 是文件，放不下 README.md/b"):
        starter.plan(tmp_path, {"README.md/b": b""}, {})


def test_the_editor_knows_the_ledgers_there_are_and_the_new_one(folder: Path) -> None:
    made = starter.editor(folder, starter.files(Answers(2026, "2026")))
    assert {".vscode/settings.json", ".vscode/schema/2021-task.json", ".vscode/schema/2026-task.json"} <= set(made)
