"""import notice into a ledger that is there: one that init made, and one with tasks that gets a further list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from ledger import store
from tests.cli.test_import_notice import SMALL
from tests.conftest import git

Run = Callable[..., Result]


@pytest.fixture
def small(tmp_path: Path) -> str:
    path = tmp_path / "通知.txt"
    path.write_text(SMALL, "utf-8")
    return str(path)


@pytest.fixture
def started(tmp_path: Path, taizhang: Run) -> Path:
    folder = tmp_path / "台账"
    done = taizhang(
        tmp_path,
        "init",
        "台账",
        "--place",
        "清风县",
        "--year",
        "2024",
        "--due",
        "25日",
        "--ci",
        "none",
        "--office",
        "县督查室",
    )
    assert done.exit_code == 0, done.output
    (folder / ".git/hooks/pre-commit").unlink()
    return folder


def ledger(folder: Path, name: str = "2024") -> store.Ledger:
    return store.load(store.WorkTree(folder), name)


def test_a_ledger_made_by_init_takes_the_notice_and_its_units(started: Path, small: str, taizhang: Run) -> None:
    seen = taizhang(started, "import", "notice", small, "--dry-run")
    assert seen.exit_code == 0 and "还没有任务，加进清单：main（" in seen.stderr
    assert "报送时限改为通知写的" in seen.stderr and git(started, "status", "--porcelain") == ""
    done = taizhang(started, "import", "notice", small)
    assert done.exit_code == 0, done.output
    found = ledger(started)
    assert not found.findings and len(found.records) == 2
    assert found.config.office == "县督查室" and dict(found.config.reporting.due) == {"working_days": 5}
    assert found.config.document.title.startswith("清风县人民政府办公室关于分解")
    assert found.registry.district == "清风县" and found.registry.find("县工信局")
    text = (started / "tasks/2024/ledger.yaml").read_text("utf-8")
    assert text.startswith("# 2024年台账的设置") and "# rules:" in text
    assert git(started, "log", "--format=%s").splitlines()[0].startswith("立项(2024)")
    assert git(started, "status", "--porcelain") == ""
    assert taizhang(started, "check", "--level", "error").exit_code == 0


def test_a_second_import_of_the_same_list_is_refused_and_says_how(started: Path, small: str, taizhang: Run) -> None:
    taizhang(started, "import", "notice", small)
    before = git(started, "rev-parse", "HEAD")
    again = taizhang(started, "import", "notice", small)
    assert again.exit_code == 3 and "清单 main 已经有任务，不覆盖" in again.stderr and "--list list2" in again.stderr
    assert git(started, "rev-parse", "HEAD") == before and git(started, "status", "--porcelain") == ""


def test_a_further_list_is_added_and_the_rest_stays(started: Path, small: str, taizhang: Run, tmp_path: Path) -> None:
    taizhang(started, "import", "notice", small)
    units = (started / "tasks/2024/units.yaml").read_bytes()
    before = ledger(started)
    more = tmp_path / "补充.txt"
    more.write_text(
        SMALL.replace("甲项目", "丙项目").replace("重点任务的通知", "补充任务的通知").replace("5个工作日", "3个工作日"),
        "utf-8",
    )
    done = taizhang(started, "import", "notice", str(more), "--list", "extra", "--json")
    assert done.exit_code == 0, done.output
    assert "报送时限仍是台账的" in done.stderr
    after = ledger(started)
    assert list(after.config.lists) == ["main", "extra"] and after.config.lists["extra"].document
    assert after.config.document == before.config.document and after.config.reporting == before.config.reporting
    assert after.of_list("main") == before.of_list("main") and len(after.of_list("extra")) == 2
    assert (started / "tasks/2024/units.yaml").read_bytes() == units
    changed = git(started, "show", "--name-only", "--format=", json.loads(done.stdout)["commit"]).split()
    assert changed == ["tasks/2024/extra/001.yaml", "tasks/2024/extra/002.yaml", "tasks/2024/ledger.yaml"]


def test_without_a_commit_the_settings_are_written_too(started: Path, small: str, taizhang: Run) -> None:
    assert taizhang(started, "import", "notice", small, "--no-commit").exit_code == 0
    assert len(ledger(started).records) == 2


def test_a_notice_of_another_year_is_refused(started: Path, small: str, taizhang: Run, tmp_path: Path) -> None:
    other = tmp_path / "去年.txt"
    other.write_text(SMALL.replace("2024", "2023"), "utf-8")
    done = taizhang(started, "import", "notice", str(other), "--ledger", "2024")
    assert done.exit_code == 2 and "台账 2024 是2024年的，这份文件是2023年的" in done.stderr


def test_settings_with_changes_of_their_own_are_not_swept_along(started: Path, small: str, taizhang: Run) -> None:
    path = started / "tasks/2024/ledger.yaml"
    path.write_text(path.read_text("utf-8") + "# 正在改\n", "utf-8")
    done = taizhang(started, "import", "notice", small)
    assert done.exit_code == 3 and "ledger.yaml 有还没有提交的改动" in done.stderr
    assert not (started / "tasks/2024/main").exists()
