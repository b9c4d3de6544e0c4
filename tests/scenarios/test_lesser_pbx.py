"""What the server does by itself for a PBX that can do little: the same operations, the same effects."""

from __future__ import annotations

from tests.scenarios.demo import Demo

from callplane.model.call import CallState, CallType
from callplane.store.demo import line_of
from callplane.wire.types import cti

S = CallState
A, B, C, D = (line_of(extension) for extension in ("101", "102", "103", "104"))
REMOTE_OFFICE, EMULATED = 32, 128


async def test_a_line_says_what_the_server_does(plain_demo: Demo) -> None:
    carol = await plain_demo.person("carol", "103")
    (watch,) = carol.watches.values()
    info = watch.started.lineInfo
    assert info.iLineFeatures & (REMOTE_OFFICE | EMULATED) == REMOTE_OFFICE | EMULATED
    assert info.iForwardFeaturesPBX == 0
    assert info.iForwardFeaturesSERVER == info.iForwardFeaturesUSER == 1 | 2 | 4 | 8 | 16 | 32 | 64 | 128 | 256


async def test_do_not_disturb_by_rejecting(plain_demo: Demo) -> None:
    carol, bob = await plain_demo.person("carol", "103"), await plain_demo.person("bob", "102")
    await carol.client.line_set_do_not_disturb("103", True)
    assert (await carol.hears(cti.AsnCtiNotifyLineDoNotDisturbChangedArgument)).iDoNotDisturb == 1
    made = (await bob.client.make_call("102", "103")).u8sConnectionID
    await bob.gone(made)
    assert not carol.calls("103")


async def test_forwards_by_redirecting(plain_demo: Demo) -> None:
    carol, bob = await plain_demo.person("carol", "103"), await plain_demo.person("bob", "102")
    dave = await plain_demo.person("dave", "104")
    await carol.client.set_forward("103", "104")
    told = await carol.hears(cti.AsnCtiNotifyLineForwardingChangedArgument)
    assert [(rule.u8sDestination, rule.iForwardController) for rule in told.seqLineForwards] == [(D.number, 4)]
    made = (await bob.client.make_call("102", "103")).u8sConnectionID
    offered = await dave.call("104", S.OFFERING)
    assert (offered.u8sRemoteNumberSC, offered.pu8sRedirectingNumber) == (B.number, C.number)
    await bob.is_now(made, lambda call: call.u8sRemoteNumberSC == D.number)


async def test_settings_outlive_a_restart(plain_demo: Demo) -> None:
    carol = await plain_demo.person("carol", "103")
    await carol.client.line_set_do_not_disturb("103", True)
    await carol.client.set_forward("103", "104")
    store = plain_demo.app.service._around.store
    stored = await store.run(type(store._store).line_settings)
    assert stored[C.uri].do_not_disturb
    assert [rule.destination for rule in stored[C.uri].forwards] == [D.number]


async def test_swap_and_consultation_by_hold_and_retrieve(plain_demo: Demo) -> None:
    alice = await plain_demo.person("alice", "101")
    first = await plain_demo.talk(alice, "101", "102")
    await alice.reaches(first, S.CONNECTED)
    second = await plain_demo.talk(alice, "101", "103")
    await alice.reaches(second, S.CONNECTED)
    await alice.reaches(first, S.HOLD)
    await alice.client.swap_hold(first)
    await alice.reaches(second, S.HOLD)
    await alice.reaches(first, S.CONNECTED)


async def test_callback_by_watching(plain_demo: Demo) -> None:
    alice, bob = await plain_demo.person("alice", "101"), await plain_demo.person("bob", "102")
    made = (await alice.client.make_call("101", "102")).u8sConnectionID
    ringing = await alice.reaches(made, S.RINGBACK)
    await alice.client.complete_call(made)
    await alice.gone(made)
    await bob.until(lambda: not bob.calls("102"))
    await plain_demo.outside("+4930555", "102")
    await plain_demo.phone("102", "answer")
    await plain_demo.phone("102", "hangup")
    callback = await alice.call("101", S.OFFERING)
    assert (callback.iCallType, callback.u8sTrackerID) == (CallType.CALLBACK, ringing.u8sTrackerID)
    await alice.client.answer_call(callback.u8sConnectionID)
    assert (await bob.call("102", S.OFFERING)).u8sRemoteNumberSC == A.number


async def test_a_remote_office_by_associated_dialling(plain_demo: Demo) -> None:
    carol, bob = await plain_demo.person("carol", "103"), await plain_demo.person("bob", "102")
    await carol.client.line_set_remote_office("103", "0089123450")
    assert (await carol.hears(cti.AsnCtiNotifyLineRemoteOfficeChangedArgument)).remoteOfficeState.iEnabled == 1
    office = (await carol.client.make_call("103", "102")).u8sConnectionID
    await carol.reaches(office, S.RINGBACK)
    plain_demo.pass_time(1)
    offered = await bob.call("102", S.OFFERING)
    await bob.client.answer_call(offered.u8sConnectionID)
    await carol.until(lambda: not carol.calls("103"), "both calls were merged")
    assert (await bob.call("102", S.CONNECTED)).u8sRemoteNumberSC == "+4989123450"


async def test_calls_for_a_remote_office_are_redirected(plain_demo: Demo) -> None:
    carol, bob = await plain_demo.person("carol", "103"), await plain_demo.person("bob", "102")
    await carol.client.line_set_remote_office("103", "0089123450")
    made = (await bob.client.make_call("102", "103")).u8sConnectionID
    await bob.is_now(made, lambda call: call.u8sRemoteNumberSC == "+4989123450")
