"""The jitter buffer gives even sound out of uneven packets, and holds no more than it may."""

from __future__ import annotations

from array import array
from random import Random

from callplane.media.playout import FIRST_DELAY, LONGEST_DELAY, MOST, PlayoutBuffer
from callplane.media.rtp import FRAME


def frame(value: int, length: int = FRAME) -> array[int]:
    return array("h", [value]) * length


def put(buffer: PlayoutBuffer, *numbers: int) -> None:
    for n in numbers:
        buffer.put(0xFFFFFF00 + n * FRAME & 0xFFFFFFFF, frame(n))


def taken(buffer: PlayoutBuffer) -> int | None:
    got = buffer.take()
    return None if got is None else max(got)


def test_sound_begins_when_there_is_some_in_store() -> None:
    buffer = PlayoutBuffer()
    put(buffer, 1)
    assert buffer.take() is None
    put(buffer, 2)
    assert [taken(buffer), taken(buffer), taken(buffer)] == [1, 2, None]


def test_order_is_restored_and_losses_are_silent() -> None:
    buffer = PlayoutBuffer()
    put(buffer, 1, 2, 5, 4)
    assert [taken(buffer) for _ in range(5)] == [1, 2, 0, 4, 5]
    put(buffer, 1)
    assert buffer.take() is None


def test_what_comes_too_late_is_dropped() -> None:
    buffer = PlayoutBuffer()
    put(buffer, 1, 2, 3)
    buffer.take()
    put(buffer, 1)
    assert buffer.dropped == 1
    buffer.put(0, frame(1, MOST + 1))
    assert buffer.dropped == 2


def test_a_fast_sender_costs_old_sound_not_memory() -> None:
    buffer = PlayoutBuffer()
    put(buffer, *range(1, 100))
    got = [value for _ in range(20) if (value := taken(buffer)) is not None]
    assert got[-1] == 99
    assert len(got) <= MOST // FRAME


def test_the_delay_grows_with_gaps_and_shrinks_again() -> None:
    buffer, n = PlayoutBuffer(), 0
    for _ in range(10):
        put(buffer, *range(n, n + LONGEST_DELAY // FRAME))
        n += LONGEST_DELAY // FRAME
        buffer.put(0xFFFFFF00 + n * FRAME & 0xFFFFFFFF, frame(n, 10))
        n += 100
        while buffer.take() is not None:
            """Until the short packet at the end is too little."""
    put(buffer, *range(n, n + LONGEST_DELAY // FRAME - 1))
    assert buffer.take() is None
    for after in range(n + 5, n + 5 + 2600):
        put(buffer, after)
        buffer.take()
    put(buffer, *range(n + 3000, n + 3000 + FIRST_DELAY // FRAME))
    assert buffer.take() is not None


def test_packets_of_any_length_in_any_order_come_out_whole() -> None:
    chance = Random(3)
    buffer, at, sent = PlayoutBuffer(), 5000, 0
    heard = 0
    for _ in range(400):
        length = chance.choice((80, 160, 240))
        buffer.put(at, frame(7, length))
        at, sent = at + length, sent + length
        while sent - heard > FIRST_DELAY:
            got = buffer.take()
            assert got is None or set(got) == {7}
            heard += FRAME
    assert buffer.dropped == 0
