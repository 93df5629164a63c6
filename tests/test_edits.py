"""Edits of a task's text: only the lines concerned, proved by reading back, refused when in doubt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import edits, yamlfile
from ledger.codec import BLOCK
from ledger.edits import entrytext
from ledger.edits.fields import field_at
from ledger.errors import EditRefused, FileRefused, LedgerError, NotFound, UsageProblem
from ledger.model import Entry, Review
from ledger.periods import Period
from ledger.values import replace

TASK = """\
# 虚构：开头的说明
id: 2021-main-001
number: 1     # 序号
text: '建设安置房1200套。'

units: {lead: [区住建局], support: [甲集团, 乙街道办事处]}
indicators:
  - {name: 套数, target: 1200, measure: 套, comparator: ">="}
plan:
  2021-Q2: 完成600套。
deadline: 2021-06-30
progress:
  # 三月
  - period: 2021-03
    unit: 区住建局
    reported: 2021-04-02
    done: "建成310套。"     # 引号不动
    problems: 无。
    indicators: {套数: 310}

  - period: 2021-05
    unit: 区住建局
    joint: [甲集团]
    done: |-
      建成500套。
      二期开工。
reviews:
  - {period: 2021-03, verdict: 完成, by: 督查室, on: 2021-04-12}
other: {联系人: 某某}
"""
MARCH, APRIL, MAY = Period(2021, "month", 3), Period(2021, "month", 4), Period(2021, "month", 5)
WHO = {"reason": "单位来函", "approved_by": "督查室"}


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came; everything else must be there in the same order."""
    import difflib

    gone, come = [], []
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        if line.startswith("- "):
            gone.append(line[2:])
        elif line.startswith("+ "):
            come.append(line[2:])
    return gone, come


# entries


def test_an_entry_goes_where_its_time_is() -> None:
    edited = edits.add_entry(TASK, Entry(APRIL, "甲集团", done="完成。"))
    assert lines_changed(TASK, edited) == (
        [],
        ["  - period: 2021-04", "    unit: 甲集团", "    done: 完成。", ""],
    )
    assert [str(entry.period) for entry in edits.read_task(edited).progress] == ["2021-03", "2021-04", "2021-05"]


@pytest.mark.parametrize(
    ("period", "place"), [("2021-02", 0), ("2021-03", 1), ("2021-Q1", 1), ("2021-Q2", 2), ("2021", 2)]
)
def test_order_of_entries(period: str, place: int) -> None:
    edited = edits.add_entry(TASK, Entry(Period.parse(period), "乙街道办事处", done="完成。"))
    assert edits.read_task(edited).progress[place].unit == "乙街道办事处"
    assert lines_changed(TASK, edited)[0] == []


@pytest.mark.parametrize("start", ["", "progress: []\n", "progress:\n"])
def test_the_first_entry(start: str) -> None:
    text = f"id: a\nnumber: 1\ntext: b\n{start}# 末尾的说明\n"
    edited = edits.add_entry(text, Entry(APRIL, "区住建局", done="一\n二"))
    assert edits.read_task(edited).progress == (Entry(APRIL, "区住建局", done="一\n二"),)
    assert "# 末尾的说明\n" in edited


def test_line_ends_and_byte_order_mark_stay() -> None:
    text = "\ufeff" + TASK.replace("\n", "\r\n")
    edited = edits.add_entry(text, Entry(APRIL, "甲集团", done="一\n二"))
    assert edited.startswith("\ufeff")
    assert edited.count("\n") == edited.count("\r\n") > text.count("\n")


def test_an_entry_that_exists_is_not_overwritten() -> None:
    with pytest.raises(EditRefused, match="填报时间 2021-04-02") as refused:
        edits.add_entry(TASK, Entry(MARCH, "区住建局", done="建成320套。"))
    assert "--replace" in refused.value.hint


def test_the_same_unit_under_another_name() -> None:
    def same(one: str, other: str) -> bool:
        return one.removeprefix("区") == other.removeprefix("区")

    with pytest.raises(EditRefused, match="已经有了"):
        edits.add_entry(TASK, Entry(MARCH, "住建局", done="建成320套。"), same=same)
    with pytest.raises(EditRefused, match="已经有了"):
        edits.add_entry(TASK, Entry(MAY, "甲集团", done="共同填报里已有。"))


def test_replacing_touches_only_what_differs() -> None:
    old = edits.read_task(TASK).progress[0]
    edited = edits.add_entry(TASK, replace(old, problems="燃气验收滞后。", next="5月验收。"), replace=True)
    assert lines_changed(TASK, edited) == (
        ["    problems: 无。"],
        ["    problems: 燃气验收滞后。", "    next: 5月验收。"],
    )


def test_replacing_with_the_same_is_no_change() -> None:
    with pytest.raises(EditRefused, match="没有改动"):
        edits.add_entry(TASK, edits.read_task(TASK).progress[0], replace=True)


def test_words_of_several_units_are_not_replaced_by_one() -> None:
    with pytest.raises(EditRefused, match="共同填报"):
        edits.add_entry(TASK, Entry(MAY, "甲集团", done="只有甲。"), replace=True)
    joint = edits.read_task(TASK).progress[1]
    edited = edits.add_entry(TASK, replace(joint, done="建成501套。"), replace=True)
    assert edits.read_task(edited).progress[1].joint == ("甲集团",)


@pytest.mark.parametrize(
    "amount", [Decimal("310"), Decimal("310.50"), Decimal("-0.1"), Decimal("0"), Decimal("12345678901234567890.10")]
)
def test_amounts_keep_their_digits(amount: Decimal) -> None:
    edited = edits.add_entry(TASK, Entry(APRIL, "区住建局", done="完成。", indicators={"套数": amount}))
    assert str(edits.read_task(edited).progress[1].indicators["套数"]) == str(amount)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "读不出任务"),
        ("- a\n", "读不出任务"),
        ("id: a\nnumber: 1\n", "缺少 text"),
        ("id: a\nnumber: 1\ntext: b\nprogress:\n  - {unit: 甲}\n", "读不出来的条目"),
        ("id: a\nnumber: 1\ntext: b\ntext: c\n", "写法错误|text"),
        ("id: a\nnumber: 1\ntext: &x b\n", "."),
        ("id: a\nnumber: 1\ntext: b\nprogress: 完成\n", "不是列表"),
    ],
)
def test_a_file_that_cannot_be_read_is_not_edited(text: str, match: str) -> None:
    with pytest.raises(EditRefused, match=match):
        edits.add_entry(text, Entry(APRIL, "甲", done="完成。"))


def test_old_faults_elsewhere_do_not_stand_in_the_way() -> None:
    text = TASK.replace("deadline: 2021-06-30", "dedline: 2021-06-30")
    edited = edits.add_entry(text, Entry(APRIL, "甲集团", done="完成。"))
    assert "dedline" in edited


hostile = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).filter(lambda text: text.strip() == text)


@settings(max_examples=150, deadline=None)
@given(done=hostile, unit=hostile.filter(bool), month=st.integers(1, 12))
def test_whatever_is_written_reads_back_and_the_rest_stays(done: str, unit: str, month: int) -> None:
    entry = Entry(Period(2021, "month", month), unit, done=done)
    try:
        edited = edits.add_entry(TASK, entry)
    except EditRefused:
        # refusing is allowed for what YAML cannot hold; never for ordinary text
        assert not (done + unit).isprintable() or unit in ("区住建局", "甲集团")
        return
    assert entry in edits.read_task(edited).progress
    assert lines_changed(TASK, edited)[0] == []


# reviews, extensions, closures


def test_a_review_is_added_once() -> None:
    review = Review(MAY, "未完成", "督查室", date(2021, 6, 9), "5月30日现场查看")
    edited = edits.add_review(TASK, review)
    assert edits.read_task(edited).reviews[1] == review
    assert len(lines_changed(TASK, edited)[1]) == 1
    with pytest.raises(EditRefused, match="已有评价：未完成（督查室，2021-06-09）"):
        edits.add_review(edited, replace(review, verdict="完成"))
    changed = edits.add_review(edited, replace(review, verdict="完成"), replace=True)
    assert edits.read_task(changed).reviews[1].verdict == "完成"
    with pytest.raises(EditRefused, match="没有改动"):
        edits.add_review(edited, review, replace=True)


def test_an_extension_never_overwrites_the_first_deadline() -> None:
    once, first = edits.extend(TASK, date(2021, 9, 30), on=date(2021, 6, 20), **WHO)
    assert (first.before, first.after) == ("2021-06-30", "2021-09-30")
    twice, second = edits.extend(once, date(2021, 12, 31), **WHO)
    assert (second.before, second.after) == ("2021-09-30", "2021-12-31")
    assert edits.read_task(twice).deadline == "2021-06-30"
    assert edits.read_task(twice).changes == (first, second)
    with pytest.raises(EditRefused, match="不比现在的时限 2021-12-31 晚"):
        edits.extend(twice, date(2021, 12, 31), **WHO)


def test_a_deadline_in_words_can_be_extended() -> None:
    text = TASK.replace("deadline: 2021-06-30", "deadline: 年底前")
    assert edits.extend(text, date(2022, 3, 31), **WHO)[1].before == "年底前"


def test_closing_and_reopening_take_turns() -> None:
    with pytest.raises(EditRefused, match="没有办结"):
        edits.reopen(TASK, on=date(2021, 12, 1), **WHO)
    closed, _ = edits.close(TASK, on=date(2021, 12, 1), **WHO)
    assert edits.read_task(closed).closed
    with pytest.raises(EditRefused, match="2021-12-01"):
        edits.close(closed, on=date(2021, 12, 2), **WHO)
    reopened, _ = edits.reopen(closed, on=date(2022, 1, 1), **WHO)
    assert edits.read_task(reopened).closed is None
    assert edits.read_task(edits.close(reopened, on=date(2022, 2, 1), **WHO)[0]).closed


# corrections


@pytest.mark.parametrize(
    ("field", "to", "before", "gone", "come"),
    [
        ("progress/2021-03/区住建局/done", "建成300套。", "建成310套。", 1, "    done: 建成300套。     # 引号不动"),
        ("进展/2021-03/区住建局/完成情况", "建成300套。", "建成310套。", 1, "    done: 建成300套。     # 引号不动"),
        ("progress/2021-03/区住建局/reported", "2021-04-03", "2021-04-02", 1, "    reported: 2021-04-03"),
        ("progress/2021-03/区住建局/causes", "天气。", "", 0, "    causes: 天气。"),
        ("progress/2021-03/区住建局/problems", "", "无。", 1, None),
        ("progress/2021-03/区住建局/indicators/套数", "1,301", "310", 1, "    indicators: {套数: 1301}"),
        ("进展/2021-03/区住建局/指标/套数", "３００．５０", "310", 1, "    indicators: {套数: 300.50}"),
        ("progress/2021-05/甲集团/done", "建成501套。", "建成500套。\n二期开工。", 3, "    done: 建成501套。"),
        ("plan/2021-Q2", "完成500套。", "完成600套。", 1, "  2021-Q2: 完成500套。"),
        ("计划/2021-Q3", "完成900套。", "", 0, "  2021-Q3: 完成900套。"),
        (
            "reviews/2021-03/verdict",
            "未完成",
            "完成",
            1,
            "  - {period: 2021-03, verdict: 未完成, by: 督查室, on: 2021-04-12}",
        ),
        ("text", "建设安置房1100套。", "建设安置房1200套。", 1, "text: 建设安置房1100套。"),
        ("leaders", "甲某、乙某", "", 0, "leaders: [甲某, 乙某]"),
        ("units/lead", "甲集团", "区住建局", 1, None),
        ("责任单位/配合单位", "甲集团，丙局", "甲集团、乙街道办事处", 1, None),
        ("indicators/套数/target", "1100", "1200", 1, '  - {name: 套数, target: 1100, measure: 套, comparator: ">="}'),
        ("indicators/套数/plan/2021-Q2", "600", "", 1, "    plan: {2021-Q2: 600}"),
        ("指标/套数/计划数/2021-Q2", "600套", "", 1, "    plan: {2021-Q2: 600}"),
        ("progress/2021-05/甲集团/joint", "甲集团、丙局", "甲集团", 1, "    joint: [甲集团, 丙局]"),
        ("progress/2021-05/甲集团/label", "住建局等", "", 0, "    label: 住建局等"),
        ("number", "2", "1", 1, "number: 2     # 序号"),
        ("deadline", "2021-07-31", "2021-06-30", 1, "deadline: 2021-07-31"),
        ("other/联系人", "另一人", "某某", 1, "  联系人: 另一人"),
        ("note", "备注一句。", "", 0, "note: 备注一句。"),
    ],
)
def test_a_correction_changes_the_field_and_records_it(
    field: str, to: str, before: str, gone: int, come: str | None
) -> None:
    edited, change = edits.correct(TASK, field, to, on=date(2021, 7, 1), **WHO)
    assert change.before == before
    assert edits.read_task(edited).changes == (change,)
    assert field_at(edits.read_task(edited), change.field, lambda a, b: a == b).before == change.after
    lost, new = lines_changed(TASK, edited)
    assert len(lost) == gone
    assert come is None or come in new


def test_a_correction_knows_its_period_and_unit() -> None:
    _, change = edits.correct(TASK, "progress/2021-05/甲集团/done", "建成501套。", **WHO)
    assert (str(change.period), change.unit) == ("2021-05", "区住建局")
    assert change.field == "progress/2021-05/区住建局/done"


def test_an_entry_under_the_wrong_period_moves_whole() -> None:
    edited, change = edits.correct(TASK, "进展/2021-03/区住建局/周期", "2021-04", **WHO)
    assert (change.field, change.before, change.after) == ("progress/2021-03/区住建局/period", "2021-03", "2021-04")
    assert change.renames == ("progress/2021-03/区住建局", "progress/2021-04/区住建局")
    was, now = edits.read_task(TASK).progress[0], edits.read_task(edited).progress[0]
    assert str(now.period) == "2021-04" and (now.done, now.indicators) == (was.done, was.indicators)
    assert lines_changed(TASK, edited)[0] == ["  - period: 2021-03"]
    edited, _ = edits.correct(TASK, "progress/2021-03/区住建局/period", "2021-09", **WHO)
    assert [str(entry.period) for entry in edits.read_task(edited).progress] == ["2021-09", "2021-05"]
    assert "# 引号不动" in edited
    bare = TASK.replace("  # 三月\n", "").replace("     # 引号不动", "")
    edited, _ = edits.correct(bare, "progress/2021-03/区住建局/period", "2021-09", **WHO)
    assert [str(entry.period) for entry in edits.read_task(edited).progress] == ["2021-05", "2021-09"]
    assert edits.read_task(edited).progress[1].done == was.done
    edited, change = edits.correct(TASK, "reviews/2021-03/period", "2021-04", **WHO)
    assert str(edits.read_task(edited).reviews[0].period) == "2021-04"
    with pytest.raises(EditRefused, match="已经有评价"):
        edits.correct(
            TASK.replace("other: {", "  - {period: 2021-04, verdict: 未完成}\nother: {"),
            "reviews/2021-03/period",
            "2021-04",
            **WHO,
        )


def test_the_plan_of_an_indicator_is_corrected_added_to_and_taken_away() -> None:
    text, _ = edits.correct(TASK, "indicators/套数/plan/2021-Q2", "600", **WHO)
    text, change = edits.correct(text, "indicators/套数/plan/2021-Q2", "650", **WHO)
    assert (change.field, change.before, change.after) == ("indicators/套数/plan/2021-Q2", "600", "650")
    text, _ = edits.correct(text, "indicators/套数/plan/2021-Q4", "1200", **WHO)
    assert [(str(p), int(n)) for p, n in edits.read_task(text).indicators[0].plan] == [
        ("2021-Q2", 650),
        ("2021-Q4", 1200),
    ]
    for period in ("2021-Q2", "2021-Q4"):
        text, _ = edits.correct(text, f"indicators/套数/plan/{period}", "", **WHO)
    assert edits.read_task(text).indicators[0].plan == ()
    with pytest.raises(EditRefused, match="没有改动"):
        edits.correct(text, "indicators/套数/plan/2021-Q2", "", **WHO)


def test_the_second_of_two_like_records_is_named_by_its_count() -> None:
    twice = TASK.replace(
        "  - period: 2021-05\n", "  - {period: 2021-03, unit: 区住建局, done: 又报一次。}\n  - period: 2021-05\n"
    ).replace("other: {", "  - {period: 2021-03, verdict: 未完成, by: 分管领导}\nother: {")
    edited, change = edits.correct(twice, "progress/2021-03/区住建局#2/done", "第二次。", **WHO)
    assert change.field == "progress/2021-03/区住建局#2/done"
    assert [entry.done for entry in edits.read_task(edited).progress[:2]] == ["建成310套。", "第二次。"]
    edited, change = edits.correct(twice, "reviews/2021-03#2/verdict", "完成", **WHO)
    assert [review.verdict for review in edits.read_task(edited).reviews] == ["完成", "完成"]
    assert change.field == "reviews/2021-03#2/verdict" and str(change.period) == "2021-03"


def test_an_adjustment_is_recorded_as_such() -> None:
    edited, change = edits.correct(TASK, "plan/2021-Q2", "完成500套。", kind="adjustment", **WHO)
    assert change.kind == edits.read_task(edited).changes[0].kind == "adjustment"


@pytest.mark.parametrize(
    ("field", "to", "kind"),
    [
        ("id", "x", UsageProblem),
        ("", "x", UsageProblem),
        ("progress", "x", UsageProblem),
        ("progress/2021-03/区住建局", "x", UsageProblem),
        ("progress/2021年3月/区住建局/done", "x", UsageProblem),
        ("progress/2021-03/区住建局/period", "四月", UsageProblem),
        ("progress/2021-03/区住建局/period", "", EditRefused),
        ("progress/2021-03/区住建局/period", "2021-03", EditRefused),
        ("progress/2021-03/区住建局/period", "2021-05", EditRefused),
        ("progress/2021-03/区住建局/done/x", "x", UsageProblem),
        ("progress/2021-04/区住建局/done", "x", NotFound),
        ("progress/2021-03/没有的局/done", "x", NotFound),
        ("progress/2021-03/区住建局/indicators/面积", "1", NotFound),
        ("progress/2021-03/区住建局/indicators/套数", "很多", UsageProblem),
        ("progress/2021-03/区住建局/reported", "4月2日", UsageProblem),
        ("progress/2021-03/区住建局/reported", "2021-02-30", UsageProblem),
        ("progress/2021-03/区住建局/unit", "", EditRefused),
        ("reviews/2021-04/verdict", "完成", NotFound),
        ("reviews/2021-03/period", "下个月", UsageProblem),
        ("reviews/2021-04/period", "2021-05", NotFound),
        ("indicators/面积/target", "1", NotFound),
        ("indicators/套数/颜色", "1", UsageProblem),
        ("indicators/套数/plan", "1", UsageProblem),
        ("indicators/套数/plan/2021-Q5", "1", UsageProblem),
        ("indicators/套数/plan/2021-Q2", "很多", UsageProblem),
        ("indicators/面积/plan/2021-Q2", "1", NotFound),
        ("progress/2021-03/区住建局#2/done", "x", NotFound),
        ("reviews/2021-03#2/verdict", "未完成", NotFound),
        ("indicators/套数/comparator", "大于", EditRefused),
        ("number", "一", UsageProblem),
        ("text", "", EditRefused),
        ("text", "建设安置房1200套。", EditRefused),
        ("units/lead_source", "猜的", EditRefused),
        ("__class__/x", "x", UsageProblem),
    ],
)
def test_a_correction_that_cannot_be_meant(field: str, to: str, kind: type[LedgerError]) -> None:
    with pytest.raises(kind) as refused:
        edits.correct(TASK, field, to, **WHO)
    assert refused.value.hint


# the splice that was added for entries in their place


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("a:\n- 1\n# 属于2\n- 2\n", 1, "a:\n- 1\n- x\n# 属于2\n- 2\n"),
        ("a:\n  # 属于1\n  - 1\nb: 2\n", 0, "a:\n  - x\n  # 属于1\n  - 1\nb: 2\n"),
        ("a: [1, 2]\n", 1, "a: [1, x, 2]\n"),
        ("a:\n  - 1\n\n  - 2\n", 1, "a:\n  - 1\n\n  - x\n\n  - 2\n"),
        ("a:\n  -\n    b: 1\n", 0, "a:\n  - x\n  -\n    b: 1\n"),
    ],
)
def test_inserting_an_item(text: str, at: int, expected: str) -> None:
    assert yamlfile.insert_item(text, ("a", at), "x", block=BLOCK) == expected


@pytest.mark.parametrize("path", [(), ("a",), ("a", 2), ("a", -1), ("b", 0)])
def test_inserting_nowhere(path: tuple[str | int, ...]) -> None:
    with pytest.raises(EditRefused):
        yamlfile.insert_item("a: [1, 2]\n", path, "x", block=BLOCK)


# an entry as text


def test_what_is_shown_in_the_editor_reads_back() -> None:
    task = edits.read_task(TASK)
    shown = entrytext.write(task, MARCH, "区住建局", task.progress[0])
    assert "# 计划 2021-Q2：完成600套。" not in shown
    assert "# 计划 2021-Q2：完成600套。" in entrytext.write(task, APRIL, "区住建局", None)
    assert entrytext.read(shown, {"套数": "套"}, comments=True) == {
        "reported": date(2021, 4, 2),
        "done": "建成310套。",
        "problems": "无。",
        "causes": "",
        "next": "",
        "verdict": "",
        "indicators": {"套数": Decimal(310)},
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成310套。\n另有2栋。\n", {"done": "建成310套。\n另有2栋。"}),
        ("#1楼封顶。", {"done": "#1楼封顶。"}),
        ("完成情况: 一\n二\n\n三\n下一步：四", {"done": "一\n二\n\n三", "next": "四"}),
        ("填报时间：2021年4月2日\n完成情况：一", {"reported": date(2021, 4, 2), "done": "一"}),
        ("完成情况：一\n指标 套数：1,310套\n指标 面积：", {"done": "一", "indicators": {"套数": Decimal(1310)}}),
        ("完成情况：其中：存在问题的3处已改。", {"done": "其中：存在问题的3处已改。"}),
        ("存在问题：\x1b[31m红\x1b[0m", {"problems": "[31m红[0m"}),
    ],
)
def test_reading_an_entry_from_text(text: str, expected: dict[str, object]) -> None:
    assert entrytext.from_file("x.txt", text.encode(), {"套数": "套"}) == expected
    assert entrytext.from_file("x.txt", text.encode("gb18030"), {"套数": "套"}) == expected


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("x.txt", "完成情况：一\n完成情况：二".encode(), UsageProblem),
        ("x.txt", "不知道\n完成情况：二".encode(), UsageProblem),
        ("x.txt", "填报时间：昨天".encode(), UsageProblem),
        ("x.txt", "填报时间：2021.2.30".encode(), UsageProblem),
        ("x.txt", "指标 套数：很多".encode(), UsageProblem),
        ("x.docx", b"PK\x03\x04\0\0", FileRefused),
        ("x.txt", b"\xff\xff\xff", FileRefused),
        ("x.txt", b"a" * (entrytext.MAX_BYTES + 1), FileRefused),
        ("x.yaml", b"", FileRefused),
        ("x.yaml", "完成".encode(), FileRefused),
        ("x.yaml", "done：一".encode(), FileRefused),
        ("x.yaml", "dne: 一".encode(), FileRefused),
        ("x.yaml", "reported: 4月".encode(), FileRefused),
        ("x.yaml", "- {done: 一}\n- {done: 二}".encode(), FileRefused),
    ],
)
def test_files_that_are_no_entry(name: str, data: bytes, kind: type[LedgerError]) -> None:
    with pytest.raises(kind) as refused:
        entrytext.from_file(name, data, {"套数": "套"})
    assert refused.value.hint


def test_an_entry_from_yaml() -> None:
    data = "period: 2021-04\nunit: 甲集团\ndone: |-\n  一\n  二\nindicators: {套数: 310}\n".encode()
    assert entrytext.from_file("x.yml", data, {}) == {
        "period": APRIL,
        "unit": "甲集团",
        "done": "一\n二",
        "indicators": {"套数": Decimal(310)},
    }
    assert entrytext.from_file("x.yaml", b"- done: a", {}) == {"done": "a"}


def test_the_invented_ledger_can_be_edited_everywhere(folder: Path) -> None:
    for path in sorted(folder.glob("tasks/2021/m*/*.yaml")):
        text = path.read_text("utf-8")
        edited = edits.add_entry(text, Entry(Period(2021, "month", 12), "某局", done="一\n二"))
        assert lines_changed(text, edited)[0] == []
