"""通报: drafts whose sentences are assembled from facts of the ledger, every figure with its origin.

``prose`` holds the values, ``periodic`` the bulletins of a month or quarter, ``closure`` that of one closed task.
"""

from __future__ import annotations

from ledger.bulletins.closure import closure
from ledger.bulletins.periodic import NAMES, periodic
from ledger.bulletins.prose import Bulletin, Figure, Paragraph, Traced

__all__ = ["NAMES", "Bulletin", "Figure", "Paragraph", "Traced", "closure", "periodic"]
