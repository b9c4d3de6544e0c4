"""RTCP (RFC 3550, clause 6): what is told about streams, as bytes. Knows reports; no sockets, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from callplane.media.reception import ReceptionReport

_HEAD = Struct("!BBHI")
_SENDER = Struct("!QIII")
_BLOCK = Struct("!IIIIII")
_SENDER_REPORT, _RECEIVER_REPORT, _DESCRIPTION, _BYE = 200, 201, 202, 203
_CNAME = 1
_NTP_EPOCH = 2208988800
"""Seconds from 1900 to 1970."""


class Sent(NamedTuple):
    """What a sender says of its own stream."""

    ssrc: int
    timestamp: int
    packets: int
    octets: int


class Told(NamedTuple):
    """What a peer's packet says: the middle of its sender report's time (0: none), and how it hears our stream, if it says so."""

    sent: int = 0
    fraction: int | None = None
    lost: int = 0
    last: int = 0
    delay: int = 0


def ntp(now: float) -> int:
    """A time (seconds since the epoch) as 64 bits of NTP."""
    return int((now + _NTP_EPOCH) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def middle(time: int) -> int:
    """The middle 32 bits of an NTP time: units of 1/65536 s."""
    return time >> 16 & 0xFFFFFFFF


def sender_report(
    sent: Sent, now: float, name: str, heard: ReceptionReport | None, last: int, delay: int, *, bye: bool = False
) -> bytes:
    """A compound packet; `last` and `delay` are of the peer's last sender report, `bye` says that the stream ends."""
    blocks = b"" if heard is None else _block(heard, last, delay)
    body = _SENDER.pack(ntp(now), sent.timestamp, sent.packets & 0xFFFFFFFF, sent.octets & 0xFFFFFFFF) + blocks
    text = name.encode()[:255]
    item = bytes((_CNAME, len(text))) + text
    item += bytes(4 - len(item) % 4)
    packets = _packet(_SENDER_REPORT, bool(blocks), sent.ssrc, body) + _packet(_DESCRIPTION, 1, sent.ssrc, item)
    return packets + _packet(_BYE, 1, sent.ssrc, b"") if bye else packets


def _packet(kind: int, count: int, ssrc: int, body: bytes) -> bytes:
    return _HEAD.pack(0x80 | count, kind, 1 + len(body) // 4, ssrc) + body


def _block(heard: ReceptionReport, last: int, delay: int) -> bytes:
    return _BLOCK.pack(heard.ssrc, heard.fraction << 24 | heard.lost, heard.highest, heard.jitter & 0xFFFFFFFF, last, delay)


def read(data: bytes, ssrc: int) -> Told:
    """What a compound packet says, `ssrc` being ours. Junk says nothing."""
    told = Told()
    for kind, count, body in _packets(data):
        offset = 0
        if kind == _SENDER_REPORT and len(body) >= _SENDER.size:
            told = told._replace(sent=middle(_SENDER.unpack_from(body)[0]))
            offset = _SENDER.size
        elif kind != _RECEIVER_REPORT:
            continue
        for place in range(offset, min(offset + _BLOCK.size * count, len(body) - _BLOCK.size + 1), _BLOCK.size):
            of, losses, _, _, last, delay = _BLOCK.unpack_from(body, place)
            if of == ssrc:
                told = told._replace(fraction=losses >> 24, lost=losses & 0xFFFFFF, last=last, delay=delay)
    return told


def _packets(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Kind, count and what stands behind the first SSRC."""
    begin = 0
    while begin + _HEAD.size <= len(data):
        first, kind, words, _ = _HEAD.unpack_from(data, begin)
        end = begin + 4 * (words + 1)
        if first & 0xC0 != 0x80 or end > len(data):
            return
        yield kind, first & 0x1F, data[begin + _HEAD.size : end]
        begin = end
