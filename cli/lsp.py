"""``taizhang lsp``."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click


@click.command(
    "lsp",
    help="""供编辑器调用：语言服务器，边写边查、补全、悬停说明、跳转、一键改正。

    由编辑器启动，从标准输入、输出通信，不用自己在终端里运行。VS Code、Neovim、Emacs、Helix 的设置方法
    见 docs/editor.md。要先装好附加的包：pip install "taizhang[lsp]"。

    \b
    例：
      taizhang lsp                 编辑器里填的就是这一条
      taizhang lsp --check         看看能不能用，不启动
      taizhang lsp --vsix 台账.vsix   写出 VS Code 的扩展，装它不用联网
    """,
)
@click.option("--stdio", is_flag=True, help="从标准输入、输出通信（默认就是；有的编辑器一定要写）。")
@click.option("--check", "only_check", is_flag=True, help="只看看能不能用。")
@click.option("--vsix", metavar="文件", help="不启动，写出 VS Code 的扩展。")
def command(stdio: bool, only_check: bool, vsix: str | None) -> None:
    """See ``help``."""
    from cli.main import VERSION
    from ledger.errors import LedgerError

    if vsix:
        from cli.languageserver.vsix import packed
        from ledger.system import write_out

        write_out(Path(vsix), packed(VERSION))
        click.echo(f"写进 {vsix}。安装：code --install-extension {vsix}", err=True)
        return

    if importlib.util.find_spec("pygls") is None or importlib.util.find_spec("lsprotocol") is None:
        raise LedgerError("没有装语言服务器要用的包", '运行 pip install "taizhang[lsp]"，再试一次')
    if only_check:
        click.echo("可以用：在编辑器里把语言服务器的命令设为 taizhang lsp。")
        return
    from cli.languageserver.server import serve

    serve(VERSION)
