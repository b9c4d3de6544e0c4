"""A feature bit is set exactly when the operation would be accepted: tried out while calls come and go as chance will have it."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.person import CallInformation, Person

from callplane.client import Client, OperationRefused
from callplane.model.features import Feature

STEPS = 40
LINES = {"101": "alice", "102": "bob", "103": "carol", "104": "dave"}
FREE = "111"
"""Where calls are sent: a phone that nobody calls else, so that it is seldom busy."""

Ask = Callable[[Client, str], Awaitable[object]]

ALONE: dict[Feature, Ask] = {
    Feature.ANSWER: lambda k, c: k.answer_call(c),
    Feature.COMPLETE_CALL: lambda k, c: k.complete_call(c),
    Feature.HANG_UP: lambda k, c: k.drop_call(c),
    Feature.SWAP_HOLD: lambda k, c: k.swap_hold(c),
    Feature.HOLD: lambda k, c: k.hold(c),
    Feature.RETRIEVE: lambda k, c: k.hold(c, on=False),
    Feature.DIGITS: lambda k, c: k.dial_digits(c, "1"),
    Feature.START_RECORDING: lambda k, c: k.start_call_recording(c),
    Feature.STOP_RECORDING: lambda k, c: k.stop_call_recording(c),
    Feature.REDIRECT | Feature.BLIND_TRANSFER: lambda k, c: k.redirect_call(c, FREE),
}
"""Operations on one call, with the bits of which one must be set."""

LIKELY = {Feature.HANG_UP: 0.2, Feature.COMPLETE_CALL: 0.1, Feature.REDIRECT | Feature.BLIND_TRANSFER: 0.3}


async def calls_of(person: Person, extension: str) -> list[CallInformation]:
    return list((await person.client.snapshot_phone_line(extension)).seqCalls)


async def accepted(person: Person, ask: Ask, call: CallInformation) -> bool:
    try:
        await ask(person.client, call.u8sConnectionID)
    except OperationRefused:
        return False
    return True


async def try_what_is_not_offered(person: Person, extension: str) -> None:
    """Whatever bit is not set, its operation is refused; unless the call changed in the meantime."""
    for call in await calls_of(person, extension):
        for bits, ask in ALONE.items():
            if not call.iFeatures & bits and await accepted(person, ask, call):
                pytest.fail(f"{bits!r} was accepted of a call in state {call.iCallState} with {Feature(call.iFeatures)!r}")


async def do_what_is_offered(person: Person, extension: str, chance: random.Random) -> None:
    """One of the operations that a call of the line offers is accepted; but for a destination that is busy."""
    calls = await calls_of(person, extension)
    pairs = [call for call in calls if call.iFeatures & Feature.MERGE]
    if len(pairs) == 2 and chance.random() < 0.4:
        join = person.client.merge_calls if chance.random() < 0.4 else person.client.conference
        await join(*(call.u8sConnectionID for call in pairs))
        return
    offered = [(bits, call) for call in calls for bits in ALONE if call.iFeatures & bits]
    if offered:
        bits, call = chance.choices(offered, [LIKELY.get(bits, 1.0) for bits, _ in offered])[0]
        assert await accepted(person, ALONE[bits], call) or (bits in LIKELY and await calls_of(person, FREE)), (
            f"{bits!r} is refused"
        )


async def call_somebody(person: Person, extension: str, other: Person, called: str) -> None:
    """The person calls the other, who mostly answers; a line that cannot dial now is refused."""
    with suppress(OperationRefused):
        await person.client.make_call(extension, called)
        for call in await calls_of(other, called):
            if call.iFeatures & Feature.ANSWER:
                await other.client.answer_call(call.u8sConnectionID)


@pytest.mark.parametrize("seed", range(3))
async def test_features_are_true(demo: Demo, seed: int) -> None:
    chance = random.Random(seed)
    people = {extension: await demo.person(user) for extension, user in LINES.items()}
    people[FREE] = await demo.person("alice")
    for _ in range(STEPS):
        extension, called = chance.sample(list(LINES), 2)
        if chance.random() < 0.5:
            await call_somebody(people[extension], extension, people[called], called)
        await try_what_is_not_offered(people[extension], extension)
        await do_what_is_offered(people[extension], extension, chance)
