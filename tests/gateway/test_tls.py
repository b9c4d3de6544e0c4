"""Certificates, HTTPS and WebSockets over TLS."""

from __future__ import annotations

import json
import ssl
import stat
import time
from pathlib import Path

import pytest
from tests.gateway.conftest import Client, Server

from callplane.errors import ConfigurationError
from callplane.gateway import credentials as credentials_module
from callplane.gateway.credentials import is_this_host
from callplane.gateway.tls import Tls, make_self_signed

LOGON = "/ws/client/createsession?user=alice&pass=secret"


@pytest.fixture
async def tls_port(server: Server) -> int:
    (url,) = await server.gateway.start_https("127.0.0.1", 0)
    assert url.startswith("https://127.0.0.1:")
    return int(url.rpartition(":")[2])


def trusting(tls: Tls) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=tls.files[0])


def serial(client: Client) -> str:
    found = client.writer.get_extra_info("peercert")
    assert found
    return str(found["serialNumber"])


async def test_https_and_websocket(server: Server, tls: Tls, tls_port: int) -> None:
    client = await server.connect(tls_port, trusting(tls))
    status, _, body = await client.request("GET", LOGON)
    assert status == 200
    await client.open_websocket(json.loads(body)["sessionid"])
    client.send_frame(b'{"invoke":{"invokeID":1,"operationID":1714,"argument":{}}}')
    _, payload = await client.frame()
    assert json.loads(payload)[0]["result"]["invokeID"] == 1
    client.send_frame(b" " * 100_000)
    assert await client.close_code() == 1009
    await client.closed()


async def test_stop_closes_sockets_under_tls(server: Server, tls: Tls, tls_port: int) -> None:
    session = server.session()
    client = await server.connect(tls_port, trusting(tls))
    await client.open_websocket(session.id)
    server.services.sessions.end(session, "test")
    assert await client.close_code() == 1000
    await client.closed()


async def test_plain_text_and_old_versions_are_refused(server: Server, tls: Tls, tls_port: int) -> None:
    client = await server.connect(tls_port)
    client.send(b"GET / HTTP/1.1\r\n\r\n")
    await client.closed()
    old = trusting(tls)
    old.minimum_version = ssl.TLSVersion.TLSv1_2
    assert tls.context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert (await (await server.connect(tls_port, old)).request("GET", "/"))[0] == 200


async def test_reload(server: Server, tls: Tls, tls_port: int) -> None:
    before = await server.connect(tls_port, trusting(tls))
    certificate, key = tls.files
    make_self_signed(certificate, key, ["localhost", "127.0.0.1"], time.time())
    tls.reload()
    after = await server.connect(tls_port, trusting(tls))
    assert serial(before) != serial(after)
    assert (await before.request("GET", "/"))[0] == 200
    certificate.write_text("nothing")
    with pytest.raises(ConfigurationError):
        tls.reload()
    certificate.unlink()
    with pytest.raises(ConfigurationError):
        tls.reload()
    assert (await before.request("GET", "/"))[0] == 200


def test_key_is_private(tls: Tls) -> None:
    assert stat.S_IMODE(tls.files[1].stat().st_mode) == 0o600


def test_keys_must_fit(tls: Tls, tmp_path: Path) -> None:
    make_self_signed(tmp_path / "other.pem", tmp_path / "other.key", ["localhost"], time.time())
    with pytest.raises(ConfigurationError):
        Tls(tls.files[0], tmp_path / "other.key")


async def test_passwords_of_other_hosts_need_tls(
    server: Server, tls: Tls, tls_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.gateway._tcp.authenticator._require_tls = True
    assert (await (await server.connect()).request("GET", LOGON))[0] == 200
    monkeypatch.setattr(credentials_module, "is_this_host", lambda _address: False)
    status, _, body = await (await server.connect()).request("GET", LOGON)
    assert (status, json.loads(body)["error"]["iErrorDetail"]) == (400, 114)
    assert (await (await server.connect(tls_port, trusting(tls))).request("GET", LOGON))[0] == 200


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.1", False),
        ("fe80::1%eth0", False),
        ("", False),
    ],
)
def test_this_host(address: str, here: bool) -> None:
    assert is_this_host(address) == here
