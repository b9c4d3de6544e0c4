"""Plain TCP, seen from outside: the framing of both encodings, the way to a session, and what is refused on it."""

from __future__ import annotations

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.tcp_client import BER, JSON, TcpProgram, basic, bearer, negotiate, tcp_program

from callplane.gateway import admission
from callplane.store.demo import line_of
from callplane.wire import operations
from callplane.wire.codec import Codec, Encoding, Reject, Result
from callplane.wire.framing import to_tcp
from callplane.wire.rose import RejectReceived
from callplane.wire.types import auth, auth_common, cti
from callplane.wire.types.rose import GeneralProblem, RejectProblem

ENUM = cti.AsnCtiEnumPhoneLinesArgument(typeofLines=cti.AsnCtiEnumPhoneLinesArgumentEnum(0), attachChangeNotify=0)
BOTH = pytest.mark.parametrize("codec", [JSON, BER], ids=["json", "ber"])


async def own_lines(program: TcpProgram) -> list[str]:
    listed = await program.call(operations.CTI_ENUM_PHONE_LINES, ENUM)
    return [line.u8sLinePhoneNumber for line in listed.seqLines]


@BOTH
async def test_a_call_from_its_beginning_to_its_end(demo: Demo, codec: Codec) -> None:
    uri = line_of("101").uri
    async with tcp_program(demo.address("tcp"), codec) as alice:
        await alice.log_in(basic("alice"))
        assert await own_lines(alice) == [uri, line_of("111").uri]
        started = await alice.call(operations.CTI_LINE_MONITOR_START, cti.AsnCtiLineMonitorStartArgument(u8sLinePhoneNumber=uri))
        dial = cti.AsnCtiMakeCallArgument(u8sPhoneNumberFrom=uri, u8sPhoneNumberTo="102", iNumberFormat=1)
        made = await alice.call(operations.CTI_MAKE_CALL, dial)
        assert alice.events == []
        await demo.phone("102", "answer")
        await alice.until(lambda event: state(event) == 32)
        await alice.call(operations.CTI_DROP_CALL, cti.AsnCtiDropCallArgument(u8sConnectionID=made.u8sConnectionID))
        await alice.until(lambda event: state(event) == 1)
        calls = [event.argument for event in alice.events if state(event.argument)]
        assert {call.u8sMonitorCrossRefID for call in calls} == {started.u8sMonitorCrossRefID}  # type: ignore[attr-defined]
        assert {call.callinformation.u8sConnectionID for call in calls} == {made.u8sConnectionID}  # type: ignore[attr-defined]
        assert set(alice.encodings) == {codec.encoding}


def state(event: object) -> int:
    """The state of the call that an event tells of, 0 for none."""
    return event.callinformation.iCallState if isinstance(event, cti.AsnCtiNotifyLineCallInformationChangedArgument) else 0


@BOTH
async def test_byte_by_byte(demo: Demo, codec: Codec) -> None:
    """Everything up to the list of lines, without waiting for any answer, and every byte on its own."""
    messages = (
        codec.invoke(1, operations.NEGOTIATE_SERVER_CONNECTION_V2, negotiate()),
        codec.invoke(2, operations.LOGIN_V2, basic("alice")),
        codec.invoke(3, operations.CTI_ENUM_PHONE_LINES, ENUM),
    )
    async with tcp_program(demo.address("tcp"), codec) as alice:
        await alice.send_bytes(b"".join(to_tcp(codec.encoding, message) for message in messages), 1)
        answers = [await alice.message() for _ in messages]
        assert [(type(answer), answer.invoke_id) for answer in answers] == [(Result, 1), (Result, 2), (Result, 3)]


async def test_each_message_is_answered_in_its_encoding(demo: Demo) -> None:
    async with tcp_program(demo.address("tcp"), BER) as alice:
        await alice.log_in(basic("alice"))
        for codec in (JSON, BER, JSON):
            alice.codec = codec
            await own_lines(alice)
        assert alice.encodings[-3:] == [Encoding.JSON, Encoding.BER, Encoding.JSON]


JUNK = {
    "another protocol": b"GET / HTTP/1.1\r\n\r\n",
    "tls without asking": b"\x16\x03\x01\x02\x00",
    "an element of another kind": b"\x30\x03\x02\x01\x01",
    "no digits": b"Jabcdefg",
    "json over the limit": b"J9999999",
    "ber over the limit": b"\xa1\x84\x7f\xff\xff\xff",
    "too deep": b"\xa1\x80" * 100,
}


@pytest.mark.parametrize("logged_in", [False, True])
@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
async def test_what_is_no_message_ends_the_connection_after_a_reject(demo: Demo, junk: bytes, logged_in: bool) -> None:
    async with tcp_program(demo.address("tcp"), JSON) as stranger:
        if logged_in:
            await stranger.log_in(basic("alice"))
        await stranger.send_bytes(junk)
        reject = await stranger.message()
        assert isinstance(reject, Reject)
        assert reject.problem == RejectProblem(generalProblem=GeneralProblem.badlyStructuredAPDU)
        assert stranger.encodings[-1] == (Encoding.BER if junk[0] == 0xA1 else Encoding.JSON)
        await stranger.closed()
    async with tcp_program(demo.address("tcp"), BER) as alice:
        await alice.log_in(basic("alice"))
        assert await own_lines(alice)


@BOTH
async def test_nothing_is_served_before_log_in(demo: Demo, codec: Codec) -> None:
    async with tcp_program(demo.address("tcp"), codec) as alice:
        for _ in range(2):
            refused = await alice.ask(operations.CTI_ENUM_PHONE_LINES, ENUM)
            assert isinstance(refused, RejectReceived)
            assert refused.problem
            assert refused.problem.invokeProblem == 8
            assert refused.details
            await alice.agree()
        await alice.call(operations.LOGIN_V2, basic("alice"))
        assert await own_lines(alice)


@BOTH
async def test_versions_that_do_not_meet(demo: Demo, codec: Codec) -> None:
    async with tcp_program(demo.address("tcp"), codec) as alice:
        told = await alice.call(operations.NEGOTIATE_SERVER_CONNECTION_V2, negotiate("9.0.0", "9.1.0"))
        assert told.incompatible is not None
        assert told.incompatible.u8sServerInterfaceVersion == "8.0.0"
        assert await alice.detail(operations.LOGIN_V2, basic("alice")) == 105
        await alice.log_in(basic("alice"))


@BOTH
async def test_a_busy_server(demo: Demo, codec: Codec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "MAX_STRANGERS", 0)
    async with tcp_program(demo.address("tcp"), codec) as alice:
        told = await alice.call(operations.NEGOTIATE_SERVER_CONNECTION_V2, negotiate())
        assert told.busy is not None
        assert told.busy.iServerBusyTimeout > 0


@BOTH
async def test_ways_to_log_in(demo: Demo, codec: Codec) -> None:
    async with tcp_program(demo.address("tcp"), codec) as alice:
        await alice.agree()
        told = await alice.call(operations.LOGIN_V2, auth_common.AsnLoginV2Argument())
        assert told.supportedAuthMethods is not None
        methods = auth_common.AsnLoginV2SupportedAuthMethod
        assert told.supportedAuthMethods.authMethodsOrdered == [methods.basic, methods.bearer]
        assert await alice.detail(operations.LOGIN_V2, basic("alice", "wrong")) == 101
        assert await alice.detail(operations.LOGIN_V2, basic("nobody")) == 101
        assert await alice.detail(operations.LOGIN_V2, bearer("no.token.atall")) == 101
        done = await alice.call(operations.LOGIN_V2, basic("alice"))
        assert done.succceeded is not None
        assert done.succceeded.u8sLoggedInUser == "alice"
        token = await alice.call(operations.GET_USER_TOKEN_V2, auth.AsnGetUserTokenArgument(iType=1, iTTL=60))
    async with tcp_program(demo.address("tcp"), codec) as again:
        await again.log_in(bearer(token.sToken))
        assert await own_lines(again) == [line_of("101").uri, line_of("111").uri]


@pytest.mark.parametrize("demo", [{"logon": {"user_failures": 3, "address_failures": 5}}], indirect=True)
async def test_who_guesses_is_slowed_down(demo: Demo) -> None:
    async with tcp_program(demo.address("tcp"), BER) as guesser:
        await guesser.agree()
        told = [await guesser.detail(operations.LOGIN_V2, basic("alice", f"guess {n}")) for n in range(4)]
        assert told == [101, 101, 101, 129]
        told = [await guesser.detail(operations.LOGIN_V2, basic("bob", f"guess {n}")) for n in range(3)]
        assert told == [101, 101, 131]
        assert await guesser.detail(operations.LOGIN_V2, basic("carol")) == 131


@BOTH
async def test_log_off_ends_session_and_connection(demo: Demo, codec: Codec) -> None:
    async with tcp_program(demo.address("tcp"), codec) as alice:
        await alice.log_in(basic("alice"))
        assert len(demo.app.service.sessions) == 1
        await alice.send(codec.invoke(7, operations.LOGOFF, auth.AsnLogoffArgument()))
        assert await alice.message() == Result(7, None)
        await alice.closed()
        assert len(demo.app.service.sessions) == 0
        assert alice.encodings[-1] == codec.encoding
