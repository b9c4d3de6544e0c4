"""Tokens of an OpenID provider, with keys made here."""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from callplane.errors import LogonRefused
from callplane.service.directory import Directory
from callplane.service.key_set import KeySet, loader
from callplane.service.openid import Provider
from callplane.service.tokens import Tokens, TokenType
from callplane.settings import OidcSettings, TokenSettings
from callplane.store.records import Snapshot, UserRecord
from callplane.store.store import Store
from callplane.store.worker import AsyncStore

RSA_KEY = rsa.generate_private_key(65537, 2048)
SHORT_KEY = rsa.generate_private_key(65537, 1024)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
ED_KEY = ed25519.Ed25519PrivateKey.generate()
PUBLIC = {
    "rsa": RSAAlgorithm.to_jwk(RSA_KEY.public_key()),
    "short": RSAAlgorithm.to_jwk(SHORT_KEY.public_key()),
    "ec": ECAlgorithm.to_jwk(EC_KEY.public_key()),
    "ed": OKPAlgorithm.to_jwk(ED_KEY.public_key()),
}
SETTINGS = OidcSettings("https://id.example", "callplane", "keys.json", leeway_seconds=5)
NOW = 1_800_000_000.0
CLAIMS: dict[str, Any] = {
    "iss": SETTINGS.issuer,
    "aud": ["other", "callplane"],
    "exp": NOW + 100,
    "nbf": NOW,
    "iat": NOW,
    "sub": "248289761001",
    "preferred_username": "Alice",
    "email": "alice@example.com",
}


@pytest.fixture
def provider(tmp_path: Path) -> Provider:
    keys = [{**json.loads(jwk), "kid": kid} for kid, jwk in PUBLIC.items()]
    keys.append({"kty": "oct", "kid": "oct", "k": base64.urlsafe_b64encode(b"s" * 32).decode()})
    (tmp_path / "keys.json").write_text(json.dumps({"keys": keys}))
    return Provider(SETTINGS, KeySet(loader(SETTINGS.jwks, tmp_path)))


def token(key: Any = RSA_KEY, algorithm: str = "RS256", kid: str | None = "rsa", **changes: Any) -> str:
    claims = {name: value for name, value in {**CLAIMS, **changes}.items() if value is not None}
    return jwt.PyJWS().encode(json.dumps(claims).encode(), key, algorithm, {"kid": kid} if kid else None)


async def detail(provider: Provider, text: str, now: float = NOW) -> int:
    assert provider.issued(text)
    try:
        await provider.verify(text, now)
    except LogonRefused as refusal:
        return refusal.detail
    return 0


@pytest.mark.parametrize(
    ("key", "algorithm", "kid"),
    [
        (RSA_KEY, "RS256", "rsa"),
        (RSA_KEY, "PS512", "rsa"),
        (EC_KEY, "ES256", "ec"),
        (ED_KEY, "EdDSA", "ed"),
        (EC_KEY, "ES256", None),
    ],
)
async def test_good_tokens_name_a_user(provider: Provider, key: Any, algorithm: str, kid: str | None) -> None:
    identity = await provider.verify(token(key, algorithm, kid), NOW)
    assert (identity.user, identity.expires) == ("Alice", NOW + 100)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"aud": "callplane"}, 0),
        ({"aud": "other"}, 101),
        ({"aud": []}, 101),
        ({"aud": None}, 101),
        ({"exp": NOW - 4}, 0),
        ({"exp": NOW - 5}, 130),
        ({"exp": "soon"}, 101),
        ({"exp": None}, 101),
        ({"nbf": NOW + 5}, 0),
        ({"nbf": NOW + 6}, 101),
        ({"iat": NOW + 6}, 101),
        ({"nbf": None, "iat": None}, 0),
        ({"preferred_username": None}, 101),
        ({"preferred_username": ""}, 101),
        ({"preferred_username": ["Alice"]}, 101),
    ],
)
async def test_claims(provider: Provider, changes: dict[str, Any], expected: int) -> None:
    assert await detail(provider, token(**changes)) == expected


async def test_the_claim_that_names_the_user(provider: Provider) -> None:
    provider._settings = replace(SETTINGS, user_claim="email")
    assert (await provider.verify(token(), NOW)).user == "alice@example.com"
    assert await detail(provider, token(email_verified=True)) == 0
    assert await detail(provider, token(email_verified=False)) == 101


async def test_keys_and_algorithms_cannot_be_confused(provider: Provider) -> None:
    assert await detail(provider, token(ec.generate_private_key(ec.SECP256R1()), "ES256", "ec")) == 101
    assert await detail(provider, token(EC_KEY, "ES256", "rsa")) == 101
    assert await detail(provider, token(kid="unknown")) == 101
    assert await detail(provider, token(kid=None)) == 101  # two RSA keys
    assert await detail(provider, token(b"s" * 32, "HS256", "oct")) == 101
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        short = token(SHORT_KEY, "RS256", "short")
    assert await detail(provider, short) == 101
    unsigned = jwt.PyJWS().encode(json.dumps(CLAIMS).encode(), None, "none", {"kid": "rsa"})  # type: ignore[arg-type]
    assert await detail(provider, unsigned) == 101
    public = RSA_KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    signed = token(b"s" * 32, "HS256", "rsa").rpartition(".")[0]
    signature = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256")).decode().rstrip("=")
    assert await detail(provider, f"{signed}.{signature}") == 101


async def test_a_changed_token(provider: Provider) -> None:
    header, _, signature = token().split(".")
    payload = token(preferred_username="admin").split(".")[1]
    assert await detail(provider, f"{header}.{payload}.{signature}") == 101


def test_tokens_of_others(provider: Provider) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 4000).decode().rstrip("=")
    for text in (token(iss="https://evil.example"), token(iss=None), token(iss=1)):
        assert not provider.issued(text)
    for text in ("", "a.b.c", "..", f"e30.{deep}.", f"{deep}.e30."):
        assert not provider.issued(text)


async def test_without_keys(tmp_path: Path) -> None:
    provider = Provider(SETTINGS, KeySet(loader("missing.json", tmp_path)))
    assert await detail(provider, token()) == 109


async def test_tokens_of_the_provider_beside_our_own(provider: Provider, tmp_path: Path) -> None:
    store = AsyncStore(Store(f"sqlite:///{tmp_path / 'callplane.db'}", create=True))
    directory = Directory(Snapshot(users=(UserRecord("alice", "Alice", ""), UserRecord("off", "Off", "", enabled=False))))
    tokens = Tokens(directory, store, TokenSettings(), "callplane:local", provider)
    await tokens.load(NOW)
    verified = await tokens.verify(token(), NOW)
    assert (verified.user.name, verified.id, verified.type, verified.expires) == ("alice", "", TokenType.LOGIN, NOW + 100)
    for name, expected in (("nobody", 101), ("off", 107)):
        with pytest.raises(LogonRefused) as raised:
            await tokens.verify(token(preferred_username=name), NOW)
        assert raised.value.detail == expected
    with pytest.raises(LogonRefused):
        await tokens.verify(token(iss="callplane:local"), NOW)
    await store.close()
