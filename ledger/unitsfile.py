"""``units.yaml`` as a registry of units, and back; every finding about it.

Decoding reads the plain values of the file; what cannot be read is left out and said. Encoding writes what a
draft of a new ledger holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ledger import guesses
from ledger.diagnostics import Diagnostic, Level, Path, declare
from ledger.text import key
from ledger.units import Alias, Group, Registry, Unit
from ledger.values import replace

TOP = ("district", "city", "prefix", "share_prefix", "units", "groups")
UNIT = ("name", "short", "kind", "prefix", "aliases", "successor", "note")
ALIAS = ("name", "from", "until")
GROUP = ("name", "members", "kind")

SHAPE = declare(
    "R101",
    "registry-shape",
    Level.ERROR,
    """单位登记表的写法不对

    为什么要紧：读不出来的单位等于没有登记，别名和简称就对不上。

    错误写法（units.yaml）：

        units: 区住建局、区教体局

    正确写法：

        units:
          - {name: 区住房和城乡建设局, short: 区住建局, kind: 政府部门}
    """,
)
TAKEN = declare(
    "R102",
    "registry-name-taken",
    Level.ERROR,
    """两个单位用了同一个名字

    为什么要紧：同一个写法指向两个单位，报来的进展就不知道该记在谁名下。

    错误写法（units.yaml）：

        - {name: 区城市管理局, aliases: [区执法局]}
        - {name: 区综合行政执法局, aliases: [区执法局]}

    正确写法：只留在真正叫这个名字的单位下面；先后换过名字的，用 from、until 写明起止日期。
    """,
)
BAD_DATE = declare(
    "R103",
    "registry-date",
    Level.ERROR,
    """单位登记表里的日期不对

    为什么要紧：旧名用到哪一天，决定这一天以后再出现是不是写错了。

    错误写法：

        aliases: [{name: 区金融办, until: 2020.2}]

    正确写法：

        aliases: [{name: 区金融办, until: 2020-02-16}]
    """,
)
UNKNOWN_MEMBER = declare(
    "R104",
    "registry-unknown-member",
    Level.WARNING,
    """组合或承接单位里写了没有登记的单位

    为什么要紧：“各街道办事处”要能展开成一个个单位，名字对不上就会漏催、漏统计。

    错误写法：

        groups:
          - {name: 各街道办事处, members: [大观圆街道办事处]}

    正确写法：

        groups:
          - {name: 各街道办事处, members: [大观园街道办事处]}
    """,
)


def decode(value: object) -> tuple[Registry, list[Diagnostic]]:
    """The registry in a ``units.yaml``, and every finding; what cannot be read is left out."""
    found: list[Diagnostic] = []
    fields = _fields(value, (), TOP, found)
    units = tuple(
        unit
        for n, item in enumerate(_items(fields.get("units"), ("units",), found))
        if (unit := _decode_unit(item, ("units", n), found))
    )
    groups = tuple(
        group
        for n, item in enumerate(_items(fields.get("groups"), ("groups",), found))
        if (group := _decode_group(item, ("groups", n), found))
    )
    _check_marks(value, (), found)
    registry = Registry(
        units,
        groups,
        prefix=_text(fields, "prefix", (), found) or "区",
        district=_text(fields, "district", (), found),
        city=_text(fields, "city", (), found),
        share=fields.get("share_prefix") is not False,
    )
    _check_names(registry, found)
    if any(finding.level is Level.ERROR for finding in found):
        registry = replace(registry, doubtful=frozenset(_words_of(value)))
    return registry, found


def _words_of(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _words_of(item)
    elif isinstance(value, str | int):
        yield str(value)
        yield guesses.plainly(str(value))


_NAMES = ("name", "short", "aliases", "members", "successor", "units", "groups")


def _check_marks(value: object, at: Path, found: list[Diagnostic]) -> None:
    """Quotation marks around a name, which YAML does not know as such and which became part of it."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in _NAMES:
                _check_marks(item, (*at, key), found)
    elif isinstance(value, list):
        for n, item in enumerate(value):
            _check_marks(item, (*at, n), found)
    elif isinstance(value, str) and len(at) > 1 and (value[:1] in guesses.MARKS or value[-1:] in guesses.MARKS):
        parts = guesses.several(value)
        if len(parts) > 1:
            hint = f"逐个写：[{', '.join(parts)}]，中间用英文逗号，不加引号"
        else:
            hint = f"去掉，写成 {guesses.plainly(value)}"
        found.append(SHAPE.at(at, f"引号、书名号成了名称的一部分：{value}", hint))


def encode(registry: Registry) -> dict[str, Any]:
    """Plain values of a ``units.yaml``; what is usual stays unsaid."""
    values: dict[str, Any] = {"district": registry.district, "city": registry.city}
    if registry.prefix != "区":
        values["prefix"] = registry.prefix
    if not registry.share:
        values["share_prefix"] = False
    values["units"] = [_encode_unit(unit) for unit in registry.units]
    values["groups"] = [
        _kept({"name": g.name, "kind": g.kind, "members": list(g.members or ())}) for g in registry.groups
    ]
    return _kept(values)


def _encode_unit(unit: Unit) -> dict[str, Any]:
    values = _kept({"name": unit.name, "short": unit.short, "kind": unit.kind})
    if not unit.prefix:
        values["prefix"] = False
    aliases = [
        _kept({"name": a.name, "from": a.begin and a.begin.isoformat(), "until": a.end and a.end.isoformat()})
        for a in unit.aliases
    ]
    listed = [alias["name"] if len(alias) == 1 else alias for alias in aliases]
    return {**values, **_kept({"aliases": listed, "successor": unit.successor, "note": unit.note})}


def _kept(pairs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in pairs.items() if value not in (None, "", [], {})}


def _decode_unit(item: object, at: Path, found: list[Diagnostic]) -> Unit | None:
    fields = _fields(item, at, UNIT, found)
    name = _text(fields, "name", at, found)
    if not name:
        if isinstance(item, dict) and not any(guesses.key(str(key), ("name",)) for key in item if key not in UNIT):
            found.append(SHAPE.at(at, "这个单位没有写 name", "加一行 name: 单位全称"))
        return None
    prefix = fields.get("prefix", True)
    if not isinstance(prefix, bool):
        found.append(SHAPE.at((*at, "prefix"), "prefix 只能写 true 或 false", "写成 prefix: false"))
    aliases = tuple(
        alias
        for n, one in enumerate(_items(fields.get("aliases"), (*at, "aliases"), found))
        if (alias := _decode_alias(one, (*at, "aliases", n), found))
    )
    texts = {field: _text(fields, field, at, found) for field in ("short", "kind", "successor", "note")}
    return Unit(name, aliases=aliases, prefix=prefix is not False, **texts)


def _decode_alias(item: object, at: Path, found: list[Diagnostic]) -> Alias | None:
    if isinstance(item, str):
        return Alias(item) if item else None
    fields = _fields(item, at, ALIAS, found)
    name = _text(fields, "name", at, found)
    begin, end = (_day(fields, field, at, found) for field in ("from", "until"))
    if begin and end and end < begin:
        found.append(BAD_DATE.at((*at, "until"), f"until（{end}）早于 from（{begin}）", "把两个日期对调，或改正"))
    return Alias(name, begin, end) if name else None


def _decode_group(item: object, at: Path, found: list[Diagnostic]) -> Group | None:
    fields = _fields(item, at, GROUP, found)
    name = _text(fields, "name", at, found)
    if not name:
        return None
    members = fields.get("members")
    named = None
    if members is not None:
        named = tuple(one for one in _items(members, (*at, "members"), found) if isinstance(one, str))
    return Group(name, named, _text(fields, "kind", at, found))


def _fields(value: object, at: Path, known: Sequence[str], found: list[Diagnostic]) -> dict[str, Any]:
    if not isinstance(value, dict):
        found.append(SHAPE.at(at, "这里应当是一组“字段: 内容”", f"可用的字段：{'、'.join(known)}"))
        return {}
    if not at and (
        other := guesses.file(value, () if "units" in value and isinstance(value["units"], list) else known)
    ):
        strange = "、".join(name for name in value if name not in known)
        found.append(SHAPE.at(at, f"这是{other}的内容（{strange}），放错了文件", "从 git 取回 units.yaml 原来的内容"))
        return {}
    for name in value:
        if name not in known:
            meant = guesses.key(str(name), [one for one in known if one not in value])
            hint = f"是不是 {meant}？" if meant else f"可用的字段：{'、'.join(known)}"
            found.append(SHAPE.at((*at, name), f"没有“{name}”这个字段", hint))
    return value


def _items(value: object, at: Path, found: list[Diagnostic]) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        found.append(SHAPE.at(at, f"{at[-1]} 应当是列表", f"写成 {at[-1]}: […]，或在下面逐行写“- …”"))
        return []
    return value


def _text(fields: Mapping[str, Any], name: str, at: Path, found: list[Diagnostic]) -> str:
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool | list | dict):
        found.append(SHAPE.at((*at, name), f"{name} 应当是一段文字", f"写成 {name}: 文字"))
        return ""
    return str(value)


def _day(fields: Mapping[str, Any], name: str, at: Path, found: list[Diagnostic]) -> date | None:
    value = _text(fields, name, at, found)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        meant = guesses.day(value)
        hint = f"写成 {meant}" if meant else "写成 2020-02-16 的样子"
        found.append(BAD_DATE.at((*at, name), f"“{value}”不是日期", hint))
        return None


def _check_names(registry: Registry, found: list[Diagnostic]) -> None:
    """Names that two units bear at the same time, members and successors nobody bears."""
    bearers: dict[str, list[tuple[int, Alias]]] = {}
    for n, unit in enumerate(registry.units):
        for alias in (Alias(unit.name), *([Alias(unit.short)] if unit.short else []), *unit.aliases):
            for other, earlier in bearers.setdefault(key(alias.name), []):
                if other != n and _overlap(alias, earlier):
                    found.append(
                        TAKEN.at(
                            ("units", n),
                            f"“{alias.name}”已经是“{registry.units[other].name}”的名字",
                            "只留一处；先后换过名字的写明 from、until",
                        )
                    )
            bearers[key(alias.name)].append((n, alias))
        if unit.successor and not registry.find(unit.successor):
            found.append(_stranger(registry, ("units", n, "successor"), unit.successor))
    kinds = dict.fromkeys(unit.kind for unit in registry.units if unit.kind)
    for n, group in enumerate(registry.groups):
        if group.kind and group.kind not in kinds:
            message = f"没有一个单位的 kind 是“{group.kind}”，“{group.name}”里一个单位也没有"
            found.append(UNKNOWN_MEMBER.at(("groups", n, "kind"), message, f"有：{'、'.join(kinds)}" if kinds else ""))
        for m, member in enumerate(group.members or ()):
            if not registry.find(member) and not member.startswith(guesses.MARKS):
                found.append(_stranger(registry, ("groups", n, "members", m), member))


def _overlap(one: Alias, other: Alias) -> bool:
    starts = max(one.begin or date.min, other.begin or date.min)
    return starts <= min(one.end or date.max, other.end or date.max)


def _stranger(registry: Registry, at: Path, name: str) -> Diagnostic:
    near = registry.suggest(name)
    parts = guesses.several(name)
    if len(parts) > 1 and all(map(registry.find, parts)):
        return UNKNOWN_MEMBER.at(at, f"“{name}”没有登记", f"几个单位分开写：[{', '.join(parts)}]，中间用英文逗号")
    return UNKNOWN_MEMBER.at(at, f"“{name}”没有登记", f"是不是“{near}”？" if near else "先在 units 里登记这个单位")
