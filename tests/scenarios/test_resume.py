"""Broken, stalled and slow connections over real sockets: who comes back misses nothing and is told nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from tests.scenarios.demo import Demo
from tests.scenarios.proxy import Proxy
from tests.scenarios.raw_client import RawClient

from callplane.gateway import links as links_module
from callplane.gateway import stream as stream_module
from callplane.gateway import websocket as websocket_module
from callplane.model.changes import DoNotDisturbChanged
from callplane.service.history import MAX_MESSAGES
from callplane.service.sessions import Session
from callplane.store.demo import line_of

STOPPED = 1294
DND = 1281
SLOW = 1013
TAKEN_OVER = 4001
FULL = 100
"""Turns of the loop after which a network that takes nothing is full."""


@pytest.fixture
async def proxy(demo: Demo) -> AsyncIterator[Proxy]:
    async with Proxy(demo.url) as proxy:
        yield proxy


@pytest.fixture
async def near(demo: Demo) -> AsyncIterator[RawClient]:
    """Alice, whose network is good."""
    client = RawClient(demo, demo.url)
    await client.log_on("alice")
    await client.monitor("101")
    yield client
    await client.close()


@pytest.fixture
async def far(demo: Demo, proxy: Proxy) -> AsyncIterator[RawClient]:
    """Alice as well, behind a bad network."""
    client = RawClient(demo, proxy.url)
    await client.log_on("alice")
    await client.monitor("101")
    yield client
    await client.close()


def session_of(client: RawClient) -> Session:
    session = client.demo.app.service.sessions.get(client.session)
    assert session is not None
    return session


async def until(condition: Callable[[], object]) -> None:
    """Let the loop run until something has happened that tells nobody."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0)


async def one_call(demo: Demo, near: RawClient, calls: int = 1) -> None:
    """A call from beginning to end, as the undisturbed client sees it."""
    made = await near.ask(1202, u8sPhoneNumberFrom=line_of("101").uri, u8sPhoneNumberTo="102", iNumberFormat=0)
    call = made["result"]["result"]["result"]["u8sConnectionID"]
    await demo.phone("102", "answer")
    await near.ask(1211, bHold=True, u8sConnectionID=call)
    await near.ask(1211, bHold=False, u8sConnectionID=call)
    await near.ask(1203, u8sConnectionID=call)
    await near.until_destroyed(calls)


def toggle(demo: Demo, times: int) -> None:
    """Tell so many changes of a line that do not supersede one another in number: each is one message for each monitor."""
    line = demo.app.service.core.lines[line_of("101").uri]
    for _ in range(times):
        demo.app.service.monitors.publish(DoNotDisturbChanged(line))


@pytest.mark.parametrize("size", [0, 1, 500, 1500, 2000, 3500])
async def test_cut_in_the_middle_of_a_call(demo: Demo, proxy: Proxy, near: RawClient, far: RawClient, size: int) -> None:
    proxy.cut_after(size)
    await one_call(demo, near)
    await far.ended()
    await far.connect(resume=True)
    await far.until_destroyed()
    made = [event for event in near.lives() if "success" not in event]
    assert far.lives() == made
    await one_call(demo, near, 2)
    await far.until_destroyed(2)
    assert far.lives() == [event for event in near.lives() if "success" not in event]


async def test_cut_again_and_again(demo: Demo, proxy: Proxy, near: RawClient, far: RawClient) -> None:
    proxy.cut_after(700)
    await one_call(demo, near)
    for _ in range(4):
        await far.ended()
        await far.connect(resume=True)
        proxy.cut()
    await far.ended()
    await far.connect(resume=True)
    await far.until_destroyed()
    assert far.lives() == [event for event in near.lives() if "success" not in event]


async def test_a_foreign_client_comes_back_without_resuming(demo: Demo, proxy: Proxy, near: RawClient, far: RawClient) -> None:
    proxy.cut()
    await far.ended()
    await until(lambda: not session_of(far).attached)
    await one_call(demo, near)
    await far.connect()
    await far.until_destroyed()
    assert far.lives() == [event for event in near.lives() if "success" not in event]
    other = RawClient(demo, proxy.url)
    await other.log_on("alice")
    await other.monitor("101")
    await one_call(demo, near, 2)
    await other.until_destroyed()
    await far.until_destroyed(2)
    await other.close()


async def test_too_much_missed_ends_every_monitor(demo: Demo, proxy: Proxy, near: RawClient, far: RawClient) -> None:
    await far.monitor("101")
    await far.monitor("111")
    references = set(near.monitors.values())
    proxy.cut()
    await far.ended()
    await until(lambda: not session_of(far).attached)
    toggle(demo, MAX_MESSAGES // 2 + 1)
    await far.connect(resume=True)
    for _ in range(3):
        assert await far.receive()
    assert len({event["u8sMonitorCrossRefID"] for event in far.events(STOPPED)}) == 3
    await far.monitor("101")
    await one_call(demo, near)
    await far.until_destroyed()
    assert references == set(near.monitors.values())
    proxy.cut()
    await far.ended()
    await far.connect(resume=True)
    await one_call(demo, near, 2)
    await far.until_destroyed(2)
    assert len(far.events(STOPPED)) == 3
    assert far.reasons() == near.reasons()


def narrow(session: Session, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many bytes may wait for a slow reader."""
    monkeypatch.setattr(session.outbox, "_limit", limit)
    monkeypatch.setattr(session.outbox, "_half_full", limit // 2)
    monkeypatch.setattr(session.outbox, "_conflate_at", limit // 2)


async def fill(demo: Demo, session: Session, times: int = 2000) -> None:
    """Tell until the network takes no more."""
    full = 0
    async with asyncio.timeout(20):
        while full < FULL:
            full = full + 1 if session.outbox._paused else 0
            toggle(demo, 0 if full else times)
            await asyncio.sleep(0)


async def test_a_slow_reader_gets_first_newest_and_last(
    demo: Demo, proxy: Proxy, near: RawClient, far: RawClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrow(session_of(far), 65_536, monkeypatch)
    proxy.stall(up=False)
    await asyncio.gather(fill(demo, session_of(far)), drain(near, session_of(far)))
    for number in range(1, 13):
        await one_call(demo, near, number)
    assert session_of(far).outbox.conflations
    assert session_of(far).attached
    proxy.release()
    await far.until_destroyed(12)
    for call in {event["callinformation"]["u8sConnectionID"] for event in far.events(1283)}:
        reasons = [e["reason"] for e in far.events(1283) if e["callinformation"]["u8sConnectionID"] == call]
        assert (reasons[0], reasons[-1]) == (1, 12)
    assert far.reasons().count(12) == near.reasons().count(12) == 12
    assert len(far.reasons()) < len(near.reasons())


async def drain(client: RawClient, slow: Session) -> None:
    """Another one reads as ever while somebody else's network fills up."""
    full = 0
    while full < FULL:
        full = full + 1 if slow.outbox._paused else 0
        await client.receive() if not full else await asyncio.sleep(0)


async def test_a_reader_that_is_too_slow_is_closed_and_comes_back(
    demo: Demo, proxy: Proxy, near: RawClient, far: RawClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = session_of(far).outbox
    proxy.stall(up=False)
    await asyncio.gather(fill(demo, session_of(far)), drain(near, session_of(far)))
    monkeypatch.setattr(stream_module, "CLOSING_SECONDS", 20)
    narrow(session_of(far), 10_000, monkeypatch)
    calls = 0
    while outbox._writer is not None:
        calls += 1
        await one_call(demo, near, calls)
    proxy.release()
    assert await far.ended() == SLOW
    await far.connect(resume=True)
    await far.until_destroyed(calls)
    assert far.events(STOPPED) == []
    assert [r for r in far.reasons() if r in (1, 12)] == [r for r in near.reasons() if r in (1, 12)]


@pytest.mark.parametrize("way", ["stalled", "half-closed"])
async def test_a_dead_peer_is_found(
    demo: Demo, proxy: Proxy, near: RawClient, far: RawClient, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(links_module, "ROUND_SECONDS", 0.05)
    monkeypatch.setattr(websocket_module, "PING_SECONDS", 0.05)
    monkeypatch.setattr(websocket_module, "SILENCE_SECONDS", 0.5)
    if way == "stalled":
        proxy.stall()
    else:
        proxy.half_close()
    await until(lambda: not session_of(far).attached)
    monkeypatch.undo()
    await near.connect(resume=True)  # it did not listen, so it may have been found dead, too
    await one_call(demo, near)
    proxy.release()
    await far.ended()
    await far.connect(resume=True)
    await far.until_destroyed()
    assert far.lives() == [event for event in near.lives() if "success" not in event]


async def test_a_peer_that_takes_nothing_is_dead(
    demo: Demo, proxy: Proxy, near: RawClient, far: RawClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "STALLED_SECONDS", 0.02)
    proxy.stall(up=False)
    await asyncio.gather(fill(demo, session_of(far)), drain(near, session_of(far)))
    await until(lambda: not session_of(far).attached)
    await one_call(demo, near)


async def test_another_address_while_the_old_socket_is_silent(demo: Demo, proxy: Proxy, near: RawClient, far: RawClient) -> None:
    proxy.stall()
    await one_call(demo, near)
    old = far._socket
    await far.connect(resume=True)
    await far.until_destroyed()
    assert far.lives() == [event for event in near.lives() if "success" not in event]
    proxy.release()
    while (await old.receive()).type.name == "TEXT":
        pass
    assert old.close_code == TAKEN_OVER


async def test_late_is_not_lost(demo: Demo, proxy: Proxy, near: RawClient, far: RawClient) -> None:
    proxy.stall(up=False)
    await one_call(demo, near)
    proxy.release()
    await far.until_destroyed()
    assert far.lives() == [event for event in near.lives() if "success" not in event]


async def test_a_command_is_done_once(demo: Demo, proxy: Proxy, near: RawClient, far: RawClient) -> None:
    wish = {"u8sPhoneNumberFrom": line_of("101").uri, "u8sPhoneNumberTo": "102", "iNumberFormat": 0}
    wish["optionalParams"] = {"CommandID": "one"}
    made = [(await client.ask(1202, **wish))["result"]["result"]["result"] for client in (far, near, far)]
    assert made[0] == made[1] == made[2]
    call = made[0]["u8sConnectionID"]
    url = f"{demo.url}/ws/client/asnCtiDropCall"
    headers = {"x-ucsessionid": near.session, "x-command-id": "two"}
    for _ in range(2):
        async with demo.http.post(url, headers=headers, json={"u8sConnectionID": call}) as reply:
            assert reply.status == 200
    drop = {"u8sConnectionID": call, "optionalParams": {"CommandID": "two"}}
    assert "result" in await far.ask(1203, **drop)
    assert "error" in await far.ask(1203, u8sConnectionID=call)
    assert near.reasons().count(1) <= 1
    await near.until_destroyed()
