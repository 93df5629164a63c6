"""A comparison as text: for a terminal with colours, for a pipe or a file with marks (``[-gone-]{+new+}``).

Into a pipe go the same lines without rich, whose work on each of them takes longer than the comparison.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from cli.output import UNWRAPPED, console, visible

if TYPE_CHECKING:
    from rich.console import Console

    from ledger.report.diffview import Block, Item, Line, View

Span: TypeAlias = "tuple[str, str]"
"""Text and its style."""

_FILE_WIDTH = 100
_STYLES = {"gone": "red strike", "new": "green", "moved_from": "blue strike", "moved_to": "blue"}
_SIGNS = {"gone": "[-{}-]", "new": "{{+{}+}}", "moved_from": "[<{}<]", "moved_to": "{{>{}>}}"}
_NO_LINE_START = frozenset("，。；：、！？）》”』」〉】-]+}")
_NO_LINE_END = ("[-", "{+", "[<", "{>", "（", "“", "《")
_BLOCK = {"新报": "green", "未报": "red"}


def render(shown: View, *, into_file: bool = False) -> str:
    """All lines, with what a terminal needs for colours where stdout is one."""
    if into_file:
        return _plain(shown, _FILE_WIDTH)
    asked = ("COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE")
    if sys.stdout.isatty() or any(name in os.environ for name in asked):
        return _styled(shown, console())
    return _plain(shown, UNWRAPPED)


def _plain(shown: View, width: int) -> str:
    lines = ["".join([text for text, _ in line]).expandtabs() for line in _lines(shown, width, colour=False)]
    return "\n".join([*lines, ""])


def _styled(shown: View, out: Console) -> str:
    """What rich would write to the terminal ``out``."""
    import io

    from rich.console import Console
    from rich.text import Text

    into = Console(
        file=io.StringIO(),
        markup=False,
        highlight=False,
        emoji=False,
        width=out.width,
        force_terminal=out.is_terminal,
        color_system=out.color_system,  # type: ignore[arg-type]  # one of the names it takes
        legacy_windows=out.legacy_windows,
    )
    colour = out.is_terminal and not os.environ.get("NO_COLOR") and out.color_system is not None
    for line in _lines(shown, out.width, colour=colour):
        into.print(Text.assemble(*line), soft_wrap=True)
    assert isinstance(into.file, io.StringIO)  # noqa: S101 - given above
    return into.file.getvalue()


def _lines(shown: View, width: int, *, colour: bool) -> Iterator[list[Span]]:
    def say(spans: Sequence[Span], indent: int = 0) -> Iterable[list[Span]]:
        if 2 * sum([len(text) for text, _ in spans]) <= width - indent and spans[-1:] and spans[-1][0][-1:].strip():
            return ([(" " * indent, ""), *spans],)  # as nearly always: it fits however wide its characters are
        return ([(" " * indent, ""), *line] for line in _wrapped(spans, max(width - indent, 20)))

    yield from say([(visible(shown.title), "bold")])
    yield from say([(visible(f"{shown.before} → {shown.after}"), "")])
    yield from say(list(_summary(shown)) if shown.differs else [("没有变化。", "")])
    for item in shown.items:
        yield []
        yield from say(list(_head(item)))
        yield from say([(visible(item.text), "bright_black" if colour else "")], 2)
        for block in item.blocks:
            if block.unit:
                yield from say(list(_unit(block)), 2)
            for line in block.lines:
                yield from say(list(_line(line, colour=colour)), 4 if block.unit else 2)
    for said in shown.notes:
        yield from say([(visible(f"注意：{said}。"), "")])


def _wrapped(spans: Sequence[Span], width: int) -> Iterator[list[Span]]:
    """Lines of at most ``width`` cells that break between tokens, never inside a figure; no closing mark begins one,
    no opening mark ends one."""
    plain = "".join([text for text, _ in spans])
    breaks = _breaks(plain, width) if 2 * len(plain) > width else []
    for start, end in zip([0, *breaks], [*breaks, len(plain)], strict=True):
        line = plain[start:end].rstrip()
        stop = start + len(line)
        margin = len(line) - len(line.lstrip(" ")) if start else 0
        yield list(_between(spans, start + margin, stop))


def _breaks(plain: str, width: int) -> list[int]:
    from rich.cells import cell_len

    from ledger.compare.tokens import tokens

    groups: list[str] = []
    for token in tokens(plain, exact=True):
        if groups and (token in _NO_LINE_START or groups[-1].endswith(_NO_LINE_END)) and len(groups[-1]) < width:
            groups[-1] += token
        else:
            groups.append(token)
    breaks: list[int] = []
    cells = at = 0
    for group in groups:
        size = cell_len(group)
        if cells and cells + size > width:
            breaks.append(at)
            cells = 0
        cells += size
        at += len(group)
    return breaks


def _between(spans: Sequence[Span], start: int, stop: int) -> Iterator[Span]:
    at = 0
    for text, style in spans:
        part = text[max(start - at, 0) : max(stop - at, 0)]
        if part:
            yield part, style
        at += len(text)


def _summary(shown: View) -> Iterator[Span]:
    for n, (name, number) in enumerate(shown.summary):
        yield ("  " if n else "") + f"{name} ", ""
        yield str(number), "bold" if number else "bright_black"


def _head(item: Item) -> Iterator[Span]:
    yield visible(item.id), "bold"
    if item.place:
        yield visible(f"  {item.place}"), ""
    if item.status:
        yield f"  {item.status}", "bold red" if "→ 未完成" in item.status else "bold cyan"


def _unit(block: Block) -> Iterator[Span]:
    yield visible(block.unit), "bold"
    if block.what:
        yield f"  {block.what}", f"bold {_BLOCK.get(block.what[:2], 'cyan')}"


def _line(line: Line, *, colour: bool) -> Iterator[Span]:
    yield f"{visible(line.name)}：", ""
    if line.remark or line.figure:
        yield visible(line.note), "yellow"
        return
    for mark in line.marks.short.marks:
        said = visible(mark.text)
        style = _STYLES.get(mark.kind, "")
        yield said if colour or not style else _SIGNS[mark.kind].format(said), style if colour else ""
    if line.note:
        yield visible(f"（{line.note}）"), "yellow"
