"""Pages over HTTP: the headers that they bring, and what a client has is not sent again."""

from __future__ import annotations

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from callplane.console.pages import Page
from callplane.gateway.documents import add_pages


async def test_a_page_comes_with_its_headers_once() -> None:
    app = web.Application()
    add_pages(app.router, {"/": Page(b"<p>hello", "text/html; charset=utf-8", {"X-Content-Type-Options": "nosniff"})})
    async with TestClient(TestServer(app)) as client:
        first = await client.get("/")
        assert await first.read() == b"<p>hello"
        assert first.headers["Content-Type"] == "text/html; charset=utf-8"
        assert first.headers["X-Content-Type-Options"] == "nosniff"
        assert "must-revalidate" in first.headers["Cache-Control"]
        again = await client.get("/", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status, await again.read()) == (304, b"")
        assert (await client.get("/other")).status == 404
