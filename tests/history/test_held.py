"""What a seal holds is worked out once, and what is kept of it never changes an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from ledger import sealing
from ledger.audit import held
from ledger.model import Change, Entry, Review, Task, Units
from ledger.periods import Period
from ledger.values import replace
from tests.history.scenes import HOUSES, alter, at, update

Run = Callable[..., Result]
MARCH = Period.parse("2021-03")
PERIODS = st.sampled_from([MARCH, Period.parse("2021-04"), Period.parse("2021-Q1")])
UNITS = st.sampled_from(["区住建局", "区发改局"])
WORDS = st.sampled_from(["", "建成310套。", "建成320套。"])
AMOUNTS = st.dictionaries(st.sampled_from(["套数", "栋数"]), st.sampled_from([Decimal(1), Decimal("1.0")]), max_size=2)
ENTRIES = st.builds(Entry, PERIODS, UNITS, done=WORDS, indicators=AMOUNTS)
REVIEWS = st.builds(Review, PERIODS, st.sampled_from(["完成", "未完成"]))
ACTS = st.builds(
    Change,
    st.sampled_from(["correction", "adjustment", "extension"]),
    st.just(date(2021, 5, 1)),
    st.sampled_from([*(f"progress/2021-03/区住建局/{key}" for key in ("done", "unit", "period")), "text"]),
    WORDS,
    UNITS | WORDS | st.sampled_from(["2021-04"]),
    st.sampled_from(["", "写错"]),
    st.sampled_from(["", "甲某"]),
)
TASKS = st.builds(
    Task,
    st.just("2021-main-001"),
    st.just(1),
    st.just("完成。"),
    units=st.just(Units()),
    progress=st.lists(ENTRIES, max_size=4).map(tuple),
    reviews=st.lists(REVIEWS, max_size=2).map(tuple),
    changes=st.lists(ACTS, max_size=2).map(tuple),
)


@given(TASKS, TASKS, st.booleans())
def test_records_of_one_name_are_the_same_records(before: Task, after: Task, same: bool) -> None:
    if same:
        after = replace(after, progress=before.progress, reviews=before.reviews)
    for period in (MARCH, Period.parse("2021-Q1"), Period.parse("2021")):
        one, other = (held.Names([period]).of(task).get(period, "") for task in (before, after))
        assert bool(one) == bool(sealing.lines([before], period))
        if one == other:
            assert sealing.lines([before], period) == sealing.lines([after], period)
            moved = any(act.kind in sealing.ALLOWED and act.renames for act in after.changes)
            assert moved or not sealing.unexplained(before, after, period)
        assert not same or one == other


@pytest.fixture
def sealed(repo: Path, taizhang: Run) -> Path:
    with at("2021-05-06"):
        update(taizhang, repo, "main/1", "2021-04", "区住建局", "2021-05-06", "--done", "建成400套。")
        for period in ("2021-03", "2021-04"):
            assert taizhang(repo, "seal", period, "--with-findings", "留痕").exit_code == 0
    return repo


def test_sealed_versions_are_read_once(sealed: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = held.Reader._read
    monkeypatch.setattr(
        held.Reader, "_read", lambda self, then, period: read.append(str(period)) or real(self, then, period)
    )
    plain = taizhang(sealed, "check", "--json")
    assert read == ["2021-03", "2021-04"]
    with at("2021-05-08"):
        alter(sealed, HOUSES, "安置房310套", "安置房318套")
    found = [taizhang(sealed, command, "--json").stdout for command in ("check", "audit")]
    assert read == ["2021-03", "2021-04"]
    assert "H001" not in plain.stdout and all("安置房318套" in one for one in found)
    assert found == [taizhang(sealed, "--no-cache", command, "--json").stdout for command in ("check", "audit")]


def test_a_correction_of_the_unit_is_still_looked_at(sealed: Path, taizhang: Run) -> None:
    """The act says the unit was another, the record still names the old one: that is no correction."""
    taizhang(sealed, "check", "--json")
    act = (
        "changes:\n  - {kind: correction, on: 2021-05-08, field: progress/2021-03/区住建局/unit, from: 区住建局, "
        "to: 区发改局, reason: 写错, approved_by: 甲某}\n"
    )
    with at("2021-05-08"):
        text = (sealed / HOUSES).read_text("utf-8")
        (sealed / HOUSES).write_text(text + act, "utf-8")
    assert "H001" in taizhang(sealed, "check", "--json").stdout


def test_two_reviews_of_a_sealed_period(sealed: Path, taizhang: Run) -> None:
    review = "  - {period: 2021-03, verdict: 未完成, by: 乙某, on: 2021-05-08}\n"
    with at("2021-05-08"):
        alter(sealed, HOUSES, "reviews:\n", f"reviews:\n{review}")
    result = taizhang(sealed, "check", "--json")
    assert result.exit_code == 1 and "reviews/2021-03" in result.stdout
