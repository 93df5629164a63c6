"""``check`` at a cost that grows with what changed.

``placing``   where findings are shown
``answers``   the whole answer to a question that was asked before: nothing else is imported for it
``outcome``   what one file says: its findings, its head, what it may share with others (pure, in any process)
``workers``   the processes that judge many files at once
``run``       outcomes put together: rules over heads, links and shared words are asked again only as far as
              what they read has changed; waivers; order

The results are those of ``ledger.checks.whole.run`` over the whole ledger, whatever was known before: tests
compare the two over random edits.
"""
