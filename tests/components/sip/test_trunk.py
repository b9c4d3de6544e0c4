"""The exchange at a foreign provider: it registers there, calls go out and come in, callers are shown or hidden, sound flows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from tests.components.sip.hearing import hears_only
from tests.components.sip.house import House, until
from tests.components.sip.kamailio import DOMAIN, Kamailio, kamailio
from tests.components.sip.pjsua import Pjsua, pjsua

from callplane import metrics
from callplane.model.call import CallState
from callplane.store.demo import line_of

S = CallState
ACCOUNT, PASSWORD, OUTSIDE = "49815136856", "trunk-secret", "+4989123456"
NUMBER = "0089123456"


class Town:
    """A provider, the house that is its customer, and somebody else who is."""

    def __init__(self, provider: Kamailio, house: House, somebody: Pjsua) -> None:
        self.provider = provider
        self.house = house
        self.somebody = somebody


@asynccontextmanager
async def _town(directory: Path, populated: Path, **options: str) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        users = {ACCOUNT: PASSWORD, OUTSIDE: "outside"}
        provider = await stack.enter_async_context(kamailio(directory / "provider", users))
        settings = {"user": f'"{ACCOUNT}"', "password": f'"{PASSWORD}"', "domain": f'"{DOMAIN}"', **options}
        lines = [f"{key} = {value}" for key, value in settings.items()]
        trunk = "\n".join(("", "[pbx.demo.trunks.provider]", f'host = "127.0.0.1:{provider.port}"', *lines, ""))
        house = await stack.enter_async_context(House.running(directory / "house", populated, trunk))
        place = directory / "somebody"
        somebody = await stack.enter_async_context(pjsua(place, OUTSIDE, "outside", DOMAIN, provider.port, tone=900))
        await until_up()
        yield Town(provider, house, somebody)


async def until_up(value: float = 1) -> None:
    async def look() -> float:
        return metrics.TRUNK_UP.value("demo", "provider")

    await until(look, lambda up: up == value)


@pytest.fixture
async def town(
    tmp_path: Path, populated: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Town]:
    monkeypatch.setattr("callplane.service.core.LINGER_SECONDS", 0.02)
    async with _town(tmp_path, populated, **getattr(request, "param", {})) as made:
        yield made


async def test_a_call_goes_out_and_sound_flows(town: Town) -> None:
    alice = await town.house.person("alice", "101")
    async with town.house.pjsua("101", tone=440) as one:
        call = await one.dial(town.house.uri(NUMBER))
        ringing = await town.somebody.rings()
        made = await alice.call("101", S.RINGBACK, remote=OUTSIDE)
        await town.somebody.answer(ringing)
        await alice.reaches(made.u8sConnectionID, S.CONNECTED)
        await hears_only(one.sounds, 900, 440)
        await hears_only(town.somebody.sounds, 440, 900)
        before = len(one.events)
        await town.somebody.do("digits", call=ringing, digits="5", info=False)
        await one.tells("digit", before, digit="5")
        await alice.client.hold(made.u8sConnectionID)
        await alice.reaches(made.u8sConnectionID, S.HOLD)
        await town.somebody.silent_from(440)
        await alice.client.hold(made.u8sConnectionID, on=False)
        await hears_only(town.somebody.sounds, 440, 900)
        await one.do("hang up", call=call)
        await town.somebody.ends(ringing)
        await alice.gone(made.u8sConnectionID)
    assert f"INVITE sip:{OUTSIDE}@{DOMAIN} from sip:+49815136856101@{DOMAIN}" in town.provider.said


async def test_a_number_that_is_no_extension_is_not_found(town: Town) -> None:
    call = await town.somebody.dial(f"sip:{ACCOUNT}@127.0.0.1:{town.provider.port}")
    assert (await town.somebody.ends(call))["code"] == 404


@pytest.mark.parametrize("town", [{"inbound": '{ "*" = "102" }'}], indirect=True)
async def test_a_call_comes_in_for_the_extension_that_is_set(town: Town) -> None:
    bob = await town.house.person("bob", "102")
    async with town.house.pjsua("102", tone=600) as two:
        call = await town.somebody.dial(f"sip:{ACCOUNT}@127.0.0.1:{town.provider.port}")
        ringing = await two.rings()
        offered = await bob.call("102", S.OFFERING, remote=OUTSIDE)
        assert not offered.bInternal
        await town.somebody.tells("state", call=call, state="EARLY")
        await two.answer(ringing)
        await town.somebody.talks(call)
        await hears_only(town.somebody.sounds, 600, 900)
        await hears_only(two.sounds, 900, 600)
        await town.somebody.do("hang up", call=call)
        await two.ends(ringing)
        await bob.gone(offered.u8sConnectionID)


async def test_busy_refused_and_unknown_numbers(town: Town) -> None:
    alice = await town.house.person("alice", "101")
    for code, seen in ((486, S.BUSY), (603, S.DISCONNECTED)):
        before = len(town.somebody.events)
        await town.house.phone("101", "dial", number=NUMBER)
        ringing = await town.somebody.rings(before)
        made = (await alice.call("101", S.RINGBACK)).u8sConnectionID
        await town.somebody.answer(ringing, code)
        if seen is S.BUSY:
            await alice.reaches(made, S.BUSY)
            await alice.client.drop_call(made)
        await alice.gone(made)
        assert seen in alice.states(made)
    made = (await alice.client.make_call(line_of("101").uri, "00891111111")).u8sConnectionID
    await alice.gone(made)
    assert alice.last(made).iDisconnectedReason != 0


@pytest.mark.parametrize("town", [{"identity": '"asserted"', "from_user": f'"{ACCOUNT}"'}], indirect=True)
async def test_callers_are_shown_as_the_provider_wants_and_can_hide(town: Town) -> None:
    alice = await town.house.person("alice", "101")
    for hidden in (False, True):
        before = len(town.somebody.events)
        made = (await alice.client.make_call(line_of("101").uri, NUMBER, hide_caller_id=hidden)).u8sConnectionID
        event = await town.somebody.tells("incoming", before)
        assert ("anonymous" in event["remote"]) is hidden
        await alice.client.drop_call(made)
        await alice.gone(made)
    said = [line for line in town.provider.said.splitlines() if f"INVITE sip:{OUTSIDE}" in line]
    assert f'from sip:{ACCOUNT}@{DOMAIN} PAI "Alice" <sip:+49815136856101@{DOMAIN}>' in said[0]
    assert "Privacy <null>" in said[0]
    assert f"PAI <sip:+49815136856101@{DOMAIN}>" in said[-1]
    assert "Privacy id" in said[-1]


@pytest.mark.parametrize("town", [{"inbound": '{ "*" = "102" }'}], indirect=True)
async def test_nobody_else_can_call_through(town: Town, tmp_path: Path) -> None:
    async with pjsua(tmp_path / "mallory", ACCOUNT, PASSWORD, DOMAIN, town.provider.port) as mallory:
        for number in ("102", NUMBER):
            call = await mallory.dial(town.house.uri(number))
            assert (await mallory.ends(call))["code"] == 401
    assert not [party for party in town.house._exchange._switch.outside() if party.inbound]


async def test_what_is_heard_before_the_answer(town: Town) -> None:
    async with town.house.pjsua("101", tone=440) as one:
        call = await one.dial(town.house.uri(NUMBER))
        ringing = await town.somebody.rings()
        await town.somebody.answer(ringing, 183)
        await hears_only(one.sounds, 900, 440)
        assert not [event for event in one.events if event.get("state") == "CONFIRMED"]
        await one.do("hang up", call=call)
        await town.somebody.ends(ringing)


async def test_a_trunk_that_logs_in_with_a_wrong_password(tmp_path: Path, populated: Path) -> None:
    async with kamailio(tmp_path / "provider", {ACCOUNT: PASSWORD}) as provider:
        trunk = f'\n[pbx.demo.trunks.provider]\nhost = "127.0.0.1:{provider.port}"\nuser = "{ACCOUNT}"\npassword = "guess"\n'
        trunk += f'domain = "{DOMAIN}"\n'
        async with House.running(tmp_path / "house", populated, trunk) as house:
            phones = house._exchange.phones
            assert phones is not None

            async def state() -> str:
                return phones._trunks[0].link.state.value

            await until(state, lambda found: found == "login failed")
            await until_up(0)


async def test_a_house_that_closes_is_no_longer_called(tmp_path: Path, populated: Path) -> None:
    async with kamailio(tmp_path / "provider", {ACCOUNT: PASSWORD, OUTSIDE: "outside"}) as provider:
        trunk = f'\n[pbx.demo.trunks.provider]\nhost = "127.0.0.1:{provider.port}"\nuser = "{ACCOUNT}"\npassword = "{PASSWORD}"\n'
        trunk += f'domain = "{DOMAIN}"\ninbound = {{ "*" = "102" }}\n'
        place = tmp_path / "somebody"
        async with pjsua(place, OUTSIDE, "outside", DOMAIN, provider.port) as somebody:
            async with House.running(tmp_path / "house", populated, trunk) as house:
                await until_up()
                call = await somebody.dial(f"sip:{ACCOUNT}@127.0.0.1:{provider.port}")
                await somebody.tells("state", call=call, state="EARLY")
                del house
            ended = await somebody.ends(call)
            assert ended["code"] >= 400
            before = len(somebody.events)
            again = await somebody.dial(f"sip:{ACCOUNT}@127.0.0.1:{provider.port}")
            over = await somebody.tells("state", before, call=again, state="DISCONNECTED")
            assert (over["code"], over["reason"]) == (404, "Not found"), "that is the provider's own answer"
