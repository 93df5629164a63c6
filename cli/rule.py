"""``taizhang rule``."""

from __future__ import annotations

import inspect
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

from cli.findings import LEVEL_NAMES
from cli.output import print_json, table
from cli.workspace import json_option

if TYPE_CHECKING:
    from ledger.diagnostics import Rule


@click.command(
    "rule",
    help="""查看检查规则。不写编号就列出全部规则。

    \b
    例：
      taizhang rule              全部规则
      taizhang rule P            进展类规则
      taizhang rule P003         一条规则的说明：为什么要紧、怎样写才对
      taizhang rule stock-phrase 也可以写名称
    """,
)
@click.argument("names", metavar="[编号…]", nargs=-1)
@json_option
def command(names: tuple[str, ...], as_json: bool) -> None:
    """See ``help``."""
    from ledger import catalogue

    every = catalogue.rules()
    wanted = [rule for rule in every if not names or any(_fits(rule, name) for name in names)]
    for name in names:
        if not any(_fits(rule, name) for rule in every):
            _refuse(name, every)
    if as_json:
        print_json([_shape(rule) for rule in wanted])
    elif names and all(any(_is_one(rule, name) for rule in every) for name in names):
        for n, rule in enumerate(wanted):
            click.echo(("\n" if n else "") + _page(rule))
    else:
        _print_list(wanted)


def _fits(rule: Rule, name: str) -> bool:
    return rule.code.startswith(name.upper()) or rule.name == name.lower()


def _is_one(rule: Rule, name: str) -> bool:
    return rule.code == name.upper() or rule.name == name.lower()


def _refuse(name: str, every: list[Rule]) -> None:
    from ledger.errors import UsageProblem

    words = [word for rule in every for word in (rule.code, rule.name)]
    close = get_close_matches(name, words, 1, 0.6) or get_close_matches(name.upper(), words, 1, 0.6)
    hint = f"是不是 {close[0]}？" if close else "用 taizhang rule 看全部规则"
    about = [rule for rule in every if name in rule.title] or [rule for rule in every if name in rule.page]
    if not close and not name.isascii() and about:  # somebody remembers what it was about
        hint = "说到它的有：" + "；".join(f"{rule.code}（{rule.title}）" for rule in about[:4])
    raise UsageProblem(f"没有规则“{name}”", hint)


def _page(rule: Rule) -> str:
    title, _, rest = inspect.cleandoc(rule.page).partition("\n")
    waivable = (
        "导入时的提示，只在导入时列一次；核对过就行。"
        if rule.code[0] == "I"
        else "Y、S 类问题不能豁免，只能改正。"
        if rule.code[0] in "YS"
        else "看过以后可以不改的，用豁免：" + (f"waivers: [{{rule: {rule.code}, reason: 写明理由, by: 谁}}]")
    )
    return f"{rule.code} {rule.name}（{LEVEL_NAMES[rule.level]}）\n{title}\n{rest.rstrip()}\n\n{waivable}"


def _shape(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "level": rule.level.value,
        "title": rule.title,
        "page": inspect.cleandoc(rule.page),
    }


def _print_list(rules: list[Rule]) -> None:
    from ledger import catalogue

    table(
        ("编号", "级别", "说的是什么", "名称"),
        [(rule.code, LEVEL_NAMES[rule.level], rule.title, rule.name) for rule in rules],
        wraps=2,
    )
    families = sorted({rule.code[0] for rule in rules}, key=list(catalogue.FAMILIES).index)
    said = "，".join(f"{family} {catalogue.FAMILIES[family]}" for family in families)
    click.echo(f"共 {len(rules)} 条：{said}。", err=True)
