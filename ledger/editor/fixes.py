"""Code actions: the mechanical fix of a finding, as the whole new text of the files it touches.

Every fix is tried before it is offered: the finding must be gone from the new text and no other error may have
come. What needs judgement (which of two values is right, what a missing text should say) is not offered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from ledger import codec, configfile, spellings, yamlfile
from ledger.checks import waivers
from ledger.diagnostics import Diagnostic, Path
from ledger.dialect import scan as yamlscan
from ledger.editor import offers
from ledger.editor.desk import Desk, Shelf, kind_of
from ledger.errors import EditRefused
from ledger.model import Task
from ledger.store import FOLDER, REGISTRY
from ledger.wording import bare

REWRITE = ("Y020", "Y021", "Y022")
"""Findings about bytes: editors keep line ends and encodings to themselves, so the file on disk is written anew."""
_MOST = 6


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do about a finding: a title, and file → new text. ``rewrite`` asks for ``rewritten`` on disk instead.

    ``sure`` marks the one an editor may apply without asking which.
    """

    title: str
    texts: dict[str, str] = field(default_factory=dict)
    sure: bool = False
    rewrite: bool = False
    waiver: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """One finding, and everything a fix may look at."""

    desk: Desk
    file: str
    text: str
    finding: Diagnostic
    shelf: Shelf | None
    task: Task | None

    @property
    def value(self) -> object:
        """What stands at the finding's place; ``None`` for nothing."""
        value: object = self.desk.sheet(self.file).value
        for step in self.finding.path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    @property
    def line(self) -> int:
        """The 0-based line of a finding that carries its place."""
        return self.finding.where.line - 1 if self.finding.where else 0

    def set(self, path: Path, value: object) -> str:
        """The text with another value at a path."""
        shape = configfile if kind_of(self.file) == "ledger" else codec
        return yamlfile.set_value(self.text, path, value, block=shape.BLOCK, order=shape.ORDER)  # type: ignore[arg-type]

    def with_line(self, number: int, line: str | None) -> str:
        """The text with another line at a 0-based place, or without it."""
        lines = self.text.split("\n")
        end = "\r" if lines[number].endswith("\r") else ""
        lines[number : number + 1] = [] if line is None else [line.rstrip("\r") + end]
        return "\n".join(lines)

    def at_line(self, number: int) -> str:
        """One line, without its end."""
        lines = self.text.split("\n")
        return lines[number].rstrip("\r") if number < len(lines) else ""


Made = Iterator[Fix]


def of(desk: Desk, file: str, finding: Diagnostic) -> list[Fix]:
    """The fixes of a finding, the likeliest first; empty when it takes a person."""
    text = desk.text(file)
    if finding.code in REWRITE:
        titles = {"Y020": "去掉 BOM 标记", "Y021": "把换行符改成 LF", "Y022": "转成 UTF-8 编码"}
        return [Fix(f"{titles[finding.code]}（重写磁盘上的文件）", rewrite=True, sure=True)]
    if text is None or len(text) > yamlfile.MAX_BYTES or text.startswith("\ufeff"):
        return []
    case = Case(desk, file, text, finding, desk.shelf(file), desk.task_of(file))
    found: list[Fix] = []
    make = _MAKERS.get(finding.code) or (_slip if finding.code.startswith("Y") else None)
    for maker in (make, _waive):
        try:
            found += [fix for fix in (maker(case) if maker else ()) if fix.waiver or _holds(case, fix)]
        except EditRefused:
            continue  # a text that cannot be edited safely gets no fix
    return found[:_MOST]


def rewritten(data: bytes) -> bytes | None:
    """A file's bytes as UTF-8 with ``\\n`` and without a byte order mark; ``None`` when they are no text."""
    codes = {finding.code for finding in yamlfile.load(data)[1]}
    if codes & {"Y023", "Y024"}:
        return None
    for encoding in ("utf-8", "utf-16", "gb18030") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and "\ufffd" in data.decode("utf-8", "replace") and not _is_gbk(data):
            return None
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").encode("utf-8")
    return None


def _is_gbk(data: bytes) -> bool:
    return any(finding.code == "Y022" and "GBK" in finding.message for finding in yamlfile.load(data)[1])


def _holds(case: Case, fix: Fix) -> bool:
    """Whether the finding is gone from the new text and nothing worse has come."""
    for file, text in fix.texts.items():
        before = _wrong(file, case.desk.text(file) or "")
        after = _wrong(file, text)
        if any(after[code] > before[code] for code in after) and (file != case.file or not _unread(case)):
            return False
        if file == case.file and case.finding.code[0] in "YS" and after[case.finding.code] >= before[case.finding.code]:
            return False
    return any(text != case.desk.text(file) for file, text in fix.texts.items())


def _unread(case: Case) -> bool:
    """Whether the file cannot be read at present: then a mended line may let further errors be seen."""
    return case.desk.sheet(case.file).value is None


def _wrong(file: str, text: str) -> Counter[str]:
    value, found = yamlfile.load(text)
    if value is not None:
        kind = kind_of(file)
        found = [*found, *(codec.decode(value)[1] if kind == "task" else ())]
        found += configfile.decode(value, "")[1] if kind == "ledger" else []
    return Counter(finding.code for finding in found)


# -------------------------------------------------------------------- how a file is written


def _slip(case: Case) -> Made:
    """The known slip of a line, and all of its kind at once."""
    lines = case.text.split("\n")
    slips = {}
    for number, line in enumerate(lines):
        slip = yamlscan.find_slip(number, line.rstrip("\r"))
        if slip is not None and slip.rule.code == case.finding.code and slip.repair is not None:
            slips[number] = slip.repair
    if case.line not in slips:
        return
    yield Fix(
        f"改成“{yamlscan.shown(slips[case.line].strip(), 40)}”",
        _one(case, case.with_line(case.line, slips[case.line])),
        True,
    )
    if len(slips) > 1:
        ends = ["\r" if line.endswith("\r") else "" for line in lines]
        mended = [slips[n] + ends[n] if n in slips else line for n, line in enumerate(lines)]
        yield Fix(f"这个文件里同样的 {len(slips)} 处都改", _one(case, "\n".join(mended)))


def _one(case: Case, text: str) -> dict[str, str]:
    return {case.file: text}


def _hash(case: Case) -> Made:
    """``text #1``: the author meant either the text or a comment."""
    line = case.at_line(case.line)
    column = (case.finding.where.column - 1) if case.finding.where else 0
    found = re.match(r"\s*(?:- +)*(?:[^\s:#][^:#]*:\s+|- +)?", line)
    start = found.end() if found else 0
    if line[column : column + 1] != "#" or start > column:
        return
    whole = line[start:].rstrip()
    yield Fix(
        f"给整句加引号：{yamlscan.shown(yamlscan.quote(whole), 40)}",
        _one(case, case.with_line(case.line, line[:start] + yamlscan.quote(whole))),
    )
    spaced = line[: column + 1] + " " + line[column + 1 :]
    yield Fix("是注释：在 # 后面加一个空格", _one(case, case.with_line(case.line, spaced)))


def _null(case: Case) -> Made:
    line = case.at_line(case.line)
    if re.fullmatch(r"\s*[^\s:#-][^:]*:\s*(?:null|Null|NULL|~)\s*(?:#.*)?", line):
        yield Fix("删掉这一行", _one(case, case.with_line(case.line, None)), True)
    yield from _slip(case)


def _documents(case: Case) -> Made:
    if case.at_line(case.line).split("#")[0].strip() == "---":
        yield Fix("删掉“---”", _one(case, case.with_line(case.line, None)), True)


def _character(case: Case) -> Made:
    """An invisible character goes; where several stand in the file, all of them."""
    if case.finding.where is None:
        return
    line, column = case.at_line(case.line), case.finding.where.column - 1
    yield Fix("删掉这个看不见的字符", _one(case, case.with_line(case.line, line[:column] + line[column + 1 :])), True)


def _folded(case: Case) -> Made:
    """Chinese text broken over lines is joined."""
    lines = case.text.split("\n")
    n = case.line
    while n + 1 < len(lines) and n < case.line + 50:
        joined = [
            *lines[: case.line],
            "".join([lines[case.line].rstrip(), *(x.strip() for x in lines[case.line + 1 : n + 2])]),
            *lines[n + 2 :],
        ]
        fix = Fix("接成一行", _one(case, "\n".join(joined)), True)
        if _holds(case, fix):
            yield fix
            return
        n += 1


def _indent(case: Case) -> Made:
    """The columns the lines around it begin at are tried, the nearest first."""
    line = case.at_line(case.line)
    body = line.lstrip(" ")
    mine = len(line) - len(body)
    around = case.text.split("\n")[max(0, case.line - 30) : case.line + 2]
    columns = {len(one) - len(one.lstrip(" ")) for one in around if one.strip()} - {mine}
    for column in sorted(columns, key=lambda column: abs(column - mine)):
        yield Fix(f"改成前面 {column} 个空格", _one(case, case.with_line(case.line, " " * column + body)))
        if column == min(columns, key=lambda one: abs(one - mine)):
            yield from _slip(case)


# -------------------------------------------------------------------- fields and values


def _unknown_field(case: Case) -> Made:
    schema = case.desk.schema_of(case.file)
    node = offers.node_at(schema, case.finding.path[:-1]) if schema else None
    typed = str(case.finding.path[-1])
    known = list(node.get("properties", {})) if node else []
    titles = {inner.get("title", ""): key for key, inner in (node or {}).get("properties", {}).items()}
    near = [titles[typed]] if typed in titles else get_close_matches(typed, known, 2, 0.6)
    for key in near:
        yield Fix(f"改成 {key}", _one(case, _renamed(case.text, case.finding.path, key)), len(near) == 1)


def _renamed(text: str, path: Path, key: str) -> str:
    where = yamlfile.locate(text, path, key=True)
    lines = text.split("\n")
    line = lines[where.line - 1]
    at = where.column - 1
    lines[where.line - 1] = line[:at] + key + line[at + where.length :]
    return "\n".join(lines)


def _wrong_type(case: Case) -> Made:
    schema = case.desk.schema_of(case.file)
    node = offers.node_at(schema, case.finding.path) if schema else None
    value = case.value
    if node and node.get("type") == "array" and isinstance(value, str):
        parts = [part.strip() for part in re.split("[、，,；;]", value) if part.strip()]
        if len(parts) > 1:
            yield Fix(f"改成列表：[{', '.join(parts)}]", _one(case, case.set(case.finding.path, parts)), True)
        yield Fix(f"改成列表：[{value}]", _one(case, case.set(case.finding.path, [value])), len(parts) == 1)


def _period(case: Case) -> Made:
    path = case.finding.path
    if path[:1] == ("plan",) and len(path) == 2:
        found = spellings.period(str(path[1]), _year(case))
        if found:
            yield Fix(f"改成 {found}", _one(case, _renamed(case.text, path, found)), True)
        return
    found = spellings.period(str(case.value), _year(case))
    if found:
        yield Fix(f"改成 {found}", _one(case, case.set(path, int(found) if found.isdigit() else found)), True)


def _year(case: Case) -> int:
    return case.shelf.config.year if case.shelf and case.shelf.config else 0


def _date(case: Case) -> Made:
    found = spellings.day(str(case.value), _year(case))
    if found:
        yield Fix(f"改成 {found}", _one(case, case.set(case.finding.path, found)), True)


def _choice(case: Case) -> Made:
    schema = case.desk.schema_of(case.file)
    node = offers.node_at(schema, case.finding.path) if schema else None
    named = offers.choices(schema, node) if schema and node else {}
    typed = str(case.value)
    near = [
        v
        for v, said in named.items()
        if typed and (typed in said or any(w in typed for w in re.split("[、（，：]", said)))
    ]
    near = near or get_close_matches(typed, list(named), 2, 0.5)
    for value in near or named:
        meaning = f"（{named[value]}）" if named[value] else ""
        yield Fix(f"改成 {value}{meaning}", _one(case, case.set(case.finding.path, value)), len(near) == 1)


def _number(case: Case) -> Made:
    found = spellings.number(str(case.value))
    if found is not None:
        yield Fix(f"改成 {found}", _one(case, case.set(case.finding.path, found)), True)


def _empty(case: Case) -> Made:
    yield Fix(
        f"删掉 {case.finding.path[-1]} 这一行",
        _one(case, yamlfile.remove(case.text, case.finding.path, block=codec.BLOCK)),
        True,
    )


# -------------------------------------------------------------------- units, links, verdicts


def _replaced(case: Case, words: list[str], sure: bool = False) -> Made:
    for word in dict.fromkeys(words):
        yield Fix(f"改成“{word}”", _one(case, case.set(case.finding.path, word)), sure and len(words) == 1)


def _unknown_unit(case: Case) -> Made:
    name = case.value
    if case.shelf is None or not isinstance(name, str):
        return
    near = case.shelf.registry.suggest(name)
    yield from _replaced(case, [near] if near else [], sure=True)
    file = f"{FOLDER}/{case.shelf.name}/{REGISTRY}"
    text = case.desk.text(file)
    if text is not None:
        new = yamlfile.append_item(text, ("units",), {"name": name}, block=lambda path: len(path) < 2)
        yield Fix(f"把“{name}”登记进 {REGISTRY}", {file: new})


def _unit_in_use(case: Case) -> Made:
    unit = case.shelf.registry.find(case.value) if case.shelf and isinstance(case.value, str) else None
    yield from _replaced(case, [unit.form] if unit else [], sure=True)


def _remove_item(case: Case) -> Made:
    yield Fix("删掉这一项", _one(case, yamlfile.remove(case.text, case.finding.path, block=codec.BLOCK)), True)


def _unknown_link(case: Case) -> Made:
    ids = list(case.shelf.ledger.by_id) if case.shelf and case.shelf.ledger else []
    mine = case.task.id if case.task else ""
    yield from _replaced(case, get_close_matches(str(case.value), [one for one in ids if one != mine], 3, 0.8))
    yield from _remove_item(case)


def _back_link(case: Case) -> Made:
    record = case.shelf.ledger.by_id.get(str(case.value)) if case.shelf and case.shelf.ledger else None
    text = case.desk.text(record.path) if record else None
    if record and text is not None and case.task:
        new = yamlfile.append_item(text, ("same_as",), case.task.id, block=codec.BLOCK, order=codec.ORDER)
        yield Fix(f"在 {record.task.id} 里写回 {case.task.id}", {record.path: new}, True)


def _twin(case: Case) -> Made:
    ledger, mine = case.shelf.ledger if case.shelf else None, case.task
    other = next((one for one in ledger.records if one.task.id in case.finding.message), None) if ledger else None
    text = case.desk.text(other.path) if other else None
    if mine and other and text is not None:
        here = yamlfile.append_item(case.text, ("same_as",), other.task.id, block=codec.BLOCK, order=codec.ORDER)
        there = yamlfile.append_item(text, ("same_as",), mine.id, block=codec.BLOCK, order=codec.ORDER)
        yield Fix(f"与 {other.task.id} 互相连起来", {case.file: here, other.path: there})


def _verdict(case: Case) -> Made:
    allowed = list(case.shelf.config.verdicts) if case.shelf and case.shelf.config else []
    near = get_close_matches(str(case.value), allowed, 1, 0.6)
    yield from _replaced(case, near or allowed, sure=bool(near))


def _supervision(case: Case) -> Made:
    if isinstance(case.value, str) and "督察" in case.value:
        yield Fix("改成“督查”", _one(case, case.set(case.finding.path, case.value.replace("督察", "督查"))))


def _indicator(case: Case) -> Made:
    known = [item.name for item in case.task.indicators] if case.task else []
    typed = str(case.finding.path[-1])
    value = case.desk.sheet(case.file).value
    entries = value.get("progress") if isinstance(value, dict) else None
    for name in get_close_matches(typed, known, 2, 0.5):
        text = case.text
        for n, entry in enumerate(entries if isinstance(entries, list) else ()):  # in every entry that has it
            amounts = entry.get("indicators") if isinstance(entry, dict) else None
            if isinstance(amounts, dict) and typed in amounts and name not in amounts:
                text = _renamed(text, ("progress", n, "indicators", typed), name)
        if text != case.text:
            yield Fix(f"改成“{name}”", _one(case, text))


def _spelling(case: Case) -> Made:
    """Rules that say which spelling the ledger uses elsewhere."""
    found = re.search("“([^”]+)”", case.finding.hint)
    if found and isinstance(case.value, str):
        yield from _replaced(case, [found[1]], sure=True)


def _category(case: Case) -> Made:
    """The spelling that most tasks have at this level."""
    level = case.finding.path[-1]
    if not isinstance(case.value, str) or not isinstance(level, int) or not case.shelf or not case.shelf.ledger:
        return
    tasks = (record.task for record in case.shelf.ledger.records)
    named = Counter(task.category[level] for task in tasks if len(task.category) > level)
    alike = [name for name, _ in named.most_common() if bare(name) == bare(case.value) and name != case.value]
    yield from _replaced(case, alike[:1], sure=True)


def _waiver_unused(case: Case) -> Made:
    path = case.finding.path[:2]
    if isinstance(case.desk.sheet(case.file).value, dict) and len(path) == 2:
        shape = configfile if kind_of(case.file) == "ledger" else codec
        yield Fix("删掉这条豁免", _one(case, yamlfile.remove(case.text, path, block=shape.BLOCK)), True)


def _waive(case: Case) -> Made:
    """The finding is accepted; the reason is left empty, which R090 says until a person has written it."""
    code = case.finding.code
    if kind_of(case.file) != "task" or code not in waivers.codes_named(code) or case.task is None:
        return
    period = waivers.period_of(case.finding, case.task)
    item: dict[str, yamlfile.Value] = {"rule": code, **({"period": str(period)} if period else {}), "reason": ""}
    text = yamlfile.append_item(case.text, ("waivers",), item, block=codec.BLOCK, order=codec.ORDER)
    yield Fix(f"豁免 {code}：可以不改（理由由您填写）", _one(case, text), waiver=True)


_MAKERS: dict[str, Callable[[Case], Made]] = {
    "Y006": _hash,
    "Y007": _hash,
    "Y011": _indent,
    "Y014": _null,
    "Y018": _documents,
    "Y026": _character,
    "Y031": _folded,
    "S002": _unknown_field,
    "S003": _wrong_type,
    "S004": _period,
    "S005": _date,
    "S006": _choice,
    "S007": _number,
    "S008": _empty,
    "R001": _unknown_unit,
    "R002": _unit_in_use,
    "R004": _remove_item,
    "R010": _spelling,
    "R026": _unknown_link,
    "R027": _back_link,
    "R028": _remove_item,
    "R029": _twin,
    "R030": _category,
    "R091": _waiver_unused,
    "P009": _verdict,
    "P014": _supervision,
    "P020": _indicator,
}
"""Rules with a fix of their own; the other Y rules are tried as slips of one line."""
