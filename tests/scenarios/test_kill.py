"""A server that is killed in the middle of calls, and the next one on the same data."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from tests.scenarios.demo import ADMINISTRATOR

from callplane.cli.control import tell_server
from callplane.cli.templates import demo_toml
from callplane.client import Client, connect
from callplane.model.call import CallState
from callplane.store.demo import PASSWORD, line_of
from callplane.wire.types import cti

A, B = line_of("101"), line_of("102")
CROWD = range(200, 240)
"""Further extensions, half of which call the other half."""


class Server:
    """A server in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, url: str, http: aiohttp.ClientSession) -> None:
        self._process = process
        self._http = http
        self.url = url

    async def act(self, path: str, **body: str) -> None:
        async with self._http.post(f"{self.url}/exchange/v1/{path}", headers=ADMINISTRATOR, json=body) as reply:
            assert reply.status < 300, await reply.text()

    async def get(self, path: str) -> Any:
        async with self._http.get(f"{self.url}/{path}", headers=ADMINISTRATOR) as reply:
            assert reply.status == 200
            return await reply.json()

    async def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        assert await self._process.wait() == -signal.SIGKILL


@asynccontextmanager
async def server(data: Path) -> AsyncIterator[Server]:
    ports = ("--http-port", "0", "--tcp-port", "0", "--tls-port", "0")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "callplane.cli.main", "demo", "--data", str(data), *ports),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30), aiohttp.ClientSession() as http:
            line = await process.stdout.readline()
            assert b" ready " in line
            yield Server(process, line.split()[2].decode(), http)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


def prepare(data: Path, populated: Path) -> None:
    """The demo with a crowd of phones, and what an earlier kill may have left in its directory of recordings."""
    shutil.copy(populated, data / "callplane.db")
    crowd = "".join(f'{{number = "{number}", name = "{number}"}}, ' for number in CROWD)
    text = demo_toml()
    assert text.count("extensions = [") == 1
    (data / "callplane.toml").write_text(text.replace("extensions = [", f"extensions = [{crowd}"), encoding="utf-8")
    (data / "recordings").mkdir()
    for name in ("half.wav.part", "half.part", "broken.wav"):
        (data / "recordings" / name).write_bytes(b"RIFF")


async def make_calls(running: Server, client: Client) -> None:
    """Forty phones talk; Alice talks to Bob and records it, others ring."""
    callers, called = CROWD[::2], CROWD[1::2]
    for caller, other in zip(callers, called, strict=True):
        await running.act(f"phones/{caller}/dial", number=str(other))
        await running.act(f"phones/{other}/answer")
    made = (await client.make_call(A.uri, "102")).u8sConnectionID
    await running.act("phones/102/answer")
    await client.start_call_recording(made)
    await running.act("phones/103/dial", number="104")


def data_of(calls: Sequence[cti.AsnCtiCallInformation]) -> list[dict[str, str]]:
    return [{pair.key: pair.value for pair in call.callDataList or ()} for call in calls]


async def test_after_a_kill_the_next_server_has_the_right_state(tmp_path: Path, populated: Path) -> None:
    prepare(tmp_path, populated)
    async with server(tmp_path) as running, connect(running.url, "alice", PASSWORD) as alice:
        await alice.line_set_do_not_disturb(line_of("111").uri, True)
        await alice.set_forward(A.uri, "103", mode=cti.EnumForwardModes.eFORWARDMODEBUSY)
        await alice.set_call_data("", {"case": "17"}, parameters={"calledNumber": line_of("101").number, "callStateMask": 2})
        await make_calls(running, alice)
        assert (await alice.snapshot_phone_line(A.uri)).seqCalls[0].iCallState == CallState.CONNECTED
        await asyncio.to_thread(tell_server, tmp_path, "refresh")  # what is to be written comes before
        await running.kill()

    store = sqlite3.connect(tmp_path / "callplane.db")
    assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    store.close()

    async with server(tmp_path) as running, connect(running.url, "alice", PASSWORD) as alice:
        assert [path.name for path in (tmp_path / "recordings").iterdir()] == ["broken.wav"]
        assert await running.get("recordings") == []
        assert all(not phone["calls"] for phone in await running.get("exchange/v1/phones"))
        assert len((await alice.enum_phone_lines()).seqLines) >= 2
        assert (await alice.snapshot_phone_line(line_of("111").uri)).iDoNotDisturb == 1
        line = await alice.snapshot_phone_line(A.uri)
        assert (line.seqCalls, [rule.u8sDestination for rule in line.seqLineForwards]) == ([], [line_of("103").number])
        await running.act("phones/102/dial", number="101")
        assert data_of((await alice.snapshot_phone_line(A.uri)).seqCalls) == [{"case": "17"}]
