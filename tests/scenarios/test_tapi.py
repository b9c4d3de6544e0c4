"""TAPI lines from the bridge's socket to the client's: a fake bridge dials in, and clients of the server see its lines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from tests.scenarios.conftest import populate_directory
from tests.scenarios.hall import Hall
from tests.scenarios.test_pbx_link import status, told_of

from callplane.cli.main import main
from callplane.client import OperationRefused
from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.model.line import LineStatus
from callplane.store.demo import line_of
from callplane.testing.fake_bridge import FakeBridge

S, R = CallState, ChangeReason
NUMBERS = ("101", "111", "102", "103", "104")


@pytest.fixture
async def hall(tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hall]:
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    populate_directory(tmp_path, populated)
    async with AsyncExitStack() as stack:
        server = Hall(tmp_path, stack)
        await server.start()
        yield server
        await server.stop()


@pytest.fixture
async def bridge(hall: Hall) -> AsyncIterator[FakeBridge]:
    fake = FakeBridge(NUMBERS)
    await fake.dial(hall.entrance, hall.token())
    await asyncio.wait_for(fake.welcome.wait(), 3)
    yield fake
    await fake.hang_up()


async def until_lines(hall: Hall, number: int) -> None:
    """Wait until the server has so many lines."""
    async with asyncio.timeout(3):
        while len(hall.app.service.core.lines) != number:  # noqa: ASYNC110 (nobody is told)
            await asyncio.sleep(0.001)


async def test_an_incoming_call_is_seen_and_answered(hall: Hall, bridge: FakeBridge) -> None:
    await until_lines(hall, len(NUMBERS))
    alice = await hall.person("alice", "101")
    bridge.pbx.call_in("101", "0894711")
    rings = await alice.call("101", S.OFFERING)
    assert (rings.u8sRemoteNumberSC, rings.iCallType) == ("+49894711", 0)
    await alice.client.answer_call(rings.u8sConnectionID)
    await alice.reaches(rings.u8sConnectionID, S.CONNECTED)
    bridge.pbx.hang_up("0894711")
    await alice.gone(rings.u8sConnectionID)
    assert alice.reasons(rings.u8sConnectionID) == [R.OFFERING, R.CONNECTED, R.DISCONNECTED, R.DESTROYED]


async def test_a_call_between_two_lines(hall: Hall, bridge: FakeBridge) -> None:
    await until_lines(hall, len(NUMBERS))
    alice, bob = await hall.person("alice", "101"), await hall.person("bob", "102")
    made = (await alice.client.make_call(line_of("101").uri, "102")).u8sConnectionID
    rings = await bob.call("102", S.OFFERING, remote="101")
    assert (await alice.reaches(made, S.RINGBACK)).u8sTrackerID == rings.u8sTrackerID
    await bob.client.answer_call(rings.u8sConnectionID)
    await alice.reaches(made, S.CONNECTED)
    await alice.client.drop_call(made)
    await bob.gone(rings.u8sConnectionID)


async def test_a_lost_bridge_and_what_happened_meanwhile(hall: Hall, bridge: FakeBridge) -> None:
    await until_lines(hall, len(NUMBERS))
    alice = await hall.person("alice", "101")
    bridge.pbx.call_in("101", "0894711")
    ringing = (await alice.call("101", S.OFFERING)).u8sConnectionID
    await bridge.hang_up()
    await status(alice, LineStatus.NO_PBX)
    with pytest.raises(OperationRefused):
        await alice.client.answer_call(ringing)
    bridge.pbx.answer("101")
    bridge.pbx.call_in("101", "0894712")
    await bridge.dial(hall.entrance, hall.token())
    await status(alice, LineStatus.OPEN)
    await alice.reaches(ringing, S.CONNECTED)
    waiting = await alice.call("101", S.OFFERING)
    assert told_of(alice, ringing)[-1] == (R.CONNECTED, True)
    assert told_of(alice, waiting.u8sConnectionID) == [(R.OFFERING, True)]


async def test_two_bridges_at_two_locations(hall: Hall, bridge: FakeBridge) -> None:
    branch = FakeBridge(["44"])
    await branch.dial(hall.entrance, hall.token("branch"))
    await until_lines(hall, len(NUMBERS) + 1)
    lines = hall.app.service.core.lines
    (there,) = [line for line in lines.values() if line.number == "+4930123444"]
    assert hall.app.service.location_of(there).id == "branch"
    await branch.hang_up()
    async with asyncio.timeout(3):
        while there.report.status is not LineStatus.NO_PBX:  # noqa: ASYNC110 (nobody is told)
            await asyncio.sleep(0.001)
    assert lines[line_of("101").uri].report.status is LineStatus.OPEN


async def test_from_a_code_to_a_token_to_its_end(hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    """As an administrator does it: `callplane tapi enrol`, the bridge's first word, `list`, `revoke`."""
    place = ("--config", str(hall.config))
    assert await asyncio.to_thread(main, ["tapi", "enrol", "pc-7", *place]) == 0
    shown = capsys.readouterr().out
    code = shown.partition("--code ")[2].split()[0]
    assert "--pin " in shown
    fake = FakeBridge(["101"])
    await fake.dial(hall.entrance, code=code)
    assert fake._task is not None
    await asyncio.wait_for(fake._task, 3)
    assert fake.enrolled is not None
    assert fake.enrolled.name == "pc-7"
    again = FakeBridge([])
    await again.dial(hall.entrance, code=code)
    assert again._task is not None
    await asyncio.wait_for(again._task, 3)
    assert again.refused is not None
    assert again.refused.reason == "code"
    await fake.dial(hall.entrance, fake.enrolled.token)
    await until_lines(hall, 1)
    assert await asyncio.to_thread(main, ["tapi", "list", *place]) == 0
    assert "pc-7" in capsys.readouterr().out
    async with aiohttp.ClientSession() as http, http.get(f"{hall.url()}/metrics") as reply:
        assert 'callplane_pbx_peers{pbx="demo",peer="pc-7"} 1' in await reply.text()
    assert await asyncio.to_thread(main, ["tapi", "revoke", "pc-7", *place]) == 0
    await asyncio.wait_for(fake._task, 3)
    await fake.dial(hall.entrance, fake.enrolled.token)
    await asyncio.wait_for(fake._task, 3)
    assert fake.refused is not None
    assert fake.refused.reason == "token"
