"""Key sets of an OpenID provider: what is taken from them, and when they are fetched."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from aiohttp import ClientError, web
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from callplane.errors import LogonRefused
from callplane.service import key_set
from callplane.service.key_set import KeySet, fetch, loader, parse

RSA = json.loads(RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048).public_key()))
EC = json.loads(ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key()))
ED = json.loads(OKPAlgorithm.to_jwk(ed25519.Ed25519PrivateKey.generate().public_key()))


def document(*keys: object) -> bytes:
    return json.dumps({"keys": keys}).encode()


class Source:
    """A place to fetch keys from; counts how often that happens."""

    def __init__(self, data: bytes | Exception) -> None:
        self.data = data
        self.count = 0

    async def __call__(self) -> bytes:
        self.count += 1
        if isinstance(self.data, Exception):
            raise self.data
        return self.data


async def detail(keys: KeySet, key_id: str | None, algorithm: str = "RS256", now: float = 0.0) -> int:
    try:
        await keys.find(key_id, algorithm, now)
    except LogonRefused as refusal:
        return refusal.detail
    return 0


def test_only_public_keys_for_signatures_are_taken() -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0", "kid": "s"}
    private = {**RSA, "d": "AQAB"}
    found = parse(
        document(
            {**RSA, "kid": "1"},
            {**EC, "kid": "2", "use": "sig", "alg": "ES256"},
            {**ED, "kid": "3"},
            secret,
            private,
            {**RSA, "use": "enc"},
            {**RSA, "alg": "HS256"},
            {**RSA, "alg": "none"},
            {**RSA, "n": 1},
            {**EC, "crv": "P-0"},
            {"kty": ["RSA"]},
            {},
        )
    )
    assert [(key.id, "PS256" in key.algorithms, "ES256" in key.algorithms) for key in found] == [
        ("1", True, False),
        ("2", False, True),
        ("3", False, False),
    ]


@pytest.mark.parametrize("data", [b"", b"[]", b'{"keys": 1}', b'{"keys": [1]}', b"\xff", b"[" * 100_000])
def test_what_is_no_key_set(data: bytes) -> None:
    with pytest.raises(ValueError, match="JWKS"):
        parse(data)


async def test_a_key_is_found_by_id_and_algorithm() -> None:
    keys = KeySet(Source(document({**RSA, "kid": "1"}, {**EC, "kid": "2"})))
    assert await detail(keys, "1") == 0
    assert await detail(keys, "2", "ES256") == 0
    assert await detail(keys, "1", "ES256") == 101
    assert await detail(keys, None) == 0


async def test_without_an_id_the_key_must_be_the_only_one() -> None:
    assert await detail(KeySet(Source(document({**RSA, "kid": "1"}, {**RSA, "kid": "2"}))), None) == 101


async def test_an_unknown_key_is_asked_for_once_a_minute() -> None:
    source = Source(document({**RSA, "kid": "1"}))
    keys = KeySet(source)
    assert [await detail(keys, "2", now=now) for now in (0, 1, 59)] == [101, 101, 101]
    assert source.count == 1
    source.data = document({**RSA, "kid": "2"})
    assert await detail(keys, "2", now=60) == 0
    assert await detail(keys, "1", now=61) == 101
    assert source.count == 2


async def test_known_keys_are_kept_for_an_hour() -> None:
    source = Source(document({**RSA, "kid": "1"}))
    keys = KeySet(source)
    assert [await detail(keys, "1", now=now) for now in (0, 3600)] == [0, 0]
    assert source.count == 1
    source.data = document()
    assert await detail(keys, "1", now=3601) == 101


@pytest.mark.parametrize("failure", [OSError("no"), ClientError(), TimeoutError(), b"junk"])
async def test_a_failure_is_told_and_leaves_the_former_keys(failure: Exception | bytes, caplog: pytest.LogCaptureFixture) -> None:
    source = Source(failure)
    keys = KeySet(source)
    with caplog.at_level(logging.WARNING):
        assert await detail(keys, "1") == 109
    assert len(caplog.records) == 1
    source.data = document({**RSA, "kid": "1"})
    assert await detail(keys, "1", now=60) == 0
    source.data = failure
    assert await detail(keys, "1", now=4000) == 0


async def test_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_bytes(document({**RSA, "kid": "1"}))
    assert await detail(KeySet(loader("keys.json", tmp_path)), "1") == 0
    assert await detail(KeySet(loader("missing.json", tmp_path)), "1") == 109


async def test_from_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = {"/keys": document({**RSA, "kid": "1"}), "/long": b" " * ((1 << 20) + 1)}

    async def answer(request: web.Request) -> web.Response:
        if request.path not in bodies:
            raise web.HTTPNotFound
        return web.Response(body=bodies[request.path])

    server = web.Server(answer)  # type: ignore[arg-type]
    runner = web.ServerRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        assert await fetch(f"http://{host}:{port}/keys") == bodies["/keys"]
        with pytest.raises(ValueError, match="longer"):
            await fetch(f"http://{host}:{port}/long")
        with pytest.raises(ClientError):
            await fetch(f"http://{host}:{port}/missing")
    finally:
        await runner.cleanup()
    with pytest.raises(ClientError):
        await fetch(f"http://{host}:{port}/keys")


async def test_an_https_address_is_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    async def fetched(address: str) -> bytes:
        return address.encode()

    monkeypatch.setattr(key_set, "fetch", fetched)
    assert await loader("https://id.example/keys", tmp_path)() == b"https://id.example/keys"
