"""工作清单: the tasks of a period as one workbook, for offices that live in Excel or WPS 表格, and the way back.

returned.py   a workbook that comes back, read into lines
applying.py   which cells changed, what stands against it, and the commits

``worklines.py`` says what a line shows, ``report/worklist.py`` lays the lines out as a sheet.
"""

from ledger.worklist.applying import Applied, CellChange, RowChange, apply, changes
from ledger.worklist.returned import Returned, read

__all__ = [
    "Applied",
    "CellChange",
    "Returned",
    "RowChange",
    "apply",
    "changes",
    "read",
]
