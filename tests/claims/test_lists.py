"""The claim lists written by hand, and the invented held-out texts."""

from __future__ import annotations

import pytest

from ledger.claims import Verdict, judge
from ledger.figures import read
from tests.claims.scoring import DATA, load, place, score_heldout, score_sources


def test_there_are_more_than_sixty_claims_and_every_quote_is_in_its_text() -> None:
    count = 0
    for path in sorted((DATA / "claims").glob("source-*.yaml")):
        listed = load(path.name)
        text = (DATA / "sources" / listed["source"]).read_text("utf-8")
        for item in listed["claims"]:
            place(text, item["quote"], item.get("nth", 1))
            count += 1
    assert count > 60


def test_the_five_sources_are_judged_as_a_person_does() -> None:
    score = score_sources()
    assert score.alarms == []
    assert score.misses == []
    assert score.precision >= 0.95
    assert score.recall >= 0.9


def test_the_first_held_out_texts_hold_as_a_regression() -> None:
    score = score_heldout()
    assert score.alarms == []
    assert score.misses == []


@pytest.mark.parametrize(
    "name",
    [
        "heldout-2.yaml",
        "heldout-3.yaml",
        "heldout-4.yaml",
        "heldout-5.yaml",
        "heldout-6.yaml",
        "heldout-7.yaml",
        "heldout-8.yaml",
        "heldout-9.yaml",
    ],
)
def test_later_held_out_texts_hold_as_a_regression(name: str) -> None:
    score = score_heldout(name)
    assert score.alarms == []
    assert len(score.misses) <= 1


@pytest.mark.parametrize("name", ["quiet-9.txt", "quiet-10.txt"])
def test_sixteen_documents_in_which_all_is_right_raise_no_alarm(name: str) -> None:
    """Written by another hand to lead astray whoever divides what does not belong together."""
    documents = (DATA / "claims" / name).read_text("utf-8").split("＝＝＝")
    assert len(documents) == 16
    claims = [claim for document in documents for claim in judge(read(document))]
    assert [claim.why for claim in claims if claim.verdict in (Verdict.INCONSISTENT, Verdict.ROUNDING)] == []
    assert sum(claim.verdict is Verdict.CONSISTENT for claim in claims) > 150


@pytest.mark.parametrize("number", range(10, 15))
def test_texts_of_another_hand_hold_as_a_regression(number: int) -> None:
    score = score_heldout(f"heldout-{number}.yaml")
    assert score.alarms == []
    assert len(score.misses) <= 3
    assert score.recall >= 0.95


@pytest.mark.parametrize(
    "name", ["quiet.txt", "quiet-2.txt", "quiet-3.txt", "quiet-5.txt", "quiet-6.txt", "quiet-7.txt", "quiet-8.txt"]
)
def test_a_page_of_true_sentences_raises_no_alarm(name: str) -> None:
    text = (DATA / "claims" / name).read_text("utf-8")
    wrong = [claim.why for claim in judge(read(text)) if claim.verdict in (Verdict.INCONSISTENT, Verdict.ROUNDING)]
    assert wrong == []
    assert len(judge(read(text))) > 3
