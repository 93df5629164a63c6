"""diff as a user meets it: two months, commits, a merge request, what has not changed, and every slip."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli import main
from tests.conftest import git

Run = Callable[..., Result]
HOUSES, PROJECTS = "tasks/2021/main/001.yaml", "tasks/2021/main/002.yaml"
APRIL = """  - period: 2021-04
    unit: 区住建局
    reported: 2021-05-06
    done: |-
      东湖片区已建成安置房350套。
      另有2栋主体封顶。
    problems: 燃气验收滞后。
    next: 二季度再建成260套。
    verdict: 未完成
    indicators: {安置房建成套数: 350}
  - period: 2021-04
    unit: 云山控股集团
    reported: 2021-05-07
    done: 完成土地整理12.1324万平方米。
reviews:
"""  # 虚构


@pytest.fixture(autouse=True)
def diff_is_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(main.COMMANDS, "diff", ("cli.diff", "对比两期或两个提交"))


def write(repo: Path, path: str, *replaced: tuple[str, str], message: str = "改动") -> None:
    """Replace text in a file and commit it."""
    text = (repo / path).read_text("utf-8")
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    (repo / path).write_text(text, "utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", message)


@pytest.fixture
def two_months(repo: Path) -> Path:
    """March sealed, April reported for one task and copied for another."""
    git(repo, "tag", "-a", "sealed/2021/2021-03", "-m", "封存")
    write(repo, HOUSES, ("reviews:\n", APRIL), message="进展(2021-main-001): 2021-04")
    march = (repo / PROJECTS).read_text("utf-8").partition("progress:\n")[2]
    april = march.replace("2021-03", "2021-04").replace("2021-04-09", "2021-05-09")
    write(repo, PROJECTS, (march, march + april), message="进展(2021-main-002): 2021-04")
    return repo


def found(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    shape: dict[str, Any] = json.loads(result.stdout)
    assert set(shape) >= {"from", "to", "counts", "changes"}
    assert all(set(change) >= {"id", "kind", "field", "unit", "before", "after"} for change in shape["changes"])
    return shape


def kinds(result: Result) -> list[tuple[str, str, str]]:
    return [(c["id"].removeprefix("2021-"), c["kind"], c["unit"]) for c in found(result)["changes"]]


def test_two_months(two_months: Path, taizhang: Run) -> None:
    shape = found(taizhang(two_months, "diff", "2021-03", "2021-04", "--json"))
    assert (shape["from"], shape["to"]) == ("2021-03", "2021-04")
    assert {kind: n for kind, n in shape["counts"].items() if n} == {
        "tasks": 2,
        "reported": 1,
        "undone": 1,
        "increased": 1,
        "text": 1,
        "verdict": 1,
        "review": 1,
        "copied": 1,
        "silent": 3,
    }
    done = next(change for change in shape["changes"] if change["field"] == "progress.done")
    assert done["figures"] == ["310套 → 350套（+40）"]
    assert next(c for c in shape["changes"] if c["kind"] == "increased")["delta"] == 40


@pytest.mark.parametrize("width", [80, 120])
def test_what_is_printed_fits_and_says_it(
    two_months: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", str(width))
    printed = taizhang(two_months, "diff", "2021-04").stdout
    lines = printed.splitlines()
    assert max(map(cell_len, lines)) <= width and all(line == line.rstrip() for line in lines)
    joined = "".join(line.strip() for line in lines)
    for words in (
        "云山区2021年主要任务督查台账（虚构）两期对比",
        "新报 1  办结 0  转为未完成 1  进度倒退 0  指标增加 1  指标减少 0  文字更新 1  照抄上期 1  未报 0",
        "2021-main-001  附件1第1项  核实完成 → 未完成",
        "已建成安置房[-310套-]{+350套+}。",
        "310套 → 350套（+40）",
        "云山控股集团  新报",
        "完成情况：与2021年3月一字不差",
    ):
        assert words.replace(" ", "") in joined.replace(" ", "")


def test_a_merge_request(two_months: Path, taizhang: Run) -> None:
    text = taizhang(two_months, "diff", "HEAD~2..HEAD", "--format", "md").stdout
    assert "\n涉及任务 **2**，新报 **3**，办结 0，" in text
    assert "### 2021-main-001 附件1第1项" in text and "- 区住建局：新报 2021-04\n" in text
    assert "  - 指标“安置房建成套数”：310套 → 350套（+40）\n" in text
    assert "  - 完成情况：与2021年3月一字不差\n" in text
    for line in text.splitlines():
        assert not line.startswith("    "), "would be a code block"


def test_since_the_branches_parted(two_months: Path, taizhang: Run) -> None:
    git(two_months, "switch", "-q", "-c", "topic", "HEAD~2")
    write(two_months, "tasks/2021/main/003.yaml", ("开工建设学校2所", "开工建设学校3所"))
    assert kinds(taizhang(two_months, "diff", "main...topic", "--json")) == [("main-003", "definition", "")]
    assert len(kinds(taizhang(two_months, "diff", "main..topic", "--json"))) > 4


def test_what_changed_after_the_seal(two_months: Path, taizhang: Run) -> None:
    assert found(taizhang(two_months, "diff", "2021-03@sealed", "2021-03", "--json"))["changes"] == []
    assert taizhang(two_months, "diff", "2021-03@sealed").stdout.endswith("没有变化。\n")
    write(two_months, HOUSES, ("安置房310套", "安置房290套"))
    assert kinds(taizhang(two_months, "diff", "2021-03@sealed", "--json")) == [("main-001", "text", "区住建局")]


def test_what_is_not_committed_yet(two_months: Path, taizhang: Run) -> None:
    assert found(taizhang(two_months, "diff", "--json"))["changes"] == []
    path = two_months / "tasks/2021/main/003.yaml"
    path.write_text(path.read_text("utf-8").replace("学校2所", "学校3所"), "utf-8")
    shape = found(taizhang(two_months, "diff", "--json"))
    assert [(c["field"], c["before"], c["after"]) for c in shape["changes"]] == [
        ("text", "开工建设学校2所。", "开工建设学校3所。")
    ]
    assert shape["from_commit"] == git(two_months, "rev-parse", "HEAD").strip() and shape["to_commit"] is None


def test_days_and_periods_at_commits(two_months: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", "2021-06-01T09:00:00+08:00")
    write(two_months, PROJECTS, ("签约项目落地慢", "用地紧张"))
    assert kinds(taizhang(two_months, "diff", "2021-05-31", "2021-06-01", "--json")) == [
        ("main-002", "text", "区发改局"),
        ("main-002", "text", "区发改局"),
    ]
    at = taizhang(two_months, "diff", "2021-03@HEAD~1", "2021-04@HEAD~1", "--task", "2", "--json")
    assert kinds(at) == [("main-002", "copied", "区发改局")]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (("--task", "2021-main-002"), {"main-002"}),
        (("--task", "main/1"), {"main-001"}),
        (("--task", "minsheng/1"), set()),
        (("--unit", "区住房和城乡建设局"), {"main-001"}),
        (("--unit", "区发改局"), {"main-002"}),
        (("--unit", "区教体局"), set()),
        (("--list", "main"), {"main-001", "main-002"}),
        (("--list", "minsheng"), set()),
        (("--ledger", "2021"), {"main-001", "main-002"}),
    ],
)
def test_filters(two_months: Path, taizhang: Run, filters: tuple[str, ...], expected: set[str]) -> None:
    for sides in (("2021-03", "2021-04"), ("HEAD~2..HEAD",)):
        assert {row[0] for row in kinds(taizhang(two_months, "diff", *sides, *filters, "--json"))} == expected


def test_a_unit_sees_only_its_own_entries(two_months: Path, taizhang: Run) -> None:
    rows = kinds(taizhang(two_months, "diff", "2021-03", "2021-04", "--unit", "云山控股集团", "--json"))
    assert {row[2] for row in rows} == {"", "云山控股集团"}


def test_a_member_of_a_group_sees_what_became_of_the_task(repo: Path, taizhang: Run) -> None:
    write(repo, PROJECTS, ("亿元以上项目20个", "亿元以上项目25个"))
    assert kinds(taizhang(repo, "diff", "HEAD~1..HEAD", "--unit", "东湖街道办事处", "--json")) == [
        ("main-002", "definition", "")
    ]


def test_renumbering_renaming_and_widths_are_no_change(repo: Path, taizhang: Run) -> None:
    write(
        repo,
        "tasks/2021/units.yaml",
        ("{name: 区发展和改革局, short: 区发改局}", "{name: 区发展改革委, aliases: [区发改局]}"),
    )
    write(
        repo,
        PROJECTS,
        ("number: 2", "number: 41"),
        ("lead: [区发改局]", "lead: [区发展改革委]"),
        ("落地慢。", "落地慢｡"[:-1] + "。"),
    )
    write(
        repo, HOUSES, ("done: |-\n      东湖片区", "done: |-\n      东湖片区 "), ("problems: 无。", "problems: 无 。")
    )
    (repo / "tasks/2021/main/002.yaml").rename(repo / "tasks/2021/main/041.yaml")
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "重新编号")
    sides = ("HEAD~4..HEAD", "--json")
    assert kinds(taizhang(repo, "diff", *sides)) == []
    assert "单位区发展和改革局现在是区发展改革委，不算变化" in taizhang(repo, "diff", sides[0]).stdout
    exact = kinds(taizhang(repo, "diff", *sides, "--exact"))
    assert exact == [("main-001", "text", "区住建局"), ("main-001", "text", "区住建局")]


def test_exit_code_only_when_asked_for(two_months: Path, taizhang: Run) -> None:
    assert taizhang(two_months, "diff", "2021-03", "2021-04").exit_code == 0
    assert taizhang(two_months, "diff", "2021-03", "2021-04", "--exit-code").exit_code == 1
    assert taizhang(two_months, "diff", "2021-03", "2021-03", "--exit-code").exit_code == 0
    assert taizhang(two_months, "diff", "HEAD", "--exit-code").exit_code == 0


def test_summary_alone(two_months: Path, taizhang: Run) -> None:
    for form in ("text", "md", "html"):
        shown = taizhang(two_months, "diff", "2021-04", "--summary", "--format", form).stdout
        assert "照抄上期" in shown and "没有变化" not in shown and "安置房" not in shown


def test_a_comment_of_limited_length(two_months: Path, taizhang: Run) -> None:
    shown = taizhang(two_months, "diff", "2021-04", "--limit", "1", "--format", "md").stdout
    assert shown.count("###") == 1
    assert "> 注意：另有1项任务的变化没有列出\n" in shown
    assert "涉及任务 **2**，新报 **1**" in shown
    assert "没有列出" not in taizhang(two_months, "diff", "2021-04", "--limit", "2").stdout


def test_a_new_ledger_and_one_that_is_gone(two_months: Path, taizhang: Run) -> None:
    (two_months / "tasks/2022/main").mkdir(parents=True)
    (two_months / "tasks/2022/ledger.yaml").write_text("title: 虚构\nyear: 2022\nlists: {main: {title: 表}}\n", "utf-8")
    (two_months / "tasks/2022/main/001.yaml").write_text("id: 2022-main-001\nnumber: 1\ntext: 修路。\n", "utf-8")
    assert ("2022-main-001", "added") in [
        (c["id"], c["kind"]) for c in found(taizhang(two_months, "diff", "--json"))["changes"]
    ]
    git(two_months, "add", "-A")
    git(two_months, "commit", "-q", "-m", "立项")
    git(two_months, "rm", "-r", "-q", "tasks/2022")
    assert [c["kind"] for c in found(taizhang(two_months, "diff", "--json"))["changes"]] == ["removed"]


def test_a_file_that_cannot_be_read_is_said_and_left_out(two_months: Path, taizhang: Run) -> None:
    (two_months / HOUSES).write_text("id: [", "utf-8")
    result = taizhang(two_months, "diff", "--format", "md")
    assert "没有变化" in result.stdout and f"{HOUSES} 在“工作区”一边读不出来" in result.stderr
    assert found(taizhang(two_months, "diff", "--json"))["notes"] != []


def test_files_that_are_written(two_months: Path, taizhang: Run, tmp_path: Path) -> None:
    for name, start in (
        ("a.md", b"## "),
        ("a.html", b"<!DOCTYPE"),
        ("a.docx", b"PK"),
        ("a.json", b"{"),
        ("a.txt", "云".encode()),
    ):
        result = taizhang(two_months, "diff", "2021-04", "-o", str(tmp_path / name))
        assert (result.exit_code, result.stdout) == (0, "") and "已写好" in result.stderr
        assert (tmp_path / name).read_bytes().startswith(start)
    with zipfile.ZipFile(tmp_path / "a.docx") as package:
        assert package.testzip() is None and b"<w:ins " in package.read("word/document.xml")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nowhere", "HEAD"), 3, "没有提交“nowhere”"),
        (("--", "--all"), 3, "没有提交“--all”"),
        (("2021-04@sealed",), 3, "还没有封存"),
        (("2020-12-31", "HEAD"), 3, "以前还没有提交"),
        (("a", "b", "c"), 2, "最多比较两边"),
        (("a..b", "c"), 2, "已经是两边"),
        (("2021-03", "2021-04", "--ledger", "2020"), 3, "现有台账：2021"),
        (("2025-01", "2025-02"), 2, "没有 2025-01 这一期"),
        (("2021-01",), 2, "没有 2020-12 这一期"),
        (("HEAD", "--ledger", "2020"), 3, "现有台账：2021"),
        (("HEAD", "--unit", "区住健局"), 3, "是不是 区住建局"),
        (("HEAD", "--list", "plan"), 3, "可选：main、minsheng"),
        (("2021-04", "--task", "77"), 3, "没有第 77 项"),
        (("HEAD", "--format", "pdf"), 2, "可选"),
        (("HEAD", "--json", "--format", "md"), 2, "只能写一个"),
        (("HEAD", "-o", "x.pdf"), 2, "看不出 x.pdf 是什么格式"),
    ],
)
def test_a_slip_gets_one_sentence_and_a_way_on(
    two_months: Path, taizhang: Run, arguments: tuple[str, ...], code: int, says: str
) -> None:
    result = taizhang(two_months, "diff", *arguments)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert says in result.stderr and "Traceback" not in result.output


def test_control_characters_do_not_reach_the_terminal(two_months: Path, taizhang: Run) -> None:
    path = two_months / "tasks/2021/main/003.yaml"
    path.write_text(
        path.read_text("utf-8").replace("text: 开工建设学校2所。", 'text: "开工\\e[2J\\u202E学校2所。"'), "utf-8"
    )
    for form in ("text", "md", "html", "json"):
        shown = taizhang(two_months, "diff", "--format", form).stdout
        assert "\x1b" not in shown and "\u202e" not in shown


@pytest.mark.parametrize("form", ["text", "md", "html"])
def test_whole_documents(
    two_months: Path, taizhang: Run, golden: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    golden(f"diff/two-months.{form}", taizhang(two_months, "diff", "2021-03", "2021-04", "--format", form).stdout)


# ---------------------------------------------------------------------- answered before


def both(taizhang: Run, folder: Path, *args: str) -> bytes:
    """The output, which must be the same with what was kept, without, and once more."""
    seen = {taizhang(folder, *args).stdout_bytes, taizhang(folder, *args).stdout_bytes}
    seen.add(taizhang(folder, *args, "--no-cache").stdout_bytes)
    assert len(seen) == 1
    return seen.pop()


@pytest.mark.parametrize("form", ["text", "md", "html", "docx", "json"])
def test_a_question_asked_again_gets_the_same_bytes_without_reading(
    two_months: Path, taizhang: Run, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = taizhang(two_months, "diff", "HEAD~2", "HEAD", "--format", form, "--exit-code")

    def never(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("ledger.compare.reading.run", never)
    again = taizhang(two_months, "diff", "HEAD~2", "HEAD", "--format", form, "--exit-code")
    assert again.stdout_bytes == first.stdout_bytes and again.stderr == first.stderr
    assert again.exit_code == first.exit_code == 1


def test_what_was_kept_follows_every_change_of_the_question(two_months: Path, taizhang: Run) -> None:
    outputs = [
        both(taizhang, two_months, "diff", *args)
        for args in (
            ("2021-03", "2021-04"),
            ("2021-03", "2021-04", "--summary"),
            ("2021-03", "2021-04", "--limit", "1"),
            ("2021-03", "2021-04", "--unit", "区住建局"),
            ("2021-03", "2021-04", "--list", "main", "--task", "2"),
            ("2021-04", "2021-03"),
            ("2021-03", "2021-04@HEAD~1"),
            ("2021-03@sealed", "2021-03"),
            ("HEAD~2", "HEAD"),
            ("HEAD~2", "HEAD~1"),
            ("HEAD~2..HEAD",),
            ("HEAD~2...HEAD",),
        )
    ]
    assert len(set(outputs)) >= len(outputs) - 2


def test_what_was_kept_follows_edits_commits_tags_and_branches(two_months: Path, taizhang: Run) -> None:
    seen = [both(taizhang, two_months, "diff")]
    path = two_months / HOUSES
    path.write_text(path.read_text("utf-8").replace("燃气验收滞后。", "已经解决。"), "utf-8")
    seen.append(both(taizhang, two_months, "diff"))
    git(two_months, "commit", "-qam", "改动")
    seen.append(both(taizhang, two_months, "diff"))
    assert ["没有变化" in out.decode() for out in seen] == [True, False, True]
    git(two_months, "branch", "side", "HEAD~1")
    one = both(taizhang, two_months, "diff", "side", "main")
    git(two_months, "branch", "-f", "side", "HEAD~2")
    assert both(taizhang, two_months, "diff", "side", "main") != one
    git(two_months, "pack-refs", "--all")
    git(two_months, "tag", "-f", "sealed/2021/2021-03", "HEAD")
    assert both(taizhang, two_months, "diff", "sealed/2021/2021-03", "main") not in (one, seen[1])


def test_what_was_kept_follows_a_template_of_the_users_own(two_months: Path, taizhang: Run) -> None:
    shipped = both(taizhang, two_months, "diff", "HEAD~2", "HEAD", "--format", "md")
    (two_months / "templates" / "diff").mkdir(parents=True)
    own = two_months / "templates" / "diff" / "template.md.j2"
    own.write_text("{{ told }}\n", "utf-8")
    assert both(taizhang, two_months, "diff", "HEAD~2", "HEAD", "--format", "md") != shipped
    own.write_text("另：{{ told }}\n", "utf-8")
    assert both(taizhang, two_months, "diff", "HEAD~2", "HEAD", "--format", "md").startswith("另：".encode())


def test_a_name_that_refs_do_not_settle_is_looked_up_each_time(two_months: Path, taizhang: Run) -> None:
    before = both(taizhang, two_months, "diff", "HEAD@{1}", "main")
    git(two_months, "checkout", "-q", "HEAD~2")
    git(two_months, "checkout", "-q", "main")
    assert both(taizhang, two_months, "diff", "HEAD@{1}", "main") != before


# ---------------------------------------------------------------------- one task, and repositories of other kinds


@pytest.fixture
def files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The task files whose contents were asked of git."""
    from ledger.gitrepo.tree import CommitTree

    seen: list[str] = []
    real = CommitTree.read

    def read(tree: CommitTree, path: str) -> bytes:
        seen.append(path)
        return real(tree, path)

    monkeypatch.setattr(CommitTree, "read", read)
    return seen


@pytest.mark.parametrize("name", ["2021-main-001", "main/1", "1", "001"])
def test_for_one_task_only_its_files_are_read(
    two_months: Path, taizhang: Run, files_read: list[str], name: str
) -> None:
    whole = kinds(taizhang(two_months, "diff", "HEAD~2", "HEAD", "--json"))
    files_read.clear()
    alone = kinds(taizhang(two_months, "diff", "HEAD~2", "HEAD", "--task", name, "--json", "--no-cache"))
    assert alone == [one for one in whole if one[0] == "main-001"] != []
    assert {path for path in files_read if path.count("/") > 2} <= {HOUSES, "tasks/2021/minsheng/001.yaml"}


def test_one_task_is_found_where_its_file_was_renamed(two_months: Path, taizhang: Run) -> None:
    git(two_months, "mv", HOUSES, "tasks/2021/main/101.yaml")
    write(two_months, "tasks/2021/main/101.yaml", ("number: 1\n", "number: 101\n"), ("350套", "351套"))
    expected = [("main-001", "text", "区住建局")]
    for name in ("2021-main-001", "main/101"):
        shape = kinds(taizhang(two_months, "diff", "HEAD~1", "HEAD", "--task", name, "--json"))
        assert [one for one in shape if one[1] == "text"] == expected


@pytest.mark.parametrize("name", ["2021-main-999", "999", "main/999", "甲", "9" * 5000])
def test_a_task_that_neither_side_has(two_months: Path, taizhang: Run, name: str) -> None:
    result = taizhang(two_months, "diff", "HEAD~1", "HEAD", "--task", name)
    assert result.exit_code == 3 and "没有" in result.stderr


def test_a_bare_repository_compares_commits_and_periods_of_the_last(
    two_months: Path, tmp_path: Path, taizhang: Run
) -> None:
    bare = tmp_path / "裸.git"
    git(tmp_path, "clone", "-q", "--bare", str(two_months), str(bare))
    assert kinds(taizhang(bare, "diff", "HEAD~2", "HEAD", "--json"))
    here = kinds(taizhang(two_months, "diff", "2021-03", "2021-04", "--json"))
    assert kinds(taizhang(bare, "diff", "2021-03", "2021-04", "--json")) == here != []
    assert kinds(taizhang(bare, "diff", "2021-03@sealed", "2021-03", "--json")) == []
    for words in ((), ("HEAD~1",)):
        refused = taizhang(bare, "diff", *words)
        assert refused.exit_code == 2 and "裸仓库" in refused.stderr


@pytest.mark.parametrize(
    "words", [("diff",), ("diff", "HEAD~1"), ("diff", "2021-05-01"), ("audit",), ("log",), ("blame", "1")]
)
def test_before_the_first_commit_every_command_says_what_to_do(
    folder: Path, taizhang: Run, words: tuple[str, ...]
) -> None:
    git(folder, "init", "-q")
    result = taizhang(folder, *words)
    assert result.exit_code == 3
    assert "还没有提交" in result.stderr and "git add tasks && git commit" in result.stderr
