"""What ``-o`` names is written everywhere alike: folders that are missing are made, one that cannot be made is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
MONTH = "2021-03"
WRITERS = {
    "report": ("report", "situation", "--period", MONTH, "-o", "表.md"),
    "bulletin": ("bulletin", "minsheng", MONTH, "--on", "2021-04-20", "-o", "通报.md"),
    "diff": ("diff", "2021-02", MONTH, "-o", "对比.md"),
    "export": ("export", "-o", "台账.jsonl", "--table", "tasks"),
    "worklist": ("worklist", "export", MONTH, "-o", "清单.xlsx"),
    "targets": ("targets", "-o", "指标.yaml"),
    "schema": ("schema", "-o", "模式.json"),
    "lsp": ("lsp", "--vsix", "台账.vsix"),
    "site": ("site", "-o", "看板"),
    "single": ("site", "--single", "-o", "看板.html"),
    "forms": ("forms", MONTH, "-o", "表样"),
    "remind": ("remind", MONTH, "--on", "2021-05-20", "-o", "催办"),
    "documents": ("ci", "documents", "--on", "2021-04-20", "-o", "文档"),
}


def asked(words: tuple[str, ...], folder: str) -> list[str]:
    place = max(words.index(word) for word in ("-o", "--vsix") if word in words) + 1
    return [*words[:place], f"{folder}/{words[place]}", *words[place + 1 :]]


@pytest.mark.parametrize("name", WRITERS)
def test_missing_folders_are_made(
    name: str, repo: Path, taizhang: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = taizhang(repo, *asked(WRITERS[name], str(tmp_path / "新的/一层")))
    assert done.exit_code == 0, done.output
    assert [path for path in (tmp_path / "新的/一层").rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", WRITERS)
def test_a_file_in_the_way_is_named(
    name: str, repo: Path, taizhang: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "文件").write_bytes(b"")
    done = taizhang(repo, *asked(WRITERS[name], str(tmp_path / "文件/一层")))
    assert done.exit_code == 3
    assert "文件/一层" in done.stderr and "改法：" in done.stderr and "[Errno" not in done.stderr


def test_files_are_named_from_where_one_stands_whatever_folder_c_names(
    repo: Path, taizhang: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "通报.txt").write_text("完成投资3亿元，占年度计划6亿元的50%。", "utf-8")
    inside = f"{repo.name}/tasks/2021/main/001.yaml"
    assert taizhang(repo, "numbers", "通报.txt").exit_code == 0
    assert taizhang(repo, "check", inside).exit_code == 0
    assert taizhang(repo, "doctor", "parse", inside).exit_code == 0
    assert taizhang(repo, "ci", "documents", "--on", "2021-04-20", "-o", "文档").exit_code == 0
    assert (tmp_path / "文档").is_dir() and not (repo / "文档").exists()
