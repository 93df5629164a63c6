"""Requests and responses as values, so that everything behind the server can be tried without one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

LONGEST_BODY = 256 * 1024
"""Bytes of a form; a month's entry of the wordiest unit has a tenth of that."""
MOST_FIELDS = 400
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not “no-referrer”: browsers would then send Origin: null with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "md": "text/plain; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class BadRequest(Exception):
    """A request no browser makes by itself: broken encoding, too many fields."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. ``path`` begins with ``/`` and is decoded; ``headers`` have small letters."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    address: str = ""
    """Who asks, as the network says."""

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies by name; of a name that comes twice the first, which belongs to the longest path."""
        found: dict[str, str] = {}
        for pair in self.headers.get("cookie", "").split(";"):
            name, mark, value = pair.strip().partition("=")
            if mark:
                found.setdefault(name, value)
        return found

    @property
    def form(self) -> dict[str, str]:
        """The fields of an ordinary form. ``BadRequest`` for another kind of body or too many fields."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise BadRequest("不是网页表单的内容")
        try:
            return _pairs(self.body.decode("ascii"))
        except UnicodeDecodeError as failure:
            raise BadRequest("不是网页表单的内容") from failure


@dataclass(frozen=True, slots=True)
class Response:
    """What is answered."""

    status: int
    body: bytes = b""
    kind: str = "html"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def line(self) -> str:
        """``200 OK``."""
        return f"{self.status} {HTTPStatus(self.status).phrase}"

    def all_headers(self) -> list[tuple[str, str]]:
        """Its own headers, and those that every response has."""
        own = {name.lower() for name, _ in self.headers}
        always = [(name, value) for name, value in HEADERS.items() if name.lower() not in own]
        cache = [] if "cache-control" in own else [("Cache-Control", "no-store")]
        kind = [
            ("Content-Type", _TYPES.get(self.kind, "application/octet-stream")),
            ("Content-Length", str(len(self.body))),
        ]
        return [*kind, *self.headers, *always, *cache]


def request_of(environ: Mapping[str, Any]) -> Request:
    """The request in a WSGI environment. ``BadRequest`` when its address or query cannot be read."""
    try:
        path = str(environ.get("PATH_INFO", "")).encode("latin-1").decode("utf-8")
        query = _pairs(str(environ.get("QUERY_STRING", "")))
    except (UnicodeDecodeError, UnicodeEncodeError) as failure:
        raise BadRequest("地址的编码认不出来") from failure
    headers = {
        name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "CONTENT_LENGTH")
    }
    method = str(environ.get("REQUEST_METHOD", ""))
    length = headers.get("content-length", "")
    size = int(length) if re.fullmatch(r"\d{1,9}", length) else 0
    body = environ["wsgi.input"].read(min(size, LONGEST_BODY + 1)) if method == "POST" else b""
    return Request(method, path or "/", query, headers, body, str(environ.get("REMOTE_ADDR", "")))


def _pairs(text: str) -> dict[str, str]:
    """Names and values; of a name that comes twice the last. ``BadRequest`` for what is no list of fields."""
    try:
        return dict(
            parse_qsl(text, keep_blank_values=True, strict_parsing=False, errors="strict", max_num_fields=MOST_FIELDS)
        )
    except (ValueError, UnicodeDecodeError) as failure:
        raise BadRequest("表单的栏目太多，或者编码认不出来") from failure


def redirect(to: str, *headers: tuple[str, str]) -> Response:
    """See other: the answer to a form that was taken, so that reloading does not send it again."""
    return Response(303, b"", headers=(("Location", to), *headers))
