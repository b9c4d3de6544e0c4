"""All connections of a server: each is looked after once a round, and all are closed together."""

from __future__ import annotations

import asyncio

import pytest

from callplane.gateway import links as links_module
from callplane.gateway.links import STEPS, Links


class Peer:
    """A link that counts. `going`: it goes when it is looked after."""

    def __init__(self, links: Links, *, going: bool = False) -> None:
        self._links = links
        self._going = going
        self.looks = 0
        self.closed = ""

    def look_after(self) -> None:
        self.looks += 1
        if self._going:
            self._links.discard(self)

    def close(self, reason: str, *, leaving: bool = False) -> None:
        self.closed = f"{reason} {leaving}"
        self._links.discard(self)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links_module, "ROUND_SECONDS", 0.0)


async def steps(links: Links, number: int) -> None:
    """Let so many steps pass."""
    for _ in range(number):
        before = links._step
        while links._step == before:  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_each_is_looked_after_once_a_round() -> None:
    links = Links()
    peers = [Peer(links) for _ in range(STEPS + 3)]
    for peer in peers:
        links.add(peer)
    await steps(links, 1)
    assert sum(peer.looks for peer in peers) == 2
    late = Peer(links)
    links.add(late)
    await steps(links, STEPS - 1)
    assert {peer.looks for peer in peers} == {1}
    assert late.looks == 0
    await steps(links, STEPS)
    assert {peer.looks for peer in peers} == {2}
    assert late.looks == 1


async def test_who_has_gone_is_left_alone() -> None:
    links = Links()
    gone, going = Peer(links), Peer(links, going=True)
    links.add(gone)
    links.add(going)
    await steps(links, 1)
    links.discard(going)
    await steps(links, STEPS)
    assert (gone.looks, going.looks, len(links)) == (2, 0, 1)
    links.discard(gone)
    links.discard(gone)
    assert len(links) == 0


async def test_nobody_is_looked_after_where_nobody_is_and_it_begins_anew() -> None:
    links = Links()
    first = Peer(links, going=True)
    links.add(first)
    await steps(links, 1)
    for _ in range(5):
        await asyncio.sleep(0)
    assert (first.looks, links._timer) == (1, None)
    second = Peer(links)
    links.add(second)
    await steps(links, STEPS)
    assert second.looks == 1


async def test_closing_closes_all_and_who_comes_late() -> None:
    links = Links()
    early, late = Peer(links), Peer(links)
    links.add(early)
    await links.close_all("over")
    links.add(late)
    assert early.closed == late.closed == "over True"
