"""The client library and the commands built on it against the whole server on its embedded exchange, over real sockets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from tests.cli.terminal import callplane

from callplane.app import App
from callplane.cli.templates import demo_toml
from callplane.client import (
    CallState,
    ConnectionLost,
    Event,
    LogonRefused,
    Monitor,
    OperationRefused,
    SessionEnded,
    connect,
)
from callplane.client import structures as s
from callplane.drivers.registry import check_driver
from callplane.service.configuration import load_configuration
from callplane.settings import DEFAULT_FILE
from callplane.store import demo

ALICE, BOB, CAROL = (f"tel:+49815136856{extension}@demo" for extension in (101, 102, 103))
TIMEOUT = 10.0


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    config = tmp_path / DEFAULT_FILE
    config.write_text(demo_toml(http_port=0, tcp_port=0, tls_port=0), encoding="utf-8")
    prepare = lambda store: demo.populate(store, time.time())  # noqa: E731
    async with App(load_configuration(config, check_driver), config, prepare) as app:
        yield app


@pytest.fixture
def url(app: App) -> str:
    return app.urls[0]


def state(wanted: CallState, call_id: str = "") -> Callable[[Event], bool]:
    """Whether an event tells of a call, or of this call, in a state."""

    def is_so(event: Event) -> bool:
        match event:
            case s.AsnCtiNotifyLineCallInformationChangedArgument(callinformation=call):
                return call.iCallState == wanted and call_id in ("", call.u8sConnectionID)
        return False

    return is_so


async def call_in(line: Monitor, wanted: CallState) -> s.AsnCtiCallInformation:
    event = await line.wait_for(state(wanted), TIMEOUT)
    assert isinstance(event, s.AsnCtiNotifyLineCallInformationChangedArgument)
    return event.callinformation


async def press(url: str, phone: str, key: str) -> None:
    """A person does something at his telephone."""
    async with aiohttp.ClientSession() as http:
        login = {"Authorization": aiohttp.encode_basic_auth("admin", "demo")}
        async with http.post(f"{url}/exchange/v1/phones/{phone}/{key}", headers=login) as response:
            assert response.status == 200


async def test_a_call_from_both_ends(url: str) -> None:
    async with connect(url, "alice", "demo") as alice, connect(url, "bob", "demo") as bob:
        async with alice.monitor(ALICE) as caller, bob.monitor(BOB) as called:
            mine = (await alice.make_call(caller.uri, "102")).u8sConnectionID
            ringing = await call_in(called, CallState.eCALLSTATEOFFERING)
            await bob.answer_call(ringing.u8sConnectionID)
            talking = await call_in(caller, CallState.eCALLSTATECONNECTED)
            assert talking.u8sConnectionID == mine
            assert talking.u8sTrackerID == ringing.u8sTrackerID
            await bob.set_call_data(ringing.u8sConnectionID, {"order": "42"})
            await alice.drop_call(mine)
            assert (await call_in(called, CallState.eCALLSTATEDESTROYED)).u8sConnectionID == ringing.u8sConnectionID
        assert (await alice.snapshot_phone_line(ALICE)).seqCalls == []


async def test_a_consultation_that_becomes_a_transfer(url: str) -> None:
    async with connect(url, "alice", "demo") as alice, alice.monitor(ALICE) as line:
        first = (await alice.make_call(ALICE, "102")).u8sConnectionID
        await line.wait_for(state(CallState.eCALLSTATERINGBACK, first), TIMEOUT)
        await press(url, "102", "answer")
        await line.wait_for(state(CallState.eCALLSTATECONNECTED, first), TIMEOUT)
        second = (await alice.make_call(ALICE, "103")).u8sConnectionID
        await line.wait_for(state(CallState.eCALLSTATERINGBACK, second), TIMEOUT)
        await press(url, "103", "answer")
        await line.wait_for(state(CallState.eCALLSTATECONNECTED, second), TIMEOUT)
        await alice.merge_calls(second, first)
        await line.wait_for(state(CallState.eCALLSTATEDESTROYED), TIMEOUT)
        await line.wait_for(state(CallState.eCALLSTATEDESTROYED), TIMEOUT)
        (call,) = (await alice.snapshot_phone_line(BOB)).seqCalls
        assert call.u8sRemoteNumberSC.endswith("103")


async def test_settings_of_a_line(url: str) -> None:
    async with connect(url, "bob", "demo") as bob, bob.monitor(BOB) as line:
        await bob.line_set_do_not_disturb(BOB, True)
        await line.wait_for(lambda event: isinstance(event, s.AsnCtiNotifyLineDoNotDisturbChangedArgument), TIMEOUT)
        await bob.set_forward(BOB, "103")
        await line.wait_for(lambda event: isinstance(event, s.AsnCtiNotifyLineForwardingChangedArgument), TIMEOUT)
        snapshot = await bob.snapshot_phone_line(BOB)
        assert snapshot.iDoNotDisturb == 1
        assert [forward.u8sDestination for forward in snapshot.seqLineForwards] == ["+49815136856103"]
        assert (await bob.remove_forward(BOB)).bSuccess


async def test_refusals(url: str) -> None:
    with pytest.raises(LogonRefused) as logon:
        async with connect(url, "alice", "wrong"):
            pass
    assert logon.value.detail == 101
    with pytest.raises(SessionEnded):
        async with connect(url, session_id="0" * 32):
            pass
    async with connect(url, "bob", "demo") as bob:
        for line, detail in ((CAROL, 3), (ALICE, 2)):
            with pytest.raises(OperationRefused) as refused:
                await bob.make_call(line, "102")
            assert refused.value.detail == detail


async def test_around_telephony(url: str) -> None:
    async with connect(url, "alice", "demo") as alice:
        assert (await alice.get_logged_in_contact()).u8sLoggedInUser == "alice"
        assert (await alice.check_connection()).u8sServerVersion
        await alice.subscribe_services()
        pairs = (await alice.get_location_ids()).locationIDMD5ChecksumList
        location = (await alice.get_location_information(pairs[0].key)).asnLocationData
        assert (location.u8sCountryCode, location.u8sCityCodeNoPrefix) == ("49", "8151")
        token = (await alice.get_user_token()).sToken
        assert (await alice.token_verify(token)).u8sUserName == "alice"


async def test_logging_off_ends_the_session(url: str) -> None:
    async with connect(url, "alice", "demo") as alice:
        session_id = alice.session_id
    with pytest.raises(SessionEnded):
        async with connect(url, session_id=session_id):
            pass


async def test_the_server_stops(app: App, url: str) -> None:
    async with connect(url, "alice", "demo", reconnect=False) as alice, alice.monitor(ALICE) as line:
        await app.__aexit__(None, None, None)
        with pytest.raises(ConnectionLost):
            await line.wait_for(lambda _: False, TIMEOUT)


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [("0891231", 3, "busy"), ("0891233", 4, "not connected"), ("+49 89 123-0", 0, "connected")],
)
async def test_command_call_to_the_outside(
    url: str, number: str, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await callplane(url, "call", "101", number) == code
    assert capsys.readouterr().out.splitlines()[-1] == f"Outcome: {said}."


async def test_commands_on_a_call_between_two(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with connect(url, "bob", "demo") as bob, bob.monitor(BOB) as line:
        calling = asyncio.create_task(callplane(url, "call", "alice", "bob's 102", "--wait"))
        assert await calling == 1  # no number
        calling = asyncio.create_task(callplane(url, "call", "alice", "102", "--wait"))
        call = await call_in(line, CallState.eCALLSTATEOFFERING)
        await bob.answer_call(call.u8sConnectionID)
        await call_in(line, CallState.eCALLSTATECONNECTED)
        capsys.readouterr()
        assert await callplane(url, "lines") == 0
        assert "connected to Bob" in capsys.readouterr().out
        await bob.drop_call(call.u8sConnectionID)
        assert await calling == 0
