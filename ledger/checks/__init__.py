"""The checks: one function a rule, a family of rules a module. Importing this package declares all of them."""

from ledger.checks import (
    amounts,
    base,
    changes,
    copies,
    dates,
    events,
    figures,
    pairs,
    progress,
    records,
    responsible,
    reviews,
    steadiness,
    sums,
    truth,
    waivers,
)

__all__ = [
    "amounts",
    "base",
    "changes",
    "copies",
    "dates",
    "events",
    "figures",
    "pairs",
    "progress",
    "records",
    "responsible",
    "reviews",
    "steadiness",
    "sums",
    "truth",
    "waivers",
]
