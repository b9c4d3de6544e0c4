"""Keeps announced call data in the store, so that they survive a restart. Knows announcements and the store; no calls."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence

import msgspec

from callplane.service.scenarios import Announcement, Announcements, Waiting
from callplane.store.announcements import keep_announcements, load_announcements
from callplane.store.records import AnnouncementRecord
from callplane.store.worker import AsyncStore


class AnnouncementKeeper:
    """Writes what is added and what goes in the background, together where much happens at a time. `spawn` as for the service."""

    def __init__(
        self, announcements: Announcements, store: AsyncStore, spawn: Callable[[Coroutine[object, object, None]], object]
    ) -> None:
        self._announcements = announcements
        self._store = store
        self._spawn = spawn
        self._added: list[Waiting] = []
        self._gone: list[int] = []
        announcements.observers.append(self._observe)

    async def load(self, now: float) -> None:
        """Bring back those from before the start that have not expired."""
        records = await self._store.run(load_announcements, now)
        self._announcements.restore(Waiting(r.number, r.expires, _read(r.document)) for r in records)

    def _observe(self, added: Sequence[Waiting], gone: Sequence[int]) -> None:
        if not self._added and not self._gone:
            self._spawn(self._keep())
        self._added += added
        self._gone += gone

    async def _keep(self) -> None:
        added, self._added = self._added, []
        gone, self._gone = self._gone, []
        records = [AnnouncementRecord(entry.number, entry.expires, _written(entry.announcement)) for entry in added]
        await self._store.run(keep_announcements, records, gone)


def _written(announcement: Announcement) -> str:
    return msgspec.json.encode(announcement).decode()


def _read(document: str) -> Announcement:
    return msgspec.json.decode(document, type=Announcement)
