"""Chinese for what click itself says, and help pages laid out for wide characters.

Click looks its messages up through gettext with the *environment's* language; an office PC set to any
language should still be answered in Chinese, so the look-up is replaced by the table below.
"""

from __future__ import annotations

import importlib
import re
import unicodedata
from collections.abc import Iterable

import click

from ledger.patterns import late

MESSAGES = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Aborted!": "已中止。",
    "deprecated": "不再使用",
    "Show this message and exit.": "显示这页说明。",
    "Show the version and exit.": "显示版本号。",
    "Do you want to continue?": "继续吗？",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "(Did you mean one of: {possibilities}?)": "是不是其中之一：{possibilities}？",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "用“{command} {option}”看说明。",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing {param_type}": "缺少 {param_type}",
    "Missing parameter: {param_name}": "缺少参数 {param_name}",
    "Missing command.": "没有写命令。",
    "No such option {name!r}.": "没有选项 {name}。",
    "No such command {name!r}.": "没有命令 {name}。",
    "unknown error": "原因不明",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename}：{message}",
    "Argument {name!r} takes {nargs} values.": "参数 {name} 要有 {nargs} 个值。",
    "Option {name!r} does not take a value.": "选项 {name} 后面不写值。",
    "Option {name!r} requires an argument.": "选项 {name} 后面要写一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name} 后面要写 {nargs} 个值。",
    "Got unexpected extra argument ({args})": "多出来的参数：{args}",
    "Got unexpected extra arguments ({args})": "多出来的参数：{args}",
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "{value!r} is not {choice}.": "“{value}”不对，只能写 {choice}。",
    "{value!r} is not one of {choices}.": "“{value}”不对，可选：{choices}。",
    "{value!r} is not a valid {number_type}.": "“{value}”不是数字。",
    "{value!r} is not a valid boolean. Recognized values: {states}": "“{value}”不是 true/false。",
    "{value} is not in the range {range}.": "{value} 超出范围 {range}。",
    "{name} {filename!r} does not exist.": "{name}“{filename}”不存在。",
    "{name} {filename!r} is a file.": "“{filename}”是文件，这里要目录。",
    "{name} {filename!r} is a directory.": "“{filename}”是目录，这里要文件。",
    "{name} {filename!r} is not readable.": "{name}“{filename}”没有读取权限。",
    "{name} {filename!r} is not writable.": "{name}“{filename}”没有写入权限。",
    "file": "文件",
    "directory": "目录",
    "path": "路径",
    "File": "文件",
    "Directory": "目录",
    "Path": "路径",
    "default: {default}": "默认 {default}",
    "required": "必填",
    "env var: {var}": "环境变量 {var}",
    "(dynamic)": "（随情况）",
}
_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "types", "termui")


def translate(message: str) -> str:
    """The Chinese for one of click's own messages; unknown ones stay as they are."""
    return MESSAGES.get(message, message).replace("!r}", "}")


def _plural(one: str, many: str, count: int) -> str:
    return translate(one if count == 1 else many)


def install() -> None:
    """Make click speak Chinese in this process."""
    for name in _MODULES:
        _teach(name)
    click.Context.formatter_class = WideFormatter


def edited(text: str, extension: str) -> str | None:
    """``click.edit``, which loads what it needs, and may complain about the editor."""
    _teach("_termui_impl")
    return click.edit(text, extension=extension)


def _teach(name: str) -> None:
    module = importlib.import_module(f"click.{name}")
    if hasattr(module, "_"):
        module._ = translate  # type: ignore[attr-defined]
    if hasattr(module, "ngettext"):
        module.ngettext = _plural  # type: ignore[attr-defined]


def width_of(text: str) -> int:
    """How many terminal cells a text takes: two for a Chinese character."""
    return sum(map(_cells, click.unstyle(text) if "\x1b" in text else text))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, width: int) -> str:
    """The text followed by blanks up to ``width`` cells."""
    return text + " " * max(0, width - width_of(text))


_PIECE = late(r"(?s:\[[^\[\]\s]{1,4}\]|.)")
"""One character, or a mark such as ``[必填]`` that is not broken."""
_NO_LINE_START = "，。；：、！？）》”』」〉】]"
_OPENING = "（《“『「〈【［"
_ENDS_OPEN = late(rf"[{_OPENING}]+$")
_ENDS_IN_MARKS = late(rf"(?:[!-~]+|[^!-~])[{re.escape(_NO_LINE_START)}]+$")


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` cells; breaks between Chinese characters, not inside Latin words,
    and lets no closing mark begin a line and no opening one end it."""
    if width_of(text) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line, cells, word = "", 0, ""

    def place(piece: str) -> None:
        nonlocal line, cells
        if lines and not line and piece.isspace():
            return  # a line that goes on begins with a word
        size = width_of(piece)
        if piece in _NO_LINE_START and cells + size > width + 2:
            # two closing marks behind one another: the word before them goes down with them
            kept = _ENDS_OPEN.sub("", _ENDS_IN_MARKS.sub("", line))
            if kept.strip():
                lines.append(kept.rstrip())
                line = line[len(kept) :]
                cells = width_of(line)
        elif cells + size > width and line.strip() and piece not in _NO_LINE_START:
            kept = _ENDS_OPEN.sub("", line)
            kept = kept if kept.strip() else line
            lines.append(kept.rstrip())
            line = line[len(kept) :]
            cells = width_of(line)
            piece = piece if line else piece.lstrip()
            size = width_of(piece)
        line, cells = line + piece, cells + size

    for piece in _PIECE.findall(text):
        if piece.isspace() or _cells(piece[0]) == 2 or len(piece) > 1:
            if word:
                place(word)
                word = ""
            place(piece)
        else:
            word += piece
    if word:
        place(word)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


_RANGE = late(r"(?<=[\[ ])(?:(-?[\d.]+)<=)?x(?:([<>])=(-?[\d.]+))?(?=\])")


def _ranged(found: re.Match[str]) -> str:
    """``1<=x<=60`` as ``1 到 60``, ``x>=1`` as ``至少 1``."""
    low, sign, bound = found.groups()
    if low and bound:
        return f"{low} 到 {bound}"
    return f"至少 {low or bound}" if low or sign == ">" else f"至多 {bound}"


class WideFormatter(click.HelpFormatter):
    """Click's help layout, measured in terminal cells instead of characters."""

    def write_text(self, text: str) -> None:
        """Paragraphs, wrapped; one that starts with a ``\\b`` line is printed as it stands."""
        indent = " " * self.current_indent
        for n, paragraph in enumerate(text.strip("\n").split("\n\n")):
            if n:
                self.write("\n")
            lines = paragraph.split("\n")
            if lines[0].strip() == "\b":
                shown = [line for line in lines[1:] if line.strip()]
            else:
                shown = wrap("".join(line.strip() for line in lines), self.width - self.current_indent)
            for line in shown:
                self.write(f"{indent}{line}\n")

    def write_heading(self, heading: str) -> None:
        """``选项：``"""
        self.write(f"{' ' * self.current_indent}{heading}：\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """``用法：taizhang list [选项]`` on one line."""
        args = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 …")
        self.write(f"{translate('Usage:')}{prog} {args}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Two columns: the option or command, and what it does."""
        pairs = [(str(row[0]), str(row[1] or "")) for row in rows]
        first = min(max((width_of(left) for left, _ in pairs), default=0), col_max) + col_spacing
        indent = " " * self.current_indent
        for left, right in pairs:
            about = _RANGE.sub(_ranged, right) if "x" in right else right
            lines = wrap(about, max(self.width - first - self.current_indent, 20))
            head = pad(left, first)
            if width_of(left) > first - col_spacing and right:
                self.write(f"{indent}{left}\n")
                head = " " * first
            self.write(f"{indent}{head}{lines[0]}\n".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{indent}{' ' * first}{line}\n")
