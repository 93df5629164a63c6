"""Judging: what a text claims with its figures, recomputed. One function a kind, with its page.

``judge.judge`` takes a reading (``ledger.figures``) and what is known beside the text, and gives claims with a
verdict and the arithmetic in words. A claim that cannot be decided is ``unclear``, never a guess.
"""

from ledger.claims.judge import judge
from ledger.claims.values import KINDS, Claim, Given, Kind, Verdict

__all__ = ["KINDS", "Claim", "Given", "Kind", "Verdict", "judge"]
