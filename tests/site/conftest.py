"""A ledger of the simulated year as pages, and the invented one with hostile texts in every field."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ledger.model import Change, Entry, Indicator, Record, Review, Task, Units
from ledger.periods import Period
from ledger.site import taskpage
from ledger.store import Ledger
from ledger.values import replace
from tests import simulated

JUNE = Period(2021, "month", 6)


@pytest.fixture(scope="session")
def year() -> Ledger:
    """Twenty invented tasks, twelve months, with light rules (虚构)."""
    return simulated.ledger(simulated.script(3))


HOSTILE = (
    "</script><script>alert(1)</script>\u2028\"'`<img src=x onerror=alert(2)> {{ 7*7 }} {% raw %}"
    " javascript:alert(3) <!-- ]]> \x00\x07\x1b[31m\u202e\u200b&lt;\ud800"
)


def hostile_task(n: int) -> Task:
    """A task whose every text is hostile, and different for each field."""

    def said(field: str) -> str:
        return f"{field}{n}{HOSTILE}"

    return Task(
        f"2021-main-{n:03}" if n else f"../../x{HOSTILE}",
        n,
        said("text"),
        category=(said("category"), said("level")),
        parent=said("parent"),
        leaders=(said("leader"),),
        units=Units((said("lead"),), (said("support"),), printed=said("printed")),
        deadline=said("deadline"),
        goal=said("goal"),
        same_as=(f"2021-main-{n + 1:03}", said("same")),
        indicators=(Indicator(said("indicator"), Decimal(1200), said("measure"), note=said("inote")),),
        plan={JUNE: said("plan")},
        progress=(
            Entry(
                JUNE,
                said("lead"),
                date(2021, 7, 2),
                said("done"),
                said("problems"),
                said("causes"),
                said("next"),
                said("verdict"),
                {said("indicator"): Decimal(310)},
                joint=(said("joint"),),
                source=said("source"),
                note=said("enote"),
            ),
        ),
        reviews=(Review(JUNE, said("rverdict"), said("by"), date(2021, 7, 12), said("rnote")),),
        changes=(
            Change(
                "extension", date(2021, 7, 1), said("field"), said("before"), said("after"), said("reason"), said("ok")
            ),
        ),
        other={said("head"): said("other")},
        note=said("note"),
    )


@pytest.fixture(scope="session")
def hostile(year: Ledger) -> Ledger:
    """Three tasks nobody should trust, in a ledger whose own texts are no better."""
    records = tuple(Record(f"tasks/2021/main/{n:03}.yaml", f"main{HOSTILE}", hostile_task(n)) for n in range(3))
    config = replace(
        year.config,
        title=f"台账{HOSTILE}",
        rules={"name": f"规则{HOSTILE}", "lights": [{"light": f"红{HOSTILE}", "behind_points": {"over": 5}}]},
    )
    return replace(year, config=config, records=records)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks whose pages are really made."""
    found: list[str] = []
    page = taskpage.TaskPages.page

    def noting(self, card, *rest):  # type: ignore[no-untyped-def]
        found.append(card.id)
        return page(self, card, *rest)

    monkeypatch.setattr(taskpage.TaskPages, "page", noting)
    return found
