"""What is on a recording and how it sounds: knows times, digits and samples; no call, no file.

The left channel is the party that recorded, the right one the other. Speech is a quiet tone of its own for each party; digits are
DTMF as in ITU-T Q.23. All tones have whole frequencies, so that one second of each, repeated, has no seam.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from callplane.media.g711 import RATE
from callplane.media.tones import AMPLITUDE, DTMF

SAMPLE_BYTES = 2
CHANNELS = 2
SPEECH = ((350, 1200.0), (480, 1200.0))
"""Frequency (Hz) and amplitude of the speech of the own and the other party."""

DIGIT_SECONDS = 0.1
PAUSE_SECONDS = 0.05

Channel = int
OWN, OTHER = 0, 1


@dataclass(frozen=True, slots=True)
class Tone:
    """Frequencies that sound on a channel from one frame to another."""

    channel: Channel
    begin: int
    end: int
    frequencies: tuple[int, ...]
    amplitude: float


@dataclass(eq=False, slots=True)
class Tape:
    """A recording of the call `call_id` of `line`, from `started` on (seconds since the epoch)."""

    line: str
    call_id: str
    file: str
    started: float
    seconds: float = 0.0
    speech: list[Tone] = field(default_factory=list)
    keys: list[Tone] = field(default_factory=list)
    _speaking: list[float | None] = field(default_factory=lambda: [None, None])
    _digits_until: list[float] = field(default_factory=lambda: [0.0, 0.0])

    @property
    def frames(self) -> int:
        return round(self.seconds * RATE)

    def speak(self, now: float, *, own: bool, other: bool) -> None:
        """From now on these parties speak."""
        for channel, speaks in ((OWN, own), (OTHER, other)):
            since = self._speaking[channel]
            if speaks and since is None:
                self._speaking[channel] = now
            elif not speaks and since is not None:
                frequency, amplitude = SPEECH[channel]
                self.speech.append(self._tone(channel, since, now, (frequency,), amplitude))
                self._speaking[channel] = None

    def digits(self, now: float, channel: Channel, digits: str, seconds: float = 0.0) -> None:
        """A party sends digits; they sound one after the other, `seconds` each (0: as usual)."""
        length = seconds or DIGIT_SECONDS
        begin = max(now, self._digits_until[channel])
        for digit in digits:
            self.keys.append(self._tone(channel, begin, begin + length, DTMF[digit], AMPLITUDE))
            begin += length + PAUSE_SECONDS
        self._digits_until[channel] = begin

    def stop(self, now: float) -> None:
        self.speak(now, own=False, other=False)
        self.seconds = now - self.started

    def _tone(self, channel: Channel, begin: float, end: float, frequencies: tuple[int, ...], amplitude: float) -> Tone:
        first, last = round((begin - self.started) * RATE), round((end - self.started) * RATE)
        return Tone(channel, first, last, frequencies, amplitude)


def render(tape: Tape) -> Iterator[bytes]:
    """The samples of a stopped tape, up to a second at a time: 16 bit, little endian, left and right in turn."""
    for begin in range(0, tape.frames, RATE):
        yield _second(tape, begin, min(tape.frames - begin, RATE))


def _second(tape: Tape, begin: int, frames: int) -> bytes:
    channels = [array("h", bytes(SAMPLE_BYTES * frames)) for _ in range(CHANNELS)]
    for tone in (*tape.speech, *tape.keys):
        first, last = max(tone.begin, begin), min(tone.end, begin + frames)
        if first < last:
            second = _one_second(tone.frequencies, tone.amplitude)
            channels[tone.channel][first - begin : last - begin] = second[first - begin : last - begin]
    both = array("h", bytes(SAMPLE_BYTES * CHANNELS * frames))
    for channel, samples in enumerate(channels):
        both[channel::CHANNELS] = samples
    if sys.byteorder == "big":
        both.byteswap()
    return both.tobytes()


@lru_cache(maxsize=32)
def _one_second(frequencies: tuple[int, ...], amplitude: float) -> array[int]:
    def sample(frame: int) -> int:
        return round(amplitude * sum(math.sin(math.tau * f * frame / RATE) for f in frequencies))

    return array("h", map(sample, range(RATE)))
