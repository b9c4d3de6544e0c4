"""Documents over HTTP: a body that a client need not fetch again while it has not changed (RFC 9110, ETag). Knows no address."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Protocol

from aiohttp import web

_CACHE: Final = "public, max-age=0, must-revalidate"


class Page(Protocol):
    """What the web console puts at an address."""

    @property
    def body(self) -> bytes: ...
    @property
    def content_type(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True)
class Document:
    """What is served at one address."""

    body: bytes
    content_type: str
    etag: str
    headers: Mapping[str, str] = field(default_factory=dict)


def document(body: bytes, content_type: str, headers: Mapping[str, str] | None = None) -> Document:
    """A document with the ETag of its body."""
    return Document(body, content_type, hashlib.sha256(body).hexdigest()[:32], headers or {})


def answer(request: web.Request, found: Document) -> web.Response:
    """The document, or 304 when the client has it."""
    response = web.Response(headers={"Cache-Control": _CACHE, **found.headers})
    response.etag = found.etag
    if any(tag.value in (found.etag, "*") for tag in request.if_none_match or ()):
        response.set_status(HTTPStatus.NOT_MODIFIED)
        return response
    response.headers["Content-Type"] = found.content_type
    response.body = found.body
    return response


def add_pages(router: web.UrlDispatcher, pages: Mapping[str, Page]) -> None:
    """Serve pages, each at its address."""
    for address, page in pages.items():
        router.add_get(address, _serving(document(page.body, page.content_type, page.headers)))


def _serving(found: Document) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        return answer(request, found)

    return serve
