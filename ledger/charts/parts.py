"""How an SVG element is written, and round numbers for an axis."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal
from html import escape


def number(value: float) -> str:
    """A coordinate with at most one decimal place."""
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text != "-0.0" else "0"


def element(name: str, body: str = "", /, **attributes: str | float) -> str:
    """``<rect class="c-red" x="1.5"/>``; ``_`` in an attribute's name is ``-``, a trailing one is dropped."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{said}>{body}</{name}>" if body else f"<{name}{said}/>"


def text(said: str, x: float, y: float, look: str = "", anchor: str = "") -> str:
    """A word in a chart; ``anchor`` is ``middle`` or ``end``, to the left end without it."""
    more = {"class_": look} if look else {}
    return element("text", escape(said), x=x, y=y, **more, **({"text_anchor": anchor} if anchor else {}))


def svg(width: float, height: float, label: str, look: str, body: Iterable[str], *, stretch: bool = False) -> str:
    """The whole picture; ``stretch`` lets it take any width (for bars without words)."""
    box = f"0 0 {number(width)} {number(height)}"
    more = {"preserveAspectRatio": "none"} if stretch else {}
    return element("svg", "".join(body), class_=look, viewBox=box, role="img", aria_label=label, **more)


_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def ticks(highest: Decimal, count: int = 4) -> tuple[Decimal, ...]:
    """Round values from 0 to at or above ``highest`` (more than 0), about ``count`` steps."""
    raw = highest / count
    power = Decimal(1).scaleb(raw.adjusted())
    step = next(s * power for s in _STEPS if s * power >= raw)
    last = int((highest / step).to_integral_value(ROUND_CEILING))
    return tuple(step * n for n in range(last + 1))


def plain(value: Decimal) -> str:
    """An amount without exponent and trailing zeros: ``1200``, ``2.5``; ten thousands as 万."""
    if abs(value) >= 100_000:
        return f"{plain(value / 10_000)}万"
    said = f"{value:f}"
    return said.rstrip("0").rstrip(".") if "." in said else said
