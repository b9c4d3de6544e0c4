"""A driver at a replay server, and a witness who believes it."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.drivers.asterisk.recordings import FOLDER, PHONES, in_words

from callplane.drivers.asterisk.driver import AsteriskDriver
from callplane.drivers.base import DriverContext
from callplane.drivers.commands import Command
from callplane.model.call import CallReport, CallState
from callplane.model.events import Fact
from callplane.numbers import DEMO_LOCATION
from callplane.testing.asterisk import AmiServer, ReplayServer, read_recording
from callplane.testing.witness import Witness

PATIENCE = 10.0


def uri(extension: str) -> str:
    return f"tel:{DEMO_LOCATION.trunk}{extension}@demo"


class Told:
    """A driver, and what it has told."""

    def __init__(self, port: int, recordings: Path, options: Mapping[str, object]) -> None:
        self.witness = Witness()
        self.told: list[str] = []
        self._news = asyncio.Event()
        ids = map("{{{}}}".format, itertools.count(1))
        table = {"host": "127.0.0.1", "port": port, "username": "callplane", "secret": "callplane", **options}
        context = DriverContext("demo", DEMO_LOCATION, table, self._report, time.time, lambda: next(ids), {}, recordings)
        self.driver = AsteriskDriver(context)

    def _report(self, facts: Sequence[Fact]) -> None:
        self.witness.take(facts)
        self.told += map(in_words, facts)
        self._news.set()

    async def until(self, condition: Callable[[], object], what: str = "it") -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{what} did not happen; told: {self.told[-8:]}") from None

    def of(self, extension: str) -> list[CallReport]:
        return self.witness.of(uri(extension))

    async def reaches(self, extension: str, state: CallState) -> CallReport:
        """Wait until a call of a line has a state."""
        await self.until(lambda: any(call.state is state for call in self.of(extension)), f"{extension} {state.name}")
        return next(call for call in self.of(extension) if call.state is state)

    async def execute(self, command: Command) -> None:
        await self.driver.execute(command)


class Rig(Told):
    """A driver at a server that stands in for a PBX."""

    def __init__(self, pbx: AmiServer, recordings: Path, options: Mapping[str, object]) -> None:
        super().__init__(pbx.port, recordings, options)
        self.pbx = pbx

    async def play(self, name: str, begin: str = "", end: str = "", source: str = "ami") -> asyncio.Task[None]:
        """Begin to play a part of a recording."""
        assert isinstance(self.pbx, ReplayServer)
        (path,) = FOLDER.glob(f"{name}*.jsonl")
        return asyncio.create_task(self.pbx.play(read_recording(path, begin, end, source)))


@asynccontextmanager
async def rig(recordings: Path = Path(), pbx: AmiServer | None = None, **options: object) -> AsyncIterator[Rig]:
    """A rig whose driver is up; it is stopped at the end."""
    async with pbx or ReplayServer(PHONES) as server:
        made = Rig(server, recordings, options)
        await made.driver.start()
        try:
            await made.until(lambda: made.witness.lines, "the link")
            yield made
        finally:
            await made.driver.stop()
