"""What tests need to hear: how strong a frequency is (Goertzel), and parties that speak RTP over real sockets."""

from __future__ import annotations

import asyncio
import math
import socket
import wave
from array import array
from collections.abc import Sequence
from pathlib import Path

from callplane.media import rtp
from callplane.media.g711 import RATE, Law, decode, encode
from callplane.media.rtp import FRAME
from callplane.media.tones import speech

WAIT = 10.0


def power(samples: Sequence[int], frequency: float, rate: int = RATE) -> float:
    """The amplitude of a frequency in some samples."""
    coefficient = 2 * math.cos(math.tau * frequency / rate)
    before = last = 0.0
    for sample in samples:
        before, last = last, sample + coefficient * last - before
    energy = max(0.0, last * last + before * before - coefficient * last * before)
    return 2 * math.sqrt(energy) / max(1, len(samples))


def channels(file: Path) -> tuple[array[int], array[int]]:
    """Left and right of a stereo recording."""
    with wave.open(str(file)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (2, 2, RATE)
        samples = array("h", opened.readframes(opened.getnframes()))
    return samples[::2], samples[1::2]


class Party:
    """Somebody with a phone: sends a tone, keeps what it gets."""

    def __init__(self, frequency: int = 440, law: Law = Law.PCMA) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        self.socket.bind(("127.0.0.1", 0))
        self.address: tuple[str, int] = self.socket.getsockname()
        self.law = law
        self.packets: list[rtp.Packet] = []
        self.sequence = 65530
        self._sound = encode(speech(frequency, 6000.0), law)
        self._frame = 0

    def say(self, to: tuple[str, int], frames: int = 1) -> None:
        """Send the next frames of the tone."""
        for _ in range(frames):
            begin = self._frame * FRAME % RATE
            self.send(to, self.law.payload_type, self._sound[begin : begin + FRAME])

    async def speak(self, to: tuple[str, int], frames: int) -> None:
        """Send the next frames as a phone does, each in its time."""
        for _ in range(frames):
            self.say(to)
            await asyncio.sleep(FRAME / RATE)

    def send(self, to: tuple[str, int], payload_type: int, payload: bytes, *, timestamp: int | None = None) -> None:
        if timestamp is None:
            timestamp = self._frame * FRAME
            self._frame += 1
        self.socket.sendto(rtp.build(payload_type, self.sequence, timestamp, 7, payload), to)
        self.sequence += 1

    async def hear(self, count: int = 1) -> list[rtp.Packet]:
        """The next packets."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(WAIT):
            got = [rtp.parse(await loop.sock_recv(self.socket, 2000)) for _ in range(count)]
        self.packets += got
        return got

    def heard(self) -> array[int]:
        """All sound so far."""
        samples = array("h")
        for packet in self.packets:
            if packet.payload_type in (0, 8):
                samples.extend(decode(packet.payload, Law(packet.payload_type)))
        return samples

    def close(self) -> None:
        self.socket.close()
