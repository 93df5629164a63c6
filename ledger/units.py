"""The registry of responsible units (责任单位): who is who, and how offices write lists of them.

A ledger's ``units.yaml`` names each unit once with its short form, its other forms (with dates where a name
was given up) and its kind. Reading a list restores what the office leaves out: “区发改局、住建局” are
区发改局 and 区住建局, “杆石桥、四里村街道办事处” are two street offices. An empty registry still works: what
looks like a unit in any district is read by general rules, and what had to be guessed is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from ledger import guesses, unitwords
from ledger.diagnostics import Diagnostic, Level, Path, declare
from ledger.text import distance_one, key, squeeze
from ledger.unitwords import STREET_OFFICE
from ledger.values import Struct, replace

STREET = "街道"
"""The kind of a street office: it may lose 街道办事处 in a list and has several forms."""
_REMEMBERED = 10_000
"""Names whose answers are kept; a ledger has some hundreds."""
_LEVELS = ("省", "市", "区", "县", "旗")
_STREET_FORMS = ("办事处", "街道", "街道办", "街办")

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


class Alias(Struct, frozen=True):
    """Another way to write a unit; outside ``begin`` … ``end`` (both included) it was not, or no longer, in use."""

    name: str
    begin: date | None = None
    end: date | None = None

    def holds(self, on: date | None) -> bool:
        """Whether the name was in use on that day; always, when no day is asked for."""
        return on is None or ((self.begin is None or self.begin <= on) and (self.end is None or on <= self.end))


class Unit(Struct, frozen=True):
    """One responsible unit. ``prefix``: whether it may lose the shared 区 inside a list."""

    name: str
    short: str = ""
    aliases: tuple[Alias, ...] = ()
    kind: str = ""
    prefix: bool = True
    successor: str = ""
    """The unit that took over its tasks; it is still another unit."""
    note: str = ""

    @property
    def form(self) -> str:
        """How documents write it: the short form, else the name."""
        return self.short or self.name


def _as_of(unit: Unit, day: date) -> Unit:
    """The unit under the name that was still in use on a day; the shortest where there were several."""
    old = [alias.name for alias in unit.aliases if alias.end is not None and alias.holds(day)]
    if not old:
        return unit
    return replace(unit, short=min(old, key=lambda name: (len(name), name)), aliases=(*unit.aliases, Alias(unit.form)))


class Group(Struct, frozen=True):
    """Several units under one word. ``members`` is ``None`` where the document does not say which."""

    name: str
    members: tuple[str, ...] | None = None
    kind: str = ""
    """Every unit of this kind is a member (各街道办事处)."""


@dataclass(frozen=True)
class Registry:
    """Every unit and group a ledger knows. Names are looked up folded and without blanks."""

    units: tuple[Unit, ...] = ()
    groups: tuple[Group, ...] = ()
    prefix: str = "区"
    """What units of this level begin with: 区, 县, 市."""
    district: str = ""
    """市中区: its units are also written 市中区住建局."""
    city: str = ""
    share: bool = True
    """Whether the office writes the prefix once for a whole list."""
    head: tuple[str, ...] = field(default=(), compare=False)
    """Comment lines to stand at the top of ``units.yaml``."""
    doubtful: frozenset[str] = field(default=frozenset(), compare=False)
    """Every word of a ``units.yaml`` with errors: a unit named by one of them may be missing only for that reason."""

    # ------------------------------------------------------------------ look-up

    @cached_property
    def _strong(self) -> dict[str, list[tuple[Unit, Alias]]]:
        """Every full form → who bears it, and when."""
        found: dict[str, list[tuple[Unit, Alias]]] = {}
        for unit in self.units:
            for alias in (Alias(unit.name), *([Alias(unit.short)] if unit.short else []), *unit.aliases):
                found.setdefault(key(alias.name), []).append((unit, alias))
        return found

    @cached_property
    def _weak(self) -> dict[str, list[tuple[Unit, Alias]]]:
        """Forms that follow by rule: without 区, with the district's name, the other forms of a street office."""
        found: dict[str, list[tuple[Unit, Alias]]] = {}
        for form, bearers in self._strong.items():
            for unit, alias in bearers:
                for derived in self._derived(unit, form):
                    found.setdefault(derived, []).append((unit, alias))
        return found

    def _derived(self, unit: Unit, form: str) -> Iterable[str]:
        if self.prefix and form.startswith(self.prefix):
            if unit.prefix and len(form) > 2:
                yield form[len(self.prefix) :]
            if self.district.endswith(self.prefix):
                yield self.district + form[len(self.prefix) :]
                if self.city:
                    yield self.city + self.district + form[len(self.prefix) :]
        if unit.kind == STREET and form.endswith(STREET_OFFICE):
            bare = form.removesuffix(STREET_OFFICE)
            yield from (bare + end for end in _STREET_FORMS)

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {key(group.name): group for group in self.groups}

    @cached_property
    def streets(self) -> dict[str, Unit]:
        """大观园 → 大观园街道办事处, for lists only: alone, the bare word is a place."""
        named = (unit for unit in self.units if unit.kind == STREET and unit.name.endswith(STREET_OFFICE))
        return {key(unit.name).removesuffix(STREET_OFFICE): unit for unit in named}

    @cached_property
    def _found(self) -> dict[str, Unit | None]:
        """Answers of ``find``: a ledger has few names and asks for each a thousand times."""
        return {}

    @cached_property
    def _canonical(self) -> dict[str, str]:
        """Answers of ``canonical``."""
        return {}

    def find(self, name: str, on: date | None = None) -> Unit | None:
        """The unit that bears this name (on that day, if one is given); ``None`` for groups and strangers."""
        if on is None and name in self._found:
            return self._found[name]
        found = self._bearer(key(name), on)
        if on is None and len(self._found) < _REMEMBERED:
            self._found[name] = found
        return found

    def _bearer(self, wanted: str, on: date | None) -> Unit | None:
        for index in (self._strong, self._weak):
            bearers = [unit for unit, alias in index.get(wanted, ()) if alias.holds(on)]
            if bearers:
                return bearers[0] if all(unit is bearers[0] for unit in bearers) else None
        return None

    def lists(self, name: str) -> bool:
        """Whether this very form is a name, short form, alias or group of the registry."""
        return key(name) in self._strong or key(name) in self._groups

    def forms_of(self, name: str) -> tuple[str, ...]:
        """Every form of a unit, full ones first, folded; empty for groups and strangers."""
        unit = self.find(name)
        return tuple(self._forms.get(unit.name, ())) if unit else ()

    @cached_property
    def _forms(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for index in (self._strong, self._weak):
            for form, bearers in index.items():
                found.setdefault(bearers[0][0].name, []).append(form)
        return found

    def group(self, name: str) -> Group | None:
        """The group of this name; a word such as 各相关部门 is a group without members in any district."""
        found = self._groups.get(key(name))
        if found or self.find(name) or not unitwords.looks_like_group(squeeze(name)):
            return found
        return Group(squeeze(name))

    def knows(self, name: str, on: date | None = None) -> bool:
        """Whether the registry itself lists this unit or group."""
        return self.find(name, on) is not None or key(name) in self._groups

    def canonical(self, name: str) -> str:
        """The full name of a unit however it is written; an unknown name is given back without blanks."""
        known = self._canonical.get(name)
        if known is None:
            unit = self.find(name)
            group = None if unit else self._groups.get(key(name))
            known = unit.name if unit else group.name if group else squeeze(name)
            if len(self._canonical) < _REMEMBERED:
                self._canonical[name] = known
        return known

    def form(self, name: str) -> str:
        """The form documents use (区住建局); an unknown name is given back without blanks."""
        unit = self.find(name)
        return unit.form if unit else self.canonical(name)

    def on(self, day: date) -> Registry:
        """The registry as documents of that day write it: a unit that was renamed later bears its name of then."""
        units = tuple(_as_of(unit, day) for unit in self.units)
        return self if units == self.units else replace(self, units=units)

    def current(self, name: str, day: date) -> str:
        """A name as a document of that day writes it: one that is out of use becomes the unit's form, others stay."""
        return self.form(name) if self.find(name) and not self.find(name, day) else name

    def same(self, one: str, other: str) -> bool:
        """Whether two names mean one unit. A level is never dropped by guess: 市投促局 is not 区投促局."""
        if one == other or key(one) == key(other):
            return True
        first, second = self.find(one), self.find(other)
        if first or second:
            return first is not None and first is second
        return key(self.canonical(one)) == key(self.canonical(other))

    def members(self, name: str) -> tuple[str, ...] | None:
        """The units of a group in the form documents use; ``None`` for no group, or one that stays open."""
        group = self._groups.get(key(name))
        if group is None:
            return None
        if group.kind:
            return tuple(unit.form for unit in self.units if unit.kind == group.kind)
        return None if group.members is None else tuple(self.form(member) for member in group.members)

    def successor(self, name: str) -> str:
        """The unit that took over from this one, in the form documents use; empty when there is none."""
        unit = self.find(name)
        return self.form(unit.successor) if unit and unit.successor else ""

    def suggest(self, name: str) -> str:
        """The known form nearest to an unknown name; empty when nothing is near or the name is known."""
        if self.knows(name):
            return ""
        wanted = key(name)
        if wanted[:1] in _LEVELS and wanted[:1] != self.prefix and self.find(self.prefix + wanted[1:]):
            return ""  # 市投促局 is the city's, however near 区投促局 is
        forms = [*self._strong, *self._weak]
        near = [form for form in forms if distance_one(wanted, form)] or get_close_matches(wanted, forms, 1, 0.75)
        if near:
            return self.form(near[0])
        groups = get_close_matches(wanted, list(self._groups), 1, 0.75)
        return self._groups[groups[0]].name if groups else ""


# ---------------------------------------------------------------------- units.yaml

_TOP = ("district", "city", "prefix", "share_prefix", "units", "groups")
_UNIT = ("name", "short", "kind", "prefix", "aliases", "successor", "note")
_ALIAS = ("name", "from", "until")
_GROUP = ("name", "members", "kind")


def decode(value: object) -> tuple[Registry, list[Diagnostic]]:
    """The registry in a ``units.yaml``, and every finding; what cannot be read is left out."""
    found: list[Diagnostic] = []
    fields = _fields(value, (), _TOP, found)
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
    fields = _fields(item, at, _UNIT, found)
    name = _text(fields, "name", at, found)
    if not name:
        if isinstance(item, dict) and not any(guesses.key(str(key), ("name",)) for key in item if key not in _UNIT):
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
    fields = _fields(item, at, _ALIAS, found)
    name = _text(fields, "name", at, found)
    begin, end = (_day(fields, field, at, found) for field in ("from", "until"))
    if begin and end and end < begin:
        found.append(BAD_DATE.at((*at, "until"), f"until（{end}）早于 from（{begin}）", "把两个日期对调，或改正"))
    return Alias(name, begin, end) if name else None


def _decode_group(item: object, at: Path, found: list[Diagnostic]) -> Group | None:
    fields = _fields(item, at, _GROUP, found)
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
    for n, group in enumerate(registry.groups):
        for m, member in enumerate(group.members or ()):
            if not registry.find(member):
                found.append(_stranger(registry, ("groups", n, "members", m), member))


def _overlap(one: Alias, other: Alias) -> bool:
    starts = max(one.begin or date.min, other.begin or date.min)
    return starts <= min(one.end or date.max, other.end or date.max)


def _stranger(registry: Registry, at: Path, name: str) -> Diagnostic:
    near = registry.suggest(name)
    return UNKNOWN_MEMBER.at(at, f"“{name}”没有登记", f"是不是“{near}”？" if near else "先在 units 里登记这个单位")
