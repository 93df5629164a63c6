"""``taizhang bulletin``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import rulefile
from cli.output import note, note_unread, print_json, table
from cli.workspace import DATE, PERIOD, Workspace, as_of_option, json_option, ledger_option

if TYPE_CHECKING:
    from datetime import date

    from ledger.bulletins import Bulletin
    from ledger.periods import Period
    from ledger.report.values import Report
    from ledger.store import Ledger

KINDS = ("minsheng", "quarter", "matter", "closure", "ranking", "reminders")
_FORMATS = ("md", "docx")
_RULES = click.Path(path_type=Path)
_SHOWN, _SOURCES = 40, 12


@click.command(
    "bulletin",
    help="""通报拟稿：文字由台账里的事实拼成，每个数字都查得到来历；台账不知道的留作〔待填〕。

    \b
    种类：
      minsheng   民生工程月度通报，后面写月份
      quarter    季度通报，后面写季度
      matter     重大事项通报，一事一通报，后面写没有办结的任务编号
      closure    单项办结通报，后面写任务编号
      ranking    督查排名通报（表扬、批评），后面写周期；按台账或 --rules 的规则
      reminders  催办情况通报，后面写填报周期；发出的先用 remind --record 登记

    \b
    例：
      taizhang bulletin minsheng 2020-04 --on 2020-05-12 -o 4月民生通报.docx
      taizhang bulletin quarter 2020-Q1 --on 2020-04-15
      taizhang bulletin matter 2020-main-037 --on 2020-05-12
      taizhang bulletin closure 2020-main-037 --on 2020-12-20 -o 办结通报.docx
      taizhang bulletin ranking 2023-04 --rules 办法.yaml --on 2023-05-12
      taizhang bulletin quarter 2020-Q1 --on 2020-04-15 --trace  每个数字从哪里来

    不写 -o 时输出 Markdown。写出来的都是拟稿，由人核定后才印发。
    """,
)
@click.argument("kind", metavar="种类", type=click.Choice(KINDS))
@click.argument("about", metavar="周期或任务")
@ledger_option
@click.option("--on", type=DATE, required=True, help="通报日期：落款日期，也是截至哪一天看报送情况。")
@click.option("--list", "listed", metavar="清单", default="", help="只通报一个清单，如 main、minsheng。")
@click.option("--rules", "rules_file", metavar="文件", type=_RULES, help="排名用文件里的规则，不用台账自己的。")
@click.option("--trace", is_flag=True, help="不出通报，列出每个数字的来历；同时写 -o 时通报也写出。")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="格式；不写时看 -o 的扩展名，没有 -o 时是 md。")
@click.option("-o", "--output", metavar="文件", type=click.Path(path_type=Path), help="写到哪个文件。")
@as_of_option
@json_option
@click.pass_obj
def command(
    workspace: Workspace,
    kind: str,
    about: str,
    ledger_name: str | None,
    on: date,
    listed: str,
    rules_file: Path | None,
    trace: bool,
    form: str | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """See ``help``."""
    from ledger.report import bulletin as document

    draft = _draft(workspace, kind, about, ledger_name, on, listed, rules_file)
    report = document.build(draft)
    form = form or _format(output)
    if output:
        _write(workspace, report, form, output)
    if as_json:
        print_json(_shape(draft, output))
    elif trace:
        _print_trace(draft)
    elif not output:
        _write(workspace, report, form, None)
    for notice in (*draft.remarks, *report.notices):
        note(f"注意：{notice}。")


_WHOLE = {
    "matter": "重大事项通报只讲一项任务",
    "closure": "单项办结通报只讲一项任务",
    "ranking": "督查排名通报讲整本台账",
    "reminders": "催办情况通报讲整本台账",
}


def _draft(
    workspace: Workspace,
    kind: str,
    about: str,
    ledger_name: str | None,
    on: date,
    listed: str,
    rules_file: Path | None,
) -> Bulletin:
    from ledger import bulletins, reminders, store
    from ledger.errors import UsageProblem

    if listed and kind in _WHOLE:
        raise UsageProblem(f"{_WHOLE[kind]}，不用写 --list", "去掉 --list")
    if rules_file and kind != "ranking":
        raise UsageProblem("--rules 只用于督查排名通报（ranking）", "去掉 --rules")
    if kind in ("matter", "closure"):
        ledger, record = workspace.task(about, ledger_name)
        if kind == "closure":
            return bulletins.closure(ledger, record, on)
        return bulletins.matter(ledger, record, on, store.load_calendar(workspace.tree))
    period: Any = PERIOD.convert(about, None, click.get_current_context())
    ledger = workspace.ledger(ledger_name, period=period)
    note_unread(ledger.findings, "通报")
    if on < period.begin:
        raise UsageProblem(f"落款日期 {on} 早于{period.chinese}的第一天", "核对 --on 和周期")
    calendar = store.load_calendar(workspace.tree)
    if kind == "ranking":
        book = rulefile.chosen(ledger, rules_file)
        return bulletins.ranked(ledger, book, period, on, calendar, rulefile.commits(workspace, ledger))
    if kind == "reminders":
        return bulletins.reminded(ledger, period, on, calendar, reminders.load(workspace.tree, ledger))
    return bulletins.periodic(ledger, kind, period, on, calendar, listed, _year_before(workspace, period))


def _year_before(workspace: Workspace, period: Period) -> Ledger | None:
    """Last year's ledger for 同比, where there is just one and it can be read."""
    from ledger import store
    from ledger.errors import LedgerError

    year = str(period.year - 1)
    known = store.names(workspace.tree)
    named = [year] if year in known else [name for name in known if name.startswith(f"{year}-")]
    if len(named) != 1:
        return None
    try:
        return store.load(workspace.tree, named[0])
    except LedgerError as failure:
        note(f"上年台账 {named[0]} 读不了，没有算同比：{failure.message}")
        return None


def _format(output: Path | None) -> str:
    from ledger.errors import UsageProblem

    if output is None:
        return "md"
    ending = output.suffix.lower().lstrip(".")
    if ending not in _FORMATS:
        raise UsageProblem(f"看不出 {output} 要什么格式", "文件名写成 .docx 或 .md，或者写 --format")
    return ending


def _write(workspace: Workspace, report: Report, form: str, output: Path | None) -> None:
    from ledger import system
    from ledger.errors import UsageProblem
    from ledger.report import formats

    if output is None and form == "docx" and sys.stdout.isatty():
        raise UsageProblem("Word 文档不能显示在终端里", "用 -o 写到文件")
    data = formats.render(report, form, workspace.root / "templates")
    if output is None:
        sys.stdout.buffer.write(data)
        return
    system.write_out(output, data)
    note(f"已写好 {output}（拟稿）")


def _print_trace(draft: Bulletin) -> None:
    traced = draft.trace()
    table(
        ("位置", "文字", "怎么来的", "依据"),
        [
            (
                one.place,
                one.text if len(one.text) <= _SHOWN else f"{one.text[:_SHOWN]}…",
                one.how,
                _sources(one.sources),
            )
            for one in traced
        ],
        wraps=3,
    )
    note(f"共 {len(traced)} 处数字，处处有来历。")


def _sources(sources: tuple[str, ...]) -> str:
    if len(sources) <= _SOURCES:
        return "、".join(sources)
    return f"{'、'.join(sources[:_SOURCES])}等{len(sources)}个（全部见 --json）"


def _shape(draft: Bulletin, output: Path | None) -> dict[str, Any]:
    from ledger.bulletins.prose import written

    annexes = [
        {
            "title": written(one.title),
            "heads": [head.title for head in one.heads],
            "rows": [[written(cell) for cell in row] for row in one.rows],
        }
        for one in draft.annexes
    ]
    return {
        "kind": draft.kind,
        "draft": True,
        "title": written(draft.title),
        "on": draft.on,
        "signed": draft.signed,
        "paragraphs": [{"look": one.look, "text": one.text} for one in draft.paragraphs],
        "annex": annexes[0] if annexes else {"title": "", "heads": [], "rows": []},
        "annexes": annexes,
        "trace": [
            {
                "place": one.place,
                "text": one.text,
                "numbers": list(one.numbers),
                "how": one.how,
                "sources": list(one.sources),
            }
            for one in draft.trace()
        ],
        "path": str(output) if output else None,
    }
