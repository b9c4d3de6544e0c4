"""What people do on real phones while they talk: hold, digits, both kinds of transfer; a phone that sends its calls elsewhere."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from tests.components.sip.hearing import hears_music, hears_only
from tests.components.sip.house import DOMAIN, House
from tests.components.sip.pjsua import Pjsua
from tests.components.sip.processes import free_port
from tests.components.sip.sipp import credentials, played, sipp
from tests.scenarios.person import Person

from callplane.model.call import CallState
from callplane.store.demo import PASSWORD

S = CallState


async def connected(house: House, one: Pjsua, two: Pjsua, extension: str) -> tuple[int, int]:
    """The first phone calls the second one, which answers; gives both calls."""
    before = len(two.events)
    call = await one.dial(house.uri(extension))
    ringing = await two.rings(before)
    await two.answer(ringing)
    await one.talks(call)
    await two.talks(ringing)
    return call, ringing


async def test_a_phone_holds_and_takes_back(house: House) -> None:
    alice, bob = await house.person("alice", "101"), await house.person("bob", "102")
    async with house.pjsua("101", tone=440) as one, house.pjsua("102", tone=700) as two:
        call, _ = await connected(house, one, two, "102")
        mine = (await alice.call("101", S.CONNECTED)).u8sConnectionID
        his = (await bob.call("102", S.CONNECTED)).u8sConnectionID
        await hears_only(two.sounds, 440, 700)
        await one.do("hold", call=call)
        await alice.reaches(mine, S.HOLD)
        assert bob.calls("102")[his].iCallState == S.CONNECTED
        await two.silent_from(440)
        await hears_music(two.sounds)
        before = len(one.events)
        await one.do("retrieve", call=call)
        await alice.reaches(mine, S.CONNECTED)
        await one.tells("media", before, call=call, status="active")
        await hears_only(two.sounds, 440, 700)
        await hears_only(one.sounds, 700, 440)


async def test_digits_go_both_ways(house: House) -> None:
    async with house.pjsua("101") as one, house.pjsua("102") as two:
        call, other = await connected(house, one, two, "102")
        await one.do("digits", call=call, digits="1#", info=False)
        await two.tells("digit", call=other, digit="1")
        await two.tells("digit", call=other, digit="#")
        before = len(one.events)
        await two.do("digits", call=other, digits="7", info=True)
        await one.tells("digit", before, call=call, digit="7")


async def test_digits_reach_virtual_phones(house: House) -> None:
    alice = await house.person("alice", "101")
    async with house.pjsua("101") as one:
        call = await one.dial(house.uri("103"))
        await alice.call("101", S.RINGBACK)
        await house.phone("103", "answer")
        await one.talks(call)
        await one.do("digits", call=call, digits="42", info=False)
        await house.until_heard("103", "42")
        await one.do("digits", call=call, digits="9", info=True)
        await house.until_heard("103", "429")


async def three(house: House, stack: AsyncExitStack) -> tuple[list[Pjsua], list[Person]]:
    tones = {"101": 440, "102": 700, "103": 1000}
    phones = [await stack.enter_async_context(house.pjsua(extension, tone=tone)) for extension, tone in tones.items()]
    people = [await house.person(name, extension) for name, extension in (("alice", "101"), ("bob", "102"), ("carol", "103"))]
    return phones, people


async def test_a_blind_transfer(house: House) -> None:
    async with AsyncExitStack() as stack:
        (one, two, three_), (alice, bob, carol) = await three(house, stack)
        call, other = await connected(house, one, two, "102")
        his = (await bob.call("102", S.CONNECTED)).u8sConnectionID
        mine = (await alice.call("101", S.CONNECTED)).u8sConnectionID
        await two.do("transfer", call=other, uri=house.uri("103"))
        ringing = await three_.rings()
        await bob.gone(his)
        assert (await alice.is_now(mine, lambda c: c.u8sRemoteNumberSC.endswith("103"))).iCallState == S.RINGBACK
        await three_.answer(ringing)
        await carol.call("103", S.CONNECTED, remote="101")
        await alice.reaches(mine, S.CONNECTED)
        await hears_only(one.sounds, 1000, 440, 700)
        await hears_only(three_.sounds, 440, 700, 1000)
        await one.do("hang up", call=call)
        await three_.ends(ringing)


async def test_a_transfer_after_a_consultation(house: House) -> None:
    async with AsyncExitStack() as stack:
        (one, two, three_), (alice, bob, carol) = await three(house, stack)
        _, other = await connected(house, one, two, "102")
        his = (await bob.call("102", S.CONNECTED)).u8sConnectionID
        await two.do("hold", call=other)
        await bob.reaches(his, S.HOLD)
        consulted, _ = await connected(house, two, three_, "103")
        asked = (await bob.call("102", S.CONNECTED)).u8sConnectionID
        await two.do("transfer to", call=other, other=consulted)
        await bob.gone(his, asked)
        await alice.call("101", S.CONNECTED, remote="103")
        await carol.call("103", S.CONNECTED, remote="101")
        await hears_only(one.sounds, 1000, 440, 700)
        await hears_only(three_.sounds, 440, 700, 1000)


async def test_a_phone_that_sends_its_calls_elsewhere(house: House, tmp_path: Path) -> None:
    alice, carol = await house.person("alice", "101"), await house.person("carol", "103")
    port = free_port()
    row = ("102", credentials("102", PASSWORD), DOMAIN)
    await played(tmp_path, "register", house.sip_port, "-m", "1", port=port, rows=[row])
    async with (
        sipp(tmp_path, "moved", house.sip_port, "-m", "1", "-key", "elsewhere", "103", port=port) as moved,
        house.pjsua("101") as one,
    ):
        await one.dial(house.uri("102"))
        offered = await carol.call("103", S.OFFERING, remote="101")
        assert offered.u8sRedirectingNumber if hasattr(offered, "u8sRedirectingNumber") else True
        assert await moved.end() == 0
        await alice.call("101", S.RINGBACK, remote="103")
