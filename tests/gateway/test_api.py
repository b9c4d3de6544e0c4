"""The descriptions below /api: documents, page, caching."""

from __future__ import annotations

import json
import re

import pytest
from openapi_spec_validator import validate

from callplane.description import json_schema, source

from .conftest import Server


async def get(server: Server, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    return await (await server.connect()).request("GET", path, headers=headers)


async def test_openapi_is_valid_and_knows_the_control_interface(server: Server) -> None:
    status, headers, body = await get(server, "/api/openapi.json")
    assert (status, headers["content-type"]) == (200, "application/json;charset=utf-8")
    document = json.loads(body)
    validate(document)
    assert "get" in document["paths"]["/exchange/v1/phones/{extension}"]
    assert "501" in document["paths"]["/ws/client/asnStartTLS"]["post"]["responses"]


async def test_asyncapi(server: Server) -> None:
    status, _, body = await get(server, "/api/asyncapi.json")
    assert status == 200
    assert json.loads(body)["asyncapi"] == "3.0.0"


async def test_every_schema_of_the_index_is_served(server: Server) -> None:
    client = await server.connect()
    _, _, index = await client.request("GET", "/api/schemas/")
    found = json.loads(index)
    assert set(found) == set(json_schema.type_names())
    for name, address in found.items():
        status, _, body = await client.request("GET", address)
        assert (status, json.loads(body)["title"]) == (200, name)


async def test_every_module_of_the_index_is_served_as_it_is(server: Server) -> None:
    client = await server.connect()
    _, _, index = await client.request("GET", "/api/asn1/")
    found = json.loads(index)
    assert set(found) == set(source.modules())
    for name, address in found.items():
        status, headers, body = await client.request("GET", address)
        assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert body.decode() == source.module_texts()[name]


async def test_the_page_brings_all_that_it_needs(server: Server) -> None:
    client = await server.connect()
    status, headers, body = await client.request("GET", "/api/")
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "default-src 'none'" in headers["content-security-policy"]
    addresses = re.findall(r'(?:src|href)="([^"]+)"', body.decode())
    assert {"page.css", "page.js", "openapi.json"} <= set(addresses)
    for address in addresses:
        status, _, part = await client.request("GET", f"/api/{address}")
        assert status == 200
        assert b"http://" not in part or address.endswith((".json", "/"))
    assert b"style=" not in body
    assert not re.search(rb"<script(?![^>]*src)", body)


async def test_the_address_without_slash_leads_to_the_page(server: Server) -> None:
    status, headers, _ = await get(server, "/api")
    assert (status, headers["location"]) == (308, "/api/")


@pytest.mark.parametrize("path", ["/api/", "/api/openapi.json", "/api/schemas/AsnRequestError.json"])
async def test_what_a_client_has_is_not_sent_again(server: Server, path: str) -> None:
    client = await server.connect()
    _, headers, _ = await client.request("GET", path)
    status, again, body = await client.request("GET", path, headers={"If-None-Match": headers["etag"]})
    assert (status, again["etag"], body) == (304, headers["etag"], b"")
    status, _, body = await client.request("GET", path, headers={"If-None-Match": '"other"'})
    assert status == 200
    assert body


async def test_other_origins_may_read(server: Server) -> None:
    _, headers, _ = await get(server, "/api/openapi.json", {"Origin": "https://pages.example"})
    assert headers.get("access-control-allow-origin") == "*" or headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "path", ["/api/other.json", "/api/schemas/AsnOther.json", "/api/asn1/Other.asn1", "/api/page.html", "/api/../page.js"]
)
async def test_there_is_nothing_else(server: Server, path: str) -> None:
    status, _, body = await get(server, path)
    assert status == 404
    assert json.loads(body)["error"]["_type"] == "WsError"
