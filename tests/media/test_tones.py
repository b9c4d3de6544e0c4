"""Tones have their frequencies and cadences, digits both of theirs, and nothing clips."""

from __future__ import annotations

import pytest
from tests.media.sound import power

from callplane.media import tones
from callplane.media.g711 import RATE


@pytest.mark.parametrize("key", sorted(tones.DTMF))
def test_a_digit_is_two_frequencies(key: str) -> None:
    samples = tones.digit(key)
    every = sorted({f for pair in tones.DTMF.values() for f in pair}, key=lambda f: power(samples, f), reverse=True)
    assert set(every[:2]) == set(tones.DTMF[key])
    assert len(samples) == RATE // 10


def test_ringing_and_busy_are_what_callers_know() -> None:
    ringing, busy = tones.ringback(), tones.busy()
    assert power(ringing[:RATE], 425) > 4500
    assert max(ringing[RATE:]) == 0
    assert len(ringing) == 5 * RATE
    assert power(busy[: len(busy) // 2], 425) > 4500
    assert max(busy[len(busy) // 2 :]) == 0
    assert power(tones.dial(), 425) > 4900


def test_music_is_heard_and_does_not_clip() -> None:
    music = tones.hold_music()
    assert 8 * RATE < len(music) < 20 * RATE
    assert 4000 < max(music) < 20000
    assert power(tones.speech(350), 350) == pytest.approx(1200, rel=0.01)
