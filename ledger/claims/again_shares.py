"""A last look at shares and rates: bases that are named far off, taken over from the share before, or unmarked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import (
    Surroundings,
    bears,
    best_named,
    counted_like,
    distinct,
    is_hardly_chance,
    name_pairs,
    telling_pairs,
)
from ledger.claims.again_named import of_custom
from ledger.claims.again_said import Named, is_share_left, names_in_run, names_of
from ledger.claims.again_wholes import called_after, is_denied, should_be, tiers
from ledger.claims.bases import begun, has_own_share, respective_run, run_of
from ledger.claims.leavings import planned
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import CHANGE, OF_CHANGE, SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, AT_LEAST, AT_MOST, PERCENT
from ledger.patterns import late

_FIRST = late("^(?P<first>前)?(?P<n>[两二三四五六])(?:者|项|类|位|个|家|地|种)(?:合计|共|总共|一共)?$")
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_UNUSED = ("空置", "空床", "闲置", "未", "空", "缺", "剩余")
_JUST = ("恰", "刚好", "正好")
_MOST_BACK = 12
_VERBS = ("破", "结", "办", "修", "拆", "栽")
_PLANNED = late("任务|计划|目标|预算")
_TASK_DONE = late("^的?[^，,。；;：:、0-9]{0,8}(?:任务|目标|计划)数?$")
_LONG_RATE = 4
_HUNDRED, _TELLING = 100, 2
_GENERAL_RATES = ("覆盖", "普及", "完成", "达标", "到位")
_NOT_YET = ("没能", "未能", "没有", "没", "未", "尚未", "仍未", "还没")
_OF_NOW = ("本月", "当月", "本周", "当日", "本季", "今年", "当年", "新")
_OF_PEOPLE = ("失业", "就业", "出生", "死亡", "发病", "患病", "检出", "发案", "老龄化", "贫困发生", "抚养", "增长")
"""Rates of all people, of whom the text need not speak."""


class _Try(NamedTuple):
    part: Figure
    whole: Figure
    computed: a.Span
    verdict: Verdict
    unused: bool = False
    """What is left of the whole is meant: 空置率."""


@last("share", "percent")
def shares_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """占限额的92.6%; 用火不慎148起，占33.9% after a share of the same whole; 竣工率 of what a sentence before says."""
    around: Surroundings | None = None
    for at in open_:
        figure = reading.figures[at]
        if is_share_left(figure):
            named = names_in_run(reading, figure) or names_of(reading, figure)
            if named is not None:
                around = around or Surroundings(reading)
                found = of_custom(reading, at) or _judge(around, at, named) or _of_averages(reading, at, named)
                if found is not None:
                    yield found


def _of_averages(reading: Reading, at: int, named: Named) -> Claim | None:
    """人均消费支出17618元…，消费支出占可支配收入的六成二: both are named, and both are so much for each."""
    if not named.part or not named.base:
        return None
    figure = reading.figures[at]
    near = reversed(reading.figures[max(0, at - 2 * _MOST_BACK) : at])
    each = [f for f in near if f.kind == AMOUNT and f.has("each") and f.is_exact and f.paragraph == figure.paragraph]
    part, whole = best_named(each, named.part), best_named(each, named.base)
    if distinct(part) != 1 or distinct(whole) != 1 or part[0] is whole[0] or part[0].dimension != whole[0].dimension:
        return None
    computed = percent_of(part[0], whole[0])
    return _told(figure, _Try(part[0], whole[0], computed, a.compare(figure, computed)))


def percent_of(part: Figure, whole: Figure) -> a.Span:
    """One amount in percent of another that is not nought."""
    return a.percent(a.of(part), a.of(whole)) or a.constant(0)


def _percent(part: Figure, whole: Figure, unused: bool) -> a.Span | None:
    top = a.subtract(a.of(whole), a.of(part)) if unused else a.of(part)
    return a.percent(top, a.of(whole))


class _Printed:
    """What is printed, and which pairs give it."""

    __slots__ = ("_high", "_low", "figure", "tries")

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        width = float(figure.step)
        if figure.is_exact:
            self._low, self._high = float(figure.value) - width * 1.5, float(figure.value) + width * 1.5
        else:
            high = figure.high
            self._low = float(figure.low) - width
            self._high = float(high) + width if high is not None else 1e9
        self.tries: set[tuple[Decimal, Decimal]] = set()

    def fit(self, parts: Sequence[Figure], wholes: Sequence[Figure], *, unused: bool = False) -> _Try | None:
        """The first pair that gives what is printed exactly."""
        over = self.figure.value > _HUNDRED
        for part in parts:
            measures, value = counted_like(part), part.value
            for whole in wholes:
                if whole.dimension not in measures or whole.start == part.start or not whole.value:
                    continue
                if value > whole.value and not over:
                    continue
                self.tries.add((value, whole.value))
                share = float(value) * 100 / float(whole.value)
                if self._low <= (100 - share if unused else share) <= self._high:
                    computed = _percent(part, whole, unused)
                    if computed is not None and a.compare(self.figure, computed) is Verdict.CONSISTENT:
                        return _Try(part, whole, computed, Verdict.CONSISTENT, unused)
        return None


def _may_be(figure: Figure, part: Figure, whole: Figure) -> bool:
    same = whole.value > 0 and whole.dimension in counted_like(part)
    return same and part.start != whole.start and (part.value <= whole.value or figure.value > _HUNDRED)


_UNDER_WAY = ("正在", "仍在", "尚在", "在办", "在建")


def _reworded(reading: Reading, figure: Figure) -> Figure:
    """恰为三成 is thirty, not a third."""
    just = figure.measure == "成" and any(word in reading.text[figure.start - 3 : figure.start] for word in _JUST)
    return figure._replace(step=Decimal(1), bound="", grain=Decimal(0)) if just else figure


def _judge(around: Surroundings, at: int, named: Named) -> Claim | None:
    reading = around.reading
    figure = _reworded(reading, reading.figures[at])
    near = around.before(at, paragraphs=3)
    parts, sure_part = _parts(around, at, named, near)
    if not parts:
        return None
    printed = _Printed(figure)
    unused = named.rate.startswith(_UNUSED) or is_denied(named.rate, parts[0])
    sure: _Try | None = None
    for wholes, certain in tiers(around, at, named, near, parts[0], partial(_inherited, around, at, parts[0], near)):
        if not wholes:
            continue
        fit = printed.fit(parts, wholes)
        if fit is None and unused:
            fit = printed.fit(parts, wholes, unused=True)
        if fit is not None:
            told = certain and fit.part is parts[0]
            told = told or (
                is_hardly_chance(figure, len(printed.tries)) and (bool(named.part) or not _is_doubled(near, parts[0]))
            )
            if told and not (sure is not None and sure.unused and figure.step >= 1):
                return _told(figure, fit)  # but not 办结18120件；回访11250件，不满意675件，满意率96%
        if certain and sure is None and sure_part and distinct(wholes) == 1 and _may_be(figure, parts[0], wholes[0]):
            computed = _percent(parts[0], wholes[0], unused)
            if computed is not None:
                sure = _Try(parts[0], wholes[0], computed, a.compare(figure, computed), unused)
    if sure is not None and sure.verdict is Verdict.INCONSISTENT:
        if sure.whole.has("done") and _PLANNED.search(named.base) is not None and not planned(sure.whole):
            return None  # 实际完成22个，其中政府投资4个，完成年度计划的80%
        if named.bare and sure.part.has("part") and has_own_share(reading, sure.whole):
            return None  # 两项28.6亿元，占民生支出的46.2%，其中教育18.4亿元，占29.7%
        anew = _told_anew(around, at, sure.part)
        if anew:
            sure = _of_list_anew(around, figure, sure.part, anew)
            return _told(figure, sure) if sure is not None else None
    sure = sure or _slipped(reading, figure, named, parts)
    topped = sure is not None and figure.exact == _HUNDRED and sure.verdict is Verdict.ROUNDING
    return _told(figure, sure) if sure is not None and not topped and figure.bound not in (AT_LEAST, AT_MOST) else None


def _told_anew(around: Surroundings, at: int, part: Figure) -> list[Figure]:
    """工业6户、商贸4户，营业收入分别为5亿元、2亿元，工业板块占: a list of another measure that stands nearer."""
    figures = around.reading.figures
    between = [f for f in figures[max(0, at - _MOST_BACK) : at] if f.start >= part.end]
    return [f for f in between if f.has("separately") and f.kind == AMOUNT and f.dimension != part.dimension]


def _of_list_anew(around: Surroundings, figure: Figure, part: Figure, anew: list[Figure]) -> _Try | None:
    """The same place of the nearer list over its sum, where both lists are of one length."""
    here = around.reading.in_sentence(figure.sentence)
    first = [f for f in here if f.dimension == part.dimension and f.end <= anew[0].start]
    place = next((n for n, f in enumerate(first) if f.start == part.start), -1)
    if len(first) != len(anew) or place < 0 or len({f.dimension for f in anew}) != 1:
        return None
    whole = anew[-1]._replace(value=sum((f.value for f in anew), Decimal(0)))
    computed = percent_of(anew[place], whole)
    return _Try(anew[place], whole, computed, a.compare(figure, computed), False)


def _slipped(reading: Reading, figure: Figure, named: Named, parts: list[Figure]) -> _Try | None:
    """268个，已建成251个，覆盖率达83.7%: clause by clause, nothing else beside, and all digits but one are right."""
    part = parts[0]
    if not (named.rate or named.bare) or named.part or figure.step >= 1 or part.has("rest") or figure.depth:
        return None
    here = [f for f in reading.in_sentence(part.sentence) if f.dimension in counted_like(part) and f.end <= part.start]
    straight = len(here) == 1 and part.clause - here[0].clause == 1 and figure.clause - part.clause == 1
    now = part.has("part") and any(word in part.lead for word in _OF_NOW)
    called = any(c in part.lead + part.tail for c in named.rate[-2:]) or named.rate.endswith(_GENERAL_RATES)
    if now or (named.rate and (not called or named.rate.endswith(_OF_PEOPLE))):
        return None
    if (
        not straight
        or has_own_share(reading, here[0])
        or here[0].depth
        or part.depth
        or not _may_be(figure, part, here[0])
        or here[0].has(*CHANGE)
    ):
        return None
    computed = percent_of(part, here[0])
    slip = a.agreeing(figure, computed.exact) >= _TELLING and a.compare(figure, computed) is Verdict.INCONSISTENT
    return _Try(part, here[0], computed, Verdict.INCONSISTENT) if slip else None


def _is_doubled(near: list[Figure], part: Figure) -> bool:
    """264处、面积20.58万平方米: of which of the two is not said."""
    at = next((n for n, f in enumerate(near) if f.start == part.start), len(near))
    one = near[at + 1] if at + 1 < len(near) else None
    return one is not None and one.clause == part.clause and one.dimension != part.dimension


def _parts(around: Surroundings, at: int, named: Named, near: list[Figure]) -> tuple[list[Figure], bool]:
    """The amounts that the share may be of, the likeliest first, and whether the words leave no doubt about it."""
    reading = around.reading
    figure = reading.figures[at]
    here = [f for f in near if f.sentence == figure.sentence]
    several = _FIRST.search(named.part)
    if several is not None:
        told = _first_of(reading, at, _NUMBERS[several.group("n")], several.group("first") is not None)
        return ([told], True) if told is not None else ([], False)
    if named.part:
        called = best_named(here, named.part) or best_named(near, named.part)
        called = [f for f in called if f.paragraph == figure.paragraph]
        if named.part.endswith(OF_CHANGE):
            called = [f for f in called if f.has("up", "down")]
        return called[:1], bool(called) and distinct(called) == 1
    run = run_of(reading, figure)
    if len(run) > 1:
        own = respective_run(reading, figure)
        place = next(n for n, other in enumerate(run) if other.start == figure.start)
        return ([own[place]], True) if own else ([], False)
    if figure.depth == 0:
        here = [f for f in here if f.depth == 0] or here
    if named.rate:
        return _of_rate(around, at, named.rate, near, here)
    name = name_pairs(named.base)
    far = 1
    two = len(here) > 1 and here[0].dimension == here[1].dimension
    if name and two and bears(here[0], name) * 2 >= len(name) > bears(here[1], name) * 2:
        here, far = here[1:], 2  # 余额19.73亿元，控制在限额20.5亿元以内，占限额的
    if here:
        between = [f for f in reading.figures[max(0, at - 3) : at] if f.start >= here[0].end]
        far += sum(f.kind == PERCENT and f.has("up", "down", "yoy") for f in between)  # 同比下降4.2%，占
    straight = bool(here) and figure.clause - here[0].clause <= far and here[0].segment == figure.segment
    head = _head_of(here)
    if head is not None and _PLANNED.search(named.base) is not None:
        return [head], straight and not head.has("plan")  # 完成22个，其中预算5个、经济责任17个，完成年度计划的
    return here[:2], straight and not here[0].has("plan")


def _head_of(here: list[Figure]) -> Figure | None:
    """The amount that a list straight before takes apart: what is listed makes it."""
    added = Decimal(0)
    for n, figure in enumerate(here):
        if figure.dimension != here[0].dimension:
            return None
        if n > 1 and figure.value == added and here[n - 1].has("part"):
            return figure
        added += figure.value
    return None


def _first_of(reading: Reading, at: int, count: int, first: bool) -> Figure | None:
    """长三角148个、珠三角126个、京津冀62个、其他86个，前两者: the sum of the first of a list, or of all of it."""
    figure = reading.figures[at]
    run: list[Figure] = []
    for other in reversed(reading.figures[max(0, at - _MOST_BACK) : at]):
        if other.clause == figure.clause and other.lead in ("", "前") and other.tail.startswith("占"):
            continue  # 前两类占: how many are meant
        if other.sentence != figure.sentence or (run and other.dimension != run[0].dimension):
            break
        if run and "、" not in reading.text[other.end : run[0].start]:
            break
        run.insert(0, other)
    if len(run) < count or (not first and len(run) != count):
        return None
    chosen = run[:count]
    return chosen[0]._replace(value=sum((f.value for f in chosen), Decimal(0)))


def _of_rate(
    around: Surroundings, at: int, rate: str, near: list[Figure], here: list[Figure]
) -> tuple[list[Figure], bool]:
    """竣工交付96部。竣工率; 化解率96.2%，化解2230批次; 优的21个、良的47个，优良率: what a rate is of."""
    figure = around.reading.figures[at]
    together = begun(around.reading, figure)
    if together is not None:
        return [together], True
    name = telling_pairs(rate[-2:])
    after = [f for f in around.behind(at)[:1] if f.clause - figure.clause == 1 and f.segment == figure.segment]
    after = [f for f in after if f.lead.startswith("即") or name & telling_pairs(f.lead)]
    after = [f for f in after if not f.lead.startswith(_NOT_YET)]
    inside = _inside(around, at, rate)
    if inside is not None:
        return [inside], True
    denied = [f for f in around.behind(at)[:1] if is_denied(rate, f) and f.clause - figure.clause == 1]
    if denied and here and not any(called_after(rate, f) for f in here):
        return denied, figure.clause - here[0].clause == 1  # 抽检240批次，合格率98.3%，不合格4批次
    if len(here) > 1 and _TASK_DONE.search(here[0].tail) is not None and here[1].dimension == here[0].dimension:
        return here[1:2], False  # 适配1860件，超额60件完成1800件的任务，完成率
    called = [f for f in here if name & telling_pairs(f.lead + f.tail)]
    if not here and not after:
        here = [f for f in near if f.sentence == figure.sentence - 1 and f.paragraph == figure.paragraph]
        return [f for f in here if name & telling_pairs(f.lead + f.tail)][:1], False
    straight = bool(here) and figure.clause - here[0].clause == 1 and here[0] in (called or here)[:1] and not after
    if len(here) > 1 and should_be(rate, here[0]) and called_after(rate, here[1]) and not should_be(rate, here[1]):
        return here[1:2], figure.clause - here[1].clause == 2  # 达标小区408个，应达标480个，达标率
    if straight and len(here) > 1 and here[0].lead in _VERBS and rate.startswith(here[0].lead):
        return here[:1], here[1].dimension == here[0].dimension  # 立案3862起，破2418起，破案率
    of_which = straight and here[0].has("part") and any(word in here[0].lead for word in _OF_NOW)
    straight = straight and not of_which and not rate.endswith(_OF_PEOPLE)
    straight = straight and not rate.startswith(("不", "未", "非"))  # 不捕率 is of those who were and who were not
    if after and called_after(rate, after[0]) and here and figure.clause - here[0].clause == 1:
        return after, True  # 抽查126份，规范率88.9%，其中规范合同112份
    if straight and is_denied(rate, here[0]):
        if any(f.lead.startswith(_UNDER_WAY) and f.segment == figure.segment for f in here[1:3]):
            return [], False  # 已化解71件，正在化解18件，未化解7件: three stages, none of them the whole
        return here[:1], True
    done = straight and here[0].lead.startswith(("已", "其中已")) and any(c in here[0].lead for c in rate[-2:])
    done = done and len(rate) < _LONG_RATE
    done = done or (straight and "已" in here[0].lead and (rate[:2] in here[0].lead or set(rate) <= set(here[0].lead)))
    among = straight and len(here) > 1 and here[1].tail.rstrip("，,有").endswith(("中", "里"))
    lived = straight and rate.endswith("入住") and "住" in here[0].lead
    return [*after, *(called or here)][:2], done or among or lived or (straight and called_after(rate, here[0]))


def _inside(around: Surroundings, at: int, rate: str) -> Figure | None:
    """达标率91.8%（达标246个，共268个）: the amount in the bracket behind it that bears the name of the rate."""
    figure = around.reading.figures[at]
    if around.reading.text[figure.end : figure.end + 1] not in ("(", "（"):
        return None
    called = [f for f in around.behind(at) if f.depth == figure.depth + 1 and called_after(rate, f)]
    return called[0] if len(called) == 1 else None


def _inherited(around: Surroundings, at: int, part: Figure, near: list[Figure]) -> Figure | None:
    """电气原因253起，占火灾总数的40.9%；用火不慎148起，占33.9%: the whole that the share before is of."""
    figures = around.reading.figures
    figure = figures[at]
    if part.has("part"):
        return None
    for n in range(at - 1, max(-1, at - _MOST_BACK), -1):
        other = figures[n]
        if other.sentence != figure.sentence:
            return None
        if other.kind != PERCENT or not is_share_left(other) or other.depth != figure.depth:
            continue
        said = names_in_run(around.reading, other) or names_of(around.reading, other)
        if said is None or said.rate:
            return None
        earlier = [f for f in near if f.start < other.start]
        mine, _ = _parts(around, n, said, earlier)
        if not mine or mine[0].dimension != part.dimension:
            return None
        printed = _Printed(other)
        wholes = [f for f in earlier if f.dimension == part.dimension and printed.fit(mine[:1], [f]) is not None]
        return wholes[0] if distinct(wholes) == 1 else None
    return None


def _told(figure: Figure, tried: _Try) -> Claim:
    shown = a.like(tried.computed.exact, figure)
    top = f"({a.bare(tried.whole)}−{a.bare(tried.part)})" if tried.unused else a.bare(tried.part)
    why = f"{top}÷{a.bare(tried.whole)}={shown}，与文中{figure.printed}{SAYS[tried.verdict]}"
    return claim(
        "share",
        figure,
        shown,
        tried.verdict,
        why,
        exact=tried.computed.exact,
        of=(tried.whole, tried.part, tried.whole) if tried.unused else (tried.part, tried.whole),
    )
