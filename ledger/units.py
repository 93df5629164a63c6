"""The registry of responsible units (责任单位): who is who, and how offices write lists of them.

A ledger's ``units.yaml`` names each unit once with its short form, its other forms (with dates where a name
was given up) and its kind. Reading a list restores what the office leaves out: “区发改局、住建局” are
区发改局 and 区住建局, “杆石桥、四里村街道办事处” are two street offices. An empty registry still works: what
looks like a unit in any district is read by general rules, and what had to be guessed is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from ledger import unitwords
from ledger.text import distance_one, key, squeeze
from ledger.unitwords import STREET_OFFICE
from ledger.values import Struct, replace

STREET = "街道"
"""The kind of a street office: it may lose 街道办事处 in a list and has several forms."""
_REMEMBERED = 10_000
"""Names whose answers are kept; a ledger has some hundreds."""
_LEVELS = ("省", "市", "区", "县", "旗")
_STREET_FORMS = ("办事处", "街道", "街道办", "街办")


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
