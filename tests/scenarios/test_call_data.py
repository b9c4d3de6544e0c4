"""Data that ride on calls, wherever these go."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.person import CallInformation, Person

from callplane.client import OperationRefused
from callplane.model.call import CallState
from callplane.model.changes import ChangeReason
from callplane.store.demo import line_of

S = CallState
A, B, C = (line_of(extension) for extension in ("101", "102", "103"))


def data(call: CallInformation) -> dict[str, str]:
    return {pair.key: pair.value for pair in call.callDataList or ()}


async def carries(person: Person, extension: str, **pairs: str) -> CallInformation:
    """The one call of a line, as soon as it carries these data."""
    fits = lambda: next((call for call in person.calls(extension).values() if data(call) == pairs), None)  # noqa: E731
    return await person.until(fits, f"the call carries {pairs}")


async def people(demo: Demo) -> tuple[Person, Person, Person]:
    return await demo.person("alice", "101"), await demo.person("bob", "102"), await demo.person("carol", "103")


async def test_data_are_set_replaced_and_removed(demo: Demo) -> None:
    alice, bob, _ = await people(demo)
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await alice.client.set_call_data(made, {"case": "17", "name": "Eve"})
    theirs = await carries(bob, "102", case="17", name="Eve")
    await bob.client.set_call_data(theirs.u8sConnectionID, {"case": "18", "name": ""})
    await carries(alice, "101", case="18")
    assert alice.reasons(made)[-1] == ChangeReason.DATA


async def test_data_follow_a_blind_transfer(demo: Demo) -> None:
    alice, _, carol = await people(demo)
    made = await demo.talk(alice, "101", "102")
    await alice.reaches(made, S.CONNECTED)
    await alice.client.set_call_data(made, {"case": "17"})
    await alice.client.redirect_call(made, "103")
    await carries(carol, "103", case="17")


async def test_data_follow_a_redirect(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    made = (await alice.client.make_call(A.uri, "102")).u8sConnectionID
    await alice.reaches(made, S.RINGBACK)
    await alice.client.set_call_data(made, {"case": "17"})
    ringing = await carries(bob, "102", case="17")
    await bob.client.redirect_call(ringing.u8sConnectionID, "103")
    await carries(carol, "103", case="17")


async def test_data_follow_a_pickup(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    made = (await carol.client.make_call("103", "102")).u8sConnectionID
    await carol.client.set_call_data(made, {"case": "17"})
    ringing = await carries(bob, "102", case="17")
    await alice.client.pickup_call(ringing.u8sConnectionID, A.uri)
    await carries(alice, "101", case="17")


async def test_data_follow_a_forward(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    await alice.client.set_call_data("", {"case": "17"}, parameters={"calledNumber": "101"})
    await bob.client.set_call_data("", {"case": "18"}, parameters={"calledNumber": B.number})
    await carol.client.set_forward("103", "102")
    await demo.outside("+4930555", "103")
    await carries(bob, "102", case="18")


async def test_data_of_both_calls_are_joined_by_a_merge(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    first = await demo.talk(alice, "101", "102")
    await alice.reaches(first, S.CONNECTED)
    await alice.client.set_call_data(first, {"case": "17"})
    second = await demo.talk(alice, "101", "103")
    await alice.reaches(second, S.CONNECTED)
    await alice.client.set_call_data(second, {"name": "Eve"})
    await alice.client.merge_calls(first, second)
    await alice.gone(first, second)
    await carries(bob, "102", case="17", name="Eve")
    await carries(carol, "103", case="17", name="Eve")


@pytest.mark.parametrize("called", ["101", "+49 8151 36856-101"])
async def test_announced_data_come_with_the_call(demo: Demo, called: str) -> None:
    alice, bob, _ = await people(demo)
    await alice.client.set_call_data("", {"case": "17"}, parameters={"calledNumber": called})
    await bob.client.make_call("102", "101")
    offered = await carries(alice, "101", case="17")
    assert offered.iCallState == S.OFFERING
    assert alice.reasons(offered.u8sConnectionID)[0] == ChangeReason.OFFERING
    await carries(bob, "102", case="17")


async def test_only_the_owner_sets_data(demo: Demo) -> None:
    alice = await demo.person("alice", "101")
    dave = await demo.person("dave", "101")
    made = await demo.talk(alice, "101", "102")
    await dave.reaches(made, S.CONNECTED)
    with pytest.raises(OperationRefused) as refused:
        await dave.client.set_call_data(made, {"case": "17"})
    assert refused.value.detail == 2


async def test_data_announced_for_another_s_line_come_with_own_calls_only(demo: Demo) -> None:
    alice, bob, carol = await people(demo)
    await alice.client.set_call_data("", {"case": "17"}, parameters={"calledNumber": "102"})
    foreign = await carol.client.make_call("103", "102")
    assert not (await bob.call("102", S.OFFERING)).callDataList
    await carol.client.drop_call(foreign.u8sConnectionID)
    await bob.gone(*bob.calls("102"))
    await alice.client.make_call("101", "102")
    await carries(bob, "102", case="17")
    await carries(alice, "101", case="17")


@pytest.mark.parametrize("pairs", [{}, {str(n): "v" for n in range(65)}, {"k": "x" * 20_000}], ids=["none", "many", "long"])
async def test_data_beyond_the_limits_are_refused(demo: Demo, pairs: dict[str, str]) -> None:
    alice = await demo.person("alice", "101")
    made = await demo.talk(alice, "101", "102")
    connected = await alice.reaches(made, S.CONNECTED)
    with pytest.raises(OperationRefused) as refused:
        await alice.client.set_call_data(made, pairs)
    assert refused.value.detail == 1
    assert data(connected) == {}
