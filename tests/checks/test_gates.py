"""A rule is left out only where it has nothing to say: over every sample, the real tasks and the invented ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

import pytest

from ledger import codec, store, taskline, yamlfile
from ledger.checks import base
from ledger.diagnostics import RULES, Diagnostic, Level
from ledger.errors import LedgerError
from ledger.inspection import outcome
from ledger.model import Entry, Task
from ledger.periods import Period
from ledger.store import WorkTree
from ledger.values import fields
from tests.checks.samples import samples, tree_of
from tests.conftest import INVENTED, ROOT
from tests.test_task_line import damaged


def ledgers() -> Iterator[store.Ledger]:
    for sample in samples():
        try:
            yield store.load(tree_of(sample), "2020")
        except LedgerError:
            continue
    for root in (ROOT, INVENTED):
        tree = WorkTree(root)
        yield from (store.load(tree, name) for name in store.names(tree))


def everything(task: Task, context: base.Context) -> list[Diagnostic]:
    """What the rules say when each is asked."""
    return [
        check.rule.at(found.path, found.message, found.hint, level=found.level)
        for check in base.chosen(base.task_checks(), context)
        for found in check.find(task, context)
    ]


def canonical(task: Task) -> str:
    return yamlfile.dump(codec.encode(task), block=codec.BLOCK)


def test_rules_are_left_out_only_where_they_have_nothing_to_say() -> None:
    told: set[str] = set()
    dice = random.Random(3)
    for ledger in ledgers():
        context = base.Context(ledger.config, ledger.registry, date(ledger.config.year, 6, 30))
        for record in ledger.records:
            text = canonical(record.task)
            for tried in (text, damaged(text, dice)):
                read = taskline.read(tried.encode())
                if read is not None:
                    asked = list(base.task_findings(read[0], context, text=read[1]))
                    assert asked == everything(read[0], context) == list(base.task_findings(read[0], context))
                    told.update(finding.code for finding in asked)
    # the comparison means something only for rules that found something
    prefiltered = {code for code, check in base.task_checks().items() if check.of or check.signs}
    assert prefiltered - told == set()


def test_a_head_comes_back_from_its_bytes() -> None:
    for ledger in ledgers():
        for record in ledger.records:
            head = outcome.unpacked_head(outcome.packed_head(record.task))
            kept = base.head(record.task)
            assert head is not None
            for name in fields(Task):
                one, other = getattr(head, name), getattr(kept, name)
                assert one is other if one is base.UNREAD else one == other, name


@pytest.mark.parametrize("seed", range(20))
def test_a_timeline_has_all_entries_in_order(seed: int) -> None:
    dice = random.Random(seed)
    periods = [
        Period.parse(each) for each in ("2020-01", "2020-02", "2020-Q1", "2020-H1", "2020")[: dice.randint(1, 5)]
    ]
    entries = [Entry(dice.choice(periods), dice.choice("甲乙")) for _ in range(dice.randint(0, 8))]
    task = Task("2020-main-001", 1, "虚构", progress=tuple(entries))
    ledger = store.load(tree_of(samples()[0]), "2020")
    context = base.Context(ledger.config, ledger.registry)
    timeline = context.timeline(task)
    assert context.timeline(task) is timeline
    in_order = sorted(enumerate(entries), key=lambda each: each[1].period.sort_key)
    assert timeline.in_order == in_order
    assert timeline.is_in_order == (in_order == list(enumerate(entries)))
    units = list(dict.fromkeys(each.unit for each in entries))
    assert timeline.by_unit == [[each for each in in_order if each[1].unit == unit] for unit in units]
    for period in periods:
        assert timeline.of(period) == [each for each in entries if each.period == period]


def test_errors_come_only_from_rules_of_errors() -> None:
    """Who wants errors alone (``sealing``) asks those rules and no others."""
    told = 0
    for ledger in ledgers():
        context = base.Context(ledger.config, ledger.registry, date(ledger.config.year, 6, 30))
        found = [*ledger.findings, *base.ledger_findings(ledger, context)]
        found += [finding for record in ledger.records for finding in everything(record.task, context)]
        errors = [finding for finding in found if finding.level is Level.ERROR]
        assert {finding.code for finding in errors if RULES[finding.code].level is not Level.ERROR} == set()
        told += len(errors)
    assert told > 20
