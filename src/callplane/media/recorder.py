"""A recording while it is made: knows the thread that writes, and the file. The loop's thread only collects packets.

The file has its name only when it is complete; until then it ends in `.part`.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import wave
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from callplane.media import tape, tones
from callplane.media.g711 import RATE, Law, decode

MOST_PIECES = 6000
"""Packets that wait for the disk: a minute of both parties. What comes on top is left out of the recording."""

LATENESS = RATE // 2
"""Samples that are kept open for packets that come late."""

MOST_FRAMES = (1 << 32) // 4 - 64
"""What a WAV file can hold: 37 hours."""

_log = logging.getLogger(__name__)


class Piece(NamedTuple):
    """A packet as it came: channel, source, timestamp, position of its arrival, and sound by a law, or (without one) a digit."""

    channel: int
    source: int
    timestamp: int
    arrived: int
    content: bytes | str
    law: Law | None


class Recorder:
    """The loop's side of a recording. Times are the loop's."""

    def __init__(self, file: Path, now: float, writer: Executor) -> None:
        self._file = _File(file)
        self._began = now
        self._writer = writer
        self._pieces: list[Piece] = []
        self._writing: asyncio.Future[None] | None = None
        self.left_out = 0

    def sound(self, channel: int, source: int, timestamp: int, payload: bytes, law: Law, now: float) -> None:
        """A packet of a stream; `source` is its SSRC."""
        self._add(Piece(channel, source, timestamp, self._place(now), payload, law))

    def digit(self, channel: int, digit: str, now: float) -> None:
        """A digit that was not sent as sound; the tape has it as it would have sounded."""
        self._add(Piece(channel, 0, 0, self._place(now), digit, None))

    def flush(self, now: float) -> None:
        """Let the disk have what there is, unless it is still busy."""
        if self._writing is None or self._writing.done():
            until = self._place(now) - LATENESS
            self._writing = self._submit(until)

    async def stop(self, now: float) -> float:
        """End the recording; gives its length in seconds when the file is complete. Raises OSError."""
        seconds = now - self._began
        pieces, self._pieces = self._pieces, []
        await asyncio.get_running_loop().run_in_executor(self._writer, self._file.finish, pieces, round(seconds * RATE))
        if self.left_out:
            _log.warning("%s lacks %d packets: the disk was too slow", self._file.path.name, self.left_out)
        return seconds

    def _place(self, now: float) -> int:
        return round((now - self._began) * RATE)

    def _add(self, piece: Piece) -> None:
        if len(self._pieces) < MOST_PIECES:
            self._pieces.append(piece)
        else:
            self.left_out += 1

    def _submit(self, until: int) -> asyncio.Future[None]:
        pieces, self._pieces = self._pieces, []
        writing = asyncio.get_running_loop().run_in_executor(self._writer, self._file.write, pieces, until)
        writing.add_done_callback(lambda done: done.exception())  # kept by the file, raised by `stop`
        return writing


class _File:
    """The writer's side, in its thread. After a fault nothing more is written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unfinished = path.with_name(f"{path.name}.part")
        self._tape = tape.Tape()
        self._channels = (tape.Channel(), tape.Channel())
        self._wave: wave.Wave_write | None = None
        self._fault: OSError | None = None

    def write(self, pieces: Sequence[Piece], until: int) -> None:
        if self._fault is not None:
            raise self._fault
        try:
            self._write(pieces, until)
        except OSError as fault:
            self._fault = fault
            raise

    def finish(self, pieces: Sequence[Piece], until: int) -> None:
        try:
            self.write(pieces, until)
        finally:
            if self._wave is not None:
                self._wave.close()
        self._unfinished.replace(self.path)

    def _write(self, pieces: Sequence[Piece], until: int) -> None:
        for piece in pieces:
            self._put(piece)
        samples = self._tape.take(min(until, MOST_FRAMES))
        if sys.byteorder == "big":
            samples.byteswap()
        self._open().writeframesraw(samples.tobytes())

    def _put(self, piece: Piece) -> None:
        if piece.law is None:
            self._tape.put(piece.channel, piece.arrived, tones.digit(str(piece.content)))
            return
        assert isinstance(piece.content, bytes)
        place = self._channels[piece.channel].place(piece.source, piece.timestamp, piece.arrived)
        self._tape.put(piece.channel, place, decode(piece.content, piece.law))

    def _open(self) -> wave.Wave_write:
        if self._wave is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._wave = wave.open(str(self._unfinished), "wb")  # noqa: SIM115 (closed by `finish`)
            self._wave.setnchannels(tape.CHANNELS)
            self._wave.setsampwidth(2)
            self._wave.setframerate(RATE)
        return self._wave
