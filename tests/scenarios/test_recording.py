"""Recordings: what is told, what can be fetched, and by whom."""

from __future__ import annotations

import asyncio
import io
import wave

import aiohttp
import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.person import Person, can

from callplane.client import OperationRefused
from callplane.model.call import CallState, RecordingState
from callplane.model.features import Feature
from callplane.store.demo import PASSWORD, line_of

S = CallState


async def get(demo: Demo, user: str, path: str) -> tuple[int, bytes]:
    headers = {"Authorization": aiohttp.encode_basic_auth(user, PASSWORD)}
    async with demo.http.get(f"{demo.url}{path}", headers=headers) as reply:
        return reply.status, await reply.read()


async def recorded(demo: Demo, alice: Person, seconds: float) -> str:
    """A call of Alice and Bob of which so much is recorded; Alice is told when that is over."""
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await alice.client.start_call_recording(made)
    await alice.is_now(made, lambda call: call.iCallRecordingState == RecordingState.RECORDED)
    demo.pass_time(seconds)
    await alice.client.stop_call_recording(made)
    await alice.is_now(made, lambda call: call.iCallRecordingState == RecordingState.WAS_RECORDED)
    return made


async def listed(demo: Demo, user: str) -> list[dict[str, object]]:
    """The recordings that a user may hear, as soon as the first one is written."""
    headers = {"Authorization": aiohttp.encode_basic_auth(user, PASSWORD)}
    async with asyncio.timeout(20):
        while True:
            async with demo.http.get(f"{demo.url}/recordings", headers=headers) as reply:
                if found := await reply.json():
                    return list(found)
            await asyncio.sleep(0.01)  # a thread writes it, and needs its time


async def test_both_ends_see_that_a_call_is_recorded(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = await demo.talk(alice, "101", "102")
    assert can(await alice.reaches(made, S.CONNECTED), Feature.START_RECORDING)
    bobs = (await bob.call("102", S.CONNECTED)).u8sConnectionID
    await alice.client.start_call_recording(made)
    mine = await alice.is_now(made, lambda call: call.iCallRecordingState == RecordingState.RECORDED)
    assert can(mine, Feature.STOP_RECORDING)
    assert not can(mine, Feature.START_RECORDING)
    his = await bob.is_now(bobs, lambda call: call.iCallRecordingState == RecordingState.RECORDED)
    assert not can(his, Feature.STOP_RECORDING)
    for person, call_id in ((alice, made), (bob, bobs)):
        with pytest.raises(OperationRefused):
            await person.client.start_call_recording(call_id)
    await alice.client.stop_call_recording(made)
    await bob.is_now(bobs, lambda call: call.iCallRecordingState == RecordingState.WAS_RECORDED)


async def test_a_recording_has_the_length_of_what_was_recorded(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = await recorded(demo, alice, 7)
    (entry,) = await listed(demo, "alice")
    assert (entry["call"], entry["user"], entry["remote_number"]) == (made, "alice", line_of("102").number)
    assert entry["tracker"] == alice.last(made).u8sTrackerID
    status, sound = await get(demo, "alice", f"/recordings/{entry['id']}")
    assert status == 200
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (8000, 2, 2)
        seconds = file.getnframes() / file.getframerate()
        assert 7 <= seconds < 7 + 2
        assert entry["seconds"] == pytest.approx(seconds, abs=0.01)
        assert any(file.readframes(8000))


async def test_a_recording_ends_with_its_call(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await alice.client.start_call_recording(made)
    await alice.client.drop_call(made)
    await alice.gone(made)
    (entry,) = await listed(demo, "alice")
    assert entry["call"] == made


async def test_who_may_hear_a_recording(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    await recorded(demo, alice, 1)
    (entry,) = await listed(demo, "alice")
    for user, status in (("dave", 200), ("admin", 200), ("bob", 404), ("carol", 404)):
        assert (await get(demo, user, f"/recordings/{entry['id']}"))[0] == status
        assert len((await get(demo, user, "/recordings"))[1]) > 2 if status == 200 else True
    assert (await get(demo, "alice", "/recordings/unknown"))[0] == 404
