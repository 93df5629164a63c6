"""Two states of a ledger, or two periods of it, compared by meaning.

    tokens.py     running text in sentences, figures with their units, words, characters
    align.py      what two sequences have in common, at bounded cost (the home of rapidfuzz)
    texts.py      two texts: sentences kept, changed, moved; inside them tokens
    changes.py    one difference, its kind, its inverse; counting kinds
    names.py      which units are the same on both sides
    tasks.py      two versions of one task, field by field
    ledgers.py    two ledgers: which task is which, and everything that changed
    apply.py      the second side made from the first and the changes
    sides.py      what ``diff A B`` names
    asked.py      what an answer depends on, in one name
    reading.py    from what was typed to ledgers, reading only what can differ

All but ``reading`` is pure.
"""
