"""Both encodings on one server at the same time, and messages of foreign programs as they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec.structs import asdict
from tests.scenarios.demo import Demo
from tests.scenarios.person import Person, Watch
from tests.scenarios.tcp_client import BER, JSON, TcpProgram, WebSocketProgram, basic, tcp_program, websocket_program

from callplane.client import Event
from callplane.model.call import CallState
from callplane.store.demo import PASSWORD, line_of
from callplane.wire import operations
from callplane.wire.codec import Codec, Encoding, Error, Message, Result
from callplane.wire.framing import to_tcp
from callplane.wire.types import cti, transport
from callplane.wire.types.common import AsnRequestError

S = CallState
SAMPLES = Path(__file__).parents[1] / "samples/wire"
CHECK = transport.AsnCheckConnectionArgument()


@asynccontextmanager
async def on_websocket(demo: Demo, user: str, codec: Codec) -> AsyncIterator[WebSocketProgram]:
    """A user's program on a WebSocket of a new session."""
    headers = {"Authorization": aiohttp.encode_basic_auth(user, PASSWORD)}
    async with demo.http.post(f"{demo.url}/ws/client/createsession", headers=headers) as reply:
        session = (await reply.json())["sessionid"]
    async with websocket_program(demo.http, demo.url, session, codec) as program:
        yield program


async def monitored(program: TcpProgram | WebSocketProgram, extension: str) -> Watch:
    """A monitor of a line, which holds its events to the interface's rules."""
    argument = cti.AsnCtiLineMonitorStartArgument(u8sLinePhoneNumber=line_of(extension).uri)
    return Watch(await program.call(operations.CTI_LINE_MONITOR_START, argument))


def facts(events: list[Event], watch: Watch) -> list[tuple[str, dict[str, Any]]]:
    """What a monitor told, without its own id."""
    told = []
    for event in events:
        content = asdict(event)
        if content.pop("u8sMonitorCrossRefID", "") == watch.id:
            told.append((type(event).__name__, content))
    return told


async def test_two_users_two_encodings_one_call(demo: Demo) -> None:
    """Alice on JSON and WebSocket, Dave on BER, TCP and TLS, both on Alice's line: the same facts in the same order."""
    alice = await demo.person("alice", "101")
    async with tcp_program(demo.address("tcp"), BER) as dave:
        await dave.start_tls(demo.trusting)
        await dave.log_in(basic("dave"))
        his, hers = await monitored(dave, "101"), alice._watch("101")
        await a_call_with_everything(demo, alice)
        await dave.until(lambda event: is_end(event) and len([e for e in dave.events if is_end(e.argument)]) == 2)
        assert set(dave.encodings) == {Encoding.BER}
        for event in dave.events:
            his.take(event.argument)  # type: ignore[arg-type]
        told = facts([event.argument for event in dave.events], his)  # type: ignore[misc]
        assert told == facts(alice.log, hers)
        assert {kind for kind, _ in told} == {
            "AsnCtiNotifyLineCallInformationChangedArgument",
            "AsnCtiNotifyLineDoNotDisturbChangedArgument",
            "AsnCtiNotifyLineForwardingChangedArgument",
        }


def is_end(event: object) -> bool:
    return isinstance(event, cti.AsnCtiNotifyLineCallInformationChangedArgument) and event.reason == 12


async def a_call_with_everything(demo: Demo, alice: Person) -> None:
    """Alice calls Bob, passes data with umlauts, holds him, asks Carol back and forth, hangs up; then she sets a forward."""
    bob = await demo.talk(alice, "101", "102")
    await alice.reaches(bob, S.CONNECTED)
    await alice.client.set_call_data(bob, {"Kunde": "Müller & Söhne", "empty": "x"})
    await alice.client.hold(bob)
    await alice.reaches(bob, S.HOLD)
    carol = await demo.talk(alice, "101", "103")
    await alice.reaches(carol, S.CONNECTED)
    await alice.client.swap_hold(bob)
    await alice.reaches(bob, S.CONNECTED)
    await alice.client.line_set_do_not_disturb("101", True)
    await alice.hears(cti.AsnCtiNotifyLineDoNotDisturbChangedArgument)
    await alice.client.set_forward("101", "104")
    await alice.hears(cti.AsnCtiNotifyLineForwardingChangedArgument)
    await alice.client.drop_call(carol)
    await alice.client.drop_call(bob)
    await alice.gone(carol, bob)


async def test_ber_on_a_websocket(demo: Demo) -> None:
    async with on_websocket(demo, "alice", BER) as alice:
        watch = await monitored(alice, "101")
        await demo.phone("102", "dial", number="101")
        told = await alice.until(lambda event: isinstance(event, cti.AsnCtiNotifyLineCallInformationChangedArgument))
        watch.take(told)  # type: ignore[arg-type]
        (call,) = watch.calls.values()
        assert call.u8sRemoteNumberSC == line_of("102").number
        assert set(alice.encodings) == {Encoding.BER}


@pytest.mark.parametrize(("first", "then"), [(BER, JSON), (JSON, BER)], ids=["ber first", "json first"])
@pytest.mark.parametrize("carrier", ["tcp", "websocket"])
async def test_events_keep_the_encoding_used_first(demo: Demo, first: Codec, then: Codec, carrier: str) -> None:
    """Answers follow their invoke. On TCP the first message is that of the version, long before the session."""
    on_tcp = carrier == "tcp"
    async with tcp_program(demo.address("tcp"), first) if on_tcp else on_websocket(demo, "alice", first) as alice:
        if isinstance(alice, TcpProgram):
            await alice.log_in(basic("alice"))
        else:
            await alice.call(operations.CHECK_CONNECTION, CHECK)
        alice.codec = then
        await monitored(alice, "101")
        assert alice.encodings[-1] is then.encoding
        await demo.phone("102", "dial", number="101")
        await alice.next()
        assert alice.encodings[-1] is first.encoding


FOREIGN = {BER: sorted(SAMPLES.glob("0[1235]_invoke_*.ber.hex")), JSON: sorted(SAMPLES.glob("0[1235]_invoke_*.json"))}


@pytest.mark.parametrize("codec", [JSON, BER], ids=["json", "ber"])
async def test_foreign_messages_are_served(demo: Demo, codec: Codec) -> None:
    """Requests of three foreign encoders as they are, on a WebSocket and byte by byte on TCP."""
    async with tcp_program(demo.address("tcp"), codec) as stream, on_websocket(demo, "alice", codec) as socket:
        await stream.log_in(basic("alice"))
        for sample in FOREIGN[codec]:
            data = sample.read_bytes() if codec is JSON else bytes.fromhex(sample.read_text(encoding="ascii"))
            await socket.send(data)
            check_answer(await socket.message(), codec, sample.name)
            if ".ws-array." not in sample.name:
                await stream.send_bytes(to_tcp(codec.encoding, data), 1)
                check_answer(await stream.message(), codec, sample.name)
        assert {*socket.encodings, *stream.encodings} == {codec.encoding}
    assert len(FOREIGN[codec]) > 10


def check_answer(answer: Message, codec: Codec, sample: str) -> None:
    """The list of Alice's lines, or the refusal of a line that is not here."""
    if "EnumPhoneLines" in sample:
        assert isinstance(answer, Result), sample
        listed = codec.read_value(answer.value, cti.AsnCtiEnumPhoneLinesResult)
        assert {line_of("101").uri, line_of("111").uri} <= {line.u8sLinePhoneNumber for line in listed.seqLines}
    else:
        assert isinstance(answer, Error), sample
        assert codec.read_value(answer.error, AsnRequestError).iErrorDetail == 3
