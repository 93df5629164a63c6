"""``list`` and ``stats`` asked again: the same bytes and remarks, from what was kept, until a file changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.conftest import git

Run = Callable[..., Result]
QUESTIONS = (
    ("list",),
    ("list", "--json"),
    ("list", "--unit", "区住建局"),
    ("list", "--unit", "区住建局", "--lead", "--json"),
    ("list", "--status", "未报"),
    ("list", "--text", "没有的话"),
    ("stats",),
    ("stats", "--json"),
    ("stats", "--period", "2021-02", "--by", "units"),
    ("report", "situation", "--period", "2021-02"),
    ("report", "situation", "--period", "2021-02", "--unit", "区住建局", "--format", "docx"),
    ("report", "assignment", "--format", "xlsx"),
)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ledgers that are loaded, as they are."""
    from ledger import known

    loaded: list[str] = []
    load = known.load

    def told(tree: object, name: str, *rest: object, **more: object) -> object:
        loaded.append(name)
        return load(tree, name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(known, "load", told)
    return loaded


def said(result: Result) -> tuple[int, bytes, str]:
    return result.exit_code, result.stdout_bytes, result.stderr


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_asked_again_it_is_answered_without_reading(
    words: tuple[str, ...], repo: Path, taizhang: Run, reads: list[str]
) -> None:
    plain = said(taizhang(repo, *words, "--no-cache"))
    reads.clear()
    assert said(taizhang(repo, *words)) == plain
    assert reads
    reads.clear()
    assert said(taizhang(repo, *words)) == plain
    assert reads == []


@pytest.mark.parametrize(
    "words",
    (("list", "--text", "口袋公园"), ("stats", "--json"), ("report", "situation", "--period", "2021-02")),
    ids=" ".join,
)
def test_a_changed_file_is_seen(words: tuple[str, ...], repo: Path, taizhang: Run) -> None:
    taizhang(repo, *words)
    path = sorted((repo / "tasks/2021/main").rglob("*.yaml"))[0]
    path.write_text(path.read_text("utf-8").replace("\ntext: ", "\ntext: 新建口袋公园。", 1), "utf-8")
    changed = said(taizhang(repo, *words))
    assert changed == said(taizhang(repo, *words, "--no-cache"))
    path.unlink()
    fewer = said(taizhang(repo, *words))
    assert fewer == said(taizhang(repo, *words, "--no-cache"))
    assert fewer[1] != changed[1]


def test_questions_are_kept_apart(repo: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = taizhang(repo, "list").stdout
    monkeypatch.setenv("COLUMNS", "60")
    narrow = taizhang(repo, "list")
    assert narrow.stdout != wide
    assert said(taizhang(repo, "list")) == said(narrow)


def test_a_failure_is_not_kept(repo: Path, taizhang: Run, reads: list[str]) -> None:
    first = said(taizhang(repo, "list", "--unit", "没有这个单位"))
    assert first[0] == 3 and "没有责任单位" in first[2]
    reads.clear()
    assert said(taizhang(repo, "list", "--unit", "没有这个单位")) == first
    assert reads


def test_a_template_of_ones_own_is_seen(repo: Path, taizhang: Run) -> None:
    words = ("report", "situation", "--period", "2021-02")
    taizhang(repo, *words)
    own = repo / "templates/situation/template.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("自己的模板：{{ title }}\n", "utf-8")
    assert taizhang(repo, *words).stdout.startswith("自己的模板：")
    own.write_text("又改了：{{ title }}\n", "utf-8")
    assert taizhang(repo, *words).stdout.startswith("又改了：")


def test_a_document_names_the_commit_it_was_read_from(repo: Path, taizhang: Run) -> None:
    words = ("report", "situation", "--period", "2021-02", "--as-of", "HEAD")
    first = taizhang(repo, *words)
    git(repo, "commit", "-q", "--allow-empty", "-m", "又一次提交")
    second = taizhang(repo, *words)
    assert second.stdout == taizhang(repo, *words, "--no-cache").stdout
    assert second.stderr != first.stderr


def test_what_changes_while_it_is_read_is_not_kept(repo: Path, taizhang: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from ledger import known

    path = sorted((repo / "tasks/2021/main").rglob("*.yaml"))[0]
    before = path.read_text("utf-8")
    plain = said(taizhang(repo, "list", "--no-cache"))
    load = known.load

    def late(*rest: object, **more: object) -> object:
        path.write_text(before.replace("\ntext: ", "\ntext: 写了一半。", 1), "utf-8")
        return load(*rest, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(known, "load", late)
        assert said(taizhang(repo, "list")) != plain
    path.write_text(before, "utf-8")
    assert said(taizhang(repo, "list")) == plain


def test_without_a_repository_nothing_is_kept(folder: Path, taizhang: Run, reads: list[str]) -> None:
    for _ in range(2):
        reads.clear()
        assert taizhang(folder, "list").exit_code == 0
        assert reads
