"""The dashboard: a ledger as static pages that open from a folder or a USB stick, without a network.

    edition.py    what is internal, the ledger without it, and the check of finished bytes
    heads.py      what the lists need of every task, kept by content
    facts.py      one look at the ledger: a card for each task, counts, trend, what changed since last period
    trail.py      which commits speak of which entry
    names.py      file names and links
    searching.py  the data of the search page
    pages.py      each page from the facts
    taskpage.py   the page of one task, the one there are ten thousand of
    downloads.py  通报 and reports to take along
    build.py      ``Site``: every page by its path, made when it is asked for
    single.py     all pages in one file
    making.py     many pages at once
    pressed.py    finished pages in the cache, for other folders
    writing.py    putting in place what has changed
    again.py      what is known of a folder from the last run
    memory.py, shelf.py   what was found out about a task, for the next look and the next run

``build.site(ledger, options)`` is the way in; ``Site.paths`` lists the files and ``Site.page`` makes one of them.
"""
