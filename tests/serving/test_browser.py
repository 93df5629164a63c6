"""The live pages in a real Chromium: entering progress with and without scripts, pages that follow a saved file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import git
from tests.serving.conftest import FORM, TOKEN, Client, Serve

sync = pytest.importorskip("playwright.sync_api", reason="没有装 playwright：pip install -e '.[dev]'")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="没有装 Chromium（apt install chromium）：浏览器测试跳过")

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@contextmanager
def looking(browser: Any, client: Client, **options: Any) -> Iterator[Any]:
    """A page that was let in. Nothing may be complained about in its console, and nothing leave the machine."""
    context = browser.new_context(**{"viewport": WIDE, **options})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("dialog", lambda dialog: complaints.append(f"dialog {dialog.message}"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(f"{origin(client)}/?token={TOKEN}")
        assert "token" not in page.url
        yield page
        # a refused form is an answer like any other, but a browser notes its status
        assert [one for one in complaints if "status of 4" not in one] == []
        assert [url for url in asked if not url.startswith(origin(client))] == []
    finally:
        context.close()


def origin(client: Client) -> str:
    return f"http://127.0.0.1:{client.port}"


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_progress_is_entered_and_appears(
    repo: Path, serve: Serve, browser: Any, scripts: bool, size: dict[str, int]
) -> None:
    client = serve(repo, editing=True)
    with looking(browser, client, java_script_enabled=scripts, viewport=size) as page:
        page.goto(f"{origin(client)}/task/2021-main-001.html")
        page.get_by_role("link", name="登记进展").click()
        page.get_by_label("周期").select_option("2021年4月")
        with page.expect_navigation():
            page.get_by_role("button", name="换成这一期").click()
        page.get_by_label("完成情况").fill("已建成安置房420套。\n另有3栋主体封顶。")
        page.get_by_label("自报评价").select_option("完成")
        page.get_by_label("指标：安置房建成套数").fill("420")
        page.get_by_role("button", name="登记并提交").click()
        page.wait_for_url("**/-/done/*")
        assert page.get_by_role("heading", name="已登记").is_visible()
        assert git(repo, "rev-parse", "HEAD")[:12] in page.content()
        page.get_by_role("link", name="看这项任务").click()
        page.get_by_text("已建成安置房420套。").wait_for()
        if scripts:
            assert fits(page)
    assert git(repo, "log", "-1", "--format=%s").strip() == "进展(2021-main-001): 2021-04 区住建局"


def test_a_page_follows_a_saved_file(repo: Path, serve: Serve, browser: Any) -> None:
    client = serve(repo)
    with looking_without_token(browser, client) as page:
        page.goto(f"{origin(client)}/task/2021-main-001.html")
        path = repo / "tasks/2021/main/001.yaml"
        path.write_text(path.read_text("utf-8").replace("1200套安置房", "1300套安置房"), "utf-8")
        page.get_by_role("heading", name="1300套安置房").wait_for(timeout=10_000)


@contextmanager
def looking_without_token(browser: Any, client: Client) -> Iterator[Any]:
    context = browser.new_context(viewport=WIDE)
    try:
        yield context.new_page()
    finally:
        context.close()


def test_a_form_says_that_somebody_was_faster_and_keeps_what_was_typed(repo: Path, serve: Serve, browser: Any) -> None:
    client = serve(repo, editing=True)
    with looking(browser, client) as page:
        page.goto(origin(client) + FORM)
        page.get_by_label("完成情况").fill("乙说：建成430套。")
        assert client.enter(done="甲说：建成420套。").status == 303
        page.get_by_text("有人改过这条进展").wait_for(timeout=10_000)
        assert page.get_by_label("完成情况").input_value() == "乙说：建成430套。"
        page.get_by_role("button", name="登记并提交").click()
        page.get_by_role("alert").wait_for()
        assert page.get_by_role("cell", name="甲说：建成420套。").is_visible()
        assert page.get_by_label("完成情况").input_value() == "乙说：建成430套。"
        page.get_by_role("button", name="登记并提交").click()
        page.wait_for_url("**/-/done/*")


def test_hostile_text_runs_nothing(repo: Path, serve: Serve, browser: Any) -> None:
    client = serve(repo, editing=True)
    hostile = (
        "</textarea></script><script>alert(1)</script><img src=x onerror=alert(2)><a href='javascript:alert(3)'>x</a>"
    )
    with looking(browser, client) as page:
        page.goto(origin(client) + FORM)
        page.get_by_label("完成情况").fill(hostile)
        page.get_by_label("填报时间").fill(hostile)
        page.get_by_role("button", name="登记并提交").click()
        page.get_by_role("alert").wait_for()
        assert page.get_by_label("完成情况").input_value() == hostile
        page.get_by_label("填报时间").fill("")
        page.get_by_role("button", name="登记并提交").click()
        page.wait_for_url("**/-/done/*")
        page.goto(f"{origin(client)}/task/2021-main-001.html")
        assert page.get_by_text("<script>alert(1)</script>").first.is_visible()
        page.goto(f"{origin(client)}/search.html?q=alert")
        page.wait_for_timeout(200)


def test_a_form_on_another_site_is_refused(repo: Path, serve: Serve, browser: Any) -> None:
    client, count = serve(repo, editing=True), git(repo, "rev-list", "--count", "HEAD")
    with looking_without_token(browser, client) as page:
        page.goto(f"{origin(client)}/?token={TOKEN}")
        # a page of the other name of this machine is another site to the browser
        page.route(
            "http://localhost:*/evil",
            lambda route: route.fulfill(body=EVIL.replace("HERE", origin(client)), content_type="text/html"),
        )
        page.goto(f"http://localhost:{client.port}/evil")
        page.locator("button").click()
        page.get_by_text("没有登记").first.wait_for()
    assert git(repo, "rev-list", "--count", "HEAD") == count


EVIL = """<form method=post action="HERE/-/edit/2021-main-001">
<input name=period value=2021-04><input name=unit value=区住建局><input name=done value=伪造>
<button>点</button></form>"""


def test_the_search_page_works_under_the_live_policy(repo: Path, serve: Serve, browser: Any) -> None:
    client = serve(repo, editing=True)
    with looking(browser, client) as page:
        page.get_by_label("查找任务").fill("安置房")
        page.get_by_label("查找任务").press("Enter")
        page.get_by_text("安置房建设").first.wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_our_pages_can_be_used_by_everybody(repo: Path, serve: Serve, browser: Any, dark: bool) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="没有装 axe-playwright-python")
    client = serve(repo, editing=True)
    with looking(browser, client, color_scheme="dark" if dark else "light", viewport=PHONE) as page:
        page.goto(origin(client) + FORM)
        page.get_by_label("完成情况").fill("乙说：建成430套。")
        page.get_by_label("填报时间").fill("错")
        client.enter(done="甲说：建成420套。")
        faults = [named(axe.Axe().run(page))]
        page.get_by_role("button", name="登记并提交").click()
        page.get_by_role("alert").wait_for()
        faults.append(named(axe.Axe().run(page)))
        assert page.get_by_role("cell", name="甲说：建成420套。").is_visible() and fits(page)
        page.get_by_label("填报时间").fill("")
        page.get_by_role("button", name="登记并提交").click()
        page.wait_for_url("**/-/done/*")
        faults.append(named(axe.Axe().run(page)))
        page.goto(f"{origin(client)}/-/edit/2021-main-999")
        faults.append(named(axe.Axe().run(page)))
        page.context.clear_cookies()
        page.goto(origin(client))
        faults.append(named(axe.Axe().run(page)))
        assert faults == [[], [], [], [], []]


def named(found: Any) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]
