"""Wrong usage in one Chinese sentence, with what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

import click

SYNONYMS = {
    "status": "stats",
    "overview": "stats",
    "summary": "stats",
    "ls": "list",
    "find": "list",
    "search": "list",
    "get": "show",
    "view": "show",
    "cat": "show",
    "lint": "check",
    "validate": "check",
    "format": "fmt",
    "add": "update",
    "edit": "update",
    "set": "update",
    "commit": "update",
    "progress": "update",
    "history": "log",
    "annotate": "blame",
    "fix": "correct",
    "done": "close",
    "finish": "close",
    "delay": "extend",
    "compare": "diff",
    "lock": "seal",
    "new": "init",
    "create": "init",
    "example": "demo",
    "print": "report",
    "docx": "report",
    "word": "report",
    "excel": "export",
    "csv": "export",
    "sqlite": "export",
    "web": "site",
    "html": "site",
    "help": "--help",
}
"""What people type out of habit from other programs."""
_PERIOD = re.compile(r"\d{4}(-(\d\d|Q[1-4]|H[12]))?")


def nearest(name: str, commands: Sequence[tuple[str, str]]) -> str:
    """The command that was probably meant: a slip of the finger, another program's word, a Chinese word of its page."""
    names = [command for command, _ in commands]
    meant = SYNONYMS.get(name.lower(), "")
    if meant in names or meant.startswith("-"):
        return meant
    if not name.isascii():
        # the word may be inside what the command does, or say a little more than that: 导出台账 for 导出
        whole = [command for command, about in commands if name in about]
        part = [command for command, about in commands if name[:2] in about]
        return (whole or part or [""])[0]
    close = get_close_matches(name.lower(), names, 1, 0.5)
    return close[0] if close else ""


def explain(failure: click.UsageError, typed: Sequence[str]) -> click.UsageError:
    """The failure with what was wrong and what to type instead; the same one where nothing can be added."""
    said = ""
    if isinstance(failure, click.NoSuchOption):
        said = _no_option(failure, typed)
    elif isinstance(failure, click.MissingParameter):
        said = _missing(failure)
    elif isinstance(failure, click.BadParameter):
        said = _bad_value(failure)
    elif failure.message.startswith("多出来的参数"):
        said = _extra(failure)
    elif failure.format_message().startswith("没有命令"):
        said = re.sub(r"。 是不是 '(.+)'", r"。是不是 \1", failure.format_message())
        group = failure.ctx.command if failure.ctx else None
        # the program has more commands than anybody wants in one line
        if "是不是" not in said and isinstance(group, click.Group) and failure.ctx and failure.ctx.parent is not None:
            said += f"可用的：{'、'.join(group.list_commands(failure.ctx))}。"
    return click.UsageError(said, failure.ctx) if said else failure


def _named(failure: click.BadParameter) -> str:
    parameter = failure.param
    if parameter is None:
        return str(failure.param_hint or "")
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.metavar or parameter.name or "").strip("[]…")


def _options(ctx: click.Context | None) -> list[str]:
    return [name for parameter in ctx.command.params for name in parameter.opts if name.startswith("-")] if ctx else []


def _no_option(failure: click.NoSuchOption, typed: Sequence[str]) -> str:
    ctx, name = failure.ctx, failure.option_name
    known = _options(ctx)
    root = ctx.find_root() if ctx else None
    if ctx and root and ctx is not root and name in _options(root):
        return f"选项 {name} 要写在命令前面：{root.info_name} {name} … {ctx.info_name}"
    if ctx and ctx is root:
        later = next((word for word in typed if not word.startswith("-") and word in _names(ctx)), "")
        command = ctx.command.get_command(ctx, later) if later and isinstance(ctx.command, click.Group) else None
        if command and any(name in parameter.opts for parameter in command.params):
            return f"选项 {name} 要写在命令后面：{ctx.info_name} {later} {name} …"
    # -unit is read as -u: the whole word tells what was meant
    whole = next((word for word in typed if re.match(r"-[^-]", word) and word.startswith(name)), name)
    wanted = "-" + whole.partition("=")[0] if len(whole) > 2 and not whole.startswith("--") else name
    if wanted in known:
        return f"没有选项 {whole}。是不是 {wanted}？（长的选项要写两个减号）"
    close = get_close_matches(wanted, known, 2, 0.6)
    return f"没有选项 {whole}。" + (f"是不是 {' 或 '.join(close)}？" if close else "")


def _names(ctx: click.Context) -> list[str]:
    return ctx.command.list_commands(ctx) if isinstance(ctx.command, click.Group) else []


def _missing(failure: click.MissingParameter) -> str:
    name = _named(failure)
    kind = "选项" if name.startswith("-") else "参数"
    said = f"缺少{kind} {name}。"
    parameter = failure.param
    if parameter is not None and isinstance(parameter.type, click.Choice):
        said += f"可选：{'、'.join(map(str, parameter.type.choices))}。"
    example = _example(failure.ctx)
    return said + (f"例如：{example}" if example else "")


def _example(ctx: click.Context | None) -> str:
    """The first example of the command's help."""
    if ctx is None:
        return ""
    found = re.search(rf"^ *({re.escape(ctx.command_path)} .*?)(?: {{2,}}.*| *\\)?$", ctx.command.help or "", re.M)
    return found[1].strip() if found else ""


def _bad_value(failure: click.BadParameter) -> str:
    parameter, name = failure.param, _named(failure)
    if parameter is None or not name:
        return ""
    quoted = re.match(r"“(.*?)”", failure.message)
    value = quoted[1] if quoted else ""
    if isinstance(parameter.type, click.Choice):
        choices = [str(choice) for choice in parameter.type.choices]
        close = get_close_matches(value, choices, 1, 0.5)
        hint = f"是不是 {close[0]}？" if close else ""
        blank = " " if name.isascii() else ""
        return f"{name}{blank}没有“{value}”这一种。{hint}可选：{'、'.join(choices)}。"
    said = f"{name} 的值不对：{failure.message}"
    if isinstance(parameter.type, click.IntRange | click.FloatRange) and "超出范围" in failure.message:
        typed = failure.message.split(" ")[0]
        return f"{name} 的值不对：{typed} 太{_beyond(parameter.type, typed)}。"
    if parameter.type.name == "周期" and value:
        from ledger.spellings import period, unlike_period

        found = period(value)
        said = f"{name} 的值不对：“{value}”不是周期。{f'是不是 {found}？' if found else unlike_period(value) + '。'}"
    return said


def _beyond(allowed: click.IntRange | click.FloatRange, typed: str) -> str:
    """小，要在 1 到 256 之间: on which side a number lies outside, and where it must be."""
    small = allowed.min is not None and float(typed) <= allowed.min
    if allowed.min is None or allowed.max is None:
        return f"小，至少是 {allowed.min}" if small else f"大，至多是 {allowed.max}"
    return f"{'小' if small else '大'}，要在 {allowed.min} 到 {allowed.max} 之间"


def _extra(failure: click.UsageError) -> str:
    known, extra = _options(failure.ctx), failure.message.partition("：")[2].split()
    for word in extra:
        if _PERIOD.fullmatch(word) and "--period" in known:
            return f"多出来的参数：{word}。周期要写成 --period {word}"
        if re.search("[局办委街镇心]$", word) and "--unit" in known:
            return f"多出来的参数：{word}。单位要写成 --unit {word}"
    return f"多出来的参数：{' '.join(extra)}。有空格的内容要加引号。" if len(extra) > 1 else ""
