"""Two states of a ledger, or two periods of it, compared by meaning.

    tokens.py     running text in sentences, figures with their units, words, characters
    align.py      what two sequences have in common, at bounded cost (the home of rapidfuzz)
    texts.py      two texts: sentences kept, changed, moved; inside them tokens
"""
