"""What SQLite says about a query, in Chinese: the place, what was found, what to type instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches

from ledger.errors import LedgerError, UsageProblem
from ledger.export.tables import BY_NAME, TABLES

_EXAMPLE = "如 SELECT id, text FROM tasks LIMIT 5"
_WIDE = "，；（）＝＞＜＊‘’“”"
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)


def require_query(query: str) -> None:
    """``UsageProblem`` for what does not begin like a query."""
    first = re.match(r"\s*(\w*)", _QUOTED.sub(" ", query))
    word = first[1] if first else ""
    if not query.strip() or (not word and not _QUOTED.sub("", query).strip()):
        raise UsageProblem("没有写查询", _EXAMPLE)
    if word.upper() not in ("SELECT", "WITH", "VALUES"):
        raise UsageProblem(f"只能查询，查询不能以“{word or query.strip()[0]}”开头", f"以 SELECT 开头，{_EXAMPLE}")


def told(said: str, query: str, refused: Sequence[str]) -> LedgerError:
    """SQLite's message about ``query`` as an error; ``refused`` are the names the authorizer turned away."""
    if refused or "not authorized" in said or "prohibited" in said:
        what = f"：{refused[0]}" if refused and refused[0] else ""
        return UsageProblem(f"只能查询台账的表，这条语句不允许{what}", "只写一条 SELECT；要改台账用 update 等命令")
    if said == "interrupted":
        return LedgerError("查询超过了时限，已停下", "缩小范围，或用 --timeout 放宽")
    if "too big" in said or "memory" in said or "full" in said:
        return LedgerError("查询用的内存太多，已停下", "少选几列，或加 WHERE、LIMIT 缩小范围")
    for pattern, tell in _SAID:
        found = pattern.search(said)
        if found:
            return UsageProblem(*tell(found[1], query))
    return UsageProblem(f"查询用不了：{said}", "对照 taizhang sql --help 里的表和列")


def _syntax(word: str, query: str) -> tuple[str, str]:
    bare = _QUOTED.sub("", query)
    wide = next((char for char in bare if char in _WIDE), "")
    if wide:
        return f"“{word}”附近写法不对", f"标点要用半角：查询里有全角的“{wide}”"
    return f"“{word}”附近写法不对", "检查这个词前面的逗号、括号和拼写"


def _no_table(name: str, query: str) -> tuple[str, str]:
    wide = next((char for char in name if char in _WIDE), "")
    if wide:
        return f"没有表“{name}”", f"标点要用半角：这里有全角的“{wide}”"
    near = get_close_matches(name.lower(), BY_NAME, 1, 0.5) or [one.name for one in TABLES if name in one.about][:1]
    return f"没有表“{name}”", f"是不是 {near[0]}？" if near else f"可用的表：{'、'.join(BY_NAME)}"


def _no_column(name: str, query: str) -> tuple[str, str]:
    wide = next((char for char in name if char in _WIDE), "")
    if wide:
        return f"没有列“{name}”", f"标点要用半角：这里有全角的“{wide}”"
    words = set(re.findall(r"\w+", query.lower()))
    named = [table for table in TABLES if table.name in words] or list(TABLES)
    short = name.split(".")[-1]
    columns = list(dict.fromkeys(column for table in named for column in table.names))
    near = get_close_matches(short.lower(), columns, 1, 0.5)
    meant = [column.name for table in named for column in table.columns if short in column.about]
    elsewhere = [table.name for table in TABLES if short in table.names]
    if elsewhere:
        hint = f"表 {'、'.join(elsewhere[:4])} 里有这一列"
    elif near or meant:
        hint = f"是不是 {(near or meant)[0]}？"
    else:
        hint = "；".join(f"{table.name} 有：{'、'.join(table.names)}" for table in named[:2])
    quotes = "" if "'" in query or elsewhere else ("" if hint.endswith("？") else "；") + "文字用单引号括起来"
    return f"没有列“{name}”", hint + quotes


def _ambiguous(name: str, query: str) -> tuple[str, str]:
    words = set(re.findall(r"\w+", query.lower()))
    holders = [table.name for table in TABLES if name in table.names and table.name in words]
    hint = f"写明是哪张表的，如 {holders[0]}.{name}" if holders else "写明是哪张表的：表名.列名"
    return f"列“{name}”在几张表里都有", hint


def _no_function(name: str, query: str) -> tuple[str, str]:
    return f"没有函数 {name}", "可用的是 SQLite 自带的函数，如 count、sum、round、substr、group_concat"


def _arguments(name: str, query: str) -> tuple[str, str]:
    return f"函数 {name.removesuffix('()')} 的参数个数不对", "对照 SQLite 的函数说明"


def _misuse(name: str, query: str) -> tuple[str, str]:
    return f"{name} 不能用在这里", "汇总函数写在 SELECT 或 HAVING 里，不写在 WHERE 里"


def _incomplete(word: str, query: str) -> tuple[str, str]:
    return "查询没有写完", "检查括号、引号是不是成对"


def _several(word: str, query: str) -> tuple[str, str]:
    return "一次只能写一条查询", "去掉分号后面的部分"


def _garbled(word: str, query: str) -> tuple[str, str]:
    return "查询或结果里有编码不完整的文字或空字节", "重新输入查询"


_SAID: tuple[tuple[re.Pattern[str], Callable[[str, str], tuple[str, str]]], ...] = (
    (re.compile(r"no such table: (?:main\.)?(.+)"), _no_table),
    (re.compile(r"no such column: (.+)"), _no_column),
    (re.compile(r"ambiguous column name: (.+)"), _ambiguous),
    (re.compile(r'near "(.*)": syntax error', re.DOTALL), _syntax),
    (re.compile(r'unrecognized token: "?(.*?)"?$', re.DOTALL), _syntax),
    (re.compile(r"no such function: (.+)"), _no_function),
    (re.compile(r"wrong number of arguments to function (.+)"), _arguments),
    (re.compile(r"misuse of (?:aggregate|window)(?: function)?:? ?(.+)"), _misuse),
    (re.compile(r"(incomplete input)"), _incomplete),
    (re.compile(r"(one statement)"), _several),
    (re.compile(r"(null char|embedded|surrogate|codec|utf-8)", re.I), _garbled),
)
