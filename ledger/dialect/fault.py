"""Why a YAML text does not parse: which known slip made libyaml stumble, and what to type instead.

The slip is looked for in the line of the refusal and in those it may have begun in; a copy of that line is
mended and the text is tried again, so that independent faults of one file are found in one run.
"""

from __future__ import annotations

import re
from itertools import islice

import yaml

from ledger.diagnostics import Diagnostic, Rule, Where
from ledger.dialect import conflicts
from ledger.dialect import rules as yamlrules
from ledger.dialect import scan as yamlscan
from ledger.dialect.scan import Slip, shown
from ledger.dialect.slips import MOST, by_place, hidden, inspect
from ledger.dialect.tree import Lines, TooDeep, parse
from ledger.values import replace

_FORBIDDEN = re.compile("[^\t\n\r\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def explain(text: str, problem: Exception) -> list[Diagnostic]:
    """Findings about a text that libyaml refused with ``problem``, each with its place."""
    lines = text.replace("\r\n", "\n").split("\n")
    found = _forbidden(lines)
    lines = [_FORBIDDEN.sub("\ufffd", line) for line in lines]
    typed = list(lines)
    left, touched = conflicts.settle(lines)
    found += left
    fault: Exception | None = problem if "\n".join(lines) == text else _refusal("\n".join(lines))
    seen: set[tuple[int, str]] = set()
    tabbed: set[int] = set()
    for _ in range(max(2, min(30, 3_000_000 // (len(text) + 1)))):
        if not isinstance(fault, yaml.YAMLError) or len(found) >= 2 * MOST:
            break
        slip = _Fault("\n".join(lines), fault).slip()
        if (slip.line, slip.rule.code) in seen or _follows_from(slip, touched, lines):
            break
        slips = [slip, *_alike(lines, slip)]
        # how wide a tab was meant nobody knows: where a line with one stands after mending is no second mistake
        if slip.line not in tabbed or slip.rule not in (yamlrules.INDENT, yamlrules.SYNTAX):
            found += [_as_typed(one.finding(), lines, typed) for one in slips[:MOST]]
        for one in slips:
            seen.add((one.line, one.rule.code))
            touched |= _mend(lines, one)
            if one.rule is yamlrules.TAB:
                tabbed.add(one.line)
        if slip.repair is None:
            break
        fault = _refusal("\n".join(lines))
    if not found:
        found.append(_Fault("\n".join(lines), problem).unknown().finding())
    if fault is None:
        mended = "\n".join(lines)
        for finding in inspect(mended, parse(mended)):
            if finding.where and (finding.where.line - 1 not in touched or finding.code == yamlrules.DUPLICATE.code):
                found.append(_as_typed(finding, lines, typed))
    return by_place(found)


def _as_typed(finding: Diagnostic, lines: list[str], typed: list[str]) -> Diagnostic:
    """A finding about a line that was mended before, at its column in the line as it was typed."""
    if finding.where is None or finding.where.line > len(typed):
        return finding
    number = finding.where.line - 1
    column = finding.where.column - (len(lines[number]) - len(typed[number]))
    return replace(finding, where=replace(finding.where, column=max(column, 1)))


def _forbidden(lines: list[str]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for number, line in enumerate(lines):
        if (bad := _FORBIDDEN.search(line)) and len(found) < MOST:
            message, hint = hidden(bad[0], bad.start())
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
    # with more than are told the file is not one that somebody typed, and need not be read to its end
    return list(islice((other for other in others if other is not None and other.rule is yamlrules.TAB), MOST))


def _mend(lines: list[str], slip: Slip) -> set[int]:
    """Put the mended line in place; for a wrong indent the lines below it that belong to it move along."""
    touched = {slip.line}
    if slip.repair is None:
        return touched
    old = lines[slip.line]
    lines[slip.line] = slip.repair
    if slip.rule is yamlrules.SYNTAX and slip.repair.strip() == "#":  # lines of text that go on below are no new fault
        for number in range(slip.line + 1, len(lines)):
            body = yamlscan.without_comment(lines[number])
            if not body or ":" in body or body.startswith("- "):
                break
            lines[number] = "#"
            touched.add(number)
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

    def __init__(self, text: str, problem: Exception) -> None:
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
            or self._swallowed()
            or self.unknown()
        )

    def _swallowed(self) -> Slip | None:
        """A quote opened above and never closed, which took the lines from there to the next quote along."""
        above = [number for number in reversed(self._structure) if number < self._line]
        slips = (yamlscan.find_slip(number, self._lines[number]) for number in self._opened(above))
        return next((slip for slip in slips if slip is not None and slip.rule is yamlrules.QUOTE), None)

    def _named(self) -> Slip | None:
        """Refusals whose words already name the fault."""
        if "directive" in self._context:
            hint = "请删掉这一行；如果“%”是正文的开头，请给整句加引号。"
            return self._at_line(yamlrules.DOCUMENTS, "以“%”开头的行是 YAML 指令，台账不用。", hint, repair="#")
        if "quoted scalar" in self._context and "end of stream" in self._problem:
            return yamlscan.find_slip(self._from_line, self._lines[self._from_line])
        if "block scalar" in self._context and "tab" not in self._problem:
            return yamlscan.find_slip(self._from_line, self._lines[self._from_line])
        if "cannot start any token" in self._problem and (slip := self._sign_in_brackets()):
            return slip
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

    def _sign_in_brackets(self) -> Slip | None:
        """A value inside brackets that begins with a sign which means something there."""
        text = self._lines[self._line]
        head, value = text[: self._column], re.match(r"[^,\]}]*", text[self._column :])
        body = value[0].strip() if value else ""
        if not body or not re.search(r"[\[{]", head):
            return None
        hint = f"请加引号：{yamlscan.quote(body)}"
        repair = f"{head}{yamlscan.quote(body)}{text[self._column + len(body) :]}"
        message = f"“{shown(body)}”以“{body[0]}”开头，没有加引号。"
        return Slip(yamlrules.SPECIAL_START, self._line, self._column, len(body), message, hint, repair)

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
                if number == len(self._lines) - 1:
                    hint = "请把这一行补完；不知道原来写到哪里，用 git restore 取回上一次提交的。"
                    message = f"文件到“{shown(body)}”就断了，可能没有存完。"
                    return Slip(yamlrules.SYNTAX, number, margin, len(body), message, hint, " " * margin + "#")
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

    def unknown(self) -> Slip:
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
