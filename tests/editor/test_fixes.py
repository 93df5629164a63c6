"""Fixes: each is proved on the bad sample of its rule, and none is offered that makes things worse."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ledger import spellings
from ledger.diagnostics import Level
from ledger.editor import fixes
from ledger.editor.desk import Desk
from tests.checks.samples import RULES, samples, tree_of

FIXED = (
    *(f"Y{n:03}" for n in (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 18, 26, 27, 28, 29, 30, 31)),
    *(f"S{n:03}" for n in (3, 4, 5, 6, 7, 8)),
    *(f"R{n:03}" for n in (1, 2, 4, 10, 26, 27, 28, 29, 30, 91)),
    *(f"P{n:03}" for n in (9, 14, 20)),
)


def laid_out(sample: Path, folder: Path) -> Desk:
    tree = tree_of(sample)
    for path, data in tree.contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    desk = Desk(folder)
    desk.review("2020")
    return desk


def errors(desk: Desk) -> list[str]:
    return [f.code for path in desk.tree.files("tasks/2020") for f in desk.judge(path) if f.level is Level.ERROR]


@pytest.mark.parametrize("code", FIXED)
def test_the_bad_sample_of_a_rule_is_mended(code: str, tmp_path: Path) -> None:
    mended = 0
    for n, sample in enumerate(sorted((RULES / code).glob("bad*"))):
        desk = laid_out(sample, tmp_path / str(n))
        found = [f for path in desk.tree.files("tasks/2020") for f in desk.judge(path) if f.code == code]
        for finding in found[:1]:
            offered = [fix for fix in fixes.of(desk, finding.file, finding) if not fix.waiver]
            mended += bool(offered)
            for fix in offered:
                after = Desk(desk.root)
                for file, text in fix.texts.items():
                    after.put(file, text)
                after.review("2020")
                left = [f for path in after.tree.files("tasks/2020") for f in after.judge(path) if f.code == code]
                assert len(left) < len(found), fix.title
    assert mended, code


@pytest.mark.parametrize("sample", samples("bad"), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_fix_brings_new_errors(sample: Path, tmp_path: Path) -> None:
    desk = laid_out(sample, tmp_path)
    before = errors(desk)
    for path in list(desk.tree.files("tasks/2020")):
        readable = desk.sheet(path).value is not None
        for finding in desk.judge(path):
            for fix in fixes.of(desk, path, finding):
                assert fix.title and (fix.rewrite or fix.texts)
                if fix.rewrite or (fix.waiver and sample.parent.name != "P008"):
                    continue  # waivers are all written alike
                after = Desk(desk.root)
                for file, text in fix.texts.items():
                    after.put(file, text)
                after.review("2020")
                allowed = len(before) + fix.waiver  # a waiver without its reason is the error that asks for it
                assert not readable or len(errors(after)) <= allowed, fix.title


def test_all_slips_of_a_kind_are_mended_at_once(folder: Path) -> None:
    path = "tasks/2021/main/001.yaml"
    desk = Desk(folder)
    good = (folder / path).read_text("utf-8")
    desk.put(path, good.replace("leaders: ", "leaders：").replace("number: ", "number："))
    finding = next(f for f in desk.judge(path) if f.code == "Y003")
    titles = {fix.title: fix for fix in fixes.of(desk, path, finding)}
    assert titles["这个文件里同样的 2 处都改"].texts == {path: good}


@pytest.mark.parametrize(
    ("data", "after"),
    [
        (b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", b"a: 1\nb: 2\n"),
        ("text: 完成安置。\n".encode("gb18030"), "text: 完成安置。\n".encode()),
        ("text: 完成。\n".encode("utf-16"), "text: 完成。\n".encode()),
        (b"a: 1\n", b"a: 1\n"),
        (b"\x00\x01\x02", None),
        (b"a\x00b", None),
    ],
)
def test_bytes_become_plain_utf8(data: bytes, after: bytes | None) -> None:
    assert fixes.rewritten(data) == after


def test_damaged_utf8_is_not_taken_for_gbk() -> None:
    assert fixes.rewritten("完成安置房建设任务，推进回迁。".encode() * 20 + b"\xe5\xae\n") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2020年4月", "2020-04"),
        ("2020.4", "2020-04"),
        ("2020-4", "2020-04"),
        ("2020年第二季度", "2020-Q2"),
        ("2020Q3", "2020-Q3"),
        ("二季度", "2020-Q2"),
        ("上半年", "2020-H1"),
        ("4月份", "2020-04"),
        ("２０２０年４月", "2020-04"),
        ("2020年", "2020"),
        ("十三月", None),
        ("2020-13", None),
        ("", None),
    ],
)
def test_periods_as_people_write_them(typed: str, meant: str | None) -> None:
    assert spellings.period(typed, 2020) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2020.5.9", "2020-05-09"),
        ("2020/05/09", "2020-05-09"),
        ("2020年5月9日", "2020-05-09"),
        ("20200509", "2020-05-09"),
        ("5月9日", "2020-05-09"),
        ("2020-02-30", None),
        ("5月", None),
    ],
)
def test_days_as_people_write_them(typed: str, meant: str | None) -> None:
    assert spellings.day(typed, 2020) == meant
    assert spellings.day("5月9日") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,200套", 1200),
        ("1200套", 1200),
        ("10.50%", Decimal("10.50")),
        ("１２００", 1200),
        ("1.2万", None),
        ("1,2", None),
        ("约100", None),
        ("100多", None),
    ],
)
def test_numbers_as_people_write_them(typed: str, meant: object) -> None:
    assert spellings.number(typed) == meant
    assert str(spellings.number(typed)) == str(meant)
