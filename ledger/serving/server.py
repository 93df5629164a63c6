"""The home of waitress: one bounded server on one address, and its clean end."""

from __future__ import annotations

import errno
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

from waitress import wasyncore
from waitress.server import create_server

from ledger.errors import LedgerError, reason
from ledger.serving.wire import LONGEST_BODY

THREADS, CONNECTIONS, HEADER = 4, 60, 16 * 1024
WAITING = 40
"""Connections that may wait for their request at a time: one more, and the one that has waited longest is closed. So
many slow ones cannot shut out others: who has come sends the request at once.
"""
PATIENCE = 20
"""Seconds in which a whole request must have come in, and after which a silent connection is closed."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes any that is free. ``LedgerError`` when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # there, the default lets a second program take the same port and half of the requests
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except (OSError, OverflowError) as failure:
        made.close()
        raise _cannot(host, port, failure) from failure
    return made


def _cannot(host: str, port: int, failure: Exception) -> LedgerError:
    code = getattr(failure, "errno", None)
    if code == errno.EADDRINUSE:
        return LedgerError(f"端口 {port} 已经有程序在用", f"换一个端口，如 --port {port + 1}，或者先停掉那个程序")
    if code in (errno.EACCES, errno.EPERM):
        return LedgerError(f"没有权限使用端口 {port}", "换一个 1024 以上的端口，如 --port 8420")
    if code == errno.EADDRNOTAVAIL or isinstance(failure, socket.gaierror):
        return LedgerError(f"这台机器上没有地址 {host}", "--host 写本机的地址；只给本机用就不写 --host")
    return LedgerError(f"不能在 {host} 的端口 {port} 上打开网页：{reason(failure)}")


class Server:
    """A server that has its address and waits for ``run``."""

    def __init__(self, application: Application, listening: socket.socket) -> None:
        """``listening`` comes from ``listen`` and is closed by ``stop``."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
        logging.getLogger("waitress").setLevel(logging.ERROR)
        self._map: dict[int, Any] = {}
        self._begun: dict[Any, tuple[Any, float]] = {}
        self._server: Any = create_server(
            application,
            map=self._map,
            sockets=[listening],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            cleanup_interval=1,
            channel_timeout=PATIENCE,
            max_request_header_size=HEADER,
            # somewhat more than a form may have, so that most who paste too much are told by us
            max_request_body_size=4 * LONGEST_BODY,
            ident="",
            log_socket_errors=False,
        )
        self.patience: float = PATIENCE
        idle = self._server.maintenance

        def maintenance(now: float) -> None:
            idle(now)
            self._end_slow(now)

        self._server.maintenance = maintenance
        accept = self._server.handle_accept

        def handle_accept() -> None:
            accept()
            self._end_waiting()

        self._server.handle_accept = handle_accept
        goes_on = self._server.readable

        def readable() -> bool:
            if self._ending:
                raise SystemExit  # caught by the server's own loop, which asks this before each round
            return bool(goes_on())

        self._server.readable = readable
        self._ending = self._ended = False
        self._waking = threading.Lock()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.effective_port)

    def run(self) -> None:
        """Answer requests until ``stop``, or Ctrl-C in this thread."""
        self._server.run()
        with self._waking:  # whoever ends us may still be writing to what is closed here
            self._server.task_dispatcher.shutdown(timeout=2)
            wasyncore.close_all(self._map)
            self._ended = True

    def stop(self) -> None:
        """End ``run`` from another thread; requests at work are finished."""
        with self._waking:
            self._ending = True
            if not self._ended:
                self._server.pull_trigger()

    def _end_waiting(self) -> None:
        waiting = [
            channel
            for channel in self._server.active_channels.values()
            if not (channel.requests or channel.total_outbufs_len or channel.will_close)
        ]
        # they stand in the order in which they came
        for channel in waiting[: max(len(waiting) - WAITING, 0)]:
            channel.will_close = True

    def _end_slow(self, now: float) -> None:
        """Close connections whose request trickles in: waitress itself only minds those that are silent."""
        begun: dict[Any, tuple[Any, float]] = {}
        for channel in list(self._server.active_channels.values()):
            if channel.request is not None:
                known, since = self._begun.get(channel, (None, now))
                begun[channel] = (channel.request, since if known is channel.request else now)
                if now - begun[channel][1] > self.patience:
                    channel.will_close = True
        self._begun = begun
