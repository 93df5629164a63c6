"""Finished outputs: what is kept of them, and what must never be believed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger import cache
from ledger.cache import answers
from ledger.cache.answers import Answer, Answers, answers_at, content, question
from tests.conftest import git


@pytest.fixture
def kept(tmp_path: Path) -> Answers:
    git(tmp_path, "init", "-q")
    return answers_at(tmp_path)


def files(at: Path) -> list[Path]:
    return sorted((at / ".git" / "taizhang").glob("answers-*/*"), key=lambda path: path.stat().st_mtime_ns)


def test_an_answer_is_given_again_with_its_remarks_and_code(kept: Answers, tmp_path: Path) -> None:
    answer = Answer("一行\n两行\0\n".encode(), ("注意：甲", "注意：乙"), 1)
    kept.keep("问", answer)
    kept.keep("空", Answer(b""))
    assert answers_at(tmp_path).get("问") == answer
    assert answers_at(tmp_path).get("空") == Answer(b"")
    assert answers_at(tmp_path).get("别的") is None


def test_questions_differ_in_every_part() -> None:
    parts: list[answers.Part] = ["a", "ab", 1, True, None, ("a",), ("a", "b"), b"a", ""]
    names = {question("x", part) for part in parts} | {question("xa"), question("x", "a", ""), question("x")}
    assert len(names) == len(parts) + 3


def test_the_name_of_files_says_what_they_hold_and_whether_they_are_there(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    seen = {content([one, other])}
    for one_holds, other_holds in ((b"", None), (b"a", None), (b"a", b""), (b"", b"a"), (b"a1 +", b"")):
        for path, data in ((one, one_holds), (other, other_holds)):
            path.unlink(missing_ok=True)
            if data is not None:
                path.write_bytes(data)
        seen.add(content([one, other]))
    assert len(seen) == 6


def test_outside_a_repository_and_switched_off_nothing_is_kept(kept: Answers, tmp_path: Path) -> None:
    outside = Answers(None)
    outside.keep("问", Answer(b"1"))
    assert not outside.is_on and outside.get("问") is None
    with cache.switched_off():
        kept.keep("问", Answer(b"1"))
        assert not kept.is_on and kept.get("问") is None
    assert files(tmp_path) == []
    kept.keep("问", Answer(b"1"))
    with cache.switched_off():
        assert kept.get("问") is None


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: b"x" + data[1:], lambda _: b"", lambda d: d + b"!"]
)
def test_a_damaged_answer_is_none(kept: Answers, tmp_path: Path, damage: object) -> None:
    kept.keep("问", Answer(b"12345"))
    (path,) = files(tmp_path)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert kept.get("问") is None


def test_an_answer_to_another_question_or_of_another_user_is_not_believed(
    kept: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep("甲", Answer(b"1"))
    (path,) = files(tmp_path)
    kept.keep("乙", Answer(b"2"))
    path.write_bytes(files(tmp_path)[-1].read_bytes())
    assert kept.get("甲") is None
    data = files(tmp_path)[-1].read_bytes()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another user"))
    stranger = answers_at(tmp_path)
    stranger.keep("乙", Answer(b"3"))
    files(tmp_path)[-1].write_bytes(data)
    assert stranger.get("乙") is None


def test_an_answer_of_another_version_of_the_program_is_not_found(
    kept: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep("问", Answer(b"1"))
    monkeypatch.setattr(answers, "program_stamp", lambda: b"another" * 2)
    assert kept.get("问") is None


def test_the_oldest_go_when_there_is_no_room_and_the_largest_is_not_kept(
    kept: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "_ROOM", 3500)
    monkeypatch.setattr(answers, "_LARGEST", 4000)
    for n in range(6):
        kept.keep(str(n), Answer(b"%d" % n * 1000))
        os.utime(files(tmp_path)[-1], ns=(n, n))
    assert [n for n in range(6) if kept.get(str(n))] == [3, 4, 5]
    kept.keep("large", Answer(b"x" * 4001))
    assert kept.get("large") is None


def test_a_long_answer_is_pressed(kept: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_PRESSED", 1000)
    long = Answer("一二三\n".encode() * 1000, ("注意",), 7)
    kept.keep("长", long)
    assert kept.get("长") == long
    assert files(tmp_path)[0].stat().st_size < 1000


def test_a_folder_that_leads_elsewhere_is_not_used(kept: Answers, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".git" / "taizhang").symlink_to(elsewhere)
    kept.keep("问", Answer(b"1"))
    assert kept.get("问") is None and list(elsewhere.iterdir()) == []


def test_a_link_in_the_place_of_an_answer_is_not_followed(kept: Answers, tmp_path: Path) -> None:
    kept.keep("问", Answer(b"1"))
    (path,) = files(tmp_path)
    path.rename(tmp_path / "there")
    path.symlink_to(tmp_path / "there")
    assert kept.get("问") is None
