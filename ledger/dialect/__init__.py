"""The YAML that the ledger is written in: reading, slips, places, layout, splices. ``ledger.yamlfile`` is its door."""
