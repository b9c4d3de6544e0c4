"""A piece of sound to be played: knows samples and laws. Keeps each encoding that was asked for, so that many hear it cheaply."""

from __future__ import annotations

import io
import struct
import sys
import wave
from array import array
from itertools import pairwise

from callplane.media.g711 import RATE, Law, encode
from callplane.media.rtp import FRAME

LONGEST_SECONDS = 600
_RATES = range(4000, 192001)


class UnusableSound(ValueError):
    """A file that cannot be played; the text says what is wrong with it and what would do."""


class Clip:
    """Some sound at 8 kHz. Frames are 20 ms; the last one is filled with silence."""

    def __init__(self, samples: array[int]) -> None:
        self.samples = samples
        if rest := -len(samples) % FRAME:
            self.samples = samples + array("h", bytes(2 * rest))
        self._encoded: dict[Law, bytes] = {}

    @property
    def frames(self) -> int:
        return len(self.samples) // FRAME

    def frame(self, number: int, law: Law) -> bytes:
        """A frame as payload; `number` counts from 0."""
        encoded = self._encoded.get(law)
        if encoded is None:
            encoded = self._encoded[law] = encode(self.samples, law)
        return encoded[FRAME * number : FRAME * (number + 1)]


def read_wav(data: bytes) -> Clip:
    """The sound of a WAV file: PCM of 8 or 16 bit, mono or stereo, any usual rate. Raises UnusableSound.

    Costs a second of processor time for some minutes of sound: not for the event loop's thread.
    """
    try:
        with wave.open(io.BytesIO(data)) as file:
            width, channels, rate, count = file.getsampwidth(), file.getnchannels(), file.getframerate(), file.getnframes()
            if width not in (1, 2) or channels not in (1, 2) or rate not in _RATES:
                raise UnusableSound(f"{8 * width} bit, {channels} channels at {rate} Hz: use 16 bit, mono, 8000 Hz.")
            if count > LONGEST_SECONDS * rate:
                raise UnusableSound(f"It is longer than {LONGEST_SECONDS} seconds: use a shorter piece.")
            octets = file.readframes(count)
    except (wave.Error, EOFError, RuntimeError, ZeroDivisionError, struct.error) as error:  # what `wave` raises for junk
        raise UnusableSound(f"It is no WAV file with PCM sound ({error}): use 16 bit, mono, 8000 Hz.") from None
    samples = _mono(_linear(octets[: len(octets) // (width * channels) * width * channels], width), channels)
    if not samples:
        raise UnusableSound("It holds no sound.")
    return Clip(_resampled(samples, rate))


def _linear(octets: bytes, width: int) -> array[int]:
    if width == 1:
        return array("h", ((octet - 128) << 8 for octet in octets))
    samples = array("h", octets)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _mono(samples: array[int], channels: int) -> array[int]:
    if channels == 1:
        return samples
    return array("h", ((left + right) >> 1 for left, right in zip(samples[::2], samples[1::2], strict=True)))


def _resampled(samples: array[int], rate: int) -> array[int]:
    """At 8 kHz: the mean of what falls into each sample, or the line between two where there is less than one."""
    if rate == RATE:
        return samples
    count = max(1, len(samples) * RATE // rate)
    last = len(samples) - 1
    if rate < RATE:
        places = (n * rate / RATE for n in range(count))
        return array("h", (_between(samples, place, last) for place in places))
    edges = [n * rate // RATE for n in range(count + 1)]
    return array("h", (sum(samples[a:b]) // (b - a) for a, b in pairwise(edges)))


def _between(samples: array[int], place: float, last: int) -> int:
    before = int(place)
    after = min(before + 1, last)
    return round(samples[before] + (samples[after] - samples[before]) * (place - before))
