"""All hooks at work: begins, changes and ends their deliveries, and gives each event its id. Knows hooks; nothing of lines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from itertools import count

from callplane.service.webhooks import Happening
from callplane.store.records import WebhookEventRecord, WebhookRecord
from callplane.webhooks.delivery import Delivery, Means
from callplane.webhooks.envelope import event_body
from callplane.webhooks.keeper import Keeper


class Dispatcher:
    """An outlet of the service's webhooks. `new_id` makes unique texts. Before `start` and after `stop` nothing is taken."""

    def __init__(self, means: Means, keeper: Keeper, new_id: Callable[[], str]) -> None:
        self._means = means
        self._keeper = keeper
        self._new_id = new_id
        self._numbers = count(1)
        self._deliveries: dict[str, Delivery] = {}
        self._ending: set[asyncio.Task[None]] = set()

    async def start(self, hooks: Sequence[WebhookRecord]) -> None:
        """Begin with what waited when the server stopped."""
        waiting = await self._keeper.load()
        self._numbers = count(max((event.number for event in waiting), default=0) + 1)
        self.configure(hooks)
        for event in waiting:
            if not self._deliveries[event.hook].offer(event):
                self._keeper.forget(event)

    def configure(self, hooks: Sequence[WebhookRecord]) -> None:
        """These are the hooks now. What waits for one that is gone, or that was made anew, is dropped."""
        wanted = {hook.name: hook for hook in hooks}
        for name, delivery in list(self._deliveries.items()):
            if wanted.get(name) != delivery.hook:
                del self._deliveries[name]
                task = asyncio.get_running_loop().create_task(delivery.stop())
                self._ending.add(task)
                task.add_done_callback(self._ending.discard)
        for name, hook in wanted.items():
            if name not in self._deliveries:
                self._deliveries[name] = Delivery(hook, self._means, self._keeper.forget)

    def tell(self, hook: WebhookRecord, happening: Happening) -> None:
        """Take an event for a hook; where its queue is full, the event is dropped and counted."""
        delivery = self._deliveries.get(hook.name)
        if delivery is None:
            return
        event_id = f"evt_{self._new_id()}"
        body = event_body(event_id, hook.name, hook.user, happening, delivery.dropped)
        event = WebhookEventRecord(next(self._numbers), hook.name, event_id, happening.line, body.decode())
        if delivery.offer(event):
            self._keeper.add(event)

    def waiting(self) -> Mapping[str, int]:
        """How many events wait, by hook."""
        return {name: delivery.waiting for name, delivery in self._deliveries.items()}

    async def stop(self) -> None:
        """End all deliveries; what waits is on disk then."""
        deliveries, self._deliveries = list(self._deliveries.values()), {}
        await asyncio.gather(*(delivery.stop() for delivery in deliveries), *self._ending)
        await self._keeper.close()
