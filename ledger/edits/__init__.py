"""The text of a task file → its new text, touching only the lines concerned. Pure: no files, no git.

proof.py       reading a text before an edit, and proving the edit by reading it back
records.py     progress entries, reviews, extensions, closures: what is added
fields.py      what ``progress/2020-04/区住建局/done`` points at, and how its value is written
corrections.py 更正 and 调整: a field changes and the record of it is added, in one edit
entrytext.py   one entry as plain text, for an editor window or a file
"""

from ledger.edits.corrections import correct
from ledger.edits.proof import read_task
from ledger.edits.records import (
    add_change,
    add_entry,
    add_review,
    close,
    extend,
    extend_report,
    find_entry,
    reopen,
)

__all__ = [
    "add_change",
    "add_entry",
    "add_review",
    "close",
    "correct",
    "extend",
    "extend_report",
    "find_entry",
    "read_task",
    "reopen",
]
