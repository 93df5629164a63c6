"""What speaks against a claim that is called wrong: the list goes on, 未签约户中有9户, 7、8月月均, or it is far out.

What an office gets wrong lies near: another base, a slip of a digit, a point in the wrong place. What comes out ten
times as large, or with another sign, was nearly always read amiss: 14所÷14869所 is no 入学率.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from ledger.claims import arithmetic as a
from ledger.claims.again import MARKS, bears, telling_pairs
from ledger.claims.parts import is_direct
from ledger.claims.scopes import is_of_other_scope
from ledger.claims.tallies import slip
from ledger.claims.values import Claim, Special, Verdict, Working
from ledger.figures import Figure, Reading
from ledger.figures.values import AMOUNT, PERCENT, POINTS
from ledger.patterns import late

_MEASURED = frozenset(("share", "growth", "remainder", "lead", "average"))
_FAR, _FAR_IN_WORDS = Fraction(22, 10), Fraction(4)
_ALL = 100
_MUCH = Fraction(5, 4)
_BALANCED = ("顺差", "逆差", "差额", "净流入", "净流出")
_WORDS = 10
_ABSURD = 20
"""No part is told to be so many times its total, however the pen slips."""
_CHANGED = late(
    "同比|环比|比|较|与|上年|去年|同期|上月|上季|年初|分别|相比|增长|增加|下降|减少|上升|提高|降低|回落|增速|增幅|降幅|涨幅|率|[为达约了的]"
)
_COMPARED = late("^(?:[多高增少低减降升快慢]|有所|明显|略有)")
_OPERANDS = 2
_SIZES = ("额", "量", "值", "价", "数", "收入", "支出", "利润")
_HALF = "一半"
_IN_WORDS = ("分之", "成", "半")
_DIGITS = 3
_GOES_ON = late("^[^，,。；;：:、0-9]{0,4}[，,；;、](?:另有|另外|另设|另含|另|其余|此外|余下|剩余|还有|尚有)")
"""公办8家、民办20家，另有…若干: what is listed is not all."""
_SOME = late("(?:中有|中的|当中|之中|里有)[^，,。；;：:、0-9]{0,4}$")
_BETWEEN = late("(?:前|后)[两三四五六七八九十][^，,。；;：:、0-9]{1,4}(?:之间)(?:仅|只)?相差$")
_WAYS = late(
    "(?:分别|同比|环比|均|也|则|又)|(?:减少|增加|下降|上升|增长|回落|降低|提高|提升|收窄|少|多|降|升|增|减)[了至到为约近]*$"
)
_OF_THESE = late("^(?P<of>[^平全各共合总均每]{2})每(?:公里|个|座|家|户|亩|平方米)$")
_OF_SOME_MONTHS = late("月(?:份)?月均[^，,。；;：:、0-9]{0,6}$")


def without_doubtful(reading: Reading, found: list[Claim]) -> list[Claim]:
    """The claims without those that are called wrong although the words give another reason."""
    if not any(claim.verdict is Verdict.INCONSISTENT for claim in found):
        return found
    return [claim for claim in found if claim.verdict is not Verdict.INCONSISTENT or not _is_doubtful(reading, claim)]


def _is_doubtful(reading: Reading, claim: Claim) -> bool:
    ask = _ASKED.get(claim.kind)
    if (ask is not None and ask(reading, claim)) or (claim.kind in _MEASURED and _is_far_off(reading, claim)):
        return True
    figure, _ = _figure(reading, claim)
    return figure is not None and is_of_other_scope(reading, claim, figure)


def _is_far_off(reading: Reading, claim: Claim) -> bool:
    """Whether what comes out is out of all measure, and no slip of the pen explains it."""
    working = claim.working
    if working is None or not working.stated.value or working.special in (Special.TIMED, Special.NAMED):
        return False
    stated, computed = working.stated.exact, working.computed
    if computed < 0:
        return _HALF not in claim.stated  # 由3.2次提高到2.8次，提高了一半: said of what stands right beside it
    far = _FAR_IN_WORDS if any(word in claim.stated for word in _IN_WORDS) else _FAR
    if computed and max(stated, computed) < far * min(stated, computed):
        return False
    figure, _ = _figure(reading, claim)
    if figure is not None and (is_direct(reading, figure) or _stands_alone(reading, figure)):
        return False
    return not _is_slip(working)


def _amounts(working: Working | None) -> list[Figure]:
    """The amounts that a claim was computed from."""
    return [f for f in working.operands if f.kind == AMOUNT] if working is not None else []


def _stands_alone(reading: Reading, figure: Figure) -> bool:
    """Whether its sentence has no more figures that it may be made of than it takes."""
    if figure.kind == POINTS:
        rates = [f for f in reading.in_sentence(figure.sentence) if f.kind == PERCENT]
        return 0 < len(rates) <= _OPERANDS
    return len(reading.amounts_in(figure.sentence)) <= _OPERANDS


def _due(working: Working) -> Decimal:
    """What comes out, to one place more than the stated figure is printed with, as the claim tells it."""
    figure = working.stated
    places = a.places_of(figure) + (1 if figure.step or figure.kind != AMOUNT else 0)
    due = a.rounded(working.computed, Fraction(figure.scale) / 10**places)
    return Decimal(due.numerator) / Decimal(due.denominator)


def _is_slip(working: Working) -> bool:
    """One digit is another, two changed places, the point stands elsewhere, or what is left of 100% is told."""
    stated, computed = working.stated.value, _due(working)
    if "%" in working.stated.printed and abs(stated + computed - _ALL) < 1:
        return True
    one, two = (f"{value:f}".replace(".", "").strip("0") for value in (stated, computed))
    alike = two.startswith(one) or one.startswith(two[:_DIGITS])
    if alike and (len(one) > 1 or computed in (stated * 10, stated / 10)):
        return True
    places = max(0, -int(stated.normalize().as_tuple().exponent))
    digits = [f"{value:.{places}f}".replace(".", "") for value in (stated, computed)]
    size = max(map(len, digits))
    apart = [(a, b) for a, b in zip(*(each.zfill(size) for each in digits), strict=True) if a != b]
    return len(apart) < 2 or (len(apart) == 2 and apart[0] == apart[1][::-1])


def _figure(reading: Reading, claim: Claim) -> tuple[Figure | None, Figure | None]:
    """The figure that a claim ends with, and the one behind it."""
    at = bisect_left(reading.figures, claim.end, key=_end)
    figures = reading.figures[at : at + 2]
    one = figures[0] if figures and figures[0].end == claim.end else None
    return one, figures[1] if one is not None and len(figures) > 1 else None


def _start(figure: Figure) -> int:
    return figure.start


def _end(figure: Figure) -> int:
    return figure.end


def _list_goes_on(reading: Reading, claim: Claim) -> bool:
    text = reading.text
    if _GOES_ON.match(text[claim.end : claim.end + 12]) is not None:
        return True
    at = bisect_left(reading.figures, claim.end, key=_start)
    behind = reading.figures[at] if at < len(reading.figures) else None
    stated = claim.working.stated if claim.working is not None else None
    if behind is None or stated is None or behind.dimension != stated.dimension:
        return False
    words = text[claim.end : behind.start]  # 其中新开工156个、续建201个、计划竣工71个
    return words.startswith("、") and not any(mark in words for mark in MARKS)


def _is_some_of_the_rest(reading: Reading, claim: Claim) -> bool:
    """未签约户中有9户; 未开工的6个涉及用地调整，8个涉及资金问题; 前三名之间相差0.8分."""
    figure, behind = _figure(reading, claim)
    if figure is None:
        return False
    if figure.lead.startswith(("中", "其中")) or figure.lead.endswith(("超额完成的", "超额的")):
        return True  # 剩余48件中36件未到期; 完成任务的9个，超额完成的4个
    if _SOME.search(figure.lead) is not None or _BETWEEN.search(reading.text[max(0, figure.start - 14) : figure.start]):
        return True
    among = figure.tail.endswith("中")  # 尚未开工的13个项目中，5个…: what stands before are all that are left
    again = behind is not None and behind.dimension == figure.dimension and not behind.lead.strip() and not among
    again = again and not figure.tail.endswith("中")
    return again and behind is not None and behind.sentence == figure.sentence and behind.clause - figure.clause == 1


def _is_other_list(reading: Reading, claim: Claim) -> bool:
    """What is listed goes on, is a balance (顺差1494亿美元 of 793亿美元), or comes to far more than the total."""
    if claim.working is not None and claim.working.special is Special.ALL:
        return False
    words = reading.text[max(0, claim.start - _WORDS) : claim.end]
    if _list_goes_on(reading, claim) or any(word in words for word in _BALANCED):
        return True
    working = claim.working
    if working is None or not working.stated.value or not working.computed:
        return False
    stated, computed = working.stated.exact, working.computed
    if working.special is Special.WITHIN:
        return computed > stated * _ABSURD  # 每4名群众有1人转移，其中集中安置3240人
    parts = _amounts(working)
    if parts and all(part.exact > stated and part.sentence != working.stated.sentence for part in parts):
        return True  # 领办16件。…34个单位主办，其中市住建局36件、市交通局28件、市教育局22件
    if max(stated, computed) <= _MUCH * min(stated, computed):
        return False
    parts = _amounts(working)
    low, high = (bisect_left(reading.figures, at, key=_start) for at in (claim.start, claim.end + _WORDS))
    rates = sum(f.kind == PERCENT and not f.has("up", "down") for f in reading.figures[low:high])
    if rates >= len(parts) > _OPERANDS:
        return False  # each part with its share of them all: it is the total that is wrong, however much
    return bool(parts) and not slip(working.stated, parts)


def _is_of_another_level(reading: Reading, claim: Claim, figure: Figure) -> bool:
    """受理145起，调处成功138起，…，较去年同期的160起下降9.4%: of those received, not of those settled."""
    used = _amounts(claim.working)
    base = used[-1] if len(used) > _OPERANDS else None
    if base is None or not base.value or not figure.step or "%" not in figure.printed:
        return False
    levels = [f for f in reading.amounts_in(figure.sentence) if f.end <= figure.start and not f.has("up", "down")]
    return any(
        level.dimension == base.dimension
        and abs(abs(level.value - base.value) * _ALL / base.value - figure.value) * 2 <= figure.step
        for level in levels
    )


def _is_held_against(reading: Reading, claim: Claim) -> bool:
    """增速比上年同期的6.8%回落5.6个百分点: the rate of then, of which no amounts are told."""
    figure, behind = _figure(reading, claim)
    if figure is not None and figure.kind == AMOUNT and _is_between_others(reading, claim, figure):
        return True
    if (
        figure is not None
        and figure.kind == PERCENT
        and (
            _is_of_another_level(reading, claim, figure)
            or _is_of_another(reading, claim, figure)
            or _is_of_no_amount(reading, figure)
            or _is_closed_before(claim, figure)
        )
    ):
        return True
    if figure is None or behind is None or figure.kind != PERCENT or behind.kind != POINTS:
        return False
    return figure.lead.endswith("的") and behind.clause == figure.clause


def _is_closed_before(claim: Claim, figure: Figure) -> bool:
    """46件，较上年的32件高出不少，旅游收入增长12%: the two are compared in words, and another thing has the rate."""
    used = _amounts(claim.working)
    last_ = max(used, key=_end, default=figure)
    name = telling_pairs(_CHANGED.sub("", figure.lead))
    closed = last_.clause < figure.clause and _COMPARED.search(last_.tail) is not None
    return closed and bool(name) and not any(name & telling_pairs(f"{f.lead}|{f.tail}") for f in used)


def _is_between_others(reading: Reading, claim: Claim, figure: Figure) -> bool:
    """受理23460件，办结23318件；与上年的21175件相比，受理量增加2285件: more than then is what was received."""
    used = _amounts(claim.working)
    if len(used) != _OPERANDS:
        return False
    starts = {f.start for f in used}
    others = [f for f in reading.amounts_in(figure.sentence) if f.start not in starts and f.start != figure.start]
    return any(
        other.dimension == figure.dimension and abs(other.value - one.value) == figure.value
        for other in others
        for one in used
    )


def _is_of_no_amount(reading: Reading, figure: Figure) -> bool:
    """面积12.6万平方米，上年14.0万平方米，成交额下降12.6%: what falls is named, and no amount bears the name."""
    noun = _CHANGED.sub("", figure.lead)
    name = telling_pairs(noun) if noun.endswith(_SIZES) else frozenset()
    words = reading.text[reading.sentences[max(0, figure.sentence - 1)][0] : figure.start - len(figure.lead)]
    if noun.endswith("数") and any(f.measure.endswith(noun[:-1]) for f in reading.amounts_in(figure.sentence)):
        return False  # 总数升至92户，户数增长13%
    return bool(name) and not any(pair in words for pair in name)


def _is_of_another(reading: Reading, claim: Claim, figure: Figure) -> bool:
    """亡人减少2人，伤人下降25%: the fall of the one is no fall of the other."""
    begin = figure.start - len(figure.lead)
    change = next((f for f in reading.amounts_in(figure.sentence) if claim.start <= f.start < begin), None)
    if change is None or not change.has("up", "down") or change.clause == figure.clause:
        return False
    subject = _WAYS.sub("", figure.lead).strip()[:1]
    if not subject or subject in change.lead or subject in "增降比较升涨跌":
        return False
    near = (f for n in (figure.sentence - 1, figure.sentence) for f in reading.in_sentence(n) if f.end <= begin)
    return any(f.kind == AMOUNT and f.lead.lstrip("，、").startswith(subject) and f is not change for f in near)


def _is_of_some_months(reading: Reading, claim: Claim) -> bool:
    figure, _ = _figure(reading, claim)
    if figure is None:
        return False
    return _OF_SOME_MONTHS.search(figure.lead) is not None or _is_of_some(reading, figure)


def _is_of_some(reading: Reading, figure: Figure) -> bool:
    """其中山区乡均1200万元; 路面每公里55万元, where nothing of 路面 was told before: of some of them only."""
    if figure.lead.startswith("其中"):
        return True
    hit = _OF_THESE.match(figure.lead)
    begin = reading.paragraphs[figure.paragraph][0]
    return hit is not None and hit.group("of") not in reading.text[begin : figure.start - len(figure.lead)]


def _is_of_a_whole_list(reading: Reading, claim: Claim) -> bool:
    """完成造林8.64万亩，其中…、退化林修复1.14万亩，为年度任务8万亩的108%: the head of the list is meant.

    税收12.84亿元、非税收入5.78亿元，税占比69%: the one before the last.
    """
    figure, _ = _figure(reading, claim)
    if figure is None or figure.kind != PERCENT:
        return False
    used = _amounts(claim.working)
    before = [f for f in reading.amounts_in(figure.sentence) if f.end <= figure.start]
    if len(used) == _OPERANDS and (used[0].value, used[0].measure) == (used[1].value, used[1].measure):
        return sum(f.value == used[0].value for f in before) == 1  # an amount is no part of itself
    if not figure.step or "%" not in figure.printed or len(used) != _OPERANDS or not used[1].value:
        return False
    name = telling_pairs(figure.lead.partition("占")[0])
    if name and bears(used[0], name):
        before = [part for part in before if bears(part, name)]  # 医院269万人次，基层343万人次，基层占44.0%
    return any(
        part.dimension == used[1].dimension
        and part.value != used[1].value
        and abs(part.value * _ALL / used[1].value - figure.value) * 2 <= figure.step
        and not part.has("up", "down", "last-year")
        for part in before
    )


_ASKED: dict[str, Callable[[Reading, Claim], bool]] = {
    "sum": _is_other_list,
    "growth": _is_held_against,
    "share": _is_of_a_whole_list,
    "remainder": _is_some_of_the_rest,
    "average": _is_of_some_months,
}
