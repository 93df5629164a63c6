"""``taizhang completion``."""

from __future__ import annotations

import sys

import click

SHELLS = ("bash", "zsh", "fish", "powershell")


@click.command(
    "completion",
    help="""打印命令行补全的脚本：按 Tab 补全命令、选项、任务编号、单位、周期、台账、规则编号。

    放进终端的启动文件，重新打开终端就能用。

    \b
    例：
      taizhang completion bash         打印出来看看

    \b
    装进启动文件（在终端里运行一次）：
      bash        echo 'eval "$(taizhang completion bash)"' >> ~/.bashrc
      zsh         echo 'eval "$(taizhang completion zsh)"' >> ~/.zshrc
      fish        taizhang completion fish \\
                      > ~/.config/fish/completions/taizhang.fish
      PowerShell  taizhang completion powershell | Out-String | Invoke-Expression
                  （这一行写进 $PROFILE 指的文件，每次打开都有效）
    """,
)
@click.argument("shell", metavar="终端", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """See ``help``."""
    from cli.completing import script

    root = ctx.find_root().command
    if isinstance(root, click.Group):
        sys.stdout.flush()
        sys.stdout.buffer.write(script(root, shell).encode())
