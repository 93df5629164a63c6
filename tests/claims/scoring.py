"""Claims found against claim lists written by hand: precision and recall, by kind.

A claim is found when one of the same kind overlaps its quote with an accepted verdict. Precision counts what
was found and is not on the list, or has another verdict, as wrong; kinds that a list does not go into are told
apart by ``extra``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ledger.claims import Claim, Given, judge
from ledger.figures import read

DATA = Path(__file__).parent.parent / "data"


@dataclass
class Score:
    """Counts by kind, and what went wrong, in words."""

    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    alarms: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return sum(self.right.values()) / max(1, sum(self.found.values()))

    @property
    def recall(self) -> float:
        return sum(self.hit.values()) / max(1, sum(self.wanted.values()))

    def table(self) -> str:
        kinds = sorted({*self.found, *self.wanted})
        rows = [
            f"{k:12} found {self.found[k]:3} right {self.right[k]:3} wanted {self.wanted[k]:3} hit {self.hit[k]:3}"
            for k in kinds
        ]
        return "\n".join([*rows, f"precision {self.precision:.3f} recall {self.recall:.3f}"])


def place(text: str, quote: str, nth: int = 1) -> tuple[int, int]:
    at = -1
    for _ in range(nth):
        at = text.find(quote, at + 1)
        assert at >= 0, f"not in the text: {quote}"
    return at, at + len(quote)


def score_text(
    score: Score,
    name: str,
    text: str,
    wanted: list[dict[str, Any]],
    given: Given,
    *,
    skip: frozenset[str] = frozenset(),
) -> None:
    """Judge one text and add to the score."""
    claims = judge(read(text), given)
    used: set[int] = set()
    good: set[int] = set()
    wrong: dict[int, str] = {}
    for item in wanted:
        kind = item["kind"]
        if kind in skip or kind == "none" or item.get("needs") == "ledger":
            continue
        begin, end = place(text, item["quote"], item.get("nth", 1))
        optional = bool(item.get("may"))
        score.wanted[kind] += not optional
        accepted = {item["verdict"], *str(item.get("or", "")).split()}
        kinds = {kind, *str(item.get("kind_or", "")).split()}
        over = [n for n, c in enumerate(claims) if c.kind in kinds and c.start < end and begin < c.end]
        right = [n for n in over if claims[n].verdict.value in accepted]
        used.update(over)
        good.update(right)
        wrong.update({n: item["quote"] for n in over if n not in right})
        if optional:
            pass  # right when told, no miss when not
        elif right or "unclear" in accepted:
            score.hit[kind] += 1  # silence is an accepted way of saying that it cannot be told
        else:
            said = "、".join(f"{claims[n].verdict.value} {claims[n].why}" for n in over) or "silent"
            score.misses.append(f"{name}: {kind} “{item['quote']}”: wanted {item['verdict']}, got {said}")
    for n, claim in enumerate(claims):
        if claim.kind in skip:
            continue
        score.found[claim.kind] += 1
        words = f"{name}: {claim.kind} {claim.verdict.value} “{text[claim.start : claim.end]}”: {claim.why}"
        if n in used:
            score.right[claim.kind] += n in good
            if n not in good:
                score.alarms.append(f"{words} (“{wrong[n]}”)")
        elif claim.verdict in ("inconsistent", "rounding"):
            score.alarms.append(words)
        else:
            score.extra.append(words)
            # not on the list, and nobody is alarmed: right if it is true, which a person has to see
            score.right[claim.kind] += claim.verdict == "unclear"


def load(name: str) -> dict[str, Any]:
    value: dict[str, Any] = yaml.safe_load((DATA / "claims" / name).read_text("utf-8"))
    return value


def score_sources() -> Score:
    """The five real texts, each by itself."""
    score = Score()
    for path in sorted((DATA / "claims").glob("source-*.yaml")):
        listed = load(path.name)
        text = (DATA / "sources" / listed["source"]).read_text("utf-8")
        given = Given(year=2019, month=6) if "2019q2" in path.name else Given()
        score_text(score, path.stem, text, listed["claims"], given)
    return score


def as_lines(claims: list[Claim], text: str) -> list[str]:
    return [f"{c.kind} {c.verdict.value} {text[c.start : c.end]!r}: {c.why}" for c in claims]


def score_heldout(name: str = "heldout.yaml") -> Score:
    """The invented texts that the checker was not tuned to."""
    score = Score()
    for item in yaml.safe_load((DATA / "claims" / name).read_text("utf-8")):
        score_text(score, item["name"], item["text"], item["claims"], Given())
    return score
