"""One progress entry as plain text: what ``update --edit`` shows in an editor and ``--from`` reads.

    填报时间：2020-05-09
    完成情况：经四纬一项目完成回迁安置1200套。
    可以接着写几行。
    存在问题：岳而项目燃气验收滞后。
    下一步计划：5月底前完成验收。
    自报评价：完成
    指标 回迁安置套数：1200

A text without any of these heads is 完成情况 as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ledger import codec, yamlfile
from ledger.diagnostics import Level
from ledger.edits.fields import amount
from ledger.errors import FileRefused, UsageProblem
from ledger.model import Entry, Task
from ledger.periods import Period
from ledger.text import fold, tidy

MAX_BYTES = 1024 * 1024
"""A file with one entry is never longer."""

HEADS = {
    "填报时间": "reported",
    "完成情况": "done",
    "存在问题": "problems",
    "原因分析": "causes",
    "下一步计划": "next",
    "自报评价": "verdict",
}
"""The heads of 附件4 and the field each one fills, in the order they are shown."""

_ALSO = {
    "进展情况": "done",
    "落实情况": "done",
    "问题": "problems",
    "原因": "causes",
    "下一步": "next",
    "下一步打算": "next",
    "评价": "verdict",
    "自报": "verdict",
    "填报日期": "reported",
    "备注": "note",
}
_HEAD = re.compile(
    rf"\s*(?:(?P<field>{'|'.join((*HEADS, *_ALSO))})|指标\s+(?P<indicator>[^：:]+?))\s*[：:]\s*(?P<rest>.*)"
)
_COMMENT = re.compile(r"#(?: |$)")
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")


def write(task: Task, period: Period, unit: str, entry: Entry | None) -> str:
    """The text to fill in: heads with what there is already, and what the task asks for as comments."""
    shown = entry or Entry(period, unit)
    lines = [
        f"# {task.id}  {' '.join(task.text.split())}",
        f"# {period.chinese}  {unit}",
        *(
            f"# 计划 {planned}：{' '.join(text.split())}"
            for planned, text in task.plan.items()
            if planned.contains(period)
        ),
        "# 在冒号后面填写，可以写多行，没有的留空；以“# ”开头的行不登记。",
    ]
    for head, key in HEADS.items():
        value = getattr(shown, key)
        lines.append(f"{head}：{'' if value is None else value}")
    for indicator in task.indicators:
        known = shown.indicators.get(indicator.name)
        lines.append(f"指标 {indicator.name}：{'' if known is None else format(known, 'f')}")
    return "\n".join(lines) + "\n"


def read(text: str, measures: Mapping[str, str], *, comments: bool = False) -> dict[str, Any]:
    """The fields a text gives, by their names in ``Entry``; an empty head gives an empty field.

    ``measures`` maps the task's indicators to their measures. With ``comments`` lines that begin with
    ``# `` are passed over. ``UsageProblem`` for a date or amount that is none, a head that stands twice, or
    lines that belong to no head.
    """
    parts: dict[str, list[str]] = {}
    amounts: dict[str, Decimal] = {}
    current: list[str] = []
    loose: list[str] = current
    asked_for_amounts = False
    for line in tidy(text).split("\n"):
        if comments and _COMMENT.match(line):
            continue
        head = _HEAD.fullmatch(line)
        if not head:
            current.append(line)
        elif head["field"]:
            key = HEADS.get(head["field"]) or _ALSO[head["field"]]
            if key in parts:
                raise UsageProblem(f"“{head['field']}”写了两遍", "并成一处")
            current = parts[key] = [head["rest"]]
        else:
            asked_for_amounts = True
            current = []
            name = head["indicator"].strip()
            if head["rest"].strip():
                amounts[name] = amount(head["rest"], measures.get(name, ""))
    if "".join(loose).strip():
        if parts or amounts:
            raise UsageProblem(
                f"“{loose[0] or loose[-1]}”不知道属于哪一栏",
                f"前面加上栏名，如“完成情况：”；栏名有：{'、'.join(HEADS)}",
            )
        parts["done"] = loose
    given: dict[str, Any] = {key: tidy("\n".join(lines)) for key, lines in parts.items()}
    if "reported" in given:
        given["reported"] = day(given["reported"])
    if asked_for_amounts:
        given["indicators"] = amounts
    return given


def day(text: str) -> date | None:
    """A date as forms write it (2020-05-09, 2020.5.9, 2020年5月9日); ``None`` for nothing."""
    if not text.strip():
        return None
    found = _DAY.fullmatch(fold(text).strip())
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise UsageProblem(f"“{text}”不是日期", "写成 2020-05-09 的样子")


def amounts_of(typed: Iterable[str], measures: Mapping[str, str]) -> dict[str, Decimal]:
    """``["回迁安置套数=1200"]`` → amounts by indicator. ``UsageProblem`` for anything else."""
    found: dict[str, Decimal] = {}
    for pair in typed:
        name, mark, value = pair.replace("＝", "=").partition("=")
        name = name.strip()
        if not mark or not name:
            raise UsageProblem(f"“{pair}”不是“指标名=数值”", "写成 --indicator 回迁安置套数=1200")
        if name in found:
            raise UsageProblem(f"指标“{name}”写了两遍", "只写一次")
        found[name] = amount(value, measures.get(name, ""))
    return found


def from_file(name: str, data: bytes, measures: Mapping[str, str]) -> dict[str, Any]:
    """What a file gives: ``.yaml`` one entry as in a task file (``period`` and ``unit`` may be left out),
    anything else text as ``read`` takes it. ``FileRefused`` when it cannot be read, ``UsageProblem`` as ``read``.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(f"{name} 有 {len(data) // 1024} KB，一条进展不会这么长", "核对是不是选错了文件")
    if name.lower().endswith((".yaml", ".yml")):
        return _from_yaml(name, data)
    if b"\0" in data:
        raise FileRefused(f"{name} 不是文本文件", "Word 表格用 taizhang import form；这里要 .txt 或 .yaml")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # what Notepad on a Chinese Windows saves by default
        except UnicodeDecodeError as failure:
            raise FileRefused(f"{name} 的编码认不出来", "另存为 UTF-8 再试") from failure
    return read(text, measures)


def _from_yaml(name: str, data: bytes) -> dict[str, Any]:
    value, found = yamlfile.load(data)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    fields = value if isinstance(value, dict) else {}
    # the codec reads entries inside a task; what the file may leave out is filled with stand-ins
    entry = {"period": "2000", "unit": "单位", **fields}
    task, wrong = codec.decode({"id": "0", "number": 0, "text": "0", "progress": [entry]})
    errors = [finding for finding in (*found, *wrong) if finding.level is Level.ERROR]
    if errors or not fields or task is None:
        line = f"第{errors[0].where.line}行：" if errors and errors[0].where else ""
        said = errors[0].message if errors else "应当是一条进展的若干栏"
        raise FileRefused(f"{name}：{line}{said}", (errors[0].hint if errors else "") or "写成 done: 文字 这样的几行")
    return {key: getattr(task.progress[0], key) for key in fields}
