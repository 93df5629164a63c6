"""Old Office and WPS files through LibreOffice, where it is installed: the ``Converter`` for ``files.read``.

The file is converted in a folder of its own with a profile of its own that forbids macros, links and updates;
the process has a time limit and a memory limit and is ended with everything it started. What it writes is
read like any other file from outside.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from ledger import system
from ledger.errors import FileRefused, reason
from ledger.importers.files import Converter

_SECONDS = 90
_MOST_OUTPUT = 100 << 20
_MEMORY = 4 << 30
_EXTENSIONS = {"doc": ".doc", "xls": ".xls", "rtf": ".rtf", "odt": ".odt", "ods": ".ods"}
_FILTERS = {
    "docx": "docx:MS Word 2007 XML",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
}
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>3</value></prop><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse">
<value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""
_HINT = "请用Word或WPS打开，另存为docx（表格存为xlsx）后再导入"


def converter() -> Converter | None:
    """What converts old files; ``None`` where LibreOffice is not installed."""
    known = (str(place) for place in system.office_places(os.environ) if place.is_file())
    program = shutil.which("soffice") or shutil.which("libreoffice") or next(known, None)
    if program is None:
        return None

    def convert(data: bytes, kind: str, wanted: str) -> bytes:
        return _converted(program, data, kind, wanted)

    return convert


def _converted(program: str, data: bytes, kind: str, wanted: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="taizhang-") as folder:
        base = Path(folder)
        profile = base / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8", newline="\n")
        source = base / f"source{_EXTENSIONS.get(kind, '.bin')}"
        source.write_bytes(data)
        out = base / "out"
        out.mkdir()
        command = [
            program,
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--nodefault",
            "--nologo",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            _FILTERS[wanted],
            "--outdir",
            str(out),
            str(source),
        ]
        _run(command, base)
        made = out / f"source.{wanted}"
        if not made.is_file():
            raise FileRefused("LibreOffice 打不开这个文件，可能已损坏或加了密码", _HINT)
        if made.stat().st_size > _MOST_OUTPUT:
            raise FileRefused("转换出来的文件太大，没有读取", _HINT)
        return made.read_bytes()


def _run(command: list[str], folder: Path) -> None:
    environment = system.bare_environment(os.environ, folder) | {
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **system.own_group(_limits()),
        )
    except OSError as failure:
        raise FileRefused(f"LibreOffice 启动不了：{reason(failure)}", _HINT) from failure
    try:
        process.wait(_SECONDS)
    except subprocess.TimeoutExpired as failure:
        raise FileRefused(f"LibreOffice 转换超过{_SECONDS}秒，没有读取", _HINT) from failure
    finally:
        system.end_group(process)


def _limits() -> Callable[[], None] | None:
    """What the child sets for itself before it becomes LibreOffice: processor time, file size, memory."""
    try:
        import resource
    except ImportError:  # not on Windows
        return None

    def apply() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_OUTPUT * 2, _MOST_OUTPUT * 2))
        resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))

    return apply
