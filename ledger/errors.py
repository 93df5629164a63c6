"""Expected failures, as a small tree.

    LedgerError                 could not do the work                     exit 3
    ├── UsageProblem            what was asked makes no sense             exit 2
    ├── NotFound                no such ledger, task, unit, kind
    ├── FileRefused             a file that cannot or must not be read
    ├── EditRefused             an edit that would not read back as meant
    ├── GitRefused              git said no; its own words are kept
    └── RenderFailed            a template that does not fit its data

Problems *in the data* are not exceptions but values: see ``diagnostics``.
"""

from __future__ import annotations


class LedgerError(Exception):
    """A failure the user can act on: one Chinese sentence, and what to do about it.

    ``message`` names the place and what was found, ``hint`` what to type instead.
    """

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageProblem(LedgerError):
    """The command line asks for something that cannot be meant."""

    exit_code = 2


class NotFound(LedgerError):
    """A ledger, task, unit, period or document kind that does not exist."""


class FileRefused(LedgerError):
    """A file that cannot be read, or is unsafe to read."""


class EditRefused(LedgerError):
    """The edited text would not read back as intended; nothing was written."""


class GitRefused(LedgerError):
    """Git refused; nothing was changed. ``said`` keeps git's own words."""

    def __init__(self, message: str, hint: str = "", said: str = "") -> None:
        super().__init__(message, hint)
        self.said = said


class RenderFailed(LedgerError):
    """A template could not be rendered with the data it was given."""
