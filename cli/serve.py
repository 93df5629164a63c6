"""``taizhang serve``."""

from __future__ import annotations

import secrets
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from cli.output import note
from cli.workspace import DATE, PERIOD, Workspace, ledger_option

if TYPE_CHECKING:
    from datetime import date

    from ledger.periods import Period

PORT = 8420


@click.command(
    "serve",
    help="""在浏览器里看台账，文件一保存，网页就跟着更新；加 --edit 可以在网页里登记进展。

    默认只有这台机器能打开，只能看，不改任何文件。按 Ctrl-C 结束。

    \b
    例：
      taizhang serve                          看唯一的一本台账
      taizhang serve --ledger 2020 --port 9000
      taizhang serve --ledger 2020 --edit     可以登记：打开显示的整个地址
      taizhang serve --host 192.168.1.20 --token 随机字符   别的机器也能看

    登记走的就是 update：同样的检查，同样一次进展一次提交，提交人是这台机器 git 里设的人。
    让别的机器能打开（--host）必须写令牌；令牌也可以放在环境变量 TAIZHANG_TOKEN 里，别人看不到命令行。
    """,
)
@ledger_option
@click.option("--period", type=PERIOD, help="看截至哪一期；不写就是最近报送的一期。")
@click.option("--on", type=DATE, help="按哪一天看是否迟报；也是通报的落款日期。不写时当作都已到期。")
@click.option("--documents", is_flag=True, help="附上情况表、立项表供下载；写了 --on 时还有通报拟稿。")
@click.option(
    "--port",
    metavar="端口",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="端口；0 是随便一个空的。",
)
@click.option("--host", metavar="地址", default="127.0.0.1", show_default=True, help="在本机的哪个地址上打开。")
@click.option("--token", metavar="令牌", envvar="TAIZHANG_TOKEN", default="", help="有它才能打开；至少16个字符。")
@click.option("--edit", is_flag=True, help="可以在网页里登记进展；没有写令牌时自动生成一个。")
@click.option("--open", "launch", is_flag=True, help="同时打开浏览器。")
@click.pass_obj
def command(
    workspace: Workspace,
    ledger_name: str | None,
    period: Period | None,
    on: date | None,
    documents: bool,
    port: int,
    host: str,
    token: str,
    edit: bool,
    launch: bool,
) -> None:
    """See ``help``."""
    from ledger import gitrepo, store
    from ledger.errors import NotFound, UsageProblem
    from ledger.serving.app import App
    from ledger.serving.guard import Guard, checked_token, is_loopback
    from ledger.serving.live import Live
    from ledger.serving.server import Server, listen
    from ledger.site.build import Options
    from ledger.trees import FOLDER

    if token:
        checked_token(token)
    elif not is_loopback(host):
        raise UsageProblem(
            f"{host} 别的机器也能打开，必须写令牌",
            f"加上 --token {secrets.token_urlsafe(18)}（每次随机），或者不写 --host，只给这台机器用",
        )
    if edit:
        gitrepo.find(workspace.root).require_identity()
        token = token or secrets.token_urlsafe(18)
    if not (workspace.root / FOLDER).is_dir():
        raise NotFound(
            "这是裸仓库，没有工作区的文件可看", "到克隆出来的工作区里运行；看某个提交用 taizhang site --as-of"
        )
    name = store.choose(workspace.tree, ledger_name, None, period)
    live = Live(workspace.root, name, Options(period=period, on=on, documents=documents))
    listening = listen(host, port)
    port = listening.getsockname()[1]
    server = Server(App(live, Guard(host, port, token), edit, _failed), listening)
    address = _address(host, port, token)
    click.echo(f"台账页面：{address}")
    note(_told(host, edit))
    fault = live.view().fault
    if fault:
        note(f"台账现在读不出来：{fault.message}。改好保存以后，网页自己会好。")
    signal.signal(signal.SIGTERM, _end)
    if launch:
        click.launch(address)
    sys.stdout.flush()
    server.run()
    note("已结束。")


def _address(host: str, port: int, token: str) -> str:
    from ipaddress import ip_address

    try:
        given = ip_address(host)
    except ValueError:
        name = host
    else:
        # an address that stands for all of a machine's is not one that a browser can go to
        name = "127.0.0.1" if given.is_unspecified else f"[{host}]" if given.version == 6 else host
    return f"http://{name}:{port}/" + (f"?token={token}" if token else "")


def _told(host: str, edit: bool) -> str:
    from ledger.serving.guard import is_loopback

    who = "只有这台机器能打开" if is_loopback(host) else "别的机器也能打开，内容在网上不加密，只在可信的办公网里用"
    what = "可以登记进展，每次登记一次提交" if edit else "只能看，不改文件"
    return f"{who}；{what}。按 Ctrl-C 结束。"


def _failed(bug: Exception) -> None:
    """A fault of the program while it answered somebody: said here, where whoever runs it can see it."""
    import traceback

    last = traceback.extract_tb(bug.__traceback__)[-1]
    where = f"{Path(last.filename).name} 第{last.lineno}行"
    note(
        f"程序出错（这是程序的问题，不是您的）：{type(bug).__name__}: {bug}（{where}）。"
        "请把这段话发给维护人员；别的网页照常能看。"
    )


def _end(signal_number: int, frame: FrameType | None) -> None:
    """Being told to end is as good as Ctrl-C."""
    raise KeyboardInterrupt
