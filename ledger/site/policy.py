"""The content security policy of the pages: nothing from the network, no script that is not ours.

A script is named by the digest of its text. The search page's own script may load the data file beside it, which a
folder opened from a disk cannot name by digest (``strict-dynamic``: what our script loads, and nothing else).
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

_REST = "base-uri 'none'; object-src 'none'; img-src 'none'; connect-src 'none'; frame-src 'none'; worker-src 'none'"


def digest(text: str) -> str:
    """``'sha256-…'`` of an inline script or style."""
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def of_folder(script: str = "") -> str:
    """For a page in a folder; ``script`` is the text of its one inline script."""
    scripts = f"{digest(script)} 'strict-dynamic'" if script else "'none'"
    return f"default-src 'none'; script-src {scripts}; style-src 'self' file:; form-action 'self' file:; {_REST}"


def of_file(script: str, style: str) -> str:
    """For all pages in one file."""
    return f"default-src 'none'; script-src {digest(script)}; style-src {digest(style)}; form-action 'none'; {_REST}"
