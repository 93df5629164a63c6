"""Totals over tasks: proposed, confirmed, held to. 虚构."""

from __future__ import annotations

from ledger.claims.links import comparable, proposals
from ledger.model import Task
from ledger.values import replace
from tests.report.invented import ledger, task


def demolition(n: int, text: str, **more: object) -> Task:
    return replace(task(n), text=text, **more)  # type: ignore[arg-type]


WHOLE = demolition(1, "完成拆迁安置1532户。")
EAST = demolition(2, "完成东片区拆迁安置900户。")
WEST = demolition(3, "完成西片区拆迁安置632户。")
OTHER = demolition(4, "新增城镇就业632户。")


def test_parts_that_make_a_total_are_proposed_with_their_sum() -> None:
    (link,) = proposals(ledger([WHOLE, EAST, WEST, OTHER]))
    assert (link.total.task, [part.task for part in link.parts]) == (WHOLE.id, [EAST.id, WEST.id])
    assert link.why == "900户+632户=1532户"
    assert not link.confirmed


def test_a_confirmed_link_says_so() -> None:
    told = replace(WHOLE, sum_of=(EAST.id, WEST.id))
    (link,) = proposals(ledger([told, EAST, WEST]))
    assert link.confirmed


def test_amounts_that_add_up_in_two_ways_or_speak_of_other_things_are_not_proposed() -> None:
    again = demolition(5, "完成南片区拆迁安置632户。")
    assert proposals(ledger([WHOLE, EAST, WEST, again])) == []
    assert proposals(ledger([WHOLE, EAST, OTHER])) == []


def test_twins_are_no_parts_of_each_other() -> None:
    twin = demolition(6, "完成西片区拆迁安置632户。", same_as=(WEST.id,))
    (link,) = proposals(ledger([WHOLE, EAST, replace(WEST, same_as=(twin.id,)), twin]))
    assert [part.task for part in link.parts] == [EAST.id, WEST.id]


def test_only_amounts_of_which_each_task_states_one_are_compared() -> None:
    ((total, parts),) = comparable(WHOLE, [EAST, WEST])
    assert (total.printed, [part.printed for part in parts]) == ("1532户", ["900户", "632户"])
    assert list(comparable(WHOLE, [EAST, demolition(7, "拆迁300户、安置332户。")])) == []
