"""A last look at shares and rates: bases that are named far off, taken over from the share before, or unmarked."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ledger.claims import arithmetic as a
from ledger.claims.again import (
    TO_BE,
    Surroundings,
    alike,
    bears,
    best_named,
    clause_before,
    distinct,
    is_hardly_chance,
    name_pairs,
    telling_pairs,
)
from ledger.claims.bases import begun, respective_run, run_of
from ledger.claims.late import Late
from ledger.claims.leavings import planned
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AT_LEAST, AT_MOST, PERCENT

_GROWTH = ("up", "down", "yoy", "step", "to-up", "to-down", "from", "expect")
_BEYOND = ("ahead", "behind")
_OF = Late(
    "占(?:到(?!位|户|期|账)|了|比|去|据)?(?P<base>[^，,。；;：:0-9占]{0,20}?)(?:的?(?:比重|比例|份额))?"
    "(?:为|达到?|是|约|近|将近|接近|超过?|高达|不到|不足|的|仅|已|最高|最大|恰)*$"
)
_DONE_OF = Late(
    "(?:完成|达到?|实现|为|是|相当于|不足|超过|近|约)了?(?P<base>[^，,。；;：:0-9占]{2,16}?)的(?:约|近|超过?)*$"
)
_PLANS = ("任务", "计划", "目标", "预算", "指标")
_ALL = ("总量", "总数", "总额", "全部", "总", "全市", "全区", "全县", "全镇")
_COUNTED = Late("^总?(?:[户人件个家处所台辆亩]|面积|项目|企业)[数]$")
_FIRST = Late("^(?P<first>前)?(?P<n>[两二三四五六])(?:者|项|类|位|个|家|地|种)(?:合计|共|总共|一共)?$")
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_FAR, _MOST_FAR = 8, 40
_UNUSED = ("空置", "空床", "闲置", "未", "空", "缺", "剩余")
_JUST = ("恰", "刚好", "正好")
_MOST_BACK = 12
_LONG = 12
_LIVED_IN = ("入住", "床位使用", "床位利用")
_BEDS = ("张", "床", "张床位", "床位")


class _Try(NamedTuple):
    part: Figure
    whole: Figure
    computed: a.Span
    verdict: Verdict
    unused: bool = False
    """What is left of the whole is meant: 空置率."""


class _Named(NamedTuple):
    """What the words say a share is of: the name of the part, if it is said apart, and that of the base, or a rate."""

    part: str
    base: str
    rate: str
    bare: bool = False
    """Only 占, or a fraction in words right behind an amount."""


def is_share_left(figure: Figure) -> bool:
    """Whether a percentage may say which part of something something is."""
    if figure.kind != PERCENT or figure.weak or figure.has(*_GROWTH) or figure.exact <= 0:
        return False
    return not figure.has(*_BEYOND) or _in_words(figure)


def _in_words(figure: Figure) -> bool:
    return figure.measure == "成" or "分之" in figure.printed or figure.printed == "过半"


def names_of(reading: Reading, figure: Figure) -> _Named | None:
    """占限额的 → base 限额; 城市建设项目占 → part; 竣工率 → rate; nothing where the words say no share."""
    words = clause_before(reading, figure)
    hit = _OF.search(words)
    if hit is not None:
        own = words[: hit.start()].strip().rstrip("的").removeprefix("其中")
        return _Named("" if any(c.isdigit() for c in own) else own, hit.group("base"), "", bare=not hit.group("base"))
    said = words.rstrip(TO_BE)
    for end in ("率", "面", "进度", "满意度", "比例"):
        if said.endswith(end):
            return _Named("", "", said.removesuffix(end[-1] if end == "满意度" else end)[-6:])
    if words.rstrip("为约近超过达到").endswith(("比重", "比例", "份额")):
        return _Named("", "", "", bare=True)
    hit = _DONE_OF.search(words)
    if hit is not None:
        return _Named("", hit.group("base"), "")
    if _in_words(figure) and not figure.lead.strip(TO_BE):
        return _Named("", "", "", bare=True)
    return None


@last("share", "percent")
def shares_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """占限额的92.6%; 用火不慎148起，占33.9% after a share of the same whole; 竣工率 of what a sentence before says."""
    around: Surroundings | None = None
    for at in open_:
        figure = reading.figures[at]
        if is_share_left(figure):
            named = _of_run(reading, figure) or names_of(reading, figure)
            if named is not None:
                around = around or Surroundings(reading)
                found = _judge(around, at, named)
                if found is not None:
                    yield found


def _of_run(reading: Reading, figure: Figure) -> _Named | None:
    """分别占66.0%和33.9%: the later ones are said of the same as the first."""
    first = run_of(reading, figure)[0]
    if first.start == figure.start or "分别" not in first.lead:
        return None
    named = names_of(reading, first)
    return named._replace(part="") if named is not None and not named.rate else None


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
        high = figure.high
        width = float(figure.step) or 0.0
        self._low = float(figure.low) - width
        self._high = float(high) + width if high is not None else 1e9
        self.tries: set[tuple[Decimal, Decimal]] = set()

    def fit(self, parts: Sequence[Figure], wholes: Sequence[Figure], *, unused: bool = False) -> _Try | None:
        """The first pair that gives what is printed exactly."""
        for part in parts:
            for whole in wholes:
                if not _may_be(self.figure, part, whole):
                    continue
                self.tries.add((part.value, whole.value))
                share = float(part.value) * 100 / float(whole.value)
                if self._low <= (100 - share if unused else share) <= self._high:
                    computed = _percent(part, whole, unused)
                    if computed is not None and a.compare(self.figure, computed) is Verdict.CONSISTENT:
                        return _Try(part, whole, computed, Verdict.CONSISTENT, unused)
        return None


def _may_be(figure: Figure, part: Figure, whole: Figure) -> bool:
    same = whole.value > 0 and alike(part, whole)
    return same and part.start != whole.start and (part.value <= whole.value or figure.value > 100)


def _reworded(reading: Reading, figure: Figure) -> Figure:
    """恰为三成 is thirty, not a third."""
    just = figure.measure == "成" and any(word in reading.text[figure.start - 3 : figure.start] for word in _JUST)
    return figure._replace(step=Decimal(1), bound="", grain=Decimal(0)) if just else figure


def _judge(around: Surroundings, at: int, named: _Named) -> Claim | None:
    reading = around.reading
    figure = _reworded(reading, reading.figures[at])
    near = around.before(at, paragraphs=3)
    parts, sure_part = _parts(around, at, named, near)
    if not parts:
        return None
    printed = _Printed(figure)
    unused = named.rate.startswith(_UNUSED) or _is_denied(named.rate, parts[0])
    sure: _Try | None = None
    for wholes, certain in _tiers(around, at, named, near, parts):
        fit = printed.fit(parts, wholes)
        if fit is None and unused:
            fit = printed.fit(parts, wholes, unused=True)
        told = is_hardly_chance(figure, len(printed.tries)) and (bool(named.part) or not _is_doubled(near, parts[0]))
        if fit is not None and (told or (certain and fit.part is parts[0])):
            return _told(figure, fit)
        if certain and sure is None and sure_part and distinct(wholes) == 1 and _may_be(figure, parts[0], wholes[0]):
            computed = _percent(parts[0], wholes[0], unused)
            if computed is not None:
                sure = _Try(parts[0], wholes[0], computed, a.compare(figure, computed), unused)
    return _told(figure, sure) if sure is not None and figure.bound not in (AT_LEAST, AT_MOST) else None


def _is_denied(rate: str, part: Figure) -> bool:
    """合格率 beside 不合格19批次: the rate is of the others."""
    name = rate[-2:]
    at = part.lead.rfind(name)
    return len(name) > 1 and at > 0 and part.lead[at - 1] in "不未非"


def _is_doubled(near: list[Figure], part: Figure) -> bool:
    """264处、面积20.58万平方米: of which of the two is not said."""
    at = next((n for n, f in enumerate(near) if f.start == part.start), len(near))
    one = near[at + 1] if at + 1 < len(near) else None
    return one is not None and one.clause == part.clause and one.dimension != part.dimension


def _parts(around: Surroundings, at: int, named: _Named, near: list[Figure]) -> tuple[list[Figure], bool]:
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
    straight = bool(here) and figure.clause - here[0].clause <= far and here[0].segment == figure.segment
    return here[:2], straight and not here[0].has("plan")


def _first_of(reading: Reading, at: int, count: int, first: bool) -> Figure | None:
    """长三角148个、珠三角126个、京津冀62个、其他86个，前两者: the sum of the first of a list, or of all of it."""
    figure = reading.figures[at]
    run: list[Figure] = []
    for other in reversed(reading.figures[max(0, at - _MOST_BACK) : at]):
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
    called = [f for f in here if name & telling_pairs(f.lead + f.tail)]
    if not here and not after:
        here = [f for f in near if f.sentence == figure.sentence - 1 and f.paragraph == figure.paragraph]
        return [f for f in here if name & telling_pairs(f.lead + f.tail)][:1], False
    straight = bool(here) and figure.clause - here[0].clause == 1 and here[0] in (called or here)[:1] and not after
    if straight and _is_denied(rate, here[0]):
        return here[:1], True
    done = straight and here[0].lead.startswith(("已", "其中已")) and any(c in here[0].lead for c in rate[-2:])
    spent = straight and len(rate) > 1 and here[0].lead.removeprefix("已").startswith(rate)
    return [*after, *(called or here)][:2], done or spent


def _tiers(
    around: Surroundings, at: int, named: _Named, near: list[Figure], parts: list[Figure]
) -> Iterator[tuple[list[Figure], bool]]:
    """The amounts that may be the whole, the likeliest first, and whether the words leave no doubt about them."""
    reading = around.reading
    figure, part = reading.figures[at], parts[0]
    beside = respective_run(reading, figure) if "分别" in reading.text else []
    same = [f for f in near if alike(part, f) and f is not part and f not in beside]
    bigger = [f for f in same if f.value >= part.value or figure.value > 100]
    base = named.base.strip()
    if name_pairs(base):
        called = [f for f in best_named(same, base) if f.value >= part.value or figure.value > 100]
        called = [f for f in called if f.sentence == figure.sentence] or called
        certain = distinct(called) == 1 and not any(word in base for word in _PLANS)
        yield called, certain and called[0].paragraph == figure.paragraph
    elif any(word in base for word in _PLANS):
        yield [f for f in bigger if planned(f)][:1], False
    if _COUNTED.search(base) is not None or (named.part and not base):
        yield from _listed(reading, figure, part, bigger)
    taken = _set_of(part, same)
    if taken:
        yield taken, distinct(taken) == 1
    if named.bare:
        yield from _beside(around, at, part, near, bigger)
    each = [] if named.rate or base else [f for f in around.each_before(at) if f.dimension == part.dimension]
    each = [f for f in each if f.start < part.start]
    if not bigger:
        yield each[:1], part.has("part") and distinct(each) == 1
    if _is_denied(named.rate, part):
        done = [f for f in bigger if f.sentence == part.sentence and f.start < part.start]
        yield done[:1], bool(done) and part.clause - done[0].clause <= 2
    elif named.rate and bigger:
        one = [f for f in bigger if f.sentence == part.sentence and f.segment == part.segment]
        yield one, len(one) == 1 and part.clause - one[0].clause == 1
    if named.rate and begun(reading, figure) is not None:
        whole = [f for f in bigger if f.sentence == figure.sentence and f.start < part.start]
        yield whole, distinct(whole) == 1
    if named.rate.endswith(("优良", "达标")) and part.dimension == "天":
        yield [part._replace(start=-1, value=Decimal(days)) for days in _days(reading, part)], False
    if named.rate.endswith(_LIVED_IN) and part.dimension == "人":
        beds = [f for f in near if f.dimension in _BEDS and f.sentence == figure.sentence]
        yield [bed._replace(dimension="人") for bed in beds], len(beds) == 1
    yield [f for f in bigger if f.sentence == figure.sentence], False
    own = telling_pairs(part.lead + part.tail)
    opening = [f for f in bigger if f.has("total", "whole", "plan", "grand") or own & telling_pairs(f.lead + f.tail)]
    yield [f for f in opening if f.sentence != figure.sentence and f.paragraph == figure.paragraph], False
    if named.bare or base.endswith(_ALL):
        yield _heads(reading, figure, bigger), False
    told = telling_pairs(reading.text[reading.sentences[figure.sentence][0] : figure.start])
    goals = [f for f in bigger if f in opening or len(told & telling_pairs(f.lead + f.tail)) > 1]
    yield [f for f in goals if f.paragraph != figure.paragraph], False
    if each:
        yield each[:1], False
    yield from _far(around, at, named, part)


def _far(around: Surroundings, at: int, named: _Named, part: Figure) -> Iterator[tuple[list[Figure], bool]]:
    """Wholes paragraphs back: what bears the name of the base or of the part, what opens a paragraph, any that fits."""
    figure = around.reading.figures[at]
    far = around.before(at, paragraphs=_FAR, most=_MOST_FAR)
    far = [f for f in far if f.start != part.start and alike(part, f) and f.value >= part.value]
    if name_pairs(named.base):
        yield best_named(far, named.base), False
    elif not named.rate:
        called = best_named(far, part.lead)
        yield called if distinct(called) == 1 else [], False
    if named.bare or named.base.endswith(_ALL) or named.rate:
        yield [f for f in around.heads(at) if alike(part, f) and f.value >= part.value], False
        if figure.step and figure.step < 1:
            yield far, False


def _days(reading: Reading, part: Figure) -> tuple[int, ...]:
    """The days that the days of good air are counted in: of the year, or of the months that are named."""
    time = part.time
    if time is not None and time.kind == "span" and time.month == 1 and not time.last_year:
        return tuple(sum(monthrange(year, n)[1] for n in range(1, time.last_month + 1)) for year in (2023, 2024))
    return 365, 366


def _listed(
    reading: Reading, figure: Figure, part: Figure, bigger: list[Figure]
) -> Iterator[tuple[list[Figure], bool]]:
    """排查342家，关停187家、升级121家、搬迁34家，关停的占: what the list makes; the one amount that counts them all."""
    here = [f for f in bigger if f.sentence == part.sentence and f.start < part.start]
    same = [f for f in reading.in_sentence(part.sentence) if f.dimension == part.dimension and f.end <= figure.start]
    for whole in here:
        rest = [f.value for f in same if f.start > whole.start]
        if sum(rest[: len(rest)]) == whole.value and len(rest) > 1:
            yield [whole], True
    yield here, distinct(here) == 1


def _beside(
    around: Surroundings, at: int, part: Figure, near: list[Figure], bigger: list[Figure]
) -> Iterator[tuple[list[Figure], bool]]:
    """The whole of a bare 占: that of the share before, or the one amount right before the part."""
    inherited = _inherited(around, at, part, near)
    if inherited is not None:
        yield [inherited], True
    one = [f for f in bigger if f.sentence == part.sentence and f.segment == part.segment]
    if len(one) == 1 and part.clause - one[0].clause == 1 and (part.has("part") or part.lead.startswith("已")):
        yield one, True


def _set_of(part: Figure, same: list[Figure]) -> list[Figure]:
    """签约户中已腾房1103户 → 签约1286户; 119间里，…文创38间: what the words take the part out of."""
    head, among, _ = part.lead.partition("中")
    if among and len(head) > 1 and name_pairs(head) and not head.endswith("其"):
        return best_named(same, head.removesuffix("户"))
    here = [f for f in same if f.sentence == part.sentence and f.start < part.start and f.value >= part.value]
    return [f for f in here if f.tail.endswith(("中", "里")) and len(f.tail) < _LONG]


def _heads(reading: Reading, figure: Figure, bigger: list[Figure]) -> list[Figure]:
    """The first amounts of the sentences before, in its paragraph."""
    heads = [f for f in bigger if f.paragraph == figure.paragraph and f.sentence != figure.sentence]
    return [f for f in heads if reading.in_sentence(f.sentence)[0].start == f.start]


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
        said = _of_run(around.reading, other) or names_of(around.reading, other)
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
    return claim("share", figure, shown, tried.verdict, why)
