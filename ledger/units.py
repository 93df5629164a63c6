"""The registry of responsible units (责任单位): who is who, and how offices write lists of them.

A ledger's ``units.yaml`` names each unit once with its short form, its other forms (with dates where a name
was given up) and its kind. Reading a list restores what the office leaves out: “区发改局、住建局” are
区发改局 and 区住建局, “杆石桥、四里村街道办事处” are two street offices. An empty registry still works: what
looks like a unit in any district is read by general rules, and what had to be guessed is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from ledger import unitwords
from ledger.diagnostics import Diagnostic, Level, Path, declare
from ledger.text import distance_one, key, squeeze

STREET = "街道"
"""The kind of a street office: it may lose 街道办事处 in a list and has several forms."""
STREET_OFFICE = "街道办事处"
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


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way to write a unit; outside ``begin`` … ``end`` (both included) it was not, or no longer, in use."""

    name: str
    begin: date | None = None
    end: date | None = None

    def holds(self, on: date | None) -> bool:
        """Whether the name was in use on that day; always, when no day is asked for."""
        return on is None or ((self.begin is None or self.begin <= on) and (self.end is None or on <= self.end))


@dataclass(frozen=True, slots=True)
class Unit:
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


@dataclass(frozen=True, slots=True)
class Group:
    """Several units under one word. ``members`` is ``None`` where the document does not say which."""

    name: str
    members: tuple[str, ...] | None = None
    kind: str = ""
    """Every unit of this kind is a member (各街道办事处)."""


@dataclass(frozen=True, slots=True)
class UnitList:
    """A list as it was read: the units one by one, where each stood in the text, and every guess."""

    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """Who speaks, at the head of a progress text."""

    printed: str
    """The text up to and including the mark, as printed."""
    units: tuple[str, ...]
    rest: str
    notes: tuple[str, ...] = ()


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
    def _streets(self) -> dict[str, Unit]:
        """大观园 → 大观园街道办事处, for lists only: alone, the bare word is a place."""
        named = (unit for unit in self.units if unit.kind == STREET and unit.name.endswith(STREET_OFFICE))
        return {key(unit.name).removesuffix(STREET_OFFICE): unit for unit in named}

    def find(self, name: str, on: date | None = None) -> Unit | None:
        """The unit that bears this name (on that day, if one is given); ``None`` for groups and strangers."""
        wanted = key(name)
        for index in (self._strong, self._weak):
            bearers = [unit for unit, alias in index.get(wanted, ()) if alias.holds(on)]
            if bearers:
                return bearers[0] if all(unit is bearers[0] for unit in bearers) else None
        return None

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
        unit = self.find(name)
        if unit:
            return unit.name
        group = self._groups.get(key(name))
        return group.name if group else squeeze(name)

    def form(self, name: str) -> str:
        """The form documents use (区住建局); an unknown name is given back without blanks."""
        unit = self.find(name)
        return unit.form if unit else self.canonical(name)

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
        forms = [*self._strong, *self._weak]
        near = [form for form in forms if distance_one(wanted, form) and not self._other_level(wanted, form)]
        if not near:
            near = [form for form in get_close_matches(wanted, forms, 3, 0.75) if not self._other_level(wanted, form)]
        if near:
            return self.form(near[0])
        groups = get_close_matches(wanted, list(self._groups), 1, 0.75)
        return self._groups[groups[0]].name if groups else ""

    def _other_level(self, one: str, other: str) -> bool:
        """市投促局 and 区投促局 differ by one character and are never each other's slip."""
        levels = {"省", "市", "区", "县", self.prefix}
        return one[:1] != other[:1] and one[:1] in levels and one[1:] in (other[1:], other)

    # ------------------------------------------------------------------ lists

    def read_list(self, text: str) -> UnitList:
        """The units of a printed cell, one by one, with 区 and 街道办事处 restored.

        Separators are 、 and commas; a line break or blank inside a name is healed; names that run together
        are parted. What the registry does not vouch for is said in ``notes``.
        """
        notes: list[str] = []
        parts = self._parts(text, notes)
        names: list[str] = []
        shared = False
        for n, (word, _, _) in enumerate(parts):
            name = self._restored(word, shared, [w for w, _, _ in parts[n + 1 :]], names, notes)
            shared = shared or (bool(self.prefix) and name == word and name.startswith(self.prefix))
            names.append(name)
        return UnitList(tuple(names), tuple(notes), tuple((start, end) for _, start, end in parts))

    def _known(self, word: str) -> bool:
        return self.knows(word) or unitwords.looks_like_group(word)

    def _complete(self, word: str) -> bool:
        return self._known(word) or unitwords.looks_like_unit(word)

    def _parts(self, text: str, notes: list[str]) -> list[tuple[str, int, int]]:
        found: list[tuple[str, int, int]] = []
        for start, end in unitwords.chunks(text):
            pieces: list[tuple[str, int, int]] = []
            for first, last in unitwords.words(text, start, end):
                word = text[first:last]
                if pieces and self._parted(pieces[-1][0], word):
                    notes.append(f"“{pieces[-1][0]}”和“{word}”之间没有顿号，按两个单位读")
                    pieces.append((word, first, last))
                elif pieces:
                    pieces[-1] = (pieces[-1][0] + word, pieces[-1][1], last)
                else:
                    pieces.append((word, first, last))
            for piece in pieces:
                found += self._run_together(self._without_open_end(piece, notes), notes)
        return found

    def _parted(self, before: str, after: str) -> bool:
        return not self.knows(before + after) and self._complete(before) and self._complete(after)

    def _without_open_end(self, piece: tuple[str, int, int], notes: list[str]) -> tuple[str, int, int]:
        word, start, end = piece
        for tail in ("等单位", "等部门", "等"):
            if word.endswith(tail) and len(word) > len(tail) + 1 and not self.knows(word):
                notes.append(f"“{word}”：“{tail}”字后面还有谁，文中没有写")
                return word.removesuffix(tail), start, end - len(tail)
        return piece

    def _run_together(self, piece: tuple[str, int, int], notes: list[str]) -> list[tuple[str, int, int]]:
        """区自然资源局区房屋征收服务中心 are two units; only names of the registry are parted."""
        word, start, end = piece
        if self._known(word) or end - start != len(word):
            return [piece]
        for cut in range(2, len(word) - 1):
            joint = 1 if word[cut] in "和及与" else 0
            if self.knows(word[:cut]) and self.knows(word[cut + joint :]):
                notes.append(f"“{word}”按“{word[:cut]}”和“{word[cut + joint :]}”两个单位读")
                return [(word[:cut], start, start + cut), (word[cut + joint :], start + cut + joint, end)]
        return [piece]

    def _restored(
        self, word: str, shared: bool, following: Sequence[str], before: Sequence[str], notes: list[str]
    ) -> str:
        if key(word) in self._strong or key(word) in self._groups:
            return word
        area = self._area(word, following, before, notes)
        if area:
            return area
        full = self.prefix + word
        if self.prefix and key(full) in self._strong:
            if not shared:
                notes.append(f"“{word}”前面没有写“{self.prefix}”，按“{full}”读")
            return full
        if not shared or word.startswith(self.prefix) or self.find(word) or unitwords.looks_like_group(word):
            self._note_stranger(word, notes)
            return word
        own = (self.city, self.district, self.district.removesuffix(self.prefix))
        if unitwords.may_share_level(word) and not any(name and word.startswith(name) for name in own):
            notes.append(f"“{word}”没有登记，按“{full}”读")
            return full
        self._note_stranger(word, notes)
        return word

    def _area(self, word: str, following: Sequence[str], before: Sequence[str], notes: list[str]) -> str:
        """Street offices and towns: the shared ending, or the shared 各 and 相关."""
        if word == unitwords.area_end(word) and before and unitwords.group_head(before[-1]):
            return unitwords.group_head(before[-1]) + word
        known = self._streets.get(key(word))
        if known is None and (self._complete(word) or not 2 <= len(word) <= 5):
            return ""
        for later in following:
            end = unitwords.area_end(later)
            if end and later != end and not unitwords.group_head(later):
                if known is None:
                    notes.append(f"“{word}”没有登记，按“{word}{end}”读")
                return word + end
            if key(later) not in self._streets and (self._complete(later) or not 2 <= len(later) <= 5):
                break
        return ""

    def _note_stranger(self, word: str, notes: list[str]) -> None:
        if not self.units or self._known(word) or self.find(word):
            return
        near = self.suggest(word)
        notes.append(f"“{word}”没有登记" + (f"，是不是“{near}”？" if near else ""))

    def print_list(self, names: Sequence[str]) -> str:
        """The list as the office prints it: 区 once, 街道办事处 once after several streets, joined by 、.

        The inverse of ``read_list`` for lists written by these rules; elsewhere the printed cell is kept.
        """
        printed = ""
        shared = False
        n = 0
        while n < len(names):
            streets = self._streets_from(names, n)
            if len(streets) > 1:
                printed += ("，" if printed else "") + "、".join(streets) + STREET_OFFICE
                n += len(streets)
                continue
            word = names[n]
            if n and self._shares_group_head(names[n - 1], word):
                word = word.removeprefix(unitwords.group_head(word))
            elif shared and self.share and self._may_lose_prefix(word):
                word = word.removeprefix(self.prefix)
            shared = shared or (bool(self.prefix) and word.startswith(self.prefix))
            printed += ("、" if printed else "") + word
            n += 1
        return printed

    def _streets_from(self, names: Sequence[str], start: int) -> list[str]:
        found: list[str] = []
        for name in names[start:]:
            bare = name.removesuffix(STREET_OFFICE)
            if bare == name or not bare or unitwords.group_head(name) or "、" in bare:
                break
            found.append(bare)
        return found

    def _shares_group_head(self, before: str, name: str) -> bool:
        """各镇政府、各街道办事处 are printed 各镇政府、街道办事处."""
        head = unitwords.group_head(name)
        return bool(
            head
            and name == head + unitwords.area_end(name)
            and before == head + unitwords.area_end(before)
            and before != name
        )

    def _may_lose_prefix(self, name: str) -> bool:
        if not self.prefix or not name.startswith(self.prefix):
            return False
        unit = self.find(name)
        if unit:
            return unit.prefix
        return unitwords.may_share_level(name.removeprefix(self.prefix)) and not unitwords.looks_like_group(name)

    # ------------------------------------------------------------------ labels

    def read_label(self, text: str, among: Sequence[str] = ()) -> Label | None:
        """Who speaks at the head of a progress text; ``None`` for a topic, a project or plain text.

        With a colon any unit of the registry may speak, and a name one character off is taken with a note.
        Without one only a unit ``among`` those responsible, by name or alias. Names come back as ``among``
        has them, else in the form documents use.
        """
        return self._with_colon(text, among) or self._without_colon(text, among)

    def _with_colon(self, text: str, among: Sequence[str]) -> Label | None:
        at = next((n for n, character in enumerate(text[:40]) if character in ":：。；;!！?？\n"), -1)
        if at < 2 or text[at] not in ":：":
            return None
        notes: list[str] = []
        names: list[str] = []
        for word, _, _ in self._parts(text[:at], []):
            name = self._speaker(word, among, notes)
            if not name:
                return None
            names.append(name)
        return Label(text[: at + 1], tuple(names), text[at + 1 :].lstrip(" "), tuple(notes)) if names else None

    def _speaker(self, word: str, among: Sequence[str], notes: list[str]) -> str:
        for name in among:
            if self.same(word, name) or self.same(self.prefix + word, name):
                return name
        unit = self.find(word)
        if unit:
            return unit.form
        near = self.suggest(word) if unitwords.looks_like_unit(word) else ""
        if near and (distance_one(word, near) or any(distance_one(key(word), form) for form in self._forms_of(near))):
            name = next((listed for listed in among if self.same(listed, near)), near)
            notes.append(f"“{word}”没有登记，按“{name}”读")
            return name
        if not self.units and unitwords.looks_like_unit(word):
            notes.append(f"“{word}”没有登记，按单位读")
            return word
        return ""

    def _forms_of(self, name: str) -> tuple[str, ...]:
        unit = self.find(name)
        if unit is None:
            return ()
        return tuple(form for index in (self._strong, self._weak) for form, all_ in index.items() if all_[0][0] is unit)

    def _without_colon(self, text: str, among: Sequence[str]) -> Label | None:
        best: tuple[int, str] | None = None
        for name in among:
            for form in (*self._forms_of(name), name):
                if len(form) > (best[0] if best else 1) and text.startswith(form):
                    best = len(form), name
        if best is None or text[best[0] : best[0] + 1] in ("", "、", "，", ",", "和", "与", "及", "的", "等"):
            return None
        printed, name = text[: best[0]], best[1]
        return Label(
            printed,
            (name,),
            text[best[0] :],
            (f"“{printed}”后面没有冒号，按{'署名' if printed == name else f'“{name}”'}读",),
        )


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
    return registry, found


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
        if isinstance(item, dict):
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
    for name in value:
        if name not in known:
            close = get_close_matches(str(name), known, 1, 0.6)
            hint = f"是不是 {close[0]}？" if close else f"可用的字段：{'、'.join(known)}"
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
        found.append(BAD_DATE.at((*at, name), f"“{value}”不是日期", "写成 2020-02-16 的样子"))
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
