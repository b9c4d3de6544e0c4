"""The link to the PBX is lost and comes back: clients are told the truth, once, and what was found is marked."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import ADMINISTRATOR, Demo
from tests.scenarios.person import CallInformation, Person

from callplane.client import Event, OperationRefused
from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.model.line import LineStatus
from callplane.store.demo import line_of
from callplane.wire.types import cti

S, R = CallState, ChangeReason
A, B = line_of("101"), line_of("102")


async def status(person: Person, wanted: LineStatus) -> None:
    """Wait until every line that the person monitors has this status."""

    def all_have_it() -> bool:
        told = {
            event.u8sLinePhoneNumber: event.lineInfo.iLineOpenStatus
            for event in person.told(cti.AsnCtiNotifyLineInfoChangedArgument)
        }
        return all(told.get(watch.line) == wanted for watch in person.watches.values())

    await person.until(all_have_it, f"the lines are {wanted.name}")


def marked(call: CallInformation) -> bool:
    return bool((call.optionalParams or {}).get("Synthetic"))


def told_of(person: Person, call_id: str) -> list[tuple[ChangeReason, bool]]:
    """Why a call was told, and whether it was marked."""
    return [
        (R(event.reason), marked(event.callinformation))
        for event in person.told(cti.AsnCtiNotifyLineCallInformationChangedArgument)
        if event.callinformation.u8sConnectionID == call_id
    ]


def calls_in(event: Event) -> list[CallInformation]:
    assert isinstance(event, cti.AsnCtiNotifyConferenceCreatedArgument | cti.AsnCtiNotifyConferenceDestroyedArgument)
    return [event.conferenceControllerCallInfo, *event.conferenceMemberCallInfoList]


async def test_what_happened_meanwhile_is_told_and_marked(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = await demo.talk(alice, "101", "102")
    theirs = (await bob.call("102", S.CONNECTED)).u8sConnectionID
    await demo.link("link/cut")
    await status(alice, LineStatus.NO_PBX)
    await alice.is_now(made, lambda call: call.iCallState == S.CONNECTED and not call.iFeatures)
    await demo.phone("102", "hold")
    await demo.phone("103", "dial", number="102")
    await demo.link("link/restore")
    await status(alice, LineStatus.OPEN)
    waiting = await bob.call("102", S.OFFERING)
    held = await bob.reaches(theirs, S.HOLD)
    assert told_of(bob, theirs)[-1] == (R.HELD, True)
    assert told_of(bob, waiting.u8sConnectionID) == [(R.OFFERING, True)]
    assert held.iFeatures
    await alice.client.drop_call(made)
    await bob.gone(theirs)
    assert told_of(bob, theirs)[-2:] == [(R.DISCONNECTED, False), (R.DESTROYED, False)]


async def test_calls_that_ended_meanwhile_get_their_end_once(demo: Demo) -> None:
    alice, bob = await demo.person("alice", "101"), await demo.person("bob", "102")
    made = await demo.talk(alice, "101", "102")
    theirs = (await bob.call("102", S.CONNECTED)).u8sConnectionID
    await demo.link("link/cut")
    await status(bob, LineStatus.NO_PBX)
    await demo.phone("101", "hangup")
    await demo.link("link/restore")
    await alice.gone(made)
    await bob.gone(theirs)
    for person, call_id in ((alice, made), (bob, theirs)):
        assert [told for told in told_of(person, call_id) if told[0] is R.DESTROYED] == [(R.DESTROYED, True)]


async def test_nothing_can_be_done_without_a_link(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await demo.link("link/cut")
    client = alice.client
    for refused in (
        client.drop_call(made),
        client.hold(made),
        client.make_call(A.uri, "103"),
        client.line_set_do_not_disturb(A.uri, True),
        client.set_forward(A.uri, "103"),
        client.remove_forward(A.uri),
    ):
        with pytest.raises(OperationRefused) as refusal:
            await refused
        assert refusal.value.detail == 1
    await demo.link("link/restore")
    await status(alice, LineStatus.OPEN)
    assert alice.calls("101")[made].iCallState == S.CONNECTED
    assert not alice.told(cti.AsnCtiNotifyLineDoNotDisturbChangedArgument)
    assert not alice.told(cti.AsnCtiNotifyLineForwardingChangedArgument)


async def test_a_refused_log_in_is_shown(demo: Demo) -> None:
    alice = await demo.person("alice", "101", "111")
    await demo.link("refuse-login")
    assert (await demo.link("link/cut"))["state"] == "cut"
    await demo.link("link/restore")
    await status(alice, LineStatus.LOGIN_FAILED)
    with pytest.raises(OperationRefused):
        await alice.client.make_call(A.uri, "102")
    assert (await demo.link("refuse-login", refuse=False))["state"] == "up"
    await status(alice, LineStatus.OPEN)


async def test_a_conference_that_the_exchange_lost_in_a_crash(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    await alice.client.line_set_do_not_disturb(line_of("111").uri, True)
    first = await demo.talk(alice, "101", "102")
    await alice.reaches(first, S.CONNECTED)
    second = await demo.talk(alice, "101", "103")
    await alice.reaches(second, S.CONNECTED)
    await alice.client.conference(second, first)
    await alice.until(lambda: alice.told(cti.AsnCtiNotifyConferenceCreatedArgument), "the conference begins")
    assert not any(map(marked, calls_in(alice.told(cti.AsnCtiNotifyConferenceCreatedArgument)[0])))
    assert (await demo.link("restart"))["state"] == "up"
    await alice.gone(first, second)
    (ended,) = alice.told(cti.AsnCtiNotifyConferenceDestroyedArgument)
    assert len(calls_in(ended)) == 3
    assert all(map(marked, calls_in(ended)))
    assert not alice.calls("101")
    assert (await alice.client.snapshot_phone_line(line_of("111").uri)).iDoNotDisturb == 1
    again = await demo.talk(alice, "101", "102")
    await alice.reaches(again, S.CONNECTED)


async def test_a_lossy_link_loses_nothing_for_clients(demo: Demo) -> None:
    """Every report is lost, doubled or overtaken; the end is told all the same."""
    alice = await demo.person("alice", "101")
    await demo.link("faults", lose=0.5, double=0.3, reorder=True, seed=7)
    for _ in range(5):
        await demo.phone("101", "dial", number="102")
        await demo.phone("102", "answer")
        await demo.phone("101", "hangup")
    await demo.link("link/cut", seconds=1)  # what is under way is lost, too
    async with demo.http.delete(f"{demo.url}/exchange/v1/faults", headers=ADMINISTRATOR) as reply:
        assert (await reply.json())["lost"]
    demo.pass_time(2)
    await status(alice, LineStatus.OPEN)
    await alice.until(lambda: not alice.calls("101"), "all calls have ended")
