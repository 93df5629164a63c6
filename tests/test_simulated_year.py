"""Reports, lights and rankings of a simulated year (虚构) against a separate, straightforward computation."""

from __future__ import annotations

import pytest

from ledger import rulebook
from ledger.deadlines import owed
from ledger.lights import Facts
from ledger.periods import Period
from ledger.scoring import rank
from ledger.workdays import WorkCalendar
from tests import simulated as sim

SEEDS = (1, 2, 3)
PERIODS = {
    **{f"{sim.YEAR}-{month:02}": range(month, month + 1) for month in range(1, 13)},
    f"{sim.YEAR}-Q3": range(7, 10),
    f"{sim.YEAR}-H1": range(1, 7),
    f"{sim.YEAR}": range(1, 13),
}


@pytest.fixture(scope="module", params=SEEDS)
def year(request: pytest.FixtureRequest) -> tuple[list[sim.Deed], Facts]:
    deeds = sim.script(request.param)
    ledger = sim.ledger(deeds)
    return deeds, Facts(ledger, rulebook.of(ledger.config), WorkCalendar())


def test_the_year_has_something_of_everything(year: tuple[list[sim.Deed], Facts]) -> None:
    deeds, _ = year
    assert {sim.expected_report(deed)[0] for deed in deeds} == {"已报", "迟报", "未报"}
    assert set(sim.expected_lights(deeds).values()) >= {"红", "黄", "绿"}


def test_reports_of_every_month(year: tuple[list[sim.Deed], Facts]) -> None:
    deeds, facts = year
    ledger = facts.ledger
    for month in range(1, 13):
        found = owed(
            ledger.config, ledger.registry, ledger.records, Period(sim.YEAR, "month", month), facts.calendar, None
        )
        assert found.due.day == sim.due_dates()[month]
        got = {
            (one.task, unit.unit): (one.status, one.late_working_days) for unit in found.units for one in unit.details
        }
        assert got == {(d.task, d.unit): sim.expected_report(d) for d in deeds if d.month == month}


def test_lights_of_every_month(year: tuple[list[sim.Deed], Facts]) -> None:
    deeds, facts = year
    got = {
        (record.task.id, month): facts.light(record.task, Period(sim.YEAR, "month", month)).light
        for record in facts.ledger.records
        for month in range(1, 13)
    }
    assert got == sim.expected_lights(deeds)


@pytest.mark.parametrize("period", PERIODS)
def test_rankings(year: tuple[list[sim.Deed], Facts], period: str) -> None:
    deeds, facts = year
    scores = sim.expected_scores(deeds, PERIODS[period])
    first = list(sim.UNITS[:3])
    expected = {**sim.expected_ranks(scores, first), **sim.expected_ranks(scores, list(sim.UNITS[3:]))}
    found = rank(facts, Period.parse(period))
    assert {one.unit: one.score for one in found.units} == scores
    assert {one.unit: one.rank for one in found.units} == expected
    assert {one.unit: one.group for one in found.units} == {u: "甲组" if u in first else "" for u in sim.UNITS}
    assert all(sum(point.points for point in one.points) == one.score for one in found.units)
