"""The client library for programs without asyncio: the same methods, which wait. Knows threads; all else is the library's.

::

    with connect("http://127.0.0.1:7224", "alice", "demo") as cti:
        with cti.monitor("tel:+49815136856101@demo") as line:
            cti.make_call(line.uri, "102")
            for event in line:
                print(event)

The connection lives in a thread of its own, so that it stays alive and comes back by itself while the program does something
else. Methods take and return what those of `callplane.client.Client` do, raise the same, and may be called from several threads.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

from callplane.client import api
from callplane.client.events import QUEUE_SIZE, ConnectionState, Event, EventSource
from callplane.wire.types.cti import AsnCtiEnumPhoneLinesArgumentEnum as LineScope
from callplane.wire.types.cti import AsnCtiLineMonitorStartResult

P = ParamSpec("P")
T = TypeVar("T")


class _Loop:
    """An event loop in a thread, while inside."""

    def __enter__(self) -> _Loop:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="callplane client", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._loop.shutdown_asyncgens())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for a coroutine in the loop; it is cancelled when the waiting is interrupted."""
        done = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return done.result()
        except BaseException:
            done.cancel()
            raise

    @contextmanager
    def inside(self, manager: AbstractAsyncContextManager[T]) -> Iterator[T]:
        """An asynchronous context manager as one that waits."""
        value = self.run(manager.__aenter__())
        try:
            yield value
        except BaseException:
            if not self.run(manager.__aexit__(*sys.exc_info())):
                raise
        else:
            self.run(manager.__aexit__(None, None, None))


class Events:
    """An iterator of events; see EventStream. `for` ends when the monitor stops or the client is closed, and raises where the
    connection is lost for good or more events came than were read."""

    def __init__(self, loop: _Loop, events: EventSource) -> None:
        self._loop = loop
        self._events = events

    def __iter__(self) -> Iterator[Event]:
        return self

    def __next__(self) -> Event:
        event = self._loop.run(_next(self._events))
        if event is None:
            raise StopIteration
        return event

    def next(self, timeout: float) -> Event | None:
        """The next event; None when there is none within `timeout` seconds, or when there will be no more."""
        try:
            return self._loop.run(asyncio.wait_for(_next(self._events), timeout))
        except TimeoutError:
            return None

    def wait_for(self, wanted: Callable[[Event], bool], timeout: float | None = None) -> Event:
        """The next event for which `wanted` is true; those before it are passed over. See EventSource.wait_for.

        `wanted` runs in the connection's thread: it looks at the event and calls nothing of the client.
        """
        return self._loop.run(self._events.wait_for(wanted, timeout))


async def _next(events: EventSource) -> Event | None:
    return await anext(events, None)


class Monitor(Events):
    """One subscription to a line: `snapshot` is its state at the start, and iterating gives the events since."""

    def __init__(self, loop: _Loop, monitor: api.Monitor) -> None:
        super().__init__(loop, aiter(monitor))
        self.snapshot = monitor.snapshot
        self.uri = monitor.uri


class LineMonitors(Events):
    """Subscriptions to several lines: `snapshots` are their states at the start by URI, and iterating gives the events since."""

    def __init__(self, loop: _Loop, monitors: api.LineMonitors) -> None:
        super().__init__(loop, monitors)
        self.snapshots: Mapping[str, AsnCtiLineMonitorStartResult] = monitors.snapshots


def _waiting(method: Callable[Concatenate[api.Client, P], Coroutine[Any, Any, T]]) -> Callable[Concatenate[Client, P], T]:
    """A method of the asynchronous client as one that waits."""

    def wait(self: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self._loop.run(method(self._client, *args, **kwargs))

    update_wrapper(wait, method)
    return wait


class Client:
    """A logged-in session. Made by `connect`."""

    def __init__(self, loop: _Loop, client: api.Client) -> None:
        self._loop = loop
        self._client = client

    @property
    def session_id(self) -> str:
        """The id of the present session, good for other HTTP calls to the server."""
        return self._client.session_id

    @property
    def state(self) -> ConnectionState:
        """Connected, reconnecting or closed."""
        return self._client.state

    def events(self, queue_size: int = QUEUE_SIZE) -> Events:
        """All events from now on, of all monitors."""
        return Events(self._loop, self._loop.run(_opened(self._client, queue_size)))

    @contextmanager
    def monitor(self, line: str, queue_size: int = QUEUE_SIZE) -> Iterator[Monitor]:
        """Subscribe to a line (URI or number) while inside; raises what LineMonitorStart does."""
        with self._loop.inside(self._client.monitor(line, queue_size)) as monitor:
            yield Monitor(self._loop, monitor)

    @contextmanager
    def monitor_lines(self, scope: LineScope = LineScope.userOwnLines, queue_size: int = QUEUE_SIZE) -> Iterator[LineMonitors]:
        """Subscribe to all lines of a scope while inside: the user's own ones, or userMonitorLines for all that he sees."""
        with self._loop.inside(self._client.monitor_lines(scope, queue_size)) as monitors:
            yield LineMonitors(self._loop, monitors)

    call = _waiting(api.Client.call)
    wait_for = _waiting(api.Client.wait_for)

    enum_phone_lines = _waiting(api.Client.enum_phone_lines)
    snapshot_phone_line = _waiting(api.Client.snapshot_phone_line)
    line_monitor_start = _waiting(api.Client.line_monitor_start)
    line_monitor_stop = _waiting(api.Client.line_monitor_stop)
    line_set_do_not_disturb = _waiting(api.Client.line_set_do_not_disturb)
    line_set_remote_office = _waiting(api.Client.line_set_remote_office)
    line_drop_call = _waiting(api.Client.line_drop_call)
    set_forward = _waiting(api.Client.set_forward)
    remove_forward = _waiting(api.Client.remove_forward)

    make_call = _waiting(api.Client.make_call)
    answer_call = _waiting(api.Client.answer_call)
    drop_call = _waiting(api.Client.drop_call)
    redirect_call = _waiting(api.Client.redirect_call)
    pickup_call = _waiting(api.Client.pickup_call)
    hold = _waiting(api.Client.hold)
    swap_hold = _waiting(api.Client.swap_hold)
    merge_calls = _waiting(api.Client.merge_calls)
    conference = _waiting(api.Client.conference)
    complete_call = _waiting(api.Client.complete_call)
    dial_digits = _waiting(api.Client.dial_digits)
    start_call_recording = _waiting(api.Client.start_call_recording)
    stop_call_recording = _waiting(api.Client.stop_call_recording)
    set_call_data = _waiting(api.Client.set_call_data)

    get_logged_in_contact = _waiting(api.Client.get_logged_in_contact)
    get_user_token = _waiting(api.Client.get_user_token)
    token_verify = _waiting(api.Client.token_verify)
    check_connection = _waiting(api.Client.check_connection)
    subscribe_services = _waiting(api.Client.subscribe_services)
    get_location_ids = _waiting(api.Client.get_location_ids)
    get_location_information = _waiting(api.Client.get_location_information)


async def _opened(client: api.Client, queue_size: int) -> EventSource:
    return client.events(queue_size)  # in the loop's thread, where events are handed out


def _entered(connect: Callable[P, AbstractAsyncContextManager[api.Client]]) -> Callable[P, AbstractContextManager[Client]]:
    @contextmanager
    def enter(*args: P.args, **kwargs: P.kwargs) -> Iterator[Client]:
        with _Loop() as loop, loop.inside(connect(*args, **kwargs)) as client:
            yield Client(loop, client)

    return enter


connect = _entered(api.connect)
"""Log on and stay connected while inside. Takes and raises what `callplane.client.connect` does."""
