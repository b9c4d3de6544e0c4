"""Operations, recordings and control interfaces over HTTP, and what happens to requests that are none."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest
from tests.gateway.conftest import MAX_BYTES, Server

from callplane.wire.types import cti


def basic(user: str, password: str = "secret") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize("name", ["asnCheckConnection", "ASNCHECKCONNECTION", "1714"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_operation_in_a_session(server: Server, name: str, method: str) -> None:
    session = server.session()
    client = await server.connect()
    answers = [
        await client.request(method, f"/ws/client/{name}?x-ucsessionid={session.id}"),
        await client.request(method, f"/ws/client/{name}", b"{}", {"x-ucsessionid": session.id.lower()}),
    ]
    for status, headers, body in answers:
        assert (status, headers["content-type"]) == (200, "application/json;charset=utf-8")
        assert body.startswith(b'{"_type":"AsnCheckConnectionResult",')
        assert json.loads(body)["u8sProductVersion"] == "alice"


async def test_argument_in_the_query(server: Server) -> None:
    session = server.session()
    path = (
        "/ws/client/asnCtiMakeCall?u8sPhoneNumberFrom=101&u8sPhoneNumberTo=%2B49815136856102&iNumberFormat=1"
        '&newCallParams={"bHideMyCallerID":true}'
        f"&unknown=1&x-ucsessionid={session.id}"
    )
    status, _, body = await (await server.connect()).request("GET", path.replace('"', "%22"))
    assert status == 200, body
    (argument,) = server.services.operations.arguments
    assert isinstance(argument, cti.AsnCtiMakeCallArgument)
    assert (argument.u8sPhoneNumberFrom, argument.u8sPhoneNumberTo) == ("101", "+49815136856102")
    assert argument.iNumberFormat == 1
    assert argument.newCallParams
    assert argument.newCallParams.bHideMyCallerID


@pytest.mark.parametrize("line", ["+49815136856101", "tel:+49815136856101@demo"])
async def test_a_plus_in_the_query_is_a_plus(server: Server, line: str) -> None:
    path = f"/ws/client/asnCtiSnapshotPhoneLine?u8sLinePhoneNumber={line}&x-ucsessionid={server.session().id}"
    await (await server.connect()).request("GET", path)
    assert server.services.operations.arguments == [cti.AsnCtiSnapshotPhoneLineArgument(u8sLinePhoneNumber=line)]


@pytest.mark.parametrize("place", ["client", "direct"])
async def test_what_is_not_served_is_said_before_its_argument_is_read(server: Server, place: str) -> None:
    path = f"/ws/{place}/asnCreateAuthToken?x-ucsessionid={server.session().id}"
    status, _, body = await (await server.connect()).request("POST", path, b"{}", basic("alice"))
    assert (status, json.loads(body)["reject"]) == (501, {"invokeProblem": 3})


@pytest.mark.parametrize(("line", "status", "detail"), [("general", 400, 1), ("denied", 403, 2), ("other", 404, 3)])
async def test_refusals(server: Server, line: str, status: int, detail: int) -> None:
    path = f"/ws/client/asnCtiSnapshotPhoneLine?u8sLinePhoneNumber={line}&x-ucsessionid={server.session().id}"
    got, _, body = await (await server.connect()).request("GET", path)
    answer = json.loads(body)
    assert (got, answer["_type"], answer["iErrorDetail"]) == (status, "AsnRequestError", detail)


async def test_faults_show_nothing(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    path = f"/ws/client/asnCtiDropCall?x-ucsessionid={server.session().id}"
    status, _, body = await (await server.connect()).request("POST", path, b'{"u8sConnectionID": "1"}')
    assert (status, json.loads(body)["iErrorDetail"]) == (500, 1)
    assert b"secret" not in body
    assert "secret of the inside" in caplog.text


@pytest.mark.parametrize(
    ("operation", "body", "status", "problem"),
    [
        ("asnNothing", b"", 404, 1),
        ("99", b"", 404, 1),
        ("9" * 50, b"", 404, 1),
        ("asnCtiDropCall", b"{}", 400, 2),
        ("asnCtiDropCall", b'{"u8sConnectionID": 1}', 400, 2),
        ("asnCtiDropCall", b"\x80{", 400, 2),
        ("asnCtiHold", b'{"u8sConnectionID": "1", "bHold": true}', 501, 3),
        ("asnLoginV2", b"", 501, 3),
    ],
)
async def test_rejects(server: Server, operation: str, body: bytes, status: int, problem: int) -> None:
    path = f"/ws/client/{operation}?x-ucsessionid={server.session().id}"
    got, _, answer = await (await server.connect()).request("POST", path, body)
    reject = json.loads(answer)
    assert got == status
    assert reject["invokedID"] == {"invokednull": None}
    assert reject["reject"] == {"invokeProblem": problem}
    assert reject["details"]


@pytest.mark.parametrize("path", ["/ws/client/asnCheckConnection", "/ws/client/websocket", "/ws/client/websocket/"])
async def test_unknown_sessions(server: Server, path: str) -> None:
    client = await server.connect()
    ended = server.session()
    server.services.sessions.end(ended, "test")
    for query in ("", "?x-ucsessionid=", "?x-ucsessionid=00", f"?x-ucsessionid={ended.id}"):
        status, _, body = await client.request("GET", path + query)
        assert (status, json.loads(body)["reject"]) == (401, {"invokeProblem": 8})


async def test_log_off_and_keep_alive(server: Server) -> None:
    session = server.session()
    client = await server.connect()
    for operation in ("asnKeepAlive", "asnTransportKeepAlive"):
        status, _, body = await client.request("POST", f"/ws/client/{operation}", b"", {"x-ucsessionid": session.id})
        assert (status, body) == (200, b"{}")
    status, _, _ = await client.request("POST", "/ws/client/asnLogoff", b"", {"x-ucsessionid": session.id})
    assert (status, session.ended) == (200, True)


async def test_direct_calls_leave_no_session(server: Server) -> None:
    client = await server.connect()
    status, _, body = await client.request("GET", "/ws/direct/asnCheckConnection", headers=basic("alice"))
    assert (status, json.loads(body)["_type"]) == (200, "AsnCheckConnectionResult")
    monitor = "/ws/direct/asnCtiLineMonitorStart?u8sLinePhoneNumber=1"
    status, _, body = await client.request("GET", monitor, headers=basic("alice"))
    assert (status, json.loads(body)["iErrorDetail"]) == (400, 1)
    status, _, _ = await client.request("GET", "/ws/direct/asnLogoff", headers=basic("alice"))
    assert status == 200
    status, _, body = await client.request("GET", "/ws/direct/asnCheckConnection", headers=basic("alice", "wrong"))
    assert (status, json.loads(body)["error"]["iErrorDetail"]) == (400, 101)
    status, headers, _ = await client.request("GET", "/ws/direct/asnCheckConnection")
    assert (status, "www-authenticate" in headers) == (401, True)
    assert len(server.services.sessions) == 0


async def test_rights_of_who_asks(server: Server) -> None:
    client = await server.connect()
    assert (await client.request("GET", "/rights"))[0] == 401
    status, _, body = await client.request("GET", "/rights", headers=basic("alice"))
    assert (status, json.loads(body)) == (200, {"tel:1@main": "control"})


async def test_recordings(server: Server) -> None:
    client = await server.connect()
    status, _, body = await client.request("GET", "/recordings", headers=basic("alice"))
    assert (status, json.loads(body)) == (200, [{"id": "1"}])
    status, headers, body = await client.request("GET", f"/recordings/1?x-ucsessionid={server.session().id}")
    assert (status, headers["content-type"], body) == (200, "audio/wav", b"RIFF")
    for path, user, expected in (("/recordings/2", "alice", 404), ("/recordings/1", "admin", 404), ("/recordings", "x", 401)):
        status, _, _ = await client.request("GET", path, headers=basic(user))
        assert status == expected
    assert (await client.request("GET", "/recordings"))[0] == 401


async def test_control_interface(server: Server) -> None:
    client = await server.connect()
    path = "/exchange/v1/phones/102/answer"
    status, _, body = await client.request("POST", path, b'{"a": 1}', basic("admin"))
    asked = {"method": "POST", "path": ["v1", "phones", "102", "answer"], "body": {"a": 1}}
    assert (status, json.loads(body)) == (202, asked)
    assert (await client.request("POST", path, b"[]", basic("admin")))[0] == 400
    assert (await client.request("POST", path, b"", basic("alice")))[0] == 403
    assert (await client.request("GET", path, b"", basic("admin", "no")))[0] == 401
    status, headers, _ = await client.request("GET", path)
    assert (status, "www-authenticate" in headers) == (401, True)
    assert (await client.request("GET", "/exchange/v1/nothing", b"", basic("admin")))[0] == 404
    assert (await client.request("GET", "/other/v1/phones", b"", basic("admin")))[0] == 404


async def test_addresses_that_are_none(server: Server) -> None:
    client = await server.connect()
    status, headers, body = await client.request("GET", "/")
    assert (status, b"callplane" in body, headers["server"]) == (200, True, "callplane")
    status, headers, body = await client.request("GET", "/nothing")
    assert (status, headers["content-type"]) == (404, "application/json;charset=utf-8")
    assert json.loads(body)["error"]["iErrorDetail"] == 404
    status, headers, _ = await client.request("DELETE", "/ws/client/createsession")
    assert (status, headers["allow"]) == (405, "GET,POST")


async def test_long_bodies(server: Server) -> None:
    session = server.session()
    path = f"/ws/client/asnCheckConnection?x-ucsessionid={session.id}"
    client = await server.connect()
    status, _, body = await client.request("POST", path, b" " * (MAX_BYTES + 1))
    assert (status, json.loads(body)["error"]["iErrorDetail"]) == (413, 413)
    client = await server.connect()
    client.send(b"POST " + path.encode() + b" HTTP/1.1\r\nHost: t\r\nContent-Length: 10000000\r\n\r\n")
    client.send(bytes(10_000_000))
    status, _, _ = await client.answer()
    assert status == 413
    assert (await (await server.connect()).request("POST", path))[0] == 200


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00" + bytes(600),
        b"GET\r\n\r\n",
        b"J0000002{}",
        b"\xff" * 20_000,
        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    ],
)
async def test_junk_is_refused_and_the_next_client_served(server: Server, junk: bytes) -> None:
    client = await server.connect()
    client.send(junk)
    client.writer.write_eof()
    await client.closed()
    assert (await (await server.connect()).request("GET", "/"))[0] == 200


async def test_many_unfinished_requests(server: Server) -> None:
    head = b"GET /ws/client/websocket HTTP/1.1\r\nHost: t\r\nUpgrade: websocket\r\n"
    clients = await asyncio.gather(*(server.connect() for _ in range(200)))
    for client in clients:
        client.send(head)
    assert (await (await server.connect()).request("GET", "/"))[0] == 200
