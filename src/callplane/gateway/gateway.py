"""The listeners: starts and stops everything that takes connections from clients. Knows addresses, nothing of protocols."""

from __future__ import annotations

import asyncio

from aiohttp import web

from callplane.gateway.http import make_application
from callplane.gateway.links import CLOSING_SECONDS, Links
from callplane.gateway.services import GatewayServices
from callplane.gateway.session import Codecs
from callplane.settings import ServerSettings
from callplane.wire.ber import BerCodec
from callplane.wire.codec import Encoding, Limits
from callplane.wire.json_codec import JsonCodec

IDLE_SECONDS = 75.0
"""How long an HTTP connection may wait for its next request."""
BACKLOG = 1024


class Gateway:
    """Serves clients over HTTP and WebSocket."""

    def __init__(self, services: GatewayServices, settings: ServerSettings) -> None:
        limits = Limits(size=settings.max_message_bytes)
        codecs: Codecs = {Encoding.JSON: JsonCodec(limits), Encoding.BER: BerCodec(limits)}
        self._links = Links()
        self._runner = web.AppRunner(
            make_application(services, settings, codecs, self._links),
            access_log=None,
            keepalive_timeout=IDLE_SECONDS,
            shutdown_timeout=CLOSING_SECONDS,
        )

    async def start(self, host: str, port: int) -> list[str]:
        """Listen, and return the URLs to reach the server at. Raises OSError when the address cannot be had."""
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, backlog=BACKLOG).start()
        return [f"http://{_host(address[0])}:{address[1]}" for address in self._runner.addresses]

    async def stop(self) -> None:
        """Take no more connections and close those that are there, each in order: at most some seconds."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._runner.cleanup())
            tasks.create_task(self._links.close_all("the server stops"))


def _host(address: str) -> str:
    return f"[{address}]" if ":" in address else address
