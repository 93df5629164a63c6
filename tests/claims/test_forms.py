"""Ways of saying a claim, one a line, each with the verdict it should get."""

from __future__ import annotations

import pytest

from ledger.claims import judge
from ledger.figures import read
from tests.claims.scoring import DATA, place

ACCEPTED = {"c": {"consistent", "rounding"}, "i": {"inconsistent"}, "u": {"unclear", ""}}
LINES = [
    line for line in (DATA / "claims" / "forms.txt").read_text("utf-8").splitlines() if "||" in line and line[0] != "#"
]


@pytest.mark.parametrize("line", LINES)
def test_every_form_gets_its_verdict(line: str) -> None:
    text, _, wanted = line.partition("||")
    claims = judge(read(text))
    expected_wrong = False
    for item in filter(None, wanted.split(";")):
        kind, _, rest = item.partition(":")
        quote, _, verdict = rest.rpartition(":")
        begin, end = place(text, quote)
        got = {c.verdict.value for c in claims if c.kind == kind and c.start < end and begin < c.end} or {""}
        assert got & ACCEPTED[verdict], (item, got)
        expected_wrong |= verdict == "i"
    if not expected_wrong:
        assert not [claim.why for claim in claims if claim.verdict.value == "inconsistent"]
