from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callplane.wire import times


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, ""),
        (1726827330, "2024-09-20T10:15:30Z"),
        (1726827335.5, "2024-09-20T10:15:35.500Z"),
        (1726827335.0004, "2024-09-20T10:15:35Z"),
        (-1, "1969-12-31T23:59:59Z"),
    ],
)
def test_epoch_seconds_to_text(seconds: float, text: str) -> None:
    assert times.to_text(seconds) == text


@given(st.integers(-60_000_000_000_000, 250_000_000_000_000))
def test_text_and_seconds_and_days_are_one(milliseconds: int) -> None:
    text = times.to_text(milliseconds / 1000)
    assert times.from_text(text) == pytest.approx(milliseconds / 1000, abs=1e-4)
    assert times.from_days(times.to_days(text)) == text
    assert times.normalise(text) == text


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        (None, ""),
        ("", ""),
        (0, ""),
        (0.0, ""),
        ("1899-12-30T00:00:00.000Z", ""),
        ("2024-09-20T10:15:30.000Z", "2024-09-20T10:15:30Z"),
        ("2024-09-20T12:15:30+02:00", "2024-09-20T10:15:30Z"),
        ("2024-09-20T10:15:30", "2024-09-20T10:15:30Z"),
        ("2024-09-20T10:15:30.123456Z", "2024-09-20T10:15:30.123Z"),
        (45555.5, "2024-09-20T12:00:00Z"),
        (45555, "2024-09-20T00:00:00Z"),
        (-1, "1899-12-29T00:00:00Z"),
    ],
)
def test_every_form_that_is_read(raw: object, canonical: str) -> None:
    assert times.normalise(raw) == canonical


@pytest.mark.parametrize(
    "raw",
    [
        True,
        [],
        "yesterday",
        "2024-13-01T00:00:00Z",
        "0001-01-01T00:00:00+02:00",
        "2024-09-20T10:15:30." + "0" * 99 + "Z5",
        1e300,
        -1e6,
        10**400,
        math.inf,
        math.nan,
    ],
)
def test_what_is_no_time(raw: object) -> None:
    with pytest.raises(ValueError, match="Expected a time"):
        times.normalise(raw)


def test_empty_times() -> None:
    assert times.from_text("") == 0.0
    assert times.to_days("") == 0.0
    assert times.from_days(0) == ""


@pytest.mark.parametrize("days", [1e-12, -1e-12, 5e-9])
def test_what_rounds_to_day_zero_is_empty(days: float) -> None:
    assert times.from_days(days) == ""
    assert times.normalise(days) == ""
