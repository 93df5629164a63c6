"""The public edition: what is internal is gone before anything is computed, and the bytes are searched all the same."""

from __future__ import annotations

import re

import pytest

from ledger.diagnostics import Level
from ledger.errors import LedgerError
from ledger.history.values import flat
from ledger.model import INTERNAL, Publication, Task
from ledger.shapes import CHOICE
from ledger.site import build, edition
from ledger.site.edition import Leaks, published, stripped
from ledger.store import Ledger
from ledger.values import fields, replace
from tests.site.conftest import hostile_task


def full_task() -> Task:
    return replace(hostile_task(1), same_as=())


def with_site(ledger: Ledger, site: Publication) -> Ledger:
    return replace(ledger, config=replace(ledger.config, site=site))


GONE = {
    "goal": ("goal",),
    "leaders": ("leaders",),
    "support": ("units/support", "units/printed"),
    "indicators": ("indicators/",),
    "plan": ("plan/",),
    "progress": ("progress/",),
    "reviews": ("reviews/",),
    "changes": ("changes/",),
    "other": ("other/",),
    "lights": (),
    "task": (),
}
"""Name → beginnings of the fields that must be gone; others end in the name itself."""


@pytest.mark.parametrize("name", INTERNAL)
def test_each_internal_part_can_be_kept_out_alone(name: str) -> None:
    before, after = flat(full_task()), flat(stripped(full_task(), frozenset({name})))
    lost = {field for field in before if before[field] != after.get(field)}
    if name in GONE:
        starts = GONE[name]
        expected = (*starts, *{"support": ("progress/",), "indicators": ("progress/",)}.get(name, ()))
        assert all(field.startswith(expected) for field in lost)
        assert not any(field.startswith(start) for start in starts for field in after)
    else:
        ending = {"notes": "note", "sources": "source"}.get(name, name)
        assert lost and all(field.rpartition("/")[2] == ending for field in lost)
        assert not any(field.rpartition("/")[2] == ending for field in after if name == "notes" or "progress" in field)


def test_a_word_for_every_field_that_can_be_internal() -> None:
    known = {
        "id",
        "number",
        "text",
        "category",
        "parent",
        "units",
        "deadline",
        "same_as",
        "sum_of",
        "waivers",
        "note",
        "progress",
    }
    assert set(fields(Task)) - known <= set(INTERNAL)


def test_without_a_setting_the_usual_parts_are_internal(year: Ledger) -> None:
    assert edition.internal(year.config) == edition.USUAL
    assert edition.internal(with_site(year, Publication(())).config) == ()
    task = stripped(full_task(), frozenset(edition.USUAL))
    assert task.progress[0].done and not task.progress[0].problems and not task.reviews and not task.changes


def test_single_tasks_hide_more_or_all(year: Ledger) -> None:
    names = [record.task.id for record in year.records[:2]]
    public = published(with_site(year, Publication((), {names[0]: ("task",), names[1]: ("done",)})))
    assert names[0] not in public.by_id
    assert not any(entry.done for entry in public.by_id[names[1]].task.progress)
    assert all(entry.done for entry in public.records[-1].task.progress)


def test_a_slip_in_a_task_or_in_the_settings_makes_no_public_edition(year: Ledger) -> None:
    with pytest.raises(LedgerError, match="2021-main-999"):
        published(with_site(year, Publication((), {"2021-main-999": ("task",)})))
    wrong = CHOICE.at(("site", "internal", 0), "没有“problem”这项", level=Level.ERROR)
    with pytest.raises(LedgerError, match="不生成公开版"):
        published(replace(year, findings=(wrong.in_file("tasks/2021/ledger.yaml"),)))


def test_what_is_computed_does_not_tell_what_is_hidden(year: Ledger) -> None:
    reviewed = with_site(year, Publication(("reviews", "indicators")))
    cards = build.site(reviewed, build.Options(public=True)).picture.cards
    assert {card.status for card in cards}.isdisjoint({"核实完成"})
    assert {card.light for card in cards} == {""}
    assert any(card.status == "核实完成" for card in build.site(reviewed).picture.cards)


def secretive(year: Ledger) -> Ledger:
    """The first task has a problem of its own; the second says the same in a public field."""
    first, second, *rest = year.records
    told = replace(
        first.task.progress[0], problems="征收尾户要价过高，正在私下协商补偿方案。", done="已完成主体封顶工程。"
    )
    open_ = replace(
        second.task.progress[0], problems="管线迁改由三家单位共同承担。", done="管线迁改由三家单位共同承担。"
    )
    changed = (
        replace(first, task=replace(first.task, progress=(told,))),
        replace(second, task=replace(second.task, progress=(open_,))),
    )
    return replace(year, records=(*changed, *rest))


def test_no_public_file_says_what_is_internal(year: Ledger) -> None:
    ledger = secretive(year)
    leaks = Leaks.of(ledger)
    assert leaks.clauses >= 2
    pages = list(build.pages(ledger, build.Options(public=True)))
    assert [found for page in pages for found in leaks.look(page.path, page.data)] == []
    assert any("管线迁改由三家单位共同承担".encode() in page.data for page in pages)


def test_the_check_finds_a_leak_whole_cut_or_inside_a_document(year: Ledger) -> None:
    ledger = secretive(year)
    leaks = Leaks.of(ledger)
    task = f"task/{ledger.records[0].task.id}.html"
    internal = build.site(ledger)
    assert ("task", "正在私下协商补偿方案") in {
        (task[:4], word) for _, word in leaks.look(task, internal.page(task).data)
    }
    assert list(leaks.look("data.js", internal.page("data.js").data))
    for leaked in ("征收尾户要价过…", "<p>正在私下协商补偿方案</p>", '"正在私下协商补偿方案后续"'):
        assert list(leaks.look("x", leaked.encode())), leaked
    with pytest.raises(LedgerError, match=r"公开版的 x\.html 里有内部内容“征收尾户要价过高”"):
        edition.confirm(leaks, [("ok.html", b"<p>"), ("x.html", "征收尾户要价过高".encode())])


def test_what_every_edition_computes_is_no_leak(year: Ledger) -> None:
    card = next(card for card in build.site(year).picture.cards if "慢于时间进度" in card.seen.stood[0].told)
    noted = replace(card.record.task.reviews[-1], note=f"{card.seen.stood[0].told}。慢于时间进度，属于进度偏慢。")
    records = tuple(
        replace(record, task=replace(record.task, reviews=(noted,))) if record.task.id == card.id else record
        for record in year.records
    )
    ledger = replace(year, records=records)
    leaks = Leaks.of(ledger)
    pages = build.pages(ledger, build.Options(public=True))
    assert [found for page in pages for found in leaks.look(page.path, page.data)] == []
    assert list(leaks.look("x", "属于进度偏慢".encode()))


def test_the_check_looks_into_word_documents(year: Ledger) -> None:
    import io
    import zipfile

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:t>征收尾户要价过高</w:t>")
    found = list(Leaks.of(secretive(year)).look("files/a.docx", held.getvalue()))
    assert found == [("files/a.docx!word/document.xml", "征收尾户要价过高")]


@pytest.mark.parametrize("name", INTERNAL)
def test_the_check_knows_every_text_that_the_stripping_takes_out(name: str) -> None:
    task = replace(full_task(), waivers=())
    before, after = set(edition.told(task)), set(edition.told(stripped(task, frozenset({name}))))
    lost = {(text.split("<")[0], names) for text, names in before - after}
    meant = {(text.split("<")[0], names) for text, names in before if name in names}
    # where the support units are internal, what they reported goes as well
    assert lost == meant if name != "support" else meant <= lost


def test_the_check_knows_every_text_of_a_task() -> None:
    marks = re.compile(r"(\w+1)</script>")
    known = set(marks.findall("\n".join(text for text, _ in edition.told(full_task()))))
    assert set(marks.findall("\n".join(flat(full_task()).values()))) - known == set()
