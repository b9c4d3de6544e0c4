"""REAL of BER (X.690 clause 8.5). Knows contents octets and floats; nothing of times, which are what it carries here.

Written in base 2 with as few mantissa octets as hold the value, as the interface's C++ server does. Read in every form.
"""

from __future__ import annotations

import math

PLUS_INFINITY, MINUS_INFINITY, MINUS_ZERO = 0x40, 0x41, 0x43
_BASE_BITS = (1, 3, 4)
_MANTISSA_OCTETS = 7


def encode(value: float) -> bytes:
    """Contents octets of a finite number; none for 0."""
    if value == 0:
        return b""
    fraction, exponent = math.frexp(abs(value))
    mantissa = int(fraction * (1 << 8 * _MANTISSA_OCTETS)).to_bytes(_MANTISSA_OCTETS, "big").rstrip(b"\0")
    exponent -= 8 * len(mantissa)
    octets = 1 if -128 <= exponent < 128 else 2
    head = 0x80 | (0x40 if value < 0 else 0) | (octets - 1)
    return bytes((head,)) + exponent.to_bytes(octets, "big", signed=True) + mantissa


def decode(contents: bytes) -> float:
    """The number; ValueError for octets that are none, for infinities and for what no double can hold."""
    if not contents:
        return 0.0
    head = contents[0]
    if head & 0x80:
        return _binary(head, contents)
    if head == MINUS_ZERO and len(contents) == 1:
        return 0.0
    if 1 <= head <= 3:
        return _finite(float(contents[1:].replace(b",", b".").decode("ascii")))
    raise ValueError("Expected a finite REAL")


def _binary(head: int, contents: bytes) -> float:
    base = head >> 4 & 3
    octets, at = (head & 3) + 1, 1
    if octets == 4:
        octets, at = (contents[1] if len(contents) > 1 else 0), 2
    mantissa = contents[at + octets :]
    if base == 3 or not octets or not mantissa:
        raise ValueError("Expected a REAL with base, exponent and mantissa")
    exponent = int.from_bytes(contents[at : at + octets], "big", signed=True)
    scale = exponent * _BASE_BITS[base] + (head >> 2 & 3)
    try:
        value = math.ldexp(int.from_bytes(mantissa, "big"), scale)
    except OverflowError:
        raise ValueError("Expected a REAL that a double can hold") from None
    return -value if head & 0x40 else value


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError("Expected a finite REAL")
    return value
