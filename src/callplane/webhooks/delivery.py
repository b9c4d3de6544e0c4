"""Tells one hook what waits for it: again and again, until it takes it or has failed too often. Knows queues and tasks; no HTTP.

`post` and `sleep` come in, so that nothing here waits by itself.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from callplane import metrics
from callplane.store.records import WebhookEventRecord, WebhookRecord
from callplane.webhooks.lanes import Lanes
from callplane.webhooks.retries import retry_delay
from callplane.webhooks.targets import Outcome

PARALLEL = 4
"""How many requests to one hook are under way at a time, each for another line."""

log = logging.getLogger(__name__)

Post = Callable[[WebhookRecord, str, bytes], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Means:
    """`post` tells a hook once, `sleep` waits for so many seconds; `max_attempts` and `max_waiting` are settings."""

    post: Post
    sleep: Callable[[float], Awaitable[object]]
    max_attempts: int
    max_waiting: int


class Delivery:
    """A hook's queue and those who work on it. `forget(event)` is called for each event that is over."""

    def __init__(self, hook: WebhookRecord, means: Means, forget: Callable[[WebhookEventRecord], object]) -> None:
        self.hook = hook
        self.dropped = 0  # since the last event that was taken
        self._means = means
        self._forget = forget
        self._lanes = Lanes(means.max_waiting)
        self._failing = False
        loop = asyncio.get_running_loop()
        self._workers = [loop.create_task(self._work()) for _ in range(PARALLEL)]

    @property
    def waiting(self) -> int:
        return len(self._lanes)

    def offer(self, event: WebhookEventRecord) -> bool:
        """Take an event for delivery. False: the queue is full, and the event is dropped."""
        if self._lanes.offer(event):
            self.dropped = 0
            return True
        if not self.dropped:
            log.warning("webhook %s: its queue is full, events are dropped: look at its target %s", self.hook.name, self.hook.url)
        self.dropped += 1
        metrics.WEBHOOK_EVENTS.inc(self.hook.name, "dropped")
        return False

    async def stop(self) -> None:
        """Leave what waits as it is."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            event = await self._lanes.next()
            try:
                outcome = await self._deliver(event)
            except Exception:
                log.exception("webhook %s: event %s could not be told", self.hook.name, event.id)
                outcome = "given-up"
            metrics.WEBHOOK_EVENTS.inc(self.hook.name, outcome)
            self._lanes.done(event)
            self._forget(event)

    async def _deliver(self, event: WebhookEventRecord) -> str:
        """Until it is told, or has been tried often enough; which of them."""
        body = event.body.encode()
        for attempt in range(1, self._means.max_attempts + 1):
            outcome = await self._means.post(self.hook, event.id, body)
            metrics.WEBHOOK_ATTEMPTS.inc(
                self.hook.name, "delivered" if outcome.delivered else str(outcome.status or "unanswered")
            )
            self._note(outcome)
            if outcome.delivered:
                return "delivered"
            if attempt < self._means.max_attempts:
                await self._means.sleep(retry_delay(attempt, random.random(), outcome.asked))  # noqa: S311 - it spreads attempts
        log.warning("webhook %s: event %s is given up after %d attempts", self.hook.name, event.id, self._means.max_attempts)
        return "given-up"

    def _note(self, outcome: Outcome) -> None:
        """Log when a target begins to fail and when it is well again."""
        if self._failing is not outcome.delivered:
            return
        self._failing = not outcome.delivered
        if self._failing:
            log.warning("webhook %s: %s does not take events (%s): they wait", self.hook.name, self.hook.url, outcome.text)
        else:
            log.info("webhook %s: its target takes events again", self.hook.name)
