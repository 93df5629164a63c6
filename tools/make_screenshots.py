"""Pictures for the README, taken from the demo (虚构): commands on a terminal, the dashboard.

    python tools/make_screenshots.py

The commands run for real, at a width of 100 columns with colour; what they print and the pages are
photographed in Debian's Chromium through Playwright. Needs the development tools, Chromium and a font whose
Han characters are two columns wide (fonts-noto-cjk).
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright
from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
_WIDTH = 100
_PAGE = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
<pre style="font:16px/1.45 'Noto Sans Mono CJK SC',monospace;margin:0;padding:16px 20px;display:inline-block;
background:#1b1e24;color:#e6e6e6">{code}</pre>"""
TERMINALS = {
    "stats": (("stats",), 34),
    "check": (("check", "--level", "warning"), 24),
    "diff": (("diff", "2025-08", "2025-09"), 22),
}
PAGES = {"site": ("index.html", 1280, 900), "site-phone": ("index.html", 390, 780)}


def main() -> None:
    """Make the demo in a temporary folder and picture it."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        demo, site = Path(folder) / "演示", Path(folder) / "site"
        _run("demo", str(demo))
        _run("-C", str(demo), "site", "-o", str(site))
        pages = [(name, (site / page).as_uri(), width, height) for name, (page, width, height) in PAGES.items()]
        for name, (words, lines) in TERMINALS.items():
            page = Path(folder) / f"{name}.html"
            page.write_text(_terminal("taizhang " + " ".join(words), _run("-C", str(demo), *words), lines), "utf-8")
            pages.append((name, page.as_uri(), 1000, 900))
        _photograph(driver, pages)


def _run(*words: str) -> str:
    """What a command prints on a terminal of our width: a pseudo-terminal is what turns colour on."""
    import pty

    ours, theirs = pty.openpty()
    environ = {**os.environ, "COLUMNS": str(_WIDTH), "TERM": "xterm-256color", "FORCE_COLOR": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "cli", *words], cwd=ROOT, stdout=theirs, stderr=subprocess.DEVNULL, env=environ
    ) as process:
        os.close(theirs)
        said = io.BytesIO()
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other end has closed
                break
            if not part:
                break
            said.write(part)
        process.wait()
    os.close(ours)
    return said.getvalue().decode("utf-8").replace("\r\n", "\n")


def _terminal(command: str, said: str, lines: int) -> str:
    """A page that looks like the terminal did."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bold green"), (command, "bold")))
    shown = said.rstrip("\n").split("\n")
    console.print(Text.from_ansi("\n".join(shown[:lines])))
    if len(shown) > lines:
        console.print(Text(f"…… 共 {len(shown)} 行", "bright_black"))
    return console.export_html(theme=MONOKAI, inline_styles=True, code_format=_PAGE)


def _photograph(driver: Playwright, pages: Iterable[tuple[str, str, int, int]]) -> None:
    browser = driver.chromium.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"],
    )
    for name, address, width, height in pages:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(address)
        target = page.locator("pre") if name in TERMINALS else page
        target.screenshot(path=PICTURES / f"{name}.png")
        print(f"docs/pictures/{name}.png")
    browser.close()


if __name__ == "__main__":
    main()
