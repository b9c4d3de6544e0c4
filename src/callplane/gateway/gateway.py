"""The listeners: starts and stops everything that takes connections from clients. Knows addresses, nothing of protocols."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Mapping

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from callplane.gateway.admission import Lobby
from callplane.gateway.credentials import Authenticator
from callplane.gateway.documents import Page
from callplane.gateway.http import make_application
from callplane.gateway.links import CLOSING_SECONDS, Links
from callplane.gateway.returning import Returning
from callplane.gateway.services import GatewayServices
from callplane.gateway.session import Codecs
from callplane.gateway.tcp import TcpServices, TcpStream
from callplane.gateway.tls import Tls
from callplane.settings import ServerSettings
from callplane.wire.ber import BerCodec
from callplane.wire.codec import Encoding, Limits
from callplane.wire.json_codec import JsonCodec

IDLE_SECONDS = 75.0
"""How long an HTTP connection may wait for its next request."""
BACKLOG = 1024

log = logging.getLogger(__name__)
log.addFilter(lambda record: not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError)))  # junk of peers


class Gateway:
    """Serves clients over HTTP, WebSocket and TCP.

    `tls` is for `start_https` and asnStartTLS; `require_tls`: users of other hosts log on over TLS only; `pages`: the web
    console, by address. The `start_...` methods return the URLs to reach the server at, and raise OSError when the address
    cannot be had.
    """

    def __init__(
        self,
        services: GatewayServices,
        settings: ServerSettings,
        tls: Tls | None = None,
        *,
        require_tls: bool = False,
        pages: Mapping[str, Page] | None = None,
    ) -> None:
        limits = Limits(size=settings.max_message_bytes)
        codecs: Codecs = {Encoding.JSON: JsonCodec(limits), Encoding.BER: BerCodec(limits)}
        authenticator = Authenticator(services, require_tls=require_tls)
        self._tls = tls
        self._links = Links()
        returning = Returning(services.sessions)
        self._tcp = TcpServices(services, authenticator, codecs, limits, self._links, Lobby(), returning, self._context)
        self._listeners: list[asyncio.Server] = []
        self._runner = web.AppRunner(
            make_application(services, authenticator, settings, codecs, self._links, pages or {}),
            access_log=None,
            logger=log,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=CLOSING_SECONDS,
            shutdown_timeout=CLOSING_SECONDS,
        )

    async def start(self, host: str, port: int) -> list[str]:
        """Listen for HTTP and WebSocket."""
        return await self._start_http("http", host, port, None)

    async def start_https(self, host: str, port: int) -> list[str]:
        """Listen for HTTP and WebSocket over TLS, which must be there."""
        assert self._tls is not None
        return await self._start_http("https", host, port, self._tls.context)

    async def start_tcp(self, host: str, port: int) -> list[str]:
        """Listen for the interface on plain TCP."""
        listener = await asyncio.get_running_loop().create_server(lambda: TcpStream(self._tcp), host, port, backlog=BACKLOG)
        self._listeners.append(listener)
        return [_url("tcp", found.getsockname()) for found in listener.sockets]

    async def stop(self) -> None:
        """Take no more connections and close those that are there, each in order: at most some seconds."""
        for listener in self._listeners:
            listener.close()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._runner.cleanup())
            tasks.create_task(self._links.close_all("the server stops"))

    async def _start_http(self, scheme: str, host: str, port: int, context: ssl.SSLContext | None) -> list[str]:
        if self._runner.server is None:
            await self._runner.setup()
        before = len(self._runner.addresses)
        await web.TCPSite(self._runner, host, port, backlog=BACKLOG, ssl_context=context).start()
        return [_url(scheme, address) for address in self._runner.addresses[before:]]

    def _context(self) -> ssl.SSLContext | None:
        return self._tls.context if self._tls is not None else None


def _url(scheme: str, address: tuple[str, int]) -> str:
    host, port = address[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
