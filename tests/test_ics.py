"""Due dates as a calendar file: the lines RFC 5545 asks for, and the dates of the 2020 notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from ledger.ics import Event, calendar

ROOT = Path(__file__).parent.parent
Run = Callable[..., Result]


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_the_due_dates_of_2020(taizhang: Run) -> None:
    lines = unfolded(taizhang(ROOT, "due", "2020", "--ics").stdout_bytes.decode())
    assert [line[19:] for line in lines if line.startswith("DTSTART")] == [
        "20200306", "20200408", "20200511", "20200605", "20200707", "20200807", "20200907", "20201014", "20201106",
        "20201207", "20210108",
    ]  # fmt: skip
    assert "SUMMARY:2020年4月工作任务落实情况报送截止" in lines
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


@given(st.text(), st.text())
def test_any_text_makes_well_formed_lines(title: str, about: str) -> None:
    title, about = (part.encode("utf-8", "ignore").decode() for part in (title, about))
    text = calendar("虚构", [Event("名", date(2021, 4, 8), title, about)])
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in "".join(lines)
    assert [line.partition(":")[0] for line in unfolded(text) if line][5:8] == ["BEGIN", "UID", "DTSTAMP"]
    assert sum(line.startswith("END:VEVENT") for line in unfolded(text)) == 1


def test_marks_are_escaped_as_the_standard_says() -> None:
    text = calendar("虚构", [Event("名", date(2021, 4, 8), "甲,乙;丙\\丁\n戊")])
    assert "SUMMARY:甲\\,乙\\;丙\\\\丁\\n戊" in unfolded(text)
