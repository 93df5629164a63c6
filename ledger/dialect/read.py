"""Bytes → plain values and findings: the reading path of every command.

A good file takes the short way: line by line where it has the canonical layout (``dialect.line``), else in one
pass over libyaml's events; no positions, no tree. Whatever the short way is not sure about (a slip, a
repeated key, a tag, an invisible character) makes it give up, and the careful way reads the file again with
places; all give the same value wherever they succeed.
"""

from __future__ import annotations

from ledger.diagnostics import Diagnostic, Where
from ledger.dialect import line as yamlline
from ledger.dialect import rules as yamlrules
from ledger.dialect.line import Unsure
from ledger.dialect.values import MAX_DEPTH, Lines, Value

MAX_BYTES = 5 * 1024 * 1024
"""Larger files are not read at all."""

_CLEAN = "文件请存为“UTF-8”编码：用记事本打开，另存为，编码选“UTF-8”。"


def load(data: bytes | str) -> tuple[Value, list[Diagnostic]]:
    """One file as a plain value, with every finding about its text; never raises for bad content.

    The value is ``None`` for an empty file and for one that cannot be read; then a finding with ``where``
    says why. Findings about a value that was read name its ``path`` as well.
    """
    text, found, usable = _decoded(data)
    if text is None:
        return None, found
    if usable:
        try:
            return _short_way(text), found
        except Unsure:
            pass
    value, more = _careful_way(text)
    return (value if usable else None), found + more


def _decoded(data: bytes | str) -> tuple[str | None, list[Diagnostic], bool]:
    """The text without its byte order mark, findings about its bytes, and whether its content may be used."""
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1024 / 1024:.0f} MB"
        message = f"文件有 {size}，超过上限 5 MB，没有读。"
        hint = "请把附件、图片等移出台账目录；一项任务一个文件。"
        return None, [yamlrules.TOO_LARGE.at((), message, hint, where=Where(1, 1))], False
    found: list[Diagnostic] = []
    usable = True
    if isinstance(data, bytes):
        text, found, usable = _from_bytes(data)
        if text is None:
            return None, found, False
    else:
        text = data
        if "\0" in text:
            return None, [_binary(text)], False
    if text.startswith("\ufeff"):
        text = text[1:]
        hint = "请另存为不带 BOM 的“UTF-8”，或运行 taizhang fmt。"
        found.append(yamlrules.BOM.at((), "文件开头有看不见的 BOM 标记。", hint, where=Where(1, 1)))
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        hint = "请在编辑器里把换行符改为 LF，或运行 taizhang fmt。"
        found.append(yamlrules.CRLF.at((), "换行符是 Windows 格式（CRLF）。", hint, where=Where(line, 1)))
    return text, found, usable


def _from_bytes(data: bytes) -> tuple[str | None, list[Diagnostic], bool]:
    for mark, name in ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16")):
        if data.startswith(mark):
            message = f"文件是 {name} 编码（记事本里的“Unicode”），没有读。"
            return None, [yamlrules.ENCODING.at((), message, _CLEAN, where=Where(1, 1))], False
    if b"\0" in data:
        return None, [_binary(data.decode("utf-8", "replace"))], False
    try:
        return data.decode("utf-8"), [], True
    except UnicodeDecodeError as problem:
        bad = problem.start
    line_start = data.rfind(b"\n", 0, bad) + 1
    where = Where(data.count(b"\n", 0, bad) + 1, len(data[line_start:bad].decode("utf-8", "replace")) + 1)
    text = _as_gb18030(data)
    if text is None:
        message = f"第{where.line}行有不是 UTF-8 的字节（0x{data[bad]:02X}），没有读。"
        hint = "请在该处删掉乱码重新输入，再存为“UTF-8”编码。"
        return None, [yamlrules.ENCODING.at((), message, hint, where=where)], False
    message = "文件是 GBK（GB18030）编码，不是 UTF-8。"
    hint = _CLEAN + "命令行可用：iconv -f GB18030 -t UTF-8 原文件 > 新文件"
    return text, [yamlrules.ENCODING.at((), message, hint, where=where)], False


def _as_gb18030(data: bytes) -> str | None:
    """The text if it is GB18030 throughout, and not UTF-8 that is damaged in a few places."""
    as_utf8 = data.decode("utf-8", "replace")
    lost = as_utf8.count("\ufffd")
    if sum(char > "\x7f" for char in as_utf8) - lost > 20 * lost:
        return None
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        return None


def _binary(text: str) -> Diagnostic:
    index = text.index("\0")
    message = "文件里有空字节（NUL），不是文本文件，没有读。"
    hint = "请从 git 取回上一版，或删掉这个文件重新录入。"
    return yamlrules.BINARY.at((), message, hint, where=Lines(text).place(index))


def _short_way(text: str) -> Value:
    """The value of a file without any finding; raises ``Unsure`` for every other."""
    try:
        return yamlline.read(text)
    except Unsure:
        # only what is not in canonical layout pays for importing PyYAML
        from ledger.dialect import events as yamlevents

        return yamlevents.read(text)


def _careful_way(text: str) -> tuple[Value, list[Diagnostic]]:
    from ledger.dialect import slips as yamlslips
    from ledger.dialect.tree import TooDeep, YAMLError, parse

    try:
        parsed = parse(text)
    except TooDeep as problem:
        message = f"嵌套超过{MAX_DEPTH}层，没有读。"
        hint = "请检查这一行附近的括号和缩进；任务文件只有三四层。"
        return None, [yamlrules.TOO_DEEP.at((), message, hint, where=Lines(text).place(problem.index))]
    except (YAMLError, UnicodeEncodeError) as problem:
        # explaining a broken text takes many patterns; a whole one never needs them
        from ledger.dialect import fault as yamlfault

        return None, yamlfault.explain(text, problem)
    found = yamlslips.inspect(text, parsed)
    return (parsed.root.value() if parsed.root else None), found
