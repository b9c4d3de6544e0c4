"""Log-on over HTTP: all ways to authenticate, all refusals, CORS; recorded requests go out byte for byte."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from tests.gateway.conftest import Server

WIRE = Path(__file__).parents[3] / "shared" / "fixtures" / "wire"
PATH = "/ws/client/createsession"
BASIC = {"Authorization": "Basic " + base64.b64encode(b"alice:secret").decode()}


def recorded(name: str) -> bytes:
    path = WIRE / name
    if not path.exists():
        pytest.skip(f"{name} is not here")
    return path.read_bytes()


def body_of(answer: bytes) -> dict[str, object]:
    found = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert isinstance(found, dict)
    return found


def shape(value: object) -> object:
    """The members and types of a JSON value."""
    return {name: shape(member) for name, member in value.items()} if isinstance(value, dict) else type(value)


@pytest.mark.parametrize("who", ["node-get", "node-post", "chromium-post"])
async def test_recorded_requests_create_sessions(server: Server, who: str) -> None:
    client = await server.connect()
    request = recorded(f"createsession.{who}.request.http")
    for _ in range(2):
        client.send(request)
        status, headers, body = await client.answer()
        assert status == 200
        assert headers["content-type"] == "application/json;charset=utf-8"
        assert re.fullmatch(rb'\{"sessionid":"[0-9A-F]{32}"\}', body)
        session = server.services.sessions.find(json.loads(body)["sessionid"])
        assert session
        assert (session.user, session.client) == ("alice", "15")


async def test_recorded_preflight(server: Server) -> None:
    client = await server.connect()
    client.send(recorded("createsession.chromium-preflight.request.http"))
    status, headers, body = await client.answer()
    assert (status, body) == (204, b"")
    assert headers["access-control-allow-origin"] == "*"
    assert "POST" in headers["access-control-allow-methods"]
    assert headers["access-control-allow-headers"] == "authorization,content-type,x-no401,x-simple,x-ucsid"
    assert "access-control-allow-private-network" not in headers


@pytest.mark.parametrize("who", ["node", "chromium"])
async def test_recorded_upgrades(server: Server, who: str) -> None:
    session = server.session()
    request = recorded(f"createsession.{who}-ws-upgrade.request.http")
    client = await server.connect()
    client.send(request.replace(b"470977D3647E174DB9AF9A0C3567A3E7", session.id.encode()))
    status, headers, _ = await client.answer()
    assert status == 101
    assert "sec-websocket-extensions" not in headers
    assert session.attached


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PATH, BASIC),
        (PATH, {"authorization": "basic " + base64.b64encode(b"alice:secret").decode()}),
        (PATH + "?user=alice&pass=secret", {}),
        (PATH + "?user=alice&pass=secret&ucsid=local", {}),
        (PATH + "?token=alice", {}),
        (PATH, {"x-uctoken": "alice"}),
        (PATH, {"Authorization": "Bearer alice"}),
    ],
)
async def test_ways_to_authenticate(server: Server, path: str, headers: dict[str, str]) -> None:
    status, _, _ = await (await server.connect()).request("GET", path, headers=headers)
    assert status == 200


@pytest.mark.parametrize(
    ("path", "headers", "detail"),
    [
        (PATH + "?user=alice&pass=wrong", {}, 101),
        (PATH + "?no401=1", {}, 101),
        (PATH + "?no401", {}, 101),
        (PATH, {"x-no401": "1"}, 101),
        (PATH, {"no401": "1"}, 101),
        (PATH, {"Authorization": "Basic !!!"}, 101),
        (PATH, {"Authorization": "Basic /w=="}, 101),
        (PATH, {"Authorization": "Bearer abc"}, 130),
        (PATH, {"x-uctoken": "abc"}, 130),
        (PATH + "?token=abc", {}, 130),
    ],
)
async def test_refused_log_ons(server: Server, path: str, headers: dict[str, str], detail: int) -> None:
    documented = body_of(recorded("createsession.response-400.http"))
    status, got, body = await (await server.connect()).request("POST", path, headers=headers)
    assert (status, got["content-type"]) == (400, "application/json;charset=utf-8")
    answer = json.loads(body)
    assert shape(answer) == shape(documented)
    assert answer["error"]["iErrorDetail"] == detail
    assert answer["error"]["_type"] == "AsnLogonError"
    assert "www-authenticate" not in got


async def test_without_credentials(server: Server) -> None:
    status, headers, _ = await (await server.connect()).request("GET", PATH)
    assert status == 401
    assert headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize(
    ("path", "headers"), [(PATH + "?ucsid=local1", {}), (PATH, {"X-ucsid": "local1"}), (PATH, {"ucsid": "local1"})]
)
async def test_another_server(server: Server, path: str, headers: dict[str, str]) -> None:
    status, _, body = await (await server.connect()).request("GET", path, headers=BASIC | headers)
    assert (status, json.loads(body)) == (502, body_of(recorded("createsession.response-502.http")))


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b"null", b"[" * 5000])
async def test_bad_bodies(server: Server, body: bytes) -> None:
    status, _, answer = await (await server.connect()).request("POST", PATH, body, BASIC)
    assert status == 400
    assert json.loads(answer)["error"]["u8sErrorString"]


async def test_no_room(server: Server) -> None:
    server.services.sessions._limit = 0
    status, _, body = await (await server.connect()).request("GET", PATH, headers=BASIC)
    assert (status, json.loads(body)["error"]["iErrorDetail"]) == (400, 103)


async def test_cors_marks_errors_and_private_networks(server: Server) -> None:
    client = await server.connect()
    _, headers, _ = await client.request("GET", PATH, headers={"Origin": "https://crm.example.com"})
    assert headers["access-control-allow-origin"] == "*"
    _, headers, _ = await client.request("GET", "/nothing", headers={"Origin": "https://crm.example.com"})
    assert headers["access-control-allow-origin"] == "*"
    asked = {"Origin": "null", "Access-Control-Request-Method": "GET", "Access-Control-Request-Private-Network": "true"}
    status, headers, _ = await client.request("OPTIONS", "/anything", headers=asked)
    assert (status, headers["access-control-allow-private-network"]) == (204, "true")
