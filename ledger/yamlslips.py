"""What is wrong with a YAML text, said so that the author knows what to type."""

from __future__ import annotations

import re

from ledger import yamlrules
from ledger.diagnostics import Diagnostic, Path, Where
from ledger.yamltree import Lines, Node, Parsed

KEY_LIKE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:：|:(?![ /]))")


def inspect(text: str, parsed: Parsed) -> list[Diagnostic]:
    lines = Lines(text)
    found: list[Diagnostic] = []

    def walk(node: Node, path: Path) -> None:
        if node.kind == "mapping":
            seen: dict[str, Node] = {}
            for key, item in zip(node.keys, node.items, strict=True):
                first = seen.setdefault(key.text, key)
                if first is not key:
                    a, b = lines.line(first.start) + 1, lines.line(key.start) + 1
                    found.append(
                        yamlrules.DUPLICATE.at(
                            (*path, key.text),
                            f"字段“{key.text}”写了两遍：第{a}行和第{b}行。",
                            "请留下对的一行，删掉另一行。",
                            where=lines.place(key.start, key.end),
                        )
                    )
                walk(item, (*path, key.text))
        for n, item in enumerate(node.items if node.kind == "list" else ()):
            walk(item, (*path, n))

    if parsed.root:
        walk(parsed.root, ())
    return found


def explain(text: str, problem: Exception) -> list[Diagnostic]:
    mark = getattr(problem, "problem_mark", None)
    where = Lines(text).place(mark.index) if mark else Where(1, 1)
    hint = "请对照上下几行检查标点和缩进。"
    message = f"第{where.line}行不符合 YAML 的写法。"
    return [yamlrules.SYNTAX.at((), message, hint, where=where)]
