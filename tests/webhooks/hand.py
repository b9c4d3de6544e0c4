"""A target and a clock that a test holds in its hand."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from callplane.service.webhooks import Happening
from callplane.store.records import WebhookRecord
from callplane.webhooks.delivery import Means
from callplane.webhooks.targets import Outcome

OK, BAD = Outcome(204, "HTTP 204"), Outcome(500, "HTTP 500")


def hook(name: str = "crm", user: str = "alice", **more: Any) -> WebhookRecord:
    return WebhookRecord(name, user, "http://127.0.0.1:1/", "whsec_" + "a" * 40, **more)


def happening(line: str = "a") -> Happening:
    return Happening("asnCtiNotifyLineInfoChanged", 1280, "line", line, b'{"x":1}', 0.0)


class Hand:
    """`answers(status...)` are what the target gives one after the other, then `otherwise`; `told` is what it got."""

    def __init__(self) -> None:
        self.answers: list[Outcome] = []
        self.otherwise = OK
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.pauses: list[float] = []
        self.endless = asyncio.Event()  # while not set, pauses do not end
        self.endless.set()

    def means(self, max_attempts: int = 3, max_waiting: int = 100) -> Means:
        return Means(self._post, self._sleep, max_attempts, max_waiting)

    async def _post(self, record: WebhookRecord, event_id: str, body: bytes) -> Outcome:
        found = json.loads(body)
        assert (found["id"], found["hook"]) == (event_id, record.name)
        self.told.append((record.name, found))
        await asyncio.sleep(0)
        return self.answers.pop(0) if self.answers else self.otherwise

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await self.endless.wait()

    @property
    def ids(self) -> list[str]:
        return [body["id"] for _, body in self.told]


async def until(condition: Any) -> None:
    """Let the tasks go on until something is so."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - the tasks have nothing that could tell it
            await asyncio.sleep(0)
