"""A real Chromium without a network, watched: what it asks for, what it complains about.

Debian's Chromium is driven by Playwright; where either is missing the tests that need them are skipped and say so.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Watch:
    """Everything a page asked for, and every complaint on its console."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        """Listen to a page from its beginning."""
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser; skips the test where there is none."""
    playwright = pytest.importorskip("playwright.sync_api", reason="没有装 playwright（pip install -e '.[dev]'）")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("没有装 chromium（apt-get install chromium）")
    node = Path(playwright.__file__).parents[1] / "driver" / "node"
    if node.is_file() and subprocess.run([node, "--version"], capture_output=True).returncode:
        pytest.skip("playwright 自带的 node 起不来（apt-get install libatomic1）")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(SWITCHES))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, *, online: bool = False, **look: Any) -> Iterator[tuple[Page, Watch]]:
    """A fresh page and what was seen of it; ``look`` is Playwright's (viewport, color_scheme …)."""
    look.setdefault("viewport", {"width": 1280, "height": 900})
    context = browser.new_context(offline=not online, locale="zh-CN", timezone_id="Asia/Shanghai", **look)
    page, watch = context.new_page(), Watch()
    watch.on(page)
    try:
        yield page, watch
    finally:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe finds against the rules of accessibility, one line each."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有装 axe-playwright-python")
    found = axe.Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}" for one in found]
