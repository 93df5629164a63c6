"""Forms that only print, choose and repeat, filled without Jinja.

Nearly every Word form holds nothing but ``{{ row.done }}``, ``{% if annex %}`` and ``{% for row in rows %}``, and
loading Jinja takes as long as a tenth of a check of ten thousand tasks. Such a form is filled here, with the bytes
that Jinja would give: names can be looked up in the report's own values, and there is nothing else that a tag could
say. Whatever is not so simple, and every fault, is left to Jinja (``templating``), which also tells what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from ledger.report.values import Cell, Chart, Column, Form, Part, Report, Row, Section, Series

ROW_ATTRIBUTES = frozenset(dir(Row))
OWN_VALUES = frozenset({Cell, Chart, Column, Form, Part, Report, Row, Section, Series})

_NAME = "[A-Za-z][A-Za-z0-9_]*"
_PATH = rf"{_NAME}(?:\.{_NAME})*"
_TAG = re.compile(
    rf"\{{\{{ *({_PATH}) *\}}\}}|\{{% *(?:(if) +({_PATH})|for +({_NAME}) +in +({_PATH})|(else|endif|endfor)) *%\}}"
)
_OTHER = re.compile(r"\{[{%#]|\{\Z|\r")
_WORDS = frozenset(
    (
        *("true", "false", "none", "True", "False", "None", "not", "and", "or", "in", "is", "if", "elif", "else"),
        *("for", "loop", "range", "self", "super", "caller", "varargs", "kwargs", "recursive", "set", "print", "do"),
        *("import", "from", "with", "without", "context", "include", "extends", "block", "macro", "call", "filter"),
    )
)
"""What means something else than a name of the report."""
_DEEPEST = 12
_ROOM, _STEP = 100_000_000, 100
"""Characters of a document, and how many of them each piece and each turn of a loop counts for at least: a quarter of
what Jinja's sandbox grants. Who needs more is counted there."""

Path: TypeAlias = tuple[str, ...]
Nodes: TypeAlias = "list[str | Print | Choice | Loop]"


class Unlike(Exception):
    """A tag, or a value, that is not so simple."""


class Print:
    """``{{ path }}``."""

    def __init__(self, path: Path) -> None:
        self.path = path


class Choice:
    """``{% if path %} … {% else %} … {% endif %}``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.yes: Nodes = []
        self.no: Nodes = []


class Loop:
    """``{% for name in path %} … {% endfor %}``."""

    def __init__(self, name: str, path: Path) -> None:
        self.name, self.path = name, path
        self.body: Nodes = []


def filled(source: str, values: Mapping[str, Any], show: Callable[[object], str]) -> str | None:
    """The form ``source`` with its tags replaced, as Jinja gives it; ``None`` where that is for Jinja to say.

    ``values`` by the names that the form may use; ``show`` turns one into safe text.
    """
    try:
        return _Filling(show).of(_parsed(source), values)
    except Unlike:
        return None


def _parsed(source: str) -> Nodes:
    if source.endswith("\n"):  # Jinja drops it
        raise Unlike
    top: Nodes = []
    open_: list[tuple[Nodes, Choice | Loop | None]] = [(top, None)]
    at = 0
    for found in _TAG.finditer(source):
        nodes, within = open_[-1]
        nodes.append(_literal(source[at : found.start()]))
        at = found.end()
        printed, chosen, condition, name, repeated, end = found.groups()
        if printed:
            nodes.append(Print(_path(printed)))
        elif chosen or name:
            node = Choice(_path(condition)) if chosen else Loop(_path(name)[0], _path(repeated))
            nodes.append(node)
            open_.append((node.yes if isinstance(node, Choice) else node.body, node))
        elif end == "else" and isinstance(within, Choice) and nodes is within.yes:
            open_[-1] = (within.no, within)
        elif isinstance(within, Choice if end == "endif" else Loop) and end != "else":
            open_.pop()
        else:
            raise Unlike
        if len(open_) > _DEEPEST:
            raise Unlike
    open_[-1][0].append(_literal(source[at:]))
    if len(open_) > 1:
        raise Unlike
    return top


def _literal(text: str) -> str:
    if _OTHER.search(text):
        raise Unlike
    return text


def _path(text: str) -> Path:
    names = tuple(text.split("."))
    if names[0] in _WORDS:
        raise Unlike
    return names


class _Filling:
    """One form being filled, within bounds."""

    def __init__(self, show: Callable[[object], str]) -> None:
        self._show = show
        self._room = _ROOM
        self._pieces: list[str] = []

    def of(self, nodes: Nodes, values: Mapping[str, Any]) -> str:
        """The text of these nodes."""
        self._fill(nodes, dict(values))
        return "".join(self._pieces)

    def _fill(self, nodes: Nodes, values: dict[str, Any]) -> None:
        for node in nodes:
            if isinstance(node, str):
                self._add(node)
                continue
            value = _looked_up(node.path, values)
            if isinstance(node, Print):
                if type(value) not in (str, int, Cell):
                    raise Unlike
                self._add(self._show(value))
            elif isinstance(node, Choice):
                self._fill(node.yes if value else node.no, values)
            else:
                if type(value) is not tuple:
                    raise Unlike
                within = values.copy()
                for item in value:
                    within[node.name] = item
                    self._add("")
                    self._fill(node.body, within)

    def _add(self, text: str) -> None:
        self._room -= len(text) + _STEP
        if self._room < 0:
            raise Unlike
        self._pieces.append(text)


def _looked_up(path: Path, values: Mapping[str, Any]) -> Any:
    """What a name stands for, as the sandbox finds it: an attribute first, then an item; a row's cells are items."""
    value: Any = values.get(path[0], Unlike)
    for name in path[1:]:
        kind = type(value)
        if kind is Row and name not in ROW_ATTRIBUTES and (cell := value.by_role.get(name)) is not None:
            value = cell
        elif kind in OWN_VALUES and hasattr(value, name):
            value = getattr(value, name)
        elif (kind is dict or kind is MappingProxyType) and not hasattr(value, name):
            value = value.get(name, Unlike)
        else:
            raise Unlike
    if callable(value):  # a method; or nothing was found
        raise Unlike
    return value


def context(report: Report) -> dict[str, Any]:
    """The names a template knows: the whole report, its sections, and those of the first section at hand."""
    first = report.sections[0]
    return {
        **report.facts,
        "report": report,
        "sections": report.sections,
        "section": first,
        "title": first.title,
        "subtitle": first.subtitle,
        "annex": first.annex,
        "scope": first.scope,
        "form": first.form,
        "head": first.head,
        "columns": first.columns,
        "heads": first.heads,
        "rows": first.rows,
        "period": report.period,
    }
