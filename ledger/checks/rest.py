"""The rules that are declared when they are asked for: importing this module declares them (``base.complete``)."""

from ledger.checks import (
    amounts,
    changes,
    copies,
    dates,
    events,
    figures,
    pairs,
    people,
    progress,
    quoted,
    records,
    responsible,
    steadiness,
    sums,
    truth,
    whole,
)

__all__ = [
    "amounts",
    "changes",
    "copies",
    "dates",
    "events",
    "figures",
    "pairs",
    "people",
    "progress",
    "quoted",
    "records",
    "responsible",
    "steadiness",
    "sums",
    "truth",
    "whole",
]
