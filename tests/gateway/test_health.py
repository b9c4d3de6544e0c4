"""What those see who watch over the server, and who may see it."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.gateway.conftest import Server

from callplane.settings import ServerSettings


def basic(user: str, password: str = "secret") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


async def test_the_process_lives(server: Server) -> None:
    status, _, body = await (await server.connect()).request("GET", "/healthz")
    assert (status, body) == (200, b"alive\n")


async def test_ready_as_long_as_everything_is(server: Server) -> None:
    client = await server.connect()
    status, _, body = await client.request("GET", "/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True, "pbxs": {"main": True}, "store": True, "listening": True})
    server.services.condition.link_up = False
    status, _, body = await client.request("GET", "/readyz")
    assert (status, json.loads(body)) == (503, {"ready": False, "pbxs": {"main": False}, "store": True, "listening": True})


async def test_programs_here_read_the_metrics(server: Server) -> None:
    status, headers, body = await (await server.connect()).request("GET", "/metrics")
    assert (status, headers["content-type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    found = {family.name: family for family in text_string_to_metric_families(body.decode())}
    assert [sample.value for sample in found["callplane_queue_bytes"].samples] == [12]


@pytest.mark.parametrize("header", ["Origin", "X-Forwarded-For", "Forwarded"])
async def test_others_must_be_administrators(server: Server, header: str) -> None:
    client = await server.connect()
    for credentials, expected in (({}, 401), (basic("admin", "wrong"), 401), (basic("alice"), 403), (basic("admin"), 200)):
        status, _, _ = await client.request("GET", "/metrics", headers={header: "elsewhere", **credentials})
        assert status == expected


class TestClosed:
    """The setting open_metrics = false."""

    @pytest.fixture
    def settings(self, settings: ServerSettings) -> ServerSettings:
        return replace(settings, open_metrics=False)

    async def test_programs_here_log_on_as_well(self, server: Server) -> None:
        client = await server.connect()
        status, headers, _ = await client.request("GET", "/metrics")
        assert (status, "www-authenticate" in headers) == (401, True)
        assert (await client.request("GET", "/metrics", headers=basic("admin")))[0] == 200
