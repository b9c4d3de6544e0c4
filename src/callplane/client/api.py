"""The client as a program sees it: typed calls, events, monitors. Knows the interface's structures; sockets are `connection`'s.

::

    async with connect("http://127.0.0.1:7224", "alice", "demo") as cti:
        async with cti.monitor("tel:+49815136856101@demo") as line:
            made = await cti.make_call(line.uri, "102")
            async for event in line:
                print(event)
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from callplane.client.backoff import Backoff
from callplane.client.caller import A, R
from callplane.client.calls import CallOperations
from callplane.client.connection import ANSWER_TIMEOUT, Connection
from callplane.client.doorway import Doorway
from callplane.client.errors import ClientError, OperationRefused
from callplane.client.events import QUEUE_SIZE, ConnectionState, Event, EventRouter, EventSource, EventStream, monitor_of
from callplane.client.lines import LineOperations
from callplane.client.logon import DEFAULT_URL, Credentials
from callplane.client.session import SessionOperations
from callplane.wire.operations import Operation
from callplane.wire.types.cti import AsnCtiEnumPhoneLinesArgumentEnum as LineScope
from callplane.wire.types.cti import AsnCtiLineMonitorStartResult

_AT_ONCE = 100  # monitors that are started at the same time


class Monitor:
    """One subscription to a line: the state at its start and an asynchronous iterator of the events since, without a gap.

    `snapshot`: the result of LineMonitorStart. The iterator ends when the server stops the monitor (line deleted, right
    withdrawn); the MonitorStopped event comes last. Only one task may read it.
    """

    def __init__(self, snapshot: AsnCtiLineMonitorStartResult, events: EventStream) -> None:
        self.snapshot = snapshot
        self._events = events

    @property
    def uri(self) -> str:
        """The line's URI."""
        return self.snapshot.lineInfo.u8sLinePhoneNumber

    def __aiter__(self) -> EventStream:
        return self._events

    async def wait_for(self, wanted: Callable[[Event], bool], timeout: float | None = None) -> Event:  # noqa: ASYNC109
        """The next event of this line for which `wanted` is true; see EventStream.wait_for."""
        return await self._events.wait_for(wanted, timeout)


class LineMonitors(EventSource):
    """Subscriptions to several lines: the states at their start by URI, and an asynchronous iterator of the events since.

    It goes on when one of the monitors is stopped by the server.
    """

    def __init__(self, snapshots: Mapping[str, AsnCtiLineMonitorStartResult], events: EventStream) -> None:
        self.snapshots = snapshots
        self._references = {snapshot.u8sMonitorCrossRefID for snapshot in snapshots.values()}
        self._events = events

    async def __anext__(self) -> Event:
        while monitor_of(event := await anext(self._events)) not in self._references:
            pass
        return event


class Client(LineOperations, CallOperations, SessionOperations):
    """A logged-in session. Made by `connect`.

    Methods may be called from several tasks at once. An answer reaches its caller before any later event is handed out.
    """

    def __init__(self, connection: Connection, events: EventRouter) -> None:
        self._connection = connection
        self._events = events

    @property
    def session_id(self) -> str:
        """The id of the present session, good for other HTTP calls to the server."""
        return self._connection.session_id

    @property
    def state(self) -> ConnectionState:
        """Connected, reconnecting or closed; ConnectionChanged events tell of the first two."""
        return self._connection.state

    async def call(self, operation: Operation[A, R], argument: A) -> R:
        return await self._connection.call(operation, argument)

    def events(self, queue_size: int = QUEUE_SIZE) -> EventStream:
        """An asynchronous iterator of all events from now on, of all monitors.

        Each iterator has its own queue of `queue_size` events; a reader that lets it run over gets what is queued and then
        EventsMissed.
        """
        return self._events.open(queue_size)

    async def wait_for(self, wanted: Callable[[Event], bool], timeout: float | None = None) -> Event:  # noqa: ASYNC109
        """The first event from now on for which `wanted` is true. For what may have come already use `events()` before.

        TimeoutError after `timeout` seconds (None: wait for ever); ClientError when the connection ends.
        """
        return await self.events().wait_for(wanted, timeout)

    @asynccontextmanager
    async def monitor(self, line: str, queue_size: int = QUEUE_SIZE) -> AsyncIterator[Monitor]:
        """Subscribe to a line (URI or number) while inside; raises what LineMonitorStart does."""
        snapshot = await self.line_monitor_start(line)
        # Nothing that followed the answer on the socket has been handed out yet: no event is lost.
        reference = snapshot.u8sMonitorCrossRefID
        try:
            yield Monitor(snapshot, self._events.open_monitor(reference, queue_size))
        finally:
            if self._events.close_monitor(reference):
                with suppress(ClientError):
                    await self.line_monitor_stop(reference)

    @asynccontextmanager
    async def monitor_lines(
        self, scope: LineScope = LineScope.userOwnLines, queue_size: int = QUEUE_SIZE
    ) -> AsyncIterator[LineMonitors]:
        """Subscribe to all lines of a scope while inside: the user's own ones, or userMonitorLines for all that he sees.

        Lines that he gets later do not belong to it. Raises what EnumPhoneLines and LineMonitorStart do.
        """
        events = self.events(queue_size)
        uris = [line.u8sLinePhoneNumber for line in (await self.enum_phone_lines(scope)).seqLines]
        snapshots: dict[str, AsnCtiLineMonitorStartResult] = {}
        try:
            for start in range(0, len(uris), _AT_ONCE):
                started = await asyncio.gather(*map(self._start_if_there, uris[start : start + _AT_ONCE]))
                snapshots |= {found.lineInfo.u8sLinePhoneNumber: found for found in started if found is not None}
            yield LineMonitors(snapshots, events)
        finally:
            with suppress(ClientError):
                for snapshot in snapshots.values():
                    await self.line_monitor_stop(snapshot.u8sMonitorCrossRefID)

    async def _start_if_there(self, line: str) -> AsnCtiLineMonitorStartResult | None:
        """A monitor of a line that was listed a moment ago."""
        try:
            return await self.line_monitor_start(line)
        except OperationRefused:
            return None


@asynccontextmanager
async def connect(
    url: str = DEFAULT_URL,
    user: str = "",
    password: str = "",
    *,
    token: str = "",
    session_id: str = "",
    answer_timeout: float = ANSWER_TIMEOUT,
    tls: ssl.SSLContext | None = None,
    reconnect: Backoff | bool = True,
) -> AsyncIterator[Client]:
    """Log on and stay connected while inside.

    `url`: http, https, ws or wss. Log on with user and password, or a `token`, or take over an existing session by its
    `session_id`. On leaving, a session made here is logged off; one taken over stays (the server ends it after a while).
    `answer_timeout`: seconds to wait for each answer. `tls`: whom to trust, by default the authorities of the system.
    `reconnect`: come back by itself when the connection breaks, and how (see Backoff). Streams and monitors then go on: what was
    missed is sent again, or, where the session is over, told as differences (`is_synthetic`). False: a break is the end.
    Raises ConnectionFailed, LogonRefused, SessionEnded.
    """
    events = EventRouter()
    doorway = Doorway(url, Credentials(user, password, token, session_id), answer_timeout, tls)
    backoff = Backoff() if reconnect is True else reconnect or None
    async with Connection(doorway, events, answer_timeout, backoff) as connection:
        yield Client(connection, events)
