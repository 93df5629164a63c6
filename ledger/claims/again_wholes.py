"""Which amounts may be the whole of a share that is looked at again, the likeliest first, and which leave no doubt."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from decimal import Decimal

from ledger.claims.again import Surroundings, best_named, counted_like, distinct, name_pairs, telling_pairs
from ledger.claims.again_said import Named, is_share_left, names_of
from ledger.claims.bases import begun, is_wider, respective_run, run_of, set_of
from ledger.claims.leavings import planned
from ledger.figures import Figure, Reading
from ledger.patterns import late

Tier = tuple[list[Figure], bool]
"""Amounts that may be the whole, and whether the words leave no doubt that it is one of them."""

_PLANS = ("任务", "计划", "目标", "预算", "指标")
_BUDGETS = late("一般公共(?:财政)?预算|公共(?:财政)?预算|基金预算|经营预算|预算(?:总?收入|总?支出)")
_OF_NOW = late("^(?:当年|全年|本年|今年|同期|当期|全市|全县|全区|全部)+")
_ALL = ("总量", "总数", "总额", "全部", "总", "全市", "全区", "全县", "全镇")
_COUNTED = late("^总?(?:[户人件个家处所台辆亩]|面积|项目|企业)数$")
_LONG, _REACH = 12, 30
_AMONG = late("(?:^|[。；;])([^，,。；;：:、0-9其]{2,10})中[，,][^，,。；;：:、0-9]{0,12}$")
_SHORT_NOUN, _VERB_AND_NOUN = 3, 4
_LIVED_IN = ("入住", "床位使用", "床位利用")
_BEDS = ("张", "床", "张床位", "床位")
_FAR, _MOST_FAR = 8, 40
_PLANNED = late("任务|计划|目标|预算|指标|完成")
_HUNDRED = 100
_WHOLES = frozenset(("total", "whole", "plan", "grand"))
_SHOULD = ("应", "需", "计划", "任务", "目标", "拟", "待")
_IN_TIME = ("按期", "按时", "及时", "当场", "提前", "超时", "逾期", "直接", "一次")
"""What makes 按时办结 another thing than 办结."""
_GENERAL = ("项目", "任务", "资金", "问题", "案件", "工单", "总", "整体", "总体", "累计")


def tiers(
    around: Surroundings,
    at: int,
    named: Named,
    near: list[Figure],
    part: Figure,
    inherited: Callable[[], Figure | None],
) -> Iterator[Tier]:
    """What a share may be of, tier by tier; ``inherited`` gives the whole of the share before."""
    reading = around.reading
    figure = reading.figures[at]
    beside = respective_run(reading, figure) if "分别" in reading.text else []
    measures, least = counted_like(part), part.value if figure.value <= _HUNDRED else -1
    same = [f for f in near if f.dimension in measures and f is not part and f not in beside]
    bigger = [f for f in same if f.value >= least]
    base = named.base.strip()
    yield from _of_base(reading, figure, base, same, part)
    if _COUNTED.search(base) is not None or (named.part and not base):
        here = [f for f in bigger if f.sentence == part.sentence and f.start < part.start]
        yield here, distinct(here) == 1
    yield from _of_set(reading, part, same)
    if named.bare:
        whole = inherited()
        if whole is not None:
            yield [whole], True
    if not base or beside:
        yield from _summed(reading, at, part, beside, bigger)
    elif base.startswith(("总", "合计")) or base.endswith(("总投入", "总投资", "总额", "总数")):
        here = [
            f
            for f in same
            if f.sentence == part.sentence and abs(f.clause - part.clause) <= 1 and f.start != part.start
        ]
        if len(here) == 1 and not bigger_here([f for f in bigger if f not in here], part):
            yield [part._replace(start=-1, value=part.value + here[0].value)], False
    each = [] if named.rate or base else [f for f in around.each_before(at) if f.dimension == part.dimension]
    each = [f for f in each if f.start < part.start]
    if not bigger:
        yield each[:1], part.has("part") and distinct(each) == 1
    yield from _behind(around, at, named, part, measures)
    if named.rate:
        yield from _of_rate(reading, figure, named.rate, part, near, bigger)
    elif named.bare:
        alone = _alone(reading, part, bigger)
        straight = bool(alone) and ("已" in part.lead or part.has("done")) and part.clause - alone[0].clause == 1
        yield alone, part.has("part") or straight or _is_kind_of(part, alone)
    yield [f for f in bigger if f.sentence == figure.sentence], False
    own = telling_pairs(part.lead + part.tail)
    opening = [f for f in bigger if f.signs & _WHOLES or own & telling_pairs(f.lead + f.tail)]
    yield [f for f in opening if f.sentence != figure.sentence and f.paragraph == figure.paragraph], False
    if named.bare:
        kin = [f for f in bigger if _is_noun_of(f, part)]
        yield kin, distinct(kin) == 1
    if named.bare or base.endswith(_ALL):
        yield _heads(reading, figure, bigger), False
    told = telling_pairs(reading.text[reading.sentences[figure.sentence][0] : figure.start])
    goals = [f for f in bigger if f in opening or len(told & telling_pairs(f.lead + f.tail)) > 1]
    yield [f for f in goals if f.paragraph != figure.paragraph], False
    if each:
        yield each[:1], False
    yield from _far(around, at, named, part)


def _behind(around: Surroundings, at: int, named: Named, part: Figure, measures: tuple[str, str]) -> Iterator[Tier]:
    """为全年计划的64%，全年计划1000个; 完成率101.3%，年度任务9000人; （达标246个，共268个）: wholes told behind."""
    figure = around.reading.figures[at]
    after = [f for f in around.behind(at) if f.dimension in measures and f.start != part.start]
    if not after:
        return
    inside = [f for f in after if f.depth == figure.depth + 1 and part.depth == f.depth]
    if inside:
        yield inside[:1], len(inside) == 1
        return
    first = after[0]
    told = planned(first) if _PLANNED.search(named.base + named.rate) else bool(best_named([first], named.base))
    told = told or (bool(named.rate) and any(f"{word}{named.rate[-2:][:1]}" in first.lead for word in _SHOULD))
    told = told and figure.segment == first.segment and first.clause - figure.clause == 1
    fits = first.clause - figure.clause == 1 and (first.value >= part.value or figure.value > _HUNDRED)
    yield [first] if fits else [], told


def _of_base(reading: Reading, figure: Figure, base: str, same: list[Figure], part: Figure) -> Iterator[Tier]:
    """占限额的: the amount that bears the name; 完成年度计划的: the plan."""
    if name_pairs(base):
        called = [f for f in best_named(same, base) if f.value >= part.value or figure.value > 100]
        called = [f for f in called if not _has_share(reading, f, base, figure)]
        called = [f for f in called if f.sentence == figure.sentence] or called
        called = [f for f in called if _is_called_so(f, base)] or called
        done = [f for f in same if f.lead in (f"实际{base[:2]}", f"已{base[:2]}") and f.sentence == figure.sentence]
        called = done if len(base) == _VERB_AND_NOUN and len(done) == 1 else called  # 实际交流1126人，占交流教师的
        certain = distinct(called) == 1 and not any(word in _BUDGETS.sub("", base) for word in _PLANS)
        certain = certain and not is_wider(called[0], base)
        yield called, certain and (called[0].paragraph == figure.paragraph or _is_called_so(called[0], base))
    elif any(word in base for word in _PLANS):
        yield [f for f in same if planned(f) and f.value >= part.value][:1], False


def _is_called_so(figure: Figure, base: str) -> bool:
    """占当年缴存额的 with 缴存额78.64亿元 a paragraph before: called just so, word for word."""
    return (
        figure.lead.rstrip("为达到共计约").endswith(_OF_NOW.sub("", base)) and len(_OF_NOW.sub("", base)) >= _SHORT_NOUN
    )


def _of_set(reading: Reading, part: Figure, same: list[Figure]) -> Iterator[Tier]:
    """签约户中已腾房1103户 → 签约1286户; 已结案件中，食品类610件; 119间里，…文创38间: what the words take it out of."""
    name = set_of(reading, part).removesuffix("户") or _set_before(reading, part)
    if name_pairs(name):
        taken = [f for f in best_named(same, name) if f.start < part.start]
        yield taken, distinct(taken) == 1
    here = [f for f in same if f.sentence == part.sentence and f.start < part.start and f.value >= part.value]
    taken = [f for f in here if f.tail.rstrip("，,有").endswith(("中", "里")) and len(f.tail) < _LONG]
    if taken:
        yield taken, distinct(taken) == 1


def _set_before(reading: Reading, part: Figure) -> str:
    """新建项目中，已开工31个: the name that stands before 中 at the beginning of its sentence or segment."""
    hit = _AMONG.search(reading.text[max(reading.sentences[part.sentence][0], part.start - _REACH) : part.start])
    return hit.group(1) if hit is not None else ""


def _summed(reading: Reading, at: int, part: Figure, beside: list[Figure], bigger: list[Figure]) -> Iterator[Tier]:
    """排查342家，关停187家、升级121家、搬迁34家，关停的占: what the list that the part stands in makes."""
    run = beside if part in beside else _list_around(reading, part)
    if len({f.dimension for f in run}) > 1:
        return  # 初中14所，在校生14855人，入学率和巩固率分别为100%和100%
    added = sum((f.value for f in run), Decimal(0))
    if run is beside and len(run) > 1:
        rates = run_of(reading, reading.figures[at])
        others = [(f, rate) for f, rate in zip(run, rates, strict=False) if f.start != part.start]
        fits = [
            abs(float(f.value / added) * 100 - float(rate.value)) <= float(rate.step or 1) / 2 for f, rate in others
        ]
        yield [part._replace(value=added, start=-1)], bool(fits) and all(fits)
    if len(run) > 1:
        made = [f for f in bigger if f.value == added and f not in run]
        yield made[:1], True


def _list_around(reading: Reading, part: Figure) -> list[Figure]:
    """The amounts of its measure that stand side by side with a part, in its sentence, shares between them or not."""
    same = [f for f in reading.in_sentence(part.sentence) if f.dimension == part.dimension and not f.weak]
    place = next((n for n, f in enumerate(same) if f.start == part.start), -1)
    if place < 0:
        return []
    first = last = place
    while first > 0 and _beside(same[first - 1], same[first]):
        first -= 1
    while last + 1 < len(same) and _beside(same[last], same[last + 1]):
        last += 1
    if first < place or last > place:
        total = same[first].value
        rest = sum((f.value for f in same[first + 1 : last + 1]), Decimal(0))
        return same[first + 1 : last + 1] if total == rest and place > first else same[first : last + 1]
    return []


def _beside(one: Figure, two: Figure) -> bool:
    near = two.clause - one.clause <= (3 if two.segment != one.segment else 2)
    return near and one.depth == two.depth and not two.has("plan", "total", "grand", "up", "down")


def _alone(reading: Reading, part: Figure, bigger: list[Figure]) -> list[Figure]:
    """The only amount of its sentence that a part may be of: lists are left out, bases of shares, and other parts."""
    here = [f for f in bigger if f.sentence == part.sentence and f.start < part.start]
    here = [f for f in here if not f.tail.startswith("的") and not f.depth > part.depth]
    here.reverse()
    kept: list[Figure] = []
    while here:
        head = here.pop(0)
        added = Decimal(0)
        for size, figure in enumerate(here, 1):  # C级263户、D级155户 make 418户, and are no wholes themselves
            added += figure.value
            if added >= head.value:
                del here[: size if added == head.value and size > 1 else 0]
                break
        listed = reading.text[head.end : head.end + 1] == "、" or head.has("part")
        if not listed and not _has_share(reading, head):
            kept.append(head)
    return kept if distinct(kept) == 1 else []


def _is_straight(reading: Reading, whole: Figure, part: Figure, figure: Figure) -> bool:
    """Whether nothing that is told between a whole and a part has another whole."""
    if part.clause - whole.clause == 1 or whole.signs & _WHOLES:
        return True
    between = [f for f in reading.in_sentence(part.sentence) if whole.end <= f.start < part.start and f is not figure]
    between = [f for f in between if not f.has("each")]
    if not between:
        return True
    same = sum((f.value for f in between if f.dimension == whole.dimension), Decimal(0))
    return same == whole.value and all(f.dimension == whole.dimension for f in between)


def _has_share(reading: Reading, figure: Figure, base: str = "", share: Figure | None = None) -> bool:
    """Whether a share of its own of the same base, or a bare one, stands right behind an amount: it is a part."""
    after = next((f for f in reading.in_sentence(figure.sentence) if f.start >= figure.end), None)
    if after is None or after is share or not is_share_left(after) or after.clause - figure.clause != 1:
        return False
    named = names_of(reading, after)
    if named is None or named.rate or named.part:
        return False
    if not base and any(word in named.base for word in _ALL):
        return True  # 电话2.14万件，占总量的76.4%；网络0.42万件，占15.0%
    return named.base == base and named.bare is not bool(base)


def _of_rate(
    reading: Reading, figure: Figure, rate: str, part: Figure, near: list[Figure], bigger: list[Figure]
) -> Iterator[Tier]:
    """需整治263个…已整治221个，整治率; 合格率 beside 不合格19批次; beds; days of good air; the one amount before."""
    if is_denied(rate, part):
        done = [f for f in bigger if f.sentence == part.sentence and f.start < part.start]
        yield done[:1], bool(done) and part.clause - done[0].clause <= 2
        return
    verb = rate[-2:]
    should = [f for f in bigger if any(f"{word}{verb}" in f.lead for word in _SHOULD)]
    should = [f for f in should if f.sentence >= part.sentence - 1 and f.paragraph == part.paragraph]
    if should:
        yield should, distinct(should) == 1
    if rate.endswith("完成") and not bigger_here(bigger, part):
        plans = [f for f in bigger if planned(f) and f.paragraph == part.paragraph and f.sentence == part.sentence - 1]
        yield plans, distinct(plans) == 1
    if begun(reading, figure) is not None:
        whole = [f for f in bigger if f.sentence == figure.sentence and f.start < part.start]
        yield whole, distinct(whole) == 1
    others = [f for f in reading.in_sentence(part.sentence) if f.start > figure.end and f.dimension == part.dimension]
    if others and is_denied(rate, others[0]) and called_after(rate, part):  # 已拨付4200万元，拨付率70%；未拨付1800万元
        yield [part._replace(start=-1, value=part.value + others[0].value)], True
    alone = _alone(reading, part, bigger)
    yield alone, bool(alone) and _is_straight(reading, alone[0], part, figure)
    if part.dimension == "天" and rate.endswith(("优良", "达标")):
        yield [part._replace(start=-1, value=Decimal(days)) for days in _days(part)], False
    if part.dimension == "人" and rate.endswith(_LIVED_IN):
        beds = [f for f in near if f.dimension in _BEDS and f.sentence == figure.sentence]
        yield [bed._replace(dimension="人") for bed in beds], len(beds) == 1


def bigger_here(bigger: list[Figure], part: Figure) -> bool:
    """Whether a part may be of an amount of its own sentence."""
    return any(f.sentence == part.sentence for f in bigger)


def should_be(rate: str, figure: Figure) -> bool:
    """应达标480个 beside 达标率: what the rate is of, by the words."""
    return any(f"{word}{rate[-2:]}" in figure.lead for word in _SHOULD)


def is_denied(rate: str, part: Figure) -> bool:
    """合格率 beside 不合格19批次: the rate is of the others."""
    name = rate[-2:]
    at = part.lead.rfind(name)
    return len(name) > 1 and at > 0 and part.lead[at - 1] in "不未非"


def called_after(rate: str, part: Figure) -> bool:
    """Whether a rate is called after this very amount: 开工率 of 已开工162个, but not 按时办结率 of 办结."""
    for word in _GENERAL:
        rate = rate.removeprefix(word)
    words = f"{part.lead}|{part.tail}"
    at = words.rfind(rate)
    if len(rate) > 1 and at >= 0:
        return words[at - 1 : at] not in ("不", "未", "非", "应", "需", "拟")
    bare = part.lead.removeprefix("其中").removeprefix("已")
    return len(bare) > 1 and rate.endswith(bare) and not any(word in rate for word in _IN_TIME)


def _is_kind_of(part: Figure, wholes: list[Figure]) -> bool:
    """民生支出 is a kind of 支出: both are called alike at the end."""
    noun = part.lead.rstrip("为达共约")[-2:]
    return len(wholes) == 1 and len(noun) > 1 and wholes[0].lead.rstrip("为达共约").endswith(noun)


def _is_noun_of(whole: Figure, part: Figure) -> bool:
    """公办园在园幼儿3.44万人 of 在园幼儿5.83万人: the whole's words are the end of the part's."""
    noun = whole.lead.removeprefix("其中").strip()
    return len(noun) >= _SHORT_NOUN and part.lead != noun and part.lead.endswith(noun)


def _days(part: Figure) -> tuple[int, ...]:
    """The days that the days of good air are counted in: of the year, or of the months that are named."""
    time = part.time
    if time is not None and time.kind == "span" and time.month == 1 and not time.last_year:
        return tuple(sum(monthrange(year, n)[1] for n in range(1, time.last_month + 1)) for year in (2023, 2024))
    return 365, 366


def _heads(reading: Reading, figure: Figure, bigger: list[Figure]) -> list[Figure]:
    """The first amounts of the sentences before, in its paragraph."""
    heads = [f for f in bigger if f.paragraph == figure.paragraph and f.sentence != figure.sentence]
    return [f for f in heads if reading.in_sentence(f.sentence)[0].start == f.start]


def _far(around: Surroundings, at: int, named: Named, part: Figure) -> Iterator[Tier]:
    """Wholes paragraphs back: what bears the name of the base or of the part, what opens a paragraph, any that fits."""
    figure = around.reading.figures[at]
    measures = counted_like(part)
    far = around.before(at, paragraphs=_FAR, most=_MOST_FAR)
    far = [f for f in far if f.start != part.start and f.dimension in measures and f.value >= part.value]
    if name_pairs(named.base):
        yield best_named(far, named.base), False
    elif any(word in named.base for word in _PLANS):
        heads = [f for f in around.heads(at) if f.dimension in measures and f.value >= part.value]
        yield [f for f in (*far, *heads) if planned(f)], False
    elif not named.rate:
        called = best_named(far, part.lead)
        yield called if distinct(called) == 1 else [], False
    if named.bare or named.base.endswith(_ALL) or named.rate:
        yield [f for f in around.heads(at) if f.dimension in measures and f.value >= part.value], False
        if figure.step and figure.step < 1:
            yield far, False
