"""A wider look at how far something goes beyond its plan, in percent: 概算1.6亿元，实际1.84亿元，超概算15%."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.claims import arithmetic as a
from ledger.claims.again import is_hardly_chance, telling_pairs
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_OVER = late(
    "超(?:额|出|过|了)?(?:完成)?(?:年度|全年|年初|当年|原定?)?"
    "(?P<plan>计划|目标|任务|预算|概算|估算|指标|定额|合同价?|批复|核定)?(?:任务|目标|总?投资|数|额|价)*(?:约|近|达|达到|为)?$"
)
_NAMED = late("计划|目标|任务|预算|概算|估算|指标|定额|合同|批复|核定")
_NEAR = 6


@wider("growth", "percent", "plan", "several amount")
def beyond(reading: Reading, given: Given) -> Iterator[Claim]:
    """What was done against the plan that is printed near by."""
    if "超" not in reading.text:
        return
    for at, figure in enumerate(reading.figures):
        if figure.kind != PERCENT or "超" not in figure.lead or not figure.is_exact:
            continue
        hit = _OVER.search(figure.lead)
        if hit is not None and not figure.has("time-progress", "plan-progress", "share"):
            found = _beyond(reading, at, hit.group("plan") or "")
            if found is not None:
                yield found


def _beyond(reading: Reading, at: int, name: str) -> Claim | None:
    """The amounts of one measure right before it: the plan bears its name, and what was done no such name."""
    figure = reading.figures[at]
    near = [
        f
        for f in reading.figures[max(0, at - _NEAR) : at]
        if f.kind == AMOUNT and f.paragraph == figure.paragraph and f.is_exact and not f.weak
    ]
    tries = 0
    for plan in reversed([f for f in near if _is_plan(f, name)]):
        for done in reversed(near):
            if done.dimension != plan.dimension or done is plan or _is_plan(done, "") or done.exact <= plan.exact:
                continue
            tries += 1
            rate = a.percent(a.subtract(a.of(done), a.of(plan)), a.of(plan))
            if rate is not None and a.compare(figure, rate) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
                return _told(figure, done, plan, rate)
    return _if_wrong(reading, figure, near, name)


def _is_plan(figure: Figure, name: str) -> bool:
    words = figure.lead + figure.label
    return (
        (name in words and bool(name))
        or (figure.has("plan") and not figure.has("done"))
        or (not name and _NAMED.search(words) is not None)
    )


def _if_wrong(reading: Reading, figure: Figure, near: list[Figure], name: str) -> Claim | None:
    """One plan and one amount that was done, side by side right before: nothing else can be meant."""
    here = [f for f in near if f.sentence == figure.sentence and f.segment == figure.segment]
    if len(here) != 2 or here[0].dimension != here[1].dimension or figure.clause - here[1].clause > 1:
        return None
    plan, done = here if _is_plan(here[0], name) else here[::-1]
    if _is_plan(done, "") or not _is_plan(plan, name) or done.exact <= plan.exact or not plan.value:
        return None
    subject = telling_pairs(figure.lead[: figure.lead.rfind("超")])
    if not subject <= telling_pairs(done.lead):
        return None
    rate = a.percent(a.subtract(a.of(done), a.of(plan)), a.of(plan))
    whole = a.percent(a.of(done), a.of(plan))
    if rate is None or whole is None or a.compare(figure, whole) is not Verdict.INCONSISTENT:
        return None  # 超额完成108%
    return _told(figure, done, plan, rate) if not a.too_coarse(figure, rate) else None


def _told(figure: Figure, done: Figure, plan: Figure, rate: a.Span) -> Claim:
    verdict, shown = a.compare(figure, rate), a.like(rate.exact, figure)
    why = f"({a.bare(done)}−{a.bare(plan)})÷{a.bare(plan)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("growth", figure, shown, verdict, why, exact=rate.exact, of=(done, plan, plan))
