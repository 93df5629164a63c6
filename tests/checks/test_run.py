"""Running the rules: which ones, as of which day, and what a waiver does."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from cli import findings
from ledger import store
from ledger.checks import base, waivers, whole
from ledger.diagnostics import RULES, Diagnostic, Level
from ledger.errors import FileRefused, NotFound, UsageProblem
from tests.checks.samples import FOLDER, Memory
from tests.checks.samples import RULES as SAMPLES
from tests.conftest import ROOT

TASK = """\
id: 2020-main-001
number: 1
text: 完成既有多层住宅加装电梯60部。
leaders: [甲某]
units:
  lead: [区住建局]
  lead_source: bold
"""


def tree(**files: str) -> Memory:
    """A ledger of samples' settings with the given task files: ``tree(**{"main/001": text})``."""
    shared = {f"{FOLDER}/{name}": (SAMPLES / name).read_bytes() for name in ("ledger.yaml", "units.yaml")}
    return Memory({**shared, **{f"{FOLDER}/{name}.yaml": text.encode() for name, text in files.items()}})


def run(files: Memory, **how: object) -> list[Diagnostic]:
    return whole.run(store.load(files, "2020"), **how)  # type: ignore[arg-type]


def codes(found: list[Diagnostic]) -> list[str]:
    return [finding.code for finding in found]


BAD = TASK + "progress:\n  - {period: 2020-04, unit: 区教体局, done: 各项工作有序推进。, verdict: 基本完成}\n"


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, ["P005", "R007", "P009"]),
        ({"select": ["P"]}, ["P005", "P009"]),
        ({"select": ["stock-phrase"]}, ["P005"]),
        ({"select": ["P005,R"]}, ["P005", "R007"]),
        ({"select": ["P005，R"]}, ["P005", "R007"]),
        ({"ignore": ["P"]}, ["R007"]),
        ({"select": ["P"], "ignore": ["P009"]}, ["P005"]),
    ],
)
def test_rules_are_chosen_by_code_family_or_name(how: dict[str, list[str]], expected: list[str]) -> None:
    assert sorted(codes(run(tree(**{"main/001": BAD}), **how))) == sorted(expected)


def test_a_word_that_names_no_rule_is_refused() -> None:
    with pytest.raises(UsageProblem, match="没有叫“P999”的规则"):
        run(tree(**{"main/001": BAD}), select=["P999"])


def test_reading_faults_and_rules_come_in_one_run() -> None:
    broken = "id: 2020-main-002\nnumber: 2\ntext: [没有收口\n"
    found = run(tree(**{"main/001": BAD, "main/002": broken}))
    assert {finding.file for finding in found} == {f"{FOLDER}/main/001.yaml", f"{FOLDER}/main/002.yaml"}
    assert any(code.startswith("Y") for code in codes(found))


def test_without_a_day_nothing_is_said_about_today() -> None:
    text = TASK + "progress:\n  - {period: 2020-04, unit: 区住建局, reported: 2020-06-09, done: 备案19部。}\n"
    files = tree(**{"main/001": text})
    assert run(files) == []
    assert codes(run(files, on=date(2020, 5, 12))) == ["D012", "D002"]


def test_equal_input_gives_equal_findings() -> None:
    files = tree(**{"main/001": BAD, "main/002": BAD.replace("001", "002"), "minsheng/001": BAD})
    assert run(files) == run(files)


def test_task_rules_see_one_task_only() -> None:
    """What lets results be kept by file: other files change nothing about them."""
    alone = store.load(tree(**{"main/001": BAD}), "2020")
    among = store.load(tree(**{"main/001": BAD, "main/002": BAD, "minsheng/001": TASK}), "2020")
    context = base.Context(alone.config, alone.registry)
    first = among.by_id["2020-main-001"].task
    assert list(base.task_findings(first, context)) == list(base.task_findings(alone.records[0].task, context))


# ---------------------------------------------------------------------- waivers


def waived(waiver: str) -> list[str]:
    return codes(run(tree(**{"main/001": BAD + f"waivers:\n  - {waiver}\n"})))


@pytest.mark.parametrize("rule", ["R007", "unexpected-reporter"])
def test_a_waiver_with_a_reason_takes_its_finding_away(rule: str) -> None:
    assert sorted(waived(f"{{rule: {rule}, reason: 由区教体局代报}}")) == ["P005", "P009"]


@pytest.mark.parametrize(
    ("waiver", "remains"),
    [
        ("{rule: R007, period: 2020-04, reason: 代报}", []),
        ("{rule: R007, period: 2020-Q2, reason: 代报}", []),
        ("{rule: R007, period: 2020-03, reason: 代报}", ["R007", "R091"]),
        ("{rule: R007, reason: ' '}", ["R007", "R090"]),
        ("{rule: R999, reason: 代报}", ["R007", "R092"]),
        ("{rule: Y001, reason: 代报}", ["R007", "R092"]),
        ("{rule: R091, reason: 代报}", ["R007", "R092"]),
        ("{rule: R001, reason: 代报}", ["R007", "R091"]),
    ],
)
def test_a_waiver_is_itself_checked(waiver: str, remains: list[str]) -> None:
    assert sorted(waived(waiver)) == sorted(["P005", "P009", *remains])


def test_a_waiver_in_the_settings_holds_for_every_task() -> None:
    files = tree(**{"main/001": BAD, "main/002": BAD.replace("-001", "-002").replace("number: 1", "number: 2")})
    settings = (
        files.contents[f"{FOLDER}/ledger.yaml"] + "waivers:\n  - {rule: R007, reason: 全年由教体局代报}\n".encode()
    )
    with_waiver = Memory({**files.contents, f"{FOLDER}/ledger.yaml": settings})
    assert codes(run(files)).count("R007") == 2
    assert "R007" not in codes(run(with_waiver)) and "R091" not in codes(run(with_waiver))


def test_a_waiver_of_a_rule_that_was_not_run_is_not_called_unused() -> None:
    text = TASK + "waivers:\n  - {rule: D002, reason: 预填}\n  - {rule: R007, reason: 代报}\n"
    assert codes(run(tree(**{"main/001": text}))) == ["R091"]
    assert codes(run(tree(**{"main/001": text}), select=["P", "R091"])) == []


def test_syntax_cannot_be_waived() -> None:
    text = TASK + "leader: [甲某]\nwaivers:\n  - {rule: S002, reason: 看着别扭}\n"
    assert sorted(codes(run(tree(**{"main/001": text})))) == ["R092", "S002"]
    assert all(not waivers.codes_named(code) for code in RULES if code.startswith(base.UNWAIVABLE))


def test_a_waiver_without_any_reason_is_told_once() -> None:
    found = run(tree(**{"main/001": TASK + "waivers:\n  - {rule: R007}\n"}))
    assert codes(found) == ["S001"]


# ---------------------------------------------------------------------- whole ledgers


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "# 只有注释\n",
        "title: 台账\n",
        "title: 台账\nyear: 2020\nlists: {}\n",
        "title：台账\n",
        "- 1\n",
        "title: [\n",
    ],
)
def test_unusable_settings_are_a_finding_and_the_tasks_are_read_all_the_same(settings: str) -> None:
    files = tree(**{"main/001": TASK + "leader: [甲某]\n"})
    files.contents[f"{FOLDER}/ledger.yaml"] = settings.encode()
    checked = whole.check(files, "2020")
    by_file = {finding.file: finding for finding in checked.findings}
    assert by_file[f"{FOLDER}/main/001.yaml"].code == "S002"
    assert by_file[f"{FOLDER}/ledger.yaml"].message
    assert any(f.level is Level.ERROR for f in checked.findings if f.file.endswith("ledger.yaml"))


def test_an_unknown_ledger_is_not_a_finding() -> None:
    with pytest.raises(NotFound):
        whole.check(tree(), "2031")


def test_a_file_that_cannot_be_opened_is_one_finding_among_others() -> None:
    class Closed(Memory):
        def read(self, path: str) -> bytes:
            if path.endswith("002.yaml"):
                raise FileRefused(f"{path} 打不开：没有权限")
            return super().read(path)

    files = Closed(tree(**{"main/001": BAD, "main/002": TASK}).contents)
    found = whole.check(files, "2020").findings
    assert [(f.code, f.file) for f in found if f.code == "S010"] == [("S010", f"{FOLDER}/main/002.yaml")]
    assert "P005" in codes(list(found))


def test_a_link_out_of_the_ledger_is_not_read(tmp_path: Path) -> None:
    for path, data in tree(**{"main/001": TASK}).contents.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    outside = tmp_path.parent / "别处.yaml"
    outside.write_text("id: secret\n", "utf-8")
    (tmp_path / FOLDER / "main" / "002.yaml").symlink_to(outside)
    found = whole.check(store.WorkTree(tmp_path), "2020").findings
    assert codes(list(found)) == ["S010"]


def test_checking_counts_the_files_it_read() -> None:
    checked = whole.check(tree(**{"main/001": TASK, "minsheng/001": "text: [\n"}), "2020")
    assert sorted(path.removeprefix(f"{FOLDER}/") for path in checked.files) == [
        "ledger.yaml",
        "main/001.yaml",
        "minsheng/001.yaml",
        "units.yaml",
    ]


def test_findings_behind_an_unreadable_entry_keep_their_place() -> None:
    text = TASK + (
        "progress:\n"
        "  - {period: 2020年3月, unit: 区住建局, done: 备案19部。}\n"
        "  - {period: 2020-04, unit: 区住建局, done: 同上}\n"
        "waivers:\n"
        "  - 就是不改\n"
        "  - {rule: P999, reason: 试试}\n"
    )
    found = whole.check(tree(**{"main/001": text}), "2020").findings
    assert [(f.code, f.path) for f in found] == [
        ("S004", ("progress", 0, "period")),
        ("P015", ("progress", 1, "done")),
        ("S003", ("waivers", 0)),
        ("R092", ("waivers", 1, "rule")),
    ]


def test_a_huge_file_is_one_finding_among_others() -> None:
    huge = TASK + "note: |-\n" + "  很长的一行。\n" * 400_000
    found = whole.check(tree(**{"main/001": BAD, "main/002": huge}), "2020").findings
    assert [f.code for f in found if f.file.endswith("002.yaml")] == ["Y024"]
    assert "P005" in codes(list(found))


def test_a_folder_of_tasks_without_settings_is_told() -> None:
    files = tree(**{"main/001": TASK})
    files.contents["tasks/2021/main/001.yaml"] = TASK.encode()
    files.contents["tasks/说明.md"] = b""
    found = whole.folders_without_settings(files)
    assert [(f.code, f.file) for f in found] == [("R033", "tasks/2021/main/001.yaml")]


def test_any_damaged_file_is_checked_and_shown() -> None:
    """Samples with a few bytes knocked out or put in, as a bad disk, a bad merge or a bad mood would."""
    dice = random.Random(2020)
    bits = [
        b"\n",
        b"  ",
        b"- ",
        b": ",
        "：".encode(),
        b"{",
        b"]",
        b'"',
        b"'",
        b" #",
        b"&a",
        b"*a",
        b"|",
        b"\t",
        b"\0",
        b"\xff",
    ]
    bits += [b"2020-13", b"null", b"9" * 400, b"1e999", b".inf", b"-5", b"0.1"]
    samples = sorted(SAMPLES.glob("[PDRS]*/*.yaml"))
    for _ in range(300):
        files = tree(**{"main/001": ""})
        files.contents[f"{FOLDER}/main/001.yaml"] = dice.choice(samples).read_bytes()
        for name in ("main/001.yaml", dice.choice(["ledger.yaml", "units.yaml", "main/001.yaml"])):
            damaged = bytearray(files.contents[f"{FOLDER}/{name}"])
            at = dice.randrange(len(damaged))
            damaged[at : at + dice.choice([0, 0, 1, 20])] = dice.choice(bits)
            files.contents[f"{FOLDER}/{name}"] = bytes(damaged)
        checked = whole.check(files, "2020")
        placed = findings.place(checked.findings, lambda path, files=files: findings.decoded(files.read(path)))  # type: ignore[misc]
        for show in findings.PRINTERS.values():
            assert bool(show(placed, findings.Summary(1, 3))) or show is findings.PRINTERS["github"]


def test_every_module_of_rules_is_declared() -> None:
    base.complete()
    homes = [
        path
        for path in (ROOT / "ledger" / "checks").glob("*.py")
        if re.search("^@(ledger_|shared_)?rule", path.read_text("utf-8"), re.M)
    ]
    assert len(homes) > 10
    assert {f"ledger.checks.{path.stem}" for path in homes} - sys.modules.keys() == set()


@pytest.mark.parametrize(
    "asked",
    [
        "from ledger.editor.hover import rule_named; assert rule_named('N001') and rule_named('figures-disagree')",
        "from ledger.editor.schema import _rules; assert {'N001', 'P009'} <= set(_rules()[0])",
        "from ledger.checks import waivers; assert waivers.codes_named('figures-disagree') == ('N001',)",
        "from ledger.checks.base import Choice; assert Choice.of(['figures-disagree']).takes('N001')",
        "from ledger import catalogue; assert {'N001', 'P101', 'R033'} <= {rule.code for rule in catalogue.rules()}",
    ],
)
def test_who_asks_first_finds_every_rule_declared(asked: str) -> None:
    """Each in a process of its own: in this one every rule is declared already."""
    subprocess.run([sys.executable, "-c", asked], cwd=ROOT, check=True)
