"""SIP over sockets: UDP and TCP on one port, for drivers and test phones. Knows sockets and framing; no message's meaning.

A message that cannot be sent is reported by `lost`, later. What waits for a slow TCP peer is bounded; who exceeds that is cut
off.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import cast

from callplane import metrics
from callplane.errors import ConfigurationError
from callplane.sip.framing import PONG, StreamReader
from callplane.sip.grammar import BadMessage
from callplane.sip.transactions import Flow

MAX_CONNECTIONS = 2_000
MAX_CONNECTIONS_EACH = 500
"""From one address: behind it may be an office, or somebody who wants to take all connections."""

MAX_WAITING_BYTES = 1 << 20
FIRST_MESSAGE_SECONDS = 30.0
"""A connection that has brought no message by then is closed."""

CONNECT_SECONDS = 10.0
_log = logging.getLogger(__name__)

Received = Callable[[bytes, Flow], None]
Lost = Callable[[Flow], None]


class SipTransport:
    """See the module's text. `received` and `lost` are called in the loop's thread."""

    def __init__(self, received: Received, lost: Lost) -> None:
        self._received = received
        self._lost = lost
        self._host = ""
        self.port = 0
        self._udp: asyncio.DatagramTransport | None = None
        self._server: asyncio.Server | None = None
        self._connections: dict[int, _Connection] = {}
        self._numbers = count(1)
        self._opening: dict[Flow, list[bytes]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._locals: dict[str, str] = {}
        self.dropped = 0
        """Connections that were refused or cut off."""

    async def start(self, host: str, port: int) -> None:
        """Listen for UDP and TCP on one port (0: any that is free for both). Raises ConfigurationError."""
        loop = asyncio.get_running_loop()
        for attempt in range(20):
            try:
                self._server = await loop.create_server(self._accept, host, port)
                taken = self._server.sockets[0].getsockname()[1]
                self._udp, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=(host, taken))
            except OSError as error:
                if self._server is not None:
                    self._server.close()
                if port or attempt == 19:
                    text = f"cannot listen for SIP on {host} port {port} ({error.strerror})"
                    raise ConfigurationError(f"{text}: stop what listens there, or choose another port") from error
                continue
            self._host, self.port = host, taken
            return

    async def stop(self) -> None:
        """Nothing is reported from here on."""
        self._received, self._lost = lambda *_: None, lambda _: None
        if self._udp is not None:
            self._udp.close()
        if self._server is not None:
            self._server.close()
        for connection in tuple(self._connections.values()):
            connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def local(self, flow: Flow) -> tuple[str, int]:
        """Our address as this peer sees it."""
        if self._host not in ("0.0.0.0", "::", ""):  # noqa: S104 (a comparison)
            return self._host, self.port
        found = self._locals.get(flow.host)
        if found is None:
            if len(self._locals) > 10_000:
                self._locals.clear()
            found = self._locals[flow.host] = _address_towards(flow.host)
        return found, self.port

    def send(self, data: bytes, flow: Flow) -> None:
        if flow.transport == "UDP":
            if self._udp is not None and not self._udp.is_closing():
                try:
                    self._udp.sendto(data, (flow.host, flow.port))
                except (OSError, ValueError):  # no address, or no way there
                    self._report(flow)
            return
        connection = self._connections.get(flow.connection) or self._connection_to(flow)
        if connection is not None:
            connection.send(data)
        elif flow.connection or flow.transport != "TCP":
            self._report(flow)
        else:
            self._open(data, flow)

    def _connection_to(self, flow: Flow) -> _Connection | None:
        """One that is open to this place already (RFC 3261, 18.1.1)."""
        wanted = (flow.host, flow.port)
        return next((known for known in self._connections.values() if (known.flow.host, known.flow.port) == wanted), None)

    def _open(self, data: bytes, flow: Flow) -> None:
        waiting = self._opening.get(flow)
        if waiting is not None:
            waiting.append(data)
            return
        self._opening[flow] = [data]
        task = asyncio.get_running_loop().create_task(self._connect(flow))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, flow: Flow) -> None:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                _, connection = await asyncio.get_running_loop().create_connection(self._make, flow.host, flow.port)
        except (OSError, TimeoutError):
            del self._opening[flow]
            self._lost(flow)
            return
        for data in self._opening.pop(flow):
            connection.send(data)

    def _report(self, flow: Flow) -> None:
        asyncio.get_running_loop().call_soon(self._lost, flow)

    def _make(self) -> _Connection:
        return _Connection(self, next(self._numbers))

    def _accept(self) -> _Connection:
        return self._make()

    # For connections

    def drop(self) -> None:
        """One is refused or cut off."""
        self.dropped += 1
        metrics.SIP_DROPPED.inc("connection")

    def made(self, connection: _Connection) -> bool:
        """False when there are too many already."""
        host = connection.flow.host
        theirs = sum(known.flow.host == host for known in self._connections.values())
        if len(self._connections) >= MAX_CONNECTIONS or theirs >= MAX_CONNECTIONS_EACH:
            self.drop()
            return False
        self._connections[connection.number] = connection
        return True

    def gone(self, connection: _Connection) -> None:
        if self._connections.pop(connection.number, None) is not None:
            self._lost(connection.flow)

    def heard(self, data: bytes, flow: Flow) -> None:
        try:
            self._received(data, flow)
        except Exception:  # noqa: BLE001 (one message's fault must not stop the others)
            _log.exception("A SIP message of %s met a fault of our own", flow.host)


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, owner: SipTransport) -> None:
        self._owner = owner

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._owner.heard(data, Flow("UDP", addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        _log.debug("A SIP datagram could not be delivered: %s", exc)


class _Connection(asyncio.Protocol):
    def __init__(self, owner: SipTransport, number: int) -> None:
        self.number = number
        self.flow = Flow("TCP", "", 0, number)
        self._owner = owner
        self._reader = StreamReader()
        self._transport: asyncio.Transport | None = None
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)  # which uvloop's are in all but name
        peer = transport.get_extra_info("peername") or ("", 0)
        self.flow = Flow("TCP", peer[0], peer[1], self.number)
        self._transport = transport
        if not self._owner.made(self):
            transport.abort()
            return
        self._patience = asyncio.get_running_loop().call_later(FIRST_MESSAGE_SECONDS, self.close)

    def data_received(self, data: bytes) -> None:
        try:
            for message in self._reader.feed(data):
                self._trust()
                self._owner.heard(message, self.flow)
        except BadMessage:
            self._owner.drop()
            self.close()
            return
        if self._reader.pings:
            self._reader.pings = 0
            self.send(PONG)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._trust()
        self._owner.gone(self)

    def send(self, data: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(data)
        if self._transport.get_write_buffer_size() > MAX_WAITING_BYTES:
            self._owner.drop()
            self._transport.abort()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _trust(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


def _address_towards(host: str) -> str:
    """From which address of ours a peer is reached; nothing is sent."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((host, 9))
        address: str = probe.getsockname()[0]
        return address
    return "127.0.0.1"
