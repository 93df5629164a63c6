"""A last look at points against a rate with a name (低于全县25.4个百分点) told paragraphs before, or behind."""

from __future__ import annotations

from ledger.claims import arithmetic as a
from ledger.claims.again import clause_before, is_hardly_chance, telling_pairs
from ledger.claims.pointruns import Run, fits, signed, told_points
from ledger.claims.values import Claim
from ledger.figures import Figure, Reading
from ledger.figures.values import PERCENT, POINTS
from ledger.patterns import late

_NEAR = 8
_SCOPES = ("全市", "全县", "全区", "全省", "全国", "全镇", "全州", "全乡", "全盟", "全旗", "全街道", "面上", "总体")
_NAMED = late("(?:于|比|较|过|出|先|落后)(?P<name>[^，,。；;：:0-9于比较过]{2,12}?)(?:高出?|低|快|慢|多|少)?$")
_OURS = late("[我本][省市县区州镇乡盟旗国]")
_PLACES = late("[我本全][省市县区州镇乡盟旗国]")
_OF_ALL = late("平均水平|平均值|平均数|平均|均值|水平|增速|增幅|增长率|增长|速度|同期|的")
_SYNONYMS = (("经济", "生产总值"), ("经济", "GDP"), ("财政", "预算"))
_FAR, _MOST_FAR = 6, 120
_SEVERAL = 2


def of_named(reading: Reading, run: Run, rates: list[Figure]) -> Claim | None:
    """北岭乡58.6%，低于全县25.4个百分点: 全县 is named where its rate was told, paragraphs before.

    Wrong only where the one rate that bears the name stands in a sentence near by and speaks of the same time.
    """
    figure, level = run.figures[0], rates[0]
    hit = _NAMED.search(clause_before(reading, figure)) if run.kind == "lead" else None
    if hit is None or level.sentence != figure.sentence or not _is_straight(reading, run, level):
        return None
    if _OURS.search(reading.text, level.end, figure.start):
        return None  # 河西市88.9%，我市高于全省2.3个百分点，领先河东市6.2个百分点: what we have stands elsewhere
    name = _OF_ALL.sub("", hit.group("name"))
    called = [f for f in _far(reading, run) if f is not level and _bears_name(reading, f, name)]
    called = [f for f in called if f.has("up", "down") == level.has("up", "down")]
    called.sort(key=lambda f: name[:2] not in f.lead)  # the rate that is said to be 全市's itself comes first
    for tries, base in enumerate(called[:_NEAR], 1):
        if fits(run, 0, level, base) and is_hardly_chance(figure, tries):
            return told_points(run, 0, level, base, sure=False)
    near = [f for f in called if f.sentence >= figure.sentence - 2]
    if len({signed(f) for f in called}) != 1 or not near or (name in _SCOPES and _is_of_another(level, near[0])):
        return None
    base, apart = near[0], (run.signed(level) - run.signed(near[0])) * run.way
    plain = apart > 0 and _of_one_time(level, base) and (name[:2] in _SCOPES or _is_called(base, name))
    sure = len(near) == 1 and (plain or (_of_one_time(level, base) and a.agreeing(figure, apart) > 0))
    return told_points(run, 0, level, base, sure=True) if sure else None


def of_ours(reading: Reading, run: Run, rates: list[Figure]) -> Claim | None:
    """优良率85.2%。…优良率全省平均82.9%，西陵市88.3%，我市高于全省2.3个百分点: ours is told sentences before."""
    figure = run.figures[0]
    hit = _NAMED.search(clause_before(reading, figure)) if run.kind == "lead" else None
    here = [f for f in rates if f.sentence == figure.sentence] if hit is not None else []
    bases = [f for f in here if hit is not None and hit.group("name") in f.lead]
    if len(bases) != 1 or len(here) < _SEVERAL:
        return None
    subject = telling_pairs(reading.text[reading.sentences[figure.sentence][0] : here[-1].start])
    ours = [f for f in _far(reading, run) if f.sentence < figure.sentence and subject & telling_pairs(f.lead)]
    for tries, level in enumerate(ours[:_NEAR], 1):
        if fits(run, 0, level, bases[0]) and is_hardly_chance(figure, tries):
            return told_points(run, 0, level, bases[0], sure=False)
    # the others' points of the sentence tell which of them is ours
    others = {f.exact for f in reading.in_sentence(figure.sentence) if f.kind == POINTS and f.start != figure.start}
    sure = [f for f in ours if any(abs(signed(f) - signed(base)) in others for base in here if base is not bases[0])]
    return told_points(run, 0, sure[0], bases[0], sure=True) if len({signed(f) for f in sure}) == 1 else None


def _is_straight(reading: Reading, run: Run, level: Figure) -> bool:
    """增长7.6%，增速比1—9月份加快0.8个百分点，快于全市平均水平: nothing but other points of the rate stands between."""
    figure = run.figures[0]
    between = [f for f in reading.in_sentence(figure.sentence) if level.end <= f.start and f.end <= figure.start]
    return figure.clause - level.clause <= 1 + len(between) and all(f.kind == POINTS for f in between)


def _of_one_time(level: Figure, base: Figure) -> bool:
    """Whether a rate speaks of no other time than the one told before."""
    one, two = level.time, base.time
    return one is None or (two is not None and one[2:] == two[2:])


def _is_called(figure: Figure, name: str) -> bool:
    """规上工业增加值增长 is what 规上工业 names; 民间投资增长 is not what 投资 names."""
    words = _OF_ALL.sub("", figure.lead)
    for scope in _SCOPES:
        words = words.removeprefix(scope)
    return words.startswith(name)


def named_behind(reading: Reading, run: Run, rates: list[Figure]) -> Claim | None:
    """餐饮增长15.8%，比商品零售快9.6个百分点；商品零售额560.4亿元，增长6.2%: told right behind under its name."""
    figure, level = run.figures[0], rates[0]
    hit = _NAMED.search(clause_before(reading, figure)) if run.kind == "lead" else None
    if hit is None or level.sentence != figure.sentence or figure.clause - level.clause != 1:
        return None
    name = _OF_ALL.sub("", hit.group("name"))
    after = [f for f in reading.figures[run.at + 1 : run.at + 3] if f.sentence == figure.sentence]
    rest = after[0].lead.removeprefix(name) if after and len(name) > 1 and after[0].lead.startswith(name) else None
    named = rest is not None and _OF_ALL.sub("", rest) in (
        "",
        "额",
        "量",
        "总额",
        "总量",
        "完成",
    )  # 工业投资 is not 工业
    base = next((f for f in after if f.kind == PERCENT and f.is_exact), None)
    if not named or base is None or base.has("up", "down") != level.has("up", "down"):
        return None
    return told_points(run, 0, level, base, sure=base.clause - after[0].clause <= 1)


def _far(reading: Reading, run: Run) -> list[Figure]:
    """The exact rates before the points, the nearest first, over some paragraphs, without what is compared with."""
    first = run.figures[0]
    return [
        f
        for f in reversed(reading.figures[max(0, run.at - _MOST_FAR) : run.at])
        if f.kind == PERCENT and f.is_exact and not f.weak and f.paragraph >= first.paragraph - _FAR
        if not is_compared_with(f)
    ]


def _bears_name(reading: Reading, figure: Figure, name: str) -> bool:
    """Whether the words before a rate name it so: 全县秋粮应收96.8万亩，已收81.3万亩，进度84% is of 全县."""
    words = reading.text[reading.sentences[figure.sentence][0] : figure.start]
    for scope in _SCOPES:
        if name.startswith(scope):
            rest = name.removeprefix(scope)
            alike = (rest, *(two for one, two in _SYNONYMS if one == rest))
            return scope in words and any(word in figure.lead for word in alike)
    return len(name) > 1 and name in figure.lead


def _is_of_another(level: Figure, base: Figure) -> bool:
    """工业投资增长12% against 全市生产总值增长5.8%: each has a noun of its own."""
    own, other = (telling_pairs(_OF_ALL.sub("", _PLACES.sub("", f.lead))) for f in (level, base))
    return bool(own) and not own & other and (level.has("up", "down") or "率" in level.lead)


def is_compared_with(figure: Figure) -> bool:
    """比全市平均的6.5%低0.4个百分点，比第一名的…: what another is compared with is no level itself."""
    return figure.lead.startswith(("比", "较")) and not figure.lead.startswith(("比重", "比例", "比率"))
