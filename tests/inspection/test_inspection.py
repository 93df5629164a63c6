"""``check`` with the help of what is known says exactly what it says without: over random edits of a ledger."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from ledger import cache, snapshot, store, taskline, yamlfile
from ledger.checks import whole
from ledger.diagnostics import Diagnostic
from ledger.inspection import answers, memory, workers
from ledger.inspection.question import Checked, Question
from ledger.periods import Period
from tests.conftest import ROOT, git

SETTINGS = """\
title: 虚构台账
year: 2021
lists:
  main: {title: 附件1}
  minsheng: {title: 附件2}
waivers:
  - {rule: R008, reason: 虚构，街道另行明确}
  - {rule: P016, reason: 虚构}
"""
UNITS = """\
units:
  - {name: 区住房和城乡建设局, short: 区住建局}
  - {name: 区教育和体育局, short: 区教体局}
groups:
  - {name: 各街道办事处}
"""
WORDS = (
    "制定工作方案，成立领导小组，召开推进会两次，走访企业十二家，梳理问题九条。",
    "完成3个项目回迁选房，累计完成1200套，占全年任务1500套的80%。",
    "完成3个项目回迁选房，累计完成1200套，占全年任务1500套的90%。",
    "正在推进。",
    "预计2月底前完成验收。",
)


def task(number: int, dice: random.Random, listed: str = "main") -> str:
    """One invented task, with the faults that ledger rules look for now and then."""
    units = dice.sample(["区住建局", "区教体局", "各街道办事处", "区不存在局"], 2)
    lines = [
        f"id: 2021-{listed}-{number if dice.random() < 0.9 else 1:03}",
        f"number: {number if dice.random() < 0.9 else number + 1}",
        f"category: [{dice.choice(['安居工程。', '安居工程', '教育'])}]",
        f"text: {dice.choice(['新建安置房1500套。', f'第{number}件实事，新建学校{number}所。'])}",
        f"leaders: [{dice.choice(['程伟', '程  伟', '殷继明'])}]",
        f"units: {{lead: [{units[0]}], support: [{units[1]}], lead_source: first}}",
    ]
    if dice.random() < 0.4:
        lines.append(f"same_as: [2021-{dice.choice(['main', 'minsheng'])}-{dice.randint(1, 9):03}]")
    if dice.random() < 0.8:
        lines.append("progress:")
        for period in ("2021-01", "2021-02"):
            lines.append(f"  - {{period: {period}, unit: {units[0]}, done: {dice.choice(WORDS)}}}")
        if dice.random() < 0.15:
            lines.append("  - {unit: 区住建局, done: 没有写周期。}")
            lines.append(f"  - {{period: 2021-03, unit: 区住建局, done: {dice.choice(WORDS)}, verdict: 不知道}}")
    if dice.random() < 0.2:
        lines.append("reviews: [{period: 2021-01, verdict: 完成, by: 督查室}]")
    if dice.random() < 0.3:
        lines.append("waivers: [{rule: R009, reason: 虚构}, {rule: P102, period: 2021-01, reason: 虚构}]")
    return "\n".join(lines) + "\n"


def with_line(text: str, line: str) -> str:
    """The text with this line in the place of the one with the same key."""
    key = line.partition(":")[0]
    return "".join(each for each in text.splitlines(True) if not each.startswith(f"{key}:")) + f"{line}\n"


class Place:
    """A ledger in a repository that is edited at random."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.dice = random.Random(seed)
        self.folder = root / "tasks" / "2021"
        git(root, "init", "-q")
        self.write("ledger.yaml", SETTINGS)
        self.write("units.yaml", UNITS)
        for number in range(1, 10):
            self.write(f"main/{number:03}.yaml", task(number, self.dice))
        for number in range(1, 5):
            self.write(f"minsheng/{number:03}.yaml", task(number, self.dice, "minsheng"))

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.glob("*/*.yaml"))

    def edit(self) -> str:
        """Change something; gives a word for what."""
        path = self.dice.choice(self.files)
        text = path.read_text("utf-8")
        kinds = "new copy drop word move comment break empty stray settings units same note review waive"
        kind = self.dice.choice(kinds.split())
        match kind:
            case "new":
                number = self.dice.randint(1, 14)
                self.write(f"main/{number:03}.yaml", task(number, self.dice))
            case "copy":
                self.dice.choice(self.files).write_text(text, "utf-8")
            case "drop":
                path.unlink()
            case "word":
                path.write_text(text.replace(self.dice.choice(WORDS), self.dice.choice(WORDS), 1), "utf-8")
            case "move":
                path.rename(path.with_name(f"{self.dice.randint(10, 30):03}.yaml"))
            case "comment":
                path.write_text("# 说明\n" + text, "utf-8")
            case "break":
                path.write_text(text.replace("number:", "number：", 1) + "text: [\n", "utf-8")
            case "empty":
                path.write_text("", "utf-8")
            case "stray":
                self.write(f"main/{self.dice.randint(1, 30):03}.txt", "")
            case "settings":
                self.write("ledger.yaml", SETTINGS.replace("P016", f"P{self.dice.randint(1, 20):03}"))
            case "units":
                self.write("units.yaml", UNITS.replace("区教体局", self.dice.choice(["区教体局", "区体育局"])))
            case "note":
                path.write_text(with_line(text, f"note: 区政府督察室 {self.dice.random()}"), "utf-8")
            case "review":
                verdict = self.dice.choice(["完成", "差不多"])
                review = f"reviews: [{{period: 2021-02, verdict: {verdict}, by: 督察室, on: 2021-06-01}}]"
                path.write_text(with_line(text, review), "utf-8")
            case "waive":
                rule = self.dice.choice(["P108", "N001", "figures-disagree", "R020", "Q1", "P102"])
                path.write_text(with_line(text, f"waivers: [{{rule: {rule}, reason: 虚构}}]"), "utf-8")
        return kind


def look(root: Path, kept: cache.Cache, **how: object) -> Checked:
    listed = snapshot.take(store.WorkTree(root), store.FOLDER, kept)
    return answers.check(listed, Question("2021", **how), kept)  # type: ignore[arg-type]


def said(findings: tuple[Diagnostic, ...]) -> list[str]:
    return sorted(map(repr, findings))


@pytest.mark.parametrize("seed", range(40 if os.environ.get("TAIZHANG_FUZZ") else 3))
def test_known_or_not_the_answer_is_the_same(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:
        monkeypatch.setattr(memory, "_MANY", 2)  # everything is written anew every second time
    place = Place(tmp_path, seed)
    kept = cache.open_at(tmp_path)
    for _ in range(30 if os.environ.get("TAIZHANG_FUZZ") else 9):
        done = place.edit()
        for how in (
            {},
            {"on": date(2021, 5, 1)},
            {"select": ("P", "R"), "ignore": ("P102",)},
            {"period": Period.parse("2021-02")},
        ):
            known = look(tmp_path, kept, **how)
            afresh = look(tmp_path, cache.Cache(None), **how)
            assert known == afresh, done
            plain = whole.check(store.WorkTree(tmp_path), "2021", **how)  # type: ignore[arg-type]
            assert said(known.findings) == said(plain.findings), done
            assert known.files == plain.files
            assert look(tmp_path, kept, **how) == known


def test_other_processes_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Place(tmp_path, 1)
    listed = snapshot.take(store.WorkTree(tmp_path), store.FOLDER, cache.Cache(None))
    monkeypatch.setattr(workers, "_FEW", 2)
    monkeypatch.setattr(workers, "_PORTION", 3)
    seen: list[tuple[int, int]] = []
    together = answers.check(
        listed, Question("2021"), cache.Cache(None), workers=3, progress=lambda *done: seen.append(done)
    )
    assert together == answers.check(listed, Question("2021"), cache.Cache(None))
    assert seen == [(3, 13), (6, 13), (9, 13), (12, 13), (13, 13)]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one for each file that is parsed."""
    seen: list[int] = []
    load, at_once = yamlfile.load, taskline.read

    def counted(data: bytes | str) -> object:
        seen.append(len(data))
        return load(data)

    def counted_at_once(data: bytes, *memory: Any) -> object:
        task = at_once(data, *memory)
        if task is not None:
            seen.append(len(data))
        return task

    monkeypatch.setattr(yamlfile, "load", counted)
    monkeypatch.setattr(taskline, "read", counted_at_once)
    return seen


def test_cost_grows_with_what_changed(tmp_path: Path, parsed: list[int]) -> None:
    place = Place(tmp_path, 3)
    kept = cache.open_at(tmp_path)
    look(tmp_path, kept)
    assert len(parsed) >= 13
    parsed.clear()
    look(tmp_path, kept)
    assert parsed == []
    number = "minsheng/004.yaml"
    text = (place.folder / number).read_text("utf-8")
    place.write(number, f"# 说明\n{text}note: 改了一处\n")
    look(tmp_path, kept)
    # the two files of settings, for themselves and for the rules; the changed file; those that share its words
    assert len(parsed) <= 4 + 1 + 8


def test_after_one_edit_only_its_own_outcome_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path, 3)
    for number in range(40, 90):
        place.write(f"main/{number:03}.yaml", task(number, place.dice).replace("完成3个", f"完成{number}个"))
    kept = cache.open_at(tmp_path)
    look(tmp_path, kept)
    unpacked: list[int] = []
    one = memory._Bulk.outcome

    def counted(bulk: memory._Bulk, place: int) -> object:
        unpacked.append(place)
        return one(bulk, place)

    monkeypatch.setattr(memory._Bulk, "outcome", counted)
    path = place.files[20]
    path.write_text(path.read_text("utf-8") + "note: 改了一处\n", "utf-8")
    assert said(look(tmp_path, kept).findings) == said(whole.check(store.WorkTree(tmp_path), "2021").findings)
    assert len(set(unpacked)) == 1


SAID_OF_REPORTS = """\
id: 2021-main-040
number: 40
text: 新建安置房1500套。
units: {lead: [区住建局], lead_source: first}
progress:
  - {period: 2021-01, unit: 区住建局, done: 受理诉求8960件，办结8512件，办结率97%。}
  - {period: 2021-02, unit: 区住建局, done: 制定工作方案，成立领导小组，召开推进会两次，走访企业十二家。, next: ""}
"""


def test_rules_whose_reading_has_not_changed_are_neither_loaded_nor_asked(tmp_path: Path) -> None:
    """Each look is a process of its own: in this one every rule is loaded already."""
    place = Place(tmp_path, 3)
    place.write("main/040.yaml", SAID_OF_REPORTS)
    place.write("main/041.yaml", SAID_OF_REPORTS.replace("040", "041").replace("区住建局", "区教体局"))
    script = (
        "import sys\n"
        "from cli.main import cli\n"
        "try:\n    cli.main(sys.argv[1:])\n"
        "except SystemExit:\n    sys.stdout.flush(); print(sorted({'claims', 'figures'} &"
        " {name.split('.')[1] for name in sys.modules if name.startswith('ledger.')}), file=sys.stderr)"
    )

    def ran(*words: str) -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", script, "-C", str(tmp_path), *words], cwd=ROOT, capture_output=True, text=True
        )
        return done.stdout, done.stderr.strip().splitlines()[-1]

    everything = "['claims', 'figures']"
    assert ran("check", "--json")[1] == everything
    # what stays said comes with its name and place; a waiver knows rules that are not declared
    for more, loads in (
        ("note: 改了一处", "[]"),
        ("# 挪了一行\nreviews: [{period: 2021-01, verdict: 差不多, by: 督察室}]", "[]"),
        ("waivers: [{rule: figures-disagree, period: 2021-01, reason: 虚构}, {rule: P101, reason: 虚构}]", "[]"),
        ("waivers: [{rule: N999, reason: 虚构}]", everything),
        ("goal: 建成1500套。", everything),
    ):
        place.write("main/040.yaml", f"{SAID_OF_REPORTS}{more}\n")
        known, loaded = ran("check", "--json")
        assert known == ran("check", "--json", "--no-cache")[0], more
        assert loaded == loads, more
        told = [each["code"] for each in json.loads(known)["findings"] if each["path"].endswith("main/040.yaml")]
        assert ("N001" in told) == ("figures-" not in more), more


def test_a_new_day_or_rule_is_a_new_question(tmp_path: Path) -> None:
    Place(tmp_path, 3)
    kept = cache.open_at(tmp_path)
    everything = look(tmp_path, kept)
    some = look(tmp_path, kept, select=("R",))
    assert {finding.code[0] for finding in some.findings} == {"R"} != {f.code[0] for f in everything.findings}


def test_a_file_that_cannot_be_named_is_never_kept(tmp_path: Path) -> None:
    place = Place(tmp_path, 3)
    (place.folder / "main" / "050.yaml").symlink_to("nowhere.yaml")
    kept = cache.open_at(tmp_path)
    first = look(tmp_path, kept)
    assert "S010" in {finding.code for finding in first.findings}
    (place.folder / "main" / "nowhere.yaml").write_text(task(50, random.Random(1)), "utf-8")
    plain = whole.check(store.WorkTree(tmp_path), "2021")
    assert said(look(tmp_path, kept).findings) == said(plain.findings)


def test_a_change_within_one_tick_of_the_clock_is_seen(tmp_path: Path) -> None:
    place = Place(tmp_path, 3)
    kept = cache.open_at(tmp_path)
    look(tmp_path, kept)
    path = place.files[1]
    before = path.stat()
    text = path.read_text("utf-8")
    with path.open("r+", encoding="utf-8") as handle:
        handle.write(text.replace("number: 2", "number: 7", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    plain = whole.check(store.WorkTree(tmp_path), "2021")
    assert said(look(tmp_path, kept).findings) == said(plain.findings)


def test_no_cache_prints_the_same_bytes(tmp_path: Path, taizhang: Callable[..., Result]) -> None:
    Place(tmp_path, 4)
    for style in ("text", "json", "github", "gitlab", "junit", "sarif"):
        told = [taizhang(tmp_path, "check", "--format", style, *more) for more in ((), (), ("--no-cache",))]
        assert told[0].stdout
        assert told[0].stdout == told[1].stdout == told[2].stdout


def test_a_broken_setting_is_a_finding_every_time(tmp_path: Path) -> None:
    place = Place(tmp_path, 4)
    place.write("ledger.yaml", "title: [\n")
    kept = cache.open_at(tmp_path)
    told = [look(tmp_path, kept) for _ in range(2)]
    assert told[0] == told[1]
    assert said(told[0].findings) == said(whole.check(store.WorkTree(tmp_path), "2021").findings)
