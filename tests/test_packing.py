"""Long JSON is indented by another program than short JSON, and nobody can tell."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from ledger.packing import indented
from tests.yamlgen import quick

_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
)
_VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=30)


@quick()
@given(_VALUES)
def test_indented_is_what_the_standard_library_writes(value: object) -> None:
    expected = json.dumps(value, ensure_ascii=False, indent=2)
    assert indented(json.dumps(value, ensure_ascii=False)) == expected


def test_half_a_character_is_kept() -> None:
    value = {"文": "\ud800\u2028\x7f/", "空": [[], {}]}
    assert indented(json.dumps(value, ensure_ascii=False)) == json.dumps(value, ensure_ascii=False, indent=2)
