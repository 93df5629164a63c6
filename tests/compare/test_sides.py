"""What ``diff A B`` may name."""

from __future__ import annotations

import pytest

from ledger.compare.sides import Side, Sides, parse
from ledger.errors import UsageProblem
from ledger.periods import Period

MARCH, APRIL, YEAR = Period.parse("2021-03"), Period.parse("2021-04"), Period.parse("2021")


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        (("2021-03", "2021-04"), Side(MARCH, "", "2021-03"), Side(APRIL, "", "2021-04")),
        (("2021-04",), Side(MARCH, "", "2021-03"), Side(APRIL, "", "2021-04")),
        (("2021-03@sealed", "2021-03"), Side(MARCH, "sealed", "2021-03@sealed"), Side(MARCH, "", "2021-03")),
        (("2021-03@sealed",), Side(MARCH, "sealed", "2021-03@sealed"), Side(MARCH)),
        (("2021-03@HEAD@{1}", "2021-04"), Side(MARCH, "HEAD@{1}", "2021-03@HEAD@{1}"), Side(APRIL, "", "2021-04")),
        (("HEAD~3", "2021-03"), Side(MARCH, "HEAD~3", "HEAD~3"), Side(MARCH, "", "2021-03")),
        (("HEAD@{1}", "HEAD"), Side(None, "HEAD@{1}", "HEAD@{1}"), Side(None, "HEAD", "HEAD")),
        (("2021-05-01", "v1"), Side(None, "2021-05-01", "2021-05-01"), Side(None, "v1", "v1")),
        (("origin/main..HEAD",), Side(None, "origin/main", "origin/main"), Side(None, "HEAD", "HEAD")),
        (("main..",), Side(None, "main", "main"), Side(None, "HEAD", "HEAD")),
        (("..topic",), Side(None, "HEAD", "HEAD"), Side(None, "topic", "topic")),
        (("2021-03..2021-04",), Side(MARCH, "", "2021-03"), Side(APRIL, "", "2021-04")),
        (("2021-03@a..b",), Side(MARCH, "a", "2021-03@a"), Side(MARCH, "b", "b")),
        (("abc123",), Side(None, "abc123", "abc123"), Side()),
        ((), Side(None, "HEAD", "HEAD"), Side()),
        (("2021",), Side(Period.parse("2020"), "", "2020"), Side(YEAR, "", "2021")),
    ],
)
def test_sides(words: tuple[str, ...], before: Side, after: Side) -> None:
    assert parse(words) == Sides(before, after)


def test_three_dots_start_where_the_branches_parted() -> None:
    assert parse(("main...topic",)) == Sides(Side(None, "main", "main"), Side(None, "topic", "topic"), since_fork=True)


@pytest.mark.parametrize(
    "words", [("a", "b", "c"), ("a..b", "c"), ("a..b..c",), ("",), ("2021-03@", "2021-04"), (" ",)]
)
def test_what_cannot_be_meant(words: tuple[str, ...]) -> None:
    with pytest.raises(UsageProblem):
        parse(words)
