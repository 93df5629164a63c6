"""Text inside XML that we write ourselves. ``xml.sax.saxutils`` says the same and imports half the network stack."""

from __future__ import annotations


def escape(text: str) -> str:
    """Text between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def quoteattr(text: str) -> str:
    """An attribute's value with its quotes; line ends and tabs stay what they are."""
    kept = escape(text).replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")
    return '"' + kept.replace('"', "&quot;") + '"'
