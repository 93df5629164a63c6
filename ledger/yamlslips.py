"""What is wrong with a YAML text, said so that the author knows what to type.

``inspect`` looks at a text that parses: what it holds that the dialect does not, and what YAML dropped or
joined without a word. ``explain`` looks at one that does not parse: it asks which known slip of the line
libyaml stumbled over is to blame, mends a copy of that line, and goes on, so that independent faults of one
file are found in one run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import yaml

from ledger import yamlrules, yamlscan
from ledger.diagnostics import Diagnostic, Level, Path, Rule, Where
from ledger.yamlscan import Slip, shown
from ledger.yamltree import (
    KEY_LIKE,
    NULLS,
    WIDE_BRACKETS,
    WIDE_QUOTES,
    Lines,
    Node,
    Parsed,
    TooDeep,
    comments_of,
    parse,
)

_BREAKS = re.compile("[\x85\u2028\u2029]")
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_FORBIDDEN = re.compile("[^\t\n\r\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_WIDE_START = re.compile(f"[\u3000\xa0{''.join(sorted(WIDE_QUOTES))}]")
_BEFORE_ENTRY = re.compile(r"[ ]*(?:- +)*\Z")
_MEANT_MORE = (yamlrules.WIDE_COLON, yamlrules.NO_SPACE, yamlrules.WIDE_MARK, yamlrules.DASH)
_MOST = 200  # findings of one file; a file with more is not one that someone typed


def inspect(text: str, parsed: Parsed) -> list[Diagnostic]:
    """Findings about a text that parses, each with its place, in the order of the text."""
    return _Inspection(text, parsed).findings()


class _Inspection:
    def __init__(self, text: str, parsed: Parsed) -> None:
        self._text = text
        self._parsed = parsed
        self._lines = Lines(text)
        self._found: list[Diagnostic] = []
        self._unsaid = 0

    def findings(self) -> list[Diagnostic]:
        root = self._parsed.root
        if root is not None:
            self._node(root, ())
            self._comments(root)
        self._documents()
        self._characters()
        found = _by_place(self._found)
        if self._unsaid:
            message = f"这个文件里还有{self._unsaid}处写法问题，没有逐条列出。"
            hint = "请先改正上面列出的，再检查一遍；问题这样多，也可能是放错了文件。"
            found.append(yamlrules.SYNTAX.at((), message, hint, where=found[-1].where, level=Level.NOTICE))
        return found

    def _say(
        self, rule: Rule, path: Path, start: int, end: int, message: str, hint: str, level: Level | None = None
    ) -> None:
        if len(self._found) < _MOST:
            self._found.append(rule.at(path, message, hint, where=self._lines.place(start, end), level=level))
        else:
            self._unsaid += 1

    # Values.

    def _node(self, node: Node, path: Path) -> None:
        if node.anchor is not None and node.kind != "alias":
            hint = f"请删掉“&{shown(node.anchor)}”；如果它是正文，请给整句加引号。"
            self._say(yamlrules.ANCHOR, path, node.start, node.end, f"用了锚点“&{shown(node.anchor)}”。", hint)
        if node.tag is not None:
            typed = self._text[node.start : node.end].split()[0]
            hint = f"请删掉“{shown(typed)}”；如果它是正文，请给整句加引号。"
            self._say(yamlrules.TAG, path, node.start, node.end, f"用了类型标签“{shown(typed)}”。", hint)
        if node.kind == "alias":
            hint = f'请写出内容本身；如果“{shown(node.text)}”是正文，请加引号："{shown(node.text)}"'
            self._say(yamlrules.ANCHOR, path, node.start, node.end, f"用了引用“{shown(node.text)}”。", hint)
        elif node.kind == "scalar":
            self._scalar(node, path)
        elif node.kind == "mapping":
            self._mapping(node, path)
        else:
            for n, item in enumerate(node.items):
                self._node(item, (*path, n))

    def _scalar(self, node: Node, path: Path) -> None:
        if node.style in ("|", ">"):
            return
        if not node.style and node.text in NULLS:
            hint = f'没有内容就删掉这一行；真要写这几个字，请加引号："{node.text}"'
            self._say(yamlrules.NULL, path, node.start, node.end, f"写了“{node.text}”。", hint)
        if self._keys_in_text(node, path):
            return
        if not node.style and node.text[:1] + node.text[-1:] in WIDE_BRACKETS:
            hint = "列表请用英文方括号 [ ]，各项之间用英文逗号。"
            message = f"用了中文括号“{node.text[0]}{node.text[-1]}”，内容成了一段文字。"
            self._say(yamlrules.WIDE_MARK, path, node.start, node.end, message, hint)
        self._folds(node, path)

    def _keys_in_text(self, node: Node, path: Path) -> bool:
        """Lines of a plain text that were meant as ``key: value`` or ``- item``."""
        if node.style:
            return False
        found = False
        for n, (start, line) in enumerate(self._rows(node)):
            if n == 0 and not self._begins_entry(start):
                continue
            if n and not found and re.match(r"- ", line):
                hint = "请把短横对齐到列表应在的列；上一行的字段名后面不要再写内容。"
                self._say(yamlrules.INDENT, path, start, start + 1, "这一项接到了上一行的文字后面。", hint)
                found = True
            meant = KEY_LIKE.match(line) or _WIDE_START.match(line) or (line[0] == "-" and not n)
            slip = yamlscan.find_slip(0, line) if meant else None
            if slip is not None and slip.rule in _MEANT_MORE:
                column = start + slip.column
                self._say(slip.rule, path, column, column + slip.length, slip.message, slip.hint)
                found = True
        return found

    def _rows(self, node: Node) -> Iterator[tuple[int, str]]:
        """Offset and content of every line of a scalar, without the blanks around it."""
        at = node.start
        for row in self._text[node.start : node.end].split("\n"):
            body = row.strip(" \t\r")
            if body:
                yield at + row.index(body[0]), body
            at += len(row) + 1

    def _begins_entry(self, index: int) -> bool:
        line_start = self._lines.start(self._lines.line(index))
        return _BEFORE_ENTRY.match(self._text[line_start:index]) is not None

    def _folds(self, node: Node, path: Path) -> None:
        rows = list(self._rows(node)) if "\n" in self._text[node.start : node.end] else []
        for (start, row), (_, after) in pairwise(rows):
            if row[-1] > "\u2e7f" and after[0] > "\u2e7f":
                message = f"“{shown(row[-6:])}”后面换了行，读出来会多一个空格。"
                hint = "请接成一行；确要分段，就在字段名后面写“|-”，正文各行缩进写在下面。"
                self._say(yamlrules.FOLDED, path, start, start + len(row), message, hint)
                return

    # Mappings and their keys.

    def _mapping(self, node: Node, path: Path) -> None:
        seen: dict[str, Node] = {}
        end = node.start
        for key, item in zip(node.keys, node.items, strict=True):
            at = (*path, key.text)
            self._key(key, item, at, end)
            end = item.end
            first = seen.setdefault(key.text, key)
            if first is not key and key.kind == "scalar":
                lines = [self._lines.line(one.start) + 1 for one in (first, key)]
                both = f"第{lines[0]}行和第{lines[1]}行" if lines[0] != lines[1] else f"都在第{lines[0]}行"
                message = f"字段“{shown(key.text)}”写了两遍：{both}。"
                self._say(yamlrules.DUPLICATE, at, key.start, key.end, message, "请留下对的一处，删掉另一处。")
            self._node(item, at)

    def _key(self, key: Node, item: Node, path: Path, after: int) -> None:
        start, end = key.start, max(key.end, key.start + 1)
        typed = self._text[key.start : key.end]
        if key.kind == "alias" or key.anchor is not None:
            hint = "请直接写字段名；如果它是正文，请给整句加引号。"
            self._say(yamlrules.ANCHOR, path, start, end, f"字段名“{shown(typed)}”用了锚点或引用。", hint)
        elif key.tag is not None:
            hint = "请删掉标签，直接写字段名。"
            self._say(yamlrules.TAG, path, start, end, f"字段名“{shown(typed)}”用了类型标签。", hint)
        elif key.kind != "scalar":
            hint = (
                f'如果这是正文，请给整句加引号："{{{shown(typed)}}}"' if key.style == "flow" else "字段名请只写一个词。"
            )
            self._say(yamlrules.COMPLEX_KEY, path, start, end, "字段名不能是列表或花括号。", hint)
        elif self._text[after:start].rstrip().endswith("?"):
            hint = f"请删掉“? ”，写成“{shown(key.text)}: 值”。"
            self._say(yamlrules.COMPLEX_KEY, path, start, end, "字段名前面有“? ”。", hint)
        elif not key.text and not key.style:
            hint = "请在冒号前面写上字段名；如果冒号是正文，请给整句加引号。"
            self._say(yamlrules.COMPLEX_KEY, path, start, end, "冒号前面没有字段名。", hint)
        elif key.text == "<<" and not key.style:
            hint = "请删掉“<<”，把要合并的内容直接写在这里。"
            self._say(yamlrules.MERGE, path, start, end, "用了合并键“<<”。", hint)
        elif key.style in ("|", ">") or "\n" in typed:
            self._say(yamlrules.COMPLEX_KEY, path, start, end, "字段名占了几行。", "字段名请写在一行里。")
        elif not key.style:
            self._key_slip(key, item, path)

    def _key_slip(self, key: Node, item: Node, path: Path) -> None:
        if not (_WIDE_START.match(key.text) or (KEY_LIKE.match(key.text) and item.start >= key.end)):
            return
        typed = self._text[key.start : key.end]
        slip = yamlscan.find_slip(0, typed if KEY_LIKE.match(typed) else typed + ":")
        if slip is not None:
            start = key.start + slip.column
            self._say(slip.rule, path, start, start + slip.length, slip.message, slip.hint)

    # What stands beside the values.

    def _comments(self, root: Node) -> None:
        leaves = [node for node in root.walk() if node.kind in ("scalar", "alias")]
        keys = {key.start for node in root.walk() for key in node.keys if key.end > key.start}
        names = {item.start: key.text for node in root.walk() for key, item in zip(node.keys, node.items, strict=False)}
        n = -1
        for start, end in comments_of(self._text, root):
            while n + 1 < len(leaves) and leaves[n + 1].start <= start:
                n += 1
            if n < 0 or self._text[start + 1 : start + 2] in ("", " ", "\t", "\r", "\n", "#", "!"):
                continue
            leaf, comment = leaves[n], self._text[start:end].rstrip()
            if leaf.style or leaf.kind == "alias" or leaf.start in keys:
                continue
            between = self._text[leaf.end : start]
            if "\n" in between or between.strip():
                continue
            self._lost(leaf, comment, start, names.get(leaf.start, ""))

    def _lost(self, leaf: Node, comment: str, start: int, name: str) -> None:
        where = start, start + len(comment)
        head = f"{name}: " if name else "- "
        if leaf.start == leaf.end:
            hint = f"请加引号：{head}{shown(yamlscan.quote(comment), 40)}；真是注释就在 # 后面加一个空格。"
            message = f"“{shown(comment)}”前面有空格，整个值都成了注释。"
            self._say(yamlrules.HASH_VALUE, (), *where, message, hint)
        else:
            whole = self._text[leaf.start : start] + comment
            hint = f"请给整句加引号：{head}{shown(yamlscan.quote(whole), 40)}；真是注释就在 # 后面加一个空格。"
            message = f"从“{shown(comment, 12)}”起没有读进来：空格后面的 # 是注释。"
            self._say(yamlrules.HASH_TEXT, (), *where, message, hint)

    def _documents(self) -> None:
        for index in self._parsed.more:
            hint = "请删掉“---”；另一项任务另存一个文件。"
            self._say(yamlrules.DOCUMENTS, (), index, index + 3, "从这里起是另一份文档，没有读。", hint)
        if self._parsed.explicit is not None:
            index = self._parsed.explicit
            mark = self._text[index : index + 3]
            hint = f"请删掉开头的“{mark if mark == '---' else '%'}”这一行。"
            message = f"开头多了“{mark if mark == '---' else shown(self._lines.content(self._lines.line(index)))}”。"
            self._say(yamlrules.DOCUMENTS, (), index, index + 3, message, hint, Level.WARNING)

    def _characters(self) -> None:
        for pattern, level in ((_BREAKS, Level.ERROR), (_HIDDEN, Level.WARNING)):
            for found in pattern.finditer(self._text):
                message, hint = _hidden(found[0], self._lines.column(found.start()))
                self._say(yamlrules.CONTROL, (), found.start(), found.end(), message, hint, level)


def _by_place(found: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(dict.fromkeys(found), key=lambda finding: finding.where or Where(0, 0))


def _hidden(char: str, column: int) -> tuple[str, str]:
    """Message and hint about a character that cannot be seen."""
    return (
        f"有看不见的字符（U+{ord(char):04X}）。",
        f"请把光标移到这一行第{column + 1}个字的位置，删掉它，再重新输入前后两个字。",
    )


# --- texts that do not parse -------------------------------------------------------------------------


def explain(text: str, problem: Exception) -> list[Diagnostic]:
    """Findings about a text that libyaml refused with ``problem``, each with its place."""
    lines = text.replace("\r\n", "\n").split("\n")
    found = _forbidden(lines)
    lines = [_FORBIDDEN.sub("\ufffd", line) for line in lines]
    fault: Exception | None = problem if "\n".join(lines) == text else _refusal("\n".join(lines))
    touched: set[int] = set()
    for _ in range(max(2, min(30, 3_000_000 // (len(text) + 1)))):
        if not isinstance(fault, yaml.YAMLError):
            break
        slip = _Fault("\n".join(lines), fault).slip()
        if slip.line in touched or _follows_from(slip, touched, lines):
            break
        slips = [slip, *_alike(lines, slip)]
        found += [one.finding() for one in slips[:_MOST]]
        for one in slips:
            touched |= _mend(lines, one)
        if slip.repair is None:
            break
        fault = _refusal("\n".join(lines))
    if fault is None:
        mended = "\n".join(lines)
        others = inspect(mended, parse(mended))
        found += [finding for finding in others if finding.where and finding.where.line - 1 not in touched]
    return _by_place(found)


def _forbidden(lines: list[str]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for number, line in enumerate(lines):
        if (bad := _FORBIDDEN.search(line)) and len(found) < _MOST:
            message, hint = _hidden(bad[0], bad.start())
            found.append(yamlrules.CONTROL.at((), message, hint, where=Where(number + 1, bad.start() + 1)))
    return found


def _refusal(text: str) -> Exception | None:
    try:
        parse(text)
    except (yaml.YAMLError, TooDeep) as problem:
        return problem
    return None


def _follows_from(slip: Slip, touched: set[int], lines: list[str]) -> bool:
    """A wrong indent right below a mended line is most likely the mending's own fault."""
    above = [number for number in yamlscan.structure(lines) if number < slip.line]
    return slip.rule is yamlrules.INDENT and bool(above) and above[-1] in touched


def _alike(lines: list[str], slip: Slip) -> list[Slip]:
    """With one tab in the indentation, all others: mending them one by one would leave the lines unaligned."""
    if slip.rule is not yamlrules.TAB:
        return []
    others = (yamlscan.find_slip(number, line) for number, line in enumerate(lines) if number != slip.line)
    return [other for other in others if other is not None and other.rule is yamlrules.TAB]


def _mend(lines: list[str], slip: Slip) -> set[int]:
    """Put the mended line in place; for a wrong indent the lines below it that belong to it move along."""
    touched = {slip.line}
    if slip.repair is None:
        return touched
    old = lines[slip.line]
    lines[slip.line] = slip.repair
    if slip.rule is yamlrules.INDENT:
        margin = len(old) - len(old.lstrip(" "))
        shift = len(slip.repair) - len(slip.repair.lstrip(" ")) - margin
        for number in range(slip.line + 1, len(lines)):
            line = lines[number]
            if line.strip() and len(line) - len(line.lstrip(" ")) < margin + (shift > 0):
                break
            if line.strip():
                lines[number] = " " * shift + line if shift > 0 else line[-shift:]
                touched.add(number)
    return touched


class _Fault:
    """One refusal of libyaml, and the search for the slip behind it."""

    def __init__(self, text: str, problem: yaml.YAMLError) -> None:
        self._lines = text.split("\n")
        self._offsets = Lines(text)
        self._structure = yamlscan.structure(self._lines)
        self._problem = str(getattr(problem, "problem", "") or "")
        self._context = str(getattr(problem, "context", "") or "")
        self._line, self._column = self._place(getattr(problem, "problem_mark", None))
        mark = getattr(problem, "context_mark", None)
        self._from_line, self._from_column = self._place(mark) if mark is not None else (self._line, self._column)

    def _place(self, mark: object) -> tuple[int, int]:
        index = min(getattr(mark, "index", 0), len(self._offsets.text))
        line = self._offsets.line(index)
        return line, index - self._offsets.start(line)

    def slip(self) -> Slip:
        """The most probable slip behind the refusal."""
        return (
            self._named()
            or self._nearby()
            or self._missing_comma()
            or self._keyless()
            or self._misaligned()
            or self._unknown()
        )

    def _named(self) -> Slip | None:
        """Refusals whose words already name the fault."""
        if "directive" in self._context:
            hint = "请删掉这一行；如果“%”是正文的开头，请给整句加引号。"
            return self._at_line(yamlrules.DOCUMENTS, "以“%”开头的行是 YAML 指令，台账不用。", hint, repair="#")
        if "quoted scalar" in self._context and "end of stream" in self._problem:
            return yamlscan.find_slip(self._from_line, self._lines[self._from_line])
        if "block scalar" in self._context and "tab" not in self._problem:
            return yamlscan.find_slip(self._from_line, self._lines[self._from_line])
        if "<document start>" in self._problem:
            for number in self._structure:
                if self._lines[number].strip() == "..." and number < self._line:
                    message, hint = "“...”表示文档到此结束，后面的内容不会读。", "请删掉“...”这一行。"
                    return Slip(yamlrules.DOCUMENTS, number, 0, 3, message, hint, "#")
        if "tab" in self._problem:
            message, hint = "缩进用了 Tab 键。", "请删掉 Tab，改用空格（每层两个）。"
            fixed = self._lines[self._line].replace("\t", "  ")
            return Slip(yamlrules.TAB, self._line, self._column, 1, message, hint, fixed)
        return None

    def _at_line(self, rule: Rule, message: str, hint: str, repair: str | None = None) -> Slip:
        text = self._lines[self._line] if self._line < len(self._lines) else ""
        margin = len(text) - len(text.lstrip(" "))
        return Slip(rule, self._line, margin, max(len(text.strip()), 1), message, hint, repair)

    def _nearby(self) -> Slip | None:
        """A known slip of the line itself, of the line where the construct began, or of those right above."""
        above = [number for number in reversed(self._structure) if number < self._line]
        candidates = [self._line, self._from_line, *above[:2]]
        if "flow" in self._context or "quoted" in self._context or "key" in self._problem:
            candidates += self._opened(above)
        for number in dict.fromkeys(candidates):
            if number in self._structure:
                slip = yamlscan.find_slip(number, self._lines[number])
                if slip is not None and slip.repair != self._lines[number]:
                    return slip
        return None

    def _opened(self, above: list[int]) -> list[int]:
        """Lines above that open a quote or bracket without closing it, nearest first."""
        found = []
        for number in above[:200]:
            slip = yamlscan.find_slip(number, self._lines[number])
            if slip is not None and slip.rule in (yamlrules.QUOTE, yamlrules.BRACKET):
                found.append(number)
        return found

    def _missing_comma(self) -> Slip | None:
        if "expected ',' or" not in self._problem or self._line != self._from_line:
            return None
        text = self._lines[self._line]
        head, tail = text[: self._column], text[self._column :]
        if not tail.strip():
            return None
        hint = "请在两项之间加上英文逗号和一个空格“, ”。"
        message = f"“{shown(tail.strip(), 12)}”前面缺少英文逗号。"
        return Slip(yamlrules.BRACKET, self._line, self._column, 1, message, hint, f"{head.rstrip()}, {tail}")

    def _keyless(self) -> Slip | None:
        """A line of plain text where a ``key: value`` should be."""
        if "mapping values" not in self._problem and "expected ':'" not in self._problem:
            return None
        above = [number for number in self._structure if number < self._line][-1:]
        for number in (self._from_line, *above, self._line):
            line = self._lines[number] if number in self._structure else ""
            body = yamlscan.without_comment(line)
            if body and ":" not in body and not body.startswith("- "):
                margin = line.index(body[0])
                message = f"“{shown(body)}”不是“字段: 值”的形式。"
                hint = (
                    "请补上字段名和英文冒号；如果它接着上一行的正文，"
                    "请接到上一行末尾，或在上面的字段名后写“|-”并把正文缩进。"
                )
                return Slip(yamlrules.SYNTAX, number, margin, len(body), message, hint, " " * margin + "#")
        return None

    def _misaligned(self) -> Slip | None:
        """The line begins at a column where no field or item around it begins."""
        if self._line not in self._structure:
            return None
        text = self._lines[self._line]
        margin = len(text) - len(text.lstrip(" "))
        is_item = re.match(r" *-(?: |$)", text) is not None
        mine, others = self._columns_above(is_item)
        if margin in mine:
            return None
        if margin in others:
            kinds = "“字段: 值”", "“- ”开头的列表项"
            message = f"这一层上面都是{kinds[not is_item]}，这里却是{kinds[is_item]}。"
            hint = "请检查上下几行的缩进：同一层要么都是列表项，要么都是字段。"
            return self._at_line(yamlrules.INDENT, message, hint)
        if not mine:
            return None
        first = self._structure[0]
        if "<document start>" in self._problem and self._lines[first].startswith(" "):
            extra = len(self._lines[first]) - len(self._lines[first].lstrip(" "))
            message = f"第一行内容前面多了{extra}个空格。"
            hint = "请删掉行首的空格，从第一列写起。"
            return Slip(yamlrules.INDENT, first, 0, extra, message, hint, self._lines[first].lstrip(" "))
        near = min(mine, key=lambda column: (abs(column - margin), -column))
        message = f"这一行前面有{margin}个空格，与上面的内容对不齐。"
        hint = f"请改成{near}个空格，与第{mine[near] + 1}行对齐。"
        return self._at_line(yamlrules.INDENT, message, hint, " " * near + text.lstrip(" "))

    def _columns_above(self, items: bool) -> tuple[dict[int, int], dict[int, int]]:
        """Columns at which list items (or fields) begin that are still open above, with a line for each.

        The second answer is the same for fields (or list items).
        """
        of_items: dict[int, int] = {}
        of_fields: dict[int, int] = {}
        least = 1 << 30
        for number in reversed([number for number in self._structure if number < self._line]):
            text = self._lines[number]
            margin = len(text) - len(text.lstrip(" "))
            inner = yamlscan.column_of(text)
            if inner < least:
                of_fields.setdefault(inner, number)
            if margin < inner and margin < least:
                of_items.setdefault(margin, number)
            least = min(least, margin + (margin < inner))
            if not least:
                break
        return (of_items, of_fields) if items else (of_fields, of_items)

    def _unknown(self) -> Slip:
        text = self._lines[self._line] if self._line < len(self._lines) else ""
        message = f"读到这里读不下去了：{_CAUSES.get(self._problem, '这一行或上一行的写法不对')}。"
        hint = "请对照上下几行检查冒号、引号、括号和缩进；拿不准时给整句加双引号。"
        return Slip(yamlrules.SYNTAX, self._line, min(self._column, len(text)), 1, message, hint)


_CAUSES = {
    "did not find expected key": "这里应该是一个“字段: 值”",
    "did not find expected '-' indicator": "这里应该是一个以“- ”开头的列表项",
    "did not find expected ',' or ']'": "方括号里应有英文逗号或“]”",
    "did not find expected ',' or '}'": "花括号里应有英文逗号或“}”",
    "did not find expected node content": "这里应该有内容",
    "could not find expected ':'": "这一行缺少英文冒号",
    "mapping values are not allowed in this context": "这里不能再有“字段: 值”",
    "block sequence entries are not allowed in this context": "这里不能有列表项",
    "mapping keys are not allowed in this context": "这里不能有字段名",
    "found character that cannot start any token": "值不能以这个符号开头",
    "found unexpected end of stream": "文件到末尾还没有写完",
    "did not find expected <document start>": "前面的内容已经结束，这里多出了文字",
}
