"""The protocol of language servers (LSP 3.17) around ``ledger.editor``: the home of pygls and lsprotocol."""
