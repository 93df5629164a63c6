"""The bar on a terminal: seen when work takes long, gone afterwards, and nowhere else."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from click.testing import Result

from cli import waiting
from tests.conftest import ROOT

Run = Callable[..., Result]
SCRIPT = """
import sys, time
from cli import waiting
waiting._PATIENCE = waiting._SOON = 0.0
with waiting.progress("读取 2020", "个文件") as told:
    if told is None:
        print("no bar")
    for n in range(40):
        time.sleep(0.02)
        if told:
            told(n + 1, 1234)
print("结果")
"""


def _on_terminal(script: str, *, interrupt: bool = False, **environment: str) -> str:
    """What a terminal of 80 columns gets to see of a script's stderr; its stdout is a pipe."""
    mine, its = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    env = {name: value for name, value in env.items() if value}
    job = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=its, stdin=its, env=env, text=True
    )
    os.close(its)
    if interrupt:
        time.sleep(0.6)
        job.send_signal(signal.SIGINT)
    seen = b""
    while True:
        try:
            data = os.read(mine, 65536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        seen += data
    out, _ = job.communicate(timeout=20)
    os.close(mine)
    return seen.decode() + f"\0{out}"


def test_a_bar_with_counts_that_goes_when_the_work_is_done() -> None:
    seen, out = _on_terminal(SCRIPT).split("\0")
    assert "读取 2020" in seen
    assert re.search(r"\d+/1,234 个文件", seen)
    assert out == "结果\n"
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")  # the cursor is back
    assert seen.rstrip().endswith("\x1b[2K")  # and the line is clear


def test_where_processes_are_forked_no_thread_starts_the_bar() -> None:
    script = SCRIPT.replace('"个文件")', '"个文件", forks=True)').replace(
        "    for n", "    import threading\n    print(threading.active_count())\n    for n"
    )
    seen, out = _on_terminal(script).split("\0")
    assert out == "1\n结果\n"
    assert re.search(r"读取 2020.*\d+/1,234 个文件", seen)
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")


def test_what_is_printed_meanwhile_stays_on_stdout() -> None:
    seen, out = _on_terminal(SCRIPT.replace("        time.sleep", "        print(n)\n        time.sleep")).split("\0")
    assert out.split() == [*map(str, range(40)), "结果"]
    assert "读取 2020" in seen


def test_no_colour_where_none_is_wanted() -> None:
    seen = _on_terminal(SCRIPT, NO_COLOR="1")
    assert "/1,234 个文件" in seen
    assert not re.search(r"\x1b\[(?:\d+;)*3\d", seen)


@pytest.mark.parametrize("terminal", ["dumb", "unknown"])
def test_nothing_on_a_terminal_that_cannot_redraw(terminal: str) -> None:
    assert _on_terminal(SCRIPT, TERM=terminal) == "\0no bar\n结果\n"


def test_nothing_without_a_terminal() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("no bar\n结果\n", "")


def test_an_interrupt_gives_the_cursor_back() -> None:
    seen = _on_terminal(SCRIPT.replace("0.02", "0.2"), interrupt=True)
    assert "读取 2020" in seen
    assert seen.rindex("\x1b[?25h") > seen.rindex("\x1b[?25l")


def test_short_work_shows_nothing() -> None:
    short = SCRIPT.replace("= 0.0", "= 5.0")
    assert _on_terminal(short).split("\0")[0] == ""


def test_a_bar_inside_a_bar_is_the_outer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_watched", lambda: True)
    with waiting.progress("外") as outer, waiting.progress("内") as inner:
        assert outer is not None and inner is None
    assert waiting._shown == []


def test_counted_passes_everything_on() -> None:
    assert list(waiting.counted(iter("abc"), "数", total=3)) == ["a", "b", "c"]
