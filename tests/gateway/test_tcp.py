"""Plain TCP: framing, the way to a session, StartTLS, and clients that misbehave."""

from __future__ import annotations

import asyncio

import pytest
from tests.gateway.conftest import MAX_BYTES, Server, until
from tests.gateway.tcp_peer import BER, ENUM, JSON, NEGOTIATE, STOP, Peer, basic, bearer

from callplane.gateway import admission as admission_module
from callplane.gateway import credentials as credentials_module
from callplane.gateway import tcp as tcp_module
from callplane.gateway.admission import is_compatible
from callplane.service.messages import Frame
from callplane.wire import operations
from callplane.wire.codec import Codec, Encoding, Reject, Result
from callplane.wire.framing import to_tcp
from callplane.wire.types import auth, auth_common, transport


@pytest.fixture
async def tcp_port(server: Server) -> int:
    (url,) = await server.gateway.start_tcp("127.0.0.1", 0)
    return int(url.rpartition(":")[2])


@pytest.fixture
async def peer(server: Server, tcp_port: int) -> Peer:
    return Peer(await server.connect(tcp_port))


@pytest.mark.parametrize(
    ("lowest", "highest", "fits"),
    [
        ("8.0.0", "8.0.0", True),
        ("6.4.0", "9", True),
        ("8.7.1", "8.9.0", True),
        ("7", "8", True),
        ("6.0.0", "7.9.9", False),
        ("9.0.0", "10.0.0", False),
        ("9.0.0", "7.0.0", False),
        ("", "", False),
        ("eight", "8.0.0", False),
        ("8x", "8.0.0", False),
    ],
)
def test_versions(lowest: str, highest: str, fits: bool) -> None:
    assert is_compatible(lowest, highest) == fits


@pytest.mark.parametrize("codec", [JSON, BER])
async def test_way_to_a_session(server: Server, peer: Peer, codec: Codec) -> None:
    peer.codec = codec
    agreed = await peer.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
    assert isinstance(agreed, auth.AsnNegotiateServerConnectionV2ResultChoice)
    assert agreed.result
    assert agreed.result.u8sServerInterfaceVersion == "8.0.0"
    assert agreed.result.stServerTime == "1970-01-01T00:16:40Z"
    assert agreed.result.u8sConnectionGUID
    methods = await peer.result(operations.LOGIN_V2, auth_common.AsnLoginV2Argument())
    assert isinstance(methods, auth_common.AsnLoginV2Result)
    assert methods.supportedAuthMethods
    assert methods.supportedAuthMethods.authMethodsOrdered == [1, 5]
    done = await peer.result(operations.LOGIN_V2, basic())
    assert isinstance(done, auth_common.AsnLoginV2Result)
    assert done.succceeded
    assert done.succceeded.u8sLoggedInUser == "alice"
    assert await peer.works()
    (session,) = server.services.sessions
    assert (session.user, session.client, session.encoding) == ("alice", "15", codec.encoding.name.lower())
    assert await peer.error(operations.LOGIN_V2, basic()) == 113
    assert await peer.error(operations.START_TLS, transport.AsnStartTLSArgument()) == 113


async def test_both_encodings_on_one_connection(peer: Peer) -> None:
    await peer.log_in()
    peer.codec = BER
    assert await peer.works()


@pytest.mark.parametrize("piece", [1, 7, 10_000])
async def test_all_at_once_in_any_pieces(peer: Peer, piece: int) -> None:
    data = (
        peer.invoke(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
        + peer.invoke(operations.TRANSPORT_KEEP_ALIVE, transport.AsnTransportKeepAliveArgument(), 99_999)
        + peer.invoke(operations.LOGIN_V2, bearer("alice"), 2)
        + b"".join(peer.invoke(operations.CTI_LINE_MONITOR_STOP, STOP, number) for number in range(3, 40))
    )
    for at in range(0, len(data), piece):
        peer.client.send(data[at : at + piece])
        await peer.client.writer.drain()
        await asyncio.sleep(0)
    answered = [await peer.message() for _ in range(39)]
    assert [answer.invoke_id for answer in answered if isinstance(answer, Result)] == list(range(1, 40))


async def test_nothing_is_served_before_log_in(server: Server, peer: Peer) -> None:
    answer = await peer.ask(operations.CTI_ENUM_PHONE_LINES, ENUM)
    assert isinstance(answer, Reject)
    assert answer.problem
    assert (answer.problem.invokeProblem, answer.invoke_id) == (8, 1)
    mistyped = await peer.ask(operations.CTI_ENUM_PHONE_LINES, STOP)
    assert isinstance(mistyped, Reject)
    assert mistyped.problem == answer.problem
    answer = await peer.ask(operations.KEEP_ALIVE, operations.KEEP_ALIVE.argument())
    assert isinstance(answer, Result)
    assert await peer.error(operations.LOGIN_V2, basic()) == 105
    incompatible = auth.AsnNegotiateServerConnectionV2Argument(
        u8sMinSupportedInterfaceVersion="9.0.0",
        u8sMaxSupportedInterfaceVersion="9.0.0",
        u8sClientDeviceId="",
        u8sClientVersion="",
        eClientAppID=auth.AsnClientAppID.eCLIENTAPPIDUNKNOWN,
        u8sClientDeviceName="",
        iClientCapabilities=0,
    )
    told = await peer.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, incompatible)
    assert isinstance(told, auth.AsnNegotiateServerConnectionV2ResultChoice)
    assert told.incompatible
    assert await peer.error(operations.LOGIN_V2, basic()) == 105
    assert len(server.services.sessions) == 0


async def test_refused_log_ins(peer: Peer) -> None:
    await peer.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
    assert await peer.error(operations.LOGIN_V2, basic(password="wrong")) == 101
    assert await peer.error(operations.LOGIN_V2, bearer("nobody")) == 130
    ntlm = auth_common.AsnLoginV2ChoiceArgument(authNTLM=auth_common.AsnAuthNTLMCredential(authdata=b""))
    assert await peer.error(operations.LOGIN_V2, auth_common.AsnLoginV2Argument(auth=ntlm)) == 106
    await peer.result(operations.LOGIN_V2, basic())
    assert await peer.works()


async def test_busy(server: Server, peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission_module, "MAX_STRANGERS", 0)
    told = await peer.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
    assert isinstance(told, auth.AsnNegotiateServerConnectionV2ResultChoice)
    assert told.busy
    monkeypatch.setattr(admission_module, "MAX_STRANGERS", 1)
    await peer.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
    server.services.sessions._limit = 0
    refused = await peer.result(operations.LOGIN_V2, basic())
    assert isinstance(refused, auth_common.AsnLoginV2Result)
    assert refused.serverBusy


async def test_too_many_wait_for_their_log_in(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    await peer.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
    monkeypatch.setattr(credentials_module, "MAX_WAITING", 0)
    assert await peer.error(operations.LOGIN_V2, basic()) == 103


@pytest.mark.parametrize("logged_in", [False, True])
@pytest.mark.parametrize(
    "junk",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"J12x4567",
        b"J9999999",
        b"\xa1\x84\x7f\xff\xff\xff",
        b"\xa1\x80" + b"\xff" * 100,
        b"\xa1\xff" + bytes(9),
    ],
)
async def test_broken_streams(server: Server, peer: Peer, tcp_port: int, junk: bytes, logged_in: bool) -> None:
    if logged_in:
        await peer.log_in()
    peer.client.send(junk)
    answer = await peer.message()
    assert isinstance(answer, Reject)
    assert answer.problem
    assert answer.problem.generalProblem is not None
    await peer.client.closed()
    other = Peer(await server.connect(tcp_port))
    await other.log_in()
    assert await other.works()


async def test_junk_inside_a_frame_is_rejected_and_the_stream_goes_on(peer: Peer) -> None:
    await peer.log_in()
    for data in (to_tcp(Encoding.JSON, b"junk"), b"\xa1\x03\x02\x01\x01"):
        peer.client.send(data)
        assert isinstance(await peer.message(), Reject)
    assert await peer.works()


async def test_ten_megabytes(peer: Peer) -> None:
    await peer.log_in()
    peer.client.send(b"J%07d" % 9_999_999 + bytes(9_999_999))
    assert isinstance(await peer.message(), Reject)
    await peer.client.closed()
    assert MAX_BYTES < 9_999_999


@pytest.mark.parametrize("number", [5, 99_999])
@pytest.mark.parametrize("logged_in", [False, True])
async def test_log_off(server: Server, peer: Peer, number: int, logged_in: bool) -> None:
    if logged_in:
        await peer.log_in()
    peer.client.send(peer.invoke(operations.LOGOFF, auth.AsnLogoffArgument(), number))
    if number == 5:
        answer = await peer.message()
        assert isinstance(answer, Result)
        assert answer.value is None
    await peer.client.closed()
    assert len(server.services.sessions) == 0


async def test_who_does_not_log_in_is_sent_away(server: Server, tcp_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp_module, "LOGON_SECONDS", 0.02)
    client = await server.connect(tcp_port)
    await client.closed()


async def test_many_who_never_log_in(server: Server, tcp_port: int) -> None:
    strangers = [await server.connect(tcp_port) for _ in range(100)]
    for stranger in strangers:
        stranger.send(b"J00")
    peer = Peer(await server.connect(tcp_port))
    await peer.log_in()
    lobby = server.gateway._tcp.lobby
    await until(lambda: lobby._strangers == 100)
    for stranger in strangers:
        stranger.writer.transport.abort()
    await until(lambda: lobby._strangers == 0)
    assert await peer.works()


async def test_events_arrive_and_the_session_outlives_its_stream(server: Server, peer: Peer) -> None:
    await peer.log_in()
    (session,) = server.services.sessions
    session.outbox.put_event(Frame(b'{"invoke":{"invokeID":99999,"operationID":1294}}', False))
    session.outbox.put_event(Frame(BER.result(4, None), True))
    assert getattr(await peer.message(), "invoke_id", 0) == 99_999
    assert await peer.message() == Result(4, None)
    peer.client.writer.transport.abort()
    await until(lambda: not session.attached)
    assert not session.ended


async def test_messages_that_no_header_can_count_end_the_stream(server: Server, peer: Peer) -> None:
    await peer.log_in()
    (session,) = server.services.sessions
    session.outbox.put_event(Frame(bytes(10_000_000), False))
    session.outbox.flush()
    await peer.client.closed()


async def test_stop_closes_streams(server: Server, peer: Peer, tcp_port: int) -> None:
    await peer.log_in()
    stranger = await server.connect(tcp_port)
    stop = asyncio.ensure_future(server.gateway.stop())
    for client in (peer.client, stranger):
        await client.closed()
        client.writer.close()
    await stop
