"""The two laws of ITU-T G.711: knows samples and octets; no packets.

Linear samples are 16 bit at 8 kHz, in the machine's order (`array("h")`). Everything works by tables. A law has 256 values, so
decoding and changing the law are `bytes.translate`. Encoding looks a sample up in a table, negative ones from its end; it is wide
enough for the sum of many parties, so that mixing needs no clipping of its own.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from enum import Enum
from functools import cache
from itertools import chain

RATE = 8000
"""Samples a second."""

SUM_LIMIT = 1 << 20
"""`encode` takes sums from -SUM_LIMIT to SUM_LIMIT - 1: that of 32 parties."""

_PEAK = 32767
_LOW, _HIGH = (0, 1) if sys.byteorder == "little" else (1, 0)


class Law(Enum):
    """A law by its encoding name and static payload type (RFC 3551, table 4)."""

    PCMU = 0
    PCMA = 8

    @property
    def payload_type(self) -> int:
        return self.value

    @property
    def silence(self) -> int:
        """The octet of the smallest positive sample."""
        return 0xFF if self is Law.PCMU else 0xD5


def decode(payload: bytes, law: Law) -> array[int]:
    """Linear samples."""
    low, high = _decoding(law)
    octets = bytearray(2 * len(payload))
    octets[_LOW::2] = payload.translate(low)
    octets[_HIGH::2] = payload.translate(high)
    return array("h", bytes(octets))


def encode(samples: Iterable[int], law: Law) -> bytes:
    """Samples, or sums of them that are then clipped. Raises IndexError beyond SUM_LIMIT."""
    return bytes(map(_encoding(law).__getitem__, samples))


def transcode(payload: bytes, law: Law, wanted: Law) -> bytes:
    """The same sound by the other law; one octet stays one octet."""
    return payload if law is wanted else payload.translate(_transcoding(law, wanted))


def _expand(octet: int, law: Law) -> int:
    """G.711, tables 1 and 2, as 16 bit."""
    if law is Law.PCMU:
        octet ^= 0xFF
        magnitude = ((((octet & 0x0F) << 3) + 0x84) << ((octet & 0x70) >> 4)) - 0x84
        return -magnitude if octet & 0x80 else magnitude
    octet ^= 0x55
    segment = (octet & 0x70) >> 4
    magnitude = ((octet & 0x0F) << 4) + 8
    if segment:
        magnitude = (magnitude + 0x100) << (segment - 1)
    return magnitude if octet & 0x80 else -magnitude


def _compress(magnitude: int, law: Law) -> int:
    """The octet of a sample that is not negative."""
    if law is Law.PCMU:
        biased = min(magnitude, 32635) + 0x84
        segment = biased.bit_length() - 8
        return 0xFF ^ (segment << 4 | (biased >> (segment + 3)) & 0x0F)
    segment = max(0, magnitude.bit_length() - 8)
    return 0xD5 ^ (segment << 4 | (magnitude >> (4 if segment < 2 else segment + 3)) & 0x0F)


@cache
def _decoding(law: Law) -> tuple[bytes, bytes]:
    samples = [_expand(octet, law) & 0xFFFF for octet in range(256)]
    return bytes(sample & 0xFF for sample in samples), bytes(sample >> 8 for sample in samples)


@cache
def _encoding(law: Law) -> bytes:
    # Four neighbours always share an octet: mu law has 14 bits, A law 13.
    positive = bytes(chain.from_iterable((_compress(m, law),) * 4 for m in range(0, _PEAK, 4)))
    if law is Law.PCMU:  # -1 is as loud as 1
        negative = bytes(octet & 0x7F for octet in reversed(positive[1:] + positive[-1:]))
    else:  # -1 is as loud as 0
        negative = bytes(octet & 0x7F for octet in reversed(positive))
    beyond = SUM_LIMIT - len(positive)
    return positive + positive[-1:] * beyond + negative[:1] * beyond + negative


@cache
def _transcoding(law: Law, wanted: Law) -> bytes:
    return encode(decode(bytes(range(256)), law), wanted)
