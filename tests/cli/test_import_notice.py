"""``taizhang import notice`` as a user meets it: preview, files, one commit, nothing overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git
from tests.importers.reading import SOURCES

ROOT = Path(__file__).parent.parent.parent
NOTICE = str(SOURCES / "notice-2020.docx")
UNITS = str(ROOT / "tasks" / "2020" / "units.yaml")
Run = Callable[..., Result]

# 虚构
SMALL = """清风县人民政府办公室关于分解2024年政府工作报告重点任务的通知
各乡镇人民政府，县直各部门：
按一月一报的要求，于次月初5个工作日内报送《重点任务落实情况表》。
一、重点任务
推进甲项目建设，完成投资2亿元。（牵头单位：县工信局；责任单位：县财政局、云水街道办事处、各乡镇）
建设乙学校。（责任单位：县教育局）
清风县人民政府办公室
2024年3月5日
"""


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A fresh repository without ledgers."""
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "通知.txt"
    path.write_text(SMALL, "utf-8")
    return str(path)


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.yaml"))


def test_the_2020_notice_becomes_a_ledger_and_one_commit(empty: Path, taizhang: Run) -> None:
    done = taizhang(empty, "import", "notice", NOTICE, "--units", UNITS)
    assert done.exit_code == 0, done.output
    assert "立项(2020): 附件1 102项、附件2 100项" in done.stdout
    assert "写了 204 个文件，提交 " in done.stdout
    assert git(empty, "rev-list", "--count", "HEAD").strip() == "1"
    message = git(empty, "log", "-1", "--format=%B")
    assert message.startswith("立项(2020): 附件1 102项、附件2 100项\n")
    assert "\nKind: notice\n" in message
    assert "\nSource: notice-2020.docx sha256:7147f66b" in message
    assert git(empty, "status", "--porcelain").strip() == ""
    assert (empty / "tasks/2020/units.yaml").read_bytes() == Path(UNITS).read_bytes()
    listed = json.loads(taizhang(empty, "list", "--json").stdout)
    assert len(listed) == 202


def test_what_was_made_passes_check_without_errors_or_warnings(empty: Path, taizhang: Run) -> None:
    taizhang(empty, "import", "notice", NOTICE, "--units", UNITS)
    done = taizhang(empty, "check", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["counts"]["error"] == 0
    assert json.loads(done.stdout)["counts"]["warning"] == 0


def test_a_preview_shows_tasks_and_findings_and_writes_nothing(empty: Path, taizhang: Run) -> None:
    done = taizhang(empty, "import", "notice", NOTICE, "--units", UNITS, "--dry-run")
    assert done.exit_code == 0
    assert "文号：市中政办发〔2020〕1号" in done.stdout
    assert "清单 minsheng  附件2 2020年“12100”民生工程责任分解表  100项" in done.stdout
    assert "I012 两项任务看来是同一件事（20处）" in done.stdout
    assert "这是预览，没有写文件。" in done.stdout
    assert not (empty / "tasks").exists()


def test_the_preview_for_programs(empty: Path, taizhang: Run) -> None:
    done = taizhang(empty, "import", "notice", NOTICE, "--units", UNITS, "--dry-run", "--json")
    value = json.loads(done.stdout)
    assert set(value) == {"document", "tasks", "findings", "targets"}
    assert value["document"]["number"] == "市中政办发〔2020〕1号"
    assert value["document"]["reporting"]["plan_due"] == "2020-02-24"
    task = next(task for task in value["tasks"] if task["id"] == "2020-main-037")
    assert {"id", "list", "number", "category", "text", "leaders", "units", "status", "light", "path"} <= set(task)
    assert task["path"] == "tasks/2020/main/037.yaml"
    assert task["units"]["lead"] == ["区重点工程服务中心"]
    finding = value["findings"][0]
    assert {"code", "name", "level", "path", "line", "column", "message", "hint", "place"} == set(finding)
    assert finding["path"] == "notice-2020.docx"
    assert finding["place"] == "表1第103行第7列"


def test_nothing_is_overwritten(empty: Path, taizhang: Run, small: str) -> None:
    assert taizhang(empty, "import", "notice", small).exit_code == 0
    before = {name: (empty / name).read_bytes() for name in files_below(empty)}
    again = taizhang(empty, "import", "notice", small)
    assert again.exit_code == 3
    assert "台账 2024 的清单 main 已经有任务，不覆盖" in again.stderr
    assert "--ledger" in again.stderr
    assert {name: (empty / name).read_bytes() for name in files_below(empty)} == before
    assert git(empty, "rev-list", "--count", "HEAD").strip() == "1"


def test_a_single_file_in_the_way_is_enough_to_refuse(empty: Path, taizhang: Run, small: str) -> None:
    (empty / "tasks/2024/main").mkdir(parents=True)
    (empty / "tasks/2024/main/001.yaml").write_text("id: 我自己的\n", "utf-8")
    done = taizhang(empty, "import", "notice", small, "--no-commit")
    assert done.exit_code == 3
    assert files_below(empty) == ["tasks/2024/main/001.yaml"]


def test_without_a_registry_one_is_drafted_from_the_document(empty: Path, taizhang: Run, small: str) -> None:
    assert taizhang(empty, "import", "notice", small).exit_code == 0
    drafted = (empty / "tasks/2024/units.yaml").read_text("utf-8")
    assert drafted.startswith("# 责任单位登记表：按“")
    assert "prefix: 县" in drafted
    assert "- {name: 云水街道办事处, kind: 街道}" in drafted
    assert "groups:\n  - {name: 各乡镇}" in drafted
    assert taizhang(empty, "check").exit_code == 0


def test_a_registry_that_is_there_already_is_used_and_left_alone(empty: Path, taizhang: Run, small: str) -> None:
    (empty / "tasks/2024").mkdir(parents=True)
    mine = "# 我的\nprefix: 县\nunits:\n  - {name: 县工业和信息化局, short: 县工信局}\n"
    (empty / "tasks/2024/units.yaml").write_text(mine, "utf-8")
    done = taizhang(empty, "import", "notice", small)
    assert done.exit_code == 0, done.output
    assert (empty / "tasks/2024/units.yaml").read_text("utf-8") == mine
    assert "县教育局”没有登记" in done.stdout
    assert git(empty, "ls-files", "tasks/2024/units.yaml").strip() == ""


def test_only_the_new_files_are_committed(repo: Path, taizhang: Run, small: str) -> None:
    (repo / "别的.txt").write_text("在办\n", "utf-8")
    git(repo, "add", "别的.txt")
    edited = repo / "tasks/2021/main/001.yaml"
    edited.write_text(edited.read_text("utf-8") + "# 正在改\n", "utf-8")
    assert taizhang(repo, "import", "notice", small).exit_code == 0
    committed = git(repo, "-c", "core.quotepath=off", "show", "--name-only", "--format=", "HEAD").split()
    assert all(name.startswith("tasks/2024/") for name in committed)
    status = git(repo, "-c", "core.quotepath=off", "status", "--porcelain")
    assert "A  别的.txt" in status
    assert " M tasks/2021/main/001.yaml" in status


def test_without_git_the_files_are_written_and_with_it_refused(tmp_path: Path, taizhang: Run, small: str) -> None:
    folder = tmp_path / "无仓库"
    folder.mkdir()
    refused = taizhang(folder, "import", "notice", small)
    assert refused.exit_code == 3
    assert "不在 git 仓库里" in refused.stderr
    assert files_below(folder) == []
    done = taizhang(folder, "import", "notice", small, "--no-commit")
    assert done.exit_code == 0
    assert "写了 4 个文件，没有提交" in done.stdout
    assert files_below(folder) == [
        "tasks/2024/ledger.yaml",
        "tasks/2024/main/001.yaml",
        "tasks/2024/main/002.yaml",
        "tasks/2024/units.yaml",
    ]


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--ledger", "../外面"), 2, "不能作台账名"),
        (("--ledger", ".git"), 2, "不能作台账名"),
        (("--list", "附件1"), 2, "不能作清单名"),
        (("--units", "没有.yaml"), 3, "打不开"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_written(
    empty: Path, taizhang: Run, small: str, options: tuple[str, ...], code: int, said: str
) -> None:
    done = taizhang(empty, "import", "notice", small, *options)
    assert (done.exit_code, said in done.stderr) == (code, True), done.output
    assert not (empty / "tasks").exists()


def test_a_faulty_registry_names_its_fault(empty: Path, taizhang: Run, small: str, tmp_path: Path) -> None:
    faulty = tmp_path / "单位.yaml"
    faulty.write_text("units: 县财政局\n", "utf-8")
    done = taizhang(empty, "import", "notice", small, "--units", str(faulty))
    assert done.exit_code == 3
    assert "units 应当是列表" in done.stderr


def test_a_file_without_tasks_is_refused_with_a_way_out(empty: Path, taizhang: Run, tmp_path: Path) -> None:
    news = tmp_path / "新闻.txt"
    news.write_text("2024年的新闻。\n", "utf-8")
    done = taizhang(empty, "import", "notice", str(news))
    assert done.exit_code == 3
    assert "没有认出任务" in done.stderr
    assert "改法：" in done.stderr


def test_same_document_same_bytes(tmp_path: Path, taizhang: Run, small: str) -> None:
    made = []
    for name in ("一", "二"):
        folder = tmp_path / name
        folder.mkdir()
        taizhang(folder, "import", "notice", small, "--no-commit")
        made.append({path: (folder / path).read_bytes() for path in files_below(folder)})
    assert made[0] == made[1]
    assert made[0]


def test_the_registry_of_another_ledger_of_the_district_is_used_and_copied(empty: Path, taizhang: Run) -> None:
    taizhang(empty, "import", "notice", NOTICE, "--units", UNITS, "--no-commit")
    done = taizhang(
        empty, "import", "notice", str(SOURCES / "notice-2020.html"), "--ledger", "2020-again", "--no-commit"
    )
    assert done.exit_code == 0, done.output
    assert "单位登记表用的是 tasks/2020/units.yaml" in done.stderr
    assert (empty / "tasks/2020-again/units.yaml").read_bytes() == Path(UNITS).read_bytes()


def test_without_any_registry_places_are_not_taken_for_departments(empty: Path, taizhang: Run) -> None:
    done = taizhang(empty, "import", "notice", NOTICE, "--dry-run", "--json")
    tasks = {task["id"]: task for task in json.loads(done.stdout)["tasks"]}
    assert tasks["2020-main-003"]["units"]["support"] == ["济南金融商务中心区（市中区）服务中心"]
    assert tasks["2020-main-005"]["units"]["support"] == ["杆石桥街道办事处", "四里村街道办事处", "大观园街道办事处"]
