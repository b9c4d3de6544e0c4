"""The operations around CTI: who is logged on, is the server there, keep-alives, locations, and names of older clients."""

from __future__ import annotations

from typing import Any

import aiohttp
import msgspec
import pytest
from msgspec import Raw, Struct
from tests.scenarios.demo import Demo
from tests.scenarios.tcp_client import BER, JSON, basic, tcp_program, websocket_program

from callplane.store.demo import PASSWORD, line_of
from callplane.wire import operations
from callplane.wire.ber_encode import encoder
from callplane.wire.codec import Codec, Result
from callplane.wire.types import auth, cti, main, transport
from callplane.wire.types.rose import ROSEInvoke, ROSEMessage

BOTH = pytest.mark.parametrize("codec", [JSON, BER], ids=["json", "ber"])
ALICE = {"Authorization": aiohttp.encode_basic_auth("alice", PASSWORD)}


@BOTH
async def test_who_and_where(demo: Demo, codec: Codec) -> None:
    async with tcp_program(demo.address("tcp"), codec) as alice:
        await alice.log_in(basic("alice"))
        me = await alice.call(operations.GET_LOGGED_IN_CONTACT_V2, auth.AsnGetLoggedInContactArgument())
        assert me.u8sLoggedInUser == "alice"
        there = await alice.call(operations.CHECK_CONNECTION, transport.AsnCheckConnectionArgument())
        assert there.iProtocolVersion == 70
        await alice.call(operations.SUBSCRIBE_SERVICES, main.AsnSubscribeServicesArgument())
        listed = await alice.call(operations.GET_LOCATION_IDS, main.AsnGetLocationIDsArgument())
        assert [pair.key for pair in listed.locationIDMD5ChecksumList] == ["demo"]
        asked = main.AsnGetLocationInformationArgument(u8sLocationID="demo")
        location = (await alice.call(operations.GET_LOCATION_INFORMATION2, asked)).asnLocationData
        assert (location.u8sCountryCode, location.u8sCityCodeNoPrefix, location.u8sTKAnschlussNr) == ("49", "8151", "36856")
        unknown = main.AsnGetLocationInformationArgument(u8sLocationID="moon")
        assert await alice.detail(operations.GET_LOCATION_INFORMATION2, unknown) == 1


@BOTH
@pytest.mark.parametrize(
    ("operation", "argument"),
    [
        (operations.TRANSPORT_KEEP_ALIVE, transport.AsnTransportKeepAliveArgument()),
        (operations.KEEP_ALIVE, main.AsnKeepAliveArgument()),
    ],
    ids=["1706", "100"],
)
async def test_keep_alives(demo: Demo, codec: Codec, operation: Any, argument: Any) -> None:
    """As events they are swallowed; as invokes they are answered. On TCP before log-in, too."""
    async with tcp_program(demo.address("tcp"), codec) as alice:
        for logged_on in (False, True):
            if logged_on:
                await alice.log_in(basic("alice"))
            await alice.send(codec.invoke(99_999, operation, argument))
            await alice.send(codec.invoke(5, operation, argument))
            assert await alice.message() == Result(5, None)
    async with demo.http.post(f"{demo.url}/ws/direct/{operation.name}", headers=ALICE) as reply:
        assert (reply.status, await reply.json()) == (200, {})


@BOTH
async def test_deprecated_names_on_a_websocket(demo: Demo, codec: Codec) -> None:
    """Older browser clients call them by name, with the number 0."""
    async with demo.http.post(f"{demo.url}/ws/client/createsession", headers=ALICE) as reply:
        session = (await reply.json())["sessionid"]
    async with websocket_program(demo.http, demo.url, session, codec) as alice:
        await alice.send(by_name(codec, 1, "asnGetLoggedInContact", auth.AsnGetLoggedInContactArgument()))
        answer = await alice.message()
        assert isinstance(answer, Result)
        assert codec.read_value(answer.value, auth.AsnGetLoggedInContactV2Result).u8sLoggedInUser == "alice"
        await alice.send(by_name(codec, 2, "asnGetUserToken", auth.AsnGetUserTokenArgument()))
        answer = await alice.message()
        assert isinstance(answer, Result)
        assert codec.read_value(answer.value, auth.AsnGetUserTokenV2Result).sToken


def by_name(codec: Codec, number: int, name: str, argument: Struct) -> bytes:
    """An invoke that names its operation and gives no number."""
    raw = encoder(type(argument).__name__)(argument) if codec is BER else b"{}"
    invoke = ROSEInvoke(invokeID=number, operationID=0, operationName=name, argument=Raw(raw))
    message = ROSEMessage(invoke=invoke)
    return encoder("ROSEMessage")(message) if codec is BER else msgspec.json.encode(message)


@pytest.mark.parametrize("way", ["client", "direct"])
async def test_deprecated_names_over_http(demo: Demo, way: str) -> None:
    headers = dict(ALICE)
    if way == "client":
        async with demo.http.post(f"{demo.url}/ws/client/createsession", headers=ALICE) as reply:
            headers = {"x-ucsessionid": (await reply.json())["sessionid"]}
    async with demo.http.get(f"{demo.url}/ws/{way}/asnGetLoggedInContact", headers=headers) as reply:
        assert (await reply.json())["u8sLoggedInUser"] == "alice"
    async with demo.http.post(f"{demo.url}/ws/{way}/asnGetUserToken", headers=headers, json={"iType": 1}) as reply:
        token = (await reply.json())["sToken"]
    async with demo.http.get(f"{demo.url}/ws/direct/asnCheckConnection", headers={"x-uctoken": token}) as reply:
        assert reply.status == 200


@BOTH
async def test_a_changed_location_is_told(demo: Demo, codec: Codec) -> None:
    """1117 to every session, in its encoding even if it has done no more than log in; 1291 to monitors when projects changed."""
    async with tcp_program(demo.address("tcp"), codec) as alice, tcp_program(demo.address("tcp"), codec) as bob:
        await alice.log_in(basic("alice"))
        await bob.log_in(basic("bob"))
        monitor = cti.AsnCtiLineMonitorStartArgument(u8sLinePhoneNumber=line_of("101").uri)
        started = await alice.call(operations.CTI_LINE_MONITOR_START, monitor)
        before = await alice.call(operations.GET_LOCATION_IDS, main.AsnGetLocationIDsArgument())

        config = demo.config.read_text(encoding="utf-8")
        assert await demo.command("reload") == 0
        demo.config.write_text(config.replace('access_code_local = "0"', 'access_code_local = "9"'), encoding="utf-8")
        assert await demo.command("reload") == 0
        for program in (alice, bob):
            told = await program.until(lambda event: isinstance(event, main.AsnLocationInformationChangedArgument))
            assert told == main.AsnLocationInformationChangedArgument(u8sLocationID="demo")
            assert program.encodings[-1] is codec.encoding
        after = await alice.call(operations.GET_LOCATION_IDS, main.AsnGetLocationIDsArgument())
        assert after != before
        assert len(alice.events) == 1  # nothing for the reload that changed nothing

        rule = 'project_rules = [{name = "Building 7"}]'
        demo.config.write_text(config.replace('area_code = "8151"', f'area_code = "8151"\n{rule}'), encoding="utf-8")
        assert await demo.command("reload") == 0
        changed = await alice.until(lambda event: isinstance(event, cti.AsnCtiNotifyLineProjectSettingsChangedArgument))
        assert isinstance(changed, cti.AsnCtiNotifyLineProjectSettingsChangedArgument)
        assert (changed.u8sMonitorCrossRefID, changed.u8sLocationID) == (started.u8sMonitorCrossRefID, "demo")
        assert len(changed.projectList) == 1
        await bob.until(lambda _: len(bob.events) == 2)

        demo.config.write_text("junk", encoding="utf-8")
        assert await demo.command("reload") != 0
        assert await alice.call(operations.CHECK_CONNECTION, transport.AsnCheckConnectionArgument())
