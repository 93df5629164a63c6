"""A last look at rates whose name says what is divided by what: 审减率, 利润率, 恩格尔系数, 城镇化率."""

from __future__ import annotations

from ledger.claims import arithmetic as a
from ledger.claims.values import Claim, Verdict
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT

_RATES = (
    ("审减率", ("审减", "核减"), ("送审",)),
    ("核减率", ("核减", "审减"), ("送审",)),
    ("节约率", ("节约", "节支", "节省"), ("预算", "控制价", "概算", "限价")),
    ("节支率", ("节支", "节约", "节省"), ("预算", "控制价", "概算", "限价")),
    ("利润率", ("利润",), ("营业收入", "主营业务收入", "销售收入")),
    ("恩格尔系数", ("食品",), ("消费支出",)),
    ("结收比", ("结案", "审结", "办结"), ("新收", "收案", "受理")),
    ("税比", ("税收",), ("一般公共预算收入", "财政收入", "公共财政预算收入")),
    ("城镇化率", ("城镇",), ("常住人口", "总人口")),
    ("住院率", ("入院", "住院"), ("常住人口",)),
    ("升学率", ("升入", "升学", "录取"), ("毕业生",)),
    ("就业率", ("就业", "落实"), ("毕业生",)),
    ("债务率", ("债务余额",), ("综合财力", "财力")),
    ("负债率", ("债务余额", "负债"), ("生产总值", "资产")),
    ("投入强度", ("研发", "R&D"), ("生产总值", "GDP")),
    ("依存度", ("进出口",), ("生产总值", "GDP")),
    ("森林覆盖率", ("森林面积",), ("国土面积", "土地面积", "总面积")),
    ("流转率", ("流转",), ("耕地", "承包地")),
    ("自给率", ("收入",), ("支出",)),
)
"""A rate, and the words that its part and its whole stand under."""
_OF_OTHERS = (
    ("出租率", ("出租", "租用", "已租"), ("客房", "厂房", "面积", "房源", "商铺", "公寓")),
    ("利用率", ("停放", "占用", "使用"), ("泊位", "车位", "床位")),
    ("使用率", ("停放", "占用", "使用"), ("泊位", "车位", "床位")),
)
"""Rates whose part may be counted in another measure: 386辆 in 420个泊位."""
_MOST_SEEN, _PARAGRAPHS = 40, 2


def of_custom(reading: Reading, at: int) -> Claim | None:
    """The rate of the two amounts that its name calls for: wrong only where both stand in its sentence, each alone."""
    figure = reading.figures[at]
    known = next((rate for rate in _RATES if rate[0] in figure.lead), None)
    if known is None or "税比" in figure.lead:
        made = _of_taxes(reading, at) if known is not None else None
        if made is not None:
            return made
    if known is None:
        return _of_seats(reading, at) or _of_two_measures(reading, at) or _of_peak(reading, at)
    _, tops, bottoms = known
    near = [
        f
        for f in reversed(reading.figures[max(0, at - _MOST_SEEN) : at])
        if f.kind == AMOUNT and f.paragraph >= figure.paragraph - _PARAGRAPHS and not f.weak
    ]
    near = [f for f in near if not f.has("up", "down", "last-year")]
    above, below = _under(near, tops), _under(near, bottoms)
    for part in above[:2]:
        for whole in below[:2]:
            computed = a.percent(a.of(part), a.of(whole)) if part.dimension == whole.dimension else None
            if part is not whole and computed is not None and a.compare(figure, computed) is Verdict.CONSISTENT:
                return _told(figure, part, whole, computed, Verdict.CONSISTENT)
    part_, whole_ = (
        _alone(above, figure) or _alone_near(above, figure),
        _alone(below, figure) or _alone_near(below, figure),
    )
    if part_ is None or whole_ is None or part_ is whole_ or part_.dimension != whole_.dimension:
        return None
    computed = a.percent(a.of(part_), a.of(whole_))
    if computed is None or part_.exact > whole_.exact or a.too_coarse(figure, computed):
        return None
    far = part_.sentence != figure.sentence or whole_.sentence != figure.sentence
    if far and not a.agreeing(figure, computed.exact):
        return None
    return _told(figure, part_, whole_, computed, a.compare(figure, computed))


def _here(reading: Reading, at: int) -> list[Figure]:
    """The exact amounts of its sentence before a rate, the nearest first."""
    figure = reading.figures[at]
    near = reversed(reading.figures[max(0, at - _MOST_SEEN) : at])
    return [f for f in near if f.kind == AMOUNT and f.sentence == figure.sentence and f.is_exact and not f.weak]


def _of_two_measures(reading: Reading, at: int) -> Claim | None:
    """泊位420个，高峰停放386辆，利用率92%: told only where it fits."""
    figure = reading.figures[at]
    known = next((rate for rate in _OF_OTHERS if figure.lead.rstrip("为达到约").endswith(rate[0])), None)
    here = _here(reading, at) if known is not None else []
    for part in _under(here, known[1])[:1] if known is not None else ():
        for whole in _under(here, known[2])[:2] if known is not None else ():
            computed = a.percent(a.of(part), a.of(whole)) if part is not whole else None
            if computed is not None and a.compare(figure, computed) is Verdict.CONSISTENT:
                return _told(figure, part, whole, computed, Verdict.CONSISTENT)
    return None


def _of_taxes(reading: Reading, at: int) -> Claim | None:
    """税收收入341820万元，非税收入81330万元，税比80.78%: both together are the whole."""
    figure, here = reading.figures[at], _here(reading, at)
    taxes = next((f for f in here if "税收" in f.lead and "非税" not in f.lead), None)
    other = next((f for f in here if "非税" in f.lead), None)
    if taxes is None or other is None or taxes is other or taxes.dimension != other.dimension:
        return None
    whole = taxes._replace(value=taxes.value + other.value, step=max(taxes.step, other.step))
    computed = a.percent(a.of(taxes), a.of(whole))
    return _told(figure, taxes, whole, computed, a.compare(figure, computed)) if computed is not None else None


def _of_seats(reading: Reading, at: int) -> Claim | None:
    """演出24场，座位1200个，观众2.3万人次，上座率80%: the seats of all shows are the whole."""
    figure = reading.figures[at]
    if "上座率" not in figure.lead:
        return None
    near = [
        f
        for f in reversed(reading.figures[max(0, at - _MOST_SEEN) : at])
        if f.kind == AMOUNT and f.sentence >= figure.sentence - 1 and f.paragraph == figure.paragraph
    ]
    came = next((f for f in near if f.dimension in ("人次", "人")), None)
    shows = next((f for f in near if f.dimension in ("场", "场次")), None)
    seats = next((f for f in near if "座" in f.lead and f.dimension in ("个", "座", "席")), None)
    if came is None or shows is None or seats is None:
        return None
    computed = a.percent(a.of(came), a.multiply(a.of(seats), shows.exact))
    if computed is None or a.compare(figure, computed) is not Verdict.CONSISTENT:
        return None
    shown = a.like(computed.exact, figure)
    why = f"{a.bare(came)}÷({a.bare(shows)}×{a.bare(seats)})={shown}，与文中{figure.printed}相符"
    return claim("share", figure, shown, Verdict.CONSISTENT, why)


def _of_peak(reading: Reading, at: int) -> Claim | None:
    """最大入库4860立方米每秒、下泄1215立方米每秒，削峰75%: what is held back of what comes in."""
    figure = reading.figures[at]
    if "削峰" not in figure.lead or "平均" in figure.lead:
        return None
    two = _here(reading, at)[:2]
    if len(two) < 2 or two[0].dimension != two[1].dimension or two[0].exact >= two[1].exact:
        return None
    computed = a.percent(a.subtract(a.of(two[1]), a.of(two[0])), a.of(two[1]))
    if computed is None:
        return None
    verdict, shown = a.compare(figure, computed), a.like(computed.exact, figure)
    why = f"({a.bare(two[1])}−{a.bare(two[0])})÷{a.bare(two[1])}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=computed.exact, of=(two[1], two[0], two[1]))


def _under(near: list[Figure], words: tuple[str, ...]) -> list[Figure]:
    return [f for f in near if any(word in f.lead for word in words)]


def _alone(figures: list[Figure], figure: Figure) -> Figure | None:
    here = [f for f in figures if f.sentence == figure.sentence and f.segment == figure.segment]
    return here[0] if len(here) == 1 else None


def _alone_near(figures: list[Figure], figure: Figure) -> Figure | None:
    """The only one of the paragraph, not far back."""
    here = [f for f in figures if f.paragraph == figure.paragraph and f.sentence >= figure.sentence - _PARAGRAPHS]
    return here[0] if len(here) == 1 else None


def _told(figure: Figure, part: Figure, whole: Figure, computed: a.Span, verdict: Verdict) -> Claim:
    shown = a.like(computed.exact, figure)
    why = f"{a.bare(part)}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=computed.exact, of=(part, whole))
