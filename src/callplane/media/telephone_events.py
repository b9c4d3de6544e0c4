"""Digits as telephone events (RFC 4733): knows their payloads, and when a digit is a new one; no packets sent, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

from callplane.media.rtp import FRAME, Packet, ahead

DIGITS = "0123456789*#ABCD"
"""By the code of the event, table 3."""

_EVENT = Struct("!BBH")
_END = 0x80
_VOLUME = 10
"""Power in -dBm0."""

_LONGEST = 0xFFFF
_REPEATS = 3
"""How often the last packet of an event goes out (2.5.1.4)."""


class DigitDetector:
    """Tells each digit of one party once, at its first packet that arrives."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: tuple[int, int, int] | None = None

    def heard(self, packet: Packet) -> str:
        """The digit that begins with this packet; empty for all else, junk included."""
        if len(packet.payload) < _EVENT.size:
            return ""
        event, _, _ = _EVENT.unpack_from(packet.payload)
        if event >= len(DIGITS) or not self._begins(packet, event):
            return ""
        return DIGITS[event]

    def _begins(self, packet: Packet, event: int) -> bool:
        last, self._last = self._last, (packet.ssrc, packet.timestamp, event)
        if last is None or last[0] != packet.ssrc:
            return True
        gone = ahead(packet.timestamp, last[1])
        if gone < 0:  # late
            self._last = last
            return False
        goes_on = gone == _LONGEST and event == last[2] and not packet.marker  # 2.5.1.3: a segment
        return gone > 0 and not goes_on


Step = list[tuple[int, bytes, bool]]
"""Packets that go at one tick: payload type, payload, whether it is the first one of its timestamp."""


def steps(digit: str, payload_type: int, milliseconds: int, pause: int) -> Iterator[Step]:
    """What a digit sends each 20 ms, with a pause after it. All of its packets have one timestamp."""
    event = DIGITS.index(digit)
    count = max(1, min(milliseconds // 20, _LONGEST // FRAME))
    for step in range(1, count):
        yield [(payload_type, _EVENT.pack(event, _VOLUME, step * FRAME), step == 1)]
    last = _EVENT.pack(event, _VOLUME | _END, count * FRAME)
    yield [(payload_type, last, count == 1 and not copy) for copy in range(_REPEATS)]
    for _ in range(pause // 20):
        yield []
