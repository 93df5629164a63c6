"""docs/export.md lists the tables as they are; ``--update-golden`` writes the list anew."""

from __future__ import annotations

import pytest

from ledger.export.tables import TABLES
from tests.conftest import ROOT

PAGE = ROOT / "docs/export.md"
BEGIN, END = "<!-- tables -->\n", "<!-- /tables -->\n"


def listed() -> str:
    parts = []
    for table in TABLES:
        rows = "".join(f"| `{column.name}` | {column.kind} | {column.about} |\n" for column in table.columns)
        parts.append(f"### `{table.name}`：{table.about}\n\n| 列 | 类型 | 内容 |\n|---|---|---|\n{rows}")
    return "\n" + "\n".join(parts) + "\n"


def test_the_page_lists_every_table_and_column(request: pytest.FixtureRequest) -> None:
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    found, _, after = rest.partition(END)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(f"{before}{BEGIN}{listed()}{END}{after}", "utf-8")
    else:
        assert found == listed()
