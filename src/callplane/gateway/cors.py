"""Cross-origin requests of web pages: who may call, and the pre-flight. Knows the Fetch standard's headers, no route."""

from __future__ import annotations

from collections.abc import Collection

from aiohttp import web
from aiohttp.typedefs import Middleware

from callplane.gateway.replies import Handler

METHODS = "GET, POST, OPTIONS"
MAX_AGE_SECONDS = "86400"


class Cors:
    """Lets the pages of `origins` call; `*` stands for all. No stored credentials are asked of a browser."""

    def __init__(self, origins: Collection[str]) -> None:
        self._origins = frozenset(origins)

    def allowed(self, origin: str) -> dict[str, str]:
        """The headers that let a page of this origin read an answer; empty when it may not."""
        if "*" in self._origins:
            return {"Access-Control-Allow-Origin": "*"}
        if origin in self._origins:
            return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        return {"Vary": "Origin"}

    def preflight(self, request: web.Request) -> web.Response:
        """The answer to a pre-flight: the headers that were asked for are allowed, those of private networks too."""
        headers = self.allowed(request.headers["Origin"])
        if "Access-Control-Allow-Origin" in headers:
            headers |= {"Access-Control-Allow-Methods": METHODS, "Access-Control-Max-Age": MAX_AGE_SECONDS}
            if asked := request.headers.get("Access-Control-Request-Headers"):
                headers["Access-Control-Allow-Headers"] = asked
            if request.headers.get("Access-Control-Request-Private-Network") == "true":
                headers["Access-Control-Allow-Private-Network"] = "true"
        return web.Response(status=204, headers=headers)

    @property
    def middleware(self) -> Middleware:
        """The outermost middleware: answers pre-flights and marks every other answer, errors too."""

        @web.middleware
        async def mark(request: web.Request, handler: Handler) -> web.StreamResponse:
            origin = request.headers.get("Origin")
            if origin is None:
                return await handler(request)
            if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
                return self.preflight(request)
            response = await handler(request)
            response.headers.update(self.allowed(origin))
            return response

        return mark
