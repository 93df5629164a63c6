"""Lists of units as offices write them, and who speaks at the head of a progress text.

Reading restores what the list shares (区 forwards, 街道办事处 backwards), printing takes it away again; what the
registry does not vouch for is said in notes.
"""

from __future__ import annotations

from collections.abc import Sequence

from ledger import unitwords
from ledger.patterns import late
from ledger.text import distance_one, key
from ledger.units import Registry
from ledger.unitwords import STREET_OFFICE
from ledger.values import Struct

_LONGEST_LIST = 4000
_OPEN_END = late(r"等(?:(?:有关|相关|责任|成员|[市县区]直)?(?:有关|相关)?(?:单位|部门))?$")
_GOVERNMENTS = late(r"[市县区旗州镇乡](?:[（(][市县区旗州镇乡、]{1,7}[)）])?(?:人民)?政府|开发区管委会")
"""After 各市 or 各镇: what shares its 各."""
_AND = late(r"[和及与]")
_PART_ENDS = ("局", "委", "办", "中心", "公司", "集团", "部", "会", "院")
"""How the first of two names joined by 和 must end: 区发展和改革局 is one name."""


class UnitList(Struct, frozen=True):
    """A list as it was read: the units one by one, where each stood in the text, and every guess."""

    names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


class Label(Struct, frozen=True):
    """Who speaks, at the head of a progress text."""

    printed: str
    """The text up to and including the mark, as printed."""
    units: tuple[str, ...]
    rest: str
    notes: tuple[str, ...] = ()


def read_list(registry: Registry, text: str) -> UnitList:
    """The units of a printed cell, one by one, with 区 and 街道办事处 restored.

    Separators are 、 and commas; a line break or blank inside a name is healed; names that run together
    are parted. What the registry does not vouch for is said in ``notes``.
    """
    if len(text) > _LONGEST_LIST:
        return UnitList((), (f"这一格有{len(text)}个字，不像单位名单，没有读",))
    notes: list[str] = []
    parts = _parts(registry, text, notes)
    names: list[str] = []
    shared = False
    for n, (word, _, _) in enumerate(parts):
        name = _restored(registry, word, shared, [w for w, _, _ in parts[n + 1 :]], names, notes)
        shared = shared or (name == word and unitwords.has_level(name, registry.prefix))
        names.append(name)
    return UnitList(tuple(names), tuple(notes), tuple((start, end) for _, start, end in parts))


def _known(registry: Registry, word: str) -> bool:
    return registry.knows(word) or unitwords.looks_like_group(word)


def _complete(registry: Registry, word: str) -> bool:
    return _known(registry, word) or unitwords.looks_like_unit(word)


def _parts(registry: Registry, text: str, notes: list[str]) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for start, end in unitwords.chunks(text):
        pieces: list[tuple[str, int, int]] = []
        for first, last in unitwords.words(text, start, end):
            word = text[first:last]
            if pieces and _parted(registry, pieces[-1][0], word):
                notes.append(f"“{pieces[-1][0]}”和“{word}”之间没有顿号，按两个单位读")
                pieces.append((word, first, last))
            elif pieces:
                pieces[-1] = (pieces[-1][0] + word, pieces[-1][1], last)
            else:
                pieces.append((word, first, last))
        for piece in pieces:
            found += _run_together(registry, _without_open_end(registry, piece, notes), notes)
    return found


def _parted(registry: Registry, before: str, after: str) -> bool:
    return not registry.knows(before + after) and _complete(registry, before) and _complete(registry, after)


def _without_open_end(registry: Registry, piece: tuple[str, int, int], notes: list[str]) -> tuple[str, int, int]:
    word, start, end = piece
    found = _OPEN_END.search(word)
    if found and found.start() > 1 and not registry.knows(word):
        notes.append(f"“{word}”：“{found[0]}”字后面还有谁，文中没有写")
        return word[: found.start()], start, end - len(found[0])
    return piece


def _run_together(registry: Registry, piece: tuple[str, int, int], notes: list[str]) -> list[tuple[str, int, int]]:
    """区自然资源局区房屋征收服务中心 are two units; only names of the registry are parted."""
    word, start, end = piece
    if len(word) > 60 or end - start != len(word) or _known(registry, word):
        return [piece]
    spans = _of_known_names(registry, word) or _of_levels(registry, word)
    if spans:
        names = [word[first:last] for first, last in spans]
        number = "两" if len(names) == 2 else str(len(names))
        notes.append(f"“{word}”按“{'”“'.join(names[:-1])}”和“{names[-1]}”{number}个单位读")
        return [(word[first:last], start + first, start + last) for first, last in spans]
    for found in _AND.finditer(word, 3):
        one, other = word[: found.start()], word[found.end() :]
        if one.endswith(_PART_ENDS) and _complete(registry, one) and _complete(registry, other) and len(other) > 2:
            notes.append(f"“{word}”按“{one}”和“{other}”两个单位读")
            return [(one, start, start + len(one)), (other, start + found.end(), end)]
    return [piece]


def _of_known_names(registry: Registry, word: str) -> list[tuple[int, int]]:
    """The word as names of the registry behind each other, the longest first; empty where it is not made of them."""
    ways: dict[int, list[tuple[int, int]]] = {len(word): []}  # from a place on: the names up to the end
    for first in range(len(word) - 2, -1, -1):
        for last in range(len(word), first + 1, -1):
            after = last + 1 if last + 2 < len(word) and word[last] in "和及与" else last
            rest = ways.get(after, ways.get(last))
            name = word[first:last]
            if rest is not None and (registry.knows(name) or registry.lists(registry.prefix + name)):
                ways[first] = [(first, last), *rest]
                break
    found = ways.get(0, [])
    return found if len(found) > 1 else []


def _of_levels(registry: Registry, word: str) -> list[tuple[int, int]]:
    """区财政局区城管局各街道办事处: a unit ends and the level, or 各, begins again."""
    cuts = [0]
    for n in range(2, len(word) - 1):
        begins = word[n] == "各" or (bool(registry.prefix) and word.startswith(registry.prefix, n))
        before = word[cuts[-1] : n]
        if begins and len(before) > 2 and _complete(registry, before) and _complete(registry, word[n:]):
            cuts.append(n)
    if len(cuts) < 2 or not all(unitwords.has_level(word[n:], registry.prefix) for n in cuts[:-1]):
        return []
    return list(zip(cuts, [*cuts[1:], len(word)], strict=True))


def _restored(
    registry: Registry, word: str, shared: bool, following: Sequence[str], before: Sequence[str], notes: list[str]
) -> str:
    if registry.lists(word):
        return word
    area = _area(registry, word, following, before, notes)
    if area:
        return area
    full = registry.prefix + word
    if registry.prefix and registry.lists(full):
        if not shared:
            notes.append(f"“{word}”前面没有写“{registry.prefix}”，按“{full}”读")
        return full
    if (
        not shared
        or unitwords.has_level(word, registry.prefix)
        or registry.find(word)
        or unitwords.looks_like_group(word)
    ):
        _note_stranger(registry, word, notes)
        return word
    own = (
        registry.city,
        registry.district,
        registry.district.removesuffix(registry.prefix),
        registry.city.removesuffix("市"),
    )
    if unitwords.may_share_level(word) and not any(name and word.startswith(name) for name in own):
        notes.append(f"“{word}”没有登记，按“{full}”读")
        return full
    _note_stranger(registry, word, notes)
    return word


def _area(registry: Registry, word: str, following: Sequence[str], before: Sequence[str], notes: list[str]) -> str:
    """Street offices and towns: the shared ending, or the shared 各 and 相关."""
    ends = word == unitwords.area_end(word) or _GOVERNMENTS.fullmatch(word)
    if ends and before and unitwords.group_head(before[-1]):
        return unitwords.group_head(before[-1]) + word
    known = registry.streets.get(key(word))
    if known is None and (_complete(registry, word) or not 2 <= len(word) <= 5):
        return ""
    for later in following:
        end = unitwords.area_end(later)
        if end and later != end and not unitwords.group_head(later):
            if known is None:
                notes.append(f"“{word}”没有登记，按“{word}{end}”读")
            return word + end
        if key(later) not in registry.streets and (_complete(registry, later) or not 2 <= len(later) <= 5):
            break
    return ""


def _note_stranger(registry: Registry, word: str, notes: list[str]) -> None:
    if not registry.units or _known(registry, word) or registry.find(word):
        return
    near = registry.suggest(word)
    notes.append(f"“{word}”没有登记" + (f"，是不是“{near}”？" if near else ""))


def print_list(registry: Registry, names: Sequence[str]) -> str:
    """The list as the office prints it: 区 once, 街道办事处 once after several streets, joined by 、.

    The inverse of ``read_list`` for lists written by these rules; elsewhere the printed cell is kept.
    """
    printed = ""
    shared = False
    n = 0
    while n < len(names):
        streets = _streets_from(registry, names, n)
        if len(streets) > 1:
            printed += ("，" if printed else "") + "、".join(streets) + STREET_OFFICE
            n += len(streets)
            continue
        word = names[n]
        if n and _shares_group_head(registry, names[n - 1], word):
            word = word.removeprefix(unitwords.group_head(word))
        elif shared and registry.share and _may_lose_prefix(registry, word):
            word = word.removeprefix(registry.prefix)
        shared = shared or (bool(registry.prefix) and word.startswith(registry.prefix))
        printed += ("、" if printed else "") + word
        n += 1
    return printed


def _streets_from(registry: Registry, names: Sequence[str], start: int) -> list[str]:
    found: list[str] = []
    for name in names[start:]:
        bare = name.removesuffix(STREET_OFFICE)
        if bare == name or not bare or unitwords.group_head(name) or "、" in bare:
            break
        found.append(bare)
    return found


def _shares_group_head(registry: Registry, before: str, name: str) -> bool:
    """各镇政府、各街道办事处 are printed 各镇政府、街道办事处."""
    head = unitwords.group_head(name)
    return bool(
        head
        and name == head + unitwords.area_end(name)
        and before == head + unitwords.area_end(before)
        and before != name
    )


def _may_lose_prefix(registry: Registry, name: str) -> bool:
    if not registry.prefix or not name.startswith(registry.prefix):
        return False
    unit = registry.find(name)
    if unit:
        return unit.prefix
    return unitwords.may_share_level(name.removeprefix(registry.prefix)) and not unitwords.looks_like_group(name)


# ---------------------------------------------------------------------- labels


def read_label(registry: Registry, text: str, among: Sequence[str] = ()) -> Label | None:
    """Who speaks at the head of a progress text; ``None`` for a topic, a project or plain text.

    With a colon any unit of the registry may speak, and a name one character off is taken with a note.
    Without one only a unit ``among`` those responsible, by name or alias. Names come back as ``among``
    has them, else in the form documents use.
    """
    return _with_colon(registry, text, among) or _without_colon(registry, text, among)


def _with_colon(registry: Registry, text: str, among: Sequence[str]) -> Label | None:
    at = next((n for n, character in enumerate(text[:40]) if character in ":：。；;!！?？\n"), -1)
    if at < 2 or text[at] not in ":：":
        return None
    notes: list[str] = []
    names: list[str] = []
    for word, _, _ in _parts(registry, text[:at], []):
        name = _speaker(registry, word, among, notes)
        if not name:
            return None
        names.append(name)
    return Label(text[: at + 1], tuple(names), text[at + 1 :].lstrip(" "), tuple(notes)) if names else None


def _speaker(registry: Registry, word: str, among: Sequence[str], notes: list[str]) -> str:
    for name in among:
        if registry.same(word, name) or registry.same(registry.prefix + word, name):
            return name
    unit = registry.find(word)
    if unit:
        return unit.form
    near = registry.suggest(word) if unitwords.looks_like_unit(word) else ""
    if near and (distance_one(word, near) or any(distance_one(key(word), form) for form in registry.forms_of(near))):
        name = next((listed for listed in among if registry.same(listed, near)), near)
        notes.append(f"“{word}”没有登记，按“{name}”读")
        return name
    if not registry.units and unitwords.looks_like_unit(word):
        notes.append(f"“{word}”没有登记，按单位读")
        return word
    return ""


def _without_colon(registry: Registry, text: str, among: Sequence[str]) -> Label | None:
    best: tuple[int, str] | None = None
    for name in among:
        for form in (*registry.forms_of(name), name):
            if len(form) > (best[0] if best else 1) and key(text[: len(form)]) == key(form):
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
