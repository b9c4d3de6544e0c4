"""asnStartTLS: a TCP stream that goes on over TLS."""

from __future__ import annotations

import ssl

import pytest
from tests.gateway.conftest import Server, until
from tests.gateway.tcp_peer import BER, JSON, NEGOTIATE, Peer, basic

from callplane.gateway import credentials as credentials_module
from callplane.gateway import tcp as tcp_module
from callplane.gateway.tls import Tls
from callplane.wire import operations
from callplane.wire.codec import Codec, Reject
from callplane.wire.types import transport


@pytest.fixture
async def tcp_port(server: Server) -> int:
    (url,) = await server.gateway.start_tcp("127.0.0.1", 0)
    return int(url.rpartition(":")[2])


@pytest.fixture
async def peer(server: Server, tcp_port: int) -> Peer:
    return Peer(await server.connect(tcp_port))


@pytest.mark.parametrize("codec", [JSON, BER])
async def test_start_tls(peer: Peer, codec: Codec, trusting: ssl.SSLContext) -> None:
    peer.codec = codec
    await peer.result(operations.START_TLS, transport.AsnStartTLSArgument())
    await peer.client.writer.start_tls(trusting, server_hostname="localhost")
    assert await peer.error(operations.START_TLS, transport.AsnStartTLSArgument()) == 1
    await peer.log_in()
    assert await peer.works()


@pytest.fixture
def trusting(tls: Tls) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=tls.files[0])


async def test_start_tls_without_a_certificate(server: Server, peer: Peer) -> None:
    server.gateway._tls = None
    assert await peer.error(operations.START_TLS, transport.AsnStartTLSArgument()) == 1
    await peer.log_in()
    assert await peer.works()


async def test_nothing_may_be_slipped_in_before_tls(peer: Peer) -> None:
    peer.client.send(
        peer.invoke(operations.START_TLS, transport.AsnStartTLSArgument())
        + peer.invoke(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
    )
    assert isinstance(await peer.message(), Reject)
    await peer.client.closed()


async def test_no_tls_after_start_tls(server: Server, peer: Peer) -> None:
    await peer.result(operations.START_TLS, transport.AsnStartTLSArgument())
    peer.client.send(b"J0000002{}" * 10)
    await peer.client.closed()
    links = server.gateway._links
    await until(lambda: len(links) == 0)


async def test_who_does_not_finish_the_handshake_is_sent_away(
    server: Server, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tcp_module, "TLS_SECONDS", 0.02)
    await peer.result(operations.START_TLS, transport.AsnStartTLSArgument())
    await peer.client.closed()
    links = server.gateway._links
    await until(lambda: len(links) == 0)


async def test_passwords_of_other_hosts_need_tls(
    server: Server, peer: Peer, trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.gateway._tcp.authenticator._require_tls = True
    await peer.log_in()
    monkeypatch.setattr(credentials_module, "is_this_host", lambda _address: False)
    other = Peer(await server.connect(peer.client.writer.get_extra_info("peername")[1]))
    await other.result(operations.NEGOTIATE_SERVER_CONNECTION_V2, NEGOTIATE)
    assert await other.error(operations.LOGIN_V2, basic()) == 114
    await other.result(operations.START_TLS, transport.AsnStartTLSArgument())
    await other.client.writer.start_tls(trusting, server_hostname="localhost")
    await other.log_in()
