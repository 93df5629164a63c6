"""What a server bears: large and slow requests, paths that climb, ports that are taken, and its end."""

from __future__ import annotations

import socket
import time
from pathlib import Path

import pytest

from ledger.errors import LedgerError
from ledger.serving.server import listen
from ledger.serving.wire import LONGEST_BODY
from tests.serving.conftest import Client, Serve

FORM_HEAD = "POST /-/edit/2021-main-001 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"


def raw(client: Client, *pieces: bytes, pause: float = 0) -> bytes:
    """What comes back until the server closes; pieces are sent one after another."""
    with socket.create_connection(("127.0.0.1", client.port), timeout=10) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
            line.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server has closed; what it said first can still be read
        found = b""
        try:
            while part := line.recv(65536):
                found += part
        except ConnectionResetError:
            pass
        return found


def head(client: Client, *lines: str) -> bytes:
    return (FORM_HEAD.format(port=client.port) + "".join(f"{line}\r\n" for line in lines) + "\r\n").encode()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(visitor: Client) -> None:
    client = visitor
    answer = raw(client, head(client, f"Content-Length: {LONGEST_BODY * 100}"))
    assert b" 413 " in answer.partition(b"\r\n")[0]


def test_a_body_that_grows_in_chunks_is_cut_off(visitor: Client) -> None:
    client = visitor
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    answer = raw(client, head(client, "Transfer-Encoding: chunked"), *[chunk] * 24)
    assert b" 413 " in answer.partition(b"\r\n")[0]


def test_a_text_that_is_too_long_is_said_in_chinese(visitor: Client) -> None:
    answer = visitor.enter(done="长" * (LONGEST_BODY // 9 + 1))
    assert answer.status == 413 and "内容太长" in answer.text and "后退" in answer.text


def test_a_head_that_is_too_large_is_refused(visitor: Client) -> None:
    client = visitor
    answer = client.get("/?" + "x" * 30_000)
    assert answer.status in (400, 414, 431)


@pytest.mark.parametrize("what", ["head", "body"])
def test_a_request_that_trickles_in_is_ended_and_others_are_served(repo: Path, serve: Serve, what: str) -> None:
    client = serve(repo, editing=True)
    client.server.patience = 0.3
    begun = head(client, "Content-Length: 1000")
    with socket.create_connection(("127.0.0.1", client.port), timeout=10) as slow:
        slow.sendall(begun if what == "body" else begun[:20])
        assert client.get("/").status == 200
        ended = False
        until = time.monotonic() + 8
        while not ended and time.monotonic() < until:
            try:
                slow.sendall(b"x")  # never silent, never done
                slow.settimeout(0.1)
                ended = slow.recv(100) == b""
            except TimeoutError:
                continue
            except OSError:
                ended = True
        assert ended
    assert client.get("/").status == 200


def test_hundreds_of_slow_connections_do_not_shut_others_out(visitor: Client) -> None:
    client = visitor
    lines: list[socket.socket] = []
    try:
        for n in range(300):
            line = socket.create_connection(("127.0.0.1", client.port), timeout=10)
            line.sendall(b"GET / HTTP/1.1\r\nHost: x" if n % 2 else b"")
            lines.append(line)
            if n % 100 == 99:
                begun = time.monotonic()
                assert client.get("/").status == 200
                assert time.monotonic() - begun < 10  # not as long as the server waits for one of them
    finally:
        for line in lines:
            line.close()
    assert client.get("/").status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../ledger.yaml",
        "/../../../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/task/../../tasks/2021/ledger.yaml",
        "/tasks/2021/ledger.yaml",
        "/.git/config",
        "//etc/passwd",
        "/task/2021-main-001.html%00.css",
        "/C:%5Cwindows%5Cwin.ini",
        "/-/edit/..%2f..%2fetc%2fpasswd",
        "/-/done/../../etc/passwd",
        "/%ff%fe",
    ],
)
def test_no_path_reaches_a_file(visitor: Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status in (400, 404) and "root:" not in answer.text and "repositoryformat" not in answer.text
    assert "云政办发" not in answer.text


def test_a_port_that_is_taken_is_said_in_chinese() -> None:
    with listen("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(LedgerError, match=f"端口 {port} 已经有程序在用") as refused:
            listen("127.0.0.1", port)
        assert str(port + 1) in refused.value.hint


def test_an_address_of_another_machine_is_said_in_chinese() -> None:
    with pytest.raises(LedgerError, match=r"没有地址 192\.0\.2\.1"):
        listen("192.0.2.1", 0)


def test_head_has_no_body(visitor: Client) -> None:
    client = visitor
    answer = client.ask("HEAD", "/")
    assert answer.status == 200 and answer.body == b"" and int(answer.headers["content-length"]) > 1000


def test_what_was_seen_is_not_sent_again(visitor: Client) -> None:
    client = visitor
    first = client.get("/")
    again = client.get("/", {"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
