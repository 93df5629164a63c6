"""Every page: whole, inert whatever the ledger says, and the same each time."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from ledger import store
from ledger.errors import NotFound
from ledger.model import Period, Record
from ledger.report.webpages import source
from ledger.site import build, names, single
from ledger.site.build import Options, Site
from ledger.store import Ledger
from ledger.values import replace
from tests.conftest import ROOT, git

INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def site(year: Ledger) -> Site:
    return build.site(year)


@pytest.fixture(scope="module")
def bad(hostile: Ledger) -> Site:
    return build.site(hostile)


def tree(data: bytes) -> html.HtmlElement:
    return html.document_fromstring(data.decode("utf-8"))


def test_every_page_is_one_document_with_a_title_a_heading_and_its_edition(site: Site) -> None:
    for page in site.pages():
        if page.path.endswith(".html"):
            root = tree(page.data)
            assert root.get("lang") == "zh-CN", page.path
            assert len(root.findall(".//h1")) == 1, page.path
            assert root.findtext(".//title").endswith(site.picture.ledger.config.title)
            assert "内部版" in root.find(".//header").text_content()
            assert [element.get("id") for element in root.iter("main")] == ["main"]


def test_every_link_leads_to_a_page_that_is_there(site: Site, bad: Site) -> None:
    for one in (site, bad):
        paths = set(one.paths())
        anchors = {page.path: set(re.findall(r' id="([^"]+)"', page.data.decode())) for page in one.pages()}
        for page in one.pages():
            if not page.path.endswith(".html"):
                continue
            for element in tree(page.data).iter():
                if not isinstance(element.tag, str):
                    continue
                address = element.get("href") or element.get("action")
                if address:
                    target, _, anchor = address.partition("#")
                    found = os.path.normpath(os.path.join(os.path.dirname(page.path), target.partition("?")[0]))  # noqa: PTH118, PTH120
                    found = page.path if not target else found
                    assert found in paths, (page.path, address)
                    assert not anchor or anchor in anchors[found], (page.path, address)


def test_pages_can_be_asked_for_one_by_one(site: Site) -> None:
    assert {page.path: page.data for page in site.pages()} == {path: site.page(path).data for path in site.paths()}
    with pytest.raises(NotFound):
        site.page("../index.html")


def test_nothing_from_the_ledger_is_code(bad: Site) -> None:
    for page in bad.pages():
        if not page.path.endswith(".html"):
            continue
        root = tree(page.data)
        scripts = [element.text for element in root.iter("script")]
        assert scripts == ([source("site.js")] if page.path == "search.html" else []), page.path
        assert not list(root.iter("iframe", "object", "embed", "base", "img", "style"))
        for element in root.iter():
            for name, value in element.attrib.items():
                assert not name.startswith("on") and name != "style", (page.path, name)
                assert not value.strip().lower().startswith(("javascript:", "data:")), (page.path, value)
        assert not INVISIBLE.search(page.data.decode("utf-8")), page.path


def test_hostile_texts_are_all_there_as_text(bad: Site) -> None:
    said = tree(bad.page("task/2021-main-001.html").data).text_content()
    for field in (
        "text",
        "parent",
        "goal",
        "done",
        "problems",
        "causes",
        "next",
        "enote",
        "rnote",
        "reason",
        "other",
        "plan",
    ):
        assert f"{field}1</script><script>alert(1)</script>" in said, field
    assert "{{ 7*7 }} {% raw %}" in said


def test_paths_are_plain_whatever_a_name_is(bad: Site) -> None:
    for path in bad.paths():
        assert re.fullmatch(r"(?:[a-z]+/)?[a-z0-9_-]+\.(?:html|css|js)", path), path
    assert names.slug("2020-main-037") == "2020-main-037"
    assert names.slug("con") != "con" and names.slug("A") != names.slug("a")


def test_the_data_file_is_one_call_with_one_text(bad: Site) -> None:
    script = bad.page("data.js").data.decode("utf-8")
    assert script.startswith("taizhang('") and script.endswith("');\n")
    assert not re.search(r"[<>&\u2028\u2029\n]", script[:-1])
    inside = script[len("taizhang('") : -len("');\n")]
    assert not re.search(r"(?<!\\)(?:\\\\)*'", inside)
    data = json.loads(re.sub(r"\\(.)", lambda found: found[1], inside))
    assert [row[2] for row in data["rows"]] == [0, 1, 2]
    assert data["rows"][1][3].startswith("text1</script><script>alert(1)</script>")


def test_the_policy_names_the_one_script(site: Site) -> None:
    def policy(path: str) -> str:
        return tree(site.page(path).data).xpath("//meta[@http-equiv]/@content")[0]

    digest = b64encode(hashlib.sha256(source("site.js").encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}' 'strict-dynamic'" in policy("search.html")
    assert "script-src 'none'" in policy("index.html")
    assert "default-src 'none'" in policy("index.html")
    assert "unsafe" not in policy("search.html") and "http:" not in policy("search.html")


def test_the_public_edition_says_so_and_names_no_author(repo: Path) -> None:
    ledger = store.load(store.WorkTree(repo), "2021")
    pages = {page.path: page.data.decode() for page in build.pages(ledger, Options(public=True), repo)}
    assert all(
        "公开版" in text and "内部" not in text.replace("内部版", "")
        for path, text in pages.items()
        if path == "index.html"
    )
    assert not any("测试员" in text for text in pages.values())
    assert not any("签约项目落地慢" in text for text in pages.values())
    internal = build.site(ledger, Options(), repo).page("task/2021-main-002.html").data.decode()
    assert "签约项目落地慢" in internal and "测试员" in internal


def test_an_entry_names_the_commit_that_brought_it(repo: Path, taizhang) -> None:  # type: ignore[no-untyped-def]
    first = git(repo, "rev-parse", "HEAD").strip()[:10]
    done = taizhang(
        repo,
        "update",
        "main/2",
        "--period",
        "2021-04",
        "--unit",
        "区发改局",
        "--done",
        "新引进项目2个，累计5个。",
        "--force",
    )
    assert done.exit_code == 0, done.output
    second = git(repo, "rev-parse", "HEAD").strip()[:10]
    ledger = store.load(store.WorkTree(repo), "2021")
    root = tree(build.site(ledger, Options(), repo).page("task/2021-main-002.html").data)
    commits = [element.findtext(".//p[@class='by']/code") for element in root.xpath("//*[@class='entry']")]
    assert commits == [second, first]


def test_equal_ledgers_give_equal_bytes_in_any_process(folder: Path) -> None:
    script = (
        "import hashlib,sys;from pathlib import Path;from ledger import store;from ledger.site import build,single;"
        "ledger=store.load(store.WorkTree(Path(sys.argv[1])),'2021');held=hashlib.sha256();"
        "[held.update(page.path.encode()+page.data) for page in build.pages(ledger)];"
        "held.update(single.document(build.site(ledger)));print(held.hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(seen) == 1


def test_documents_are_offered_with_names_that_files_can_have(year: Ledger) -> None:
    options = Options(Period(2021, "month", 3), date(2021, 4, 12), documents=True)
    site = build.site(year, options)
    offered = {one.path: one for one in site.offer.documents}
    assert {
        "files/situation-2021-03.docx",
        "files/quarterly-2021-Q1.docx",
        "files/bulletin-quarter-2021-Q1.docx",
    } <= set(offered)
    assert site.page("files/situation-2021-03.docx").data[:2] == b"PK"
    links = tree(site.page("downloads.html").data).xpath("//main//a")
    assert [link.get("href") for link in links] == list(offered)
    assert all(not re.search(r'[\\/:*?"<>|]', one.name) for one in offered.values())
    public = build.site(year, replace(options, public=True))
    assert not any("bulletin" in one.path for one in public.offer.documents)


def test_a_large_ledger_has_bars_in_place_of_a_wall(year: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.site.pages.WALL", 10)
    root = tree(build.site(year).page("index.html").data)
    assert not root.xpath("//*[@class='wall']")
    assert len(root.xpath("//section[@aria-labelledby='wall']//*[@class='barline']")) == 5


# ---------------------------------------------------------------------- one file


def test_one_file_holds_every_page_and_leads_only_inside(site: Site, bad: Site) -> None:
    for one in (site, bad):
        root = tree(single.document(one))
        ids = set(root.xpath("//*[@id]/@id"))
        pages = root.xpath("//*[@class='page']/@id")
        assert pages == [path.removesuffix(".html") for path in one.paths() if path.endswith(".html")]
        for address in root.xpath("//@href"):
            page, _, place = str(address).lstrip("#").partition("#")
            assert str(address).startswith("#") and page.partition("?")[0] in ids, address
            assert not place or place in ids
        scripts = root.xpath("//script[not(@type)]/text()")
        assert scripts == [source("site.js") + source("single.js")]
        policy = root.xpath("//meta[@http-equiv]/@content")[0]
        for text in (*scripts, root.findtext(".//style")):
            assert b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_one_file_is_bounded_in_size(site: Site) -> None:
    from ledger.errors import LedgerError

    size = len(single.document(site))
    assert size < single.LARGEST
    with pytest.raises(LedgerError, match="单个文件会超过") as failure:
        single.document(site, size - 10_000)
    assert "--list" in failure.value.hint


def test_more_tasks_than_fit_are_a_link_with_the_filter(year: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.site.pages.TOP", 1)
    plain = replace(year, config=replace(year.config, rules={}))
    for ledger, query in ((year, "light=%E7%BA%A2%E7%81%AF"), (plain, "status=%E6%9C%AA%E5%AE%8C%E6%88%90")):
        root = tree(build.site(ledger, Options(Period(2021, "month", 6))).page("index.html").data)
        assert f"search.html?{query}" in root.xpath("//section[@aria-labelledby='grave']//a/@href")


def test_the_gravest_tasks_of_a_unit_stand_first(year: Ledger) -> None:
    site = build.site(year, Options(Period(2021, "month", 6)))
    for group in site.units:
        chips = tree(site.page(names.unit(group.name)).data).xpath("//td[@class='lamp']/span/text()")
        assert chips == sorted(chips, key=["红灯", "黄灯", "绿灯", "未亮灯"].index)


def test_categories_have_a_page_at_every_level(year: Ledger) -> None:
    def placed(n: int, record: Record) -> Record:
        levels = ("民生", "就业", "技能")[: 1 + n % 3] if n % 2 else ("城建", "就业")
        return replace(record, task=replace(record.task, category=levels))

    site = build.site(replace(year, records=tuple(placed(n, one) for n, one in enumerate(year.records))))
    assert [group.path for group in site.categories] == [
        ("城建",),
        ("城建", "就业"),
        ("民生",),
        ("民生", "就业"),
        ("民生", "就业", "技能"),
    ]
    pages = [names.category(*group.path) for group in site.categories]
    assert len(set(pages)) == 5 and set(pages) <= set(site.paths())
    inner = tree(site.page(names.category("民生", "就业")).data)
    up, down = inner.xpath("//p[@class='path']/a"), inner.xpath("//table[@class='groups']//th/a")
    assert [one.text for one in (*up, *down)] == ["民生", "技能"]
    assert [one.get("href") for one in (*up, *down)] == [f"../{names.category('民生')}", f"../{pages[4]}"]
    count = len(site.categories[3].cards)
    assert len(inner.xpath("//table[@class='list']/tbody/tr")) == count
    task = next(card for card in site.picture.cards if len(card.record.task.category) == 3)
    links = tree(site.page(names.task(task.id)).data).xpath("//dt[.='类别']/following-sibling::dd/a")
    assert [one.get("href") for one in links] == [f"../{page}" for page in pages[2:]]
    index = tree(site.page("categories.html").data)
    assert index.xpath("//h1/span/text()") == ["2个"] and len(index.xpath("//th[@class='inside']")) == 3


def test_a_ledger_without_leaders_says_so_instead_of_an_empty_table(year: Ledger) -> None:
    records = tuple(
        Record(one.path, one.list, replace(one.task, leaders=())) for one in year.records if one.list == "main"
    )
    site = build.site(replace(year, records=records))
    assert "台账里没有写牵头领导。" in site.page("leaders.html").data.decode()
    # with one list its long name does not stand before its bar
    assert "<dt>全部任务</dt>" in site.page("index.html").data.decode()
