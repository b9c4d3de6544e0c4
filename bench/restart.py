"""A server that is killed in the middle of 1,000 calls: `python -m bench.restart`, about half a minute.

The server runs as users start it, with a data directory, on the embedded exchange. 50 clients of ours monitor 40 lines each and
make the calls; some lines are forwarded or do not want to be disturbed. After `kill -9` the server is started again on the same
ports and data. The time is taken until all clients are connected and know the right state: the monitors of each line have told
the end of each call, snapshots show no call, and forwards, do-not-disturb and rights as before. Loopback only.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from asyncio.subprocess import Process
from collections import Counter
from contextlib import AsyncExitStack, closing
from pathlib import Path
from socket import create_server
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeAlias

import uvloop
from bench.figures import table
from bench.load_place import CONFIGURATION, PASSWORD, START_SECONDS, exchange, extension, fill, owner, uri

from callplane.client import CallState, Client, ConnectionChanged, ConnectionState, Event, ForwardMode, connect
from callplane.settings import DEFAULT_FILE
from callplane.store.store import Store
from callplane.wire.types import cti

LINES, CLIENTS, LINES_PER_CLIENT = 2_100, 50, 40
SETTINGS = 10
"""Every so many-th line is forwarded, the one after it has do-not-disturb."""
PATIENCE = 60
CallChanged: TypeAlias = cti.AsnCtiNotifyLineCallInformationChangedArgument


class Desk:
    """One client of ours, with its lines."""

    def __init__(self, client: Client, lines: range) -> None:
        self._client = client
        self._lines = lines
        self._before: list[object] = []
        self._calls: set[str] = set()
        self._events = client.events()
        self.ends: Counter[str] = Counter()

    async def open(self, stack: AsyncExitStack) -> None:
        """Monitor the lines, let each other one call its neighbour, make settings."""
        for line in self._lines:
            await stack.enter_async_context(self._client.monitor(uri(line)))
        for calling, called in zip(self._lines[::2], self._lines[1::2], strict=True):
            await self._client.make_call(uri(calling), extension(called))
            offered = await self._events.wait_for(_is_offered, PATIENCE)
            assert isinstance(offered, CallChanged)
            await self._client.answer_call(offered.callinformation.u8sConnectionID)
        for line in self._lines[::SETTINGS]:
            await self._client.set_forward(uri(line), extension(LINES - 1), mode=ForwardMode.eFORWARDMODEBUSY)
            await self._client.line_set_do_not_disturb(uri(line + 1), True)
        state = await self._state()
        self._before = [settings for _, settings in state]
        self._calls = {call for calls, _ in state for call in calls}

    async def _state(self) -> list[tuple[list[str], object]]:
        """The calls of each line, and what must outlive the server; at last what the user may see and do."""
        found = [await self._client.snapshot_phone_line(uri(line)) for line in self._lines]
        rights = [(info.u8sLinePhoneNumber, info.iType) for info in (await self._client.enum_phone_lines()).seqLines]
        lines: list[tuple[list[str], object]] = [
            ([call.u8sConnectionID for call in line.seqCalls], (line.seqLineForwards, line.iDoNotDisturb, line.lineInfo.iType))
            for line in found
        ]
        return [*lines, ([], rights)]

    @property
    def calls(self) -> int:
        """How many ends of calls its lines have."""
        return len(self._calls)

    async def come_back(self) -> float:
        """Read the events until each call has ended and the client is back; when that was."""
        back = False
        async with asyncio.timeout(PATIENCE):
            while not back or self.ends.keys() < self._calls:
                event = await anext(self._events)
                if isinstance(event, ConnectionChanged):
                    back = event.state is ConnectionState.CONNECTED
                elif isinstance(event, CallChanged) and event.callinformation.iCallState == CallState.eCALLSTATEDESTROYED:
                    self.ends[event.callinformation.u8sConnectionID] += 1
        return perf_counter()

    async def wrong(self) -> int:
        """How many things are not as they should be: calls that are left, ends told not at all or twice, settings, rights."""
        state = await self._state()
        left = sum(len(calls) for calls, _ in state)
        ends = sum(self.ends[call] != 1 for call in self._calls | self.ends.keys())
        return left + ends + sum(now != before for (_, now), before in zip(state, self._before, strict=True))


def _is_offered(event: Event) -> bool:
    return isinstance(event, CallChanged) and event.callinformation.iCallState == CallState.eCALLSTATEOFFERING


def prepare(directory: Path) -> str:
    """A configuration with a port of its own, and a store; the server's address."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = CONFIGURATION.replace("http_port = 0", f"http_port = {port}")
    (directory / DEFAULT_FILE).write_text(text + exchange(LINES))
    (directory / "data").mkdir()
    with closing(Store(f"sqlite:///{directory}/data/callplane.db", create=True)) as store:
        fill(store, LINES)
    return f"http://127.0.0.1:{port}"


async def start(directory: Path) -> Process:
    """A server on what was prepared, ready."""
    words = ("-m", "callplane.cli.main", "serve", "--config", str(directory / DEFAULT_FILE))
    with (directory / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE, stderr=log)
    assert process.stdout is not None
    async with asyncio.timeout(START_SECONDS):
        ready = await process.stdout.readline()
    assert b" ready " in ready, (directory / "log").read_text()
    return process


async def measure() -> str:
    """The table."""
    with TemporaryDirectory(prefix="callplane-restart-") as name:
        directory = Path(name)
        url = prepare(directory)
        process = await start(directory)
        try:
            async with AsyncExitStack() as stack:
                desks = []
                for number in range(CLIENTS):
                    lines = range(number * LINES_PER_CLIENT, (number + 1) * LINES_PER_CLIENT)
                    client = await stack.enter_async_context(connect(url, owner(lines[0]), PASSWORD))
                    desks.append(Desk(client, lines))
                for desk in desks:
                    await desk.open(stack)
                coming = asyncio.gather(*(desk.come_back() for desk in desks))
                process.kill()
                killed = perf_counter()
                await process.wait()
                process = await start(directory)
                ready = perf_counter()
                backs = await coming
                wrong = sum([await desk.wrong() for desk in desks])
                checked = perf_counter()
        finally:
            process.terminate()
            await process.wait()
        with closing(sqlite3.connect(directory / "data/callplane.db")) as store:
            (intact,) = store.execute("PRAGMA integrity_check").fetchone()
    return table(
        ("Kill and start again", "figure"),
        [
            ("calls, ends to be told", f"{sum(desk.calls for desk in desks) // 2:,}, {sum(desk.calls for desk in desks):,}"),
            ("from the kill to the new server's ready line", f"{ready - killed:.2f} s"),
            (
                "from the kill until the first, the last client knows all",
                f"{min(backs) - killed:.2f}, {max(backs) - killed:.2f} s",
            ),
            ("from the ready line until the last client knows all", f"{max(backs) - ready:.2f} s"),
            ("calls left, ends missing or double, settings or rights lost", f"{wrong}"),
            ("time to look all that up", f"{checked - max(backs):.2f} s"),
            ("the store", intact),
        ],
    )


def report() -> str:
    """Measure; the figures for the report."""
    return uvloop.run(measure())


if __name__ == "__main__":
    print(report())
