"""Events on their way to the program: bounded queues and the sorting by monitor. Knows event structures; no sockets.

Every iterator has its own queue. When one is full, no event is dropped silently: the iterator still yields what it holds
and then raises EventsMissed; all other iterators go on.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Self, TypeAlias
from weakref import WeakSet

from msgspec import Struct

from callplane.client.errors import ClientError, EventsMissed
from callplane.wire.types import cti, main


class ConnectionState(Enum):
    """Where a client stands: `RECONNECTING` until it is back and all its monitors are, `CLOSED` for good."""

    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    CLOSED = "closed"


class ConnectionChanged(Struct, frozen=True):
    """An event of the client itself: the connection was lost, or is there again."""

    state: ConnectionState


Event: TypeAlias = (
    cti.AsnCtiNotifyLineInfoChangedArgument
    | cti.AsnCtiNotifyLineDoNotDisturbChangedArgument
    | cti.AsnCtiNotifyLineForwardingChangedArgument
    | cti.AsnCtiNotifyLineCallInformationChangedArgument
    | cti.AsnCtiNotifyLineAddRemoveArgument
    | cti.AsnCtiNotifyMakeCallResultArgument
    | cti.AsnCtiNotifyConferenceCreatedArgument
    | cti.AsnCtiNotifyConferenceDestroyedArgument
    | cti.AsnCtiNotifyConferencePartyAddedArgument
    | cti.AsnCtiNotifyConferencePartyRemovedArgument
    | cti.AsnCtiNotifyLineCallFeaturesChangedArgument
    | cti.AsnCtiNotifyLineProjectSettingsChangedArgument
    | cti.AsnCtiNotifyLineRemoteOfficeChangedArgument
    | cti.AsnCtiNotifyMonitorStoppedArgument
    | cti.AsnCtiNotifyLineSortOrderChangedArgument
    | main.AsnLocationInformationChangedArgument
    | ConnectionChanged
)
"""Everything that a server tells by itself: the argument structures of the events 1280 to 1295, and 1117. And ConnectionChanged,
which the client tells of itself on the streams that no monitor owns."""

QUEUE_SIZE = 10_000
"""Events that one iterator holds for a program that is slow to take them."""


def monitor_of(event: Event) -> str:
    """The cross-reference id of the monitor (or line list) that an event belongs to; "" when it belongs to the session."""
    reference = getattr(event, "u8sMonitorCrossRefID", None) or getattr(event, "u8sLineMonitorCrossRefID", None)
    return str(reference or "")


class EventSource(ABC):
    """An asynchronous iterator of events. Only one task may read it."""

    def __aiter__(self) -> Self:
        return self

    @abstractmethod
    async def __anext__(self) -> Event:
        """The next event."""

    async def wait_for(self, wanted: Callable[[Event], bool], timeout: float | None = None) -> Event:  # noqa: ASYNC109
        """The next event for which `wanted` is true; those before it are passed over.

        TimeoutError after `timeout` seconds (None: wait for ever); ClientError when the stream ends before.
        """
        async with asyncio.timeout(timeout):
            async for event in self:
                if wanted(event):
                    return event
        raise ClientError("The events ended before the one that was waited for")


class EventStream(EventSource):
    """An asynchronous iterator of the events since it was made.

    It ends when its monitor stops or the client is closed; after ConnectionLost or a queue that ran over it yields what it
    holds and then raises. Only one task may read it.
    """

    def __init__(self, size: int = QUEUE_SIZE) -> None:
        self._waiting: deque[Event] = deque()
        self._size = size
        self._news = asyncio.Event()
        self._ended = False
        self._error: ClientError | None = None

    async def __anext__(self) -> Event:
        while not self._waiting:
            if self._error is not None:
                raise self._error
            if self._ended:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()

    def put(self, event: Event) -> None:
        """Add an event; when there is no room the stream ends with EventsMissed."""
        if self._ended:
            return
        if len(self._waiting) >= self._size:
            self.end(EventsMissed(f"More than {self._size} events waited to be read: read faster, then start again"))
            return
        self._waiting.append(event)
        self._news.set()

    def end(self, error: ClientError | None = None) -> None:
        """Let the reader come to its end after what is queued: quietly, or with `error`."""
        if not self._ended:
            self._ended = True
            self._error = error
            self._news.set()


class EventRouter:
    """Hands each event to every general stream and to the stream of its monitor."""

    def __init__(self) -> None:
        self._general: WeakSet[EventStream] = WeakSet()  # a stream that nobody reads any more goes by itself
        self._monitors: dict[str, EventStream] = {}
        self._end: tuple[ClientError | None] | None = None

    def open(self, size: int) -> EventStream:
        """A stream of all events from now on."""
        stream = EventStream(size)
        self._general.add(stream)
        if self._end:
            stream.end(*self._end)
        return stream

    def open_monitor(self, reference: str, size: int) -> EventStream:
        """A stream of one monitor's events from now on."""
        stream = self._monitors[reference] = EventStream(size)
        if self._end:
            stream.end(*self._end)
        return stream

    def close_monitor(self, reference: str) -> bool:
        """Forget a monitor; its stream ends. False when it was closed before."""
        stream = self._monitors.pop(reference, None)
        if stream:
            stream.end()
        return stream is not None

    def deliver(self, event: Event) -> None:
        """Pass an event on."""
        for stream in self._general:
            stream.put(event)
        reference = monitor_of(event)
        if monitor := self._monitors.get(reference):
            monitor.put(event)
            if isinstance(event, cti.AsnCtiNotifyMonitorStoppedArgument):
                self.close_monitor(reference)

    def end(self, error: ClientError | None) -> None:
        """End all streams, now and to come."""
        self._end = (error,)
        for stream in (*self._general, *self._monitors.values()):
            stream.end(error)
