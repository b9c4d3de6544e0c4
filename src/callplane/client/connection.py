"""One session and its WebSocket: opening, calling, receiving, closing. Knows sockets and the ROSE engine; no operation's meaning.

Messages are handed out in the order of the socket. After each answer the reader steps aside for one turn of the event loop,
so that whoever waited for it goes on before any later message is looked at.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from contextlib import AsyncExitStack, suppress
from enum import IntEnum
from types import TracebackType
from typing import Any, Never, cast

import aiohttp

from callplane.client.caller import A, R
from callplane.client.errors import (
    AnswerTimeout,
    ClientError,
    ConnectionFailed,
    ConnectionLost,
    OperationRefused,
    OperationRejected,
    SessionEnded,
)
from callplane.client.events import Event, EventRouter
from callplane.client.logon import Credentials, base_url, create_session, unreachable
from callplane.wire import operations
from callplane.wire.codec import Limits
from callplane.wire.json_codec import JsonCodec
from callplane.wire.operations import Operation
from callplane.wire.rose import Answer, ErrorReceived, EventReceived, InvokeReceived, Peer, RejectReceived, ResultReceived
from callplane.wire.types import auth, rose, transport

ANSWER_TIMEOUT = 30.0
"""Seconds to wait for an answer."""

_KEEP_ALIVE = 20.0  # seconds between signs of life of ours
_HEARTBEAT = 15.0  # seconds between WebSocket pings; without a pong in half that time the connection is lost
_CLOSING = 2.0  # seconds to wait for the other side's close
_LIMITS = Limits(size=1 << 24, elements=1 << 20)  # the lists of a large system
_PROBLEMS: dict[str, type[IntEnum]] = {
    "generalProblem": rose.GeneralProblem,
    "invokeProblem": rose.InvokeProblem,
    "returnResultProblem": rose.ReturnResultProblem,
    "returnErrorProblem": rose.ReturnErrorProblem,
}

log = logging.getLogger(__name__)


class Connection:
    """An asynchronous context manager: logged on and connected while inside. Events go to the router given."""

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        events: EventRouter,
        answer_timeout: float = ANSWER_TIMEOUT,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._base = base_url(url)
        self._credentials = credentials
        self._events = events
        self._answer_timeout = answer_timeout
        self._tls = tls
        self._peer = Peer()
        self._codec = JsonCodec(_LIMITS)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._resources = AsyncExitStack()
        self._lost = ""  # why there is no connection any more
        self._leaving = False
        self.session_id = credentials.session_id

    async def __aenter__(self) -> Connection:
        async with AsyncExitStack() as stack:
            timeout = aiohttp.ClientTimeout(total=self._answer_timeout)
            connector = aiohttp.TCPConnector(ssl=self._tls or True)
            http = await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout, connector=connector))
            self.session_id = self.session_id or await create_session(http, self._base, self._credentials)
            self._socket = await self._open_socket(http)
            self._resources = stack.pop_all()
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leaving = True
        async with self._resources:
            if not self._credentials.session_id:
                await self._log_off()
            await self._socket.close()
            await self._task

    async def call(self, operation: Operation[A, R], argument: A) -> R:
        """Send a request and wait for its result. Raises what `Caller.call` does, and Busy over 1,024 open requests."""
        if self._lost:
            raise ConnectionLost(self._lost)
        invoke_id, data = self._peer.invoke(operation, argument, self._codec)
        answer = self._answers[invoke_id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(self._answer_timeout):
                await self._send(data)
                return cast(R, await answer)
        except TimeoutError:
            raise AnswerTimeout(f"{operation.name} was not answered within {self._answer_timeout:g} s") from None
        finally:
            self._peer.forget(invoke_id)
            del self._answers[invoke_id]

    async def _open_socket(self, http: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        try:
            return await http.ws_connect(
                f"{self._base}/ws/client/websocket",
                params={"x-ucsessionid": self.session_id},
                heartbeat=_HEARTBEAT,
                max_msg_size=_LIMITS.size,
                timeout=aiohttp.ClientWSTimeout(ws_close=_CLOSING),
            )
        except aiohttp.WSServerHandshakeError as error:
            if error.status == 401:
                raise SessionEnded("The server does not know this session, or it has ended: log in again") from None
            raise ConnectionFailed(f"The server at {self._base} gave no WebSocket: HTTP {error.status}") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise unreachable(self._base) from error

    async def _log_off(self) -> None:
        """End the session; the server closes the socket once it has."""
        with suppress(ConnectionLost):
            await self._tell(operations.LOGOFF, auth.AsnLogoffArgument())
            await asyncio.wait([self._task], timeout=_CLOSING)

    async def _run(self) -> None:
        """Read and keep alive until the socket has ended, then tell everybody."""
        reason = "The connection failed"
        try:
            async with asyncio.TaskGroup() as tasks:
                keep_alive = tasks.create_task(self._keep_alive())
                reason = await self._read()
                keep_alive.cancel()
        except Exception:
            log.exception("Receiving from %s failed in session %s", self._base, self.session_id)
        finally:
            self._end(reason)

    async def _read(self) -> str:
        """Handle messages until the socket ends; returns why it ended."""
        async for message in self._socket:
            if message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                await self._receive(message.data)
        code = self._socket.close_code
        why = "it broke" if code in (None, aiohttp.WSCloseCode.ABNORMAL_CLOSURE) else f"the server closed it ({code})"
        return f"The connection to {self._base} has ended: {why}"

    async def _receive(self, data: bytes | str) -> None:
        for received in self._peer.receive(data, self._codec):
            match received:
                case EventReceived():
                    self._events.deliver(cast(Event, received.argument))
                case ResultReceived() | ErrorReceived() | RejectReceived():
                    self._answer(received)
                    await asyncio.sleep(0)
                case InvokeReceived():
                    problem = rose.RejectProblem(invokeProblem=rose.InvokeProblem.unrecognisedOperation)
                    await self._reply(self._codec.reject(received.invoke_id, problem, "A client serves no requests"))
                case Answer():
                    await self._reply(received.data)

    def _answer(self, received: ResultReceived | ErrorReceived | RejectReceived) -> None:
        answer = self._answers.get(received.invoke_id)
        if answer is None or answer.done():
            return
        match received:
            case ResultReceived():
                answer.set_result(received.value)
            case ErrorReceived():
                answer.set_exception(OperationRefused(received.error.iErrorDetail, received.error.u8sErrorString))
            case RejectReceived():
                answer.set_exception(OperationRejected(_problem(received.problem), received.details or ""))

    async def _keep_alive(self) -> None:
        with suppress(ConnectionLost):
            while True:
                await asyncio.sleep(_KEEP_ALIVE)
                await self._tell(operations.TRANSPORT_KEEP_ALIVE, transport.AsnTransportKeepAliveArgument())

    async def _tell(self, event: Operation[A, Never], argument: A) -> None:
        _, data = self._peer.invoke(event, argument, self._codec)
        await self._send(data)

    async def _reply(self, data: bytes) -> None:
        with suppress(ConnectionLost):  # the reader finds out by itself
            await self._send(data)

    async def _send(self, data: bytes) -> None:
        try:
            await self._socket.send_str(data.decode())
        except (aiohttp.ClientError, ConnectionError) as error:
            raise ConnectionLost(self._lost or f"The connection to {self._base} has ended") from error

    def _end(self, reason: str) -> None:
        self._lost = reason
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(ConnectionLost(reason))
        error: ClientError | None = None if self._leaving else ConnectionLost(reason)
        self._events.end(error)


def _problem(problem: rose.RejectProblem | None) -> IntEnum | int | None:
    """The number of a reject as a member of its enumeration where that is known."""
    if problem is None:
        return None
    name, number = problem.chosen
    try:
        return _PROBLEMS[name](number)
    except ValueError:
        return int(number)
