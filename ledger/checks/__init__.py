"""The checks: one function a rule, a family of rules a module.

Importing this package declares the rules that read the whole of a task; see ``base`` for the others.
"""

from ledger.checks import base, characters, days, reviews, waivers

__all__ = ["base", "characters", "days", "reviews", "waivers"]
