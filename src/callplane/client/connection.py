"""A program's connection across all its links: calling, receiving, coming back. Knows the ROSE engine; no operation's meaning.

Messages are handed out in the order of the socket. After each answer the reader steps aside for one turn of the event loop,
so that whoever waited for it goes on before any later message is looked at.

When a link breaks, the session is resumed behind the last message that came in; where it is over, the client logs on again,
starts its subscriptions again and tells the program what has changed meanwhile. Requests under way at the break are answered
when the server sends their answers again, else they end with ConnectionLost; new ones wait for the new link.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Never, cast

from callplane.client.answers import failure_of
from callplane.client.backoff import Backoff
from callplane.client.caller import A, R
from callplane.client.doorway import Doorway
from callplane.client.errors import AnswerTimeout, ClientError, ConnectionLost, OperationRefused, OperationRejected
from callplane.client.events import ConnectionChanged, ConnectionState, Event, EventRouter
from callplane.client.link import MAX_MESSAGE, Link
from callplane.client.subscriptions import Subscription, Subscriptions
from callplane.wire import operations
from callplane.wire.codec import Limits
from callplane.wire.json_codec import JsonCodec
from callplane.wire.operations import Operation
from callplane.wire.rose import Answer, ErrorReceived, EventReceived, InvokeReceived, Peer, RejectReceived, ResultReceived
from callplane.wire.types import auth, rose, transport

ANSWER_TIMEOUT = 30.0
"""Seconds to wait for an answer."""

_KEEP_ALIVE = 20.0  # seconds between signs of life of ours
_CLOSING = 2.0  # seconds to wait for the other side's close
_AT_ONCE = 100  # subscriptions that are started again at the same time
_LIMITS = Limits(size=MAX_MESSAGE, elements=1 << 20)  # the lists of a large system

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class _Request:
    """What waits for an answer; `restores`: the subscription that it starts again."""

    operation: Operation[Any, Any]
    argument: Any
    answer: asyncio.Future[Any]
    restores: Subscription | None = None


class Connection:
    """An asynchronous context manager: logged on and connected while inside. Events go to the router given.

    `backoff`: how to come back when the connection breaks; None: not at all.
    """

    def __init__(
        self,
        doorway: Doorway,
        events: EventRouter,
        answer_timeout: float = ANSWER_TIMEOUT,
        backoff: Backoff | None = None,
    ) -> None:
        self._doorway = doorway
        self._events = events
        self._answer_timeout = answer_timeout
        self._backoff = backoff
        self._peer = Peer()
        self._codec = JsonCodec(_LIMITS)
        self._requests: dict[int, _Request] = {}
        self._subscriptions = Subscriptions()
        self._restoring = asyncio.Lock()
        self._received = 0  # messages of this session
        self._lost = ""  # why there will be no connection any more
        self._leaving = False
        self._ready = asyncio.Event()
        self._resources = AsyncExitStack()
        self._link: Link
        self._tasks: asyncio.TaskGroup
        self._helpers: list[asyncio.Task[Any]] = []
        self.state = ConnectionState.CONNECTED

    async def __aenter__(self) -> Connection:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._doorway)
            self._link = await self._doorway.enter()
            self._resources = stack.pop_all()
        self._ready.set()
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leaving = True
        async with self._resources:
            if self.state is ConnectionState.CONNECTED and self._doorway.is_ours:
                await self._log_off()
            await self._link.close()
            if self.state is ConnectionState.RECONNECTING:
                self._task.cancel()
            await asyncio.wait([self._task])

    @property
    def session_id(self) -> str:
        """The id of the present session."""
        return self._doorway.session_id

    async def call(self, operation: Operation[A, R], argument: A) -> R:
        """Send a request and wait for its result; while there is no connection, wait for one first.

        Raises what `Caller.call` does, and Busy over 1,024 open requests.
        """
        try:
            async with asyncio.timeout(self._answer_timeout):
                await self._ready.wait()
        except TimeoutError:
            raise ConnectionLost(f"{operation.name} was not sent: there is no connection to {self._doorway.base}") from None
        if self._lost:
            raise ConnectionLost(self._lost)
        try:
            return cast(R, await self._request(operation, self._subscriptions.outgoing(argument)))
        finally:
            self._subscriptions.settled(argument)

    async def _request(self, operation: Operation[Any, Any], argument: Any, restores: Subscription | None = None) -> Any:
        invoke_id, data = self._peer.invoke(operation, argument, self._codec)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._requests[invoke_id] = _Request(operation, argument, answer, restores)
        try:
            async with asyncio.timeout(self._answer_timeout):
                await self._link.send(data)
                return await answer
        except TimeoutError:
            raise AnswerTimeout(f"{operation.name} was not answered within {self._answer_timeout:g} s") from None
        finally:
            self._peer.forget(invoke_id)
            del self._requests[invoke_id]

    async def _log_off(self) -> None:
        """End the session; the server closes the socket once it has."""
        with suppress(ConnectionLost):
            await self._tell(operations.LOGOFF, auth.AsnLogoffArgument())
            await asyncio.wait([self._task], timeout=_CLOSING)

    # --- links come and go -------------------------------------------------------------------------------

    async def _run(self) -> None:
        """Serve one link after the other until there will be no more, then tell everybody."""
        reason = "The connection failed"
        try:
            await self._serve(first=True)
            while self._backoff is not None and not self._leaving and not self._link.taken_over:
                self._change(ConnectionState.RECONNECTING)
                self._link, resumed = await self._doorway.come_back(self._backoff, self._received)
                if not resumed:
                    self._begin_anew()
                await self._serve(first=False)
            reason = self._link.end
        except ConnectionLost as lost:
            reason = str(lost)
        except Exception:
            log.exception("Receiving from %s failed in session %s", self._doorway.base, self.session_id)
        finally:
            self._end(reason)

    def _begin_anew(self) -> None:
        """The former session is over."""
        self._received = 0
        self._fail(self._requests.values(), "The session ended before this was answered")
        self._subscriptions.session_lost()

    async def _serve(self, *, first: bool) -> None:
        """Read and keep alive until the link ends."""
        async with asyncio.TaskGroup() as self._tasks:
            self._helpers = [self._tasks.create_task(self._keep_alive())]
            if not first:
                self._helpers.append(self._tasks.create_task(self._settle(list(self._requests.values()))))
            async for message in self._link.messages():
                self._received += 1
                await self._receive(message)
            for helper in self._helpers:
                helper.cancel()

    async def _settle(self, earlier: list[_Request]) -> None:
        """A new link is there: see what became of earlier requests, and have all subscriptions again."""
        try:
            await self._request(operations.CHECK_CONNECTION, transport.AsnCheckConnectionArgument())
        except ConnectionLost:
            return
        except ClientError:
            await self._link.close()
            return
        self._fail(earlier, "The connection broke before this was answered")
        if await self._restore():
            self._change(ConnectionState.CONNECTED)

    async def _restore(self) -> bool:
        """Start the subscriptions again that the server does not have; False when that is left to the next link."""
        async with self._restoring:
            try:
                while missing := self._subscriptions.missing():
                    await asyncio.gather(*(self._restart(known) for known in missing[:_AT_ONCE]))
            except ConnectionLost:
                return False
            except ClientError:
                await self._link.close()
                return False
            return True

    async def _restart(self, known: Subscription) -> None:
        try:
            await self._request(known.operation, known.argument, known)
        except (OperationRefused, OperationRejected):
            self._events.deliver(self._subscriptions.refused(known))

    def _change(self, state: ConnectionState) -> None:
        if state is ConnectionState.CONNECTED:
            self._ready.set()
        else:
            self._ready.clear()
        if state is not self.state:
            self.state = state
            self._events.deliver(ConnectionChanged(state))

    # --- messages ----------------------------------------------------------------------------------------

    async def _receive(self, data: bytes | str) -> None:
        for received in self._peer.receive(data, self._codec):
            match received:
                case EventReceived():
                    self._tell_program(cast(Event, received.argument))
                case ResultReceived() | ErrorReceived() | RejectReceived():
                    self._answer(received)
                    await asyncio.sleep(0)
                case InvokeReceived():
                    problem = rose.RejectProblem(invokeProblem=rose.InvokeProblem.unrecognisedOperation)
                    await self._reply(self._codec.reject(received.invoke_id, problem, "A client serves no requests"))
                case Answer():
                    await self._reply(received.data)

    def _tell_program(self, event: Event) -> None:
        told = self._subscriptions.take(event, self._link.number)
        if told is not None:
            self._events.deliver(told)
        else:
            self._helpers.append(self._tasks.create_task(self._restore()))

    def _answer(self, received: ResultReceived | ErrorReceived | RejectReceived) -> None:
        request = self._requests.get(received.invoke_id)
        if request is None or request.answer.done():
            return
        if not isinstance(received, ResultReceived):
            request.answer.set_exception(failure_of(received))
        elif request.restores is not None:
            now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            for event in self._subscriptions.restored(request.restores, received.value, self._link.number, now):
                self._events.deliver(event)
            request.answer.set_result(None)
        else:
            result = self._subscriptions.answered(request.operation, request.argument, received.value, self._link.number)
            request.answer.set_result(result)

    async def _keep_alive(self) -> None:
        with suppress(ConnectionLost):
            while True:
                await asyncio.sleep(_KEEP_ALIVE)
                await self._tell(operations.TRANSPORT_KEEP_ALIVE, transport.AsnTransportKeepAliveArgument())

    async def _tell(self, event: Operation[A, Never], argument: A) -> None:
        _, data = self._peer.invoke(event, argument, self._codec)
        await self._link.send(data)

    async def _reply(self, data: bytes) -> None:
        with suppress(ConnectionLost):  # the reader finds out by itself
            await self._link.send(data)

    # --- the end -----------------------------------------------------------------------------------------

    def _fail(self, requests: Iterable[_Request], reason: str) -> None:
        for request in list(requests):
            if not request.answer.done():
                request.answer.set_exception(ConnectionLost(reason))

    def _end(self, reason: str) -> None:
        self._lost = reason
        self.state = ConnectionState.CLOSED
        self._fail(self._requests.values(), reason)
        self._ready.set()  # whoever waits hears of it
        self._events.end(None if self._leaving else ConnectionLost(reason))
