"""``check --period``: exactly what is said of that period, and of none, and no more is read than that takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from ledger import figures, store
from ledger.checks import base, waivers
from ledger.checks import figures as rules
from ledger.diagnostics import Diagnostic
from ledger.model import Config, ListSpec, Record, Task
from ledger.periods import Period
from ledger.units import Registry
from tests.checks.test_gates import ledgers
from tests.claims.simulated import year


def shelves() -> Iterator[tuple[list[Record], base.Context]]:
    """Every sample, the real ledgers, the invented ones, and an invented year full of planted faults."""
    for ledger in ledgers():
        yield list(ledger.records), base.Context(ledger.config, ledger.registry)
    config = Config("2020", "虚构", 2020, {"main": ListSpec("main", "虚构")})
    records = [store.record_of(f"tasks/2020/main/{task.id}.yaml", task) for task in year()[0]]
    yield records, base.Context(config, Registry())


def periods_of(records: list[Record]) -> list[Period]:
    found = {entry.period for record in records for entry in record.task.progress}
    return sorted({*found, *(period.quarter for period in found if period.kind == "month"), Period(1999)})


def wanted(found: list[Diagnostic], task: Task, context: base.Context) -> list[Diagnostic]:
    about = [(finding, waivers.period_of(finding, task)) for finding in found]
    return [finding for finding, period in about if period is None or not context.passes_over(period)]


def test_a_rule_that_saves_itself_work_says_the_same_of_what_was_asked() -> None:
    saved: set[str] = set()
    for records, context in shelves():
        everything = {record.path: list(base.task_findings(record.task, context)) for record in records}
        for period in periods_of(records):
            one = base.Context(context.config, context.registry, period=period)
            for record in records:
                found = list(base.task_findings(record.task, one))
                said = everything[record.path]
                assert wanted(found, record.task, one) == wanted(said, record.task, one), (record.path, str(period))
                saved.update({f.code for f in said} - {f.code for f in found})
    # for these the comparison means something: they said less because they were asked for less
    assert {"N001", "N002", "N003", "N006", "P101", "P103", "P104", "P105", "P106", "P107", "P108", "D013"} <= saved


def test_rules_of_shared_words_offer_only_what_was_asked() -> None:
    told: set[str] = set()
    for records, context in shelves():
        for period in periods_of(records):
            one = base.Context(context.config, context.registry, period=period)
            for code, check in base.ledger_checks().items():
                if check.keys is None:
                    continue
                for record in records:
                    everything = [
                        (n, key)
                        for n, key in check.keys(record.task, context)
                        if not one.passes_over(record.task.progress[n].period)
                    ]
                    assert list(check.keys(record.task, one)) == everything
                    told.update(code for _ in everything)
    assert {"P102", "P110"} <= told


FAULTS = """\
id: 2021-main-002
number: 2
text: 虚构，办理诉求。
units: {lead: [区住建局], lead_source: first}
progress:
  - {period: 2021-01, unit: 区住建局, done: 受理诉求8960件，办结8512件，办结率97%。}
  - {period: 2021-02, unit: 区住建局, done: 受理诉求9000件，办结8100件，办结率98%。}
  - {period: 2021-03, unit: 区住建局, done: 受理诉求9200件，办结8740件，办结率95%。}
"""


def test_only_the_texts_of_the_period_are_read(
    folder: Path, taizhang: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "tasks" / "2021" / "main" / "002.yaml").write_text(FAULTS, "utf-8")
    seen: list[str] = []

    def counted(text: str) -> figures.Reading:
        seen.append(text)
        return figures.read(text)

    monkeypatch.setattr(rules, "read", counted)
    rules.reading.cache_clear()
    said = taizhang(folder, "check", "tasks/2021/main/002.yaml", "--period", "2021-02", "--no-cache").stdout
    assert "8100件÷9000件=90%" in said and "8512件" not in said
    assert "（进展只看 2021-02）" in said
    assert [text for text in seen if "受理诉求" in text] == ["受理诉求9000件，办结8100件，办结率98%。"]
    quarter = taizhang(folder, "check", "tasks/2021/main/002.yaml", "--period", "2021-Q1").stdout
    assert "8100件÷9000件=90%" in quarter and "8512件÷8960件=95%" in quarter


def test_an_idle_waiver_is_told_only_where_all_was_looked_at(folder: Path, taizhang: Callable[..., Result]) -> None:
    path = folder / "tasks" / "2021" / "main" / "002.yaml"
    path.write_text(
        FAULTS + "waivers: [{rule: N001, period: 2021-01, reason: 虚构}, {rule: N005, reason: 虚构}]\n", "utf-8"
    )
    name = "tasks/2021/main/002.yaml"
    assert "R091" in taizhang(folder, "check", name).stdout
    said = taizhang(folder, "check", name, "--period", "2021-Q1").stdout
    assert "R091" not in said and "8512件" not in said and "8100件÷9000件" in said


def test_a_period_that_is_none_is_refused(folder: Path, taizhang: Callable[..., Result]) -> None:
    told = taizhang(folder, "check", "--period", "2021-13")
    assert told.exit_code == 2 and "一年只有12个月" in told.output
