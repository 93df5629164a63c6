"""The 13 filled forms of ``tests/data/forms`` (虚构): every row exact."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger import store
from ledger.actions import How
from ledger.importers import files
from ledger.importers.forms.applying import Session
from ledger.text import squeeze

ROOT = Path(__file__).parents[3]
FORMS = ROOT / "tests/data/forms"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FORMS / "expected.json").read_text("utf-8"))
LISTS = {"附件1": "main", "附件2": "minsheng"}


@pytest.fixture(scope="module")
def session() -> Session:
    tree = store.WorkTree(ROOT)
    return Session(ROOT, {name: store.load(tree, name) for name in store.names(tree)}, how=How(dry_run=True))


@pytest.mark.parametrize("name", EXPECTED)
def test_every_row_of_a_sample_is_exact(name: str, session: Session) -> None:
    expected = EXPECTED[name]
    outcome = session.take(files.read(FORMS / name))
    assert outcome.error is None
    assert outcome.aim is not None
    assert (outcome.aim.ledger.name, outcome.aim.unit, str(outcome.aim.period)) == (
        "2020",
        expected["unit"],
        expected["period"],
    )
    assert outcome.aim.reported is not None
    found = []
    for each in outcome.rows:
        record, values = each.found.record, each.values
        assert record is not None
        assert each.status == "new"
        texts = (
            [values.plan, *(values.texts[key] for key in ("done", "problems", "next", "verdict"))]
            if expected["form"] == "附件4"
            else [text for _, text in (*values.plans, *values.people)]
        )
        found.append((record.list, record.task.number, *map(squeeze, texts)))
    keys = (
        ("plan", "done", "problems", "next", "evaluation")
        if expected["form"] == "附件4"
        else ("q1", "q2", "q3", "q4", "leader", "deputy", "remark")
    )
    wanted = [(LISTS[r["list"]], r["no"], *(squeeze(r[key]) for key in keys)) for r in expected["rows"]]
    assert found == wanted
    assert [finding for finding in outcome.findings if finding.level != "notice"] == []
