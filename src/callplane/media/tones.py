"""The tones of a telephone: ringing, busy, digits, music. Pure sums of sines; knows frequencies and times, no packets.

Ringing and busy tone as ITU-T E.180 recommends (425 Hz), digits as in Q.23. Hold music is a slow chord sequence made here, so
nobody's rights are in it.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from functools import cache

from callplane.media.g711 import RATE

AMPLITUDE = 5000.0
"""Of a single tone: about -16 dBm0."""

_LOW = (697, 770, 852, 941)
_HIGH = (1209, 1336, 1477, 1633)
_KEYS = ("123A", "456B", "789C", "*0#D")
DTMF = {key: (_LOW[row], _HIGH[column]) for row, keys in enumerate(_KEYS) for column, key in enumerate(keys)}
"""The two frequencies of each key, in Hz."""

Frequencies = tuple[float, ...]
Part = tuple[float, Frequencies]
"""Seconds and frequencies; none: silence."""

_RAMP = RATE // 200
"""5 ms: a tone that begins or ends at once clicks."""


def tone(seconds: float, frequencies: Frequencies, amplitude: float = AMPLITUDE) -> array[int]:
    """Some frequencies at once, each with this amplitude (at most 32767 in all)."""
    count = round(seconds * RATE)
    steps = [math.tau * frequency / RATE for frequency in frequencies]
    samples = array("h", (round(amplitude * sum(math.sin(step * n) for step in steps)) for n in range(count)))
    for n in range(min(_RAMP, count // 2)):
        samples[n] = samples[n] * n // _RAMP
        samples[-1 - n] = samples[-1 - n] * n // _RAMP
    return samples


def cadence(parts: Iterable[Part], amplitude: float = AMPLITUDE) -> array[int]:
    """Tones and silences one after the other."""
    samples = array("h")
    for seconds, frequencies in parts:
        samples.extend(tone(seconds, frequencies, amplitude))
    return samples


def digit(key: str, seconds: float = 0.1) -> array[int]:
    """A key as it sounds."""
    return tone(seconds, tuple(map(float, DTMF[key])))


@cache
def dial() -> array[int]:
    """To be repeated, as the others are."""
    return _steady((425.0,))


@cache
def ringback() -> array[int]:
    return cadence([(1.0, (425.0,)), (4.0, ())])


@cache
def busy() -> array[int]:
    return cadence([(0.48, (425.0,)), (0.48, ())])


def speech(frequency: float, amplitude: float = 1200.0) -> array[int]:
    """Somebody simulated: a steady quiet tone of a whole number of Hz."""
    return _steady((frequency,), amplitude)


_CHORDS: Sequence[Frequencies] = (
    (261.63, 329.63, 392.00),
    (220.00, 261.63, 329.63),
    (174.61, 220.00, 261.63),
    (196.00, 246.94, 293.66),
)
_BEAT = 0.4


@cache
def hold_music() -> array[int]:
    """Broken chords, two rounds of each, 10 s in all."""
    parts = [(_BEAT, (note, chord[0] / 2)) for chord in _CHORDS for note in (*chord, *chord[:0:-1][:1], *chord[:2])]
    return cadence(parts, AMPLITUDE / 2)


def _steady(frequencies: Frequencies, amplitude: float = AMPLITUDE) -> array[int]:
    """One second without a seam: the frequencies are whole numbers."""
    step = [math.tau * frequency / RATE for frequency in frequencies]
    return array("h", (round(amplitude * sum(math.sin(s * n) for s in step)) for n in range(RATE)))
