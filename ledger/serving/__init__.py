"""The dashboard live from the work tree, and a form for progress: ``taizhang serve``.

    server.py     the home of waitress: a bounded server on one address, and its clean end
    wire.py       a request as values, a response as values, the security headers
    guard.py      who may ask: host, token, origin, cross-site marks
    live.py       the ledger as it lies on disk, reread where a file changed; its pages by path
    typed.py      what a form says, field by field
    entering.py   登记 through ``ledger.actions``, two editors of one entry
    pages.py      the pages that are ours: form, conflict, done, refusals
    app.py        which request gets which answer

Pages are looked up by name among those the site makes; no path of a request ever reaches the file system.
"""
