"""The command line: options in, printed results and exit codes out. All thinking happens in ``ledger``."""
