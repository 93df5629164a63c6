"""The cells of a 情况表 as JSON, for the floors that write the same table another way.

python -m bench.render LEDGER CELLS
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ledger import report, store
from ledger.periods import Period


def main(folder: str, out: str) -> None:
    """Write the texts of every cell, the head first, each row as wide as the head."""
    ledger = store.load(store.WorkTree(Path(folder)), "2021")
    made = report.build("situation", ledger, period=Period.parse("2021-12"))
    rows: list[list[str]] = []
    for section in made.sections:
        width = len(section.columns)
        heads = [[cell.text for cell in cells] for cells in section.heads]
        rows += [(head + [""] * width)[:width] for head in heads[:1] if not rows]
        rows += [([cell.text for cell in row.cells] + [""] * width)[:width] for row in section.rows if not row.band]
    Path(out).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
