"""The pages in a real Chromium without a network: opened from the disk, as from a USB stick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ledger import demo, store
from ledger.model import Record, Task, Units
from ledger.site import build, making, single, writing
from ledger.store import Ledger
from ledger.values import replace
from tests.browsers import Watch, chromium, opened, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def stick(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration ledger (虚构) as a folder of pages, and as one file beside it."""
    root = tmp_path_factory.mktemp("stick")
    demo.make(root / "台账")
    name = store.names(store.WorkTree(root / "台账"))[0]
    site = build.site(store.load(store.WorkTree(root / "台账"), name), root=root / "台账")
    writing.write(root / "看板 1", dict.fromkeys(site.paths(), ""), making.Maker(lambda: site))
    (root / "台账.html").write_bytes(single.document(site))
    return root


@pytest.fixture
def page(browser: Browser) -> Iterator[tuple[Page, Watch]]:
    with opened(browser) as found:
        yield found


def at(path: Path, query: str = "") -> str:
    return path.resolve().as_uri() + query


def calm(watch: Watch) -> None:
    """No complaint, and nothing asked for but files."""
    assert watch.complaints == []
    assert [url for url in watch.requests if not url.startswith("file:///")] == []


def counted(page: Page, number: int) -> None:
    """Wait until the results are so many rows."""
    from playwright.sync_api import expect

    expect(page.locator("#results tbody tr")).to_have_count(number)


def rows(page: Page) -> list[str]:
    return page.locator("#results tbody tr th a").all_inner_texts()


# ---------------------------------------------------------------------- finding things


def test_a_newcomer_sees_what_is_red_why_and_whose(stick: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    window.goto(at(stick / "看板 1/index.html"))
    red = window.locator("table.grave tbody tr")
    assert red.count() == 2
    first = red.first.inner_text()
    assert "慢于时间进度" in first and "局" in first and "某" in first
    assert window.locator("h2#moved").is_visible()
    red.first.locator("th a").click()
    assert window.locator(".state .chip").first.inner_text() == "红灯"
    assert "完成率" in window.locator(".state").inner_text()
    window.locator(".facts a").first.click()
    assert window.locator(".path").inner_text() == "责任单位"
    calm(watch)


def test_every_page_opens_without_a_complaint(stick: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    for path in sorted((stick / "看板 1").rglob("*.html")):
        window.goto(at(path))
        assert window.locator("h1").count() == 1, path
    calm(watch)


def test_searching_narrows_as_one_types_and_by_filters(stick: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    window.goto(at(stick / "看板 1/search.html"))
    window.wait_for_selector("#results tbody tr")
    assert len(rows(window)) == 15
    window.fill("#q", "管网")
    counted(window, 1)
    assert "管网" in rows(window)[0]
    assert window.locator("#found").inner_text() == "找到1项（共15项）。"
    assert window.locator("#results mark").first.inner_text() == "管网"
    assert "q=" in window.url
    window.click("button[type=reset]")
    counted(window, 15)
    window.select_option("#light", "红灯")
    counted(window, 2)
    window.select_option("#unit", "区水务局")
    counted(window, 1)
    window.fill("#q", "没有这样的任务")
    window.wait_for_selector("#results", state="hidden")
    assert "没有符合条件" in window.locator("#found").inner_text()
    calm(watch)


def test_the_box_on_every_page_leads_to_the_results(stick: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    window.goto(at(next((stick / "看板 1/unit").iterdir())))
    window.fill("#find", "供水 公里")
    window.press("#find", "Enter")
    window.wait_for_selector("#results tbody tr")
    assert len(rows(window)) == 1 and window.input_value("#q") == "供水 公里"
    window.locator("#results tbody th a").first.click()
    assert "供水" in window.locator("h1").inner_text()
    window.go_back()
    window.wait_for_selector("#results tbody tr")
    assert len(rows(window)) == 1
    calm(watch)


def test_links_carry_filters(stick: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    window.goto(at(stick / "看板 1/search.html", "?light=%E7%BB%BF%E7%81%AF&q=7&unit=nobody"))
    window.wait_for_selector("#results tbody tr")
    assert window.input_value("#light") == "绿灯" and window.input_value("#unit") == ""
    assert window.locator("#results tbody td.no").first.inner_text() == "附件1 7"
    calm(watch)


def test_a_data_file_left_behind_is_said(stick: Path, tmp_path: Path, page: tuple[Page, Watch]) -> None:
    window, _ = page
    for name in ("search.html", "site.css"):
        (tmp_path / name).write_bytes((stick / "看板 1" / name).read_bytes())
    window.goto(at(tmp_path / "search.html"))
    window.locator("#found", has_text="data.js").wait_for()


def test_the_keyboard_alone_is_enough(stick: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    window.goto(at(stick / "看板 1/index.html"))
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.textContent") == "跳到正文"
    window.keyboard.press("Enter")
    assert window.evaluate("document.activeElement.id || location.hash") in ("main", "#main")
    window.goto(at(stick / "看板 1/search.html"))
    window.wait_for_selector("#results tbody tr")
    for _ in range(40):
        window.keyboard.press("Tab")
        if window.evaluate("Boolean(document.activeElement.closest('#results'))"):
            break
    window.keyboard.press("Enter")
    window.wait_for_url("**/task/*.html")
    calm(watch)


# ---------------------------------------------------------------------- one file


def test_one_file_shows_one_page_at_a_time(stick: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    window.goto(at(stick / "台账.html"))
    assert window.locator(".page:visible").count() == 1
    window.locator("table.grave tbody th a").first.click()
    assert window.locator(".page:visible h1").count() == 1
    assert "/" in window.evaluate("location.hash") and "第" in window.title()
    assert window.evaluate("scrollY") == 0
    window.reload()
    assert window.evaluate("scrollY") == 0 and window.locator(".page:visible h1").count() == 1
    window.fill("#find", "管网")
    window.press("#find", "Enter")
    counted(window, 1)
    window.locator("#results tbody th a").first.click()
    assert "管网" in window.locator(".page:visible h1").inner_text()
    window.go_back()
    assert window.locator(".page:visible").get_attribute("id") == "search"
    window.locator("nav[aria-label=栏目] a", has_text="变化").click()
    window.locator(".page:visible .moves a").first.click()
    assert window.locator(".page:visible").get_attribute("id") == "changes"
    calm(watch)
    assert len({url.partition("#")[0] for url in watch.requests}) == 1


# ---------------------------------------------------------------------- for everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(stick: Path, browser: Browser, scheme: str) -> None:
    with opened(browser, color_scheme=scheme) as (window, _):
        folder = stick / "看板 1"
        task = next(path for path in sorted((folder / "task").iterdir()) if "存在问题" in path.read_text("utf-8"))
        for path in (
            folder / "index.html",
            task,
            folder / "search.html",
            folder / "changes.html",
            folder / "units.html",
        ):
            window.goto(at(path))
            if path.name == "search.html":
                window.wait_for_selector("#results tbody tr")
            assert violations(window) == [], path.name


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_window(stick: Path, browser: Browser, size: str) -> None:
    with opened(browser, viewport=SIZES[size]) as (window, watch):
        folder = stick / "看板 1"
        names = ("index", "changes", "search", "units", "leaders", "categories", "about")
        for path in (*(folder / f"{name}.html" for name in names), *sorted((folder / "task").iterdir())[:3]):
            window.goto(at(path))
            wide = window.evaluate("document.documentElement.scrollWidth")
            assert wide <= SIZES[size]["width"], path.name
        calm(watch)


def test_printed_pages_leave_the_menu_out(stick: Path, page: tuple[Page, Watch]) -> None:
    window, _ = page
    window.goto(at(stick / "看板 1/index.html"))
    window.emulate_media(media="print")
    assert not window.locator("nav[aria-label=栏目]").is_visible()
    assert window.locator("table.grave").is_visible()
    assert window.pdf(prefer_css_page_size=True).startswith(b"%PDF")


# ---------------------------------------------------------------------- strangers' texts, large ledgers


def test_hostile_texts_do_nothing(hostile: Ledger, tmp_path: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    site = build.site(hostile)
    writing.write(tmp_path / "网页", dict.fromkeys(site.paths(), ""), making.Maker(lambda: site))
    (tmp_path / "一个.html").write_bytes(single.document(site))
    for path in sorted((tmp_path / "网页").rglob("*.html")):
        window.goto(at(path))
    window.goto(at(tmp_path / "网页/search.html", "?q=%3Cimg+src%3Dx+onerror%3Dalert(9)%3E"))
    window.locator("#found", has_text="没有符合条件").wait_for()
    window.fill("#q", "</script><script>")
    counted(window, 3)
    window.goto(at(tmp_path / "一个.html", "#search?q=alert"))
    window.wait_for_selector("#results tbody tr")
    assert window.locator("img, iframe, .page script").count() == 0
    calm(watch)


def test_a_script_put_into_a_page_does_not_run(stick: Path, tmp_path: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    for name in ("index.html", "search.html", "data.js", "site.css"):
        (tmp_path / name).write_bytes((stick / "看板 1" / name).read_bytes())
    (tmp_path / "evil.js").write_text("document.title = 'evil'", encoding="utf-8")
    evil = (
        "<script>document.title='evil'</script><script src='evil.js'></script>"
        "<img src=x onerror=\"document.title='evil'\"><a id=evil href=\"javascript:document.title='evil'\">x</a>"
    )
    for name in ("index.html", "search.html"):
        path = tmp_path / name
        path.write_text(path.read_text("utf-8").replace("</main>", f"{evil}</main>"), encoding="utf-8")
        window.goto(at(path))
        window.evaluate("document.getElementById('evil').click()")
        assert window.title() != "evil"
    assert any("Content Security Policy" in said for said in watch.complaints)


def test_ten_thousand_tasks_can_be_searched(year: Ledger, tmp_path: Path, page: tuple[Page, Watch]) -> None:
    window, watch = page
    texts = ("改造供水管网", "建成安置房", "新建学校", "引进项目")
    records = tuple(
        Record(
            f"tasks/2021/main/{n:05}.yaml",
            "main",
            Task(f"2021-main-{n:05}", n, f"虚构：{texts[n % 4]}第{n}处。", units=Units((f"区{n % 60}局",))),
        )
        for n in range(1, 10_001)
    )
    site = build.site(replace(year, records=records))
    for name in ("search.html", "data.js", "site.css"):
        (tmp_path / name).write_bytes(site.page(name).data)
    window.goto(at(tmp_path / "search.html"))
    window.wait_for_selector("#results tbody tr")
    assert window.locator("#found").inner_text() == "找到10000项。"
    assert window.locator("#results tbody tr").count() == 100
    window.click("#further")
    assert window.locator("#results tbody tr").count() == 200
    assert window.evaluate("document.activeElement.closest('tr').rowIndex") == 101
    window.fill("#q", "管网 9996")
    counted(window, 1)
    calm(watch)
