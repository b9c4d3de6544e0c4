"""Conferences that begin, grow, shrink and end."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.person import CallInformation, Person, can

from callplane.client import OperationRefused
from callplane.model.call import CallState, CallType
from callplane.model.features import Feature
from callplane.store.demo import line_of
from callplane.wire.types import cti

S, T = CallState, CallType
A = line_of("101")
CREATED, ENDED = cti.AsnCtiNotifyConferenceCreatedArgument, cti.AsnCtiNotifyConferenceDestroyedArgument
ADDED, REMOVED = cti.AsnCtiNotifyConferencePartyAddedArgument, cti.AsnCtiNotifyConferencePartyRemovedArgument


async def call(demo: Demo, alice: Person, number: str) -> str:
    """Alice talks with one more; numbers outside answer after a second."""
    made = (await alice.client.make_call(A.uri, number)).u8sConnectionID
    if len(number) == 3:
        await demo.phone(number, "answer")
    else:
        demo.pass_time(1)
    await alice.reaches(made, S.CONNECTED)
    return made


async def conference(demo: Demo, alice: Person) -> tuple[CallInformation, list[str]]:
    """Alice, Bob and Carol; gives the controller and the members' calls."""
    members = [await call(demo, alice, "102"), await call(demo, alice, "103")]
    await alice.client.conference(*members)
    controller = await alice.until(
        lambda: next((c for c in alice.calls("101").values() if c.iCallType == T.CONFERENCE_CONTROLLER), None)
    )
    return controller, members


async def test_three_parties(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    controller, members = await conference(demo, alice)
    assert (controller.bConferenceCtlr, controller.iCallState, controller.u8sRemoteNumberSC) == (True, S.CONNECTED, "")
    assert controller.u8sConferenceCtlrID == controller.u8sConnectionID
    for member in members:
        joined = await alice.reaches(member, S.CONFERENCED)
        assert (joined.iCallType, joined.u8sConferenceCtlrID) == (T.CONFERENCE_MEMBER, controller.u8sConnectionID)
    created = await alice.hears(CREATED)
    assert created.conferenceControllerCallInfo.u8sConnectionID == controller.u8sConnectionID
    assert [one.u8sConnectionID for one in created.conferenceMemberCallInfoList] == members
    at_bob = await bob.call("102", S.CONNECTED)
    assert (at_bob.u8sRemoteNumberSC, at_bob.iCallType) == (A.number, T.NORMAL)
    assert at_bob.u8sTrackerID == controller.u8sTrackerID


async def test_the_events_of_a_conference_come_in_order(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    controller, members = await conference(demo, alice)
    await alice.hears(CREATED)
    told = alice.log.index(alice.told(CREATED)[0])
    before = [
        event.callinformation.u8sConnectionID
        for event in alice.log[:told]
        if isinstance(event, cti.AsnCtiNotifyLineCallInformationChangedArgument)
        and event.callinformation.u8sConferenceCtlrID == controller.u8sConnectionID
    ]
    assert before == [controller.u8sConnectionID, *members]


@pytest.mark.parametrize("by_member", [False, True])
async def test_a_conference_grows_and_shrinks(demo: Demo, by_member: bool) -> None:
    alice, dave = await demo.person("alice", "101"), await demo.person("dave", "104")
    controller, members = await conference(demo, alice)
    fourth = await call(demo, alice, "104")
    held = await alice.reaches(controller.u8sConnectionID, S.HOLD)
    assert can(held, Feature.CONFERENCE_ADD)
    await alice.client.conference(members[0] if by_member else controller.u8sConnectionID, fourth)
    added = await alice.hears(ADDED)
    assert added.conferenceMemberCallInfo.u8sConnectionID == fourth
    await alice.reaches(controller.u8sConnectionID, S.CONNECTED)
    assert (await dave.call("104", S.CONNECTED)).u8sRemoteNumberSC == A.number

    await alice.client.drop_call(members[1])
    removed = await alice.hears(REMOVED)
    assert removed.conferenceMemberCallInfo.u8sConnectionID == members[1]
    await alice.gone(members[1])
    assert len(alice.calls("101")) == 3

    await dave.client.line_drop_call("104")
    await alice.hears(REMOVED, lambda event: event.conferenceMemberCallInfo.u8sConnectionID == fourth)
    ended = await alice.hears(ENDED)
    assert ended.conferenceControllerCallInfo.u8sConnectionID == controller.u8sConnectionID
    await alice.gone(controller.u8sConnectionID, fourth)
    left = await alice.reaches(members[0], S.CONNECTED)
    assert (left.iCallType, left.u8sConferenceCtlrID) == (T.NORMAL, "")


async def test_who_controls_it_ends_it_for_all(demo: Demo) -> None:
    alice, bob, carol = [await demo.person(name, ext) for name, ext in (("alice", "101"), ("bob", "102"), ("carol", "103"))]
    controller, members = await conference(demo, alice)
    await alice.client.line_drop_call(A.uri)
    await alice.gone(controller.u8sConnectionID, *members)
    await alice.hears(ENDED)
    await bob.until(lambda: not bob.calls("102"))
    await carol.until(lambda: not carol.calls("103"))


async def test_a_conference_on_hold_goes_on_without_its_controller(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    controller, _ = await conference(demo, alice)
    await alice.client.hold(controller.u8sConnectionID)
    await alice.reaches(controller.u8sConnectionID, S.HOLD)
    await alice.client.hold(controller.u8sConnectionID, on=False)
    await alice.reaches(controller.u8sConnectionID, S.CONNECTED)


async def test_eight_parties_at_most(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    controller, _ = await conference(demo, alice)
    for n in range(5):
        member = await call(demo, alice, f"00891234{n}0")
        await alice.client.conference(controller.u8sConnectionID, member)
        await alice.reaches(member, S.CONFERENCED)
    ninth = await call(demo, alice, "0089123490")
    assert not can(alice.calls("101")[ninth], Feature.CONFERENCE_ADD)
    with pytest.raises(OperationRefused):
        await alice.client.conference(controller.u8sConnectionID, ninth)
    assert alice.calls("101")[ninth].iCallType != T.CONFERENCE_MEMBER
