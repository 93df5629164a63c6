"""Ratios that have a name and a custom of what is set against what: 性别比, 城乡收入比, 杠杆率, 存贷比, 优良率."""

from __future__ import annotations

from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before
from ledger.claims.values import Claim, Verdict
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Ratio, Reading
from ledger.figures.values import AMOUNT, fraction
from ledger.patterns import late

_RATIOS = (
    ("收入比", ("城镇",), ("农村",)),
    ("男女比", ("男",), ("女",)),
    ("师生比", ("学生", "在校生"), ("教职工", "教师")),
    ("生师比", ("学生", "在校生"), ("教职工", "教师")),
    ("杠杆率", ("带动", "拉动", "撬动"), ("发放", "共计", "合计", "投入", "资金", "核销")),
    ("杠杆比", ("带动", "拉动", "撬动"), ("发放", "共计", "合计", "投入", "资金", "核销")),
    ("撬动比", ("带动", "拉动", "撬动"), ("发放", "共计", "合计", "投入", "资金", "核销")),
    ("带动比", ("带动", "拉动", "撬动"), ("发放", "共计", "合计", "投入", "资金", "核销")),
)
"""A name, and the words before what is divided and before what it is divided by."""
_SHARES = (
    ("存贷比", ("贷款",), ("存款",)),
    ("资产负债率", ("负债",), ("资产总额", "总资产", "资产")),
    ("不良率", ("不良",), ("贷款余额", "各项贷款", "贷款")),
    ("不良贷款率", ("不良",), ("贷款余额", "各项贷款", "贷款")),
    ("财政自给率", ("收入",), ("支出",)),
    ("产销率", ("销售产值",), ("总产值",)),
    ("入住率", ("入住",), ("床位",)),
    ("床位使用率", ("使用", "入住"), ("床位",)),
)
_DAILY = ("优良率", "优良天数比例", "达标率")
_BACK = 40


def of_sexes(reading: Reading, figure: Figure) -> Claim | None:
    """男性57753人、女性54882人，性别比为105.23（女性=100）."""
    here = reading.in_sentence(figure.sentence)
    men = next((f for f in here if "男" in f.lead and f.kind == AMOUNT and f.end <= figure.start), None)
    women = next((f for f in here if "女" in f.lead and f.kind == AMOUNT and f.end <= figure.start), None)
    share = a.percent(a.of(men), a.of(women)) if men and women and men.dimension == women.dimension else None
    if share is None or men is None or women is None or figure.value < 50:
        return None
    precise = figure._replace(step=figure.step or figure.scale.scaleb(-a.places_of(figure)))
    verdict = a.compare(precise, share)
    shown = a.plain(share.exact, a.places_of(figure) + 1)
    why = f"{a.bare(men)}÷{a.bare(women)}×100={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("multiple", figure, shown, verdict, why)


def of_ratio(reading: Reading, ratio: Ratio) -> Claim | None:
    """城乡收入比缩小到2.10:1; 发放3500万元，带动消费2.8亿元，杠杆率为1:8."""
    if len(ratio.parts) != 2 or not all(ratio.parts):
        return None
    one, other = (Fraction(part) for part in ratio.parts)
    widest = max(ratio.parts, key=lambda part: -int(part.as_tuple().exponent))
    step = Fraction(10) ** int(widest.as_tuple().exponent) / min(one, other)
    begin = max(ratio.start - len(ratio.lead), 0)
    return _of_named(reading, ratio.sentence, begin, (ratio.start, ratio.end), max(one, other) / min(one, other), step)


def of_quotient(reading: Reading, figure: Figure) -> Claim | None:
    """城乡收入比缩小到1.95, 由1.98缩小到1.95: the same without its 比1."""
    if not figure.step or figure.step >= 1 or not figure.is_exact or figure.scale != 1 or figure.tail[:1] in _ENDS:
        return None
    words = clause_before(reading, figure)
    if not _QUOTIENT.search(words) or figure.has("up", "down"):
        return None  # 缩小0.05 is what it changed by
    begin = figure.start - len(figure.lead)
    return _of_named(
        reading, figure.sentence, begin, (figure.start, figure.end), figure.exact, fraction(figure.step), words
    )


_QUOTIENT = late(
    "(?:收入比|男女比|[师生]{2}比)(?:值|例|率)?(?:(?:由|从)[^，,。；;]{0,10}?[0-9.]+)?"
    "(?:[缩降减扩升提稳保收][小低至少大高窄定持]{0,2})?(?:为|是|达|到|至|在|约)*$"
)
_ENDS = ("个", "百", "位")


def _of_named(
    reading: Reading,
    sentence: int,
    begin: int,
    place: tuple[int, int],
    stated: Fraction,
    step: Fraction,
    words: str = "",
) -> Claim | None:
    start, end = place
    words = words or reading.text[begin:start]
    for name, aboves, belows in _RATIOS:
        if name not in words:
            continue
        near = [f for f in reading.in_sentence(sentence) if f.kind == AMOUNT and f.end <= start]
        above = _with(near, aboves)
        below = _with([f for f in near if f is not above], belows)
        if above is None:
            return None
        others = [f for f in near if f is not above and f.dimension == above.dimension and not f.weak]
        fitting = [f for f in others if f.value and abs(above.exact / f.exact - stated) * 2 <= step]
        if len(fitting) == 1 and "带动" in aboves:
            below = fitting[0]  # 发券三轮400万元、核销348万元: of which of the two is not said
        if below is None or above.dimension != below.dimension:
            return None
        quotient = a.divide(a.of(above), a.of(below))
        if quotient is None:
            return None
        off = abs(quotient.exact - stated)
        verdict = Verdict.CONSISTENT if off <= step / 2 else Verdict.ROUNDING if off <= step else Verdict.INCONSISTENT
        several = any(f is not below for f in others)
        if verdict is not Verdict.CONSISTENT and (quotient.inexact or several):
            return None  # 发放8600万元，核销7826万元，带动消费6.4亿元
        printed = reading.text[start:end]
        shown = a.plain(quotient.exact, 3)
        why = f"{a.bare(above)}÷{a.bare(below)}={shown}，与文中{printed}{SAYS[verdict]}"
        return Claim("multiple", begin, end, printed, shown, verdict, why)
    return None


def of_share(reading: Reading, figure: Figure) -> tuple[Figure, Figure] | None:
    """存款余额440.95亿元…；贷款余额354.88亿元，存贷比80.5%: what is divided by what, in this order."""
    for name, aboves, belows in _SHARES:
        if name in figure.lead:
            near = [f for f in reading.in_sentence(figure.sentence) if f.kind == AMOUNT]
            before = [f for f in near if f.end <= figure.start]
            near = before if len(before) > 1 else near
            above = _with(near, aboves)
            below = _with([f for f in near if f is not above], belows)
            alike = above is not None and below is not None and above.dimension == below.dimension
            if above is not None and below is not None and (alike or "床位" in belows):
                return above, below
    return None


def days_of_year(reading: Reading, figure: Figure, part: Figure) -> Fraction | None:
    """优良天数301天，优良率82.5%: the days of the year that the sentence speaks of; ``None`` where it does not."""
    yearly = figure.lead in ("占全年的", "占全年天数的") or any(name in figure.lead for name in _DAILY)
    if part.dimension != "天" or not yearly:
        return None
    begin = reading.sentences[part.sentence][0]
    times = [t for t in reading.times_between(begin, part.start) if t.kind == "year"]
    words = reading.text[max(begin, part.start - _BACK) : part.start]
    if not times and "全年" not in words + figure.lead:
        return None
    year = next((t.year for t in times if t.year), 0)
    return Fraction(366 if year and year % 4 == 0 else 365)


def _with(figures: list[Figure], words: tuple[str, ...]) -> Figure | None:
    """The last amount that stands under one of these words, the first words first; no differences."""
    plain = [f for f in figures if not f.weak and not f.has("up", "down")]
    for word in words:
        found = next((f for f in reversed(plain) if word in f.lead), None)
        if found is not None:
            return found
    return None
