"""A last look at shares that stand in rows: several of one whole, rates of towns that were counted before, 分别为."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import Surroundings, counted_like
from ledger.claims.again_said import is_share_left, names_of
from ledger.claims.again_shares import percent_of
from ledger.claims.bases import run_of
from ledger.claims.leavings import planned
from ledger.claims.parts import BARE_DONE, RATE_ENDS
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT, BARE
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_LEAST = 3
_WITNESSES = 2
_MOST = 16
_PARAGRAPHS = 10
_TASK = late("(?:年度|全年|目标|计划)?(?:任务|目标|计划)(?:数|为|是|共)?$")
_PLAN_WORDS = (
    "任务",
    "任务的",
    "目标",
    "目标的",
    "计划",
    "计划的",
    "预算",
    "预算的",
    "任务数",
    "计划数",
    "目标任务",
    "指标",
)
_PLAN_NAMED = late(
    "(?:完成|达到?|实现|为|是|相当于|超过|占)了?[^，,。；;：:0-9占]{0,8}(?:任务|目标|计划|预算|指标)数?值?的$"
)
_SUBJECT, _CALLED = 2, 4
_COUNT = 10
_NOUGHT, _ALL = Decimal(0), Decimal(100)


class _Said(NamedTuple):
    at: int
    figure: Figure
    part: Figure
    base: str


@last("share", "percent")
def rows_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """Shares side by side speak for each other: the amount that two of them are of, the others are of too."""
    around: Surroundings | None = None
    left = {at for at in open_ if is_share_left(reading.figures[at])}
    if not left:
        return
    for row in _rows(reading, left):
        around = around or Surroundings(reading)
        yield from _of_row(around, row, left)
    for at in sorted(left):
        figure = reading.figures[at]
        named = _PLAN_NAMED.search(figure.lead) or (figure.lead == "的" and figures_in_bracket(reading, at))
        done = figure.lead.replace("分别", "").rstrip("为是达了已").endswith((*BARE_DONE, *RATE_ENDS))
        if not (done or named) and figure.lead:
            continue
        around = around or Surroundings(reading)
        found = _of_plan_named(around, at) if named else _one_to_one(reading, figure) or _of_task(around, at)
        if found is not None:
            yield found


def _rows(reading: Reading, left: set[int]) -> Iterator[list[_Said]]:
    """The shares of one paragraph that are said of the same base, or of none that is named."""
    groups: dict[tuple[int, str], list[_Said]] = {}
    bases: dict[int, str] = {}
    paragraphs = {reading.figures[at].paragraph for at in left}
    told = [(n, f) for n, f in enumerate(reading.figures) if f.paragraph in paragraphs and is_share_left(f)]
    for at, figure in told if len(told) >= _WITNESSES else ():
        named = names_of(reading, figure)
        if named is None or named.rate or named.part:
            continue
        base = named.base or bases.get(figure.sentence, "")  # 占总量的76.4%；网络受理0.42万件，占15.0%
        bases[figure.sentence] = base
        near = [f for f in reading.figures[max(0, at - 3) : at] if f.sentence == figure.sentence]
        near = [f for f in near if f.kind == AMOUNT or _is_number(f)]
        if near and figure.clause - near[-1].clause <= 1 and near[-1].is_exact and not near[-1].has("up", "down"):
            groups.setdefault((figure.paragraph, base), []).append(_Said(at, figure, near[-1], base))
    for group in groups.values():
        row = _measured(group)
        if any(said.at in left for said in row) and (len(row) >= _LEAST or (len(row) == 2 and _make_all(row))):
            yield row[:_MOST]


def _is_number(figure: Figure) -> bool:
    """行政处罚2100，占: a count whose measure stands at the others of its row."""
    return figure.kind == BARE and not figure.weak and figure.value >= _COUNT and not figure.step


def _measured(row: list[_Said]) -> list[_Said]:
    """The row with the measure of the others where a number has none."""
    like = next((said.part for said in row if said.part.dimension), None)
    if like is None:
        return []
    return [
        said
        if said.part.dimension
        else said._replace(part=said.part._replace(kind=AMOUNT, dimension=like.dimension, measure=like.measure))
        for said in row
    ]


def _make_all(row: list[_Said]) -> bool:
    """商品类占57.12%，服务类占42.88%: two shares that leave nothing out."""
    steps = sum((said.figure.step for said in row), _NOUGHT)
    return abs(sum((said.figure.value for said in row), _NOUGHT) - _ALL) <= steps / 2


def _fits(said: _Said, whole: Figure) -> bool:
    if (
        whole.dimension not in counted_like(said.part)
        or said.part.value > whole.value
        or whole.start == said.part.start
    ):
        return False
    low, high = said.figure.low, said.figure.high
    share = float(said.part.value) * 100 / float(whole.value) if whole.value else -1.0
    if high is None or not float(low) - 1e-9 <= share <= float(high) + 1e-9:
        return False
    return a.compare(said.figure, percent_of(said.part, whole)) is Verdict.CONSISTENT


def _of_row(around: Surroundings, row: list[_Said], left: set[int]) -> Iterator[Claim]:
    wholes = around.before(row[0].at, paragraphs=_PARAGRAPHS)
    added = _sum(row)
    printed = row[0].part.has("part")  # 其中 is said of a total that is printed
    made = [] if printed else [added]
    if made:
        made += [_sum(piece) for piece in _pieces(row)]
    rest = _rest_behind(around.reading, row)
    if made and rest is not None:
        made.append(added._replace(value=added.value + rest.value))
    counts = [(sum(_fits(said, whole) for said in row), whole) for whole in (*wholes, *made)]
    if not counts:
        return
    most, whole = max(counts, key=lambda counted: counted[0])
    if most < _WITNESSES or len(row) - most > most // 2 or len({w.value for n, w in counts if n == most}) > 1:
        return
    for said in row:
        if said.at not in left or whole.dimension not in counted_like(said.part):
            continue
        computed = percent_of(said.part, whole)
        verdict = Verdict.CONSISTENT if _fits(said, whole) else a.compare(said.figure, computed)
        yield _told(said.figure, said.part, whole, computed, verdict)


def _sum(row: list[_Said]) -> Figure:
    return row[0].part._replace(value=sum((said.part.value for said in row), _NOUGHT), start=-1)


def _pieces(row: list[_Said]) -> Iterator[list[_Said]]:
    """男性…占51.31%；女性…占48.69%；0—14岁…、15—59岁…、60岁及以上…: shares that make all of it, time and again."""
    piece: list[_Said] = []
    for said in row:
        piece.append(said)
        if len(piece) > 1 and _make_all(piece):
            yield piece
            piece = []


def _rest_behind(reading: Reading, row: list[_Said]) -> Figure | None:
    """扬尘类174件，占19.8%；其余162件: the others without a share of their own."""
    after = reading.figures[row[-1].at + 1 : row[-1].at + 2]
    rest = after[0] if after and after[0].sentence == row[-1].figure.sentence else None
    told = rest is not None and rest.kind == AMOUNT and rest.lead.startswith(("其余", "其他", "其它"))
    return rest if told and rest is not None and rest.dimension == row[-1].part.dimension else None


def _told(figure: Figure, part: Figure, whole: Figure, computed: a.Span, verdict: Verdict) -> Claim:
    shown = a.like(computed.exact, figure)
    why = f"{a.bare(part)}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=computed.exact, of=(part, whole))


def _one_to_one(reading: Reading, figure: Figure) -> Claim | None:
    """分别到位92.4亿元、64.8亿元，目标分别为105亿元、80亿元，完成率分别为88%、81%."""
    run = run_of(reading, figure)
    size = len(run)
    if size < _WITNESSES or "分别" not in run[0].lead:
        return None
    amounts = [f for f in reading.in_sentence(figure.sentence) if f.kind == AMOUNT and f.end <= run[0].start]
    done, plans = amounts[-2 * size : -size], amounts[-size:]
    if len(done) != size or len({f.dimension for f in (*done, *plans)}) != 1 or not planned(plans[0]):
        return None
    if "分别" not in plans[0].lead or any(planned(f) for f in done):
        return None
    place = next(n for n, other in enumerate(run) if other.start == figure.start)
    computed = percent_of(done[place], plans[place])
    return _told(figure, done[place], plans[place], computed, a.compare(figure, computed))


def _of_task(around: Surroundings, at: int) -> Claim | None:
    """龙泉镇任务1200户，完成93.3%, with 龙泉镇1120户 told before; 612人（任务600人），完成102%; 任务40家，完成65%."""
    reading = around.reading
    figure = reading.figures[at]
    near = [f for f in reading.figures[max(0, at - 8) : at] if f.kind == AMOUNT and f.sentence == figure.sentence]
    listed = len(near) > 2 and "、" in reading.text[near[-3].end : near[-2].start]  # 新建40公里、改造60公里，完成72公里
    if len(near) > 1 and not listed and _are_plan_and_done(figure, *near[-2:]):
        return _of_plan(figure, near[-1], near[-2], sure=True)
    plan = near[-1] if near else None
    if plan is None or not planned(plan) or figure.clause - plan.clause > 2 or plan.has("done") or not plan.is_exact:
        return None
    if plan.depth == figure.depth + 1:
        done = near[-2] if len(near) > 1 else None
        sure = done is not None and done.dimension == plan.dimension and done.depth == figure.depth
        return _of_plan(figure, done, plan, sure=True) if done is not None and sure and not planned(done) else None
    task = _TASK.search(plan.lead)
    subject = plan.lead[: task.start()] if task is not None else ""
    if len(subject) >= _SUBJECT and "完成" in figure.lead:
        told = [f for f in around.before(at, paragraphs=_PARAGRAPHS) if f.dimension == plan.dimension]
        told = [f for f in told if f.lead.removeprefix("其中").endswith(subject) and f.start != plan.start]
        if len({f.value for f in told}) == 1:
            return _of_plan(figure, told[0], plan, sure=True)
    others = [f for f in near[:-1] if f.dimension == plan.dimension and not planned(f) and f.is_exact and not f.depth]
    for done in others[:1] if not subject or len(others) == 1 else ():
        return _of_plan(figure, done, plan, sure=False)
    return None


def _are_plan_and_done(figure: Figure, plan: Figure, done: Figure) -> bool:
    """全年计划救助2600人次，已救助2184人次，完成84%; 玉米应收62.4万亩，已收58.7万亩，94.1%: clause by clause."""
    straight = done.clause - plan.clause == 1 and figure.clause - done.clause == 1 and done.dimension == plan.dimension
    plain = straight and plan.is_exact and done.is_exact and not done.has("part", "up", "down", "rest")
    counted = plan.dimension not in CONTINUOUS and not plan.has("done", "part") and not plan.step
    due = planned(plan) or (plan.has("whole") and "应" in plan.lead)
    bare = (
        not figure.lead and not figure.tail and due
    )  # no word of its own: the two beside it are all that it can be of
    told = (figure.lead.rstrip("了约") in BARE_DONE and (due or counted)) or bare
    told = told or (
        not figure.lead
        and not figure.tail
        and counted
        and figure.step < 1
        and done.has("done")
        and done.value < plan.value
    )
    done_so_far = done.has("done") or "已" in done.lead or done.lead.startswith("实")
    level = plan.depth == done.depth and (figure.depth == plan.depth or (bare and figure.depth == plan.depth + 1))
    return plain and told and not planned(done) and level and done_so_far


def figures_in_bracket(reading: Reading, at: int) -> bool:
    """考核任务（8.33亿元）的495.4%: whether the plan stands in a bracket straight before, named in front of it."""
    figure = reading.figures[at]
    plan = reading.figures[at - 1] if at else figure
    if plan.kind != AMOUNT or plan.depth != figure.depth + 1 or plan.sentence != figure.sentence or plan.lead:
        return False
    opened = max(reading.text.rfind("(", 0, plan.start), reading.text.rfind("（", 0, plan.start))
    return opened > 0 and reading.text.endswith(_PLAN_WORDS, 0, opened)


def _of_plan_named(around: Surroundings, at: int) -> Claim | None:
    """支出16480万元，年初预算为15200万元，完成年初预算的108.42%: the plan right before it, what was done before that.

    Wrong only where nothing else of the measure stands in the sentence.
    """
    reading = around.reading
    figure = reading.figures[at]
    here = [f for f in reading.in_sentence(figure.sentence) if f.kind == AMOUNT and f.end <= figure.start]
    here = [f for f in here if f.is_exact and not f.weak]
    plan = here[-1] if here else None
    if plan is None or figure.clause - plan.clause > 2 or plan.has("up", "down"):
        return None
    if plan.joined and len(here) > 1 and here[-2].dimension != plan.dimension:
        return None  # 264处、20.58万平方米（台账277处、22.85万平方米），完成总任务的90%: of which of the two?
    inside = plan.depth == figure.depth + 1
    if not (inside or planned(plan)) or (plan.has("done") and not inside):
        return None
    done = [f for f in here[:-1] if f.dimension == plan.dimension and not planned(f)]
    done = [f for f in done if not f.has("up", "down", "last-year", "each", "rest")]
    if not done:
        done = _done_before(around, at, plan)
        return _of_plan(figure, done[0], plan, sure=False) if done else None
    sure = len(done) == 1 and plan.clause - done[0].clause <= (2 if inside else 1) and done[0].depth == figure.depth
    return _of_plan(figure, done[-1], plan, sure=sure)


def _done_before(around: Surroundings, at: int, plan: Figure) -> list[Figure]:
    """城镇新增就业1266万人。…城镇新增就业目标为900万人，完成: what was told under the same words."""
    task = _TASK.search(plan.lead)
    subject = plan.lead[: task.start()] if task is not None else ""
    told = [f for f in around.before(at, paragraphs=2) if f.dimension == plan.dimension and not planned(f)]
    called = [f for f in told if _same_end(f.lead, subject) >= _CALLED]
    return called if len({f.value for f in called}) == 1 else []


def _same_end(one: str, two: str) -> int:
    count = 0
    while count < min(len(one), len(two)) and one[-1 - count] == two[-1 - count]:
        count += 1
    return count


def _of_plan(figure: Figure, done: Figure, plan: Figure, *, sure: bool) -> Claim | None:
    computed = percent_of(done, plan)
    verdict = a.compare(figure, computed)
    return _told(figure, done, plan, computed, verdict) if sure or verdict is Verdict.CONSISTENT else None
