"""The extension for VS Code: its package, and its script run by Node against the real server."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import Result

from cli.languageserver.vsix import packed
from cli.main import VERSION
from tests.conftest import ROOT

SCRIPT = ROOT / "cli" / "languageserver" / "extension" / "extension.js"
NODE = shutil.which("node")


def test_the_package_is_whole_and_always_the_same(
    folder: Path, tmp_path: Path, taizhang: Callable[..., Result]
) -> None:
    target = tmp_path / "台账.vsix"
    result = taizhang(folder, "lsp", "--vsix", str(target))
    assert result.exit_code == 0 and "code --install-extension" in result.stderr
    data = target.read_bytes()
    assert data == packed(VERSION)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("extension/package.json"))
        assert archive.read("extension/" + manifest["main"].removeprefix("./")).decode() == SCRIPT.read_text("utf-8")
        for name in ("extension.vsixmanifest", "[Content_Types].xml"):
            tree = ElementTree.fromstring(archive.read(name))  # noqa: S314 - our own text
        types = {one.attrib["Extension"] for one in tree}
        assert {Path(name).suffix for name in archive.namelist()} - {".xml"} <= types
    assert manifest["version"] == VERSION
    # a repository from a stranger must not choose which program is started
    assert manifest["contributes"]["configuration"]["properties"]["taizhang.command"]["scope"] == "machine"


def run(folder: Path, *command: str) -> Any:
    test = Path(__file__).with_name("extension.test.js")
    line = [str(NODE), str(test), str(SCRIPT), str(folder), "tasks/2021/main/001.yaml", *command]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_the_extension_shows_what_the_server_says(folder: Path) -> None:
    # the program is started in the folder of the ledger, as VS Code does
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); from cli.main import main; sys.argv[1:] = ['lsp']; main()"
    )
    said = run(folder, sys.executable, "-c", program)
    assert said["messages"] == []
    assert said["commands"] == ["taizhang.rewriteFile"]
    assert said["diagnostics"] == [["Y003", 0, 5]]
    assert said["actions"] == [["改成“leaders: [甲某]”", True, 1]]
    assert said["completion"][0] == ["区住建局", "区住房和城乡建设局", 6, "区住建局"]
    assert "怎么知道谁牵头" in said["hover"]
    assert said["definition"] == 1
    (edit,) = said["format"]
    assert edit["text"] == "leaders: [甲某]\n"
    assert "progress" in said["symbols"]


@pytest.mark.skipif(NODE is None, reason="needs Node")
def test_a_missing_program_is_said(folder: Path) -> None:
    (message,) = run(folder, "没有这个程序")["messages"]
    assert "taizhang.command" in message
