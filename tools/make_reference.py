"""Write the reference pages from the program itself: every command's help, every rule's page.

    python tools/make_reference.py

A test compares the pages with what this would write.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from cli import chinese  # noqa: E402
from cli.findings import LEVEL_NAMES  # noqa: E402
from cli.main import cli  # noqa: E402
from ledger import catalogue  # noqa: E402

_WIDTH = 96
_MADE = "<!-- 由 tools/make_reference.py 从程序生成，不要手改 -->"


def commands() -> str:
    """``docs/reference-commands.md``: the help of every command, as a terminal of 96 columns shows it."""
    chinese.install()
    parts = ["# 全部命令", "", _MADE, "", "每个命令的 `--help`。做什么、按什么顺序，见[使用手册](manual.md)。", ""]
    settings = {**cli.context_settings, "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    with click.Context(cli, info_name="taizhang", **settings) as top:
        parts += ["```text", cli.get_help(top).rstrip(), "```", ""]
        for name in cli.list_commands(top):
            command = cli.get_command(top, name)
            if command is not None:
                parts += _pages(command, name, top, 2)
    return "\n".join(line.rstrip() for line in "\n".join(parts).split("\n")).rstrip() + "\n"


def _pages(command: click.Command, name: str, parent: click.Context, depth: int) -> list[str]:
    with click.Context(command, info_name=name, parent=parent) as here:
        parts = [f"{'#' * depth} {here.command_path}", "", "```text", command.get_help(here).rstrip(), "```", ""]
        if isinstance(command, click.Group):
            for each in command.list_commands(here):
                inner = command.get_command(here, each)
                if inner is not None:
                    parts += _pages(inner, each, here, depth + 1)
    return parts


def rules() -> str:
    """``docs/reference-rules.md``: the page of every rule, by family."""
    every = catalogue.rules()
    parts = ["# 全部检查规则", "", _MADE, ""]
    parts += [f"共 {len(every)} 条。在命令行看一条：`taizhang rule P003`。豁免、调参数见[数据格式](format.md)。", ""]
    for letter, about in catalogue.FAMILIES.items():
        mine = [rule for rule in every if rule.code.startswith(letter)]
        parts += [f"## {letter}　{about}", ""]
        for rule in mine:
            title, _, rest = inspect.cleandoc(rule.page).partition("\n")
            parts += [f"### {rule.code} {rule.name}", "", f"**{title.strip()}**（{LEVEL_NAMES[rule.level]}）", ""]
            parts += [rest.strip("\n").rstrip(), ""]
    return "\n".join(parts).rstrip() + "\n"


PAGES = {"docs/reference-commands.md": commands, "docs/reference-rules.md": rules}


def main() -> None:
    """Write both pages."""
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), "utf-8")
        print(name)


if __name__ == "__main__":
    main()
