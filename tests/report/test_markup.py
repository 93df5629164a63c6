"""Our escaping says what the standard library's says."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ledger.report import markup

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("<>&\"'\n\t"))


@given(TEXT)
def test_between_tags_as_the_standard_library(text: str) -> None:
    assert markup.escape(text) == escape(text)


@given(TEXT)
def test_an_attribute_comes_back_as_it_was(text: str) -> None:
    ours = etree.fromstring(f"<a b={markup.quoteattr(text)}/>".encode()).get("b")
    theirs = etree.fromstring(f"<a b={quoteattr(text)}/>".encode()).get("b")
    assert ours == theirs == text
