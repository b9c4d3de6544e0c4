"""`/admin/v1`: who may, what is answered, and what no other site can make a browser do."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from callplane.description.admin_routes import ADMIN_ROUTES
from callplane.gateway.admin import Admin

from .conftest import Server

JSON = {"Content-Type": "application/json"}
ADMIN = {"Authorization": "Basic " + base64.b64encode(b"admin:secret").decode()}
ALICE = {"Authorization": "Basic " + base64.b64encode(b"alice:secret").decode()}


async def ask(
    server: Server, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], Any]:
    client = await server.connect()
    data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    status, found, answer = await client.request(method, f"/admin/v1/{path}", data, headers=headers or ADMIN | JSON)
    return status, found, json.loads(answer)


def test_what_is_served_is_what_is_described() -> None:
    served = set(Admin(None, None).routes)  # type: ignore[arg-type]
    assert served == {(route.method, route.path) for route in ADMIN_ROUTES}


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("users", [{"name": "alice"}]),
        ("phones", [{"name": "101"}]),
        ("lines", [{"uri": "tel:1@main"}]),
        ("rights", {"lines": [], "users": []}),
        ("pbxs", [{"name": "main"}]),
        ("sessions", [{"name": "alice/1"}]),
        ("problems", [{"line": 7}]),
    ],
)
async def test_what_there_is_to_see(server: Server, path: str, answer: object) -> None:
    status, headers, found = await ask(server, "GET", path)
    assert (status, found) == (200, answer)
    assert headers["cache-control"] == "no-store"


async def test_overview_and_metrics(server: Server) -> None:
    _, _, overview = await ask(server, "GET", "overview")
    assert overview["started"] == 900.0
    assert overview["pbxs"] == {"main": True}
    _, _, found = await ask(server, "GET", "metrics")
    assert {"name": "callplane_queue_bytes", "labels": {}, "value": 12} in found["samples"]


async def test_the_audit_is_given_from_a_number_on(server: Server) -> None:
    server.services.audit.note("alice", "alice/1", "asnCtiHold")
    server.services.audit.note("alice", "alice/1", "asnCtiDropCall")
    _, _, found = await ask(server, "GET", "audit/1")
    assert [entry["action"] for entry in found] == ["asnCtiDropCall"]
    assert (await ask(server, "GET", "audit/first"))[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "body", "done"),
    [
        ("POST", "users", {"name": "eve", "password": "pw"}, ("add", "eve", "pw", "", False)),
        ("PATCH", "users/eve", {"enabled": False}, ("enable", "eve", False)),
        ("PATCH", "users/eve", {"password": "pw"}, ("password", "eve", "pw")),
        ("DELETE", "users/eve", None, ("remove", "eve")),
        ("PUT", "users/eve/lines/tel:+1@main", {}, ("assign", "eve", "tel:+1@main", None)),
        ("PUT", "users/eve/lines/tel:+1@main", {"position": 0}, ("assign", "eve", "tel:+1@main", 0)),
        ("DELETE", "users/eve/lines/tel:+1@main", None, ("unassign", "eve", "tel:+1@main")),
        ("PUT", "users/eve/rights/101", {"rights": "team"}, ("grant", "eve", "101", "team")),
        ("PUT", "users/eve/rights/101", {"rights": 7}, ("grant", "eve", "101", "7")),
        ("DELETE", "phones/main/101", None, ("remove phone", "main", "101")),
        ("DELETE", "phones/main/101/registration", None, ("kick", "main", "101")),
        ("DELETE", "sessions/eve%2F12AB", None, ("end", "eve/12AB")),
    ],
)
async def test_what_can_be_changed(server: Server, method: str, path: str, body: object, done: tuple[object, ...]) -> None:
    status, _, answer = await ask(server, method, path, body)
    assert (status, answer) == (201 if method == "POST" else 200, {})
    assert server.services.administration.done == [("admin", *done)]


async def test_a_session_of_an_administrator_counts_in_the_header_only(server: Server) -> None:
    session = server.session("admin")
    assert (await ask(server, "GET", "users", headers={"x-ucsessionid": session.id}))[0] == 200
    assert (await ask(server, "GET", f"users?x-ucsessionid={session.id}", headers=dict(JSON)))[0] == 401


async def test_others_may_not(server: Server) -> None:
    alice = {"x-ucsessionid": server.session("alice").id}
    for path in ("users", "audit/0", "metrics"):
        assert (await ask(server, "GET", path, headers=alice))[0] == 403
        assert (await ask(server, "GET", path, headers=ALICE))[0] == 403
    status, headers, _ = await ask(server, "GET", "users", headers={"x-ucsessionid": "0" * 32})
    assert status == 401
    assert "www-authenticate" not in headers, "a browser would open a window for a page's request"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_forms_can_send_changes_nothing(server: Server, kind: str) -> None:
    status, _, _ = await ask(server, "POST", "users", {"name": "eve", "password": "pw"}, ADMIN | {"Content-Type": kind})
    assert status == 415
    assert server.services.administration.done == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("POST", "users", {"name": 1, "password": "pw"}, 400, "$.name"),
        ("POST", "users", {"name": "eve"}, 400, "password"),
        ("POST", "users", {"name": "eve", "password": "pw", "admin": True}, 400, "admin"),
        ("POST", "users", b"{", 400, "not JSON"),
        ("DELETE", "users/nobody", None, 404, "nobody"),
        ("GET", "nothing", None, 404, "nothing at this address"),
    ],
)
async def test_what_is_wrong_is_named(server: Server, method: str, path: str, body: object, status: int, said: str) -> None:
    found, _, answer = await ask(server, method, path, body)
    assert found == status
    assert said in answer["error"]["u8sErrorString"]
