"""TLS, seen from outside: HTTPS, WebSockets and TCP under it, the change of the certificate, a PBX room that insists on it."""

from __future__ import annotations

import ssl
import time

import aiohttp
import pytest
from tests.scenarios.demo import CERTIFICATE, KEY, Demo
from tests.scenarios.tcp_client import BER, JSON, basic, bearer, tcp_program, websocket_program

from callplane.client import LineScope, connect
from callplane.gateway import credentials
from callplane.gateway.tls import make_self_signed
from callplane.store.demo import PASSWORD, line_of
from callplane.wire import operations
from callplane.wire.codec import Codec
from callplane.wire.types import auth, transport

CHECK = transport.AsnCheckConnectionArgument()
BOTH = pytest.mark.parametrize("codec", [JSON, BER], ids=["json", "ber"])


def https(demo: Demo) -> str:
    return "https://{}:{}".format(*demo.address("https"))


async def logon(demo: Demo, url: str, user: str = "alice") -> tuple[int, dict[str, object]]:
    """The answer to a log-on over HTTP or HTTPS, by Basic."""
    headers = {"Authorization": aiohttp.encode_basic_auth(user, PASSWORD)}
    async with demo.http.get(f"{url}/ws/client/createsession", headers=headers, ssl=demo.trusting) as reply:
        return reply.status, await reply.json()


async def test_the_client_library_over_tls(demo: Demo) -> None:
    async with connect(https(demo), "alice", PASSWORD, tls=demo.trusting) as client:
        listed = await client.enum_phone_lines(LineScope(0))
        assert [line.u8sLinePhoneNumber for line in listed.seqLines] == [line_of("101").uri, line_of("111").uri]


@BOTH
async def test_a_websocket_over_tls(demo: Demo, codec: Codec) -> None:
    status, body = await logon(demo, https(demo))
    assert status == 200
    async with websocket_program(demo.http, https(demo), str(body["sessionid"]), codec, demo.trusting) as alice:
        assert (await alice.call(operations.CHECK_CONNECTION, CHECK)).iProtocolVersion == 70


@BOTH
async def test_start_tls_then_log_in(demo: Demo, codec: Codec) -> None:
    async with tcp_program(demo.address("tcp"), codec) as alice:
        await alice.start_tls(demo.trusting)
        assert await alice.detail(operations.START_TLS, transport.AsnStartTLSArgument()) == 1
        await alice.log_in(basic("alice"))
        assert (await alice.call(operations.CHECK_CONNECTION, CHECK)).iProtocolVersion == 70
        assert await alice.detail(operations.START_TLS, transport.AsnStartTLSArgument()) == 113
        await alice.send(codec.invoke(99_999, operations.LOGOFF, auth.AsnLogoffArgument()))
        await alice.closed()
        assert len(demo.app.service.sessions) == 0


@BOTH
async def test_start_tls_between_version_and_log_in(demo: Demo, codec: Codec) -> None:
    async with tcp_program(demo.address("tcp"), codec) as alice:
        await alice.agree()
        await alice.start_tls(demo.trusting)
        told = await alice.call(operations.LOGIN_V2, basic("alice"))
        assert told.succceeded is not None


async def test_a_stranger_s_certificate_is_noticed(demo: Demo) -> None:
    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        async with demo.http.get(f"{https(demo)}/", ssl=ssl.create_default_context()):
            pass
    async with tcp_program(demo.address("tcp"), BER) as alice:
        with pytest.raises(ssl.SSLCertVerificationError):
            await alice.start_tls(ssl.create_default_context())
    async with tcp_program(demo.address("tcp"), BER) as alice:
        await alice.log_in(basic("alice"))


async def test_another_certificate_without_a_restart(demo: Demo) -> None:
    """Connections that are there stay; new ones get the new certificate, on the TLS port and by asnStartTLS."""
    before = demo.trusting
    async with connect(https(demo), "alice", PASSWORD, tls=before) as client:
        files = demo.directory / CERTIFICATE, demo.directory / KEY
        make_self_signed(*files, ["localhost", "127.0.0.1"], time.time())
        assert await demo.command("reload") == 0
        await client.enum_phone_lines()
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            async with aiohttp.ClientSession() as http, http.get(f"{https(demo)}/", ssl=before):
                pass
        async with tcp_program(demo.address("tcp"), JSON) as bob:
            await bob.start_tls(demo.trusting)
            await bob.log_in(basic("bob"))
        async with aiohttp.ClientSession() as http, http.get(f"{https(demo)}/", ssl=demo.trusting) as reply:
            assert reply.status == 200
        files[0].write_text("no certificate", encoding="ascii")
        assert await demo.command("reload") != 0
        files[0].unlink()
        async with tcp_program(demo.address("tcp"), JSON) as bob:
            await bob.log_in(basic("bob"))


@pytest.mark.parametrize("demo", [{"tls": {"required": True}}], indirect=True)
async def test_other_hosts_need_tls(demo: Demo, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback stays open in the clear; of everybody else no credentials are taken there, be it a password or a token."""
    status, body = await logon(demo, demo.url)
    assert status == 200
    async with websocket_program(demo.http, demo.url, str(body["sessionid"]), JSON) as alice:
        token = await alice.call(operations.GET_USER_TOKEN_V2, auth.AsnGetUserTokenArgument(iType=1))
    monkeypatch.setattr(credentials, "is_this_host", lambda address: address != "127.0.0.1")
    status, body = await logon(demo, demo.url)
    assert (status, body["error"]["iErrorDetail"]) == (400, 114)  # type: ignore[index]
    assert (await logon(demo, https(demo)))[0] == 200
    async with demo.http.post(f"{demo.url}/ws/direct/asnCheckConnection", headers={"x-uctoken": token.sToken}) as reply:
        assert (reply.status, (await reply.json())["error"]["iErrorDetail"]) == (400, 114)
    async with tcp_program(demo.address("tcp"), BER) as bob:
        await bob.agree()
        assert await bob.detail(operations.LOGIN_V2, basic("bob")) == 114
        assert await bob.detail(operations.LOGIN_V2, bearer(token.sToken)) == 114
        await bob.start_tls(demo.trusting)
        await bob.log_in(basic("bob"))
