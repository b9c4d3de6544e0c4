"""Announced call data survive a restart, with their time."""

from __future__ import annotations

from pathlib import Path

from tests.service.world import World, number

from callplane.model.call import CallState
from callplane.service.announcement_keeper import AnnouncementKeeper
from callplane.service.scenarios import ANNOUNCEMENT_SECONDS, Announcement
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

PAIRS = (("case", "17"),)


async def restarted(world: World, store: AsyncStore) -> World:
    """Another server on the same store, at the same time."""
    await world.settle()
    other = World()
    other.clock.now = world.clock.now
    await AnnouncementKeeper(other.core.announcements, store, other.spawn).load(other.clock.now)
    return other


async def test_announcements_survive_until_they_are_claimed_or_expire(tmp_path: Path) -> None:
    store = AsyncStore(Store(f"sqlite:///{tmp_path}/store.db", create=True))
    world = await restarted(World(), store)
    announced = Announcement(PAIRS, number("101"), "+4930", int(CallState.OFFERING), "7")
    for announcement in (announced, Announcement(PAIRS, number("102")), Announcement(PAIRS, number("103"))):
        world.core.announcements.add(announcement, world.clock.now)
    world.ring("102", remote="103")
    again = await restarted(world, store)
    assert [entry.announcement for entry in again.core.announcements._waiting] == [announced, Announcement(PAIRS, number("103"))]
    again.core.announcements.add(Announcement(PAIRS, number("104")), again.clock.now + 1)
    assert dict(again.ring("103").data) == dict(PAIRS)
    again.clock.advance(ANNOUNCEMENT_SECONDS)
    third = await restarted(again, store)
    assert dict(third.ring("103", "b").data) == {}
    assert dict(third.ring("104").data) == dict(PAIRS)
    await third.settle()
    await store.close()
