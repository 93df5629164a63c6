"""What editors are told about a ledger: JSON Schema, completion, hover, fixes, settings of VS Code.

Nothing here knows the protocol of language servers (its home is ``cli/languageserver``): places are lines and
columns in characters, texts go in and plain values come out.
"""

from __future__ import annotations
