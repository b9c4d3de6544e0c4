"""Callbacks: to busy parties, to silent ones, and to those outside."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.person import can

from callplane.client import OperationRefused
from callplane.model.call import CallState, CallType
from callplane.model.features import Feature
from callplane.store.demo import line_of

S = CallState
B = line_of("102")


async def test_a_busy_party_is_called_when_it_is_free(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    await bob.client.line_set_do_not_disturb("102", True)
    made = (await alice.client.make_call("101", "102")).u8sConnectionID
    busy = await alice.reaches(made, S.BUSY)
    assert can(busy, Feature.COMPLETE_CALL)
    await alice.client.complete_call(made)
    await alice.gone(made)
    await bob.client.line_set_do_not_disturb("102", False)
    callback = await alice.call("101", S.OFFERING)
    assert (callback.iCallType, callback.bOutbound, callback.u8sRemoteNumberSC) == (CallType.CALLBACK, True, B.number)
    assert callback.u8sTrackerID == busy.u8sTrackerID
    await alice.client.answer_call(callback.u8sConnectionID)
    await alice.reaches(callback.u8sConnectionID, S.RINGBACK)
    offered = await bob.call("102", S.OFFERING)
    await bob.client.answer_call(offered.u8sConnectionID)
    await alice.reaches(callback.u8sConnectionID, S.CONNECTED)


async def test_a_silent_party_is_called_when_it_has_used_its_phone(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = (await alice.client.make_call("101", "102")).u8sConnectionID
    await alice.reaches(made, S.RINGBACK)
    await alice.client.complete_call(made)
    await alice.gone(made)
    await bob.until(lambda: not bob.calls("102"))
    assert not alice.calls("101")
    await demo.phone("102", "dial", number="103")
    await demo.phone("102", "hangup")
    await alice.call("101", S.OFFERING)


async def test_a_busy_party_outside_is_called_after_a_while(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = (await alice.client.make_call("101", "0089123451")).u8sConnectionID
    await alice.reaches(made, S.BUSY)
    await alice.client.complete_call(made)
    demo.pass_time(31)
    callback = await alice.call("101", S.OFFERING)
    assert callback.iCallType == CallType.CALLBACK
    demo.pass_time(31)
    await alice.gone(callback.u8sConnectionID)
    assert not alice.calls("101")


async def test_one_request_for_each_party(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    for _ in range(2):
        made = (await alice.client.make_call("101", "0089123451")).u8sConnectionID
        await alice.reaches(made, S.BUSY)
        await alice.client.complete_call(made)
        await alice.gone(made)
    demo.pass_time(31)
    callback = await alice.call("101", S.OFFERING)
    await alice.client.drop_call(callback.u8sConnectionID)
    await alice.gone(callback.u8sConnectionID)
    demo.pass_time(3600)
    assert not alice.calls("101")


async def test_only_busy_and_silent_parties_are_called_back(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    with pytest.raises(OperationRefused) as refused:
        await alice.client.complete_call(made)
    assert refused.value.detail == 1
