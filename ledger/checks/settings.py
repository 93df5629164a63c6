"""``rules.checks`` of ``ledger.yaml``: what a place sets for single rules.

rules:
  checks:
    P101: {similarity: 0.95}
    P104: {on: false}
    numbers: {tolerance: 0.05}
"""

from __future__ import annotations

from decimal import Decimal

from ledger.checks.base import Context


def _of(context: Context, code: str) -> dict[str, object]:
    checks = context.config.rules.get("checks")
    found = checks.get(code) if isinstance(checks, dict) else None
    return found if isinstance(found, dict) else {}


def is_on(context: Context, code: str) -> bool:
    """Whether the rule is wanted: everything is, unless ``on: false``."""
    return _of(context, code).get("on") is not False


def number(context: Context, code: str, key: str, usual: float) -> float:
    """A number that a rule is tuned by; the usual one where none, or something else, is set."""
    value = _of(context, code).get(key)
    return float(value) if isinstance(value, int | float | Decimal) and not isinstance(value, bool) else usual
