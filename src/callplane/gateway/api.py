"""`/api`: the interface described for machines, and a page to read it with. Knows the descriptions' addresses, not their insides.

Everything is made once, when it is first asked for, and has an ETag. The page brings all that it needs and may load nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from http import HTTPStatus
from importlib.resources import files
from typing import Final

import msgspec
from aiohttp import web

from callplane import __version__
from callplane.description import json_schema, source
from callplane.description.asyncapi import asyncapi
from callplane.description.openapi import openapi
from callplane.description.served import Served
from callplane.gateway.documents import Document, answer, document
from callplane.gateway.replies import CONTENT_TYPE, text_problem
from callplane.gateway.services import GatewayServices

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE: Final = {"": "page.html", "page.css": "page.css", "page.js": "page.js"}
_CONTENT_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
}


def _page_part(name: str) -> Document:
    data = (files("callplane.description") / "page" / name).read_bytes()
    headers = {"Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
    return document(data, _CONTENT_TYPES[name.rpartition(".")[2]], headers)


def _json(value: object) -> Document:
    return document(msgspec.json.format(msgspec.json.encode(value), indent=1), CONTENT_TYPE)


class Api:
    """The handlers below `/api`."""

    def __init__(self, services: GatewayServices) -> None:
        self._services = services
        self._made: dict[str, Document] = {}

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Serve all addresses."""
        add = partial(router.add_route, "GET")
        add("/api", self.redirect)
        for name in _PAGE:
            add(f"/api/{name}", self.page)
        add("/api/{name}.json", self.description)
        add("/api/schemas/", self.schemas)
        add("/api/schemas/{type}.json", self.schema)
        add("/api/asn1/", self.modules)
        add("/api/asn1/{module}.asn1", self.module)

    async def redirect(self, _request: web.Request) -> web.Response:
        """The page's address ends with a slash."""
        return web.Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": "/api/"})

    async def page(self, request: web.Request) -> web.Response:
        """The page and what belongs to it."""
        name = _PAGE[request.path.removeprefix("/api/")]
        return self._answer(request, partial(_page_part, name))

    async def description(self, request: web.Request) -> web.Response:
        """OpenAPI or AsyncAPI."""
        make = {"openapi": openapi, "asyncapi": asyncapi}.get(request.match_info["name"])
        if make is None:
            raise _nothing()
        return self._answer(request, lambda: _json(make(self._served)))

    async def schemas(self, request: web.Request) -> web.Response:
        """The addresses of all schemas, by type."""
        return self._answer(request, lambda: _json({name: f"/api/schemas/{name}.json" for name in json_schema.type_names()}))

    async def schema(self, request: web.Request) -> web.Response:
        """The schema of one type."""
        name = request.match_info["type"]
        if name not in json_schema.type_names():
            raise _nothing()
        return self._answer(request, lambda: _json(json_schema.document(name)))

    async def modules(self, request: web.Request) -> web.Response:
        """The addresses of all ASN.1 modules, by name."""
        return self._answer(request, lambda: _json({name: f"/api/asn1/{name}.asn1" for name in source.module_texts()}))

    async def module(self, request: web.Request) -> web.Response:
        """One ASN.1 module."""
        text = source.module_texts().get(request.match_info["module"])
        if text is None:
            raise _nothing()
        return self._answer(request, lambda: document(text.encode(), "text/plain; charset=utf-8"))

    @cached_property
    def _served(self) -> Served:
        services = self._services
        return Served(
            version=__version__,
            ucsid=services.ucsid,
            serves=services.operations.serves,
            needs_events=services.operations.needs_events,
            controls={prefix: control.routes for prefix, control in services.controls.items()},
        )

    def _answer(self, request: web.Request, make: Callable[[], Document]) -> web.Response:
        """The document at this address; it is made when it is first asked for."""
        found = self._made.get(request.path)
        if found is None:
            found = self._made[request.path] = make()
        return answer(request, found)


def _nothing() -> Exception:
    return text_problem(HTTPStatus.NOT_FOUND, "there is nothing at this address: /api/ lists what there is")
