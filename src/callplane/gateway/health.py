"""For those who watch over the server: does it live, is it ready, its metrics.

Knows the addresses and who may read what; what there is to say is the service's matter.
"""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from callplane import metrics
from callplane.gateway.credentials import Authenticator, is_this_host
from callplane.gateway.replies import json_reply
from callplane.gateway.services import Condition


class Health:
    """The handlers. `open_metrics`: programs on this host read the metrics without log-on."""

    def __init__(self, condition: Condition, authenticator: Authenticator, *, open_metrics: bool) -> None:
        self._condition = condition
        self._authenticator = authenticator
        self._open_metrics = open_metrics

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/healthz", self.healthz)
        router.add_get("/readyz", self.readyz)
        router.add_get("/metrics", self.metrics)

    async def healthz(self, _request: web.Request) -> web.Response:
        """The process lives: its event loop has answered."""
        return web.Response(text="alive\n")

    async def readyz(self, _request: web.Request) -> web.Response:
        """200 when clients can be served, else 503; what is not ready is false in the body."""
        readiness = await self._condition.readiness()
        body = {
            "ready": readiness.ready,
            "pbxs": readiness.pbxs,
            "store": readiness.store,
            "listening": readiness.listening,
        }
        return json_reply(body, HTTPStatus.OK if readiness.ready else HTTPStatus.SERVICE_UNAVAILABLE)

    async def metrics(self, request: web.Request) -> web.Response:
        """The metrics, for Prometheus."""
        if not (self._open_metrics and _is_program_here(request)):
            await self._authenticator.administrator(request)
        text = metrics.exposition(self._condition.read_off())
        return web.Response(body=text.encode(), headers={"Content-Type": metrics.CONTENT_TYPE})


def _is_program_here(request: web.Request) -> bool:
    """Whether a program of this host asks for itself: no browser for a page of elsewhere, no proxy for somebody else."""
    return is_this_host(request.remote or "") and not request.headers.keys() & {"Origin", "X-Forwarded-For", "Forwarded"}
