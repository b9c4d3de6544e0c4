"""Sound stands on the tape where it was spoken."""

from __future__ import annotations

from array import array

from callplane.media.tape import LEFT, RIGHT, TOLERANCE, Channel, Tape


def sound(value: int, length: int = 4) -> array[int]:
    return array("h", [value]) * length


def test_timestamps_place_sound_and_arrival_mends_jumps() -> None:
    channel = Channel()
    assert channel.place(1, 0xFFFFFFFF, 100) == 100
    assert channel.place(1, 159, 300) == 260
    assert channel.place(1, 319, 420 + TOLERANCE) == 420
    assert channel.place(1, 319 + 160, 9000) == 9000
    assert channel.place(1, 319 + 320, 9170) == 9160
    assert channel.place(2, 5, 9500) == 9500


def test_channels_stay_together_and_gaps_are_silent() -> None:
    tape = Tape()
    tape.put(LEFT, 2, sound(1))
    tape.put(RIGHT, 0, sound(2, 2))
    tape.put(RIGHT, 4, sound(3, 2))
    assert list(tape.take(3)) == [0, 2, 0, 2, 1, 0]
    tape.put(LEFT, 0, sound(9, 5))
    assert list(tape.take(8)) == [9, 0, 9, 3, 1, 3, 0, 0, 0, 0]
    tape.put(LEFT, 0, sound(9, 5))
    assert list(tape.take(4)) == []
    assert tape.begin == 8
