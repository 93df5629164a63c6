"""Patterns that are put off find what compiled ones find, and are compiled once, when they are asked."""

from __future__ import annotations

import re

import pytest

from ledger import patterns


def test_it_is_compiled_when_it_is_asked_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    compiled = re.compile
    monkeypatch.setattr(re, "compile", lambda text: made.append(text) or compiled(text))
    digits = patterns.late(r"(?P<n>\d+)月")
    assert made == []
    found = digits.search("预计6月底前")
    assert found is not None and found["n"] == "6"
    assert (
        digits.sub("", "6月7月") == "" and digits.fullmatch("6月底") is None and digits.findall("1月2月") == ["1", "2"]
    )
    assert made == [r"(?P<n>\d+)月"]


def test_what_no_pattern_has_is_a_mistake() -> None:
    with pytest.raises(AttributeError):
        _ = patterns.late("a").serach  # type: ignore[attr-defined]
