"""Figures whose base is called by a short word or told sentences before are known to be right."""

from __future__ import annotations

import pytest

from ledger.claims import judge
from ledger.figures import read
from tests.claims.scoring import DATA

LINES = [line for line in (DATA / "claims" / "far.txt").read_text("utf-8").splitlines() if line[0] != "#"]


@pytest.mark.parametrize("line", LINES)
def test_what_is_right_is_known(line: str) -> None:
    begin, end = line.index("【"), line.index("】") - 1
    claims = judge(read(line.replace("【", "").replace("】", "")))
    assert [claim.why for claim in claims if claim.verdict.value == "inconsistent"] == []
    assert any(claim.start < end and begin < claim.end and claim.verdict.value == "consistent" for claim in claims)
