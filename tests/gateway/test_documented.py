"""Every address that the server has stands in the documents."""

from __future__ import annotations

from pathlib import Path

from tests.gateway.conftest import Server

from callplane.gateway.credentials import Authenticator
from callplane.gateway.http import make_application
from callplane.gateway.links import Links
from callplane.settings import ServerSettings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "routes.md"


async def test_every_address_is_documented(server: Server) -> None:
    authenticator = Authenticator(server.services, require_tls=False)
    app = make_application(server.services, authenticator, ServerSettings(), {}, Links(), {})
    served = {resource.canonical for resource in app.router.resources()}
    elsewhere = {f"/{prefix}/{{path}}" for prefix in server.services.controls}
    page = PAGE.read_text(encoding="utf-8")
    missing = [path for path in served - elsewhere if not path.startswith("/api") and f"`{path.rstrip('/') or path}`" not in page]
    assert missing == []
