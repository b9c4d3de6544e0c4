"""Making, answering and dropping calls: what both sides see, and in which order."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.person import can

from callplane.client import OperationRefused
from callplane.model.call import CallState, DisconnectCause
from callplane.model.changes import ChangeReason
from callplane.model.features import Feature
from callplane.store.demo import line_of
from callplane.wire.types import cti
from callplane.wire.types.common import AsnNetDatabaseContact
from callplane.wire.types.sipcti_common import AsnProjectPinRule

S, R = CallState, ChangeReason
A, B = line_of("101"), line_of("102")


async def test_a_call_from_beginning_to_end(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = (await alice.client.make_call(A.uri, "102")).u8sConnectionID
    offered = await bob.call("102", S.OFFERING)
    assert (offered.u8sRemoteNumberSC, offered.bOutbound, offered.bInternal) == (A.number, False, True)
    assert offered.pRemoteContact is not None
    assert offered.pRemoteContact.u8sDisplayName == "Alice"
    assert can(offered, Feature.ANSWER)
    ringing = await alice.reaches(made, S.RINGBACK)
    assert ringing.u8sTrackerID == offered.u8sTrackerID
    assert not ringing.utcCallConnected

    await bob.client.answer_call(offered.u8sConnectionID)
    connected = await alice.reaches(made, S.CONNECTED)
    assert connected.utcCallConnected
    await bob.reaches(offered.u8sConnectionID, S.CONNECTED)

    await alice.client.drop_call(made)
    await alice.gone(made)
    await bob.gone(offered.u8sConnectionID)
    assert alice.reasons(made) == [R.DIALING, R.RINGBACK, R.CONNECTED, R.DESTROYED]
    assert bob.reasons(offered.u8sConnectionID) == [R.OFFERING, R.CONNECTED, R.DISCONNECTED, R.DESTROYED]
    assert bob.last(offered.u8sConnectionID).iDisconnectedReason == DisconnectCause.NONE


async def test_the_decision_comes_after_the_result_and_before_the_first_word_of_the_call(demo: Demo) -> None:
    alice, other = await demo.person("alice", "101"), await demo.person("alice", "101")
    made = (await alice.client.make_call(A.uri, "102")).u8sConnectionID
    assert alice.log == [], "nothing of the call came before the result"
    await alice.reaches(made, S.RINGBACK)
    await other.reaches(made, S.RINGBACK)
    first = alice.log[0]
    assert isinstance(first, cti.AsnCtiNotifyMakeCallResultArgument)
    assert (first.u8sConnectionID, first.u8sLinePhoneNumber, first.success) == (made, A.uri, 1)
    assert other.told(cti.AsnCtiNotifyMakeCallResultArgument) == []


async def test_each_monitor_of_a_line_tells_the_whole_life(demo: Demo) -> None:
    alice = await demo.person("alice", "101", "101")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await alice.client.line_drop_call("101")
    first, second = alice.watches.values()
    await alice.until(lambda: made in first.ended and made in second.ended)
    told = alice.told(cti.AsnCtiNotifyLineCallInformationChangedArgument)
    for watch in (first, second):
        reasons = [event.reason for event in told if event.u8sMonitorCrossRefID == watch.id]
        assert reasons == [R.DIALING, R.RINGBACK, R.CONNECTED, R.DESTROYED]


async def test_a_monitor_begins_where_its_snapshot_ends(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob")
    made = await demo.talk(alice, "101", "102")
    watch = await bob.watch("102")
    (there,) = watch.started.seqCalls
    assert there.iCallState == S.CONNECTED
    await alice.client.drop_call(made)
    await bob.gone(there.u8sConnectionID)
    assert bob.reasons(there.u8sConnectionID) == [R.DISCONNECTED, R.DESTROYED]


async def test_a_call_is_rejected(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = (await alice.client.make_call(A.uri, B.number)).u8sConnectionID
    offered = await bob.call("102", S.OFFERING)
    await bob.client.drop_call(offered.u8sConnectionID)
    await alice.gone(made)
    assert alice.last(made).iDisconnectedReason == DisconnectCause.UNCONNECTED
    assert alice.reasons(made)[-2:] == [R.DISCONNECTED, R.DESTROYED]


async def test_a_caller_gives_up(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = (await alice.client.make_call(A.uri, "102")).u8sConnectionID
    offered = await bob.call("102", S.OFFERING)
    await alice.client.line_drop_call(A.uri)
    await bob.gone(offered.u8sConnectionID)
    await alice.gone(made)
    assert bob.last(offered.u8sConnectionID).iDisconnectedReason == DisconnectCause.UNCONNECTED


async def test_nobody_answers(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = (await alice.client.make_call(A.uri, "102")).u8sConnectionID
    offered = await bob.call("102", S.OFFERING)
    demo.pass_time(181)
    await alice.gone(made)
    await bob.gone(offered.u8sConnectionID)
    assert alice.last(made).iDisconnectedReason == DisconnectCause.UNCONNECTED


@pytest.mark.parametrize(
    ("number", "seconds", "states"),
    [
        ("0 089 1234-0", 1.0, [R.DIALING, R.RINGBACK, R.CONNECTED]),
        ("0089 12341", 0.0, [R.DIALING, R.BUSY]),
        ("0089 12342", 100.0, [R.DIALING, R.RINGBACK]),
        ("0089 12344", 1.0, [R.DIALING, R.RINGBACK, R.DISCONNECTED]),
        ("0089 12345", 3.0, [R.DIALING, R.RINGBACK, R.CONNECTED, R.DISCONNECTED]),
    ],
)
async def test_how_the_outside_world_answers(demo: Demo, number: str, seconds: float, states: list[ChangeReason]) -> None:
    alice = await demo.person("alice", "101")
    made = (await alice.client.make_call(A.uri, number.replace(" ", "").replace("-", ""))).u8sConnectionID
    demo.pass_time(seconds)
    await alice.until(lambda: alice.reasons(made)[: len(states)] == states)
    assert alice.last(made).u8sRemoteNumberSC == "+4989" + number.replace(" ", "").replace("-", "")[4:]
    assert not alice.last(made).bInternal
    decided = await alice.hears(cti.AsnCtiNotifyMakeCallResultArgument)
    assert decided.success == 1


@pytest.mark.parametrize("number", ["0089123453", "199", "101"])
async def test_what_cannot_be_reached(demo: Demo, number: str) -> None:
    alice = await demo.person("alice", "101")
    made = (await alice.client.make_call(A.uri, number)).u8sConnectionID
    await alice.gone(made)
    decided = await alice.hears(cti.AsnCtiNotifyMakeCallResultArgument)
    assert (decided.u8sConnectionID, decided.success) == (made, 0)
    assert alice.reasons(made) == [R.DIALING, R.DISCONNECTED, R.DESTROYED]
    assert alice.last(made).iDisconnectedReason == DisconnectCause.UNCONNECTED


async def test_a_busy_party_is_heard_for_a_while(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = (await alice.client.make_call(A.uri, "0089123451")).u8sConnectionID
    busy = await alice.reaches(made, S.BUSY)
    assert can(busy, Feature.COMPLETE_CALL)
    demo.pass_time(31)
    await alice.gone(made)
    assert alice.last(made).iDisconnectedReason == DisconnectCause.BUSY


async def test_calls_from_outside(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    party = await demo.outside("+49 30 5551234", "101")
    offered = await alice.call("101", S.OFFERING)
    assert (offered.u8sRemoteNumberSC, offered.bInternal, offered.pRemoteContact) == ("+49305551234", False, None)
    await alice.client.answer_call(offered.u8sConnectionID)
    await alice.reaches(offered.u8sConnectionID, S.CONNECTED)
    await demo.outside_hangs_up(party)
    await alice.gone(offered.u8sConnectionID)


async def test_a_hidden_number_is_seen_by_nobody(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = (await alice.client.make_call(A.uri, "102", hide_caller_id=True)).u8sConnectionID
    offered = await bob.call("102", S.OFFERING)
    assert (offered.u8sRemoteNumberSC, offered.bCallerIDBlocked, offered.pRemoteContact) == ("", True, None)
    assert (await alice.reaches(made, S.RINGBACK)).bCallerIDBlocked
    await demo.outside("", "102")
    withheld = await bob.call("102", S.OFFERING, but=(offered.u8sConnectionID,)) if len(bob.calls("102")) > 1 else None
    assert withheld is None or withheld.u8sRemoteNumberSC == ""


async def test_what_a_client_passes_along_is_its_own(demo: Demo) -> None:
    alice, at_home = await demo.person("alice", "101"), await demo.person("alice", "101")
    card = AsnNetDatabaseContact(u8sDisplayName="Bob, mobile", bValid=True)
    project = AsnProjectPinRule(u8sProjectName="Roof", u8sProjectPin="47")
    made = (await alice.client.make_call(A.uri, "102", contact=card, project=project)).u8sConnectionID
    mine, other = await alice.reaches(made, S.RINGBACK), await at_home.reaches(made, S.RINGBACK)
    assert mine.pRemoteContact == other.pRemoteContact == card
    assert (mine.iRemoteContactSource, other.iRemoteContactSource) == (2, 3)
    assert mine.projectPinRule.u8sProjectName == "Roof"


async def test_numbers_are_dialled_as_given_or_formatted(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    for number, number_format in (("+4981513685 6102", 1), ("08151/36856-102", 1), ("102", 0), ("+49815136856102", 0)):
        made = await alice.client.make_call(A.uri, number, number_format=number_format)  # type: ignore[arg-type]
        offered = await bob.call("102", S.OFFERING)
        await alice.client.drop_call(made.u8sConnectionID)
        await bob.gone(offered.u8sConnectionID)
        await alice.gone(made.u8sConnectionID)


async def test_a_second_call_waits_and_a_third_finds_the_line_busy(demo: Demo) -> None:
    alice, bob, carol = [await demo.person(name, ext) for name, ext in (("alice", "101"), ("bob", "102"), ("carol", "103"))]
    first = await demo.talk(alice, "101", "102")
    await alice.reaches(first, S.CONNECTED)
    second = (await carol.client.make_call("103", "102")).u8sConnectionID
    waiting = await bob.call("102", S.OFFERING)
    await demo.phone("104", "dial", number="102")
    await bob.client.answer_call(waiting.u8sConnectionID)
    await carol.reaches(second, S.CONNECTED)
    held = await bob.call("102", S.HOLD)
    assert held.u8sRemoteNumberSC == A.number
    assert len(bob.calls("102")) == 2


async def test_digits_are_heard_at_the_other_end(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await alice.client.dial_digits(made, "12*#AD")
    assert await demo.heard("102") == "12*#AD"
    with pytest.raises(OperationRefused) as refused:
        await alice.client.dial_digits(made, "12w")
    assert refused.value.detail == 1
    assert await demo.heard("102") == "12*#AD"


async def test_features_alone_are_told_by_an_event_of_their_own(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    first = await demo.talk(alice, "101", "102")
    await alice.reaches(first, S.CONNECTED)
    await demo.phone("101", "hold")
    await alice.is_now(first, lambda call: can(call, Feature.RETRIEVE))
    await demo.phone("101", "dial", number="103")
    await alice.is_now(first, lambda call: not can(call, Feature.RETRIEVE))
    changed = await alice.hears(cti.AsnCtiNotifyLineCallFeaturesChangedArgument)
    assert [feature.u8sConnectionID for feature in changed.callFeaturesList] == [first]


async def test_what_people_do_at_phones_is_seen_too(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    await demo.phone("101", "dial", number="102")
    ringing = await alice.call("101", S.RINGBACK)
    await demo.phone("102", "answer")
    await alice.reaches(ringing.u8sConnectionID, S.CONNECTED)
    await demo.phone("102", "hangup")
    await alice.gone(ringing.u8sConnectionID)
    assert alice.told(cti.AsnCtiNotifyMakeCallResultArgument) == []
    assert bob.calls("102") == {}


async def test_a_phone_that_is_unplugged_ends_its_calls(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await demo.phone("101", "unplug")
    await alice.gone(made)
    assert alice.reasons(made)[-2:] == [R.PHONE_LOST, R.DESTROYED]
    changed = await alice.hears(cti.AsnCtiNotifyLineInfoChangedArgument)
    assert changed.lineInfo.iLineOpenStatus == 3
    await bob.until(lambda: not bob.calls("102"))
    await demo.phone("101", "plug")
    await alice.hears(cti.AsnCtiNotifyLineInfoChangedArgument, lambda event: event.lineInfo.iLineOpenStatus == 2)
