"""A new ledger repository: what ``taizhang init`` writes, and the one commit that adds it.

answers.py   what init asks, read from what people type
contents.py  the files, from the answers
making.py    what is missing, what is written, the clone's own settings and hook
"""

from ledger.starter.answers import Answers, Place, due_rule, due_words, place
from ledger.starter.contents import FORGES, editor, files, hook, lines, template_kinds, templates
from ledger.starter.making import (
    Done,
    Planned,
    answers_of_last,
    committer,
    forges,
    ledgers,
    make,
    plan,
    registry_to_begin_with,
    repository_of,
)

__all__ = [
    "FORGES",
    "Answers",
    "Done",
    "Place",
    "Planned",
    "answers_of_last",
    "committer",
    "due_rule",
    "due_words",
    "editor",
    "files",
    "forges",
    "hook",
    "ledgers",
    "lines",
    "make",
    "place",
    "plan",
    "registry_to_begin_with",
    "repository_of",
    "template_kinds",
    "templates",
]
