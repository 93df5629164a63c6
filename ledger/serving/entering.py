"""登记 out of a form: the same way as ``update``, and what becomes of it.

Two people may have the same entry open. A form says which content it was filled from (``version``); while the
repository is locked that is compared with what stands there now, and if they differ nothing is written: the second
person sees both texts and decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger import actions
from ledger.actions import How, Place, Result
from ledger.diagnostics import Diagnostic, Level
from ledger.errors import GitRefused, LedgerError
from ledger.model import Entry
from ledger.periods import Period
from ledger.serving.typed import INDICATOR, LABELS, Typed, version_of

_LEVELS = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTICE: "提示"}


class Changed(LedgerError):
    """The entry is no longer the one the form was filled from."""

    def __init__(self, entry: Entry | None) -> None:
        """``entry`` is what stands there now; ``None``: it is gone."""
        super().__init__("这条进展已经不是您打开时的样子，没有登记")
        self.entry = entry


@dataclass(frozen=True)
class Outcome:
    """What became of a form.

    ``result``: it is committed. ``changed``: somebody else was first, and what they left stands in ``entry``. Else it
    was refused: ``faults`` by field, ``message``, ``hint`` and what git ``said`` for the rest; ``forcible`` when only
    rules of the ledger stand against it.
    """

    result: Result | None = None
    changed: bool = False
    entry: Entry | None = None
    faults: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    hint: str = ""
    said: str = ""
    forcible: bool = False


def enter(place: Place, period: Period, unit: str, typed: Typed, version: str, *, force: bool = False) -> Outcome:
    """Check and commit one entry; nothing is written unless ``result`` says so."""
    if typed.faults:
        return Outcome(faults=typed.faults, message="有的栏目填得不对，没有登记", hint="看各栏下面的说明")
    if not typed.says_something and version == version_of(None):
        return Outcome(message="还没有填写内容，没有登记", hint="完成情况、存在问题、评价、指标等至少填一栏")

    def expected(entry: Entry | None) -> None:
        if version_of(entry) != version:
            raise Changed(entry)

    def act(how: How) -> Result:
        replacing = version != version_of(None)
        return actions.update(place, period, unit, typed.given, replace_existing=replacing, expected=expected, how=how)

    try:
        # first without writing: findings come as values, each with its field
        found = act(How(dry_run=True, force=True)).findings
        errors = [finding for finding in found if finding.level is Level.ERROR]
        if errors and not force:
            return _against_rules(errors)
        return Outcome(result=act(How(force=force)))
    except Changed as changed:
        return Outcome(changed=True, entry=changed.entry, message=changed.message)
    except LedgerError as failure:
        said = failure.said.strip() if isinstance(failure, GitRefused) else ""
        return Outcome(message=failure.message, hint=failure.hint, said=said)


def _against_rules(errors: list[Diagnostic]) -> Outcome:
    faults: dict[str, str] = {}
    other: list[str] = []
    for finding in errors:
        name = field_of(finding)
        if name:
            faults[name] = "；".join(filter(None, (faults.get(name), told(finding))))
        else:
            other.append(told(finding))
    return Outcome(
        faults=faults,
        message="；".join(["违反台账的检查规则，没有登记", *other]),
        hint="照各栏下面的说明改；情况属实就勾选“情况属实，照登”再登记",
        forcible=True,
    )


def field_of(finding: Diagnostic) -> str:
    """The field of the form a finding is about; empty for none in particular."""
    path = [str(step) for step in finding.path]
    if len(path) < 3 or path[0] != "progress":
        return ""
    if path[2] == "indicators":
        return INDICATOR + path[3] if len(path) > 3 else ""
    return path[2] if path[2] in LABELS else ""


def told(finding: Diagnostic) -> str:
    """A finding as a sentence part, with its code."""
    hint = f"，{finding.hint}" if finding.hint else ""
    return f"{finding.message}（{finding.code}）{hint}"


def level_word(finding: Diagnostic) -> str:
    """错误, 警告 or 提示."""
    return _LEVELS[finding.level]
