"""One connection of one client program, over whatever carries it: messages in, operations done, answers out.

Knows sessions, operations and the ROSE engine; nothing of frames, sockets or HTTP. Limits: so many invokes of one connection
are under way at a time; beyond that the connection takes nothing more from its client until one is done.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from functools import partial
from typing import Final, Protocol

from callplane import metrics
from callplane.errors import Refusal
from callplane.gateway.services import GatewayServices, Operations
from callplane.service.messages import Frame
from callplane.service.operations import refusal_error
from callplane.service.outbox import Writer
from callplane.service.sessions import Session
from callplane.wire import operations
from callplane.wire.codec import Codec, Encoding
from callplane.wire.operations import AnyOperation
from callplane.wire.rose import Answer, EventReceived, InvokeReceived, Objection, Peer
from callplane.wire.types.auth import AsnLogonErrorEnum
from callplane.wire.types.common import AsnRequestError
from callplane.wire.types.rose import GeneralProblem, InvokeProblem, RejectProblem

log = logging.getLogger(__name__)

Codecs = Mapping[Encoding, Codec]

MAX_INVOKES: Final = 256
OPENERS: Final = frozenset({operations.NEGOTIATE_SERVER_CONNECTION_V2, operations.LOGIN_V2, operations.START_TLS})
KEEP_ALIVES: Final = frozenset({operations.KEEP_ALIVE, operations.TRANSPORT_KEEP_ALIVE})
SESSION_OPERATIONS: Final = OPENERS | KEEP_ALIVES | {operations.LOGOFF}
"""What a connection does by itself."""
LOGGED_ON: Final = AsnRequestError(
    iErrorDetail=AsnLogonErrorEnum.eNETLOGINALREADYAUTHENTICATED,
    u8sErrorString="this connection is logged on already: log off and open another one",
)
INTERNAL_ERROR: Final = AsnRequestError(
    iErrorDetail=1, u8sErrorString="The server failed to do this: try again, or ask its administrator to look at its log"
)


class Carrier(Writer, Protocol):
    """What carries a connection: a WebSocket or a TCP stream."""

    def pause_reading(self) -> None:
        """Take no more from the peer for now."""

    def resume_reading(self) -> None:
        """Take bytes from the peer again."""

    def close(self, reason: str) -> None:
        """Close in order, after what has been written."""


class Connection:
    """Serves one session over one carrier, from the moment it is made until `lost`.

    `received`: how many messages of the session the client has already, where it resumes it.
    """

    def __init__(
        self,
        services: GatewayServices,
        codecs: Codecs,
        session: Session,
        carrier: Carrier,
        received: int | None = None,
    ) -> None:
        self._services = services
        self._codecs = codecs
        self._session = session
        self._carrier = carrier
        self._peer = Peer(objection=partial(_objection, services.operations))
        self._tasks: set[asyncio.Task[None]] = set()
        self._backlog: deque[InvokeReceived | EventReceived] = deque()
        services.sessions.attach(session, self._close, carrier, received)

    # --- from the carrier ------------------------------------------------------------------------------

    def receive(self, data: bytes, encoding: Encoding) -> None:
        """One message of the client."""
        codec = self._codecs[encoding]
        self._session.speaks(encoding.name.lower())
        for received in self._peer.receive(data, codec):
            match received:
                case InvokeReceived() | EventReceived(operations.LOGOFF):
                    self._take(received)
                case Answer(reject):
                    metrics.REJECTS.inc()
                    self._answer(codec, reject)

    def refuse(self, text: str, encoding: Encoding | None = None) -> None:
        """Tell the client at once that it sent what cannot be read, by default in the session's encoding."""
        codec = self._codecs[Encoding[self._session.encoding.upper()] if encoding is None else encoding]
        metrics.REJECTS.inc()
        problem = RejectProblem(generalProblem=GeneralProblem.badlyStructuredAPDU)
        self._answer(codec, codec.reject(None, problem, text))
        self._session.outbox.flush()

    def hold(self) -> None:
        """The client reads too slowly: messages wait in the session's queue."""
        self._session.outbox.pause(self._carrier)

    def release(self) -> None:
        """The client has caught up."""
        if self._session.close_connection == self._close:
            self._session.outbox.go_on(self._carrier)

    def lost(self) -> None:
        """The carrier is gone. Invokes under way go on; their answers wait in the session's queue."""
        self._backlog.clear()
        self._services.sessions.detach(self._session, self._close, self._carrier)

    # --- from the session ------------------------------------------------------------------------------

    def _close(self, reason: str) -> None:
        """The session has ended or goes on elsewhere."""
        self._backlog.clear()
        if self._session.ended:
            for task in self._tasks - {asyncio.current_task()}:
                task.cancel()
        self._carrier.close(reason)

    # --- serving ---------------------------------------------------------------------------------------

    def _take(self, request: InvokeReceived | EventReceived) -> None:
        """Begin to do what the client asks, or let it wait while too much is under way."""
        if self._session.ended:
            return
        if len(self._tasks) < MAX_INVOKES and not self._backlog:
            self._start(request)
        else:
            self._carrier.pause_reading()
            self._backlog.append(request)

    def _start(self, request: InvokeReceived | EventReceived) -> None:
        task = asyncio.get_running_loop().create_task(self._perform(request))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._backlog:
            self._start(self._backlog.popleft())
            if not self._backlog:
                self._carrier.resume_reading()

    async def _perform(self, request: InvokeReceived | EventReceived) -> None:
        """Do one thing in its turn: a log-off lets what was asked before it begin first."""
        if isinstance(request, InvokeReceived):
            with self._session.outbox.events_wait():
                self._answer(request.codec, await self._outcome(request))
        if request.operation is operations.LOGOFF:
            self._services.sessions.end(self._session, "logged off")

    async def _outcome(self, invoke: InvokeReceived) -> bytes:
        codec, operation = invoke.codec, invoke.operation
        if operation in KEEP_ALIVES or operation is operations.LOGOFF:
            return codec.result(invoke.invoke_id, None)
        if operation in OPENERS:
            return codec.error(invoke.invoke_id, LOGGED_ON)
        try:
            result = await self._services.operations.invoke(self._session, operation, invoke.argument, invoke.command_id)
            return codec.result(invoke.invoke_id, result)
        except Refusal as refusal:
            return codec.error(invoke.invoke_id, refusal_error(refusal))
        except Exception:
            log.exception("%s of %s failed", operation.name, self._session.user)
            return codec.error(invoke.invoke_id, INTERNAL_ERROR)

    def _answer(self, codec: Codec, data: bytes) -> None:
        self._session.outbox.put_answer(Frame(data, codec.encoding is Encoding.BER))


def _objection(served: Operations, operation: AnyOperation) -> Objection | None:
    """Why an operation is not served in a session; None where it is."""
    if operation in SESSION_OPERATIONS or served.serves(operation):
        return None
    return InvokeProblem.resourceLimitation, f"{operation.name} is not served here"
