"""Every rule there is: importing this module makes ``diagnostics.RULES`` complete.

A rule is declared where it is found; this is the one list of those places.
"""

from __future__ import annotations

from ledger import checks, store, units, yamlfile
from ledger import historyrules as audit_rules
from ledger.checks import rest, whole
from ledger.diagnostics import RULES, Rule
from ledger.importers import findings
from ledger.importers.forms import rules as form_rules

PLACES = (yamlfile, store, units, checks, rest, whole, findings, form_rules, audit_rules)

FAMILIES = {
    "Y": "YAML 写法",
    "S": "字段和值",
    "R": "单位、领导、编号、链接",
    "P": "进展和评价",
    "N": "数字",
    "D": "日期和时限",
    "H": "历史",
    "I": "导入",
    "F": "报来的表",
}


def rules() -> list[Rule]:
    """All rules, families in the order of ``FAMILIES``, then by code."""
    order = list(FAMILIES)
    return sorted(
        RULES.values(), key=lambda rule: (order.index(rule.code[0]) if rule.code[0] in order else 99, rule.code)
    )
