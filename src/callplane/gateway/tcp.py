"""One client on plain TCP: messages cut from the stream, log-in, the change to TLS, closing.

Knows the stream's framing (through `wire.framing`) and the transport; what is allowed before log-in is `Admission`'s matter,
what comes after it a `Connection`'s. Limits: a client must log in within LOGON_SECONDS and may send MAX_AHEAD messages
without waiting until then. Dead peers are found by TCP's own keep-alive.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, cast

from callplane import metrics
from callplane.gateway.admission import Admission, Lobby, objection
from callplane.gateway.credentials import Authenticator
from callplane.gateway.links import Links
from callplane.gateway.returning import UNKNOWN, Returning
from callplane.gateway.services import GatewayServices
from callplane.gateway.session import Codecs, Connection
from callplane.gateway.stream import Stream
from callplane.service.messages import Framing, Item, to_bytes
from callplane.service.sessions import Session
from callplane.wire import framing, operations
from callplane.wire.codec import Codec, Encoding, Limits
from callplane.wire.framing import BrokenFrame, TcpFrameReader, tcp_framing, to_tcp
from callplane.wire.rose import Answer, EventReceived, InvokeReceived, Peer
from callplane.wire.types.common import AsnRequestError
from callplane.wire.types.rose import GeneralProblem, RejectProblem
from callplane.wire.types.transport import AsnStartTLSResult

log = logging.getLogger(__name__)

LOGON_SECONDS: Final = 30.0
TLS_SECONDS: Final = 10.0
MAX_AHEAD: Final = 16
DEAD_AFTER: Final = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 4, "TCP_USER_TIMEOUT": 30_000}
"""Socket options, where the system has them: a peer that is silent for 30 s altogether is dead."""

GENERAL_ERROR: Final = 1
_ACKNOWLEDGED: Final = slice(120, 128)  # tcpi_bytes_acked in Linux's struct tcp_info


@dataclass(frozen=True, slots=True)
class TcpServices:
    """What every TCP client is served with. `tls`: the context for asnStartTLS, None where there is no certificate."""

    services: GatewayServices
    authenticator: Authenticator
    codecs: Codecs
    limits: Limits
    links: Links
    lobby: Lobby
    returning: Returning
    tls: Callable[[], ssl.SSLContext | None]


class TcpStream(Stream):
    """One TCP connection, from the accepted socket to its end."""

    def __init__(self, shared: TcpServices) -> None:
        super().__init__(shared.links)
        self._shared = shared
        self._reader = TcpFrameReader(shared.limits)
        self._peer = Peer(objection=objection)
        self._ahead: asyncio.Queue[framing.Frame] = asyncio.Queue()
        self._secure = False
        self._written = 0  # bytes, as long as there is no TLS
        self._unconfirmed = UNKNOWN  # bytes of these that the peer had not acknowledged when the connection was lost
        self._door: asyncio.Task[None] | None = None

    # --- from the transport ----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._transport = cast("asyncio.Transport", transport)  # as every loop gives it, though not every one says so
        _watch_for_death(transport.get_extra_info("socket"))
        address = transport.get_extra_info("peername")
        self._door = self._loop.create_task(self._admit(str(address[0]) if address else ""))
        self._door.add_done_callback(self._shared.lobby.leave)
        self._shared.lobby.enter()
        self._links.add(self)

    def data_received(self, data: bytes) -> None:
        """Bytes of the peer, in pieces of any size."""
        if self._closing:
            return
        try:
            for frame in self._reader.feed(data):
                if self._connection is None:
                    self._ahead.put_nowait(frame)
                else:
                    self._connection.receive(frame.message, frame.encoding)
        except BrokenFrame as broken:
            self._refuse(broken.encoding, broken.details)
        if self._connection is None and self._ahead.qsize() > MAX_AHEAD:
            self.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """The transport is gone; a session lives on."""
        if self._door is not None:
            self._door.cancel()
        if not self._lost:
            self._unconfirmed = self._unconfirmed_now()
        super().connection_lost(exc)

    # --- from the connection ---------------------------------------------------------------------------

    @property
    def framing(self) -> Framing:
        """Frames of TCP."""
        return tcp_framing

    def send(self, data: bytes) -> None:
        """Send frames."""
        self._written += len(data)
        self._transport.write(data)

    def write(self, items: list[Item]) -> None:
        """Send messages in one piece."""
        if self._closing:
            return
        try:
            data = to_bytes(items, tcp_framing)
        except ValueError:
            log.warning("a message is too long for the header of TCP: the connection is closed")
            self.close("a message is too long")
        else:
            self.send(data)

    def close(self, reason: str, *, leaving: bool = False) -> None:
        """End the stream behind what has been written; there is no way to tell the reason."""
        del reason, leaving
        if not self._closing:
            self._expect_end()
            self._finish(half=True)

    # --- before log-in -----------------------------------------------------------------------------------

    async def _admit(self, address: str) -> None:
        """Serve the client until it is logged on, then make it a connection of its session."""
        try:
            async with asyncio.timeout(LOGON_SECONDS):
                shared = self._shared
                admission = Admission(shared.authenticator, shared.lobby, shared.returning, address)
                session = await self._log_on(admission)
        except (TimeoutError, OSError):
            self.close("not logged on in time")
        except Exception:
            log.exception("the log-in of a TCP client failed")
            self.close("the server failed")
        else:
            self._enter(session, admission)

    async def _log_on(self, admission: Admission) -> Session | None:
        """The session that the client gets, None when it leaves without one."""
        first: Encoding | None = None
        while True:
            frame = await self._ahead.get()
            first = frame.encoding if first is None else first
            self.resume_reading()
            codec = self._shared.codecs[frame.encoding]
            for received in self._peer.receive(frame.message, codec):
                match received:
                    case InvokeReceived(operation=operations.START_TLS):
                        await self._start_tls(received)
                    case InvokeReceived():
                        now = self._shared.services.clock()
                        self._send(codec, await admission.answer(received, now, secure=self._secure))
                    case Answer(reject):
                        metrics.REJECTS.inc()
                        self._send(codec, reject)
                if isinstance(received, InvokeReceived | EventReceived) and received.operation is operations.LOGOFF:
                    return None
            if admission.session is not None:
                admission.session.speaks(first.name.lower())
                return admission.session

    def _enter(self, session: Session | None, admission: Admission) -> None:
        """Hand over to the session's connection, with what the client has sent ahead."""
        if session is None:
            self.close("logged off")
            return
        received = admission.received
        if session.ended or (self._closing and received is not None):
            self.close("the session has ended")
            return
        if self._closing:
            self._shared.services.sessions.end(session, "its connection broke during log-in")
            return
        count = None if received is None else received()
        self._connection = Connection(self._shared.services, self._shared.codecs, session, self, count)
        self._shared.returning.keep(admission.guid, session, partial(self._received, session))
        while not self._ahead.empty():
            frame = self._ahead.get_nowait()
            self._connection.receive(frame.message, frame.encoding)
        self.resume_reading()

    async def _start_tls(self, invoke: InvokeReceived) -> None:
        """Answer, then go on under TLS. Whatever was sent ahead in the clear ends the connection: it may be a stranger's."""
        context = self._shared.tls()
        if context is None or self._secure:
            text = "this connection is under TLS already" if self._secure else "this server has no certificate"
            error = AsnRequestError(iErrorDetail=GENERAL_ERROR, u8sErrorString=text)
            self._send(invoke.codec, invoke.codec.error(invoke.invoke_id, error))
            return
        if self._reader.take_rest() or not self._ahead.empty():
            self._refuse(invoke.codec.encoding, "nothing may follow asnStartTLS before its result")
            return
        self._send(invoke.codec, invoke.codec.result(invoke.invoke_id, AsnStartTLSResult()))
        try:
            transport = await self._loop.start_tls(
                self._transport, self, context, server_side=True, ssl_handshake_timeout=TLS_SECONDS
            )
        except BaseException:
            self._transport.abort()
            self.connection_lost(None)  # nobody else tells when a handshake fails
            raise
        assert transport is not None
        self._transport, self._secure = transport, True

    # --- what has arrived --------------------------------------------------------------------------------

    def _received(self, session: Session) -> int:
        """How many messages of the session this peer has for certain."""
        unconfirmed = self._unconfirmed if self._lost else self._unconfirmed_now()
        return UNKNOWN if unconfirmed == UNKNOWN else session.outbox.arrived(unconfirmed, tcp_framing)

    def _unconfirmed_now(self) -> int:
        """Bytes that were written and not acknowledged yet."""
        acknowledged = UNKNOWN if self._secure else acknowledged_bytes(self._transport.get_extra_info("socket"))
        return UNKNOWN if acknowledged == UNKNOWN else max(0, self._written - acknowledged)

    # --- inside ----------------------------------------------------------------------------------------

    def _send(self, codec: Codec, data: bytes) -> None:
        if not self._closing:
            framed = to_tcp(codec.encoding, data)
            self._written += len(framed)
            self._write_unqueued(framed)

    def _refuse(self, encoding: Encoding, text: str) -> None:
        """Tell the client that its bytes cannot be read, then close: where the next message begins is unknown."""
        if self._connection is not None:
            self._connection.refuse(text, encoding)
        else:
            codec = self._shared.codecs[encoding]
            problem = RejectProblem(generalProblem=GeneralProblem.badlyStructuredAPDU)
            self._send(codec, codec.reject(None, problem, text))
        self.close(text)


def _watch_for_death(found: socket.socket | None) -> None:
    """Let TCP find out about a dead peer."""
    if found is None or found.family not in (socket.AF_INET, socket.AF_INET6):
        return
    found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in DEAD_AFTER.items():
        if hasattr(socket, name):
            found.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def acknowledged_bytes(found: socket.socket | None) -> int:
    """How many bytes the peer's TCP has acknowledged since the connection was made; UNKNOWN where the system does not say."""
    if found is None or not hasattr(socket, "TCP_INFO"):
        return UNKNOWN
    try:
        info = found.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _ACKNOWLEDGED.stop)
    except OSError:
        return UNKNOWN
    return int.from_bytes(info[_ACKNOWLEDGED], sys.byteorder) if len(info) == _ACKNOWLEDGED.stop else UNKNOWN
