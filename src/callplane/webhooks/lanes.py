"""A hook's queue: events of one line one after the other, lines beside each other. Knows no target and no time.

Bounded: when it is full, what comes is not taken. So what was taken is told, and the oldest first.
"""

from __future__ import annotations

import asyncio
from collections import deque

from callplane.store.records import WebhookEventRecord


class Lanes:
    """At most `limit` events. A lane whose first event was handed out waits until that one is `done`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lanes: dict[str, deque[WebhookEventRecord]] = {}
        self._ready: asyncio.Queue[str] = asyncio.Queue()  # never longer than there are lanes
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def offer(self, event: WebhookEventRecord) -> bool:
        """Add an event behind those of its line. False: there is no room."""
        if self._size >= self._limit:
            return False
        lane = self._lanes.setdefault(event.line, deque())
        lane.append(event)
        self._size += 1
        if len(lane) == 1:
            self._ready.put_nowait(event.line)
        return True

    async def next(self) -> WebhookEventRecord:
        """The first event of a lane of which none is under way."""
        return self._lanes[await self._ready.get()][0]

    def done(self, event: WebhookEventRecord) -> None:
        """This one is over: the next one of its line may go."""
        lane = self._lanes[event.line]
        lane.popleft()
        self._size -= 1
        if lane:
            self._ready.put_nowait(event.line)
        else:
            del self._lanes[event.line]
