"""Proof that sound flows: every phone says a tone of its own, and the others' recordings have it."""

from __future__ import annotations

import asyncio
import struct
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.components.sip.processes import WAIT
from tests.media.sound import power

LOUD = 600
SPAN = 0.3
"""Seconds of sound that are looked at."""


def latest(file: Path) -> tuple[array[int], int]:
    """The last sound of a WAV file that may still be written to (16 bit, mono), and its rate."""
    data = file.read_bytes()
    rate = struct.unpack_from("<I", data, 24)[0] if len(data) > 44 else 8000
    count = round(SPAN * rate)
    octets = data[44:][: (len(data) - 44) // 2 * 2] if len(data) > 44 else b""
    return array("h", octets)[-count:], rate


async def hears_not(sounds: Callable[[], Sequence[Path]], frequency: int) -> None:
    """Wait until the newest recording of a phone ends without a tone."""
    async with asyncio.timeout(WAIT):
        while True:
            samples, rate = latest(sounds()[-1])
            if power(samples, frequency, rate) < LOUD / 4:
                return
            await asyncio.sleep(0.1)


async def hears_music(sounds: Callable[[], Sequence[Path]]) -> None:
    """Wait until the newest recording of a phone ends with some sound below those of the phones."""
    async with asyncio.timeout(WAIT):
        while True:
            samples, rate = latest(sounds()[-1])
            if max(power(samples, note, rate) for note in (110, 130.8, 174.6, 220, 261.6, 329.6)) > LOUD:
                return
            await asyncio.sleep(0.1)


async def hears_only(sounds: Callable[[], Sequence[Path]], frequency: int, *others: int) -> None:
    """Wait until the newest recording of a phone ends with a tone, and with none of the others."""
    strength: dict[int, float] = {}
    try:
        async with asyncio.timeout(WAIT):
            while True:
                files = sounds()
                if files:
                    samples, rate = latest(files[-1])
                    full = len(samples) == round(SPAN * rate)
                    strength = {f: power(samples, f, rate) for f in (frequency, *others)}
                    if full and strength[frequency] > LOUD and all(strength[f] < LOUD / 4 for f in others):
                        return
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(f"{frequency} Hz is not what is heard: {strength}") from None
