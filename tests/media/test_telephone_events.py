"""Each digit is told once, whatever is lost, late or repeated on its way."""

from __future__ import annotations

import pytest

from callplane.media.rtp import FRAME, Packet
from callplane.media.telephone_events import DIGITS, DigitDetector, steps


def packets(digit: str, timestamp: int, milliseconds: int = 100) -> list[Packet]:
    sent = [packet for step in steps(digit, 101, milliseconds, 40) for packet in step]
    return [Packet(kind, fresh, n, timestamp, 1, payload) for n, (kind, payload, fresh) in enumerate(sent)]


def heard(sent: list[Packet]) -> str:
    detector = DigitDetector()
    return "".join(map(detector.heard, sent))


def test_all_digits_are_told_once() -> None:
    sent = [packet for n, digit in enumerate(DIGITS) for packet in packets(digit, n * 4000)]
    assert heard(sent) == DIGITS


@pytest.mark.parametrize("kept", [[0], [3], [-1], [1, 4]])
def test_one_packet_of_a_digit_is_enough(kept: list[int]) -> None:
    one, two = packets("5", 0), packets("5", 4000)
    assert heard([one[n] for n in kept] + [two[n] for n in kept]) == "55"


def test_late_and_repeated_packets_tell_nothing() -> None:
    one, two = packets("1", 0), packets("2", 4000)
    assert heard([*one, *one, two[0], one[-1], *two]) == "12"


def test_a_long_digit_in_segments_is_one() -> None:
    begin, later = packets("7", 0)[0], packets("7", 0xFFFF)[1]
    assert heard([begin, later]) == "7"


def test_a_digit_lasts_as_long_as_it_is_to() -> None:
    sent = list(steps("#", 101, 100, 60))
    assert [len(step) for step in sent] == [1, 1, 1, 1, 3, 0, 0, 0]
    assert [int.from_bytes(step[0][1][2:]) // FRAME for step in sent[:5]] == [1, 2, 3, 4, 5]
    assert [packet[2] for step in sent for packet in step] == [True, *[False] * 6]
    assert [fresh for _, _, fresh in next(steps("1", 101, 10, 0))] == [True, False, False]


@pytest.mark.parametrize("payload", [b"", b"\x01", b"\x01\x0a\x00", b"\x10\x0a\x00\xa0", b"\xff" * 4])
def test_what_is_no_digit_tells_nothing(payload: bytes) -> None:
    assert heard([Packet(101, False, 0, 0, 1, payload)]) == ""
