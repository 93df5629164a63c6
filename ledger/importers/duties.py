"""Who answers for a task in a bracket of a sentence: （A牵头，B、C等按职责分工负责，6月底前出台方案，年内持续推进）.

So the State Council divides the work of its yearly report among its departments, and provinces, cities and counties
after it (国发〔2020〕6号). ``brackets`` finds the brackets of a paragraph, ``read`` says what one of them orders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.text import squeeze
from ledger.unitwords import chunks, looks_like_group, looks_like_unit

_PAIRS = {"（": "）)", "(": ")）", "【": "】]", "[": "]】"}
_LONGEST = 600
_CLAUSE = re.compile(r"[，,；;。]\s*")
_ALONE = r"(?:按照?|根据)?(?:各自)?职责(?:分工)?|分别|各自|共同|分工|具体|联合|按职能"
_SAID = re.compile(
    rf"^由?(?P<units>.*?[^、])(?P<open>等(?:有关|相关)?(?:部门|单位|县直部门)?)?(?P<shared>(?:{_ALONE})*)"
    r"(?P<word>(?:总)?牵头(?:负责|组织|落实|实施|办理|推进)*|(?:负责|落实|承办|办理|实施|推进)+|(?:配合|参与|协助|协办|支持)(?:落实|实施|配合)?)$"
)
_AFTER_LEAD = re.compile(r"(牵头(?:负责|组织|落实|实施|办理|推进)*)、")
_JOINT = re.compile(
    r"(?P<lead>[^，；。（(]+?)[（(]?会同(?P<support>[^，；。）)]+?)(?:等(?:部门|单位))?[)）]?(?:牵头|负责|落实|办理|实施)*"
)
_WHEN = re.compile(r"(?:月|日|年|底|季度)(?:底|中旬|上旬|下旬)?之?前|年内|全年|长期|持续|月底|年底")
_SUPPORTING = re.compile(r"配合|参与|协助|协办|支持")


@dataclass(frozen=True, slots=True)
class Duty:
    """What a bracket says: lists of units as printed, and what is left, which is when."""

    lead: str
    others: str
    support: str
    shared: bool
    """Whether ``others`` answer side by side: 按职责分工负责, 分别负责."""
    deadline: str


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket of a text: where it opens, what stands behind it, and what is inside."""

    start: int
    end: int
    inside: str


def brackets(text: str) -> list[Bracket]:
    """The outermost brackets of a text from left to right; one that never closes is none."""
    found: list[Bracket] = []
    position = 0
    while position < len(text):
        end = _closing(text, position) if text[position] in _PAIRS else -1
        if end < 0:
            position += 1
            continue
        found.append(Bracket(position, end + 1, text[position + 1 : end]))
        position = end + 1
    return found


def _closing(text: str, start: int) -> int:
    depth = 0
    for position in range(start, min(len(text), start + _LONGEST)):
        if text[position] in _PAIRS:
            depth += 1
        elif text[position] in "）)】]":
            depth -= 1
            if depth == 0:
                return position
    return -1


def read(inside: str) -> Duty | None:
    """The duty that the words of a bracket spell out; ``None`` for a bracket about anything else."""
    lists: dict[str, list[str]] = {"lead": [], "others": [], "support": []}
    waiting: list[str] = []
    when: list[str] = []
    shared = False
    joint = read_joint(inside)
    if joint:
        return joint
    for clause in _CLAUSE.split(_AFTER_LEAD.sub(r"\1，", inside.strip())):
        said = _SAID.match(clause)
        if said and _names_units(said["units"]):
            word = said["word"]
            role = "lead" if "牵头" in word else "support" if _SUPPORTING.search(word) else "others"
            lists[role] += [*waiting, said["units"] + ("等" if said["open"] else "")]
            shared = shared or bool(role == "others" and said["shared"])
            waiting = []
        elif clause and not when and _names_units(clause):
            waiting.append(clause)
        elif clause:
            when.append(clause)
    if not (lists["lead"] or (lists["others"] and not waiting)):
        return None
    lists["others"] += waiting
    joined = {role: "、".join(units) for role, units in lists.items()}
    return Duty(joined["lead"], joined["others"], joined["support"], shared, "，".join(when))


def read_joint(text: str) -> Duty | None:
    """“A会同B、C负责” and “A（会同B）”: the first leads, the others support."""
    found = _JOINT.fullmatch(squeeze(text))
    if found is None or not (_names_units(found["lead"]) and _names_units(found["support"])):
        return None
    return Duty(found["lead"], "", found["support"], False, "")


def read_bare(inside: str) -> Duty | None:
    """The duty of a bracket with nothing but names of units, and perhaps when: （县发改局、县财政局，6月底前）."""
    clauses = [clause for clause in _CLAUSE.split(inside.strip()) if clause]
    when = [clause for clause in clauses if _WHEN.search(clause)]
    listed = "、".join(clause for clause in clauses if clause not in when)
    if not listed or not all(_is_unit(name) for name in _names(listed)):
        return None
    return Duty("", listed, "", False, "，".join(when))


def _names(listed: str) -> list[str]:
    return [squeeze(listed[start:end]).removesuffix("等") for start, end in chunks(listed)]


def _is_unit(name: str) -> bool:
    return looks_like_unit(name) or looks_like_group(name)


def _names_units(listed: str) -> bool:
    """Whether the last name of a list is a unit's and none is as long as a sentence."""
    names = _names(listed)
    return all(0 < len(name) <= 25 for name in names) and _is_unit(names[-1])
