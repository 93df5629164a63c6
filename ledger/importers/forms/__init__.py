"""Forms that come back from units, 附件4 (落实情况表) and 附件3 (落实计划表): read, and matched with a ledger.

    rules.py      the rules of family F, each with its page
    batch.py      files, folders and zip archives → the files to read, bounded
    columns.py    which field a head announces; columns of a table
    sheets.py     tables (heads above, or heads beside) → rows of texts
    textforms.py  plain text → tables
    header.py     填报单位, 填报时间, month, year, signatures; the hidden mark
    verdicts.py   已完成, √, 基本完成 → a verdict, or none
    reading.py    a document → ``Form``: all of the above put together
    matching.py   which ledger, unit and period a form is for, by witnesses
    tasks.py      the tasks of a ledger as a form may name them: numbers, lists, likeness of words
    rows.py       which task a row is for, by witnesses
    plans.py      plans of several units in one field
    writes.py     what a row would change: cells, and the edit of the task's text
    offers.py     figures that may be the value of a declared indicator
    applying.py   planning a form against the ledger, and its one commit

Nothing is guessed in silence: whatever does not follow from witnesses that agree is listed with them.
"""
