"""Looking again at a ledger costs what has changed, and finds what a first look would find."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date

import pytest

from ledger.model import Change, Record, Review
from ledger.periods import Period
from ledger.site.facts import Picture, look_at
from ledger.site.memory import Memory
from ledger.store import Ledger
from ledger.values import replace

JUNE = Period(2021, "month", 6)


def with_task(ledger: Ledger, n: int, **changes: object) -> Ledger:
    records = list(ledger.records)
    records[n] = replace(records[n], task=replace(records[n].task, **changes))  # type: ignore[arg-type]
    return replace(ledger, records=tuple(records))


def edited(ledger: Ledger, chance: random.Random) -> Ledger:
    """One edit that somebody might make to one of the tasks."""
    n = chance.randrange(len(ledger.records))
    task = ledger.records[n].task
    other = ledger.records[chance.randrange(len(ledger.records))].task.id
    return chance.choice(
        (
            lambda: with_task(ledger, n, progress=task.progress[: chance.randrange(len(task.progress) + 1)]),
            lambda: with_task(ledger, n, same_as=(other,) if other != task.id else ()),
            lambda: with_task(ledger, n, reviews=(*task.reviews, Review(JUNE, "未完成", on=date(2021, 7, 5)))),
            lambda: with_task(ledger, n, changes=(*task.changes, Change("closure", date(2021, 6, 20)))),
            lambda: with_task(ledger, n, text=task.text + "改"),
            lambda: replace(ledger, records=(*ledger.records[:n], *ledger.records[n + 1 :])),
            lambda: replace(ledger, config=replace(ledger.config, title=ledger.config.title + "改")),
        )
    )()


def told(picture: Picture) -> tuple[object, ...]:
    return picture.period, picture.cards, picture.trend, picture.changes, picture.notes


@pytest.mark.parametrize("seed", range(6))
def test_a_second_look_finds_what_a_first_one_would(year: Ledger, seed: int) -> None:
    chance, memory, ledger = random.Random(seed), Memory(), year
    for _ in range(8):
        assert told(look_at(ledger, memory=memory)) == told(look_at(ledger))
        ledger = edited(ledger, chance)


def counted(memory: Memory, records: Sequence[Record]) -> list[str]:
    """Which tasks are looked at."""
    asked: list[str] = []

    def see(fresh: Sequence[Record]) -> Iterable[str]:
        asked.extend(record.task.id for record in fresh)
        return [record.task.id for record in fresh]

    assert memory.look(records, "same", see) == [record.task.id for record in records]
    return asked


def test_only_what_changed_and_its_kin_are_looked_at(year: Ledger) -> None:
    memory = Memory()
    ids = [record.task.id for record in year.records]
    ledger = with_task(year, 3, same_as=(ids[5],))
    assert counted(memory, ledger.records) == ids
    assert counted(memory, ledger.records) == []
    assert counted(memory, with_task(ledger, 7, text="改").records) == [ids[7]]
    # back again, and a task whose twin has changed
    assert counted(memory, ledger.records) == [ids[7]]
    assert counted(memory, with_task(ledger, 5, text="改").records) == [ids[3], ids[5]]


def test_records_that_share_an_id_are_all_looked_at(year: Ledger) -> None:
    memory = Memory()
    twice = with_task(year, 1, id=year.records[0].task.id)
    assert told(look_at(twice, memory=memory)) == told(look_at(twice))
    assert len(counted(memory, twice.records)) == len(twice.records)
