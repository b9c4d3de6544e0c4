"""Recordings: MixMonitor starts and stops them, and their files are brought here. Knows the desk, files and HTTP.

Asterisk writes the file on its own machine. callplane reads it there (`recording_path`, a shared directory) or fetches it
(`recording_url`), and keeps a copy among its recordings. While the driver holds a call, its recording pauses.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
import wave
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp

from callplane.drivers import commands as c
from callplane.drivers.asterisk.call_records import Call
from callplane.drivers.asterisk.desk import Desk
from callplane.drivers.asterisk.options import Options
from callplane.errors import CommandFailed
from callplane.model.call import CallState
from callplane.model.events import RecordingStored

log = logging.getLogger(__name__)

FETCH_ATTEMPTS = 5
FETCH_PAUSE_SECONDS = 1.0
"""Asterisk closes the file a moment after it says that it has stopped."""

FETCH_SECONDS = 120.0
MAX_FILE_BYTES = 2 * 1024**3
_VARIABLE = "CALLPLANE_MIXMONITOR"


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording that runs. `started` in UTC seconds since the epoch."""

    line: str
    call_id: str
    file: str
    started: float


class Recorder:
    """Starts and stops recordings. `spawn` runs the fetching beside everything else."""

    def __init__(self, desk: Desk, directory: Path, spawn: Callable[[Callable[[], Awaitable[None]]], None]) -> None:
        self._desk = desk
        self._directory = directory
        self._spawn = spawn
        self._tapes: dict[str, Tape] = {}

    async def start(self, command: c.StartRecording) -> None:
        desk = self._desk
        call = desk.call(command.line, command.call_id)
        if call.state is not CallState.CONNECTED:
            raise CommandFailed("only a connected call can be recorded")
        if call.recorder:
            raise CommandFailed("the call is being recorded already; stop that recording first")
        own = desk.own(call)
        call.recordings += 1
        tape = Tape(call.line.uri, call.id, f"{call.id.strip('{}')}-{call.recordings}.wav", desk.clock())
        before = own.monitors
        where = f"{desk.options.recording_directory.rstrip('/')}/{tape.file}"
        answer = await desk.do("MixMonitor", ("Channel", own.name), ("File", where), ("options", f"bi({_VARIABLE})"))
        await desk.until(lambda: own.monitors > before or own.gone, "the recording did not start")
        if own.gone:
            raise CommandFailed("the call ended in this moment")
        call.recorder = answer["MixMonitorID"] or tape.file
        self._tapes[call.id] = tape
        desk.refresh(call)

    async def stop(self, command: c.StopRecording) -> None:
        desk = self._desk
        call = desk.call(command.line, command.call_id)
        if not call.recorder:
            raise CommandFailed("this line is not recording the call; only who started a recording can stop it")
        own = desk.own(call)
        before = own.monitors
        which = (("MixMonitorID", call.recorder),) if call.recorder.startswith("0x") else ()
        await desk.do("StopMixMonitor", ("Channel", own.name), *which)
        await desk.until(lambda: own.monitors < before or own.gone, "the recording did not stop")
        call.recorder = ""
        desk.refresh(call)
        self.ended(call)

    def ended(self, call: Call) -> None:
        """The recording of a call is complete: bring its file."""
        tape = self._tapes.pop(call.id, None)
        if tape is not None:
            self._spawn(partial(self._bring, tape))

    async def _bring(self, tape: Tape) -> None:
        target = self._directory / tape.file
        await asyncio.to_thread(self._directory.mkdir, parents=True, exist_ok=True)
        for attempt in range(1, FETCH_ATTEMPTS + 1):
            try:
                seconds = await fetch(self._desk.options, tape.file, target)
            except (OSError, EOFError, wave.Error, aiohttp.ClientError, TimeoutError) as error:
                if attempt == FETCH_ATTEMPTS:
                    log.error("recording %s of %s could not be fetched from the PBX: %s", tape.file, tape.line, error)
                    return
                await asyncio.sleep(FETCH_PAUSE_SECONDS)
            else:
                self._desk.tell([RecordingStored(tape.line, tape.call_id, tape.file, tape.started, seconds)])
                return


async def fetch(options: Options, name: str, target: Path) -> float:
    """Bring a file; it has its name only when it is complete. Gives its length in seconds.

    Raises OSError, EOFError, wave.Error, aiohttp.ClientError or TimeoutError.
    """
    partial = target.with_name(f"{target.name}.part")
    try:
        if options.recording_url:
            await _download(f"{options.recording_url.rstrip('/')}/{name}", partial)
        else:
            await asyncio.to_thread(shutil.copyfile, Path(options.recording_path) / name, partial)
        seconds = await asyncio.to_thread(_seconds_of, partial)
        await asyncio.to_thread(partial.replace, target)
    finally:
        await asyncio.to_thread(partial.unlink, missing_ok=True)
    return seconds


async def _download(url: str, target: Path) -> None:
    timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session, session.get(url) as reply:
        if (reply.content_length or 0) > MAX_FILE_BYTES:
            raise OSError(f"{url} has more than {MAX_FILE_BYTES} bytes")
        with await asyncio.to_thread(target.open, "wb") as file:
            taken = 0
            async for block in reply.content.iter_chunked(64 * 1024):
                taken += len(block)
                if taken > MAX_FILE_BYTES:
                    raise OSError(f"{url} has more than {MAX_FILE_BYTES} bytes")
                await asyncio.to_thread(file.write, block)


def _seconds_of(path: Path) -> float:
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())
