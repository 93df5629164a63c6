"""A last look at shares of several things together and of things pointed at: 二者合占, 占其总量的, 死亡人数占."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.again import Surroundings, clause_before, is_hardly_chance, telling_pairs
from ledger.claims.again_said import is_share_left, label_of
from ledger.claims.again_shares import percent_of
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import JOINERS
from ledger.figures.values import AMOUNT, BARE, PERCENT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_BOTH = late(
    "^(?:上述|以上|这|其中|前)*(?P<n>[两二三四五])(?:者|项|类|位|个|家|地|种|大|镇|乡|街道|县|区|市|省|国|行业|领域|部门)[^，,。；;：:、0-9占]{0,6}?"
    "(?:合计|合|共计|共|总共|一共|加起来)?占(?P<base>[^，,。；;：:、0-9]{0,12})"
)
_POINTING = late(
    "[两二三四五][者项类位个家地种大镇乡街县区市省国行领部][^，,。；;：:、]{0,8}占|占其|[数额量积]占|[的上下内]占"
)
_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_ITS = late("占其(?P<name>[^，,。；;：:0-9]{0,8}?)的?(?:比重|比例)?(?:为|达到?|是|约|近|超过?|不到|不足)*$")
_COUNTED = late("(?P<noun>[^，,。；;：:、0-9]{0,8}[数额量积])占(?:比|全部|总数|全市|全县|全区)?(?:为|达到?|约|近|的)*$")
_MOST_SEEN, _PARAGRAPHS = 24, 3


@last("share", "percent")
def pointed_at(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """1072人和1011人，二者合占起诉总数的77%; 老街夜间客流11.8万人次，占其总量的65%; 起数占60.5%，死亡人数占56.1%."""
    around: Surroundings | None = None
    if _POINTING.search(reading.text) is None:
        return
    for at in open_:
        figure = reading.figures[at]
        if ("占" not in figure.lead and figure.lead != "的") or not is_share_left(figure):
            continue
        words = clause_before(reading, figure)
        if "占" not in words:
            continue
        both, its = _BOTH.search(words), _ITS.search(words)
        if both is not None:
            around = around or Surroundings(reading)
            found = _of_both(around, at, _NUMBERS[both.group("n")], both.group("base"))
        elif its is not None:
            found = _of_its(reading, at)
        elif label_of(reading, figure) is not None:
            around = around or Surroundings(reading)
            found = _of_label(around, at)
        elif _COUNTED.search(words) is not None:
            found = _of_other_measure(reading, at)
        else:
            found = None
        if found is not None:
            yield found


def _of_both(around: Surroundings, at: int, count: int, base: str) -> Claim | None:
    """The sum of so many that were listed last; of the amount in its clause, or of one that fits, told before."""
    reading = around.reading
    figure = reading.figures[at]
    here = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start and f.kind == AMOUNT]
    said = reading.text.rfind("占", 0, figure.start)
    own = [f for f in here if f.clause == figure.clause and f.is_exact and f.start > said]
    listed = _listed(reading, [f for f in here if f.clause < figure.clause], count)
    if listed is None:
        return None
    part = listed[-1]._replace(start=listed[0].start, value=sum((f.value for f in listed), Decimal(0)))
    if own:
        same = own[-1].dimension == part.dimension and own[-1].value >= part.value
        return _told(figure, listed, part, own[-1]) if same else None
    wholes = [f for f in around.before(at, paragraphs=_PARAGRAPHS) if f.dimension == part.dimension]
    wholes = [f for f in wholes if f.end <= listed[0].start and f.value >= part.value]
    for tries, whole in enumerate(wholes, 1):
        verdict = a.compare(figure, percent_of(part, whole))
        if verdict is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
            return _told(figure, listed, part, whole)
    name = telling_pairs(base.replace("总数", "").replace("全部", ""))
    called = [f for f in wholes if name & telling_pairs(f.lead + f.tail)]
    alone = called[0] if len({f.value for f in called}) == 1 else None
    if alone is None and len({f.value for f in wholes}) == 1 and wholes[0].sentence >= listed[0].sentence - 1:
        alone = wholes[0]
    return _told(figure, listed, part, alone) if alone is not None else None


def _listed(reading: Reading, before: list[Figure], count: int) -> list[Figure] | None:
    """The last so many amounts of one measure that stand side by side, no more and no less."""
    run: list[Figure] = []
    for other in reversed(before):
        if run and (other.dimension != run[0].dimension or not _beside(reading, other, run[0])):
            break
        if not other.is_exact or other.has("up", "down"):
            break
        if len(run) == count and "、" not in reading.text[other.end : run[0].start]:
            break  # 受理2864件，其中供水类812件、供热类624件，两类
        run.insert(0, other)
    return run if len(run) == count else None


def _beside(reading: Reading, one: Figure, two: Figure) -> bool:
    gap = reading.text[one.end : two.start].strip()
    return gap in JOINERS or "、" in gap or (two.clause - one.clause == 1 and one.segment == two.segment)


def _told(figure: Figure, listed: list[Figure], part: Figure, whole: Figure) -> Claim | None:
    share = percent_of(part, whole)
    verdict = a.compare(figure, share)
    if verdict not in _FITS and (a.too_coarse(figure, share) or not figure.is_exact):
        return None
    shown = a.like(share.exact, figure)
    added = "+".join(a.bare(f) for f in listed)
    added = f"({added})" if len(listed) > 1 else added
    why = f"{added}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=share.exact, of=(*listed, whole))


def _of_its(reading: Reading, at: int) -> Claim | None:
    """老街、东湖、北山分别接待…。老街夜间客流11.8万人次，占其总量的: of what the list before has in its place."""
    figure = reading.figures[at]
    part = next((f for f in reversed(reading.figures[max(0, at - 2) : at]) if f.kind == AMOUNT), None)
    if part is None or part.sentence != figure.sentence or figure.clause - part.clause > 1:
        return None
    for names, amounts in _lists_before(reading, at, part):
        called = [
            n for n, name in enumerate(names) if len(name) > 1 and part.lead.removeprefix("其中").startswith(name)
        ]
        if len(called) == 1 and amounts[called[0]].value >= part.value:
            whole = amounts[called[0]]._replace(kind=AMOUNT, dimension=part.dimension, measure=part.measure)
            share = percent_of(part, whole)
            verdict = a.compare(figure, share)
            shown = a.like(share.exact, figure)
            why = f"{a.bare(part)}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
            return claim("share", figure, shown, verdict, why, exact=share.exact, of=(part, whole))
    return None


def _of_label(around: Surroundings, at: int) -> Claim | None:
    """The amount that stood behind the same label before, of the one it was listed in."""
    reading = around.reading
    figure = reading.figures[at]
    label = label_of(reading, figure) or ""
    places = {hit.end() for hit in re.finditer(re.escape(label), reading.text[: figure.start])}
    near = around.before(at, paragraphs=_PARAGRAPHS)
    parts = [f for f in near if f.start in places or f.start - 1 in places]
    if not parts:
        return None
    part = parts[0]
    wholes = [f for f in near if f.dimension == part.dimension and f.value > part.value and f.end <= part.start]
    for tries, whole in enumerate(wholes, 1):
        verdict = a.compare(figure, percent_of(part, whole))
        if verdict is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
            return _told(figure, [part], part, whole)
    own = [f for f in wholes if f.sentence == part.sentence]
    return _told(figure, [part], part, own[0]) if len(own) == 1 and figure.sentence == part.sentence else None


def _lists_before(reading: Reading, at: int, part: Figure) -> Iterator[tuple[list[str], list[Figure]]]:
    """Names and their amounts where 分别 sets them one to one, in the paragraph before a part."""
    near = [f for f in reading.figures[max(0, at - _MOST_SEEN) : at] if f.end <= part.start]
    for n, first in enumerate(near):
        if "分别" not in first.lead or first.paragraph != part.paragraph or first.kind not in (AMOUNT, BARE):
            continue
        begin = max(reading.sentences[first.sentence][0], first.start - 60)
        said = reading.text[begin : first.start].partition("分别")[0]
        names = [re.split("[，,。；;：:]", name)[-1] for name in re.split("、|和|及|与", said)]
        amounts = [first]
        for other in near[n + 1 :]:
            if reading.text[amounts[-1].end : other.start].strip() not in ("、", *JOINERS):
                break
            amounts.append(other)
        if len(names) == len(amounts) and amounts[-1].dimension == part.dimension:
            yield names, amounts


def _of_other_measure(reading: Reading, at: int) -> Claim | None:
    """道路运输52起23人，…起数占60.5%，死亡人数占56.1%: what stands beside the pair of the share before."""
    figure = reading.figures[at]
    other = reading.figures[at - 1] if at else figure
    if other.kind != PERCENT or not is_share_left(other) or other.sentence != figure.sentence:
        return None
    if figure.clause - other.clause != 1 or _COUNTED.search(clause_before(reading, other)) is None:
        return None
    pairs = _pairs_beside(reading, at - 1)
    fits = [
        (part, whole)
        for part in pairs
        for whole in pairs
        if part is not whole and part[0].dimension == whole[0].dimension and part[0].value <= whole[0].value
        if part[1].dimension == whole[1].dimension and part[1].value <= whole[1].value
        if a.compare(other, percent_of(part[0], whole[0])) is Verdict.CONSISTENT
    ]
    if len({(part[1].value, whole[1].value) for part, whole in fits}) != 1:
        return None
    part, whole = fits[0][0][1], fits[0][1][1]
    share = percent_of(part, whole)
    verdict = a.compare(figure, share)
    shown = a.like(share.exact, figure)
    why = f"{a.bare(part)}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=share.exact, of=(part, whole))


def _pairs_beside(reading: Reading, at: int) -> list[tuple[Figure, Figure]]:
    """The amounts before a share that stand in twos, of two measures: 86起、死亡41人 and 52起23人."""
    figure = reading.figures[at]
    near = [f for f in reading.figures[max(0, at - _MOST_SEEN) : at] if f.paragraph == figure.paragraph]
    near = [f for f in near if f.kind == AMOUNT and f.is_exact and not f.has("up", "down")]
    found = []
    for one, two in pairwise(near):
        gap = reading.text[one.end : two.start]
        if one.dimension != two.dimension and len(gap) <= 6 and not set(gap) & set("，,。；;"):
            found.append((one, two))
    return found
