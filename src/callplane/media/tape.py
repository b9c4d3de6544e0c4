"""Two parties on one tape: where each packet's sound belongs. Knows positions, timestamps and samples; no file, no clock.

Sound is put at its place by its timestamp: what was lost, late or not sent at all leaves silence, and the two channels stay
together. The time of arrival says where a stream begins, and where it goes on after its timestamps jumped.
"""

from __future__ import annotations

from array import array

from callplane.media.g711 import RATE
from callplane.media.rtp import ahead

LEFT, RIGHT = 0, 1
CHANNELS = 2
TOLERANCE = RATE // 4
"""By how many samples timestamps and arrival may disagree; beyond it the arrival counts."""


class Channel:
    """Where the packets of one stream belong."""

    __slots__ = ("_place", "_source", "_timestamp")

    def __init__(self) -> None:
        self._source: int | None = None
        self._timestamp = 0
        self._place = 0

    def place(self, source: int, timestamp: int, arrived: int) -> int:
        """The position of a packet that arrived at that position, in samples since the tape began."""
        if source == self._source:
            place = self._place + ahead(timestamp, self._timestamp)
            if abs(place - arrived) <= TOLERANCE:
                self._timestamp, self._place = timestamp, place
                return place
        self._source, self._timestamp, self._place = source, timestamp, arrived
        return arrived


class Tape:
    """The part of a recording that is still open: sound may be put anywhere behind what was taken."""

    def __init__(self) -> None:
        self.begin = 0
        """Everything before it has been taken."""
        self._open = (array("h"), array("h"))

    def put(self, channel: int, place: int, samples: array[int]) -> None:
        """Sound at a position; what belongs before `begin` came too late. Of two sounds at one place the later one stays."""
        late = self.begin - place
        if late > 0:
            samples, place = samples[late:], self.begin
        if not samples:
            return
        held, at = self._open[channel], place - self.begin
        if at > len(held):
            held.frombytes(bytes(2 * (at - len(held))))
        held[at : at + len(samples)] = samples

    def take(self, until: int) -> array[int]:
        """Left and right in turn, up to a position; what was not put is silence."""
        count = max(0, until - self.begin)
        both = array("h", bytes(2 * CHANNELS * count))
        for channel, held in enumerate(self._open):
            here = held[:count]
            both[channel : CHANNELS * len(here) : CHANNELS] = here
            del held[:count]
        self.begin += count
        return both
