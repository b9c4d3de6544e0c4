"""WebSockets whose peers read slowly, fall silent or come back, and servers that stop."""

from __future__ import annotations

import asyncio
import json

import pytest
from tests.gateway.conftest import Client, Server, until
from tests.leftovers import leftovers
from websockets.protocol import Protocol, Side

from callplane import metrics
from callplane.gateway import links as links_module
from callplane.gateway import stream as stream_module
from callplane.gateway import websocket as websocket_module
from callplane.gateway.links import Links
from callplane.gateway.session import Carrier, Connection
from callplane.gateway.websocket import WebSocket, frame_head
from callplane.service.messages import Frame
from callplane.service.sessions import TOO_SLOW
from callplane.wire import operations

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
LINE = {"u8sMonitorCrossRefID": "1"}


def invoke(number: int, operation: operations.AnyOperation, argument: object = None) -> bytes:
    body = {"invokeID": number, "operationID": operation.id, "argument": argument or {}}
    return json.dumps({"invoke": body}).encode()


async def message(client: Client) -> dict[str, dict[str, object]]:
    """The next message: always an array of one."""
    opcode, payload = await client.frame()
    assert opcode == TEXT, payload
    (found,) = json.loads(payload)
    assert isinstance(found, dict)
    return found


async def test_slow_reader_is_cut_off_and_harms_nobody(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "CLOSING_SECONDS", 0.01)
    slow, quick = server.session(), server.session()
    _reader, other = await server.websocket(slow), await server.websocket(quick)
    while slow.attached:
        slow.outbox.put_event(Frame(bytes(60_000), False))
        await asyncio.sleep(0)
    other.send_frame(invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(other))["result"]["invokeID"] == 1
    assert not slow.ended
    client = await server.websocket(slow)
    client.send_frame(invoke(2, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(client))["result"]["invokeID"] == 2


async def test_slow_reader_who_reads_on_is_told_why(server: Server) -> None:
    session = server.session()
    client = await server.websocket(session)
    closing = session.close_connection
    assert closing
    closing(TOO_SLOW)
    assert await client.close_code() == 1013
    await client.closed()


async def test_resumption(server: Server) -> None:
    session = server.session()
    client = await server.websocket(session)
    for number in range(3):
        session.outbox.put_event(Frame(b"%d" % number, False))
    for _ in range(3):
        await client.frame()
    client.writer.transport.abort()
    await until(lambda: not session.attached)
    session.outbox.put_event(Frame(b"3", False))
    client = await server.connect()
    await client.open_websocket(f"{session.id}&resume=1")
    assert [await client.frame() for _ in range(3)] == [(TEXT, b"[%d]" % number) for number in (1, 2, 3)]
    assert (await (await server.connect()).request("GET", f"/ws/client/websocket?x-ucsessionid={session.id}&resume=x"))[0] == 400


async def test_slow_reader_who_catches_up_loses_nothing(server: Server) -> None:
    session = server.session()
    client = await server.websocket(session)
    sent = 0
    while session.outbox.waiting_bytes < 500_000:
        session.outbox.put_event(Frame(b"%060000d" % sent, False))
        sent += 1
        await asyncio.sleep(0)
    got = [int((await client.frame())[1][-9:-1]) for _ in range(sent)]
    assert got == list(range(sent))
    assert not session.ended


class DeafTransport(asyncio.Transport):
    """The transport of a peer who sends and never reads."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.waiting += len(data)

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted


class SilentConnection(Connection):
    """A connection of no session."""

    def __init__(self, carrier: Carrier) -> None:
        pass

    def hold(self) -> None:
        pass

    def lost(self) -> None:
        pass


async def test_a_peer_who_pings_without_reading_is_cut_off() -> None:
    counted = metrics.CUT_OFF.value()
    transport = DeafTransport()
    socket = WebSocket(SilentConnection, Links(), Protocol(Side.SERVER), transport)
    ping = frame_head(0x80 | PING, 125)[:1] + bytes((0x80 | 125,)) + bytes(4 + 125)
    socket.data_received(ping * 10_000)
    assert not transport.aborted
    transport.waiting = 0
    socket.pause_writing()
    while not transport.aborted:
        assert transport.waiting <= stream_module.MAX_UNREAD
        socket.data_received(ping * 100)
    socket.connection_lost(None)
    assert metrics.CUT_OFF.value() == counted + 1


async def test_a_peer_who_has_left_is_not_pinged(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = DeafTransport()
    socket = WebSocket(SilentConnection, Links(), Protocol(Side.SERVER), transport)
    socket.eof_received()
    monkeypatch.setattr(websocket_module, "PING_SECONDS", 0.0)
    socket.look_after()
    assert transport.aborted
    socket.connection_lost(None)


async def test_silent_peers_are_pinged_and_dropped(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links_module, "ROUND_SECONDS", 0.02)
    monkeypatch.setattr(websocket_module, "PING_SECONDS", 0.02)
    monkeypatch.setattr(websocket_module, "SILENCE_SECONDS", 0.06)
    session = server.session()
    client = await server.websocket(session)
    assert await client.frame() == (PING, b"")
    await client.closed()
    assert not session.attached
    assert not session.ended


async def test_stop_closes_every_websocket(server: Server) -> None:
    session, idle = server.session(), await server.connect()
    clients = [await server.websocket(session), await server.websocket(server.session())]
    stop = asyncio.ensure_future(server.gateway.stop())
    for client in clients:
        assert await client.close_code() == 1001
    await idle.closed()
    await stop
    with pytest.raises(ConnectionRefusedError):
        await server.connect()


async def test_stop_does_not_wait_for_a_deaf_peer(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "CLOSING_SECONDS", 0.01)
    session = server.session()
    await server.websocket(session)
    await server.gateway.stop()
    assert not session.attached


async def test_a_thousand_unfinished_sessions(server: Server) -> None:
    for _ in range(1000):
        server.session()
    client = await server.websocket(server.session())
    client.send_frame(invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE))
    assert (await message(client))["result"]["invokeID"] == 1


@pytest.mark.parametrize("way", ["cut", "closed", "logged off"])
async def test_a_connection_that_is_gone_leaves_nothing_to_be_collected(server: Server, way: str) -> None:
    async def come_and_go() -> None:
        session = server.session()
        client = await server.websocket(session)
        client.send_frame(invoke(1, operations.CTI_LINE_MONITOR_STOP, LINE))
        await message(client)
        if way == "cut":
            client.writer.transport.abort()
        elif way == "closed":
            client.send_frame(b"\x03\xe8", CLOSE)
            await client.closed()
        else:
            server.services.sessions.end(session, "logged off")
            await client.close_code()
        await until(lambda: not len(server.gateway._links))

    with leftovers(WebSocket, Connection, Protocol) as left:
        await come_and_go()
        for _ in range(10):  # the event loop lets go
            await asyncio.sleep(0)
    assert not left
