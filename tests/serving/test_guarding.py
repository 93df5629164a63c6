"""Who is let in: names of the address, tokens, origins; and what every answer carries."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import UsageProblem
from ledger.serving.guard import Guard, checked_token, is_loopback
from ledger.serving.wire import Request
from tests.conftest import git
from tests.serving.conftest import FORM, TOKEN, Client, Serve, fields_of

EVERY = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy", "cache-control")


def heads(repo: Path) -> str:
    return git(repo, "rev-parse", "HEAD")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1", "", "a@b", "[::1"])
def test_a_page_under_a_foreign_name_gets_nothing(visitor: Client, host: str) -> None:
    client = visitor
    answer = client.get("/", {"Host": host.format(port=client.port)})
    assert answer.status in (400, 421) and "安置房" not in answer.text


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_our_own_names_are_known(visitor: Client, name: str) -> None:
    client = visitor
    assert client.get("/", {"Host": f"{name}:{client.port}"}).status == 200


def test_an_address_for_others_is_known_by_its_name_and_by_figures() -> None:
    guard = Guard("0.0.0.0", 80, TOKEN)  # noqa: S104 - nothing listens

    def known(host: str) -> bool:
        return guard.knows_host(Request("GET", "/", headers={"host": host}))

    assert known("192.168.1.20") and known("192.168.1.20:80")
    assert not known("rebound.example") and not known("192.168.1.20:81")
    assert Guard("office.local", 80, TOKEN).knows_host(Request("GET", "/", headers={"host": "office.local"}))


def test_the_token_leaves_the_address_for_a_cookie(visitor: Client) -> None:
    client = visitor
    client.cookie = ""
    locked = client.get("/")
    assert locked.status == 403 and "启动时显示的地址" in locked.text and "安置房" not in locked.text
    first = client.get(f"/search.html?q=%E5%8C%BA&token={TOKEN}")
    assert (first.status, first.headers["location"]) == (303, "/search.html?q=%E5%8C%BA")
    cookie, *flags = first.headers["set-cookie"].split("; ")
    assert set(flags) == {"Path=/", "HttpOnly", "SameSite=Strict"} and TOKEN not in cookie
    client.cookie = cookie
    assert client.get("/").status == 200


@pytest.mark.parametrize("given", ["", "x", TOKEN[:-1], TOKEN + "x", "%00", "é"])
def test_a_wrong_token_is_none(visitor: Client, given: str) -> None:
    client = visitor
    client.cookie = f"taizhang_{client.port}={given}" if given.isascii() else ""
    for path in (f"/?token={given}", "/"):
        answer = client.ask("GET", path.encode("ascii", "replace").decode())
        assert answer.status == 403 and "set-cookie" not in answer.headers and "安置房" not in answer.text


def test_the_address_after_the_token_stays_on_this_machine(visitor: Client) -> None:
    client = visitor
    assert client.get(f"//evil.example/x?token={TOKEN}").headers["location"] == "/evil.example/x"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://[bad"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(visitor: Client, headers: dict[str, str]) -> None:
    client = visitor
    before = heads(client.root)
    forged = {name: value.format(port=client.port) for name, value in headers.items()}
    answer = client.enter(headers=forged, done="伪造的进展")
    assert answer.status == 403 and "伪造的进展" not in answer.text
    assert heads(client.root) == before


@pytest.mark.parametrize("mark", [None, "", "0" * 64, "错"])
def test_a_form_without_its_mark_changes_nothing_and_keeps_the_text(repo: Path, serve: Serve, mark: str | None) -> None:
    client = serve(repo, editing=True)
    before = heads(repo)
    fields = fields_of(client.get(FORM)) | {"done": "写了很久的进展"}
    fields.pop("mark")
    answer = client.post(FORM.partition("?")[0], fields if mark is None else {**fields, "mark": mark})
    assert answer.status == 403 and "写了很久的进展" in answer.text
    assert heads(repo) == before
    # the page that comes back can be sent
    assert client.post(FORM.partition("?")[0], fields_of(answer)).status == 303


def test_the_mark_of_one_task_is_none_for_another(visitor: Client) -> None:
    client = visitor
    before = heads(client.root)
    mark = fields_of(client.get("/-/edit/2021-main-002"))["mark"]
    assert client.enter(done="张冠李戴", mark=mark).status == 403
    assert heads(client.root) == before


def test_a_program_without_origin_still_needs_mark_and_cookie(visitor: Client) -> None:
    client = visitor
    before = heads(client.root)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.ask("POST", "/-/edit/2021-main-001", b"done=x&period=2021-04", kind).status == 403
    client.cookie = ""
    assert client.ask("POST", "/-/edit/2021-main-001", b"done=x&period=2021-04", kind).status == 403
    assert heads(client.root) == before


def test_a_session_that_has_ended_gives_the_text_back(visitor: Client) -> None:
    client = visitor
    fields = fields_of(client.get(FORM)) | {"done": "写了很久的进展"}
    client.cookie = "taizhang=old"
    answer = client.post(FORM.partition("?")[0], fields)
    assert answer.status == 403 and "写了很久的进展" in answer.text and "没有丢" in answer.text


def test_without_edit_nothing_can_be_entered(repo: Path, serve: Serve) -> None:
    client = serve(repo)
    assert client.get(FORM).status == 404
    assert client.post("/-/edit/2021-main-001", {"done": "x"}).status == 405
    assert "登记进展" not in client.get("/task/2021-main-001.html").text


def test_every_answer_is_guarded(visitor: Client) -> None:
    client = visitor
    for path in ("/", "/search.html", "/site.css", "/-/version", FORM, "/nothing", "/-/live.js"):
        answer = client.get(path)
        assert all(name in answer.headers for name in EVERY), path
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert "server" not in answer.headers


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_other_methods_are_refused(visitor: Client, method: str) -> None:
    answer = visitor.ask(method, "/")
    assert answer.status == 405 and answer.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    "token", ["short", "有中文的令牌有中文的令牌有中文的", "with blank with blank", "a;b;c;d;e;f;g;h;i"]
)
def test_tokens_that_cannot_travel_are_refused(token: str) -> None:
    with pytest.raises(UsageProblem, match="令牌"):
        checked_token(token)


def test_which_addresses_are_this_machine() -> None:
    assert is_loopback("127.0.0.1") and is_loopback("127.9.9.9") and is_loopback("::1") and is_loopback("localhost")
    assert not is_loopback("0.0.0.0") and not is_loopback("192.168.1.2") and not is_loopback("office.local")  # noqa: S104
