"""Exact arithmetic on printed figures: what comes out, within which bounds, and how it is printed.

Three answers, from the strictest: the printed inputs give exactly the printed result when rounded half up;
they give it but for one unit of its last place (cut off instead of rounded, or made to add up), or the inputs'
own rounding explains it; they do not.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ledger.claims.values import Verdict
from ledger.figures import Figure
from ledger.figures.values import AT_LEAST, AT_MOST, OVER, PERCENT, fraction

MOST_PLACES = 6
_COARSE = 10
_NOUGHT = Fraction(0)
_FINE = {"‰": 10, "‱": 100, "个基点": 100}
"""Measures of shares and of differences finer than percent, and how many make one."""


class Span:
    """A computed value with the least and the most it may be; ``high`` is ``None`` without an upper end.

    Where it comes from a figure or a quotient, the ends are worked out when they are first asked for: most shares
    are told by the value alone.
    """

    __slots__ = ("_ends", "_high", "_low", "exact", "inexact")

    def __init__(self, exact: Fraction, low: Fraction, high: Fraction | None, inexact: bool = False) -> None:
        self.exact = exact
        self._low, self._high = low, high
        self.inexact = inexact
        """Whether a 约, 余 or 以上 went into it."""
        self._ends: Figure | tuple[Span, Span, int] | None = None

    @classmethod
    def later(cls, exact: Fraction, ends: Figure | tuple[Span, Span, int], inexact: bool) -> Span:
        """A span of a figure, or of one span in so many parts of another."""
        span = cls(exact, exact, exact, inexact)
        span._ends = ends
        return span

    @property
    def low(self) -> Fraction:
        """The least it may be."""
        if self._ends is not None:
            self._find()
        return self._low

    @property
    def high(self) -> Fraction | None:
        """The most it may be."""
        if self._ends is not None:
            self._find()
        return self._high

    @property
    def is_positive(self) -> bool:
        """Whether it is more than nought wherever it lies."""
        ends = self._ends
        if isinstance(ends, Figure) and not self.inexact:
            return 2 * ends.value > ends.step
        high = self.high  # 1200-0件: a range that is written down to nought
        return self.low.numerator > 0 and self.exact.numerator > 0 and (high is None or high.numerator > 0)

    @property
    def is_point(self) -> bool:
        """Whether it is counted, not rounded."""
        return self._ends is None and self._low is self.exact is self._high

    def _find(self) -> None:
        ends, self._ends = self._ends, None
        if isinstance(ends, Figure):
            self._low, self._high = ends.low, ends.high
        elif ends is not None:
            one, other, times = ends
            high, most = other.high, one.high
            self._low = _NOUGHT if high is None else _over(one.low, high, times)
            self._high = None if most is None else _over(most, other.low, times)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        mine, its = (self.exact, self.low, self.high, self.inexact), (other.exact, other.low, other.high, other.inexact)
        return mine == its

    def __hash__(self) -> int:
        return hash((self.exact, self.inexact))


def of(figure: Figure) -> Span:
    """The figure itself."""
    exact = fraction(figure.value)
    if figure.bound or figure.top is not None:
        return Span.later(exact, figure, True)
    return Span.later(exact, figure, False) if figure.step else Span(exact, exact, exact)


def constant(value: Fraction | int) -> Span:
    """A number that is not printed but known."""
    exact = Fraction(value)
    return Span(exact, exact, exact)


def add(*spans: Span) -> Span:
    """The sum."""
    high: Fraction | None = Fraction(0)
    for span in spans:
        high = None if high is None or span.high is None else high + span.high
    return Span(
        sum((s.exact for s in spans), Fraction(0)),
        sum((s.low for s in spans), Fraction(0)),
        high,
        any(s.inexact for s in spans),
    )


def subtract(one: Span, other: Span) -> Span:
    """The difference. Without an upper end of ``other`` the result may be anything down to nought."""
    low = Fraction(0) if other.high is None else one.low - other.high
    return Span(
        one.exact - other.exact, low, None if one.high is None else one.high - other.low, one.inexact or other.inexact
    )


def multiply(one: Span, factor: Fraction) -> Span:
    """The product with a known, positive number."""
    return Span(one.exact * factor, one.low * factor, None if one.high is None else one.high * factor, one.inexact)


def divide(one: Span, other: Span) -> Span | None:
    """The quotient of positive spans; ``None`` where the divisor may be nought."""
    return _quotient(one, other, 1)


def percent(part: Span, whole: Span) -> Span | None:
    """``part`` of ``whole`` in percent."""
    return _quotient(part, whole, 100)


def _quotient(one: Span, other: Span, times: int) -> Span | None:
    """``one`` in ``times``-ths of ``other``."""
    if not other.is_positive:
        return None
    exact = _over(one.exact, other.exact, times)
    if one.is_point and other.is_point:
        return Span(exact, exact, exact, one.inexact or other.inexact)
    return Span.later(exact, (one, other, times), one.inexact or other.inexact)


def _over(one: Fraction, other: Fraction, times: int) -> Fraction:
    return Fraction(one.numerator * other.denominator * times, one.denominator * other.numerator)


def rounded(value: Fraction, step: Fraction) -> Fraction:
    """Rounded half up (away from nought) to whole steps; the value itself for a step of nought."""
    return step * _steps(value, step) if step else value


def _steps(value: Fraction, step: Fraction) -> int:
    """The number of whole steps that a value is rounded to."""
    above, below = value.numerator * step.denominator, value.denominator * step.numerator
    whole = (2 * abs(above) + below) // (2 * below)
    return whole if above >= 0 else -whole


def _comes_to(computed: Fraction, step: Fraction, value: Fraction) -> bool:
    """``rounded(computed, step) == value``, in whole numbers."""
    if not step:
        return computed == value
    return _steps(computed, step) * step.numerator * value.denominator == value.numerator * step.denominator


def compare(stated: Figure, computed: Span, tolerance: Fraction = Fraction(0)) -> Verdict:
    """How a printed figure stands to what was computed, in the figure's own base unit."""
    step = fraction(stated.step)
    if not stated.is_exact:
        return _compare_inexact(stated, computed, step)
    value = stated.exact
    if _comes_to(computed.exact, step, value):
        return Verdict.CONSISTENT
    if _is_beyond(computed, value, step + tolerance if tolerance else step):
        return Verdict.INCONSISTENT
    if computed.inexact and _touches(computed, value - step / 2, value + step / 2):
        return Verdict.CONSISTENT
    if step and abs(computed.exact - value) < step:  # cut off, or moved by one to make 100
        return Verdict.ROUNDING
    if _touches(computed, value - step / 2 - tolerance, value + step / 2 + tolerance):
        return Verdict.ROUNDING
    if computed.inexact and _touches(computed, value - step, value + step):
        return Verdict.ROUNDING
    return Verdict.INCONSISTENT


def _is_beyond(span: Span, value: Fraction, width: Fraction) -> bool:
    """Whether all of a span is further from a value than so much, to one side."""
    if _exceeds(span.exact, value, width):
        return _exceeds(span.low, value, width)
    return _exceeds(value, span.exact, width) and span.high is not None and _exceeds(value, span.high, width)


def _exceeds(one: Fraction, other: Fraction, by: Fraction) -> bool:
    """``one - other > by``, in whole numbers."""
    below, beside = one.denominator, other.denominator
    return (one.numerator * beside - other.numerator * below) * by.denominator > by.numerator * below * beside


def too_coarse(stated: Figure, computed: Span) -> bool:
    """Whether the inputs are printed so coarsely that they say little: 0.3÷2.1 may be anything from 11.6% to 17.1%."""
    step = fraction(stated.step)
    if not step or computed.high is None or computed.inexact or not stated.is_exact:
        return False
    width = computed.high - computed.low
    return width > max(step, abs(computed.exact) / 100) * _COARSE and abs(computed.exact - stated.exact) > step * 2


def agreeing(stated: Figure, computed: Fraction) -> int:
    """How many digits stand where they should if one digit of the printed figure is wrong; 0 if more is.

    37.66% for 97.66% gives 3: hardly by chance, so that what it was computed from was meant, and a digit slipped.
    Two digits that changed places and a point that is one place off count as one slip.
    """
    if not stated.is_exact or not stated.value:
        return 0
    step = fraction(stated.step) or fraction(stated.scale)
    printed, due = _digits(stated.exact / step), _digits(_steps(computed, step))
    if printed == due:
        return 0
    if len(printed) != len(due):
        tenth = _digits(_steps(computed * 10, step)), _digits(_steps(computed / 10, step))
        return len(printed) - 1 if printed in tenth and printed.strip("0") and len(set(printed)) > 1 else 0
    wrong = [n for n, (one, other) in enumerate(zip(printed, due, strict=True)) if one != other]
    if len(wrong) == 1:  # a wrong last digit says less: the figure may be near by chance
        return max(0, len(printed) - (2 if wrong[0] == len(printed) - 1 else 1))
    turned = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and printed[wrong[0]] == due[wrong[1]]
    return len(printed) - 2 if turned and printed[wrong[1]] == due[wrong[0]] else 0


def _digits(value: Fraction | int) -> str:
    return str(int(value)) if value > 0 else ""


def _compare_inexact(stated: Figure, computed: Span, step: Fraction) -> Verdict:
    low, high = stated.low, stated.high
    if _touches(computed, low, high):
        return Verdict.CONSISTENT
    slack = max(Fraction(stated.grain), step)
    least = max(slack / 10, step) if stated.bound in (OVER, AT_LEAST) else slack
    if stated.kind == PERCENT:  # 超过六成 is not said of 52%, nor 近九成 of 71%
        least = slack = max(min(slack, Fraction(2)), step if stated.step < 1 else Fraction(1))
        least = min(least, Fraction(1)) if stated.bound in (OVER, AT_LEAST) else least
        slack = Fraction(1) if stated.bound == AT_MOST else slack
    return (
        Verdict.ROUNDING
        if _touches(computed, low - least, None if high is None else high + slack)
        else Verdict.INCONSISTENT
    )


def _touches(span: Span, low: Fraction, high: Fraction | None) -> bool:
    return (high is None or span.low <= high) and (span.high is None or low <= span.high)


def plain(value: Fraction, places: int = 2) -> str:
    """A number as one writes it: at most ``places`` decimals, rounded half up, no needless noughts."""
    if value.denominator == 1:
        return str(value.numerator)
    above, below = value.numerator * 10**places, value.denominator
    whole = (2 * abs(above) + below) // (2 * below)
    digits = str(whole).rjust(places + 1, "0")
    body = digits[:-places] + ("." + digits[-places:]).rstrip("0").rstrip(".") if places else digits
    return ("-" if above < 0 and whole else "") + (body or "0")


def places_of(figure: Figure) -> int:
    """How many decimals the figure is printed with, in its printed measure."""
    return _places(figure.step or figure.value, figure.scale)


@lru_cache(maxsize=1024)
def _places(printed: Decimal, scale: Decimal) -> int:
    exponent = (printed / scale).normalize().as_tuple().exponent
    return min(MOST_PLACES, max(0, -int(exponent))) if isinstance(exponent, int) else 0


def like(value: Fraction, figure: Figure, more: int = 0) -> str:
    """A value in base units, written in the measure of ``figure``: 4000000 like 37亿元 → 0.04亿元."""
    if figure.measure in _FINE:
        return f"{plain(value * _FINE[figure.measure], places_of(figure) + more)}{figure.measure}"
    if figure.kind in ("percent", "points"):
        return f"{plain(value, places_of(figure) + 1 + more)}{'%' if figure.kind == 'percent' else '个百分点'}"
    places = places_of(figure) + more + (1 if figure.step else 0)
    shown = value if figure.scale == 1 else value / (fraction(figure.scale) or 1)
    return f"{plain(shown, min(MOST_PLACES, places))}{figure.measure}"


def _in_measure(figure: Figure) -> Fraction:
    return figure.exact if figure.scale == 1 else figure.exact / (fraction(figure.scale) or 1)


def bare(figure: Figure) -> str:
    """The number of a figure without inexact words, in its measure: 37亿元."""
    if figure.measure in _FINE:
        return f"{plain(figure.exact * _FINE[figure.measure], MOST_PLACES)}{figure.measure}"
    if figure.kind == "percent" and figure.measure != "%":
        return f"{plain(figure.exact, 4)}%"
    return f"{plain(_in_measure(figure), MOST_PLACES)}{figure.measure}"
