"""A last look at who pulls how much: 拉动增长3.1个百分点，贡献率47.7%; pulls that make the growth of the whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.again import is_hardly_chance
from ledger.claims.bases import run_of
from ledger.claims.values import Claim, Given, Verdict, last
from ledger.claims.words import SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import JOINERS
from ledger.figures.values import AMOUNT, BARE, PERCENT, POINTS

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_PULLS = ("拉动", "贡献", "拉高", "拉低", "带动")
_RATES = ("贡献率", "贡献度", "贡献份额")
_SECTORS = ("第一产业", "第二产业", "第三产业")
_TOTAL = ("合计", "共", "总共", "共同", "累计")
_MOST_SEEN, _MOST_RUN = 24, 8
_TOLD_TOGETHER, _PARAGRAPHS = 3, 3


@last("share", "percent", "points")
def contributions_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """工业增长6.5%，其中装备制造业拉动3.1个百分点，贡献率47.7%: what is pulled over the growth of the whole."""
    if "贡献" not in reading.text:
        return
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != PERCENT or not figure.is_exact or not any(word in figure.lead for word in _RATES):
            continue
        pull = _pull_of(reading, figure)
        if pull is None:
            continue
        wholes = [f for f in _grown(reading, at) if f.exact >= pull.exact]
        found = _of_wholes(figure, pull, wholes)
        if found is not None:
            yield found


def _pull_of(reading: Reading, figure: Figure) -> Figure | None:
    """The points that a contribution is of: those straight before, or each its own where several are told together."""
    run = run_of(reading, figure)
    pulls = [f for f in reading.in_sentence(figure.sentence) if _is_pull(f) and f.end <= run[0].start][-len(run) :]
    if len(pulls) != len(run) or run[0].clause - pulls[-1].clause > 1:
        return None
    return pulls[next(n for n, other in enumerate(run) if other.start == figure.start)]


def _of_wholes(figure: Figure, pull: Figure, wholes: list[Figure]) -> Claim | None:
    for tries, whole in enumerate(wholes, 1):
        share = a.percent(a.of(pull), a.of(whole))
        if share is not None and a.compare(figure, share) in _FITS and is_hardly_chance(figure, tries):
            return _told_share(figure, pull, whole, share)
    here = [f for f in wholes if f.sentence == figure.sentence]
    if pull.lead.startswith(_PULLS):
        return None  # 第二产业增长7.2%，拉动经济增长3.1个百分点: of what all grew nothing is said
    share = a.percent(a.of(pull), a.of(here[0])) if len(here) == 1 and here[0].clause < pull.clause else None
    if share is None or a.compare(figure, share) in _FITS:
        return None
    return _told_share(figure, pull, here[0], share)


def _told_share(figure: Figure, pull: Figure, whole: Figure, share: a.Span) -> Claim:
    verdict = a.compare(figure, share)
    shown = a.like(share.exact, figure)
    why = f"{a.bare(pull)}÷{a.bare(whole)}={shown}，与文中{figure.printed}{SAYS[verdict]}"
    return claim("share", figure, shown, verdict, why, exact=share.exact, of=(pull, whole))


def _is_pull(figure: Figure) -> bool:
    return figure.kind == POINTS and figure.is_exact and any(word in figure.lead for word in _PULLS)


def _grown(reading: Reading, at: int, paragraphs: int = 0) -> list[Figure]:
    """The exact growth rates before a figure, the nearest first: of its paragraph and so many before it."""
    least = reading.figures[at].paragraph - paragraphs
    near = reversed(reading.figures[max(0, at - _MOST_SEEN * (1 + paragraphs)) : at])
    return [f for f in near if f.kind == PERCENT and f.paragraph >= least and _is_growth(f) and f.is_exact]


def _is_growth(figure: Figure) -> bool:
    """增长5.2%, 在5.2%的增速中."""
    return figure.has("up") or figure.tail.startswith(("的增速", "的增长", "的增幅"))


@last("sum", "points")
def pulls_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """分别拉动0.3、2.4、3.1个百分点，合计拉动5.8个百分点; 增长5.4%，其中第一、二、三产业各拉动多少."""
    if "拉动" not in reading.text and "贡献" not in reading.text:
        return
    for at in open_:
        figure = reading.figures[at]
        if not _is_pull(figure):
            continue
        if any(word in figure.lead for word in _TOTAL):
            yield from _added(reading, at)
        elif _SECTORS[2] in figure.lead:
            yield from _three_sectors(reading, at)


def _added(reading: Reading, at: int) -> Iterator[Claim]:
    figure = reading.figures[at]
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start]
    parts = _run(reading, before) or [f for f in before if _is_pull(f)]
    if len(parts) < 2:
        return
    total = sum((f.exact for f in parts), Fraction(0))
    slack = sum((Fraction(f.step or figure.step) for f in parts), Fraction(figure.step)) / 2
    yield _told_sum(figure, figure, parts, total, slack)


def _run(reading: Reading, before: list[Figure]) -> list[Figure]:
    """0.3、2.4、3.1个百分点 and 0.5个、2.3个和3.7个百分点: what is said in one breath up to the last points."""
    while before and before[-1].kind != POINTS:
        before = before[:-1]
    run: list[Figure] = []
    for other in reversed(before[-_MOST_RUN:]):
        gap = reading.text[other.end : run[0].start].strip() if run else ""
        if run and (gap not in ("、", *JOINERS) or other.kind not in (BARE, POINTS, AMOUNT) or other.scale != 1):
            break
        run.insert(0, other)
    return run if len(run) > 1 and any(word in run[0].lead for word in _PULLS) else []


def _three_sectors(reading: Reading, at: int) -> Iterator[Claim]:
    """The three sectors leave nothing out, so that they make the growth of all."""
    figure = reading.figures[at]
    before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start]
    parts = [next((f for f in before if _is_pull(f) and name in f.lead), None) for name in _SECTORS[:2]]
    first = parts[0]
    wholes = [f for f in before if f.kind == PERCENT and f.has("up") and first is not None and f.end <= first.start]
    if first is None or parts[1] is None or len(wholes) != 1 or not wholes[0].is_exact:
        return
    told = [first, parts[1], figure]
    total = sum((f.exact for f in told), Fraction(0))
    slack = sum((Fraction(f.step) for f in told), Fraction(wholes[0].step)) / 2
    yield _told_sum(wholes[0], figure, told, total, slack)


def _told_sum(whole: Figure, figure: Figure, parts: list[Figure], total: Fraction, slack: Fraction) -> Claim:
    apart = abs(total - whole.exact)
    verdict = Verdict.CONSISTENT if not apart else Verdict.ROUNDING if apart <= slack else Verdict.INCONSISTENT
    shown = f"{a.plain(total, 2)}个百分点"
    added = "+".join(a.plain(f.exact, 2) for f in parts)
    why = f"{added}={a.plain(total, 2)}，与文中{whole.printed}{SAYS[verdict]}"
    return claim("sum", figure, shown, verdict, why, exact=total, of=tuple(parts))


@last("share", "points", "percent")
def pulled_left(reading: Reading, given: Given, open_: Sequence[int]) -> Iterator[Claim]:
    """增长15.2%，占全部投资的38%，拉动5.8个百分点; 对增长5.6%的贡献率分别为…，分别拉动0.5、2.3、2.7个百分点."""
    if "拉动" not in reading.text:
        return
    for at in open_:
        figure = reading.figures[at]
        if figure.kind != POINTS or not figure.is_exact:
            continue
        before = [f for f in reading.in_sentence(figure.sentence) if f.end <= figure.start]
        run = _run(reading, [*before, figure])
        if run:
            yield from _of_contributions(reading, at, run)
        elif _is_pull(figure):
            found = _weighed(figure, before)
            if found is not None:
                yield found


def _weighed(figure: Figure, before: list[Figure]) -> Claim | None:
    """Its own growth times its share: told only where it fits, for the share should be last year's."""
    rates = [f for f in before if f.kind == PERCENT and f.is_exact]
    shares = [f for f in rates if "占" in f.lead or f.has("share") or any(word in f.lead for word in _RATES)]
    grown = [f for f in rates if _is_growth(f) and f not in shares]
    tries = 0
    for share in shares[-2:]:
        for rate in grown[-2:]:
            tries += 1
            pulled = rate.exact * share.exact / 100
            if a.compare(figure, a.constant(pulled)) is Verdict.CONSISTENT and is_hardly_chance(figure, tries):
                shown = a.like(pulled, figure)
                why = f"{a.plain(rate.exact, 4)}×{a.plain(share.exact, 4)}%={shown}，与文中{figure.printed}相符"
                return claim("share", figure, shown, Verdict.CONSISTENT, why)
    return None


def _of_contributions(reading: Reading, at: int, run: list[Figure]) -> Iterator[Claim]:
    """The growth of the whole times each contribution: wrong only where all the others are right."""
    near = [f for f in reading.figures[max(0, at - _MOST_SEEN) : at] if f.end <= run[0].start and f.kind == PERCENT]
    named = next((f for f in near if any(word in f.lead for word in _RATES)), None)
    shares = run_of(reading, named) if named is not None else []
    if len(shares) != len(run) or len(run) < _TOLD_TOGETHER:
        return
    wholes = [f for f in _grown(reading, at, _PARAGRAPHS) if f.end <= shares[0].start]
    for whole in wholes:
        pulled = [whole.exact * share.exact / 100 for share in shares]
        points = [f._replace(kind=POINTS, step=f.step or run[-1].step, measure="个百分点") for f in run]
        verdicts = [a.compare(f, a.constant(p)) for f, p in zip(points, pulled, strict=True)]
        if sum(verdict is Verdict.CONSISTENT for verdict in verdicts) < len(run) - 1:
            continue
        for point, share, come, verdict in zip(points, shares, pulled, verdicts, strict=True):
            shown = a.like(come, run[-1])
            why = f"{a.plain(whole.exact, 4)}×{a.plain(share.exact, 4)}%={shown}，与文中{point.printed}{SAYS[verdict]}"
            yield claim("share", point, shown, verdict, why, exact=come, of=(whole, share))
        return
