"""Small charts as inline SVG: text in, text out; no script, no style attribute, no id, no network.

    parts.py     how an SVG element is written, round numbers for an axis
    bars.py      a bar made of parts, a meter with a mark, columns of parts by period
    lines.py     an amount by period against the line it should follow

Every chart is one ``<svg role="img">`` whose ``aria-label`` says in words what it shows. Colours are classes
(``c-red``, ``c-done`` …) that the page's style sheet fills, so a chart follows light, dark and print by itself.
Numbers are printed with fixed places: equal input gives equal bytes.
"""

from ledger.charts.bars import Column, Part, columns, meter, stacked
from ledger.charts.lines import Point, against

__all__ = ["Column", "Part", "Point", "against", "columns", "meter", "stacked"]
