"""Merging by structure: what each side did is in the result, and only what two changed differently is a conflict."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import codec, yamlfile
from ledger.diagnostics import Level
from ledger.dialect.tree import Value, same
from ledger.merging import ABSENT, Merged, Unmergeable, merge
from tests.yamlgen import TRICKY, quick

BASE = """\
# 虚构
id: 2021-main-001
number: 1
text: 完成东湖片区1200套安置房建设。
leaders: [甲某]      # 分管
units:
  lead: [区住建局]
  support: [云山控股集团, 云山街道办事处]
  lead_source: bold
indicators:
  - {name: 建成套数, target: 1200, measure: 套}
plan:
  2021-Q1: 完成300套。
progress:
  # 三月
  - period: 2021-03
    unit: 区住建局
    done: |-
      建成310套。
      2栋封顶。
    problems: 无。
reviews:
  - {period: 2021-03, verdict: 完成, by: 督查室}
"""


def edit(text: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def value_of(text: str) -> Any:
    return yamlfile.load(text)[0]


def entry(period: str, unit: str, done: str = "办理中。") -> str:
    return f"  - period: {period}\n    unit: {unit}\n    done: {done}\n"


def with_entry(*entries: str) -> str:
    return edit(BASE, ("reviews:\n", "".join(entries) + "reviews:\n"))


def test_two_units_report_for_one_period() -> None:
    ours, theirs = with_entry(entry("2021-04", "区住建局")), with_entry(entry("2021-04", "云山街道办事处"))
    both = merge(BASE, ours, theirs)
    assert both == merge(BASE, theirs, ours)
    assert [(each["period"], each["unit"]) for each in value_of(both.text)["progress"]] == [
        ("2021-03", "区住建局"),
        ("2021-04", "云山街道办事处"),
        ("2021-04", "区住建局"),
    ]
    assert both.conflicts == () and "# 三月\n" in both.text and "# 分管\n" in both.text


def test_an_update_against_an_edit_of_another_field() -> None:
    ours = edit(BASE, ("problems: 无。", "problems: 燃气滞后。"))
    theirs = edit(BASE, ("建成310套", "建成311套"), ("300套", "350套"), ("target: 1200", "target: 1300"))
    merged = merge(BASE, ours, theirs)
    assert merged.text == edit(theirs, ("problems: 无。", "problems: 燃气滞后。"))
    assert merge(BASE, theirs, ours).text == merged.text


def test_the_same_field_is_a_conflict_that_keeps_both_values() -> None:
    ours, theirs = edit(BASE, ("2栋封顶", "3栋封顶")), edit(BASE, ("2栋封顶", "4栋封顶"), ("300套", "350套"))
    merged = merge(BASE, ours, theirs)
    assert [each.field for each in merged.conflicts] == ["progress/2021-03/区住建局/done"]
    note = (
        "    # 合并冲突: progress/2021-03/区住建局/done\n"
        '    #   对方: "建成310套。\\n4栋封顶。"\n'
        '    #   共同祖先: "建成310套。\\n2栋封顶。"\n'
    )
    assert merged.text == edit(ours, ("300套", "350套"), ("    done:", note + "    done:"))
    assert [finding.code for finding in yamlfile.load(merged.text)[1]] == ["Y032"]


def test_both_report_the_same_entry_differently() -> None:
    ours, theirs = with_entry(entry("2021-04", "区住建局", "甲")), with_entry(entry("2021-04", "区住建局", "乙"))
    conflict = merge(BASE, ours, theirs).conflicts[0]
    assert (conflict.field, conflict.base, conflict.ours, conflict.theirs) == (
        "progress/2021-04/区住建局/done",
        ABSENT,
        "甲",
        "乙",
    )


def test_deleted_here_and_changed_there_is_a_conflict_at_the_nearest_place_left() -> None:
    start, end = BASE.index("  # 三月"), BASE.index("reviews:")
    ours = BASE[:start] + entry("2021-04", "区住建局") + BASE[end:]
    theirs = edit(BASE, ("2栋封顶", "4栋封顶"))
    merged = merge(BASE, ours, theirs)
    assert [(each.field, each.ours) for each in merged.conflicts] == [("progress/2021-03/区住建局", ABSENT)]
    assert "4栋封顶" in merged.text and [each["period"] for each in value_of(merged.text)["progress"]] == ["2021-04"]


@pytest.mark.parametrize(
    ("ours", "theirs", "leaders"),
    [
        ("[甲某, 乙某]", "[甲某, 丙某]", ["甲某", "丙某", "乙某"]),  # by code point; the same in either order
        ("[乙某]", "[甲某, 丙某]", ["丙某", "乙某"]),
        ("[]", "[甲某, 丙某]", ["丙某"]),
        ("[乙某, 甲某]", "[甲某, 丙某]", ["乙某", "甲某", "丙某"]),
    ],
)
def test_lists_of_names_are_ordered_sets(ours: str, theirs: str, leaders: list[str]) -> None:
    texts = edit(BASE, ("[甲某]", ours)), edit(BASE, ("[甲某]", theirs))
    one, other = merge(BASE, *texts), merge(BASE, *reversed(texts))
    assert not one.conflicts and not other.conflicts
    assert value_of(one.text)["leaders"] == value_of(other.text)["leaders"] == leaders


def test_two_successors_for_one_name_are_a_conflict() -> None:
    merged = merge(
        BASE, edit(BASE, ("lead: [区住建局]", "lead: [甲局]")), edit(BASE, ("lead: [区住建局]", "lead: [乙局]"))
    )
    assert [each.field for each in merged.conflicts] == ["units/lead"]
    assert value_of(merged.text)["units"]["lead"] == ["甲局"]


def test_one_side_puts_entries_in_another_order() -> None:
    base = with_entry(entry("2021-04", "区住建局"), entry("2021-05", "区住建局"))
    ours = edit(base, ("300套", "350套"))
    theirs = with_entry(entry("2021-05", "区住建局"), entry("2021-04", "区住建局"))
    merged = merge(base, ours, theirs)
    assert same(value_of(merged.text), value_of(edit(theirs, ("300套", "350套"))))
    assert merge(base, theirs, ours).text == edit(theirs, ("300套", "350套"))


def test_the_merge_by_lines_is_taken_only_where_it_says_the_same() -> None:
    ours, theirs = edit(BASE, ("300套", "350套")), edit(BASE, ("problems: 无。", "problems: 无。   # 已核实"))
    by_lines = edit(ours, ("problems: 无。", "problems: 无。   # 已核实"))
    assert merge(BASE, ours, theirs, by_lines=by_lines).text == by_lines
    assert merge(BASE, ours, theirs, by_lines=edit(by_lines, ("350", "360"))).text == ours
    assert merge(BASE, ours, theirs).lost_comments == ("# 已核实",)


def test_two_new_tasks_under_one_file_name() -> None:
    ours, theirs = BASE, edit(BASE, ("完成东湖片区", "完成西湖片区"))
    merged = merge("", ours, theirs)
    assert merged.other == ("2021-main-001", "完成西湖片区1200套安置房建设。")
    assert merged.text.endswith(ours) and [each.code for each in yamlfile.load(merged.text)[1]] == ["Y032"]


def test_one_new_task_from_both_sides_is_merged_field_by_field() -> None:
    merged = merge("", BASE, with_entry(entry("2021-04", "区住建局")))
    assert merged == Merged(with_entry(entry("2021-04", "区住建局")))


@pytest.mark.parametrize(
    "broken", ["id: [", "- 1\n", "text: 没有编号\n", "# 合并冲突: text\n" + BASE, "id: 1\nid: 2\n"]
)
@pytest.mark.parametrize("side", range(3))
def test_what_cannot_be_read_is_not_merged(broken: str, side: int) -> None:
    texts = [BASE, edit(BASE, ("300套", "350套")), edit(BASE, ("300套", "360套"))]
    texts[side] = broken
    with pytest.raises(Unmergeable, match=("共同祖先", "我方", "对方")[side]):
        merge(*texts)


def test_hostile_values_stay_inside_their_comment() -> None:
    ours, theirs = (
        edit(BASE, ("problems: 无。", "problems: 甲")),
        edit(BASE, ("problems: 无。", r'problems: "\x85evil: 1\u2028\x1b[2J"')),
    )
    merged = merge(BASE, ours, theirs)
    assert same(value_of(merged.text), value_of(ours))
    assert "\x1b" not in merged.text and "\u2028" not in merged.text


def test_windows_line_endings_stay() -> None:
    crlf = [text.replace("\n", "\r\n") for text in (BASE, edit(BASE, ("无。", "甲")), edit(BASE, ("无。", "乙")))]
    merged = merge(*crlf)
    assert merged.conflicts and "\n" not in merged.text.replace("\r\n", "")


# --- properties -----------------------------------------------------------------------------------------

PERIODS, UNITS = ("2021-03", "2021-04", "2021-Q2"), ("云山街道办事处", "区住建局", "区财政局")
words = st.one_of(st.sampled_from(TRICKY), st.sampled_from(["完成。", "第一段。\n第二段。", "100套"]))
Slot = tuple[str, ...]
SLOTS: list[Slot] = [
    ("goal",),
    ("note",),
    ("deadline",),
    *(("plan", period) for period in PERIODS),
    *(("progress", period, unit, key) for period in PERIODS for unit in UNITS for key in ("done", "next")),
    *(("reviews", period, "督查室", "verdict") for period in PERIODS),
]
Filled = dict[Slot, str]


def task_of(filled: Filled) -> dict[str, Value]:
    """The task in canonical layout that has these fields, entries by period and unit."""
    task: dict[str, Any] = {"id": "2021-main-001", "number": 1, "text": "无"}
    for slot in SLOTS:
        if slot not in filled:
            continue
        if len(slot) == 1:
            task[slot[0]] = filled[slot]
        elif slot[0] == "plan":
            task.setdefault("plan", {})[slot[1]] = filled[slot]
        else:
            key = "unit" if slot[0] == "progress" else "by"
            items = task.setdefault(slot[0], [])
            if not items or (items[-1]["period"], items[-1][key]) != slot[1:3]:
                items.append({"period": slot[1], key: slot[2]})
            items[-1][slot[3]] = filled[slot]
    for items in ("progress", "reviews"):
        for item in task.get(items, []):
            item.update({key: item.pop(key) for key in codec.ORDER((items, 0)) if key in item})
    return {key: task[key] for key in codec.TASK_KEYS if key in task}


def write(filled: Filled) -> str:
    return yamlfile.dump(deepcopy(task_of(filled)), block=codec.BLOCK)


def laid_out(merged: Merged) -> str:
    return yamlfile.canonical(merged.text, block=codec.BLOCK, order=codec.ORDER)


fields = st.dictionaries(st.sampled_from(SLOTS), words, max_size=10)


@st.composite
def edits(draw: st.DrawFn) -> tuple[Filled, Filled, Filled]:
    """A task, and what two people set in it (never taking anything away)."""
    return draw(fields), draw(fields), draw(fields)


@quick(60)
@given(edits())
def test_conflicts_are_exactly_what_both_set_differently(drawn: tuple[Filled, Filled, Filled]) -> None:
    base, mine, other = drawn
    ours, theirs = base | mine, base | other
    merged = merge(write(base), write(ours), write(theirs))
    expected = {
        slot for slot in SLOTS if slot in mine and slot in other
        and ours[slot] != theirs[slot] and base.get(slot) not in (ours[slot], theirs[slot])
    }  # fmt: skip
    assert {each.field for each in merged.conflicts} == {"/".join(slot) for slot in expected}
    wanted = base | other | {slot: text for slot, text in ours.items() if base.get(slot) != text}
    assert same(value_of(merged.text), task_of(wanted))
    found = yamlfile.load(merged.text)[1]
    assert sum(finding.code == "Y032" for finding in found) == len(expected)


@quick(60)
@given(edits())
def test_disjoint_edits_give_the_same_file_in_either_order(drawn: tuple[Filled, Filled, Filled]) -> None:
    base, mine, other = drawn
    other = {slot: text for slot, text in other.items() if slot not in mine}
    texts = write(base), write(base | mine), write(base | other)
    one, swapped = merge(*texts), merge(texts[0], texts[2], texts[1])
    assert not one.conflicts and not swapped.conflicts
    # an item whose only text of several lines became one line may stand in either layout, until fmt
    several_lines = any("\n" in text for filled in drawn for text in filled.values())
    assert one == swapped or (several_lines and laid_out(one) == laid_out(swapped))
    assert same(value_of(one.text), task_of(base | mine | other))


def renamed(text: str, old: str, new: str) -> str:
    return text.replace(f"unit: {old}\n", f"unit: {new}\n")


@quick(60)
@given(edits(), st.sampled_from(UNITS), st.booleans())
def test_a_unit_renamed_on_one_side_keeps_what_the_other_did(
    drawn: tuple[Filled, Filled, Filled], unit: str, here: bool
) -> None:
    """Edits of both sides, and one side calls a unit otherwise: in either order the same file, nothing lost."""
    base, mine, other = drawn
    begun = {slot[:3] for slot in base if slot[0] == "progress"}
    other = {
        slot: text for slot, text in other.items() if slot not in mine and (slot[0] != "progress" or slot[:3] in begun)
    }
    new = "区新名称局"
    texts = [write(base), renamed(write(base | mine), unit, new), write(base | other)]

    def same_unit(one: str, another: str) -> bool:
        return one == another or {one, another} == {unit, new}

    first, second = (1, 2) if here else (2, 1)
    one = merge(texts[0], texts[first], texts[second], same_unit=same_unit)
    swapped = merge(texts[0], texts[second], texts[first], same_unit=same_unit)
    assert not one.conflicts and not swapped.conflicts
    assert laid_out(one) == laid_out(swapped)
    assert same(value_of(one.text), value_of(renamed(write(base | mine | other), unit, new)))


REPORT = """\
  - period: 2021-04
    unit: 区住建局
    reported: 2021-05-06
    done: 建成350套。
    problems: 燃气验收滞后。
    next: 5月底前完成验收。
    verdict: 未完成
"""


@pytest.mark.parametrize("swap", [False, True])
def test_a_unit_renamed_here_and_edited_there_without_a_registry(swap: bool) -> None:
    base = with_entry(REPORT)
    ours = edit(base, ("unit: 区住建局\n    reported", "unit: 区住房城乡建设局\n    reported"))
    theirs = edit(base, ("done: 建成350套。", "done: 建成360套。"), ("    verdict: 未完成\n", "    verdict: 完成\n"))
    merged = merge(base, theirs, ours) if swap else merge(base, ours, theirs)
    assert merged.conflicts == ()
    assert merged.text == edit(
        ours, ("done: 建成350套。", "done: 建成360套。"), ("    verdict: 未完成\n", "    verdict: 完成\n")
    )


def test_a_conflict_inside_a_renamed_entry_is_named_as_it_is_called_now() -> None:
    base = with_entry(REPORT)
    ours = edit(base, ("unit: 区住建局\n    reported", "unit: 区新名称局\n    reported"), ("350套", "351套"))
    theirs = edit(base, ("350套", "360套"))
    for one, other in ((ours, theirs), (theirs, ours)):
        merged = merge(base, one, other)
        assert [each.field for each in merged.conflicts] == ["progress/2021-04/区新名称局/done"]
        lines = merged.text.split("\n")
        note = next(n for n, line in enumerate(lines) if "合并冲突" in line)
        assert lines[note + 3].startswith("    done: ")


def known_as(*names: str) -> Callable[[str, str], bool]:
    """A registry in which these names mean one unit."""
    return lambda one, other: one == other or {one, other} <= {*names}


OLD_NAME, NEW_NAME = "区住建局", "区住房城乡建设局"


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize(("in_use", "name"), [(OLD_NAME, NEW_NAME), (NEW_NAME, OLD_NAME)])
def test_one_report_that_both_sides_added_under_two_names_of_the_unit(in_use: str, name: str, swap: bool) -> None:
    def written(*entries: str) -> str:
        return with_entry(*entries).replace(f"unit: {OLD_NAME}\n    done: |", f"unit: {in_use}\n    done: |")

    sides = [written(entry("2021-04", unit, "建成350套。")) for unit in (OLD_NAME, NEW_NAME)]
    merged = merge(written(), *(sides[::-1] if swap else sides), same_unit=known_as(OLD_NAME, NEW_NAME))
    assert merged.conflicts == ()
    assert merged.text == written(entry("2021-04", name, "建成350套。"))


@pytest.mark.parametrize("swap", [False, True])
def test_two_reports_of_one_unit_under_two_names_disagree_about_a_cell(swap: bool) -> None:
    base = with_entry()
    written = ((OLD_NAME, "建成350套。"), (NEW_NAME, "建成360套。"))
    sides = [with_entry(entry("2021-04", unit, done)) for unit, done in written]
    merged = merge(base, *(sides[::-1] if swap else sides), same_unit=known_as(OLD_NAME, NEW_NAME))
    assert [each.field for each in merged.conflicts] == [f"progress/2021-04/{NEW_NAME}/done"]
    assert [item["unit"] for item in value_of(merged.text)["progress"]] == [OLD_NAME, NEW_NAME]
    assert len(merge(base, *sides, same_unit=known_as()).text.split("period: 2021-04")) == 3  # two units, two reports


def test_two_new_names_for_one_unit_are_a_conflict_about_the_name_alone() -> None:
    base = with_entry(REPORT)
    ours = edit(base, ("unit: 区住建局\n    reported", "unit: 甲局\n    reported"))
    theirs = edit(base, ("unit: 区住建局\n    reported", "unit: 乙局\n    reported"), ("350套", "360套"))
    merged = merge(base, ours, theirs)
    assert [each.field for each in merged.conflicts] == ["progress/2021-04/甲局/unit"]
    assert [item.get("done") for item in value_of(merged.text)["progress"] if item["period"] == "2021-04"] == [
        "建成360套。"
    ]


def test_another_unit_in_the_place_of_one_that_was_taken_out_is_no_renaming() -> None:
    base = with_entry(REPORT)
    ours = edit(base, (REPORT, entry("2021-04", "区财政局", "拨付资金。")))
    theirs = edit(base, ("350套", "360套"))
    assert [each.field for each in merge(base, ours, theirs).conflicts] == ["progress/2021-04/区住建局"]


@quick(30)
@given(fields, fields)
def test_what_one_side_or_both_alike_did_is_the_result(before: Filled, after: Filled) -> None:
    base, changed = write(before), write(before | after)
    assert merge(base, changed, changed) == merge(base, changed, base) == merge(base, base, changed) == Merged(changed)


def test_samples_of_the_properties_are_clean() -> None:
    found = yamlfile.load(write(dict.fromkeys(SLOTS, "完成。")))[1]
    assert [finding for finding in found if finding.level is Level.ERROR] == []
