"""A general look at what remains: 超期68件, 滞留436.8万元, 余下19个项目, 比原计划多出440个, wherever it is told.

A whole and what was done of it stand one after the other; what remains is told when it is their difference and a
rate between them holds for these very two, or the words (其余, 未开工, 待, 不满意) and the places leave little doubt.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.additions import resolution
from ledger.claims.leavings import verb_of
from ledger.claims.remainders import balance_of
from ledger.claims.values import Claim, Given, Verdict, wider
from ledger.claims.words import CHANGE, SAYS, claim
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT
from ledger.patterns import late

_FITS = (Verdict.CONSISTENT, Verdict.ROUNDING)
_MOST, _MOST_SEEN = 12, 24
_REACH = 4
_FINE, _SOME = 50, 8
_WORDS, _NOUN, _NEAR = 80, 4, 2
_NEEDY = ("应", "需", "隐患", "问题", "发现", "存在", "任务")
_SENTENCES, _PARAGRAPHS = 5, 3
_REST = late(
    "其余|剩余|余下|剩下|剩|尚|仍|还有|未|不|非|待|在办|在建|在施|在途|正在|部分|超期|逾期|超时|延期|滞留|沉淀|闲置|空置|空编|跨年|"
    "结转|结存|结余|缓建|停工|停建|停产|挂账|欠|缺|短|差|流失|退|淘汰|筹建|推进|另|装修|招标|施工|收尾|调试|协商|审核|审批|报批|组卷|论证"
)
_STRICT = late(
    "(?:其余|剩余|余下|剩下|还剩|仅剩|只剩|尚余|还差|尚差|相差|差|尚欠|仍欠|缺口|滞留|结存)[^，,。；;：:、0-9]{0,6}$"
)
"""What can be nothing else than all that is left."""
_AGAINST = (
    (("逾期", "超期", "超时", "未按"), ("按期", "按时", "及时", "期限内")),
    (("不满意",), ("满意",)),
    (("不合格", "不达标", "未达标", "不良"), ("合格", "达标", "优良")),
    (("闲置", "空置", "空余"), ("出租", "入住", "使用", "利用", "租出", "开业")),
    (("失败", "未通过", "不通过"), ("成功", "通过")),
)
"""What is left and what was done of it, by their names."""
_ALL_THE_REST = late("(?:其余|剩余|余下|剩下|还剩|仅剩|只剩|尚余)[^，,。；;：:、0-9]{0,8}$")
_NOT_REST = late(
    "以上|满[一二两三半]|不少于|不低于|不超过|不到|不足|未成年|不断|不同|不动产|待遇|接待|招待|差异|差距|退休|退役|缺陷|超过|不满|不含"
)


@wider("remainder", "alike")
def residues(reading: Reading, given: Given) -> Iterator[Claim]:
    """What is left of a whole, over rates and sentences, told when it fits or a digit of it slipped."""
    lines: dict[str, list[Figure]] = {}
    for figure in reading.figures:
        if figure.kind == AMOUNT and not figure.weak and figure.top is None and not figure.bound and figure.value:
            lines.setdefault(figure.dimension, []).append(figure)
    for line in lines.values():
        for at in range(1, len(line) if len(line) > 2 else 0):
            found = _compared(line, at)
            if found is None and at > 1:
                found = _by_names(line, at) or _short_of(line, at) or _left(reading, line, at) or _rolled(line, at)
            if found:
                yield found


def _plain(figure: Figure) -> bool:
    return not figure.has(*CHANGE) and "占" not in figure.lead


def _left(reading: Reading, line: Sequence[Figure], at: int) -> Claim | None:
    rest = line[at]
    words = f"{rest.lead}|{rest.tail}"
    says = _REST.search(words) is not None and _NOT_REST.search(words) is None
    before = [f for f in line[max(0, at - _REACH) : at] if _plain(f)][-2:]
    if rest.has("up", "down", "each", "share", "plan", "grand", "total", "yoy") or rest.lead.startswith("占"):
        return None
    if len(before) > 1 and _follow(before[0], before[1], rest):
        told = _next_to(reading, before[0], before[1], rest, says=says)
        if told is not None:
            return told
    named = _ALL_THE_REST.search(rest.lead) is not None
    if named or (says and len(verb_of(rest)) > 1):
        return _far(reading, line, at, named=named)
    return None


def _follow(whole: Figure, done: Figure, rest: Figure) -> bool:
    """Whether the three stand one after the other, rates and other measures between them."""
    near = done.sentence == rest.sentence and whole.sentence >= rest.sentence - 1 and whole.paragraph == rest.paragraph
    return near and whole.exact > done.exact and whole.depth <= done.depth == rest.depth and not rest.depth


def _next_to(reading: Reading, whole: Figure, done: Figure, rest: Figure, *, says: bool) -> Claim | None:
    due = whole.exact - done.exact
    rate = _rate(reading, whole, done, rest)
    straight = rest.clause - done.clause <= _REACH and not done.has("rest", "rest-weak", "plan")
    if due == rest.exact:
        alone = done.clause - whole.clause <= 2 and rest.clause - done.clause <= 2
        fine = resolution(whole, [done, rest])
        sure = rate and straight and fine >= _SOME and (says or not done.has("part"))
        sure = (
            sure or (says and alone and done.has("done") and fine >= _SOME // 2) or (says and alone and fine >= _FINE)
        )
        return _told(whole, done, rest, Verdict.CONSISTENT) if sure and not rest.has("part") else None
    sliding = rest._replace(step=rest.step or rest.scale)
    said = due > 0 and straight and not rest.has("part") and abs(due - rest.exact) > Fraction(rest.step)
    if said and rate and says and len(rest.lead) <= _REACH and a.agreeing(sliding, due):
        return _told(whole, done, rest, Verdict.INCONSISTENT)
    if said and _is_all_left(whole, done, rest, rate=rate):
        return _told(whole, done, rest, Verdict.INCONSISTENT)
    others = done.has("part") and not whole.has("part") and whole.sentence == rest.sentence
    if others and rest.lead.startswith("其余") and rest.clause - done.clause <= _REACH:
        alone = done.clause - whole.clause <= 2 and not rest.step
        return _told(whole, done, rest, Verdict.INCONSISTENT) if alone else None
    return None


def _is_all_left(whole: Figure, done: Figure, rest: Figure, *, rate: bool) -> bool:
    """应签约、已签约、未签约; 办结率…，剩余; 按期…逾期: whether the words name all three: another number is wrong."""
    if rest.exact * 4 > whole.exact * 5 or done.has("part") or rest.clause - done.clause > _NEAR:
        return False
    verb = verb_of(rest)
    done_words = done.lead + done.tail
    whole_said = whole.has("total", "whole", "plan") or any(word in whole.lead for word in _NEEDY) or rate
    if len(verb) > 1 and verb in done_words and f"未{verb}" not in done_words:
        return whole_said and done.clause - whole.clause <= 2
    strict = _STRICT.search(rest.lead) is not None
    if "应" in whole.lead and done.lead.startswith(("实", "已")) and (strict or rest.has("gap", "rest")):
        return done.clause - whole.clause <= 1
    words = rest.lead + rest.tail
    if any(any(w in words for w in left) and any(w in done_words for w in well) for left, well in _AGAINST):
        return rate or whole_said
    if "收入" in whole.lead and "支出" in done.lead and "收支相抵" in rest.lead:
        return True
    return strict and (rate or (whole_said and done.has("done") and rest.clause - whole.clause <= _NEAR))


def _rate(reading: Reading, whole: Figure, done: Figure, rest: Figure) -> bool:
    """Whether the share that stands right behind what was done holds for this very whole."""
    at = bisect_left(reading.figures, done.end, key=_place)
    rate = reading.figures[at] if at < len(reading.figures) else None
    if rate is None or rate.kind != PERCENT or rate.start > rest.start or rate.clause - done.clause > 1:
        return False
    share = a.percent(a.of(done), a.of(whole))
    return share is not None and not rate.has("up", "down") and a.compare(rate, share) in _FITS


def _place(figure: Figure) -> int:
    return figure.start


def _far(reading: Reading, line: Sequence[Figure], at: int, *, named: bool) -> Claim | None:
    """余下19个项目, sentences behind 56个…已开工37个: of the pairs that stand there, the one that fits."""
    rest = line[at]
    verb = "" if named else verb_of(rest)
    both = _of_both(reading, line, at, verb)
    if both is not None:
        return both
    pairs: list[tuple[Figure, Figure]] = []
    for n in range(at - 1, max(0, at - _MOST_SEEN), -1):
        whole, done = line[n - 1], line[n]
        far = done.sentence < rest.sentence - _SENTENCES or done.paragraph < rest.paragraph - _PARAGRAPHS
        if far and not (named and resolution(whole, [done]) >= _SOME and _same_noun(whole, rest)):
            continue
        if _is_pair(whole, done, verb) and (_same_noun(whole, rest) or not _noun(rest)):
            pairs.append((whole, done))
    for whole, done in pairs:
        next_to = named and done is line[at - 1] and done.sentence >= rest.sentence - 1  # 27项中已完成19项。剩余8项中
        sure = next_to or _same_noun(whole, rest) or resolution(whole, [done]) >= _FINE
        if whole.exact - done.exact == rest.exact and sure:
            return _told(whole, done, rest, Verdict.CONSISTENT)
    return _head_missed(rest, pairs, verb)


def _of_both(reading: Reading, line: Sequence[Figure], at: int, verb: str) -> Claim | None:
    """口袋公园12处。…口袋公园已建成9处，其余3处; 达到进度的32个，未达到的24个: the whole stands further off."""
    rest, done = line[at], line[at - 1]
    if done.sentence != rest.sentence or rest.clause - done.clause > _REACH or not _plain(done):
        return None
    if verb and not (verb in done.lead + done.tail and f"未{verb}" not in done.lead + done.tail):
        return None
    begin = reading.sentences[done.sentence][0]
    words = reading.text[max(begin, done.start - _WORDS) : done.start]
    for whole in reversed(line[max(0, at - _MOST_SEEN) : at - 1]):
        if whole.exact != done.exact + rest.exact or not _plain(whole) or whole.paragraph < rest.paragraph - _MOST_SEEN:
            continue
        named = whole.lead[-_NOUN:] in words and len(whole.lead) >= _NOUN
        if named or (
            verb and resolution(whole, [done, rest]) >= _FINE and whole.sentence >= rest.sentence - _SENTENCES
        ):
            return _told(whole, done, rest, Verdict.CONSISTENT)
    return None


def _head_missed(rest: Figure, pairs: Sequence[tuple[Figure, Figure]], verb: str) -> Claim | None:
    """56个重点项目已开工37个…尚未开工的18个项目: of the head of the paragraph, and one too few."""
    if not verb or not pairs or not _noun(rest) or rest.step:
        return None
    whole, done = max(pairs, key=lambda pair: pair[0].exact)
    others = sum((one.exact for one, _ in pairs if one is not whole), Fraction(0))
    due = whole.exact - done.exact
    off = abs(due - rest.exact)
    head = whole.paragraph == rest.paragraph and (len(pairs) == 1 or others <= whole.exact)
    slipped = off <= 1 or a.agreeing(rest, due) > 0
    return _told(whole, done, rest, Verdict.INCONSISTENT) if head and slipped and off and due > _SOME else None


def _is_pair(whole: Figure, done: Figure, verb: str) -> bool:
    near = whole.sentence == done.sentence and done.clause - whole.clause <= 2 and whole.exact > done.exact
    words = done.lead + done.tail
    finished = verb in words and f"未{verb}" not in words if verb else done.has("done")
    return near and finished and _plain(whole) and _plain(done) and not done.has("rest", "rest-weak", "plan")


def _noun(rest: Figure) -> str:
    return rest.tail.removesuffix("中").rstrip("均已全正将须拟")


def _same_noun(whole: Figure, rest: Figure) -> bool:
    noun = _noun(rest)[:2]
    return len(noun) == 2 and (whole.tail.endswith(noun) or noun in whole.tail[:8] or whole.lead.endswith(noun))


_BASE = late(
    "^(?:比|较|超|超过|超出|少于|多于)[^，,。；;：:、0-9]{0,8}(?:计划|目标|任务|预算|限额|定额|概算|指标|标准)[^，,。；;0-9]{0,3}$"
)
_MORE = late("^(?:的)?(?:多出|多|超出|超|高出|少|低|节约|节省|缺|差)了?(?:完成|改造|建设|新增|投放|实施)?$")
_BY_NAMES = late("^(?P<one>[\u4e00-\u9fff]{2,8})比(?P<two>[\u4e00-\u9fff]{2,8}?)(?P<way>多|少|高|低)(?:出|了)?$")
_LESS = frozenset("少低缺差节")


def _compared(line: Sequence[Figure], at: int) -> Claim | None:
    """新增学位6240个，比原计划5800个多出440个: the plan is printed, what it is held against stands before."""
    more, plan = line[at], line[at - 1]
    if plan.clause != more.clause or _BASE.search(plan.lead) is None or _MORE.search(more.lead) is None:
        return None
    levels = [f for f in line[max(0, at - _MOST) : at - 1] if f.sentence == more.sentence and _plain(f)]
    behind = line[at + 1 : at + 2]
    if not levels and behind and behind[0].sentence == more.sentence and behind[0].clause - more.clause <= 1:
        levels = [f for f in behind if f.lead.startswith(("实际", "共", "累计", "达到", "完成"))]
    for level in reversed(levels):
        if abs(level.exact - plan.exact) == more.exact:
            one, other = (level, plan) if level.exact > plan.exact else (plan, level)
            return _told(one, other, more, Verdict.CONSISTENT)
    if len(levels) != 1 or levels[0].exact <= plan.exact or more.lead.lstrip("的")[0] in _LESS:
        return None
    return _told(levels[0], plan, more, Verdict.INCONSISTENT) if levels[0].segment == more.segment else None


def _by_names(line: Sequence[Figure], at: int) -> Claim | None:
    """户籍人口86.4万人，常住人口78.9万人，户籍比常住多7.5万人: both are named again."""
    more = line[at]
    hit = _BY_NAMES.search(more.lead)
    if hit is None:
        return None
    near = [f for f in line[max(0, at - _MOST) : at] if f.sentence >= more.sentence - 1 and _plain(f)]
    one, two = ([f for f in near if hit.group(name) in f.lead] for name in ("one", "two"))
    if len(one) != 1 or len(two) != 1 or one[0] is two[0]:
        return None
    above, below = (one[0], two[0]) if hit.group("way") in "多高" else (two[0], one[0])
    due = a.subtract(a.of(above), a.of(below))
    verdict = a.compare(more, due)
    return _told(above, below, more, verdict) if due.exact > 0 else None


_SHORT_OF = late("^(?:少|多|短|超)[\u4e00-\u9fff]{0,4}$")


def _short_of(line: Sequence[Figure], at: int) -> Claim | None:
    """计划培训1.2万人次，实际培训1.08万人次，少培训0.12万人次."""
    more, done, plan = line[at], line[at - 1], line[at - 2]
    alone = more.sentence == plan.sentence and more.clause - plan.clause <= _REACH and more.segment == plan.segment
    if not (alone and plan.has("plan") and done.lead.startswith("实际") and _SHORT_OF.search(more.lead)):
        return None
    one, other = (plan, done) if more.lead[0] in "少短" else (done, plan)
    if one.exact <= other.exact:
        return None
    return _told(one, other, more, a.compare(more, a.subtract(a.of(one), a.of(other))))


def _rolled(line: Sequence[Figure], at: int) -> Claim | None:
    """年初在库86个，今年入库42个，出库31个，目前在库97个: without any word of 剩余."""
    before = [f for f in line[max(0, at - _REACH) : at] if f.sentence == line[at].sentence]
    return balance_of(before, line[at]) if len(before) > 2 else None


def _told(whole: Figure, done: Figure, rest: Figure, verdict: Verdict) -> Claim:
    left = whole.exact - done.exact
    shown = a.like(left, rest)
    why = f"{a.bare(whole)}−{a.bare(done)}={shown}，与文中{rest.printed}{SAYS[verdict]}"
    return claim("remainder", rest, shown, verdict, why, exact=left, of=(whole, done))
