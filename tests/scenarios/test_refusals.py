"""Refusals: each with its detail, and nothing is disturbed by them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.scenarios.demo import Demo

from callplane.client import Client, OperationRefused
from callplane.model.call import CallState
from callplane.store.demo import line_of

S = CallState
Ask = Callable[[Client, str], Awaitable[object]]

ANY_TIME: dict[str, tuple[Ask, int]] = {
    "an ended call": (lambda k, _: k.drop_call("{00000000-0000-0000-0000-000000000000}"), 1),
    "answering what is connected": (lambda k, call: k.answer_call(call), 1),
    "retrieving what is not held": (lambda k, call: k.hold(call, on=False), 1),
    "swapping with nobody": (lambda k, call: k.swap_hold(call), 1),
    "merging with itself": (lambda k, call: k.merge_calls(call, call), 1),
    "a conference with nobody": (lambda k, call: k.conference(call, "{none}"), 1),
    "picking up on its own line": (lambda k, call: k.pickup_call(call, "101"), 1),
    "picking up for nobody": (lambda k, _: k.pickup_call("", "101", user="bob"), 1),
    "redirecting for nobody": (lambda k, _: k.redirect_call("", "104", user="nobody"), 1),
    "transferring to no number": (lambda k, call: k.redirect_call(call, "nobody"), 1),
    "transferring to itself": (lambda k, call: k.redirect_call(call, "101"), 1),
    "digits that are none": (lambda k, call: k.dial_digits(call, "abc"), 1),
    "too many digits": (lambda k, call: k.dial_digits(call, "1" * 65), 1),
    "stopping no recording": (lambda k, call: k.stop_call_recording(call), 1),
    "a call back to who answered": (lambda k, call: k.complete_call(call), 1),
    "dialling no number": (lambda k, _: k.make_call("101", "Otto"), 1),
    "dialling nothing": (lambda k, _: k.make_call("101", ""), 1),
    "a line that is nowhere": (lambda k, _: k.make_call("tel:+1@nowhere", "102"), 3),
    "a line of somebody else": (lambda k, _: k.make_call("104", "102"), 3),
    "a line without the right": (lambda k, _: k.make_call("102", "103"), 2),
    "do-not-disturb without the right": (lambda k, _: k.line_set_do_not_disturb("102", True), 2),
    "a remote office without the right": (lambda k, _: k.line_set_remote_office("103", "104"), 2),
    "a forward to itself": (lambda k, _: k.set_forward("101", "101"), 1),
    "removing no forward": (lambda k, _: k.remove_forward("101", mode=1), 1),  # type: ignore[arg-type]
    "dropping on an idle line": (lambda k, _: k.line_drop_call("111"), 1),
    "no data": (lambda k, call: k.set_call_data(call, {}), 1),
    "data for no call": (lambda k, _: k.set_call_data("", {"k": "v"}), 1),
    "a wrong parameter": (lambda k, _: k.make_call("101", "102", parameters={"DialRemoteOffice": "maybe"}), 1),
    "no remote office": (lambda k, _: k.make_call("101", "103", parameters={"DialRemoteOffice": 1}), 1),
    "a wrong number format": (lambda k, _: k.make_call("101", "103", number_format=9), 1),  # type: ignore[arg-type]
}


async def test_refusals_and_their_details(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = await demo.talk(alice, "101", "102")
    connected = await alice.reaches(made, S.CONNECTED)
    for name, (ask, detail) in ANY_TIME.items():
        told = len(alice.log)
        with pytest.raises(OperationRefused) as refused:
            await ask(alice.client, made)
        assert refused.value.detail == detail, name
        assert refused.value.text, name
        assert len(alice.log) == told, name
    assert alice.calls("101")[made] == connected


async def test_a_line_that_dials_can_do_nothing_else(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    made = (await alice.client.make_call("101", "102")).u8sConnectionID
    await alice.reaches(made, S.RINGBACK)
    for ask in (
        lambda: alice.client.make_call("101", "103"),
        lambda: alice.client.hold(made),
        lambda: alice.client.dial_digits(made, "1"),
        lambda: alice.client.start_call_recording(made),
        lambda: alice.client.redirect_call(made, "103"),
    ):
        with pytest.raises(OperationRefused) as refused:
            await ask()
        assert refused.value.detail == 1


async def test_a_line_has_four_calls_at_most(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    for n in range(4):
        made = (await alice.client.make_call("101", f"00891234{n}0")).u8sConnectionID
        demo.pass_time(1)
        await alice.reaches(made, S.CONNECTED)
    with pytest.raises(OperationRefused) as refused:
        await alice.client.make_call("101", "102")
    assert refused.value.detail == 1
    assert len(alice.calls("101")) == 4


async def test_invokes_on_one_line_take_effect_in_their_order(demo: Demo) -> None:
    """A call is held and retrieved many times without waiting for answers: none is refused."""
    alice = await demo.person("alice", "101")
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await asyncio.gather(*(alice.client.hold(made, on=n % 2 == 0) for n in range(20)))
    await alice.until(lambda: len(alice.reasons(made)) == 23)
    assert alice.calls("101")[made].iCallState == S.CONNECTED
    assert alice.calls("101")[made].u8sRemoteNumberSC == line_of("102").number
