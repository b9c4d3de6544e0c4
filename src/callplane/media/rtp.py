"""RTP packets (RFC 3550, clause 5): knows bytes and the running numbers of a stream; no sound, no sockets, no clock."""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

from callplane.media.g711 import RATE

MAX_PACKET = 1500
"""Octets; a longer datagram is no packet of ours."""

FRAME = RATE // 50
"""Samples of a packet of ours: 20 ms."""

_HEAD = Struct("!BBHII")
_EXTENSION = Struct("!HH")
_VERSION = 0x80
_MARKER = 0x80


class Malformed(ValueError):
    """What came is no RTP packet."""


class Packet(NamedTuple):
    """A packet without what sound does not need. `timestamp` counts samples."""

    payload_type: int
    marker: bool
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


def parse(data: bytes) -> Packet:
    """Read a datagram; raises Malformed."""
    if not _HEAD.size <= len(data) <= MAX_PACKET:
        raise Malformed(f"{len(data)} octets are no RTP packet")
    first, second, sequence, timestamp, ssrc = _HEAD.unpack_from(data)
    if first & 0xC0 != _VERSION:
        raise Malformed("not version 2")
    payload = data[_HEAD.size :] if first == _VERSION else _payload(data, first)
    return Packet(second & 0x7F, second >= _MARKER, sequence, timestamp, ssrc, payload)


def _payload(data: bytes, first: int) -> bytes:
    begin, end = _HEAD.size + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if begin + _EXTENSION.size > end:
            raise Malformed("the header extension is cut off")
        begin += _EXTENSION.size + 4 * _EXTENSION.unpack_from(data, begin)[1]
    if first & 0x20:
        if not data[-1]:
            raise Malformed("padding of no octets")
        end -= data[-1]
    if begin > end:
        raise Malformed("header and padding are longer than the packet")
    return data[begin:end]


def build(payload_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes, *, marker: bool = False) -> bytes:
    """A datagram; numbers are taken modulo their widths."""
    second = payload_type | (_MARKER if marker else 0)
    return _HEAD.pack(_VERSION, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc) + payload


def ahead(later: int, earlier: int) -> int:
    """How far one 32-bit timestamp is ahead of another (negative: behind), across the wrap."""
    return ((later - earlier + 0x80000000) & 0xFFFFFFFF) - 0x80000000


def following(later: int, earlier: int) -> int:
    """How far one 16-bit sequence number is ahead of another (negative: behind), across the wrap."""
    return ((later - earlier + 0x8000) & 0xFFFF) - 0x8000


class Stream:
    """What we send to one party: one SSRC and running numbers, wherever the sound comes from.

    Packets that are passed on keep their gaps and their order, so that the receiver sees losses as they are. When the source
    changes, the sequence numbers go on from the last packet, and the timestamp by the time that has gone by (seconds).
    """

    __slots__ = ("_at", "_sequence_offset", "_source", "_timestamp_offset", "octets", "packets", "sequence", "ssrc", "timestamp")

    def __init__(self, ssrc: int, sequence: int, timestamp: int) -> None:
        self.ssrc = ssrc
        self.sequence = sequence
        """Of the latest packet."""
        self.timestamp = timestamp
        """Of the latest packet."""
        self.packets = 0
        self.octets = 0
        self._at: float | None = None
        """When the timestamp was that of the moment."""
        self._source: int | None = None
        self._sequence_offset = 0
        self._timestamp_offset = 0

    def passed_on(self, packet: Packet, payload_type: int, payload: bytes, now: float) -> bytes:
        """A packet of a source (told by its SSRC) on its way to our party."""
        joins = packet.ssrc != self._source
        if joins:
            self._join(packet.ssrc, now)
            self._sequence_offset = self.sequence + 1 - packet.sequence
            self._timestamp_offset = self.timestamp - packet.timestamp
        sequence = (packet.sequence + self._sequence_offset) & 0xFFFF
        timestamp = (packet.timestamp + self._timestamp_offset) & 0xFFFFFFFF
        if following(sequence, self.sequence) > 0:
            if timestamp != self.timestamp:
                self.timestamp, self._at = timestamp, now
            self.sequence = sequence
        return self._packet(payload_type, sequence, timestamp, payload, marker=joins or packet.marker)

    def own(self, payload_type: int, payload: bytes, now: float, *, fresh: bool = True) -> bytes:
        """A packet of ours; one that is not `fresh` shares the timestamp of the packet before it (RFC 4733, 2.5.1.2)."""
        joins = self._source != self.ssrc
        if joins:
            self._join(self.ssrc, now)
        elif fresh:
            self._pass(now)
        self.sequence = (self.sequence + 1) & 0xFFFF
        return self._packet(payload_type, self.sequence, self.timestamp, payload, marker=joins)

    def change_source(self) -> None:
        """What comes next, even of the same source, begins something new."""
        self._source = None

    def _join(self, source: int, now: float) -> None:
        self._source = source
        if self._at is not None:
            self.timestamp = (self.timestamp + max(1, round((now - self._at) * RATE))) & 0xFFFFFFFF
        self._at = now

    def _pass(self, now: float) -> None:
        """Paced packets are 20 ms apart, whenever the clock got round to them; after a pause, as long as it was."""
        gone = round((now - self._at) * RATE) if self._at is not None else 0
        self.timestamp = (self.timestamp + (FRAME if gone < 3 * FRAME else gone)) & 0xFFFFFFFF
        self._at = now

    def _packet(self, payload_type: int, sequence: int, timestamp: int, payload: bytes, *, marker: bool) -> bytes:
        self.packets += 1
        self.octets += len(payload)
        return build(payload_type, sequence, timestamp, self.ssrc, payload, marker=marker)
