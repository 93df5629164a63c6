"""What is wrong with a YAML text, said so that the author knows what to type.

``inspect`` looks at a text that parses: what it holds that the dialect does not, and what YAML dropped or
joined without a word. Texts that do not parse are the matter of ``dialect.fault``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ledger.diagnostics import Diagnostic, Level, Path, Rule, Where
from ledger.dialect import rules as yamlrules
from ledger.dialect import scan as yamlscan
from ledger.dialect.scan import shown
from ledger.dialect.tree import (
    KEY_LIKE,
    NULLS,
    WIDE_BRACKETS,
    WIDE_QUOTES,
    Lines,
    Node,
    Parsed,
    comments_of,
)

_BREAKS = re.compile("[\x85\u2028\u2029]")
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_WIDE_START = re.compile(f"[\u3000\xa0{''.join(sorted(WIDE_QUOTES))}]")
_WIDE_END = re.compile("[\u2e80-\U0010ffff“”‘’—…]")
_WIDE_BEGIN = re.compile(r"[\u2e80-\U0010ffff“”‘’—…0-9(\[]")
_COMMENT = re.compile("#.*")
_BEFORE_ENTRY = re.compile(r"[ ]*(?:- +)*\Z")
_MEANT_MORE = (yamlrules.WIDE_COLON, yamlrules.NO_SPACE, yamlrules.WIDE_MARK, yamlrules.DASH)
MOST = 200  # findings of one file; a file with more is not one that someone typed


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
        self._conflicts()
        self._documents()
        self._characters()
        found = by_place(self._found)
        if self._unsaid:
            message = f"这个文件里还有{self._unsaid}处写法问题，没有逐条列出。"
            hint = "请先改正上面列出的，再检查一遍；问题这样多，也可能是放错了文件。"
            found.append(yamlrules.SYNTAX.at((), message, hint, where=found[-1].where, level=Level.NOTICE))
        return found

    def _say(
        self, rule: Rule, path: Path, start: int, end: int, message: str, hint: str, level: Level | None = None
    ) -> None:
        if len(self._found) < MOST:
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
        if not node.style and node.text[:1] in ("｜", "＞") and "\n" in self._text[node.start : node.end]:
            hint = f"请改成英文的“|-”：“{shown(node.text[0])}”是中文符号。"
            message = "“|”打成了中文竖线，下面几行并成了一句。" if node.text[0] == "｜" else "“>”打成了全角符号。"
            self._say(yamlrules.BLOCK_MARK, path, node.start, node.start + 1, message, hint)
            return
        self._ends(node, path)
        self._folds(node, path)

    def _ends(self, node: Node, path: Path) -> None:
        """Blanks behind a value that cannot be seen."""
        text = node.text
        if node.style or len(text) < 2:
            return
        if text[-1] in "\u3000\xa0":
            name = "全角空格" if text[-1] == "\u3000" else "不换行空格"
            end = node.end
            message, hint = f"“{shown(text.strip())}”后面有看不见的{name}。", "请删掉行末的空格。"
            self._say(yamlrules.WIDE_MARK, path, end - 1, end, message, hint, Level.WARNING)

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
            # an item may well begin with a quoted name and go on behind a wide colon
            wide = _WIDE_START.match(line) and not (n == 0 and self._text[start - 2 : start] == "- ")
            meant = KEY_LIKE.match(line) or wide or (line[0] == "-" and not n)
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
            if _WIDE_END.match(row[-1]) and _WIDE_BEGIN.match(after[0]):
                message = f"“{shown(row[-6:])}”后面换了行，读出来会多一个空格。"
                hint = "请接成一行；确要分段，就在字段名后面写“|-”，正文各行缩进写在下面。"
                self._say(yamlrules.FOLDED, path, start, start + len(row), message, hint)
                return

    # Mappings and their keys.

    def _mapping(self, node: Node, path: Path) -> None:
        seen: dict[str, Node] = {}
        end = node.start
        run_together = self._run_together(node, path)
        for n, (key, item) in enumerate(zip(node.keys, node.items, strict=True)):
            at = (*path, key.text)
            self._key(key, item, at, end)
            if node.style == "flow":
                self._valueless(node, n, at)
            end = item.end
            first = seen.setdefault(key.text, key)
            if first is not key and key.kind == "scalar" and n not in run_together:
                lines = [self._lines.line(one.start) + 1 for one in (first, key)]
                both = f"第{lines[0]}行和第{lines[1]}行" if lines[0] != lines[1] else f"都在第{lines[0]}行"
                message = f"字段“{shown(key.text)}”写了两遍：{both}。"
                self._say(yamlrules.DUPLICATE, at, key.start, key.end, message, "请留下对的一处，删掉另一处。")
            if key.text != "<<" or key.style:  # what is merged in goes with the merge
                self._node(item, at)

    def _run_together(self, node: Node, path: Path) -> set[int]:
        """The keys of items that follow one another without a dash between them: told once for each such item."""
        names = [key.text for key in node.keys]
        if not path or not isinstance(path[-1], int) or node.style == "flow" or names.count(names[0]) < 2:
            return set()
        starts = [n for n, name in enumerate(names) if n and name == names[0]]
        first = {name: n for n, name in reversed(list(enumerate(names)))}
        found: set[int] = set()
        for start, stop in pairwise([*starts, len(names)]):
            again = {n for n in range(start, stop) if first[names[n]] < start}
            if len(again) < 2:
                continue
            found |= again
            line = self._lines.line(node.keys[start].start) + 1
            key = node.keys[start]
            message = f"从第{line}行起像是另一条，前面却没有短横，和上一条连成了一条。"
            hint = f"请在“{shown(key.text)}:”前面加上“- ”，与上一条的短横对齐。"
            self._say(yamlrules.DASH, (*path, key.text), key.start, key.end, message, hint)
        return found

    def _valueless(self, node: Node, n: int, path: Path) -> None:
        """A key in braces that has neither a colon nor a value: YAML takes it without a word."""
        key, item = node.keys[n], node.items[n]
        if key.kind != "scalar" or key.style or item.start != item.end or not key.text:
            return
        if self._text[key.end : key.end + 80].lstrip().startswith((":", "：")) or KEY_LIKE.match(key.text):
            return
        before = node.items[n - 1].text if n else ""
        wide = re.match("([^:：]+)([:：])(.+)", key.text)
        if wide:
            rule = yamlrules.WIDE_COLON if wide[2] == "：" else yamlrules.NO_SPACE
            said = "后面是中文冒号“：”" if wide[2] == "：" else "的冒号后面少了一个空格"
            message, hint = f"“{shown(wide[1])}”{said}。", f"请改成“{shown(wide[1])}: {shown(wide[3].strip())}”。"
        elif re.fullmatch("[0-9]{3}", key.text) and before[-1:].isdigit():
            rule, path = yamlrules.BRACKET, (*path[:-1], node.keys[n - 1].text)
            message = f"数字里的逗号把“{before},{key.text}”断成了两截。"
            hint = f"请去掉逗号：{before}{key.text}"
        else:
            rule, message = yamlrules.BRACKET, f"花括号里的“{shown(key.text)}”后面没有冒号和值。"
            hint = f"请写成“{shown(key.text)}: 值”；不是字段的，不要用花括号。"
        self._say(rule, path, key.start, key.end, message, hint)

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
        elif _COMMENT.sub("", self._text[after:start]).rstrip().endswith("?"):
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
            if between.strip(" \t"):
                continue
            self._lost(leaf, comment, start, names.get(leaf.start, ""))

    def _conflicts(self) -> None:
        if yamlrules.CONFLICT_MARK not in self._text:
            return
        for start, end in comments_of(self._text, self._parsed.root):
            comment = self._text[start:end].rstrip()
            if comment.startswith(yamlrules.CONFLICT_MARK):
                field = shown(comment.removeprefix(yamlrules.CONFLICT_MARK).strip(), 60)
                hint = "请对照下面注释里对方的值定下用哪个，再删掉这几行注释。"
                self._say(yamlrules.CONFLICT, (), start, end, f"合并冲突还没有处理：{field}。", hint)

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
                message, hint = hidden(found[0], self._lines.column(found.start()))
                self._say(yamlrules.CONTROL, (), found.start(), found.end(), message, hint, level)


def by_place(found: list[Diagnostic]) -> list[Diagnostic]:
    """Each finding once, in the order of the text."""
    return sorted(dict.fromkeys(found), key=lambda finding: finding.where or Where(0, 0))


def hidden(char: str, column: int) -> tuple[str, str]:
    """Message and hint about a character that cannot be seen."""
    return (
        f"有看不见的字符（U+{ord(char):04X}）。",
        f"请把光标移到这一行第{column + 1}个字的位置，删掉它，再重新输入前后两个字。",
    )
