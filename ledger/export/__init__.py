"""The ledger as tables, for other programs.

tables.py     which tables and columns there are: one description for every format, for ``sql`` and for the docs
rows.py       records → rows; reads a ledger file by file, so that no format needs it whole in memory
past.py       git history → one row a changed field
files.py      where a table is written: one file or a folder, whole or not at all
texts.py      CSV and JSONL
sqlitefile.py SQLite                (the home of sqlite3, with ``query.py``)
workbook.py   xlsx                  (openpyxl's streaming writer)
parquet.py    Parquet               (a home of duckdb, which is an optional extra)
query.py      one read-only SQL query over the tables
prepared.py   the tables of an earlier query, kept under the git directory
"""
