"""Hypothesis strategies for the YAML tests: values of the dialect, and the same values typed untidily."""

from __future__ import annotations

import os
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from ledger.diagnostics import Path
from ledger.dialect.emit import quoted, scalar
from ledger.dialect.tree import Value

FUZZ = bool(os.environ.get("TAIZHANG_FUZZ"))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def quick(examples: int = 100) -> settings:
    """Few examples on every run; many with ``TAIZHANG_FUZZ=1``. The same ones each time, as a test should be."""
    return settings(
        max_examples=examples * 20 if FUZZ else examples,
        deadline=None,
        derandomize=not FUZZ,
        database=None,
        suppress_health_check=SLOW,
    )


TRICKY = [
    "", " ", "  前有空格", "后有空格 ", "a: b", "a:", ":", ": a", "#1", "a #b", "a#b", "- a", "-", "-5", "- ", "? a",
    "[2020]1号", "{{x}}", "*重点*", "&a", "!a", "%a", "@a", "`a`", "|", "|-", ">", "'a'", '"a"', "“放管服”改革", "~",
    "null", "NULL", "true", "True", "false", "no", "yes", "on", "12:30", "010", "1e3", "0x1F", "0o7", "1", "-1", "-0",
    "1.10", "1.", ".5", "+1", "2020-04-01", "2020-04", "<<", "=", "---", "...", "--- a", "\ta", "a\tb", "a\n", "\n",
    "a\n\n", "\na", "\n\na\nb", "a\n b", " a\nb", "a\nb ", "a\n \nb", "a\n\tb", "a\n#b", "a\n---\nb", "a\r\nb", "a\rb",
    "\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "a\x85b", "\xa0", "a\xa0b", "\u2028", "a\u2028b", "\u3000", "\u3000a",
    "\ufeff", "\ufeffa", "\u200b", "\u202e", "\uffff", "😀", "a😀b", "𠀀", "👨‍👩‍👧", "完成80%。", "进度：完成", "a, b",
    "a]", "a}", "http://a/b", "D:\\a\\b", "\\", "key：a", "key:a", "长" * 200, "a" * 2000, "a " * 700 + "b",
]  # fmt: skip

YAMLISH = st.text(
    st.sampled_from(list("ab1 :-#\n\n  []{},\"'|>&*!%@`?~<=.\\。：，　“\t\r\x85\u2028\ufeff")), max_size=60
)
_CHARS = st.characters(exclude_categories=["Cs"])
_SOME = st.sampled_from(list("ab1.0-: #\n\t'\"[]{},|>&*!%@`?~=<\\ 中：，　\x85\xa0\u2028\ufeff😀\r"))
texts = st.one_of(
    st.sampled_from(TRICKY),
    st.text(_SOME, max_size=12),
    st.text(_CHARS, max_size=20),
    st.lists(st.sampled_from(TRICKY), max_size=3).map("\n".join),
)
decimals = st.builds(
    lambda sign, whole, digits: Decimal(f"{sign}{whole}.{digits}"),
    st.sampled_from(["", "-"]),
    st.integers(0, 10**20),
    st.text("0123456789", min_size=1, max_size=12),
)
scalars: st.SearchStrategy[Value] = st.one_of(
    texts, st.integers(-(10**30), 10**30), decimals, st.booleans(), st.none(), texts
)


def _short(text: str) -> bool:
    return len(quoted(text)) < 900


keys = st.one_of(st.sampled_from(["id", "text", "progress", "2020", "2020-Q2", "回迁安置套数"]), texts.filter(_short))


def _nested(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=4))


values: st.SearchStrategy[Value] = st.recursive(scalars, _nested, max_leaves=12)
blocks = st.sampled_from(
    [
        lambda path: True,
        lambda path: False,
        lambda path: not path,
        lambda path: len(path) % 2 == 0,
    ]
)

# --- the same, typed by hand -------------------------------------------------------------------------

_names = st.sampled_from(["id", "number", "text", "units", "lead", "plan", "progress", "note", "2020-Q2", "done"])
_words = st.sampled_from(
    [
        "完成",
        "区住建局",
        "1",
        "1.50",
        "true",
        "a: b",
        "#1",
        "a #b",
        "",
        "第一段。\n第二段。",
        "x\n",
        "x\n\n",
        " 前",
        "010",
        "\n开头空行",
        "“引号”",
        "it's",
        '说"是"',
        "2020-04",
        "[1]",
        "-",
        "长" * 70,
    ]
)
_typed_leaf: st.SearchStrategy[Value] = st.one_of(
    _words, st.integers(0, 99), st.booleans(), st.none(), st.just(Decimal("1.50"))
)
typed_values: st.SearchStrategy[Value] = st.dictionaries(
    _names,
    st.recursive(
        _typed_leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(_names, inner, max_size=3),
            st.lists(inner, min_size=1, max_size=2),
        ),
        max_leaves=8,
    ),
    min_size=1,
    max_size=5,
)
_LITERAL_ENDS = {"第二段。", "x"}  # last lines of the texts above that may stand as literals
_comments = st.sampled_from(["# 批注", "#无空格", "# a: b", "# - x", '# “引号"', "#"])


@st.composite
def untidy(draw: st.DrawFn, value: Value | None = None) -> tuple[str, Value]:
    """A text as a person may type it, and the value it holds: odd indents, quotes, comments, blank lines."""
    content = draw(typed_values) if value is None else value
    lines: list[str] = []
    if draw(st.booleans()):
        lines += ["# 抬头", *([""] if draw(st.booleans()) else [])]
    _put(draw, lines, content, 0)
    _noise(draw, lines, 0)
    # Without its line break a literal's last line would be another text.
    ending = "\n" if lines and lines[-1].strip() in _LITERAL_ENDS else draw(st.sampled_from(["\n", "\n", "\n", ""]))
    return "\n".join(lines) + ending, content


def _noise(draw: st.DrawFn, lines: list[str], indent: int) -> None:
    for kind in draw(st.lists(st.sampled_from(["blank", "comment", "none", "none", "none"]), max_size=3)):
        if kind == "blank" and lines:
            lines.append("")
        elif kind == "comment":
            lines.append(" " * indent + draw(_comments))


def _margin(draw: st.DrawFn, lines: list[str], indent: int) -> int:
    """Where a comment may begin; right below a literal a deeper one would be part of its text."""
    if not lines:
        return indent
    last = next((line for line in reversed(lines) if line.strip()), "")
    return 0 if last.lstrip(" ") in _LITERAL_ENDS else draw(st.sampled_from([indent, indent, 0, indent + 2]))


def _behind(draw: st.DrawFn, empty: bool = False) -> str:
    return draw(st.sampled_from(["", "", "", "", "  # 自报", "   ", "" if empty else " #x"]))


def _leaf(draw: st.DrawFn, value: Value, *, flow: bool = False) -> str:
    if isinstance(value, str):
        plain = scalar(value, flow=flow)
        single = "'" + value.replace("'", "''") + "'"
        choices = [plain, quoted(value)] + ([single] if "\n" not in value else [])
        return draw(st.sampled_from(choices))
    return scalar(value, flow=flow)


def _flow(draw: st.DrawFn, value: Value) -> str | None:
    if isinstance(value, dict):
        parts = [f"{key}: {inner}" for key, item in value.items() if (inner := _flow(draw, item)) is not None]
        if len(parts) < len(value):
            return None
        return draw(st.sampled_from(["{%s}", "{ %s }"])) % ", ".join(parts)
    if isinstance(value, list):
        parts = [inner for item in value if (inner := _flow(draw, item)) is not None and item is not None]
        if len(parts) < len(value):
            return None
        return draw(st.sampled_from(["[%s]", "[ %s ]", "[%s,]" if parts else "[%s]"])) % ", ".join(parts)
    return _leaf(draw, value, flow=True)


def _put(draw: st.DrawFn, lines: list[str], value: Value, indent: int) -> None:
    """Entries of a list or mapping in block style, each with what a person may leave around it."""
    margin = " " * indent
    pairs = value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else [])
    for step, item in pairs:
        _noise(draw, lines, _margin(draw, lines, indent))
        head = f"{margin}{step}:" if isinstance(step, str) else f"{margin}-"
        if isinstance(item, str) and "\n" in item and item.strip() and item[0] not in "\n " and draw(st.booleans()):
            mark = "|" if item.endswith("\n") else "|-"
            if not item.endswith("\n\n"):
                lines.append(f"{head} {mark}{_behind(draw)}")
                deeper = indent + draw(st.sampled_from([2, 4, 1]))
                body = item.removesuffix("\n").split("\n")
                lines.extend(" " * deeper + line if line else "" for line in body)
                continue
        if not isinstance(item, (dict, list)) or not item:
            inline = _leaf(draw, item)
            lines.append((f"{head} {inline}" if item is not None else head) + _behind(draw, item is None))
            continue
        flow = _flow(draw, item) if draw(st.booleans()) else None
        if flow is not None:
            lines.append(f"{head} {flow}{_behind(draw)}")
            continue
        deeper = indent + draw(st.sampled_from([2, 2, 3, 4]))
        if isinstance(item, list) and isinstance(step, str) and draw(st.booleans()):
            deeper = indent
        if isinstance(step, int) and draw(st.booleans()):
            below: list[str] = []
            _put(draw, below, item, indent + 2)
            if below[0].startswith(" " * (indent + 2)) and below[0].strip()[0] != "#":
                lines.extend([head + " " + below[0][indent + 2 :], *below[1:]])
                continue
        lines.append(head + _behind(draw))
        _put(draw, lines, item, deeper)


def paths_of(value: Value, at: Path = ()) -> list[Path]:
    """Every path in a value, the value's own included."""
    found = [at]
    if isinstance(value, dict):
        for key, item in value.items():
            found += paths_of(item, (*at, key))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            found += paths_of(item, (*at, n))
    return found
