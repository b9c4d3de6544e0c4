"""A phone on pjsua2 in a process of its own, as tests drive it: it can do REFER with Replaces, and digits in both ways."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.components import needs
from tests.components.sip.hearing import hears_not
from tests.components.sip.processes import WAIT, free_port

PROGRAM = Path(__file__).with_name("pjsua_program.py")
Event = Mapping[str, Any]


class Pjsua:
    """A phone that has been started. `events` are all that it told, each a mapping with `is` and more."""

    def __init__(self, process: asyncio.subprocess.Process, directory: Path, tone: int) -> None:
        self.directory = directory
        self.tone = tone
        self.events: list[Event] = []
        self._process = process
        self._news = asyncio.Event()
        self._done: asyncio.Queue[Event] = asyncio.Queue()

    async def listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            event = json.loads(line)
            if event["is"] in ("done", "failed"):
                self._done.put_nowait(event)
            else:
                self.events.append(event)
                self._news.set()

    async def do(self, what: str, **details: object) -> None:
        """Give a command; see the program."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **details}).encode() + b"\n")
        async with asyncio.timeout(WAIT):
            answer = await self._done.get()
        assert answer["is"] == "done", f"{what} {details}: {answer['why']}"

    async def tells(self, what: str, after: int = 0, **details: object) -> Event:
        """Wait for an event with these details; one that came before counts too, from the `after`th on."""

        def fits(event: Event) -> bool:
            return event["is"] == what and all(event[name] == value for name, value in details.items())

        return await self._until(lambda: next((event for event in self.events[after:] if fits(event)), None), f"{what} {details}")

    async def _until(self, found: Callable[[], Event | None], what: str) -> Event:
        try:
            async with asyncio.timeout(WAIT):
                while (event := found()) is None:
                    self._news.clear()
                    await self._news.wait()
                return event
        except TimeoutError:
            raise AssertionError(f"the phone did not tell {what}; it told {self.events}") from None

    # What its user does; calls are told by their numbers

    async def dial(self, uri: str) -> int:
        before = len(self.events)
        await self.do("dial", uri=uri)
        return int((await self.tells("dialled", before))["call"])

    async def rings(self, after: int = 0) -> int:
        """Wait for a call that comes in; it rings then."""
        call = int((await self.tells("incoming", after))["call"])
        await self.do("answer", call=call, code=180)
        return call

    async def answer(self, call: int, code: int = 200) -> None:
        await self.do("answer", call=call, code=code)

    async def talks(self, call: int) -> None:
        """Wait until a call is answered and has sound."""
        await self.tells("state", call=call, state="CONFIRMED")
        await self.tells("media", call=call, status="active")

    async def ends(self, call: int) -> Event:
        """Wait for the end of a call."""
        return await self.tells("state", call=call, state="DISCONNECTED")

    async def silent_from(self, frequency: int) -> None:
        """Wait until it does not hear a tone any more."""
        await hears_not(self.sounds, frequency)

    def sounds(self) -> list[Path]:
        """What it heard in each call, as WAV files."""
        return sorted(self.directory.glob("heard-*.wav"))


@asynccontextmanager
async def pjsua(
    directory: Path,
    user: str,
    password: str,
    domain: str,
    port: int,
    *,
    tone: int = 700,
    transport: str = "udp",
    registers: bool = True,
) -> AsyncIterator[Pjsua]:
    """Start a phone for a user of the registrar on this port of loopback, and wait until it is registered (`registers`)."""
    if find_spec("pjsua2") is None:
        needs.missing("pjsua2", "pip install pjsua2-python (there are wheels for Linux on x86_64)")
    directory.mkdir(parents=True)
    with (directory / "errors").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "ignore", str(PROGRAM), str(directory), str(tone)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    phone = Pjsua(process, directory, tone)
    listening = asyncio.create_task(phone.listen())
    try:
        await phone.tells("ready")
        uri, registrar = f"sip:{user}@{domain}", f"sip:127.0.0.1:{port};transport={transport}"
        await phone.do("register", uri=uri, registrar=registrar, user=user, password=password, rtp=free_port(20))
        if registers:
            await phone.tells("registration", code=200)
        yield phone
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(3):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        await listening
