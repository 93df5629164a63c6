"""Dense short texts (虚构): what is right is found, nothing right is called wrong, of the slips most are told."""

from __future__ import annotations

import re

import pytest

from ledger.claims import Verdict, judge
from ledger.figures import read
from tests.claims.scoring import DATA

SPOT = re.compile(r"〔(.*?)\|(.*?)\|(.*?)〕")
FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
ALIKE = {"sum", "remainder", "growth"}
"""What is left, a part and a change are one subtraction: either may be told."""
TEXTS = (DATA / "claims" / "dense.txt").read_text("utf-8").split("##\n")[1:]
LEAST_TOLD = 0.55


def _written(body: str, wrong: int) -> tuple[str, list[tuple[set[str], bool, int, int]]]:
    """The text with one slip, or none, and of every spot: its kinds, whether it is known, where it stands."""
    text, at, spots = "", 0, []
    for n, hit in enumerate(SPOT.finditer(body)):
        text += body[at : hit.start()]
        begin = len(text)
        text += hit.group(3) if n == wrong else hit.group(2)
        kind = hit.group(1).rstrip("~")
        kinds = ALIKE if kind in ALIKE else {kind}
        spots.append((kinds, "~" not in hit.group(1), begin, len(text)))
        at = hit.end()
    return text + body[at:], spots


@pytest.mark.parametrize("body", TEXTS)
def test_what_is_right_is_found_and_never_called_wrong(body: str) -> None:
    text, spots = _written(body, -1)
    claims = judge(read(text))
    assert [claim.why for claim in claims if claim.verdict is Verdict.INCONSISTENT] == []
    for kinds, known, begin, end in spots:
        told = {c.verdict for c in claims if c.kind in kinds and c.start < end and begin <= c.end}
        assert not known or told & set(FITS), text[max(0, begin - 20) : end]


def test_most_slips_are_told() -> None:
    told = all_ = 0
    for body in TEXTS:
        for n in range(len(SPOT.findall(body))):
            text, spots = _written(body, n)
            kinds, _, begin, end = spots[n]
            found = [c for c in judge(read(text)) if c.kind in kinds and c.start < end and begin <= c.end]
            told += Verdict.INCONSISTENT in {claim.verdict for claim in found}
            all_ += 1
    assert told >= LEAST_TOLD * all_
