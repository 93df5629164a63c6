"""An editor in a few lines: it starts the server, speaks its real protocol over stdio, and remembers what it is told.

Nothing of pygls is used here, so that both sides cannot share a mistake.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

PATIENCE = 30


class Editor:
    """One window with the server running; use as a context manager."""

    def __init__(self, root: Path, *command: str, encodings: list[str] | None = None) -> None:
        line = command or (sys.executable, "-m", "cli", "lsp", "--stdio")
        self.root = root
        self._process = subprocess.Popen(
            line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._arrived: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._number = 0
        self.versions: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.messages: list[dict[str, Any]] = []
        """Notifications that nobody waited for."""
        general = {"general": {"positionEncodings": encodings}} if encodings else {}
        watched = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
        answer = self.ask("initialize", processId=None, rootUri=root.as_uri(), capabilities={**general, **watched})
        self.capabilities = answer["capabilities"]
        self.tell("initialized")

    def __enter__(self) -> Editor:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.ask("shutdown")
            self.tell("exit")
        self.code = self._process.wait(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream:
                stream.close()

    # -------------------------------------------------------------- the wire

    def _listen(self) -> None:
        out = self._process.stdout
        assert out
        while header := out.readline():
            length = int(header.split(b":")[1])
            while out.readline().strip():
                pass
            self._arrived.put(json.loads(out.read(length)))
        self._arrived.put(None)

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _next(self) -> dict[str, Any]:
        message = self._arrived.get(timeout=PATIENCE)
        assert message is not None, "the server has gone"
        if "id" in message and "method" in message:  # a request of the server: agreed to
            self._send({"id": message["id"], "result": None})
        return message

    def tell(self, method: str, **params: Any) -> None:
        """A notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """A request and its result; an error of the server fails the test."""
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            self.messages.append(message)

    def wait(self, method: str, fits: Any = lambda params: True) -> dict[str, Any]:
        """The next notification of a kind that fits, those that came earlier included."""
        for n, message in enumerate(self.messages):
            if message.get("method") == method and fits(message["params"]):
                return self.messages.pop(n)["params"]
        while True:
            message = self._next()
            if message.get("method") == method and fits(message["params"]):
                return message["params"]
            self.messages.append(message)

    # -------------------------------------------------------------- what an editor does

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    def open(self, path: str, text: str | None = None) -> None:
        uri = self.uri(path)
        said = (self.root / path).read_bytes().decode("utf-8", "replace") if text is None else text
        self.versions[uri], self.texts[uri] = 1, said
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": said}
        self.tell("textDocument/didOpen", textDocument=document)

    def type(self, path: str, text: str) -> None:
        """Replace the whole text of a buffer."""
        uri = self.uri(path)
        self.versions[uri] += 1
        self.texts[uri] = text
        document = {"uri": uri, "version": self.versions[uri]}
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def save(self, path: str, *, write: bool = True) -> None:
        if write:
            (self.root / path).write_bytes(self.texts[self.uri(path)].encode())
        self.tell("textDocument/didSave", textDocument={"uri": self.uri(path)})

    def close(self, path: str) -> None:
        self.tell("textDocument/didClose", textDocument={"uri": self.uri(path)})

    def findings(self, path: str, fits: Any = lambda found: True) -> list[dict[str, Any]]:
        """The findings of the buffer as it is now, once they are as expected."""
        uri = self.uri(path)

        def now(params: dict[str, Any]) -> bool:
            mine = params["uri"] == uri and params.get("version") == self.versions[uri]
            return mine and fits(params["diagnostics"])

        found: list[dict[str, Any]] = self.wait("textDocument/publishDiagnostics", now)["diagnostics"]
        return found

    def codes(self, path: str, *wanted: str) -> list[dict[str, Any]]:
        """The findings once exactly these codes stand in them."""
        return self.findings(path, lambda found: sorted(one["code"] for one in found) == sorted(wanted))

    def loaded(self, identity: str) -> None:
        """Wait until the whole ledger was read: a task of it can be found."""
        until = time.monotonic() + PATIENCE
        root = self.root.as_uri()
        while not any(one["location"]["uri"].startswith(root) for one in self.ask("workspace/symbol", query=identity)):
            assert time.monotonic() < until, "the ledger was not read"
            time.sleep(0.05)

    def at(self, path: str, before: str, *, inside: int = 0) -> dict[str, Any]:
        """The place behind the first occurrence of some words, counted in UTF-16."""
        text = self.texts[self.uri(path)]
        offset = text.index(before) + (inside or len(before))
        return {"textDocument": {"uri": self.uri(path)}, "position": position(text, offset)}

    def apply(self, edits: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
        """The texts of the files after a workspace edit, by path."""
        done = {}
        for uri, changes in edits.items():
            path = next(p for p in self.root.rglob("*.yaml") if p.as_uri() == uri).relative_to(self.root).as_posix()
            text = self.texts.get(uri) or (self.root / path).read_text("utf-8")
            for change in sorted(changes, key=lambda one: -offset_of(text, one["range"]["start"])):
                start, end = (offset_of(text, change["range"][side]) for side in ("start", "end"))
                text = text[:start] + change["newText"] + text[end:]
            done[path] = text
        return done

    def fixes(self, path: str, found: dict[str, Any]) -> list[dict[str, Any]]:
        """The code actions for a finding."""
        actions: list[dict[str, Any]] = self.ask(
            "textDocument/codeAction",
            textDocument={"uri": self.uri(path)},
            range=found["range"],
            context={"diagnostics": [found]},
        )
        return actions


def units(text: str) -> int:
    """How many UTF-16 code units a text takes, counted one character at a time."""
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def position(text: str, offset: int) -> dict[str, int]:
    before = text[:offset]
    return {"line": before.count("\n"), "character": units(before[before.rfind("\n") + 1 :])}


def offset_of(text: str, place: dict[str, int]) -> int:
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: place["line"]])
    if place["line"] >= len(lines):
        return len(text)
    line, n = lines[place["line"]], 0
    while n < len(line) and units(line[:n]) < place["character"]:
        n += 1
    return start + n
