"""Parts and totals: 65家(44家…，21家…), 其中…, 合计…, 剩余…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from ledger.claims import arithmetic as a
from ledger.claims.additions import SLIP, are_listed, complete, slipped, sum_claim, sum_verdict
from ledger.claims.breakdowns import breakdown, by_view
from ledger.claims.tallies import goes_on
from ledger.claims.values import Claim, Given, Special, Verdict, Working, kind
from ledger.claims.words import CHANGE, amounts, pairs, parallel
from ledger.figures import Figure, Reading
from ledger.figures.lexicon import CONTINUOUS, JOINERS, VOCABULARY
from ledger.figures.values import AT_LEAST, AT_MOST

_OPEN = (AT_LEAST, AT_MOST)
"""Bounds of what is a threshold rather than an amount: 10亿元以上项目17个."""
_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST_PARTS = 40
_FAR = 100
_NEAR_BRACKET = 14
_FEW = 12
_BRACKET = re.compile("[（(][^（）()]*[）)]")
_PART_WORDS = tuple(word for word, sign in VOCABULARY.items() if sign == "part")
_NOTE = re.compile(r"\s*(?:备?注|说明|另|含|不含|剔除|扣除)")
_ALL = ("全部", "分别用于", "分别为", "具体为", "具体是", "分别是")
_CARRIED = ("上年结转", "上年结余", "上年结转收入", "上年结余收入", "上年结转资金")
"""Last year's, and yet a part of this year's total."""
_TO_EACH = ("各", "每个", "每人", "每户", "各奖", "各奖励", "各得", "各补助", "每人奖励", "每个奖励")
"""一等奖2个各3万元: so much for each of them, not for all."""
_PART_OF_TOTAL = Fraction(4, 5)


@kind("sum", "分项合计", "alike grand part")
def sums(reading: Reading, given: Given) -> Iterator[Claim]:
    """分项之和与总数

    查什么：“共65家（44家工业企业，21家商贸企业）”“引进31名，其中研究生29名、本科生2名”“税收…非税收入…”与前面的总数；
    “…3万元、…5万元，合计8万元”；“上述四类960件”“连同…共”“东城、西城合计”“两项相加，A类118件”；“26家：批发9、零售11、
    住宿6”；“公办园中，区直属38所、乡镇64所”；“21起、80人”后面一条一段的清单，两栏各自相加。

    怎样算相符：同一个计量单位的分项之和等于总数。印出的小数取过整的，差在末位之内只算取整之差。总数与分项之间可以隔着
    占比、增减、括号和几句话，分项的分项（其中工业、建筑业）不重复相加；隔得越远、试得越多，总数要越细才算不是碰巧。

    什么时候报“不符”：分项不会漏的——末项是“其他”，分几档、几级、几类而一样不缺（优秀、合格、不合格；来信、来访、网上；
    A类、B类、C类；完工、在建、未开工），“按…分”“分别为”，各项占比合计100%，总数的名称就是各项的名称（猪牛羊禽肉）；
    或者分项之和大于总数；“三项合计”前面正好三项。而且差得不多，或者只错一个数字。

    什么时候不作声或说“无法判断”：“其中”只举了一部分（和小于总数）；分项可能重叠（党员、妇女）；计量单位不同
    （12件、19个子项目）。
    """
    done: set[tuple[int, int]] = set()
    for n in range(len(reading.sentences)):
        figures = [f for f in amounts(reading, n) if f.bound not in _OPEN]
        if not figures or (len(figures) < 2 and not figures[0].has("part")):
            continue
        for finder in (_brackets, _colons, _of_which, _grand, _running):
            for found in finder(reading, figures):
                if (found.start, found.end) not in done:
                    done.add((found.start, found.end))
                    yield found
        for found in by_view(reading, n, figures):
            if (found.start, found.end) not in done:
                done.add((found.start, found.end))
                yield found
        parted = breakdown(reading, n, figures)
        if parted and not any(begin <= parted.start and parted.end <= end for begin, end in done):
            done.add((parted.start, parted.end))
            yield parted


def _brackets(reading: Reading, figures: list[Figure]) -> Iterator[Claim]:
    groups: dict[int, list[Figure]] = {}
    for figure in figures:
        if figure.bracket:
            groups.setdefault(figure.bracket, []).append(figure)
    for inside in groups.values():
        total = next(
            (f for f in reversed(figures) if f.end <= inside[0].start and f.bracket != inside[0].bracket), None
        )
        if total is None or total.has(*CHANGE):
            continue
        opened = reading.text.rfind("(", total.end, inside[0].start)
        opened = opened if opened >= 0 else reading.text.rfind("（", total.end, inside[0].start)
        if opened < 0 or opened - total.end > _NEAR_BRACKET:
            continue
        parts = [f for f in inside if f.dimension == total.dimension]
        if len(parts) < 2 or len(parts) > _MOST_PARTS or any(f.has(*CHANGE) for f in parts):
            continue
        verdict = sum_verdict(total, parts)
        if verdict in _FITS:
            yield sum_claim(total, parts, verdict)
        elif not any(f.has("part") for f in parts) and len(parts) == len(inside) and not _is_plan(total, parts):
            if _NOTE.match(reading.text, opened + 1) or any(total.end <= f.start < opened for f in reading.figures):
                continue  # a note on some of them; 结案440件，结案率47.57%(调解211件，撤诉97件) explains the rate
            over = a.add(*map(a.of, parts)).exact > total.exact
            sure = over or not _lists_some(reading, inside)
            yield sum_claim(total, parts, Verdict.INCONSISTENT if sure else Verdict.UNCLEAR)


def _lists_some(reading: Reading, inside: list[Figure]) -> bool:
    return "等" in reading.text[inside[-1].end : inside[-1].end + 12]


def _colons(reading: Reading, figures: list[Figure]) -> Iterator[Claim]:
    """合计4.2亿元：教育1.5亿元、卫生1.2亿元、交通1.5亿元。"""
    for n, total in enumerate(figures[:-2]):
        between = reading.text[total.end : figures[n + 1].start]
        head = between.replace(":", "：").partition("：")[0] if len(between) <= _FAR else between
        entire = head != between and any(word in head for word in _ALL)
        if not entire and (not total.has("grand", "total") or not any(c in between[:_NEAR_BRACKET] for c in ":：")):
            continue
        parts = [
            f for f in figures[n + 1 : n + 1 + _MOST_PARTS] if f.segment == total.segment and f.depth == total.depth
        ]
        if len(parts) < 2 or any(
            f.dimension != total.dimension or f.has("total", "grand", "plan", *CHANGE) for f in parts
        ):
            continue
        joined = all(reading.text[one.end : two.start].startswith("、") for one, two in pairwise(parts))
        verdict = sum_verdict(total, parts)
        if verdict in _FITS or joined:
            yield sum_claim(total, parts, verdict)


_PERIOD = re.compile("上半年|下半年|全年|前[一二三]季度|[一二三四]季度|[0-9]+月份?|以上|上述")


def _misses(reading: Reading, total: Figure, parts: list[Figure]) -> bool:
    """Whether parts that leave nothing out come near their total and miss it; the total is not one more of them."""
    added = sum((part.exact for part in parts), Fraction(0))
    near = abs(added - total.exact) <= total.exact / 20 and all(part.is_exact for part in parts)
    return near and not _is_plan(total, parts) and "、" not in reading.text[total.end : parts[0].start]


def _is_total(total: Figure, parts: list[Figure]) -> bool:
    """Whether a slip may be told: the parts follow at once, and the total is not one more of them."""
    return _straight(total, parts) and not parallel([total, *parts]) and slipped(total, parts)


def _straight(total: Figure, parts: list[Figure]) -> bool:
    """Whether the parts follow the total clause by clause with nothing between."""
    return all(two.clause - one.clause <= 1 for one, two in pairwise((total, *parts)))


def _is_plan(total: Figure, parts: list[Figure]) -> bool:
    """完成5公里(计划8公里、…): the bracket compares, it does not split."""
    return any(part.has("plan", "total", "whole", "last-year", "cumulative") for part in parts)


def _of_which(reading: Reading, figures: list[Figure]) -> Iterator[Claim]:
    for n, first in enumerate(figures):
        if not first.has("part") or _is_noted(reading, first, figures[n - 1].end if n else -1):
            continue
        same = [f for f in figures[max(0, n - _FAR) : n] if f.dimension == first.dimension and not f.has(*CHANGE)]
        total = next((f for f in reversed(same) if f.depth == first.depth), same[-1] if same else None)
        following = list(figures[n : n + _FAR])
        straight = True
        if total is None:
            total = _total_before(reading, first)
            following += _next_sentence(reading, first)
        else:
            # “12起，…罚没款26.8万元，其中8起、4起”: what stands between may be what is taken apart
            between = [f for f in figures[:n] if f.start > total.start and not f.has("each")]
            straight = all(f.clause == total.clause or f.depth for f in between)
        if total is None or total.has("part"):
            continue
        parts = [f for f in following if f.dimension == total.dimension and not f.has("total", "grand", *CHANGE)]
        if not total.has("plan"):
            done = [part for part in parts if not part.has("plan")]
            parts = done if len(done) < len(parts) else parts
        if total.has("plan"):
            parts = [part for part in parts if part.has("plan") is first.has("plan")]  # 计划开工140项，实际已开工118项
        parts = _until_new_total(parts[:_MOST_PARTS], first)
        earlier = next((f for f in reversed(same) if f is not total and _adds_up(f, parts)), None)
        if earlier is not None and not _adds_up(total, parts):
            total = earlier
        straight = straight and not _is_one_of_two(reading, total, same)
        for told in _judge_parts(reading, total, parts):
            if straight or told.verdict in _FITS:
                yield told


def _is_one_of_two(reading: Reading, total: Figure, before: list[Figure]) -> bool:
    """提案186件、建议124件，其中采纳212件: of both of them."""
    other = next((f for f in reversed(before) if f.end <= total.start and f.depth == total.depth), None)
    gap = reading.text[other.end : total.start] if other is not None else ""
    return gap.startswith(("、", *JOINERS)) and len(gap) <= _NEAR_BRACKET and "，" not in gap


def _is_noted(reading: Reading, figure: Figure, begin: int) -> bool:
    """大学550384人，高中（含中专）668256人: a note says what belongs to the part, not that it is one of the number."""
    words = reading.text[begin : figure.start] if begin >= 0 else ""
    bare = _BRACKET.sub("", words)
    return bare != words and not any(word in bare for word in _PART_WORDS)


def _of_kinds(parts: list[Figure]) -> bool:
    """环境卫生类、秩序类、设施类: kinds, which take a total apart."""
    return len(parts) > 2 and all(part.lead.endswith("类") for part in parts)


def _slip_of_all(total: Figure, parts: list[Figure]) -> bool:
    """The same over semicolons: 直办37527件，占52.7%；转办33657件."""
    return len(parts) > 1 and parts[-1].sentence == parts[0].sentence and slipped(total, parts)


def _adds_up(total: Figure, parts: list[Figure]) -> bool:
    return len(parts) > 1 and sum_verdict(total, parts) is Verdict.CONSISTENT


def _until_new_total(parts: list[Figure], first: Figure) -> list[Figure]:
    for n, part in enumerate(parts):
        if n and ("其中" in part.lead or part.depth != first.depth):
            return parts[:n]
    return parts


def _total_before(reading: Reading, figure: Figure) -> Figure | None:
    """The total that a sentence of which-parts is taken out of: the one they make, else the first that stands near."""
    nearest: Figure | None = None
    parts = [
        f for f in amounts(reading, figure.sentence) if f.start >= figure.start and f.dimension == figure.dimension
    ]
    for n in range(figure.sentence - 1, max(-1, figure.sentence - 3), -1):
        found = [f for f in amounts(reading, n) if f.dimension == figure.dimension and not f.has(*CHANGE)]
        found = [f for f in found if f.paragraph == figure.paragraph]
        fit = next((f for f in found if any(_adds_up(f, parts[:k]) for k in range(2, min(len(parts), _FEW) + 1))), None)
        if fit is not None:
            return fit
        nearest = nearest or (found[0] if found else None)
    return nearest


def _next_sentence(reading: Reading, figure: Figure) -> list[Figure]:
    return [f for f in amounts(reading, figure.sentence + 1) if f.paragraph == figure.paragraph]


def _judge_parts(reading: Reading, total: Figure, parts: list[Figure]) -> Iterator[Claim]:
    for size in range(2, len(parts) + 1):
        verdict = sum_verdict(total, parts[:size])
        if verdict in _FITS and (verdict is Verdict.CONSISTENT or size == len(parts)):
            yield sum_claim(total, parts[:size], verdict)
            return
    near = [part for part in parts if part.segment == parts[0].segment]
    if (
        near
        and total.is_exact
        and near[0].is_exact
        and near[0].exact > total.exact
        and near[0].segment == total.segment
        and not any(word in total.lead for word in ("新增", "净增"))  # 比年初新增68.2亿元，其中涉农余额286.5亿元
    ):
        yield Claim(
            "sum", total.start, near[0].end, total.printed, near[0].printed, Verdict.INCONSISTENT,
            f"“其中”的{near[0].printed}比总数{total.printed}还多",
            Working(total, near[0].exact, (near[0],), Special.WITHIN),
        )  # fmt: skip
        return
    if len(parts) > len(near) and _slip_of_all(total, parts):
        yield sum_claim(total, parts, Verdict.INCONSISTENT, SLIP)
        return
    if len(near) < 2 or not all(f.is_exact for f in (total, *near)):
        return
    if any(part.value == total.value for part in near):
        return  # 招商项目71个，其中省外61个、市外71个: one holds the other
    if sum_verdict(total, near) in _FITS:
        yield sum_claim(total, near, Verdict.ROUNDING)
        return
    added = a.add(*map(a.of, near)).exact
    rest = any(part.has("rest") for part in near) and added * 2 > total.exact
    rest = rest and "率" not in reading.text[total.end : near[0].start]  # 处置1260亩，处置率86.4%，…剩余198亩
    over = added > total.exact and (
        parallel(near) or (are_listed(reading, near) and total.dimension not in ("人", "户", "家"))
    )
    if rest or over or (len(near) == len(parts) and complete(near)):
        yield sum_claim(total, near, Verdict.INCONSISTENT)
    elif len(near) == 2 and added < total.exact * _PART_OF_TOTAL:
        return  # 1260件，其中消费类518件、物业类342件: some of them, however round the rest may be
    elif slipped(total, near) or (_of_kinds(near) and slipped(total, near, 1) and added * 20 >= total.exact * 19):
        yield sum_claim(total, near, Verdict.INCONSISTENT, SLIP)
    elif (parallel(near) or (len(near) > 2 and are_listed(reading, near))) and (
        added >= total.exact * _PART_OF_TOTAL or (len(near) > 2 and slipped(total, near, 1))
    ):
        yield sum_claim(total, near, Verdict.UNCLEAR, "，“其中”可能没有列全")


def _grand(reading: Reading, figures: list[Figure]) -> Iterator[Claim]:
    for n, total in enumerate(figures):
        if not total.has("grand") and not _sums_up(reading, figures, n):
            continue
        earlier = [
            f
            for f in figures[max(0, n - _MOST_PARTS) : n]
            if f.dimension == total.dimension
            and (not f.has(*CHANGE) or f.lead.endswith(_CARRIED))
            and f.lead not in _TO_EACH
            and not (f.depth > total.depth and f.has("part"))  # 乡540个（其中民族乡140个）
        ]
        before = [f for f in earlier if f.segment == total.segment]
        mixed = _mixed(reading, figures[:n], total)
        if mixed:
            if sum_verdict(total, mixed) is Verdict.CONSISTENT:
                yield sum_claim(total, mixed, Verdict.CONSISTENT)
                continue
            if slipped(total, mixed):
                yield sum_claim(total, mixed, Verdict.INCONSISTENT, SLIP)
                continue
            before = []
        earlier = earlier if total.is_exact else before
        fit = next(
            (
                earlier[-k:]
                for k in range(2, len(earlier) + 1)
                if sum_verdict(total, earlier[-k:]) is Verdict.CONSISTENT
            ),
            None,
        )
        if fit:
            yield sum_claim(total, fit, Verdict.CONSISTENT)
            continue
        planned = _is_plan(total, before) and not all(f.has("plan") for f in before)
        if len(before) < 2 or total.clause - before[0].clause > len(before) + 1 or planned:
            continue
        verdict = sum_verdict(total, before)
        straight = all(b.clause - c.clause <= 1 for c, b in zip(before, [*before[1:], total], strict=True))
        bare_total = not pairs(
            _PERIOD.sub("", total.lead).replace("合计", "").replace("共计", "").replace("总计", "").replace("两项", "")
        )
        if verdict is Verdict.ROUNDING or (straight and bare_total):
            yield sum_claim(total, before, verdict)
        elif straight and slipped(total, before):
            yield sum_claim(total, before, verdict, SLIP)


def _sums_up(reading: Reading, figures: list[Figure], n: int) -> bool:
    """新建8座、改造22座，共30座: a bare 共 straight after a list."""
    total = figures[n]
    if total.lead not in ("共", "一共", "总共", "共有") or n < 2:
        return False
    one, two = figures[n - 2], figures[n - 1]
    alike = one.dimension == two.dimension == total.dimension and total.clause - two.clause == 1
    if not alike or "、" not in reading.text[one.end : two.start] or one.has("total", "grand"):
        return False
    # 14个行政村、3个社区，共186个村民小组: what they have, not what they are
    other = total.tail and one.tail and two.tail and total.tail[-1] not in one.tail + two.tail
    return not other or total.exact <= (one.exact + two.exact) * 2


def _mixed(reading: Reading, before: list[Figure], total: Figure) -> list[Figure]:
    """冲锋舟24艘、抽水泵136台、发电机58台，共计218台: a list whose measures differ, empty where they do not."""
    run: list[Figure] = []
    for figure in reversed(before[-_MOST_PARTS:]):
        if run and "、" not in reading.text[figure.end : run[0].start]:
            break
        if figure.dimension in CONTINUOUS or total.dimension in CONTINUOUS or figure.has(*CHANGE):
            break
        run.insert(0, figure)
    return run if len(run) > 1 and len({f.dimension for f in run}) > 1 else []


def _running(reading: Reading, figures: list[Figure]) -> Iterator[Claim]:
    """A total, then parts of the same measure that add up to it: only ever consistent."""
    for n, total in enumerate(figures[:-2]):
        if total.has("part", *CHANGE) or total.value < 10 or not total.is_exact:
            continue
        parts: list[Figure] = []
        added = Fraction(0)
        for part in figures[n + 1 : n + 1 + _MOST_PARTS]:
            if part.dimension != total.dimension:
                continue
            if (
                part.has("total", "grand", "plan", *CHANGE)
                or part.exact >= total.exact
                or part.clause - total.clause > 8
            ):
                break
            parts.append(part)
            added += part.exact
            if added >= total.exact:
                break
        if len(parts) < 2:
            continue
        whole_list = complete(parts)
        said = total.has("total", "whole", "grand", "plan") or parallel(parts) or whole_list
        if not said or (parts[-1].has("rest", "gap", "rest-weak") and not (whole_list and len(parts) > 2)):
            continue
        if added == total.exact:
            if not goes_on(reading, parts[-1], forward=True):
                yield sum_claim(total, parts, Verdict.CONSISTENT)
        elif whole_list and _straight(total, parts) and not parts[-1].has("part") and _misses(reading, total, parts):
            yield sum_claim(total, parts, Verdict.INCONSISTENT)
        elif total.has("total", "whole", "grand") and parallel(parts) and _is_total(total, parts):
            yield sum_claim(total, parts, Verdict.INCONSISTENT, SLIP)
