"""Hold, swap, merge, redirect, blind transfer, pickup: the others see where they are."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.person import Person, can

from callplane.client import OperationRefused
from callplane.model.call import CallState, CallType, DisconnectCause
from callplane.model.changes import ChangeReason
from callplane.model.features import Feature
from callplane.store.demo import line_of

S, R = CallState, ChangeReason
A, B, C, D = (line_of(extension) for extension in ("101", "102", "103", "104"))


async def people(demo: Demo) -> tuple[Person, Person, Person]:
    return await demo.person("alice", "101"), await demo.person("bob", "102"), await demo.person("carol", "103")


async def consultation(demo: Demo, alice: Person) -> tuple[str, str]:
    """Alice talks with Carol while Bob is on hold."""
    first = await demo.talk(alice, "101", "102")
    await alice.reaches(first, S.CONNECTED)
    second = await demo.talk(alice, "101", "103")
    await alice.reaches(second, S.CONNECTED)
    await alice.reaches(first, S.HOLD)
    return first, second


async def test_hold_and_retrieve(demo: Demo) -> None:
    alice, bob, _ = await people(demo)
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await alice.client.hold(made)
    held = await alice.reaches(made, S.HOLD)
    assert can(held, Feature.RETRIEVE)
    assert (await bob.call("102", S.CONNECTED)).u8sRemoteNumberSC == A.number
    await alice.client.hold(made, on=False)
    await alice.reaches(made, S.CONNECTED)
    assert alice.reasons(made)[-3:] == [R.CONNECTED, R.HELD, R.CONNECTED]


async def test_a_second_call_is_a_consultation(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    first, second = await consultation(demo, alice)
    calls = alice.calls("101")
    assert calls[second].iCallType == CallType.CONSULTATION
    assert calls[second].u8sTrackerID == calls[first].u8sTrackerID == (await bob.call("102", S.CONNECTED)).u8sTrackerID
    consulted = await carol.call("103", S.CONNECTED)
    assert consulted.u8sTrackerID == calls[first].u8sTrackerID
    assert consulted.pu8sHoldNumberSC == B.number
    assert consulted.pHoldContact is not None
    assert consulted.pHoldContact.u8sDisplayName == "Bob"


async def test_swap(demo: Demo) -> None:
    alice, _, carol = await people(demo)
    first, second = await consultation(demo, alice)
    await alice.client.swap_hold(first)
    await alice.reaches(first, S.CONNECTED)
    await alice.reaches(second, S.HOLD)
    await carol.call("103", S.CONNECTED)
    with pytest.raises(OperationRefused):
        await alice.client.swap_hold(first)


async def test_merged_parties_see_each_other(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    bobs = await _bobs_call(demo, alice, bob)
    tracker = bob.calls("102")[bobs].u8sTrackerID
    second = await demo.talk(alice, "101", "103")
    await alice.reaches(second, S.CONNECTED)
    carols = (await carol.call("103", S.CONNECTED)).u8sConnectionID
    (first,) = (call_id for call_id in alice.calls("101") if call_id != second)
    await alice.client.merge_calls(first, second)
    await alice.gone(first, second)
    at_bob = await bob.is_now(bobs, lambda call: call.u8sRemoteNumberSC == C.number)
    at_carol = await carol.is_now(carols, lambda call: call.u8sRemoteNumberSC == B.number)
    assert at_bob.pRemoteContact is not None
    assert at_bob.pRemoteContact.u8sDisplayName == "Carol"
    assert at_bob.u8sTrackerID == at_carol.u8sTrackerID == tracker
    assert (at_bob.iCallType, at_carol.iCallType) == (CallType.NORMAL, CallType.NORMAL)
    assert R.REMOTE_PARTY in bob.reasons(bobs)
    assert R.REMOTE_PARTY in carol.reasons(carols)
    assert at_carol.pu8sHoldNumberSC is None
    await bob.client.drop_call(bobs)
    await carol.gone(carols)


async def _bobs_call(demo: Demo, alice: Person, bob: Person) -> str:
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    return (await bob.call("102", S.CONNECTED)).u8sConnectionID


async def test_a_held_party_that_hangs_up_leaves_the_other_call(demo: Demo) -> None:
    alice, bob, _ = await people(demo)
    first, second = await consultation(demo, alice)
    await bob.client.line_drop_call("102")
    await alice.gone(first)
    assert alice.calls("101")[second].iCallState == S.CONNECTED


# -- redirect and blind transfer


async def test_a_ringing_call_is_redirected(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    made = (await alice.client.make_call(A.uri, "102")).u8sConnectionID
    ringing = await bob.call("102", S.OFFERING)
    await bob.client.redirect_call(ringing.u8sConnectionID, "103")
    await bob.gone(ringing.u8sConnectionID)
    assert bob.last(ringing.u8sConnectionID).iDisconnectedReason == DisconnectCause.REDIRECTED_BY_OWNER
    offered = await carol.call("103", S.OFFERING)
    assert (offered.u8sRemoteNumberSC, offered.pu8sRedirectingNumber) == (A.number, B.number)
    assert offered.u8sTrackerID == ringing.u8sTrackerID
    caller = await alice.is_now(made, lambda call: call.u8sRemoteNumberSC == C.number)
    assert (caller.iCallState, caller.u8sTrackerID) == (S.RINGBACK, ringing.u8sTrackerID)


async def test_a_colleague_redirects_by_user(demo: Demo) -> None:
    alice, bob, _ = await people(demo)
    dave = await demo.person("dave", "104")
    await demo.outside("+4930555", "102")
    await bob.call("102", S.OFFERING)
    await alice.client.redirect_call("", D.number, user="bob", number_format=1)  # type: ignore[arg-type]
    offered = await dave.call("104", S.OFFERING)
    assert (offered.u8sRemoteNumberSC, offered.pu8sRedirectingNumber) == ("+4930555", B.number)
    await bob.until(lambda: not bob.calls("102"))


@pytest.mark.parametrize("number", ["102", "199"])
async def test_a_redirect_that_leads_nowhere_is_refused(demo: Demo, number: str) -> None:
    _, bob, _ = await people(demo)
    await demo.outside("+4930555", "102")
    ringing = await bob.call("102", S.OFFERING)
    with pytest.raises(OperationRefused) as refused:
        await bob.client.redirect_call(ringing.u8sConnectionID, number)
    assert refused.value.detail == 1
    assert bob.calls("102")[ringing.u8sConnectionID].iCallState == S.OFFERING


async def test_a_connected_call_is_transferred_blind(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    made = await demo.talk(alice, "101", "102")
    connected = await alice.reaches(made, S.CONNECTED)
    assert can(connected, Feature.BLIND_TRANSFER)
    bobs = (await bob.call("102", S.CONNECTED)).u8sConnectionID
    await alice.client.redirect_call(made, "103")
    await alice.gone(made)
    assert alice.last(made).iDisconnectedReason == DisconnectCause.REDIRECTED_BY_OWNER
    offered = await carol.call("103", S.OFFERING)
    assert (offered.u8sRemoteNumberSC, offered.pu8sRedirectingNumber) == (B.number, A.number)
    waiting = await bob.reaches(bobs, S.RINGBACK)
    assert waiting.u8sRemoteNumberSC == C.number
    await carol.client.answer_call(offered.u8sConnectionID)
    now = await bob.reaches(bobs, S.CONNECTED)
    assert now.u8sTrackerID == connected.u8sTrackerID == carol.last(offered.u8sConnectionID).u8sTrackerID


async def test_a_transfer_that_nobody_answers_ends(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    bobs = await _bobs_call(demo, alice, bob)
    await alice.client.redirect_call(next(iter(alice.calls("101"))), "103")
    await carol.call("103", S.OFFERING)
    demo.pass_time(61)
    await bob.gone(bobs)
    assert bob.last(bobs).iDisconnectedReason == DisconnectCause.UNCONNECTED
    await carol.until(lambda: not carol.calls("103"))


# -- pickup


async def test_a_call_that_rings_elsewhere_is_picked_up(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    await alice.watch("102")
    made = (await carol.client.make_call(C.uri, "102")).u8sConnectionID
    ringing = await alice.call("102", S.OFFERING)
    assert can(ringing, Feature.PICKUP)
    await alice.client.pickup_call(ringing.u8sConnectionID, A.uri)
    mine = await alice.call("101", S.CONNECTED)
    assert (mine.u8sRemoteNumberSC, mine.pu8sRedirectingNumber) == (C.number, B.number)
    assert mine.u8sTrackerID == ringing.u8sTrackerID
    assert alice.reasons(mine.u8sConnectionID) == [R.OFFERING, R.CONNECTED]
    caller = await carol.is_now(made, lambda call: call.u8sRemoteNumberSC == A.number)
    assert caller.iCallState == S.CONNECTED
    await bob.gone(ringing.u8sConnectionID)
    causes = (DisconnectCause.REDIRECTED, DisconnectCause.REDIRECTED_BY_OWNER)
    assert bob.last(ringing.u8sConnectionID).iDisconnectedReason in causes


async def test_a_colleague_s_call_is_picked_up_by_his_name(demo: Demo) -> None:
    alice, _, _ = await people(demo)
    await demo.outside("+4930555", "102")
    await alice.client.pickup_call("", "111", user="bob")
    await alice.watch("111")
    assert (await alice.call("111", S.CONNECTED)).u8sRemoteNumberSC == "+4930555"


async def test_who_talks_already_holds_for_a_pickup(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    first = await demo.talk(alice, "101", "104")
    await alice.reaches(first, S.CONNECTED)
    await carol.client.make_call(C.uri, "102")
    ringing = await bob.call("102", S.OFFERING)
    await alice.client.pickup_call(ringing.u8sConnectionID, A.uri)
    await alice.reaches(first, S.HOLD)
    assert (await alice.call("101", S.CONNECTED)).u8sRemoteNumberSC == C.number
