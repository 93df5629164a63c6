"""The core of taizhang: a supervision ledger kept as YAML in git.

Nothing here knows the terminal (click, rich); each outside library has one home.
Start reading at ``model.py`` (the words), then ``yamlfile.py`` and ``codec.py`` (text to values and
back), ``store.py`` (where files lie), ``checks/`` (what can be wrong) and ``report/`` (what comes out).
"""
