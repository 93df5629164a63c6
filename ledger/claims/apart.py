"""A wider look at lists that take a total apart: 26家：批发9、零售11…; 来信96封、来电214个…; 公办园中…; 四季度…，全年…

Lists joined by 、 whose total the words name: straight before them, N个X中, X中, by a heading far off where hardly
chance would give the same number. What misses is told where nothing is left out or more is listed than there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ledger.claims.additions import complete
from ledger.claims.closed import is_closed
from ledger.claims.gathered import like, measured
from ledger.claims.summed import NOT_ALL
from ledger.claims.tallies import added, fineness, is_level, is_near, is_off, makes, slip, tell, turned
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import parallel
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS
from ledger.figures.values import AMOUNT, BARE
from ledger.patterns import late

_MOST = 80
_MOST_PARTS = 16
_REACH = 30
_FINE, _COUNT = 40, 8
_EXACT = 20000
"""A total of so many units is no list's sum by chance, wherever it stands."""
_MANY_TRIES = 12
_APART = 200
_DIGITS = 4
_KINDS = 100
_SENTENCES = 2
_WHOLE_LIST = 5
_OVERLAP = ("党员", "女", "妇", "民族", "团员", "退役", "岁以", "贫困", "困难", "代表", "委员", "重点", "含", "兼")
_BARE_HEAD = late("^[^，,。；;：:0-9]{0,8}[：:][^，,。；;：:、0-9]{1,12}$")
_AMONG = late("^[^，,。；;：:、0-9（）()]{0,12}(?<!其)中[，,：:]?[^，,。；;：:、]{0,20}$")
_WITHIN = late("(?:^|[。；;，,])(?P<name>[^，,。；;：:、0-9（）()]{2,8})中[，,：:][^，,。；;：:、0-9]{0,12}$")
_VIEWED = late("(?:按|从|分)[^，,。；;：:0-9]{1,10}(?:分|看|划分)[，,：:]?[^，,。；;：:、0-9]{0,12}$")
_SHARED_OUT = late("(?:用于|投向|分别(?:用于|为|是)?|具体为)[^，,。；;：:、0-9]{0,8}$")
_OPENED = late("(?:其中|包括|包含|分为|分别|中|[：:])[，,：:]?[^，,。；;：:、0-9]{0,12}$")
_SPLIT_INTO = late("(?:分为|分成|划分为|由)[^，,。；;：:、0-9]{0,8}$")
_EACH_OF = late("(?P<n>[两二三四五六七八九])(?:项|个|类|部分)[^，,。；;：:、0-9]{0,6}(?:分别)(?:是|为)?$")
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_DONE = ("竣工", "完工", "建成", "投用", "交付", "已完成", "办结", "验收")
_GOING = ("在建", "正在", "在办", "未", "尚", "待", "推进中", "施工")
_UPPER, _LOWER = ("以上", "超过", "高于", "大于", "超"), ("以下", "不足", "低于", "不到", "小于", "以内")
_PERIODS = (
    ("一季度", "二季度", "三季度", "四季度"),
    ("1季度", "2季度", "3季度", "4季度"),
    ("上半年", "下半年"),
    ("春季", "秋季"),
)
_YEAR = ("全年", "年度", "共", "合计", "累计", "总计")


@wider("sum", "amount bare", "、")
def taken_apart(reading: Reading, given: Given) -> Iterator[Claim]:
    """Lists joined by 、 and the total that the words name, and lists without measures."""
    if "、" not in reading.text:
        return
    figures = measured(reading)
    for run in _bare_runs(reading):
        told = _of_bare(reading, run)
        if told is not None:
            yield told
    lines: dict[str, list[Figure]] = {}
    for figure in figures:
        if is_level(figure) or _is_named_behind(figure) or _is_of_each(figure):
            lines.setdefault(figure.dimension, []).append(figure)
    for line in lines.values():
        at = 0
        while at < len(line):
            run = _run(reading, line, at)
            if len(run) > 1:
                told = _of_run(reading, line, at, run) or _loosely(reading, figures, run)
                if told is not None:
                    yield told
            at += len(run)
    yield from _over_shares(reading, figures)
    for run in _mixed_runs(reading, figures):
        told = _of_mixed(reading, figures, run)
        if told is not None:
            yield told


def _is_of_each(figure: Figure) -> bool:
    return figure.kind == AMOUNT and figure.has("each") and figure.is_exact and not figure.weak


def _is_named_behind(figure: Figure) -> bool:
    """7项高于全省、2项持平、2项低于全省: 高于 is said of the one before."""
    plain = figure.kind == AMOUNT and not figure.weak and figure.is_exact and bool(figure.value)
    return plain and not figure.lead and bool(figure.tail)


def _between(reading: Reading, one: Figure, two: Figure) -> str:
    return reading.text[one.end : two.start]


def _words(reading: Reading, figure: Figure) -> str:
    return reading.text[max(reading.sentences[figure.sentence][0], figure.start - _REACH) : figure.start]


def _is_joined(reading: Reading, one: Figure, two: Figure) -> bool:
    between = _between(reading, one, two)
    return one.sentence == two.sentence and one.depth == two.depth and "、" in between and one.clause == two.clause


def _behind(reading: Reading, figure: Figure) -> str:
    return reading.text[figure.end : figure.end + 3]


# 批发9、零售11、住宿2、餐饮5


def _bare_runs(reading: Reading) -> Iterator[list[Figure]]:
    run: list[Figure] = []
    for figure in reading.figures:
        plain = figure.kind == BARE and figure.lead and not figure.tail and figure.top is None and not figure.bound
        if plain and run and _is_joined(reading, run[-1], figure) and figure.scale == run[-1].scale:
            run.append(figure)
            continue
        if len(run) > 2:
            yield run
        run = [figure] if plain else []
    if len(run) > 2:
        yield run


def _of_bare(reading: Reading, run: list[Figure]) -> Claim | None:
    """26家：批发9、零售11、住宿2、餐饮5: a list without measures behind the colon."""
    first = run[0]
    before = [f for f in reading.in_sentence(first.sentence) if f.end <= first.start]
    total = before[-1] if before else None
    if total is None or total.kind != AMOUNT or not total.is_exact or total.step != first.step:
        return None
    if _BARE_HEAD.match(_between(reading, total, first)) is None or "等" in _behind(reading, run[-1]):
        return None
    parts = [f._replace(dimension=total.dimension, value=f.value * total.scale / f.scale) for f in run]
    if added(parts) == total.value:
        return tell(total, parts, Verdict.CONSISTENT)
    close = abs(added(parts) - total.value) * _WHOLE_LIST <= total.value or slip(total, parts)
    return tell(total, parts, Verdict.INCONSISTENT) if close else None


# lists of one measure


def _run(reading: Reading, line: Sequence[Figure], at: int) -> list[Figure]:
    run = [line[at]]
    for other in line[at + 1 : at + _MOST_PARTS]:
        if not _is_joined(reading, run[-1], other) or other.has("total", "grand") or "其中" in other.lead:
            break
        run.append(other)
    return run


def _of_run(reading: Reading, line: Sequence[Figure], at: int, run: list[Figure]) -> Claim | None:
    first, last = run[0], run[-1]
    words = _words(reading, first)
    if first.has("each") and not any(f.has("each") for f in line[:at][-4:]):
        return None
    if "等" in _behind(reading, last) or NOT_ALL.search(reading.text[first.start - len(first.lead) : last.end]):
        return None
    year = _of_year(line, at, run)
    if year is not None:
        return year
    before = [f for f in line[max(0, at - _MOST) : at] if f.depth <= first.depth]
    if not before:
        return None
    nearest = before[-1]
    gap = _between(reading, nearest, first)
    here = nearest.sentence == first.sentence and first.clause - nearest.clause <= 1 and "、" not in gap
    if here and _AMONG.match(gap) is not None:
        return _of_all(reading, nearest, run, sure=True)
    each_of = _EACH_OF.search(words)
    if each_of is not None and here and _NUMBERS[each_of.group("n")] == len(run):
        return _of_all(reading, nearest, run, sure=is_near(nearest, run))
    within = _WITHIN.search(words)
    if within is not None:
        named = [f for f in before if f.lead.endswith(within.group("name")) and f.paragraph >= first.paragraph - 1]
        if named:
            return _of_all(reading, named[-1], run, sure=len(named) == 1 and named[-1].sentence == first.sentence)
    if here and not nearest.has("part") and not first.has("part"):
        told = _straight(reading, nearest, run, words)
        if told is not None:
            return told
    if _VIEWED.search(words) is not None:
        told = _by_subject(reading, before, run)
        if told is not None:
            return told
    if first.has("each") or nearest.has("each"):
        return _of_each(reading, before, run)
    return _far(reading, before, run)


def _loosely(reading: Reading, figures: Sequence[Figure], run: list[Figure]) -> Claim | None:
    """90.6亿人次…。其中…分别完成34.3亿人、26.5亿人、29.7亿人和772万人: counted otherwise, or printed coarser."""
    first = run[0]
    if len(run) < 3 or _OPENED.search(_words(reading, first)) is None:
        return None
    tries = 0
    for total in reversed([f for f in figures if f.end <= first.start][-_MOST_PARTS:]):
        if total.sentence < first.sentence - 1 or not is_level(total) or not like(total, first):
            continue
        tries += 1
        if makes(total, run) and total.value / (total.step or total.scale) >= _FINE * tries:
            return tell(total, run, Verdict.CONSISTENT)
    return None


def _of_all(reading: Reading, total: Figure, run: list[Figure], *, sure: bool) -> Claim | None:
    """18户企业中，盈利13户、亏损5户: all of them are meant, if nothing else is."""
    if not is_off(total, run):
        fine = fineness(total, run) >= _COUNT or len(run) > 2
        return tell(total, run, Verdict.CONSISTENT) if added(run) == total.value and fine else None
    words = reading.text[total.end : run[-1].end]
    if any(word in words for word in _OVERLAP) or not (is_near(total, run) or slip(total, run)):
        return None
    over = added(run) > total.value and len(run) > 2
    whole = is_closed(run, total) or is_banded(reading, run)
    return tell(total, run, Verdict.INCONSISTENT) if whole or (sure and (over or turned(total, added(run)))) else None


def is_banded(reading: Reading, run: Sequence[Figure]) -> bool:
    """50万元以上的9个、20万至50万元的12个、20万元以下的5个: from the highest to the lowest."""
    words = [_band(reading, one) for one in run]
    if len(words) < 2:
        return False
    ends = (words[0], words[-1])
    upper, lower = (any(any(w in end for w in group) for end in ends) for group in (_UPPER, _LOWER))
    between = all("至" in w or "-" in w or "—" in w or "到" in w or "～" in w for w in words[1:-1])
    return upper and lower and between


def _band(reading: Reading, figure: Figure) -> str:
    begin = max(reading.sentences[figure.sentence][0], figure.start - _REACH)
    words = reading.text[begin : figure.start]
    return words[max(words.rfind(mark) for mark in "、，,；;：:") + 1 :]


def _straight(reading: Reading, total: Figure, run: list[Figure], words: str) -> Claim | None:
    """在册2164名，居家治疗1987名、住院治疗177名: the list right behind the total."""
    sum_ = added(run)
    if total.has("plan", "last-year", "each") or total.lead.startswith(("计划", "目标", "比", "较")):
        return None
    stages = _are_stages(run)
    closed = is_closed(run, total)
    if sum_ == total.value:
        sure = fineness(total, run) >= (_FINE if len(run) < 3 else _COUNT) or stages or closed
        return tell(total, run, Verdict.CONSISTENT) if sure else None
    if not is_off(total, run) or any(word in words for word in _OVERLAP):
        return None
    split = _SPLIT_INTO.search(_between(reading, total, run[0])) is not None and len(run) > 2
    if (closed or split) and sum_ > total.value and not total.has("done"):
        return tell(total, run, Verdict.INCONSISTENT)
    if len(run) > 2 and is_banded(reading, run) and is_near(total, run) and not total.has("done", "part"):
        return tell(total, run, Verdict.INCONSISTENT)
    kinds = len(run) > 2 and all(f.lead.endswith(("类", "型", "级")) for f in run)
    if kinds and fineness(total, run) >= _KINDS and (turned(total, sum_) or _turned_part(total, run)):
        return tell(total, run, Verdict.INCONSISTENT)
    if stages and sum_ > total.value and all(f.value < total.value for f in run):
        return tell(total, run, Verdict.INCONSISTENT)
    long = len(str(int(fineness(total, run)))) >= _DIGITS
    opened = len(run) > 2 and _between(reading, total, run[0])[:1] in ("：", ":")
    said = _SHARED_OUT.search(words) is not None or parallel(run) or closed or opened
    if long and said and (turned(total, sum_) or _turned_part(total, run) or slip(total, run)):
        return tell(total, run, Verdict.INCONSISTENT)
    return None


def _turned_part(total: Figure, run: Sequence[Figure]) -> bool:
    off = total.value - added(run)
    return any(turned(part, part.value + off) for part in run if part.value + off > 0)


def _are_stages(run: Sequence[Figure]) -> bool:
    """完工18座、在建15座: what is done and what is not shut each other out."""
    if len(run) != 2 or any(f.has("part") for f in run):
        return False
    one, two = (f.lead + "|" + f.tail for f in run)
    return any(w in one for w in _DONE) and not any(w in one for w in _GOING) and any(w in two for w in _GOING)


def _by_subject(reading: Reading, before: Sequence[Figure], run: list[Figure]) -> Claim | None:
    """滞后32项。…滞后任务…；按承办主体分，乡镇13项、县直19项: of what the sentence speaks."""
    first = run[0]
    begin = reading.sentences[first.sentence][0]
    subject = reading.text[begin : begin + 2]
    earlier = [
        f
        for f in reading.in_sentence(first.sentence - 1) + reading.in_sentence(first.sentence - 2)
        if f.kind == AMOUNT and f.dimension == first.dimension and f.is_exact and not f.weak
        if f.paragraph == first.paragraph and f.sentence >= first.sentence - _SENTENCES and f.sentence < first.sentence
    ]
    named = [f for f in earlier if f.lead.startswith(subject)]
    if len(named) != 1 or not "\u4e00" <= subject[:1] <= "\u9fff":
        return _of_paragraph(reading, before, run)
    total = named[0]
    if added(run) == total.value:
        return tell(total, run, Verdict.CONSISTENT) if fineness(total, run) >= _COUNT else None
    near = is_near(total, run) or slip(total, run)
    return tell(total, run, Verdict.INCONSISTENT) if is_off(total, run) and near else None


def _of_paragraph(reading: Reading, before: Sequence[Figure], run: list[Figure]) -> Claim | None:
    """412个签约项目中…。制造业项目287个…。按来源地分，…、其他地区86个: 其他 says that all is there."""
    sibling = _sibling(reading, before, run)
    if sibling is not None:
        if added(run) == sibling.value:
            return tell(sibling, run, Verdict.CONSISTENT)
        near = is_near(sibling, run) or slip(sibling, run)
        return tell(sibling, run, Verdict.INCONSISTENT) if near and len(run) > 2 else None
    if len(run) < 3 or not complete(run):
        return None
    earlier = [f for f in before if f.paragraph == run[0].paragraph and not f.has("part")]
    if any(f.value == added(run) for f in earlier):
        return None
    slipped = [f for f in earlier if slip(f, run) and f.value > max(one.value for one in run)]
    return tell(slipped[0], run, Verdict.INCONSISTENT) if len({f.value for f in slipped}) == 1 else None


def _sibling(reading: Reading, before: Sequence[Figure], run: list[Figure]) -> Figure | None:
    """分产业看，一产9个、二产176个、三产101个。…分方式看，…: the total that another such list makes before it."""
    first = run[0]
    last = [f for f in before if f.sentence < first.sentence][-_MOST_PARTS:]
    if not last or first.sentence - last[-1].sentence > _SENTENCES:
        return None
    for at in range(len(last) - 1):
        other = [last[at]]
        for f in last[at + 1 :]:
            if not _is_joined(reading, other[-1], f):
                break
            other.append(f)
        if (
            len(other) > 1
            and _VIEWED.search(_words(reading, other[0]))
            and first.sentence - other[-1].sentence <= _SENTENCES
        ):
            sum_ = added(other)
            return next((f for f in before if f.start < other[0].start and f.value == sum_), None)
    return None


_INCOMES = ("工资", "经营", "财产", "转移")


def _of_each(reading: Reading, before: Sequence[Figure], run: list[Figure]) -> Claim | None:
    """人均可支配收入21846元…。其中工资性收入…、经营净收入…、财产净收入…、转移净收入…: so much of each."""
    first = run[0]
    near = [f for f in before if f.has("each") or "均" in f.lead]
    near = [f for f in near if f.sentence >= first.sentence - _SENTENCES and f.paragraph == first.paragraph]
    for total in reversed(near):
        if added(run) == total.value and fineness(total, run) >= _FINE and len(run) > 1:
            return tell(total, run, Verdict.CONSISTENT)
    whole = all(any(word in f.lead for f in run) for word in _INCOMES) and len(run) == len(_INCOMES)
    if whole and near and first.has("part"):
        total = near[0]
        off = is_off(total, run) and (is_near(total, run) or slip(total, run))
        return tell(total, run, Verdict.INCONSISTENT) if off else None
    return None


def _of_year(line: Sequence[Figure], at: int, run: list[Figure]) -> Claim | None:
    """第一季度86列、第二季度94列、第三季度102列、第四季度118列，全年400列: its parts leave nothing out."""
    behind = line[at + len(run) : at + len(run) + 1]
    names = [f.lead for f in run]
    whole = any(
        len(run) == len(periods) and all(p in name for p, name in zip(periods, names, strict=True))
        for periods in _PERIODS
    )
    if not whole or not behind or behind[0].sentence != run[0].sentence or behind[0].clause - run[-1].clause > 1:
        return None
    total = behind[0]
    if not total.lead.startswith(_YEAR) or total.has("last-year", "plan"):
        return None
    return tell(total, run, Verdict.INCONSISTENT if is_off(total, run) else Verdict.CONSISTENT)


def _far(reading: Reading, before: Sequence[Figure], run: list[Figure]) -> Claim | None:
    """优秀12个、良好23个、一般7个, and 42个县直单位 in the head of the text: told only when it fits."""
    sum_ = added(run)
    fit = next((f for f in reversed(before) if f.value == sum_ and not f.has("part", "each")), None)
    if fit is None:
        return None
    fine = fineness(fit, run)
    if len(run) > 2 and is_banded(reading, run) and fit.sentence == run[0].sentence and fine >= _COUNT:
        return tell(fit, run, Verdict.CONSISTENT)  # 17个村…；50万元以上4个、20万元至50万元11个、20万元以下2个
    tries = len({f.value for f in before})
    sure = fine >= _EXACT or (is_closed(run, fit) and fine >= _FINE and tries <= _MANY_TRIES)
    return tell(fit, run, Verdict.CONSISTENT) if sure else None


_MOST_HEADS = 6


def _over_shares(reading: Reading, figures: Sequence[Figure]) -> Iterator[Claim]:
    """男性2187405人，占51.23%；女性2082426人，占48.77%: the heads of a sentence, and a total far off."""
    sentences: dict[int, list[Figure]] = {}
    for figure in figures:
        if is_level(figure) and not figure.depth:
            sentences.setdefault(figure.sentence, []).append(figure)
    known: dict[tuple[str, Decimal], Figure] = {}
    for here in sentences.values():
        for run in _heads(here):
            total = known.get((run[0].dimension, added(run)))
            if total is not None and len(run) > 1 and total.value > max(f.value for f in run):
                tries = sum(dimension == total.dimension for dimension, _ in known)
                near = total.paragraph == run[0].paragraph
                if fineness(total, run) >= (_EXACT if not near else _APART * tries):
                    yield tell(total, run, Verdict.CONSISTENT)
        known.update({(f.dimension, f.value): f for f in here})


def _heads(here: Sequence[Figure]) -> Iterator[list[Figure]]:
    """The first amount of every segment of a sentence, of one measure."""
    heads: list[Figure] = []
    for figure in here:
        if heads and figure.segment == heads[-1].segment:
            continue
        if heads and figure.dimension != heads[-1].dimension:
            heads = []
        heads.append(figure)
        if 1 < len(heads) <= _MOST_HEADS:
            yield list(heads)


# lists of several measures


def _mixed_runs(reading: Reading, figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    run: list[Figure] = []
    for figure in figures:
        plain = is_level(figure) and figure.dimension not in CONTINUOUS and figure.lead and not figure.step
        if plain and run and _goes_on(reading, run[-1], figure) and "其中" not in figure.lead:
            run.append(figure)
            continue
        if len(run) > 2 and len({f.dimension for f in run}) > 1:
            yield run
        run = [figure] if plain else []
    if len(run) > 2 and len({f.dimension for f in run}) > 1:
        yield run


def _goes_on(reading: Reading, one: Figure, two: Figure) -> bool:
    """By 、, or clause by clause with nothing else between."""
    if _is_joined(reading, one, two):
        return True
    straight = one.sentence == two.sentence and two.clause - one.clause == 1 and one.depth == two.depth
    return straight and _between(reading, one, two) in (f"，{two.lead}", f",{two.lead}")


_ANYTHING = ("件", "个", "项", "起", "批", "件次", "条")


def _of_mixed(reading: Reading, figures: Sequence[Figure], run: list[Figure]) -> Claim | None:
    """信访总量1862件次。…其中来信214件、来访486批、网上信访1162件: told only when it fits."""
    first = run[0]
    if _OPENED.search(_words(reading, first)) is None or len(run) > _MOST_PARTS:
        return None
    dimensions = {f.dimension for f in run} | set(_ANYTHING)
    tried: set[Decimal] = set()
    for total in reversed([f for f in figures if f.end <= first.start][-_MOST_PARTS:]):
        if total.sentence < first.sentence - _SENTENCES or total.paragraph != first.paragraph:
            break
        if total.dimension not in dimensions or not is_level(total):
            continue
        tried.add(total.value)
        if total.value == added(run):
            fine = fineness(total, run) >= _FINE * len(tried)
            return tell(total, run, Verdict.CONSISTENT) if fine else None
    return None
