"""Who may ask: the checks that stand before every answer.

    host      the name in the address must be ours, or a foreign page could reach us under its own name (DNS rebinding)
    token     where one is set: shown once in the address, then kept in a cookie; compared in constant time
    origin    what changes something must come from our own page (Origin, Sec-Fetch-Site) and carry its mark

Without a token the pages can be read by whoever reaches the address, which then is this machine alone.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ledger.errors import UsageProblem
from ledger.serving.wire import Request

SHORTEST = 16
"""Characters of a token: with fewer it could be tried out."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]+")
_NAMES = frozenset({"localhost"})


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine alone."""
    if host in _NAMES:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def checked_token(token: str) -> str:
    """``UsageProblem`` for a token that is short, or would not travel in an address as it is."""
    if len(token) < SHORTEST or not _TOKEN.fullmatch(token):
        raise UsageProblem(
            f"令牌至少要 {SHORTEST} 个字符，只能用字母、数字、- 和 _",
            '换一个随机的，例如 python -c "import secrets; print(secrets.token_urlsafe(24))" 给出的',
        )
    return token


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules of one server: the address it listens on and the token, empty for none."""

    host: str
    port: int
    token: str = ""

    # ------------------------------------------------------------------ host

    def knows_host(self, request: Request) -> bool:
        """Whether the request was made to one of our names."""
        name, port = _host(request.headers.get("host", ""))
        return bool(name) and port == self.port and self._is_ours(name)

    def _is_ours(self, name: str) -> bool:
        if is_loopback(self.host):
            return is_loopback(name)
        if name == self.host:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True  # an address in figures cannot be rebound by anybody's name server

    # ------------------------------------------------------------------ token

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies know no ports, so the name does."""
        return f"taizhang_{self.port}"

    @property
    def pass_value(self) -> str:
        """What the cookie holds: follows from the token, but does not tell it."""
        return self._derived("cookie")

    def admits(self, request: Request) -> bool:
        """Whether the request carries the cookie, or none is needed."""
        return not self.token or _equal(request.cookies.get(self.cookie, ""), self.pass_value)

    def is_token(self, given: str) -> bool:
        """Whether this is the token."""
        return bool(self.token) and _equal(given, self.token)

    def set_cookie(self) -> tuple[str, str]:
        """The header that lets a browser in until it is closed."""
        return "Set-Cookie", f"{self.cookie}={self.pass_value}; Path=/; HttpOnly; SameSite=Strict"

    # ------------------------------------------------------------------ changes

    def mark(self, matter: str) -> str:
        """The hidden mark of a form about ``matter``; no other site can know it."""
        return self._derived(f"form:{matter}")

    def is_marked(self, matter: str, mark: str) -> bool:
        """Whether a form carries the mark of its matter; never without a token."""
        return bool(self.token) and _equal(mark, self.mark(matter))

    def is_foreign(self, request: Request) -> bool:
        """Whether the browser says that another site sent this; programs that say nothing still need the mark."""
        origin = request.headers.get("origin")
        if origin is not None and not self._is_own(origin, request):
            return True
        return request.headers.get("sec-fetch-site", "same-origin") != "same-origin"

    def is_from_us(self, request: Request) -> bool:
        """Whether the browser says that our own page sent this."""
        return "origin" in request.headers and not self.is_foreign(request)

    def _is_own(self, origin: str, request: Request) -> bool:
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        return parts.scheme == "http" and parts.netloc.lower() == request.headers.get("host", "").lower()

    def _derived(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), purpose.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _equal(one: str, other: str) -> bool:
    """In a time that does not tell how much of it was right."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def _host(text: str) -> tuple[str, int]:
    """Name and port of a Host header; an empty name for what is none."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?", text.strip())
    if not found:
        return "", 0
    return (found[1] or found[2]).lower(), int(found[3] or 80)
