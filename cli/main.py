"""The command group and the one error boundary.

Command modules are imported only when their command runs: ``--help`` reads the table below.
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import sys
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from cli import chinese
from cli.commands import COMMANDS
from ledger.errors import GitRefused, LedgerError
from ledger.system import reader_gone

VERSION = "0.1.0"
BUG, FAILED, USAGE = 4, 3, 2
_WIDEST_HELP = 100


_BRIEF = frozenset({"list", "show", "stats", "check", "report", "due", "audit", "diff", "log", "blame"})
"""Commands that read a ledger, print and end: they need nearly everything they make until then."""


class Main(click.Group):
    """The group: lazy commands, Chinese messages, exit codes as designed."""

    alone = False
    """Whether the process is ours, and ends with the command."""
    brief = False
    """Whether the command that runs is one of ``_BRIEF``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        if self.alone and cmd_name in _BRIEF:
            self.brief = True
            gc.disable()
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any of them."""
        with formatter.section(chinese.translate("Commands")):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with the nearest name offered for a slip."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from cli import usage

            close = usage.nearest(name, [(command, about) for command, (_, about) in COMMANDS.items()])
            hint = f"是不是 {close}？" if close else "用“taizhang --help”看全部命令。"
            raise click.UsageError(f"没有命令 {name}。{hint}", ctx)
        return super().resolve_command(ctx, args)

    def _main_shell_completion(
        self, ctx_args: MutableMapping[str, Any], prog_name: str, complete_var: str | None = None
    ) -> None:
        """A press of Tab is answered by ``cli.completing``, which is imported only then."""
        from_shell = os.environ.get("_TAIZHANG_COMPLETE")
        if from_shell:
            from cli.completing import answer

            sys.exit(answer(self, from_shell))

    def main(self, args: Sequence[str] | None = None, *_: Any, **extra: Any) -> Any:
        """Run and exit: 0 clean, 1 findings, 2 usage, 3 could not do the work, 4 a bug."""
        chinese.install()
        _fit_console()
        extra.pop("standalone_mode", None)
        extra["prog_name"] = "taizhang"
        extra.setdefault("terminal_width", _help_width())
        args = _general_first(sys.argv[1:] if args is None else args)
        debug = "--debug" in args
        try:
            code = super().main(args, standalone_mode=False, **extra)
            sys.exit(code if isinstance(code, int) else 0)
        except click.exceptions.Abort:
            click.echo("已中止。", err=True)
            sys.exit(130)
        except click.ClickException as failure:
            if isinstance(failure, click.UsageError):
                from cli import usage

                failure = usage.explain(failure, sys.argv[1:] if args is None else list(args))
            failure.show()
            sys.exit(USAGE)
        except LedgerError as failure:
            if debug:
                raise
            say_failure(failure)
            sys.exit(failure.exit_code)
        except Exception as failure:
            if isinstance(failure, OSError) and reader_gone(failure):
                # the reader (head, less) has gone; nothing more can be said to it
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                sys.exit(FAILED)
            if debug:
                raise
            click.echo(
                f"程序出错（这是程序的问题，不是您的）：{type(failure).__name__}: {failure}\n"
                "请加 --debug 重新运行，把输出发给维护人员。台账文件没有因此改动一半。",
                err=True,
            )
            sys.exit(BUG)


def _general_first(args: Sequence[str]) -> list[str]:
    """``--no-cache`` belongs to every command and may be typed behind it."""
    options = list(args)[: list(args).index("--")] if "--" in args else list(args)
    rest = [*(word for word in options if word != "--no-cache"), *list(args)[len(options) :]]
    return ["--no-cache", *rest] if "--no-cache" in options else rest


def _help_width() -> int:
    """How wide help is, as click would find it; click asks ``shutil``, which imports three compressors for it."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns):
        wide = int(columns)
    else:
        try:
            wide = os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else 0
        except (OSError, ValueError, AttributeError):
            wide = 0
    return max(min(wide or 80, _WIDEST_HELP) - 2, 50)


def _fit_console() -> None:
    """A console of another encoding (GBK on Windows) shows what it lacks as ``\\u2026`` instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say_failure(failure: LedgerError) -> None:
    """An expected failure on stderr: what happened, what git said, what to do."""
    from cli.output import visible

    click.echo(f"错误：{visible(failure.message)}", err=True)
    if isinstance(failure, GitRefused) and failure.said:
        for line in failure.said.strip().splitlines():
            click.echo(f"  git：{visible(line)}", err=True)
    if failure.hint:
        click.echo(f"改法：{visible(failure.hint)}", err=True)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    # click's own option asks gettext while it is declared, before click speaks Chinese, and that loads ``locale``
    if asked and not ctx.resilient_parsing:
        click.echo(f"taizhang {VERSION}")
        ctx.exit()


@click.group(
    cls=Main,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": _WIDEST_HELP},
    help="""政府工作台账：一项任务一个文件，一次进展一次提交。

    \b
    常用：
      taizhang list --unit 区住建局          区住建局承担的任务
      taizhang show 2020-main-037            看一项任务
      taizhang check                         检查全部台账
      taizhang report situation --period 2020-04 -o 情况表.docx
    """,
)
@click.option("-C", "directory", metavar="目录", default=".", help="台账所在目录，默认当前目录。")
@click.option("--debug", is_flag=True, help="出错时显示程序的调用过程。")
@click.option("--no-cache", is_flag=True, help="不用缓存，全部重新读、重新算；结果一样，只是慢。写在命令后面也可以。")
@click.option(
    "-V", "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="显示版本号。"
)
@click.pass_context
def cli(ctx: click.Context, directory: str, debug: bool, no_cache: bool) -> None:
    """See ``help``."""
    from cli.workspace import Workspace

    if no_cache:
        from ledger.cache import switched_off

        ctx.with_resource(switched_off())
    ctx.obj = workspace = Workspace(Path(directory))
    ctx.call_on_close(workspace.close)


def main() -> None:
    """Entry point of the ``taizhang`` command."""
    # A ledger is many small values without cycles: looking for rubbish every 700 of them takes half of the reading.
    gc.set_threshold(100_000, 20, 50)
    cli.alone = True
    try:
        cli.main()
    except SystemExit as ended:
        if cli.brief and isinstance(ended.code, int):
            _leave(ended.code)
        raise


def _leave(code: int) -> None:
    """End the process at once: to take ten thousand tasks apart again, one by one, takes as long as a check.

    Comes back where something is still to be done: output that nobody takes, threads that run.
    """
    threads = sys.modules.get("threading")
    if threads is None or threads.active_count() == 1:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
