"""Queues of events and their routing, without a socket."""

from __future__ import annotations

import asyncio
import gc

import pytest
from tests.client.fake_server import call_event

from callplane.client import ClientError, ConnectionLost, EventsMissed, monitor_of
from callplane.client.events import QUEUE_SIZE, EventRouter, EventStream
from callplane.wire.types import cti, main

STOPPED = cti.AsnCtiNotifyMonitorStoppedArgument(u8sMonitorCrossRefID="MON-1")
MADE = cti.AsnCtiNotifyMakeCallResultArgument(u8sLinePhoneNumber="", u8sConnectionID="{C-1}", success=1)


async def collect(stream: EventStream) -> list[object]:
    return [event async for event in stream]


def test_monitor_of() -> None:
    added = cti.AsnCtiNotifyLineCallFeaturesChangedArgument(
        u8sLineMonitorCrossRefID="MON-2", u8sLinePhoneNumber="", callFeaturesList=[]
    )
    moved = main.AsnLocationInformationChangedArgument(u8sLocationID="demo")
    assert [monitor_of(event) for event in (STOPPED, added, MADE, moved)] == ["MON-1", "MON-2", "", ""]


async def test_a_stream_has_its_events_in_order_and_ends() -> None:
    stream = EventStream()
    events = [call_event(reason, 2) for reason in range(3)]
    for event in events:
        stream.put(event)
    stream.end()
    stream.put(STOPPED)
    assert await collect(stream) == events


async def test_a_reader_waits_for_news() -> None:
    stream = EventStream()
    reading = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    stream.put(STOPPED)
    assert await reading == STOPPED


async def test_a_full_queue_ends_the_stream_after_what_it_holds() -> None:
    router = EventRouter()
    slow, fast = router.open(2), router.open(QUEUE_SIZE)
    for reason in range(4):
        router.deliver(call_event(reason, 2))
    assert [await anext(slow) for _ in range(2)] == [call_event(reason, 2) for reason in range(2)]
    with pytest.raises(EventsMissed):
        await anext(slow)
    router.end(None)
    assert len(await collect(fast)) == 4


async def test_an_error_comes_after_what_is_queued() -> None:
    stream = EventStream()
    stream.put(STOPPED)
    stream.end(ConnectionLost("gone"))
    stream.end()
    assert await anext(stream) == STOPPED
    for _ in range(2):
        with pytest.raises(ConnectionLost):
            await anext(stream)


async def test_wait_for_passes_over_what_is_not_wanted() -> None:
    stream = EventStream()
    for event in (call_event(0, 2), MADE, STOPPED):
        stream.put(event)
    assert await stream.wait_for(lambda event: event is MADE) is MADE
    assert await anext(stream) == STOPPED


async def test_wait_for_gives_up() -> None:
    stream = EventStream()
    with pytest.raises(TimeoutError):
        await stream.wait_for(lambda _: True, timeout=0)
    stream.end()
    with pytest.raises(ClientError):
        await stream.wait_for(lambda _: True)


async def test_monitors_get_their_own_events_only() -> None:
    router = EventRouter()
    first, second, everything = router.open_monitor("MON-1", 9), router.open_monitor("MON-2", 9), router.open(9)
    router.deliver(call_event(0, 2, "MON-1"))
    router.deliver(call_event(0, 2, "MON-2"))
    router.deliver(MADE)
    router.deliver(STOPPED)
    assert await collect(first) == [call_event(0, 2, "MON-1"), STOPPED]
    assert not router.close_monitor("MON-1")
    assert router.close_monitor("MON-2")
    assert await collect(second) == [call_event(0, 2, "MON-2")]
    router.end(None)
    assert len(await collect(everything)) == 4


async def test_streams_opened_after_the_end_have_ended() -> None:
    router = EventRouter()
    router.end(ConnectionLost("gone"))
    for stream in (router.open(1), router.open_monitor("MON-1", 1)):
        with pytest.raises(ConnectionLost):
            await anext(stream)


async def test_a_stream_that_nobody_holds_is_forgotten() -> None:
    router = EventRouter()
    router.open(1)
    gc.collect()
    assert len(router._general) == 0
