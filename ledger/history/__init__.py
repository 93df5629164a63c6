"""The past of a ledger, told by meaning: who changed which field when, for which period, from which document.

    values.py     a task as flat fields, named as ``correct`` names them
    versions.py   what each commit did to each task, by ``id``, wherever its file was
    log.py        commits as rows of field changes, and the filters over them
    blame.py      for every field as it is now, the commit that made it so

Git is read through ``gitrepo.history`` alone; nothing here depends on the present work tree.
"""
