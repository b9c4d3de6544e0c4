"""Fuzzing of what sound brings: RTP and RTCP packets, and files to be played. Only documented errors escape."""

from __future__ import annotations

from contextlib import suppress

from callplane.media import rtcp, rtp
from callplane.media.clips import UnusableSound, read_wav
from callplane.media.g711 import Law, decode
from callplane.media.playout import PlayoutBuffer
from callplane.media.reception import Reception
from callplane.media.telephone_events import DigitDetector

_PACKETS = [
    bytes((0x80 | flags, 8, 0, n, 0, 0, 0, n, 0, 0, 0, 7)) + b"\x05\x0a\x00\xa0" for n, flags in enumerate((0, 16, 32, 15))
]
_WAV = "524946466400000057415645666d74201000000001000100401f0000803e00000200100064617461400000"
SOUNDS = {
    "rtp_stream": [b"".join(bytes([len(packet)]) + packet for packet in _PACKETS)],
    "wav_file": [bytes.fromhex(_WAV) + bytes(65)],
}
"""Where the fuzzer begins."""


def rtp_stream(data: bytes) -> None:
    """The first octet of each packet is its length."""
    reception, digits, buffer = Reception(), DigitDetector(), PlayoutBuffer()
    stream = rtp.Stream(1, 0, 0)
    now = 0.0
    while data:
        packet, data = data[1 : 1 + data[0]], data[1 + data[0] :]
        rtcp.read(packet, 1)
        now += 0.02
        with suppress(rtp.Malformed):
            read = rtp.parse(packet)
            reception.arrived(read, now)
            digits.heard(read)
            buffer.put(read.timestamp, decode(read.payload, Law.PCMA))
            rtp.parse(stream.passed_on(read, 8, read.payload, now))
        taken = buffer.take()
        assert taken is None or len(taken) == rtp.FRAME
        reception.report()


def wav_file(data: bytes) -> None:
    """A file to be played."""
    with suppress(UnusableSound):
        assert read_wav(data).frames
