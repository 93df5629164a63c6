"""The documents as pages: LibreOffice opens them, and what is on the paper is where it belongs.

Skipped, with the reason printed, where LibreOffice or poppler is not installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from ledger import store
from ledger.periods import Period
from ledger.report import build, docx, render
from ledger.report.values import Report
from tests.report.readback import word_tables

ROOT = Path(__file__).parents[2]
FONTS = Path(__file__).parent / "fonts.conf"
MISSING = [name for name in ("soffice", "pdftotext", "pdffonts", "pdfinfo") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"没有安装 {'、'.join(MISSING)}（LibreOffice、poppler-utils），不看页面"
)

A4, A4_TURNED = (595, 842), (842, 595)
DOCUMENTS: dict[str, tuple[str, dict[str, str]]] = {
    "assignment": ("2020", {}),
    "plan": ("2020", {"unit": "区教体局"}),
    "situation": ("2020", {"period": "2020-04", "unit": "区住建局"}),
    "quarterly": ("2019", {"period": "2019-Q2"}),
}


def made(kind: str, name: str, options: dict[str, str]) -> Report:
    asked: dict[str, object] = dict(options)
    if "period" in options:
        asked["period"] = Period.parse(options["period"])
    return build(kind, store.load(store.WorkTree(ROOT), name), **asked)  # type: ignore[arg-type]


def office(folder: Path, target: str, *arguments: str) -> None:
    """One LibreOffice run with a profile of its own and the stand-in fonts."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", "--headless", profile, "--convert-to", target, *arguments],
        cwd=folder,
        env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
        check=True,
        capture_output=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every kind as docx and as PDF."""
    folder = tmp_path_factory.mktemp("pages")
    for kind, (name, options) in DOCUMENTS.items():
        (folder / f"{kind}.docx").write_bytes(render(made(kind, name, options), "docx"))
    office(folder, "pdf", *(f"{kind}.docx" for kind in DOCUMENTS))
    return folder


def told(pages: Path, program: str, kind: str, *options: str) -> str:
    return subprocess.run(
        [program, *options, f"{kind}.pdf", *(["-"] if program == "pdftotext" else [])],
        cwd=pages, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def page_count(pages: Path, kind: str) -> int:
    found = re.search(r"Pages:\s+(\d+)", told(pages, "pdfinfo", kind))
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    ("kind", "size", "fewest", "most"),
    [("assignment", A4, 14, 24), ("plan", A4_TURNED, 2, 6), ("situation", A4_TURNED, 2, 6), ("quarterly", A4, 26, 40)],
)
def test_paper_and_length(pages: Path, kind: str, size: tuple[int, int], fewest: int, most: int) -> None:
    found = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", told(pages, "pdfinfo", kind))
    assert found
    assert (round(float(found[1])), round(float(found[2]))) == size
    assert fewest <= page_count(pages, kind) <= most


@pytest.mark.parametrize(
    ("kind", "heads"),
    [
        ("assignment", ["类别", "牵头领导"]),
        ("plan", ["季度目标及月份推进计划", "四季度", "备注"]),
        ("situation", ["主要任务", "完成情况", "下一步计划"]),
        ("quarterly", ["主要任务", "进展情况", "责任单位"]),
    ],
)
def test_table_heads_repeat_on_every_page_and_pages_are_numbered(pages: Path, kind: str, heads: list[str]) -> None:
    for number in range(1, page_count(pages, kind) + 1):
        text = re.sub(r"\s", "", told(pages, "pdftotext", kind, "-f", str(number), "-l", str(number)))
        assert f"—{number}—" in text, f"page {number}"
        if "填报人" in text and len(text) < 40:
            continue  # LibreOffice leaves the signature line alone where Word takes the last row along
        assert [head for head in heads if head not in text] == [], f"page {number}"


@pytest.mark.parametrize(
    ("kind", "families"),
    [
        ("assignment", {"UKaiCN", "NotoSansCJK", "NotoSerifCJK"}),
        ("situation", {"UKaiCN", "UKaiTW", "NotoSansCJK", "NotoSerifCJK"}),
    ],
)
def test_texts_take_the_fonts_of_their_styles(pages: Path, kind: str, families: set[str]) -> None:
    """仿宋 text, 黑体 heads, 小标宋 title, 楷体 line, 宋体 page number: each through its stand-in, and nothing else."""
    listed = told(pages, "pdffonts", kind).splitlines()[2:]
    names = {re.sub(r"^[A-Z]{6}\+|(?:jp|sc|SC|JP)?-.*$", "", line.split()[0]) for line in listed}
    if not {"UKaiCN", "NotoSansCJK"} & names:
        pytest.skip("没有安装 AR PL UKai 和 Noto CJK 字体，不看字体")
    assert names == families


def test_page_numbers_stand_outside_right_on_odd_and_left_on_even_pages(pages: Path) -> None:
    boxes = told(pages, "pdftotext", "quarterly", "-bbox", "-l", "2")
    dashes = [
        [float(x) for x, y in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>—<', page) if float(y) > 740]
        for page in boxes.split("<page ")[1:]
    ]
    assert min(dashes[0]) > 400
    assert max(dashes[1]) < 200


def test_page_numbers_of_turned_pages_stand_at_the_left_edge(pages: Path) -> None:
    boxes = told(pages, "pdftotext", "situation", "-bbox", "-l", "2")
    dashes = [
        [(float(x), float(y)) for x, y in re.findall(r'xMin="(-?[\d.]+)" yMin="(-?[\d.]+)"[^>]*>—<', page)]
        for page in boxes.split("<page ")[1:]
    ]
    assert all(40 < x < 95 for page in dashes for x, _ in page)
    assert min(y for _, y in dashes[0]) > 400
    assert max(y for _, y in dashes[1]) < 200


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_no_text_is_cut(pages: Path, kind: str) -> None:
    """Every character of the document is on paper, as often as it is in the file."""
    tables = word_tables((pages / f"{kind}.docx").read_bytes())
    written = Counter("".join(cell.text for table in tables for row in table.rows for cell in row.cells))
    printed = Counter(told(pages, "pdftotext", kind))
    lost = {character: count for character, count in (written - printed).items() if not character.isspace()}
    assert lost == {}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_template_that_another_editor_has_saved_gives_the_same_table(pages: Path, resaved: Path, kind: str) -> None:
    """Office staff open the template, restyle and save it; tags, loops and merges must survive that."""
    name, options = DOCUMENTS[kind]
    own = word_tables(docx.render(made(kind, name, options), kind, (resaved / f"{kind}.docx").read_bytes()))
    shipped = word_tables((pages / f"{kind}.docx").read_bytes())
    assert [table.texts() for table in own] == [table.texts() for table in shipped]
    assert [table.rows[0].head for table in own] == [True] * len(own)
    assert [len(table.grid) for table in own] == [len(table.grid) for table in shipped]


@pytest.fixture(scope="module")
def resaved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped templates, opened and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("templates")
    (folder / "saved").mkdir()
    names = []
    for kind in DOCUMENTS:
        names.append(f"{kind}.docx")
        (folder / names[-1]).write_bytes((ROOT / "templates" / kind / "template.docx").read_bytes())
    office(folder, "docx:MS Word 2007 XML", *names, "--outdir", "saved")
    return folder / "saved"
