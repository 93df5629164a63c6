"""Papers that somebody else wrote, with wrong figures planted in them (虚构): what is found may not become less."""

from __future__ import annotations

import pytest

from tests.claims.scoring import score_heldout

FLOORS = {"exam-2.yaml": (0.97, 0.9, 0), "exam-4.yaml": (0.97, 0.95, 0)}
"""Least precision, least recall, and most right figures called wrong; see docs/numbers.md for the first run."""


@pytest.mark.parametrize("name", FLOORS)
def test_papers_of_another_hand_are_done_as_well_as_before(name: str) -> None:
    precision, recall, alarms = FLOORS[name]
    score = score_heldout(name)
    told = sum(score.right.values()) + len(score.extra)  # true, though not on the list
    assert told / sum(score.found.values()) >= precision
    assert score.recall >= recall
    assert len([alarm for alarm in score.alarms if " inconsistent " in alarm]) <= alarms
