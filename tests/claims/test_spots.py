"""Right and wrong figures in many ways of saying a share or a change: only the wrong are called wrong."""

from __future__ import annotations

import re

import pytest

from ledger.claims import Claim, judge
from ledger.figures import read
from tests.claims.scoring import DATA

_SPOT = re.compile(r"【([~?]?)(.*?)\|(.*?)】")
LINES = [line for line in (DATA / "claims" / "spots.txt").read_text("utf-8").splitlines() if line[0] != "#"]


def _made(line: str, wrong: int = -1) -> tuple[str, list[tuple[int, int]]]:
    """The text with one spot wrong, or none, and where the spots are."""
    out, places, seen = "", [], 0
    for n, hit in enumerate(_SPOT.finditer(line)):
        out += line[seen : hit.start()]
        value = hit.group(3) if n == wrong else hit.group(2)
        places.append((len(out), len(out) + len(value)))
        out, seen = out + value, hit.end()
    return out + line[seen:], places


def _told(claims: list[Claim], place: tuple[int, int]) -> set[str]:
    return {c.verdict.value for c in claims if c.start < place[1] and place[0] < c.end and c.kind != "sum"}


@pytest.mark.parametrize("line", LINES)
def test_right_figures_are_known_and_wrong_ones_told(line: str) -> None:
    text, places = _made(line)
    claims = judge(read(text))
    assert [claim.why for claim in claims if claim.verdict.value == "inconsistent"] == []
    for n, hit in enumerate(_SPOT.finditer(line)):
        if hit.group(1) != "?":
            assert _told(claims, places[n]) & {"consistent", "rounding"}, hit.group(2)
        if not hit.group(1):
            wrong, where = _made(line, n)
            assert "inconsistent" in _told(judge(read(wrong)), where[n]), hit.group(3)


def test_most_spots_are_known_and_told() -> None:
    marks = [hit.group(1) for line in LINES for hit in _SPOT.finditer(line)]
    assert marks.count("?") <= 0.06 * len(marks)
    assert marks.count("") >= 0.85 * len(marks)
