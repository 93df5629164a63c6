"""The home of Jinja: a sandbox in which templates can place finished strings and do nothing else.

A template comes from whoever owns the wording of a form, and may be broken or hostile. It sees only the values
of ``values.py``: no files, no includes, few filters. Work and output are bounded by a ``Budget``, every printed
value passes the format's own escaping (``finalize``), and every fault becomes one Chinese sentence that names
template and line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from types import BuiltinMethodType, MappingProxyType
from typing import Any, NoReturn

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
    nodes,
    pass_eval_context,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from ledger.errors import RenderFailed
from ledger.report.simpletags import OWN_VALUES, ROW_ATTRIBUTES, context
from ledger.report.values import Cell, Report, Row
from ledger.text import visible

_STEPS = 4_000_000
"""Loop turns, calls and printed values of one document, weighed; 10,000 tasks need a tenth of it."""
_CHARACTERS = 300_000_000
_LONGEST_TEXT = 100_000
"""Characters a template may build up in one value."""
_NODES_A_STEP = 20
"""How much of a template's body one step pays for."""

_PLAIN_FILTERS = ("default", "d", "first", "last", "length", "count", "lower", "upper", "trim")
_TEXT_METHODS = frozenset({"startswith", "endswith", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix"})
_MAPPING_METHODS = frozenset({"items", "keys", "values", "get"})
_FOREIGN_NODES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
_CALLING_NODES = (nodes.Macro, nodes.CallBlock, nodes.Block)
"""Macros that call macros twice would cost any amount of time; forms need none."""

# what Jinja runs into when a template does not fit its values; the context itself raises none of these
FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


@dataclass
class Budget:
    """What one document may still cost."""

    steps: int = _STEPS
    characters: int = _CHARACTERS

    def step(self, weight: int = 1) -> None:
        """One more turn of a loop, call or printed value."""
        self.steps -= weight
        if self.steps < 0:
            raise SecurityError("循环次数太多")

    def write(self, characters: int) -> None:
        """So many more characters read or written."""
        self.characters -= characters
        if self.characters < 0:
            raise SecurityError("生成的内容太长")

    def turns(self, values: Iterable[Any], weight: int = 1) -> Iterator[Any]:
        """``values``, each of them paid for by the size of the loop's body."""
        for value in values:
            self.step(weight)
            yield value

    def join(self, values: Iterable[Any], mark: str = "") -> str:
        """The ``join`` filter and the ``~`` operator: texts in a row, within bounds."""
        return self.text(str(mark).join(str(value) for value in self.turns(values)))

    def replace(self, text: object, old: str, new: str) -> str:
        """The ``replace`` filter."""
        plain = str(text)
        if len(plain) * (len(str(new)) + 1) > 100 * _LONGEST_TEXT:
            raise SecurityError("生成的内容太长")
        return self.text(plain.replace(str(old), str(new)))

    def text(self, text: str) -> str:
        """A text the template has built, if it is not too long."""
        if len(text) > _LONGEST_TEXT:
            raise SecurityError("生成的内容太长")
        self.write(len(text))
        return text


class _Codes(CodeGenerator):
    """Prints what ``Sandbox.finalize`` gives as it is: it is safe text already, and a table has ten thousand cells."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(str(finalize.src))

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        self.write(")")


class Sandbox(ImmutableSandboxedEnvironment):
    """A strict environment for one document: no loader, few filters, bounded work, ``finalize`` escapes."""

    code_generator_class = _Codes
    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def __init__(self, show: Callable[[object], str], *, lines: bool) -> None:
        """``show`` turns a value into safe text of the format; ``lines`` is for templates of text lines."""
        self.budget = Budget()

        @pass_eval_context  # also keeps Jinja from escaping constants its own way while it compiles
        def finalize(_: object, value: object) -> str:
            self.budget.step()
            shown = value if isinstance(value, Markup) else show(value)
            self.budget.write(len(shown))
            return shown

        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            finalize=finalize,
            trim_blocks=lines,
            lstrip_blocks=lines,
            keep_trailing_newline=lines,
        )
        self.filters = {name: FILTERS[name] for name in _PLAIN_FILTERS}
        self.filters["join"] = self.budget.join
        self.filters["replace"] = self.budget.replace
        self.filters[" turns"] = self.budget.turns
        self.filters[" concatenate"] = self.budget.join
        self.globals = {"range": self.globals["range"]}

    def concat(self, pieces: Iterable[str]) -> str:
        """Join output, which is how set blocks and the whole document end."""
        found = list(pieces)
        self.budget.write(sum(map(len, found)))
        return "".join(found)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for foreign in tree.find_all(_FOREIGN_NODES):
            raise TemplateSyntaxError("不能引用别的模板", foreign.lineno)
        for calling in tree.find_all(_CALLING_NODES):
            raise TemplateSyntaxError("不能用 macro、call 和 block", calling.lineno)
        for loop in tree.find_all(nodes.For):
            weight = nodes.Const(_weight(loop), lineno=loop.lineno)
            loop.iter = nodes.Filter(loop.iter, " turns", [weight], [], None, None, lineno=loop.lineno)
        _replace_concatenation(tree)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As in the base class, which looks for an attribute first and then for an item; a row's cells are items."""
        if type(obj) is Row and attribute not in ROW_ATTRIBUTES and (cell := obj.by_role.get(attribute)) is not None:
            return cell
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Public fields of the report's own values; for anything else, what the base class allows."""
        if type(obj) in OWN_VALUES:
            return not attr.startswith("_")
        return super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on small numbers, and ``+`` between texts."""
        if isinstance(left, int | float) and isinstance(right, int | float) and operator != "**":
            result = super().call_binop(context, operator, left, right)
            if abs(result) < 1e15:
                return result
        elif operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self.budget.text(left + right)
        raise SecurityError(f"这里不能用“{operator}”运算")

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in the base class
        """``range``, ``loop`` and a few methods of texts and mappings; nothing else can be called."""
        __self.budget.step()
        owner = getattr(__obj, "__self__", None)
        allowed = (
            isinstance(__obj, LoopContext)
            or __obj is __self.globals["range"]
            or isinstance(owner, LoopContext)
            or (isinstance(owner, str) and isinstance(__obj, BuiltinMethodType) and __obj.__name__ in _TEXT_METHODS)
            or (isinstance(owner, dict | MappingProxyType) and __obj.__name__ in _MAPPING_METHODS)
        )
        if not allowed:
            raise SecurityError("模板里不能调用这个")
        if isinstance(owner, str):
            __self.budget.write(len(owner))
        return super().call(__context, __obj, *args, **kwargs)


def _weight(node: nodes.Node) -> int:
    return 1 + sum(1 for _ in node.find_all(nodes.Node)) // _NODES_A_STEP


def _replace_concatenation(tree: nodes.Node) -> None:
    """``a ~ b`` as a bounded filter: Jinja offers no other hold on this operator."""
    for parent in list(tree.find_all(nodes.Node)):
        for name, value in parent.iter_fields():
            if isinstance(value, nodes.Concat):
                setattr(parent, name, _concatenation(value))
            elif isinstance(value, list):
                value[:] = [_concatenation(one) if isinstance(one, nodes.Concat) else one for one in value]


def _concatenation(node: nodes.Concat) -> nodes.Filter:
    parts = nodes.List(node.nodes, lineno=node.lineno)
    return nodes.Filter(parts, " concatenate", [], [], None, None, lineno=node.lineno)


# ---------------------------------------------------------------------- text formats

_MD_SPECIAL = re.compile(r"[\\`*_\[<|~$]|&(?=#?\w+;)|:(?=//)|(?<=www)\.|#(?=#*\s*\Z)")
"""What Markdown and its usual extensions take for markup in a line: also one ``~`` (3~5月), formulas, addresses, and
what closes a heading."""
_MD_LINE_START = re.compile(r"^(\s*)([#>+=/-])", re.MULTILINE)
"""What begins a heading, a quotation, a list; and ``/close``, which forges obey in a comment."""
_MD_CALLS = re.compile(
    r"@(?!\s)|(?:[#!&]|(?<![A-Za-z0-9])GH-)(?=\d)|%(?=[A-Za-z0-9_])"
    r"|:(?=(?:[a-z0-9_+-]*[a-z][a-z0-9_+-]*|[+-]1|100|1234):)"
)
"""What forges read in the finished text: @name, which sends that person (@all everybody) a message, #1, !2, %3, &4,
which leave a remark at that place, and :tada:, which becomes a picture. A backslash stops GitLab, not GitHub; an empty
comment behind the sign stops both, is not shown and not copied.
"""
_MD_NUMBERED = re.compile(r"^([ \t]*\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
"""Wide blanks (　　2.) begin no list."""


def markdown(value: object) -> str:
    """A value as Markdown that shows exactly its characters, in one line of a table."""
    if isinstance(value, Cell):
        paragraphs = ("".join(_md_part(part.text, part.bold) for part in parts) for parts in value.paragraphs)
        return "<br>".join(paragraphs)
    return "<br>".join(_md_escape(line) for line in str(value).split("\n"))


def _md_part(text: str, bold: bool) -> str:
    shown = _md_escape(text)
    return f"**{shown}**" if bold and shown.strip() else shown


def _md_escape(text: str) -> str:
    inside = _MD_SPECIAL.sub(lambda found: "\\" + found[0], text)
    lines = _MD_NUMBERED.sub(r"\1\\\2", _MD_LINE_START.sub(r"\1\\\2", inside))
    return _MD_CALLS.sub(lambda found: found[0] + "<!-- -->", lines)


def html(value: object) -> str:
    """A value as HTML."""
    if isinstance(value, Cell):
        paragraphs = (
            "".join(f"<b>{escape(part.text)}</b>" if part.bold else str(escape(part.text)) for part in parts)
            for parts in value.paragraphs
        )
        return "<br>".join(paragraphs)
    return str(escape(str(value))).replace("\n", "<br>")


_SHOW: Mapping[str, Callable[[object], str]] = {"md": markdown, "html": html}


def render_text(report: Report, name: str, source: str, form: str) -> str:
    """A Markdown or HTML document from a text template; ``RenderFailed`` names template and line."""
    sandbox = Sandbox(_SHOW[form], lines=True)
    described = partial(_source_line, source)
    template = compile_template(sandbox, source, name, described)
    # a template's own words may hold what a terminal would obey; values are clean already
    return visible(run_template(template, context(report), name, described))


def _source_line(source: str, number: int) -> str:
    """“第 3 行 {{ rwo.text }}”, for messages."""
    lines = source.split("\n")
    text = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    return f"第 {number} 行“{_short(text)}”"


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


# ---------------------------------------------------------------------- faults


def compile_template(sandbox: Sandbox, source: str, name: str, described: Callable[[int], str]) -> Template:
    """A compiled template; ``described`` tells a line of the source to the user."""
    try:
        return sandbox.from_string(source)
    except TemplateSyntaxError as failure:
        raise RenderFailed(f"模板 {name} {described(failure.lineno)}：{_said(failure)}", _hint(failure)) from failure
    except FAULTS as failure:
        raise RenderFailed(f"模板 {name} 不能用：{_said(failure)}", _hint(failure)) from failure


def run_template(template: Template, values: Mapping[str, Any], name: str, described: Callable[[int], str]) -> str:
    """The rendered text; ``RenderFailed`` for whatever the template gets wrong."""
    try:
        return template.render(values)
    except FAULTS as failure:
        _fail(failure, values, name, described)


def _fail(failure: BaseException, values: Mapping[str, Any], name: str, described: Callable[[int], str]) -> NoReturn:
    line = _line_of(failure)
    place = f" {described(line)}" if line else ""
    raise RenderFailed(f"模板 {name}{place}：{_said(failure)}", _hint(failure, values)) from failure


def _line_of(failure: BaseException) -> int:
    """The template line a failure came from; 0 when it is not known."""
    line = 0
    step = failure.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def _said(failure: BaseException) -> str:
    """What went wrong, in Chinese."""
    text = str(failure)
    if isinstance(failure, SecurityError):
        return text if "\u4e00" <= text[:1] <= "\u9fff" else "用了模板里不允许的写法"
    if isinstance(failure, UndefinedError):
        missing = _missing(text)
        return f"没有“{missing}”这个名字" if missing else "用了没有的名字"
    if isinstance(failure, RecursionError):
        return "模板自己套自己，没有尽头"
    if not isinstance(failure, TemplateError):
        return "标签用在了不合适的内容上"
    if "\u4e00" <= text[:1] <= "\u9fff":
        return failure.message or text
    for pattern, sentence in _SYNTAX:
        found = re.search(pattern, text)
        if found:
            return sentence.format(*found.groups())
    return "标签写得不对"


_SYNTAX = (
    (r"unknown tag '(\w+)'", "没有“{0}”这个标签"),
    (r"No filter named '(.+?)'", "没有“{0}”这个过滤器"),
    (r"No test named '(.+?)'", "没有“{0}”这个判断"),
    (r"(?i)unexpected end of template", "有标签没有结束"),
    (r"unexpected '(.+?)'", "多了“{0}”"),
    (r"expected token '(.+?)', got", "缺少“{0}”"),
)


def _missing(text: str) -> str:
    found = re.search(r"'([^']+)' is undefined|no (?:attribute|element) '?([^']+?)'?$", text)
    return (found[1] or found[2]) if found else ""


def _hint(failure: BaseException, values: Mapping[str, Any] | None = None) -> str:
    if isinstance(failure, UndefinedError):
        known = _known_names(values or {})
        close = get_close_matches(_missing(str(failure)), known, 1, 0.6)
        return f"是不是 {close[0]}？" if close else f"可用的名字：{'、'.join(known)}"
    if "过滤器" in _said(failure):
        return f"可用的过滤器：{'、'.join((*_PLAIN_FILTERS, 'join', 'replace'))}"
    if isinstance(failure, TemplateSyntaxError):
        return "{% for %} 要有 {% endfor %}，{% if %} 要有 {% endif %}，{{ 要有 }}"
    return "改回自带模板的写法再试"


def _known_names(values: Mapping[str, Any]) -> list[str]:
    """Every name a template may use: at the top, of sections, rows, cells and columns."""
    top = [name for name in values if name not in ("report", "section")]
    section = values.get("section")
    roles = [column.role for column in section.columns] if section else []
    extra = ["cells", "slots", "band", "text", "align", "columns", "rows", "paragraphs", "bold", "width", "role"]
    return list(dict.fromkeys([*top, *roles, *extra, "unit", "reported", "writer", "phone", "signature"]))
