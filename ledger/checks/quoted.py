"""R038: quotation marks that were typed around a name, and became part of it.

YAML knows only the straight marks of the keyboard as quotes; Chinese ones, and the halves of two kinds, belong to the
text. In a sentence that is right, around the name of a person or a unit it makes another name.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger import guesses
from ledger.checks.base import Context, Found, rule
from ledger.diagnostics import Level, Path
from ledger.model import Task

_OPEN, _CLOSE = "“‘「『《【", "”’」』》】"
_SIGNS = _OPEN + _CLOSE


def unquoted(name: str) -> str:
    """The name without the marks around it."""
    return name.strip("".join(guesses.MARKS)).strip()


def _is_quoted(name: str) -> bool:
    return name[:1] in guesses.MARKS or name[-1:] in guesses.MARKS


def _is_halved(text: str) -> bool:
    """Whether a text in marks has them of two kinds, or only one: “甲", “甲. Marks inside of it may be anything."""
    if text[:1] in _OPEN and text[:1]:
        return _CLOSE[_OPEN.index(text[0])] not in text
    return bool(text) and text[-1] in _CLOSE and _OPEN[_CLOSE.index(text[-1])] not in text


def _is_all_quoted(text: str) -> bool:
    """“建成套数”, and not “四上”企业数."""
    return text[:1] in (*_OPEN,) and text.find(_CLOSE[_OPEN.index(text[0])]) == len(text) - 1


def _names(task: Task) -> Iterator[tuple[Path, str]]:
    """Every place that holds a name and nothing else."""
    yield ("id",), task.id
    for key in ("leaders", "same_as", "sum_of"):
        for n, name in enumerate(getattr(task, key)):
            yield (key, n), name
    for n, indicator in enumerate(task.indicators):
        yield ("indicators", n, "measure"), indicator.measure


def _units(task: Task) -> Iterator[tuple[Path, str]]:
    for role in ("lead", "support"):
        for n, name in enumerate(getattr(task.units, role)):
            yield ("units", role, n), name
    for n, entry in enumerate(task.progress):
        yield ("progress", n, "unit"), entry.unit
        for m, name in enumerate(entry.joint):
            yield ("progress", n, "joint", m), name


@rule("R038", "quoted-name", Level.ERROR, signs=_SIGNS)
def quoted_name(task: Task, context: Context) -> Iterator[Found]:
    """名称外面多写了引号

    为什么要紧：中文引号、直角引号、书名号不是 YAML 的引号，会算作名称的一部分：“甲某”和甲某成了两个人，按名称查不到。

    错误写法：

        leaders: [“甲某”, 「乙某」]

    正确写法：

        leaders: [甲某, 乙某]
    """
    for path, name in _names(task):
        if _is_quoted(name):
            yield _found(path, name)
    if context.registry.units and not all(map(context.knows, context.timeline(task).names)):
        for path, name in _units(task):
            if _is_quoted(name) and not context.knows(name) and context.knows(unquoted(name)):
                yield _found(path, name)
    for n, name in enumerate(task.category):
        if _is_halved(name):
            yield Found(
                ("category", n),
                f"引号不成对：{name}",
                f"写成 {unquoted(name)}；引号是名称的一部分的，两头都用中文引号",
            )
    for n, indicator in enumerate(task.indicators):
        if _is_halved(indicator.name) or _is_all_quoted(indicator.name):
            yield _found(("indicators", n, "name"), indicator.name)


def _found(path: Path, name: str) -> Found:
    return Found(path, f"引号、书名号成了名称的一部分：{name}", f"去掉，写成 {unquoted(name) or guesses.plainly(name)}")
