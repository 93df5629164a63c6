"""seal: what it asks for, writes and forbids afterwards; the digest follows the records and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.model import Change, Entry, Review, Task, Waiver
from ledger.periods import Period
from ledger.sealing import digest, lines, unexplained
from ledger.values import replace
from tests.conftest import git
from tests.history.scenes import HOUSES, PROJECTS, alter, at, save, update

Run = Callable[..., Result]
MARCH = Period(2021, "month", 3)
CORRECT = ("correct", "main/1", "--reason", "单位来函", "--approved-by", "督查室")
DONE = "progress/2021-03/区住建局/done"


@pytest.fixture
def sealed(repo: Path, taizhang: Run) -> Path:
    with at("2021-04-15"):
        result = taizhang(repo, "seal", "2021-03", "--with-findings", "虚构的问题")
    assert result.exit_code == 0, result.output
    return repo


def test_the_tag_says_what_was_sealed(repo: Path, taizhang: Run) -> None:
    with at("2021-04-15"):
        shape = json.loads(taizhang(repo, "seal", "2021-03", "--json").stdout)
    assert shape["tag"] == "sealed/2021/2021-03"
    assert (shape["tasks"], shape["entries"], shape["reviews"], shape["findings"]) == (2, 2, 1, 0)
    assert shape["commit"] == git(repo, "rev-parse", "HEAD").strip()
    assert shape["object"] == git(repo, "rev-parse", "sealed/2021/2021-03").strip()
    said = git(repo, "tag", "-l", "--format=%(contents)", "sealed/2021/2021-03")
    assert said.startswith("封存(2021): 2021-03 2项任务、2条进展、1条评价\n\n")
    assert f"Digest: {shape['digest']}\n" in said and "Findings" not in said
    again = taizhang(repo, "seal", "2021-03")
    assert again.exit_code == 3 and "已经封存过" in again.stderr


def test_errors_stand_in_the_way_unless_a_reason_is_given(repo: Path, taizhang: Run) -> None:
    alter(repo, HOUSES, "reported: 2021-04-02", "reported: 2021-13-02")
    refused = taizhang(repo, "seal", "2021-03")
    assert refused.exit_code == 3 and "--with-findings" in refused.stderr and "2021-13-02" in refused.stderr
    assert git(repo, "tag") == ""
    done = taizhang(repo, "seal", "2021-03", "--with-findings", "单位未改")
    assert done.exit_code == 0 and "带着封存的错误" in done.stderr
    assert "Reason: 单位未改" in git(repo, "tag", "-l", "--format=%(contents)")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("2021-07",), 3, "没有可封存的"),
        (("2021年3月",), 2, "不是周期"),
        (("2021-03", "--ledger", "2022"), 3, "现有台账：2021"),
    ],
)
def test_a_slip_gets_a_way_on(repo: Path, taizhang: Run, arguments: tuple[str, ...], code: int, says: str) -> None:
    result = taizhang(repo, "seal", *arguments)
    assert (result.exit_code, says in result.stderr) == (code, True), result.output


def test_only_what_is_committed_is_sealed(repo: Path, taizhang: Run) -> None:
    (repo / HOUSES).write_text((repo / HOUSES).read_text("utf-8") + "note: 草稿\n", "utf-8")
    result = taizhang(repo, "seal", "2021-03")
    assert result.exit_code == 3 and f"{HOUSES} 有没提交的改动" in result.stderr


def test_a_dry_run_makes_no_tag_and_tells_the_same_digest(repo: Path, taizhang: Run) -> None:
    before = json.loads(taizhang(repo, "seal", "2021-03", "--dry-run", "--json").stdout)
    assert git(repo, "tag") == "" and before["object"] is None
    assert json.loads(taizhang(repo, "seal", "2021-03", "--json").stdout)["digest"] == before["digest"]


def test_a_sealed_period_changes_only_by_correction(sealed: Path, taizhang: Run) -> None:
    entry = ("--period", "2021-03", "--unit", "区住建局", "--done", "改写。")
    for refused in (
        taizhang(sealed, "update", "main/1", *entry, "--replace", "--force"),
        taizhang(
            sealed, "update", "main/3", "--period", "2021-03", "--unit", "区教体局", "--done", "补报。", "--force"
        ),
        taizhang(sealed, "update", "main/1", *entry, "--replace", "--force", "--dry-run"),
        taizhang(sealed, "review", "main/2", "--period", "2021-03", "--verdict", "完成", "--force"),
    ):
        assert refused.exit_code == 3 and "已经封存" in refused.stderr and "taizhang correct" in refused.stderr
    assert git(sealed, "status", "--porcelain") == ""
    corrected = taizhang(sealed, *CORRECT, "--field", DONE, "--to", "建成300套。")
    assert corrected.exit_code == 0, corrected.output
    update(taizhang, sealed, "main/1", "2021-04", "区住建局", "2021-05-06", "--done", "四月照报。")


@pytest.mark.parametrize(
    ("field", "to"),
    [
        ("progress/2021-03/区住建局/joint", "区发改局"),
        ("progress/2021-03/区住建局/label", "住建局等"),
        ("reviews/2021-03/note", "现场看过"),
        ("indicators/安置房建成套数/plan/2021-Q1", "300"),
    ],
)
def test_every_field_of_a_sealed_record_is_within_reach_of_a_correction(
    sealed: Path, taizhang: Run, field: str, to: str
) -> None:
    corrected = taizhang(sealed, *CORRECT, "--field", field, "--to", to)
    assert corrected.exit_code == 0, corrected.output
    found = json.loads(taizhang(sealed, "check", "--select", "H", "--json").stdout)["findings"]
    assert found == []


def test_a_longer_period_seals_what_lies_inside(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "seal", "2021-Q1", "--with-findings", "有").exit_code == 0
    result = taizhang(repo, "review", "main/2", "--period", "2021-03", "--verdict", "完成", "--force")
    assert result.exit_code == 3 and "2021-Q1 已经封存" in result.stderr


def test_later_seals_name_earlier_ones(sealed: Path, taizhang: Run) -> None:
    update(taizhang, sealed, "main/1", "2021-04", "区住建局", "2021-05-06", "--done", "建成400套。")
    assert taizhang(sealed, "seal", "2021-04", "--with-findings", "有").exit_code == 0
    first = git(sealed, "rev-parse", "sealed/2021/2021-03").strip()
    said = git(sealed, "tag", "-l", "--format=%(contents)", "sealed/2021/2021-04")
    assert f"Previous: sealed/2021/2021-03 {first}" in said


def test_sealed_sides_of_diff(sealed: Path, taizhang: Run) -> None:
    assert taizhang(sealed, *CORRECT, "--field", DONE, "--to", "建成300套。").exit_code == 0
    shape = json.loads(taizhang(sealed, "diff", "2021-03@sealed", "2021-03", "--json").stdout)
    assert "progress.done" in {change["field"] for change in shape["changes"]}


def test_layout_order_and_comments_are_not_part_of_the_digest(repo: Path, taizhang: Run) -> None:
    first = json.loads(taizhang(repo, "seal", "2021-03", "--dry-run", "--json").stdout)["digest"]
    alter(repo, PROJECTS, "# 虚构\n", "# 虚构，又加一句\n")
    alter(repo, PROJECTS, "verdict: 未完成", 'verdict: "未完成"')
    git(repo, "mv", PROJECTS, "tasks/2021/main/202.yaml")
    save(repo, "改名")
    assert json.loads(taizhang(repo, "seal", "2021-03", "--dry-run", "--json").stdout)["digest"] == first


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
ENTRIES = st.builds(
    Entry,
    period=st.sampled_from([MARCH, Period(2021, "month", 4), Period(2021, "quarter", 1)]),
    unit=TEXTS,
    reported=st.none() | st.just(date(2021, 4, 2)),
    done=TEXTS,
    verdict=TEXTS,
    indicators=st.dictionaries(TEXTS, st.sampled_from([Decimal("1"), Decimal("1.0"), Decimal("2")]), max_size=2),
)
REVIEWS = st.builds(Review, period=st.just(MARCH), verdict=TEXTS, by=TEXTS)
TASKS = st.builds(
    Task,
    id=st.sampled_from(["2021-main-001", "2021-main-002"]),
    number=st.just(1),
    text=st.just("虚构"),
    progress=st.lists(ENTRIES, max_size=3).map(tuple),
    reviews=st.lists(REVIEWS, max_size=2).map(tuple),
)


def records(task: Task) -> list[str]:
    """What the digest is about, told another way: every record of March, in no order."""
    inside = (one for one in (*task.progress, *task.reviews) if one.period == MARCH)
    return sorted(repr((task.id, replace_amounts(one))) for one in inside)


def replace_amounts(one: Entry | Review) -> object:
    return (
        one
        if isinstance(one, Review)
        else replace(one, indicators=sorted((k, str(v)) for k, v in one.indicators.items()))
    )  # type: ignore[arg-type]


@settings(deadline=None)
@given(TASKS, TASKS)
def test_the_digest_changes_if_and_only_if_a_record_does(one: Task, other: Task) -> None:
    same = records(one) == records(other)
    assert (digest(lines([one], MARCH)) == digest(lines([other], MARCH))) is same


@settings(deadline=None)
@given(TASKS)
def test_what_is_no_record_of_the_period_does_not_count(task: Task) -> None:
    other = replace(
        task, text="别的", waivers=(Waiver("P001", "理由"),), progress=tuple(reversed(task.progress)), number=9
    )
    assert digest(lines([task], MARCH)) == digest(lines([other], MARCH))


def _with_ssh_key(repo: Path, home: Path) -> None:
    """Tags signed with a fresh SSH key that the repository trusts."""
    key = home / "封存"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    allowed = home / "可信"
    allowed.write_text(f"tester@example.invalid {key.with_suffix('.pub').read_text('utf-8')}", "utf-8")
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingKey", str(key)),
        ("gpg.ssh.allowedSignersFile", str(allowed)),
        ("tag.gpgSign", "true"),
    ):
        git(repo, "config", name, value)


def _with_gpg_key(repo: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tags signed with a fresh OpenPGP key."""
    place = home / "g"
    place.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(place))
    made = [
        "gpg",
        "--batch",
        "--quiet",
        "--passphrase",
        "",
        "--quick-generate-key",
        "tester@example.invalid",
        "ed25519",
    ]
    subprocess.run(made, check=True, capture_output=True)
    git(repo, "config", "user.signingKey", "tester@example.invalid")
    git(repo, "config", "tag.gpgSign", "true")


@pytest.mark.parametrize("kind", ["ssh-keygen", "gpg"])
def test_a_seal_is_signed_where_the_users_git_signs(
    repo: Path, taizhang: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    if shutil.which(kind) is None:
        pytest.skip(f"{kind} is not installed")
    if kind == "gpg":
        _with_gpg_key(repo, tmp_path, monkeypatch)
    else:
        _with_ssh_key(repo, tmp_path)
    with at("2021-04-15"):
        result = taizhang(repo, "seal", "2021-03", "--json")
    assert result.exit_code == 0, result.output
    shape = json.loads(result.stdout)
    assert shape["signed"] is True
    git(repo, "verify-tag", shape["tag"])  # git itself vouches for it
    audited = json.loads(taizhang(repo, "audit", "--json").stdout)
    assert "H002" not in {finding["code"] for finding in audited["findings"]}
    raw = git(repo, "cat-file", "tag", shape["tag"])
    forged = raw.replace(shape["digest"], "0" * len(shape["digest"]))
    done = subprocess.run(["git", "mktag"], cwd=repo, input=forged.encode(), check=True, capture_output=True)
    git(repo, "update-ref", f"refs/tags/{shape['tag']}", done.stdout.decode().strip())
    refused = subprocess.run(["git", "verify-tag", shape["tag"]], cwd=repo, capture_output=True, check=False)
    assert refused.returncode != 0
    audited = json.loads(taizhang(repo, "audit", "--json").stdout)
    assert "H002" in {finding["code"] for finding in audited["findings"]}


def test_a_seal_that_cannot_be_signed_is_not_made(repo: Path, taizhang: Run, tmp_path: Path) -> None:
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(tmp_path / "没有")), ("tag.gpgSign", "true")):
        git(repo, "config", name, value)
    refused = taizhang(repo, "seal", "2021-03")
    assert refused.exit_code == 3
    assert "user.signingKey" in refused.stderr
    assert git(repo, "tag") == ""


PERIOD = "progress/2021-03/区住建局/period"


def _of_history(taizhang: Run, folder: Path) -> str:
    results = [taizhang(folder, command, "--select", "H", "--json") for command in ("check", "audit")]
    results.append(taizhang(folder, "audit", "--deep", "--select", "H", "--json"))
    return "".join(result.stdout for result in results)


def test_a_sealed_record_under_the_wrong_period_is_moved_by_a_correction(sealed: Path, taizhang: Run) -> None:
    with at("2021-05-08"):
        earlier = taizhang(sealed, *CORRECT, "--field", DONE, "--to", "建成300套。")
        moved = taizhang(sealed, *CORRECT, "--field", PERIOD, "--to", "2021-04")
        later = taizhang(sealed, *CORRECT, "--field", "progress/2021-04/区住建局/problems", "--to", "雨季。")
    for result in (earlier, moved, later):
        assert result.exit_code == 0, result.output
    assert "H0" not in _of_history(taizhang, sealed)
    logged = json.loads(taizhang(sealed, "log", "main/1", "--json").stdout)[1]
    assert logged["kind"] == "correction" and logged["period"] == "2021-04"
    assert [(one["field"], one["before"], one["after"]) for one in logged["fields"][:1]] == [
        ("progress.period", "2021-03", "2021-04")
    ]
    alter(sealed, HOUSES, "建成300套。", "建成301套。")
    assert "progress/2021-04/区住建局/done" in taizhang(sealed, "check", "--json").stdout


def test_a_record_moved_by_hand_is_told(sealed: Path, taizhang: Run) -> None:
    alter(sealed, HOUSES, "period: 2021-03\n    unit: 区住建局", "period: 2021-04\n    unit: 区住建局")
    assert "整条不见了" in taizhang(sealed, "check", "--json").stdout


def test_nothing_is_moved_into_a_sealed_period(sealed: Path, taizhang: Run) -> None:
    update(taizhang, sealed, "main/2", "2021-04", "区发改局", "2021-05-06", "--done", "建成400套。")
    assert taizhang(sealed, "seal", "2021-04", "--with-findings", "有").exit_code == 0
    refused = taizhang(sealed, *CORRECT, "--field", PERIOD, "--to", "2021-04")
    assert refused.exit_code == 3 and "2021-04 已经封存" in refused.stderr
    assert "--field progress/2021-03/区住建局/note --to 实为2021-04的内容" in refused.stderr
    assert git(sealed, "status", "--porcelain") == ""
    noted = taizhang(sealed, *CORRECT, "--field", "progress/2021-03/区住建局/note", "--to", "实为2021-04的内容")
    assert noted.exit_code == 0


def test_inside_one_sealed_year_it_is_a_correction_like_others(repo: Path, taizhang: Run) -> None:
    assert taizhang(repo, "seal", "2021", "--with-findings", "有").exit_code == 0
    with at("2021-05-08"):
        moved = taizhang(repo, *CORRECT, "--field", PERIOD, "--to", "2021-02")
    assert moved.exit_code == 0, moved.output
    assert "H0" not in _of_history(taizhang, repo)


def test_the_second_of_two_alike_keeps_its_words_when_the_first_moves() -> None:
    act = Change("correction", None, "progress/2021-03/甲/period", "2021-03", "2021-04", "登错", "某", MARCH, "甲")
    before = Task("a", 1, "完成。", progress=tuple(Entry(MARCH, "甲", done=one) for one in "一二"))
    moved = replace(before.progress[0], period=Period.parse("2021-04"))
    after = replace(before, progress=(moved, before.progress[1]), changes=(act,))
    assert unexplained(before, after, MARCH) == ()
    wrong = replace(after, progress=(moved, replace(before.progress[1], done="三")))
    assert [one.field for one in unexplained(before, wrong, MARCH)] == ["progress/2021-03/甲/done"]
