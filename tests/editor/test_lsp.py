"""The language server over its real protocol: a subprocess, stdin and stdout, and an editor that types."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from ledger import checks, store
from ledger.checks import whole
from tests.conftest import ROOT
from tests.editor.client import Editor, units

TASK, OTHER = "tasks/2021/main/001.yaml", "tasks/2021/minsheng/001.yaml"
UNITS = "tasks/2021/units.yaml"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One server for all: it must not mind ledgers coming and going."""
    with Editor(tmp_path_factory.mktemp("空")) as started:
        yield started
    assert started.code == 0


@pytest.fixture
def editor(folder: Path, window: Editor) -> Iterator[Editor]:
    window.root = folder
    yield window
    for uri in window.texts:
        window.tell("textDocument/didClose", textDocument={"uri": uri})
    window.texts.clear()
    window.messages.clear()


def text_of(editor: Editor, path: str) -> str:
    return editor.texts[editor.uri(path)]


def labels(editor: Editor, at: dict[str, Any]) -> list[str]:
    return [one["label"] for one in editor.ask("textDocument/completion", **at)["items"]]


def test_a_good_file_has_no_findings_and_typing_brings_them(editor: Editor) -> None:
    editor.open(TASK)
    assert editor.findings(TASK) == []
    whole_text = text_of(editor, TASK)
    editor.type(TASK, whole_text.replace("leaders: [甲某]", "leaders：[甲某]"))
    (found,) = editor.codes(TASK, "Y003")
    assert found["range"] == {"start": {"line": 5, "character": 7}, "end": {"line": 5, "character": 8}}
    assert found["severity"] == 1 and found["source"] == "taizhang" and "改法" in found["message"]
    editor.type(TASK, whole_text)
    assert editor.codes(TASK) == []


def test_the_buffer_counts_not_the_file(editor: Editor, folder: Path) -> None:
    bad = (folder / TASK).read_text("utf-8").replace("lead: [区住建局]", "lead: [区住建居]")
    editor.open(TASK, bad)
    (found,) = [one for one in editor.findings(TASK, bool) if one["code"] == "R001"]
    assert "区住建居" in found["message"]
    assert "区住建居" not in (folder / TASK).read_text("utf-8")
    editor.open(UNITS, (folder / UNITS).read_text("utf-8") + "# 说明\n")
    editor.type(UNITS, text_of(editor, UNITS).replace("short: 区住建局", "short: 区住建居"))
    editor.type(TASK, bad + "note: 又打了几个字。\n")
    # the unsaved registry knows the name, so only the report of 区住建局 is left without a unit
    assert not [one for one in editor.findings(TASK) if one["message"].startswith("“区住建居”")]


def test_rules_between_tasks_answer_on_saving(editor: Editor) -> None:
    editor.open(TASK)
    editor.codes(TASK)
    editor.loaded("2021-minsheng-001")
    editor.type(TASK, text_of(editor, TASK).replace("same_as: [2021-minsheng-001]", "same_as: [2021-minsheng-009]"))
    assert editor.codes(TASK) == []
    editor.save(TASK)
    found = editor.findings(TASK, lambda found: any(one["code"] == "R026" for one in found))
    (link,) = [one for one in found if one["code"] == "R026"]
    titles = [action["title"] for action in editor.fixes(TASK, link)]
    assert {"改成“2021-minsheng-001”", "改成“2021-minsheng-002”", "删掉这一项"} <= set(titles)


def test_positions_count_utf_16(folder: Path) -> None:
    text = (folder / TASK).read_text("utf-8").replace("完成东湖片区", "😀𠮷完成东湖片区")
    text = text.replace("leaders: [甲某]", "leaders: [𠮷某, 😀😀某, [乙]]")
    for encodings, size in ((None, units), (["utf-8"], lambda said: len(said.encode()))):
        with Editor(folder, encodings=encodings) as editor:
            editor.open(TASK, text)
            (found,) = editor.codes(TASK, "S003")
            line = text.split("\n")[5]
            start = line.index("[乙]")
            assert found["range"]["start"] == {"line": 5, "character": size(line[:start])}
            assert found["range"]["end"]["character"] == size(line[: start + 3])


def test_a_place_behind_rare_characters_is_found(editor: Editor, folder: Path) -> None:
    text = (folder / TASK).read_text("utf-8") + "waivers:\n  - {reason: 𠮷野家😀说过, rule: R0}\n"
    editor.open(TASK, text)
    items = editor.ask("textDocument/completion", **editor.at(TASK, "rule: R0"))["items"]
    edit = next(one for one in items if one["label"] == "R007")["textEdit"]
    line = text.split("\n")[edit["range"]["start"]["line"]]
    assert edit["range"]["start"]["character"] == units(line[: line.index("R0")])
    assert edit["newText"] == "R007"


@pytest.mark.parametrize(
    ("added", "offered", "first"),
    [
        ("goa", "goal", ""),
        ("reviews:\n  - {period: 2021-03, ver", "verdict", ""),
        ("changes:\n  - kind: ", "extension", ""),
        ("changes:\n  - kind: closure\n    unit: ", "区发改局", "区住建局"),
        ("goal: 甲\nother: {甲: 乙}\nwaivers:\n  - {rule: ", "R007", ""),
        ("waivers:\n  - rule: R007\n    period: ", "2021-Q1", "2021-03"),
    ],
)
def test_what_may_be_typed_is_offered(editor: Editor, folder: Path, added: str, offered: str, first: str) -> None:
    editor.open(TASK, (folder / TASK).read_text("utf-8").replace("reviews:", "note: 原有\nremarks:") + added)
    found = labels(editor, editor.at(TASK, added))
    assert offered in found
    assert not first or found[0] == first


def test_values_of_the_ledger_are_offered(editor: Editor, folder: Path) -> None:
    text = (folder / TASK).read_text("utf-8")
    editor.open(TASK, text)
    editor.loaded("2021-minsheng-002")
    assert labels(editor, editor.at(TASK, "lead: [区"))[0] == "区住建局"
    assert "甲某" in labels(editor, editor.at(TASK, "leaders: [甲"))
    assert "2021-minsheng-002" in labels(editor, editor.at(TASK, "same_as: [2021"))
    assert labels(editor, editor.at(TASK, "verdict: 完")) == ["完成", "未完成"]
    assert labels(editor, editor.at(TASK, "indicators: {安置"))[0] == "安置房建成套数"
    assert labels(editor, editor.at(TASK, "东湖片区已建成")) == []
    editor.type(TASK, text.replace("  - period: 2021-03\n", "  - period: \n    unit: 区住建局\n  - period: 2021-03\n"))
    assert labels(editor, editor.at(TASK, "- period: "))[0] == "2021-04"


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("units:\n  lead: [住房", "区住建局"),
        ("units:\n  lead: [建局", "区住建局"),
        ("same_as: [安置", "2021-minsheng-001"),
        ("进展", "progress"),
        ("LEAD", "leaders"),
    ],
)
def test_any_part_of_a_name_finds_it(editor: Editor, folder: Path, typed: str, label: str) -> None:
    editor.open(TASK, (folder / TASK).read_text("utf-8"))
    editor.loaded("2021-minsheng-001")
    editor.type(TASK, f"id: 2021-main-001\nnumber: 1\ntext: 甲。\n{typed}")
    answer = editor.ask("textDocument/completion", **editor.at(TASK, typed))
    word = typed.rpartition("[")[2].rpartition("\n")[2]
    assert answer["isIncomplete"] is True
    assert answer["items"][0]["label"] == label
    assert all(one["filterText"].startswith(word) for one in answer["items"])


def test_half_typed_files_are_completed(editor: Editor, folder: Path) -> None:
    text = (folder / TASK).read_text("utf-8").replace("lead: [区住建局]", "lead: [区")
    editor.open(TASK, text)
    assert "区住建局" in labels(editor, editor.at(TASK, "lead: [区"))


def test_hover_says_what_stands_there(editor: Editor) -> None:
    editor.open(TASK)
    editor.loaded("2021-minsheng-001")

    def said(before: str) -> str:
        shown = editor.ask("textDocument/hover", **editor.at(TASK, before, inside=len(before) - 1))
        return str(shown["contents"]["value"]) if shown else ""

    assert "区住房和城乡建设局" in said("lead: [区住")
    assert "牵头 " in said("lead: [区住")
    assert "完成东湖片区" in said("same_as: [2021-m") and "2021\\-" not in said("same_as: [2021-m")
    assert "填报时间" in said("reported:"[:-1])
    assert "2021年3月" in said("period: 2021") and "报送时限" in said("period: 2021")
    assert "310套" in said("id: 2021")
    assert said("东湖片区已") == ""


def test_hover_shows_the_page_of_a_finding(editor: Editor, folder: Path) -> None:
    editor.open(TASK, (folder / TASK).read_text("utf-8").replace("lead: [区住建局]", "lead: [区住建居]"))
    editor.findings(TASK, bool)
    shown = editor.ask("textDocument/hover", **editor.at(TASK, "lead: [区住"))
    assert "单位不在名录里" in shown["contents"]["value"] and "为什么要紧" in shown["contents"]["value"]


def test_definitions_and_references(editor: Editor) -> None:
    editor.open(TASK)
    editor.loaded("2021-minsheng-001")
    (unit,) = editor.ask("textDocument/definition", **editor.at(TASK, "unit: 区住"))
    assert unit["uri"] == editor.uri(UNITS) and unit["range"]["start"]["line"] == 3
    (task,) = editor.ask("textDocument/definition", **editor.at(TASK, "same_as: [2021"))
    assert task["uri"] == editor.uri(OTHER)
    (indicator,) = editor.ask("textDocument/definition", **editor.at(TASK, "indicators: {安置"))
    assert indicator["uri"] == editor.uri(TASK) and indicator["range"]["start"]["line"] == 12
    context = {"includeDeclaration": True}
    found = editor.ask("textDocument/references", context=context, **editor.at(TASK, "unit: 区住"))
    assert {editor.uri(TASK)} <= {one["uri"] for one in found} and len(found) >= 3
    found = editor.ask("textDocument/references", context=context, **editor.at(TASK, "id: 2021"))
    assert {one["uri"] for one in found} == {editor.uri(TASK), editor.uri(OTHER)}


def test_the_outline_and_the_tasks(editor: Editor) -> None:
    editor.open(TASK)
    editor.codes(TASK)
    top = editor.ask("textDocument/documentSymbol", textDocument={"uri": editor.uri(TASK)})
    progress = next(one for one in top if one["name"] == "progress")
    assert [one["name"] for one in progress["children"]] == ["2021-03 区住建局 完成"]
    for symbol in (*top, *progress["children"]):
        outer, inner = symbol["range"], symbol["selectionRange"]
        assert outer["start"] == inner["start"] and outer["end"]["line"] >= inner["end"]["line"]
    editor.loaded("2021-minsheng-002")
    named = [one["location"]["uri"] for one in editor.ask("workspace/symbol", query="2021-minsheng-002")]
    # the server has seen the ledgers of other tests as well
    assert editor.uri("tasks/2021/minsheng/002.yaml") in named
    assert all(uri.endswith("/minsheng/002.yaml") for uri in named)


def test_formatting_is_fmt(editor: Editor, folder: Path, taizhang: Callable[..., Result]) -> None:
    text = (folder / TASK).read_text("utf-8")
    messy = (
        text.replace("number: 1", "number:    1")
        .replace("  lead: [区住建局]", "    lead:   [区住建局]")
        .replace("  support:", "    support:")
        .replace("  lead_source", "    lead_source")
    )
    editor.open(TASK, messy)
    options = {"tabSize": 2, "insertSpaces": True}
    edits = editor.ask("textDocument/formatting", textDocument={"uri": editor.uri(TASK)}, options=options)
    assert editor.apply({editor.uri(TASK): edits})[TASK] == text
    (folder / TASK).write_text(messy, "utf-8")
    taizhang(folder, "fmt", TASK)
    assert (folder / TASK).read_text("utf-8") == text
    editor.type(TASK, text)
    assert editor.ask("textDocument/formatting", textDocument={"uri": editor.uri(TASK)}, options=options) == []
    editor.type(TASK, text + "[")
    assert editor.ask("textDocument/formatting", textDocument={"uri": editor.uri(TASK)}, options=options) == []
    assert "没有整理" in editor.wait("window/showMessage")["message"]


def test_a_fix_goes_through_and_a_waiver_asks_for_its_reason(editor: Editor, folder: Path) -> None:
    text = (folder / TASK).read_text("utf-8").replace("verdict: 完成\n    ind", "verdict: 未完成\n    ind")
    text = text.replace("    next: 二季度再建成300套。\n", "")
    editor.open(TASK, text)
    found = editor.findings(TASK, lambda found: any(one["code"] == "P008" for one in found))
    finding = next(one for one in found if one["code"] == "P008")
    (waive,) = [one for one in editor.fixes(TASK, finding) if one["title"].startswith("豁免")]
    waived = editor.apply(waive["edit"]["changes"])[TASK]
    assert '{rule: P008, period: 2021-03, reason: ""}' in waived
    editor.type(TASK, waived)
    codes = [one["code"] for one in editor.findings(TASK)]
    assert "R090" in codes
    editor.type(TASK, waived.replace('reason: ""', "reason: 汛期停工"))
    codes = [one["code"] for one in editor.findings(TASK)]
    assert "R090" not in codes and "P008" not in codes


def test_a_back_link_is_written_into_the_other_file(editor: Editor, folder: Path) -> None:
    other = (folder / OTHER).read_text("utf-8")
    (folder / OTHER).write_text(other.replace("same_as: [2021-main-001]\n", ""), "utf-8")
    editor.open(TASK)
    found = editor.findings(TASK, lambda found: any(one["code"] == "R027" for one in found))
    (action, *_) = editor.fixes(TASK, next(one for one in found if one["code"] == "R027"))
    assert action["title"] == "在 2021-minsheng-001 里写回 2021-main-001"
    assert "same_as: [2021-main-001]" in editor.apply(action["edit"]["changes"])[OTHER]


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("Y021", lambda text: text.replace("\n", "\r\n").encode()),
        ("Y020", lambda text: b"\xef\xbb\xbf" + text.encode()),
        ("Y022", lambda text: text.encode("gb18030")),
    ],
)
def test_bytes_are_mended_on_disk(editor: Editor, folder: Path, code: str, data: Callable[[str], bytes]) -> None:
    good = (folder / TASK).read_text("utf-8")
    (folder / TASK).write_bytes(data(good))
    # as VS Code does: the mark is kept to itself, what is no UTF-8 is shown as replacement characters
    editor.open(TASK, (folder / TASK).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff"))
    found = editor.findings(TASK, lambda found: any(one["code"] == code for one in found))
    action = editor.fixes(TASK, next(one for one in found if one["code"] == code))[0]
    assert "edit" not in action and "重写" in action["title"]
    command = action["command"]
    editor.ask("workspace/executeCommand", command=command["command"], arguments=command["arguments"])
    assert (folder / TASK).read_bytes() == good.encode()


def test_a_file_with_unsaved_changes_is_not_rewritten(editor: Editor, folder: Path) -> None:
    crlf = (folder / TASK).read_bytes().replace(b"\n", b"\r\n")
    (folder / TASK).write_bytes(crlf)
    editor.open(TASK, crlf.decode() + "note: 没保存\r\n")
    editor.ask("workspace/executeCommand", command="taizhang.rewriteFile", arguments=[editor.uri(TASK)])
    assert "没保存" in editor.wait("window/showMessage")["message"]
    assert (folder / TASK).read_bytes() == crlf


def test_strange_files_do_no_harm(editor: Editor, folder: Path) -> None:
    outside = folder.parent / "别处.yaml"
    outside.write_text("a: 1\n", "utf-8")
    uri = outside.as_uri()
    document = {"uri": uri, "languageId": "yaml", "version": 1, "text": "a: [\n"}
    editor.tell("textDocument/didOpen", textDocument=document)
    assert editor.ask("textDocument/hover", textDocument={"uri": uri}, position={"line": 0, "character": 1}) is None
    assert editor.ask("textDocument/documentSymbol", textDocument={"uri": uri}) == []
    for odd in ("untitled:1", "http://x.invalid/a.yaml", "", f"{folder.as_uri()}/tasks/2021/main/%00.yaml"):
        editor.tell("textDocument/didOpen", textDocument={**document, "uri": odd})
        assert editor.ask("textDocument/hover", textDocument={"uri": odd}, position={"line": 0, "character": 1}) is None
    editor.open(TASK, "")
    editor.type(TASK, "[" * 5000)
    assert editor.findings(TASK, bool)
    editor.type(TASK, "text: \ud800\x00\n")
    assert editor.findings(TASK, bool)
    editor.type(TASK, "id: &a 1\nb: *a\n")
    assert editor.findings(TASK, lambda found: any(one["code"] == "Y015" for one in found))
    end = {"textDocument": {"uri": editor.uri(TASK)}, "position": {"line": 999, "character": 999}}
    editor.ask("textDocument/completion", **end)
    editor.ask("textDocument/hover", **end)
    assert editor.ask("textDocument/definition", **end) == []
    editor.close(TASK)
    closed = editor.wait(
        "textDocument/publishDiagnostics", lambda p: p["uri"] == editor.uri(TASK) and not p["diagnostics"]
    )
    assert closed["diagnostics"] == []


def test_a_deleted_file_stays_a_buffer(editor: Editor, folder: Path) -> None:
    editor.open(TASK)
    editor.codes(TASK)
    (folder / TASK).unlink()
    editor.type(TASK, text_of(editor, TASK).replace("verdict: 完成\n    ind", "verdict: 好\n    ind"))
    assert any(one["code"] == "P009" for one in editor.findings(TASK, bool))
    editor.save(TASK, write=False)
    editor.close(TASK)


def test_a_huge_file_is_refused_politely(editor: Editor) -> None:
    editor.open(TASK, "# 长\n" * 1_700_000)
    (found,) = editor.codes(TASK, "Y024")
    assert "5 MB" in found["message"]
    assert labels(editor, {"textDocument": {"uri": editor.uri(TASK)}, "position": {"line": 3, "character": 0}}) == []


def test_a_change_on_disk_is_noticed(editor: Editor, folder: Path) -> None:
    editor.open(TASK)
    editor.codes(TASK)
    other = (folder / OTHER).read_text("utf-8")
    (folder / OTHER).write_text(other.replace("same_as: [2021-main-001]\n", ""), "utf-8")
    editor.tell("workspace/didChangeWatchedFiles", changes=[{"uri": editor.uri(OTHER), "type": 2}])
    assert editor.findings(TASK, lambda found: any(one["code"] == "R027" for one in found))


def test_what_the_server_says_is_what_check_says(folder: Path) -> None:
    """Every file of a ledger with a fault in each, opened: the same findings as ``check`` of the whole."""
    (folder / OTHER).write_text((folder / OTHER).read_text("utf-8").replace("same_as", "sam_as"), "utf-8")
    (folder / UNITS).write_text(
        (folder / UNITS).read_text("utf-8") + "  - {name: 各街道, members: [南湖街道办事处]}\n", "utf-8"
    )
    tree = store.WorkTree(folder)
    wanted: dict[str, list[str]] = {path: [] for path in tree.files("tasks/2021")}
    for finding in whole.check(tree, "2021").findings:
        wanted[finding.file].append(finding.code)
    assert sum(map(len, wanted.values())) > 3
    with Editor(folder) as editor:
        for path, codes in wanted.items():
            editor.open(path)
            editor.codes(path, *codes)


def test_two_thousand_tasks(tmp_path: Path) -> None:
    """A large invented ledger: opening answers, a key press judges the one file, saving asks the whole ledger."""
    folder = tmp_path / "tasks" / "2021"
    (folder / "main").mkdir(parents=True)
    (folder / "ledger.yaml").write_text("title: 虚构台账\nyear: 2021\nlists: {main: {title: 清单}}\n", "utf-8")
    (folder / "units.yaml").write_text("units:\n  - {name: 区甲局}\n", "utf-8")
    for n in range(1, 2001):
        path = folder / "main" / f"{(n - 1) // 100 * 100 + 1:04}-{((n - 1) // 100 + 1) * 100:04}" / f"{n:04}.yaml"
        path.parent.mkdir(exist_ok=True)
        lines = [f"id: 2021-main-{n:03}", f"number: {n}", f"text: 第{n}项虚构任务，建成{n}公里。"]
        path.write_text("\n".join([*lines, "units:", "  lead: [区甲局]", "  lead_source: bold", ""]), "utf-8")
    path = "tasks/2021/main/0001-0100/0001.yaml"
    with Editor(tmp_path) as editor:
        editor.open(path)
        for n in range(20):
            editor.type(path, text_of(editor, path).rstrip("\n") + f"\nnote{n}: 甲\n"[: 2 + n])
        editor.type(
            path, "id: 2021-main-001\nnumber: 1\ntext: 甲。\nsame_as: [2021-main-2001]\nunits: {lead: [区甲居]}\n"
        )
        assert "R001" in [one["code"] for one in editor.findings(path, bool)]
        editor.save(path)
        found = editor.findings(path, lambda found: any(one["code"] == "R026" for one in found))
        assert {one["code"] for one in found} >= {"R001", "R026"}
        assert len(labels(editor, editor.at(path, "same_as: [2021"))) == 1999


def test_without_the_package_the_command_says_what_to_install(
    folder: Path, taizhang: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert taizhang(folder, "lsp", "--check").exit_code == 0
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    result = taizhang(folder, "lsp")
    assert result.exit_code == 3 and 'pip install "taizhang[lsp]"' in result.stderr
    assert checks.base.task_checks()


def test_a_broken_message_is_answered_in_chinese(editor: Editor) -> None:
    editor.tell("textDocument/didOpen", nonsense=True)
    assert editor.wait("window/showMessage")["message"].startswith("台账的语言服务器出错")
    editor.open(TASK)
    assert editor.codes(TASK) == []


def test_a_message_that_announces_more_than_there_is_memory_ends_in_one_sentence(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "lsp"],
        input=b"Content-Length: 99999999999999\r\n\r\n{",
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert done.returncode == 3
    assert "编辑器发来的消息太大" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
