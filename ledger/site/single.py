"""All pages in one file: for a mail, or a stick on which folders get lost.

The pages are the same; links lead to places in the file and a small script shows one page at a time.
"""

from __future__ import annotations

from html import escape

from ledger.errors import LedgerError
from ledger.report.webpages import clean, markup, render, source
from ledger.site import names, pages, policy, searching
from ledger.site.build import Site

LARGEST = 20_000_000
"""Bytes: what mail systems let through and an old office computer opens without a wait."""
_MARK = "<!-- here -->"


def document(site: Site, largest: int = LARGEST) -> bytes:
    """The file. ``LedgerError`` when it would be larger than ``largest``; nothing is left out in silence."""
    style, script = source("site.css"), source("site.js") + source("single.js")
    data = searching.encoded(site.picture)
    room = largest - len(data.encode("utf-8")) - len(style) - len(script)
    paths = [path for path in site.paths() if path.endswith(".html") and path != "downloads.html"]
    bodies: list[str] = []
    for path in paths:
        title, body = site.body(path, names.inside)
        name = path.removesuffix(".html")
        hidden = "" if path == "index.html" else " hidden"
        bodies.append(f'<div class="page" id="{name}" data-title="{clean(escape(title))}"{hidden}>\n{body}</div>\n')
        room -= len(bodies[-1].encode("utf-8"))
        if room < 0:
            raise LedgerError(
                f"单个文件会超过 {largest // 1_000_000} MB（{len(site.picture.cards)} 项任务）",
                "去掉 --single，生成到文件夹；或用 --list、--unit 只取一部分",
            )
    before, between, after = render(
        "single.html.j2",
        {
            "link": names.inside,
            "mark": markup(_MARK),
            "style": markup(style),
            "policy": policy.of_file(script, style),
            "sections": tuple(pair for pair in pages.SECTIONS if pair[0] in paths),
            "home": site.picture.ledger.config.title,
            "edition": site.edition,
            "public": site.options.public,
            "period": site.picture.period.chinese if site.picture.period else "",
            "read_from": site.options.read_from,
        },
    ).split(_MARK)
    tail = f'<script type="application/json" id="data">{data}</script>\n<script>{script}</script>'
    return "".join((before, *bodies, between, tail, after)).encode("utf-8")
