"""Logging on, calling and losing the connection, against a fake server over a real socket."""

from __future__ import annotations

import asyncio
import json

import pytest
from tests.client.fake_server import ALICE, SESSION, FakeServer, line_info

from callplane.client import (
    AnswerTimeout,
    CallplaneError,
    Client,
    ConnectionFailed,
    ConnectionLost,
    LogonRefused,
    OperationRefused,
    OperationRejected,
    SessionEnded,
    connect,
)
from callplane.client import connection as connection_module
from callplane.client import link as link_module
from callplane.client.logon import base_url
from callplane.wire import operations as op
from callplane.wire.types import cti
from callplane.wire.types.common import AsnRequestError
from callplane.wire.types.rose import InvokeProblem, RejectProblem

REFUSED = b'{"error": {"iErrorDetail": %d, "u8sErrorString": "User Authentication failed"}, "error_value": 0}'
NO_BACKEND = b'{"error": {"_type": "WsError", "iErrorDetail": 119, "u8sErrorString": "UCServer is not connected here"}}'


def enumerated(*_: object) -> cti.AsnCtiEnumPhoneLinesResult:
    return cti.AsnCtiEnumPhoneLinesResult(seqLines=[line_info()])


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://127.0.0.1:7224", "http://127.0.0.1:7224"),
        ("ws://pbx.example:80/", "http://pbx.example:80"),
        ("wss://pbx.example", "https://pbx.example:7225"),
        ("https://pbx.example/cti/", "https://pbx.example:7225/cti"),
        ("pbx.example", "http://pbx.example:7224"),
        ("pbx.example:9000", "http://pbx.example:9000"),
        ("http://[::1]:7224", "http://[::1]:7224"),
    ],
)
def test_addresses(url: str, base: str) -> None:
    assert base_url(url) == base


@pytest.mark.parametrize("url", ["ftp://pbx.example", "http://", "http://pbx.example:port", "http://[::1"])
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(ConnectionFailed):
        base_url(url)


async def test_logs_on_calls_and_logs_off() -> None:
    async with FakeServer() as server:
        server.on(op.CTI_ENUM_PHONE_LINES, enumerated)
        async with connect(server.url, "alice", "pässword:") as cti_client:
            assert cti_client.session_id == SESSION
            assert (await cti_client.enum_phone_lines()).seqLines == [line_info()]
        assert server.logons == [{"basic": "alice:pässword:", "token": "", "ucsid": "local"}]
        assert server.told == ["asnLogoff"]


async def test_logs_on_by_token() -> None:
    async with FakeServer() as server, connect(server.url, token="abc"):
        assert server.logons == [{"basic": "", "token": "abc", "ucsid": "local"}]


async def test_a_session_that_was_taken_over_is_not_logged_off() -> None:
    async with FakeServer() as server:
        async with connect(server.url, session_id=SESSION):
            pass
        assert server.logons == []
        assert server.told == []


@pytest.mark.parametrize("detail", [101, 129])
async def test_refused_logon(detail: int) -> None:
    async with FakeServer() as server:
        server.logon_answer = (400, REFUSED % detail)
        with pytest.raises(LogonRefused) as refused:
            async with connect(server.url, "alice", "wrong"):
                pass
        assert refused.value.detail == detail
        assert "User Authentication failed" in str(refused.value)


async def test_unauthorized_without_a_body() -> None:
    async with FakeServer() as server:
        server.logon_answer = (401, b"")
        with pytest.raises(LogonRefused) as refused:
            async with connect(server.url):
                pass
        assert refused.value.detail == 101


@pytest.mark.parametrize("answer", [(404, b"<html>"), (200, b"[]"), (200, b"{}"), (500, b'{"error":{}}'), (502, NO_BACKEND)])
async def test_no_server_of_this_interface(answer: tuple[int, bytes]) -> None:
    async with FakeServer() as server:
        server.logon_answer = answer
        with pytest.raises(ConnectionFailed):
            async with connect(server.url, "alice", "demo"):
                pass


@pytest.mark.parametrize("session_id", ["", SESSION])
async def test_nobody_there(unused_tcp_port: int, session_id: str) -> None:
    with pytest.raises(ConnectionFailed) as failed:
        async with connect(f"http://127.0.0.1:{unused_tcp_port}", "alice", "demo", session_id=session_id):
            pass
    assert "callplane demo" in str(failed.value)


@pytest.mark.parametrize(("status", "error"), [(401, SessionEnded), (503, ConnectionFailed)])
async def test_no_socket(status: int, error: type[CallplaneError]) -> None:
    async with FakeServer() as server:
        server.socket_status = status
        with pytest.raises(error):
            async with connect(server.url, "alice", "demo"):
                pass


async def test_refused_operation() -> None:
    async with FakeServer() as server:
        server.on(op.CTI_SNAPSHOT_PHONE_LINE, lambda _: AsnRequestError(iErrorDetail=3, u8sErrorString="no such line"))
        async with connect(server.url, "alice", "demo") as cti_client:
            with pytest.raises(OperationRefused) as refused:
                await cti_client.snapshot_phone_line(ALICE)
    assert (refused.value.detail, refused.value.text) == (3, "no such line")


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (RejectProblem(invokeProblem=1), InvokeProblem.unrecognisedOperation),
        (RejectProblem(invokeProblem=99), 99),
        (b'{"reject":{"invokedID":{"invokedID":1}}}', None),
    ],
)
async def test_rejected_operation(sent: RejectProblem | bytes, problem: InvokeProblem | int | None) -> None:
    async with FakeServer() as server:
        server.on(op.CHECK_CONNECTION, lambda _: sent)
        async with connect(server.url, "alice", "demo") as cti_client:
            with pytest.raises(OperationRejected) as rejected:
                await cti_client.check_connection()
    assert rejected.value.problem == problem
    assert rejected.value.details in ("details", "")


async def test_answers_may_come_in_any_order() -> None:
    waiting: list[bytes] = []

    def answer_in_reverse(argument: cti.AsnCtiSnapshotPhoneLineArgument) -> list[bytes]:
        number = len(waiting) + 1
        error = {"iErrorDetail": number, "u8sErrorString": argument.u8sLinePhoneNumber}
        waiting.insert(0, json.dumps({"error": {"invokedID": number, "error_value": 0, "error": error}}).encode())
        return waiting if number == 3 else []

    async with FakeServer() as server:
        server.on(op.CTI_SNAPSHOT_PHONE_LINE, answer_in_reverse)
        async with connect(server.url, "alice", "demo") as cti_client:
            calls = [cti_client.snapshot_phone_line(line) for line in ("a", "b", "c")]
            answers = await asyncio.gather(*calls, return_exceptions=True)
    assert [answer.text for answer in answers if isinstance(answer, OperationRefused)] == ["a", "b", "c"]


async def test_no_answer_in_time() -> None:
    async with FakeServer() as server:
        server.on(op.CTI_ENUM_PHONE_LINES, enumerated)
        async with connect(server.url, "alice", "demo", answer_timeout=0.05) as cti_client:
            with pytest.raises(AnswerTimeout):
                await cti_client.check_connection()
            with pytest.raises(TimeoutError):
                await cti_client.check_connection()
            await server.send(b'{"result":{"invokeID":1,"result":{"resultValue":0,"result":{}}}}')  # late: nobody minds
            assert (await cti_client.enum_phone_lines()).seqLines


async def test_lost_connection_ends_calls_and_events() -> None:
    async with FakeServer() as server, connect(server.url, "alice", "demo", reconnect=False) as cti_client:
        events = cti_client.events()
        call = asyncio.create_task(cti_client.check_connection())
        await server.hears("asnCheckConnection")
        assert server.socket is not None
        await server.socket.close(code=1001)
        with pytest.raises(ConnectionLost):
            await call
        with pytest.raises(ConnectionLost):
            await cti_client.check_connection()
        for stream in (events, cti_client.events()):
            with pytest.raises(ConnectionLost):
                await anext(stream)


async def test_broken_socket() -> None:
    async with FakeServer() as server, connect(server.url, "alice", "demo", reconnect=False) as cti_client:
        events = cti_client.events()
        transport = server.socket._req.transport if server.socket and server.socket._req else None
        assert transport is not None
        transport.abort()
        with pytest.raises(ConnectionLost):
            await anext(events)


async def test_a_server_that_answers_no_pings_is_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link_module, "HEARTBEAT", 0.02)
    async with FakeServer() as server:
        server.answers_pings = False
        async with connect(server.url, "alice", "demo", reconnect=False) as cti_client:
            with pytest.raises(ConnectionLost):
                await anext(cti_client.events())


async def test_cancelled_call_and_its_late_answer() -> None:
    async with FakeServer() as server:
        server.on(op.CTI_ENUM_PHONE_LINES, enumerated)
        async with connect(server.url, "alice", "demo") as cti_client:
            call = asyncio.create_task(cti_client.check_connection())
            await server.hears("asnCheckConnection")
            call.cancel()
            await asyncio.wait([call])
            await server.send(b'{"result":{"invokeID":1,"result":{"resultValue":0,"result":{}}}}')
            assert (await cti_client.enum_phone_lines()).seqLines


async def test_keeps_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "_KEEP_ALIVE", 0)
    async with FakeServer() as server, connect(server.url, "alice", "demo"):
        await server.hears("asnTransportKeepAlive")


async def rejects(cti_client: Client, server: FakeServer, text: bytes) -> None:
    server.on(op.CTI_ENUM_PHONE_LINES, enumerated)
    await server.send(text)
    assert (await cti_client.enum_phone_lines()).seqLines


@pytest.mark.parametrize(
    "text",
    [
        b'{"invoke":{"invokeID":5,"operationID":1714,"operationName":"asnCheckConnection"}}',
        b'{"invoke":{"invokeID":99999,"operationID":4711}}',
        b'{"invoke":{"invokeID":5,"operationID":4711}}',
        b'{"invoke":{"invokeID":99999,"operationID":1283,"argument":{}}}',
        b'{"result":{"invokeID":77}}',
        b"junk",
    ],
)
async def test_strange_messages_disturb_nothing(text: bytes) -> None:
    async with FakeServer() as server, connect(server.url, "alice", "demo") as cti_client:
        await rejects(cti_client, server, text)
