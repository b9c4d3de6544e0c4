"""Asterisk from its manager interface to the client's: recordings are played, and clients of the server see and control calls."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.drivers.asterisk.recordings import FOLDER, PHONES
from tests.scenarios.asterisk_office import Office
from tests.scenarios.conftest import populate_directory
from tests.scenarios.test_pbx_link import status

from callplane.client import OperationRefused
from callplane.drivers.asterisk import link
from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.model.line import LineStatus
from callplane.store.demo import line_of
from callplane.testing.asterisk import ReplayServer, read_recording

S, R = CallState, ChangeReason


class Played(Office):
    """An office whose PBX plays recordings."""

    def __init__(self, directory: Path, stack: AsyncExitStack, pbx: ReplayServer) -> None:
        super().__init__(directory, stack, pbx.port, len(PHONES))
        self.pbx = pbx

    def play(self, name: str, begin: str = "", end: str = "") -> asyncio.Task[None]:
        (path,) = FOLDER.glob(f"{name}*.jsonl")
        return asyncio.create_task(self.pbx.play(read_recording(path, begin, end)))


@pytest.fixture
async def office(tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Played]:
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    monkeypatch.setattr(link, "MIN_BACKOFF", 0.005)
    populate_directory(tmp_path, populated)
    async with ReplayServer(PHONES) as pbx, AsyncExitStack() as stack:
        server = Played(tmp_path, stack, pbx)
        await server.start()
        yield server
        await server.stop()


async def test_somebody_calls_from_outside(office: Played) -> None:
    bob = await office.person("bob", "102")
    await office.play("02", "", "internal call")
    rings = await bob.until(lambda: next(iter(bob.watches.values())).last)
    (call_id,) = rings
    await bob.gone(call_id)
    assert bob.reasons(call_id) == [R.OFFERING, R.CONNECTED, R.DISCONNECTED, R.DESTROYED]
    last = bob.last(call_id)
    assert last.u8sRemoteNumberSC == "+4930555123"


async def test_a_client_asks_back_swaps_and_connects_the_others(office: Played) -> None:
    """Recording 24, done by Alice's program: what it asks for is what was recorded."""
    alice, bob = await office.person("alice", "101"), await office.person("bob", "102")
    playing = office.play("24")
    first = (await alice.call("101", S.CONNECTED)).u8sConnectionID
    second = (await alice.client.make_call(line_of("101").uri, "103")).u8sConnectionID
    await alice.reaches(second, S.CONNECTED)
    assert alice.last(second).u8sTrackerID == alice.last(first).u8sTrackerID
    for held in (first, second):
        await alice.reaches(held, S.HOLD)
        await alice.client.swap_hold(held)
        await alice.reaches(held, S.CONNECTED)
    await alice.client.merge_calls(second, first)
    await alice.gone(first)
    await alice.gone(second)
    await playing
    (bobs,) = {call.u8sConnectionID for watch in bob.watches.values() for call in watch.last.values()}
    assert R.REMOTE_PARTY in bob.reasons(bobs)
    await bob.gone(bobs)


async def test_a_lost_link_is_seen_at_the_lines(office: Played) -> None:
    alice = await office.person("alice", "101")
    await office.pbx.cut()
    await status(alice, LineStatus.NO_PBX)
    with pytest.raises(OperationRefused):
        await alice.client.make_call(line_of("101").uri, "102")
    await office.pbx.listen()
    await status(alice, LineStatus.OPEN)


async def test_an_unknown_number_is_refused_with_the_reason(office: Played) -> None:
    alice = await office.person("alice", "101")
    office.pbx.numbers = {"102"}
    with pytest.raises(OperationRefused, match="no number 199"):
        await alice.client.make_call(line_of("101").uri, "199")
