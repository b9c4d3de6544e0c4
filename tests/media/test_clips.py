"""Sound of any usual WAV file can be played; what cannot be is refused with what would do."""

from __future__ import annotations

import io
import math
import wave
from array import array

import pytest
from tests.media.sound import power

from callplane.media.clips import Clip, UnusableSound, read_wav
from callplane.media.g711 import RATE, Law, decode
from callplane.media.rtp import FRAME


def wav(rate: int = RATE, channels: int = 1, width: int = 2, seconds: float = 0.5) -> bytes:
    samples = [round(8000 * math.sin(math.tau * 500 * n / rate)) for n in range(round(rate * seconds))]
    octets = bytes((s >> 8) + 128 for s in samples) if width == 1 else array("h", samples).tobytes()
    if channels == 2:
        octets = b"".join(octets[n : n + width] * 2 for n in range(0, len(octets), width))
    if width == 3:
        octets += octets[: len(octets) // 2]
    file = io.BytesIO()
    with wave.open(file, "wb") as opened:
        opened.setnchannels(channels)
        opened.setsampwidth(width)
        opened.setframerate(rate)
        opened.writeframes(octets)
    return file.getvalue()


@pytest.mark.parametrize("law", Law)
@pytest.mark.parametrize(("rate", "channels", "width"), [(8000, 1, 2), (8000, 2, 1), (16000, 1, 2), (44100, 2, 2), (6000, 1, 2)])
def test_any_usual_file_is_heard_as_it_is(rate: int, channels: int, width: int, law: Law) -> None:
    clip = read_wav(wav(rate, channels, width))
    assert clip.frames == 25
    sound = decode(b"".join(clip.frame(n, law) for n in range(clip.frames)), law)
    assert power(sound, 500) == pytest.approx(8000, rel=0.1)


def test_the_last_frame_is_filled_with_silence() -> None:
    clip = Clip(array("h", [1000]) * (FRAME + 1))
    assert clip.frames == 2
    assert len(clip.frame(1, Law.PCMU)) == FRAME


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no WAV file"),
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", "no WAV file"),
        (wav(width=3), "24 bit"),
        (wav(rate=1000), "at 1000 Hz"),
        (wav(seconds=0), "no sound"),
    ],
)
def test_what_cannot_be_played_is_refused_with_a_remedy(data: bytes, why: str) -> None:
    with pytest.raises(UnusableSound, match=why):
        read_wav(data)


def test_a_long_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callplane.media.clips.LONGEST_SECONDS", 0.1)
    with pytest.raises(UnusableSound, match="longer than"):
        read_wav(wav())
