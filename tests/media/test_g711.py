"""Every octet and every sample by both laws; the reference is what the standard library of Python 3.11 and 3.12 has."""

from __future__ import annotations

import importlib
import sys
import warnings
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callplane.media.g711 import SUM_LIMIT, Law, decode, encode, transcode

OCTETS = bytes(range(256))
SAMPLES = array("h", range(-32768, 32768))

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    audioop = importlib.import_module("audioop") if sys.version_info < (3, 13) else None


@pytest.mark.parametrize(("law", "name"), [(Law.PCMU, "ulaw"), (Law.PCMA, "alaw")])
@pytest.mark.skipif(audioop is None, reason="from Python 3.13 on there is no reference")
def test_both_ways_are_as_in_the_reference(law: Law, name: str) -> None:
    assert decode(OCTETS, law).tobytes() == getattr(audioop, f"{name}2lin")(OCTETS, 2)
    # The reference drops the low bits of negative samples towards minus infinity (mu law), the standard towards zero.
    ours, theirs = encode(SAMPLES, law), getattr(audioop, f"lin2{name}")(SAMPLES.tobytes(), 2)
    differ = [sample for sample, a, b in zip(SAMPLES, ours, theirs, strict=True) if a != b]
    assert all(sample < 0 and sample % 4 for sample in differ)
    assert len(differ) < 0.02 * len(SAMPLES)


@pytest.mark.parametrize(
    ("law", "octet", "sample"),
    [
        (Law.PCMU, 0xFF, 0),
        (Law.PCMU, 0x7F, 0),
        (Law.PCMU, 0x80, 32124),
        (Law.PCMU, 0x00, -32124),
        (Law.PCMA, 0xD5, 8),
        (Law.PCMA, 0x55, -8),
        (Law.PCMA, 0xAA, 32256),
        (Law.PCMA, 0x2A, -32256),
    ],
)
def test_the_corners_of_the_tables(law: Law, octet: int, sample: int) -> None:
    assert list(decode(bytes([octet]), law)) == [sample]


@pytest.mark.parametrize("law", Law)
def test_an_octet_survives_being_sound(law: Law) -> None:
    again = encode(decode(OCTETS, law), law)
    assert decode(again, law) == decode(OCTETS, law)
    assert decode(bytes([law.silence]), law)[0] in (0, 8)


@pytest.mark.parametrize("law", Law)
def test_what_is_encoded_is_near(law: Law) -> None:
    back = decode(encode(SAMPLES, law), law)
    assert all(
        abs(there - here) <= max(16, abs(here) // 16) for here, there in zip(SAMPLES, back, strict=True) if abs(here) < 32000
    )


@given(st.integers(-SUM_LIMIT, SUM_LIMIT - 1), st.sampled_from(Law))
def test_sums_are_clipped(total: int, law: Law) -> None:
    assert encode([total], law) == encode([max(-32768, min(total, 32767))], law)


def test_changing_the_law_keeps_the_sound() -> None:
    other = transcode(OCTETS, Law.PCMU, Law.PCMA)
    assert transcode(OCTETS, Law.PCMA, Law.PCMA) is OCTETS
    pairs = zip(decode(OCTETS, Law.PCMU), decode(other, Law.PCMA), strict=True)
    assert all(abs(a - b) <= max(16, abs(a) // 16) for a, b in pairs)
