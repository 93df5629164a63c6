"""The picture behind the pages, against answers worked out from the script of the simulated year alone."""

from __future__ import annotations

from collections import Counter

import pytest

from ledger.model import EMPTY, Period
from ledger.site import facts
from ledger.site.facts import look_at
from ledger.site.moves import moves
from ledger.store import Ledger
from ledger.values import replace
from tests import simulated


@pytest.fixture(scope="module")
def lights() -> dict[tuple[str, int], str]:
    return simulated.expected_lights(simulated.script(3))


@pytest.mark.parametrize("month", [1, 6, 12])
def test_every_task_has_the_light_of_the_period_and_of_the_one_before(
    year: Ledger, lights: dict[tuple[str, int], str], month: int
) -> None:
    picture = look_at(year, Period(2021, "month", month))
    assert [card.light for card in picture.cards] == [lights[card.id, month] for card in picture.cards]
    assert [card.was for card in picture.cards] == [lights.get((card.id, month - 1), "") for card in picture.cards]


def test_the_trend_counts_lights_month_by_month(year: Ledger, lights: dict[tuple[str, int], str]) -> None:
    picture = look_at(year)
    assert [step.period.index for step in picture.trend] == list(range(1, 13))
    for step in picture.trend:
        counted = Counter(light for (_, month), light in lights.items() if month == step.period.index)
        assert step.lights == {colour: counted[colour] for colour in ("红", "黄", "绿", "")}


def test_the_grave_ones_are_those_with_the_gravest_light(year: Ledger, lights: dict[tuple[str, int], str]) -> None:
    picture = look_at(year, Period(2021, "month", 6))
    red = [name for (name, month), light in sorted(lights.items()) if month == 6 and light == "红"]
    assert [card.id for card in facts.grave(picture)] == sorted(red, key=lambda name: lights[name, 5] == "红")


def test_what_moved_is_sorted_by_what_a_reader_asks(year: Ledger, lights: dict[tuple[str, int], str]) -> None:
    names, seen = sorted({name for name, _ in lights}), 0
    for month in range(2, 13):
        found = {kind.key: kind for kind in moves(look_at(year, Period(2021, "month", month)))}
        was, now = ({name: lights[name, at] for name in names} for at in (month - 1, month))
        new = [name for name in names if now[name] == "红" and was[name] != "红"]
        better = [name for name in names if was[name] and "红黄绿".index(now[name]) > "红黄绿".index(was[name])]
        shown = {key: found[key].moves if key in found else () for key in ("new-grave", "better")}
        assert [move.card.id for move in shown["new-grave"]] == new
        assert [move.card.id for move in shown["better"] if move.before] == better
        assert all(move.why for move in shown["new-grave"])
        bad = [kind.bad for kind in found.values()]
        assert bad == sorted(bad, reverse=True)
        seen += len(new)
    assert seen


def test_without_light_rules_the_unfinished_are_shown(year: Ledger) -> None:
    plain = replace(year, config=replace(year.config, rules=EMPTY))
    picture = look_at(plain, Period(2021, "month", 6))
    assert picture.colours == () and picture.notes == ()
    assert {card.light for card in picture.cards} == {""}
    assert {card.status for card in facts.grave(picture)} == {"未完成"}
    assert sum(picture.trend[-1].statuses.values()) == len(plain.records)


def test_rules_that_cannot_be_used_are_said_and_light_nothing(year: Ledger) -> None:
    for rules in ({"lights": [{"light": "红"}]}, {"lights": [{"light": "红", "report": ["迟报"]}]}):
        config = replace(year.config, rules=rules, reporting=replace(year.config.reporting, due=EMPTY))
        picture = look_at(replace(year, config=config))
        assert picture.colours == ()
        assert len(picture.notes) == 1 and picture.notes[0].startswith("没有亮灯：")


def test_nothing_reported_is_a_picture_too(year: Ledger) -> None:
    silent = tuple(replace(record, task=replace(record.task, progress=())) for record in year.records)
    picture = look_at(replace(year, records=silent))
    assert picture.period is None and picture.trend == () and picture.share is None
    assert look_at(replace(year, records=())).cards == ()


def test_a_unit_has_the_tasks_of_its_groups_and_old_names(year: Ledger) -> None:
    groups = {group.name: group for group in facts.by_unit(look_at(year))}
    assert set(groups) == set(simulated.UNITS)
    assert {len(group.cards) for group in groups.values()} == {4}


def test_later_reports_do_not_show_in_an_earlier_picture(year: Ledger) -> None:
    for card in look_at(year, Period(2021, "month", 3)).cards:
        reported = [entry.period.index for entry in card.record.task.progress if entry.period.index <= 3]
        assert card.seen.last == (f"2021年{max(reported)}月" if reported else "")
