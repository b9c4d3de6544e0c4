"""Keeps the events that wait in the store, so that they survive a restart. Knows records and the store; no target.

Writes are joined while one is under way. An event that was told before its turn came is never written.
"""

from __future__ import annotations

import asyncio
import logging

from callplane.store.records import WebhookEventRecord
from callplane.store.webhooks import keep_webhook_events, load_webhook_events
from callplane.store.worker import AsyncStore

log = logging.getLogger(__name__)


class Keeper:
    """What is added and what goes, in the order in which it happens. What waits to be written is bounded by the hooks' queues."""

    def __init__(self, store: AsyncStore) -> None:
        self._store = store
        self._added: dict[int, WebhookEventRecord] = {}
        self._gone: list[int] = []
        self._writing: asyncio.Task[None] | None = None

    async def load(self) -> tuple[WebhookEventRecord, ...]:
        """What waited when the server stopped."""
        return await self._store.run(load_webhook_events)

    def add(self, event: WebhookEventRecord) -> None:
        self._added[event.number] = event
        self._write_soon()

    def forget(self, event: WebhookEventRecord) -> None:
        if self._added.pop(event.number, None) is None:
            self._gone.append(event.number)
            self._write_soon()

    async def close(self) -> None:
        """Write what is not written yet."""
        if self._writing is not None:
            await self._writing

    def _write_soon(self) -> None:
        if self._writing is None:
            self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._added or self._gone:
                added, self._added = list(self._added.values()), {}
                gone, self._gone = self._gone, []
                await self._store.run(keep_webhook_events, added, gone)
        except Exception:
            log.exception("events of webhooks cannot be kept: a restart now would lose those that wait")
        finally:
            self._writing = None
