"""Sound that arrives unevenly, and is taken evenly: one party's jitter buffer. Knows timestamps and samples; no clock.

It holds back a delay before the sound begins, so that late packets still find their place; the delay grows where that was not
enough. Packets may come in any order and of any length. What it holds is limited: when a sender is faster than the
clock that takes, the oldest sound goes.
"""

from __future__ import annotations

from array import array

from callplane.media.rtp import FRAME, ahead

FIRST_DELAY = 2 * FRAME
LONGEST_DELAY = 6 * FRAME
MOST = 12 * FRAME
"""Samples held at most."""

_PATIENCE = 500
"""Frames in a row without a gap (10 s) after which the delay shrinks by one."""


class PlayoutBuffer:
    """See the module's text."""

    __slots__ = ("_delay", "_end", "_good", "_held", "_playing", "dropped")

    def __init__(self) -> None:
        self._held: array[int] = array("h")
        self._end: int | None = None
        """The timestamp behind the last sample that was held."""
        self._playing = False
        self._delay = FIRST_DELAY
        self._good = 0
        self.dropped = 0
        """Packets that came too late, or found no room."""

    def put(self, timestamp: int, samples: array[int]) -> None:
        """What a packet brings."""
        if len(samples) > MOST:
            self.dropped += 1
            return
        gap = MOST + 1 if self._end is None else ahead(timestamp, self._end)
        if abs(gap) > MOST or (gap > 0 and not self._playing and not self._held):
            self._held, gap = array("h"), 0
        if gap < 0:
            self._fill(gap, samples)
            return
        if gap:
            self._held.frombytes(bytes(2 * gap))
        self._held.extend(samples)
        self._end = (timestamp + len(samples)) & 0xFFFFFFFF
        if len(self._held) > MOST:
            self.dropped += 1
            del self._held[: len(self._held) - self._delay]

    def _fill(self, gap: int, samples: array[int]) -> None:
        """A packet out of order; its place is still there, or has been played."""
        begin = len(self._held) + gap
        if begin < 0 or begin + len(samples) > len(self._held):
            self.dropped += 1
        else:
            self._held[begin : begin + len(samples)] = samples

    def take(self) -> array[int] | None:
        """The next 20 ms; None where there is nothing to hear."""
        if not self._playing:
            if len(self._held) < self._delay:
                return None
            self._playing = True
        if len(self._held) < FRAME:
            self._playing, self._good = False, 0
            self._delay = min(self._delay + FRAME, LONGEST_DELAY) if self._held else self._delay
            self._held = array("h")
            return None
        self._good += 1
        if self._good % _PATIENCE == 0 and self._delay > FIRST_DELAY:
            self._delay -= FRAME
            del self._held[: min(FRAME, len(self._held) - FRAME)]
        frame = self._held[:FRAME]
        del self._held[:FRAME]
        return frame
