"""A notice saved as an old Word file is read through LibreOffice and gives the same tasks."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import ROOT

SOURCE = ROOT / "tests/data/sources/notice-2020.docx"


@pytest.mark.skipif(not shutil.which("soffice"), reason="没有装 LibreOffice，不能读 .doc")
def test_a_doc_gives_the_tasks_of_the_docx(folder: Path, tmp_path: Path, taizhang: Callable[..., Result]) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", "doc", "--outdir", str(tmp_path), str(SOURCE)],
        check=True,
        capture_output=True,
        timeout=180,
    )

    def tasks(file: Path) -> list[tuple[object, ...]]:
        result = taizhang(folder, "import", "notice", str(file), "--ledger", "2020", "--dry-run", "--json")
        assert result.exit_code == 0, result.output
        read = json.loads(result.stdout)["tasks"]
        return [(t["id"], t["text"], tuple(t["category"]), tuple(t["leaders"]), str(t["units"])) for t in read]

    old = tasks(tmp_path / "notice-2020.doc")
    assert len(old) == 202 and old == tasks(SOURCE)
