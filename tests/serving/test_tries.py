"""Wrong tokens are slowed down, faults of the program are told in Chinese, and others go on."""

from __future__ import annotations

import pytest

from ledger.serving import app
from ledger.serving.tries import MOST, WHILE, Tries
from tests.serving.conftest import TOKEN, Serve


def test_an_address_that_was_wrong_too_often_waits_and_others_do_not() -> None:
    now = [0.0]
    tries = Tries(lambda: now[0])
    for _ in range(MOST):
        assert tries.wait("10.0.0.1") == 0
        tries.wrong("10.0.0.1")
    assert tries.wait("10.0.0.1") == WHILE and tries.wait("10.0.0.2") == 0
    now[0] = WHILE - 0.2
    assert tries.wait("10.0.0.1") == 1
    now[0] = WHILE
    assert tries.wait("10.0.0.1") == 0


def test_the_right_token_starts_afresh_and_memory_is_bounded() -> None:
    tries = Tries(lambda: 0.0)
    for _ in range(MOST - 1):
        tries.wrong("a")
    tries.right("a")
    tries.wrong("a")
    assert tries.wait("a") == 0
    for n in range(5000):
        tries.wrong(str(n))
    assert len(tries._wrong) == 1000


def test_guessing_is_told_to_wait(repo, serve: Serve) -> None:  # type: ignore[no-untyped-def]
    client = serve(repo, editing=True)
    client.cookie = ""
    for n in range(MOST):
        assert client.get(f"/?token=wrong-token-{n:08}").status == 403
    answer = client.get(f"/?token={TOKEN}")
    assert answer.status == 429 and "令牌错了太多次" in answer.text and 0 < int(answer.headers["retry-after"]) <= WHILE
    assert "秒以后再试" in answer.text
    client.app.tries.clock = lambda: 1e12
    assert client.get(f"/?token={TOKEN}").status == 303


def test_a_fault_of_the_program_is_a_page_and_the_next_request_is_answered(
    repo,  # type: ignore[no-untyped-def]
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = serve(repo)
    told: list[Exception] = []
    client.app.failed = told.append

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("1/0")

    monkeypatch.setattr(app.pages, "of_site", broken)
    answer = client.get("/units.html")
    assert answer.status == 500 and "程序出错" in answer.text and "ZeroDivisionError" not in answer.text
    assert "default-src" in answer.headers["content-security-policy"]
    assert [type(one) for one in told] == [ZeroDivisionError]
    monkeypatch.undo()
    assert client.get("/units.html").status == 200
