"""One line of YAML at a time: which known slip does it hold, and how would the line read without it?

Only lines that libyaml has stumbled over come here, so these tests may guess more boldly than a check of
every line could.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ledger.diagnostics import Diagnostic, Rule, Where
from ledger.dialect import rules as yamlrules

_LINE = re.compile(r"(?P<indent>[ \t\u3000\xa0]*)(?P<dashes>(?:- +)*)(?P<rest>.*)", re.DOTALL)
_NAME = r"[^\s:：\"'\[\]{}#,，&*!|>%@`？?“”‘’-][^:：#\"'\[\]{}，。；]{0,30}?"
_KEY = re.compile(rf"(?P<name>{_NAME}|\"[^\"]*\"|'[^']*')[ \t]*:(?:[ \t]+|$)")
_WIDE_COLON = re.compile(rf"(?P<name>{_NAME})[ \t]*：[ \t\u3000]*")
_NO_SPACE = re.compile(rf"(?P<name>{_NAME}):(?=[^ \t\r\n/])")
_WIDE_QUOTED = re.compile(r"[“‘＂＇](?P<name>[^“”‘’＂＇:：]{1,30})[”’＂＇][ \t]*(?::|：)[ \t]*")
_WIDE_DASH = re.compile(r"[－—–﹣]{1,2}[ \t\u3000]*(?=\S)")
_TIGHT_DASH = re.compile(r"-(?:[\u3000\xa0]+|(?=[^\s\-0-9.]))")
_COMMENT = re.compile(r"[ \t]+#.*$")
_BLOCK_HEADER = re.compile(r"[|>](?:[-+]?[1-9]?|[1-9][-+])[ \t]*(?:[ \t]#.*)?$")
_OPENS_BLOCK = re.compile(r"(?:^|[:\-] +)[|>](?:[-+]?[1-9]?|[1-9][-+])[ \t]*(?:[ \t]#.*)?$")
_WIDE_PAIRS = str.maketrans("｛｝［］【】，", "{}[][],")
_ESCAPES = frozenset('0abt\tnvfre "/\\N_LPxuU')
_STARTS = {
    "@": "“@”",
    "`": "反引号“`”",
    "%": "“%”",
    "&": "“&”",
    "*": "“*”",
    "!": "“!”",
    "]": "“]”",
    "}": "“}”",
    ",": "英文逗号",
}


@dataclass(frozen=True, slots=True)
class Slip:
    """A fault in one line (all numbers 0-based), and the line without it where that can be told."""

    rule: Rule
    line: int
    column: int
    length: int
    message: str
    hint: str
    repair: str | None = None

    def finding(self) -> Diagnostic:
        """The same as a finding of the file."""
        return self.rule.at((), self.message, self.hint, where=Where(self.line + 1, self.column + 1, self.length))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    indent: str
    dashes: str
    rest: str

    @property
    def at(self) -> int:
        """The column where the content begins."""
        return len(self.indent) + len(self.dashes)

    def slip(self, rule: Rule, column: int, length: int, message: str, hint: str, repair: str | None = None) -> Slip:
        return Slip(rule, self.number, column, max(length, 1), message, hint, repair)


def _split(number: int, text: str) -> _Line:
    found = _LINE.match(text)
    groups = found.groupdict() if found else {"indent": "", "dashes": "", "rest": text}
    return _Line(number, text, groups["indent"], groups["dashes"], groups["rest"])


def column_of(text: str) -> int:
    """The column where the content of a line begins, behind blanks and dashes."""
    return _split(0, text).at


def structure(lines: list[str]) -> list[int]:
    """The lines that carry structure: not blank, not a comment, not inside a literal block."""
    found: list[int] = []
    inside = -1  # the column that the lines of a literal exceed
    for number, text in enumerate(lines):
        stripped = text.strip(" \t\r")
        if not stripped:
            continue
        indent = len(text) - len(text.lstrip(" "))
        if inside >= 0 and indent > inside:
            continue
        inside = -1
        if stripped.startswith("#"):
            continue
        found.append(number)
        if _OPENS_BLOCK.search(text):
            inside = column_of(text)
    return found


def quote(value: str) -> str:
    """``value`` in quotes as one would type them."""
    return "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'


def shown(text: str, most: int = 30) -> str:
    """``text`` short enough for a message."""
    return text if len(text) <= most else text[:most] + "…"


def find_slip(number: int, text: str) -> Slip | None:
    """The first known slip of a line, looked for from left to right."""
    line = _split(number, text)
    for look in _LOOKS:
        if (slip := look(line)) is not None:
            return slip
    return None


def _indentation(line: _Line) -> Slip | None:
    if "\t" in line.indent:
        at = line.indent.index("\t")
        repair = line.indent.replace("\t", "  ") + line.text[len(line.indent) :]
        return line.slip(yamlrules.TAB, at, 1, "缩进用了 Tab 键。", "请删掉 Tab，改用空格（每层两个）。", repair)
    for wide, name in (("\u3000", "全角空格"), ("\xa0", "不换行空格（从网页或 Word 带来）")):
        if wide in line.indent:
            at = line.indent.index(wide)
            repair = line.indent.replace("\u3000", "  ").replace("\xa0", " ") + line.text[len(line.indent) :]
            hint = "请删掉它，改用英文输入法下的空格（每层两个）。"
            return line.slip(yamlrules.WIDE_MARK, at, 1, f"缩进用了{name}。", hint, repair)
    return None


def _dash(line: _Line) -> Slip | None:
    if found := re.match(r"-[ \t]*\t[ \t]*(?=\S)", line.text[len(line.indent) :]):
        body = line.text[len(line.indent) + found.end() :]
        at = len(line.indent) + found[0].index("\t")
        hint = f"请改成“- {shown(body)}”（短横加一个空格）。"
        return line.slip(yamlrules.TAB, at, 1, "短横后面用了 Tab 键。", hint, f"{line.indent}- {body}")
    for pattern, message in ((_WIDE_DASH, "列表的短横用了中文符号。"), (_TIGHT_DASH, "列表的短横后面少了一个空格。")):
        if (found := pattern.match(line.rest)) and line.rest != "---":
            body = line.rest[found.end() :]
            repair = line.indent + line.dashes + "- " + body
            hint = f"请改成“- {shown(body)}”（英文短横加一个空格）。"
            return line.slip(yamlrules.DASH, line.at, found.end(), message, hint, repair)
    return None


def _key(line: _Line) -> Slip | None:
    lead = line.indent + line.dashes
    if found := _WIDE_QUOTED.match(line.rest):
        repair = f"{lead}{found['name']}: {line.rest[found.end() :]}"
        hint = f"请改成“{found['name']}: ”，字段名不加引号。"
        return line.slip(yamlrules.WIDE_MARK, line.at, found.end(), "字段名用了中文引号。", hint, repair)
    if found := _WIDE_COLON.match(line.rest):
        at = line.at + line.rest.index("：")
        repair = f"{lead}{found['name']}: {line.rest[found.end() :]}"
        message = f"“{found['name']}”后面是中文冒号“：”。"
        hint = f"请改成“{found['name']}: ”（英文冒号加一个空格）。"
        if not found["name"].isascii():
            hint += "如果它接着上一行的正文，请在上面的字段名后写“|-”，并把正文缩进。"
        return line.slip(yamlrules.WIDE_COLON, at, 1, message, hint, repair)
    if _KEY.match(line.rest) is None and (found := _NO_SPACE.match(line.rest)):
        body = line.rest[found.end() :].lstrip("\u3000\xa0")
        at = line.at + found.end() - 1
        if line.rest[found.end()] in "\u3000\xa0":
            message, rule = f"“{found['name']}:”后面用了全角空格。", yamlrules.WIDE_MARK
        else:
            message, rule = f"“{found['name']}:”后面少了一个空格。", yamlrules.NO_SPACE
        hint = f"请改成“{found['name']}: {shown(body)}”。"
        return line.slip(rule, at, 1, message, hint, f"{lead}{found['name']}: {body}")
    return None


def _value(line: _Line) -> Slip | None:
    found = _KEY.match(line.rest)
    at = line.at + (found.end() if found else 0)
    name = found["name"] if found else ""
    value = line.text[at:]
    if not value.strip():
        return None
    for look in (_quoted, _bracketed, _special, _colon):
        if (slip := look(line, at, name, value)) is not None:
            return slip
    return None


def without_comment(value: str) -> str:
    """A value without a comment behind it and blanks around it."""
    return _COMMENT.sub("", value).strip()


def _typed(name: str, value: str) -> str:
    return f"{name}: {value}" if name else value


def closing_quote(text: str, start: int) -> int:
    """Where the quote that opens at ``start`` closes, or -1."""
    mark, at = text[start], start + 1
    while at < len(text):
        if mark == '"' and text[at] == "\\":
            at += 2
            continue
        if text[at] == mark:
            if mark == "'" and text[at + 1 : at + 2] == "'":
                at += 2
                continue
            return at
        at += 1
    return -1


def closing_bracket(text: str, start: int) -> int:
    """Where the bracket that opens at ``start`` closes on this line, or -1."""
    depth, at = 0, start
    while at < len(text):
        char = text[at]
        if char in "\"'" and text[:at].rstrip()[-1:] in tuple("[{,:"):
            end = closing_quote(text, at)
            if end < 0:
                return -1
            at = end
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
            if not depth:
                return at
        at += 1
    return -1


def _quoted(line: _Line, at: int, name: str, value: str) -> Slip | None:
    if value[0] not in "\"'":
        return None
    end = closing_quote(line.text, at)
    lead = line.text[:at]
    if end < 0:
        body = without_comment(value[1:])
        hint = f"请在这一句末尾补上引号：{_typed(name, shown(value[0] + body) + value[0])}"
        repair = lead + quote(body)
        return line.slip(yamlrules.QUOTE, at, 1, "引号没有成对，少了后一个。", hint, repair)
    if value[0] == '"' and (slip := _escape(line, at, end, name)):
        return slip
    after = line.text[end + 1 :]
    if after.strip() and not re.match(r"[ \t]+#|[ \t]*:(?:[ \t]|$)", after) and after.strip()[0] not in ",]}":
        whole = without_comment(value)
        if len(whole) > 2 and whole[-1] == whole[0]:
            whole = whole[1:-1]
        hint = f"请给整句另加引号：{_typed(name, shown(quote(whole), 40))}，或把里面的引号换成中文引号“ ”。"
        message = f"引号只括住了前半句，后面还有“{shown(after.strip(), 12)}”。"
        return line.slip(yamlrules.AFTER_QUOTE, end + 1, len(after.rstrip()), message, hint, lead + quote(whole))
    return None


def _escape(line: _Line, at: int, end: int, name: str) -> Slip | None:
    body = line.text[at + 1 : end]
    for found in re.finditer(r"\\(.?)", body):
        wanted = {"x": 2, "u": 4, "U": 8}.get(found[1], 0)
        digits = body[found.end() : found.end() + wanted]
        whole = re.fullmatch(r"[0-9A-Fa-f]*", digits) is not None and len(digits) == wanted
        if found[1] in _ESCAPES and found[1] and whole:
            continue
        hint = f"请改用单引号，或不加引号：{_typed(name, shown(quote(body), 40))}"
        message = f"双引号里的“{shown(found[0] + digits)}”不是正确的转义。"
        repair = line.text[:at] + quote(body) + line.text[end + 1 :]
        return line.slip(yamlrules.ESCAPE, at + 1 + found.start(), 2, message, hint, repair)
    return None


def _bracketed(line: _Line, at: int, name: str, value: str) -> Slip | None:
    if value[0] not in "[{":
        return None
    close = "]" if value[0] == "[" else "}"
    lead, bare = line.text[:at], without_comment(value)
    if found := re.search(r"(?<=[\"'])[ \t]*(，|、|；|;)[ \t]*(?=[\"'])", value):
        hint = "请改成英文逗号加一个空格“, ”。"
        column = at + found.start(1)
        repair = lead + re.sub(r"(?<=[\"'])[ \t]*(?:，|、|；|;)[ \t]*(?=[\"'])", ", ", value)
        return line.slip(yamlrules.WIDE_MARK, column, 1, f"两项之间用了“{found[1]}”。", hint, repair)
    if found := re.search(r"(，|、|；|;)[ \t]*(?=[A-Za-z_]+:[ \t])", value):
        hint = "请改成英文逗号加一个空格“, ”。"
        repair = lead + re.sub(r"(?:，|、|；|;)[ \t]*(?=[A-Za-z_]+:[ \t])", ", ", value)
        message = f"两项之间用了“{found[1]}”。"
        return line.slip(yamlrules.WIDE_MARK, at + found.start(1), 1, message, hint, repair)
    if value[0] == "{" and (found := re.search(r"[^\s,{\[\"':][ \t]+([A-Za-z_]+):[ \t]", value)):
        column = found.start(1)
        repair = f"{lead}{value[:column].rstrip()}, {value[column:]}"
        hint = "请在两项之间加上英文逗号和一个空格“, ”。"
        return line.slip(
            yamlrules.BRACKET, at + column, len(found[1]), f"“{found[1]}:”前面缺少英文逗号。", hint, repair
        )
    end = closing_bracket(line.text, at)
    if end < 0:
        if bare[-1] in "］】」｝":
            hint = f"请把末尾的“{bare[-1]}”改成英文的“{close}”。"
            message = f"括号以英文“{value[0]}”开头，却以中文“{bare[-1]}”结尾。"
            return line.slip(yamlrules.WIDE_MARK, at + len(bare) - 1, 1, message, hint, lead + bare[:-1] + close)
        hint = f"请在这一句末尾补上“{close}”；如果“{value[0]}”是正文，请给整句加引号。"
        message = f"“{value[0]}”没有配对的“{close}”。"
        body = bare.rstrip(",， ")
        return line.slip(yamlrules.BRACKET, at, 1, message, hint, lead + body + _closers(body))
    after = line.text[end + 1 :]
    if after.strip() and not re.match(r"[ \t]+#|[ \t]*:(?:[ \t]|$)", after):
        hint = f"请给整句加引号：{_typed(name, shown(quote(bare), 40))}"
        message = f"值以“{value[0]}”开头，“{close}”后面却还有文字。"
        return line.slip(yamlrules.SPECIAL_START, at, end + 1 - at, message, hint, lead + quote(bare))
    if value.startswith(("{{", "{%")):
        hint = f"请给整句加引号：{_typed(name, shown(quote(bare), 40))}"
        return line.slip(yamlrules.SPECIAL_START, at, 2, f"值以“{value[:2]}”开头。", hint, lead + quote(bare))
    inner = value[1 : end - at]
    if re.search(r",[ \t]*,", inner) or inner.lstrip().startswith(","):
        column = at + 1 + inner.index(",")
        repair = lead + re.sub(r",(?:[ \t]*,)+", ",", value).replace("[,", "[").replace("{,", "{")
        return line.slip(yamlrules.BRACKET, column, 1, "括号里多了一个逗号。", "请删掉多余的逗号。", repair)
    return None


def _closers(text: str) -> str:
    """The closing brackets that ``text`` still lacks."""
    stack: list[str] = []
    for char in text:
        if char in "[{":
            stack.append("]" if char == "[" else "}")
        elif char in "]}" and stack:
            stack.pop()
    return "".join(reversed(stack))


def _special(line: _Line, at: int, name: str, value: str) -> Slip | None:
    lead, bare = line.text[:at], without_comment(value)
    typed = _typed(name, shown(quote(bare), 40))
    if value[0] in "|>" and not _BLOCK_HEADER.match(value):
        body = bare[1:].lstrip("-+ ")
        message = f"“{value[0]}”后面直接跟了文字。"
        if value[0] == ">" or not name:
            hint = f"如果“{value[0]}”是正文，请给整句加引号：{typed}"
        else:
            hint = f"请在“|-”后面换行，正文缩进写在下一行；或去掉“|”：{_typed(name, shown(body))}"
        return line.slip(yamlrules.BLOCK_MARK, at, 1, message, hint, lead + quote(bare))
    if name and re.match(r"-(?: |$)", value):
        hint = "列表请另起一行，每项一行，以“- ”开头；只有一句话就去掉短横。"
        return line.slip(yamlrules.DASH, at, 1, "列表项和字段名写在了同一行。", hint)
    if value[0] in _STARTS or re.match(r"[?:](?: |$)", value):
        what = _STARTS.get(value[0], f"“{value[0]}”")
        hint = f"请给整句加引号：{typed}"
        return line.slip(yamlrules.SPECIAL_START, at, 1, f"值以{what}开头，没有加引号。", hint, lead + quote(bare))
    return None


def _colon(line: _Line, at: int, name: str, value: str) -> Slip | None:
    bare = without_comment(value)
    if not name or value[0] in "\"'[{|>" or not (found := re.search(r":(?=[ \t]|$)", bare)):
        return None
    lead = line.text[:at]
    if bare[0] in "｛［【" and bare[-1] in "｝］】":
        ascii_ones = bare.translate(_WIDE_PAIRS)
        message = f"用了中文括号“{bare[0]}{bare[-1]}”。"
        hint = f"请改成英文括号：{_typed(name, shown(ascii_ones))}"
        return line.slip(yamlrules.WIDE_MARK, at, 1, message, hint, lead + ascii_ones)
    changed = bare[: found.start()] + "：" + bare[found.end() :].lstrip()
    message = f"正文“{shown(bare, 16)}”里有英文冒号加空格。"
    hint = f"请改用中文冒号：{_typed(name, shown(changed))}，或给整句加引号。"
    if re.fullmatch(r"[ \t]*-?[0-9.]+", bare[found.end() :]):
        hint = f"请加花括号：{_typed(name, shown('{' + bare + '}'))}"
        return line.slip(yamlrules.COLON_TEXT, at + found.start(), 1, message, hint, f"{lead}{{{bare}}}")
    return line.slip(yamlrules.COLON_TEXT, at + found.start(), 1, message, hint, lead + quote(bare))


_LOOKS: tuple[Callable[[_Line], Slip | None], ...] = (_indentation, _dash, _key, _value)
