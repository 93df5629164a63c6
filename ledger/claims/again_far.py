"""A last look at shares and rates whose base is called by a short word, or told sentences before: only what fits.

补税4.7万人，只有退税人数的五分之一 is of 退税23.5万人. Nothing is wrong here: so loose a tie tells that a figure is
right, not that it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ledger.claims import arithmetic as a
from ledger.claims.again import TO_BE, Surroundings, clause_before, is_hardly_chance, telling_pairs
from ledger.claims.again_said import in_words, is_share_left, label_of
from ledger.claims.bases import run_of
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_OF = late(
    "(?:占(?:去|到|了|据|比)?|相当于|相当|只有|仅有|仅为|只是|仅是|覆盖|达到?|不到|不足|为|是|等于)了?"
    "(?P<base>[^，,。；;：:0-9占]{0,12}?)的?(?:约|近|比重|比例|份额|将近|为|达到?|是)*$"
)
_RATE = late("(?P<rate>[^，,。；;：:、0-9占]{2,10}?)(?:率|比|面|比例)(?:为|达到?|是|约|近|仅|只有)*$")
_TOGETHER = late(
    "(?:^|[，,。；;])(?P<names>[\\u4e00-\\u9fff]{1,6}(?:[、和与及][\\u4e00-\\u9fff]{1,6}){1,4})(?:[两三四]家|[两三四]项|[两三四]者|[两三四]类|合计|共)?(?:合计)?占"
)
_BARE = ("", "其", "全部", "全市", "全县", "全区", "全院", "全省", "全镇", "总数", "总量", "总额", "总")
_NO_NAME = frozenset("总数量额人全部的市县区年本上下中期个项件")
_AMONG = ("中", "中，", "里")
_ENDS = ("总数", "总量", "总额", "总值", "人数", "人次", "数", "额", "量")
_NEAR, _FAR, _MOST_FAR, _BESIDE = 6, 12, 40, 12
_COARSE = 3
_HUNDRED = 100


@last("share", "percent")
def shares_far(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """补税4.7万人，只有退税人数的五分之一; 乡村接待96.8万人次，占三成 of what the text begins with."""
    around: Surroundings | None = None
    for at in open_:
        figure = reading.figures[at]
        told = is_share_left(figure) or _is_share_of_what_moved(figure)
        if told and (figure.is_exact or in_words(figure)) and label_of(reading, figure) is None:
            around = around or Surroundings(reading)
            found = _share(around, at)
            if found is not None:
                yield found


def _is_share_of_what_moved(figure: Figure) -> bool:
    """滞后率16.7%; 订单减少的占19.8%: the words that tell of a change belong to the name."""
    named = figure.lead.rstrip("约近为达到").endswith(("的占", "后率", "减率", "的占比"))
    return figure.kind == PERCENT and not figure.weak and figure.value > 0 and named


def _around(reading: Reading, at: int) -> list[Figure]:
    """The figures of its sentence that stand near."""
    sentence = reading.figures[at].sentence
    return [f for f in reading.figures[max(0, at - _BESIDE) : at + _BESIDE] if f.sentence == sentence]


def _of_what_moved(figure: Figure, near: list[Figure]) -> list[Figure]:
    """滞后7项; 订单减少17家; 反映运费上涨的有43家: amounts that are none of a change, though the words may say so."""
    before = [f for f in near if f.end <= figure.start and f.kind == AMOUNT]
    return [f for f in before[-2:] if f.has("up", "down", "behind") and f.is_exact][::-1]


def _share(around: Surroundings, at: int) -> Claim | None:
    reading = around.reading
    figure = reading.figures[at]
    words = clause_before(reading, figure)
    hit = _OF.search(words)
    rate = _RATE.search(words) if hit is None or not hit.group("base") else None
    if hit is None and rate is None:
        return None
    far = around.before(at, paragraphs=_FAR, most=_MOST_FAR)
    here = [f for f in far if f.sentence == figure.sentence and f.clause >= figure.clause - 3][:_NEAR]
    base = hit.group("base").strip() if hit is not None else ""
    own = words[: hit.start()].strip().removeprefix("其中") if hit is not None else rate.group("rate") if rate else ""
    near = _around(reading, at)
    moved = _of_what_moved(figure, near)
    parts = _summed(reading, figure, near) or moved or _parts(reading, figure, own, here, far)
    for wholes, few in _wholes(around, at, base, parts[0] if parts else None, far, rate is not None):
        found = _fit(figure, parts[:1] if few else parts[:_COARSE], wholes, few=few)
        if found is not None:
            return found
    return _like_the_others(near, figure, parts[0], far) if parts and base in _BARE and rate is None else None


def _like_the_others(near: list[Figure], figure: Figure, part: Figure, far: list[Figure]) -> Claim | None:
    """民营359.64亿元，占74%；外资97.2亿元，占两成；国有29.16亿元，占6%: what the others of its sentence are of."""
    beside: list[tuple[Figure, Figure]] = []
    amount: Figure | None = None
    for other in near:
        if other.kind == AMOUNT and other.dimension == part.dimension:
            amount = other
        elif other.start != figure.start and is_share_left(other) and amount is not None and "占" in other.lead:
            beside.append((amount, other))
    if not beside:
        return None
    tried: set[Decimal] = set()
    for whole in far:
        if whole.dimension != part.dimension or whole.value <= part.value or whole.value in tried:
            continue
        tried.add(whole.value)
        if not _agree(figure, part, whole):
            continue
        fits = [share for amount, share in beside if _agree(share, amount, whole)]
        telling = len(fits) > 1 or any(share.step and share.step < 1 for share in fits)
        if telling and len(fits) * 2 >= len(beside):
            return _fit(figure, [part], [whole], few=True)
    return None


def _agree(share: Figure, part: Figure, whole: Figure) -> bool:
    computed = a.percent(a.of(part), a.of(whole)) if whole.value and whole.start != part.start else None
    return computed is not None and a.compare(share, computed) is Verdict.CONSISTENT


def _parts(reading: Reading, figure: Figure, own: str, here: list[Figure], far: list[Figure]) -> list[Figure]:
    """What a share may be of, the likeliest first: what is named before 占, its place in a run, the nearest."""
    run = run_of(reading, figure)
    if len(run) > 1:
        before = [f for f in here if f.end <= run[0].start]
        place = next(n for n, other in enumerate(run) if other.start == figure.start)
        before = before[: len(run)][::-1]
        return [before[place]] if len(before) == len(run) else []
    name = telling_pairs(own)
    if name and not any(c.isdigit() for c in own):
        called = [f for f in (*here, *far) if name & telling_pairs(f.lead + f.tail)]
        return called[:2] + here[:1]
    return here


def _summed(reading: Reading, figure: Figure, near: list[Figure]) -> list[Figure]:
    """县住建局3项、县城管局2项、县教育局1项，住建、城管两家占71.4%: the sum of those that are named."""
    begin = max(reading.sentences[figure.sentence][0], figure.start - 30)
    hit = _TOGETHER.search(reading.text[begin : figure.start])
    if hit is None:
        return []
    names = [name for name in late("[、和与及]").split(hit.group("names")) if name]
    before = [f for f in near if f.kind == AMOUNT and f.end <= figure.start]
    chosen = [next((f for f in before if name[:2] in f.lead), None) for name in names]
    found = [f for f in chosen if f is not None]
    if len(found) != len(names) or len({f.start for f in found}) != len(found) or len({f.dimension for f in found}) > 1:
        return []
    return [found[0]._replace(value=sum((f.value for f in found), Decimal(0)), printed=_sum_words(found), start=-1)]


def _sum_words(found: list[Figure]) -> str:
    return "+".join(a.bare(f) for f in found)


def _wholes(
    around: Surroundings, at: int, base: str, part: Figure | None, far: list[Figure], rate: bool
) -> Iterator[tuple[list[Figure], bool]]:
    """What the whole may be: tier by tier, and whether there is so little to choose from that a coarse share tells."""
    reading = around.reading
    figure = reading.figures[at]
    if part is None:
        return
    start = part.start if part.start >= 0 else figure.start
    same = [f for f in far if f.dimension == part.dimension and f.start != part.start and f.value >= part.value]
    if base == "其":
        yield [f for f in same if f.sentence == figure.sentence][:1], True
    if base not in _BARE:
        name = _name(base)
        called = [f for f in far if f.start != part.start and name and _calls(f, name)]
        alike = [f for f in called if f.dimension == part.dimension or _counts_people(f, part, base)]
        yield alike[:1], True
        yield [f for f in same if _calls_by_one(f, base)][:2], True
    taken = [f for f in same if f.tail.rstrip("，,").endswith(_AMONG) and f.paragraph == figure.paragraph]
    yield taken[:1], not rate
    before = [f for f in same if f.start < start]
    if base in _BARE and not rate:
        first = [f for f in before if f.sentence == figure.sentence and not f.has("part")]
        yield first[-1:], True
        kin = [f for f in before if f.paragraph != figure.paragraph and _is_kin(f, part)]
        yield kin[-1:], True
        yield _opening(reading, figure, before), True
    if figure.step and (figure.step < 1 or figure.value >= _HUNDRED / 2):
        yield before[:20], False


def _name(base: str) -> frozenset[str]:
    for end in _ENDS:
        if len(base) > len(end) + 1 and base.endswith(end):
            base = base.removesuffix(end)
            break
    return telling_pairs(base)


def _calls(figure: Figure, name: frozenset[str]) -> bool:
    words = figure.lead + "|" + figure.tail
    return sum(pair in words for pair in name) * 2 >= len(name)


def _calls_by_one(figure: Figure, base: str) -> bool:
    """亡人总数 of 5人死亡: one character that tells."""
    words = figure.lead + "|" + figure.tail
    return any(c in words for c in base if c not in _NO_NAME)


def _counts_people(figure: Figure, part: Figure, base: str) -> bool:
    """达成意向1.89万人，相当于岗位数的四分之一: one for each; 按病种结算26.57万例，占住院人次的: one for each too."""
    return base.endswith(("数", "人次", "量")) and {figure.dimension, part.dimension} <= {
        "人",
        "个",
        "人次",
        "例",
        "件",
        "户",
        "家",
        "批次",
        "台",
        "张",
        "次",
        "辆",
        "笔",
    }


def _is_kin(whole: Figure, part: Figure) -> bool:
    """乡村接待96.8万人次 of 接待游客318.5万人次; 亡3人 of 5人死亡."""
    words = whole.lead + "|" + whole.tail
    return any(c in words for c in part.lead[-3:] if c not in _NO_NAME and c not in TO_BE)


def _opening(reading: Reading, figure: Figure, before: list[Figure]) -> list[Figure]:
    """The first amount of its measure in the paragraph, if it opens a sentence."""
    own = [f for f in before if f.paragraph == figure.paragraph and f.sentence != figure.sentence]
    heads = [f for n, f in enumerate(own) if n + 1 == len(own) or own[n + 1].sentence != f.sentence]
    return heads[-1:]


def _fit(figure: Figure, parts: list[Figure], wholes: list[Figure], *, few: bool) -> Claim | None:
    tries: set[tuple[Decimal, Decimal]] = set()
    for part in parts:
        for whole in wholes:
            if not whole.value or whole.start == part.start:
                continue
            if not few and (whole.dimension != part.dimension or whole.value < part.value):
                continue
            if (part.value, whole.value) in tries:
                continue
            tries.add((part.value, whole.value))
            computed = a.percent(a.of(part), a.of(whole))
            if computed is None or a.compare(figure, computed) is not Verdict.CONSISTENT:
                continue
            if few or is_hardly_chance(figure, len(tries)):
                return _told(figure, part, whole, computed)
    return None


def _told(figure: Figure, part: Figure, whole: Figure, computed: a.Span) -> Claim | None:
    shown = a.like(computed.exact, figure)
    top = f"({part.printed})" if part.start < 0 else a.bare(part)
    why = f"{top}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[Verdict.CONSISTENT]}"
    return claim("share", figure, shown, Verdict.CONSISTENT, why)
