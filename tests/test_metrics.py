"""Where a task stands: 自报, 核实 and 办结 are never one."""

from __future__ import annotations

import random
from datetime import date

import pytest

from ledger.metrics import status, statuses
from ledger.model import Change, Entry, Review, Task
from ledger.periods import Period

MARCH, APRIL = Period.parse("2021-03"), Period.parse("2021-04")
DONE = Entry(MARCH, "区住建局", done="建成。", verdict="完成")
NOT = Entry(MARCH, "区教体局", done="正在建。", verdict="未完成")
SILENT = Entry(MARCH, "区住建局", done="正在建。")
LATER = Entry(APRIL, "区住建局", done="仍在建。", verdict="未完成")
CONFIRMED, REFUSED = Review(MARCH, "完成"), Review(MARCH, "未完成")
CLOSED = Change("closure", date(2021, 4, 20))
REOPENED = Change("reopening", date(2021, 5, 20))


@pytest.mark.parametrize(
    ("parts", "period", "expected"),
    [
        ({}, None, "未报"),
        ({"progress": (DONE,)}, None, "自报完成"),
        ({"progress": (DONE, NOT)}, None, "未完成"),
        ({"progress": (SILENT,)}, None, "推进中"),
        ({"progress": (DONE, SILENT)}, None, "推进中"),
        ({"progress": (DONE,), "reviews": (CONFIRMED,)}, None, "核实完成"),
        ({"progress": (DONE,), "reviews": (REFUSED,)}, None, "未完成"),
        ({"progress": (DONE, LATER), "reviews": (CONFIRMED,)}, None, "未完成"),
        ({"progress": (DONE, LATER), "reviews": (CONFIRMED,)}, MARCH, "核实完成"),
        ({"progress": (LATER,)}, MARCH, "未报"),
        ({"progress": (DONE,), "changes": (CLOSED,)}, None, "办结"),
        ({"progress": (DONE,), "changes": (CLOSED,)}, MARCH, "自报完成"),
        ({"progress": (DONE,), "changes": (CLOSED, REOPENED)}, None, "自报完成"),
    ],
)
def test_status(parts: dict[str, object], period: Period | None, expected: str) -> None:
    assert status(Task("2021-main-001", 1, "虚构任务。", **parts), period) == expected  # type: ignore[arg-type]


def test_statuses_are_the_status_of_each_period() -> None:
    chance = random.Random(5)
    spans = [*Period(2021).months, Period.parse("2021-Q1"), Period.parse("2021-H1"), Period(2021)]
    for _ in range(300):
        entries = tuple(
            Entry(chance.choice(spans), chance.choice("甲乙"), verdict=chance.choice(("", "完成", "未完成", "推进")))
            for _ in range(chance.randrange(5))
        )
        reviews = tuple(
            Review(chance.choice(spans), chance.choice(("完成", "未完成"))) for _ in range(chance.randrange(3))
        )
        changes = (CLOSED,) if chance.random() < 0.3 else ()
        task = Task("2021-main-001", 1, "虚构任务。", progress=entries, reviews=reviews, changes=changes)
        assert statuses(task, spans) == [status(task, span) for span in spans]
