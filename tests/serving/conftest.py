"""A real server on a free port of this machine, in a thread that ends with the test, and a small client."""

from __future__ import annotations

import http.client
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ledger.serving.app import App
from ledger.serving.guard import Guard
from ledger.serving.live import Live
from ledger.serving.server import Server, listen
from ledger.site.build import Options
from ledger.values import replace
from tests.conftest import INVENTED, git

TOKEN = "test-token-0123456789"  # noqa: S105 - of no use anywhere
FORM = "/-/edit/2021-main-001?period=2021-04&unit=%E5%8C%BA%E4%BD%8F%E5%BB%BA%E5%B1%80"
"""区住建局's entry of April on task 1: there is none yet."""
MARCH = FORM.replace("2021-04", "2021-03")
"""… and of March, which there is."""


@dataclass
class Answer:
    """A response, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


class _Fields(HTMLParser):
    """What a browser would send of the form with the entry."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside = False
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "form":
            self._inside = own.get("method") == "post"
        if not self._inside:
            return
        name = own.get("name") or ""
        if tag == "input" and (own.get("type") != "checkbox" or "checked" in own):
            self.values[name] = own.get("value") or ""
        elif tag == "textarea":
            self._area = name
            self.values[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in own:
            self.values[self._select] = own.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "form":
            self._inside = False


def fields_of(answer: Answer) -> dict[str, str]:
    """The fields of the form on a page, as they would be sent."""
    parser = _Fields()
    parser.feed(answer.text)
    return parser.values


@dataclass
class Client:
    """Somebody at a browser that holds the cookie."""

    root: Path
    port: int
    app: App
    server: Server
    cookie: str = ""
    sent: list[str] = field(default_factory=list)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            own = {"Cookie": self.cookie} if self.cookie else {}
            connection.request(method, path, body, {**own, **(headers or {})})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """As a browser on our own page sends a form."""
        own = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
            "Sec-Fetch-Site": "same-origin",
        }
        return self.ask("POST", path, urlencode(fields).encode(), {**own, **(headers or {})})

    def enter(self, form: str = FORM, headers: Mapping[str, str] | None = None, **typed: str) -> Answer:
        """Open a form, fill it in, send it."""
        fields = fields_of(self.get(form)) | {name.replace("_", ":"): value for name, value in typed.items()}
        return self.post(form.partition("?")[0], fields, headers)


Serve = Callable[..., Client]


@contextmanager
def served(root: Path, *, editing: bool = False) -> Iterator[Client]:
    """A running server and a client that was let in."""
    listening = listen("127.0.0.1", 0)
    port = int(listening.getsockname()[1])
    token = TOKEN if editing else ""
    app = App(Live(root, "2021", Options()), Guard("127.0.0.1", port, token), editing)
    server = Server(app, listening)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Client(root, port, app, server, f"taizhang_{port}={app.guard.pass_value}" if token else "")
    finally:
        server.stop()
        thread.join(5)
        assert not thread.is_alive()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """``serve(repo, editing=True)`` → a client of a server of its own."""
    with ExitStack() as running:
        yield lambda root, *, editing=False: running.enter_context(served(root, editing=editing))


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """One server with forms for all tests of a module that change nothing."""
    root = tmp_path_factory.mktemp("standing") / "台账"
    shutil.copytree(INVENTED, root)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    identity = ("-c", "user.name=测试员", "-c", "user.email=tester@example.invalid")
    git(root, *identity, "commit", "-q", "-m", "立项(2021): 虚构台账")
    with served(root, editing=True) as client:
        yield client


@pytest.fixture
def visitor(standing: Client) -> Client:
    """Somebody at the standing server; the cookie is each test's own."""
    return replace(standing)
