"""A target of webhooks on loopback, which answers as a test tells it to and writes down what it is told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


class Target:
    """`told`: what it took, by request; `status`: its answer. While `open` is not set it gives none."""

    def __init__(self) -> None:
        self.status = 204
        self.open = asyncio.Event()
        self.open.set()
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.url = ""
        self._news = asyncio.Event()

    async def _take(self, request: web.Request) -> web.Response:
        self.requests.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        self._news.set()
        await self.open.wait()
        return web.Response(status=self.status)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.requests]

    async def wait_for(self, kind: str, number: int = 1) -> dict[str, Any]:
        """The event of this kind that came as the so manieth."""
        async with asyncio.timeout(30):
            while True:
                found = [event for event in self.events if event["kind"] == kind]
                if len(found) >= number:
                    return found[number - 1]
                self._news.clear()
                await self._news.wait()

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[Target]:
        application = web.Application()
        application.router.add_post("/calls", self._take)
        runner = web.AppRunner(application, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/calls"
            yield self
        finally:
            self.open.set()
            await runner.cleanup()
