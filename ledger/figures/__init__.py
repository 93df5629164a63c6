"""Reading: Chinese running text → figures with all that the text says about them.

``lexicon`` holds the words, ``numerals`` reads numbers, ``times`` reads dates and periods, ``lexer`` turns a
text into tokens in one pass, ``reading`` puts tokens together into sentences, figures, name lists. Nothing
here judges; ``ledger.claims`` does. Reading is total (any text gives a reading, none raises) and takes time
in proportion to the length of the text.
"""

from ledger.figures.reading import may_hold_figures, read
from ledger.figures.values import Figure, NameList, Ordinals, Ratio, Reading, TimeRef

__all__ = ["Figure", "NameList", "Ordinals", "Ratio", "Reading", "TimeRef", "may_hold_figures", "read"]
