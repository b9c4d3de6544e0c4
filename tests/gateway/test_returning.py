"""TCP clients that come back to their session by its connection GUID."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from msgspec.structs import replace
from tests.gateway.conftest import Server, until
from tests.gateway.tcp_peer import BER, JSON, NEGOTIATE, Peer, basic

from callplane.gateway import tcp as tcp_module
from callplane.gateway.returning import UNKNOWN
from callplane.service.messages import Frame
from callplane.service.sessions import Session
from callplane.wire import operations
from callplane.wire.codec import EVENT_ID, Codec, Invoke, Result
from callplane.wire.types import auth, cti


@dataclass
class Clients:
    """Makes TCP clients that log in, with the GUID of an earlier one."""

    server: Server
    port: int
    codec: Codec = JSON

    async def peer(self, guid: str = "", user: str = "alice") -> tuple[Peer, str]:
        """A logged-in client and its GUID."""
        peer = Peer(await self.server.connect(self.port), self.codec)
        wish = replace(NEGOTIATE, u8sConnectionGUID=guid or None)
        agreed = await peer.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, wish)
        assert isinstance(agreed, auth.AsnNegotiateServerConnectionV2ResultChoice)
        assert agreed.result
        await peer.result(operations.LOGIN_V2, basic(user))
        return peer, agreed.result.u8sConnectionGUID

    @property
    def sessions(self) -> list[Session]:
        return list(self.server.services.sessions)

    def tell(self, session: Session, number: int) -> None:
        """An event that carries a number."""
        argument = cti.AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID=f"{number:05}")
        data = self.codec.invoke(EVENT_ID, operations.CTI_NOTIFY_MONITOR_STOPPED, argument)
        session.outbox.put_event(Frame(data, self.codec is BER))

    async def told(self, peer: Peer) -> int:
        message = await peer.message()
        assert isinstance(message, Invoke)
        value = self.codec.read_value(message.argument, cti.AsnCtiNotifyMonitorStoppedArgument)
        return int(value.u8sMonitorCrossRefID)


@pytest.fixture(params=[JSON, BER], ids=["json", "ber"])
async def clients(server: Server, request: pytest.FixtureRequest) -> Clients:
    (url,) = await server.gateway.start_tcp("127.0.0.1", 0)
    return Clients(server, int(url.rpartition(":")[2]), request.param)


async def test_back_to_the_session_with_what_was_missed(clients: Clients) -> None:
    first, guid = await clients.peer()
    (session,) = clients.sessions
    for number in range(3):
        clients.tell(session, number)
    assert [await clients.told(first) for _ in range(3)] == [0, 1, 2]
    first.client.writer.transport.abort()
    await until(lambda: not session.attached)
    for number in range(3, 6):
        clients.tell(session, number)
    again, same = await clients.peer(guid)
    assert same == guid
    assert clients.sessions == [session]
    assert [await clients.told(again) for _ in range(3)] == [3, 4, 5]
    assert await again.works()


async def test_a_half_open_connection_is_replaced(clients: Clients) -> None:
    first, guid = await clients.peer()
    (session,) = clients.sessions
    clients.tell(session, 0)
    assert await clients.told(first) == 0
    again, _ = await clients.peer(guid)
    await first.client.closed()
    clients.tell(session, 1)
    assert await clients.told(again) == 1
    third, _ = await clients.peer(guid)
    clients.tell(session, 2)
    assert await clients.told(third) == 2


async def test_a_client_that_counts_says_how_much_it_has(clients: Clients) -> None:
    first, guid = await clients.peer()
    (session,) = clients.sessions
    for number in range(5):
        clients.tell(session, number)
    assert [await clients.told(first) for _ in range(5)] == list(range(5))
    again, _ = await clients.peer(f"{guid};2")
    assert [await clients.told(again) for _ in range(3)] == [2, 3, 4]


@pytest.mark.parametrize("user", ["alice", "admin"])
async def test_nobody_else_gets_the_session(clients: Clients, user: str) -> None:
    _, guid = await clients.peer()
    other, new = await clients.peer(guid if user == "admin" else "{of my own making}", user)
    assert (new == guid) == (user == "admin")
    assert len(clients.sessions) == 2
    assert await other.works()


async def test_an_ended_session_is_not_found(clients: Clients) -> None:
    _, guid = await clients.peer()
    (session,) = clients.sessions
    clients.server.services.sessions.end(session, "over")
    _, new = await clients.peer(guid)
    assert new != guid


async def test_where_nobody_knows_what_arrived_there_is_a_gap(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    gaps: list[Session] = []
    clients.server.services.sessions.on_gap.append(gaps.append)
    _, guid = await clients.peer()
    monkeypatch.setattr(tcp_module, "acknowledged_bytes", lambda _socket: UNKNOWN)
    again, _ = await clients.peer(guid)
    assert gaps == clients.sessions
    answer = await again.ask(operations.CTI_LINE_MONITOR_STOP, cti.AsnCtiLineMonitorStopArgument(u8sMonitorCrossRefID="1"))
    assert isinstance(answer, Result)


async def test_what_was_written_and_did_not_arrive_is_sent_again(clients: Clients) -> None:
    first, guid = await clients.peer()
    (session,) = clients.sessions
    first.client.writer.transport.pause_reading()  # type: ignore[attr-defined]
    total = 0
    while session.outbox.waiting_bytes == 0:
        for _ in range(500):
            clients.tell(session, total)
            total += 1
        await asyncio.sleep(0)
    again, _ = await clients.peer(guid)
    numbers = [await clients.told(again)]
    while numbers[-1] < total - 1:
        numbers.append(await clients.told(again))
    assert numbers == list(range(numbers[0], total))
    assert numbers[0] > 0


def test_no_socket_tells_nothing() -> None:
    assert tcp_module.acknowledged_bytes(None) == UNKNOWN
