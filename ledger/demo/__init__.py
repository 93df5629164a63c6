"""A year of an invented district, to play with: ``taizhang demo DIR``.

story.py   what happened, as plain tables
year.py    the files and commits it makes
making.py  the repository
"""

from ledger.demo.making import Made, make

__all__ = ["Made", "make"]
