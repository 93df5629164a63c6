"""What a claim was computed from: the same in values as its sentence of arithmetic says in words.

A look that forgets to give its operands, or gives them in another order than it writes them, is caught here.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from ledger.claims import Claim, Given, Verdict, judge
from ledger.figures import Figure, read

DATA = Path(__file__).parent.parent / "data"
KINDS = ("share", "growth", "sum", "remainder", "average", "lead")
_SIGNS = re.compile("[-+−÷×()（）]")
_NUMBERS = ("天", "年", "个月")


@cache
def judged() -> tuple[Claim, ...]:
    """The claims of every line of the test texts, as they stand and with every seventh digit another."""
    files = (*sorted((DATA / "claims").glob("*.txt")), *sorted((DATA / "sources").glob("*.txt")))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    known = Given(year=2021, month=9)
    return tuple(claim for line in (*lines, *map(_bent, lines)) for claim in judge(read(line), known))


def _bent(line: str) -> str:
    seen = 0
    out = []
    for character in line:
        seen += character.isascii() and character.isdigit()
        turn = character.isascii() and character.isdigit() and seen % 7 == 0
        out.append(str((int(character) + 3) % 10) if turn else character)
    return "".join(out)


def _amounts(figures: list[Figure] | tuple[Figure, ...]) -> list[tuple[object, str]]:
    told = (f for f in figures if f.kind == "amount" and f.measure and f.dimension not in _NUMBERS)
    return [(f.value, f.dimension) for f in told]


def _said(claim: Claim) -> list[tuple[object, str]]:
    """The amounts on the left of the sentence's equals sign, in order."""
    pieces = _SIGNS.split(claim.why.partition("=")[0])
    return _amounts([figure for piece in pieces for figure in read(piece).figures])


@pytest.mark.parametrize("kind", KINDS)
def test_every_claim_that_may_be_doubted_has_its_working(kind: str) -> None:
    of_kind = [c for c in judged() if c.kind == kind and c.verdict is Verdict.INCONSISTENT]
    assert of_kind
    assert not [c.why for c in of_kind if c.working is None]


@pytest.mark.parametrize("kind", ("share", "growth", "sum", "remainder", "average"))
def test_a_working_is_what_the_sentence_says(kind: str) -> None:
    worked = [c for c in judged() if c.kind == kind and c.working is not None and "=" in c.why]
    assert len(worked) > 10
    wrong = [(c.why, _said(c)) for c in worked if c.working and _said(c) != _amounts(c.working.operands)]
    assert not wrong


def test_a_working_is_of_the_figure_that_is_told() -> None:
    worked = [c for c in judged() if c.working is not None]
    assert not [c.why for c in worked if c.working and c.working.stated.printed != c.stated]


def test_what_comes_out_is_what_is_printed() -> None:
    """The printed result is rounded, the computed one is not: never further apart than one of the last place."""
    for claim in judged():
        printed = read(claim.computed).figures
        if claim.working is None or not printed or printed[0].kind != claim.working.stated.kind:
            continue
        shown, due = abs(printed[0].exact), abs(claim.working.computed)
        stated = claim.working.stated
        assert abs(shown - due) <= Fraction(stated.step or stated.scale), claim.why
