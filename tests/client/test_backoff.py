"""Delays before attempts to come back."""

from __future__ import annotations

from callplane.client import Backoff


def test_delays_double_up_to_a_longest_and_are_shortened_by_chance() -> None:
    backoff = Backoff(first=1.0, longest=5.0)
    assert [backoff.delay(attempt, 1.0) for attempt in range(5)] == [1, 2, 4, 5, 5]
    assert backoff.delay(0, 0.0) == 0.5
    assert backoff.delay(100_000, 0.5) == 3.75
