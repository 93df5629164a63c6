"""通报: drafts whose sentences are assembled from facts of the ledger, every figure with its origin.

``prose`` holds the values, ``periodic`` the bulletins of a month or quarter, ``matter`` and ``closure`` those of one
task under way or closed (``single`` is what they share), ``reminded`` that of the notices sent for a period, ``ranked``
that of the ranking.
"""

from __future__ import annotations

from ledger.bulletins.closure import closure
from ledger.bulletins.matter import matter
from ledger.bulletins.periodic import NAMES, periodic
from ledger.bulletins.prose import Bulletin, Figure, Paragraph, Traced
from ledger.bulletins.ranked import ranked
from ledger.bulletins.reminded import reminded

__all__ = ["NAMES", "Bulletin", "Figure", "Paragraph", "Traced", "closure", "matter", "periodic", "ranked", "reminded"]
