"""Documents from a ledger: ``build`` says what they show, ``render`` makes bytes of it.

report = build("situation", ledger, period=Period.parse("2020-04"), unit="区住建局")
data = render(report, "docx", root / "templates")
"""

from __future__ import annotations

from ledger.report.context import KINDS, build
from ledger.report.formats import FORMATS, remarks, render

__all__ = ["FORMATS", "KINDS", "build", "remarks", "render"]
