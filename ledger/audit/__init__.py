"""What git can prove about a ledger's past, as findings of family H.

    rules.py    the rules
    seals.py    sealed periods: tags, digests, records changed since
    held.py     what a seal holds, worked out once
    trail.py    commits: dates, trailers, entries against their due dates
    whole.py    all of it for one ledger
    present.py  sealed records against the files as they are, for check

What git cannot prove is said on the pages of the rules (``taizhang rule H002``).
"""
