from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callplane.wire import real


@given(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False))
def test_numbers_survive(value: float) -> None:
    assert real.decode(real.encode(value)) == value


@pytest.mark.parametrize(
    ("contents", "value"),
    [
        ("", 0.0),
        ("43", 0.0),
        ("80d8b1f36d6c16c170", 45555.42743055556),
        ("80f980", 1.0),
        ("c0f980", -1.0),
        ("800001", 1.0),
        ("81000001", 1.0),
        ("8200000001", 1.0),
        ("83010001", 1.0),
        ("900101", 8.0),
        ("a00101", 16.0),
        ("840001", 2.0),
        ("8c0001", 8.0),
        ("03312e4530", 1.0),
        ("0231352c35", 15.5),
        ("0131", 1.0),
        ("82ff0000" + "01", 0.0),
    ],
)
def test_every_form_that_is_read(contents: str, value: float) -> None:
    assert real.decode(bytes.fromhex(contents)) == value


NOT_FINITE = "40 41 42 4300 44 80 8000 83 8300 83ff00 b00001 827fffff01 0178 01ff 03 036e616e 03396539393939"


@pytest.mark.parametrize("contents", NOT_FINITE.split())
def test_what_is_no_finite_number(contents: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (any: it is the documented error)
        real.decode(bytes.fromhex(contents))
