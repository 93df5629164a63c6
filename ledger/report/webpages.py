"""Templates of the dashboard: compiled once, autoescaped, strict about names.

They are the program's own (``templates/site``) and, unlike those of documents, cannot be replaced by a ledger's:
the content security policy and the public edition rest on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ledger.report.formats import shipped

_CONTROLS = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]"
)


def markup(text: str) -> Markup:
    """Text that is HTML already, made by us (a chart)."""
    return Markup(text)  # noqa: S704 - charts escape what they are given


def escaped(text: str) -> str:
    """A text that can stand in an element or an attribute of HTML, as the templates write it."""
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;").replace('"', "&#34;")
    )


def clean(text: str) -> str:
    """A finished page without control characters, marks that turn the direction of writing, and half characters."""
    return text if text.replace("\n", "").replace("\u3000", "").isprintable() else _CONTROLS.sub("", text)


@cache
def source(name: str) -> str:
    """A file of ``templates/site`` as text."""
    return shipped().joinpath("site", name).read_text("utf-8")


def templates() -> Iterator[str]:
    """The texts of all templates, scripts and style sheets: the words that are on the pages of any ledger."""
    for item in sorted(shipped().joinpath("site").iterdir(), key=lambda item: item.name):
        yield item.read_text("utf-8")


@cache
def environment() -> Environment:
    """The templates, compiled when first asked for."""
    return Environment(
        loader=FunctionLoader(source),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def share(helpers: dict[str, Any]) -> None:
    """Make functions known to every template; before the first of them is used."""
    environment().globals.update(helpers)


def part(name: str, macro: str, *values: Any) -> str:
    """What one macro of a template makes of some values: a part of a page, still to be cleaned with it."""
    return str(getattr(environment().get_template(name).module, macro)(*values))


def render(name: str, values: dict[str, Any]) -> str:
    """One page or part of a page."""
    return clean(environment().get_template(name).render(values))
