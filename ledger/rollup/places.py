"""Places and where their ledgers lie: named on the command line, or in a places file.

    places:
      - {place: "37", name: 云海省}
      - {place: "3701", name: 云州市, parent: "37"}
      - {place: "370103", name: 云山区, parent: "3701", path: ../云山区, rev: main, ledgers: ["2021"]}

``place`` is a short unique key (the 行政区划代码 does well); it names a folder of the data set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger import yamlfile
from ledger.errors import FileRefused, LedgerError, UsageProblem, reason
from ledger.shapes import Reader

KEYS = ("place", "name", "parent", "path", "rev", "ledgers")
_KEY = re.compile(r"[\w.-]{1,60}")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Place:
    """One place. ``path`` is ``None`` for one that only stands above others; empty ``ledgers`` means all of them."""

    place: str
    name: str
    parent: str = ""
    path: Path | None = None
    rev: str = ""
    ledgers: tuple[str, ...] = ()


def named(paths: Sequence[Path], rev: str = "") -> list[Place]:
    """A place for each repository, called like its folder. ``UsageProblem`` when two are called alike."""
    found = [Place(_name(path), _name(path), path=path, rev=rev) for path in paths]
    return require(found)


def _name(path: Path) -> str:
    name = path.resolve().name.removesuffix(".git")
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "place"


def read(path: Path) -> list[Place]:
    """The places of a file; relative paths count from the file. ``LedgerError`` with the first fault."""
    try:
        data = path.read_bytes()
    except OSError as failure:
        raise FileRefused(f"{path} 打不开：{reason(failure)}", "检查 --places 后面的路径") from failure
    value, found = yamlfile.load(data)
    reader = Reader()
    fields = reader.mapping(value, (), ("places",), ("places",)) if not found else {}
    places = []
    for n, item in enumerate(reader.items(fields, "places", ())):
        at = ("places", n)
        one = reader.mapping(item, at, KEYS, ("place",))
        typed = str(one.get("place", "")) if isinstance(one.get("place"), int) else reader.text(one, "place", at)
        parent = str(one.get("parent")) if isinstance(one.get("parent"), int) else reader.text(one, "parent", at)
        where = reader.text(one, "path", at)
        places.append(
            Place(
                typed,
                reader.text(one, "name", at) or typed,
                parent,
                (path.parent / where) if where else None,
                reader.text(one, "rev", at),
                tuple(str(name) for name in reader.items(one, "ledgers", at)),
            )
        )
    wrong = [*found, *reader.found]
    if wrong:
        place = "".join(f"第 {step + 1} 个地方，" for step in wrong[0].path[1:2] if isinstance(step, int))
        line = f"第{wrong[0].where.line}行，" if wrong[0].where else ""
        raise LedgerError(f"{path} 用不了：{line}{place}{wrong[0].message}", wrong[0].hint or "写法见 docs/rollup.md")
    return require(places)


def require(places: Sequence[Place]) -> list[Place]:
    """The places in the order of their keys. ``UsageProblem`` for keys that repeat, lead nowhere or go in circles."""
    known: dict[str, Place] = {}
    for one in places:
        if not _KEY.fullmatch(one.place) or one.place.startswith("."):
            raise UsageProblem(
                f"地方的代号“{one.place}”不能用作目录名", "用行政区划代码，或只含文字、数字、- 和 _ 的名称"
            )
        if one.place in known:
            raise UsageProblem(f"有两个地方的代号都是“{one.place}”", "写一个 --places 文件，各用各的行政区划代码")
        known[one.place] = one
    for one in known.values():
        above(one, known)
    return [known[key] for key in sorted(known)]


def above(place: Place, known: dict[str, Place]) -> list[Place]:
    """The places above one, the highest first."""
    found: list[Place] = []
    while place.parent:
        if place.parent not in known:
            raise UsageProblem(f"“{place.place}”的上级“{place.parent}”没有列出", "把上级也写进 places")
        place = known[place.parent]
        found.insert(0, place)
        if len(found) > _DEEPEST:
            raise UsageProblem(f"“{place.place}”的上级绕成了一圈", "检查 parent")
    return found


def full_name(place: Place, places: Iterable[Place]) -> str:
    """``云海省/云州市/云山区``: unique where names such as 市中区 are not."""
    known = {one.place: one for one in places}
    return "/".join(one.name for one in (*above(place, known), place))
