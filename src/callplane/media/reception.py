"""How well a stream arrives: packets, losses, jitter as in RFC 3550, appendix A. Knows headers and times; no sound."""

from __future__ import annotations

from typing import NamedTuple

from callplane.media.g711 import RATE
from callplane.media.rtp import Packet, following

MAX_DROPOUT = 3000
"""A greater step of the sequence number is another stream (A.1)."""

MAX_MISORDER = 100


class Reception:
    """One stream's figures. `jitter` is in seconds."""

    __slots__ = ("_base", "_cycles", "_jitter", "_prior", "_transit", "highest", "packets", "ssrc", "total_lost", "total_packets")

    def __init__(self) -> None:
        self.ssrc: int | None = None
        self.packets = 0
        """Of the present source."""
        self.total_packets = 0
        self.total_lost = 0
        """Of sources that have ended."""
        self.highest = 0
        self._base = 0
        self._cycles = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._prior = (0, 0)

    @property
    def jitter(self) -> float:
        return self._jitter / RATE

    @property
    def expected(self) -> int:
        return self._cycles + self.highest - self._base + 1 if self.packets else 0

    @property
    def lost(self) -> int:
        """Of all sources; what came twice makes up for a loss."""
        return self.total_lost + max(0, self.expected - self.packets)

    def arrived(self, packet: Packet, now: float) -> None:
        self.total_packets += 1
        step = following(packet.sequence, self.highest)
        if packet.ssrc != self.ssrc or not -MAX_MISORDER <= step <= MAX_DROPOUT:
            self._begin(packet)
        elif step > 0:
            if packet.sequence < self.highest:
                self._cycles += 1 << 16
            self.highest = packet.sequence
        self.packets += 1
        transit = now * RATE - packet.timestamp
        if self._transit is not None:
            difference = abs(transit - self._transit)
            if difference < RATE:  # else the timestamps jumped
                self._jitter += (difference - self._jitter) / 16
        self._transit = transit

    def _begin(self, packet: Packet) -> None:
        self.total_lost = self.lost
        self.ssrc = packet.ssrc
        self.packets, self._cycles = 0, 0
        self._base = self.highest = packet.sequence
        self._transit = None
        self._prior = (0, 0)

    def report(self) -> ReceptionReport:
        """The figures of a report block (6.4.1); the fraction is since the report before."""
        expected, lost = self.expected, max(0, self.expected - self.packets)
        new_expected, new_lost = expected - self._prior[0], lost - self._prior[1]
        self._prior = (expected, lost)
        fraction = 0 if new_expected <= 0 or new_lost <= 0 else min(255, (new_lost << 8) // new_expected)
        return ReceptionReport(
            self.ssrc or 0, fraction, min(lost, 0x7FFFFF), self._cycles + self.highest & 0xFFFFFFFF, int(self._jitter)
        )


class ReceptionReport(NamedTuple):
    """A report block without the times of the last sender report. `jitter` is in timestamp units, `fraction` in 1/256."""

    ssrc: int
    fraction: int
    lost: int
    highest: int
    jitter: int
