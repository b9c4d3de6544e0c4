"""Do-not-disturb, forwards of several modes, remote office: what monitors are told, and what callers meet."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.person import Person

from callplane.client import ForwardMode, OperationRefused
from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.store.demo import line_of
from callplane.wire.types import cti

S, R = CallState, ChangeReason
A, B, C, D = (line_of(extension) for extension in ("101", "102", "103", "104"))
DND, FORWARDS, OFFICE = (
    cti.AsnCtiNotifyLineDoNotDisturbChangedArgument,
    cti.AsnCtiNotifyLineForwardingChangedArgument,
    cti.AsnCtiNotifyLineRemoteOfficeChangedArgument,
)


async def dial(person: Person, extension: str, number: str) -> str:
    return (await person.client.make_call(line_of(extension).uri, number)).u8sConnectionID


# -- do-not-disturb


async def test_do_not_disturb_is_told_and_kept(demo: Demo) -> None:
    alice, carol = await demo.person("alice", "103"), await demo.person("carol", "103")
    await alice.client.line_set_do_not_disturb(C.uri, True)
    for person in (alice, carol):
        told = await person.hears(DND)
        assert (told.u8sLinePhoneNumber, told.iDoNotDisturb) == (C.uri, 1)
        assert told.optionalParams is not None
        assert set(told.optionalParams) == {"BusyOnBusy", "InvalidPasswordState", "InvalidPasswordUser"}
    bob = await demo.person("bob", "102")
    made = await dial(bob, "102", "103")
    await bob.reaches(made, S.BUSY)
    assert not carol.calls("103")
    assert (await carol.client.snapshot_phone_line(C.uri)).iDoNotDisturb == 1
    await carol.client.line_set_do_not_disturb("103", False)
    await alice.hears(DND, lambda event: event.iDoNotDisturb == 0)


async def test_without_the_right_there_is_no_do_not_disturb(demo: Demo) -> None:
    alice = await demo.person("alice", "102")
    with pytest.raises(OperationRefused) as refused:
        await alice.client.line_set_do_not_disturb(B.uri, True)
    assert refused.value.detail == 2
    assert alice.told(DND) == []


# -- forwards


async def test_forwards_are_set_replaced_and_removed(demo: Demo) -> None:
    alice, carol = await demo.person("alice", "103"), await demo.person("carol", "103")
    busy = ForwardMode.eFORWARDMODEBUSY
    assert not (await carol.client.set_forward("103", "104")).bExistingForwardingChanged
    assert (await carol.client.set_forward("103", "101")).bExistingForwardingChanged
    assert not (await alice.client.set_forward(C.uri, D.number, mode=busy)).bExistingForwardingChanged
    told = await carol.hears(FORWARDS, lambda event: len(event.seqLineForwards) == 2)
    rules = {rule.iForwardMode: (rule.u8sDestination, rule.iForwardController) for rule in told.seqLineForwards}
    assert rules == {1: (A.number, 1), 2: (D.number, 1)}
    await carol.client.remove_forward("103", mode=busy, destination="104")
    await alice.hears(FORWARDS, lambda event: [rule.iForwardMode for rule in event.seqLineForwards] == [1])
    await carol.client.remove_forward("103")
    await alice.until(lambda: not alice.told(FORWARDS)[-1].seqLineForwards)


@pytest.mark.parametrize(
    ("mode", "before"),
    [
        (ForwardMode.eFORWARDMODEIMMEDIATE, "idle"),
        (ForwardMode.eFORWARDMODEBUSY, "dnd"),
        (ForwardMode.eFORWARDMODENOANSW, "wait"),
    ],
)
async def test_a_forwarded_call_rings_elsewhere(demo: Demo, mode: ForwardMode, before: str) -> None:
    bob, carol, dave = [await demo.person(name, ext) for name, ext in (("bob", "102"), ("carol", "103"), ("dave", "104"))]
    await carol.client.set_forward("103", "104", mode=mode)
    if before == "dnd":
        await carol.client.line_set_do_not_disturb("103", True)
    made = await dial(bob, "102", "103")
    if before == "wait":
        ringing = await carol.call("103", S.OFFERING)
        demo.pass_time(21)
        await carol.gone(ringing.u8sConnectionID)
        assert carol.last(ringing.u8sConnectionID).iDisconnectedReason == 3
    offered = await dave.call("104", S.OFFERING)
    assert (offered.u8sRemoteNumberSC, offered.pu8sRedirectingNumber) == (B.number, C.number)
    at_bob = await bob.is_now(made, lambda call: call.u8sRemoteNumberSC == D.number)
    assert (at_bob.iCallState, at_bob.u8sTrackerID) == (S.RINGBACK, offered.u8sTrackerID)


async def test_internal_and_external_callers_go_different_ways(demo: Demo) -> None:
    bob, carol, dave = [await demo.person(name, ext) for name, ext in (("bob", "102"), ("carol", "103"), ("dave", "104"))]
    await carol.client.set_forward("103", "104", mode=ForwardMode.eFORWARDMODEIMMEXT)
    await demo.outside("+4930555", "103")
    assert (await dave.call("104", S.OFFERING)).u8sRemoteNumberSC == "+4930555"
    await dial(bob, "102", "103")
    assert (await carol.call("103", S.OFFERING)).u8sRemoteNumberSC == B.number


async def test_a_forward_can_be_limited_to_callers(demo: Demo) -> None:
    bob, carol, dave = [await demo.person(name, ext) for name, ext in (("bob", "102"), ("carol", "103"), ("dave", "104"))]
    await carol.client.set_forward("103", "104", parameters={"ForwardCallerIDList": "+49 30 555"})
    await demo.outside("+4930555", "103")
    assert (await dave.call("104", S.OFFERING)).u8sRemoteNumberSC == "+4930555"
    await dial(bob, "102", "103")
    await carol.call("103", S.OFFERING)


async def test_forwards_in_a_circle_end(demo: Demo) -> None:
    bob = await demo.person("bob", "102")
    dave = await demo.person("dave", "104")
    await dave.client.set_forward("103", "104")
    await dave.client.set_forward("104", "103")
    made = await dial(bob, "102", "103")
    await bob.reaches(made, S.BUSY)


@pytest.mark.parametrize(("destination", "mode"), [("103", 1), ("nobody", 1), ("104", 3), ("104", 1 << 15)])
async def test_forwards_that_make_no_sense_are_refused(demo: Demo, destination: str, mode: int) -> None:
    carol = await demo.person("carol", "103")
    with pytest.raises(OperationRefused) as refused:
        await carol.client.set_forward("103", destination, mode=mode)  # type: ignore[arg-type]
    assert refused.value.detail == 1
    assert carol.log == []


# -- remote office


async def test_a_remote_office_is_told(demo: Demo) -> None:
    carol, dave = await demo.person("carol", "103"), await demo.person("dave", "103")
    await carol.client.line_set_remote_office("103", "0089123450")
    told = await dave.hears(OFFICE)
    assert (told.remoteOfficeState.iEnabled, told.remoteOfficeState.u8sDestination) == (1, "+4989123450")
    await carol.client.line_set_remote_office("103", "", on=False)
    await dave.hears(OFFICE, lambda event: event.remoteOfficeState.iEnabled == 0)


async def test_calls_of_a_remote_office_are_made_from_there(demo: Demo) -> None:
    carol, bob = await demo.person("carol", "103"), await demo.person("bob", "102")
    await carol.client.line_set_remote_office("103", "0089123450")
    made = await dial(carol, "103", "102")
    await carol.reaches(made, S.DIALING)
    assert not bob.calls("102")
    demo.pass_time(1)
    offered = await bob.call("102", S.OFFERING)
    assert offered.u8sRemoteNumberSC == C.number
    await carol.reaches(made, S.RINGBACK)
    await bob.client.answer_call(offered.u8sConnectionID)
    await carol.reaches(made, S.CONNECTED)
    await carol.client.drop_call(made)
    await bob.gone(offered.u8sConnectionID)


async def test_calls_for_a_remote_office_ring_there_too(demo: Demo) -> None:
    carol, bob = await demo.person("carol", "103"), await demo.person("bob", "102")
    await carol.client.line_set_remote_office("103", "0089123450")
    made = await dial(bob, "102", "103")
    ringing = await carol.call("103", S.OFFERING)
    demo.pass_time(1)
    await carol.reaches(ringing.u8sConnectionID, S.CONNECTED)
    assert (await bob.reaches(made, S.CONNECTED)).u8sRemoteNumberSC == C.number


async def test_a_remote_office_for_one_call(demo: Demo) -> None:
    carol, bob = await demo.person("carol", "103"), await demo.person("bob", "102")
    parameters: dict[str, str | int | bytes] = {"DialRemoteOffice": 1, "RemoteOfficeNumber": "089 123450"}
    made = (await carol.client.make_call("103", "102", parameters=parameters)).u8sConnectionID
    await carol.reaches(made, S.DIALING)
    demo.pass_time(1)
    await bob.call("102", S.OFFERING)
