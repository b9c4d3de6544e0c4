"""SIP over sockets, by asyncio's loop and by uvloop's, which the server runs on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
import uvloop

from callplane.drivers import sip_transport
from callplane.drivers.sip_transport import SipTransport
from callplane.errors import ConfigurationError
from callplane.sip.transactions import Flow

MESSAGE = b"OPTIONS sip:h SIP/2.0\r\nContent-Length: 0\r\n\r\n"
LOOPS = {"asyncio": asyncio.run, "uvloop": uvloop.run}


class End:
    """A transport with what it heard and lost."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, Flow]] = []
        self.lost: list[Flow] = []
        self.changed = asyncio.Event()
        self.transport = SipTransport(self._heard, self._lost)

    def _heard(self, data: bytes, flow: Flow) -> None:
        self.heard.append((data, flow))
        self.changed.set()
        if data.startswith(b"BREAK"):
            raise ValueError("a fault of our own")

    def _lost(self, flow: Flow) -> None:
        self.lost.append(flow)
        self.changed.set()

    async def until(self, test: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not test():
                self.changed.clear()
                await self.changed.wait()


async def two() -> tuple[End, End]:
    ends = End(), End()
    for end in ends:
        await end.transport.start("127.0.0.1", 0)
    return ends


@pytest.mark.parametrize("run", LOOPS.values(), ids=LOOPS)
def test_messages_go_and_come_over_udp_and_tcp(run: Callable[[object], None]) -> None:
    async def scene() -> None:
        one, other = await two()
        for kind in ("UDP", "TCP"):
            one.transport.send(MESSAGE, Flow(kind, "127.0.0.1", other.transport.port))
            one.transport.send(MESSAGE, Flow(kind, "127.0.0.1", other.transport.port))
            await other.until(lambda: len(other.heard) == 2)
            (_, flow), _ = other.heard
            other.transport.send(MESSAGE.replace(b"OPTIONS", b"BREAK"), flow)
            await one.until(lambda: len(one.heard) == 1)
            assert (flow.transport, flow.host) == (kind, "127.0.0.1")
            assert one.transport.local(flow) == ("127.0.0.1", one.transport.port)
            one.heard.clear()
            other.heard.clear()
        for end in (one, other):
            await end.transport.stop()
        assert (one.lost, other.lost) == ([], [])

    run(scene())


async def test_what_cannot_be_sent_is_told() -> None:
    one, other = await two()
    nobody = Flow("TCP", "127.0.0.1", other.transport.port)
    await other.transport.stop()
    gone = Flow("TCP", "127.0.0.1", 5060, 99)
    one.transport.send(MESSAGE, nobody)
    one.transport.send(MESSAGE, gone)
    one.transport.send(MESSAGE, Flow("WS", "127.0.0.1", 5060))
    one.transport.send(MESSAGE, Flow("UDP", "127.0.0.1", 9))  # over UDP nobody can tell
    await one.until(lambda: len(one.lost) == 3)
    assert {nobody, gone} <= set(one.lost)
    await one.transport.stop()


async def test_a_port_in_use_is_named() -> None:
    one, other = await two()
    with pytest.raises(ConfigurationError, match=f"port {other.transport.port}"):
        await End().transport.start("127.0.0.1", other.transport.port)
    for end in (one, other):
        await end.transport.stop()


@pytest.mark.parametrize("limit", ["MAX_CONNECTIONS", "MAX_CONNECTIONS_EACH"])
async def test_connections_have_limits(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(sip_transport, limit, 1)
    one, other = await two()
    _, first = await asyncio.open_connection("127.0.0.1", one.transport.port)
    first.write(MESSAGE)
    await one.until(lambda: bool(one.heard))
    reader, second = await asyncio.open_connection("127.0.0.1", one.transport.port)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    assert one.transport.dropped == 1
    for writer in (first, second):
        writer.close()
    for end in (one, other):
        await end.transport.stop()


async def test_a_connection_without_a_message_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip_transport, "FIRST_MESSAGE_SECONDS", 0.0)
    one = End()
    await one.transport.start("127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", one.transport.port)
    assert await reader.read() == b""
    writer.close()
    await one.transport.stop()


async def test_a_peer_that_does_not_read_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sip_transport, "MAX_WAITING_BYTES", 1000)
    one = End()
    await one.transport.start("127.0.0.1", 0)
    _, writer = await asyncio.open_connection("127.0.0.1", one.transport.port)
    writer.write(MESSAGE)
    await one.until(lambda: bool(one.heard))
    one.transport.send(b"x" * 50_000_000, one.heard[0][1])
    await one.until(lambda: bool(one.lost))
    assert one.transport.dropped == 1
    writer.transport.abort()
    await one.transport.stop()


def test_the_address_towards_a_peer_is_found() -> None:
    transport = SipTransport(lambda *_: None, lambda _: None)
    assert transport.local(Flow("UDP", "127.0.0.1", 5060))[0] == "127.0.0.1"
    assert transport.local(Flow("UDP", "no address", 5060))[0] == "127.0.0.1"
