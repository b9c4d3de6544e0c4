"""Pauses between attempts."""

from __future__ import annotations

import pytest

from callplane.webhooks.retries import LONGEST_SECONDS, retry_delay


def test_pauses_double_up_to_the_longest() -> None:
    assert [retry_delay(attempt, 1.0) for attempt in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert retry_delay(11, 1.0) == retry_delay(10_000, 1.0) == LONGEST_SECONDS


def test_chance_shortens_by_up_to_a_quarter() -> None:
    assert retry_delay(3, 0.0) == 3
    assert retry_delay(3, 0.5) == 3.5


@pytest.mark.parametrize(("asked", "delay"), [(0.5, 1.0), (30.0, 30.0), (1e6, LONGEST_SECONDS)])
def test_a_target_may_ask_for_more_time(asked: float, delay: float) -> None:
    assert retry_delay(1, 1.0, asked) == delay


def test_twenty_attempts_take_about_two_hours() -> None:
    assert 1.5 < sum(retry_delay(attempt, 1.0) for attempt in range(1, 20)) / 3600 < 2.5
