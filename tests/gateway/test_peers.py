"""Programs of a PBX's side that dial in."""

from __future__ import annotations

import asyncio

import pytest
from tests.gateway.conftest import Server, StubEntrance
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from callplane.gateway import peers


def door(server: Server) -> StubEntrance:
    return server.services.entrances["hall"]


def url(server: Server, path: str = "hall/door") -> str:
    return f"ws://127.0.0.1:{server.port}/drivers/{path}"


async def test_texts_go_both_ways_until_the_peer_leaves(server: Server) -> None:
    async with connect(url(server)) as socket:
        await socket.send("one")
        await socket.send("two")
        assert [await socket.recv(), await socket.recv()] == ["heard one", "heard two"]
    await door(server).left.wait()
    assert door(server).links[0].address == "127.0.0.1"


async def test_a_driver_can_send_a_last_word_and_close(server: Server) -> None:
    async with connect(url(server)) as socket:
        await socket.send("one")
        await socket.recv()
        link = door(server).links[0]
        link.send("last")
        link.close("enough")
        link.send("too late")
        assert await socket.recv() == "last"
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.reason == "enough"
    await door(server).left.wait()


@pytest.mark.parametrize("path", ["hall/window", "nowhere/door"])
async def test_other_places_are_not_there(server: Server, path: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(url(server, path))
    assert refused.value.response.status_code == 404


async def test_it_is_no_page(server: Server) -> None:
    status, _, _ = await (await server.connect()).request("GET", "/drivers/hall/door")
    assert status == 426


@pytest.mark.parametrize("data", [b"bytes", "x" * 2000])
async def test_what_is_no_text_or_too_long_ends_the_connection(server: Server, data: str | bytes) -> None:
    async with connect(url(server)) as socket:
        await socket.send(data)
        with pytest.raises(ConnectionClosed):
            await socket.recv()
    await door(server).left.wait()
    assert not door(server).said


async def test_a_peer_that_does_not_read_is_cut_off(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "MAX_WAITING", 10_000)
    async with connect(url(server)) as socket:
        await socket.send("one")
        await socket.recv()
        for _ in range(20):
            door(server).links[0].send("x" * 1000)
        got = [text async for text in socket]
    assert len(got) < 20
    await door(server).left.wait()


async def test_a_server_that_stops_closes_them(server: Server) -> None:
    async with connect(url(server)) as socket:
        await socket.send("one")
        await socket.recv()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.gateway.stop())
            with pytest.raises(ConnectionClosed):
                await socket.recv()
    assert door(server).left.is_set()
