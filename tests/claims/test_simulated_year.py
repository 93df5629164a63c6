"""A year of invented reports with planted faults: all found, nothing called wrong without reason."""

from __future__ import annotations

from ledger import catalogue
from tests.claims.simulated import FAULTS, outcome


def test_planted_faults_are_found_and_honest_reports_left_alone() -> None:
    catalogue.rules()
    seen = outcome(144)
    assert {one.code for one in seen.found} == {code.split("/")[0] for code in FAULTS}
    assert seen.missed == []
    assert seen.alarms == []
    assert seen.entries > 1000
